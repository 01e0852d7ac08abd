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
	earlier := m.earlier()
	piece := 0 // A list that a later site takes over stands alone, so that no others stay with it.
	if m.memory.Once {
		piece = 256
	}
	parallel.Chunks(len(all), func(from, to int) {
		s := newSearch(m.site)
		s.piece = piece
		for _, b := range all[from:to] {
			if related, same := earlier.relatedTo(b); same {
				b.Related = related
			} else {
				b.Related = s.relatedTo(b)
			}
		}
	})
}

// weight falls with the number of briefings that list an entity, in steps, so that one more seldom changes it.
func weight(listed int) int { return 960 / max(1, bits.Len(uint(listed))) }

func (e *Entity) weight() int { return weight(len(e.Briefings)) }

// candidate is a briefing that shares something with another; shared has a bit for each of the other's entities.
type candidate struct {
	briefing *Briefing
	score    int
	shared   uint64
}

// search is the room that looking for related briefings needs, one after the other in the order of the site.
type search struct {
	entities   []*Entity // what the briefing lists, but for its authors and series; at most 64
	candidates []candidate
	slot       []int32    // by briefing: its place among the candidates, from 1; 0 for none
	next       [5][]int32 // by kind and entity: where in its record the next briefing that lists it should stand

	piece   int // as of mentionRoom
	related []Related
	shared  []*Entity
}

func newSearch(s *Site) *search {
	search := &search{slot: make([]int32, len(s.Briefings))}
	for k, c := range s.Kinds {
		search.next[k] = make([]int32, len(c.Entities))
	}
	return search
}

// place gives where in an entity's record the briefing stands.
func (s *search) place(e *Entity, b *Briefing) int {
	next := &s.next[e.Kind][e.Index]
	at := int(*next)
	if at >= len(e.Briefings) || e.Briefings[at] != b { // It is the first one here, or others were left out.
		at, _ = slices.BinarySearchFunc(e.Briefings, b.Index, func(x *Briefing, index int) int { return cmp.Compare(x.Index, index) })
	}
	*next = int32(at + 1)
	return at
}

// collect finds the candidates for a briefing.
func (s *search) collect(b *Briefing, chosen []Related) {
	s.entities, s.candidates = s.entities[:0], s.candidates[:0]
	for _, w := range b.Who {
		s.entities = append(s.entities, w.Actor)
	}
	s.entities = append(append(s.entities, b.Locations...), b.Topics...)
	s.slot[b.Index] = -1
	for _, other := range b.Translated {
		s.slot[other.Index] = -1
	}
	for _, r := range chosen {
		s.slot[r.Briefing.Index] = -1
	}
	for n, e := range s.entities {
		at, weight := s.place(e, b), e.weight()
		if n >= 64 {
			continue // Its place is to be known for the briefings to come.
		}
		for _, other := range e.Briefings[max(0, at-nearby):min(len(e.Briefings), at+nearby+1)] {
			slot := &s.slot[other.Index]
			switch {
			case *slot < 0:
				continue
			case *slot == 0:
				s.candidates = append(s.candidates, candidate{briefing: other})
				*slot = int32(len(s.candidates))
			}
			c := &s.candidates[*slot-1]
			c.shared |= 1 << n
			c.score += weight
		}
	}
	s.slot[b.Index] = 0
	for _, other := range b.Translated {
		s.slot[other.Index] = 0
	}
	for _, r := range chosen {
		s.slot[r.Briefing.Index] = 0
	}
	for _, c := range s.candidates {
		s.slot[c.briefing.Index] = 0
	}
}

func (s *search) relatedTo(b *Briefing) []Related {
	chosen := b.Related
	slices.SortFunc(chosen, func(a, b Related) int { return cmp.Compare(a.Briefing.Index, b.Briefing.Index) })
	s.collect(b, chosen)
	var room [maxRelated + 1]candidate
	best, most := room[:0], max(0, maxRelated-len(chosen))
	for _, c := range s.candidates {
		if bits.OnesCount64(c.shared) < 2 && len(s.entities[bits.TrailingZeros64(c.shared)].Briefings) > rare {
			continue
		}
		days := int(max(b.seconds-c.briefing.seconds, c.briefing.seconds-b.seconds) / (24 * 60 * 60))
		c.score += 200 / (1 + days/7)
		i := len(best)
		for i > 0 && (c.score > best[i-1].score || c.score == best[i-1].score && c.briefing.Index < best[i-1].briefing.Index) {
			i--
		}
		if i == most {
			continue
		}
		best = slices.Insert(best, i, c)
		best = best[:min(len(best), most)]
	}
	total := 0
	for _, c := range best {
		total += bits.OnesCount64(c.shared)
	}
	s.related, s.shared = roomFor(s.related, len(chosen)+len(best), s.piece), roomFor(s.shared, total, s.piece)
	start := len(s.related)
	s.related = append(s.related, chosen...)
	for _, c := range best {
		from := len(s.shared)
		for n, e := range s.entities {
			if n < 64 && c.shared&(1<<n) != 0 {
				s.shared = append(s.shared, e)
			}
		}
		shared := s.shared[from:len(s.shared):len(s.shared)]
		slices.SortStableFunc(shared, func(x, y *Entity) int { return cmp.Compare(y.weight(), x.weight()) })
		s.related = append(s.related, Related{Briefing: c.briefing, Shared: shared})
	}
	return s.related[start:len(s.related):len(s.related)]
}
