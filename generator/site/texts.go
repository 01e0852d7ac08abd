package site

import (
	"dateline/generator/briefing"
	"dateline/generator/source"
)

// text is a source file with what it is the text of: one of briefing, page and entity.
type text struct {
	file     *briefing.File
	address  string
	briefing *Briefing
	page     *Page
	entity   *Entity
	links    []Link // one for each reference
	settled  bool   // all of them are found, and there is nothing to check
}

// link leads to what the text is the text of.
func (t *text) link() Link {
	switch {
	case t.briefing != nil:
		return Link{Kind: ToBriefing, Briefing: t.briefing}
	case t.page != nil:
		return Link{Kind: ToPage, Page: t.page}
	}
	return Link{Kind: ToEntity, Entity: t.entity}
}

// indexTexts lists the briefings and the pages, with room for the entity files.
func (m *maker) indexTexts() {
	m.all = make([]text, len(m.block), len(m.block)+len(m.site.Pages)+len(m.entities))
	m.others = map[string]*text{}
	for i := range m.block {
		m.all[i] = text{file: m.block[i].File, address: m.block[i].Address, briefing: &m.block[i]}
	}
	for _, p := range m.site.Pages {
		m.addText(text{file: p.File, address: p.Address, page: p})
	}
}

// indexEntities adds the entity files that declare one.
func (m *maker) indexEntities() {
	for k := range m.kinds {
		for _, e := range m.kinds[k].all {
			if e.File != nil {
				m.addText(text{file: e.File, address: e.Address, entity: e})
			}
		}
	}
}

func (m *maker) addText(t text) {
	m.all = append(m.all, t)
	m.others[t.file.Path] = &m.all[len(m.all)-1]
}

// textAt gives the text at a path, or nil.
func (m *maker) textAt(name string) *text {
	if i, ok := m.memory.paths[name]; ok {
		return &m.all[i]
	}
	return m.others[name]
}

// indexFiles tells the files that are no texts apart.
func (m *maker) indexFiles(others []source.File) {
	m.assets = map[string]source.File{}
	for _, f := range others {
		if f.Kind == source.Static {
			m.site.Static = append(m.site.Static, f)
		} else {
			m.assets[f.Path] = f
		}
	}
}
