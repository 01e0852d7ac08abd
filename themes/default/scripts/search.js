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
	const said = document.getElementById("_said"); // what screen readers read out
	const list = document.getElementById("_found");
	const aside = document.getElementById("_facets");
	const further = document.getElementById("_further"); // leads there, where it is below the results
	const collator = new Intl.Collator(language);

	// Files.

	const arrived = {}; // by name, of portable files
	window.dateline = (name, text) => { arrived[name]?.(text); };
	let files = new Map(), loads = 0;
	function load(name, version) {
		const known = files;
		if (!known.has(name)) {
			loads++;
			known.set(name, read(name, version).catch((err) => { known.delete(name); throw err; }));
		}
		return known.get(name);
	}
	async function read(name, version) {
		if (!portable) {
			const response = await fetch(`${name}.txt${version ? "?v=" + version : ""}`, version ? {} : { cache: "no-store" });
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

	let index, overview;
	async function open() {
		overview = await load("overview");
		const [version, salt, positions, blocks, count] = lines(overview)[0].split(" ");
		const [text, ...rest] = await Promise.all([load("names", version), ...Array.from({ length: +count }, (_, n) => load(`${n}/s`))]);
		const segments = rest.map((text, number) => {
			const [head, labels, days] = lines(text), [count, version] = head.split(" ");
			return { number, count: +count, version, block: Math.ceil(count / blocks), days: daysOf(days), labels: labels ? labels.split(" ") : [] };
		});
		const names = lines(text).map((line, number) => {
			const [kind, address, parent, count, name, ...others] = line.split("\t");
			const usual = `${kind}/${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}/`;
			return { number, kind, address: address || usual, parent: parent ? +parent : -1, count: +count, name, others };
		});
		return {
			positions: +positions, segments, names, salt: +salt,
			byAddress: new Map(names.map((n) => [n.address, n])),
			total: segments.reduce((n, s) => n + s.count, 0),
		};
	}

	// renewed tells whether the site was published again since the index was opened, and lets go of what is known of it then: what is
	// loaded would not fit together.
	async function renewed() {
		if (portable) return false;
		const known = index, now = (name, before) => read(name).catch(() => before);
		const all = [now("overview", overview).then((text) => text !== overview),
			...(known?.segments ?? []).map((s) => now(`${s.number}/v`, s.version + "\n").then((text) => text !== s.version + "\n"))];
		if (!(await Promise.all(all)).includes(true)) return false;
		if (index === known) {
			index = undefined;
			files = new Map();
			texts.clear();
		}
		return true;
	}

	// daysOf gives the days of documents, counted from 1970, of how many each is before the one before it.
	function daysOf(text) {
		const numbers = new Numbers(text), days = [];
		for (let day = 0; numbers.more; days.push(day)) {
			const n = numbers.next();
			day += n % 2 ? (n + 1) / 2 : -n / 2;
		}
		return days;
	}
	const years = new Map(); // by day
	function yearOf(day) {
		if (!years.has(day)) years.set(day, new Date(day * 864e5).getUTCFullYear());
		return years.get(day);
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
	const isPlain = (text) => !/[^\0-\x7f]/.test(text);
	// split gives the terms of a text with where each stands in it.
	function split(text) {
		const found = [];
		if (isPlain(text)) { // what most texts are, in a tenth of the time
			for (const { 0: word, index: from } of text.matchAll(/[a-z0-9]+/gi)) found.push({ term: word.slice(0, 40).toLowerCase(), from, to: from + word.length });
			return found;
		}
		let term = [], from = 0, to = 0, last = "", lastAt = 0, alone = false, apart = false;
		const end = (at) => {
			if (term.length) found.push({ term: term.slice(0, 40).join(""), from, to });
			if (last && alone) found.push({ term: last, from: lastAt, to: at });
			term = []; last = ""; alone = apart = false;
		};
		let at = 0;
		for (const shown of text) {
			for (const c of shown < "\x80" ? shown : shown.normalize("NFKD")) {
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
	const fold = (text) => isPlain(text) ? text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim() : split(text).map((t) => t.term).join(" ");

	function hash(text) {
		let h = 2166136261;
		for (const c of text) h = Math.imul(h ^ c.codePointAt(0), 16777619) >>> 0;
		return (h ^ h >>> 15) >>> 0;
	}
	// shards gives those that a term stands in; if it may go on, those of all that begins with it.
	function shards({ labels }, term, prefix) {
		let last = labels.findIndex((label) => before(term, label));
		if (last < 0) last = labels.length;
		const all = [last];
		while (prefix && labels[last]?.startsWith(term)) all.push(++last);
		return all;
	}
	// before compares as the index is sorted, which is not how JavaScript sorts what is beyond U+FFFF.
	function before(a, b) {
		const x = [...a], y = [...b], i = x.findIndex((c, i) => c !== y[i]);
		return i < 0 ? x.length < y.length : i < y.length && x[i].codePointAt(0) < y[i].codePointAt(0);
	}
	const grown = (term) => [...term].length >= 3 || unspaced(term.codePointAt(0)); // else too much begins with it

	// What is asked for: phrases are lists of terms that stand together, in the order of the question. The last word may go on.

	function parse(question) {
		const parts = [];
		question.replace(/[“”„‟«»＂]/g, '"').split('"').forEach((piece, i, all) => {
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

	// lookup gives what a segment has of a term, and of terms that it begins: [term, text, from, to] with where its postings stand.
	async function lookup(segment, term, prefix) {
		const texts = await Promise.all(shards(segment, term, prefix).map((n) => load(`${segment.number}/t${n}`, segment.version)));
		const found = [];
		for (const rest of texts) {
			const text = "\n" + rest;
			for (let at = text.indexOf("\n" + term); at >= 0; at = text.indexOf("\n" + term, at + 1)) {
				const space = text.indexOf(" ", at), end = text.indexOf("\n", at + 1);
				const name = text.slice(at + 1, space);
				if (name !== term && !prefix) continue;
				found.push([name, text, space + 1, end]);
			}
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
		const text = "\n" + await load(`${segment.number}/p${hash(term) % index.positions}`, segment.version);
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

	// score finds the documents of a segment that a part of the question is in: a map from document to impact, of its terms themselves and
	// of those that the last may go on to. Those need not stand beside the terms before.
	async function score(segment, part) {
		const { terms, exact } = part, longer = new Set();
		const all = await Promise.all(terms.map(async (term, i) => {
			const impacts = new Map();
			for (const [name, text, from, end] of await lookup(segment, term, !exact && i === terms.length - 1 && grown(term))) {
				const numbers = new Numbers(text, from, end), own = name === term;
				for (let doc = -1; numbers.more;) {
					const n = numbers.next();
					doc += 1 + (n >>> 4);
					impacts.set(doc, Math.max(impacts.get(doc) ?? 0, own ? (n & 15) * 4 : n & 15));
					if (!own) longer.add(doc);
				}
			}
			return impacts;
		}));
		if (all.length === 1) return all[0];
		const both = [...all[0].keys()].filter((doc) => all.every((m) => m.has(doc)));
		const goOn = both.filter((doc) => longer.has(doc));
		const [near, before] = await Promise.all([together(segment, terms, new Set(both)),
			goOn.length && terms.length > 2 ? together(segment, terms.slice(0, -1), new Set(goOn)) : new Set(goOn)]);
		return new Map([...new Set([...near, ...before])].map((doc) => [doc, all.reduce((n, m) => n + m.get(doc), 0)]));
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

	// Facets: what a document lists, with what that lies in.

	const few = 10;
	const within = (entities) => {
		const all = new Set();
		for (let n of entities) for (; n && !all.has(n); n = index.names[n.parent]) all.add(n);
		return all;
	};
	function referred(text) {
		index.byReference ??= new Map(index.names.map((n) => [reference(n.address, index.salt), n]));
		return (text.match(/.{5}/g) ?? []).map((r) => index.byReference.get(r));
	}
	// unlisted are the documents whose segment's lists have not been loaded. Of a few, what results show says it, too.
	const unlisted = (documents) => documents.filter((d) => !d.segment.lists);
	async function facets(documents) {
		const missing = unlisted(documents);
		if (missing.length > 2 * few) {
			await Promise.all([...new Set(missing.map((d) => d.segment))].map(async (segment) => {
				const [table, ...rest] = lines(await load(`${segment.number}/f`, segment.version));
				segment.table = referred(table);
				segment.lists = rest;
			}));
		} else {
			await Promise.all(missing.map(async (d) => { d.names = within(referred((await card(d)).lists)); }));
		}
		for (const d of documents) {
			if (d.names) continue;
			const { table, lists } = d.segment, numbers = new Numbers(lists[d.doc]), listed = [];
			for (let at = 0; numbers.more;) listed.push(table[at += numbers.next()]);
			d.names = within(listed);
		}
	}

	// State: what is asked for, as the address has it.

	const kinds = { actor: "actors", place: "locations", topic: "topics" };
	const facetWords = { actor: "who", place: "where", topic: "topics" };
	const longest = 200; // of a question
	function state() {
		const params = new URLSearchParams(location.search);
		const year = (name) => /^\d{1,4}$/.test(params.get(name)) ? +params.get(name) : 0;
		const s = { q: (params.get("q") ?? "").slice(0, longest), sort: params.get("sort") === "date" ? "date" : "", from: year("from"), until: year("until"), names: [] };
		if (s.from && s.until && s.from > s.until) [s.from, s.until] = [s.until, s.from];
		for (const kind in kinds) s.names.push(...[...new Set(params.getAll(kind))].map((id) => [kind, id]));
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
	const addressFor = (kind, id) => `${kinds[kind]}/${id}/`;
	const idOf = (n) => n.address.split("/")[1];

	// Showing.

	function element(name, properties, ...children) {
		const e = document.createElement(name);
		for (const key in properties) if (properties[key]) e.setAttribute(key, properties[key]);
		e.append(...children.filter((c) => c !== undefined && c !== ""));
		return e;
	}
	// apart keeps a text that is written the other way from mixing with what stands beside it.
	const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
	const apart = (text) => document.dir === "rtl" || rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
	function say(key, values) {
		let text = words[key];
		if (typeof text === "object") text = text[new Intl.PluralRules(text.rule).select(values.n)] ?? text.other;
		return text.replace(/\{(\w+)\}/g, (_, name) => typeof values[name] === "string" ? apart(values[name]) : values[name]);
	}
	const href = (address) => root + address + (portable && (address === "" || address.endsWith("/")) ? "index.html" : "");

	// tell shows what was found, and has it read out once nothing new has come for a second.
	let telling;
	function tell(text) {
		status.textContent = text;
		clearTimeout(telling);
		telling = setTimeout(() => { said.textContent = text; }, 1000);
	}

	// breakAt gives where a text can be parted, not far before a place: behind a space or, in scripts without any, between two letters.
	function breakAt(text, at) {
		at = Math.floor(at);
		const space = text.lastIndexOf(" ", at) + 1;
		return space > at - 40 ? space : at - /[\udc00-\udfff]/.test(text[at]);
	}
	// marked gives a text with what was asked for marked; no more than so much of it, where most of that stands together.
	function marked(text, parts, length) {
		const asked = parts.flatMap((p) => p.terms.map((term) => ({ term, goesOn: !p.exact && grown(term) })));
		const hits = [];
		for (const t of split(text)) {
			const which = asked.findIndex((a) => t.term === a.term || a.goesOn && t.term.startsWith(a.term));
			if (which >= 0) hits.push({ ...t, which });
		}
		let from = 0;
		if (length && hits.length) {
			let most = 0, best = 0;
			hits.forEach((first, i) => {
				const near = new Set();
				for (let j = i; j < hits.length && hits[j].to - first.from < length * .7; j++) near.add(hits[j].which);
				if (near.size > most) [most, best] = [near.size, first.from];
			});
			if (best > length / 3) from = breakAt(text, best - length / 4);
		}
		let until = text.length;
		if (length && until - from > length) until = breakAt(text, from + length);
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
		const { segment, doc } = result, block = Math.floor(doc / segment.block);
		const line = lines(await load(`${segment.number}/d${block}`, segment.version))[doc % segment.block];
		const [address, date, day, clock, place, label, signal, lang, dir, title, lists, summary] = line.split("\t");
		return { address, date, day, clock, place, label, signal, lang, dir, title, lists, summary };
	}
	function row(c, parts) {
		const words = c.lang ? { lang: c.lang, dir: c.dir || undefined } : {};
		const item = element("article", { class: "row" },
			element("p", { class: "dateline" }, c.place && element("span", { class: "place" }, c.place), c.place && " ",
				element("time", { datetime: c.date }, element("span", { class: "day" }, c.day), c.clock && " ", c.clock && element("span", { class: "clock" }, c.clock))),
			element("h3", { class: "title", ...words }, element("a", { href: href(c.address) }, ...marked(c.title, parts))),
			c.label && element("p", { class: "meta" }, element("span", { class: c.signal && "signal" }, c.label)), c.summary && element("p", { class: "summary", ...words }, ...marked(c.summary, parts, 240)));
		if (!portable && parts.length) {
			const text = element("p", { class: "summary due", ...words });
			item.append(text);
			text.fill = () => excerpt(c, parts, text);
			seen.observe(text);
		}
		return item;
	}
	// seen has excerpts loaded when a reader comes to where they go.
	const seen = new IntersectionObserver((entries) => {
		for (const { target, isIntersecting } of entries) {
			if (!isIntersecting) continue;
			seen.unobserve(target);
			target.fill();
		}
	});
	// excerpt reads the text beside a page, and shows where it has the words. Without any the title must do.
	async function excerpt(c, parts, to) {
		const name = `${root}${c.address}index.txt`;
		if (!texts.has(name)) texts.set(name, fetch(name).then((response) => response.ok ? response.text() : "").catch(() => ""));
		// Below the title, above the sources, changes and lists at the end, without the lines that tell of dates and authors, what is drawn with signs, and addresses.
		const text = (await texts.get(name)).replace(/^[^]*?\n=+\n/, "").replace(/\n\* \* \*\n(?![^]*\n\* \* \*\n)[^]*$/, "").replace(/\n\n[^\n]+\n-+\n(?:1\.|-) [^]*$/, "").replace(/^(\n[^\n]+\n)?\n(?:(?:[^:\n]{1,24}|[^:\n]{1,40}\d{4}(?:\D{1,3}\d\d:\d\d [^:\n]{1,8})?): [^\n]*\n)+(?=\n)/, "$1\n").replace(/^[-=|:+\s]{3,}$/gm, " ").replace(/^ *(?:[-*>] )+/gm, "").replace(/ +\| +/g, " · ").replace(/ ?<[a-z]+:[^\s<>]*>/gi, "");
		const nodes = marked(text.replace(/\s+/g, " ").trim(), parts, 240);
		if (!nodes.some((n) => n.nodeType)) return to.remove();
		to.classList.remove("due");
		to.replaceChildren(...nodes);
	}
	const texts = new Map(); // by address

	let turn = 0, asked, shown = history.state?.shown ?? few;

	async function show(again = 0) {
		const mine = ++turn, s = state(), before = loads;
		asked = location.search;
		if (document.activeElement !== input) input.value = s.q;
		form.elements.sort.value = s.sort;
		list.setAttribute("aria-busy", "true");
		const slow = setTimeout(() => mine === turn && tell(say("wait")), 500);
		try {
			index ??= await open();
			const parts = parse(s.q);
			const chosen = s.names.map(([kind, id]) => index.byAddress.get(addressFor(kind, id)) ?? { kind: kinds[kind], address: addressFor(kind, id), name: id });
			const narrowed = chosen.length > 0 || s.from > 0 || s.until > 0;
			let some = false, all = [];
			if (parts.length) {
				const found = search(parts);
				named(s.q); // which folds all names while files are on their way
				({ all, some } = await found);
			} else if (narrowed) {
				all = index.segments.flatMap((segment) => Array.from({ length: segment.count }, (_, doc) => ({ segment, doc, score: 0 })));
			}
			for (const d of all) d.day = d.segment.days[d.doc];
			if (s.from || s.until) all = all.filter(({ day }) => (!s.from || yearOf(day) >= s.from) && (!s.until || yearOf(day) <= s.until));
			if (chosen.length) {
				await facets(all);
				all = all.filter(({ names }) => chosen.every((n) => names.has(n)));
			}
			all.sort((a, b) => (s.sort || !parts.length ? 0 : b.score - a.score) || b.day - a.day || a.segment.number - b.segment.number || a.doc - b.doc);
			const cards = await Promise.all(all.slice(0, shown).map(card));
			if (mine !== turn) return; // Something else is asked for by now.
			clearTimeout(slow);
			results(s, parts, chosen, cards, all.length, some, narrowed);
			// The lists of a large site are only loaded if they are asked for.
			const large = index.segments.length > 4 && unlisted(all).length > 2 * few;
			if (!large) await facets(all);
			if (mine !== turn) return;
			narrow(s, chosen, all, parts.length > 0 || narrowed, large);
			list.removeAttribute("aria-busy");
			if (loads > before && again < 3 && await renewed() && mine === turn) await show(again + 1);
		} catch (err) {
			if (again < 3 && (await renewed() || !index)) return mine === turn && show(again + 1);
			console.info(err);
			if (mine === turn) failed();
		} finally {
			clearTimeout(slow);
			if (mine === turn) list.removeAttribute("aria-busy");
		}
	}

	function button(text, pressed) {
		const b = element("button", { type: "button" }, text);
		b.onclick = pressed;
		return element("p", { class: "more" }, b);
	}

	function failed() {
		tell(say("failed"));
		list.replaceChildren(button(say("again"), () => { input.focus(); show(); }));
	}

	// link leads to another state.
	function link(s, to, key, ...children) {
		const a = element("a", { href: addressOf({ ...s, ...to }), "data-key": key }, ...children);
		a.onclick = (e) => {
			if (e.metaKey || e.ctrlKey || e.shiftKey || e.button) return;
			e.preventDefault();
			go({ ...s, ...to });
		};
		return a;
	}
	const keyOf = (n) => n.address;
	// drop leads to where what was chosen is not.
	const drop = (s, n) => link(s, { names: s.names.filter(([kind, id]) => addressFor(kind, id) !== n.address) }, keyOf(n), say("drop", { name: n.name }));
	const everyYear = (s) => link(s, { from: 0, until: 0 }, "years", say("all"));

	function results(s, parts, chosen, cards, total, some, narrowed) {
		if (!parts.length && !narrowed) tell(say("ask", { n: index.total }));
		else tell(total === 0 ? say("none") : say(some ? "some" : "found", { n: total }));
		seen.disconnect();
		list.replaceChildren(...(parts.length ? named(s.q) : []).map((n) => element("article", { class: "row" },
			element("p", { class: "dateline" }, element("span", { class: "place" }, words.kinds[n.kind])),
			element("h3", { class: "title" }, element("a", { href: href(n.address) }, apart(n.name))),
			n.others.length ? element("p", { class: "meta" }, n.others.slice(0, 6).map(apart).join(words.comma)) : "")), ...cards.map((c) => row(c, parts)));
		if (total > cards.length) {
			list.append(button(say("more", { n: total - cards.length }), async () => {
				const before = list.children.length - 1;
				shown += 2 * few;
				history.replaceState({ shown }, "");
				await show();
				list.children[before]?.querySelector("a")?.focus();
			}));
		}
		if (total === 0 && (parts.length || narrowed)) {
			list.append(element("p", { class: "sentence" }, say("try")), element("ul", { class: "indexes" },
				...chosen.map((n) => element("li", {}, drop(s, n))), ...(s.from || s.until ? [element("li", {}, everyYear(s))] : []), ...ways.cloneNode(true).children));
		}
	}

	// named gives who and what has the name that is asked for, or a name that begins with it.
	function named(question) {
		const folded = fold(question);
		if (!folded) return [];
		const whole = [], begun = [];
		for (const n of index.names) {
			n.folded ??= [n.name, ...n.others].map(fold);
			if (n.folded.includes(folded)) whole.push(n);
			else if (folded.length > 2 && n.folded.some((f) => f.startsWith(folded) || f.includes(" " + folded))) begun.push(n);
		}
		const busiest = (a, b) => b.count - a.count || a.number - b.number;
		return [...whole.sort(busiest), ...begun.sort(busiest)].slice(0, Math.max(3, whole.length));
	}

	// narrow shows what the results can be narrowed by, with how many of them have it; of a large site only the years, and a button.
	function narrow(s, chosen, all, asked, large) {
		const counts = new Map(), perYear = new Map();
		if (!asked) for (const n of index.names) if (n.count) counts.set(n, n.count);
		for (const { names, day } of all) {
			if (!large) for (const n of names) counts.set(n, (counts.get(n) ?? 0) + 1);
			perYear.set(yearOf(day), (perYear.get(yearOf(day)) ?? 0) + 1);
		}
		const number = (n) => element("span", { class: "n" }, String(n));
		const taken = (name, way) => element("li", { class: "taken" }, element("strong", {}, name), " ", way);
		const module = (word, ...children) => element("section", { class: "module" }, element("h2", {}, say(word)), ...children);
		const tally = (...items) => items.length ? element("ul", { class: "tally" }, ...items) : "";
		const groups = [];
		for (const kind in kinds) {
			const names = [...counts.keys()].filter((n) => n.kind === kinds[kind] && !chosen.includes(n) && !(asked && counts.get(n) === all.length)) // which changes nothing
				.sort((a, b) => counts.get(b) - counts.get(a) || collator.compare(a.name, b.name)).slice(0, few);
			const items = [...chosen.filter((n) => n.kind === kinds[kind]).map((n) => taken(apart(n.name), drop(s, n))),
				...names.map((n) => element("li", {}, link(s, { names: [...s.names, [kind, idOf(n)]] }, keyOf(n), apart(n.name)), " ", number(counts.get(n))))];
			if (items.length) groups.push(module(facetWords[kind], tally(...items)));
		}
		if (large) groups.push(button(say("narrow"), async () => {
			aside.setAttribute("aria-busy", "true");
			if (await renewed()) return show();
			await facets(all).then(() => narrow(s, chosen, all, asked, false), failed);
		}));
		const range = s.from || s.until;
		index.years ??= [...new Set(index.segments.flatMap((s) => s.days.map(yearOf)))].sort((a, b) => b - a);
		if (index.years.length > 1) {
			const choice = (end) => {
				const select = element("select", { "data-key": end }, element("option", { value: "0" }, "–"), ...index.years.map((y) => element("option", { value: y }, String(y))));
				select.value = s[end];
				select.onchange = () => {
					const to = { from: s.from, until: s.until, [end]: +select.value };
					if (to.from && to.until && to.from > to.until) to.from = to.until = +select.value;
					go({ ...s, ...to });
				};
				return element("label", {}, say(end), " ", select);
			};
			groups.push(module("years", element("p", { class: "range" }, choice("from"), " ", choice("until")),
				tally(...(range ? [taken([...new Set([s.from || "", s.until || ""])].join("–"), everyYear(s))] : []),
					...[...perYear.keys()].sort((a, b) => b - a).filter((y) => perYear.size > 1).map((y) => element("li", {}, link(s, { from: y, until: y }, `y${y}`, String(y)), " ", number(perYear.get(y)))))));
		}
		const key = aside.contains(document.activeElement) && document.activeElement.dataset.key;
		aside.removeAttribute("aria-busy");
		aside.replaceChildren(...groups);
		further.hidden = !groups.length;
		if (key !== false) ([...aside.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key) ?? aside.querySelector("a, select"))?.focus();
	}

	let settled = location.search !== ""; // what is asked for is not just being typed: what comes next is one more step that "back" takes
	function go(s, typing) {
		shown = few;
		const to = addressOf(s);
		if (to !== location.pathname + location.search) history[typing && !settled ? "replaceState" : "pushState"](null, "", to);
		settled = !typing;
		show();
	}

	let typing;
	const typed = (still) => {
		clearTimeout(typing);
		go({ ...state(), q: input.value, sort: form.elements.sort.value }, still);
	};
	input.maxLength = longest;
	input.addEventListener("input", (e) => {
		clearTimeout(typing);
		if (!e.isComposing) typing = setTimeout(() => typed(true), 120);
	});
	input.addEventListener("compositionend", () => { typing = setTimeout(() => typed(true), 120); });
	form.addEventListener("submit", (e) => {
		e.preventDefault();
		typed(false);
		if (matchMedia("(pointer: coarse)").matches) input.blur(); // which takes the keyboard off the results
	});
	form.addEventListener("change", (e) => { if (e.target !== input) typed(false); });
	addEventListener("popstate", () => {
		if (location.search === asked) return; // A link led to another part of the page.
		clearTimeout(typing);
		settled = true;
		input.value = state().q;
		shown = history.state?.shown ?? few;
		show();
	});
	// Arrows go from the question to the results and among them.
	document.addEventListener("keydown", (e) => {
		if (e.key !== "ArrowDown" && e.key !== "ArrowUp" || e.altKey || e.ctrlKey || e.metaKey || e.isComposing) return;
		const links = [...list.querySelectorAll("h3 a")], at = links.indexOf(document.activeElement);
		if (at < 0 && (document.activeElement !== input || e.key === "ArrowUp") || !links.length) return;
		e.preventDefault();
		(links[at + (e.key === "ArrowDown" ? 1 : -1)] ?? (e.key === "ArrowUp" ? input : links[at]))?.focus();
	});
	const without = document.getElementById("_without"), ways = without.querySelector("ul");
	without.remove();
	form.hidden = false;
	if (!location.search) input.focus();
	show();
})();
