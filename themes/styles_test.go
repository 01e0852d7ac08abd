package themes_test

import (
	"io/fs"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dateline/themes"
)

// style gives all that the built-in theme's stylesheets say, without comments.
func style(t *testing.T) string {
	t.Helper()
	names, err := fs.Glob(themes.Builtin, "default/styles/*.css")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d stylesheets, %v", len(names), err)
	}
	var all strings.Builder
	for _, name := range names {
		text, err := fs.ReadFile(themes.Builtin, name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(all.String(), "")
}

// tokens gives the colours of a :root rule of the stylesheet, by name: those for the light, or, as far as they differ, for the dark.
func tokens(t *testing.T, rule string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]+);`).FindAllStringSubmatch(rule, -1) {
		found[m[1]] = m[2]
	}
	if len(found) == 0 {
		t.Fatalf("no colours in %q", rule)
	}
	return found
}

// luminance is the relative luminance of a colour as WCAG 2.2 defines it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 24)
	if err != nil {
		t.Fatalf("%s: %v", colour, err)
	}
	part := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= .04045 {
			return c / 12.92
		}
		return math.Pow((c+.055)/1.055, 2.4)
	}
	return .2126*part(16) + .7152*part(8) + .0722*part(0)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	l, m := luminance(t, a), luminance(t, b)
	return (max(l, m) + .05) / (min(l, m) + .05)
}

// TestContrast computes the contrast of every pair of colours that the stylesheet lays on each other. Text needs 4.5, and what is not
// text but says something needs 3 (WCAG 2.2, 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	css := style(t)
	light := regexp.MustCompile(`(?s):root \{.*?\n\}`).FindString(css)
	dark := regexp.MustCompile(`(?s)prefers-color-scheme: dark\) \{.*?\n\}`).FindString(css)
	colours := map[string]map[string]string{"light": tokens(t, light), "dark": tokens(t, dark)}
	if missing := slices.DeleteFunc(slices.Sorted(maps.Keys(colours["light"])), func(name string) bool { return colours["dark"][name] != "" }); len(missing) != 0 {
		t.Errorf("%q are not said for the dark", missing)
	}

	// What may stand on what. The lowest contrast, in the light and in the dark, is the one that each pair was chosen for.
	pairs := []struct {
		ink, on     string
		light, dark float64
	}{
		{"ink", "paper", 17.9, 15.3}, {"muted", "paper", 7.6, 8.3}, {"link", "paper", 8.4, 9.7}, {"visited", "paper", 8.8, 9.3},
		{"signal", "paper", 7.3, 9.0}, {"caution", "paper", 7.2, 10.2}, {"bar", "paper", 5.5, 6.2},
		{"ink", "mark", 14.3, 7.3}, {"paper", "ink", 17.9, 15.3},
		{"ink", "panel", 15.9, 13.6}, {"muted", "panel", 6.8, 7.4}, {"link", "panel", 7.5, 8.6}, {"visited", "panel", 7.8, 8.3}, {"caution", "panel", 6.4, 9.1},
		{"signal", "panel", 6.5, 8.0},
	}
	inks, grounds := map[string]bool{"rule": true}, map[string]bool{}
	for _, p := range pairs {
		for scheme, least := range map[string]float64{"light": p.light, "dark": p.dark} {
			got := contrast(t, colours[scheme][p.ink], colours[scheme][p.on])
			if math.Abs(got-least) > .06 || p.ink == "bar" && got < 3 || p.ink != "bar" && got < 4.5 {
				t.Errorf("%s on %s, %s: %.2f, want %.1f", p.ink, p.on, scheme, got, least)
			}
		}
		inks[p.ink], grounds[p.on] = true, true
	}
	for scheme, want := range map[string]float64{"light": 1.6, "dark": 1.8} {
		if got := contrast(t, colours[scheme]["rule"], colours[scheme]["paper"]); math.Abs(got-want) > .06 {
			t.Errorf("rule on paper, %s: %.2f, want %.1f", scheme, got, want)
		}
	}

	// The stylesheet uses no other pairs: what only decorates draws lines, and no colour is named but where the tokens are.
	for _, m := range regexp.MustCompile(`[{;]\s*([a-z-]+):([^;}]*)`).FindAllStringSubmatch(strings.NewReplacer(light, "", dark, "").Replace(css), -1) {
		property, value := m[1], m[2]
		if strings.Contains(value, "#") && property != "content" && m[0] != "{ background: #fff" {
			t.Errorf("%s:%s names a colour", property, value)
		}
		for _, v := range regexp.MustCompile(`var\(--([a-z]+)`).FindAllStringSubmatch(value, -1) {
			if name := v[1]; colours["light"][name] == "" {
				continue
			} else if ground := strings.HasPrefix(property, "background"); ground && !grounds[name] || !ground && !inks[name] {
				t.Errorf("%s:%s uses a pair whose contrast nobody looked at", property, value)
			} else if name == "rule" && !strings.HasPrefix(property, "border") && property != "text-decoration-color" {
				t.Errorf("%s:%s: rule is too faint for anything but lines", property, value)
			}
		}
	}
}

// TestStyle wants what the design stands on: sides that follow the direction of writing, so that Arabic needs no sheet of its own;
// nothing that moves, so that nobody needs to ask it not to; the look of print.
func TestStyle(t *testing.T) {
	css := style(t)
	for _, never := range []struct{ what, why string }{
		{`(margin|padding|border|inset)-(left|right|top|bottom)\b`, "names a side of the screen"},
		{`[{;]\s*(left|right|top|bottom)\s*:`, "names a side of the screen"},
		{`(text-align|float|clear)\s*:\s*(left|right)`, "names a side of the screen"},
		{`[{;]\s*(min-|max-)?(width|height)\s*:`, "names an axis of the screen"},
		{`(animation|transition|scroll-behavior)[a-z-]*\s*:`, "moves"},
		{`border-radius:\s*[^0\s]|box-shadow|text-shadow|gradient\(`, "is no look of print"},
		{`@import|!important`, "loads or overrules"},
	} {
		for _, found := range regexp.MustCompile(never.what).FindAllStringIndex(css, -1) {
			t.Errorf("%q %s", css[found[0]:min(found[1]+30, len(css))], never.why)
		}
	}
}
