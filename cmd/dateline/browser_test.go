package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

// TestWriterWithBrowser is what a writer does with watch and a browser, on the sample site: the program runs as a process, and the
// one page stays open while its source changes.
func TestWriterWithBrowser(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Ctrl-C cannot be sent to a process on Windows")
	}
	w := &writer{t: t, dir: t.TempDir()}
	w.copySample()
	w.lengthen(reactions)
	end := w.watch()
	w.tab = browser.Open(t)

	w.tab.Do(chromedp.Navigate(w.site + "briefings/2025/reactions/"))
	w.tab.Wait("document.title + document.readyState", "Ukrainian authorities condemn the Kryvyi Rih strike; pressure on Moscow is urged · Ukraine Deskcomplete")
	w.tab.Click("details.contents summary")
	w.tab.Eval(`(window.marker = "not reloaded", window.entry = ` + entry + `, entry.scrollIntoView({ block: "center" }))`)
	w.tab.Wait("scrollY > 2000", "true")
	w.scroll = w.tab.Eval("scrollY")
	w.kept("on opening the page")

	w.editsText()
	w.makesMistake()
	w.drafts()
	w.addsActor()
	w.searches()
	w.renames()
	end()
	for _, line := range w.tab.Said() {
		// The status of an address is no mistake of the page's.
		if !strings.HasPrefix(line, "error: Failed to load resource: ") {
			t.Errorf("the console says %s", line)
		}
	}
}

const (
	reactions = "briefings/2025/reactions.md"
	// entry is an expression for the paragraph that is edited, far down the page.
	entry = `[...document.querySelectorAll(".body p")].find((p) => p.textContent.startsWith("Entry 75:"))`
	// overlay is one for what the overlay lists.
	overlay = `[...document.querySelector("dateline-preview").shadowRoot.querySelectorAll(".overlay:not([hidden]) li")].map((li) =>
		li.querySelector(".where").textContent + " " + li.querySelector(".message").textContent)`
	// banner is one for the banner of a page that build leaves out.
	banner = `document.querySelector(".dateline-held")?.textContent`
)

// writer is someone with an editor, a terminal and a browser.
type writer struct {
	t      *testing.T
	dir    string // the source
	site   string // the address of the preview
	tab    *browser.Tab
	scroll string // where the page was scrolled to
}

func (w *writer) editsText() {
	w.edit(reactions, "Entry 75: nothing new was said in public.", "Entry 75: an answer is expected within days.")
	w.tab.Wait("window.entry?.textContent", "Entry 75: an answer is expected within days.")
	w.kept("after an edit of the text")
	w.tab.Want("((box) => box.top > 0 && box.bottom < innerHeight)(entry.getBoundingClientRect())", "true")
}

func (w *writer) makesMistake() {
	w.edit(reactions, "\nsummary = ", "\nsumary = ")
	w.tab.Wait(overlay, `["briefings/2025/reactions.md:4:1 unknown key \"sumary\""]`)
	w.tab.Want("window.entry?.textContent", "Entry 75: an answer is expected within days.")
	w.kept("with a mistake in the source")
	w.edit(reactions, "\nsumary = ", "\nsummary = ")
	w.tab.Wait(`document.querySelector("dateline-preview").shadowRoot.querySelector(".overlay").hidden`, "true")
	w.tab.Want(browser.Shown, "")
	w.kept("with the mistake mended")
}

func (w *writer) drafts() {
	w.edit(reactions, "\ndate = ", "\ndraft = true\ndate = ")
	w.tab.Wait(banner, "Draft: build leaves this page out")
	w.edit(reactions, "\ndraft = true", "")
	w.tab.Wait(banner, "null")
	w.tab.Want("window.marker", "not reloaded")
}

func (w *writer) addsActor() {
	const link = `.names a[href="/actors/relief-committee/"]`
	w.tab.Want(fmt.Sprintf("document.querySelectorAll(%q).length", link), "0")
	w.edit(reactions, "\nactors = [\n", "\nactors = [\n  \"Relief Committee\",\n")
	w.tab.Wait(fmt.Sprintf("document.querySelector(%q)?.textContent", link), "Relief Committee")
	w.tab.Want("window.marker", "not reloaded")

	w.tab.Click(link)
	w.arrives("/actors/relief-committee/", "Relief Committee")
	w.tab.Want(`document.querySelector('.list a[href="/briefings/2025/reactions/"]')?.textContent`,
		"Ukrainian authorities condemn the Kryvyi Rih strike; pressure on Moscow is urged")
	w.tab.Click(`header a[href="/actors/"]`)
	w.arrives("/actors/", "Actors")
	w.tab.Want(`[...document.querySelectorAll(".entries a")].filter((a) => a.textContent === "Relief Committee").map((a) => a.pathname)`,
		`["/actors/relief-committee/"]`)
}

// searches leaves a search open, which shows what is written meanwhile.
func (w *writer) searches() {
	const status = `document.getElementById("_status").textContent`
	w.tab.Do(chromedp.Navigate(w.site + "search/?q=zyzzyva"))
	w.tab.Wait(status, "No briefing was found")
	w.edit(reactions, "Entry 75: an answer", "Entry 75: a zyzzyva and an answer")
	w.tab.Wait(status, "1 briefing")
}

// renames is two saves: other briefings link the one that is renamed, and until they know, the source has errors.
func (w *writer) renames() {
	w.tab.Do(chromedp.Navigate(w.site + "briefings/2025/reactions/"))
	w.tab.Wait("document.readyState", "complete")
	w.tab.Eval(`window.marker = "not reloaded"`)
	if err := os.Rename(w.path(reactions), w.path("briefings/2025/responses.md")); err != nil {
		w.t.Fatal(err)
	}
	const strike = "briefings/2025/kryvyi-rih-strike/index.md"
	w.tab.Wait(overlay+`.map((line) => line.replace(/:\d.*/, ""))`, fmt.Sprintf("[%q,%q]", strike, strike))
	w.edit(strike, "2025/reactions", "2025/responses", "../reactions.md", "../responses.md")
	const moved = `document.querySelector("dateline-preview").shadowRoot.querySelector(".notices:not([hidden]) .gone")`
	w.tab.Wait(moved+"?.textContent", "This page has moved to /briefings/2025/responses/Close")
	w.tab.Want("window.marker", "not reloaded")
	w.tab.Eval(moved + `.querySelector("a").click()`)
	w.arrives("/briefings/2025/responses/", "Ukrainian authorities condemn the Kryvyi Rih strike; pressure on Moscow is urged")
}

// kept demands that the open page is as the reader left it.
func (w *writer) kept(when string) {
	w.t.Helper()
	got := w.tab.Eval(`[window.marker, window.entry?.isConnected, document.querySelector("details.contents")?.open, scrollY]`)
	if want := fmt.Sprintf(`["not reloaded",true,true,%s]`, w.scroll); got != want {
		w.t.Errorf("%s: marker, paragraph in the page, contents open and scroll position are %s, not %s", when, got, want)
	}
}

// arrives waits for a page to be shown whole, and demands that it is there and has a heading.
func (w *writer) arrives(path, heading string) {
	w.t.Helper()
	w.tab.Wait("[location.pathname, document.readyState]", fmt.Sprintf(`[%q,"complete"]`, path))
	w.tab.Want(`performance.getEntriesByType("navigation")[0].responseStatus`, "200")
	w.tab.Want(`document.querySelector("h1").textContent`, heading)
}

func (w *writer) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *writer) copySample() {
	w.t.Helper()
	if err := os.CopyFS(w.path("briefings"), os.DirFS("../../briefings")); err != nil {
		w.t.Fatal(err)
	}
	settings, err := os.ReadFile("../../site.toml")
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path("site.toml"), settings, 0o666); err != nil {
		w.t.Fatal(err)
	}
}

// lengthen adds to a briefing's text more than a screen can hold.
func (w *writer) lengthen(name string) {
	w.t.Helper()
	var more strings.Builder
	more.WriteString("\n## Entry by entry\n")
	for i := range 150 {
		fmt.Fprintf(&more, "\nEntry %d: nothing new was said in public.\n", i+1)
	}
	text, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), append(text, more.String()...), 0o666); err != nil {
		w.t.Fatal(err)
	}
}

// edit saves a text in which the old words, each of which stands in it once, are replaced by the new ones that follow it.
func (w *writer) edit(name string, oldnew ...string) {
	w.t.Helper()
	text, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(oldnew); i += 2 {
		if n := bytes.Count(text, []byte(oldnew[i])); n != 1 {
			w.t.Fatalf("%q stands %d times in %s", oldnew[i], n, name)
		}
	}
	changed := strings.NewReplacer(oldnew...).Replace(string(text))
	if err := os.WriteFile(w.path(name), []byte(changed), 0o666); err != nil {
		w.t.Fatal(err)
	}
}

// watch runs "dateline watch" and gives what ends it as Ctrl-C does.
func (w *writer) watch() (end func()) {
	w.t.Helper()
	var out, messages transcript
	cmd := exec.Command("dateline", "watch", "--port", "0", "--source", w.dir)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	cmd.Stdout, cmd.Stderr = &out, &messages
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	var exit error
	ended := make(chan struct{})
	go func() {
		exit = cmd.Wait()
		close(ended)
	}()
	w.t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if w.t.Failed() {
			w.t.Logf("standard output of watch:\n%s\nstandard error:\n%s", out.String(), messages.String())
		}
	})
	for stop := time.Now().Add(browser.Hung); w.site == ""; time.Sleep(10 * time.Millisecond) {
		line, _, whole := strings.Cut(out.String(), "\n")
		select {
		case <-ended:
			w.t.Fatalf("watch ended at once: %v", exit)
		default:
		}
		switch {
		case whole && strings.HasPrefix(line, "http://127.0.0.1:") && strings.HasSuffix(line, "/"):
			w.site = line
		case whole || time.Now().After(stop):
			w.t.Fatalf("the first line of watch is %q, not the address that it serves", line)
		}
	}
	return func() {
		w.t.Helper()
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			w.t.Fatalf("interrupt watch: %v", err)
		}
		select {
		case <-ended:
			if exit != nil {
				w.t.Errorf("interrupted, watch ends with %v, not with exit status 0", exit)
			}
		case <-time.After(browser.Hung):
			w.t.Errorf("interrupted, watch still runs after %v", browser.Hung)
		}
	}
}

// transcript is what a process has said until now.
type transcript struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (s *transcript) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(text)
}

func (s *transcript) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}
