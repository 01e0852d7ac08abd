// Package plan lists every file of the published site: its path, what it is made of, how its bytes are written, and the
// key that stands for all of that. To add a kind of output, write one file here and one line in the list of kinds.
package plan

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"dateline/generator/address"
	"dateline/generator/diag"
	"dateline/generator/gallery"
	"dateline/generator/output"
	"dateline/generator/parallel"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/theme"
	"dateline/generator/view"
)

// Output is one file to publish.
type Output struct {
	output.Item
	*Sort
	Address string       // below the site's root: "actors/zelensky/", "feed.xml"
	Entity  *site.Entity // whose record, year or feed it is; nil
	Pos     diag.Pos     // what in the source asks for it; the file is the one whose text it shows; "" for none

	content content
}

// Sort is what many outputs have in common.
type Sort struct {
	Kind     string // what the summary counts: "briefing", "actor", "feed", …
	Template string // "" for what Go code writes

	common *view.Digest // what every key has in it
}

// content is what an output holds.
type content interface {
	// make gives a digest of everything that the bytes are made of, and how to write them.
	make() (view.Digest, func(io.Writer) error)
	// sum stands for the same at less cost; 0 says nothing.
	sum() view.Sum
}

// made is the content of a kind of which there are few.
type made struct {
	by   func() (view.Digest, func(io.Writer) error)
	from func() view.Sum // nil
}

func (m *made) make() (view.Digest, func(io.Writer) error) { return m.by() }

func (m *made) sum() view.Sum {
	if m.from == nil {
		return 0
	}
	return m.from()
}

// Inputs is as in output.Content.
func (o *Output) Inputs() uint64 {
	sum := o.content.sum()
	if sum == 0 {
		return 0
	}
	return uint64(sum) ^ binary.LittleEndian.Uint64(o.common[:])
}

// Write is as in output.Content.
func (o *Output) Write(w io.Writer, known output.Key) (output.Key, error) {
	digest, write := o.content.make()
	key := o.keyOf(digest)
	if key == known {
		return key, nil
	}
	return key, write(w)
}

// Key gives what stands for the view that the output is made of, and its key.
func (o *Output) Key() (view.Digest, output.Key) {
	digest, _ := o.content.make()
	return digest, o.keyOf(digest)
}

func (o *Output) keyOf(digest view.Digest) output.Key {
	return output.Key(view.Mix(func(m *view.Mixer) {
		m.Digest(*o.common)
		m.Text(o.Kind, o.Template)
		m.Digest(digest)
	}))
}

// Inputs is what a plan is made from.
type Inputs struct {
	Site        *site.Site
	Theme       *theme.Theme
	Tree        *source.Tree     // where texts and files are read when they are rendered
	Files       []source.File    // what the scan found, by path
	Published   []site.Asset     // what the site publishes beside pages
	Gallery     *gallery.Gallery // that has looked at them
	Version     string           // of the program: part of every key
	Portable    bool             // links are relative and end in index.html
	Order       *Order           // of an earlier plan, or nil; it saves time if that one had nearly the same paths
	Again       bool             // something is remembered of the outputs, so that their Inputs will be asked for
	Spool       *Spool           // of the texts for the search index; nil
	Hurry       bool             // as in generator.Options
	Interrupted func() bool      // nil, or as there
}

// kinds is the one list of every kind of output.
var kinds = []func(*planner){
	home, briefings, records, indexes, archive, changes, pages, notFound, searching,
	feeds, sitemap, robots, hosts, webManifest, redirects, assets, themeAssets,
}

// planner collects outputs.
type planner struct {
	Inputs
	views   *view.Maker
	sizes   map[string][]size // the smaller sizes of pictures that are shown, by the path of the picture
	outputs []*Output
	sorts   []*Sort
	room    []Output // for outputs to come: side by side in memory
	list    diag.List
	common  *view.Digest // what every key has in it
	cut     searchSize   // of the search index
}

// Make lists all outputs, sorted by path, and gives their order for the next plan. Errors tell of two things at one address and of
// links to addresses that nothing has.
func Make(in Inputs) ([]*Output, *Order, diag.List) {
	p := &planner{Inputs: in}
	p.views = view.NewMaker(in.Site, in.Theme.Words, in.Theme.Stylesheet(), in.Theme.Scripts(), in.Theme.Icons(), p.pictures())
	var m view.Mixer
	m.Text(in.Version)
	m.Digest(in.Theme.Digest())
	m.Bool(in.Portable)
	common := m.Sum()
	p.common = &common
	var aside sync.WaitGroup
	if in.Again {
		aside.Go(p.views.Prepare)
	}
	parts := parallel.Map(kinds, func(kind *func(*planner)) planner {
		part := *p
		(*kind)(&part)
		return part
	})
	planned := 0
	for _, part := range parts {
		planned += len(part.outputs)
	}
	p.outputs = make([]*Output, 0, planned)
	for _, part := range parts {
		p.outputs, p.list = append(p.outputs, part.outputs...), append(p.list, part.list...)
		if part.cut.segments > 0 {
			p.cut = part.cut
		}
	}
	var order *Order
	if p.outputs, order = in.Order.sort(p.outputs); !order.apart {
		order.apart, order.odd = p.collisions()
	}
	order.cut = p.cut
	p.rootLinks()
	p.list = append(p.list, p.Theme.Unused(func(template string) bool {
		return slices.ContainsFunc(p.outputs, func(o *Output) bool { return o.Template == template })
	})...)
	aside.Wait()
	return p.outputs, order, p.list
}

// add plans a file of a kind.
func (p *planner) add(addr, kind string, c content) *Output {
	return p.addAt(address.File(addr), addr, kind, c)
}

// addAt plans a file of a kind whose path is known.
func (p *planner) addAt(path, addr, kind string, c content) *Output {
	if len(p.room) == 0 {
		p.room = make([]Output, 128)
	}
	o := &p.room[0]
	p.room = p.room[1:]
	*o = Output{Item: output.Item{Path: path, Content: o}, Address: addr, Sort: p.sort(kind, ""), content: c}
	p.outputs = append(p.outputs, o)
	return o
}

// sort gives the one sort of a kind and a template.
func (p *planner) sort(kind, template string) *Sort {
	for _, s := range p.sorts {
		if s.Kind == kind && s.Template == template {
			return s
		}
	}
	s := &Sort{kind, template, p.common}
	p.sorts = append(p.sorts, s)
	return s
}

// file plans a file of a kind of which there are few; by is as in content.
func (p *planner) file(addr, kind string, by func() (view.Digest, func(io.Writer) error)) *made {
	m := &made{by: by}
	p.add(addr, kind, m)
	return m
}

// text plans a small file whose text is made now.
func (p *planner) text(addr, kind, text string) *Output {
	return p.add(addr, kind, &made{by: func() (view.Digest, func(io.Writer) error) {
		return digest(text), func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	}})
}

func digest(text string) view.Digest {
	var m view.Mixer
	m.Text(text)
	return m.Sum()
}

// reserved is how the names of Dateline's own files in the output begin.
const reserved = ".dateline-"

// collisions reports two outputs at one path, and a file where another needs a folder. Paths that differ only by case
// are one on many hosts and machines. It gives what Order remembers.
func (p *planner) collisions() (apart bool, odd []string) {
	type folded struct {
		*Output
		path string
	}
	all, sorted := make([]folded, len(p.outputs)), true
	parallel.Chunks(len(all), func(from, to int) {
		for i, o := range p.outputs[from:to] {
			all[from+i] = folded{o, address.Fold(o.Path)}
		}
	})
	apart = true
	for i, o := range p.outputs {
		sorted = sorted && (i == 0 || all[i-1].path <= all[i].path)
		if all[i].path != o.Path {
			odd = append(odd, all[i].path)
		}
		if strings.HasPrefix(all[i].path, reserved) {
			apart = false
			p.list.Error(o.Pos, "reserved-path", fmt.Sprintf("/%s is a name of Dateline's own", o.Path), "rename the file")
		}
	}
	if !sorted {
		slices.SortStableFunc(all, func(a, b folded) int { return strings.Compare(a.path, b.path) })
	}
	var above []folded // whose paths the one at hand begins with
	told := map[*Output]bool{}
	for _, o := range all {
		for len(above) > 0 && !strings.HasPrefix(o.path, above[len(above)-1].path) {
			above = above[:len(above)-1]
		}
		if n := len(above); n > 0 && above[n-1].path == o.path {
			apart = false
			other := above[n-1]
			p.collision(o.Output, other.Output)
			if other.Kind == "redirect" && o.Kind != "redirect" {
				above[n-1] = o // A page goes on in the place of a redirect, to be compared with other pages.
			}
			continue
		}
		for _, other := range above {
			if o.path[len(other.path)] == '/' && !told[other.Output] {
				apart = false
				told[other.Output] = true
				p.fileForFolder(other.Output, o.Output)
			}
		}
		above = append(above, o)
	}
	return apart, odd
}

// fileForFolder reports a file where another output needs a folder; once for each file, since many may need it.
func (p *planner) fileForFolder(file, below *Output) {
	pos := file.Pos
	if pos.File == "" {
		pos = below.Pos
	}
	p.list.Error(pos, "two-pages", fmt.Sprintf("/%s would be a file, and a folder for /%s", file.Path, below.Path),
		fmt.Sprintf("the one is %s, the other %s: give one of them another name", file.where(), below.where()))
}

// collision reports that one output is in the way of another; the message stands at the one that a writer can change
// more easily.
func (p *planner) collision(a, b *Output) {
	if a.Kind == plainKind && b.Kind == plainKind {
		return // Their pages are told of.
	}
	if a.Kind == "redirect" || b.Pos.File == "" || a.Kind == "static" || b.Kind == plainKind {
		a, b = b, a
	}
	// b is now the one to change.
	switch {
	case b.Kind == "redirect" && a.Kind == "redirect":
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("redirect_from /%s is claimed twice", b.Address), "the other claim is in "+a.where()+": take one of them out")
	case b.Kind == "redirect":
		p.list.Error(b.Pos, "redirect-on-page", fmt.Sprintf("redirect_from /%s is the address of a page", b.Address), "that page is "+a.where()+": take the line out, or give one of them another address")
	case b.Kind == "static" && a.Pos.File == "", a.Kind == plainKind && b.Kind != "redirect":
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("/%s is a file that Dateline writes itself", b.Address), "take this one out, or give it another name")
	case b.Kind == "static", b.Kind == "asset", b.Kind == "size":
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("two files would be published at /%s", b.Address), "the other is "+a.where()+": give one of them another name")
	default:
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("two files would be published at /%s", b.Address), "the other is "+a.where()+`: give one of them another slug, like slug = "another-name"`)
	}
}

// where says what asks for an output.
func (o *Output) where() string {
	return cmp.Or(o.Pos.File, "the "+o.Kind+" /"+o.Address)
}

// rootLinks checks the links that texts give from the site's root.
func (p *planner) rootLinks() {
	if len(p.Site.RootLinks) == 0 {
		return
	}
	paths := make(map[string]bool, len(p.outputs))
	var known []string
	for _, o := range p.outputs {
		paths[o.Path] = true
		known = append(known, "/"+o.Address)
	}
	for _, link := range p.Site.RootLinks {
		switch {
		case paths[address.File(link.Address)]:
		case paths[link.Address+"/index.html"]:
			p.list.Error(link.Pos, "broken-link", fmt.Sprintf("/%s leads nowhere: the address of a page ends in a slash", link.Address), fmt.Sprintf("write /%s/", link.Address))
		default:
			p.list.Error(link.Pos, "broken-link", fmt.Sprintf("/%s leads nowhere: no page has that address", link.Address), diag.DidYouMean("/"+link.Address, known))
		}
	}
}
