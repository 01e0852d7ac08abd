package preview

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/generator/view"
)

// browser is a tab of a real browser.
type browser struct {
	t   *testing.T
	ctx context.Context

	mutex sync.Mutex
	said  []string // what stood on the console
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Fatal("this test drives a browser: install chromium (on Debian and Ubuntu: apt-get install chromium)")
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(800, 600),
		chromedp.Flag("disable-background-networking", true))...)
	ctx, _ := chromedp.NewContext(alloc)
	b := &browser{t: t, ctx: ctx}
	messages := chromedp.Console(ctx)
	var listening sync.WaitGroup
	listening.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mutex.Lock()
			b.said = append(b.said, fmt.Sprint(m))
			b.mutex.Unlock()
		}
	})
	t.Cleanup(func() {
		chromedp.Cancel(ctx)
		listening.Wait()
		stopAlloc()
	})
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// eval gives what an expression comes to, as JSON; a string as it is.
func (b *browser) eval(expression string) string {
	b.t.Helper()
	// A page that is just being replaced cannot answer.
	for try := 0; ; try++ {
		text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("((v) => typeof v === 'string' ? v : JSON.stringify(v) ?? 'null')("+expression+")"))
		if err == nil {
			return text
		}
		if try > 50 {
			b.t.Fatalf("%s: %v", expression, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// wait waits until an expression comes to a value.
func (b *browser) wait(expression, want string) {
	b.t.Helper()
	got := ""
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if got = b.eval(expression); got == want {
			return
		}
	}
	b.t.Fatalf("%s is %s, not %s; the console says %q", expression, got, want, b.said)
}

func (b *browser) want(expression, want string) {
	b.t.Helper()
	if got := b.eval(expression); got != want {
		b.t.Errorf("%s is %s, not %s", expression, got, want)
	}
}

const shown = `(() => {
	const root = document.querySelector("dateline-preview").shadowRoot;
	return [".overlay", ".notices"].filter((s) => !root.querySelector(s).hidden).map((s) => root.querySelector(s).textContent).join("|");
})()`

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
	b := openBrowser(t)
	dir := t.TempDir()
	s := start(t, Options{Base: "/reports/"})
	b.do(chromedp.Navigate(s.URL() + "x/"))
	b.want("document.title", "Building…")

	s.Publish(State{Problems: mistakes()})
	b.wait("document.title", "Not built")
	b.wait(`document.querySelector(".hint").textContent`, `did you mean "actors"?`)

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
	b.wait("document.title", "first")

	// What the reader does stays as it is, whatever the writer does.
	b.do(chromedp.SendKeys(chromedp.CSS("#i"), "typed"), chromedp.SendKeys(chromedp.CSS("#a"), " and more"), chromedp.Click(chromedp.CSS("#c")),
		chromedp.Click(chromedp.CSS("#d summary")))
	b.eval(`(window.marker = 1, document.querySelector("#i").focus(), document.querySelector("#i").setSelectionRange(2, 3), scrollTo(0, 400))`)
	kept := func() {
		t.Helper()
		b.want(`[window.marker, document.querySelector("#d").open, document.querySelector("#i").value, document.querySelector("#a").value, document.querySelector("#c").checked,
			document.activeElement.id, document.activeElement.selectionStart, scrollY]`, `[1,true,"typed"," and moregiven",true,"i",2,400]`)
	}
	files["x/index.html"] = longPage("style-1.css", "second", "")
	publish(nil, "x/index.html")
	b.wait(`document.querySelector(".edited").textContent`, "second")
	b.want("document.title", "second")
	kept()

	// A banner comes and goes.
	publish(func(st *State) { st.Held = map[string]string{"x/index.html": "draft: <b>"} })
	b.wait(`document.querySelector(".dateline-held")?.textContent`, "draft: <b>")
	b.want("getComputedStyle(document.body.firstElementChild.nextElementSibling).display", "block")
	publish(nil)
	b.wait(`document.querySelector(".dateline-held")`, "null")
	b.eval("scrollTo(0, 400)") // a banner moves what is below it
	kept()

	// Styles: another name, and the same name.
	color := `getComputedStyle(document.querySelector(".edited")).color`
	files["assets/style-2.css"] = ".edited { color: rgb(2, 2, 2) }"
	files["x/index.html"] = longPage("style-2.css", "second", "")
	publish(nil, "x/index.html")
	b.wait(color, "rgb(2, 2, 2)")
	files["assets/style-2.css"] = ".edited { color: rgb(3, 3, 3) }"
	publish(nil, "assets/style-2.css")
	b.wait(color, "rgb(3, 3, 3)")
	b.wait(`document.querySelectorAll("head link").length`, "1")
	kept()

	// A picture, which a later change of the page leaves as it is.
	files["pic.svg"] = svg(30)
	publish(nil, "pic.svg")
	b.wait(`document.querySelector("#p").width`, "30")
	files["x/index.html"] = longPage("style-2.css", "third", "")
	publish(nil, "x/index.html")
	b.wait("document.title", "third")
	b.want(`document.querySelector("#p").width`, "30")
	b.want(color, "rgb(3, 3, 3)")
	kept()

	// Mistakes.
	s.Publish(State{Problems: mistakes()})
	b.wait(shown, "1 error in the sourceCloseThe page shown is the last good one.briefings/<b>.md:4:3 unknown key \"actor\" actor = [\"<NATO>\"]\n  ^did you mean \"actors\"?a.md:1:1 warning: a warning")
	b.want(`document.querySelector("dateline-preview").shadowRoot.querySelector(".overlay").getAttribute("role")`, "alertdialog")
	b.want(`getComputedStyle(document.querySelector("dateline-preview").shadowRoot.querySelector(".overlay")).position`, "fixed")
	kept()
	publish(nil)
	b.wait(shown, "")
	s.Publish(State{Problems: mistakes()})
	b.wait(shown+".slice(0, 7)", "1 error")
	b.eval(`document.querySelector("dateline-preview").shadowRoot.querySelector(".close").click()`)
	b.want(shown, "")
	publish(nil)

	// Another page is the one that is edited.
	files["index.html"] = "<!DOCTYPE html><title>Home</title><body>Home again</body>"
	publish(func(st *State) { st.Edited = "index.html" }, "index.html")
	b.wait(shown, "You are editing another page: /reports/Close")
	files["x/index.html"] = longPage("style-2.css", "fourth", "")
	publish(func(st *State) { st.Edited = "x/index.html" }, "x/index.html")
	b.wait("document.title", "fourth")
	b.wait(shown, "")
	kept()

	// The page moves away, and comes back.
	files["y/index.html"] = files["x/index.html"]
	without := func(st *State) {
		st.Files = []string{"assets/style-2.css", "index.html", "pic.svg", "y/index.html"}
		st.Moved = map[string]string{"x/": "y/"}
	}
	publish(without)
	b.wait(shown, "This page has moved to /reports/y/Close")
	publish(nil)
	b.wait(shown, "")
	publish(func(st *State) { st.Files = []string{"assets/style-2.css", "index.html", "pic.svg"} })
	b.wait(shown, "This page is no longer part of the site. Go on from /reports/Close")
	publish(nil)
	b.wait(shown, "")
	kept()

	// Another tab in front: the page holds no stream, and misses nothing.
	b.eval(`Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true }) && document.dispatchEvent(new Event("visibilitychange"))`)
	files["x/index.html"] = longPage("style-2.css", "fifth", "")
	publish(nil, "x/index.html")
	time.Sleep(100 * time.Millisecond)
	b.want("document.title", "fourth")
	b.eval(`delete document.visibilityState && document.dispatchEvent(new Event("visibilitychange"))`)
	b.wait("document.title", "fifth")
	kept()

	// A page that did not exist, and then does.
	b.do(chromedp.Navigate(s.URL() + "new/"))
	b.want("document.title", "Not found")
	files["new/index.html"] = longPage("style-2.css", "new", "")
	publish(nil)
	b.wait("document.title", "new")

	// The site moves to another path.
	publish(func(st *State) { st.Base = "/elsewhere/" })
	b.wait("location.pathname", "/elsewhere/new/")

	// The server ends, and another comes.
	b.wait(`document.readyState`, "complete")
	b.eval("window.marker = 2")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b.wait(shown, "The preview has stopped: this page no longer follows the source.Close")
	s = start(t, Options{Base: "/elsewhere/", Port: s.listener.Addr().(*net.TCPAddr).Port})
	files["new/index.html"] = longPage("style-2.css", "newer", "")
	publish(func(st *State) { st.Base = "/elsewhere/" })
	b.wait("document.title", "newer")
	b.want("window.marker", "null")

	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, line := range b.said {
		// A status of an address is no mistake of the page's.
		if !strings.HasPrefix(line, "error: Failed to load resource: ") {
			t.Errorf("the console says %s", line)
		}
	}
}
