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
	addr := address.Collection(c.Kind.Plural())
	v := m.index(c, addr, kindNames[c.Kind].all)
	v.Total = len(c.Entities)
	letters := m.letters(c)
	long := len(c.Entities) > LongIndex
	if len(c.Entities) > ShortIndex {
		v.Active = m.active(c)
		for _, l := range letters {
			href := "#" + l.ID
			if long {
				href = m.Href(address.Letter(c.Kind.Plural(), l.ID))
			}
			v.Jump = append(v.Jump, Link{Text: l.Letter, Href: href})
		}
	}
	if long {
		v.Kinds = kindCounts(c)
	} else {
		v.Letters = letters
	}
	if c.Kind == site.Location {
		v.Tree = m.tree(c)
	}
	return v
}

// Letter is one letter's page of a long index.
type LetterPage struct {
	Address string
	*Index
}

// Letters makes the pages of the letters of a long index; a shorter one has none.
func (m *Maker) Letters(c site.Collection) []LetterPage {
	if len(c.Entities) <= LongIndex {
		return nil
	}
	var pages []LetterPage
	letters := m.letters(c)
	for _, l := range letters {
		addr := address.Letter(c.Kind.Plural(), l.ID)
		v := m.index(c, addr, kindNames[c.Kind].all+": "+l.Letter)
		v.Total, v.Letters = len(l.Entries), []Letter{l}
		for _, other := range letters {
			v.Jump = append(v.Jump, Link{Text: other.Letter, Href: m.Href(address.Letter(c.Kind.Plural(), other.ID)), Current: other.ID == l.ID})
		}
		pages = append(pages, LetterPage{addr, v})
	}
	return pages
}

func (m *Maker) index(c site.Collection, addr, heading string) *Index {
	return &Index{Head: m.head("index", addr, heading, fmt.Sprintf("All %d %s, with their briefings.", len(c.Entities), strings.ToLower(kindNames[c.Kind].all))), Heading: heading}
}

// letters parts a collection by the first letter of its names.
func (m *Maker) letters(c site.Collection) []Letter {
	byID := map[string]*Letter{}
	var ids []string
	for _, e := range c.Entities {
		letter, id := firstLetter(e.Name)
		l := byID[id]
		if l == nil {
			l = &Letter{ID: id, Letter: letter}
			byID[id] = l
			ids = append(ids, id)
		}
		l.Entries = append(l.Entries, m.count(e))
	}
	slices.SortFunc(ids, func(a, b string) int { return strings.Compare(byID[a].Letter, byID[b].Letter) })
	list := make([]Letter, len(ids))
	for i, id := range ids {
		list[i] = *byID[id]
	}
	return list
}

// firstLetter gives the letter under which a name stands, without its marks, and that letter's form in addresses.
func firstLetter(name string) (letter, id string) {
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
	slices.SortStableFunc(list, func(a, b *site.Entity) int { return cmp.Compare(len(b.Briefings), len(a.Briefings)) })
	var counts []Count
	for _, e := range list[:min(len(list), ranking)] {
		counts = append(counts, m.count(e))
	}
	return counts
}

func kindCounts(c site.Collection) []Count {
	n := map[string]int{}
	for _, e := range c.Entities {
		if kind := entityKind(e); kind != "" {
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
