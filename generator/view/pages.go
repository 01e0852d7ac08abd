package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/site"
)

// How much pages show.
const (
	newestRows    = 30  // of the home page and a record
	recentChanges = 5   // on the home page
	changeLog     = 300 // on the page of changes
	ranking       = 10  // names in a ranking
	rankingDays   = 30
	longWords     = 1200 // from here, and from four sections, a briefing has a table of contents
	longSections  = 4
	FullYear      = 500 // a year of more briefings lists its months
	ShortIndex    = 30
	MediumIndex   = 300
	LongIndex     = 1000 // above, an index has a page for each letter
)

// Home makes the front page.
func (m *Maker) Home() *Home {
	all := m.site.Briefings
	c := m.site.Config
	h := &Home{Head: m.head("home", address.Home, "", c.Description)}
	h.JSONLD = m.websiteData()
	if len(all) == 0 {
		return h
	}
	d := m.day(m.newest)
	h.Newest = m.words.Recent(m.newest.Calendar())
	if d.Time != "" {
		h.Newest += " " + m.words.Isolate(d.Time)
	}
	h.Lead = m.row(all[0], nil, true, 2)
	if len(all) == 1 {
		return h
	}
	rest := all[1:min(len(all), 1+newestRows)]
	h.Days = m.byDay(rest, nil)
	if len(all) > 1+newestRows {
		month := months(all)[0]
		h.More = &Link{Text: m.words.Count("home.more", len(month.list), "month", m.words.Month(month.year, month.month)),
			Href: m.Href(address.Month(address.Archive, month.year, month.month))}
	}
	for _, change := range m.site.Changes {
		if change.Kind != site.Published && len(h.Updated) < recentChanges {
			h.Updated = append(h.Updated, m.change(change))
		}
	}
	h.Who = m.ranking(site.Actor)
	h.Where = m.ranking(site.Location)
	h.Strip = m.strip(all, all, m.words.Word("briefings.all"), func(y int) string { return address.Year(address.Archive, y) })
	h.Years = m.yearCounts(all, func(y int) string { return m.Href(address.Year(address.Archive, y)) })
	return h
}

// ranking gives the most active of a kind in the 30 days to the newest briefing, with the number in the 30 before.
func (m *Maker) ranking(kind site.EntityKind) []Count {
	now, was := map[*site.Entity]int{}, map[*site.Entity]int{}
	for _, b := range m.lately() {
		count := now
		if daysBetween(b.Date, m.newest) >= rankingDays {
			count = was
		}
		b.EachListed(kind, func(e *site.Entity) { count[e]++ })
	}
	return m.topTen(now, was)
}

// lately gives the briefings that rankings look at.
func (m *Maker) lately() []*site.Briefing {
	all := m.site.Briefings
	n := slices.IndexFunc(all, func(b *site.Briefing) bool { return daysBetween(b.Date, m.newest) >= 2*rankingDays })
	if n < 0 {
		return all
	}
	return all[:n]
}

func daysBetween(a, b briefing.Date) int {
	day := func(d briefing.Date) time.Time {
		year, month, day := d.Calendar()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)).Hours() / 24)
}

func (m *Maker) topTen(now, was map[*site.Entity]int) []Count {
	list := make([]*site.Entity, 0, len(now))
	for e := range now {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *site.Entity) int {
		return cmp.Or(cmp.Compare(now[b], now[a]), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	var counts []Count
	for _, e := range list[:min(len(list), ranking)] {
		c := m.count(e)
		c.N, c.Was = now[e], was[e]
		counts = append(counts, c)
	}
	return counts
}

// count is an entity in an index: how many briefings, the last of them when.
func (m *Maker) count(e *site.Entity) Count {
	c := Count{Name: e.Name, Href: m.to(e), N: len(e.Record), Kind: m.entityKind(e)}
	if len(e.Record) > 0 {
		c.Last = m.day(e.Record[0].Date)
	}
	return c
}

func (m *Maker) entityKind(e *site.Entity) string {
	if e.File == nil {
		return ""
	}
	return m.words.Either("kind.", e.File.EntityKind)
}

func (m *Maker) change(c site.Change) Change {
	what := m.changed(c)
	language, dir := m.foreign(c.Briefing.Language)
	return Change{
		Language: language, Dir: dir,
		What: m.words.Word("change." + what), Signal: what == "corrected" || what == "withdrawn",
		At: m.day(c.At), Title: c.Briefing.Title, Href: m.Href(c.Briefing.Address), Note: c.Note,
	}
}

// changed gives the word of a change among those of changes.
func (m *Maker) changed(c site.Change) string {
	switch {
	case c.Kind == site.Withdrawn:
		return "withdrawn"
	case c.Kind != site.Updated:
		return "published"
	case m.isCorrection(c.Briefing, c.Note):
		return "corrected"
	}
	return "updated"
}

// yearCounts links the years of a list.
func (m *Maker) yearCounts(list []*site.Briefing, href func(year int) string) []Count {
	var counts []Count
	for _, p := range years(list) {
		counts = append(counts, Count{Name: fmt.Sprintf("%d", p.year), Href: href(p.year), N: len(p.list)})
	}
	return counts
}

// Briefing makes the page of one briefing; its text comes when it is rendered.
func (m *Maker) Briefing(b *site.Briefing) *Briefing {
	m = m.in(b.Language)
	v := &Briefing{
		Head:  m.head("briefing", b.Address, b.Title, cmp.Or(b.Summary, b.Body.Excerpt)),
		Place: m.placeLine(b), Date: m.day(b.Date), Heading: b.Title, Summary: b.Summary,
		AsOf: m.day(b.AsOf), CoversFrom: m.day(b.Covers.From), CoversUntil: m.day(b.Covers.Until),
		Words: b.Body.Words, Minutes: briefing.ReadingMinutes(b.Body.Words),
		Where: m.chips(b.Locations), About: m.chips(b.Topics), Authors: m.chips(b.Authors),
		ID: b.ID, Withdrawn: b.Withdrawn, Extra: b.Extra,
		Source: Source{b.Path, b.Hash}, Targets: m.targets(b.File, b.Links),
	}
	v.Type, v.NoIndex = "article", b.NoIndex
	v.Image = m.firstPreview(b.File, b.Links)
	v.TextLanguage, v.TextDir = m.foreign(b.Language)
	if HasPlainText(b) {
		v.PlainText = m.Href(b.Address + address.PlainText)
	}
	v.Who, v.Sources = make([]Chip, 0, len(b.Who)), make([]Evidence, 0, len(b.Sources))
	for _, w := range b.Who {
		v.Who = append(v.Who, m.appearance(w, b.Date))
	}
	for _, u := range updates(b, m.zone) {
		corrected := m.isCorrection(b, u.Note)
		v.Log = append(v.Log, Change{What: m.updateWord(corrected), Signal: corrected, At: m.day(u.At), Note: u.Note})
	}
	v.Updated = v.Log[:min(len(v.Log), 1)]
	v.Notice = m.notice(b, v.Log)
	if b.Series != nil {
		v.Series = &Link{Text: b.Series.Name, Href: m.to(b.Series)}
		v.Within = b.Series.Name
	}
	v.Previous, v.Next = m.briefingLink(b.Previous), m.briefingLink(b.Next)
	v.Contents = contents(b)
	for _, s := range b.Sources {
		v.Sources = append(v.Sources, Evidence{Name: s.Name, Href: s.URL, Published: m.day(s.Published)})
	}
	v.Related = make([]Related, 0, len(b.Related))
	for _, r := range b.Related {
		to := Related{Title: m.linkTitle(r.Briefing), Href: m.Href(r.Briefing.Address), Date: m.day(r.Briefing.Date), Reason: m.reason(r)}
		to.Language, to.Dir = m.foreign(r.Briefing.Language)
		v.Related = append(v.Related, to)
	}
	v.Referred, v.MoreReferred = m.references(b.Referred)
	v.Mentions = m.mentions(b)
	if len(b.Locations) > 0 && b.Locations[0].Briefings[0] != b {
		v.Newer = []Link{{Text: m.words.Word("briefing.newer", "place", b.Locations[0].Name), Href: m.to(b.Locations[0])}}
	}
	v.Translations, v.Alternates = m.translations(b)
	v.Cite, v.BibTeX = m.cite(b), m.bibTeX(b)
	v.JSONLD = m.articleData(b)
	return v
}

// HasPlainText reports whether a briefing has a plain-text twin. Nothing in a text can keep a search engine from listing it.
func HasPlainText(b *site.Briefing) bool { return !b.NoIndex }

func (m *Maker) appearance(w site.Appearance, on briefing.Date) Chip {
	return Chip{Name: w.Actor.Name, Href: m.to(w.Actor), Did: m.did(w.Roles), Office: m.office(w.Actor, on)}
}

func (m *Maker) chips(list []*site.Entity) []Chip {
	var chips []Chip
	for _, e := range list {
		chips = append(chips, Chip{Name: e.Name, Href: m.to(e)})
	}
	return chips
}

func (m *Maker) notice(b *site.Briefing, log []Change) *Notice {
	if b.Withdrawn {
		n := &Notice{Label: m.words.Word("change.withdrawn"), Text: m.withdrawal(b)}
		if len(log) > 0 {
			n.At = log[0].At
		}
		return n
	}
	for _, c := range log {
		if c.Signal {
			return &Notice{Label: c.What, At: c.At, Text: c.Note}
		}
	}
	return nil
}

// withdrawal says why a briefing was withdrawn.
func (m *Maker) withdrawal(b *site.Briefing) string {
	return cmp.Or(b.StatusNote, m.words.Word("briefing.withdrawn-why"))
}

func (m *Maker) briefingLink(b *site.Briefing) *Link {
	if b == nil {
		return nil
	}
	link := &Link{Text: m.linkTitle(b), Href: m.Href(b.Address)}
	link.Language, link.Dir = m.foreign(b.Language)
	return link
}

// linkTitle is a briefing's title where a link to it stands without a label.
func (m *Maker) linkTitle(b *site.Briefing) string {
	if b.Withdrawn {
		return m.words.Word("briefing.withdrawn-title", "title", b.Title)
	}
	return b.Title
}

// contents gives a table of contents to long briefings only.
func contents(b *site.Briefing) []Heading {
	sections := 0
	var list []Heading
	for _, h := range b.Body.Headings {
		if h.Level == 2 {
			sections++
		}
		if h.Level <= 3 {
			list = append(list, Heading(h))
		}
	}
	if sections < longSections || b.Body.Words < longWords {
		return nil
	}
	return list
}

// reason says why a briefing stands beside another.
func (m *Maker) reason(r site.Related) string {
	if r.Chosen {
		return m.words.Word("briefing.chosen")
	}
	var names []string
	for _, e := range r.Shared[:min(len(r.Shared), 3)] {
		names = append(names, e.Name)
	}
	return m.words.Word("briefing.both", "names", m.words.List(names...))
}

// Archive makes the page of all years.
func (m *Maker) Archive() *Archive {
	all := m.site.Briefings
	v := &Archive{Head: m.head("archive", address.Archive, m.words.Word("archive.title"), m.words.Word("archive.described", "briefings", m.briefings(len(all)))), Heading: m.words.Word("archive.title"), Total: len(all)}
	v.Strip = m.strip(all, all, m.words.Word("briefings.all"), func(y int) string { return address.Year(address.Archive, y) })
	for _, y := range years(all) {
		year := ArchiveYear{Year: Count{Name: fmt.Sprintf("%d", y.year), Href: m.Href(address.Year(address.Archive, y.year)), N: len(y.list)}}
		for _, p := range months(y.list) {
			year.Months = append(year.Months, Count{Name: m.words.MonthAlone(p.month), Href: m.Href(address.Month(address.Archive, p.year, p.month)), N: len(p.list)})
		}
		v.Years = append(v.Years, year)
	}
	return v
}

// ChangeLog makes the page of changes.
func (m *Maker) ChangeLog() *Changes {
	v := &Changes{Head: m.head("changes", address.Changes, m.words.Word("changes.title"), m.words.Word("changes.described"))}
	v.Feed = m.feed(address.Changes)
	for _, c := range m.site.Changes[:min(len(m.site.Changes), changeLog)] {
		d := m.day(briefing.Date{Year: c.At.Year, Month: c.At.Month, Day: c.At.Day})
		if len(v.Days) == 0 || v.Days[len(v.Days)-1].ID != d.ISO {
			v.Days = append(v.Days, ChangeDay{ID: d.ISO, Heading: d.Long})
		}
		last := &v.Days[len(v.Days)-1]
		last.Changes = append(last.Changes, m.change(c))
	}
	if len(m.site.Changes) > changeLog {
		v.More = &Link{Text: m.words.Word("changes.more"), Href: m.Href(address.Archive)}
	}
	return v
}

// Page makes a page of the site's own.
func (m *Maker) Page(p *site.Page) *Page {
	m = m.in(p.Language)
	v := &Page{
		Head: m.head("page", p.Address, p.Title, cmp.Or(p.Summary, p.Body.Excerpt)), Heading: p.Title, Summary: p.Summary,
		Extra: p.Extra, Source: Source{p.Path, p.Hash}, Targets: m.targets(p.File, p.Links),
	}
	v.NoIndex = p.NoIndex
	v.Image = m.firstPreview(p.File, p.Links)
	v.TextLanguage, v.TextDir = m.foreign(p.Language)
	return v
}

// NotFound makes the page for addresses that lead nowhere.
func (m *Maker) NotFound() *NotFound {
	v := &NotFound{Head: m.head("notfound", address.NotFound, m.words.Word("notfound.title"), "")}
	v.Canonical, v.NoIndex = "", true
	v.Years = m.yearCounts(m.site.Briefings, func(y int) string { return m.Href(address.Year(address.Archive, y)) })
	if len(m.site.Briefings) > 0 {
		at := m.site.Briefings[0].Address
		v.Example = &Link{Text: cmp.Or(m.Absolute(at), m.Href(at)), Href: m.Href(at)}
	}
	for _, b := range m.site.Briefings[:min(len(m.site.Briefings), summaries)] {
		v.Newest = append(v.Newest, m.row(b, nil, false, 3))
	}
	return v
}
