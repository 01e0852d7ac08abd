package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"dateline/generator/corpus"
)

// hugoPage is what layouts read of a page's front matter.
type hugoPage struct {
	Title, Description, Place, ID       string
	Date, Lastmod                       time.Time
	Actors, Locations, Periods, Related []string
	Aliases, Also, Outputs              []string
	Roles                               map[string]string
	Covers                              struct{ From, Until time.Time }
	Sources                             []struct{ Published time.Time }
}

// readHugo converts a source, and gives a file of Hugo's content.
func readHugo(t *testing.T, source, file string) (page hugoPage, body string) {
	t.Helper()
	site := t.TempDir()
	if err := convertToHugo(source, site); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(site, "content", filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(strings.TrimPrefix(string(text), "+++\n"), "\n+++\n")
	if _, err := toml.Decode(head, &page); !ok || err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return page, body
}

// writeSource writes files of a source, by their paths below its briefings.
func writeSource(t *testing.T, files map[string]string) string {
	t.Helper()
	source := t.TempDir()
	for name, text := range files {
		file := filepath.Join(source, "briefings", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return source
}

func TestBriefingsAreConverted(t *testing.T) {
	source := writeSource(t, map[string]string{
		"2025/talks.md": `+++
title = "Talks"
date = 2025-04-05
summary = "They talked."
actors = ["NATO", { name = "Côte & Co", role = "attributed", by = "eyewitnesses" }]
locations = ["Kryvyi Rih"]
related = ["2024/strike"]
covers = { from = 2025-04-03, until = 2025-04-04 }
sources = [{ name = "Radio", url = "https://example.net/", published = 2025-04-04 }]
updates = [{ at = 2025-04-06T09:00:00Z, note = "One." }, { at = 2025-04-07T09:00:00Z, note = "Two." }]
+++

[[Alliance]] and [[actor:NATO|they]] in [[place:Kryvyi Rih]], after [the strike](../2024/strike.md#what-happened) and
[[2024/strike]]; see [[Côte & Co]] and [this](https://example.net/a.md).
`,
		"2024/strike.md":           "+++\ntitle = \"Strike\"\ndate = 2024-12-31T23:30:00-05:00\n+++\n\nText.\n",
		"_actors/nato.md":          "+++\nname = \"NATO\"\naliases = [\"Alliance\"]\nsummary = \"An alliance.\"\n+++\n\nProfile.\n",
		"_locations/kryvyi-rih.md": "+++\nname = \"Kryvyi Rih\"\nparent = \"Ukraine\"\n+++\n",
	})
	page, body := readHugo(t, source, "briefings/2025/04/talks.md")
	for got, want := range map[string]string{
		page.Title: "Talks", page.Description: "They talked.", page.ID: "2025/talks", page.Place: "Kryvyi Rih, Ukraine",
		strings.Join(page.Actors, "|"): "NATO|Côte & Co", strings.Join(page.Locations, "|"): "Kryvyi Rih|Ukraine",
		page.Roles["Côte & Co"]:         "attributed by eyewitnesses",
		strings.Join(page.Related, "|"): "/briefings/2024/12/strike",
		page.Date.Format(time.DateOnly): "2025-04-05", page.Lastmod.Format(time.DateOnly): "2025-04-07",
		page.Covers.Until.Format(time.RFC3339): "2025-04-04T00:00:00Z", page.Sources[0].Published.Format("15:04 02 Jan"): "00:00 04 Apr",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	const want = `
[Alliance](/reports/actors/nato/) and [they](/reports/actors/nato/) in [Kryvyi Rih](/reports/locations/kryvyi-rih/), after [the strike](/reports/briefings/2024/strike/#what-happened) and
[2024/strike](/reports/briefings/2024/strike/); see [Côte & Co](/reports/actors/côte--co/) and [this](https://example.net/a.md).
`
	if body != want {
		t.Errorf("got\n%s\nwant\n%s", body, want)
	}
	page, body = readHugo(t, source, "actors/nato/_index.md")
	if page.Title != "NATO" || page.Description != "An alliance." || len(page.Aliases) != 1 || page.Aliases[0] != "/actors/alliance/" || !strings.Contains(body, "Profile.") {
		t.Errorf("the actor is %+v\n%s", page, body)
	}
}

func TestLongRecordsHaveYears(t *testing.T) {
	files := map[string]string{}
	for i := range onOnePage + 1 {
		name := string(rune('a'+i/26)) + string(rune('a'+i%26))
		files["2025/"+name+".md"] = "+++\ntitle = \"" + name + "\"\ndate = 2025-04-05\nactors = [\"15th Brigade\"]\n+++\n"
	}
	files["2025/aa.md"] = strings.Replace(files["2025/aa.md"], "Brigade\"", "Brigade\", \"EU\"", 1)
	page, _ := readHugo(t, writeSource(t, files), "briefings/2025/04/aa.md")
	if got := strings.Join(page.Periods, " "); got != "actors/15th-brigade/2025" {
		t.Errorf("got %q", got)
	}
}

func TestCorpusIsConverted(t *testing.T) {
	source, site := t.TempDir(), t.TempDir()
	if err := corpus.Write(source, corpus.Options{N: 60, Words: 100}); err != nil {
		t.Fatal(err)
	}
	if err := convertToHugo(source, site); err != nil {
		t.Fatal(err)
	}
	left := regexp.MustCompile(`\[\[|\.md[)#]|\]\(/reports/\)`)
	briefings := 0
	err := fs.WalkDir(os.DirFS(site), "content/briefings", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "_index.md" {
			return err
		}
		briefings++
		text, err := fs.ReadFile(os.DirFS(site), name)
		_, body, _ := strings.Cut(string(text), "\n+++\n")
		if link := left.FindString(body); link != "" {
			t.Errorf("%s has %s left", name, link)
		}
		return err
	})
	if err != nil || briefings != 60 {
		t.Errorf("%d briefings, %v", briefings, err)
	}
	for _, file := range []string{"hugo.toml", "layouts/baseof.html", "layouts/_partials/footer.html", "assets/scripts/keys.js", "content/briefings/_index.md"} {
		if _, err := os.Stat(filepath.Join(site, filepath.FromSlash(file))); err != nil {
			t.Error(err)
		}
	}
	d, err := hugoDeskOf(site)
	if err != nil || len(d.briefings) != 60 {
		t.Fatalf("%d briefings to save, %v", len(d.briefings), err)
	}
	if address := d.page(d.briefings[0]); !regexp.MustCompile(`^briefings/20\d\d/[^/]+/$`).MatchString(address) {
		t.Errorf("its address is %s", address)
	}
}

func TestSanitize(t *testing.T) {
	for name, want := range map[string]string{"NATO": "nato", "Côte & Co": "côte--co", "Farmers' Union": "farmers-union", "U.S. 15th": "u.s.-15th", "Олена": "олена"} {
		if got := sanitize(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestPagesAreCounted(t *testing.T) {
	site := t.TempDir()
	for _, file := range []string{"briefings/index.html", "briefings/2025/index.html", "briefings/2025/04/index.html", "briefings/2025/talks/index.html", "briefings/2025/talks/index.txt",
		"actors/index.html", "actors/nato/index.html", "actors/nato/feed.xml", "actors/nato/2025/index.html"} {
		name := filepath.Join(site, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := countPages(site)
	want := pages{"briefings": 1, "plain texts": 1, "months": 1, "actors": 1, "feeds of actors": 1, "years of actors": 1}
	if err != nil || got.sameAs(want) != nil {
		t.Errorf("%v, %v", got, err)
	}
	want["actors"], want["topics"] = 2, 3
	if err := got.sameAs(want); err == nil || !strings.HasSuffix(err.Error(), "\n  actors: dateline 1, Hugo 2\n  topics: dateline 0, Hugo 3") {
		t.Errorf("they are told apart by %v", err)
	}
}

func TestHugoIsKnownByItsVersion(t *testing.T) {
	for said, want := range map[string]bool{"hugo v0.165.0 linux/amd64 BuildDate=unknown\n": true, "hugo v0.165.0-abc+extended linux/amd64": false, "hugo v0.16.0": false, "": false} {
		if isHugo(said) != want {
			t.Errorf("%q: %t", said, !want)
		}
	}
}

func TestServersTellTheirAddress(t *testing.T) {
	site, err := hugoReady(strings.NewReader("Watching\nWeb Server is available at http://localhost:1313/reports/ (bind address 127.0.0.1) \nPress\n"))
	if site != "http://localhost:1313/reports/" || err != nil {
		t.Errorf("Hugo's is %q, %v", site, err)
	}
	if _, err := hugoReady(strings.NewReader("ERROR\n")); err == nil {
		t.Error("a server that ended is ready")
	}
	site, err = datelineReady(strings.NewReader(`{"event":"serving","url":"http://127.0.0.1:4040/"}{"event":"rebuilt"}`))
	if site != "http://127.0.0.1:4040/" || err != nil {
		t.Errorf("dateline's is %q, %v", site, err)
	}
}
