package generator_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dateline/generator"
	"dateline/generator/preview/browser"
)

// tongues is a site of briefings in several languages.
var tongues = &shared{name: "tongues", prepare: tonguesSource}

var tonguesPortable = &shared{name: "tongues-portable", prepare: tonguesSource, options: generator.Options{Portable: true}}

var tonguesSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "tongues-source")
	files := map[string]string{
		"site.toml": "title = \"Tongues\"\nbase_url = \"https://example.org/t/\"\n",
		"briefings/strike.md": `+++
title = "Missile strike on the harbour"
date = 2025-04-04
summary = "A missile hit the quay."
actors = ["Volodymyr Zelensky", "Russia"]
locations = ["Odesa"]
topics = ["air strikes"]
sources = [{ name = "Log of the harbour" }]
as_of = 2025-04-04T10:00:00Z
updates = [{ at = 2025-04-05T18:30:00Z, note = "The quay was named." }]
+++

The quay burned for hours. Dock workers carried the injured to an ambulance.
`,
		"briefings/talks.md": `+++
title = "Talks about a ceasefire"
date = 2024-03-01
actors = ["Volodymyr Zelensky", "NATO"]
locations = ["Kyiv"]
topics = ["negotiations"]
+++

Workers of the dock were not mentioned. The ambulance drivers of Kyiv asked for a pause.
`,
		"briefings/older.md": `+++
title = "A quiet day"
date = 2023-03-01
actors = ["NATO"]
locations = ["Ukraine"]
+++

Nothing burned.
`,
		"briefings/uk.md": `+++
title = "Ракетний удар по Кривому Рогу"
date = 2025-04-05
language = "uk"
+++

Загинуло п’ятеро людей. Об'єкт зруйновано. Їхні імена невідомі.
`,
		"briefings/ar.md": `+++
title = "هجوم على المدينة"
date = 2025-04-06
language = "ar"
+++

قالت الأُمَم المتّحدة إن الطريق مغلق.
`,
		"briefings/fr.md": `+++
title = "Élection à Yaoundé"
date = 2025-04-07
language = "fr"
+++

L’opposition a rejeté les résultats de l'élection présidentielle.
`,
		"briefings/zh.md": `+++
title = "北京会谈"
date = 2025-04-08
language = "zh"
+++

双方在北京讨论了停火问题。` + strings.Repeat("会谈持续了很久没有结果", 30) + `最后提到了熊猫外交。` + strings.Repeat("记者们在外面等候消息", 30) + `
`,
		"briefings/concealed.md": `+++
title = "Not to be unearthed"
date = 2025-04-08
noindex = true
summary = "Unearthed, too."
actors = ["NATO", "Somebody Unlisted", "Undeclared Party"]
locations = ["Unlisted Vale"]
topics = ["unlisted matters"]
+++

Unfindable words stand here.
`,
		"briefings/draft.md": `+++
title = "Withheld"
date = 2025-04-08
draft = true
actors = ["NATO", "Nobody Known"]
locations = ["Nowhere Known"]
+++

Unfindable words stand here, too.
`,
		"briefings/_actors/zelensky.md":   "+++\nname = \"Volodymyr Zelensky\"\naliases = [\"Zelenskyy\", \"Зеленський\"]\n+++\n",
		"briefings/_actors/unlisted.md":   "+++\nname = \"Somebody Unlisted\"\naliases = [\"Pseudonym\"]\n+++\n\nSee [[topic:unlisted lore]].\n",
		"briefings/_actors/nobody.md":     "+++\nname = \"Nobody Known\"\naliases = [\"Cryptonym\"]\n+++\n",
		"briefings/_topics/lore.md":       "+++\nname = \"Unlisted lore\"\n+++\n",
		"briefings/_locations/vale.md":    "+++\nname = \"Unlisted Vale\"\nparent = \"Unlisted Land\"\n+++\n",
		"briefings/_locations/land.md":    "+++\nname = \"Unlisted Land\"\n+++\n",
		"briefings/_locations/odesa.md":   "+++\nname = \"Odesa\"\nparent = \"Ukraine\"\naliases = [\"Odessa\"]\n+++\n",
		"briefings/_locations/kyiv.md":    "+++\nname = \"Kyiv\"\nparent = \"Ukraine\"\n+++\n",
		"briefings/_locations/ukraine.md": "+++\nname = \"Ukraine\"\n+++\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return "", err
		}
	}
	return dir, nil
})

// found are the titles of what a search page shows.
const found = `[...document.querySelectorAll("#_found .title")].map((e) => e.textContent).join("|")`

// searched tells whether a search has ended.
const searched = `!document.getElementById("_found").hasAttribute("aria-busy") && document.getElementById("_status").textContent !== ""`

// TestSearchFinds asks for words, names and phrases in several languages.
func TestSearchFinds(t *testing.T) {
	t.Parallel()
	base := tongues.get(t).serve(t)
	tab := browser.Open(t)
	const strike, talks = "Missile strike on the harbour", "Talks about a ceasefire"
	for _, test := range []struct{ question, want string }{
		{"quay", strike},
		{"ambulance missile", strike},
		{"ambulance", strike + "|" + talks},
		{`"dock workers"`, strike},
		{`"workers of the dock"`, talks},
		{`"dock of workers"`, ""},
		{"“dock workers”", strike}, // as telephones write them
		{"«workers of the dock»", talks},
		{`quay "dock work`, strike},       // a phrase that is being typed
		{"ambul", strike + "|" + talks},   // a word that is being typed
		{"l'oppos", "Élection à Yaoundé"}, // and one behind an apostrophe
		{`"dock workers car`, strike},
		{`"workers dock car`, ""},
		{"AMBULANCE", strike + "|" + talks},
		{"zelenskyy", "Volodymyr Zelensky|" + strike + "|" + talks}, // the record first, then where only its first name stands
		{"Зеленський", "Volodymyr Zelensky|" + strike + "|" + talks},
		{"odessa", "Odesa|" + strike},
		{"ракетний", "Ракетний удар по Кривому Рогу"},
		{"пʼятеро", "Ракетний удар по Кривому Рогу"},
		{"об’єкт їхні", "Ракетний удар по Кривому Рогу"},
		{"الامم المتحدة", "هجوم على المدينة"},
		{"الأمم", "هجوم على المدينة"},
		{"election", "Élection à Yaoundé"},
		{"présidentielle résultats", "Élection à Yaoundé"},
		{"北京", "北京会谈"},
		{"停火", "北京会谈"},
		{"双", "北京会谈"},
		{"题", "北京会谈"}, // at the end of what is written without a space
		{"unfindable", ""},
		{"nobody", ""},
	} {
		tab.Do(chromedp.Navigate(base + "search/?q=" + encode(test.question)))
		tab.Wait(searched, "true")
		if got := tab.Eval(found); got != test.want {
			t.Errorf("%s: found %q, want %q", test.question, got, test.want)
		}
	}
	tab.Do(chromedp.Navigate(base + "search/?q=quay+drivers"))
	tab.Wait(`document.getElementById("_status").textContent`, "No briefing has all of these words; 2 have some of them")
	tab.Do(chromedp.Navigate(base + "search/?q=hours"))
	tab.Wait(searched, "true")
	tab.Eval(`document.querySelector("#_found .due")?.scrollIntoView()`) // It is read when it is in sight.
	tab.Wait(`document.querySelector("#_found .summary:not(.due)")?.textContent`, "A missile hit the quay. The quay burned for hours. Dock workers carried the injured to an ambulance.")
	tab.Wait(`document.querySelector("#_found mark")?.textContent`, "hours")
	// A text without spaces is parted anywhere.
	tab.Do(chromedp.Navigate(base + "search/?q=" + encode("熊猫")))
	tab.Wait(searched, "true")
	tab.Eval(`document.querySelector("#_found .due")?.scrollIntoView()`)
	tab.Wait(`((text) => text?.length > 200 && text.length < 260 && text.includes("了熊猫外"))(document.querySelector("#_found .summary:not(.due)")?.textContent)`, "true")
	tab.Want(`document.querySelector("#_found mark")?.textContent`, "熊猫")
	if said := tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// TestSearchKeepsSilent looks through all of the index for what is held back, what search engines are asked to leave out, and for whoever
// and whatever only these name.
func TestSearchKeepsSilent(t *testing.T) {
	t.Parallel()
	for _, site := range []*shared{tongues, tonguesPortable} {
		w, looked := site.get(t), 0
		for name := range w.files {
			if !strings.HasPrefix(name, "search/") {
				continue
			}
			looked++
			text := strings.ToLower(string(w.read(t, name)))
			for _, secret := range []string{"unfindable", "unearthed", "unlisted", "undeclared", "pseudonym", "withheld", "nobody", "nowhere", "cryptonym", "concealed"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s: %s knows of %q", site.name, name, secret)
				}
			}
		}
		if looked < 9 {
			t.Errorf("%s: the index has %d files", site.name, looked)
		}
	}
	names := string(tongues.get(t).read(t, "search/names.txt"))
	for _, want := range []string{"\nactors\t\t\t2\tNATO\n", "\nlocations\t\t5\t1\tOdesa\tOdessa\n", "\tVolodymyr Zelensky\tZelenskyy\tЗеленський\n"} {
		if !strings.Contains("\n"+names, want) {
			t.Errorf("names.txt has no %q:\n%s", want, names)
		}
	}
	if all := string(tongues.get(t).read(t, "search/0/s.txt")); !strings.HasPrefix(all, "7 ") {
		t.Errorf("the index has not 7 briefings: %q", all)
	}
}

// TestSearchForAnything asks for what nobody should, in the address and by hand.
func TestSearchForAnything(t *testing.T) {
	t.Parallel()
	base := tongues.get(t).serve(t)
	tab := browser.Open(t)
	const none, nobody = "No briefing was found", "Search 7 briefings: with words, or by who, where, topic and year"
	for _, test := range []struct{ query, want string }{
		{"q=" + encode(`"`), nobody},
		{"q=" + encode(`"quay`), "1 briefing"},
		{"q=" + encode(`""quay"" "`), "1 briefing"},
		{"q=" + encode(`" " quay`), "1 briefing"},
		{"q=of+the+a", "1 briefing"},
		{"q=a", "4 briefings"},
		{"q=%F0%9F%9A%80", nobody}, // a rocket
		{"q=%FF%FE%00", nobody},
		{"q=---...%2F%2F%3F", nobody},
		{"q=" + encode("<img src=x onerror=alert(1)><script>alert(1)</script>"), none},
		{"q=" + encode("<b>quay</b>"), none},
		{"q=__proto__", none},
		{"q=constructor+toString", none},
		{"q=2025", none},
		{"q=quay-side", none},
		{"q=" + encode("d'Odesa"), none},
		{"q=" + encode("quay\t\n quay  QUAY"), "1 briefing"},
		{"q=" + encode("quay Загинуло 北京"), "No briefing has all of these words; 3 have some of them"},
		{"q=" + encode("هجوم quay"), "No briefing has all of these words; 2 have some of them"},
		{"q=" + strings.Repeat("quay+", 2000), "1 briefing"},
		{"q=" + strings.Repeat("x", 5000), none},
		{"q=" + encode(strings.Repeat(`"`, 5000)), nobody},
		{"actor=nobody-known", none},
		{"actor=__proto__&place=..%2F..%2F&topic=%3Cb%3E", none},
		{"actor=zelensky&actor=zelensky", "2 briefings"},
		{"actor=zelensky&nothing=at+all&sort=__proto__", "2 briefings"},
		{"place=ukraine&from=1e9", "3 briefings"}, // which is no year
		{"place=ukraine&from=Infinity&until=-Infinity", "3 briefings"},
		{"place=ukraine&from=2024.5", "3 briefings"},
		{"place=ukraine&from=two&until=NaN", "3 briefings"},
		{"from=2025&until=2024", "6 briefings"}, // from one to the other
		{"from=2024", "6 briefings"},
		{"q=quay&q=ambulance", "1 briefing"},
		{"%&=&q", nobody},
	} {
		tab.Do(chromedp.Navigate(base + "search/?" + test.query))
		tab.Wait(searched, "true")
		if got := tab.Eval(`document.getElementById("_status").textContent`); got != test.want {
			t.Errorf("%.60s: %q, want %q", test.query, got, test.want)
		}
	}
	tab.Want(`document.querySelectorAll("main img, main script:not([src])").length`, "0")
	if said := tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// TestSearchOnABadLine lets answers wait, and then lets none arrive.
func TestSearchOnABadLine(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(tool(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(tongues.get(t).serve(t))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	var slow, broken atomic.Bool
	line := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if strings.HasSuffix(in.URL.Path, ".txt") {
			if broken.Load() {
				panic(http.ErrAbortHandler)
			}
			for slow.Load() && in.Context().Err() == nil {
				time.Sleep(10 * time.Millisecond)
			}
		}
		proxy.ServeHTTP(out, in)
	}))
	t.Cleanup(line.Close)
	tab := browser.Open(t)
	const status = `document.getElementById("_status").textContent`
	slow.Store(true)
	tab.Do(chromedp.Navigate(line.URL + target.Path + "search/?q=quay"))
	tab.Wait(status, "Searching…")
	slow.Store(false)
	tab.Wait(status, "1 briefing")
	tab.Wait(`document.getElementById("_said").textContent`, "1 briefing") // which screen readers say
	broken.Store(true)
	tab.Do(chromedp.Navigate(line.URL + target.Path + "search/?q=quay"))
	tab.Wait(status, "The index could not be loaded. Try again when there is a connection.")
	page := opened{tab, func(format string, args ...any) {
		t.Helper()
		t.Errorf("failed to load: %s", fmt.Sprintf(format, args...))
	}}
	page.fits()
	page.accessible(string(axe))
	broken.Store(false)
	tab.Eval(`document.querySelector("#_found button").click()`)
	tab.Wait(found, "Missile strike on the harbour")
	tab.Want(`document.activeElement.id`, "_q")
}

func encode(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// TestSearchByHand types, narrows, goes back and forward, and uses the keys alone.
func TestSearchByHand(t *testing.T) {
	t.Parallel()
	base := tongues.get(t).serve(t)
	tab := browser.Open(t)
	const query = "location.search"
	facet := func(name string) string {
		return fmt.Sprintf(`[...document.querySelectorAll("#_facets li")].find((e) => e.textContent.includes(%q))`, name)
	}
	// The key "/" leads here from any page, and all that there is can be narrowed without words.
	tab.Do(chromedp.Navigate(base))
	tab.Do(chromedp.KeyEvent("/"))
	tab.Wait("location.pathname", "/t/search/")
	tab.Wait(`document.activeElement.id`, "_q")
	tab.Wait(facet("Ukraine")+`?.textContent`, "Ukraine 3") // with the places within
	tab.Wait(facet("Kyiv")+`?.textContent`, "Kyiv 1")
	tab.Eval(facet("Ukraine") + `.querySelector("a").click()`)
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire|A quiet day")
	tab.Want(query, "?place=ukraine")
	tab.Wait(facet("2024")+`?.textContent`, "2024 1")
	tab.Eval(facet("2024") + `.querySelector("a").click()`)
	tab.Wait(found, "Talks about a ceasefire")
	tab.Want(query, "?place=ukraine&from=2024&until=2024")
	tab.Eval("history.back()")
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire|A quiet day")
	tab.Eval("history.forward()")
	tab.Wait(found, "Talks about a ceasefire")
	// The address is all that another reader needs.
	tab.Do(chromedp.Navigate(base + "search/?place=ukraine&actor=zelensky&sort=date"))
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire")
	tab.Wait(`document.querySelector("#_facets .taken strong")?.textContent`, "Volodymyr Zelensky")
	tab.Eval(`document.querySelector("#_facets .taken a").click()`)
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire|A quiet day")
	// Words are typed, and the arrows lead to what is found.
	tab.Do(chromedp.Navigate(base + "search/"))
	tab.Wait(`document.activeElement.id`, "_q")
	tab.Do(chromedp.KeyEvent("ambulance"))
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire")
	tab.Wait(query, "?q=ambulance")
	tab.Want(`document.getElementById("_status").textContent`, "2 briefings")
	tab.Do(chromedp.KeyEvent(kb.ArrowDown))
	tab.Wait(`document.activeElement.textContent`, "Missile strike on the harbour")
	tab.Do(chromedp.KeyEvent(kb.ArrowDown))
	tab.Wait(`document.activeElement.textContent`, "Talks about a ceasefire")
	tab.Do(chromedp.KeyEvent(kb.Enter))
	tab.Wait("document.querySelector('h1').textContent", "Talks about a ceasefire")
	tab.Eval("history.back()")
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire")
	if said := tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// TestSearchSteps goes back and forward through what was asked for, and narrows to a range of years.
func TestSearchSteps(t *testing.T) {
	t.Parallel()
	base := tongues.get(t).serve(t)
	tab := browser.Open(t)
	const query = `decodeURIComponent(location.search)`
	ask := func(words string) {
		t.Helper()
		tab.Eval(`(document.getElementById("_q").focus(), document.getElementById("_q").select())`)
		tab.Do(chromedp.KeyEvent(words))
		tab.Wait(query, "?q="+words)
		tab.Wait(searched, "true")
	}
	tab.Do(chromedp.Navigate(base))
	tab.Do(chromedp.Navigate(base + "search/"))
	ask("quay")
	tab.Do(chromedp.KeyEvent(kb.Enter))
	ask("ambu")
	ask("ambulance") // of which "ambu" was only a part
	tab.Eval("history.back()")
	tab.Wait(query, "?q=quay")
	tab.Wait(found, "Missile strike on the harbour")
	tab.Want(`document.getElementById("_q").value`, "quay")
	tab.Eval("history.forward()")
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire")
	tab.Want(`document.getElementById("_q").value`, "ambulance")
	// What is beside the results, or below them, is reached without making them anew.
	tab.Wait(`document.getElementById("_further").hidden`, "false")
	tab.Eval(`(window.first = document.querySelector("#_found article"), document.querySelector("#_further a").click(), 0)`)
	tab.Wait("location.hash", "#_facets")
	tab.Want("first.isConnected", "true")
	tab.Eval("history.back()")
	tab.Wait("location.hash", "")
	tab.Want("first.isConnected", "true")
	choose := func(end, year string) {
		tab.Eval(fmt.Sprintf(`((s) => { s.focus(); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true })); return 0; })(document.querySelector("select[data-key=%s]"))`, year, end))
	}
	choose("until", "2024")
	tab.Wait(found, "Talks about a ceasefire")
	tab.Want(query, "?q=ambulance&until=2024")
	tab.Wait(`document.activeElement.dataset.key`, "until") // though all of it was made anew
	choose("from", "2025")
	tab.Wait(query, "?q=ambulance&from=2025&until=2025")
	tab.Wait(found, "Missile strike on the harbour")
	tab.Eval("history.go(-3)")
	tab.Wait(query, "?q=quay")
	tab.Wait(found, "Missile strike on the harbour")
	tab.Eval("history.back()") // to where nothing was typed
	tab.Wait("location.pathname", "/t/")
}

// TestSearchCounts follows what many results can be narrowed by, and wants as many as stand beside it; of an actor without words as many
// as its record has.
func TestSearchCounts(t *testing.T) {
	t.Parallel()
	base := thousand.get(t).serve(t)
	tab := browser.Open(t)
	const status, facet = `document.getElementById("_status").textContent`, `document.querySelector("#_facets .module:nth-child(%d) li:nth-child(%d)")`
	for group := 1; group <= 4; group++ {
		for _, nth := range []int{1, 5} {
			tab.Do(chromedp.Navigate(base + "search/?q=city"))
			tab.Wait(searched, "true")
			item := fmt.Sprintf(facet, group, nth)
			n := tab.Eval(item + `.querySelector(".n").textContent`)
			tab.Eval(item + `.querySelector("a").click()`)
			want := n + " briefings"
			if n == "1" {
				want = "1 briefing"
			}
			tab.Wait(status, want)
		}
	}
	tab.Do(chromedp.Navigate(base + "search/"))
	tab.Wait(searched, "true")
	n := tab.Eval(fmt.Sprintf(facet, 2, 1) + `.querySelector(".n").textContent`) // a place, with all within
	tab.Eval(fmt.Sprintf(facet, 2, 1) + `.querySelector("a").click()`)
	tab.Wait(status, n+" briefings")
	if said := tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// TestSearchLargeSite wants the lists of what many results can be narrowed by to be loaded only when a reader asks for them, where they are
// long. The script takes a site of 1,000 briefings for one of many segments.
func TestSearchLargeSite(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(tool(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(thousand.get(t).serve(t))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	const many = "index.segments.length > 4"
	proxy.ModifyResponse = func(r *http.Response) error {
		if path.Ext(r.Request.URL.Path) != ".js" {
			return nil
		}
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		if strings.Contains(r.Request.URL.Path, "/search-") && strings.Count(string(text), many) != 1 {
			t.Errorf("the script does not say %s", many)
		}
		r.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(text), many, "index.segments.length > 0")))
		r.Header.Del("Content-Length")
		r.ContentLength = -1
		return nil
	}
	var lists atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if path.Base(in.URL.Path) == "f.txt" {
			lists.Add(1)
		}
		in.Header.Del("Accept-Encoding")
		proxy.ServeHTTP(out, in)
	}))
	t.Cleanup(server.Close)
	tab := browser.Open(t)
	const modules, button = `[...document.querySelectorAll("#_facets h2")].map((e) => e.textContent).join("|")`, `document.querySelector("#_facets > .more button")`
	tab.Do(chromedp.Navigate(server.URL + target.Path + "search/?q=city"))
	tab.Wait(searched, "true")
	tab.Want(modules, "Years")
	tab.Want(button+`.textContent`, "Narrow by who, where and topic")
	if n := lists.Load(); n > 0 {
		t.Errorf("%d lists were loaded that nobody asked for", n)
	}
	page := opened{tab, func(format string, args ...any) {
		t.Helper()
		t.Errorf("a large site: %s", fmt.Sprintf(format, args...))
	}}
	page.fits()
	page.accessible(string(axe))
	tab.Eval(button + `.focus()`)
	tab.Eval(button + `.click()`)
	tab.Wait(modules, "Who|Where|Topics|Years")
	tab.Want(`!`+button, "true")
	tab.Want(`document.activeElement.closest("#_facets") !== null`, "true")
	// What it is narrowed by then is counted right.
	n := tab.Eval(`document.querySelector("#_facets li .n").textContent`)
	tab.Eval(`document.querySelector("#_facets li a").click()`)
	tab.Wait(`document.getElementById("_status").textContent`, n+" briefings")
	// Of a few results the cards say it.
	tab.Do(chromedp.Navigate(server.URL + target.Path + "search/?q=city&from=1990&until=1990"))
	tab.Wait(searched, "true")
	tab.Want(`!`+button, "true")
	if said := tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// TestSearchFromRecords follows what a record has to say of others to the briefings that list both.
func TestSearchFromRecords(t *testing.T) {
	t.Parallel()
	w := tongues.get(t)
	base := w.serve(t)
	tab := browser.Open(t)
	const together = `[...document.querySelectorAll("a.together")].map((e) => e.textContent + " " + e.getAttribute("href")).join("|")`
	tab.Do(chromedp.Navigate(base + "actors/zelensky/"))
	tab.Want(together, "together, Odesa /t/search/?actor=zelensky&place=odesa|together, Kyiv /t/search/?actor=zelensky&place=kyiv|"+
		"together, Russia /t/search/?actor=zelensky&actor=russia|together, NATO /t/search/?actor=zelensky&actor=nato")
	tab.Eval(`[...document.querySelectorAll("a.together")].at(-1).click()`)
	tab.Wait(found, "Talks about a ceasefire")
	tab.Do(chromedp.Navigate(base + "locations/ukraine/"))
	tab.Eval(`document.querySelector(".more a[href*='search/']").click()`)
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire|A quiet day")
	// A folder of files has no "/" that stands for index.html.
	page := string(tonguesPortable.get(t).read(t, "actors/zelensky/index.html"))
	if want := `href="../../search/index.html?actor=zelensky&amp;actor=nato"`; !strings.Contains(page, want) {
		t.Errorf("the portable record has no %s", want)
	}
}

// TestSearchInFiles searches a site that is opened from a folder, without a server.
func TestSearchInFiles(t *testing.T) {
	t.Parallel()
	w := tonguesPortable.get(t)
	folder, err := filepath.Abs(w.options.Output)
	if err != nil {
		t.Fatal(err)
	}
	tab := browser.Open(t)
	tab.Do(chromedp.Navigate("file://" + filepath.ToSlash(folder) + "/search/index.html?q=quay"))
	tab.Wait(found, "Missile strike on the harbour")
	tab.Wait(`document.querySelector("#_found .summary")?.textContent`, "A missile hit the quay.")
	tab.Eval(`document.getElementById("_q").select()`)
	tab.Do(chromedp.KeyEvent("ambulance"))
	tab.Wait(found, "Missile strike on the harbour|Talks about a ceasefire")
	tab.Wait("location.search", "?q=ambulance")
	tab.Wait(`document.querySelector("a[data-key='locations/odesa/']")?.textContent`, "Odesa")
	tab.Eval(`document.querySelector("a[data-key='locations/odesa/']").click()`)
	tab.Wait(found, "Missile strike on the harbour")
	tab.Wait("location.search", "?q=ambulance&place=odesa")
	tab.Eval(`document.querySelector("#_found .title a").click()`)
	tab.Wait("document.querySelector('h1').textContent", "Missile strike on the harbour")
	if said := tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// TestSearchWithoutScripts leads readers without scripts to what there is.
func TestSearchWithoutScripts(t *testing.T) {
	t.Parallel()
	base := tongues.get(t).serve(t)
	tab := browser.Open(t)
	tab.Scripts(false)
	tab.Do(chromedp.Navigate(base + "search/"))
	tab.Wait(`document.querySelector("#_without .summary").checkVisibility() && !document.getElementById("_search").checkVisibility()`, "true")
	tab.Want(`[...document.querySelectorAll("#_without a")].map((e) => e.textContent).join("|")`, "Who|Where|Topics|Archive")
}

// TestHurry leaves the index as it is while a page is made, and makes it right afterwards.
func TestHurry(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	source, public, clean := filepath.Join(root, "source"), filepath.Join(root, "public"), filepath.Join(root, "clean")
	if err := copySample(source); err != nil {
		t.Fatal(err)
	}
	w := newWriter(t, source, rand.New(rand.NewPCG(*seed, 0)))
	memory := &generator.Memory{}
	build := func(output string, hurry bool, m *generator.Memory) *generator.Result {
		o := w.options(output)
		o.Hurry = hurry
		r, err := generator.Build(o, m)
		if err != nil || !r.Built {
			t.Fatal(err, told(r.Diagnostics))
		}
		return r
	}
	memory = build(public, false, memory).Memory
	w.text["briefings/2025/reactions.md"] += "\nA zyzzyva was seen.\n"
	w.save()
	hurried := build(public, true, memory)
	if want := []string{"briefings/2025/reactions/index.html", "briefings/2025/reactions/index.txt"}; !slices.Equal(hurried.Report.Changed, want) {
		t.Errorf("in a hurry: %s changed, want %s", hurried.Report.Changed, want)
	}
	interrupted := w.options(public)
	interrupted.Interrupted = func() bool { return true }
	if r, err := generator.Build(interrupted, hurried.Memory); !errors.Is(err, generator.ErrInterrupted) || r == nil || r.Built {
		t.Errorf("a build that is interrupted gives %v", err)
	} else {
		memory = r.Memory
	}
	build(public, false, memory)
	build(clean, false, nil)
	for _, name := range []string{"search/0/t0.txt", "search/0/p0.txt", "search/0/s.txt", "search/overview.txt"} {
		now, err := os.ReadFile(filepath.Join(public, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(clean, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(now, want) || name == "search/0/t0.txt" && !bytes.Contains(now, []byte("\nzyzzyva ")) {
			t.Errorf("%s is not what a clean build makes", name)
		}
	}
}

// TestHurryKeepsAll deletes so many briefings that their index is cut into fewer files: in a hurry all that there were stay.
func TestHurryKeepsAll(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	name := func(i int) string { return fmt.Sprintf("briefings/b%d.md", i) }
	for i := range 70 {
		s.write(name(i), fmt.Sprintf("+++\ntitle = \"Item %d\"\ndate = 2025-04-04\n+++\n\nWord%d.\n", i, i))
	}
	memory := s.build(s.public, &generator.Memory{}).Memory
	index := func() map[string]string {
		files, err := tree(filepath.Join(s.public, "search"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	before := index()
	for i := range 10 {
		if err := os.Remove(filepath.Join(s.source, filepath.FromSlash(name(i)))); err != nil {
			t.Fatal(err)
		}
	}
	o := s.options(s.public)
	o.Hurry = true
	r, err := generator.Build(o, memory)
	if err != nil || !r.Built {
		t.Fatal(err, told(r.Diagnostics))
	}
	sameTrees(t, "in a hurry", index(), "before", before)
	if s.build(s.public, r.Memory); len(index()) >= len(before) {
		t.Errorf("the index has %d files, and had %d: the test wants it to be cut into fewer", len(index()), len(before))
	}
	s.same("overview", "0/s", "0/t0", "0/d0")
}

// TestSearchRepublished searches in a page that stays open while its site is published again.
func TestSearchRepublished(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	const most = 300
	word := func(i int) string {
		return "con" + strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprint(i)) + "x"
	}
	write := func(i int) {
		s.write(fmt.Sprintf("briefings/b%d.md", i), fmt.Sprintf("+++\ntitle = \"Item %d\"\ndate = 2025-04-04\n+++\n\nHere %s stands.\n", i, word(i)))
	}
	for i := range most {
		write(i)
	}
	memory := s.build(s.public, &generator.Memory{}).Memory
	server := httptest.NewServer(http.FileServer(http.Dir(s.public)))
	t.Cleanup(server.Close)
	tab := browser.Open(t)
	ask := func(question, want string) {
		t.Helper()
		tab.Eval(fmt.Sprintf(`((form) => { form.elements.q.value = %q; form.requestSubmit(); })(document.getElementById("_search"))`, question))
		tab.Wait(found, want)
	}
	tab.Do(chromedp.Navigate(server.URL + "/search/"))
	tab.Wait(searched, "true")
	ask(word(7), "Item 7")
	// What is typed is the beginning of a word in every briefing, and of no more than a few in most sites.
	tab.Do(chromedp.Navigate(server.URL + "/search/?q=con"))
	tab.Wait(`document.getElementById("_status").textContent`, fmt.Sprint(most, " briefings"))

	write(most)
	for i := range 10 {
		if err := os.Remove(filepath.Join(s.source, fmt.Sprintf("briefings/b%d.md", 20+i))); err != nil {
			t.Fatal(err)
		}
	}
	memory = s.build(s.public, memory).Memory
	ask(word(19), "Item 19")
	ask(word(21), "")
	ask(word(most), fmt.Sprint("Item ", most))
	// So few are left that the files it would look for are gone.
	for i := 40; i < most; i++ {
		if err := os.Remove(filepath.Join(s.source, fmt.Sprintf("briefings/b%d.md", i))); err != nil {
			t.Fatal(err)
		}
	}
	s.build(s.public, memory)
	for i := range 40 {
		if i < 20 || i >= 30 {
			ask(word(i), fmt.Sprint("Item ", i))
		}
	}
	if said := tab.Said(); slices.ContainsFunc(said, func(line string) bool { return !strings.Contains(line, "404") }) {
		t.Errorf("the console says %q", said)
	}
}

// TestReferencesOfAll changes what stands for names in the index, without a change to any briefing in it: the two actors have the same
// reference, unless both know of each other.
func TestReferencesOfAll(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	s.write("briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-04-01\nactors = [\"unit 11120\"]\n+++\n\nText.\n")
	s.write("briefings/_actors/unit-16271.md", "+++\nname = \"unit 16271\"\n+++\n")
	s.write("briefings/_pages/about.md", "+++\ntitle = \"About\"\n+++\n\nText.\n")
	r := s.build(s.public, &generator.Memory{})
	before := s.read(s.public, "search/0/f.txt")
	s.write("briefings/_pages/about.md", "+++\ntitle = \"About\"\n+++\n\nText of [[unit 16271]].\n")
	s.build(s.public, r.Memory)
	if salt := strings.Fields(s.read(s.public, "search/overview.txt"))[1]; salt != "1" || before == s.read(s.public, "search/0/f.txt") {
		t.Errorf("the salt is %s, and references are %q, as they were", salt, before)
	}
	s.same("overview", "names", "0/s", "0/v", "0/f", "0/d0", "0/t0")
}

// TestLinkedTitle gives a briefing that a text links another title: the text shows it, so the index has it, although that briefing is
// not in the index itself.
func TestLinkedTitle(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	s.write("briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-04-01\n+++\n\nSeen in [[briefing:two]].\n")
	titled := func(title string) {
		s.write("briefings/two.md", "+++\ntitle = \""+title+"\"\ndate = 2025-04-01\nnoindex = true\n+++\n\nText.\n")
	}
	titled("Zurna")
	r := s.build(s.public, &generator.Memory{})
	titled("Zurnavia")
	s.build(s.public, r.Memory)
	s.same("overview", "names", "0/s", "0/v", "0/f", "0/d0", "0/t0", "0/p0")
	if text := s.read(s.public, "search/0/p0.txt"); !strings.Contains(text, "\nzurnavia ") || strings.Contains(text, "\nzurna ") {
		t.Errorf("the text has the name %q", text)
	}
}
