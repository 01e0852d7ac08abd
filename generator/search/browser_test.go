package search

import (
	"testing"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

func openTab(t *testing.T) *browser.Tab {
	t.Helper()
	tab := browser.Open(t)
	tab.Do(chromedp.Navigate("about:blank"))
	return tab
}
