package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
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
	Briefings []*Briefing    // that list it, newest first
	Address   string
	Targets   []briefing.Target // of the profile
	Assets    []Asset

	reached bool // something visible names it
}

// Collection is all entities of a kind that have a record, by name.
type Collection struct {
	Kind     EntityKind
	Entities []*Entity
}

func byName(a, b *Entity) int {
	return cmp.Or(strings.Compare(address.Fold(a.Name), address.Fold(b.Name)), strings.Compare(a.ID, b.ID))
}

// resolver knows the names of one kind.
type resolver struct {
	kind    EntityKind
	all     []*Entity
	byText  map[string]*Entity // as written, for speed
	byFold  map[string]*Entity
	byLoose map[string]*Entity // of declared names; nil where two share one
	ids     map[string]*Entity
	claims  map[string]diag.Pos // of declared names, by fold
	offered map[string]bool     // ids that messages propose
}

// entityKinds are the kinds that files can declare.
var entityKinds = map[briefing.Kind]EntityKind{briefing.Actor: Actor, briefing.Location: Location, briefing.Topic: Topic}

// mention is one name in a briefing's front matter.
type mention struct {
	briefing.Name
	used int // how many times this spelling is used
}

// names finds out which entities there are and what every listed name means.
func (m *maker) names() {
	for k := range m.kinds {
		m.kinds[k] = resolver{
			kind: EntityKind(k), byText: map[string]*Entity{}, byFold: map[string]*Entity{},
			byLoose: map[string]*Entity{}, ids: map[string]*Entity{}, claims: map[string]diag.Pos{}, offered: map[string]bool{},
		}
	}
	for _, f := range m.entities {
		m.declare(&m.kinds[entityKinds[f.Kind]], f)
	}
	for k := range m.kinds {
		m.gather(&m.kinds[k])
	}
	for _, b := range m.site.Briefings {
		m.resolveListed(b)
	}
	for _, e := range m.kinds[Location].all {
		m.parent(e)
	}
	m.parentCycles()
}

// declare makes the entity of an entity file.
func (m *maker) declare(r *resolver, f *briefing.File) {
	e := &Entity{Kind: r.kind, ID: f.ID, Name: f.Name.Text, File: f, Address: address.Record(r.kind.Plural(), f.ID)}
	taken := m.takeID(r, e, f.IDPos, func(other *Entity) string {
		if other == nil {
			return "give the file another name"
		}
		return fmt.Sprintf("the other is %s: give one of the two files another name", other.File.Path)
	})
	if !taken {
		return
	}
	r.all = append(r.all, e)
	m.claim(r, e, briefing.Name{Text: f.ID, Pos: f.IDPos})
	m.claim(r, e, f.Name)
	for _, alias := range f.Aliases {
		m.claim(r, e, alias)
		if alias.Text != e.Name {
			e.Other = append(e.Other, alias.Text)
		}
	}
}

// takeID gives an entity its address, unless another has it or it is reserved; then wayOut tells what to do, given the
// other or nil.
func (m *maker) takeID(r *resolver, e *Entity, pos diag.Pos, wayOut func(other *Entity) string) bool {
	if e.ID == address.Reserved {
		m.list.Error(pos, "reserved-id", fmt.Sprintf("%q is a reserved id", e.ID), wayOut(nil))
		return false
	}
	if other := r.ids[e.ID]; other != nil {
		m.list.Error(pos, "shared-address", fmt.Sprintf("%q and %q would share the address %s", other.Name, e.Name, "/"+e.Address), wayOut(other))
		return false
	}
	r.ids[e.ID] = e
	return true
}

// claim lets a declared name mean an entity.
func (m *maker) claim(r *resolver, e *Entity, name briefing.Name) {
	fold := address.Fold(name.Text)
	if other := r.byFold[fold]; other != nil && other != e {
		hint := "it is the id that the name of " + other.File.Path + " gives: choose another name here, or rename that file"
		if at := r.claims[fold]; at.Line > 0 {
			hint = fmt.Sprintf("it is claimed at %s:%d: take it out of one of the two files", at.File, at.Line)
		}
		m.list.Error(name.Pos, "alias-claimed", fmt.Sprintf("%q is already a name of the %s %q", name.Text, r.kind, other.Name), hint)
		return
	}
	r.byFold[fold] = e
	r.claims[fold] = name.Pos
	loose := address.Loose(name.Text)
	if other, taken := r.byLoose[loose]; taken && other != e {
		r.byLoose[loose] = nil
	} else {
		r.byLoose[loose] = e
	}
}

// listed gives the names of a kind that a briefing lists.
func listed(b *Briefing, kind EntityKind, visit func(briefing.Name)) {
	switch kind {
	case Actor:
		for _, a := range b.File.Actors {
			visit(a.Name)
		}
	case Location:
		for _, n := range b.File.Locations {
			visit(n)
		}
	case Topic:
		for _, n := range b.File.Topics {
			visit(n)
		}
	case Series:
		if b.File.Series.Text != "" {
			visit(b.File.Series)
		}
	case Author:
		for _, n := range b.File.Authors {
			visit(n)
		}
	}
}

// gather makes entities of the names that no file declares. Names that differ only by diacritics, punctuation and
// spacing are one, shown as spelled most often.
func (m *maker) gather(r *resolver) {
	spellings := map[string]*mention{}
	for _, b := range m.site.Briefings {
		listed(b, r.kind, func(n briefing.Name) {
			s := spellings[n.Text]
			if s == nil {
				s = &mention{Name: n}
				spellings[n.Text] = s
			} else if before(n.Pos, s.Pos) {
				s.Pos = n.Pos
			}
			s.used++
		})
	}
	groups := map[string][]*mention{}
	for _, s := range spellings {
		if e := r.byFold[address.Fold(s.Text)]; e != nil {
			r.byText[s.Text] = e
			continue
		}
		loose := address.Loose(s.Text)
		groups[loose] = append(groups[loose], s)
	}
	for _, loose := range sortedKeys(groups) {
		group := groups[loose]
		slices.SortFunc(group, func(a, b *mention) int {
			return cmp.Or(cmp.Compare(b.used, a.used), strings.Compare(a.Text, b.Text))
		})
		m.undeclared(r, loose, group)
	}
}

// undeclared makes one entity of a group of spellings, most used first.
func (m *maker) undeclared(r *resolver, loose string, group []*mention) {
	best := group[0]
	if loose == "" {
		for _, s := range group {
			m.list.Error(s.Pos, "no-letters", fmt.Sprintf("the %s %q has no letters or digits to make an address of", r.kind, s.Text), fileHint(r.kind, "NAME", s.Text))
		}
		return
	}
	e, declared := r.byLoose[loose]
	switch {
	case declared && e == nil:
		m.list.Error(best.Pos, "ambiguous-name", fmt.Sprintf("%q could be one of two declared %s", best.Text, r.kind.Plural()), "write the name as one of their files has it")
		return
	case !declared:
		e = &Entity{Kind: r.kind, ID: address.Slug(best.Text), Name: best.Text}
		e.Address = address.Record(r.kind.Plural(), e.ID)
		if !m.takeID(r, e, best.Pos, func(*Entity) string { return fileHint(r.kind, r.free(e.ID), best.Text) }) {
			return
		}
		r.all = append(r.all, e)
	}
	own := address.Fold(e.Name)
	for _, s := range group {
		fold := address.Fold(s.Text)
		if fold != own && r.byFold[fold] == nil {
			m.list.Warn(s.Pos, "loose-names", fmt.Sprintf("%q is taken as the %s %q", s.Text, r.kind, e.Name), aliasHint(r.kind, e, s.Text, best.Pos))
		}
		r.byFold[fold] = e
		r.byText[s.Text] = e
	}
}

// free gives an id near to one that is taken; each is given once.
func (r *resolver) free(id string) string {
	for n := 2; ; n++ {
		near := fmt.Sprintf("%s-%d", id, n)
		if r.ids[near] == nil && !r.offered[near] {
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

// knownRoles are the roles of every site; site.toml may add more.
var knownRoles = []string{"acted", "said", "attributed", "affected", "named"}

// resolveListed resolves the names that one briefing lists, each entity once.
func (m *maker) resolveListed(b *Briefing) {
	for _, a := range b.File.Actors {
		e := m.kinds[Actor].byText[a.Text]
		if e == nil {
			continue // Reported when the names were gathered.
		}
		i := slices.IndexFunc(b.Who, func(w Appearance) bool { return w.Actor == e })
		if i < 0 {
			i = len(b.Who)
			b.Who = append(b.Who, Appearance{Actor: e})
		}
		if a.Role == "" {
			continue
		}
		if roles := slices.Concat(knownRoles, m.cfg.Roles); !slices.Contains(roles, a.Role) {
			m.list.Error(a.RolePos, "unknown-role", fmt.Sprintf("unknown role %q", a.Role),
				orElse(diag.DidYouMean(a.Role, roles), fmt.Sprintf("add a role of your own in site.toml: roles = [%q]", a.Role)))
			continue
		}
		role := Role{a.Role, a.By.Text}
		if !slices.Contains(b.Who[i].Roles, role) {
			b.Who[i].Roles = append(b.Who[i].Roles, role)
		}
	}
	b.Locations = m.entitiesOf(Location, b.File.Locations)
	b.Topics = m.entitiesOf(Topic, b.File.Topics)
	b.Authors = m.entitiesOf(Author, b.File.Authors)
	if b.File.Series.Text != "" {
		b.Series = m.kinds[Series].byText[b.File.Series.Text]
	}
}

func (m *maker) entitiesOf(kind EntityKind, names []briefing.Name) []*Entity {
	var list []*Entity
	for _, n := range names {
		if e := m.kinds[kind].byText[n.Text]; e != nil && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	return list
}

// parent finds the place that a place lies in.
func (m *maker) parent(e *Entity) {
	if e.File == nil || e.File.Parent.Text == "" {
		return
	}
	name := e.File.Parent
	r := &m.kinds[Location]
	e.Parent = r.byFold[address.Fold(name.Text)]
	if e.Parent == nil && m.broken.named(name.Text, Location) {
		return
	}
	if e.Parent == nil && m.held.named(name.Text, Location) {
		m.list.Warn(name.Pos, "held-back-link", fmt.Sprintf("only what is held back names the place %q; it is left out", name.Text), "it appears once what names it is published")
		return
	}
	if e.Parent == nil {
		m.list.Error(name.Pos, "unknown-parent", fmt.Sprintf("no place is called %q", name.Text),
			orElse(diag.DidYouMean(name.Text, r.allNames()), fileHint(Location, address.Slug(name.Text), name.Text)))
	}
}

// parentCycles reports places that lie in themselves and cuts the circle.
func (m *maker) parentCycles() {
	for _, e := range m.kinds[Location].all {
		seen := map[*Entity]bool{}
		for p := e; p != nil; p = p.Parent {
			if seen[p] {
				m.list.Error(p.File.Parent.Pos, "parent-cycle", fmt.Sprintf("the place %q lies within itself", p.Name), "give one of the places in this circle another parent, or none")
				p.Parent = nil
				break
			}
			seen[p] = true
		}
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
