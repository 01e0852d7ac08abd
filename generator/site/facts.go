package site

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/parallel"
)

// Memory keeps what New derives of single briefings for the next New, so that it need not touch the files' facts again, which
// lie all over the memory. What is kept of a file depends on that file and on the settings alone. It also keeps the last site,
// to find what is related as it was. An empty Memory knows nothing.
type Memory struct {
	settings string // those that facts depend on
	files    []*briefing.File
	facts    []*facts         // of the files
	ids      map[string]int32 // the files by id: the first that has it
	paths    map[string]int32
	twice    []int32          // files whose id another has
	order    []int32          // the files as they stand in the last site
	words    [5]vocabulary    // by kind
	counts   int              // how often words were counted
	world    int              // counts changes of what names and paths lead to
	own      []*briefing.File // pages and entity files
	last     *maker           // of the last site
	lastIn   int              // the world of that
	namesIn  int              // the world in which that is what names mean; 0 when they must be looked at
}

// facts are what one briefing says, in the form in which all of them are compared.
type facts struct {
	address  string
	instant  time.Time
	modified time.Time
	seconds  int64 // of instant, since 1970 UTC
	month    int   // of the date as written, counted from year 0
	day      int   // of the date as written, for order
	dateOnly bool
	list     diag.List
	words    [5][]int32 // by kind: the names that it lists, as numbers of words
	roles    []Role     // of its actors, in order; empty for none
	strange  bool       // a role is unknown
	refs     []string   // for each reference: the folded name, the path below the source, or ""
	plain    bool       // it has names and paths as references alone, without fragments, and no files of its own
	tied     bool       // it names other briefings: related ones, or what it is a translation of
	template bool       // it asks for one
	fixed    bool       // it was never updated nor withdrawn
	key      uint64     // stands for the path, the id and the address
	when     uint64     // stands for the date as it was written, and its moment
	did      uint64     // stands for the roles
	counted  int        // when the words were counted last; 0 when they are not
	at       int32      // among the files
	links    []Link     // what its references were found to name
	world    int        // for which they were
	ties     []tie      // briefings that its front matter names
	tiedIn   int        // the world for which they are
}

// vocabulary is all spellings of a kind's names that were ever listed.
type vocabulary struct {
	numbers map[string]int32
	list    []word
	order   []int32 // the numbers by loose form, then by text
	used    []int   // how often each is listed
}

// word is a spelling with the forms by which it is compared.
type word struct {
	text, fold, loose, slug string
	mixed                   bool // there are other spellings of the name
}

// number gives the number of a spelling. The forms of one that is new are made by complete.
func (v *vocabulary) number(text string) int32 {
	n, known := v.numbers[text]
	if !known {
		n = int32(len(v.list))
		v.numbers[text] = n
		v.list = append(v.list, word{text: text})
	}
	return n
}

// complete makes the forms of the words from a number on, and puts them in order.
func (v *vocabulary) complete(from int) {
	fresh := v.list[from:]
	if len(fresh) == 0 {
		return
	}
	parallel.Chunks(len(fresh), func(from, to int) {
		for i := from; i < to; i++ {
			w := &fresh[i]
			w.fold, w.loose, w.slug = address.Fold(w.text), address.Loose(w.text), address.Slug(w.text)
		}
	})
	for i := range fresh {
		v.order = append(v.order, int32(from+i))
	}
	slices.SortFunc(v.order, func(a, b int32) int {
		return cmp.Or(strings.Compare(v.list[a].loose, v.list[b].loose), strings.Compare(v.list[a].text, v.list[b].text))
	})
}

// of gives the facts of briefings, in their order, and keeps those of no others. own are the pages and entity files.
func (m *Memory) of(files, own []*briefing.File, cfg config.Config) []*facts {
	settings := fmt.Sprintf("%s\n%s\n%q", cfg.Timezone, cfg.Permalink, cfg.Roles)
	if m.settings != settings {
		*m = Memory{settings: settings}
		for k := range m.words {
			m.words[k].numbers = map[string]int32{}
		}
	}
	all := m.known(files)
	var fresh []int
	for i := range files {
		if all[i] == nil {
			fresh = append(fresh, i)
		}
	}
	roles := slices.Concat(knownRoles, cfg.Roles)
	for n, facts := range parallel.Map(fresh, func(i *int) *facts { return factsOf(files[*i], cfg, roles) }) {
		all[fresh[n]] = facts
	}
	kinds := []EntityKind{Actor, Location, Topic, Series, Author}
	parallel.Map(kinds, func(k *EntityKind) struct{} {
		v := &m.words[*k]
		known := len(v.list)
		for _, i := range fresh {
			numbers := all[i].words[*k][:0]
			listed(files[i], *k, func(n *briefing.Name) { numbers = append(numbers, v.number(n.Text)) })
			all[i].words[*k] = numbers
		}
		v.complete(known)
		v.used = append(v.used, make([]int, len(v.list)-known)...)
		return struct{}{}
	})
	m.count(all)
	m.index(files, all)
	m.know(own)
	m.files, m.facts = files, all
	return all
}

// count counts the words of facts that came and went. Where one comes into use or out of it, or the majority of spellings may be
// another, names may mean something else.
func (m *Memory) count(all []*facts) {
	type use struct {
		kind int
		word int32
	}
	more := map[use]int{}
	add := func(a *facts, n int) {
		for k, words := range a.words {
			for _, w := range words {
				more[use{k, w}] += n
			}
		}
	}
	m.counts++
	for _, a := range all {
		if a.counted == 0 {
			add(a, 1)
		}
		a.counted = m.counts
	}
	for _, a := range m.facts {
		if a.counted != m.counts {
			add(a, -1)
			a.counted = 0
		}
	}
	for u, n := range more {
		v := &m.words[u.kind]
		before := v.used[u.word]
		v.used[u.word] += n
		if n != 0 && (before == 0 || before+n == 0 || v.list[u.word].mixed) {
			m.world++
		}
	}
}

// know takes the pages and entity files, which names and paths lead to as well.
func (m *Memory) know(own []*briefing.File) {
	if !slices.Equal(m.own, own) {
		m.world++
	}
	m.own = own
}

// index makes the tables of the files, unless they are what they were.
func (m *Memory) index(files []*briefing.File, all []*facts) {
	if slices.EqualFunc(all, m.facts, func(a, b *facts) bool { return a == b || a.key == b.key }) && m.ids != nil {
		return
	}
	m.world++
	m.ids, m.paths, m.twice = make(map[string]int32, len(files)), make(map[string]int32, len(files)), nil
	for i, f := range files {
		m.paths[f.Path] = int32(i)
		if _, taken := m.ids[f.ID]; taken {
			m.twice = append(m.twice, int32(i))
		} else {
			m.ids[f.ID] = int32(i)
		}
	}
}

// known gives the facts of the files of which there are some already. Most of them stand where they stood, but for what came
// and went before.
func (m *Memory) known(files []*briefing.File) []*facts {
	all := make([]*facts, len(files))
	var byFile map[*briefing.File]*facts // made when it is needed
	was := func(i int, now int) bool { return i < len(m.files) && now < len(files) && m.files[i] == files[now] }
	next := 0
	for i, f := range files {
		switch {
		case was(next, i):
		case was(next+1, i): // one went
			next++
		case was(next, i+1): // one came
			continue
		case was(next+1, i+1): // one is another
			next++
			continue
		default:
			if byFile == nil {
				byFile = make(map[*briefing.File]*facts, len(m.files))
				for n, f := range m.files {
					byFile[f] = m.facts[n]
				}
			}
			all[i] = byFile[f]
			continue
		}
		all[i] = m.facts[next]
		next++
	}
	return all
}

// factsOf derives all facts but the words, for which it makes room.
func factsOf(f *briefing.File, cfg config.Config, roles []string) *facts {
	zone := cfg.Timezone
	a := &facts{
		address: address.Briefing(cfg.Permalink, f.Date.Year, f.Date.Month, f.Date.Day, f.Slug, f.ID),
		instant: f.Date.Instant(zone),
		refs:    make([]string, len(f.Body.Refs)),
	}
	a.modified, a.seconds, a.month = a.instant, a.instant.Unix(), f.Date.Year*12+int(f.Date.Month)-1
	a.day, a.dateOnly = a.month*32+f.Date.Day, !f.Date.HasTime
	for _, u := range f.Updates {
		if at := u.At.Instant(zone); at.After(a.modified) {
			a.modified = at
		}
	}
	if strings.Contains(a.address, "//") {
		a.list.Error(f.IDPos, "bad-id", fmt.Sprintf("the id %q has a part without letters or digits, which the permalink needs", f.ID),
			`give an id of letters and digits, like id = "2025/talks"`)
	}
	if at := a.instant; f.Date.HasTime && !f.Date.HasOffset && (at.Hour() != f.Date.Hour || at.Minute() != f.Date.Min) {
		a.list.Warn(f.DatePos, "skipped-hour", fmt.Sprintf("%02d:%02d does not exist on that day in %s: clocks go forward over it", f.Date.Hour, f.Date.Min, zone),
			"write the time with its offset, like 2025-04-04T10:00:00+02:00")
	}
	a.template = f.Template.Text != ""
	a.fixed = len(f.Updates) == 0 && !f.Withdrawn
	a.plain, a.tied = len(f.Files) == 0, len(f.Related) > 0 || f.TranslationOf.Text != ""
	for i := range f.Body.Refs {
		a.refs[i] = refKey(f, &f.Body.Refs[i])
		a.plain = a.plain && a.refs[i] != "" && f.Body.Refs[i].Fragment == ""
	}
	a.when = whenKey(a, f.Date)
	a.key = xxhash.Sum64String(f.Path + "\x00" + f.ID + "\x00" + a.address)
	counts := [5]int{Actor: len(f.Actors), Location: len(f.Locations), Topic: len(f.Topics), Series: 1, Author: len(f.Authors)}
	room := make([]int32, counts[0]+counts[1]+counts[2]+counts[3]+counts[4])
	for k, n := range counts {
		a.words[k], room = room[:0:n], room[n:]
	}
	a.roles = make([]Role, len(f.Actors))
	did := xxhash.New()
	for i := range f.Actors {
		a.roles[i] = Role{f.Actors[i].Role, f.Actors[i].By.Text}
		did.WriteString(a.roles[i].Name + "\x00" + a.roles[i].By + "\x00")
		a.strange = a.strange || a.roles[i].Name != "" && !slices.Contains(roles, a.roles[i].Name)
	}
	a.did = did.Sum64()
	return a
}

// whenKey stands for a date as it was written, and its moment.
func whenKey(a *facts, d briefing.Date) uint64 {
	_, offset := a.instant.Zone()
	var text [64]byte
	b := binary.AppendVarint(binary.AppendVarint(text[:0], int64(a.day)), a.seconds)
	b = binary.AppendVarint(b, int64(offset))
	if d.HasTime {
		b = append(b, 1)
	}
	if d.HasOffset {
		b = append(b, 2)
	}
	return xxhash.Sum64(b)
}

// refKey gives what a reference is looked up by: the folded name, or the path of a file below the source.
func refKey(f *briefing.File, ref *briefing.Ref) string {
	switch {
	case ref.Kind == briefing.Wiki:
		return address.Fold(ref.Target)
	case ref.Kind == briefing.Link && !strings.HasPrefix(ref.Target, "/"):
		return besides(f, ref.Target)
	}
	return ""
}
