package plan

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/view"
)

// redirect leads from an old address to a page.
type redirect struct {
	from, to string // below the site's root
	title    string
	pos      diag.Pos
}

// redirects gives every old address that a front matter names, in the order of the sources, and then those that aliases would have.
func (p *planner) redirects() []redirect {
	var all []redirect
	add := func(f *briefing.File, to, title string) {
		for _, name := range f.RedirectFrom {
			from := strings.TrimPrefix(name.Text, "/")
			if last := from[strings.LastIndexByte(from, '/')+1:]; last != "" && !strings.Contains(last, ".") {
				from += "/"
			}
			all = append(all, redirect{from, to, title, name.Pos.In(f.Path)})
		}
	}
	for _, b := range p.Site.Briefings {
		add(b.File, b.Address, b.Title)
	}
	for _, page := range p.Site.Pages {
		add(page.File, page.Address, page.Title)
	}
	for _, c := range p.Site.Kinds {
		for _, e := range c.Entities {
			if e.File != nil {
				add(e.File, e.Address, e.Name)
			}
		}
	}
	return append(all, p.aliasRedirects(all)...)
}

// aliasRedirects leads from the address that an alias would have to the record, unless something else has it, or two aliases would.
func (p *planner) aliasRedirects(others []redirect) []redirect {
	to := map[string]*redirect{} // nil for an address that cannot be
	for _, r := range others {
		to[r.from] = nil
	}
	for _, c := range p.Site.Kinds {
		for _, e := range c.Entities {
			to[e.Address] = nil
		}
		to[address.Record(c.Kind.Plural(), address.Reserved)] = nil
	}
	var all []*redirect
	for _, c := range p.Site.Kinds {
		for _, e := range c.Entities {
			if e.File == nil {
				continue
			}
			names := slices.Clone(e.File.Aliases)
			for _, name := range e.File.Names {
				names = append(names, name.Name)
			}
			for _, name := range names {
				slug := address.Slug(name.Text)
				from := address.Record(c.Kind.Plural(), slug)
				r, known := to[from]
				switch {
				case slug == "" || known && r == nil:
				case known && r.to != e.Address:
					r.to = ""
				case !known:
					r = &redirect{from, e.Address, e.Name, name.Pos.In(e.File.Path)}
					to[from], all = r, append(all, r)
				}
			}
		}
	}
	var list []redirect
	for _, r := range all {
		if r.to != "" {
			list = append(list, *r)
		}
	}
	return list
}

// redirects plans a small page at every old address, for hosts that do not read _redirects.
func redirects(p *planner) {
	for _, r := range p.redirects() {
		o := p.text(r.from, "redirect", p.redirectPage(r))
		o.Pos = r.pos
	}
}

// moved says where a page is now.
func (p *planner) moved(href, title string) string {
	var b strings.Builder
	pieces, _ := p.views.Words("").Phrase("redirect.moved", 0) // There is one: the theme's English has all words.
	for _, piece := range pieces {
		if piece.Name == "page" {
			fmt.Fprintf(&b, `<a href="%s">%s</a>`, html.EscapeString(href), html.EscapeString(title))
		}
		b.WriteString(html.EscapeString(piece.Text))
	}
	return b.String()
}

func (p *planner) redirectPage(r redirect) string {
	href := p.views.Href(r.to)
	if p.Portable {
		href = relative(p.Site.Config.BasePath, r.from, href)
	}
	canonical := ""
	if url := p.views.Absolute(r.to); url != "" {
		canonical = fmt.Sprintf("<link rel=\"canonical\" href=\"%s\">\n", html.EscapeString(url))
	}
	return fmt.Sprintf(`<!DOCTYPE html>
<html lang="%[1]s" dir="%[7]s">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="%[2]s">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=%[3]s">
<title>%[4]s</title>
%[5]s</head>
<body>
<p>%[6]s</p>
</body>
</html>
`, html.EscapeString(p.Site.Config.Language), html.EscapeString(view.Policy), html.EscapeString(href), html.EscapeString(r.title), canonical,
		p.moved(href, r.title), p.views.Dir())
}
