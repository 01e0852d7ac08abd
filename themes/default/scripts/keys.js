"use strict";
// The key "/" leads to the search, wherever it leads to nothing else.
addEventListener("keydown", (e) => {
	const search = document.querySelector("link[rel=search]"), field = document.getElementById("_q"), at = e.target;
	if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || !search || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable) return;
	e.preventDefault();
	if (field) field.focus();
	else location.href = search.href;
});
