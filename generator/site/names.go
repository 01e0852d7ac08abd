package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/parallel"
)

// EntityKind is a kind of thing that has a record. Names are unique within a kind.
type EntityKind uint8

// The kinds of entities.
const (
	Actor EntityKind = iota
	Location
	Topic
	Series
	Author
)

// words of a kind: in addresses and front matter, in messages, the folder of its files.
type words struct{ plural, singular, folder string }

var kindWords = [5]words{
	Actor:    {"actors", "actor", "_actors"},
	Location: {"locations", "location", "_locations"},
	Topic:    {"topics", "topic", "_topics"},
	Series:   {"series", "series", ""},
	Author:   {"authors", "author", ""},
}

// Plural gives the kind's word in addresses: "actors".
func (k EntityKind) Plural() string { return kindWords[k].plural }

// String gives the kind's word in messages: "actor".
func (k EntityKind) String() string { return kindWords[k].singular }

// Entity is someone or something that briefings name: it has a record of its own.
type Entity struct {
	Kind      EntityKind
	Index     int // in the collection of its kind
	ID        string
	Name      string
	Other     []string       // other names
	File      *briefing.File // nil when no file declares it
	Parent    *Entity        // of a place
	Children  []*Entity      // of a place: the places directly within that have a record, by name
	Belongs   []Affiliation  // of an actor: what it belongs to, as written
	People    []Member       // of an actor: who belongs to it and has a record, those who do so last first, then by name
	Successor *Entity        // of an actor
	Preceding []*Entity      // of an actor: those whose successor it is and that have a record, by name
	Image     string         // address of its picture; ""
	Briefings []*Briefing    // that list it, newest first
	Record    []*Briefing    // these, and for a place those that list a place within, each once
	Address   string
	Links     []Link      // of the profile
	Referred  []Reference // by texts that do not list it: those of briefings first, newest first
	Assets    []Asset

	fold    string // of the name, for order
	at      int32  // among all of its kind
	listed  int    // how many briefings list it
	reached bool   // something visible names it
	rolled  bool   // its record is not its briefings alone
}

// Collection is all entities of a kind that have a record, by name.
type Collection struct {
	Kind     EntityKind
	Entities []*Entity
}

func byName(a, b *Entity) int {
	return cmp.Or(strings.Compare(a.fold, b.fold), strings.Compare(a.ID, b.ID))
}

// resolver knows the names of one kind. The kinds are independent of each other, so each is worked on by itself.
type resolver struct {
	kind      EntityKind
	briefings []*Briefing // all of the site
	list      diag.List
	all       []*Entity
	byFold    map[string]int32    // in all
	byLoose   map[string]int32    // in all, of declared names; ambiguous where two share one
	ids       map[string]int32    // in all
	claims    map[string]diag.Pos // of declared names, by fold
	offered   map[string]bool     // ids that messages propose
	words     []word
	order     []int32             // of the words, by loose form
	used      []int               // by word
	meant     []*Entity           // by word; nil when it is not listed, or cannot be told, which has been reported
	first     map[string]diag.Pos // of spellings, where they stand first; made when a message needs it
}

// ambiguous stands for two entities.
const ambiguous = -1

// entityKinds are the kinds that files can declare.
var entityKinds = map[briefing.Kind]EntityKind{briefing.Actor: Actor, briefing.Location: Location, briefing.Topic: Topic}

// spelling is a word that briefings list.
type spelling struct {
	*word
	number int
	used   int // how many times
}

// names finds out which entities there are and what every listed name means.
func (m *maker) names() {
	again := m.memory.last != nil && m.memory.namesIn == m.memory.world
	for k := range m.kinds {
		words := &m.memory.words[k]
		r := &m.kinds[k]
		if again {
			*r = m.memory.last.kinds[k].again(m.site.Briefings)
			continue
		}
		*r = resolver{
			kind: EntityKind(k), briefings: m.site.Briefings, words: words.list, order: words.order, used: words.used, byFold: make(map[string]int32, len(words.list)),
			byLoose: map[string]int32{}, ids: make(map[string]int32, len(words.list)), claims: map[string]diag.Pos{}, offered: map[string]bool{},
		}
	}
	for _, f := range m.entities {
		if !again {
			m.kinds[entityKinds[f.Kind]].declare(f)
		}
	}
	roles := Roles(m.cfg)
	parallel.Map(m.kinds[:], func(r *resolver) struct{} {
		if !again {
			r.gather()
		}
		r.fill(r.briefings, roles)
		r.collect()
		return struct{}{}
	})
	m.memory.namesIn = 0
	if m.kinds[0].quiet() && m.kinds[1].quiet() && m.kinds[2].quiet() && m.kinds[3].quiet() && m.kinds[4].quiet() {
		m.memory.namesIn = m.memory.world
	}
	for k := range m.kinds {
		m.list = append(m.list, m.kinds[k].list...)
	}
	for _, e := range m.kinds[Location].all {
		m.parent(e)
	}
	m.parentCycles()
	for _, e := range m.kinds[Actor].all {
		m.affiliate(e)
	}
}

// quiet reports whether nothing is to be said of the names, which a change in the lines of a file could move.
func (r *resolver) quiet() bool { return len(r.list) == 0 }

// again makes the same entities for another site in which all names mean the same.
func (r *resolver) again(briefings []*Briefing) resolver {
	now := resolver{kind: r.kind, briefings: briefings, byFold: r.byFold, byLoose: r.byLoose, ids: r.ids, all: make([]*Entity, len(r.all)), meant: make([]*Entity, len(r.meant))}
	block := make([]Entity, len(r.all))
	for i, e := range r.all {
		block[i] = Entity{Kind: e.Kind, ID: e.ID, Name: e.Name, Other: e.Other, File: e.File, Address: e.Address, fold: e.fold, at: e.at}
		now.all[i] = &block[i]
	}
	for n, e := range r.meant {
		if e != nil {
			now.meant[n] = now.all[e.at]
		}
	}
	return now
}

// declare makes the entity of an entity file.
func (r *resolver) declare(f *briefing.File) {
	e := r.entity(f.ID, f.Name.Text)
	e.File = f
	taken := r.takeID(e, f.IDPos.In(f.Path), func(other *Entity) string {
		if other == nil {
			return "give the file another name"
		}
		return fmt.Sprintf("the other is %s: give one of the two files another name", other.File.Path)
	})
	if !taken {
		return
	}
	r.claim(e, f, briefing.Name{Text: f.ID, Pos: f.IDPos})
	r.claim(e, f, f.Name)
	also := func(name briefing.Name) {
		r.claim(e, f, name)
		if name.Text != e.Name && !slices.Contains(e.Other, name.Text) {
			e.Other = append(e.Other, name.Text)
		}
	}
	for _, alias := range f.Aliases {
		also(alias)
	}
	for _, name := range f.Names {
		also(name.Name)
	}
	for _, name := range f.WeakAliases {
		r.claim(e, f, name)
	}
}

func (r *resolver) entity(id, name string) *Entity {
	return &Entity{Kind: r.kind, ID: id, Name: name, Address: address.Record(r.kind.Plural(), id), fold: address.Fold(name)}
}

// takeID gives an entity its address, unless another has it or it is reserved; then wayOut tells what to do, given the
// other or nil.
func (r *resolver) takeID(e *Entity, pos diag.Pos, wayOut func(other *Entity) string) bool {
	if e.ID == address.Reserved {
		r.list.Error(pos, "reserved-id", fmt.Sprintf("%q is a reserved id", e.ID), wayOut(nil))
		return false
	}
	if other := r.withID(e.ID); other != nil {
		r.list.Error(pos, "shared-address", fmt.Sprintf("%q and %q would share the address %s", other.Name, e.Name, "/"+e.Address), wayOut(other))
		return false
	}
	r.add(e)
	return true
}

func (r *resolver) add(e *Entity) {
	e.at = int32(len(r.all))
	r.ids[e.ID] = e.at
	r.all = append(r.all, e)
}

// named gives the entity of a folded name, or nil.
func (r *resolver) named(fold string) *Entity {
	if i, ok := r.byFold[fold]; ok {
		return r.all[i]
	}
	return nil
}

// withID gives the entity of an id, or nil.
func (r *resolver) withID(id string) *Entity {
	if i, ok := r.ids[id]; ok {
		return r.all[i]
	}
	return nil
}

// claim lets a name that a file declares mean an entity.
func (r *resolver) claim(e *Entity, f *briefing.File, name briefing.Name) {
	fold := address.Fold(name.Text)
	if other := r.named(fold); other != nil && other != e {
		hint := "it is the id that the name of " + other.File.Path + " gives: choose another name here, or rename that file"
		if at := r.claims[fold]; at.Line > 0 {
			hint = fmt.Sprintf("it is claimed at %s:%d: take it out of one of the two files", at.File, at.Line)
		}
		r.list.Error(name.Pos.In(f.Path), "alias-claimed", fmt.Sprintf("%q is already a name of the %s %q", name.Text, r.kind, other.Name), hint)
		return
	}
	r.byFold[fold] = e.at
	r.claims[fold] = name.Pos.In(f.Path)
	loose := address.Loose(name.Text)
	if other, taken := r.byLoose[loose]; taken && other != e.at {
		r.byLoose[loose] = ambiguous
	} else {
		r.byLoose[loose] = e.at
	}
}

// listed gives the names of a kind that a briefing lists.
func listed(f *briefing.File, kind EntityKind, visit func(*briefing.Name)) {
	var names []briefing.Name
	switch kind {
	case Actor:
		for i := range f.Actors {
			visit(&f.Actors[i].Name)
		}
	case Location:
		names = f.Locations
	case Topic:
		names = f.Topics
	case Series:
		if f.Series.Text != "" {
			visit(&f.Series)
		}
	case Author:
		names = f.Authors
	}
	for i := range names {
		visit(&names[i])
	}
}

// gather makes entities of the names that no file declares. Names that differ only by diacritics, punctuation and
// spacing are one, shown as spelled most often.
func (r *resolver) gather() {
	r.meant = make([]*Entity, len(r.words))
	var group []spelling
	for i, n := range r.order {
		w := &r.words[n]
		if r.used[n] > 0 {
			if r.meant[n] = r.named(w.fold); r.meant[n] == nil {
				group = append(group, spelling{w, int(n), r.used[n]})
			}
		}
		if last := i+1 == len(r.order) || r.words[r.order[i+1]].loose != w.loose; last && len(group) > 0 {
			slices.SortStableFunc(group, func(a, b spelling) int { return cmp.Compare(b.used, a.used) })
			r.undeclared(w.loose, group)
			group = group[:0]
		}
	}
}

// where gives the first place of a spelling, by path and line.
func (r *resolver) where(s spelling) diag.Pos {
	if r.first == nil {
		r.first = map[string]diag.Pos{}
		for _, b := range r.briefings {
			listed(b.File, r.kind, func(n *briefing.Name) {
				at := n.Pos.In(b.Path)
				if pos, known := r.first[n.Text]; !known || before(at, pos) {
					r.first[n.Text] = at
				}
			})
		}
	}
	return r.first[s.text]
}

// undeclared makes one entity of a group of spellings, most used first.
func (r *resolver) undeclared(loose string, group []spelling) {
	best := group[0]
	var e *Entity
	switch at, declared := r.byLoose[loose]; {
	case loose == "" || !declared && best.slug == "":
		what := "has no letters or digits to make an address of"
		if loose != "" {
			what = "is written with letters that no address can be made of"
		}
		for _, s := range group {
			r.list.Error(r.where(s), "no-letters", fmt.Sprintf("the %s %q %s", r.kind, s.text, what), fileHint(r.kind, "NAME", s.text))
		}
		return
	case declared && at == ambiguous:
		r.list.Error(r.where(best), "ambiguous-name", fmt.Sprintf("%q could be one of two declared %s", best.text, r.kind.Plural()), "write the name as one of their files has it")
		return
	case declared:
		e = r.all[at]
	default:
		e = r.entity(best.slug, best.text)
		if e.ID == address.Reserved || r.withID(e.ID) != nil {
			r.takeID(e, r.where(best), func(*Entity) string { return fileHint(r.kind, r.free(e.ID), best.text) })
			return
		}
		r.add(e)
	}
	for _, s := range group {
		s.mixed = s.mixed || len(group) > 1
		if s.fold != e.fold && r.named(s.fold) == nil {
			r.list.Warn(r.where(s), "loose-names", fmt.Sprintf("%q is taken as the %s %q", s.text, r.kind, e.Name), aliasHint(r.kind, e, s.text, r.where(best)))
		}
		r.byFold[s.fold] = e.at
		r.meant[s.number] = e
	}
}

// free gives an id near to one that is taken; each is given once.
func (r *resolver) free(id string) string {
	for n := 2; ; n++ {
		near := fmt.Sprintf("%s-%d", id, n)
		if r.withID(near) == nil && !r.offered[near] {
			r.offered[near] = true
			return near
		}
	}
}

// fileHint says which entity file settles a name's address.
func fileHint(kind EntityKind, id, name string) string {
	if kindWords[kind].folder == "" {
		return "write the name with letters that give another address"
	}
	return fmt.Sprintf("create briefings/%s/%s.md with a line name = %q between two lines +++", kindWords[kind].folder, id, name)
}

// aliasHint says which line makes a spelling a name of an entity for good.
func aliasHint(kind EntityKind, e *Entity, spelling string, at diag.Pos) string {
	switch {
	case e.File != nil:
		return fmt.Sprintf("if that is right, add it to the aliases in %s, as in aliases = [%q]", e.File.Path, spelling)
	case kindWords[kind].folder == "":
		return fmt.Sprintf("spell it as in %s:%d", at.File, at.Line)
	}
	return fmt.Sprintf("as in %s:%d; if they are one, create briefings/%s/%s.md with the lines name = %q and aliases = [%q] between two lines +++",
		at.File, at.Line, kindWords[kind].folder, e.ID, e.Name, spelling)
}

// orElse joins a hint, which may be a question, with another way out.
func orElse(hint, other string) string {
	if strings.HasSuffix(hint, "?") {
		return hint + " or " + other
	}
	return hint + "; or " + other
}

func before(a, b diag.Pos) bool {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) < 0
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Roles gives the roles that actors of a site can have: those of every site, then those of its settings.
func Roles(cfg config.Config) []string { return slices.Concat(knownRoles, cfg.Roles) }

var knownRoles = []string{"acted", "said", "attributed", "affected", "named"}

// fill gives briefings the entities that they list, each once.
func (r *resolver) fill(briefings []*Briefing, roles []string) {
	total := 0
	for _, b := range briefings {
		total += len(b.facts.words[r.kind])
	}
	var room []*Entity // of all lists: one allocation
	var who []Appearance
	if r.kind == Actor {
		who = make([]Appearance, 0, total)
	} else {
		room = make([]*Entity, 0, total)
	}
	take := func(numbers []int32) []*Entity {
		start := len(room)
		for _, n := range numbers {
			if e := r.meant[n]; e != nil && !slices.Contains(room[start:], e) {
				room = append(room, e)
				e.listed++
			}
		}
		return room[start:len(room):len(room)]
	}
	for _, b := range briefings {
		numbers := b.facts.words[r.kind]
		switch r.kind {
		case Actor:
			start := len(who)
			for i, n := range numbers {
				if e := r.meant[n]; e != nil {
					who = r.appear(who, start, e, b, i, roles)
				}
			}
			b.Who = who[start:len(who):len(who)]
		case Location:
			b.Locations = take(numbers)
		case Topic:
			b.Topics = take(numbers)
		case Author:
			b.Authors = take(numbers)
		case Series:
			if len(numbers) > 0 {
				if b.Series = r.meant[numbers[0]]; b.Series != nil {
					b.Series.listed++
				}
			}
		}
	}
}

// appear notes an actor in a briefing, whose appearances begin at start, with the role that its i-th reference gives.
func (r *resolver) appear(who []Appearance, start int, e *Entity, b *Briefing, i int, roles []string) []Appearance {
	at := start + slices.IndexFunc(who[start:], func(w Appearance) bool { return w.Actor == e })
	if at < start {
		at = len(who)
		who = append(who, Appearance{Actor: e})
		e.listed++
	}
	role := b.facts.roles[i]
	if role.Name == "" {
		return who
	}
	if b.facts.strange && !slices.Contains(roles, role.Name) {
		r.list.Error(b.File.Actors[i].RolePos.In(b.Path), "unknown-role", fmt.Sprintf("unknown role %q", role.Name),
			orElse(diag.DidYouMean(role.Name, roles), fmt.Sprintf("add a role of your own in site.toml: roles = [%q]", role.Name)))
		return who
	}
	switch w := &who[at]; {
	case w.Roles == nil:
		w.Roles = b.facts.roles[i : i+1 : i+1]
	case !slices.Contains(w.Roles, role):
		w.Roles = append(w.Roles, role)
	}
	return who
}

// collect gives every entity the briefings that list it.
func (r *resolver) collect() {
	total := 0
	for _, e := range r.all {
		total += e.listed
	}
	room := make([]*Briefing, total)
	for _, b := range r.briefings {
		b.EachListed(r.kind, func(e *Entity) {
			if e.Briefings == nil {
				e.Briefings, room = room[:0:e.listed], room[e.listed:]
			}
			e.Briefings = append(e.Briefings, b)
		})
	}
}

// allNames gives all names of a kind, for suggestions.
func (r *resolver) allNames() []string {
	var names []string
	for _, e := range r.all {
		names = append(append(names, e.Name), e.Other...)
	}
	return names
}
