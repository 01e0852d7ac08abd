package view

import (
	"dateline/generator/site"
)

// maxReferences is how many references a page lists: the newest.
const maxReferences = 30

// references gives the texts that refer to something, and how many more there are.
func (m *Maker) references(all []site.Reference) (list []Reference, more int) {
	for _, r := range all[:min(len(all), maxReferences)] {
		v := Reference{Sentence: r.Sentence}
		switch {
		case r.Briefing != nil:
			v.Title, v.Href, v.Date = m.linkTitle(r.Briefing), m.Href(r.Briefing.Address), m.day(r.Briefing.Date)
			v.Language, v.Dir = m.foreign(r.Briefing.Language)
		case r.Page != nil:
			v.Title, v.Href = r.Page.Title, m.Href(r.Page.Address)
			v.Language, v.Dir = m.foreign(r.Page.Language)
		default:
			v.Title, v.Href, v.Of = r.Entity.Name, m.to(r.Entity), m.words.Word(kindWords[r.Entity.Kind].group+".one")
		}
		list = append(list, v)
	}
	return list, len(all) - len(list)
}

// referencesSum mixes in what references gives.
func (m *Maker) referencesSum(s *Sum, all []site.Reference) {
	if len(all) == 0 {
		return
	}
	s.add(uint64(len(all)))
	for i := range all[:min(len(all), maxReferences)] {
		r := &all[i]
		s.add(r.Key)
		switch {
		case r.Briefing != nil:
			m.other(s, r.Briefing)
			s.add(r.Briefing.When)
		case r.Page != nil:
			s.text(r.Page.Title)
			s.text(r.Page.Address)
			s.text(r.Page.Language)
		default:
			s.add(uint64(m.sums().entity(r.Entity)))
		}
	}
}

// mentions gives what of a briefing's text becomes a link.
func (m *Maker) mentions(b *site.Briefing) []Mention {
	var list []Mention
	for _, found := range b.Mentions {
		list = append(list, Mention{int(found.Start), int(found.Stop), m.to(found.Entity)})
	}
	return list
}
