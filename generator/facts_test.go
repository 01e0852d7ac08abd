package generator_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// dispatch is what a briefing's front matter says, read here without the packages that the tests are about.
type dispatch struct {
	path    string // of the source file
	id      string
	address string // below the site's root: "briefings/2025/talks/"
	title   string
	summary string
	day     string // as written: "2025-04-04"
	timed   bool
	at      time.Time // a day alone at its midnight in the site's zone
	revised time.Time // of the latest update, if that is later
	log     []event
	listed  map[string][]mention
	noindex bool
}

// inFeed gives the title and the summary that the item of a briefing has: a withdrawn one says so, and why.
func (d *dispatch) inFeed() (title, summary string) {
	for _, e := range d.log {
		if e.what == "Withdrawn" {
			return "Withdrawn: " + d.title, e.note
		}
	}
	return d.title, d.summary
}

// event is an entry that a briefing makes in the change log.
type event struct {
	of    *dispatch
	what  string // "Published", "Updated", "Corrected", "Withdrawn"
	day   string
	timed bool
	at    time.Time
	note  string
}

// mention is one who or what a briefing lists, by full name.
type mention struct{ name, role, by string }

// collections are the kinds of records: the folder of their pages, and the front matter's key.
var collections = []struct{ plural, key string }{
	{"actors", "actors"}, {"locations", "locations"}, {"topics", "topics"}, {"series", "series"}, {"authors", "authors"},
}

// dispatches reads the briefings of a source, newest first: by the day written, timed before date-only, later first,
// then by path.
func dispatches(t *testing.T, source string, zone *time.Location) []*dispatch {
	t.Helper()
	var all []*dispatch
	names := fullNames(t, source)
	err := filepath.WalkDir(filepath.Join(source, "briefings"), func(file string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(name, "_"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".md" || name == "README.md":
			return nil
		}
		rel, err := filepath.Rel(source, file)
		if err != nil {
			return err
		}
		all = append(all, newDispatch(t, filepath.ToSlash(rel), frontMatter(t, file), zone, names))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b *dispatch) int {
		timed := 0
		if a.timed != b.timed {
			timed = 1
			if a.timed {
				timed = -1
			}
		}
		return cmp.Or(strings.Compare(b.day, a.day), timed, b.at.Compare(a.at), strings.Compare(a.path, b.path))
	})
	return all
}

func frontMatter(t *testing.T, file string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, closed := strings.Cut(strings.TrimPrefix(string(text), "+++\n"), "\n+++")
	var values map[string]any
	if _, err := toml.Decode(head, &values); err != nil || !closed {
		t.Fatalf("%s: front matter: %v", file, err)
	}
	return values
}

func newDispatch(t *testing.T, name string, values map[string]any, zone *time.Location, names map[string]map[string]string) *dispatch {
	t.Helper()
	d := &dispatch{path: name, id: strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(name, "briefings/"), ".md"), "/index"), listed: map[string][]mention{}}
	slug := path.Base(d.id)
	text := func(key string) string { s, _ := values[key].(string); return s }
	d.id, slug = cmp.Or(text("id"), d.id), cmp.Or(text("slug"), slug)
	d.title, d.summary = text("title"), text("summary")
	d.noindex, _ = values["noindex"].(bool)
	d.day, d.timed, d.at = moment(t, values["date"], zone)
	d.address = "briefings/" + d.day[:4] + "/" + slug + "/"
	d.revised = d.at
	d.log = []event{{of: d, what: "Published", day: d.day, timed: d.timed, at: d.at}}
	last := d.log[0]
	updates, _ := values["updates"].([]any)
	for _, u := range updates {
		e := event{of: d, what: "Updated"}
		e.day, e.timed, e.at = moment(t, u.(map[string]any)["at"], zone)
		if e.note, _ = u.(map[string]any)["note"].(string); strings.HasPrefix(e.note, "Correct") {
			e.what = "Corrected"
		}
		if e.at.After(d.revised) {
			d.revised, last = e.at, e
		}
		d.log = append(d.log, e)
	}
	if text("status") == "withdrawn" {
		d.log = append(d.log, event{of: d, what: "Withdrawn", day: last.day, timed: last.timed, at: last.at, note: text("status_note")})
	}
	for _, c := range collections {
		entries, isList := values[c.key].([]any)
		if s := text(c.key); !isList && s != "" {
			entries = []any{s}
		}
		for _, entry := range entries {
			m := mention{}
			switch e := entry.(type) {
			case string:
				m.name = e
			case map[string]any:
				m.name, _ = e["name"].(string)
				m.role, _ = e["role"].(string)
				m.by, _ = e["by"].(string)
			}
			m.name = cmp.Or(names[c.plural][m.name], m.name)
			d.listed[c.plural] = append(d.listed[c.plural], m)
		}
	}
	return d
}

// fullNames reads which names the entity files give to the one under which a record stands.
func fullNames(t *testing.T, source string) map[string]map[string]string {
	t.Helper()
	names := map[string]map[string]string{}
	for _, c := range collections {
		names[c.plural] = map[string]string{}
		files, err := filepath.Glob(filepath.Join(source, "briefings", "_"+c.plural, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			values := frontMatter(t, file)
			name, _ := values["name"].(string)
			names[c.plural][strings.TrimSuffix(filepath.Base(file), ".md")] = name
			aliases, _ := values["aliases"].([]any)
			for _, alias := range aliases {
				names[c.plural][alias.(string)] = name
			}
		}
	}
	return names
}

// moment reads a date: the day as it is written, whether there is a time, and the instant.
func moment(t *testing.T, value any, zone *time.Location) (day string, timed bool, at time.Time) {
	t.Helper()
	if s, quoted := value.(string); quoted {
		var err error
		if value, err = time.Parse(time.RFC3339, s); err != nil {
			t.Fatal(err)
		}
	}
	d, ok := value.(time.Time)
	if !ok {
		t.Fatalf("%v is no date", value)
	}
	day = d.Format(time.DateOnly)
	switch d.Location().String() {
	case "date-local":
		return day, false, time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone)
	case "datetime-local":
		return day, true, time.Date(d.Year(), d.Month(), d.Day(), d.Hour(), d.Minute(), d.Second(), 0, zone)
	}
	return day, true, d
}

// names gives every listed name of a kind with the dispatches that list it.
func names(all []*dispatch, plural string) map[string][]*dispatch {
	lists := map[string][]*dispatch{}
	for _, d := range all {
		for _, m := range d.listed[plural] {
			if list := lists[m.name]; len(list) == 0 || list[len(list)-1] != d {
				lists[m.name] = append(list, d)
			}
		}
	}
	return lists
}

// outerPlaces reads which place lies in which.
func outerPlaces(t *testing.T, source string) map[string]string {
	t.Helper()
	names, outer := fullNames(t, source)["locations"], map[string]string{}
	files, err := filepath.Glob(filepath.Join(source, "briefings", "_locations", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		values := frontMatter(t, file)
		if parent, _ := values["parent"].(string); parent != "" {
			name, _ := values["name"].(string)
			outer[name] = cmp.Or(names[parent], parent)
		}
	}
	return outer
}

// records gives for every name of a kind the dispatches of its record: those that list it or, if it is a place, one within.
func (w *website) records(plural string) map[string][]*dispatch {
	lists := map[string][]*dispatch{}
	for _, d := range w.all {
		for _, m := range d.listed[plural] {
			for name := m.name; name != ""; name = w.outerOf(plural, name) {
				if list := lists[name]; len(list) == 0 || list[len(list)-1] != d {
					lists[name] = append(list, d)
				}
			}
		}
	}
	return lists
}

func (w *website) outerOf(plural, name string) string {
	if plural != "locations" {
		return ""
	}
	return w.outer[name]
}

// roles gives what an actor did in a dispatch, in words, each role once in the order written.
func (d *dispatch) roles(name string) string {
	var roles []mention
	var words []string
	for _, m := range d.listed["actors"] {
		if m.name == name && m.role != "" && !slices.Contains(roles, m) {
			roles = append(roles, m)
			if m.by != "" {
				m.role += " by " + m.by
			}
			words = append(words, m.role)
		}
	}
	return strings.Join(words, ", ")
}

// changeLog gives what happened to all briefings, newest first: by the day written, then later first.
func changeLog(all []*dispatch) []event {
	var log []event
	for _, d := range all {
		log = append(log, d.log...)
	}
	slices.SortStableFunc(log, func(a, b event) int { return cmp.Or(strings.Compare(b.day, a.day), b.at.Compare(a.at)) })
	return log
}

func since(d *dispatch, newest string) int {
	from, _ := time.Parse(time.DateOnly, d.day)
	to, _ := time.Parse(time.DateOnly, newest)
	return int(to.Sub(from).Hours() / 24)
}

func briefingsInWords(n int) string {
	if n == 1 {
		return "1 briefing"
	}
	return fmt.Sprintf("%d briefings", n)
}
