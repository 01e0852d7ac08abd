package generator_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

var everyPayload = flag.Bool("every-payload", false, "the browser opens every page of the sites with payloads, and searches for each payload")

// unguarded serves a site as a host does that knows nothing of policies, with pages that have lost theirs: what a payload would do, it does.
func (w *website) unguarded(t *testing.T) string {
	t.Helper()
	base, err := url.PathUnescape(w.base)
	if err != nil {
		t.Fatal(err)
	}
	files := http.FileServer(http.Dir(w.options.Output))
	server := httptest.NewServer(http.StripPrefix(strings.TrimSuffix(base, "/"), http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		name := strings.TrimPrefix(in.URL.Path, "/")
		if strings.HasSuffix(in.URL.Path, "/") {
			name += "index.html"
		}
		if name == "favicon.ico" { // A browser asks for it, and says so.
			out.WriteHeader(http.StatusNoContent)
			return
		}
		if path.Ext(name) != ".html" || w.pages[name] == nil {
			files.ServeHTTP(out, in)
			return
		}
		before, rest, found := strings.Cut(string(w.read(t, name)), `<meta http-equiv="Content-Security-Policy"`)
		_, after, ends := strings.Cut(rest, ">")
		if !found || !ends {
			t.Errorf("%s has no policy", name)
		}
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(out, before+after)
	})))
	t.Cleanup(server.Close)
	return server.URL + w.base
}

// served are the ways in which a site is served: under the policy as a header, where what a payload would do is forbidden and said on the
// console, and for every payload also without any.
func (w *website) served() []func(*testing.T) string {
	if *everyPayload {
		return []func(*testing.T) string{w.serve, w.unguarded}
	}
	return []func(*testing.T) string{w.serve}
}

// openedPages are the pages of an attacked site that a browser opens: one of each kind. They hold other payloads each, and those that list all
// briefings or names hold them all.
func (w *website) openedPages() []string {
	if *everyPayload {
		return w.paths()
	}
	var kinds []string
	pages := map[string][]string{}
	for _, name := range w.paths() {
		kind := path.Dir(path.Dir(name))
		switch {
		case w.pages[name].refresh != "":
			if !strings.Contains(name, "n001") { // Among its payloads are those that end a title, which is all that a redirect shows.
				continue
			}
			kind = name
		case strings.HasPrefix(name, "briefings/2024/body-"), strings.Count(name, "/") < 2:
			kind = name
		case strings.HasPrefix(name, "briefings/2025/w"):
			kind = "withdrawn"
		case strings.HasPrefix(name, "b/"):
			kind = "id"
		}
		if pages[kind] == nil {
			kinds = append(kinds, kind)
		}
		pages[kind] = append(pages[kind], name)
	}
	var opened []string
	for i, kind := range kinds {
		opened = append(opened, pages[kind][(i+2)%len(pages[kind])])
	}
	return opened
}

// watched is a tab in which nothing may happen but that files of the site are loaded.
type watched struct {
	*browser.Tab
	t    *testing.T
	host string // of the site
	said int    // lines on the console that were told
}

func watch(t *testing.T, home string) *watched {
	tab := browser.Open(t)
	tab.Overhear()
	return &watched{Tab: tab, t: t, host: home[:strings.Index(home[8:], "/")+9]}
}

// calm tells of what has happened.
func (w *watched) calm(where string) {
	w.t.Helper()
	w.Await(`new Promise((done) => requestAnimationFrame(() => setTimeout(done, 5)))`)
	for _, what := range w.Asked() {
		if !strings.HasPrefix(what, "request: "+w.host) {
			w.t.Errorf("%s: %.200s", where, what)
		}
	}
	said := w.Said()
	for _, line := range said[w.said:] {
		w.t.Errorf("%s: the console says %.300s", where, line)
	}
	w.said = len(said)
}

// TestInjectionInBrowser opens pages of every kind that hold payloads in a browser. No dialog opens, nothing is forbidden or said on the
// console, and nothing is loaded from elsewhere.
func TestInjectionInBrowser(t *testing.T) {
	t.Parallel()
	sites := append([]*shared{attacked}, attackedSettings[:]...)
	if !*everyPayload {
		sites = sites[:2]
	}
	for _, s := range sites {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := s.get(t)
			for _, serve := range w.served() {
				home := serve(t)
				tab := watch(t, home)
				for _, name := range w.openedPages() {
					tab.Do(chromedp.Navigate(home + strings.ReplaceAll(strings.TrimSuffix(name, "index.html"), "'", "%27")))
					if w.pages[name].refresh != "" {
						tab.Wait(`document.querySelector("main") !== null && document.readyState === "complete"`, "true")
					}
					tab.calm(name)
				}
			}
			t.Logf("%d pages", len(w.openedPages()))
		})
	}
}

// TestInjectedSearch asks a site full of payloads for payloads: in the address and by hand, as words and as names and years to narrow by. What
// it finds, and what it offers to narrow by, is full of them too.
func TestInjectedSearch(t *testing.T) {
	t.Parallel()
	all, err := payloads()
	if err != nil {
		t.Fatal(err)
	}
	w := attacked.get(t)
	for _, serve := range w.served() {
		home := serve(t)
		tab := watch(t, home)
		for _, question := range []string{"q=alert", "q=script+evil&sort=date", "q=n001", "actor=n003", "q=who&place=n000&topic=n000", "from=2025"} {
			tab.Do(chromedp.Navigate(home + "search/?" + question))
			tab.Wait(searched, "true")
			if tab.Eval(`document.querySelectorAll("#_found .row").length`) == "0" || !strings.Contains(tab.Eval(`document.getElementById("_facets").textContent`), "alert(1)") {
				t.Errorf("%s finds nothing, or offers nothing", question)
			}
			tab.Eval(`document.querySelector("#_found").scrollIntoView()`)
			tab.calm(question)
		}
		for _, p := range append(slices.Clone(hostile[:3]), others[0], others[24], others[36]) {
			tab.Do(chromedp.Navigate(home + "search/?q=" + encode(p) + "&actor=" + encode(p) + "&place=" + encode(p) + "&topic=" + encode(p) + "&from=" + encode(p) + "&sort=" + encode(p) + "#" + encode(p)))
			tab.Wait(searched, "true")
			tab.calm(p)
		}
		if tab.Eval(`document.querySelectorAll("main :is(script:not([src]), img, iframe, style, [onerror], [style])").length`) != "0" {
			t.Error("a payload has become an element")
		}

		// By hand, one after the other in the page that is open.
		if !*everyPayload {
			all = slices.DeleteFunc(slices.Clone(all), func(p string) bool { return len(p)%16 > 0 })
		}
		list, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		problem := tab.Await(fmt.Sprintf(`(async (all) => {
			const found = document.getElementById("_found"), input = document.getElementById("_q"), form = input.form;
			const strange = () => [...document.querySelectorAll("main *")].find((e) => !["header", "h1", "form", "p", "label", "input", "button", "fieldset", "legend", "div", "h2", "h3", "article", "time", "span", "a",
				"mark", "ul", "li", "section", "select", "option", "strong", "script"].includes(e.localName) || [...e.attributes].some((a) => a.name.startsWith("on") || a.name === "style") || e.localName === "a" && e.protocol !== "http:");
			let elements = 0;
			for (const [i, payload] of all.entries()) {
				if (i %% 2) {
					history.replaceState(null, "", "?" + new URLSearchParams({ q: payload.slice(0, 3), actor: payload, topic: payload, from: payload }));
					dispatchEvent(new PopStateEvent("popstate"));
				} else {
					input.value = payload;
					form.requestSubmit();
				}
				for (let n = 0; found.hasAttribute("aria-busy"); n++) {
					if (n > 2000) return "no answer to " + payload;
					await new Promise((done) => setTimeout(done, 1));
				}
				const odd = strange();
				if (odd) return payload + " gives " + odd.outerHTML.slice(0, 200);
				elements += document.querySelectorAll("main *").length;
			}
			return elements > 20 * all.length ? "" : "only " + elements + " elements";
		})(%s)`, list))
		if problem != "" {
			t.Error(problem)
		}
		tab.calm("by hand")
	}
}
