package generator_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/generator"
	"dateline/generator/corpus"
	"dateline/generator/preview/browser"
	"dateline/themes"
)

// TestPicturesInBrowser shows a picture of each format in a page: the browser takes them all, and a size that is wide enough; each
// has the room that the page keeps for it, and none is wider than the text.
func TestPicturesInBrowser(t *testing.T) {
	t.Parallel()
	source := t.TempDir()
	folder := filepath.Join(source, "briefings", "talks")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	text := "+++\ntitle = \"Talks\"\ndate = 2025-04-04\n+++\n"
	pictures := corpus.Pictures("secret", 1600, 900)
	delete(pictures, "small.avif") // It has the container and no picture.
	delete(pictures, "icon.ico")
	for _, name := range slices.Sorted(maps.Keys(pictures)) {
		text += "\n![Of " + name + "](" + name + ")\n"
		if err := os.WriteFile(filepath.Join(folder, name), pictures[name], 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "index.md"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(source, "public")
	r, err := generator.Build(generator.Options{Source: source, Output: out, Portable: true, Now: time.Now(), Version: "test", Builtin: themes.Builtin}, nil)
	if err != nil || !r.Built {
		t.Fatal(err, r.Diagnostics)
	}
	tab := browser.Open(t)
	tab.Do(chromedp.Navigate("file://" + filepath.ToSlash(out) + "/briefings/2025/talks/index.html"))
	const shown = `[...document.images].map((i) => [decodeURI(i.currentSrc).split("/").pop(), i.complete && i.naturalWidth > 0, i.getAttribute("width"), i.loading,
		Math.abs(i.height / i.width - i.getAttribute("height") / i.getAttribute("width")) < .01].join(" ")).join("|")`
	var want []string
	for i, name := range slices.Sorted(maps.Keys(pictures)) {
		width, loading := map[string]int{"map.svg": 40, "small.webp": 1}[name], "lazy"
		if width == 0 {
			width = 1600
		}
		if i == 0 {
			loading = "auto" // at once
		}
		shown := name
		if stem, ext, _ := strings.Cut(name, "."); ext == "jpg" || ext == "jpeg" || ext == "png" {
			shown = stem + "-960w." + ext // The text is 576 pixels wide, or as wide as a window of 800.
		}
		want = append(want, fmt.Sprintf("%s true %d %s true", shown, width, loading))
	}
	for range pictures { // Lazy ones come when they are in sight.
		tab.Eval(`(document.images[0].scrollIntoView(), [...document.images].forEach((i) => i.scrollIntoView()))`)
	}
	tab.Wait(shown, strings.Join(want, "|"))
	tab.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
}
