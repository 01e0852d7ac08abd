package briefing

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"dateline/generator/address"
	"dateline/generator/diag"
	"dateline/generator/tomldoc"
)

// decoder fills a file from its front matter.
type decoder struct {
	*tomldoc.Table
	file *File
	top  diag.Pos // the opening fence
	list *diag.List
}

// decode reads the front matter into the file.
func (f *File) decode(front front, list *diag.List) {
	t := tomldoc.Parse(f.Path, front.text, front.fenceLine+1, list)
	if t == nil {
		return
	}
	d := decoder{t, f, diag.Pos{File: f.Path, Line: int32(front.fenceLine), Column: 1}, list}
	switch f.Kind {
	case Briefing:
		d.briefing()
	case Page:
		d.page()
	default:
		d.entity()
	}
	f.Summary = d.Text("summary")
	f.RedirectFrom = d.redirects()
	f.Extra = d.Free("extra", true)
	t.Unknown()
}

// briefing reads what only briefings have.
func (d decoder) briefing() {
	f := d.file
	d.article()
	f.Date, f.DatePos = d.Date("date"), d.Pos("date").Place()
	if !d.Has("date") {
		d.list.Error(d.top, "missing-date", "missing date", "date = 2025-04-04")
	}
	d.id()
	f.Actors = d.actors()
	f.Locations = d.Names("locations")
	f.Topics = d.Names("topics")
	f.Authors = d.Names("authors")
	f.Series = d.Name("series")
	f.AsOf = d.Date("as_of")
	f.Covers = d.covers()
	f.Updates = d.updates()
	f.Sources = d.sources()
	f.Related = d.Names("related")
	f.Withdrawn = d.oneOf("status", "final", "withdrawn") == "withdrawn"
	f.StatusNote = d.Text("status_note")
	f.EmbargoUntil = d.Date("embargo_until")
	f.TranslationOf = d.Name("translation_of")
	f.LinkMentions = d.oneOf("link_mentions", "listed", "all", "off")
}

// page reads what only pages have.
func (d decoder) page() {
	d.article()
	d.file.Menu = d.Bool("menu", false)
}

// article reads what briefings and pages have.
func (d decoder) article() {
	f := d.file
	f.Title = d.Line("title")
	switch {
	case f.Title != "":
	case !d.Has("title"):
		d.list.Error(d.top, "missing-title", "missing title", `title = "What happened, in one line"`)
	case d.IsText("title") && d.Text("title") == "":
		d.list.Error(d.Pos("title"), "missing-title", "the title is empty", `title = "What happened, in one line"`)
	}
	d.slug()
	f.Language = d.language()
	f.Template = d.template()
	f.Files = d.files()
	f.Draft = d.Bool("draft", false)
	f.NoIndex = d.Bool("noindex", false)
}

// oneOf gives a text that must be one of a few, "" when it is absent or another.
func (d decoder) oneOf(key string, allowed ...string) string {
	text := d.Choice(key, allowed...)
	if text.Text == "" || slices.Contains(allowed, text.Text) {
		return text.Text
	}
	hint := fmt.Sprintf(`%s = "%s"`, key, strings.Join(allowed, `", "`))
	if near := diag.Nearest(text.Text, allowed); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.list.Error(text.Pos.In(d.file.Path), "bad-"+strings.ReplaceAll(key, "_", "-"), fmt.Sprintf("%s cannot be %q", key, text.Text), hint)
	return ""
}

func (d decoder) id() {
	id := d.Name("id")
	if id.Text == "" {
		return
	}
	for _, segment := range strings.Split(id.Text, "/") {
		if segment == "" || segment == "." || segment == ".." || strings.ContainsFunc(segment, badInID) {
			d.list.Error(id.Pos.In(d.file.Path), "bad-id", fmt.Sprintf("%q cannot be an id", id.Text), `words with hyphens, divided by single "/": id = "2025/kyiv-talks"`)
			return
		}
	}
	d.file.ID, d.file.IDPos = id.Text, id.Pos
}

func badInID(r rune) bool {
	return r == '\\' || unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

func (d decoder) slug() {
	f := d.file
	slug := d.Name("slug")
	switch right := address.Slug(slug.Text); {
	case slug.Text == "" && f.Slug == "" && f.ID != "" && !d.Has("slug"):
		d.list.Error(d.top, "bad-slug", "the file's name has no letter or digit to make an address of", `slug = "kyiv-talks"`)
	case slug.Text == "":
	case right == "":
		d.list.Error(slug.Pos.In(d.file.Path), "bad-slug", fmt.Sprintf("the slug %q has no letter or digit", slug.Text), `slug = "kyiv-talks"`)
	case right != slug.Text:
		d.list.Error(slug.Pos.In(d.file.Path), "bad-slug", fmt.Sprintf("%q cannot be part of an address", slug.Text), fmt.Sprintf("slug = %q", right))
	default:
		f.Slug = slug.Text
	}
}

func (d decoder) language() string {
	name := d.Name("language")
	if name.Text == "" {
		return ""
	}
	tag, err := language.Parse(name.Text)
	if err != nil {
		d.list.Error(name.Pos.In(d.file.Path), "bad-language", fmt.Sprintf("%q is not a language tag", name.Text), `language = "en", "uk" or "pt-BR": a tag of BCP 47`)
		return ""
	}
	return tag.String()
}

func (d decoder) template() Name {
	name := d.Name("template")
	if name.Text != "" && (name.Text != address.Slug(name.Text)) {
		d.list.Error(name.Pos.In(d.file.Path), "bad-template", fmt.Sprintf("%q cannot be a template", name.Text), `the name of a file of the theme without its ending: template = "briefing"`)
		return Name{}
	}
	return name
}

// files reads the files of a bundle that are published though the text does not show them.
func (d decoder) files() []Name {
	return slices.DeleteFunc(d.Names("files"), func(n Name) bool {
		return !d.beside(n, `files = ["annex.pdf", "data/table.csv"]`)
	})
}

// beside reports whether a name can be the path of a file beside this one, and says so when it cannot.
func (d decoder) beside(n Name, example string) bool {
	if strings.HasPrefix(n.Text, "/") || !plainPath(n.Text) {
		d.list.Error(n.Pos.In(d.file.Path), "bad-path", fmt.Sprintf("%q is not a file beside this one", n.Text), example)
		return false
	}
	return true
}

// redirects reads the old addresses of a page, each a path from the site's root.
func (d decoder) redirects() []Name {
	names := d.Names("redirect_from")
	for i, n := range names {
		if plain, err := url.PathUnescape(n.Text); err == nil && utf8.ValidString(plain) {
			names[i].Text = plain // as an address bar gives it
		}
	}
	return slices.DeleteFunc(names, func(n Name) bool {
		bad := n.Text == "/" || strings.Contains(n.Text, "/.") || strings.ContainsAny(n.Text, `*<>|:"`) || !strings.HasPrefix(n.Text, "/") || strings.ContainsAny(n.Text, "?#") || !plainPath(strings.Trim(n.Text, "/")) ||
			strings.HasPrefix(n.Text, "//") || strings.HasSuffix(n.Text, "//")
		if bad {
			d.list.Error(n.Pos.In(d.file.Path), "bad-path", fmt.Sprintf("%q is not an address below the site", n.Text), `redirect_from = ["/2025/04/kyiv-talks/"]`)
		}
		return bad
	})
}

// plainPath reports whether a path has only segments that file systems and addresses take as they are.
func plainPath(p string) bool {
	for _, segment := range strings.Split(p, "/") {
		if segment == "" || segment == "." || segment == ".." || len(segment) > 200 {
			return false
		}
	}
	return !strings.ContainsFunc(p, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

const actorsExample = `actors = ["NATO", { name = "Russia", role = "said" }]`

func (d decoder) actors() []ActorRef {
	entries := d.Entries("actors", "a list of names, or of tables with a name and a role", actorsExample)
	refs := make([]ActorRef, 0, len(entries))
	for _, e := range entries {
		if e.Table == nil {
			refs = append(refs, ActorRef{Name: e.Name})
			continue
		}
		role := e.Table.Name("role")
		ref := ActorRef{Name: d.required(e, "name", actorsExample), Role: role.Text, RolePos: role.Pos, By: e.Table.Name("by")}
		if ref.By.Text != "" && ref.Role != "attributed" {
			d.list.Error(ref.By.Pos.In(d.file.Path), "bad-role", `"by" goes only with the role "attributed"`,
				fmt.Sprintf(`{ name = %q, role = "attributed", by = %q }`, ref.Text, ref.By.Text))
		}
		if ref.Text != "" {
			refs = append(refs, ref)
		}
	}
	return refs
}

// required gives a name that a table must have.
func (d decoder) required(e tomldoc.Entry, key, example string) Name {
	name := e.Table.Name(key)
	if name.Text == "" && !e.Table.Has(key) {
		d.list.Error(e.Pos.In(d.file.Path), "missing-key", fmt.Sprintf("missing %q", key), example)
	}
	return name
}

func (d decoder) covers() Covers {
	const example = "covers = { from = 2025-04-03, until = 2025-04-04 }"
	t := d.Table.Table("covers", example)
	if t == nil {
		return Covers{}
	}
	from, until := d.span(t, example)
	return Covers{from, until}
}

// span reads from and until, of which the second must not be before the first.
func (d decoder) span(t *tomldoc.Table, example string) (from, until Date) {
	from, until = t.Date("from"), t.Date("until")
	if !from.IsZero() && !until.IsZero() && earlier(until, from) {
		d.list.Error(t.Pos("until"), "bad-date", `"until" is before "from"`, example)
	}
	return from, until
}

// earlier reports whether a is earlier than b, as far as their forms tell: a day alone lasts until its end.
func earlier(a, b Date) bool {
	if a.HasOffset && b.HasOffset || a.HasTime && b.HasTime && !a.HasOffset && !b.HasOffset {
		return a.Instant(time.UTC).Before(b.Instant(time.UTC))
	}
	return a.CompareDay(b) < 0
}

func (d decoder) updates() []Update {
	const example = `updates = [{ at = 2025-04-05T09:00:00Z, note = "What changed." }]`
	var updates []Update
	for _, t := range d.Tables("updates", example) {
		u := Update{At: t.Date("at"), Note: t.Text("note")}
		if !t.Has("at") {
			d.list.Error(t.At(), "missing-key", `missing "at"`, example)
		}
		if u.Note == "" && (!t.Has("note") || t.IsText("note")) {
			d.list.Error(t.Pos("note"), "missing-key", `missing "note"`, example)
		}
		updates = append(updates, u)
	}
	return updates
}

func (d decoder) sources() []Source {
	const example = `sources = [{ name = "Reuters", url = "https://…", published = 2025-04-04 }]`
	var sources []Source
	for _, e := range d.Entries("sources", "a list of tables with a name and a url", example) {
		if e.Table == nil {
			sources = append(sources, Source{Name: e.Text})
			continue
		}
		s := Source{Name: d.required(e, "name", example).Text, URL: e.Table.Line("url"), Published: e.Table.Date("published")}
		if s.URL != "" && !d.web(Name{Text: s.URL, Pos: e.Table.Pos("url").Place()}) {
			s.URL = ""
		}
		sources = append(sources, s)
	}
	return sources
}

// web reports whether a text can be a link's address, and says so when it cannot.
func (d decoder) web(address Name) bool {
	if !webAddress(address.Text) {
		d.list.Error(address.Pos.In(d.file.Path), "bad-url", fmt.Sprintf("%q is not an address on the web", address.Text), `it begins with https://, http:// or mailto:`)
		return false
	}
	return true
}

// webAddress reports whether a text is a whole address of a scheme that readers may be sent to.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || strings.ContainsFunc(text, unicode.IsSpace) {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}
