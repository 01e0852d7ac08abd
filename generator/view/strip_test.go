package view

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/site"
	"dateline/generator/words"
	"dateline/themes"
)

// maker makes a site of briefings without text, one for each date, all on one actor.
func maker(t *testing.T, dates ...string) *Maker {
	t.Helper()
	var files []*briefing.File
	for i, d := range dates {
		f, list := briefing.Parse(fmt.Sprintf("briefings/b%03d.md", i), fmt.Appendf(nil, "+++\ntitle = \"B%d\"\ndate = %s\nactors = [\"NATO\"]\n+++\n", i, d))
		if list.HasErrors() {
			t.Fatal(list)
		}
		files = append(files, f)
	}
	s, list := site.New(config.Default(), files, nil, nil, nil, time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), &site.Memory{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	return NewMaker(s, spoken(t), "style.css", nil, Icons{}, nil)
}

// spoken gives the English and the Ukrainian words of the built-in theme.
func spoken(t *testing.T) func(string) *words.Words {
	t.Helper()
	var files []words.File
	for _, tag := range []string{words.English, "uk"} {
		text, err := fs.ReadFile(themes.Builtin, "default/i18n/"+tag+".toml")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, words.File{Shown: tag + ".toml", Language: tag, Text: string(text), First: true})
	}
	var list diag.List
	all := words.Load(files, &list)
	if len(list) > 0 {
		t.Fatal(list)
	}
	return func(tag string) *words.Words { return all[tag] }
}

// TestStrip draws 36 months to the newest briefing: bars six pixels wide with gaps of two, the highest 40 pixels high, a
// month without briefings one pixel.
func TestStrip(t *testing.T) {
	m := maker(t, "2025-04-01", "2025-04-02", "2025-04-30", "2025-03-31", "2022-05-01", "2022-05-02", "2022-04-30")
	s := m.strip(m.site.Briefings, m.site.Briefings, "All briefings", func(y int) string { return address.Year(address.Archive, y) })
	if s == nil {
		t.Fatal("no strip")
	}
	want := "M0 40v-27h6v27z" // two of three; the one of April 2022 is a month too old
	for x := 8; x < 34*8; x += 8 {
		want += fmt.Sprintf("M%d 40v-1h6v1z", x)
	}
	want += "M272 40v-13h6v13z" + "M280 40v-40h6v40z"
	if s.Path != want {
		t.Errorf("path:\n got %s\nwant %s", s.Path, want)
	}
	if s.Width != 36*6+35*2 || s.Height != 40 || s.Max != 3 {
		t.Errorf("%d by %d, at most %d", s.Width, s.Height, s.Max)
	}
	if want := "All briefings by month, May 2022 to April 2025: 6 briefings, at most 3 in a month"; s.Label != want {
		t.Errorf("label %q, want %q", s.Label, want)
	}
	years := []Tick{{2023, 8 * 8, ""}, {2024, 20 * 8, ""}, {2025, 32 * 8, "/briefings/2025/"}}
	if !slices.Equal(s.Years, years) {
		t.Errorf("years %v, want %v", s.Years, years)
	}
	if s = m.strip(m.site.Briefings, m.site.Briefings, "All briefings", nil); s.Years[2].Href != "" {
		t.Errorf("a year without a page leads to %s", s.Years[2].Href)
	}
}

// TestStripOrNone draws from five briefings over three months on.
func TestStripOrNone(t *testing.T) {
	for _, test := range []struct {
		name  string
		dates string
		drawn bool
	}{
		{"four", "2025-04-01 2025-03-01 2025-02-01 2025-01-01", false},
		{"five in two months", "2025-04-01 2025-04-02 2025-04-03 2025-03-01 2025-03-02", false},
		{"five in three months", "2025-04-01 2025-04-02 2025-04-03 2025-03-01 2025-02-28", true},
		{"three months over a new year", "2025-01-01 2025-01-02 2025-01-03 2024-12-01 2024-11-30", true},
		{"some of them too old", "2025-04-01 2025-04-02 2025-04-03 2025-04-04 2015-01-01", true},
	} {
		m := maker(t, strings.Fields(test.dates)...)
		if s := m.strip(m.site.Briefings, m.site.Briefings, "x", nil); (s != nil) != test.drawn {
			t.Errorf("%s: drawn: %v, want %v", test.name, s != nil, test.drawn)
		}
	}
	// A record that ended before the 36 months to the site's newest briefing.
	m := maker(t, "2025-04-01", "2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01")
	if s := m.strip(m.site.Briefings[1:], m.site.Briefings[1:], "x", nil); s != nil {
		t.Errorf("a strip of nothing: %s", s.Label)
	}
}

// TestStripOfMany keeps a small number beside a great one visible.
func TestStripOfMany(t *testing.T) {
	dates := []string{"2025-02-01", "2025-01-01", "2025-01-02"}
	for i := range 300 {
		dates = append(dates, fmt.Sprintf("2025-03-%02d", 1+i%31))
	}
	m := maker(t, dates...)
	s := m.strip(m.site.Briefings, m.site.Briefings, "x", nil)
	if !strings.HasSuffix(s.Path, "M264 40v-1h6v1zM272 40v-1h6v1zM280 40v-40h6v40z") {
		t.Errorf("path ends in %s", s.Path[len(s.Path)-60:])
	}
}

// TestStripWithin draws what lies within as an outline on top of the record's own bars.
func TestStripWithin(t *testing.T) {
	m := maker(t, "2025-04-01", "2025-04-02", "2025-04-30", "2025-03-31", "2025-01-01")
	s := m.strip(m.site.Briefings, m.site.Briefings[2:4], "Ukraine", nil)
	if want := "M256.5 39V27.5h5V39" + "M280.5 27V0.5h5V27"; s == nil || s.Outline != want {
		t.Fatalf("outline of %+v, want %s", s, want)
	}
	if want := "M272 40v-13h6v13z" + "M280 40v-13h6v13z"; !strings.HasSuffix(s.Path, want) {
		t.Errorf("path %s, want it to end in %s", s.Path, want)
	}
	if want := "Ukraine by month, May 2022 to April 2025: 5 briefings (3 within), at most 3 in a month"; s.Label != want {
		t.Errorf("label %q, want %q", s.Label, want)
	}
}
