package main

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"time"

	"github.com/chromedp/cdproto/cdp"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// hung is how long an answer takes that will never come.
const hung = 2 * time.Minute

// asker asks a search something, in a page that it opens for it or in the one that is open.
type asker func(ctx context.Context, words string, opens bool) (answer, error)

// answer is what a search shows.
type answer struct {
	Found  []string // the addresses of the first ten results, below the site's root
	Waited float64  // milliseconds until they showed, without the time in which something was being loaded
}

// figures are what asking some queries has shown.
type figures struct {
	first, later cost // in a page that was just opened; in one that has answered a query
	missed       []query
}

// asked is the number of queries.
func (f *figures) asked() int { return len(f.first.millis) + len(f.later.millis) }

// cost is what each of some queries took.
type cost struct {
	kilobytes []float64 // that were loaded
	excerpts  []float64 // of them, texts that excerpts are cut from, where there are any
	millis    []float64
}

func (c *cost) add(loaded []response, waited float64) {
	all, excerpts := 0, 0
	for _, r := range loaded {
		all += r.bytes
		if path.Base(r.path) == "index.txt" {
			excerpts += r.bytes
		}
	}
	c.kilobytes = append(c.kilobytes, float64(all)/1e3)
	if excerpts > 0 {
		c.excerpts = append(c.excerpts, float64(excerpts)/1e3)
	}
	c.millis = append(c.millis, waited)
}

// askAll asks every other query in a page that is opened for it, and the next one in the same page. What should be found is missed if it
// is not among the first few results.
func askAll(ctx context.Context, h *host, ask asker, queries []query, few int) (figures, error) {
	var f figures
	for i, q := range queries {
		h.taken()
		opens := i%2 == 0
		a, err := ask(ctx, q.words, opens)
		if err != nil {
			return f, fmt.Errorf("search for %s: %w", q.words, err)
		}
		if opens {
			f.first.add(h.taken(), a.Waited)
		} else {
			f.later.add(h.taken(), a.Waited)
		}
		if !slices.Contains(a.Found[:min(few, len(a.Found))], q.page) {
			f.missed = append(f.missed, q)
		}
	}
	return f, nil
}

// still is a function of scripts that gives the time between two moments in which nothing was being loaded. Fonts do not count: nobody
// waits for them.
const still = `const still = (from, to) => {
	let time = 0;
	const loaded = performance.getEntriesByType("resource").filter((e) => !e.name.endsWith(".woff2"));
	for (const e of loaded.sort((a, b) => a.fetchStart - b.fetchStart)) {
		if (e.fetchStart > to) break;
		time += Math.max(0, e.fetchStart - from);
		from = Math.max(from, e.responseEnd);
	}
	return time + Math.max(0, to - from);
};
`

// watching tells when the search page shows results.
const watching = `(() => {
	` + still + `
	let asked, shown;
	const watch = () => {
		asked = performance.now();
		const status = document.getElementById("_status");
		if (!status) return;
		shown = new Promise((resolve) => new MutationObserver((_, observer) => {
			if (!status.textContent) return;
			observer.disconnect();
			resolve(performance.now());
		}).observe(status, { childList: true }));
	};
	// Results can be narrowed, and those in sight have their excerpts, some time after they show.
	const complete = () => !document.querySelector("#_found[aria-busy]") &&
		[...document.querySelectorAll("#_found .due")].every((e) => e.getBoundingClientRect().top > innerHeight);
	performance.setResourceTimingBufferSize(10000);
	document.addEventListener("readystatechange", () => { if (document.readyState === "interactive") watch(); }); // before the page's scripts run
	window.bench = {
		ask(words) {
			const form = document.getElementById("_search");
			performance.clearResourceTimings();
			watch();
			form.elements.q.value = words;
			form.requestSubmit();
			return bench.answer();
		},
		async answer() {
			const at = await shown;
			const form = document.getElementById("_search");
			if (document.getElementById("_status").textContent === JSON.parse(form.dataset.words).failed) throw new Error("the index cannot be loaded");
			while (!complete()) await new Promise((resolve) => setTimeout(resolve, 5));
			return { Found: [...document.querySelectorAll("#_found h3 a")].slice(0, 10).map((a) => a.pathname.slice(1)), Waited: still(asked, at) };
		},
	};
})()`

// askSite gives an asker of the site's own search page. The browser's tab is that of the context.
func askSite(ctx context.Context, address string) (asker, error) {
	err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: watching})
		return err
	}))
	return func(ctx context.Context, words string, opens bool) (answer, error) {
		if opens {
			return evaluate(ctx, address+"search/?q="+url.QueryEscape(words), "bench.answer()")
		}
		return evaluate(ctx, "", fmt.Sprintf("bench.ask(%q)", words))
	}, err
}

// askPagefind gives an asker of the Pagefind that is served below pagefind/. It works in the page itself, which loads less than a worker
// would, and can be told when.
func askPagefind(address string) asker {
	const script = `(async (words) => {
		` + still + `
		performance.clearResourceTimings();
		const asked = performance.now();
		const pagefind = await import("/pagefind/pagefind.js");
		await pagefind.options({ noWorker: true });
		const found = await Promise.all((await pagefind.search(words)).results.slice(0, 10).map((result) => result.data()));
		return { Waited: still(asked, performance.now()), Found: found.map((page) => page.url.slice(1)) };
	})(%q)`
	return func(ctx context.Context, words string, opens bool) (answer, error) {
		open := ""
		if opens {
			open = address + "pagefind/"
		}
		return evaluate(ctx, open, fmt.Sprintf(script, words))
	}
}

// evaluate opens a page, unless it is "", and waits for the answer that an expression promises.
func evaluate(ctx context.Context, open, expression string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, hung)
	defer cancel()
	if open != "" {
		if err := chromedp.Do(ctx, chromedp.Navigate(open)); err != nil {
			return answer{}, fmt.Errorf("open %s: %w", open, err)
		}
	}
	return chromedp.Run(ctx, chromedp.Evaluate[answer](expression, chromedp.EvalAwaitPromise))
}
