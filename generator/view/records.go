package view

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"dateline/generator/address"
	"dateline/generator/parallel"
	"dateline/generator/site"
)

// kindWords are the groups of words for a kind on its pages, and whether they tell who and where stands in the same briefings.
var kindWords = [5]struct {
	group      string
	who, where bool
}{
	site.Actor:    {"actor", true, true},
	site.Location: {"location", true, false},
	site.Topic:    {"topic", true, true},
	site.Series:   {"series", true, true},
	site.Author:   {"author", false, false},
}

// Record makes the page of an entity: its newest 30 briefings, and where and with whom it appears.
func (m *Maker) Record(e *site.Entity) *Record {
	kind := kindWords[e.Kind]
	v := &Record{
		Head: m.head("record", e.Address, e.Name, ""), Of: m.words.Word(kind.group + ".one"), EntityKind: m.entityKind(e), Name: e.Name,
		Picture: m.picture(e.Image), Total: len(e.Record), Sentence: m.sentence(e),
	}
	if f := e.File; f != nil {
		v.Summary, v.Extra, v.Coords = f.Summary, f.Extra, m.coordinates(f.Coords)
		v.Source, v.Targets = Source{f.Path, f.Hash}, m.targets(f, e.Links)
		v.HasProfile = f.Body.Words > 0
		v.OtherNames, v.Elsewhere = otherNames(f), elsewhere(f)
	}
	m.belonging(v, e)
	v.Head.Feed = m.feed(e.Address)
	if !HasFeed(e) {
		v.Head.Feed = ""
	}
	if e.Kind == site.Actor || e.Kind == site.Author {
		v.Head.Type = "profile"
	}
	v.Description = cmp.Or(v.Summary, m.words.Word("record.described", "name", v.Name, "sentence", v.Sentence))
	v.Image = m.preview(e.Image)
	for p := e.Parent; p != nil; p = p.Parent {
		v.Trail = append(v.Trail, Link{Text: p.Name, Href: m.to(p)})
	}
	slices.Reverse(v.Trail)
	if e.Kind == site.Author { // No menu leads to the index of authors.
		v.Trail = []Link{{Text: m.words.Word(kind.group + ".all"), Href: m.Href(address.Collection(e.Kind.Plural()))}}
	}
	for _, child := range e.Children {
		v.Within = append(v.Within, m.count(child))
	}
	newest := e.Record[:min(len(e.Record), newestRows)]
	v.Groups, v.Listed = m.byMonth(newest, nil, e), len(newest)
	v.Roles = m.roles(e.Record, e, len(newest))
	if len(e.Record) > 1 {
		v.Search = m.SearchFor(e)
		v.Strip = m.strip(e.Record, e.Briefings, e.Name, m.yearAddress(e))
		if kind.who {
			v.WhoTitle, v.Who = m.words.Word(kind.group+".who"), m.together(e, site.Actor)
		}
		if kind.where {
			v.WhereTitle, v.Where = m.words.Word(kind.group+".where"), m.together(e, site.Location)
		}
	}
	if HasYears(e) {
		v.Years = m.yearCounts(e.Record, func(y int) string { return m.Href(address.Year(e.Address, y)) })
	}
	v.Mentioned, v.More = m.references(e.Referred)
	v.JSONLD = m.entityData(e)
	return v
}

// yearAddress gives the page of a record's year; a short record has none, and "" is given.
func (m *Maker) yearAddress(e *site.Entity) func(int) string {
	if !HasYears(e) {
		return nil
	}
	return func(y int) string { return address.Year(e.Address, y) }
}

// HasFeed reports whether a record has a feed: that of an author has none.
func HasFeed(e *site.Entity) bool { return e.Kind != site.Author }

// HasYears reports whether a record is long enough to have pages for its years.
func HasYears(e *site.Entity) bool { return len(e.Record) > newestRows }

// sentence says how many briefings there are and when.
func (m *Maker) sentence(e *site.Entity) string {
	n, own := len(e.Record), len(e.Briefings)
	if n == 0 {
		return m.words.Word("record.none")
	}
	first, latest := m.plainDay(e.Record[n-1].Date), m.plainDay(e.Record[0].Date)
	switch {
	case n > own && e.Kind == site.Location:
		return m.words.Word("record.within", "own", strconv.Itoa(own), "within", strconv.Itoa(n-own), "first", first, "latest", latest)
	case n > own:
		return m.words.Word("record.people", "own", strconv.Itoa(own), "people", strconv.Itoa(n-own), "first", first, "latest", latest)
	case n == 1:
		return m.words.Word("record.one", "date", first)
	}
	return m.words.Word("record.many", "briefings", m.briefings(n), "first", first, "latest", latest)
}

// placeIn names the place within another that is why a briefing stands in the other's record; "" when the briefing lists the other
// itself, or the line above its title names the place.
func placeIn(b *site.Briefing, e *site.Entity) string {
	if e.Kind != site.Location || slices.Contains(b.Locations, e) {
		return ""
	}
	for i, place := range b.Locations {
		for p := place.Parent; p != nil; p = p.Parent {
			switch {
			case p != e:
			case i == 0:
				return ""
			default:
				return place.Name
			}
		}
	}
	return ""
}

// together ranks who or where stands in the same briefings as an entity: by how often, then by how lately.
func (m *Maker) together(e *site.Entity, kind site.EntityKind) []Count {
	all := m.site.Kinds[kind].Entities
	t := tallies.Get().(*tally)
	defer t.put()
	if len(t.times) < len(all) {
		t.times, t.newest = make([]int32, len(all)), make([]int32, len(all))
	}
	times, newest := t.times, t.newest
	self := -1
	if e.Kind == kind {
		self = e.Index
	}
	add := func(other, b int) {
		if other == self {
			return
		}
		if times[other]++; times[other] == 1 {
			newest[other] = int32(b)
			t.met = append(t.met, int32(other))
		}
	}
	for _, b := range e.Record {
		if kind == site.Actor {
			for _, w := range b.Who {
				add(w.Actor.Index, b.Index)
			}
		} else {
			for _, place := range b.Locations {
				add(place.Index, b.Index)
			}
		}
	}
	met := t.met
	slices.SortFunc(met, func(a, b int32) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(newest[a], newest[b]), cmp.Compare(a, b))
	})
	var counts []Count
	for _, i := range met[:min(len(met), ranking)] {
		other := all[i]
		counts = append(counts, Count{
			Name: other.Name, Href: m.to(other), N: int(times[i]), Kind: m.entityKind(other),
			Last: m.day(m.site.Briefings[newest[i]].Date), Together: m.SearchFor(e, other),
		})
	}
	return counts
}

// tally counts entities of a kind by their indexes. There may be far more of them than any record meets.
type tally struct{ times, newest, met []int32 }

var tallies = sync.Pool{New: func() any { return &tally{} }}

// put gives back a tally whose counts are all zero.
func (t *tally) put() {
	for _, i := range t.met {
		t.times[i] = 0
	}
	t.met = t.met[:0]
	tallies.Put(t)
}

// Span is a year or a month of a record or of the archive, with the address of its page.
type Span struct {
	Address string
	parent  string // address of the record or the archive
	name    string // what the heading begins with; "" for the archive
	up      string // what the link to the parent says
	entity  *site.Entity
	period
	before, after *period // the neighbouring years or months that have pages
}

// RecordSpans gives the pages of the years of a record, and of the months of its long years.
func (m *Maker) RecordSpans(e *site.Entity) []Span { return m.spans()[e.Kind][e.Index] }

func (m *Maker) makeSpans() (all [5][][]Span) {
	for k, c := range m.site.Kinds {
		all[k] = parallel.Map(c.Entities, func(e **site.Entity) []Span {
			if !HasYears(*e) {
				return nil
			}
			return spans(Span{parent: (*e).Address, name: (*e).Name, up: (*e).Name, entity: *e}, (*e).Record, false)
		})
	}
	return all
}

// ArchiveSpans gives the pages of all years and months.
func (m *Maker) ArchiveSpans() []Span {
	return spans(Span{parent: address.Archive, up: m.words.Word("archive.title")}, m.site.Briefings, true)
}

func spans(of Span, list []*site.Briefing, everyMonth bool) []Span {
	years := years(list)
	var full []period // the months that have pages
	for _, y := range years {
		if everyMonth || len(y.list) > FullYear {
			full = append(full, months(y.list)...)
		}
	}
	all := make([]Span, 0, len(years)+len(full))
	for _, periods := range [][]period{years, full} {
		for i, p := range periods {
			s := of
			s.period = p
			s.Address = p.address(of.parent)
			if i > 0 {
				s.after = &periods[i-1]
			}
			if i+1 < len(periods) {
				s.before = &periods[i+1]
			}
			all = append(all, s)
		}
	}
	return all
}

func (p period) address(parent string) string {
	if p.month == 0 {
		return address.Year(parent, p.year)
	}
	return address.Month(parent, p.year, p.month)
}

func (m *Maker) periodName(p *period) string {
	if p.month == 0 {
		return strconv.Itoa(p.year)
	}
	return m.words.Month(p.year, p.month)
}

// Period makes the page of a year or a month.
func (m *Maker) Period(s Span) *Period {
	heading := m.periodName(&s.period)
	if s.name != "" {
		heading = m.words.Word("period.heading", "name", s.name, "period", heading)
	}
	v := &Period{
		Head:    m.head("period", s.Address, heading, m.words.Word("period.described", "heading", heading, "briefings", m.briefings(len(s.list)))),
		Up:      Link{Text: s.up, Href: m.Href(s.parent)},
		Heading: heading, Total: len(s.list),
		Previous: m.spanLink(s, s.before), Next: m.spanLink(s, s.after),
	}
	if len(s.list) <= FullYear || s.month != 0 {
		v.Roles = m.roles(s.list, s.entity, len(s.list))
	}
	switch {
	case s.month != 0:
		v.Up = Link{Text: m.words.Word("period.heading", "name", s.up, "period", strconv.Itoa(s.year)), Href: m.Href(address.Year(s.parent, s.year))}
		v.Groups = m.byDay(s.list, s.entity)
	default:
		pages := s.entity == nil || len(s.list) > FullYear
		for _, p := range months(s.list) {
			href := "#" + address.MonthAnchor(p.year, p.month)
			if pages {
				href = m.Href(p.address(s.parent))
			}
			v.Months = append(v.Months, Count{Name: m.words.MonthAlone(p.month), Href: href, N: len(p.list)})
		}
		if len(s.list) <= FullYear {
			var link func(int, time.Month) string
			if pages {
				link = func(year int, month time.Month) string { return address.Month(s.parent, year, month) }
			}
			v.Groups = m.byMonth(s.list, link, s.entity)
		}
	}
	return v
}

func (m *Maker) spanLink(s Span, p *period) *Link {
	if p == nil {
		return nil
	}
	return &Link{Text: m.periodName(p), Href: m.Href(p.address(s.parent))}
}
