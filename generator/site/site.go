// Package site puts all visible briefings together: which actors, places, topics, series and authors there are, what
// every name and link leads to, what stands beside what. It reads no files and renders nothing. A Site is never
// changed once New has returned it, but by the next New with the same Memory, which may take it over (again.go).
package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/source"
)

// Site is everything that is visible at a moment.
type Site struct {
	Config    config.Config
	Briefings []*Briefing // newest first: by day written, timed before date-only, later first, then path
	Pages     []*Page     // by path
	Kinds     [5]Collection
	Changes   []Change // newest first: all updates and withdrawals, and the newest publications
	Static    []source.File
	Unlisted  []Unlisted
	RootLinks []RootLink
}

// Briefing is one visible briefing and what it is linked with. What is asked of all briefings at every build stands first, side
// by side in memory.
type Briefing struct {
	*briefing.File
	Index   int    // in Site.Briefings
	Month   int    // of its date, counted from year 0
	Key     uint64 // stands for the path, the id and the address
	When    uint64 // stands for the date as it was written, and its moment
	Roles   uint64 // stands for the roles of the actors
	seconds int64  // of Instant, since 1970 UTC
	fixed   bool   // as the facts have it
	facts   *facts // nil if no other site is made after this one

	OwnTemplate bool // it asks for one

	Address     string
	Page        string    // path of its page, below the output folder
	PlainText   string    // path of the plain-text twin of its page, if it has one
	Instant     time.Time // of its date, for order and feeds
	Modified    time.Time // of its date or its latest update
	Who         []Appearance
	Locations   []*Entity
	Topics      []*Entity
	Authors     []*Entity
	Series      *Entity     // nil
	Links       []Link      // one for each of Body.Refs
	Mentions    []Mention   // of actors and places that become links, in the order of the text
	MentionsKey uint64      // stands for them
	Referred    []Reference // by other texts: those of briefings first, newest first
	Strangers   []Stranger  // in the order of the text
	Assets      []Asset
	Related     []Related
	Previous    *Briefing // the next older in its series, else of all; nil
	Next        *Briefing
	Translated  []*Briefing // the same text in other languages
	Original    *Briefing   // of those and this; nil without them

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
	Links   []Link // one for each of Body.Refs
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
// published. The memory is that of an earlier New, and serves the next one, which may take the site over: what is made with
// a memory is good until then.
func New(cfg config.Config, shown []*briefing.File, held []Held, broken []*briefing.File, others []source.File, now time.Time, memory *Memory) (*Site, diag.List) {
	m := &maker{
		cfg: cfg, memory: memory, site: &Site{Config: cfg}, situation: situation{heldFiles(held), broken, others, now},
		held: newAbsent(cfg, heldFiles(held)), broken: newAbsent(cfg, broken),
	}
	files := m.tell(shown)
	known, d := memory.of(files, m.own, cfg)
	if m.again(&d) {
		return memory.last.site, nil
	}
	m.sortFiles(known, d.came)
	var aside, texts sync.WaitGroup // what needs little of the rest
	var ties diag.List
	texts.Go(m.indexTexts)
	aside.Go(m.changes)
	aside.Go(func() { ties = m.tie() })
	m.names()
	m.indexFiles(others)
	texts.Wait()
	m.indexEntities()
	m.follow()
	m.reach()
	m.reachHeld()
	m.resolveLinks()
	m.collect()
	aside.Wait()
	m.list = append(m.list, ties...)
	m.members()
	m.rollUp()
	m.neighbours()
	aside.Go(m.mention)
	m.relate()
	aside.Wait()
	if memory.Once {
		for i := range m.block {
			m.block[i].facts = nil
		}
		*memory = Memory{}
		return m.site, m.list
	}
	m.block, m.all = nil, nil
	memory.last, memory.lastIn = m, memory.world
	return m.site, m.list
}

// maker holds what is needed while a site is made, and to take it over.
type maker struct {
	situation
	cfg      config.Config
	memory   *Memory
	site     *Site
	list     diag.List
	held     absent
	broken   absent           // what leads to these is not reported: the mistake is in them
	own      []*briefing.File // pages and entity files
	entities []*briefing.File // of these the entity files
	kinds    [5]resolver
	block    []Briefing             // by path
	all      []text                 // of block, then the pages, the entity files; nil once the site is made
	sought   []sought               // what the names mean that are looked for in texts: as in memory.mentions
	others   map[string]Link        // to pages and entities, by the paths of their files
	assets   map[string]source.File // by path
}

// tell tells the kinds of files apart, and gives the briefings.
func (m *maker) tell(shown []*briefing.File) []*briefing.File {
	files := make([]*briefing.File, 0, len(shown))
	var own []*briefing.File
	for _, f := range shown {
		switch f.Kind {
		case briefing.Briefing:
			files = append(files, f)
			continue
		case briefing.Page:
			m.site.Pages = append(m.site.Pages, &Page{File: f, Address: f.Slug + "/"})
		default:
			m.entities = append(m.entities, f)
		}
		own = append(own, f)
	}
	m.own = own
	return files
}

// sortFiles orders the briefings.
func (m *maker) sortFiles(known, came []*facts) {
	m.block = make([]Briefing, len(known))
	parallel.Chunks(len(known), func(from, to int) {
		for i, a := range known[from:to] {
			m.block[from+i].be(a)
		}
	})
	late := m.late()
	for i := range m.block {
		b := &m.block[i]
		m.list = append(m.list, b.facts.list...)
		if b.seconds > late {
			m.list.Warn(b.DatePos.In(b.Path), "future-date", "this date is more than a day ahead, and the briefing is published all the same",
				"to hold it back, add embargo_until or draft = true")
		}
	}
	for _, a := range m.memory.twice {
		m.list.Error(a.file.IDPos.In(a.file.Path), "duplicate-id", fmt.Sprintf("two briefings have the id %q", a.file.ID),
			fmt.Sprintf("the other is %s: give one of them another id", m.byID(a.file.ID).Path))
	}
	m.site.Briefings = make([]*Briefing, 0, len(known))
	m.memory.order = m.memory.sorted(known, came)
	for _, a := range m.memory.order {
		if len(m.memory.twice) > 0 && slices.Contains(m.memory.twice, a) {
			continue
		}
		a.briefing.Index = len(m.site.Briefings)
		m.site.Briefings = append(m.site.Briefings, a.briefing)
	}
}

// be makes a briefing of its facts.
func (b *Briefing) be(a *facts) {
	a.briefing = b
	b.File, b.facts, b.Address, b.Page, b.PlainText, b.Instant, b.Modified = a.file, a, a.address, a.page, a.plain, a.instant, a.modified
	b.Month, b.Key, b.When, b.Roles, b.seconds = a.month, a.key, a.when, a.did, a.seconds
	b.fixed, b.OwnTemplate = a.fixed, a.template
}

// late gives the second, since 1970 UTC, after which a date is told to be in the future.
func (m *maker) late() int64 { return m.moment.Add(24 * time.Hour).Unix() }

// byID gives the briefing of an id, or nil.
func (m *maker) byID(id string) *Briefing {
	if a := m.memory.ids[id]; a != nil {
		return a.briefing
	}
	return nil
}

// collect makes the site's collections, sorted by name, of the entities that have a record.
func (m *maker) collect() {
	collections := parallel.Map(m.kinds[:], func(r *resolver) []*Entity {
		var list []*Entity
		for _, e := range r.all {
			if e.reached {
				list = append(list, e)
			}
		}
		slices.SortFunc(list, byName)
		for i, e := range list {
			e.Index = i
		}
		return list
	})
	for k, list := range collections {
		m.site.Kinds[k] = Collection{Kind: EntityKind(k), Entities: list}
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
		for i := range list {
			neighbour(list, i)
		}
	}
	link(m.site.Briefings)
	for _, series := range m.site.Kinds[Series].Entities {
		link(series.Briefings)
	}
}

// neighbour links the i-th of a list with those around it.
func neighbour(list []*Briefing, i int) {
	b := list[i]
	b.Previous, b.Next = nil, nil
	if i > 0 {
		b.Next = list[i-1]
	}
	if i+1 < len(list) {
		b.Previous = list[i+1]
	}
}

// maxPublished is how many publications the change log goes back; of all before them there is the archive.
const maxPublished = 1000

// changes makes the change log, by the day written, later first, and what happens to a briefing at one moment in reverse.
func (m *maker) changes() {
	zone := m.cfg.Timezone
	room := len(m.site.Changes) + 2*maxPublished
	log, order := make([]Change, 0, room), make([]changeRank, 0, room)
	add := func(kind ChangeKind, at briefing.Date, instant time.Time, b *Briefing, note string) {
		order = append(order, changeRank{at.Months()*32 + int(at.Day), instant.Unix(), kind, len(log)})
		log = append(log, Change{kind, at, instant, b, note})
	}
	for i, b := range m.site.Briefings {
		if i < maxPublished {
			add(Published, b.Date, b.Instant, b, "")
		}
		if b.fixed {
			continue
		}
		last, lastInstant := b.Date, b.Instant
		for _, u := range b.Updates {
			instant := u.At.Instant(zone)
			add(Updated, u.At, instant, b, u.Note)
			if instant.After(lastInstant) {
				last, lastInstant = u.At, instant
			}
		}
		if b.Withdrawn {
			add(Withdrawn, last, lastInstant, b, b.StatusNote)
		}
	}
	slices.SortFunc(order, func(x, y changeRank) int {
		if x.day != y.day {
			return y.day - x.day
		}
		a, b := log[x.at].Briefing, log[y.at].Briefing
		return cmp.Or(cmp.Compare(y.instant, x.instant), cmp.Compare(y.kind, x.kind), strings.Compare(a.Path, b.Path), cmp.Compare(x.at, y.at))
	})
	m.site.Changes = make([]Change, len(log))
	for i, r := range order {
		m.site.Changes[i] = log[r.at]
	}
}

// changeRank is what changes are ordered by.
type changeRank struct {
	day     int
	instant int64
	kind    ChangeKind
	at      int // in the list as it was made
}
