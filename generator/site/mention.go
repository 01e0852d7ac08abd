package site

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/text/unicode/norm"

	"dateline/generator/briefing"
	"dateline/generator/mention"
	"dateline/generator/parallel"
)

// Mention is a place in a briefing's text where the name of an actor or a place stands that becomes a link to its record.
type Mention struct {
	Start, Stop int32 // bytes of the body's prose
	Entity      *Entity
}

// Stranger is an actor or a place that a briefing's text names, and that it neither lists nor links.
type Stranger struct {
	Entity   *Entity
	Sentence string // that the first of its names stands in
	Start    int32  // of that name: byte of the body's prose
}

// sought is what a name means that is looked for: an actor, a place, or one of both. The keys stand for their addresses.
type sought struct {
	actor, place       *Entity
	actorKey, placeKey uint64
}

// sense is sought in words, the same in every site.
type sense struct {
	actor, place string
	plural       bool // its plural is found, too: that of a group, not of a person or a place, as Hamas is not of Hama
}

const (
	shortName   = 4   // characters that a name must have which no file declares, to be looked for
	maxSentence = 240 // characters
	manyNames   = 100 // that change at once: then all texts are looked at
)

// mentions are what is remembered of names in texts.
type mentions struct {
	senses map[string]sense
	names  []string         // in order, but for those that came in
	words  []mention.Search // of the names, as far as they were asked for
	moved  []int32          // where each name of the last list is now, -1 for nowhere; nil when all are where they were
	table  *mention.Table   // of the names; nil until it is needed
	digest uint64           // stands for the senses
}

// seek finds out which names are looked for: those of the actors and places that have a record, but for weak aliases. It gives
// those that mean something else than in the last site, or are new or gone.
func (m *maker) seek() (other []string) {
	means := make(map[string]sought, len(m.memory.mentions.senses))
	add := func(name string, e *Entity) {
		name = norm.NFC.String(name)
		s := means[name]
		s.add(e)
		means[name] = s
	}
	for _, k := range [2]EntityKind{Actor, Location} {
		r := &m.kinds[k]
		for _, e := range r.all {
			if e.File != nil && e.reached {
				add(e.File.Name.Text, e)
				for _, name := range e.Other {
					add(name, e)
				}
			}
		}
		for n, e := range r.meant {
			if e == nil || !e.reached {
				continue
			}
			name := m.memory.words[k].list[n].text
			if e.File == nil && utf8.RuneCountInString(name) >= shortName {
				add(name, e)
			}
		}
	}
	other = m.memory.mentions.mean(means)
	m.sought = make([]sought, len(means))
	for i, name := range m.memory.mentions.names {
		m.sought[i] = means[name]
	}
	return other
}

// mean takes what the names mean now, and gives those that meant something else, in order.
func (m *mentions) mean(now map[string]sought) (other []string) {
	senses := make(map[string]sense, len(now))
	for name, s := range now {
		senses[name] = s.sense()
		if before, known := m.senses[name]; !known || before != senses[name] {
			other = append(other, name)
		}
	}
	for name := range m.senses {
		if _, still := senses[name]; !still {
			other = append(other, name)
		}
	}
	if len(other) == 0 && m.digest != 0 {
		return nil
	}
	slices.Sort(other)
	m.senses = senses
	m.arrange()
	return other
}

// arrange puts the names in order, in which all processes have them.
func (m *mentions) arrange() {
	before := m.names
	m.names, m.words, m.table = slices.Sorted(maps.Keys(m.senses)), nil, nil
	m.moved = make([]int32, len(before))
	for i, name := range before {
		at, still := slices.BinarySearch(m.names, name)
		if m.moved[i] = int32(at); !still {
			m.moved[i] = -1
		}
	}
	all := xxhash.New()
	for _, name := range m.names {
		m.senses[name].stand(all, name)
	}
	m.digest = max(1, all.Sum64())
}

// stand writes what stands for a name and its sense.
func (s sense) stand(w *xxhash.Digest, name string) {
	fmt.Fprintf(w, "%s\x00%s\x00%s\x00%t\x00", name, s.actor, s.place, s.plural)
}

// comeIn adds names that came into use, of entities that no file declares. They stand behind the others until Settle: so no text
// need be touched but for those that have them. It gives those that mean something else now.
func (m *maker) comeIn(names []name) (other []string) {
	memory := &m.memory.mentions
	all := xxhash.New()
	fmt.Fprintf(all, "%x\x00", memory.digest)
	for _, n := range names {
		text := norm.NFC.String(m.memory.words[n.kind].list[n.word].text)
		if n.kind != Actor && n.kind != Location || utf8.RuneCountInString(text) < shortName {
			continue
		}
		at := slices.Index(memory.names, text)
		if at < 0 {
			at = len(memory.names)
			memory.names, m.sought = append(memory.names, text), append(m.sought, sought{})
		}
		s := &m.sought[at]
		s.add(m.kinds[n.kind].meant[n.word])
		memory.senses[text] = s.sense()
		memory.senses[text].stand(all, text)
		other = append(other, text)
	}
	if len(other) > 0 {
		memory.digest, memory.table, memory.moved = max(1, all.Sum64()), nil, nil
	}
	return other
}

// Settle prepares what is kept with files for another process.
func (m *Memory) Settle() {
	memory := &m.mentions
	if memory.digest == 0 || slices.IsSorted(memory.names) {
		return // as mean leaves them
	}
	last := memory.digest
	memory.arrange()
	for _, a := range m.facts {
		if a.file.FoundBy == last {
			memory.move(a.file)
		}
	}
	sought := make([]sought, len(memory.names))
	for i, s := range m.last.sought {
		sought[memory.moved[i]] = s
	}
	m.last.sought = sought
}

// add adds what a name means.
func (s *sought) add(e *Entity) {
	if e.Kind == Actor {
		s.actor, s.actorKey = e, xxhash.Sum64String(e.Address)
	} else {
		s.place, s.placeKey = e, xxhash.Sum64String(e.Address)
	}
}

func (s sought) sense() (is sense) {
	if s.actor != nil {
		is.actor = s.actor.ID
		is.plural = s.place == nil && (s.actor.File == nil || s.actor.File.EntityKind != "person")
	}
	if s.place != nil {
		is.place = s.place.ID
	}
	return is
}

// move takes a text in which none of the names is that mean something else now.
func (m *mentions) move(f *briefing.File) {
	if m.moved != nil {
		for i := range f.Found {
			f.Found[i].Name = m.moved[f.Found[i].Name]
		}
	}
	f.FoundBy = m.digest
}

// mention finds the names in the texts, of which most have been looked at before.
func (m *maker) mention() {
	all := m.site.Briefings
	if m.memory.Text != nil {
		last := m.memory.mentions.digest
		m.lookAt(m.stale(m.seek(), last))
	}
	unsaid := make([]bool, len(all))
	parallel.Chunks(len(all), func(from, to int) {
		r := &mentionRoom{piece: 256}
		for i, b := range all[from:to] {
			unsaid[from+i] = !m.mentions(b, r)
		}
	})
	var again []*facts
	for i, b := range all {
		if unsaid[i] {
			again = append(again, b.facts)
		}
	}
	m.lookAt(again)
	for _, a := range again {
		m.mentions(a.briefing, &mentionRoom{})
	}
	m.refer()
}

// stale gives the texts that must be looked at, now that other names mean something else than when last stood for them.
func (m *maker) stale(other []string, last uint64) (stale []*facts) {
	memory := &m.memory.mentions
	searches := make([]mention.Search, len(other))
	for i, name := range other {
		searches[i] = mention.NewSearch(name)
	}
	all := m.memory.facts
	is := make([]bool, len(all))
	parallel.Chunks(len(all), func(from, to int) {
		for i, a := range all[from:to] {
			switch {
			case a.file.FoundBy == memory.digest:
			case a.file.FoundBy == last && last != 0 && len(other) <= manyNames && !a.mayHold(searches):
				memory.move(a.file)
			default:
				is[from+i] = true
			}
		}
	})
	for i, a := range all {
		if is[i] {
			stale = append(stale, a)
		}
	}
	return stale
}

// fewTexts are looked at with tables of their own when the table of all names would have to be made for them.
const fewTexts = 4

// lookAt looks for the names in texts.
func (m *maker) lookAt(stale []*facts) {
	memory := &m.memory.mentions
	switch {
	case memory.table != nil || len(stale) == 0:
	case len(stale) > fewTexts:
		memory.table, _ = memory.tableOf(func(int) bool { return true })
	default:
		for _, name := range memory.names[len(memory.words):] {
			memory.words = append(memory.words, mention.NewSearch(name))
		}
	}
	parallel.Map(stale, func(a **facts) struct{} {
		m.look(*a)
		return struct{}{}
	})
}

// tableOf makes a table of some of the names, and gives their numbers.
func (m *mentions) tableOf(which func(name int) bool) (*mention.Table, []int) {
	var names []string
	var numbers []int
	for i, name := range m.names {
		if which(i) {
			names, numbers = append(names, name), append(numbers, i)
		}
	}
	return mention.New(names, func(i int) bool { return m.senses[names[i]].plural }), numbers
}

// mayHold reports whether a text may hold one of the names.
func (a *facts) mayHold(names []mention.Search) bool {
	if a.file.Body.Prose == "" {
		return false
	}
	return a.prose == nil || slices.ContainsFunc(names, func(s mention.Search) bool { return s.MayBeIn(a.prose) })
}

// look finds the names in a text: each once in a section.
func (m *maker) look(a *facts) {
	f := a.file
	f.Found, f.FoundBy = nil, 0 // as it stays when the file is another by now: then this site will not be published
	if f.Body.Prose == "" {
		f.FoundBy = m.memory.mentions.digest
		return
	}
	m.memory.Text(f, func(text []byte) {
		if a.prose == nil && (!m.memory.Once || m.memory.mentions.table == nil) {
			a.prose = &mention.Words{}
			a.prose.Add(text, f.Body.Prose)
		}
		f.Found, f.FoundBy = m.find(text, a), m.memory.mentions.digest
	})
}

// find gives the first place of each name in each section.
func (m *maker) find(text []byte, a *facts) []briefing.Found {
	r := lookRooms.Get().(*lookRoom)
	defer lookRooms.Put(r)
	prose := a.file.Body.Prose
	if memory := &m.memory.mentions; memory.table != nil {
		r.matches = memory.table.Find(text, prose, r.matches[:0])
	} else {
		table, numbers := memory.tableOf(func(i int) bool { return memory.words[i].MayBeIn(a.prose) })
		r.matches = table.Find(text, prose, r.matches[:0])
		for i := range r.matches {
			r.matches[i].Name = numbers[r.matches[i].Name]
		}
	}
	r.found = r.found[:0]
	sentences := mention.NewSentences(text, prose, maxSentence)
	for _, match := range r.matches {
		before := func(f briefing.Found) bool { return int(f.Name) == match.Name }
		first := slices.IndexFunc(r.found, before)
		if first < 0 || !slices.ContainsFunc(r.found[first:], func(f briefing.Found) bool { return before(f) && int(f.Section) == match.Section }) {
			r.found = append(r.found, briefing.Found{Name: int32(match.Name), Start: int32(match.Start), Stop: int32(match.Stop), Section: int32(match.Section)})
		}
		if _, listed := m.sought[match.Name].in(a.briefing); listed {
			continue
		}
		if first < 0 {
			first = len(r.found) - 1
		} else if len(r.found[first].Sentence) > int(r.found[first].Stop-r.found[first].Start) {
			continue
		}
		// A name alone, as in the cell of a table, is no sentence.
		if sentence := sentences.Around(match.Start, match.Stop); len(sentence) > len(r.found[first].Sentence) {
			r.found[first].Sentence = sentence
		}
	}
	piece := 0
	if m.memory.Once {
		piece = 64 << 10
	}
	return r.together(piece)
}

// lookRoom is the room that looking for names needs, one text after the other.
type lookRoom struct {
	matches   []mention.Match
	found     []briefing.Found
	sentences strings.Builder // of texts before, with room for others
}

// together gives what was found, with its sentences side by side: in a piece of memory of at least so many bytes, for those of other texts,
// too.
func (r *lookRoom) together(piece int) []briefing.Found {
	found, size := slices.Clone(r.found), 0
	for i := range found {
		size += len(found[i].Sentence)
	}
	if r.sentences.Len()+size > r.sentences.Cap() {
		r.sentences.Reset()
		r.sentences.Grow(max(size, piece))
	}
	for i := range found {
		from := r.sentences.Len()
		r.sentences.WriteString(found[i].Sentence)
		found[i].Sentence = r.sentences.String()[from:]
	}
	return found
}

var lookRooms = sync.Pool{New: func() any { return &lookRoom{} }}

// mentionRoom is the room that mentions needs, for many briefings after one another.
type mentionRoom struct {
	piece     int // how many mentions are allocated at once
	linked    []mentioned
	mentions  []Mention
	strangers []Stranger
}

// roomFor gives a list that takes n more without another allocation: a new one, of a piece at least, when there is no room.
func roomFor[T any](list []T, n, piece int) []T {
	if len(list)+n > cap(list) {
		return make([]T, 0, max(n, piece))
	}
	return list
}

type mentioned struct {
	entity  *Entity
	section int32
}

// mentions finds out what the names in a briefing's text mean, which of them become links, and which it names without listing
// them. It changes nothing but the briefing. It reports false when the text must be looked at for the sentence of a name that
// the briefing does not list any more.
func (m *maker) mentions(b *Briefing, r *mentionRoom) bool {
	how := cmp.Or(b.LinkMentions, m.cfg.LinkMentions)
	r.linked = r.linked[:0]
	r.mentions, r.strangers = roomFor(r.mentions, len(b.Found), r.piece), roomFor(r.strangers, len(b.Found), r.piece)
	mentions, strangers := len(r.mentions), len(r.strangers)
	key := uint64(0)
	for i := range b.Found {
		f := &b.Found[i]
		s := &m.sought[f.Name]
		e, listed := s.in(b)
		if at := (mentioned{e, f.Section}); (listed && how == "listed" || how == "all") && !slices.Contains(r.linked, at) && !b.linksBefore(e, f) {
			r.linked = append(r.linked, at)
			r.mentions = append(r.mentions, Mention{f.Start, f.Stop, e})
			to := s.actorKey
			if e == s.place {
				to = s.placeKey
			}
			key = bits.RotateLeft64(key, 5) ^ to*0x9e3779b97f4a7c15 + uint64(f.Start)
		}
		switch {
		case listed:
		case f.Sentence == "":
			if !slices.ContainsFunc(b.Found[:i], func(before briefing.Found) bool { return before.Name == f.Name }) {
				return false
			}
		case !slices.ContainsFunc(r.strangers[strangers:], func(s Stranger) bool { return s.Entity == e }) && !b.links(e):
			r.strangers = append(r.strangers, Stranger{e, f.Sentence, f.Start})
		}
	}
	b.Mentions, b.MentionsKey = r.mentions[mentions:len(r.mentions):len(r.mentions)], key
	b.Strangers = r.strangers[strangers:len(r.strangers):len(r.strangers)]
	return true
}

// linksBefore reports whether the writer has made a link to an entity before the name in its section.
func (b *Briefing) linksBefore(e *Entity, f *briefing.Found) bool {
	for i := range b.Links {
		if ref := &b.Body.Refs[i]; b.Links[i].Entity == e && ref.Section == f.Section && ref.Start < f.Start {
			return true
		}
	}
	return false
}

// links reports whether the text has a link to an entity that the writer made.
func (b *Briefing) links(e *Entity) bool {
	return slices.ContainsFunc(b.Links, func(l Link) bool { return l.Entity == e })
}

// in gives who or what a name means in a briefing, and whether the briefing lists it: what it lists comes first, then an actor.
func (s sought) in(b *Briefing) (e *Entity, listed bool) {
	switch {
	case s.actor != nil && b.lists(s.actor):
		return s.actor, true
	case s.place != nil && b.lists(s.place):
		return s.place, true
	case s.actor != nil:
		return s.actor, false
	}
	return s.place, false
}
