package site

import "slices"

// rollUp fills the records: what lists an entity, and for a place what lists the places within it.
func (m *maker) rollUp() {
	within := map[*Entity][]*Briefing{}
	for k := range m.site.Kinds {
		for _, e := range m.site.Kinds[k].Entities {
			e.Record = e.Briefings
			e.eachHolder(func(h *Entity) { within[h] = append(within[h], e.Briefings...) })
		}
	}
	for h, list := range within {
		if len(list) == 0 {
			continue
		}
		list = append(list, h.Briefings...)
		slices.SortFunc(list, func(a, b *Briefing) int { return a.Index - b.Index })
		h.Record, h.rolled = slices.Clip(slices.Compact(list)), true
	}
}

// rollUpAgain puts a briefing that was added into the records of what it lists, whose Briefings have it, and of what holds that.
func (b *Briefing) rollUpAgain() {
	b.eachEntity(func(e *Entity) {
		if !e.rolled {
			e.Record = e.Briefings
		} else {
			e.hold(b)
		}
		e.eachHolder(func(h *Entity) { h.hold(b) })
	})
}

// hold puts a briefing into the record of an entity, if it is not there.
func (e *Entity) hold(b *Briefing) {
	at := place(e.Record, b)
	if at == len(e.Record) || e.Record[at] != b {
		e.Record, e.rolled = slices.Insert(slices.Clip(e.Record), at, b), true
	}
}

// eachHolder visits the entities whose records have an entity's briefings too: the places that a place lies in.
func (e *Entity) eachHolder(visit func(*Entity)) {
	for p := e.Parent; p != nil; p = p.Parent {
		visit(p)
	}
}
