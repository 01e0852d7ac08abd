package view

import (
	"encoding/binary"
	"hash/maphash"

	"dateline/generator/briefing"
	"dateline/generator/site"
)

// Making a view only to find that its digest did not change is most of a rebuild. A Sum stands for everything that a view
// is made from, at a fraction of the cost: within one process, a page whose Sum is what it was has the key that it had.
// A Sum may change although the view does not; the other way round would leave a stale page.
type Sum uint64

var seed = maphash.MakeSeed()

// add mixes in a number.
func (s *Sum) add(n uint64) {
	x := uint64(*s) ^ n
	x ^= x >> 32
	x *= 0x9fb21c651e98df25
	x ^= x >> 32
	*s = Sum(x + 0x9e3779b97f4a7c15)
}

func (s *Sum) text(text string) { s.add(maphash.String(seed, text)) }

func (s *Sum) hash(h [32]byte) { s.add(binary.LittleEndian.Uint64(h[:])) }

// sums are what the sums of views are made from.
type sums struct {
	base     Sum      // of the furniture and the settings
	cards    []Sum    // of briefings as others show them, by Index
	lists    []Sum    // of whom, where and what briefings list, by Index
	entities [5][]Sum // of entities as others show them, by Kind and Index
}

func (m *Maker) makeSums() *sums {
	c := m.site.Config
	s := &sums{}
	s.base.add(binary.LittleEndian.Uint64(m.shared.digest[:]))
	s.base.text(c.Timezone.String())
	s.base.text(c.Feed.Content)
	s.base.add(uint64(c.Feed.Items))
	for k, collection := range m.site.Kinds {
		s.entities[k] = make([]Sum, len(collection.Entities))
		for i, e := range collection.Entities {
			s.entities[k][i] = entitySum(e)
		}
	}
	s.cards, s.lists = make([]Sum, len(m.site.Briefings)), make([]Sum, len(m.site.Briefings))
	for i, b := range m.site.Briefings {
		s.cards[i].add(binary.LittleEndian.Uint64(m.cards[i].digest[:]))
		s.cards[i].text(b.ID)
		for _, w := range b.Who {
			s.lists[i].add(uint64(s.entity(w.Actor)))
			for _, r := range w.Roles {
				s.lists[i].text(r.Name)
				s.lists[i].text(r.By)
			}
		}
		for _, list := range [][]*site.Entity{b.Locations, b.Topics, b.Authors} {
			s.lists[i].add(uint64(len(list)))
			for _, e := range list {
				s.lists[i].add(uint64(s.entity(e)))
			}
		}
		if b.Series != nil {
			s.lists[i].add(uint64(s.entity(b.Series)))
		}
	}
	return s
}

// entitySum stands for an entity and the places around it.
func entitySum(e *site.Entity) Sum {
	var s Sum
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

func targetSum(s *Sum, targets []briefing.Target) {
	for _, t := range targets {
		s.text(t.Href)
		s.text(t.Text)
	}
}

// BriefingSum stands for what the page of a briefing is made from.
func (m *Maker) BriefingSum(b *site.Briefing) Sum {
	s := m.sums().base
	s.hash(b.Hash)
	s.text(b.Path)
	s.text(b.ID)
	s.text(b.Address)
	s.add(uint64(m.sums().lists[b.Index]))
	targetSum(&s, b.Targets)
	m.other(&s, b.Previous)
	m.other(&s, b.Next)
	for _, r := range b.Related {
		m.other(&s, r.Briefing)
		for _, e := range r.Shared {
			s.add(uint64(m.sums().entity(e)))
		}
		s.add(uint64(len(r.Shared)))
	}
	for _, t := range b.Translated {
		m.other(&s, t)
	}
	if len(b.Locations) > 0 && b.Locations[0].Briefings[0] == b {
		s.add(1)
	}
	return s
}

// listSum mixes in briefings with what they list.
func (m *Maker) listSum(s *Sum, list []*site.Briefing) {
	s.add(uint64(len(list)))
	for _, b := range list {
		s.add(uint64(m.sums().cards[b.Index]))
		s.add(uint64(m.sums().lists[b.Index]))
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
	targetSum(&s, e.Targets)
	for _, child := range e.Children {
		s.add(uint64(m.sums().entity(child)))
		s.add(uint64(len(child.Briefings)))
		if len(child.Briefings) > 0 {
			m.other(&s, child.Briefings[0])
		}
	}
	m.listSum(&s, e.Briefings)
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
	newest := e.Briefings[:min(len(e.Briefings), m.site.Config.Feed.Items)]
	m.listSum(&s, newest)
	for _, b := range newest {
		s.hash(b.Hash)
		targetSum(&s, b.Targets)
	}
	if n := len(m.site.Briefings); n > 0 && len(newest) == 0 {
		m.other(&s, m.site.Briefings[n-1]) // its date is that of an empty feed
	}
	return s
}
