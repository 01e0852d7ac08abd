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
	"dateline/generator/mention"
	"dateline/generator/parallel"
)

// Memory keeps what New derives of single briefings for the next New, so that it need not touch the files' facts again, which
// lie all over the memory. What is kept of a file depends on that file and on the settings alone. It also keeps the last site,
// to find what is related as it was. An empty Memory knows nothing.
type Memory struct {
	// Text reads a briefing's file and gives its body to use, which keeps nothing of it, unless the file is another by now. Without
	// Text no mentions are found.
	Text func(f *briefing.File, use func(body []byte))
	// Once says that this New is the last one: it keeps nothing.
	Once bool

	settings string // those that facts depend on
	files    []*briefing.File
	facts    []*facts          // of the files
	ids      map[string]*facts // by id: the first that has it
	paths    map[string]*facts
	twice    []*facts      // those whose id another has
	order    []*facts      // as they stand in the last site
	words    [5]vocabulary // by kind
	counts   int           // how often words were counted
	world    int           // counts changes of what the names and paths that are used lead to
	mentions mentions
	own      []*briefing.File // pages and entity files
	last     *maker           // of the last site
	lastIn   int              // the world of that
	namesIn  int              // the world in which that is what names mean; 0 when they must be looked at
}

// facts are what one briefing says, in the form in which all of them are compared.
type facts struct {
	file     *briefing.File
	briefing *Briefing // of the last site
	address  string
	page     string // path of its page
	plain    string // path of that as text
	instant  time.Time
	modified time.Time
	seconds  int64 // of instant, since 1970 UTC
	month    int   // of the date as written, counted from year 0
	day      int   // of the date as written, for order
	dateOnly bool
	list     diag.List
	words    [5][]int32     // by kind: the names that it lists, as numbers of words
	roles    []Role         // of its actors, in order; empty for none
	strange  bool           // a role is unknown
	refs     []string       // for each reference: the folded name, the path below the source, or ""
	simple   bool           // it has names and paths as references alone, and no files of its own
	anchored bool           // a reference names a heading
	tied     bool           // it names other briefings: related ones, or what it is a translation of
	template bool           // it asks for one
	fixed    bool           // it was never updated nor withdrawn
	key      uint64         // stands for the path, the id and the address
	when     uint64         // stands for the date as it was written, and its moment
	did      uint64         // stands for the roles
	counted  int            // when they were compared last; 0 when they are those of no briefing
	prose    *mention.Words // the words of its text; nil when it was not read in this process
	links    []Link         // what its references were found to name
	world    int            // for which they were
	ties     []tie          // briefings that its front matter names
	tiedIn   int            // the world for which they are
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

// of gives the facts of briefings, in their order, and what is new among them; it keeps those of no others. own are the pages
// and entity files.
func (m *Memory) of(files, own []*briefing.File, cfg config.Config) ([]*facts, difference) {
	settings := fmt.Sprintf("%s\n%s\n%q", cfg.Timezone, cfg.Permalink, cfg.Roles)
	if m.settings != settings {
		*m = Memory{Text: m.Text, Once: m.Once, settings: settings, world: 1}
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
	roles := Roles(cfg)
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
	d := m.compare(all)
	renamed, unique := m.count(&d), m.index(all, &d)
	if renamed || !unique || !slices.Equal(m.own, own) || !m.adds(&d) {
		m.world++
	}
	if len(d.names) > 0 {
		m.namesIn = 0
	}
	m.files, m.facts, m.own = files, all, own
	return all, d
}

// difference is how briefings differ from those of the last site.
type difference struct {
	came, went []*facts
	was        []*facts // by came: what went, if it had the same path, id and address
	names      []name   // that came into use
	gone       bool     // something went, and nothing came in its place
}

// name is a word of a kind.
type name struct {
	kind EntityKind
	word int32
}

// compare finds out which facts came and went, and marks those that there are.
func (m *Memory) compare(all []*facts) (d difference) {
	m.counts++
	for _, a := range all {
		if a.counted == 0 {
			d.came = append(d.came, a)
		}
		a.counted = m.counts
	}
	places := map[uint64]*facts{}
	for _, a := range m.facts {
		if !m.has(a) {
			a.counted = 0
			d.went = append(d.went, a)
			places[a.key] = a
		}
	}
	d.was = make([]*facts, len(d.came))
	for i, a := range d.came {
		d.was[i] = places[a.key]
		delete(places, a.key)
	}
	d.gone = len(places) > 0
	return d
}

// has reports whether facts are those of a briefing that there is.
func (m *Memory) has(a *facts) bool { return a.counted == m.counts }

// count counts the words that came and went. It reports whether one went out of use, or the majority of spellings may be another, so
// that names may mean something else.
func (m *Memory) count(d *difference) (other bool) {
	more := map[name]int{}
	add := func(list []*facts, n int) {
		for _, a := range list {
			for k, words := range a.words {
				for _, w := range words {
					more[name{EntityKind(k), w}] += n
				}
			}
		}
	}
	add(d.came, 1)
	add(d.went, -1)
	for u, n := range more {
		v := &m.words[u.kind]
		before := v.used[u.word]
		v.used[u.word] += n
		switch {
		case n == 0:
		case before == 0:
			d.names = append(d.names, u)
		case before+n == 0 || v.list[u.word].mixed:
			other = true
		}
	}
	return other
}

// index brings the tables of the facts up to date. It reports whether every id is one briefing's.
func (m *Memory) index(all []*facts, d *difference) bool {
	if m.ids != nil && len(m.twice) == 0 && len(d.came)+len(d.went) < len(all)/4 {
		for _, a := range d.went {
			delete(m.ids, a.file.ID)
			delete(m.paths, a.file.Path)
		}
		unique := true
		for _, a := range d.came {
			_, taken := m.ids[a.file.ID]
			unique = unique && !taken
			m.ids[a.file.ID], m.paths[a.file.Path] = a, a
		}
		if unique {
			return true
		}
	}
	m.ids, m.paths, m.twice = make(map[string]*facts, len(all)), make(map[string]*facts, len(all)), nil
	for _, a := range all {
		m.paths[a.file.Path] = a
		if _, taken := m.ids[a.file.ID]; taken {
			m.twice = append(m.twice, a)
		} else {
			m.ids[a.file.ID] = a
		}
	}
	return len(m.twice) == 0
}

// adds reports whether nothing that was found in the last site can be anything else now: what came anew, if anything did, has a
// path, an id and names that no reference which leads somewhere could mean.
func (m *Memory) adds(d *difference) bool {
	if d.gone {
		return false
	}
	if len(d.names) == 0 && !slices.Contains(d.was, nil) {
		return true
	}
	if m.last == nil || m.lastIn != m.world {
		return false
	}
	for i, a := range d.came {
		if d.was[i] != nil {
			continue
		}
		if m.last.means(address.Fold(a.file.ID)) {
			return false
		}
	}
	taken := map[string]bool{}
	for _, u := range d.names {
		r, v := &m.last.kinds[u.kind], &m.words[u.kind]
		w := &v.list[u.word]
		_, declared := r.byLoose[w.loose]
		slug := u.kind.Plural() + "/" + w.slug
		if declared || w.loose == "" || w.slug == address.Reserved || r.withID(w.slug) != nil || r.named(w.fold) != nil || m.last.means(w.fold) || v.spellings(w.loose) > 1 || taken[slug] {
			return false
		}
		taken[slug] = true
	}
	return true
}

// spellings gives how many words that are used have a loose form.
func (v *vocabulary) spellings(loose string) (n int) {
	at, _ := slices.BinarySearchFunc(v.order, loose, func(i int32, loose string) int { return strings.Compare(v.list[i].loose, loose) })
	for ; at < len(v.order) && v.list[v.order[at]].loose == loose; at++ {
		if v.used[v.order[at]] > 0 {
			n++
		}
	}
	return n
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

// sorted gives the facts, of which some just came, in the order of the site.
func (m *Memory) sorted(all, came []*facts) []*facts {
	fresh := slices.SortedFunc(slices.Values(came), newestFirst)
	order := make([]*facts, 0, len(all))
	for _, a := range m.order {
		if !m.has(a) {
			continue
		}
		for len(fresh) > 0 && newestFirst(fresh[0], a) < 0 {
			order, fresh = append(order, fresh[0]), fresh[1:]
		}
		order = append(order, a)
	}
	return append(order, fresh...)
}

// newestFirst orders by the day written, then timed before date-only, later first, then by path.
func newestFirst(a, b *facts) int {
	if a.day != b.day {
		return b.day - a.day
	}
	if a.dateOnly != b.dateOnly {
		if b.dateOnly {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.seconds, a.seconds), strings.Compare(a.file.Path, b.file.Path))
}

// factsOf derives all facts but the words, for which it makes room.
func factsOf(f *briefing.File, cfg config.Config, roles []string) *facts {
	zone := cfg.Timezone
	year, month, day := f.Date.Calendar()
	a := &facts{
		file:    f,
		address: address.Briefing(cfg.Permalink, year, month, day, f.Slug, f.ID),
		instant: f.Date.Instant(zone),
		refs:    make([]string, len(f.Body.Refs)),
	}
	a.modified, a.seconds, a.month = a.instant, a.instant.Unix(), f.Date.Months()
	a.day, a.dateOnly = a.month*32+day, !f.Date.HasTime
	for _, u := range f.Updates {
		if at := u.At.Instant(zone); at.After(a.modified) {
			a.modified = at
		}
	}
	page := address.File(a.address)
	both := page + a.address + address.PlainText // one text in memory
	a.address, a.page, a.plain = both[:len(a.address)], both[:len(page)], both[len(page):]
	if a.address[0] == '/' || strings.Contains(a.address, "//") {
		a.list.Error(f.IDPos.In(f.Path), "bad-id", fmt.Sprintf("the id %q has a part without letters or digits, which the permalink needs", f.ID),
			`give an id of letters and digits, like id = "2025/talks"`)
	}
	if at := a.instant; f.Date.HasTime && !f.Date.HasOffset && (at.Hour() != int(f.Date.Hour) || at.Minute() != int(f.Date.Min)) {
		a.list.Warn(f.DatePos.In(f.Path), "skipped-hour", fmt.Sprintf("%02d:%02d does not exist on that day in %s: clocks go forward over it", f.Date.Hour, f.Date.Min, zone),
			"write the time with its offset, like 2025-04-04T10:00:00+02:00")
	}
	a.template = f.Template.Text != ""
	a.fixed = len(f.Updates) == 0 && !f.Withdrawn
	a.simple, a.tied = len(f.Files) == 0, len(f.Related) > 0 || f.TranslationOf.Text != ""
	for i := range f.Body.Refs {
		a.refs[i] = refKey(f, &f.Body.Refs[i])
		a.simple = a.simple && a.refs[i] != ""
		a.anchored = a.anchored || f.Body.Refs[i].Fragment != ""
	}
	a.when = whenKey(a, f.Date)
	all := xxhash.New()
	write := func(texts ...string) {
		for _, text := range texts {
			all.WriteString(text)
			all.WriteString("\x00")
		}
	}
	write(f.Path, f.ID, a.address)
	a.key = all.Sum64()
	counts := [5]int{Actor: len(f.Actors), Location: len(f.Locations), Topic: len(f.Topics), Series: 1, Author: len(f.Authors)}
	room := make([]int32, counts[0]+counts[1]+counts[2]+counts[3]+counts[4])
	for k, n := range counts {
		a.words[k], room = room[:0:n], room[n:]
	}
	a.roles = make([]Role, len(f.Actors))
	all.Reset()
	for i := range f.Actors {
		a.roles[i] = Role{f.Actors[i].Role, f.Actors[i].By.Text}
		write(a.roles[i].Name, a.roles[i].By)
		a.strange = a.strange || a.roles[i].Name != "" && !slices.Contains(roles, a.roles[i].Name)
	}
	a.did = all.Sum64()
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
