package main

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

// dressing is what the server puts into pages: the banner, and the script behind the text.
var dressing = regexp.MustCompile(`<link rel="stylesheet" href="/_dateline/refresh\.css"><aside class="dateline-held" aria-label="Preview">[^<>]*</aside>|<script src="/_dateline/refresh\.js" defer data-dateline( data-[a-z]+(="[^"<>]*")?)*></script>`)

// TestPreviewOfHeldBack looks at all that the preview of a source with drafts serves: every page of one has a banner and no other page has;
// without the banner and the script a page is what its file is. A site that is built meanwhile has no trace of either. Mistakes full of
// HTML are shown as words.
func TestPreviewOfHeldBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Ctrl-C cannot be sent to a process on Windows")
	}
	w := &writer{t: t, dir: t.TempDir()}
	held := map[string]bool{"briefings/2025/draft/": true, "briefings/2025/embargo/": true, "held/": true}
	for name, text := range map[string]string{
		"site.toml":                 "title = \"Open\"\n",
		"briefings/2025/open.md":    "+++\ntitle = \"Open\"\ndate = 2025-01-01\nactors = [\"NATO\"]\n+++\n\nWords.\n",
		"briefings/2025/draft.md":   "+++\ntitle = \"Qzheld draft\"\ndate = 2025-01-02\ndraft = true\nactors = [\"NATO\", \"Qzheld actor\"]\n+++\n\nQzheld words.\n",
		"briefings/2025/embargo.md": "+++\ntitle = \"Qzheld embargo\"\ndate = 2025-01-03\nembargo_until = 2999-01-01\nredirect_from = [\"/qzheld-old/\"]\n+++\n\nQzheld words.\n",
		"briefings/_pages/held.md":  "+++\ntitle = \"Qzheld page\"\ndraft = true\nmenu = true\n+++\n\nQzheld words.\n",
	} {
		if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(w.path(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	end := w.watch()
	get := func(address string) (int, string) {
		answer, err := http.Get(w.site + address)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	for stop := time.Now().Add(browser.Hung); ; time.Sleep(20 * time.Millisecond) {
		if status, _ := get(""); status == http.StatusOK {
			break
		} else if time.Now().After(stop) {
			t.Fatalf("the preview answers with %d", status)
		}
	}

	pages, tokens := 0, 0
	folder := w.path(".dateline/preview")
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		pages++
		file, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		address := strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(name[len(folder):]), "index.html"), "/")
		status, text := get(address)
		if status != http.StatusOK || dressing.ReplaceAllString(text, "") != string(file) {
			t.Errorf("%s: %d, and more than its banner and its script is put into it", address, status)
		}
		if strings.Contains(string(file), "_dateline") || strings.Contains(string(file), "dateline-held") {
			t.Errorf("%s: the preview is in the file", address)
		}
		if strings.Contains(text, `class="dateline-held"`) != held[address] {
			t.Errorf("%s: a banner: %v", address, !held[address])
		}
		tokens += strings.Count(text, "Qzheld")
		return nil
	})
	if err != nil || pages < 12 || tokens < 10 {
		t.Errorf("%d pages with %d tokens: %v", pages, tokens, err)
	}

	public := filepath.Join(t.TempDir(), "public")
	if out, err := exec.Command("dateline", "build", "--source", w.dir, "--output", public).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	err = filepath.WalkDir(public, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		for _, trace := range []string{"qzheld", "_dateline", "dateline-held", "dateline-preview", strings.ToLower(w.dir), strings.ToLower(public)} {
			if strings.Contains(strings.ToLower(name[len(public):]+string(text)), trace) {
				t.Errorf("%s holds %s", name, trace)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	w.tab = browser.Open(t)
	w.tab.Overhear()
	w.tab.Do(chromedp.Navigate(w.site + "briefings/2025/open/"))
	w.tab.Wait(`document.querySelector("dateline-preview") !== null`, "true")
	const payloads = `"><img src=x onerror=alert(1)></script><script>alert(1)</script><svg onload=alert(1)> [x](javascript:alert(1)) ${alert(1)} {{alert(1)}}`
	broken := fmt.Sprintf("+++\ntitle = \"Open\"\ndate = 2025-01-01\n'%[1]s' = '%[1]s'\nlanguage = '%[1]s'\nsources = [{ name = 'x', url = '%[1]s' }]\nrelated = ['%[1]s']\n+++\n\n%[1]s [[%[1]s]]\n", payloads)
	if err := os.WriteFile(w.path("briefings/2025/open.md"), []byte(broken), 0o666); err != nil {
		t.Fatal(err)
	}
	w.tab.Wait(overlay+".length >= 4", "true")
	w.tab.Want(`document.querySelector("dateline-preview").shadowRoot.querySelectorAll("img, script, svg, iframe, a[href^='javascript']").length`, "0")
	w.tab.Want(`document.querySelector("dateline-preview").shadowRoot.textContent.includes("<img src=x onerror=alert(1)>")`, "true")
	for _, asked := range w.tab.Asked() {
		if !strings.HasPrefix(asked, "request: "+w.site) {
			t.Errorf("with mistakes on show: %s", asked)
		}
	}
	if said := w.tab.Said(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
	end()
}
