package view

import (
	"html/template"
	"strconv"

	"dateline/generator/briefing"
	"dateline/generator/site"
)

// Picture is a picture with what a browser needs to leave room for it and to choose a size.
type Picture struct {
	Src     string          // its address
	Srcset  template.Srcset // it and its smaller sizes with their widths; "" when there are none
	Width   int             // in pixels; 0 when it has no size of its own
	Height  int             // the same
	Drawing bool            // it is an SVG
	Preview string          // the address, below the site's root, of its largest smaller size; ""
}

// picture gives the picture at an address as links have it, or nil.
func (m *Maker) picture(path string) *Picture {
	if path == "" {
		return nil
	}
	if p := m.pictures[path]; p != nil {
		return p
	}
	return &Picture{Src: m.site.Config.BasePath + path}
}

// preview gives the absolute address of a picture for other sites' previews, which show no drawings; "" without base_url.
func (m *Maker) preview(path string) string {
	p := m.pictures[path]
	switch {
	case p == nil || p.Drawing || m.site.Config.Origin == "":
		return ""
	case p.Preview != "":
		path = p.Preview
	}
	return m.site.Config.Origin + m.site.Config.BasePath + path
}

// firstPreview is the preview of the first picture of a text that has one.
func (m *Maker) firstPreview(f *briefing.File, links []site.Link) string {
	for i := range links {
		if f.Body.Refs[i].Kind == briefing.Image && links[i].Kind == site.ToPath {
			if preview := m.preview(links[i].Path); preview != "" {
				return preview
			}
		}
	}
	return ""
}

// Targets gives what the references of a text lead to, pictures with their sizes.
func (m *Maker) Targets(f *briefing.File, links []site.Link) []briefing.Target {
	targets := m.site.Targets(f, links)
	for i := range links {
		if f.Body.Refs[i].Kind != briefing.Image || links[i].Kind != site.ToPath {
			continue
		}
		if p := m.pictures[links[i].Path]; p != nil {
			targets[i].Width, targets[i].Height, targets[i].Srcset = p.Width, p.Height, string(p.Srcset)
		}
	}
	return targets
}

// targets flattens them for the digest.
func (m *Maker) targets(f *briefing.File, links []site.Link) []string {
	flat := make([]string, 0, 2*len(links))
	for _, t := range m.Targets(f, links) {
		if flat = append(flat, t.Href, t.Text); t.Width > 0 {
			flat = append(flat, strconv.Itoa(t.Width)+" "+strconv.Itoa(t.Height)+" "+t.Srcset)
		}
	}
	return flat
}

// picture mixes in what pages tell of a picture.
func (s *sums) picture(sum *Sum, path string) {
	sum.text(path)
	if p := s.pictures[path]; p != nil {
		sum.add(uint64(p.Width)<<32 | uint64(p.Height))
		sum.text(string(p.Srcset))
	}
}
