package site

import (
	"slices"
)

// earlier is the site that was made before, beside the one that is being made. What a briefing is related with depends on a
// few neighbours in each record, so for nearly all of them it is what it was.
type earlier struct {
	briefings []*Briefing  // of the new site, by index in the earlier one; nil for one that is gone or another
	was       []*Briefing  // of the earlier site, by index in the new one; nil for one that is new or another
	entities  [5][]*Entity // of the new site, by kind and index in the earlier one; nil for one that is gone
	records   [5][]*Entity // of the earlier site, by kind and index in the new one; nil for one that is new
	touched   []bool       // by index in the new site: what stands near in a record may be another
}

// earlier compares the site with the one before. It gives nil when there is none.
func (m *maker) earlier() *earlier {
	if m.memory.last == nil {
		return nil
	}
	last := m.memory.last.site
	e := &earlier{
		briefings: make([]*Briefing, len(last.Briefings)), was: make([]*Briefing, len(m.site.Briefings)), touched: make([]bool, len(m.site.Briefings)),
	}
	e.matchBriefings(last.Briefings, m.site.Briefings, m.byID)
	for k := range Series { // Series and authors relate nothing.
		e.matchEntities(last.Kinds[k].Entities, m.site.Kinds[k].Entities, k, m.kinds[k].withID)
		for i, old := range last.Kinds[k].Entities {
			if e.entities[k][i] == nil {
				e.touchAll(old)
			}
		}
	}
	if m.memory.lastIn == m.memory.world && len(last.Briefings) == len(m.site.Briefings) && !slices.Contains(e.was, nil) && slices.IsSortedFunc(e.was, func(a, b *Briefing) int { return a.Index - b.Index }) {
		return e // All briefings are what they were, and list what they listed.
	}
	for k := range Series {
		for i, entity := range m.site.Kinds[k].Entities {
			e.compare(entity, e.records[k][i])
		}
	}
	return e
}

// matchBriefings pairs the briefings that are in both sites and have not changed in anything that relates them.
func (e *earlier) matchBriefings(old, all []*Briefing, byID func(string) *Briefing) {
	next := 0 // the index at which the next one stands, if nothing came or went
	for i, b := range old {
		now := b
		if next < len(all) && all[next].facts == b.facts {
			now = all[next]
		} else if now = byID(b.ID); now == nil || !now.facts.alike(b.facts) {
			continue
		}
		e.briefings[i], e.was[now.Index] = now, b
		next = now.Index + 1
	}
}

// alike reports whether two texts stand at the same place in the order and list the same.
func (a *facts) alike(b *facts) bool {
	return a.key == b.key && a.seconds == b.seconds && a.day == b.day && a.dateOnly == b.dateOnly &&
		slices.Equal(a.words[Actor], b.words[Actor]) && slices.Equal(a.words[Location], b.words[Location]) && slices.Equal(a.words[Topic], b.words[Topic])
}

func (e *earlier) matchEntities(old, all []*Entity, kind EntityKind, withID func(string) *Entity) {
	e.entities[kind], e.records[kind] = make([]*Entity, len(old)), make([]*Entity, len(all))
	next := 0
	for i, entity := range old {
		now := entity
		if next < len(all) && all[next].ID == entity.ID {
			now = all[next]
		} else if now = withID(entity.ID); now == nil || !now.reached {
			continue
		}
		e.entities[kind][i], e.records[kind][now.Index] = now, entity
		next = now.Index + 1
	}
}

// touchAll touches what an entity that is gone related.
func (e *earlier) touchAll(old *Entity) {
	for _, b := range old.Briefings {
		if now := e.briefings[b.Index]; now != nil {
			e.touched[now.Index] = true
		}
	}
}

// compare touches the briefings in a record around the part of it that is another; all of them when it counts for another
// weight.
func (e *earlier) compare(now, old *Entity) {
	var before []*Briefing
	if old != nil {
		before = old.Briefings
	}
	list := now.Briefings
	from := 0
	for from < len(list) && from < len(before) && e.was[list[from].Index] == before[from] {
		from++
	}
	if from == len(list) && from == len(before) {
		return
	}
	to, back := len(list), len(before)
	for to > from && back > from && e.was[list[to-1].Index] == before[back-1] {
		to, back = to-1, back-1
	}
	for _, b := range now.touches(len(before), from, to) {
		e.touched[b.Index] = true
	}
}

// touches gives the briefings in a record that may be related otherwise when a part of it is new, and some number listed the
// entity before: those near that part; all when it counts for another weight.
func (e *Entity) touches(before, from, to int) []*Briefing {
	n := len(e.Briefings)
	if weight(n) != weight(before) || (n > rare) != (before > rare) {
		return e.Briefings
	}
	return e.Briefings[max(0, from-nearby):min(n, to+nearby)]
}

// listsTheSame reports whether what a briefing lists is what it was, in that order: its names may mean something else.
func (e *earlier) listsTheSame(b, was *Briefing) bool {
	same := func(now, old *Entity) bool { return e.entities[old.Kind][old.Index] == now }
	return slices.EqualFunc(b.Who, was.Who, func(now, old Appearance) bool { return same(now.Actor, old.Actor) }) &&
		slices.EqualFunc(b.Locations, was.Locations, same) && slices.EqualFunc(b.Topics, was.Topics, same)
}

// relatedTo gives what a briefing is related with if it is what it was. Chosen ones and translations, which may change without
// the briefing, must be the same.
func (e *earlier) relatedTo(b *Briefing) (list []Related, same bool) {
	if e == nil || e.touched[b.Index] || e.was[b.Index] == nil {
		return nil, false
	}
	was := e.was[b.Index]
	if !e.listsTheSame(b, was) || !slices.EqualFunc(b.Translated, was.Translated, func(now, old *Briefing) bool { return e.briefings[old.Index] == now }) {
		return nil, false
	}
	chosen, shared := 0, 0
	for i := range was.Related {
		if was.Related[i].Chosen {
			chosen++
		}
		shared += len(was.Related[i].Shared)
	}
	if chosen != len(b.Related) {
		return nil, false
	}
	list = make([]Related, len(was.Related))
	room := make([]*Entity, 0, shared)
	for i := range was.Related {
		r := &was.Related[i]
		start := len(room)
		for _, entity := range r.Shared {
			room = append(room, e.entities[entity.Kind][entity.Index])
		}
		now := e.briefings[r.Briefing.Index]
		list[i] = Related{Briefing: now, Chosen: r.Chosen, Shared: room[start:len(room):len(room)]}
		if now == nil || slices.Contains(list[i].Shared, nil) || r.Chosen && !slices.ContainsFunc(b.Related, func(r Related) bool { return r.Briefing == now }) {
			return nil, false
		}
	}
	return list, true
}
