// Package site puts all visible briefings together: which actors, places, topics, series and authors there are, what
// every name and link leads to, what stands beside what. It reads no files and renders nothing. A Site is never
// changed once New has returned it.
package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/source"
)

// Site is everything that is visible at a moment.
type Site struct {
	Config    config.Config
	Briefings []*Briefing // newest first: by day written, timed before date-only, later first, then path
	Pages     []*Page     // by path
	Kinds     [5]Collection
	Changes   []Change // newest first
	Static    []source.File
	Unlisted  []Unlisted
	RootLinks []RootLink
}

// Briefing is one visible briefing and what it is linked with.
type Briefing struct {
	*briefing.File
	Index      int // in Site.Briefings
	Address    string
	Instant    time.Time // of its date, for order and feeds
	Modified   time.Time // of its date or its latest update
	Who        []Appearance
	Locations  []*Entity
	Topics     []*Entity
	Authors    []*Entity
	Series     *Entity // nil
	Targets    []briefing.Target
	Assets     []Asset
	Related    []Related
	Previous   *Briefing // the next older in its series, else of all; nil
	Next       *Briefing
	Translated []*Briefing // the same text in other languages
}

// Appearance is an actor in a briefing with what they did.
type Appearance struct {
	Actor *Entity
	Roles []Role // empty when none is given
}

// Role is what an actor did in a briefing.
type Role struct {
	Name string
	By   string // with "attributed": by whom
}

// Related is a briefing that stands beside another, and why.
type Related struct {
	Briefing *Briefing
	Chosen   bool      // one of the two names the other
	Shared   []*Entity // what both list, rarest first
}

// Page is a page of the site's own.
type Page struct {
	*briefing.File
	Address string
	Targets []briefing.Target
	Assets  []Asset
}

// Asset is a file of a bundle with the address at which it is published.
type Asset struct {
	File    source.File
	Address string
}

// Unlisted is a file of a bundle that nothing shows, links or lists.
type Unlisted struct {
	source.File
	Name string // below the bundle's folder, as its text would list it
}

// ChangeKind tells what happened to a briefing.
type ChangeKind uint8

// The kinds of changes.
const (
	Published ChangeKind = iota
	Updated
	Withdrawn
)

// Change is one entry of the site's change log.
type Change struct {
	Kind     ChangeKind
	At       briefing.Date
	Instant  time.Time
	Briefing *Briefing
	Note     string
}

// RootLink is a link from the site's root ("/about/") whose target only the plan of all outputs can confirm.
type RootLink struct {
	Address string
	Pos     diag.Pos
}

// New makes the site of all visible files. held are those that Filter kept back, broken those that cannot be read as they
// are, others all other files below briefings/. With errors in the list, or with broken files, the site must not be
// published.
func New(cfg config.Config, shown []*briefing.File, held []Held, broken []*briefing.File, others []source.File, now time.Time) (*Site, diag.List) {
	m := &maker{cfg: cfg, site: &Site{Config: cfg}, held: newAbsent(cfg, heldFiles(held)), broken: newAbsent(cfg, broken)}
	m.sortFiles(shown, now)
	m.names()
	m.indexTexts(others)
	m.reach()
	m.reachHeld()
	m.resolveLinks()
	m.collect()
	m.neighbours()
	m.relate()
	m.changes()
	return m.site, m.list
}

// maker holds what is needed while a site is made and no longer.
type maker struct {
	cfg      config.Config
	site     *Site
	list     diag.List
	held     absent
	broken   absent           // what leads to these is not reported: the mistake is in them
	entities []*briefing.File // entity files
	kinds    [5]resolver
	texts    map[string]text        // by path
	ids      map[string]*Briefing   // by id
	assets   map[string]source.File // by path
	used     map[string]bool        // paths of assets that are published
}

// sortFiles tells the kinds of files apart and orders the briefings.
func (m *maker) sortFiles(shown []*briefing.File, now time.Time) {
	m.ids = make(map[string]*Briefing, len(shown))
	for _, f := range shown {
		switch f.Kind {
		case briefing.Briefing:
			b := m.newBriefing(f, now)
			if other := m.ids[f.ID]; other != nil {
				m.list.Error(f.IDPos, "duplicate-id", fmt.Sprintf("two briefings have the id %q", f.ID),
					fmt.Sprintf("the other is %s: give one of them another id", other.Path))
				continue
			}
			m.ids[f.ID] = b
			m.site.Briefings = append(m.site.Briefings, b)
		case briefing.Page:
			m.site.Pages = append(m.site.Pages, &Page{File: f, Address: f.Slug + "/"})
		default:
			m.entities = append(m.entities, f)
		}
	}
	slices.SortFunc(m.site.Briefings, newestFirst)
	for i, b := range m.site.Briefings {
		b.Index = i
	}
}

func (m *maker) newBriefing(f *briefing.File, now time.Time) *Briefing {
	zone := m.cfg.Timezone
	b := &Briefing{
		File:    f,
		Address: address.Briefing(m.cfg.Permalink, f.Date.Year, f.Date.Month, f.Date.Day, f.Slug, f.ID),
		Instant: f.Date.Instant(zone),
	}
	b.Modified = b.Instant
	for _, u := range f.Updates {
		if at := u.At.Instant(zone); at.After(b.Modified) {
			b.Modified = at
		}
	}
	if strings.Contains(b.Address, "//") {
		m.list.Error(f.IDPos, "bad-id", fmt.Sprintf("the id %q has a part without letters or digits, which the permalink needs", f.ID),
			`give an id of letters and digits, like id = "2025/talks"`)
	}
	if at := b.Instant; f.Date.HasTime && !f.Date.HasOffset && (at.Hour() != f.Date.Hour || at.Minute() != f.Date.Min) {
		m.list.Warn(f.DatePos, "skipped-hour", fmt.Sprintf("%02d:%02d does not exist on that day in %s: clocks go forward over it", f.Date.Hour, f.Date.Min, zone),
			"write the time with its offset, like 2025-04-04T10:00:00+02:00")
	}
	if b.Instant.After(now.Add(24 * time.Hour)) {
		m.list.Warn(f.DatePos, "future-date", "this date is more than a day ahead, and the briefing is published all the same",
			"to hold it back, add embargo_until or draft = true")
	}
	return b
}

// newestFirst orders by the day written, then timed before date-only, later first, then by path.
func newestFirst(a, b *Briefing) int {
	if c := b.Date.CompareDay(a.Date); c != 0 {
		return c
	}
	if a.Date.HasTime != b.Date.HasTime {
		if a.Date.HasTime {
			return -1
		}
		return 1
	}
	return cmp.Or(b.Instant.Compare(a.Instant), strings.Compare(a.Path, b.Path))
}

// collect gives every entity its briefings, and the site its collections, sorted by name.
func (m *maker) collect() {
	for _, b := range m.site.Briefings {
		for _, w := range b.Who {
			w.Actor.Briefings = append(w.Actor.Briefings, b)
		}
		for _, list := range [][]*Entity{b.Locations, b.Topics, b.Authors} {
			for _, e := range list {
				e.Briefings = append(e.Briefings, b)
			}
		}
		if b.Series != nil {
			b.Series.Briefings = append(b.Series.Briefings, b)
		}
	}
	for k := range m.kinds {
		kind := EntityKind(k)
		var list []*Entity
		for _, e := range m.kinds[k].all {
			if e.reached {
				list = append(list, e)
			}
		}
		slices.SortFunc(list, byName)
		for i, e := range list {
			e.Index = i
		}
		m.site.Kinds[k] = Collection{Kind: kind, Entities: list}
	}
	for _, e := range m.site.Kinds[Location].Entities {
		if e.Parent != nil {
			e.Parent.Children = append(e.Parent.Children, e)
		}
	}
}

// neighbours links every briefing with the one before and after it: in its series if it has one, else of all.
func (m *maker) neighbours() {
	link := func(list []*Briefing) {
		for i, b := range list {
			b.Previous, b.Next = nil, nil
			if i > 0 {
				b.Next = list[i-1]
			}
			if i+1 < len(list) {
				b.Previous = list[i+1]
			}
		}
	}
	link(m.site.Briefings)
	for _, series := range m.site.Kinds[Series].Entities {
		link(series.Briefings)
	}
}

// changes makes the change log.
func (m *maker) changes() {
	zone := m.cfg.Timezone
	var log []Change
	for _, b := range m.site.Briefings {
		log = append(log, Change{Published, b.Date, b.Instant, b, ""})
		last := b.Date
		for _, u := range b.Updates {
			log = append(log, Change{Updated, u.At, u.At.Instant(zone), b, u.Note})
			if u.At.Instant(zone).After(last.Instant(zone)) {
				last = u.At
			}
		}
		if b.Withdrawn {
			log = append(log, Change{Withdrawn, last, last.Instant(zone), b, b.StatusNote})
		}
	}
	slices.SortStableFunc(log, func(a, b Change) int {
		return cmp.Or(b.At.CompareDay(a.At), b.Instant.Compare(a.Instant), cmp.Compare(b.Kind, a.Kind), strings.Compare(a.Briefing.Path, b.Briefing.Path))
	})
	m.site.Changes = log
}
