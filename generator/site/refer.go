package site

import (
	"slices"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/briefing"
)

// Reference is where a text names an entity or another briefing, and is not in its record for that.
type Reference struct {
	Briefing *Briefing // one of the three
	Page     *Page
	Entity   *Entity
	Sentence string // that the name stands in; "" when there is none
	Key      uint64 // stands for the sentence
}

// refer notes on all entities and briefings which texts refer to them.
func (m *maker) refer() {
	counts := [5][]int32{}
	for k := range m.kinds {
		counts[k] = make([]int32, len(m.site.Kinds[k].Entities))
	}
	for _, b := range m.site.Briefings {
		for i := range b.Strangers {
			e := b.Strangers[i].Entity
			counts[e.Kind][e.Index]++
		}
	}
	for k := range m.kinds {
		for i, e := range m.site.Kinds[k].Entities {
			e.Referred = make([]Reference, 0, counts[k][i])
		}
	}
	for _, b := range m.site.Briefings {
		b.refer()
	}
	for _, p := range m.site.Pages {
		eachReferred(p.Body.Refs, p.Links, func(_ *Link, to *[]Reference, sentence string) {
			*to = append(*to, Reference{Page: p, Sentence: sentence, Key: xxhash.Sum64String(sentence)})
		})
	}
	for k := range m.site.Kinds {
		for _, e := range m.site.Kinds[k].Entities {
			if e.File == nil {
				continue
			}
			eachReferred(e.File.Body.Refs, e.Links, func(l *Link, to *[]Reference, sentence string) {
				if l.Entity != e {
					*to = append(*to, Reference{Entity: e, Sentence: sentence, Key: xxhash.Sum64String(sentence)})
				}
			})
		}
	}
}

// refer notes on what the text links, and on what it names without listing it, that it does.
func (b *Briefing) refer() {
	eachReferred(b.Body.Refs, b.Links, func(l *Link, to *[]Reference, sentence string) {
		if l.Briefing != b && (l.Entity == nil || !b.lists(l.Entity)) {
			b.referTo(to, sentence)
		}
	})
	for _, s := range b.Strangers {
		b.referTo(&s.Entity.Referred, s.Sentence)
	}
}

// referTo puts a reference among others: those of briefings, newest first, come before all others.
func (b *Briefing) referTo(list *[]Reference, sentence string) {
	at := len(*list)
	for at > 0 && ((*list)[at-1].Briefing == nil || (*list)[at-1].Briefing.Index > b.Index) {
		at--
	}
	if r := (Reference{Briefing: b, Sentence: sentence, Key: xxhash.Sum64String(sentence)}); at == len(*list) {
		*list = append(*list, r)
	} else {
		*list = slices.Insert(*list, at, r)
	}
}

// withdraw takes away what refer noted.
func (b *Briefing) withdraw() {
	takeFrom := func(list *[]Reference) {
		*list = slices.DeleteFunc(*list, func(r Reference) bool { return r.Briefing == b })
	}
	eachReferred(b.Body.Refs, b.Links, func(_ *Link, to *[]Reference, _ string) { takeFrom(to) })
	for _, s := range b.Strangers {
		takeFrom(&s.Entity.Referred)
	}
}

// eachReferred visits what the links of a text lead to, each once, with the sentence of its first link.
func eachReferred(refs []briefing.Ref, links []Link, visit func(l *Link, to *[]Reference, sentence string)) {
	for i := range links {
		to := links[i].referred()
		if to != nil && !slices.ContainsFunc(links[:i], func(before Link) bool { return before.referred() == to }) {
			visit(&links[i], to, refs[i].Sentence)
		}
	}
}

// referred gives the list of the references to what a link leads to; nil for what has none.
func (l *Link) referred() *[]Reference {
	switch l.Kind {
	case ToEntity:
		return &l.Entity.Referred
	case ToBriefing:
		return &l.Briefing.Referred
	}
	return nil
}
