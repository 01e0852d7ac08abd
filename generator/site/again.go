package site

import (
	"reflect"
	"slices"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/source"
)

// situation is what a site is made from beside its briefings.
type situation struct {
	held, broken []*briefing.File
	others       []source.File
	moment       time.Time
}

// again takes over the last site when the source differs from that one's only in the words of briefings, which is what most
// saves change: titles, summaries, texts. Then names, order, records and relations are what they were, and it is enough to
// put the new files in the place of the old ones. It reports false, with nothing done, when anything else may have changed or there is
// something to say.
func (m *maker) again(files []*briefing.File, before, known []*facts) bool {
	last := m.memory.last
	if last == nil || m.memory.lastIn != m.memory.world || len(last.list) > 0 || m.moment.Before(last.moment) ||
		!slices.Equal(m.situation.held, last.situation.held) || !slices.Equal(m.situation.broken, last.situation.broken) || !slices.Equal(m.situation.others, last.situation.others) ||
		!reflect.DeepEqual(m.cfg, last.cfg) {
		return false
	}
	var changed []int
	links := map[int][]Link{}
	for i, a := range known {
		if a == before[i] {
			continue
		}
		b := &last.block[i]
		found, ok := last.followWords(b, files[i], a)
		if !ok || !sameTies(b.File, files[i]) {
			return false
		}
		changed, links[i] = append(changed, i), found
	}
	log := false
	for _, i := range changed {
		b, a := &last.block[i], known[i]
		log = log || !a.fixed || !b.facts.fixed
		b.File, b.facts, b.Modified, b.Links = files[i], a, a.modified, links[i]
		a.at, a.links, a.world = int32(i), links[i], m.memory.world
		last.all[i].file, last.all[i].links = files[i], links[i]
	}
	if log {
		last.changes()
	}
	last.moment = m.moment
	return true
}

// followWords finds where the references of another text of a briefing lead. It reports false when the text differs in more than
// words, or changes which entities have a record.
func (m *maker) followWords(b *Briefing, f *briefing.File, a *facts) (links []Link, ok bool) {
	was := b.facts
	if !a.alike(was) || !a.plain || !was.plain || a.strange || len(a.list) > 0 || a.did != was.did || a.when != was.when ||
		!slices.Equal(a.words[Series], was.words[Series]) || !slices.Equal(a.words[Author], was.words[Author]) ||
		!slices.EqualFunc(f.Body.Headings, b.Body.Headings, func(x, y briefing.Heading) bool { return x.ID == y.ID }) {
		return nil, false
	}
	links = make([]Link, len(a.refs))
	for n, key := range a.refs {
		links[n] = m.link(&f.Body.Refs[n], key, b)
		if l := &links[n]; l.Kind == ToNothing || l.Kind == ToEntity && !l.Entity.reached {
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

// sameTies reports whether two files name the same other briefings.
func sameTies(a, b *briefing.File) bool {
	same := func(x, y briefing.Name) bool { return x.Text == y.Text }
	return a.TranslationOf.Text == b.TranslationOf.Text && slices.EqualFunc(a.Related, b.Related, same) && slices.EqualFunc(a.RedirectFrom, b.RedirectFrom, same)
}
