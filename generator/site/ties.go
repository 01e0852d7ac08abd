package site

import (
	"cmp"
	"fmt"
	"slices"

	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// tie resolves what the front matters say of other briefings.
func (m *maker) tie() (list diag.List) {
	for _, b := range m.site.Briefings {
		if b.facts.tied {
			m.related(b, &list)
		}
	}
	m.siblings()
	return list
}

func (m *maker) related(b *Briefing, list *diag.List) {
	a := b.facts
	if a.tiedIn != m.memory.world {
		a.ties, a.tiedIn = a.ties[:0], m.memory.world
		for _, name := range b.File.Related {
			a.ties = append(a.ties, tie{m.named(name, "related", list), false})
		}
		if name := b.File.TranslationOf; name.Text != "" {
			a.ties = append(a.ties, tie{m.named(name, "translation_of", list), true})
		}
		if slices.ContainsFunc(a.ties, func(t tie) bool { return t.to == nil }) {
			a.tiedIn = 0 // There is something to say, the next time too.
		}
	}
	for i, t := range a.ties {
		if t.to == nil {
			continue
		}
		other := m.now(t.to)
		a.ties[i].to = other
		switch {
		case other == b:
		case t.translation:
			b.Translated = append(b.Translated, other)
			other.Translated = append(other.Translated, b)
		default:
			m.choose(b, other)
			m.choose(other, b)
		}
	}
}

// tie is another briefing that a front matter names.
type tie struct {
	to          *Briefing
	translation bool
}

// now gives the briefing of this site that a briefing of it, or of one in which ids meant the same, is.
func (m *maker) now(b *Briefing) *Briefing {
	if m.memory.has(b.facts) {
		return b.facts.briefing
	}
	return m.byID(b.ID) // Its file is another.
}

// siblings makes all translations of one text translations of each other, in the order of the site.
func (m *maker) siblings() {
	for _, original := range m.site.Briefings {
		if len(original.Translated) == 0 || original.TranslationOf.Text != "" {
			continue
		}
		for _, b := range original.Translated {
			for _, other := range original.Translated {
				if other != b && !slices.Contains(b.Translated, other) {
					b.Translated = append(b.Translated, other)
				}
			}
		}
	}
	for _, b := range m.site.Briefings {
		if len(b.Translated) > 0 {
			slices.SortFunc(b.Translated, func(x, y *Briefing) int { return cmp.Compare(x.Index, y.Index) })
			b.Translated = slices.Compact(b.Translated)
		}
	}
}

// named finds the briefing that a key of the front matter names.
func (m *maker) named(name briefing.Name, key string, list *diag.List) *Briefing {
	if b := m.byID(name.Text); b != nil {
		return b
	}
	if m.broken.ids[name.Text] {
		return nil
	}
	if m.held.ids[name.Text] {
		list.Warn(name.Pos, "held-back-link", fmt.Sprintf("%s %q is held back; it is left out", key, name.Text), "it appears once what it leads to is published")
		return nil
	}
	list.Error(name.Pos, "broken-link", fmt.Sprintf("%s %q leads nowhere: no briefing has that id", key, name.Text), diag.DidYouMean(name.Text, sortedKeys(m.memory.ids)))
	return nil
}

func (m *maker) choose(b, other *Briefing) {
	if !slices.ContainsFunc(b.Related, func(r Related) bool { return r.Briefing == other }) {
		b.Related = append(b.Related, Related{Briefing: other, Chosen: true})
	}
}
