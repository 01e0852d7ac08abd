package view

import (
	"cmp"
	"slices"

	"dateline/generator/site"
	"dateline/generator/words"
)

// translations gives links to a briefing in other languages, each named in itself ("Українська"), and what search engines are told:
// the addresses of all of them and of the page itself, absolute where the site has an origin, and of the original as "x-default".
func (m *Maker) translations(b *site.Briefing) (links, alternates []Link) {
	if len(b.Translated) == 0 {
		return nil, nil
	}
	tag := func(b *site.Briefing) string { return cmp.Or(b.Language, m.site.Config.Language) }
	href := func(b *site.Briefing) string { return cmp.Or(m.Absolute(b.Address), m.Href(b.Address)) }
	for _, t := range b.Translated {
		links = append(links, Link{Text: words.SelfName(tag(t)), Href: m.Href(t.Address), Language: tag(t), Dir: direction(tag(t))})
	}
	all := append([]*site.Briefing{b}, b.Translated...)
	slices.SortFunc(all, func(x, y *site.Briefing) int {
		return cmp.Or(cmp.Compare(tag(x), tag(y)), cmp.Compare(x.Index, y.Index))
	})
	for i, t := range all {
		if i == 0 || tag(t) != tag(all[i-1]) { // A second text in a language has no page of its own there.
			alternates = append(alternates, Link{Text: tag(t), Href: href(t)})
		}
	}
	return links, append(alternates, Link{Text: "x-default", Href: href(b.Original)})
}
