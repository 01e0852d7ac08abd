package view

import (
	"encoding/binary"
	"math/bits"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/parallel"
	"dateline/generator/site"
)

// Making a view only to find that its digest did not change is most of a rebuild. A Sum stands for everything that a view
// is made from, at a fraction of the cost: a page whose Sum is what it was has the key that it had. It is the same in every
// process. A Sum may change although the view does not; the other way round would leave a stale page.
type Sum uint64

// add mixes in a number: both halves of a product that has all bits of both in it, as wyhash does.
func (s *Sum) add(n uint64) {
	high, low := bits.Mul64(uint64(*s)^n^0x9e3779b97f4a7c15, 0x9fb21c651e98df25)
	*s = Sum(high ^ low)
}

func (s *Sum) text(text string) { s.add(xxhash.Sum64String(text)) }

func (s *Sum) hash(h [32]byte) { s.add(binary.LittleEndian.Uint64(h[:])) }

// With gives the Sum of two things in this order.
func (s Sum) With(other Sum) Sum {
	s.add(uint64(other))
	return s
}

// sums are what the sums of views are made from.
type sums struct {
	base     Sum      // of the furniture and the settings
	cards    []Sum    // of briefings as others show them, by Index
	lists    []Sum    // of the dates of briefings with whom, where and what they list, by Index
	rows     []Sum    // of both
	texts    []Sum    // of the texts of briefings and what their references lead to, by Index
	entities [5][]Sum // of entities as others show them, by Kind and Index
	pictures map[string]*Picture
}

// Prepare makes now what all Sums are made from.
func (m *Maker) Prepare() { m.sums() }

func (m *Maker) makeSums() *sums {
	c := m.site.Config
	s := &sums{pictures: m.pictures}
	s.base.add(binary.LittleEndian.Uint64(m.shared.digest[:]))
	s.base.text(c.Timezone.String())
	s.base.text(c.Feed.Content)
	s.base.add(uint64(c.Feed.Items))
	for k, collection := range m.site.Kinds {
		s.entities[k] = make([]Sum, len(collection.Entities))
		parallel.Chunks(len(collection.Entities), func(from, to int) {
			for i := from; i < to; i++ {
				s.entities[k][i] = entitySum(collection.Entities[i])
			}
		})
	}
	n := len(m.site.Briefings)
	s.cards, s.lists, s.rows, s.texts = make([]Sum, n), make([]Sum, n), make([]Sum, n), make([]Sum, n)
	parallel.Chunks(n, func(from, to int) {
		for i, b := range m.site.Briefings[from:to] {
			s.cards[from+i], s.lists[from+i] = s.card(b), s.list(b)
			s.rows[from+i] = s.cards[from+i].With(s.lists[from+i])
		}
	})
	parallel.Chunks(n, func(from, to int) {
		for i, b := range m.site.Briefings[from:to] {
			s.texts[from+i].hash(b.Hash)
			s.links(&s.texts[from+i], b.Links)
		}
	})
	return s
}

// card stands for a briefing as others show it: its front matter, and where it stands.
func (s *sums) card(b *site.Briefing) (sum Sum) {
	sum.add(b.Front)
	sum.add(b.Key)
	if len(b.Locations) > 0 {
		sum.add(uint64(s.entity(b.Locations[0])))
	}
	return sum
}

// list stands for the date of a briefing and what it lists, with the roles.
func (s *sums) list(b *site.Briefing) (sum Sum) {
	sum.add(b.When)
	sum.add(b.Roles)
	for i := range b.Who {
		sum.add(uint64(s.entity(b.Who[i].Actor)))
	}
	for _, list := range [3][]*site.Entity{b.Locations, b.Topics, b.Authors} {
		sum.add(uint64(len(list)))
		for _, e := range list {
			sum.add(uint64(s.entity(e)))
		}
	}
	if b.Series != nil {
		sum.add(uint64(s.entity(b.Series)))
	}
	return sum
}

// entitySum stands for an entity and the places around it.
func entitySum(e *site.Entity) Sum {
	var s Sum
	if len(e.Belongs) > 0 || e.Image != "" {
		s.belonging(e)
	}
	for ; e != nil; e = e.Parent {
		s.text(e.Name)
		s.text(e.Address)
		if e.File != nil {
			s.hash(e.File.Hash)
			s.text(e.File.Path)
		}
	}
	return s
}

func (s *sums) entity(e *site.Entity) Sum { return s.entities[e.Kind][e.Index] }

// other mixes in a briefing as a link to it shows it; nil too.
func (m *Maker) other(s *Sum, b *site.Briefing) {
	if b == nil {
		s.add(0)
		return
	}
	s.add(uint64(m.sums().cards[b.Index]))
}

// links mixes in what the references of a text lead to; their own words are in the text.
func (s *sums) links(sum *Sum, links []site.Link) {
	for i := range links {
		switch l := &links[i]; l.Kind {
		case site.ToNothing:
			sum.add(0)
		case site.ToBriefing:
			sum.add(uint64(s.cards[l.Briefing.Index]))
		case site.ToEntity:
			sum.add(uint64(s.entity(l.Entity)))
		case site.ToPage:
			sum.text(l.Page.Address)
			sum.text(l.Page.Title)
		case site.ToPath:
			s.picture(sum, l.Path)
		}
	}
}

// SiteSum stands for everything of the site but its texts.
func (m *Maker) SiteSum() Sum {
	s := m.sums().base
	m.listSum(&s, m.site.Briefings)
	for _, list := range m.sums().entities {
		for _, e := range list {
			s.add(uint64(e))
		}
	}
	return s
}

// TextsSum stands for everything of the site, and the texts of its newest briefings.
func (m *Maker) TextsSum() Sum {
	s := m.SiteSum()
	for _, b := range m.site.Briefings[:min(len(m.site.Briefings), m.site.Config.Feed.Items)] {
		s.add(uint64(m.sums().texts[b.Index]))
	}
	return s
}

// BriefingSum stands for what the page of a briefing is made from.
func (m *Maker) BriefingSum(b *site.Briefing) Sum {
	sums := m.sums()
	s := sums.base
	s.add(uint64(sums.texts[b.Index]))
	s.add(uint64(sums.rows[b.Index]))
	m.other(&s, b.Previous)
	m.other(&s, b.Next)
	for _, r := range b.Related {
		m.other(&s, r.Briefing)
		for _, e := range r.Shared {
			s.add(uint64(sums.entity(e)))
		}
		s.add(uint64(len(r.Shared)))
	}
	for _, t := range b.Translated {
		m.other(&s, t)
	}
	s.add(b.MentionsKey)
	m.referencesSum(&s, b.Referred)
	if len(b.Locations) > 0 && b.Locations[0].Briefings[0] == b {
		s.add(1)
	}
	return s
}

// listSum mixes in briefings as rows of a list, with what they list.
func (m *Maker) listSum(s *Sum, list []*site.Briefing) {
	rows := m.sums().rows
	s.add(uint64(len(list)))
	for _, b := range list {
		s.add(uint64(rows[b.Index]))
	}
}

// RecordSum stands for what the page of an entity is made from.
func (m *Maker) RecordSum(e *site.Entity) Sum {
	s := m.sums().base
	s.add(uint64(m.newest.Year)<<8 | uint64(m.newest.Month)) // where the strip ends
	s.add(uint64(m.sums().entity(e)))
	for _, name := range e.Other {
		s.text(name)
	}
	m.sums().links(&s, e.Links)
	m.sums().picture(&s, e.Image)
	if len(e.Belongs)+len(e.People) > 0 {
		s.add(uint64(m.newest.Day)) // on which somebody belongs or does not
	}
	for i := range e.People {
		s.add(uint64(m.sums().entity(e.People[i].Who)))
	}
	if e.Successor != nil {
		s.add(uint64(m.sums().entity(e.Successor)))
	}
	for _, p := range e.Preceding {
		s.add(uint64(m.sums().entity(p)))
	}
	for _, child := range e.Children {
		m.countSum(&s, child)
	}
	m.referencesSum(&s, e.Referred)
	s.add(uint64(len(e.Briefings)))
	newest := e.Record[:min(len(e.Record), newestRows)]
	m.listSum(&s, newest)
	lists := m.sums().lists // The others are counted and not shown.
	for _, b := range e.Record[len(newest):] {
		s.add(uint64(lists[b.Index]))
	}
	return s
}

// countSum mixes in an entity as indexes list it.
func (m *Maker) countSum(s *Sum, e *site.Entity) {
	s.add(uint64(m.sums().entity(e)))
	s.add(uint64(len(e.Record)))
	if len(e.Record) > 0 {
		s.add(e.Record[0].When)
	}
}

// IndexSum stands for what the index of a collection is made from.
func (m *Maker) IndexSum(c site.Collection) Sum {
	s := m.sums().base
	for _, e := range c.Entities {
		m.countSum(&s, e)
	}
	for _, b := range m.lately() {
		s.add(uint64(m.sums().lists[b.Index]))
	}
	return s
}

// LetterSum stands for what the page of a letter of an index is made from.
func (m *Maker) LetterSum(l Initial, all []Initial) Sum {
	s := m.sums().base
	for _, other := range all {
		s.text(other.Letter)
	}
	for _, e := range l.Entities {
		m.countSum(&s, e)
	}
	return s
}

// PeriodSum stands for what the page of a year or month is made from.
func (m *Maker) PeriodSum(span Span) Sum {
	s := m.sums().base
	s.text(span.Address)
	s.text(span.name)
	for _, near := range []*period{span.before, span.after} {
		if near != nil {
			s.add(uint64(near.year)<<8 | uint64(near.month))
		}
		s.add(1)
	}
	m.listSum(&s, span.list)
	return s
}

// FeedSum stands for what the feed of an entity is made from.
func (m *Maker) FeedSum(e *site.Entity) Sum {
	s := m.sums().base
	s.add(uint64(m.sums().entity(e)))
	newest := e.Record[:min(len(e.Record), m.site.Config.Feed.Items)]
	m.listSum(&s, newest)
	for _, b := range newest {
		s.add(uint64(m.sums().texts[b.Index]))
	}
	if n := len(m.site.Briefings); n > 0 && len(newest) == 0 {
		m.other(&s, m.site.Briefings[n-1]) // its date is that of an empty feed
	}
	return s
}

// PagesSum stands for the addresses of the site's own pages and of the archive's.
func (m *Maker) PagesSum() Sum {
	s := m.sums().base
	for _, p := range m.site.Pages {
		if !p.NoIndex {
			s.text(p.Address)
		}
	}
	for _, span := range m.ArchiveSpans() {
		s.text(span.Address)
	}
	return s
}

// PlacesSum stands for the addresses of briefings, and when they were modified.
func (m *Maker) PlacesSum(list []*site.Briefing) Sum {
	s := m.sums().base
	for _, b := range list {
		s.add(b.Key)
		_, offset := b.Modified.Zone()
		s.add(uint64(b.Modified.Unix()))
		s.add(uint64(offset))
	}
	return s
}

// RecordPlacesSum stands for the addresses of a collection's pages, and when their records were modified.
func (m *Maker) RecordPlacesSum(c site.Collection) Sum {
	s := m.IndexSum(c)
	for _, e := range c.Entities {
		for _, span := range m.RecordSpans(e) {
			s.add(uint64(span.year)<<8 | uint64(span.month))
		}
	}
	return s
}
