package plan

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/theme"
	"dateline/generator/view"
)

// ErrChanged says that a source file changed between the scan and the rendering of its page: build again.
var ErrChanged = errors.New("the file changed during the build")

// ErrInterrupted says that the build was asked to end.
var ErrInterrupted = errors.New("the build was interrupted")

// page plans a page that a template makes of a view. The view is made when the page's turn comes, and not kept: memory
// holds the site, not its pages. from stands for what the view is made from; nil says nothing.
func page[V view.View](p *planner, addr, kind, name string, make func() V, from func() view.Sum) *Output {
	o := p.add(addr, kind, &made{by: func() (view.Digest, func(io.Writer) error) { return rendered(p, addr, name, make(), nil) }, from: from})
	o.Sort = p.sort(kind, name)
	return o
}

// rendered is the content of a page that a template makes of a view; fill, which may be nil, puts the text of a file into it.
func rendered[V view.View](p *planner, addr, name string, v V, fill func(V) error) (view.Digest, func(io.Writer) error) {
	return view.Of(v), func(w io.Writer) error {
		if fill != nil {
			if err := fill(v); err != nil {
				return err
			}
		}
		return p.render(w, addr, name, v)
	}
}

// render writes a page, with relative links if the site is to be portable.
func (p *planner) render(w io.Writer, addr, name string, page any) error {
	if !p.Portable {
		return p.Theme.Render(w, name, page)
	}
	return portable(w, p.Site.Config.BasePath, addr, func(w io.Writer) error { return p.Theme.Render(w, name, page) })
}

// parsed gives the body of a file that was parsed before to use: as it was kept, or else read and parsed again.
func (p *planner) parsed(f *briefing.File, use func(*briefing.Parsed) error) error {
	if body := p.Spool.body(f); body != nil {
		defer body.Done()
		return use(body)
	}
	i, _ := slices.BinarySearchFunc(p.Files, f.Path, func(f source.File, path string) int { return strings.Compare(f.Path, path) })
	var failed error
	err := p.Tree.Use(p.Files[i], func(text []byte) {
		if sha256.Sum256(text) != f.Hash {
			failed = fmt.Errorf("%s: %w", f.Path, ErrChanged)
			return
		}
		var body *briefing.Parsed
		if body, failed = briefing.Again(f, text[f.Body.Offset:]); failed == nil {
			p.Spool.Keep(f, body) // It was parsed by another process: in watch mode all pages may be made more than once.
			failed = use(body)
			body.Done()
		}
	})
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	return failed
}

// body converts the text of a file that was parsed before, with labels in a language.
func (p *planner) body(f *briefing.File, tag string, targets []briefing.Target, anchors bool) (html template.HTML, err error) {
	err = p.parsed(f, func(body *briefing.Parsed) error {
		html, err = body.HTML(targets, nil, p.views.Words(tag), anchors)
		return err
	})
	return html, err
}

func home(p *planner) {
	page(p, address.Home, "home", "home", p.views.Home, p.views.SiteSum)
}

func briefings(p *planner) {
	pages := make([]briefingPage, len(p.Site.Briefings))
	p.outputs = make([]*Output, 0, 2*len(pages))
	for i, b := range p.Site.Briefings {
		name := "briefing"
		if b.OwnTemplate {
			name = p.template(b.File, name)
		}
		pages[i].planner, pages[i].b, pages[i].template = p, b, name
		o := p.addAt(b.Page, b.Address, "briefing", &pages[i])
		o.Sort, o.Pos = p.sort(o.Kind, name), diag.Pos{File: b.Path}
		if view.HasPlainText(b) {
			pages[i].twin.page = &pages[i]
			p.addAt(b.PlainText, b.PlainText, plainKind, &pages[i].twin).Pos = diag.Pos{File: b.Path}
		}
	}
}

// briefingPage is the content of a briefing's page.
type briefingPage struct {
	*planner
	b        *site.Briefing
	template string
	summed   atomic.Uint64 // what sum gave
	twin     twin          // if its page is set
}

func (c *briefingPage) sum() view.Sum {
	if sum := c.summed.Load(); sum != 0 {
		return view.Sum(sum)
	}
	sum := c.views.BriefingSum(c.b)
	c.summed.Store(uint64(sum))
	return sum
}

func (c *briefingPage) make() (view.Digest, func(io.Writer) error) {
	v := c.views.Briefing(c.b)
	digest := view.Of(v)
	return digest, func(w io.Writer) error {
		spans := make([]briefing.Span, len(v.Mentions))
		for i, found := range v.Mentions {
			spans[i] = briefing.Span(found)
		}
		err := c.parsed(c.b.File, func(body *briefing.Parsed) (err error) {
			said := c.views.Words(v.PageLanguage())
			if v.Body, err = body.HTML(c.views.Targets(c.b.File, c.b.Links), spans, said, true); err != nil || c.twin.page == nil {
				return err
			}
			t := twinTexts.Get().(*twinText)
			t.digest = digest
			if t.text, err = c.plain(t.text[:0], v, body); err == nil {
				c.twin.made.Store(t)
			}
			return err
		})
		if err != nil {
			return err
		}
		return c.render(w, c.b.Address, c.template, v)
	}
}

// template gives the template that a text asks for, or the kind's own.
func (p *planner) template(f *briefing.File, otherwise string) string {
	name := f.Template.Text
	if name == "" {
		return otherwise
	}
	usable := slices.DeleteFunc(p.Theme.Templates(), func(name string) bool { return name != otherwise && theme.IsKind(name) })
	if !slices.Contains(usable, name) {
		p.list.Error(f.Template.Pos.In(f.Path), "unknown-template", fmt.Sprintf("the theme has no template %q for this", name), diag.DidYouMean(name, usable))
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
	o := p.add(e.Address, e.Kind.String(), &recordPage{p, e})
	o.Sort, o.Entity = p.sort(o.Kind, "record"), e
	if e.File != nil {
		o.Pos = diag.Pos{File: e.File.Path}
	}
	spans := p.views.RecordSpans(e)
	for i := range spans {
		p.period(e.Kind.String()+" period", &spans[i]).Entity = e
	}
}

// period plans the page of a year or a month.
func (p *planner) period(kind string, span *view.Span) *Output {
	o := p.add(span.Address, kind, &periodPage{p, span})
	o.Sort = p.sort(kind, "period")
	return o
}

// recordPage is the content of an entity's record.
type recordPage struct {
	*planner
	e *site.Entity
}

func (c *recordPage) sum() view.Sum { return c.views.RecordSum(c.e) }

func (c *recordPage) make() (view.Digest, func(io.Writer) error) {
	return rendered(c.planner, c.e.Address, "record", c.views.Record(c.e), func(v *view.Record) (err error) {
		if v.HasProfile {
			v.Body, err = c.body(c.e.File, v.PageLanguage(), c.views.Targets(c.e.File, c.e.Links), true)
		}
		return err
	})
}

// periodPage is the content of the page of a year or a month.
type periodPage struct {
	*planner
	span *view.Span
}

func (c *periodPage) sum() view.Sum { return c.views.PeriodSum(*c.span) }

func (c *periodPage) make() (view.Digest, func(io.Writer) error) {
	return rendered(c.planner, c.span.Address, "period", c.views.Period(*c.span), nil)
}

func indexes(p *planner) {
	for _, c := range p.Site.Kinds {
		if len(c.Entities) == 0 {
			continue
		}
		page(p, address.Collection(c.Kind.Plural()), "index", "index", func() *view.Index { return p.views.Index(c) },
			func() view.Sum { return p.views.IndexSum(c) })
		letters := p.letters(c)
		for _, l := range letters {
			page(p, l.Address, "index", "index", func() *view.Index { return p.views.LetterPage(c, l, letters) },
				func() view.Sum { return p.views.LetterSum(l, letters) })
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
	page(p, address.Archive, "archive", "archive", p.views.Archive, p.views.SiteSum)
	spans := p.views.ArchiveSpans()
	for i := range spans {
		p.period("archive", &spans[i])
	}
}

func changes(p *planner) {
	page(p, address.Changes, "changes", "changes", p.views.ChangeLog, p.views.SiteSum)
}

func pages(p *planner) {
	for _, own := range p.Site.Pages {
		name := p.template(own.File, "page")
		o := p.add(own.Address, "page", &made{by: func() (view.Digest, func(io.Writer) error) {
			return rendered(p, own.Address, name, p.views.Page(own), func(v *view.Page) (err error) {
				v.Body, err = p.body(own.File, v.PageLanguage(), p.views.Targets(own.File, own.Links), true)
				return err
			})
		}})
		o.Sort, o.Pos = p.sort(o.Kind, name), diag.Pos{File: own.Path}
	}
}

func notFound(p *planner) {
	page(p, address.NotFound, "notfound", "notfound", p.views.NotFound, p.views.SiteSum)
}
