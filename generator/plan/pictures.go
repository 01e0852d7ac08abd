package plan

import (
	"fmt"
	"html/template"
	"path"
	"strings"

	"dateline/generator/address"
	"dateline/generator/gallery"
	"dateline/generator/picture"
	"dateline/generator/view"
)

// size is a smaller size of a picture, with where it is published.
type size struct {
	gallery.Size
	address string
}

// pictures gives what pages tell browsers of pictures, by their addresses as links have them, and finds the addresses of their
// smaller sizes: photo.jpg has photo-480w.jpg beside it. Where something else has that address, there is no such size.
func (p *planner) pictures() map[string]*view.Picture {
	all := map[string]*view.Picture{}
	scaled := false
	for i := range p.Published {
		a := &p.Published[i]
		if e := p.Gallery.Of(&a.File); e != nil && e.Format != picture.None && e.Format != picture.Icon {
			all[a.Path()] = &view.Picture{Src: p.Site.Config.BasePath + a.Path(), Width: e.Width, Height: e.Height, Drawing: e.Format == picture.SVG}
			scaled = scaled || len(e.Sizes) > 0
		}
	}
	if !scaled {
		return all
	}
	shown, taken := map[string]bool{}, map[string]bool{}
	p.Site.Pictures(func(path string) { shown[path] = true })
	for i := range p.Published {
		taken[address.Fold(p.Published[i].Address)] = true
	}
	p.sizes = map[string][]size{}
	for i := range p.Published {
		a := &p.Published[i]
		e, shows := p.Gallery.Of(&a.File), all[a.Path()]
		if e == nil || !shown[a.Path()] {
			continue
		}
		ext := path.Ext(a.Address)
		var set strings.Builder
		for _, s := range e.Sizes {
			addr := fmt.Sprintf("%s-%dw%s", strings.TrimSuffix(a.Address, ext), s.Width, ext)
			if taken[address.Fold(addr)] {
				continue
			}
			p.sizes[a.Path()] = append(p.sizes[a.Path()], size{s, addr})
			fmt.Fprintf(&set, "%s %dw, ", p.candidate(addr), s.Width)
			shows.Preview = address.Escape(addr)
		}
		if set.Len() > 0 {
			fmt.Fprintf(&set, "%s %dw", p.candidate(a.Address), e.Width)
			shows.Srcset = template.Srcset(set.String())
		}
	}
	return all
}

// candidate gives an address as the srcset of an image has it, which is parted by commas.
func (p *planner) candidate(addr string) string {
	return strings.ReplaceAll(p.Site.Config.BasePath+address.Escape(addr), ",", "%2C")
}
