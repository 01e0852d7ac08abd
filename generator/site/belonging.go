package site

import (
	"cmp"
	"fmt"
	"slices"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// Affiliation is what an actor belongs to, or belonged to.
type Affiliation struct {
	To          *Entity
	Role        string // "" when none is given
	From, Until briefing.Date
}

// Holds reports whether somebody was affiliated on the day of a date, as it was written. Both ends belong to the time.
func (a *Affiliation) Holds(on briefing.Date) bool {
	return (a.From.IsZero() || on.CompareDay(a.From) >= 0) && (a.Until.IsZero() || on.CompareDay(a.Until) <= 0)
}

// Member is an actor who belongs to another, or belonged.
type Member struct {
	Who *Entity
	Affiliation
}

// belonging finds the entity that a key of an entity file f names, of the file's own kind. What is not found has been reported.
func (m *maker) belonging(f *briefing.File, kind EntityKind, name briefing.Name, message string) *Entity {
	r, word := &m.kinds[kind], kind.String()
	if kind == Location {
		word = "place"
	}
	e := r.named(address.Fold(name.Text))
	switch {
	case e != nil || m.broken.named(name.Text, kind):
	case m.held.named(name.Text, kind):
		m.list.Warn(name.Pos.In(f.Path), "held-back-link", fmt.Sprintf("only what is held back names the %s %q; it is left out", word, name.Text), "it appears once what names it is published")
	default:
		m.list.Error(name.Pos.In(f.Path), message, fmt.Sprintf("no %s is called %q", word, name.Text),
			orElse(diag.DidYouMean(name.Text, r.allNames()), fileHint(kind, cmp.Or(address.Slug(name.Text), "NAME"), name.Text)))
	}
	return e
}

// parent finds the place that a place lies in.
func (m *maker) parent(e *Entity) {
	if e.File != nil && e.File.Parent.Text != "" {
		e.Parent = m.belonging(e.File, Location, e.File.Parent, "unknown-parent")
	}
}

// parentCycles reports places that lie in themselves and cuts the circle.
func (m *maker) parentCycles() {
	for _, e := range m.kinds[Location].all {
		seen := map[*Entity]bool{}
		for p := e; p != nil; p = p.Parent {
			if seen[p] {
				m.list.Error(p.File.Parent.Pos.In(p.File.Path), "parent-cycle", fmt.Sprintf("the place %q lies within itself", p.Name), "give one of the places in this circle another parent, or none")
				p.Parent = nil
				break
			}
			seen[p] = true
		}
	}
}

// affiliate finds what an actor belongs to, and who came after it.
func (m *maker) affiliate(e *Entity) {
	if e.File == nil {
		return
	}
	itself := func(name briefing.Name, to *Entity, key string) bool {
		if to == e {
			m.list.Error(name.Pos.In(e.File.Path), "own-affiliation", fmt.Sprintf("%q names itself in %s", e.Name, key), "name another actor, or take the line out")
		}
		return to == e
	}
	for _, a := range e.File.Affiliations {
		if to := m.belonging(e.File, Actor, a.To, "unknown-affiliation"); to != nil && !itself(a.To, to, "affiliations") {
			e.Belongs = append(e.Belongs, Affiliation{to, a.Role, a.From, a.Until})
		}
	}
	if name := e.File.SucceededBy; name.Text != "" {
		if to := m.belonging(e.File, Actor, name, "unknown-successor"); to != nil && !itself(name, to, "succeeded_by") {
			e.Successor = to
		}
	}
}

// members fills who belongs to an actor, and whom it came after, of those that have a record.
func (m *maker) members() {
	for _, e := range m.site.Kinds[Actor].Entities {
		for _, a := range e.Belongs {
			a.To.People = append(a.To.People, Member{e, a})
		}
		if e.Successor != nil {
			e.Successor.Preceding = append(e.Successor.Preceding, e)
		}
	}
	for _, e := range m.site.Kinds[Actor].Entities {
		slices.SortStableFunc(e.People, func(a, b Member) int { return cmp.Or(lastsLonger(a.Until, b.Until), b.From.CompareDay(a.From)) })
	}
}

// lastsLonger puts the later end first; no end comes before all.
func lastsLonger(a, b briefing.Date) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return -1
	case b.IsZero():
		return 1
	}
	return b.CompareDay(a)
}
