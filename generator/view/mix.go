package view

// Every type of a view writes all its fields here. A test changes each field in turn and requires another digest, so a
// field that is forgotten shows. Site, Card and Row keep their digest once they are made.

func (s *Site) mix(m *Mixer) {
	m.Text(s.Title, s.Description, s.TitleLanguage, s.TitleDir, s.Language, s.Base, s.Origin, s.Contact, s.Licence)
	all(m, s.Menu)
	m.Text(s.Stylesheet)
	m.Int(len(s.Scripts))
	m.Text(s.Scripts...)
	m.Text(s.Icon, s.IconType, s.TouchIcon, s.Manifest)
	m.Text(s.Policy)
	all(m, s.Feeds)
	m.Text(s.Changes, s.Search)
	m.Free(s.Params)
}

func (h *Head) mix(m *Mixer) {
	m.Digest(h.Site.digest)
	m.Text(h.Kind, h.Title, h.Description, h.Language, h.Dir, h.Address, h.Canonical, h.Feed, h.PlainText)
	m.Bool(h.NoIndex)
	m.Text(h.Type, h.Image, string(h.JSONLD))
	all(m, h.Alternates)
}

func (l *Link) mix(m *Mixer) {
	m.Text(l.Text, l.Href, l.Language, l.Dir)
	m.Bool(l.Current)
}

func (d *Day) mix(m *Mixer) { m.Text(d.ISO, d.Long, d.Short, d.Time) }

func (c *Card) mix(m *Mixer) {
	m.Text(c.Title, c.Href, c.Place)
	c.Date.mix(m)
	m.Text(c.Summary, c.Label)
	m.Bool(c.Signal)
	m.Text(c.Language, c.Dir)
	m.Free(c.Extra)
}

func (r *Row) mix(m *Mixer) {
	m.Digest(r.Card.digest)
	all(m, r.Did)
	m.Text(r.Roles, r.Place)
	m.Bool(r.Summary)
	m.Int(r.Level)
}

func rows(m *Mixer, list []*Row) {
	m.Int(len(list))
	for _, r := range list {
		m.Digest(r.digest)
	}
}

func (g *Group) mix(m *Mixer) { m.Text(g.ID, g.Class, g.Heading, g.Href); rows(m, g.Rows) }

func (c *Chip) mix(m *Mixer) { m.Text(c.Name, c.Href, c.Office); all(m, c.Did) }

func (d *Did) mix(m *Mixer) { m.Text(d.Role, d.By) }

func (r *Role) mix(m *Mixer) { m.Text(r.Name, r.Class); m.Int(r.N, r.Shown) }

func (t *Mention) mix(m *Mixer) { m.Int(t.Start, t.Stop); m.Text(t.Href) }

func (r *Reference) mix(m *Mixer) {
	m.Text(r.Title, r.Href)
	r.Date.mix(m)
	m.Text(r.Of, r.Sentence, r.Language, r.Dir)
}

func (n *Name) mix(m *Mixer) { m.Text(n.Text, n.Language, n.Dir) }

func (s *Membership) mix(m *Mixer) {
	m.Text(s.Name, s.Href, s.Role, s.When)
	m.Bool(s.Past)
	m.Bool(s.Now)
}

func (c *Count) mix(m *Mixer) {
	m.Text(c.Name, c.Href)
	m.Int(c.N, c.Was)
	m.Text(c.Kind, c.Together)
	c.Last.mix(m)
}

func (s *Strip) mix(m *Mixer) {
	m.Text(s.Path, s.Outline)
	m.Int(s.Width, s.Height, s.Max)
	m.Text(s.Label)
	all(m, s.Years)
}

func (t *Tick) mix(m *Mixer) { m.Int(t.Year, t.X); m.Text(t.Href) }

func (c *Change) mix(m *Mixer) {
	m.Text(c.What)
	m.Bool(c.Signal)
	c.At.mix(m)
	m.Text(c.Title, c.Href, c.Note, c.Language, c.Dir)
}

func (n *Notice) mix(m *Mixer) { m.Text(n.Label); n.At.mix(m); m.Text(n.Text) }

func (h *Heading) mix(m *Mixer) { m.Int(h.Level); m.Text(h.ID, h.Text) }

func (e *Evidence) mix(m *Mixer) { m.Text(e.Name, e.Href); e.Published.mix(m) }

func (r *Related) mix(m *Mixer) {
	m.Text(r.Title, r.Href, r.Reason, r.Language, r.Dir)
	r.Date.mix(m)
}

func (s *Source) mix(m *Mixer) { m.Text(s.Path, string(s.Hash[:])) }

func texts(m *Mixer, list []string) { m.Int(len(list)); m.Text(list...) }

func (h *Home) mix(m *Mixer) {
	h.Head.mix(m)
	m.Text(h.Newest)
	m.Bool(h.Lead != nil)
	if h.Lead != nil {
		m.Digest(h.Lead.digest)
	}
	all(m, h.Days)
	maybe(m, h.More)
	all(m, h.Updated)
	all(m, h.Who)
	all(m, h.Where)
	maybe(m, h.Strip)
	all(m, h.Years)
}

func (b *Briefing) mix(m *Mixer) {
	b.Head.mix(m)
	maybe(m, b.Notice)
	m.Text(b.Place)
	b.Date.mix(m)
	m.Text(b.Heading, b.Summary)
	b.AsOf.mix(m)
	b.CoversFrom.mix(m)
	b.CoversUntil.mix(m)
	all(m, b.Updated)
	all(m, b.Authors)
	all(m, b.Who)
	all(m, b.Where)
	all(m, b.About)
	maybe(m, b.Series)
	all(m, b.Contents)
	m.Int(b.Words, b.Minutes)
	all(m, b.Sources)
	all(m, b.Log)
	maybe(m, b.Previous)
	maybe(m, b.Next)
	m.Text(b.Within)
	all(m, b.Related)
	all(m, b.Referred)
	m.Int(b.MoreReferred)
	all(m, b.Newer)
	all(m, b.Translations)
	m.Text(b.ID, b.Cite, b.BibTeX)
	m.Bool(b.Withdrawn)
	m.Text(b.TextLanguage, b.TextDir)
	m.Free(b.Extra)
	b.Source.mix(m)
	texts(m, b.Targets)
	all(m, b.Mentions)
}

func (r *Record) mix(m *Mixer) {
	r.Head.mix(m)
	m.Text(r.Of, r.EntityKind)
	all(m, r.Trail)
	m.Text(r.Name)
	all(m, r.OtherNames)
	m.Text(r.Summary, r.Coords)
	all(m, r.Belongs)
	all(m, r.People)
	maybe(m, r.Successor)
	all(m, r.Preceding)
	maybe(m, r.Picture)
	all(m, r.Elsewhere)
	m.Int(r.Total)
	m.Text(r.Sentence)
	maybe(m, r.Strip)
	all(m, r.Roles)
	all(m, r.Groups)
	m.Int(r.Listed)
	m.Text(r.Search)
	all(m, r.Within)
	m.Text(r.WhoTitle)
	all(m, r.Who)
	m.Text(r.WhereTitle)
	all(m, r.Where)
	all(m, r.Years)
	all(m, r.Mentioned)
	m.Int(r.More)
	m.Bool(r.HasProfile)
	m.Free(r.Extra)
	r.Source.mix(m)
	texts(m, r.Targets)
}

func (p *Picture) mix(m *Mixer) {
	m.Text(p.Src, string(p.Srcset), p.Preview)
	m.Int(p.Width, p.Height)
	m.Bool(p.Drawing)
}

func (p *Period) mix(m *Mixer) {
	p.Head.mix(m)
	p.Up.mix(m)
	m.Text(p.Heading)
	m.Int(p.Total)
	all(m, p.Roles)
	all(m, p.Months)
	all(m, p.Groups)
	maybe(m, p.Previous)
	maybe(m, p.Next)
}

func (a *Archive) mix(m *Mixer) {
	a.Head.mix(m)
	m.Text(a.Heading)
	m.Int(a.Total)
	maybe(m, a.Strip)
	all(m, a.Years)
}

func (a *ArchiveYear) mix(m *Mixer) { a.Year.mix(m); all(m, a.Months) }

func (i *Index) mix(m *Mixer) {
	i.Head.mix(m)
	m.Text(i.Heading)
	m.Int(i.Total)
	all(m, i.Recent)
	all(m, i.Active)
	all(m, i.Kinds)
	all(m, i.Jump)
	all(m, i.Letters)
	all(m, i.Tree)
}

func (l *Letter) mix(m *Mixer) { m.Text(l.ID, l.Letter); all(m, l.Entries) }

func (n *Node) mix(m *Mixer) { n.Place.mix(m); all(m, n.Within) }

func (c *Changes) mix(m *Mixer) {
	c.Head.mix(m)
	all(m, c.Days)
	m.Text(c.Feed)
	maybe(m, c.More)
}

func (c *ChangeDay) mix(m *Mixer) { m.Text(c.ID, c.Heading); all(m, c.Changes) }

func (p *Page) mix(m *Mixer) {
	p.Head.mix(m)
	m.Text(p.Heading, p.Summary, p.TextLanguage, p.TextDir)
	m.Free(p.Extra)
	p.Source.mix(m)
	texts(m, p.Targets)
}

func (s *Search) mix(m *Mixer) {
	s.Head.mix(m)
	m.Text(s.Script, s.Words)
	m.Bool(s.Portable)
	all(m, s.Indexes)
}

func (n *NotFound) mix(m *Mixer) {
	n.Head.mix(m)
	maybe(m, n.Example)
	all(m, n.Years)
	rows(m, n.Newest)
}

// View is any page's or feed's view.
type View interface{ part }

// Of gives the digest of a view.
func Of(v View) Digest { return digestOf(v) }
