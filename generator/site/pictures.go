package site

import (
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/source"
)

// Published gives all files that are published beside pages, with their addresses: those of bundles, then those of _static.
func (s *Site) Published() []Asset {
	var all []Asset
	for _, b := range s.Briefings {
		all = append(all, b.Assets...)
	}
	for _, p := range s.Pages {
		all = append(all, p.Assets...)
	}
	for _, c := range s.Kinds {
		for _, e := range c.Entities {
			all = append(all, e.Assets...)
		}
	}
	for _, f := range s.Static {
		all = append(all, Asset{f, strings.TrimPrefix(f.Path, source.StaticDir+"/")})
	}
	return all
}

// Path gives the address of an asset as a Link has it.
func (a *Asset) Path() string { return address.Escape(a.Address) }

// Pictures visits the pictures that texts show, in the order of each text, and those of entities: by their addresses, as a Link has
// them.
func (s *Site) Pictures(visit func(path string)) {
	for _, b := range s.Briefings {
		eachPicture(b.File, b.Links, visit)
	}
	for _, p := range s.Pages {
		eachPicture(p.File, p.Links, visit)
	}
	for _, c := range s.Kinds {
		for _, e := range c.Entities {
			if e.File != nil {
				eachPicture(e.File, e.Links, visit)
			}
			if e.Image != "" {
				visit(e.Image)
			}
		}
	}
}

func eachPicture(f *briefing.File, links []Link, visit func(path string)) {
	for i := range links {
		if l := &links[i]; l.Kind == ToPath && f.Body.Refs[i].Kind == briefing.Image {
			visit(l.Path)
		}
	}
}
