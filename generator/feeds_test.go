package generator_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"

	"dateline/generator"
)

// feed is a published feed as a reader's program sees it.
type feed struct {
	path string
	*gofeed.Feed
	atom *atom.Feed // nil for a JSON Feed
}

func (w *website) feed(t *testing.T, name string) feed {
	t.Helper()
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	text := w.read(t, name)
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	f := feed{path: name, Feed: parsed}
	if path.Ext(name) == ".json" {
		if parsed.FeedType != "json" || !json.Valid(text) {
			t.Errorf("%s is a feed of the type %s", name, parsed.FeedType)
		}
		return f
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var isAtom bool
	if f.atom, isAtom = parsed.OriginalFeed().(*atom.Feed); !isAtom || parsed.FeedVersion != "1.0" {
		t.Fatalf("%s is a feed of the type %s, version %s", name, parsed.FeedType, parsed.FeedVersion)
	}
	return f
}

// feeds gives the paths of all feeds, sorted.
func (w *website) feeds() []string {
	var names []string
	for name := range w.files {
		if base := path.Base(name); base == "feed.xml" || base == "feed.json" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// feedSize is how many items a site's feeds have.
func feedSize(w *website) int {
	if strings.HasPrefix(filepath.Base(w.options.Source), "hard") {
		return 7
	}
	return 20
}

// TestFeeds reads every feed back and compares it with the front matter: the newest briefings of the site or of the
// record beside which it stands, newest first, with their titles, addresses, dates and ids.
func TestFeeds(t *testing.T) {
	onEnglishSites(t, func(t *testing.T, w *website) {
		all := w.all
		if w.options.Output == filepath.Join(scratch, syntheticPortable.name) {
			t.Skip("the small portable sites have feeds enough")
		}
		if w.origin == "" {
			if feeds := w.feeds(); len(feeds) > 0 {
				t.Errorf("feeds without base_url: %s", feeds)
			}
			return
		}
		c := feedCheck{w: w, ids: map[string]string{}, feedIDs: map[string]string{}}
		for _, name := range w.feeds() {
			f := w.feed(t, name)
			dir := strings.TrimSuffix(strings.TrimSuffix(name, "feed.xml"), "feed.json")
			c.links(f, dir)
			switch m := recordPage.FindStringSubmatch(dir + "index.html"); {
			case name == "changes/feed.xml":
				c.changes(f, changeLog(all))
			case dir == "":
				c.items(f, all)
			case m != nil && w.pages[dir+"index.html"] != nil:
				list := w.records(m[1])[w.pages[dir+"index.html"].h1]
				c.items(f, list)
			default:
				c.problem(f, "stands beside no record")
			}
		}
		// Beside every record but an author's there is a feed.
		for _, name := range w.paths() {
			m := recordPage.FindStringSubmatch(name)
			if m == nil || m[2] == "index" || w.pages[name].refresh != "" {
				continue
			}
			isRecord := slices.ContainsFunc(collections, func(c struct{ plural, key string }) bool { return c.plural == m[1] && m[1] != "authors" })
			if isRecord != w.files[path.Dir(name)+"/feed.xml"] {
				c.problems = append(c.problems, fmt.Sprintf("%s: feed beside it: %v", name, !isRecord))
			}
		}
		for _, name := range []string{"feed.xml", "feed.json", "changes/feed.xml"} {
			if !w.files[name] {
				c.problems = append(c.problems, "there is no "+name)
			}
		}
		tell(t, c.problems)
		if c.read < 20 {
			t.Errorf("only %d items read", c.read)
		}
	})
}

type feedCheck struct {
	w        *website
	problems []string
	ids      map[string]string // of items, with the address that each stands for
	feedIDs  map[string]string
	read     int
}

func (c *feedCheck) problem(f feed, format string, args ...any) {
	c.problems = append(c.problems, f.path+": "+fmt.Sprintf(format, args...))
}

func (c *feedCheck) links(f feed, dir string) {
	if want := c.w.origin + c.w.base + f.path; f.FeedLink != want {
		c.problem(f, "gives its own address as %q, want %q", f.FeedLink, want)
	}
	if want := c.w.origin + c.w.base + dir; f.Link != want || c.w.pages[dir+"index.html"] == nil {
		c.problem(f, "leads to %q, want the page %q", f.Link, want)
	}
	if f.Title == "" {
		c.problem(f, "has no title")
	}
	if f.atom == nil {
		return
	}
	if other := c.feedIDs[f.atom.ID]; other != "" || !strings.HasPrefix(f.atom.ID, "urn:uuid:") {
		c.problem(f, "has the id %q; so has %q", f.atom.ID, other)
	}
	c.feedIDs[f.atom.ID] = f.path
	if len(f.atom.Authors) != 1 || f.atom.Authors[0].Name == "" || f.atom.UpdatedParsed == nil {
		c.problem(f, "has no author or no date")
		return
	}
	for _, e := range f.atom.Entries {
		if e.UpdatedParsed == nil || e.UpdatedParsed.After(*f.atom.UpdatedParsed) {
			c.problem(f, "is of %s, and an entry of %s", f.atom.Updated, e.Updated)
		}
	}
}

// item compares an entry with what is wanted of it and notes its id: unique in the feed, the same for the same thing.
func (c *feedCheck) item(f feed, i int, seen map[string]bool, thing, title, address string, published, updated time.Time) {
	c.read++
	got := f.Items[i]
	if plain.Replace(got.Title) != oneLine(title) || got.Link != c.w.origin+c.w.address(address+"index.html") {
		c.problem(f, "item %d is %q at %q, want %q at /%s", i+1, got.Title, got.Link, title, address)
		return
	}
	if got.PublishedParsed == nil || !got.PublishedParsed.Equal(published) || got.UpdatedParsed == nil || !got.UpdatedParsed.Equal(updated) {
		c.problem(f, "item %d is of %s, updated %s; want %s, %s", i+1, got.Published, got.Updated, published, updated)
	}
	if seen[got.GUID] || got.GUID == "" {
		c.problem(f, "item %d has the id %q of another one", i+1, got.GUID)
	}
	seen[got.GUID] = true
	if other, known := c.ids[got.GUID]; known && other != thing {
		c.problem(f, "item %d has the id of %q", i+1, other)
	}
	c.ids[got.GUID] = thing
}

func (c *feedCheck) items(f feed, list []*dispatch) {
	want := list[:min(len(list), feedSize(c.w))]
	if len(f.Items) != len(want) {
		c.problem(f, "has %d items, want %d of %d", len(f.Items), len(want), len(list))
		return
	}
	seen := map[string]bool{}
	for i, d := range want {
		title, summary := d.inFeed()
		c.item(f, i, seen, d.path, title, d.address, d.at, d.revised)
		got := f.Items[i]
		if summary != "" && got.Description != oneLine(summary) {
			c.problem(f, "item %d has the summary %q, want %q", i+1, got.Description, summary)
		}
		var authors, topics []string
		for _, a := range got.Authors {
			authors = append(authors, a.Name)
		}
		if want := listedNames(d, "authors"); !slices.Equal(authors, want) {
			c.problem(f, "item %d is by %q, want %q", i+1, authors, want)
		}
		if topics = listedNames(d, "topics"); !slices.Equal(got.Categories, topics) {
			c.problem(f, "item %d is about %q, want %q", i+1, got.Categories, topics)
		}
	}
}

func listedNames(d *dispatch, plural string) []string {
	var list []string
	for _, m := range d.listed[plural] {
		list = append(list, m.name)
	}
	return list
}

// plain takes out the characters that keep a title apart which is written from right to left.
var plain = strings.NewReplacer("\u2068", "", "\u2069", "")

func (c *feedCheck) changes(f feed, log []event) {
	if len(f.Items) != min(len(log), feedSize(c.w)) {
		c.problem(f, "has %d items of %d", len(f.Items), len(log))
		return
	}
	seen := map[string]bool{}
	for i, item := range f.Items {
		// Of several at one moment any may come first.
		at := slices.IndexFunc(log, func(e event) bool {
			return e.day == log[i].day && e.at.Equal(log[i].at) && plain.Replace(item.Title) == e.what+": "+oneLine(e.of.title) && item.Description == oneLine(e.note)
		})
		if at < 0 {
			c.problem(f, "item %d is %q of %s, want one of %s", i+1, item.Title, item.Published, log[i].at)
			continue
		}
		e := log[at]
		c.item(f, i, seen, e.of.path+e.what+e.at.String()+e.note, e.what+": "+e.of.title, e.of.address, e.at, e.at)
	}
}

// TestFullFeeds reads the feeds of a site that asks for whole texts: each is the text of its page, and every address in
// it is whole, since a reader's program does not know where the page stands.
func TestFullFeeds(t *testing.T) {
	for _, s := range []*shared{hard, hardBelow, hardPortable} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := s.get(t)
			whole := *w
			whole.options.Portable = false
			read := 0
			var problems []string
			for _, name := range w.feeds() {
				if name == "changes/feed.xml" {
					continue
				}
				for _, item := range w.feed(t, name).Items {
					if strings.HasPrefix(item.Title, "Withdrawn: ") {
						continue // What was withdrawn is not sent out again.
					}
					page, _, _, err := whole.lead("index.html", item.Link)
					if err != nil {
						t.Errorf("%s: %v", item.Link, err)
						continue
					}
					m := readMarkup("<!DOCTYPE html>\n<html><head><title>x</title></head><body><div>" + item.Content + "</div></body></html>")
					for _, p := range slices.Concat(m.problems, m.browserTree()) {
						problems = append(problems, fmt.Sprintf("%s: %s: %s", name, item.Link, p))
					}
					for _, e := range m.elements {
						for _, a := range e.attrs {
							if !slices.Contains(addressAttributes, a.name) {
								continue
							}
							file, fragment, own, err := whole.lead("index.html", a.value)
							if scheme(a.value) == "" || err != nil || own && w.pages[file] != nil && fragment != "" && !w.pages[file].ids[fragment] {
								problems = append(problems, fmt.Sprintf("%s: %s: <%s> leads to %q: %v", name, item.Link, e.name, a.value, err))
							}
							read++
						}
					}
					if got, want := m.content(m.elements[3]), bodyText(t, w, page); got != want {
						problems = append(problems, fmt.Sprintf("%s: %s: the text is %.80q…, that of the page %.80q…", name, item.Link, got, want))
					}
				}
			}
			tell(t, problems)
			if read < 50 {
				t.Errorf("only %d addresses read", read)
			}
		})
	}
}

// bodyText gives what a page shows as its text.
func bodyText(t *testing.T, w *website, name string) string {
	t.Helper()
	m := readMarkup(string(w.read(t, name)))
	i := slices.IndexFunc(m.elements, func(e *element) bool { return e.name == "div" && e.hasClass("body") })
	if i < 0 {
		return ""
	}
	return m.content(m.elements[i])
}

// TestFeedIDsStay changes what may change of a briefing (its slug, title, date, text, and, where it says its id, its
// file's name): readers' programs do not show it a second time.
func TestFeedIDsStay(t *testing.T) {
	const settings = "title = \"Desk\"\nbase_url = \"https://example.org/\"\n"
	text := func(title, date, more string) string {
		return "+++\ntitle = \"" + title + "\"\ndate = " + date + "\nactors = [\"NATO\"]\n" + more + "+++\n\nText of " + title + ".\n"
	}
	ids := func(files map[string]string) map[string]string {
		dir := t.TempDir()
		files["site.toml"] = settings
		if err := writeFiles(filepath.Join(dir, "source"), files); err != nil {
			t.Fatal(err)
		}
		w, err := publish(generator.Options{Source: filepath.Join(dir, "source"), Output: filepath.Join(dir, "public")}, false)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, name := range []string{"feed.xml", "feed.json", "actors/nato/feed.xml"} {
			for _, item := range w.feed(t, name).Items {
				key, _, _ := strings.Cut(item.Title, " ")
				found[name+" "+key] = item.GUID
			}
		}
		return found
	}
	before := ids(map[string]string{
		"briefings/2025/one.md":       text("One", "2025-01-01", ""),
		"briefings/2025/two/index.md": text("Two", "2025-01-02", "id = \"second\"\n"),
	})
	after := ids(map[string]string{
		"briefings/2025/one/index.md":  text("One again", "2024-12-01", "slug = \"uno\"\nsummary = \"New.\"\n"),
		"briefings/older/name-of-2.md": text("Two again", "2025-01-05T10:00:00Z", "id = \"second\"\n"),
	})
	if len(before) != 6 {
		t.Fatalf("ids: %v", before)
	}
	for key, id := range before {
		if after[key] != id {
			t.Errorf("%s: %s, was %s", key, after[key], id)
		}
	}
	if before["feed.xml One"] != before["feed.json One"] || before["feed.xml One"] != before["actors/nato/feed.xml One"] || before["feed.xml One"] == before["feed.xml Two"] {
		t.Errorf("an item has not the same id everywhere, or another one has it: %v", before)
	}
}
