package plan

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/view"
)

// ErrChanged says that a source file changed between the scan and the rendering of its page: build again.
var ErrChanged = errors.New("the file changed during the build")

// page plans a page that a template makes of a view. The view is made when the page's turn comes, and not kept: memory
// holds the site, not its pages.
func page[V view.View](p *planner, addr, kind, name string, make func() V) *Output {
	return textPage(p, addr, kind, name, make, func(V) error { return nil })
}

// textPage plans a page that shows the text of a file: fill puts it into the view.
func textPage[V view.View](p *planner, addr, kind, name string, make func() V, fill func(V) error) *Output {
	o := p.file(addr, kind, func() (view.Digest, func(io.Writer) error) {
		v := make()
		return view.Of(v), func(w io.Writer) error {
			if err := fill(v); err != nil {
				return err
			}
			return p.render(w, addr, name, v)
		}
	})
	o.Template = name
	return o
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
	i, _ := slices.BinarySearchFunc(p.Files, f.Path, func(f source.File, path string) int { return strings.Compare(f.Path, path) })
	text, err := p.Tree.Read(p.Files[i])
	if err != nil || sha256.Sum256(text) != f.Hash {
		return "", fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	return briefing.HTML(f, text[f.Body.Offset:], targets)
}

func home(p *planner) {
	page(p, address.Home, "home", "home", p.views.Home).from(p.views.SiteSum)
}

func briefings(p *planner) {
	for _, b := range p.Site.Briefings {
		o := textPage(p, b.Address, "briefing", p.template(b.File, "briefing"),
			func() *view.Briefing { return p.views.Briefing(b) },
			func(v *view.Briefing) (err error) {
				v.Body, err = p.body(b.File, p.Site.Targets(b.File, b.Links))
				return err
			})
		o.from(func() view.Sum { return p.views.BriefingSum(b) })
		o.Source, o.Pos = b.Path, diag.Pos{File: b.Path}
	}
}

// ownTemplates are made for the view of one kind of page each.
var ownTemplates = []string{"archive", "briefing", "changes", "home", "index", "notfound", "page", "period", "record"}

// template gives the template that a text asks for, or the kind's own.
func (p *planner) template(f *briefing.File, otherwise string) string {
	name := f.Template.Text
	if name == "" {
		return otherwise
	}
	usable := slices.DeleteFunc(p.Theme.Templates(), func(name string) bool { return name != otherwise && slices.Contains(ownTemplates, name) })
	if !slices.Contains(usable, name) {
		p.list.Error(f.Template.Pos, "unknown-template", fmt.Sprintf("the theme has no template %q for this", name), diag.DidYouMean(name, usable))
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
	o := textPage(p, e.Address, e.Kind.String(), "record",
		func() *view.Record { return p.views.Record(e) },
		func(v *view.Record) (err error) {
			if v.HasProfile {
				v.Body, err = p.body(e.File, p.Site.Targets(e.File, e.Links))
			}
			return err
		})
	o.from(func() view.Sum { return p.views.RecordSum(e) }).Entity = e
	if e.File != nil {
		o.Source, o.Pos = e.File.Path, diag.Pos{File: e.File.Path}
	}
	for _, s := range p.views.RecordSpans(e) {
		o := page(p, s.Address, e.Kind.String()+" period", "period", func() *view.Period { return p.views.Period(s) })
		o.from(func() view.Sum { return p.views.PeriodSum(s) }).Entity = e
	}
}

func indexes(p *planner) {
	for _, c := range p.Site.Kinds {
		if len(c.Entities) == 0 {
			continue
		}
		page(p, address.Collection(c.Kind.Plural()), "index", "index", func() *view.Index { return p.views.Index(c) }).
			from(func() view.Sum { return p.views.IndexSum(c) })
		letters := p.letters(c)
		for _, l := range letters {
			page(p, l.Address, "index", "index", func() *view.Index { return p.views.LetterPage(c, l, letters) }).
				from(func() view.Sum { return p.views.LetterSum(l, letters) })
		}
	}
}

// letters gives the letters of a collection that have a page.
func (p *planner) letters(c site.Collection) []view.Initial {
	if len(c.Entities) <= view.LongIndex {
		return nil
	}
	return p.views.Letters(c)
}

func archive(p *planner) {
	page(p, address.Archive, "archive", "archive", p.views.Archive).from(p.views.SiteSum)
	for _, s := range p.views.ArchiveSpans() {
		page(p, s.Address, "archive", "period", func() *view.Period { return p.views.Period(s) }).
			from(func() view.Sum { return p.views.PeriodSum(s) })
	}
}

func changes(p *planner) {
	page(p, address.Changes, "changes", "changes", p.views.ChangeLog).from(p.views.SiteSum)
}

func pages(p *planner) {
	for _, own := range p.Site.Pages {
		o := textPage(p, own.Address, "page", p.template(own.File, "page"),
			func() *view.Page { return p.views.Page(own) },
			func(v *view.Page) (err error) {
				v.Body, err = p.body(own.File, p.Site.Targets(own.File, own.Links))
				return err
			})
		o.Source, o.Pos = own.Path, diag.Pos{File: own.Path}
	}
}

func notFound(p *planner) {
	page(p, address.NotFound, "notfound", "notfound", p.views.NotFound).from(p.views.SiteSum)
}
