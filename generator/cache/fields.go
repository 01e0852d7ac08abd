package cache

import (
	"crypto/sha256"

	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// The fields of every type follow in the order in which they are written. What has no name in its type's package is
// named for what it tells.

func (c *coder) source(s *Source) {
	c.text(&s.Path)
	c.path = s.Path
	c.like(&s.Real, s.Path)
	c.byte((*uint8)(&s.Kind))
	c.int64(&s.Size)
	c.moment(&s.ModTime)
	c.hash(&s.Hash)
	maybe(c, &s.Text, &c.stocks.texts, (*coder).file)
	list(c, (*[]diag.Diagnostic)(&s.List), &c.stocks.diagnostics, (*coder).diagnostic)
}

func (c *coder) diagnostic(d *diag.Diagnostic) {
	c.pos(&d.Pos)
	c.byte((*uint8)(&d.Severity))
	c.word(&d.Kind)
	c.word(&d.Message)
	c.text(&d.Excerpt)
	c.word(&d.Hint)
}

func (c *coder) file(f *briefing.File) {
	c.byte((*uint8)(&f.Kind))
	c.like(&f.Path, c.path)
	c.text(&f.ID)
	c.place(&f.IDPos)
	c.text(&f.Slug)
	c.bool(&f.Bundle)
	c.hash(&f.Hash)
	c.fixed64(&f.Front)

	c.text(&f.Title)
	c.text(&f.Summary)
	c.date(&f.Date)
	c.place(&f.DatePos)
	list(c, &f.Actors, &c.stocks.actors, (*coder).actor)
	c.names(&f.Locations)
	c.names(&f.Topics)
	c.names(&f.Authors)
	c.date(&f.Covers.From)
	c.date(&f.Covers.Until)
	list(c, &f.Sources, &c.stocks.sources, (*coder).evidence)
	rarely(c, f, (*coder).course)
	rarely(c, f, (*coder).settings)
	maybe(c, &f.Entity, &c.stocks.entities, (*coder).entity)
	c.body(&f.Body)
	list(c, &f.Found, &c.stocks.found, (*coder).found)
	c.fixed64(&f.FoundBy)
}

// course takes what tells how a briefing goes on, and what it goes with.
func (c *coder) course(f *briefing.File) {
	c.name(&f.Series)
	c.date(&f.AsOf)
	list(c, &f.Updates, &c.stocks.updates, (*coder).update)
	c.names(&f.Related)
	c.bool(&f.Withdrawn)
	c.text(&f.StatusNote)
	c.bool(&f.Draft)
	c.date(&f.EmbargoUntil)
}

// settings takes what tells how a page is shown.
func (c *coder) settings(f *briefing.File) {
	c.names(&f.RedirectFrom)
	c.word(&f.Language)
	c.name(&f.TranslationOf)
	c.name(&f.Template)
	c.names(&f.Files)
	c.word(&f.LinkMentions)
	c.bool(&f.NoIndex)
	c.bool(&f.Menu)
	c.table(&f.Extra)
}

// entity takes what entity files alone say.
func (c *coder) entity(e *briefing.Entity) {
	c.name(&e.Name)
	c.names(&e.Aliases)
	c.word(&e.EntityKind)
	c.names(&e.WeakAliases)
	list(c, &e.Names, &c.stocks.localNames, (*coder).localName)
	list(c, &e.Links, &c.stocks.links, (*coder).link)
	c.text(&e.Wikidata)
	list(c, &e.Affiliations, &c.stocks.affiliations, (*coder).affiliation)
	c.name(&e.SucceededBy)
	c.name(&e.Image)
	c.bool(&e.Rollup)
	c.name(&e.Parent)
	maybe(c, &e.Coords, &c.stocks.coordinates, (*coder).coordinates)
	c.word(&e.Country)
}

func (c *coder) localName(n *briefing.LocalName) {
	c.word(&n.Language)
	c.name(&n.Name)
}

func (c *coder) link(l *briefing.WebLink) {
	c.word(&l.Name)
	c.text(&l.URL)
}

func (c *coder) affiliation(a *briefing.Affiliation) {
	c.name(&a.To)
	c.word(&a.Role)
	c.date(&a.From)
	c.date(&a.Until)
}

func (c *coder) coordinates(at *briefing.Coordinates) {
	c.float(&at.Lat)
	c.float(&at.Lon)
}

func (c *coder) body(b *briefing.Body) {
	c.int(&b.Offset)
	c.int(&b.FirstLine)
	list(c, &b.Headings, &c.stocks.headings, (*coder).heading)
	list(c, &b.Refs, &c.stocks.refs, (*coder).ref)
	c.int(&b.Words)
	c.text(&b.Excerpt)
	c.text((*string)(&b.Prose))
}

func (c *coder) found(f *briefing.Found) {
	small(c, &f.Name)
	small(c, &f.Start)
	small(c, &f.Stop)
	small(c, &f.Section)
	c.text(&f.Sentence)
}

// small is a number of few bits.
func small[T int16 | int32 | uint8](c *coder, n *T) {
	wide := int64(*n)
	if c.int64(&wide); c.reading {
		*n = T(wide)
	}
}

func (c *coder) heading(h *briefing.Heading) {
	c.int(&h.Level)
	c.text(&h.ID)
	c.text(&h.Text)
}

func (c *coder) ref(r *briefing.Ref) {
	c.byte((*uint8)(&r.Kind))
	c.bool(&r.Silent)
	c.word(&r.Target)
	c.text(&r.Fragment)
	c.word(&r.Scope)
	c.place(&r.Pos)
	c.text(&r.Sentence)
	small(c, &r.Section)
	small(c, &r.Start)
}

func (c *coder) names(l *[]briefing.Name) { list(c, l, &c.stocks.names, (*coder).name) }

func (c *coder) name(n *briefing.Name) {
	c.word(&n.Text)
	c.place(&n.Pos)
}

func (c *coder) actor(a *briefing.ActorRef) {
	c.name(&a.Name)
	rarely(c, a, (*coder).role)
}

func (c *coder) role(a *briefing.ActorRef) {
	c.word(&a.Role)
	c.name(&a.By)
	c.place(&a.RolePos)
}

func (c *coder) update(u *briefing.Update) {
	c.date(&u.At)
	c.text(&u.Note)
}

// evidence takes one of the sources that a briefing names.
func (c *coder) evidence(s *briefing.Source) {
	c.word(&s.Name)
	c.text(&s.URL)
	c.date(&s.Published)
}

func (c *coder) date(d *briefing.Date) {
	if !c.is(!d.IsZero()) {
		return
	}
	small(c, &d.Year)
	small(c, &d.Month)
	small(c, &d.Day)
	rarely(c, d, (*coder).clock)
}

func (c *coder) clock(d *briefing.Date) {
	c.bool(&d.HasTime)
	small(c, &d.Hour)
	small(c, &d.Min)
	small(c, &d.Sec)
	c.bool(&d.HasOffset)
	small(c, &d.Offset)
}

// hash takes a digest, which may not have been taken.
func (c *coder) hash(h *[sha256.Size]byte) {
	if !c.is(*h != [sha256.Size]byte{}) {
		return
	}
	if c.reading {
		copy(h[:], c.bytes(sha256.Size))
	} else {
		c.data = append(c.data, h[:]...)
	}
}
