package generator_test

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

// TestReadOneRole opens an actor's record as a file, as a reader without a server does, and reads it one role at a time. The page
// has no script of its own for that.
func TestReadOneRole(t *testing.T) {
	t.Parallel()
	w := samplePortable.get(t)
	folder, err := filepath.Abs(w.options.Output)
	if err != nil {
		t.Fatal(err)
	}
	const seen = `[...document.querySelectorAll(".group > .heading, .row .title")].filter((e) => e.checkVisibility()).map((e) => e.textContent).join("|")`
	tab := browser.Open(t)
	tab.Do(chromedp.Navigate("file://" + filepath.ToSlash(folder) + "/actors/russia/index.html"))
	all := "April 2025|Ukrainian authorities condemn the Kryvyi Rih strike; pressure on Moscow is urged|Missile strike on Kryvyi Rih kills at least 18, nine of them children|" +
		"March 2025|Russia demands Ukraine's neutrality as part of any peace agreement"
	tab.Wait(seen, all)
	tab.Click(".roles label:has(.r3)") // attributed
	tab.Wait(seen, "April 2025|Missile strike on Kryvyi Rih kills at least 18, nine of them children")
	tab.Click(".roles label:has(.r1)") // acted
	tab.Wait(seen, "March 2025|Russia demands Ukraine's neutrality as part of any peace agreement")
	tab.Click(".roles label:first-of-type")
	tab.Wait(seen, all)
}
