package site

import (
	"fmt"
	"slices"
	"strings"

	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// Naming is a name of an entity as it is written, with its first place: where a briefing lists it, by path and line, else in the
// entity's file.
type Naming struct {
	Text   string
	Pos    diag.Pos
	Entity *Entity
}

// Namings gives all names of a kind in the last site, by text. An entity has one at least, also when it has no record.
func (m *Memory) Namings(kind EntityKind) []Naming {
	r, v := &m.last.kinds[kind], &m.words[kind]
	first := make([]diag.Pos, len(v.list)) // by word; in no file when no briefing lists it
	for _, b := range m.last.site.Briefings {
		numbers := b.facts.words[kind]
		listed(b.File, kind, func(n *briefing.Name) {
			w, at := numbers[0], n.Pos.In(b.Path)
			if numbers = numbers[1:]; first[w].File == "" || before(at, first[w]) {
				first[w] = at
			}
		})
	}
	var all []Naming
	for w, e := range r.meant {
		if e != nil && first[w].File != "" {
			all = append(all, Naming{v.list[w].text, first[w], e})
		}
	}
	for _, e := range r.all {
		if e.File == nil {
			continue
		}
		names := slices.Concat([]briefing.Name{e.File.Name}, e.File.Aliases, e.File.WeakAliases)
		for _, n := range e.File.Names {
			names = append(names, n.Name)
		}
		for _, n := range names {
			if w, known := v.numbers[n.Text]; !known || first[w].File == "" {
				all = append(all, Naming{n.Text, n.Pos.In(e.File.Path), e})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Naming) int { return strings.Compare(a.Text, b.Text) })
	return all
}

// Listed visits the names of a kind that a briefing of the last site lists, with what they mean.
func (m *Memory) Listed(b *Briefing, kind EntityKind, visit func(n briefing.Name, e *Entity)) {
	numbers := b.facts.words[kind]
	listed(b.File, kind, func(n *briefing.Name) {
		visit(*n, m.last.kinds[kind].meant[numbers[0]])
		numbers = numbers[1:]
	})
}

// Holds reports whether a place lies within another.
func (e *Entity) Holds(place *Entity) bool {
	for p := place.Parent; p != nil; p = p.Parent {
		if p == e {
			return true
		}
	}
	return false
}

// HasRecord reports whether something visible refers to an entity, so that it has a record.
func (e *Entity) HasRecord() bool { return e.reached }

// AliasHint says what to write if a spelling is another name of an entity.
func (e *Entity) AliasHint(spelling string) string {
	switch folder := kindWords[e.Kind].folder; {
	case e.File != nil:
		return fmt.Sprintf("if they are one, add it to the aliases in %s, as in aliases = [%q]", e.File.Path, spelling)
	case folder == "":
		return "if they are one, spell them alike"
	default:
		return fmt.Sprintf("if they are one, create briefings/%s/%s.md with the lines name = %q and aliases = [%q] between two lines +++", folder, e.ID, e.Name, spelling)
	}
}
