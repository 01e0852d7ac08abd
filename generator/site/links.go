package site

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/source"
)

// text is a source file with what it is the text of: one of briefing, page and entity.
type text struct {
	file     *briefing.File
	address  string
	briefing *Briefing
	page     *Page
	entity   *Entity
	links    []Link // one for each reference
	settled  bool   // all of them are found, and there is nothing to check
}

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

// link leads to what the text is the text of.
func (t *text) link() Link {
	switch {
	case t.briefing != nil:
		return Link{Kind: ToBriefing, Briefing: t.briefing}
	case t.page != nil:
		return Link{Kind: ToPage, Page: t.page}
	}
	return Link{Kind: ToEntity, Entity: t.entity}
}

// indexTexts lists the briefings and the pages, with room for the entity files.
func (m *maker) indexTexts() {
	m.all = make([]text, len(m.block), len(m.block)+len(m.site.Pages)+len(m.entities))
	m.others = map[string]*text{}
	for i := range m.block {
		m.all[i] = text{file: m.block[i].File, address: m.block[i].Address, briefing: &m.block[i]}
	}
	for _, p := range m.site.Pages {
		m.addText(text{file: p.File, address: p.Address, page: p})
	}
}

// indexEntities adds the entity files that declare one.
func (m *maker) indexEntities() {
	for k := range m.kinds {
		for _, e := range m.kinds[k].all {
			if e.File != nil {
				m.addText(text{file: e.File, address: e.Address, entity: e})
			}
		}
	}
}

func (m *maker) addText(t text) {
	m.all = append(m.all, t)
	m.others[t.file.Path] = &m.all[len(m.all)-1]
}

// textAt gives the text at a path, or nil.
func (m *maker) textAt(name string) *text {
	if i, ok := m.memory.paths[name]; ok {
		return &m.all[i]
	}
	return m.others[name]
}

// indexFiles tells the files that are no texts apart.
func (m *maker) indexFiles(others []source.File) {
	m.assets = map[string]source.File{}
	for _, f := range others {
		if f.Kind == source.Static {
			m.site.Static = append(m.site.Static, f)
		} else {
			m.assets[f.Path] = f
		}
	}
}

// follow finds what every reference of every text names, as far as names and paths alone tell.
func (m *maker) follow() {
	parallel.Chunks(len(m.all), func(from, to int) {
		for i := from; i < to; i++ {
			t := &m.all[i]
			if t.briefing != nil {
				m.followBriefing(t)
				continue
			}
			t.links = make([]Link, len(t.file.Body.Refs))
			for n := range t.links {
				ref := &t.file.Body.Refs[n]
				t.links[n] = m.link(ref, refKey(t.file, ref), nil)
			}
		}
	})
}

func (m *maker) followBriefing(t *text) {
	a := t.briefing.facts
	if t.settled = a.plain; len(a.refs) == 0 {
		return
	}
	t.links = make([]Link, len(a.refs))
	if a.plain && a.world == m.memory.world && m.followAgain(t.links, a.links) {
		a.links = t.links
		return
	}
	for n, key := range a.refs {
		t.links[n] = m.link(&t.file.Body.Refs[n], key, t.briefing)
		t.settled = t.settled && t.links[n].Kind != ToNothing
	}
	if a.links, a.world = nil, 0; t.settled {
		a.links, a.world = t.links, m.memory.world
	}
}

// followAgain finds what links of the last site lead to in this one, where names and paths lead to the same.
func (m *maker) followAgain(links, last []Link) bool {
	for i := range last {
		switch l := &last[i]; l.Kind {
		case ToBriefing:
			links[i] = Link{Kind: ToBriefing, Briefing: m.now(l.Briefing)}
		case ToEntity:
			links[i] = Link{Kind: ToEntity, Entity: m.kinds[l.Entity.Kind].withID(l.Entity.ID)}
			if links[i].Entity == nil {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// link looks a reference up by its key.
func (m *maker) link(ref *briefing.Ref, key string, from *Briefing) Link {
	switch {
	case ref.Kind == briefing.Wiki:
		switch b, e := m.lookUp(ref, key, from); {
		case b != nil:
			return Link{Kind: ToBriefing, Briefing: b}
		case e != nil:
			return Link{Kind: ToEntity, Entity: e}
		}
	case ref.Kind == briefing.Link && !strings.HasPrefix(ref.Target, "/"):
		for _, name := range textsAt(key) {
			if t := m.textAt(name); t != nil {
				return t.link()
			}
		}
	}
	return Link{}
}

// reach finds out which entities have a record: those that a visible briefing lists or a visible text links, and the
// places that such a place lies in. An entity file alone publishes nothing.
func (m *maker) reach() {
	var visit func(e *Entity)
	follow := func(t *text) {
		for i := range t.links {
			if e := t.links[i].Entity; e != nil {
				visit(e)
			}
		}
	}
	visit = func(e *Entity) {
		if e.reached {
			return
		}
		e.reached = true
		if e.Parent != nil {
			visit(e.Parent)
		}
		if e.File != nil {
			follow(m.others[e.File.Path])
		}
	}
	for k := range m.kinds {
		for _, e := range m.kinds[k].all {
			if e.listed > 0 {
				visit(e)
			}
		}
	}
	for i := range m.all {
		if m.all[i].entity == nil {
			follow(&m.all[i])
		}
	}
}

// reachHeld notes which other declared entities would have a record if nothing were held back.
func (m *maker) reachHeld() {
	seen := map[*Entity]bool{}
	var visit func(e *Entity)
	follow := func(f *briefing.File) {
		for i := range f.Body.Refs {
			ref := &f.Body.Refs[i]
			visit(m.link(ref, refKey(f, ref), nil).Entity)
		}
	}
	visit = func(e *Entity) {
		if e == nil || e.reached || seen[e] {
			return
		}
		seen[e] = true
		m.held.folders[e.Address] = true
		m.held.addresses[address.Collection(e.Kind.Plural())] = true
		visit(e.Parent)
		if e.File != nil {
			m.held.redirects(e.File)
			follow(e.File)
		}
	}
	for _, f := range m.held.files {
		for k := range m.kinds {
			listed(f, EntityKind(k), func(n *briefing.Name) { visit(m.kinds[k].named(address.Fold(n.Text))) })
		}
		follow(f)
	}
}

// textsAt gives the files that a link to a path may mean: the file, or the index.md of the folder.
func textsAt(name string) [2]string { return [2]string{name, name + "/index.md"} }

// besides gives the source path that a relative link leads to.
func besides(f *briefing.File, target string) string {
	return path.Join(path.Dir(f.Path), target)
}

// wikiOrder is the order in which [[Name]] is looked up.
var wikiOrder = [3]EntityKind{Actor, Location, Topic}

// lookUp finds what [[Name]] means: what the briefing lists comes first, then a briefing's id, then actor, place,
// topic.
func (m *maker) lookUp(ref *briefing.Ref, fold string, from *Briefing) (*Briefing, *Entity) {
	kinds := wikiOrder[:]
	switch ref.Scope {
	case "briefing":
		return m.byID(ref.Target), nil
	case "actor":
		kinds = kinds[:1]
	case "place":
		kinds = kinds[1:2]
	case "topic":
		kinds = kinds[2:]
	default:
		if from != nil {
			for _, k := range kinds {
				if e := m.kinds[k].named(fold); e != nil && from.lists(e) {
					return nil, e
				}
			}
		}
		if b := m.byID(ref.Target); b != nil {
			return b, nil
		}
	}
	for _, k := range kinds {
		if e := m.kinds[k].named(fold); e != nil {
			return nil, e
		}
	}
	return nil, nil
}

// lists reports whether a briefing's front matter names the entity.
func (b *Briefing) lists(e *Entity) bool {
	switch e.Kind {
	case Actor:
		return slices.ContainsFunc(b.Who, func(w Appearance) bool { return w.Actor == e })
	case Location:
		return slices.Contains(b.Locations, e)
	case Topic:
		return slices.Contains(b.Topics, e)
	case Author:
		return slices.Contains(b.Authors, e)
	}
	return b.Series == e
}

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
			t.entity.Assets = r.assets
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
		r.asset(name.Text, name.Pos, "file")
	}
}

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
		fragment = "#" + fragment
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
	kinds := map[string][]EntityKind{"actor": {Actor}, "place": {Location}, "topic": {Topic}, "": {Actor, Location, Topic}}[ref.Scope]
	written := "[[" + ref.Target + "]]"
	if ref.Scope != "" {
		written = "[[" + ref.Scope + ":" + ref.Target + "]]"
	}
	switch {
	case r.broken.means(ref, kinds):
		return
	case r.held.means(ref, kinds):
		r.heldBack(ref.Pos, written)
		return
	}
	var known []string
	for _, k := range kinds {
		known = append(known, r.kinds[k].allNames()...)
	}
	if ref.Scope == "" || ref.Scope == "briefing" {
		known = append(known, sortedKeys(r.memory.ids)...)
	}
	r.list.Error(ref.Pos, "broken-link", fmt.Sprintf("%s leads nowhere: no %s is called that", written, wikiKinds(ref.Scope)),
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

// heading checks that the text that a reference leads to has the heading it names.
func (r *linker) heading(f *briefing.File, ref *briefing.Ref) {
	if ref.Fragment == "" || slices.ContainsFunc(f.Body.Headings, func(h briefing.Heading) bool { return h.ID == ref.Fragment }) {
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
	r.list.Error(ref.Pos, "missing-heading", fmt.Sprintf("%s has no heading #%s", f.Path, ref.Fragment), hint)
}

// recordHeading checks that a record has the place that a reference names: a heading of its profile.
func (r *linker) recordHeading(e *Entity, ref *briefing.Ref) {
	switch {
	case e.File != nil:
		r.heading(e.File, ref)
	case ref.Fragment != "":
		r.list.Error(ref.Pos, "missing-heading", fmt.Sprintf("the %s %q has no profile, and so no heading #%s", e.Kind, e.Name, ref.Fragment), "take #"+ref.Fragment+" out")
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
			r.heldBack(ref.Pos, ref.Target)
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
		r.list.Error(ref.Pos, "broken-link", fmt.Sprintf("%s leads nowhere: there is no %s", ref.Target, name), diag.DidYouMean(written, known))
		return Link{}
	}
	return r.asset(ref.Target, ref.Pos, "link")
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
		return r.asset(ref.Target, ref.Pos, "image")
	case r.hasStatic(name):
		return toPath(rest, "")
	case !r.broken.covers(name):
		r.list.Error(ref.Pos, "missing-file", fmt.Sprintf("there is no file %s", name), "put it there, or beside an index.md and write ![…]("+path.Base(name)+")")
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
		r.heldBack(ref.Pos, ref.Target)
		return Link{}
	}
	if !r.broken.mayHave(addr) {
		r.rootLinks = append(r.rootLinks, RootLink{addr, ref.Pos})
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
		if file(b.File, b.Address) || addr == address.Year(address.Archive, b.Date.Year) || addr == address.Month(address.Archive, b.Date.Year, b.Date.Month) {
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

// tie resolves what the front matters say of other briefings.
func (m *maker) tie() (list diag.List) {
	for _, b := range m.site.Briefings {
		if b.facts.tied {
			m.related(b, &list)
		}
	}
	m.siblings()
	return list
}

func (m *maker) related(b *Briefing, list *diag.List) {
	a := b.facts
	if a.tiedIn != m.memory.world {
		a.ties, a.tiedIn = a.ties[:0], m.memory.world
		for _, name := range b.File.Related {
			a.ties = append(a.ties, tie{m.named(name, "related", list), false})
		}
		if name := b.File.TranslationOf; name.Text != "" {
			a.ties = append(a.ties, tie{m.named(name, "translation_of", list), true})
		}
		if slices.ContainsFunc(a.ties, func(t tie) bool { return t.to == nil }) {
			a.tiedIn = 0 // There is something to say, the next time too.
		}
	}
	for i, t := range a.ties {
		if t.to == nil {
			continue
		}
		other := m.now(t.to)
		a.ties[i].to = other
		switch {
		case other == b:
		case t.translation:
			b.Translated = append(b.Translated, other)
			other.Translated = append(other.Translated, b)
		default:
			m.choose(b, other)
			m.choose(other, b)
		}
	}
}

// tie is another briefing that a front matter names.
type tie struct {
	to          *Briefing
	translation bool
}

// now gives the briefing of this site that a briefing of it, or of one in which ids meant the same, is.
func (m *maker) now(b *Briefing) *Briefing {
	if a := b.facts; m.memory.facts[a.at] == a {
		return &m.block[a.at]
	}
	return m.byID(b.ID) // Its file is another.
}

// siblings makes all translations of one text translations of each other, in the order of the site.
func (m *maker) siblings() {
	for _, original := range m.site.Briefings {
		if len(original.Translated) == 0 || original.TranslationOf.Text != "" {
			continue
		}
		for _, b := range original.Translated {
			for _, other := range original.Translated {
				if other != b && !slices.Contains(b.Translated, other) {
					b.Translated = append(b.Translated, other)
				}
			}
		}
	}
	for _, b := range m.site.Briefings {
		if len(b.Translated) > 0 {
			slices.SortFunc(b.Translated, func(x, y *Briefing) int { return cmp.Compare(x.Index, y.Index) })
			b.Translated = slices.Compact(b.Translated)
		}
	}
}

// named finds the briefing that a key of the front matter names.
func (m *maker) named(name briefing.Name, key string, list *diag.List) *Briefing {
	if b := m.byID(name.Text); b != nil {
		return b
	}
	if m.broken.ids[name.Text] {
		return nil
	}
	if m.held.ids[name.Text] {
		list.Warn(name.Pos, "held-back-link", fmt.Sprintf("%s %q is held back; it is left out", key, name.Text), "it appears once what it leads to is published")
		return nil
	}
	list.Error(name.Pos, "broken-link", fmt.Sprintf("%s %q leads nowhere: no briefing has that id", key, name.Text), diag.DidYouMean(name.Text, sortedKeys(m.memory.ids)))
	return nil
}

func (m *maker) choose(b, other *Briefing) {
	if !slices.ContainsFunc(b.Related, func(r Related) bool { return r.Briefing == other }) {
		b.Related = append(b.Related, Related{Briefing: other, Chosen: true})
	}
}

// relativePath gives the path of a file as seen from a folder; both are slash-separated below the source.
func relativePath(dir, file string) string {
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}
