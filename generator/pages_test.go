package generator_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline/generator/corpus"
	"dateline/generator/preview/browser"
)

// thousand is a site of 1,000 briefings of 450 words.
var thousand = &shared{name: "thousand", prepare: thousandSource, twin: true}

var thousandSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "thousand-source")
	return dir, corpus.Write(dir, corpus.Options{N: 1000, Seed: 3})
})

// A specimen is a page that stands for all of its kind and shape.
type specimen struct {
	shape string
	path  string
}

// specimens are pages of every kind in every shape that they come in. The tests that open pages in a browser open these.
var specimens = []struct {
	site  *shared
	pages []specimen
}{
	{sample, []specimen{
		{"home", "index.html"},
		{"briefing with a note, a table, terms and a drawing", "briefings/2025/kyiv-talks/index.html"},
		{"briefing that was corrected", "briefings/2025/kryvyi-rih-strike/index.html"},
		{"actor with roles, profile and affiliations", "actors/zelensky/index.html"},
		{"place in a place", "locations/kryvyi-rih/index.html"},
		{"page", "about/index.html"},
		{"changes", "changes/index.html"},
		{"index of a few", "actors/index.html"},
		{"index as a tree", "locations/index.html"},
		{"archive of a year", "briefings/index.html"},
		{"search", "search/index.html"},
		{"search that finds an actor and briefings", "search/index.html?q=zelensky"},
		{"search that finds nothing", "search/index.html?q=nothing+of+zyzzyva&actor=zelensky&place=no-such-place&from=2024&until=2025"},
		{"address that leads nowhere", "404.html"},
	}},
	{hard, []specimen{
		{"home", "index.html"},
		{"briefing with all of markdown", "briefings/2025/everything/index.html"},
		{"briefing with contents", "briefings/2025/long/index.html"},
		{"briefing with pictures", "briefings/2025/map/index.html"},
		{"briefing that was withdrawn", "briefings/2025/withdrawn/index.html"},
		{"briefing without a body", "briefings/2025/empty/index.html"},
		{"briefing in another language", "briefings/2025/ukr/index.html"},
		{"briefing from right to left", "briefings/2025/arabic/index.html"},
		{"briefing with a long title, a wide table and long words", "briefings/2025/wide/index.html"},
		{"actor with a strip", "actors/o-neil/index.html"},
		{"actor with a picture", "actors/bundle/index.html"},
		{"actor with one briefing", "actors/shrk/index.html"},
		{"topic", "topics/c/index.html"},
		{"series", "series/dated/index.html"},
		{"author", "authors/desk/index.html"},
		{"month", "briefings/2025/03/index.html"},
	}},
	{thousand, []specimen{
		{"home", "index.html"},
		{"briefing", "briefings/2018/" + usualBriefing + "/index.html"},
		{"actor with many", "actors/sernara-people-s-party/index.html"},
		{"year of an actor", "actors/18th-leran-brigade/2013/index.html"},
		{"place with many, and places within", "locations/inner-kainsopolis/index.html"},
		{"index of hundreds", "actors/index.html"},
		{"index as a tree", "locations/index.html"},
		{"topic", "topics/religious-policing/index.html"},
		{"series", "series/summer-watch/index.html"},
		{"archive of years", "briefings/index.html"},
		{"year", "briefings/2024/index.html"},
		{"changes", "changes/index.html"},
		{"search", "search/index.html"},
		{"search for usual words", "search/index.html?q=city+hospital"},
		{"search without words, narrowed", "search/index.html?actor=sernara-people-s-party&from=2014&sort=date"},
	}},
	{synthetic, []specimen{
		{"index by letters", "authors/index.html"},
		{"letter of an index", "authors/index/a/index.html"},
		{"topic with hundreds", "topics/every-day/index.html"},
		{"year of more than 500", "topics/every-day/2024/index.html"},
		{"month of such a year", "topics/every-day/2024/04/index.html"},
	}},
	{arabic, []specimen{
		{"home", "index.html"},
		{"briefing", "briefings/2025/road/index.html"},
		{"briefing that was corrected", "briefings/2025/corrected/index.html"},
		{"briefing that was withdrawn", "briefings/2025/withdrawn/index.html"},
		{"briefing from left to right", "briefings/2025/latin/index.html"},
		{"actor", "actors/unicef/index.html"},
		{"place", "locations/el-fasher/index.html"},
		{"index", "actors/index.html"},
		{"index as a tree", "locations/index.html"},
		{"archive", "briefings/index.html"},
		{"month", "briefings/2025/04/index.html"},
		{"changes", "changes/index.html"},
		{"page", "about/index.html"},
		{"search", "search/index.html"},
		{"search that finds briefings", "search/index.html?q=" + url.QueryEscape("الخرطوم")},
		{"search that finds nothing", "search/index.html?q=" + url.QueryEscape("زززز") + "&place=khartoum&from=2024"},
		{"address that leads nowhere", "404.html"},
	}},
}

// file gives the path of a specimen without what is asked of it.
func (s specimen) file() string {
	file, _, _ := strings.Cut(s.path, "?")
	return file
}

// usualBriefing is the slug of a briefing of 450 words.
const usualBriefing = "chivgrad-lenva"

// serve serves a site as a host does that reads _headers, until the test ends. It gives the address of the front page.
func (w *website) serve(t *testing.T) string {
	t.Helper()
	type rule struct{ prefix, key, value string }
	var rules []rule
	prefix := ""
	for line := range strings.Lines(string(w.read(t, "_headers"))) {
		key, value, header := strings.Cut(strings.TrimSpace(line), ": ")
		if !header {
			prefix = strings.TrimSuffix(key, "*")
			continue
		}
		rules = append(rules, rule{prefix, key, value})
	}
	base, err := url.PathUnescape(w.base)
	if err != nil {
		t.Fatal(err)
	}
	files := http.StripPrefix(strings.TrimSuffix(base, "/"), http.FileServer(http.Dir(w.options.Output)))
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		// A browser asks a host for an icon, which is not this site's to give.
		if in.URL.Path == "/favicon.ico" {
			out.WriteHeader(http.StatusNoContent)
			return
		}
		for _, r := range rules {
			if strings.HasPrefix(in.URL.EscapedPath(), r.prefix) {
				out.Header().Set(r.key, r.value)
			}
		}
		files.ServeHTTP(out, in)
	}))
	t.Cleanup(server.Close)
	return server.URL + w.base
}

// tool gives the path of a file that npm ci puts beside the tests.
func tool(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("testdata", "npm", "node_modules", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("this test needs %s: run \"make tools\", or \"npm ci\" in generator/testdata/npm", name)
	}
	return path
}

// TestPages opens every specimen in a browser, once for all that is to be seen there.
func TestPages(t *testing.T) {
	axe, err := os.ReadFile(tool(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range specimens {
		t.Run(s.site.name, func(t *testing.T) {
			t.Parallel()
			w := s.site.get(t)
			home := w.serve(t)
			tab := browser.Open(t)
			for _, p := range s.pages {
				if w.pages[p.file()] == nil {
					t.Errorf("%s: there is no %s", p.shape, p.path)
					continue
				}
				tab.Do(chromedp.Navigate(home + strings.Replace(p.path, "index.html", "", 1)))
				if p.path != p.file() {
					tab.Wait(searched, "true")
				}
				page := opened{tab, func(format string, args ...any) {
					t.Helper()
					t.Errorf("%s (%s): %s", p.path, p.shape, fmt.Sprintf(format, args...))
				}}
				page.fits()
				page.script()
				page.edge()
				page.accessible(string(axe))
				page.keyboard()
				page.quiet()
			}
		})
	}
}

// opened is a specimen in a tab.
type opened struct {
	*browser.Tab
	problem func(format string, args ...any)
}

// none reports what an expression lists.
func (p opened) none(what, expression string) {
	if found := p.Eval("(" + expression + ").slice(0, 5)"); found != "[]" {
		p.problem("%s: %s", what, found)
	}
}

// fits wants the page to be no wider than its window: on the narrowest phone, with room between letters, words and lines (WCAG 2.2, 1.4.12),
// with text twice as large.
func (p opened) fits() {
	const wider = `((wide) => document.documentElement.scrollWidth <= wide ? [] : [document.documentElement.scrollWidth + " pixels", ...[...document.querySelectorAll("body *")].filter((e) =>
		(e.getBoundingClientRect().right > wide + 1 || e.getBoundingClientRect().left < -1) && !e.closest(".skip, .table, pre")).map((e) => e.outerHTML.slice(0, 160))])(innerWidth)`
	for _, look := range []struct {
		width int64
		style string
	}{
		{320, ""},
		{320, "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }"},
		{390, ":root { font-size: 200% !important }"},
		{1280, ":root { font-size: 200% !important }"},
		{1280, ""},
	} {
		p.Window(look.width, 844, "light")
		p.Eval(fmt.Sprintf(`(() => { const own = new CSSStyleSheet(); own.replaceSync(%q); document.adoptedStyleSheets = [own]; return own.cssRules.length; })()`, look.style))
		p.none(fmt.Sprintf("wider than %d pixels with %q", look.width, look.style), wider)
	}
}

// script wants letters that are joined to stay joined and upright, with room above and below.
func (p opened) script() {
	p.none("Arabic is set as if it were Latin", `[...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && e.matches(":lang(ar)") && !e.closest("svg, code") &&
		[...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && /\p{Script=Arabic}/u.test(n.data)) && ((s) => s.letterSpacing !== "normal" && s.letterSpacing !== "0px" ||
		s.fontStyle !== "normal" || parseFloat(s.lineHeight) / parseFloat(s.fontSize) < (e.closest("h1, h2, h3, .title, .heading, caption, .site") ? 1.4 : 1.75))(getComputedStyle(e))).map((e) =>
		((s) => [e.outerHTML.slice(0, 120), s.letterSpacing, s.fontStyle, s.lineHeight, s.fontSize].join(" "))(getComputedStyle(e)))`)
}

// edge wants what is written in the other direction in a list to stand at the edge where the list begins.
func (p opened) edge() {
	p.Window(1280, 844, "light")
	p.none("at the other edge", `((side) => [...document.querySelectorAll("main :is(li, .row, .change):not(.body *) [dir], .site[dir], .clock")].filter((e) => {
		const text = document.createRange();
		text.selectNodeContents(e);
		return e.checkVisibility() && getComputedStyle(e).display !== "inline" && Math.abs(text.getBoundingClientRect()[side] - e.getBoundingClientRect()[side]) > 1;
	}).map((e) => e.outerHTML.slice(0, 160)))(document.documentElement.dir === "rtl" ? "right" : "left")`)
}

// accessible runs axe-core, narrow and wide, light and dark: nothing breaks WCAG 2.2 A and AA or what axe-core holds for best practice.
// What has nothing to do with colours is the same in the dark.
func (p opened) accessible(axe string) {
	p.Eval("(() => {" + axe + "})()")
	for _, look := range []struct {
		width        int64
		scheme, tags string
	}{
		{1280, "light", `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]`},
		{1280, "dark", `["cat.color"]`},
		{390, "dark", `["cat.color"]`},
		{390, "light", `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]`},
	} {
		p.Window(look.width, 844, look.scheme)
		var found []string
		if err := json.Unmarshal([]byte(p.Await(`axe.run({ runOnly: `+look.tags+`, resultTypes: ["violations"] }).then((r) => r.passes.length < 1 ? ["nothing was looked at"] :
			r.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => v.id + ": " + n.html.slice(0, 200) + " " + n.failureSummary)))`)), &found); err != nil {
			p.problem("%v", err)
		}
		for _, f := range found {
			p.problem("%s, %d pixels wide: %s", look.scheme, look.width, f)
		}
	}
}

// keyboard goes through the page with the tab key alone: it reaches whatever can be used, shows where it is, and gets out again. On pages
// with hundreds of rows, all alike, it goes through the first ones.
func (p opened) keyboard() {
	var usable int
	if err := json.Unmarshal([]byte(p.Eval(`(() => {
		const all = [...document.querySelectorAll("a[href], summary, input, select, button, audio[controls], video[controls], [tabindex='0']")].filter((e) =>
			e.checkVisibility() && !e.disabled && !(e.type === "radio" && !e.checked));
		window.usable = all.slice(0, 150);
		window.begun = usable.indexOf(document.activeElement) + 1; // a page may put the focus into its one field
		window.reached = new Set();
		window.unseen = [];
		addEventListener("focusin", ({ target }) => {
			reached.add(target);
			const style = getComputedStyle(target), box = target.getBoundingClientRect();
			if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 || box.bottom < 0 || box.top > innerHeight || box.width < 2)
				unseen.push(target.outerHTML.slice(0, 160));
		});
		document.documentElement.scrollTop = 0;
		return usable.length;
	})()`)), &usable); err != nil {
		p.problem("%v", err)
	}
	p.Do(chromedp.KeyEvent(strings.Repeat(kb.Tab, usable)))
	p.none("the keyboard does not reach", `usable.filter((e) => !reached.has(e)).map((e) => e.outerHTML.slice(0, 160))`)
	p.none("the focus does not show on", `unseen`)
	if usable < 150 {
		p.Do(chromedp.KeyEvent(kb.Tab + kb.Tab))
		p.none("the keyboard does not get out of", `reached.has(document.body) || document.activeElement === document.body || usable.indexOf(document.activeElement) < begun + 2 ? [] : [document.activeElement.outerHTML]`)
	}

	// The first link leads past the menu, what is folded opens, and of a group of choices the arrows choose.
	p.Eval(`(usable[0].focus(), usable[0].className)`)
	p.Do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
	p.none("the first link does not lead to the text, but to", `document.activeElement.closest("main, body > .footer") ? [] : [document.activeElement.outerHTML]`)
	if p.Eval(`(document.querySelector("summary")?.focus(), document.activeElement.localName)`) == "summary" {
		p.Do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Tab))
		p.none("what is folded does not open", `document.querySelector("details").open ? [] : [document.activeElement.outerHTML.slice(0, 160)]`)
	}
	if p.Eval(`(document.querySelector("input[type='radio']")?.focus(), document.activeElement.type ?? "")`) == "radio" {
		p.Do(chromedp.KeyEvent(kb.ArrowDown))
		p.none("the arrows do not choose", `document.querySelectorAll("input[type='radio']")[1].checked ? [] : ["the second role"]`)
	}
}

// quiet wants nothing on the console, where a browser also says what the policy forbids; and the same text when scripts may not run.
func (p opened) quiet() {
	p.Do(chromedp.Reload())
	// Searching needs scripts, and the page says so without them: TestSearchWithoutScripts.
	if p.Eval("document.getElementById('_search') !== null") != "true" {
		with := p.Eval("document.body.innerText")
		p.Scripts(false)
		p.Do(chromedp.Reload())
		without := p.Eval("document.body.innerText")
		p.Scripts(true)
		if with != without || len(with) < 40 {
			p.problem("with scripts the page reads %q, without %q", with, without)
		}
	}
	if said := p.Said(); len(said) != 0 {
		p.problem("the console says %q", said)
	}
}

// TestValid has the Nu HTML checker read every page of the small sites, redirects too, and the specimens of the large ones, with the
// stylesheet and drawings.
func TestValid(t *testing.T) {
	t.Parallel()
	jar := tool(t, "vnu-jar/build/dist/vnu.jar")
	var files []string
	for _, s := range specimens {
		w := s.site.get(t)
		add := func(name string) {
			files = append(files, filepath.Join(w.options.Output, filepath.FromSlash(name)))
		}
		if s.site == thousand || s.site == synthetic {
			for _, p := range s.pages {
				add(p.file())
			}
			continue
		}
		for _, name := range w.paths() {
			add(name)
		}
		for name := range w.files {
			if strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".svg") {
				add(name)
			}
		}
	}
	java, err := exec.LookPath("java")
	if err != nil {
		t.Fatal("this test runs the Nu HTML checker: install Java (on Debian and Ubuntu: apt-get install default-jre-headless)")
	}
	// A text of one word many times has no language. A file has no origin that could be 'self', and the checker takes structured data, which
	// is not run, for a script: what the policy forbids is seen in a browser.
	out, err := exec.Command(java, append([]string{"-jar", jar, "--no-langdetect", "--also-check-css", "--also-check-svg", "--stdout", "--format", "json",
		"--exit-zero-always", "--filterpattern", ".*violates Content Security Policy \\(meta tag\\).*"}, files...)...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var report struct {
		Messages []struct {
			Type, URL, Message, Extract string
			LastLine                    int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var problems []string
	for _, m := range report.Messages {
		problems = append(problems, fmt.Sprintf("%s:%d: %s: %s %q", m.URL, m.LastLine, m.Type, m.Message, m.Extract))
	}
	tell(t, problems)
	if len(files) < 100 {
		t.Errorf("only %d files", len(files))
	}
}

// TestWeight weighs what a reader fetches of a briefing of 450 words before pictures and typefaces.
func TestWeight(t *testing.T) {
	t.Parallel()
	w := thousand.get(t)
	const usual = "briefings/2018/" + usualBriefing + "/index.html"
	sheets, all := 0, compressed(t, w.read(t, usual))
	for _, l := range w.pages[usual].links {
		switch {
		case l.element == "link" && l.rel == "stylesheet":
			file, _, _, err := w.lead(usual, l.address)
			if err != nil {
				t.Fatal(err)
			}
			n := compressed(t, w.read(t, file))
			if n > 20<<10 {
				t.Errorf("the stylesheet weighs %d bytes", n)
			}
			sheets++
			all += n
		case l.element == "script" && strings.HasSuffix(l.address, ".js"):
			if file, _, _, err := w.lead(usual, l.address); err == nil {
				all += compressed(t, w.read(t, file))
			}
		}
	}
	if all > 25<<10 || sheets != 1 {
		t.Errorf("a briefing weighs %d bytes with %d stylesheets", all, sheets)
	}
	blocking := regexp.MustCompile(`<script(?: [^>]*)?>`)
	for name := range w.pages {
		for _, tag := range blocking.FindAllString(string(w.read(t, name)), -1) {
			if !strings.Contains(tag, " defer") && !strings.Contains(tag, ` type="application/ld+json"`) {
				t.Errorf("%s: %s holds up the page", name, tag)
			}
		}
	}
}

// compressed gives the size of what a host sends.
func compressed(t *testing.T, text []byte) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
