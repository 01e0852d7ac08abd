package site

import "slices"

// rollUp fills the records: what lists an entity, for a place what lists the places within it, and for an actor that asks for it
// what lists those who belong to it, while they do.
func (m *maker) rollUp() {
	within := map[*Entity][]*Briefing{}
	for k := range m.site.Kinds {
		for _, e := range m.site.Kinds[k].Entities {
			e.Record = e.Briefings
			e.eachHolder(func(h *Entity, during *Affiliation) {
				for _, b := range e.Briefings {
					if during == nil || during.Holds(b.Date) {
						within[h] = append(within[h], b)
					}
				}
			})
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
		e.eachHolder(func(h *Entity, during *Affiliation) {
			if during == nil || during.Holds(b.Date) {
				h.hold(b)
			}
		})
	})
}

// hold puts a briefing into the record of an entity, if it is not there.
func (e *Entity) hold(b *Briefing) {
	at := place(e.Record, b)
	if at == len(e.Record) || e.Record[at] != b {
		e.Record, e.rolled = slices.Insert(slices.Clip(e.Record), at, b), true
	}
}

// eachHolder visits the entities whose records have an entity's briefings too: the places that a place lies in; the actors that it
// belongs to and that ask for it, with the time for which it does.
func (e *Entity) eachHolder(visit func(h *Entity, during *Affiliation)) {
	for p := e.Parent; p != nil; p = p.Parent {
		visit(p, nil)
	}
	for i := range e.Belongs {
		if a := &e.Belongs[i]; a.To.File != nil && a.To.File.Rollup {
			visit(a.To, a)
		}
	}
}
