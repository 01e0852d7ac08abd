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

// indexTexts lists the briefings and the pages, with room for the entity files.
func (m *maker) indexTexts() {
	m.all = make([]text, len(m.block), len(m.block)+len(m.site.Pages)+len(m.entities))
	m.others = map[string]Link{}
	for i := range m.block {
		m.all[i] = text{file: m.block[i].File, address: m.block[i].Address, briefing: &m.block[i]}
	}
	for _, p := range m.site.Pages {
		m.all = append(m.all, text{file: p.File, address: p.Address, page: p})
		m.others[p.Path] = Link{Kind: ToPage, Page: p}
	}
}

// indexEntities adds the entity files that declare one.
func (m *maker) indexEntities() {
	for k := range m.kinds {
		for _, e := range m.kinds[k].all {
			if e.File != nil {
				m.all = append(m.all, text{file: e.File, address: e.Address, entity: e})
				m.others[e.File.Path] = Link{Kind: ToEntity, Entity: e}
			}
		}
	}
}

// textAt leads to the text at a path, or nowhere.
func (m *maker) textAt(name string) Link {
	if a := m.memory.paths[name]; a != nil && a.briefing != nil {
		return Link{Kind: ToBriefing, Briefing: a.briefing}
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
