package site

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/source"
)

// Link is where a reference of a text leads. A reference that leads nowhere is shown as its text.
type Link struct {
	Kind     LinkKind
	Briefing *Briefing
	Entity   *Entity
	Page     *Page
	Path     string // below the site's root, percent-encoded, with its fragment
}

// Targets gives what the references of a text lead to, ready for a page: links are its Links.
func (s *Site) Targets(f *briefing.File, links []Link) []briefing.Target {
	targets := make([]briefing.Target, len(links))
	for i := range links {
		ref, l := &f.Body.Refs[i], &links[i]
		fragment := ""
		if ref.Fragment != "" {
			fragment = "#" + ref.Fragment
		}
		switch l.Kind {
		case ToBriefing:
			targets[i] = briefing.Target{Href: s.Config.BasePath + l.Briefing.Address + fragment, Text: l.Briefing.Title}
		case ToEntity:
			targets[i] = briefing.Target{Href: s.Config.BasePath + l.Entity.Address + fragment, Text: l.Entity.Name}
		case ToPage:
			targets[i] = briefing.Target{Href: s.Config.BasePath + l.Page.Address + fragment, Text: l.Page.Title}
		case ToPath:
			targets[i].Href = s.Config.BasePath + l.Path
		}
		if ref.Kind == briefing.Wiki && l.Kind != ToBriefing {
			targets[i].Text = ref.Target // as the text has it
		}
	}
	return targets
}

// LinkKind tells which field of a Link is set.
type LinkKind uint8

// The kinds of links.
const (
	ToNothing LinkKind = iota
	ToBriefing
	ToEntity
	ToPage
	ToPath
)

// resolveLinks fills what every reference of every text leads to, and which files of bundles are published.
func (m *maker) resolveLinks() {
	var open []*text
	for i := range m.all {
		switch t := &m.all[i]; {
		case t.briefing != nil:
			t.briefing.Links = t.links
		case t.page != nil:
			t.page.Links = t.links
		default:
			t.entity.Links = t.links
		}
		if t := &m.all[i]; !t.settled && (t.entity == nil || t.entity.reached) {
			open = append(open, t)
		}
	}
	used := map[string]bool{}
	for _, r := range parallel.Map(open, func(t **text) linker {
		r := linker{maker: m, text: *t}
		r.resolveAll()
		return r
	}) {
		m.list = append(m.list, r.list...)
		m.site.RootLinks = append(m.site.RootLinks, r.rootLinks...)
		for _, a := range r.assets {
			used[a.File.Path] = true
		}
		switch t := r.text; {
		case t.briefing != nil:
			t.briefing.Assets = r.assets
		case t.page != nil:
			t.page.Assets = r.assets
		default:
			t.entity.Assets, t.entity.Image = r.assets, r.picture
		}
	}
	owners := m.bundleFolders()
	for _, name := range sortedKeys(m.assets) {
		i := slices.IndexFunc(owners, func(dir string) bool { return strings.HasPrefix(name, dir+"/") })
		if i >= 0 && !used[name] {
			m.site.Unlisted = append(m.site.Unlisted, Unlisted{m.assets[name], strings.TrimPrefix(name, owners[i]+"/")})
		}
	}
}

// linker resolves the references of one text, and finds the files that it publishes. It only reads the maker: the texts
// are worked on at the same time.
type linker struct {
	*maker
	text      *text
	assets    []Asset
	rootLinks []RootLink
	picture   string // of an entity file
	list      diag.List
}

func (r *linker) resolveAll() {
	for i := range r.text.links {
		ref, l := &r.text.file.Body.Refs[i], &r.text.links[i]
		if l.Kind == ToNothing {
			*l = r.resolve(ref)
		} else if ref.Fragment != "" {
			r.anchor(*l, ref)
		}
	}
	for _, name := range r.text.file.Files {
		r.asset(name.Text, r.at(name.Pos), "file")
	}
	if e := r.text.file.Entity; e != nil && e.Image.Text != "" {
		r.picture = r.asset(e.Image.Text, r.at(e.Image.Pos), "image").Path
	}
}

// at gives the position of a place in the text.
func (r *linker) at(place diag.Place) diag.Pos { return place.In(r.text.file.Path) }

// resolve finds where a reference leads that names neither a text nor an entity.
func (r *linker) resolve(ref *briefing.Ref) Link {
	switch {
	case ref.Kind == briefing.Wiki:
		r.unknown(ref)
		return Link{}
	case ref.Kind == briefing.Image:
		return r.image(ref)
	case strings.HasPrefix(ref.Target, "/"):
		return r.fromRoot(ref)
	}
	return r.relative(ref)
}

// toPath leads to an address below the site's root.
func toPath(addr, fragment string) Link {
	if fragment != "" {
		fragment = "#" + (&url.URL{Fragment: fragment}).EscapedFragment()
	}
	return Link{Kind: ToPath, Path: address.Escape(addr) + fragment}
}

// anchor checks that what a reference leads to has the heading that it names.
func (r *linker) anchor(l Link, ref *briefing.Ref) {
	switch l.Kind {
	case ToBriefing:
		r.heading(l.Briefing.File, ref)
	case ToPage:
		r.heading(l.Page.File, ref)
	case ToEntity:
		r.recordHeading(l.Entity, ref)
	}
}

// unknown reports a [[Name]] that leads nowhere.
func (r *linker) unknown(ref *briefing.Ref) {
	kinds := scoped(ref.Scope)
	written := "[[" + ref.Target + "]]"
	if ref.Scope != "" {
		written = "[[" + ref.Scope + ":" + ref.Target + "]]"
	}
	switch {
	case r.broken.means(ref, kinds):
		return
	case r.held.means(ref, kinds):
		r.heldBack(r.at(ref.Pos), written)
		return
	}
	var known []string
	for _, k := range kinds {
		known = append(known, r.kinds[k].allNames()...)
	}
	if ref.Scope == "" || ref.Scope == "briefing" {
		known = append(known, sortedKeys(r.memory.ids)...)
	}
	r.list.Error(r.at(ref.Pos), "broken-link", fmt.Sprintf("%s leads nowhere: no %s is called that", written, wikiKinds(ref.Scope)),
		diag.DidYouMean(ref.Target, known))
}

func wikiKinds(scope string) string {
	if scope == "" {
		return "actor, place, topic or briefing"
	}
	return scope
}

func (r *linker) heldBack(pos diag.Pos, what string) {
	r.list.Warn(pos, "held-back-link", what+" leads to something that is held back; it is shown as its text", "it becomes a link once what it leads to is published")
}

// leads reports whether a reference leads to a text or an entity, and to a heading there if it names one.
func (l *Link) leads(ref *briefing.Ref) bool {
	switch {
	case l.Kind == ToNothing || l.Kind == ToPath:
		return false
	case ref.Fragment == "":
		return true
	case l.Kind == ToBriefing:
		return hasHeading(l.Briefing.File, ref)
	case l.Kind == ToPage:
		return hasHeading(l.Page.File, ref)
	}
	return l.Entity.File != nil && hasHeading(l.Entity.File, ref)
}

func hasHeading(f *briefing.File, ref *briefing.Ref) bool {
	return slices.ContainsFunc(f.Body.Headings, func(h briefing.Heading) bool { return h.ID == ref.Fragment })
}

// heading checks that the text that a reference leads to has the heading it names.
func (r *linker) heading(f *briefing.File, ref *briefing.Ref) {
	if ref.Fragment == "" || hasHeading(f, ref) {
		return
	}
	var ids []string
	for _, h := range f.Body.Headings {
		ids = append(ids, h.ID)
	}
	hint := "it has no headings at all: take #" + ref.Fragment + " out"
	if len(ids) > 0 {
		hint = diag.DidYouMean(ref.Fragment, ids)
	}
	r.list.Error(r.at(ref.Pos), "missing-heading", fmt.Sprintf("%s has no heading #%s", f.Path, ref.Fragment), hint)
}

// recordHeading checks that a record has the place that a reference names: a heading of its profile.
func (r *linker) recordHeading(e *Entity, ref *briefing.Ref) {
	switch {
	case e.File != nil:
		r.heading(e.File, ref)
	case ref.Fragment != "":
		r.list.Error(r.at(ref.Pos), "missing-heading", fmt.Sprintf("the %s %q has no profile, and so no heading #%s", e.Kind, e.Name, ref.Fragment), "take #"+ref.Fragment+" out")
	}
}

// relative resolves a link to another source file that is no text: a file of the bundle, a static file.
func (r *linker) relative(ref *briefing.Ref) Link {
	name := besides(r.text.file, ref.Target)
	for _, candidate := range textsAt(name) {
		if r.broken.covers(candidate) {
			return Link{}
		}
		if r.held.paths[candidate] {
			r.heldBack(r.at(ref.Pos), ref.Target)
			return Link{}
		}
	}
	if rest, ok := strings.CutPrefix(name, source.StaticDir+"/"); ok && r.hasStatic(name) {
		return toPath(rest, ref.Fragment)
	}
	if _, ok := r.maker.assets[name]; strings.HasSuffix(ref.Target, ".md") || !ok && path.Ext(name) == "" {
		var known []string
		for i := range r.all {
			known = append(known, r.all[i].file.Path)
		}
		slices.Sort(known)
		for i, p := range known {
			known[i] = relativePath(path.Dir(r.text.file.Path), p)
		}
		written := strings.TrimSuffix(strings.TrimSuffix(ref.Target, "/"), ".md") + ".md"
		r.list.Error(r.at(ref.Pos), "broken-link", fmt.Sprintf("%s leads nowhere: there is no %s", ref.Target, name), diag.DidYouMean(written, known))
		return Link{}
	}
	return r.asset(ref.Target, r.at(ref.Pos), "link")
}

// image resolves an image: a file of the bundle, or one of _static, by its path or by its address.
func (r *linker) image(ref *briefing.Ref) Link {
	name := besides(r.text.file, ref.Target)
	if strings.HasPrefix(ref.Target, "/") {
		name = source.StaticDir + path.Clean(ref.Target)
	}
	rest, static := strings.CutPrefix(name, source.StaticDir+"/")
	switch {
	case !static:
		return r.asset(ref.Target, r.at(ref.Pos), "image")
	case r.hasStatic(name):
		return toPath(rest, "")
	case !r.broken.covers(name):
		r.list.Error(r.at(ref.Pos), "missing-file", fmt.Sprintf("there is no file %s", name), "put it there, or beside an index.md and write ![…]("+path.Base(name)+")")
	}
	return Link{}
}

func (r *linker) hasStatic(name string) bool {
	return slices.ContainsFunc(r.site.Static, func(f source.File) bool { return f.Path == name })
}

// fromRoot takes a link from the site's root. That the address exists is confirmed by the plan.
func (r *linker) fromRoot(ref *briefing.Ref) Link {
	addr := strings.TrimPrefix(ref.Target, "/")
	if r.held.has(addr) && !r.exists(addr) {
		r.heldBack(r.at(ref.Pos), ref.Target)
		return Link{}
	}
	if !r.broken.mayHave(addr) {
		r.rootLinks = append(r.rootLinks, RootLink{addr, r.at(ref.Pos)})
	}
	r.rootHeading(addr, ref)
	return toPath(addr, ref.Fragment)
}

// rootHeading checks that the text at an address has the heading that a reference names. Other pages have anchors of
// their own, which nothing here knows.
func (r *linker) rootHeading(addr string, ref *briefing.Ref) {
	if ref.Fragment == "" {
		return
	}
	for i := range r.all {
		t := &r.all[i]
		if t.address == addr && (t.file.Kind == briefing.Briefing || t.file.Kind == briefing.Page) {
			r.heading(t.file, ref)
		}
	}
}

// exists reports whether there is a page or a file at an address or, as far as is known here, may be.
func (m *maker) exists(addr string) bool {
	at := func(page string) bool {
		return addr == page || page != address.Home && strings.HasSuffix(page, "/") && strings.HasPrefix(addr, page)
	}
	file := func(f *briefing.File, page string) bool {
		return at(page) || slices.ContainsFunc(f.RedirectFrom, func(n briefing.Name) bool { return strings.Trim(n.Text, "/") == strings.Trim(addr, "/") })
	}
	if at(address.Home) || addr == address.Archive || at(address.Changes) || slices.ContainsFunc(m.site.Static, func(f source.File) bool { return f.Path == source.StaticDir+"/"+addr }) {
		return true
	}
	for _, b := range m.site.Briefings {
		year, month, _ := b.Date.Calendar()
		if file(b.File, b.Address) || addr == address.Year(address.Archive, year) || addr == address.Month(address.Archive, year, month) {
			return true
		}
	}
	for _, p := range m.site.Pages {
		if file(p.File, p.Address) {
			return true
		}
	}
	for k := range m.kinds {
		for _, e := range m.kinds[k].all {
			if e.reached && (at(e.Address) || addr == address.Collection(e.Kind.Plural()) || e.File != nil && file(e.File, e.Address)) {
				return true
			}
		}
	}
	return false
}

// relativePath gives the path of a file as seen from a folder; both are slash-separated below the source.
func relativePath(dir, file string) string {
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}
