package site

import (
	"path"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/parallel"
)

// follow finds what every reference of every text names, as far as names and paths alone tell.
func (m *maker) follow() {
	total := 0
	for i := range m.all {
		total += len(m.all[i].file.Body.Refs)
	}
	room := make([]Link, total) // of all lists: one allocation
	for i := range m.all {
		n := len(m.all[i].file.Body.Refs)
		m.all[i].links, room = room[:n:n], room[n:]
	}
	parallel.Chunks(len(m.all), func(from, to int) {
		for i := from; i < to; i++ {
			t := &m.all[i]
			if t.briefing != nil {
				m.followBriefing(t)
				continue
			}
			for n := range t.links {
				ref := &t.file.Body.Refs[n]
				t.links[n] = m.link(ref, refKey(t.file, ref), nil)
			}
		}
	})
}

func (m *maker) followBriefing(t *text) {
	a := t.briefing.facts
	if t.settled = a.simple && !a.anchored; len(a.refs) == 0 {
		return
	}
	if a.simple && a.world == m.memory.world && m.followAgain(t.links, a.links) {
		a.links = t.links
		return
	}
	found := true
	for n, key := range a.refs {
		t.links[n] = m.link(&t.file.Body.Refs[n], key, t.briefing)
		found = found && t.links[n].Kind != ToNothing
	}
	t.settled = t.settled && found
	if a.links, a.world = nil, 0; a.simple && found {
		a.links, a.world = t.links, m.memory.world
	}
}

// followAgain finds what links of the last site lead to in this one, where names and paths lead to the same.
func (m *maker) followAgain(links, last []Link) bool {
	for i := range last {
		switch l := &last[i]; l.Kind {
		case ToBriefing:
			links[i] = Link{Kind: ToBriefing, Briefing: m.now(l.Briefing)}
		case ToEntity:
			links[i] = Link{Kind: ToEntity, Entity: m.kinds[l.Entity.Kind].withID(l.Entity.ID)}
			if links[i].Entity == nil {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// link looks a reference up by its key.
func (m *maker) link(ref *briefing.Ref, key string, from *Briefing) Link {
	switch {
	case ref.Kind == briefing.Wiki:
		switch b, e := m.lookUp(ref, key, from); {
		case b != nil:
			return Link{Kind: ToBriefing, Briefing: b}
		case e != nil:
			return Link{Kind: ToEntity, Entity: e}
		}
	case ref.Kind == briefing.Link && !strings.HasPrefix(ref.Target, "/"):
		for _, name := range textsAt(key) {
			if l := m.textAt(name); l.Kind != ToNothing {
				return l
			}
		}
	}
	return Link{}
}

// reach finds out which entities have a record: those that a visible briefing lists or a visible text links, and those around them.
// An entity file alone publishes nothing.
func (m *maker) reach() {
	profiles := map[*Entity]*text{}
	for i := range m.all {
		if t := &m.all[i]; t.entity != nil {
			profiles[t.entity] = t
		}
	}
	var visit func(e *Entity)
	follow := func(t *text) {
		for i := range t.links {
			if e := t.links[i].Entity; e != nil {
				visit(e)
			}
		}
	}
	visit = func(e *Entity) {
		if e.reached {
			return
		}
		e.reached = true
		e.eachAround(visit)
		if e.File != nil {
			follow(profiles[e])
		}
	}
	for k := range m.kinds {
		for _, e := range m.kinds[k].all {
			if e.listed > 0 {
				visit(e)
			}
		}
	}
	for i := range m.all {
		if m.all[i].entity == nil {
			follow(&m.all[i])
		}
	}
}

// eachAround visits the entities that have a record because another has one: the place that it lies in, what it belongs to, who came
// after it.
func (e *Entity) eachAround(visit func(*Entity)) {
	if e.Parent != nil {
		visit(e.Parent)
	}
	for i := range e.Belongs {
		visit(e.Belongs[i].To)
	}
	if e.Successor != nil {
		visit(e.Successor)
	}
}

// reachHeld notes which other declared entities would have a record if nothing were held back.
func (m *maker) reachHeld() {
	seen := map[*Entity]bool{}
	var visit func(e *Entity)
	follow := func(f *briefing.File) {
		for i := range f.Body.Refs {
			ref := &f.Body.Refs[i]
			visit(m.link(ref, refKey(f, ref), nil).Entity)
		}
	}
	visit = func(e *Entity) {
		if e == nil || e.reached || seen[e] {
			return
		}
		seen[e] = true
		m.held.folders[e.Address] = true
		m.held.addresses[address.Collection(e.Kind.Plural())] = true
		e.eachAround(visit)
		if e.File != nil {
			m.held.redirects(e.File)
			follow(e.File)
		}
	}
	for _, f := range m.held.files {
		for k := range m.kinds {
			listed(f, EntityKind(k), func(n *briefing.Name) { visit(m.kinds[k].named(address.Fold(n.Text))) })
		}
		follow(f)
	}
}

// textsAt gives the files that a link to a path may mean: the file, or the index.md of the folder.
func textsAt(name string) [2]string { return [2]string{name, name + "/index.md"} }

// besides gives the source path that a relative link leads to.
func besides(f *briefing.File, target string) string {
	return path.Join(path.Dir(f.Path), target)
}

// wikiOrder is the order in which [[Name]] is looked up.
var wikiOrder = []EntityKind{Actor, Location, Topic}

// scoped gives the kinds of entities that a reference of a scope may mean, in the order in which they are looked up.
func scoped(scope string) []EntityKind {
	switch scope {
	case "briefing":
		return nil
	case "actor":
		return wikiOrder[:1]
	case "place":
		return wikiOrder[1:2]
	case "topic":
		return wikiOrder[2:]
	}
	return wikiOrder
}

// lookUp finds what [[Name]] means: what the briefing lists comes first, then a briefing's id, then actor, place,
// topic.
func (m *maker) lookUp(ref *briefing.Ref, fold string, from *Briefing) (*Briefing, *Entity) {
	kinds := scoped(ref.Scope)
	if ref.Scope == "" && from != nil {
		for _, k := range kinds {
			if e := m.kinds[k].named(fold); e != nil && from.lists(e) {
				return nil, e
			}
		}
	}
	if ref.Scope == "" || ref.Scope == "briefing" {
		if b := m.byID(ref.Target); b != nil {
			return b, nil
		}
	}
	for _, k := range kinds {
		if e := m.kinds[k].named(fold); e != nil {
			return nil, e
		}
	}
	return nil, nil
}

// means reports whether [[Name]] with that folded name may lead to an entity.
func (m *maker) means(fold string) bool {
	return slices.ContainsFunc(wikiOrder, func(k EntityKind) bool { return m.kinds[k].named(fold) != nil })
}

// lists reports whether a briefing's front matter names the entity.
func (b *Briefing) lists(e *Entity) bool {
	switch e.Kind {
	case Actor:
		return slices.ContainsFunc(b.Who, func(w Appearance) bool { return w.Actor == e })
	case Location:
		return slices.Contains(b.Locations, e)
	case Topic:
		return slices.Contains(b.Topics, e)
	case Author:
		return slices.Contains(b.Authors, e)
	}
	return b.Series == e
}

// eachEntity visits the entities that a briefing lists.
func (b *Briefing) eachEntity(visit func(*Entity)) {
	for kind := Actor; kind <= Author; kind++ {
		b.EachListed(kind, visit)
	}
}

// EachListed visits the entities of a kind that a briefing lists.
func (b *Briefing) EachListed(kind EntityKind, visit func(*Entity)) {
	var list []*Entity
	switch kind {
	case Actor:
		for i := range b.Who {
			visit(b.Who[i].Actor)
		}
	case Location:
		list = b.Locations
	case Topic:
		list = b.Topics
	case Author:
		list = b.Authors
	case Series:
		if b.Series != nil {
			visit(b.Series)
		}
	}
	for _, e := range list {
		visit(e)
	}
}
