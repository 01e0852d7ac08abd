package generator_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/corpus"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/themes"
)

// now is when the tests build: after the newest briefing of all sources.
var now = time.Date(2025, 4, 7, 12, 0, 0, 0, time.UTC)

// scratch is a folder for sites that several tests look at.
var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	var err error
	if scratch, err = os.MkdirTemp("", "dateline-sites-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// website is a built site as it stands on disk, with what its pages say.
type website struct {
	options  generator.Options
	origin   string // "https://example.org"; "" without base_url
	base     string // "/reports/"
	zone     *time.Location
	all      []*dispatch       // what the source says, newest first
	outer    map[string]string // places to the places that they lie in, by full name
	files    map[string]bool   // by path below the output
	pages    map[string]*page  // every HTML file, by path
	warnings diag.List
}

// page is what a test needs to know of an HTML file.
type page struct {
	path      string
	malformed []string // what a browser would have to repair
	harmful   []string // what the content policy forbids
	ids       map[string]bool
	links     []link
	h1        string
	sentence  string // "12 briefings, first …"
	more      string // "The newest 30 of 31"
	rows      []row
	counts    []count
	changes   []change
	canonical []string
	refresh   string // where a redirect page leads
	noindex   bool
}

type link struct {
	element, rel, address string
	line                  int
}

// row is a briefing in a list.
type row struct {
	address string
	title   string
	meta    []string // role, correction, inner place
	group   string   // the anchor of the part of the list
	classes string   // "row r2"
}

// count is a number that stands beside a name.
type count struct {
	section string // what the part of the page is labelled by: "_who"
	name    string
	address string // "" when the name is no link
	number  string
	class   string // of the choice for which the rows stay that have it; ""
}

// change is an entry of the change log.
type change struct {
	what, title, address, note string
	at                         string // as the datetime attribute has it
	day                        string // the anchor of the part of the list
}

// dataAddress finds the addresses in structured data.
var dataAddress = regexp.MustCompile(`"url":("(?:[^"\\]|\\.)*")`)

var addressAttributes = []string{"href", "src", "poster", "data", "action", "formaction", "cite", "xlink:href"}

// readPage reads an HTML file; of its text nothing is kept. trees asks for the comparison with a browser's tree.
func readPage(name, text string, trees bool) *page {
	m := readMarkup(text)
	p := &page{path: name, ids: m.ids, harmful: m.harmless(), malformed: m.problems}
	if trees {
		p.malformed = append(p.malformed, m.browserTree()...)
	}
	is := func(name, class string) func(*element) bool {
		return func(e *element) bool {
			return (name == "" || e.name == name) && (class == "" || e.hasClass(class))
		}
	}
	h1s := 0
	for _, e := range m.elements {
		for _, a := range e.attrs {
			if slices.Contains(addressAttributes, a.name) {
				p.links = append(p.links, link{e.name, e.attr("rel"), strings.Clone(a.value), e.line})
			}
			if a.name == "srcset" {
				for candidate := range strings.SplitSeq(a.value, ",") {
					p.links = append(p.links, link{e.name, "", strings.Fields(candidate)[0], e.line})
				}
			}
		}
		switch {
		case e.name == "script":
			for _, address := range dataAddress.FindAllStringSubmatch(m.text[e.from:e.to], -1) {
				var text string
				if json.Unmarshal([]byte(address[1]), &text) == nil {
					p.links = append(p.links, link{"script", "", text, e.line})
				}
			}
		case e.name == "meta" && (e.attr("property") == "og:url" || e.attr("property") == "og:image"):
			p.links = append(p.links, link{"meta", "", strings.Clone(e.attr("content")), e.line})
		case e.name == "h1":
			h1s++
			p.h1 = m.content(e)
		case e.name == "link" && e.attr("rel") == "canonical":
			p.canonical = append(p.canonical, e.attr("href"))
		case e.name == "meta" && strings.EqualFold(e.attr("http-equiv"), "refresh"):
			_, to, _ := strings.Cut(e.attr("content"), "url=")
			p.refresh = strings.Clone(to)
			p.links = append(p.links, link{"meta", "refresh", p.refresh, e.line})
		case e.name == "meta" && e.attr("name") == "robots":
			p.noindex = strings.Contains(e.attr("content"), "noindex")
		case e.hasClass("sentence"):
			p.sentence = m.content(e)
		case e.name == "p" && e.hasClass("more"):
			p.more += m.content(e) + "\n"
		case e.name == "article" && e.hasClass("row"):
			r := row{classes: strings.Clone(e.attr("class"))}
			if title := m.child(e, func(c *element) bool { return c.name == "a" && c.within(is("", "title")) != nil }); title != nil {
				r.address, r.title = strings.Clone(title.attr("href")), m.content(title)
			}
			if meta := m.child(e, is("p", "meta")); meta != nil {
				for _, c := range m.elements[meta.index+1:] {
					if c.from > meta.to {
						break
					}
					if c.parent == meta {
						r.meta = append(r.meta, m.content(c))
					}
				}
			}
			if group := e.within(is("section", "group")); group != nil {
				r.group = strings.Clone(group.attr("id"))
			}
			p.rows = append(p.rows, r)
		case e.name == "article" && e.hasClass("change"):
			c := change{}
			if title := m.child(e, func(c *element) bool { return c.name == "a" && c.within(is("", "title")) != nil }); title != nil {
				c.address, c.title = strings.Clone(title.attr("href")), m.content(title)
			}
			if what := m.child(e, is("span", "")); what != nil {
				c.what = m.content(what)
			}
			if at := m.child(e, is("time", "")); at != nil {
				c.at = strings.Clone(at.attr("datetime"))
			}
			if note := m.child(e, is("", "note")); note != nil {
				c.note = m.content(note)
			}
			if group := e.within(is("section", "group")); group != nil {
				c.day = strings.Clone(group.attr("id"))
			}
			p.changes = append(p.changes, c)
		case e.hasClass("n"):
			c := count{number: m.content(e)}
			around := e.within(func(e *element) bool { return e.name == "li" || e.name == "h2" || e.name == "label" })
			if around == nil {
				break
			}
			if a := m.child(around, is("a", "")); a != nil && a.from < e.from {
				c.name, c.address = m.content(a), strings.Clone(a.attr("href"))
			} else {
				c.name = strings.TrimSpace(strings.TrimSuffix(m.content(around), c.number))
			}
			if choice := m.child(around, is("input", "")); choice != nil {
				c.section, c.class = "roles", strings.Clone(choice.attr("class"))
			}
			if section := e.within(func(e *element) bool { return e.has("aria-labelledby") }); section != nil {
				c.section = strings.Clone(section.attr("aria-labelledby"))
			}
			p.counts = append(p.counts, c)
		}
	}
	if h1s != 1 && p.refresh == "" {
		p.malformed = append(p.malformed, fmt.Sprintf("%d <h1>", h1s))
	}
	return p
}

// build builds a source without errors.
func build(o generator.Options) (*generator.Result, error) {
	if o.Now.IsZero() {
		o.Now = now
	}
	o.Builtin, o.Version = themes.Builtin, "test"
	r, err := generator.Build(o, nil)
	if err == nil && !r.Built {
		err = fmt.Errorf("%s was not built: %s", o.Source, told(r.Diagnostics))
	}
	return r, err
}

// publish builds a source without errors and reads what stands in the output then.
func publish(o generator.Options, trees bool) (*website, error) {
	r, err := build(o)
	if err != nil {
		return nil, err
	}
	w := &website{options: o, origin: r.Site.Config.Origin, base: r.Site.Config.BasePath, zone: r.Site.Config.Timezone,
		warnings: r.Diagnostics, files: map[string]bool{}, pages: map[string]*page{}}
	var names []string
	err = filepath.WalkDir(o.Output, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(o.Output, name)
		w.files[filepath.ToSlash(rel)] = true
		if path.Ext(rel) == ".html" {
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	type read struct {
		page *page
		err  error
	}
	for _, r := range parallel.Map(names, func(name *string) read {
		text, err := os.ReadFile(filepath.Join(o.Output, filepath.FromSlash(*name)))
		if err != nil {
			return read{nil, err}
		}
		return read{readPage(*name, string(text), trees), nil}
	}) {
		if r.err != nil {
			return nil, r.err
		}
		w.pages[r.page.path] = r.page
	}
	return w, nil
}

func (w *website) read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(w.options.Output, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// paths gives the paths of all pages, sorted.
func (w *website) paths() []string {
	var names []string
	for name := range w.pages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func told(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "\n%s:%d:%d: %s: %s (%s)", d.File, d.Line, d.Column, d.Severity, d.Message, d.Hint)
	}
	return b.String()
}

// shared is a site that is built once for all tests that look at it.
type shared struct {
	name    string
	options generator.Options
	prepare func() (source string, err error)
	twin    bool // its pages differ in their addresses only from those of another site: no browser's tree is built of them
	once    sync.Once
	site    *website
	err     error
}

func (s *shared) get(t *testing.T) *website {
	t.Helper()
	s.once.Do(func() {
		o := s.options
		if o.Source, s.err = s.prepare(); s.err != nil {
			return
		}
		o.Output = filepath.Join(scratch, s.name)
		if s.site, s.err = publish(o, !s.twin); s.err == nil {
			s.site.all, s.site.outer = dispatches(t, o.Source, s.site.zone), outerPlaces(t, o.Source)
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.site
}

// The sites that tests crawl. The synthetic one stands below /reports/, as its settings say.
var (
	sample            = &shared{name: "sample", prepare: sampleSource}
	sampleBelow       = &shared{name: "sample-below", prepare: sampleSource, options: generator.Options{BaseURL: "https://example.org/a/b/"}}
	samplePortable    = &shared{name: "sample-portable", prepare: sampleSource, options: generator.Options{Portable: true}}
	synthetic         = &shared{name: "synthetic", prepare: syntheticSource}
	syntheticPortable = &shared{name: "synthetic-portable", prepare: syntheticPortableSource, options: generator.Options{Portable: true}, twin: true}
	hard              = &shared{name: "hard", prepare: hardSource}
	hardBelow         = &shared{name: "hard-below", prepare: hardSource, options: generator.Options{BaseURL: "https://example.org/r%C3%A9ports/2025/"}}
	hardPortable      = &shared{name: "hard-portable", prepare: hardSource, options: generator.Options{Portable: true}}
	hardBare          = &shared{name: "hard-bare", prepare: hardBareSource}
	arabic            = &shared{name: "arabic", prepare: arabicSource}
)

var everySite = []*shared{sample, sampleBelow, samplePortable, synthetic, syntheticPortable, hard, hardBelow, hardPortable, hardBare, arabic}

// onEverySite runs a test on each of the sites.
func onEverySite(t *testing.T, test func(t *testing.T, w *website)) { onSites(t, everySite, test) }

// onEnglishSites runs a test that reads English on each of the sites but the Arabic one.
func onEnglishSites(t *testing.T, test func(t *testing.T, w *website)) {
	onSites(t, slices.DeleteFunc(slices.Clone(everySite), func(s *shared) bool { return s == arabic }), test)
}

func onSites(t *testing.T, sites []*shared, test func(t *testing.T, w *website)) {
	for _, s := range sites {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			test(t, s.get(t))
		})
	}
}

// sampleSource copies the sample site of the repository, because a build leaves its memory in the source.
var sampleSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "sample-source")
	return dir, copySample(dir)
})

func copySample(dir string) error {
	if err := os.CopyFS(filepath.Join(dir, "briefings"), os.DirFS("../briefings")); err != nil {
		return err
	}
	text, err := os.ReadFile("../site.toml")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "site.toml"), text, 0o666)
}

// syntheticSource writes 2,000 briefings: 1,480 as a desk has them, and 520 of 2024, which all are on one topic and have
// two authors each, so that a record has a year of more than 500 briefings and an index more than 1,000 entries.
var syntheticSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "synthetic-source")
	return dir, writeSynthetic(dir, 2)
})

// syntheticPortableSource writes 2,000 briefings as well; the 520 have no authors.
var syntheticPortableSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "synthetic-portable-source")
	return dir, writeSynthetic(dir, 0)
})

func writeSynthetic(dir string, authors int) error {
	if err := corpus.Write(dir, corpus.Options{N: 1480, Seed: 2, Words: 40}); err != nil {
		return err
	}
	initials := []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZÉØЖЯ7")
	files := map[string]string{}
	for i := range 520 {
		day := time.Date(2024, 1, 1+i*2/3, 0, 0, 0, 0, time.UTC)
		var names []string
		for n := authors * i; n < authors*(i+1); n++ {
			names = append(names, fmt.Sprintf("%q", fmt.Sprintf("%cuthor No %d", initials[n%len(initials)], n)))
		}
		files[fmt.Sprintf("briefings/2024/daily-%03d.md", i)] = fmt.Sprintf(
			"+++\ntitle = \"Daily %d\"\ndate = %s\ntopics = [\"Every day\"]\nauthors = [%s]\n+++\n\nNothing new.\n", i, day.Format(time.DateOnly), strings.Join(names, ", "))
	}
	return writeFiles(dir, files)
}

func writeFiles(dir string, files map[string]string) error {
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// smallSite is a source of a few files that is built again and again.
type smallSite struct {
	*testing.T
	source, public, clean string
}

func newSmallSite(t *testing.T) *smallSite {
	root := t.TempDir()
	return &smallSite{t, filepath.Join(root, "source"), filepath.Join(root, "public"), filepath.Join(root, "clean")}
}

func (s *smallSite) write(name, text string) {
	s.Helper()
	path := filepath.Join(s.source, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		s.Fatal(err)
	}
}

func (s *smallSite) options(output string) generator.Options {
	return generator.Options{Source: s.source, Output: output, Now: time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), Version: "test", Builtin: themes.Builtin}
}

func (s *smallSite) build(output string, m *generator.Memory) *generator.Result {
	s.Helper()
	r, err := generator.Build(s.options(output), m)
	if err != nil || !r.Built {
		s.Fatal(err, told(r.Diagnostics))
	}
	return r
}

func (s *smallSite) read(folder, name string) string {
	s.Helper()
	text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

// same compares parts of the index with those of a clean build.
func (s *smallSite) same(parts ...string) {
	s.Helper()
	s.build(s.clean, nil)
	for _, name := range parts {
		if got, want := s.read(s.public, "search/"+name+".txt"), s.read(s.clean, "search/"+name+".txt"); got != want {
			s.Errorf("%s is %q, in a clean build %q", name, got, want)
		}
	}
}
