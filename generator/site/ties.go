package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// tie resolves what the front matters say of other briefings.
func (m *maker) tie() (list diag.List) {
	var all []translation
	for _, b := range m.site.Briefings {
		if b.facts.tied {
			if of := m.related(b, &list); of != nil {
				all = append(all, translation{b, of})
			}
		}
	}
	m.siblings(all, &list)
	return list
}

// related resolves what a front matter says of others, and gives the briefing of which it is a translation; nil for none.
func (m *maker) related(b *Briefing, list *diag.List) (original *Briefing) {
	a := b.facts
	if a.tiedIn != m.memory.world {
		a.ties, a.tiedIn = a.ties[:0], m.memory.world
		for _, name := range b.File.Related {
			a.ties = append(a.ties, tie{m.named(b.File, name, "related", list), false})
		}
		if name := b.File.TranslationOf; name.Text != "" {
			a.ties = append(a.ties, tie{m.named(b.File, name, "translation_of", list), true})
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
		case t.translation:
			original = other
		case other == b:
		default:
			m.choose(b, other)
			m.choose(other, b)
		}
	}
	return original
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

// translation is a briefing with that of which it is a translation.
type translation struct{ b, of *Briefing }

// siblings makes all translations of one text translations of each other, in the order of the site. A translation of a translation
// is one of the original.
func (m *maker) siblings(all []translation, list *diag.List) {
	of := make(map[*Briefing]*Briefing, len(all))
	for _, t := range all {
		of[t.b] = t.of
	}
	groups := map[*Briefing][]*Briefing{} // by their originals
	var originals []*Briefing
	said := map[*Briefing]bool{} // to be in a circle
	for _, t := range all {
		original := root(t.b, of)
		switch {
		case original == nil:
			circle(t.b, of, said, list)
			continue
		case groups[original] == nil:
			originals = append(originals, original)
			groups[original] = []*Briefing{original}
		}
		groups[original] = append(groups[original], t.b)
	}
	for _, original := range originals {
		group := groups[original]
		m.twice(group, list)
		slices.SortFunc(group, func(x, y *Briefing) int { return cmp.Compare(x.Index, y.Index) })
		for _, b := range group {
			b.Original = original
			b.Translated = slices.DeleteFunc(slices.Clone(group), func(other *Briefing) bool { return other == b })
		}
	}
}

// root follows translations to the original; nil if they lead round in a circle.
func root(b *Briefing, of map[*Briefing]*Briefing) *Briefing {
	for range len(of) + 1 {
		if of[b] == nil {
			return b
		}
		b = of[b]
	}
	return nil
}

// circle reports the circle to which a briefing leads, once.
func circle(b *Briefing, of map[*Briefing]*Briefing, said map[*Briefing]bool, list *diag.List) {
	walked := map[*Briefing]bool{}
	for ; !walked[b]; b = of[b] {
		walked[b] = true
	}
	if said[b] {
		return
	}
	ids := []string{fmt.Sprintf("%q", b.ID)}
	said[b] = true
	for next := of[b]; next != b; next = of[next] {
		ids, said[next] = append(ids, fmt.Sprintf("%q", next.ID)), true
	}
	what := ids[0] + " is a translation of itself"
	if len(ids) > 1 {
		what = "translations lead round in a circle, and none is the original: " + strings.Join(append(ids, ids[0]), ", ")
	}
	list.Error(b.TranslationOf.Pos.In(b.Path), "translation-circle", what, "translation_of names another text, the original; take the line out of the original")
}

// twice warns of translations of one text into the same language. The original is the first of the group.
func (m *maker) twice(group []*Briefing, list *diag.List) {
	in := map[string]*Briefing{}
	for _, b := range group {
		tag := cmp.Or(b.Language, m.cfg.Language)
		other := in[tag]
		if other == nil {
			in[tag] = b
			continue
		}
		what := fmt.Sprintf("%q is a translation of the same text into the same language, %q", other.ID, tag)
		if other == group[0] {
			what = fmt.Sprintf("the original, %q, is in the same language, %q", other.ID, tag)
		}
		list.Warn(b.TranslationOf.Pos.In(b.Path), "same-language", what, `say in which language this text is, language = "…", or name the other one under "related" instead`)
	}
}

// named finds the briefing that a key of the front matter of a file names.
func (m *maker) named(f *briefing.File, name briefing.Name, key string, list *diag.List) *Briefing {
	if b := m.byID(name.Text); b != nil {
		return b
	}
	if m.broken.ids[name.Text] {
		return nil
	}
	if m.held.ids[name.Text] {
		list.Warn(name.Pos.In(f.Path), "held-back-link", fmt.Sprintf("%s %q is held back; it is left out", key, name.Text), "it appears once what it leads to is published")
		return nil
	}
	list.Error(name.Pos.In(f.Path), "broken-link", fmt.Sprintf("%s %q leads nowhere: no briefing has that id", key, name.Text), diag.DidYouMean(name.Text, sortedKeys(m.memory.ids)))
	return nil
}

func (m *maker) choose(b, other *Briefing) {
	if !slices.ContainsFunc(b.Related, func(r Related) bool { return r.Briefing == other }) {
		b.Related = append(b.Related, Related{Briefing: other, Chosen: true})
	}
}
