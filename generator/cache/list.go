package cache

import (
	"math"
	"unsafe"

	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// stocks are the memory for the texts and the lists of a part, each kind in one piece.
type stocks struct {
	texts        stock[briefing.File]
	entities     stock[briefing.Entity]
	names        stock[briefing.Name]
	actors       stock[briefing.ActorRef]
	updates      stock[briefing.Update]
	sources      stock[briefing.Source]
	localNames   stock[briefing.LocalName]
	links        stock[briefing.WebLink]
	affiliations stock[briefing.Affiliation]
	coordinates  stock[briefing.Coordinates]
	headings     stock[briefing.Heading]
	refs         stock[briefing.Ref]
	found        stock[briefing.Found]
	diagnostics  stock[diag.Diagnostic]
}

// stock is the memory for things of one kind.
type stock[T any] struct {
	total int // in the whole part
	free  []T
}

// totals goes over how many things of each kind a part has.
func (c *coder) totals(s *stocks) {
	c.int(&s.texts.total)
	c.int(&s.entities.total)
	c.int(&s.names.total)
	c.int(&s.actors.total)
	c.int(&s.updates.total)
	c.int(&s.sources.total)
	c.int(&s.localNames.total)
	c.int(&s.links.total)
	c.int(&s.affiliations.total)
	c.int(&s.coordinates.total)
	c.int(&s.headings.total)
	c.int(&s.refs.total)
	c.int(&s.found.total)
	c.int(&s.diagnostics.total)
}

// The fewest bytes that things take.
const (
	minEntry       = 1 + 1 + 4 + 12
	minSource      = 9
	minText        = 37
	minEntity      = 22
	minName        = 3
	minActor       = 4
	minUpdate      = 2
	minEvidence    = 3
	minLocalName   = 4
	minLink        = 2
	minAffiliation = 6
	minPlace       = 16
	minHeading     = 3
	minRef         = 10
	minFound       = 5
	minDiagnostic  = 7
)

// fill takes the memory that the totals ask for, and reports false when the part is too short for so many things.
func (c *coder) fill() bool {
	s := &c.stocks
	s.texts.fill(c, minText)
	s.entities.fill(c, minEntity)
	s.names.fill(c, minName)
	s.actors.fill(c, minActor)
	s.updates.fill(c, minUpdate)
	s.sources.fill(c, minEvidence)
	s.localNames.fill(c, minLocalName)
	s.links.fill(c, minLink)
	s.affiliations.fill(c, minAffiliation)
	s.coordinates.fill(c, minPlace)
	s.headings.fill(c, minHeading)
	s.refs.fill(c, minRef)
	s.found.fill(c, minFound)
	s.diagnostics.fill(c, minDiagnostic)
	return c.bad == nil
}

func (s *stock[T]) fill(c *coder, size int) {
	if c.afford(s.total, size) && s.total > 0 {
		s.free = make([]T, s.total)
		touch(s.free)
	}
}

// touch writes to every page of new memory. A page that is read before it is written is mapped twice, and all cores have to
// forget the first mapping; together that took half of the time of reading.
func touch[T any](s []T) {
	const page = 4096
	var zero T
	for i := 0; i < len(s); i += max(1, page/int(unsafe.Sizeof(zero))) {
		s[i] = zero
	}
}

// take gives n new things.
func (s *stock[T]) take(c *coder, n int) []T {
	switch {
	case n == 0:
		return []T{} // not nil
	case n > len(s.free):
		c.refuse(errDamaged)
		return nil
	}
	taken := s.free[:n:n]
	s.free = s.free[n:]
	return taken
}

// list goes over a list.
func list[T any](c *coder, l *[]T, from *stock[T], each func(*coder, *T)) {
	n, ok := c.length(len(*l), *l == nil)
	switch {
	case !ok:
		return
	case c.reading:
		*l = from.take(c, n)
	default:
		from.total += n
	}
	for i := range *l {
		each(c, &(*l)[i])
	}
}

// length goes over the length of a list. It reports false for the list that is nil.
func (c *coder) length(n int, isNil bool) (int, bool) {
	switch {
	case c.reading:
		known := c.next()
		if known > math.MaxInt32 {
			c.refuse(errDamaged)
			return 0, false
		}
		return int(known) - 1, known > 0
	case isNil:
		c.number(0)
	default:
		c.number(uint64(n) + 1)
	}
	return n, !isNil
}

// maybe goes over a thing that may be absent.
func maybe[T any](c *coder, p **T, from *stock[T], each func(*coder, *T)) {
	if !c.is(*p != nil) {
		return
	}
	if !c.reading {
		from.total++
	} else if taken := from.take(c, 1); taken != nil {
		*p = &taken[0]
	} else {
		return
	}
	each(c, *p)
}
