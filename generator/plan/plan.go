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

	"dateline/generator/address"
	"dateline/generator/diag"
	"dateline/generator/output"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/theme"
	"dateline/generator/view"
)

// Output is one file to publish.
type Output struct {
	Address  string       // below the site's root: "actors/zelensky/", "feed.xml"
	Path     string       // where it stands below the output folder
	Kind     string       // what the summary counts: "briefing", "actor", "feed", …
	Template string       // "" for what Go code writes
	Source   string       // the source file whose text it shows; ""
	Entity   *site.Entity // whose record, year or feed it is; nil
	Pos      diag.Pos     // what in the source asks for it, for messages

	Hash   output.Hash                                             // of the bytes, where it is known before they are written
	Inputs func() uint64                                           // as in output.Item; nil
	Write  func(w io.Writer, known output.Key) (output.Key, error) // as in output.Item
}

// Inputs is what a plan is made from.
type Inputs struct {
	Site     *site.Site
	Theme    *theme.Theme
	Tree     *source.Tree  // where texts and files are read when they are rendered
	Files    []source.File // what the scan found, by path
	Version  string        // of the program: part of every key
	Portable bool          // links are relative and end in index.html
}

// kinds is the one list of every kind of output.
var kinds = []func(*planner){
	home, briefings, records, indexes, archive, changes, pages, notFound,
	feeds, sitemap, robots, hosts, redirects, assets, themeAssets, static,
}

// planner collects outputs.
type planner struct {
	Inputs
	views   *view.Maker
	outputs []*Output
	list    diag.List
	common  view.Digest // what every key has in it
}

// Make lists all outputs, sorted by path. Errors tell of two things at one address and of links to addresses that
// nothing has.
func Make(in Inputs) ([]*Output, diag.List) {
	p := &planner{Inputs: in, views: view.NewMaker(in.Site, in.Theme.Stylesheet(), in.Theme.Scripts())}
	var m view.Mixer
	m.Text(in.Version)
	m.Digest(in.Theme.Digest())
	m.Bool(in.Portable)
	p.common = m.Sum()
	for _, kind := range kinds {
		kind(p)
	}
	slices.SortStableFunc(p.outputs, func(a, b *Output) int { return strings.Compare(a.Path, b.Path) })
	p.collisions()
	p.rootLinks()
	return p.outputs, p.list
}

// file plans a file of a kind. content gives a digest of everything that the bytes are made of, and how to write them.
func (p *planner) file(addr, kind string, content func() (view.Digest, func(io.Writer) error)) *Output {
	o := &Output{Address: addr, Path: address.File(addr), Kind: kind, Write: func(w io.Writer, known output.Key) (output.Key, error) {
		digest, write := content()
		var m view.Mixer
		m.Digest(p.common)
		m.Text(kind)
		m.Digest(digest)
		key := output.Key(m.Sum())
		if key == known {
			return key, nil
		}
		return key, write(w)
	}}
	p.outputs = append(p.outputs, o)
	return o
}

// from says what an output is made from, so that within one process it need not be made to find that it did not change.
func (o *Output) from(p *planner, sum func() view.Sum) *Output {
	common := binary.LittleEndian.Uint64(p.common[:])
	o.Inputs = func() uint64 { return uint64(sum()) ^ common }
	return o
}

// text plans a small file whose text is made now.
func (p *planner) text(addr, kind, text string) *Output {
	return p.file(addr, kind, func() (view.Digest, func(io.Writer) error) {
		return digest(text), func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	})
}

func digest(text string) view.Digest {
	var m view.Mixer
	m.Text(text)
	return m.Sum()
}

// collisions reports two outputs at one path, and a file where another needs a folder. Paths that differ only by case
// are one on many hosts and machines.
func (p *planner) collisions() {
	at := make(map[string]*Output, len(p.outputs))
	for _, o := range p.outputs {
		fold := address.Fold(o.Path)
		if strings.HasPrefix(fold, ".dateline-") {
			p.list.Error(o.Pos, "reserved-path", fmt.Sprintf("/%s is a name of Dateline's own", o.Path), "rename the file")
		}
		if other := at[fold]; other != nil {
			p.collision(o, other)
			if other.Kind != "redirect" || o.Kind == "redirect" {
				continue // A page goes on in the place of a redirect, to be compared with other pages.
			}
		}
		at[fold] = o
	}
	told := map[*Output]bool{}
	for _, o := range p.outputs {
		path := address.Fold(o.Path)
		for cut := strings.LastIndexByte(path, '/'); cut > 0; cut = strings.LastIndexByte(path[:cut], '/') {
			if other := at[path[:cut]]; other != nil && !told[other] {
				told[other] = true
				p.fileForFolder(other, o)
			}
		}
	}
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
	if a.Kind == "redirect" || b.Pos.File == "" || a.Kind == "static" {
		a, b = b, a
	}
	// b is now the one to change.
	switch {
	case b.Kind == "redirect" && a.Kind == "redirect":
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("redirect_from /%s is claimed twice", b.Address), "the other claim is in "+a.where()+": take one of them out")
	case b.Kind == "redirect":
		p.list.Error(b.Pos, "redirect-on-page", fmt.Sprintf("redirect_from /%s is the address of a page", b.Address), "that page is "+a.where()+": take the line out, or give one of them another address")
	case b.Kind == "static" && a.Pos.File == "":
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("/%s is a file that Dateline writes itself", b.Address), "take this one out, or give it another name")
	case b.Kind == "static":
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("two files would be published at /%s", b.Address), "the other is "+a.where()+": give one of them another name")
	default:
		p.list.Error(b.Pos, "two-pages", fmt.Sprintf("two files would be published at /%s", b.Address), "the other is "+a.where()+`: give one of them another slug, like slug = "another-name"`)
	}
}

// where says what asks for an output.
func (o *Output) where() string {
	return cmp.Or(o.Pos.File, o.Source, "the "+o.Kind+" /"+o.Address)
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
