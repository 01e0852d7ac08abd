package corpus

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/BurntSushi/toml"
)

// generate writes a source folder and returns its files by slash-separated path.
func generate(t *testing.T, o Options) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := Write(dir, o); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(os.DirFS(dir), p)
		files[p] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSameOptionsSameBytes(t *testing.T) {
	o := Options{N: 60, Seed: 7}
	first := generate(t, o)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	second := generate(t, o)
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for p, text := range first {
		if second[p] != text {
			t.Errorf("%s differs", p)
		}
	}
	o.Seed++
	for p := range generate(t, o) {
		if strings.HasPrefix(p, "briefings/2") && first[p] != "" {
			t.Errorf("%s is there with another seed too", p)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{N: 0}, {N: -1}, {N: maxBriefings + 1}, {N: 1, Words: -1}} {
		if err := Write(t.TempDir(), o); err == nil {
			t.Errorf("Write accepts %+v", o)
		}
	}
	dir := t.TempDir()
	if err := Write(dir, Options{N: 1}); err != nil {
		t.Error(err)
	}
	if err := Write(dir, Options{N: 1}); err == nil {
		t.Error("Write accepts a folder with files in it")
	}
}

func TestLengthOfBodies(t *testing.T) {
	for _, want := range []int{50, 450, 2000} {
		words := 0
		for p, text := range generate(t, Options{N: 50, Words: want}) {
			if isBriefing(p) {
				_, body := cut(t, p, text)
				words += len(strings.Fields(body))
			}
		}
		if got := words / 50; got < want*9/10 || got > want*14/10 {
			t.Errorf("bodies of %d words, want about %d", got, want)
		}
	}
}

// frontMatter has every key that a briefing or an entity file may have here.
type frontMatter struct {
	Title, Summary, Series string
	Date                   time.Time
	Actors                 []any
	Locations, Topics      []string
	Authors, Related       []string
	AsOf                   time.Time `toml:"as_of"`
	Covers                 struct{ From, Until time.Time }
	Updates                []struct {
		At   time.Time
		Note string
	}
	Sources []struct {
		Name, URL string
		Published time.Time
	}
	Extra map[string]any

	Name, Kind, Parent string
	Aliases            []string
	Coordinates        struct{ Lat, Lon float64 }
}

func TestFrontMatterDecodes(t *testing.T) {
	files := generate(t, Options{N: 200, Seed: 1})
	var site struct{ Title, Description, Base_URL, Language, Timezone string }
	if _, err := toml.Decode(files["site.toml"], &site); err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	var entities []frontMatter
	for p, text := range files {
		if p == "site.toml" {
			continue
		}
		head, _ := cut(t, p, text)
		var fm frontMatter
		meta, err := toml.Decode(head, &fm)
		if err != nil {
			t.Errorf("%s: %v", p, err)
		}
		for _, k := range meta.Undecoded() {
			if k[0] != "actors" { // toml cannot know what becomes of the tables among them
				t.Errorf("%s: unexpected key %s", p, k)
			}
		}
		if !isBriefing(p) {
			entities = append(entities, fm)
			continue
		}
		if fm.Title == "" || len(fm.Actors) == 0 || len(fm.Actors) > 5 || len(fm.Locations) == 0 || len(fm.Locations) > 3 ||
			len(fm.Topics) == 0 || len(fm.Topics) > 3 {
			t.Errorf("%s: title, or number of actors, locations or topics out of range", p)
		}
		if year := strings.Split(p, "/")[1]; fm.Date.Format("2006") != year {
			t.Errorf("%s: dated %v", p, fm.Date)
		}
		for _, a := range fm.Actors {
			if table, ok := a.(map[string]any); ok {
				a = table["name"]
			}
			named[a.(string)] = true
		}
		for _, name := range append(fm.Locations, fm.Topics...) {
			named[name] = true
		}
	}
	if len(entities) < 15 {
		t.Errorf("only %d entity files", len(entities))
	}
	for _, e := range entities {
		if !named[e.Name] || e.Parent != "" && !named[e.Parent] {
			t.Errorf("entity file for %q in %q, which no briefing names", e.Name, e.Parent)
		}
	}
}

var (
	markdownLink = regexp.MustCompile(`\]\(([^)]*)\)`)
	wikiLink     = regexp.MustCompile(`\[\[(?:(\w+):)?([^]|]*)(?:\|[^]]*)?\]\]`)
	fence        = regexp.MustCompile("(?s)\n```.*?\n```")
	headingLine  = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

func TestLinksResolve(t *testing.T) {
	files := generate(t, Options{N: 200, Seed: 3})
	aliases := map[string]string{}
	for p, text := range files {
		if strings.HasPrefix(p, "briefings/_") {
			head, _ := cut(t, p, text)
			var fm frontMatter
			if _, err := toml.Decode(head, &fm); err != nil {
				t.Fatal(err)
			}
			for _, a := range fm.Aliases {
				aliases[a] = fm.Name
			}
		}
	}
	links := 0
	for p, text := range files {
		if !isBriefing(p) {
			continue
		}
		head, body := cut(t, p, text)
		body = fence.ReplaceAllString(body, "")
		if strings.Contains(body, footnoteInsert) || strings.Contains(body, "%!") || strings.Contains(body, "\n# ") {
			t.Errorf("%s: unfinished text, or a heading of the first level", p)
		}
		for _, m := range markdownLink.FindAllStringSubmatch(body, -1) {
			links++
			if strings.HasPrefix(m[1], "https://example.net/") {
				continue
			}
			file, fragment, _ := strings.Cut(m[1], "#")
			target, ok := files[path.Join(path.Dir(p), file)]
			if !ok {
				t.Errorf("%s: link to %s, which is not there", p, m[1])
			}
			if fragment == "" {
				continue
			}
			found := false
			for _, h := range headingLine.FindAllStringSubmatch(target, -1) {
				found = found || slug(h[1]) == fragment
			}
			if !found {
				t.Errorf("%s: link to %s, which has no such heading", p, m[1])
			}
		}
		for _, m := range wikiLink.FindAllStringSubmatch(body, -1) {
			links++
			_, isID := files["briefings/"+m[2]+".md"]
			name := m[2]
			if aliases[name] != "" {
				name = aliases[name]
			}
			if !isID && !strings.Contains(head, `"`+name+`"`) {
				t.Errorf("%s: link to %s, which is no briefing and not listed", p, m[0])
			}
		}
		for _, id := range related(t, head) {
			if _, ok := files["briefings/"+id+".md"]; !ok || strings.HasSuffix(p, id+".md") {
				t.Errorf("%s: related to %s", p, id)
			}
		}
	}
	if links < 400 {
		t.Errorf("only %d links", links)
	}
}

func TestCast(t *testing.T) {
	c := newCast(Options{N: 10_000, Seed: 1})
	if len(c.actors) != 1000 || len(c.places) != 350 || len(c.topics) != 120 {
		t.Errorf("%d actors, %d places, %d topics", len(c.actors), len(c.places), len(c.topics))
	}
	var names []string
	for _, a := range c.actors {
		names = append(names, a.name)
		if a.alias != "" {
			names = append(names, a.alias)
		}
	}
	for _, p := range c.places {
		names = append(names, p.name)
	}
	names = append(names, c.topics...)
	names = append(names, c.authors...)
	names = append(names, c.series...)
	slugs := map[string]string{}
	for _, name := range names {
		if other, ok := slugs[slug(name)]; ok {
			t.Errorf("%q and %q have one address", name, other)
		}
		slugs[slug(name)] = name
		for _, letter := range strings.ToLower(name) {
			if letter > unicode.MaxASCII && latin[letter] == "" {
				t.Errorf("%q: no transliteration for %q", name, letter)
			}
		}
	}

	distinct := map[string]bool{}
	for _, w := range c.words.words {
		distinct[w] = true
	}
	if len(distinct) < 30_000 {
		t.Errorf("vocabulary of %d words", len(distinct))
	}
}

func TestKey(t *testing.T) {
	for _, pair := range [][2]string{
		{"Côte d'Ivoire", "Cote dIvoire"}, {"Saint-Omar", "saint omar"}, {"Jürgen", "Juergen"}, {"Søren", "Soeren"},
		{"Yara", "Jara"}, {"Lotta", "Lota"}, {"Тарас", "Taras"},
	} {
		if key(pair[0]) != key(pair[1]) {
			t.Errorf("keys of %q and %q are %q and %q", pair[0], pair[1], key(pair[0]), key(pair[1]))
		}
	}
}

func isBriefing(p string) bool {
	return strings.HasPrefix(p, "briefings/") && !strings.HasPrefix(p, "briefings/_")
}

// cut splits a source file into front matter and body.
func cut(t *testing.T, p, text string) (head, body string) {
	t.Helper()
	text, opened := strings.CutPrefix(text, "+++\n")
	head, body, closed := strings.Cut(text, "\n+++\n")
	if !opened || !closed {
		t.Fatalf("%s: no front matter", p)
	}
	return head, body
}

func related(t *testing.T, head string) []string {
	t.Helper()
	var fm struct{ Related []string }
	if _, err := toml.Decode(head, &fm); err != nil {
		t.Fatal(err)
	}
	return fm.Related
}
