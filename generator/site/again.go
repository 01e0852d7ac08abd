package site

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/parallel"
	"dateline/generator/source"
)

// situation is what a site is made from beside its briefings.
type situation struct {
	held, broken []*briefing.File
	others       []source.File
	moment       time.Time
}

// maxAdded is how many briefings are put into a site that is taken over: with many more it is faster to make all anew.
const maxAdded = 30

// again takes over the last site when the source differs from that one's only in the words of briefings and in briefings that
// were added, which is what most saves change. Then whatever there was keeps its names, its links and its order, and it is
// enough to put the new files in the place of the old ones, and the added ones among them. It reports false, with nothing
// done, when anything else may have changed or there is something to say, or could be if all files could be read.
func (m *maker) again(d *difference) bool {
	last := m.memory.last
	if last == nil || len(m.situation.broken) > 0 || m.memory.lastIn != m.memory.world || len(last.list) > 0 || m.moment.Before(last.moment) || len(d.came) > len(d.went)+maxAdded ||
		!slices.Equal(m.situation.held, last.situation.held) || !slices.Equal(m.situation.broken, last.situation.broken) || !slices.Equal(m.situation.others, last.situation.others) ||
		!reflect.DeepEqual(m.cfg, last.cfg) {
		return false
	}
	added := make([]*Briefing, len(d.came)) // by came; nil for words alone
	for i, a := range d.came {
		if d.was[i] == nil {
			added[i] = &Briefing{}
			added[i].be(a)
		} else {
			a.briefing = d.was[i].briefing
		}
	}
	links := make([][]Link, len(d.came))
	for i, a := range d.came {
		ok := false
		if d.was[i] != nil {
			links[i], ok = last.followWords(a.briefing, a)
		} else {
			ok = last.canAdd(a, m.late(), d.names)
		}
		if !ok {
			return false
		}
	}
	for i := range d.came {
		if d.was[i] != nil {
			d.was[i].briefing.withdraw()
		}
	}
	log := false
	for i, a := range d.came {
		if was := d.was[i]; was != nil {
			b := was.briefing
			log = log || !a.fixed || !was.fixed
			m.memory.order[b.Index] = a
			b.File, b.facts, b.Modified, b.fixed, b.OwnTemplate, b.Links = a.file, a, a.modified, a.fixed, a.template, links[i]
			a.links, a.world = links[i], m.memory.world
		}
	}
	if added = slices.DeleteFunc(added, func(b *Briefing) bool { return b == nil }); len(added) > 0 {
		last.add(added, d.names)
	}
	var aside sync.WaitGroup
	if log || len(added) > 0 {
		aside.Go(last.changes)
	}
	last.mentionAgain(d)
	aside.Wait()
	last.moment = m.moment
	return true
}

// followWords finds where the references of another text of a briefing lead. It reports false when the text differs in more than
// words, or changes which entities have a record.
func (m *maker) followWords(b *Briefing, a *facts) (links []Link, ok bool) {
	was, f := b.facts, a.file
	if !a.alike(was) || !a.simple || !was.simple || len(b.Assets) > 0 || len(a.list) > 0 || a.did != was.did || a.when != was.when ||
		!slices.Equal(a.words[Series], was.words[Series]) || !slices.Equal(a.words[Author], was.words[Author]) || !sameTies(b.File, f) ||
		!slices.EqualFunc(f.Body.Headings, b.Body.Headings, func(x, y briefing.Heading) bool { return x.ID == y.ID }) {
		return nil, false
	}
	links = make([]Link, len(a.refs))
	for n, key := range a.refs {
		links[n] = m.link(&f.Body.Refs[n], key, b)
		if l := &links[n]; !l.leads(&f.Body.Refs[n]) || l.Kind == ToEntity && !l.Entity.reached {
			return nil, false
		}
	}
	for i := range b.Links {
		e := b.Links[i].Entity
		if e != nil && e.listed == 0 && !slices.ContainsFunc(links, func(l Link) bool { return l.Entity == e }) {
			return nil, false // It may have had its record of this link alone.
		}
	}
	return links, true
}

// sameTies reports whether two files name the same other briefings, and are in the same language, in which there is one translation.
func sameTies(a, b *briefing.File) bool {
	same := func(x, y briefing.Name) bool { return x.Text == y.Text }
	return a.Language == b.Language && a.TranslationOf.Text == b.TranslationOf.Text && slices.EqualFunc(a.Related, b.Related, same) && slices.EqualFunc(a.RedirectFrom, b.RedirectFrom, same)
}

// canAdd reports whether a briefing can be put into the site: there is nothing to say of it, no other text leads to it, and the
// entities that it names have a record or come into use with it, as some names do.
func (m *maker) canAdd(a *facts, late int64, names []name) bool {
	if !a.simple || a.tied || a.strange || a.file.Bundle || len(a.list) > 0 || a.seconds > late || len(a.file.RedirectFrom) > 0 {
		return false
	}
	if slices.ContainsFunc(m.site.RootLinks, func(l RootLink) bool { return strings.Trim(l.Address, "/") == strings.Trim(a.address, "/") }) {
		return false
	}
	for k, words := range a.words {
		for _, w := range words {
			if r := &m.kinds[k]; !slices.Contains(names, name{EntityKind(k), w}) && (r.meant[w] == nil || !r.meant[w].reached) {
				return false
			}
		}
	}
	for n, key := range a.refs {
		ref := &a.file.Body.Refs[n]
		fresh := ref.Kind == briefing.Wiki && slices.ContainsFunc(names, func(u name) bool {
			return slices.Contains(scoped(ref.Scope), u.kind) && m.memory.words[u.kind].list[u.word].fold == key
		})
		switch l := m.link(ref, key, nil); {
		case ref.Kind == briefing.Wiki && ref.Fragment != "" && (fresh || ref.Scope == "" && m.means(key)):
			return false // What the briefing lists comes first, and may have no such heading.
		case l.Kind == ToNothing && !fresh || l.Kind == ToEntity && !l.Entity.reached || l.Kind != ToNothing && !l.leads(ref):
			return false
		}
	}
	return true
}

// add puts briefings, and what comes into use with them, into the site.
func (m *maker) add(added []*Briefing, names []name) {
	for k := range m.kinds {
		r, v := &m.kinds[k], &m.memory.words[k]
		r.meant = append(r.meant, make([]*Entity, len(v.list)-len(r.meant))...)
		for _, u := range names {
			if u.kind != r.kind {
				continue
			}
			w := &v.list[u.word]
			e := r.entity(w.slug, w.text)
			e.reached = true
			r.add(e)
			r.byFold[w.fold], r.meant[u.word] = e.at, e
			list := &m.site.Kinds[k].Entities
			at, _ := slices.BinarySearchFunc(*list, e, byName)
			*list = slices.Insert(*list, at, e)
			for i, e := range (*list)[at:] {
				e.Index = at + i
			}
		}
		r.fill(added, nil)
	}
	for _, b := range added {
		at, _ := slices.BinarySearchFunc(m.memory.order, b.facts, newestFirst)
		m.memory.order = slices.Insert(m.memory.order, at, b.facts)
		m.site.Briefings = slices.Insert(m.site.Briefings, at, b)
	}
	all := m.site.Briefings
	parallel.Chunks(len(all), func(from, to int) {
		for i, b := range all[from:to] {
			b.Index = from + i
		}
	})
	before := map[*Entity]int{} // how many briefings listed it
	for _, b := range added {
		b.eachEntity(func(e *Entity) {
			if _, known := before[e]; !known {
				before[e] = len(e.Briefings)
			}
			e.Briefings = slices.Insert(e.Briefings, place(e.Briefings, b), b)
		})
		b.rollUpAgain()
	}
	for _, b := range added {
		b.Links = make([]Link, len(b.facts.refs))
		for n, key := range b.facts.refs {
			b.Links[n] = m.link(&b.Body.Refs[n], key, b)
		}
		b.facts.links, b.facts.world = b.Links, m.memory.world
		m.between(m.site.Briefings, b.Index, nil)
		if b.Series != nil {
			m.between(b.Series.Briefings, place(b.Series.Briefings, b), b.Series)
		}
	}
	m.relateAround(added, before)
}

// mentionAgain finds the names in texts that came, and in all others the names that came with them.
func (m *maker) mentionAgain(d *difference) {
	stale := slices.Clone(d.came)
	if m.memory.Text != nil {
		if len(d.names) > 0 {
			last := m.memory.mentions.digest
			for _, a := range m.stale(m.comeIn(d.names), last) {
				if !slices.Contains(d.came, a) {
					stale = append(stale, a)
					a.briefing.withdraw()
				}
			}
		}
		m.lookAt(stale)
	}
	for _, a := range stale {
		m.mentions(a.briefing, &mentionRoom{})
		a.briefing.refer()
	}
}

// between links a briefing of a list, and those beside it, with those around them, if the list is that of their series, or of all for
// those in none.
func (m *maker) between(list []*Briefing, at int, series *Entity) {
	for i := max(0, at-1); i < min(len(list), at+2); i++ {
		if list[i].Series == series {
			neighbour(list, i)
		}
	}
}

// relateAround finds again what is related around briefings that were added, given how many briefings listed their entities before.
func (m *maker) relateAround(added []*Briefing, before map[*Entity]int) {
	touched := map[*Briefing]bool{}
	for _, b := range added {
		touched[b] = true
		b.eachEntity(func(e *Entity) {
			if e.Kind == Series || e.Kind == Author {
				return // They relate nothing.
			}
			at := place(e.Briefings, b)
			for _, other := range e.touches(before[e], at, at+1) {
				touched[other] = true
			}
		})
	}
	s := newSearch(m.site)
	for b := range touched {
		b.Related = slices.DeleteFunc(b.Related, func(r Related) bool { return !r.Chosen })
		b.Related = s.relatedTo(b)
	}
}

// place gives where in a list that is newest first a briefing stands or should.
func place(list []*Briefing, b *Briefing) int {
	at, _ := slices.BinarySearchFunc(list, b.Index, func(x *Briefing, index int) int { return cmp.Compare(x.Index, index) })
	return at
}
