package view

import (
	"cmp"
	"slices"

	"dateline/generator/briefing"
	"dateline/generator/site"
)

// otherNames gives the aliases of an entity, and its names in other languages; one that is both stands with its language.
func otherNames(f *briefing.File) []Name {
	var names []Name
	at := map[string]bool{f.Name.Text: true}
	for _, n := range f.Names {
		if !at[n.Text] {
			names = append(names, Name{n.Text, n.Language, direction(n.Language)})
		}
		at[n.Text] = true
	}
	aliases := []Name{}
	for _, n := range f.Aliases {
		if !at[n.Text] {
			aliases = append(aliases, Name{Text: n.Text})
		}
		at[n.Text] = true
	}
	return append(aliases, names...)
}

// elsewhere gives what other sites say of an entity.
func elsewhere(f *briefing.File) []Link {
	var links []Link
	for _, l := range f.Links {
		links = append(links, Link{Text: l.Name, Href: l.URL})
	}
	if f.Wikidata != "" {
		links = append(links, Link{Text: "Wikidata", Href: "https://www.wikidata.org/wiki/" + f.Wikidata})
	}
	return links
}

// belonging fills what an actor belongs to, who belongs to it, and whom it followed.
func (m *Maker) belonging(v *Record, e *site.Entity) {
	for i := range e.Belongs {
		v.Belongs = append(v.Belongs, m.membership(e.Belongs[i].To, &e.Belongs[i]))
	}
	slices.SortStableFunc(v.Belongs, func(a, b Membership) int { // what holds now first
		switch {
		case a.Now == b.Now:
			return 0
		case a.Now:
			return -1
		}
		return 1
	})
	for i := range e.People {
		v.People = append(v.People, m.membership(e.People[i].Who, &e.People[i].Affiliation))
	}
	if s := e.Successor; s != nil {
		v.Successor = &Link{Text: s.Name, Href: m.to(s)}
	}
	for _, p := range e.Preceding {
		v.Preceding = append(v.Preceding, Link{Text: p.Name, Href: m.to(p)})
	}
}

func (m *Maker) membership(who *site.Entity, a *site.Affiliation) Membership {
	s := Membership{Name: who.Name, Href: m.to(who), Role: a.Role, Now: a.Holds(m.newest)}
	from, until := a.From, a.Until
	s.Past = !until.IsZero() && until.CompareDay(m.newest) < 0
	switch {
	case !from.IsZero() && !until.IsZero():
		s.When = m.words.Word("record.from-until", "from", m.plainDay(from), "until", m.plainDay(until))
	case !from.IsZero() && from.CompareDay(m.newest) > 0:
		s.When = m.words.Word("record.from", "date", m.plainDay(from))
	case !from.IsZero():
		s.When = m.words.Word("record.since", "date", m.plainDay(from))
	case !until.IsZero():
		s.When = m.words.Word("record.until", "date", m.plainDay(until))
	}
	return s
}

// office gives what an actor was on a day: the first of its affiliations then that has a role.
func (m *Maker) office(e *site.Entity, on briefing.Date) string {
	for i := range e.Belongs {
		if a := &e.Belongs[i]; a.Role != "" && a.Holds(on) {
			return m.words.List(a.Role, a.To.Name)
		}
	}
	return ""
}

// belongingSum stands for what belonging and office say of an actor, but for who belongs to it.
func (s *Sum) belonging(e *site.Entity) {
	for i := range e.Belongs {
		s.text(e.Belongs[i].To.Name)
		s.text(e.Belongs[i].To.Address)
	}
	s.text(cmp.Or(e.Image, "-"))
}
