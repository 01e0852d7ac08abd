// Package browser drives a tab of a real browser for tests. It knows what the preview shows over a page, and nothing of how pages
// are made or served. Only tests and cmd/bench import it.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	patience = 20 * time.Second // how long a tab waits for something to show
	// Hung is how long a step takes that will never end: longer than a busy machine stands still.
	Hung = 2 * time.Minute
)

// Shown is an expression for the texts that the preview shows over a page: of the overlay, then of the notices.
const Shown = `(() => {
	const root = document.querySelector("dateline-preview").shadowRoot;
	return [".overlay", ".notices"].filter((s) => !root.querySelector(s).hidden).map((s) => root.querySelector(s).textContent).join("|");
})()`

// Tab is a tab of a browser that runs for one test.
type Tab struct {
	t   *testing.T
	ctx context.Context

	mutex sync.Mutex
	said  []string // what stood on the console
	asked []string // dialogs and requests, once they are listened to
}

// Open starts a browser and ends it with the test. Without one on the machine the test fails.
func Open(t *testing.T) *Tab {
	t.Helper()
	ctx, stop, err := Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	b := &Tab{t: t, ctx: ctx}
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
		stop()
		listening.Wait()
	})
	return b
}

// Start starts a browser with a window of 800 by 600. Steps with the context that it gives are taken in its tab; stop ends it.
func Start(parent context.Context) (ctx context.Context, stop func(), err error) {
	program, err := find()
	if err != nil {
		return nil, nil, err
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(parent, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(800, 600),
		chromedp.Flag("disable-background-networking", true))...)
	ctx, _ = chromedp.NewContext(alloc)
	return ctx, func() {
		chromedp.Cancel(ctx)
		stopAlloc()
	}, nil
}

func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errors.New("there is no browser to drive: install chromium (on Debian and Ubuntu: apt-get install chromium)")
}

// Do takes steps one after the other.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Hung)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// Click clicks the one element that a CSS selector finds, as soon as it shows.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	b.Wait(fmt.Sprintf("[...document.querySelectorAll(%q)].map((element) => element.checkVisibility())", selector), "[true]")
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Eval gives what an expression comes to, as JSON; a string as it is.
func (b *Tab) Eval(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Hung)
	defer cancel()
	// A page that is just being replaced cannot answer.
	for try := 0; ; try++ {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("((v) => typeof v === 'string' ? v : JSON.stringify(v) ?? 'null')("+expression+")"))
		if err == nil {
			return text
		}
		if try > 50 || ctx.Err() != nil {
			b.t.Fatalf("%s: %v", expression, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Await gives what the promise that an expression makes comes to, as JSON; a string as it is.
func (b *Tab) Await(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Hung)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("("+expression+").then((v) => typeof v === 'string' ? v : JSON.stringify(v) ?? 'null')",
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return text
}

// Window makes the window as wide and high as it is told, in CSS pixels, and lets pages know which colours their reader prefers: "light"
// or "dark".
func (b *Tab) Window(width, height int64, scheme string) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
}

// Scripts says whether pages that are opened from now on may run scripts.
func (b *Tab) Scripts(run bool) {
	b.t.Helper()
	b.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run})
		return err
	}))
}

// Wait waits until an expression comes to a value.
func (b *Tab) Wait(expression, want string) {
	b.t.Helper()
	got := ""
	for waited := time.Duration(0); waited < patience; {
		start := time.Now()
		if got = b.Eval(expression); got == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
		// When the machine stands still, so does what is waited for.
		waited += min(time.Since(start), time.Second)
	}
	b.t.Fatalf("%s is %s, not %s; the console says %q", expression, got, want, b.Said())
}

// Want demands that an expression comes to a value now.
func (b *Tab) Want(expression, want string) {
	b.t.Helper()
	if got := b.Eval(expression); got != want {
		b.t.Errorf("%s is %s, not %s", expression, got, want)
	}
}

// Said gives what stood on the console so far: "error: Failed to load resource: …".
func (b *Tab) Said() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return slices.Clone(b.said)
}

// Overhear listens from now on to what pages ask of the browser: Asked gives "dialog: …" for what an alert says, which is closed, and
// "request: https://…" for what is loaded.
func (b *Tab) Overhear() {
	b.t.Helper()
	if err := chromedp.Do(b.ctx); err != nil { // which opens the tab
		b.t.Fatal(err)
	}
	asks := func(what string) {
		b.mutex.Lock()
		b.asked = append(b.asked, what)
		b.mutex.Unlock()
	}
	if err := chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			asks("request: " + e.Request.URL)
		case *page.EventJavascriptDialogOpening:
			asks("dialog: " + e.Message)
			go chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
				return err
			}))
		}
	}); err != nil {
		b.t.Fatal(err)
	}
}

// Asked gives what pages have asked for since Overhear, and forgets it.
func (b *Tab) Asked() []string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	asked := b.asked
	b.asked = nil
	return asked
}
