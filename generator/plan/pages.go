package plan

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/site"
	"dateline/generator/view"
)

// ErrChanged says that a source file changed between the scan and the rendering of its page: build again.
var ErrChanged = errors.New("the file changed during the build")

// page plans a page that a template makes of a view.
func (p *planner) page(addr, kind, name string, content view.Digest, page any) *Output {
	p.outputs = append(p.outputs, Output{
		Address: addr, Kind: kind, Template: name, Key: p.key(kind+" "+name, content),
		Write: func(w io.Writer) error { return p.render(w, addr, name, page) },
	})
	return &p.outputs[len(p.outputs)-1]
}

// render writes a page, with relative links if the site is to be portable.
func (p *planner) render(w io.Writer, addr, name string, page any) error {
	if !p.Portable {
		return p.Theme.Render(w, name, page)
	}
	return portable(w, p.Site.Config.BasePath, addr, func(w io.Writer) error { return p.Theme.Render(w, name, page) })
}

// body reads and converts the text of a file that was parsed before.
func (p *planner) body(f *briefing.File, targets []briefing.Target) (template.HTML, error) {
	text, err := p.Tree.Read(p.files[f.Path])
	if err != nil || sha256.Sum256(text) != f.Hash {
		return "", fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	return briefing.HTML(f, text[f.Body.Offset:], targets)
}

func home(p *planner) {
	v := p.views.Home()
	p.page(address.Home, "home", "home", view.Of(v), v)
}

func briefings(p *planner) {
	for _, b := range p.Site.Briefings {
		v := p.views.Briefing(b)
		name := p.template(b.File, "briefing")
		o := p.page(b.Address, "briefing", name, view.Of(v), nil)
		o.Sources, o.Pos = []string{b.Path}, diag.Pos{File: b.Path}
		o.Write = func(w io.Writer) error {
			body, err := p.body(b.File, b.Targets)
			if err != nil {
				return err
			}
			filled := *v
			filled.Body = body
			return p.render(w, b.Address, name, &filled)
		}
	}
}

// template gives the template that a text asks for, or the kind's own.
func (p *planner) template(f *briefing.File, otherwise string) string {
	name := f.Template.Text
	if name == "" {
		return otherwise
	}
	if !p.Theme.Has(name) {
		p.list.Error(f.Template.Pos, "unknown-template", fmt.Sprintf("the theme has no template %q", name), diag.DidYouMean(name, p.Theme.Templates()))
		return otherwise
	}
	return name
}

func records(p *planner) {
	for _, c := range p.Site.Kinds {
		for _, e := range c.Entities {
			p.record(e)
		}
	}
}

func (p *planner) record(e *site.Entity) {
	v := p.views.Record(e)
	o := p.page(e.Address, e.Kind.String(), "record", view.Of(v), nil)
	o.Entity = e
	if e.File != nil {
		o.Sources, o.Pos = []string{e.File.Path}, diag.Pos{File: e.File.Path}
	}
	o.Write = func(w io.Writer) error {
		filled := *v
		if v.HasProfile {
			body, err := p.body(e.File, e.Targets)
			if err != nil {
				return err
			}
			filled.Body = body
		}
		return p.render(w, e.Address, "record", &filled)
	}
	for _, s := range p.views.RecordSpans(e) {
		period := p.views.Period(s)
		p.page(s.Address, e.Kind.String()+" period", "period", view.Of(period), period).Entity = e
	}
}

func indexes(p *planner) {
	for _, c := range p.Site.Kinds {
		if len(c.Entities) == 0 {
			continue
		}
		v := p.views.Index(c)
		p.page(address.Collection(c.Kind.Plural()), "index", "index", view.Of(v), v)
		for _, letter := range p.views.Letters(c) {
			p.page(letter.Address, "index", "index", view.Of(letter.Index), letter.Index)
		}
	}
}

func archive(p *planner) {
	v := p.views.Archive()
	p.page(address.Archive, "archive", "archive", view.Of(v), v)
	for _, s := range p.views.ArchiveSpans() {
		period := p.views.Period(s)
		p.page(s.Address, "archive", "period", view.Of(period), period)
	}
}

func changes(p *planner) {
	v := p.views.ChangeLog()
	p.page(address.Changes, "changes", "changes", view.Of(v), v)
}

func pages(p *planner) {
	for _, page := range p.Site.Pages {
		v := p.views.Page(page)
		name := p.template(page.File, "page")
		o := p.page(page.Address, "page", name, view.Of(v), nil)
		o.Sources, o.Pos = []string{page.Path}, diag.Pos{File: page.Path}
		o.Write = func(w io.Writer) error {
			body, err := p.body(page.File, page.Targets)
			if err != nil {
				return err
			}
			filled := *v
			filled.Body = body
			return p.render(w, page.Address, name, &filled)
		}
	}
}

func notFound(p *planner) {
	v := p.views.NotFound()
	p.page(address.NotFound, "notfound", "notfound", view.Of(v), v)
}
