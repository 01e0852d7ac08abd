"use strict";
// The key "/" leads to the search, wherever it leads to nothing else.
addEventListener("keydown", (e) => {
	if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.target.isContentEditable) return;
	const link = document.querySelector("a[data-key='/']"), field = document.getElementById("_q");
	if (!link && !field) return;
	e.preventDefault();
	if (field) field.focus();
	else link.click();
});
