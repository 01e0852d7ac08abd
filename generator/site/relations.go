package site

import (
	"cmp"
	"math/bits"
	"slices"

	"dateline/generator/parallel"
)

const (
	maxRelated = 5  // briefings beside one
	nearby     = 8  // how far, in an entity's record, a related briefing may stand
	rare       = 40 // an entity in at most so many briefings relates two by itself
)

// relate finds for every briefing the ones that stand near it in the records of what it lists: the rarer what they
// share and the nearer in time, the closer. What the desk has chosen comes first.
func (m *maker) relate() {
	all := m.site.Briefings
	found := parallel.Map(all, func(b **Briefing) []Related { return relatedTo(*b) })
	for i, b := range all {
		b.Related = found[i]
	}
}

// entities gives what a briefing lists, but for its authors and series.
func (b *Briefing) entities() []*Entity {
	list := make([]*Entity, 0, len(b.Who)+len(b.Locations)+len(b.Topics))
	for _, w := range b.Who {
		list = append(list, w.Actor)
	}
	return append(append(list, b.Locations...), b.Topics...)
}

// weight falls with the number of briefings that list an entity, in steps, so that one more seldom changes it.
func (e *Entity) weight() int { return 960 / bits.Len(uint(len(e.Briefings))) }

// candidate is a briefing that shares something with another; shared has a bit for each of the other's entities.
type candidate struct {
	briefing *Briefing
	score    int
	shared   uint64
}

func relatedTo(b *Briefing) []Related {
	chosen := slices.Clone(b.Related)
	slices.SortFunc(chosen, func(a, b Related) int { return cmp.Compare(a.Briefing.Index, b.Briefing.Index) })
	entities := b.entities()
	entities = entities[:min(len(entities), 64)]
	var room [192]candidate
	candidates := room[:0]
	for n, e := range entities {
		at, _ := slices.BinarySearchFunc(e.Briefings, b.Index, func(x *Briefing, index int) int { return cmp.Compare(x.Index, index) })
		for _, other := range e.Briefings[max(0, at-nearby):min(len(e.Briefings), at+nearby+1)] {
			if other == b || slices.Contains(b.Translated, other) || slices.ContainsFunc(chosen, func(r Related) bool { return r.Briefing == other }) {
				continue
			}
			i := slices.IndexFunc(candidates, func(c candidate) bool { return c.briefing == other })
			if i < 0 {
				i = len(candidates)
				candidates = append(candidates, candidate{briefing: other})
			}
			candidates[i].shared |= 1 << n
			candidates[i].score += e.weight()
		}
	}
	candidates = slices.DeleteFunc(candidates, func(c candidate) bool {
		return bits.OnesCount64(c.shared) < 2 && len(entities[bits.TrailingZeros64(c.shared)].Briefings) > rare
	})
	for i, c := range candidates {
		days := int(b.Instant.Sub(c.briefing.Instant).Abs().Hours()) / 24
		candidates[i].score += 200 / (1 + days/7)
	}
	slices.SortFunc(candidates, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.briefing.Index, y.briefing.Index))
	})
	for _, c := range candidates[:min(len(candidates), max(0, maxRelated-len(chosen)))] {
		var shared []*Entity
		for n, e := range entities {
			if c.shared&(1<<n) != 0 {
				shared = append(shared, e)
			}
		}
		slices.SortStableFunc(shared, func(x, y *Entity) int { return cmp.Compare(y.weight(), x.weight()) })
		chosen = append(chosen, Related{Briefing: c.briefing, Shared: shared})
	}
	return chosen
}
