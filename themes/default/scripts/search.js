"use strict";
// Search in the reader's browser, with the index that the build has written: package search tells of its files. What is searched
// for is in the address, so that it can be kept, shared and gone back to.
(() => {
	const form = document.getElementById("_search");
	if (!form) return;
	const words = JSON.parse(form.dataset.words);
		const root = form.dataset.root; // that of the site
	const portable = form.dataset.portable; // files are loaded as scripts: a page that was opened as a file may not read others
	const language = document.documentElement.lang;
	const input = form.elements.q;
	const status = document.getElementById("_status");
	const list = document.getElementById("_found");
	const aside = document.getElementById("_facets");
	const collator = new Intl.Collator(language);
	const plurals = new Intl.PluralRules(language);

	// Files.

	const arrived = {}; // by name, of portable files
	window.dateline = (name, text) => { arrived[name]?.(text); };
	const files = new Map();
	function load(name, version) {
		if (!files.has(name)) files.set(name, read(name, version).catch((err) => { files.delete(name); throw err; }));
		return files.get(name);
	}
	async function read(name, version) {
		if (!portable) {
			const response = await fetch(`${name}.txt${version ? "?v=" + version : ""}`, version ? {} : { cache: "no-cache" });
			if (!response.ok) throw new Error(`${name}: ${response.status}`);
			return response.text();
		}
		return new Promise((resolve, reject) => {
			arrived[name] = resolve;
			const script = document.createElement("script");
			script.onerror = () => reject(new Error(name));
			script.src = `${name}.js`;
			document.head.append(script);
		});
	}

	const lines = (text) => text.split("\n").slice(0, -1);

	// Numbers: each digit has five bits, the lowest first, and one that says whether more follow.
	const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];
	const digits = new Uint8Array(128);
	alphabet.forEach((c, i) => { digits[c.charCodeAt(0)] = i; });
	class Numbers {
		constructor(text, at = 0, end = text.length) { this.text = text; this.at = at; this.end = end; }
		get more() { return this.at < this.end; }
		next() {
			let n = 0, shift = 0, digit;
			do {
				digit = digits[this.text.charCodeAt(this.at++)];
				n += (digit & 31) * 2 ** shift;
				shift += 5;
			} while (digit & 32);
			return n;
		}
	}

	// The index as a whole: its segments, and everybody and everything that has a record.

	let index;
	async function open() {
		const [version, salt, terms, common, positions, block, count] = lines(await load("all"))[0].split(" ");
		const [text, ...rest] = await Promise.all([load("names", version), ...Array.from({ length: +count }, (_, n) => load(`${n}/s`))]);
		const segments = rest.map((line, number) => {
			const [count, version] = line.trim().split(" ");
			return { number, count: +count, version };
		});
		const names = lines(text).map((line, number) => {
			const [kind, address, parent, count, name, ...others] = line.split("\t");
			return { number, kind, address, parent: parent ? +parent : -1, count: +count, name, others, folded: [name, ...others].map(fold) };
		});
		return {
			shards: { terms: +terms, common: +common, positions: +positions }, block: +block, segments, names,
			byAddress: new Map(names.map((n) => [n.address, n])), byReference: new Map(names.map((n) => [reference(n.address, +salt), n])),
			total: segments.reduce((n, s) => n + s.count, 0),
		};
	}

	// reference gives the digits that stand for an address wherever it is listed.
	function reference(address, salt) {
		let h = (2166136261 ^ salt) >>> 0;
		for (const c of address) h = Math.imul(h ^ c.codePointAt(0), 16777619) >>> 0;
		h = Math.imul(h ^ h >>> 15, 0x85ebca6b) >>> 0;
		h = (h ^ h >>> 13) >>> 0;
		return [0, 6, 12, 18, 24].map((shift) => alphabet[h >>> shift & 63]).join("");
	}

	// Terms: as package search parts texts.

	const isMark = /\p{M}/u, isLetter = /[\p{L}\p{N}]/u;
	const alike = { "ς": "σ", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ґ": "г", "ß": "ss" };
	const cyrillic = (c) => c >= 0x400 && c < 0x530;
	const unspaced = (c) => c >= 0xe00 && (c < 0xf00 || c >= 0x1000 && c < 0x10a0 || c >= 0x1780 && c < 0x1800 || c >= 0x3005 && c <= 0x3007 ||
		c >= 0x3040 && c < 0x3100 || c >= 0x31f0 && c < 0x3200 || c >= 0x3400 && c < 0xa000 || c >= 0xf900 && c < 0xfb00 || c >= 0x20000 && c < 0x32000);
	// split gives the terms of a text with where each stands in it.
	function split(text) {
		const found = [];
		let term = [], from = 0, to = 0, last = "", lastAt = 0, alone = false, apart = false;
		const end = (at) => {
			if (term.length) found.push({ term: term.slice(0, 40).join(""), from, to });
			if (last && alone) found.push({ term: last, from: lastAt, to: at });
			term = []; last = ""; alone = apart = false;
		};
		let at = 0;
		for (const shown of text) {
			for (const c of shown.normalize("NFKD")) {
				const code = c.codePointAt(0);
				if (isMark.test(c) || code === 0x640 || code === 0x200c || code === 0xad) continue;
				if (c === "'" || c === "’" || c === "ʼ") {
					if (term.length && cyrillic(term.at(-1).codePointAt(0))) apart = true;
					else end(at);
				} else if (!isLetter.test(c)) {
					end(at);
				} else if (unspaced(code)) {
					if (last) {
						found.push({ term: last + c, from: lastAt, to: at + shown.length });
						alone = false;
					} else {
						end(at);
						alone = true;
					}
					last = c; lastAt = at;
				} else {
					const lower = c.toLowerCase();
					const letters = alike[lower] ?? [...lower].filter((l) => !isMark.test(l)).join("");
					if (last || apart && !cyrillic(code)) end(at);
					apart = false;
					if (!term.length) from = at;
					term.push(...letters);
					to = at + shown.length;
				}
			}
			at += shown.length;
		}
		end(at);
		return found;
	}
	const fold = (text) => split(text).map((t) => t.term).join(" ");

	function hash(term) {
		let h = 2166136261, n = 0;
		for (const c of term) {
			const code = c.codePointAt(0);
			h = Math.imul(h ^ code, 16777619) >>> 0;
			if (++n === 3 || unspaced(code)) break;
		}
		return (h ^ h >>> 15) >>> 0;
	}
	const grown = (term) => [...term].length >= 3 || unspaced(term.codePointAt(0)); // so that all that begins with it stands in one shard

	// What is asked for: phrases are lists of terms that stand together, in the order of the question. The last word may go on.

	function parse(question) {
		const parts = [];
		question.split('"').forEach((piece, i, all) => {
			const terms = split(piece);
			if (i % 2) {
				if (terms.length) parts.push({ terms: terms.map((t) => t.term), exact: i + 1 < all.length });
				return;
			}
			for (const word of piece.split(/\s+/)) {
				const terms = split(word).map((t) => t.term);
				if (terms.length) parts.push({ terms, exact: false });
			}
		});
		return parts;
	}

	// lookup gives what a segment's shard has of a term, and of terms that it begins: [term, postings].
	async function lookup(segment, term, prefix) {
		const h = hash(term), shards = index.shards;
		const text = "\n" + await load(`${segment.number}/t${h % shards.terms}`, segment.version);
		const found = [];
		for (let at = text.indexOf("\n" + term); at >= 0; at = text.indexOf("\n" + term, at + 1)) {
			const space = text.indexOf(" ", at), end = text.indexOf("\n", at + 1);
			const name = text.slice(at + 1, space);
			if (name !== term && (!prefix || found.length > 200)) continue;
			found.push([name, text, space + 1, end]);
		}
		return Promise.all(found.map(async (f) => {
			const [name, text, from, end] = f;
			if (text[from] !== "!") return f;
			const common = "\n" + await load(`${segment.number}/c${text.slice(from + 1, end)}`, segment.version);
			const at = common.indexOf("\n" + name + " ") + name.length + 2;
			return [name, common, at, common.indexOf("\n", at)];
		}));
	}

	// positions gives where a term stands in the documents of a segment: a map from document to a list.
	async function positions(segment, term, documents) {
		const all = new Map();
		const [found] = await lookup(segment, term, false);
		if (!found) return all;
		const text = "\n" + await load(`${segment.number}/p${hash(term) % index.shards.positions}`, segment.version);
		const at = text.indexOf("\n" + term + " ") + term.length + 2;
		const where = new Numbers(text, at, text.indexOf("\n", at)), which = new Numbers(found[1], found[2], found[3]);
		for (let doc = -1; which.more;) {
			doc += 1 + (which.next() >>> 4);
			const places = [];
			for (let n = where.next(), place = 0; n > 0; n--) places.push(place += where.next());
			if (documents.has(doc)) all.set(doc, places);
		}
		return all;
	}

	// together leaves of the documents those in which terms stand beside each other.
	async function together(segment, terms, documents) {
		const lists = await Promise.all(terms.map((t) => positions(segment, t, documents)));
		return new Set([...documents].filter((doc) => lists.every((l) => l.has(doc)) &&
			lists[0].get(doc).some((at) => lists.every((l, i) => l.get(doc).includes(at + i)))));
	}

	// score finds the documents of a segment that a part of the question is in: a map from document to impact, of the term itself and of
	// terms that begin with it.
	async function score(segment, part) {
		const { terms, exact } = part;
		const all = await Promise.all(terms.map(async (term) => {
			const impacts = new Map();
			for (const [name, text, from, end] of await lookup(segment, term, !exact && terms.length === 1 && grown(term))) {
				const numbers = new Numbers(text, from, end), own = name === term;
				for (let doc = -1; numbers.more;) {
					const n = numbers.next();
					doc += 1 + (n >>> 4);
					impacts.set(doc, Math.max(impacts.get(doc) ?? 0, own ? (n & 15) * 4 : n & 15));
				}
			}
			return impacts;
		}));
		let found = all[0];
		if (all.length > 1) {
			const both = new Set([...found.keys()].filter((doc) => all.every((m) => m.has(doc))));
			const near = await together(segment, terms, both);
			found = new Map([...near].map((doc) => [doc, all.reduce((n, m) => n + m.get(doc), 0)]));
		}
		return found;
	}

	// search gives the documents that the question finds: { segment, doc, score }.
	async function search(parts) {
		const found = await Promise.all(index.segments.map((segment) => Promise.all(parts.map((part) => score(segment, part)))));
		const rarity = parts.map((_, i) => {
			const df = found.reduce((n, parts) => n + parts[i].size, 0);
			return Math.round(64 * Math.log(1 + (index.total - df + .5) / (df + .5)));
		});
		const gather = (least) => index.segments.flatMap((segment, s) => {
			const sums = new Map();
			found[s].forEach((m, i) => m.forEach((impact, doc) => {
				const sum = sums.get(doc) ?? { segment, doc, score: 0, parts: 0 };
				sum.score += impact * rarity[i];
				sum.parts++;
				sums.set(doc, sum);
			}));
			// The newest of a segment come first: a mild preference for them.
			return [...sums.values()].filter((d) => d.parts >= least).map((d) => ({ ...d, score: d.score * (64 + Math.floor(8 * (1 - d.doc / segment.count))) }));
		});
		const all = gather(parts.length);
		return all.length || parts.length < 2 ? { all, some: false } : { all: gather(1), some: true };
	}

	// Facets: for each document its year and what it lists, with what that lies in.

	const listed = (entities) => {
		const all = new Set();
		for (let n of entities) for (; n && !all.has(n); n = index.names[n.parent]) all.add(n);
		return all;
	};
	const fives = (text) => text.match(/.{5}/g) ?? [];
	async function facets(documents) {
		if (documents.length <= 4 * few) { // What results show says it, too.
			await Promise.all(documents.map(async (d) => {
				const c = await card(d);
				d.facet = { day: c.date, year: +c.date.slice(0, 4), names: listed(fives(c.lists).map((r) => index.byReference.get(r))) };
			}));
			return;
		}
		await Promise.all([...new Set(documents.map((d) => d.segment))].map(async (segment) => {
			if (segment.facets) return;
			const [table, ...rest] = lines(await load(`${segment.number}/f`, segment.version));
			const names = fives(table).map((r) => index.byReference.get(r));
			segment.facets = rest.map((line) => {
				const numbers = new Numbers(line), day = new Date(numbers.next() * 864e5).toISOString(), entities = [];
				while (numbers.more) entities.push(names[numbers.next()]);
				return { day, year: +day.slice(0, 4), names: listed(entities) };
			});
		}));
		for (const d of documents) d.facet = d.segment.facets[d.doc];
	}

	// State: what is asked for, as the address has it.

	const kinds = { actor: "actors", place: "locations", topic: "topics" };
	const facetWords = { actor: "who", place: "where", topic: "topics" };
	function state() {
		const params = new URLSearchParams(location.search);
		const s = { q: params.get("q") ?? "", sort: params.get("sort") === "date" ? "date" : "", from: +params.get("from") || 0, until: +params.get("until") || 0, names: [] };
		for (const kind in kinds) s.names.push(...params.getAll(kind).map((id) => [kind, id]));
		return s;
	}
	function addressOf(s) {
		const params = new URLSearchParams();
		if (s.q.trim()) params.set("q", s.q.trim());
		for (const [kind, id] of s.names) params.append(kind, id);
		if (s.from) params.set("from", s.from);
		if (s.until) params.set("until", s.until);
		if (s.sort) params.set("sort", s.sort);
		const text = params.toString();
		return location.pathname + (text ? "?" + text : "");
	}
	const idOf = (n) => n.address.split("/")[1];

	// Showing.

	function element(name, properties, ...children) {
		const e = document.createElement(name);
		for (const key in properties) if (properties[key] !== undefined && properties[key] !== false) e.setAttribute(key, properties[key]);
		e.append(...children.filter((c) => c !== undefined && c !== ""));
		return e;
	}
	function say(key, values) {
		let text = words[key];
		if (typeof text === "object") text = text[plurals.select(values.n)] ?? text.other;
		return text.replace(/\{(\w+)\}/g, (_, name) => values?.[name] ?? "");
	}
	const href = (address) => root + address + (portable && (address === "" || address.endsWith("/")) ? "index.html" : "");

	// marked gives a text with what was asked for marked, from a little before the first of it on.
	function marked(text, parts, length) {
		const terms = split(text);
		const hits = terms.filter((t) => parts.some((p) => p.terms.some((term) => t.term === term || !p.exact && grown(term) && t.term.startsWith(term))));
		let from = 0;
		if (length && hits.length && hits[0].from > length / 3) {
			from = text.lastIndexOf(" ", hits[0].from - length / 4) + 1;
		}
		let until = text.length;
		if (length && until - from > length) until = Math.max(text.lastIndexOf(" ", from + length), from + 1);
		const nodes = [from ? "… " : ""];
		let at = from;
		for (const h of hits) {
			if (h.from < at || h.to > until) continue;
			nodes.push(text.slice(at, h.from), element("mark", {}, text.slice(h.from, h.to)));
			at = h.to;
		}
		nodes.push(text.slice(at, until), until < text.length ? " …" : "");
		return nodes.filter((n) => n !== "");
	}

	async function card(result) {
		const { segment, doc } = result, block = Math.floor(doc / index.block);
		const line = lines(await load(`${segment.number}/d${block}`, segment.version))[doc % index.block];
		const [address, date, shown, place, label, lang, dir, title, lists, summary] = line.split("\t");
		return { address, date, shown, place, label, lang, dir, title, lists, summary };
	}
	function row(c, parts) {
		const words = c.lang ? { lang: c.lang, dir: c.dir || undefined } : {};
		const text = (nodes) => element("p", { class: "summary", ...words }, ...nodes);
		const item = element("article", { class: "row" },
			element("p", { class: "dateline" }, c.place && element("span", { class: "place" }, c.place), c.place && " ",
				element("time", { datetime: c.date }, element("span", { class: "day" }, c.shown))),
			element("h3", { class: "title", ...words }, element("a", { href: href(c.address) }, ...marked(c.title, parts))),
			c.label && element("p", { class: "meta" }, c.label), c.summary && text(marked(c.summary, parts, 240)));
		if (!portable && parts.length) excerpt(c, parts, (nodes) => item.append(text(nodes)));
		return item;
	}
	// excerpt reads the text beside a page, and shows where it has the words.
	async function excerpt(c, parts, show) {
		try {
			const response = await fetch(`${root}${c.address}index.txt`);
			if (!response.ok) return;
			// Below the title, above the lists at the end, without lines that are drawn and addresses.
			const text = (await response.text()).replace(/^[^]*?\n=+\n/, "").replace(/\n\* \* \*\n[^]*$/, "").replace(/^[-=|:\s]{3,}$/gm, " ").replace(/ ?<[a-z]+:[^\s<>]*>/gi, "");
			const nodes = marked(text.replace(/\s+/g, " ").trim(), parts, 240);
			if (nodes.some((n) => n.nodeType)) show(nodes);
		} catch { /* The title must do. */ }
	}

	const few = 10;
	let turn = 0, shownMore = few;

	async function show() {
		const mine = ++turn, s = state();
		if (document.activeElement !== input) input.value = s.q;
		form.elements.sort.value = s.sort;
		try {
			index ??= await open();
			const parts = parse(s.q);
			const chosen = s.names.map(([kind, id]) => index.byAddress.get(`${kinds[kind]}/${id}/`)).filter(Boolean);
			const narrowed = chosen.length || s.from || s.until;
			let some = false, all = [];
			if (parts.length) {
				({ all, some } = await search(parts));
			} else if (narrowed) {
				all = index.segments.flatMap((segment) => Array.from({ length: segment.count }, (_, doc) => ({ segment, doc, score: 0 })));
			}
			await facets(all);
			if (mine !== turn) return; // Something else is asked for by now.
			all = all.filter(({ facet }) => chosen.every((n) => facet.names.has(n)) && (!s.from || facet.year >= s.from) && (!s.until || facet.year <= s.until));
			all.sort((a, b) => (s.sort || !parts.length ? 0 : b.score - a.score) || (a.facet.day < b.facet.day ? 1 : a.facet.day > b.facet.day ? -1 : 0) || a.segment.number - b.segment.number || a.doc - b.doc);
			const cards = await Promise.all(all.slice(0, shownMore).map(card));
			if (mine !== turn) return;
			results(s, parts, cards, all.length, some, narrowed);
			narrow(s, parts, chosen, all, narrowed);
		} catch (err) {
			if (mine === turn) status.textContent = say("failed");
			console.info(err);
		}
	}

	function results(s, parts, cards, total, some, narrowed) {
		const asked = parts.length || narrowed;
		status.textContent = !asked ? "" : total === 0 ? say("none") : some ? say("some", { n: total }) : say("found", { n: total });
		const records = parts.length ? named(s.q) : [];
		list.replaceChildren(...records.map((n) => element("article", { class: "row" },
			element("p", { class: "dateline" }, element("span", { class: "place" }, words.kinds[n.kind])),
			element("h3", { class: "title" }, element("a", { href: href(n.address) }, n.name)),
			n.others.length ? element("p", { class: "meta" }, n.others.slice(0, 6).join(", ")) : "")), ...cards.map((c) => row(c, parts)));
		if (total > cards.length) {
			const more = element("button", { type: "button" }, say("more", { n: total - cards.length }));
			more.onclick = async () => {
				const before = list.children.length - 1;
				shownMore += 2 * few;
				await show();
				list.children[before]?.querySelector("a")?.focus();
			};
			list.append(element("p", { class: "more" }, more));
		}
	}

	// named gives who and what has the name that is asked for, or a name that begins with it.
	function named(question) {
		const folded = fold(question);
		if (!folded) return [];
		const whole = [], begun = [];
		for (const n of index.names) {
			if (n.folded.includes(folded)) whole.push(n);
			else if (folded.length > 2 && n.folded.some((f) => f.startsWith(folded) || f.includes(" " + folded))) begun.push(n);
		}
		const busiest = (a, b) => b.count - a.count || a.number - b.number;
		return [...whole.sort(busiest), ...begun.sort(busiest)].slice(0, whole.length ? Math.max(3, whole.length) : 3);
	}

	// narrow shows what the results can be narrowed by, with how many of them have it.
	function narrow(s, parts, chosen, all, narrowed) {
		const link = (to, ...children) => {
			const a = element("a", { href: addressOf({ ...s, ...to }) }, ...children);
			a.onclick = (e) => {
				if (e.metaKey || e.ctrlKey || e.shiftKey || e.button) return;
				e.preventDefault();
				go({ ...s, ...to });
			};
			return a;
		};
		const counts = new Map(), years = new Map();
		const whole = !parts.length && !narrowed;
		if (whole) for (const n of index.names) counts.set(n, n.count);
		for (const { facet } of all) {
			for (const n of facet.names) counts.set(n, (counts.get(n) ?? 0) + 1);
			years.set(facet.year, (years.get(facet.year) ?? 0) + 1);
		}
		const groups = [];
		for (const kind in kinds) {
			const of = kinds[kind];
			const names = [...counts.keys()].filter((n) => n.kind === of && !chosen.includes(n))
				.sort((a, b) => counts.get(b) - counts.get(a) || collator.compare(a.name, b.name)).slice(0, few);
			const taken = chosen.filter((n) => n.kind === of);
			if (!names.length && !taken.length) continue;
			groups.push(element("section", { class: "module" }, element("h2", {}, say(facetWords[kind])), element("ul", { class: "tally" },
				...taken.map((n) => element("li", { class: "taken" }, element("strong", {}, n.name), " ",
					link({ names: s.names.filter(([k, id]) => !(k === kind && id === idOf(n))) }, say("drop", { name: n.name })))),
				...names.map((n) => element("li", {}, link({ names: [...s.names, [kind, idOf(n)]] }, n.name), " ", element("span", { class: "n" }, String(counts.get(n))))))));
		}
		const range = s.from || s.until;
		if (years.size > 1 || range) {
			groups.push(element("section", { class: "module" }, element("h2", {}, say("years")), element("ul", { class: "tally" },
				...(range ? [element("li", { class: "taken" }, element("strong", {}, [s.from || "", s.until || ""].filter((v, i, a) => v !== a[i - 1]).join("–")), " ", link({ from: 0, until: 0 }, say("all")))] : []),
				...[...years.keys()].sort((a, b) => b - a).map((y) => element("li", {}, link({ from: y, until: y }, String(y)), " ", element("span", { class: "n" }, String(years.get(y))))))));
		}
		aside.replaceChildren(...groups);
	}

	function go(s, replace) {
		shownMore = few;
		const to = addressOf(s);
		if (to !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"](null, "", to);
		show();
	}

	let typing;
	const typed = (replace) => go({ ...state(), q: input.value, sort: form.elements.sort.value, ...years() }, replace);
	const years = () => ({ from: +form.elements.from?.value || state().from, until: +form.elements.until?.value || state().until });
	input.addEventListener("input", () => {
		clearTimeout(typing);
		typing = setTimeout(() => typed(true), 120);
	});
	form.addEventListener("submit", (e) => {
		e.preventDefault();
		clearTimeout(typing);
		typed(false);
	});
	form.addEventListener("change", (e) => { if (e.target !== input) typed(false); });
	addEventListener("popstate", () => { input.value = state().q; shownMore = few; show(); });
	// Arrows go from the question to the results and among them.
	document.addEventListener("keydown", (e) => {
		if (e.key !== "ArrowDown" && e.key !== "ArrowUp" || e.altKey || e.ctrlKey || e.metaKey) return;
		const links = [...list.querySelectorAll("h3 a")], at = links.indexOf(document.activeElement);
		if (at < 0 && (document.activeElement !== input || e.key === "ArrowUp") || !links.length) return;
		e.preventDefault();
		(links[at + (e.key === "ArrowDown" ? 1 : -1)] ?? (e.key === "ArrowUp" ? input : links[at]))?.focus();
	});
	document.getElementById("_without").remove();
	form.hidden = false;
	if (!location.search) input.focus();
	show();
})();
