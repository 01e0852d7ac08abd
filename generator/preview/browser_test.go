package preview

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
	"dateline/generator/view"
)

// longPage is a page as the themes make them: with the policy, and more than fits on a screen.
func longPage(style, text, more string) string {
	return fmt.Sprintf(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="%s">
<title>%s</title><link rel="stylesheet" href="../assets/%s"></head>
<body class="kind-briefing"><h1 id="top">Title</h1>%s<p class="edited">%s</p>
<details id="d"><summary>Contents</summary><p>Inside</p></details>
<form><input id="i"><textarea id="a">given</textarea><input id="c" type="checkbox"></form>
<img id="p" src="../pic.svg" alt=""><p><a id="l" href="/reports/">Home</a></p>
%s</body></html>`, view.Policy, text, style, more, text, strings.Repeat("<p>Filler.</p>\n", 200))
}

func TestBrowser(t *testing.T) {
	b := browser.Open(t)
	dir := t.TempDir()
	s := start(t, Options{Base: "/reports/"})
	b.Do(chromedp.Navigate(s.URL() + "x/"))
	b.Want("document.title", "Building…")

	s.Publish(State{Problems: mistakes()})
	b.Wait("document.title", "Not built")
	b.Wait(`document.querySelector(".hint").textContent`, `did you mean "actors"?`)

	svg := func(width int) string {
		return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="10"/>`, width)
	}
	files := map[string]string{
		"index.html":         "<!DOCTYPE html><title>Home</title><body>Home</body>",
		"x/index.html":       longPage("style-1.css", "first", ""),
		"assets/style-1.css": ".edited { color: rgb(1, 1, 1) }",
		"pic.svg":            svg(10),
	}
	publish := func(change func(*State), changed ...string) {
		t.Helper()
		st := write(t, dir, files)
		st.Changed = changed
		if change != nil {
			change(&st)
		}
		s.Publish(st)
	}
	publish(nil)
	b.Wait("document.title", "first")

	// What the reader does stays as it is, whatever the writer does.
	b.Do(chromedp.SendKeys(chromedp.CSS("#i"), "typed"), chromedp.SendKeys(chromedp.CSS("#a"), " and more"), chromedp.Click(chromedp.CSS("#c")),
		chromedp.Click(chromedp.CSS("#d summary")))
	b.Eval(`(window.marker = 1, document.querySelector("#i").focus(), document.querySelector("#i").setSelectionRange(2, 3), scrollTo(0, 400))`)
	kept := func() {
		t.Helper()
		b.Want(`[window.marker, document.querySelector("#d").open, document.querySelector("#i").value, document.querySelector("#a").value, document.querySelector("#c").checked,
			document.activeElement.id, document.activeElement.selectionStart, scrollY]`, `[1,true,"typed"," and moregiven",true,"i",2,400]`)
	}
	files["x/index.html"] = longPage("style-1.css", "second", "")
	publish(nil, "x/index.html")
	b.Wait(`document.querySelector(".edited").textContent`, "second")
	b.Want("document.title", "second")
	kept()

	// A banner comes and goes.
	publish(func(st *State) { st.Held = map[string]string{"x/index.html": "draft: <b>"} })
	b.Wait(`document.querySelector(".dateline-held")?.textContent`, "draft: <b>")
	b.Want("getComputedStyle(document.body.firstElementChild.nextElementSibling).display", "block")
	publish(nil)
	b.Wait(`document.querySelector(".dateline-held")`, "null")
	b.Eval("scrollTo(0, 400)") // a banner moves what is below it
	kept()

	// Styles: another name, and the same name.
	color := `getComputedStyle(document.querySelector(".edited")).color`
	files["assets/style-2.css"] = ".edited { color: rgb(2, 2, 2) }"
	files["x/index.html"] = longPage("style-2.css", "second", "")
	publish(nil, "x/index.html")
	b.Wait(color, "rgb(2, 2, 2)")
	files["assets/style-2.css"] = ".edited { color: rgb(3, 3, 3) }"
	publish(nil, "assets/style-2.css")
	b.Wait(color, "rgb(3, 3, 3)")
	b.Wait(`document.querySelectorAll("head link").length`, "1")
	kept()

	// A picture, which a later change of the page leaves as it is.
	files["pic.svg"] = svg(30)
	publish(nil, "pic.svg")
	b.Wait(`document.querySelector("#p").width`, "30")
	files["x/index.html"] = longPage("style-2.css", "third", "")
	publish(nil, "x/index.html")
	b.Wait("document.title", "third")
	b.Want(`document.querySelector("#p").width`, "30")
	b.Want(color, "rgb(3, 3, 3)")
	kept()

	// Mistakes.
	s.Publish(State{Problems: mistakes()})
	b.Wait(browser.Shown, "1 error in the sourceCloseThe page shown is the last good one.briefings/<b>.md:4:3 unknown key \"actor\" actor = [\"<NATO>\"]\n  ^did you mean \"actors\"?a.md:1:1 warning: a warning")
	b.Want(`document.querySelector("dateline-preview").shadowRoot.querySelector(".overlay").getAttribute("role")`, "alertdialog")
	b.Want(`getComputedStyle(document.querySelector("dateline-preview").shadowRoot.querySelector(".overlay")).position`, "fixed")
	kept()
	publish(nil)
	b.Wait(browser.Shown, "")
	s.Publish(State{Problems: mistakes()})
	b.Wait(browser.Shown+".slice(0, 7)", "1 error")
	b.Eval(`document.querySelector("dateline-preview").shadowRoot.querySelector(".close").click()`)
	b.Want(browser.Shown, "")
	publish(nil)

	// Another page is the one that is edited.
	files["index.html"] = "<!DOCTYPE html><title>Home</title><body>Home again</body>"
	publish(func(st *State) { st.Edited = "index.html" }, "index.html")
	b.Wait(browser.Shown, "You are editing another page: /reports/Close")
	files["x/index.html"] = longPage("style-2.css", "fourth", "")
	publish(func(st *State) { st.Edited = "x/index.html" }, "x/index.html")
	b.Wait("document.title", "fourth")
	b.Wait(browser.Shown, "")
	kept()

	// The page moves away, and comes back.
	files["y/index.html"] = files["x/index.html"]
	without := func(st *State) {
		st.Files = []string{"assets/style-2.css", "index.html", "pic.svg", "y/index.html"}
		st.Moved = map[string]string{"x/": "y/"}
	}
	publish(without)
	b.Wait(browser.Shown, "This page has moved to /reports/y/Close")
	publish(nil)
	b.Wait(browser.Shown, "")
	publish(func(st *State) { st.Files = []string{"assets/style-2.css", "index.html", "pic.svg"} })
	b.Wait(browser.Shown, "This page is no longer part of the site. Go on from /reports/Close")
	publish(nil)
	b.Wait(browser.Shown, "")
	kept()

	// Another tab in front: the page holds no stream, and misses nothing.
	b.Eval(`Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true }) && document.dispatchEvent(new Event("visibilitychange"))`)
	time.Sleep(500 * time.Millisecond) // What was on its way arrives.
	files["x/index.html"] = longPage("style-2.css", "fifth", "")
	publish(nil, "x/index.html")
	time.Sleep(100 * time.Millisecond)
	b.Want("document.title", "fourth")
	b.Eval(`delete document.visibilityState && document.dispatchEvent(new Event("visibilitychange"))`)
	b.Wait("document.title", "fifth")
	kept()

	// A page that did not exist, and then does.
	b.Do(chromedp.Navigate(s.URL() + "new/"))
	b.Want("document.title", "Not found")
	files["new/index.html"] = longPage("style-2.css", "new", "")
	publish(nil)
	b.Wait("document.title", "new")
	b.Wait("document.readyState", "complete") // with its styles, which will no longer be where they were

	// The site moves to another path.
	publish(func(st *State) { st.Base = "/elsewhere/" })
	b.Wait("location.pathname", "/elsewhere/new/")

	// The server ends, and another comes.
	b.Wait(`document.readyState`, "complete")
	b.Eval("window.marker = 2")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b.Wait(browser.Shown, "The preview has stopped: this page no longer follows the source.Close")
	s = start(t, Options{Base: "/elsewhere/", Port: s.listener.Addr().(*net.TCPAddr).Port})
	files["new/index.html"] = longPage("style-2.css", "newer", "")
	publish(func(st *State) { st.Base = "/elsewhere/" })
	b.Wait("document.title", "newer")
	b.Want("window.marker", "null")

	for _, line := range b.Said() {
		// A status of an address is no mistake of the page's.
		if !strings.HasPrefix(line, "error: Failed to load resource: ") {
			t.Errorf("the console says %s", line)
		}
	}
}
