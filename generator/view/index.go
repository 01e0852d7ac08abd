package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/generator/address"
	"dateline/generator/site"
	"golang.org/x/text/unicode/norm"
)

// Index makes the page of all entities of a kind. Above 1,000 entries it leads to a page for each letter.
func (m *Maker) Index(c site.Collection) *Index {
	group := kindWords[c.Kind].group
	v := m.index(address.Collection(c.Kind.Plural()), m.words.Word(group+".all"), m.words.Count(group+".described", len(c.Entities)))
	v.Total = len(c.Entities)
	letters := m.Letters(c)
	long := len(c.Entities) > LongIndex
	if len(c.Entities) > ShortIndex {
		v.Recent, v.Active = m.ranking(c.Kind), m.active(c)
		for _, l := range letters {
			href := "#" + l.ID
			if long {
				href = m.Href(l.Address)
			}
			v.Jump = append(v.Jump, Link{Text: l.Letter, Href: href})
		}
	}
	if long {
		v.Kinds = m.kindCounts(c)
	} else {
		for _, l := range letters {
			v.Letters = append(v.Letters, m.letter(l))
		}
	}
	if c.Kind == site.Location {
		v.Tree = m.tree(c)
	}
	return v
}

// Initial is a letter with the entities of a collection whose names begin with it. In a long collection it has a page.
type Initial struct {
	Address  string // of its page; "" without one
	ID       string
	Letter   string
	Entities []*site.Entity
}

// Letters parts a collection by the first letters of its names.
func (m *Maker) Letters(c site.Collection) []Initial {
	at := map[string]int{}
	var list []Initial
	for _, e := range c.Entities {
		letter, id := firstLetter(e.Name)
		i, known := at[id]
		if !known {
			i = len(list)
			at[id] = i
			list = append(list, Initial{ID: id, Letter: letter})
			if len(c.Entities) > LongIndex {
				list[i].Address = address.Letter(c.Kind.Plural(), id)
			}
		}
		list[i].Entities = append(list[i].Entities, e)
	}
	slices.SortFunc(list, func(a, b Initial) int { return strings.Compare(a.Letter, b.Letter) })
	return list
}

func (m *Maker) letter(l Initial) Letter {
	v := Letter{ID: l.ID, Letter: l.Letter}
	for _, e := range l.Entities {
		v.Entries = append(v.Entries, m.count(e))
	}
	return v
}

// LetterPage makes the page of a letter of a long index; all are the index's letters.
func (m *Maker) LetterPage(c site.Collection, l Initial, all []Initial) *Index {
	group := kindWords[c.Kind].group
	v := m.index(l.Address, m.words.Word("text.labelled", "label", m.words.Word(group+".all"), "text", l.Letter),
		m.words.Count(group+".letter", len(l.Entities), "letter", l.Letter))
	v.Total, v.Letters = len(l.Entities), []Letter{m.letter(l)}
	for _, other := range all {
		v.Jump = append(v.Jump, Link{Text: other.Letter, Href: m.Href(other.Address), Current: other.ID == l.ID})
	}
	return v
}

func (m *Maker) index(addr, heading, description string) *Index {
	return &Index{Head: m.head("index", addr, heading, description), Heading: heading}
}

// firstLetter gives the letter under which a name stands, without its marks, and that letter's form in addresses.
func firstLetter(name string) (letter, id string) {
	if name != "" && 'A' <= name[0] && name[0] <= 'Z' { // as most do
		return name[:1], strings.ToLower(name[:1])
	}
	for _, r := range norm.NFKD.String(name) {
		switch {
		case unicode.IsDigit(r):
			return "0–9", "0-9"
		case unicode.IsLetter(r):
			r = unicode.ToUpper(r)
			if r < utf8.RuneSelf {
				return string(r), strings.ToLower(string(r))
			}
			return string(r), fmt.Sprintf("u%04x", r)
		}
	}
	return "#", "other"
}

// active gives the entities with most briefings.
func (m *Maker) active(c site.Collection) []Count {
	list := slices.Clone(c.Entities)
	slices.SortStableFunc(list, func(a, b *site.Entity) int { return cmp.Compare(len(b.Record), len(a.Record)) })
	var counts []Count
	for _, e := range list[:min(len(list), ranking)] {
		counts = append(counts, m.count(e))
	}
	return counts
}

func (m *Maker) kindCounts(c site.Collection) []Count {
	n := map[string]int{}
	for _, e := range c.Entities {
		if kind := m.entityKind(e); kind != "" {
			n[kind]++
		}
	}
	var counts []Count
	for kind, number := range n {
		counts = append(counts, Count{Name: kind, N: number})
	}
	slices.SortFunc(counts, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Name, b.Name)) })
	return counts
}

// tree lists the places that lie in others, below the outermost ones. Places without any relation are in the list
// of letters only.
func (m *Maker) tree(c site.Collection) []Node {
	var below func(list []*site.Entity) []Node
	below = func(list []*site.Entity) []Node {
		var nodes []Node
		for _, e := range list {
			nodes = append(nodes, Node{Place: m.count(e), Within: below(e.Children)})
		}
		return nodes
	}
	var roots []*site.Entity
	for _, e := range c.Entities {
		if e.Parent == nil && (len(e.Children) > 0 || e.File != nil && e.File.EntityKind == "country") {
			roots = append(roots, e)
		}
	}
	return below(roots)
}
