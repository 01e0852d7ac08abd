package generator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

// TestPlainTexts wants beside every page of a briefing that a search engine may list its plain-text twin: with the title of the
// page, in whole lines of UTF-8, and with addresses of the site that lead somewhere.
func TestPlainTexts(t *testing.T) {
	addresses := regexp.MustCompile(`<(https?://[^ <>]+)>`)
	onEverySite(t, func(t *testing.T, w *website) {
		var problems []string
		problem := func(file, format string, args ...any) {
			problems = append(problems, file+": "+fmt.Sprintf(format, args...))
		}
		twins, led := 0, 0
		for _, name := range w.paths() {
			twin := strings.TrimSuffix(name, ".html") + ".txt"
			linked := slices.ContainsFunc(w.pages[name].links, func(l link) bool {
				file, _, _, err := w.lead(name, l.address)
				return err == nil && l.element == "link" && l.rel == "alternate" && file == twin
			})
			if linked != w.files[twin] {
				problem(name, "there is a twin: %t, and a link to it: %t", w.files[twin], linked)
			}
			if !linked {
				continue
			}
			twins++
			text := string(w.read(t, twin))
			switch {
			case !utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00") || !strings.HasSuffix(text, "\n"):
				problem(twin, "is not text in whole lines")
			case !strings.Contains(text, "\n"+w.pages[name].h1+"\n==="):
				problem(twin, "has not the title %q", w.pages[name].h1)
			case strings.Contains(text, `class="`):
				problem(twin, "has HTML in it")
			}
			served := *w
			served.options.Portable = false
			for _, at := range addresses.FindAllStringSubmatch(text, -1) {
				if _, _, own, err := served.lead(name, at[1]); err != nil {
					problem(twin, "%s: %v", at[1], err)
				} else if own {
					led++
				}
			}
		}
		tell(t, problems)
		if twins == 0 && len(w.all) > 0 || led == 0 && w.origin != "" && twins > 100 {
			t.Errorf("%d twins with %d addresses of the site", twins, led)
		}
	})
}

// TestNotesInPlace reads a note without losing its place, by pointer and by keyboard, and finds the links of headings and the way past
// the menu, in a real browser and without a script.
func TestNotesInPlace(t *testing.T) {
	w := sample.get(t)
	server := httptest.NewServer(http.FileServer(http.Dir(w.options.Output)))
	defer server.Close()
	tab := browser.Open(t)
	tab.Do(chromedp.Navigate(server.URL + "/briefings/2025/kryvyi-rih-strike/"))
	tab.Wait("document.readyState", "complete")

	const ref, note = `document.querySelector(".note-ref")`, `document.getElementById("fn:1")`
	tab.Eval(ref + `.scrollIntoView({ block: "center" })`)
	place := tab.Eval("(window.place = scrollY)")
	if place == "0" {
		t.Fatal("the note is referred to at the top of the page")
	}
	tab.Do(chromedp.Click(chromedp.CSS(".note-ref")))
	tab.Wait("location.hash", "#fn:1")
	tab.Want("scrollY", place)
	tab.Wait(`Math.round(`+note+`.getBoundingClientRect().bottom) + " of " + innerHeight`, tab.Eval(`innerHeight + " of " + innerHeight`))
	tab.Do(chromedp.KeyEvent("\t")) // The link back is what comes next.
	tab.Want(`document.activeElement.className`, "note-back")
	tab.Do(chromedp.KeyEvent("\r"))
	tab.Wait("location.hash", "#fnref:1")
	tab.Want("getComputedStyle("+note+").position", "static")

	// Each further paragraph of a note begins on a line of its own, and the way back stands in the line of the last.
	tab.Eval(`(` + note + `.prepend(...["One.", "Two."].map((text) => Object.assign(document.createElement("p"), { textContent: text }))), 0)`)
	tab.Want(`[...`+note+`.children].slice(1).every((p) => p.getBoundingClientRect().top >= p.previousElementSibling.getBoundingClientRect().bottom)`, "true")
	tab.Want(`getComputedStyle(`+note+`.querySelector("p:last-child > .note-back")).display`, "inline-block")

	tab.Want(`[...document.querySelectorAll(".body :is(h2, h3, h4) > .anchor")].every((a) => document.querySelector(a.hash) === a.parentElement && a.ariaLabel)`, "true")
	tab.Eval(`document.querySelector(".anchor").focus()`)
	tab.Want(`getComputedStyle(document.querySelector(".anchor")).opacity`, "1")

	tab.Do(chromedp.Navigate(server.URL + "/briefings/2025/reactions/"))
	tab.Wait("document.readyState", "complete")
	tab.Do(chromedp.KeyEvent("\t"))
	tab.Want(`document.activeElement.className`, "skip")
	tab.Do(chromedp.KeyEvent("\r"))
	tab.Wait("location.hash", "#_main")
	tab.Do(chromedp.KeyEvent("\t"))
	tab.Want(`document.querySelector("main").contains(document.activeElement)`, "true")

	// The typeface, which the first page may have gone without.
	tab.Eval(`(document.fonts.load("1em 'Source Serif 4'", "a\u0436").then((faces) => window.faces = faces.length), 0)`)
	tab.Wait("window.faces", "2")
}
