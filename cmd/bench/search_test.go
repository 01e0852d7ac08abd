package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"dateline/generator/corpus"
	"dateline/generator/preview/browser"
)

func TestSearchIsMeasured(t *testing.T) {
	work := t.TempDir()
	source, dateline := filepath.Join(work, "source"), filepath.Join(work, "dateline")
	if err := corpus.Write(source, corpus.Options{N: 60, Words: 100}); err != nil {
		t.Fatal(err)
	}
	if err := goTool(t.Context(), "build", "-o", dateline, "dateline/cmd/dateline"); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	if err := measureSearch(t.Context(), &got, work, source, dateline, "", 1, questions[int]{rare: 6, titles: 4, aliases: 5}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`\| files +\| without +\| +\d+`, `\| added +\| +[1-9]\d* `, // files
		`The index:\n\n.*\n.*\n\| time, s +\| dateline +\| +-?\d`, `\| size, MB +\| dateline +\| +0\.[1-9]`,
		`\n6 queries of two rare words of one body`, `\| first loads, KB +\| dateline +\| +[1-9]\d`, `\| later loads, KB +\| dateline +\| +[1-9]`, `\| later waits, ms +\| dateline +\| +\d`,
		`\n4 queries of two words of a title`,
		`dateline shows the briefing .* for 6 of 6 queries\n`, `record first for 5 of 5 `,
	} {
		if !regexp.MustCompile(want).MatchString(got.String()) {
			t.Errorf("%s is not in\n%s", want, got.String())
		}
	}
	if strings.Contains(got.String(), "Pagefind") {
		t.Errorf("Pagefind is told of without being there:\n%s", got.String())
	}
}

// addBriefing puts the page of a briefing into a site, and its text beside it.
func addBriefing(site fstest.MapFS, address, title, body string) {
	site[address+"index.html"] = &fstest.MapFile{Data: []byte("<main><h1>" + title + `</h1><p>Who</p><div class="body"><p>` + body + "</p></div><p>Below</p></main>")}
	site[address+"index.txt"] = &fstest.MapFile{Data: []byte(title + "\n\nWho\n\n" + body + "\n\nBelow\n")}
}

func TestSearchesAreWritten(t *testing.T) {
	costs := func(kilobytes, excerpts, millis float64) cost {
		return cost{[]float64{kilobytes}, []float64{excerpts}, []float64{millis}}
	}
	ours := &searcher{name: "dateline", seconds: []float64{1, 3, 2}, peak: []float64{200}, index: sample{files: 10, bytes: 5e6}}
	ours.shown.rare = figures{costs(100, 10, 30), costs(40, 9, 5), []query{{"end of", "briefings/2025/one/"}}}
	ours.shown.titles = figures{first: costs(120, 20, 40)}
	ours.shown.aliases = figures{first: costs(1, 1, 1), later: costs(1, 1, 1)}
	other := &searcher{name: "Pagefind", seconds: []float64{20}, peak: []float64{2600}, index: sample{files: 1000, bytes: 45e6}}
	other.shown.rare = figures{first: cost{[]float64{150}, nil, []float64{60}}, later: cost{[]float64{70}, nil, []float64{9}}}
	other.shown.titles = figures{first: cost{[]float64{160}, nil, []float64{70}}}
	var got strings.Builder
	if err := writeSearches(&got, []*searcher{ours, other}); err != nil {
		t.Fatal(err)
	}
	want := `
The index:

|          |          |        |
|----------|----------|-------:|
| time, s  | dateline |   2.00 |
|          | Pagefind |  20.00 |
| peak, MB | dateline |  200.0 |
|          | Pagefind | 2600.0 |
| files    | dateline |     10 |
|          | Pagefind |   1000 |
| size, MB | dateline |    5.0 |
|          | Pagefind |   45.0 |

2 queries of two rare words of one body, first in a page and later:

|                 |          | median |  95 % |   min |   max |
|-----------------|----------|-------:|------:|------:|------:|
| first loads, KB | dateline |  100.0 | 100.0 | 100.0 | 100.0 |
|                 | Pagefind |  150.0 | 150.0 | 150.0 | 150.0 |
| of it, excerpts | dateline |   10.0 |  10.0 |  10.0 |  10.0 |
| later loads, KB | dateline |   40.0 |  40.0 |  40.0 |  40.0 |
|                 | Pagefind |   70.0 |  70.0 |  70.0 |  70.0 |
| of it, excerpts | dateline |    9.0 |   9.0 |   9.0 |   9.0 |
| first waits, ms | dateline |     30 |    30 |    30 |    30 |
|                 | Pagefind |     60 |    60 |    60 |    60 |
| later waits, ms | dateline |      5 |     5 |     5 |     5 |
|                 | Pagefind |      9 |     9 |     9 |     9 |

1 queries of two words of a title, first in a page and later:

|                 |          | median |  95 % |   min |   max |
|-----------------|----------|-------:|------:|------:|------:|
| first loads, KB | dateline |  120.0 | 120.0 | 120.0 | 120.0 |
|                 | Pagefind |  160.0 | 160.0 | 160.0 | 160.0 |
| of it, excerpts | dateline |   20.0 |  20.0 |  20.0 |  20.0 |
| first waits, ms | dateline |     40 |    40 |    40 |    40 |
|                 | Pagefind |     70 |    70 |    70 |    70 |

dateline shows the briefing that the rare words are from among the first ten for 1 of 2 queries
  not for end of from briefings/2025/one/
Pagefind shows the briefing that the rare words are from among the first ten for 2 of 2 queries
dateline shows an actor's record first for 2 of 2 of their aliases
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestQueriesAreOfOneBriefing(t *testing.T) {
	site := fstest.MapFS{"briefings/index.html": {Data: []byte("<h1>Archive</h1>")}}
	addBriefing(site, "briefings/2025/one/", "Talks in Kyiv", "The Quay burned, it’s 40 km")
	addBriefing(site, "briefings/2025/two/", "Quiet", "The end of it, x")
	rare, err := rareQueries(site, 5)
	if err != nil {
		t.Fatal(err)
	}
	// Of the first, "the" and "it" stand in both; of the second, "end" and "of" alone are left.
	for _, q := range rare {
		words := map[string]string{"briefings/2025/one/": "burned km quay", "briefings/2025/two/": "end of"}[q.page]
		two := strings.Fields(q.words)
		if len(two) != 2 || two[0] == two[1] || !slices.Contains(strings.Fields(words), two[0]) || !slices.Contains(strings.Fields(words), two[1]) {
			t.Errorf("%q is drawn from %s, which has %q", q.words, q.page, words)
		}
	}
	if len(rare) != 2 {
		t.Errorf("%d queries of two briefings", len(rare))
	}
	titles, err := titleQueries(site, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(titles) != 1 || titles[0].page != "briefings/2025/one/" {
		t.Fatalf("queries of titles: %v", titles)
	}
	for _, word := range strings.Fields(titles[0].words) {
		if !slices.Contains([]string{"talks", "in", "kyiv"}, word) {
			t.Errorf("%q is not in the title", word)
		}
	}
}

func TestAliasesAreAddedToActorsWithoutAFile(t *testing.T) {
	source := t.TempDir()
	if err := corpus.Write(source, corpus.Options{N: 60, Words: 50}); err != nil {
		t.Fatal(err)
	}
	before, _ := filepath.Glob(filepath.Join(source, "briefings", "_actors", "*.md"))
	aliases, err := addAliases(source, 3)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(source, "briefings", "_actors", "*.md"))
	if len(aliases) != 3 || len(files) != len(before)+3 {
		t.Fatalf("%d aliases; %d files, before %d", len(aliases), len(files), len(before))
	}
	names := map[string]string{}
	for _, file := range files {
		var actor struct {
			Name    string
			Aliases []string
		}
		if _, err := decode(file, &actor); err != nil {
			t.Fatal(err)
		}
		if other := names[actor.Name]; other != "" {
			t.Errorf("%s is in %s and %s", actor.Name, other, file)
		}
		names[actor.Name] = file
		if q := aliases[0]; strings.Contains(q.page, strings.TrimSuffix(filepath.Base(file), ".md")) && !slices.Equal(actor.Aliases, []string{q.words}) {
			t.Errorf("%s has the aliases %q, not %q", file, actor.Aliases, q.words)
		}
	}
}

func TestHostCountsWhatItSends(t *testing.T) {
	text := strings.Repeat("All quiet. ", 100)
	h, err := serve(map[string]fs.FS{
		"":     fstest.MapFS{"index.html": {Data: []byte(text)}, "a/b.css": {Data: []byte(text)}, "a/f.woff2": {Data: []byte(text)}, "a/t.txt": {Data: []byte(text)}},
		"peer": fstest.MapFS{"x.bin": {Data: []byte(text)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	get := func(path string) []byte {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, h.address+path, nil)
		request.Header.Set("Accept-Encoding", "gzip") // so that the client does not unpack it
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatal(path, response.Status, err)
		}
		return body
	}
	get("")
	get("a/b.css")
	h.share()
	get("a/b.css")
	get("a/f.woff2")
	packed := get("a/t.txt")
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err := io.ReadAll(r); err != nil || string(unpacked) != text {
		t.Errorf("a text arrives as %q: %v", unpacked, err)
	}
	if whole := get("peer/x.bin"); string(whole) != text {
		t.Errorf("what is no text arrives as %q", whole)
	}
	want := []response{{"a/t.txt", len(packed)}, {"peer/x.bin", len(text)}}
	if got := h.taken(); !slices.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
	if got := h.taken(); len(got) != 0 {
		t.Errorf("counted twice: %v", got)
	}
}

// TestStill asks for the time between loads that overlap, begin before the question, and end after the answer.
func TestStill(t *testing.T) {
	tab, stop, err := browser.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	got, err := chromedp.Run(tab, chromedp.Evaluate[float64](`(() => {
		const loads = [[40, 60, "c"], [5, 12, "a"], [20, 30, "b"], [25, 50, "b"], [70, 80, "d.woff2"], [95, 200, "e"], [150, 160, "f"]];
		const performance = { getEntriesByType: () => loads.map(([fetchStart, responseEnd, name]) => ({ fetchStart, responseEnd, name })) };
		`+still+`
		return still(10, 100);
	})()`))
	if want := 8.0 + 35; err != nil || got != want { // 12 to 20, and 60 to 95
		t.Errorf("%v ms, want %v: %v", got, want, err)
	}
}
