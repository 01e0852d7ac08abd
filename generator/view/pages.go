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
	d := day(m.newest, m.zone)
	h.Newest = time.Date(m.newest.Year, m.newest.Month, m.newest.Day, 0, 0, 0, 0, time.UTC).Format("Mon 2 January 2006")
	if d.Time != "" {
		h.Newest += " " + d.Time
	}
	h.Lead = m.row(all[0], nil, true, 2)
	if len(all) == 1 {
		return h
	}
	rest := all[1:min(len(all), 1+newestRows)]
	h.Days = m.byDay(rest, nil)
	if len(all) > 1+newestRows {
		month := months(all)[0]
		h.More = &Link{Text: fmt.Sprintf("All of %s (%d)", monthName(month.year, month.month), len(month.list)),
			Href: m.Href(address.Month(address.Archive, month.year, month.month))}
	}
	for _, change := range m.site.Changes {
		if change.Kind != site.Published && len(h.Updated) < recentChanges {
			h.Updated = append(h.Updated, m.change(change))
		}
	}
	h.Who = m.ranking(site.Actor)
	h.Where = m.ranking(site.Location)
	h.Strip = m.strip(all, all, "All briefings", func(y int) string { return address.Year(address.Archive, y) })
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
	day := func(d briefing.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
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
	c := Count{Name: e.Name, Href: m.Href(e.Address), N: len(e.Record), Kind: entityKind(e)}
	if len(e.Record) > 0 {
		c.Last = day(e.Record[0].Date, m.zone)
	}
	return c
}

func entityKind(e *site.Entity) string {
	if e.File == nil {
		return ""
	}
	return strings.ReplaceAll(e.File.EntityKind, "-", " ")
}

func (m *Maker) change(c site.Change) Change {
	v := Change{What: "Published", At: day(c.At, m.zone), Title: c.Briefing.Title, Href: m.Href(c.Briefing.Address), Note: c.Note}
	switch c.Kind {
	case site.Updated:
		v.What, v.Signal = updateWord(c.Note), isCorrection(c.Note)
	case site.Withdrawn:
		v.What, v.Signal = "Withdrawn", true
	}
	return v
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
	v := &Briefing{
		Head:  m.head("briefing", b.Address, b.Title, cmp.Or(b.Summary, b.Body.Excerpt)),
		Place: placeLine(b), Date: day(b.Date, m.zone), Heading: b.Title, Summary: b.Summary,
		AsOf: day(b.AsOf, m.zone), CoversFrom: day(b.Covers.From, m.zone), CoversUntil: day(b.Covers.Until, m.zone),
		Words: b.Body.Words, Minutes: briefing.ReadingMinutes(b.Body.Words),
		Where: m.chips(b.Locations), About: m.chips(b.Topics), Authors: m.chips(b.Authors),
		ID: b.ID, Withdrawn: b.Withdrawn, Extra: b.Extra,
		Source: Source{b.Path, b.Hash}, Targets: m.targets(b.File, b.Links),
	}
	v.Type, v.NoIndex = "article", b.NoIndex
	v.Image = m.firstPreview(b.File, b.Links)
	if b.Language != "" {
		v.Language, v.Dir = b.Language, direction(b.Language)
	}
	for _, w := range b.Who {
		v.Who = append(v.Who, m.appearance(w, b.Date))
	}
	for _, u := range updates(b, m.zone) {
		v.Log = append(v.Log, Change{What: updateWord(u.Note), Signal: isCorrection(u.Note), At: day(u.At, m.zone), Note: u.Note})
	}
	v.Updated = v.Log[:min(len(v.Log), 1)]
	v.Notice = m.notice(b, v.Log)
	if b.Series != nil {
		v.Series = &Link{Text: b.Series.Name, Href: m.Href(b.Series.Address)}
		v.Within = "in the series " + b.Series.Name
	}
	v.Previous, v.Next = m.briefingLink(b.Previous), m.briefingLink(b.Next)
	v.Contents = contents(b)
	for _, s := range b.Sources {
		v.Sources = append(v.Sources, Evidence{Name: s.Name, Href: s.URL, Published: day(s.Published, m.zone)})
	}
	for _, r := range b.Related {
		v.Related = append(v.Related, Related{Title: linkTitle(r.Briefing), Href: m.Href(r.Briefing.Address), Date: day(r.Briefing.Date, m.zone), Reason: reason(r)})
	}
	v.Referred, v.MoreReferred = m.references(b.Referred)
	v.Mentions = m.mentions(b)
	if len(b.Locations) > 0 && b.Locations[0].Briefings[0] != b {
		v.Newer = []Link{{Text: "Newer on " + b.Locations[0].Name, Href: m.Href(b.Locations[0].Address)}}
	}
	for _, t := range b.Translated {
		v.Translations = append(v.Translations, Link{Text: cmp.Or(t.Language, m.site.Config.Language), Href: m.Href(t.Address)})
	}
	v.Cite = m.cite(b)
	v.JSONLD = m.articleData(b)
	return v
}

func (m *Maker) appearance(w site.Appearance, on briefing.Date) Chip {
	return Chip{Name: w.Actor.Name, Href: m.Href(w.Actor.Address), Did: did(w.Roles), Office: office(w.Actor, on)}
}

func (m *Maker) chips(list []*site.Entity) []Chip {
	var chips []Chip
	for _, e := range list {
		chips = append(chips, Chip{Name: e.Name, Href: m.Href(e.Address)})
	}
	return chips
}

func (m *Maker) notice(b *site.Briefing, log []Change) *Notice {
	if b.Withdrawn {
		n := &Notice{Label: "Withdrawn", Text: withdrawal(b)}
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
func withdrawal(b *site.Briefing) string {
	return cmp.Or(b.StatusNote, "This briefing was withdrawn. Its address stays, so that references to it do not break.")
}

func (m *Maker) briefingLink(b *site.Briefing) *Link {
	if b == nil {
		return nil
	}
	return &Link{Text: linkTitle(b), Href: m.Href(b.Address)}
}

// linkTitle is a briefing's title where a link to it stands without a label.
func linkTitle(b *site.Briefing) string {
	if b.Withdrawn {
		return b.Title + " (withdrawn)"
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
func reason(r site.Related) string {
	if r.Chosen {
		return "chosen by the desk"
	}
	var names []string
	for _, e := range r.Shared[:min(len(r.Shared), 3)] {
		names = append(names, e.Name)
	}
	return "both: " + strings.Join(names, ", ")
}

// cite gives how to cite a briefing, in plain text.
func (m *Maker) cite(b *site.Briefing) string {
	var authors []string
	for _, a := range b.Authors {
		authors = append(authors, a.Name)
	}
	parts := []string{"“" + b.Title + "”", m.shared.Title, plainDay(b.Date)}
	if len(authors) > 0 {
		parts = append([]string{strings.Join(authors, ", ")}, parts...)
	}
	if url := m.Absolute(b.Address); url != "" {
		parts = append(parts, url)
	}
	return strings.Join(parts, ", ") + "."
}

// Archive makes the page of all years.
func (m *Maker) Archive() *Archive {
	all := m.site.Briefings
	v := &Archive{Head: m.head("archive", address.Archive, "Archive", "All "+briefings(len(all))+" by year and month."), Heading: "Archive", Total: len(all)}
	v.Strip = m.strip(all, all, "All briefings", func(y int) string { return address.Year(address.Archive, y) })
	for _, y := range years(all) {
		year := ArchiveYear{Year: Count{Name: fmt.Sprintf("%d", y.year), Href: m.Href(address.Year(address.Archive, y.year)), N: len(y.list)}}
		for _, p := range months(y.list) {
			year.Months = append(year.Months, Count{Name: p.month.String(), Href: m.Href(address.Month(address.Archive, p.year, p.month)), N: len(p.list)})
		}
		v.Years = append(v.Years, year)
	}
	return v
}

// ChangeLog makes the page of changes.
func (m *Maker) ChangeLog() *Changes {
	v := &Changes{Head: m.head("changes", address.Changes, "Changes", "What was published, updated and withdrawn, by day.")}
	v.Feed = m.feed(address.Changes)
	for _, c := range m.site.Changes[:min(len(m.site.Changes), changeLog)] {
		d := day(briefing.Date{Year: c.At.Year, Month: c.At.Month, Day: c.At.Day}, m.zone)
		if len(v.Days) == 0 || v.Days[len(v.Days)-1].ID != d.ISO {
			v.Days = append(v.Days, ChangeDay{ID: d.ISO, Heading: d.Long})
		}
		last := &v.Days[len(v.Days)-1]
		last.Changes = append(last.Changes, m.change(c))
	}
	if len(m.site.Changes) > changeLog {
		v.More = &Link{Text: "Earlier briefings, each with its own changes, are in the archive", Href: m.Href(address.Archive)}
	}
	return v
}

// Page makes a page of the site's own.
func (m *Maker) Page(p *site.Page) *Page {
	v := &Page{
		Head: m.head("page", p.Address, p.Title, cmp.Or(p.Summary, p.Body.Excerpt)), Heading: p.Title, Summary: p.Summary,
		Extra: p.Extra, Source: Source{p.Path, p.Hash}, Targets: m.targets(p.File, p.Links),
	}
	v.NoIndex = p.NoIndex
	v.Image = m.firstPreview(p.File, p.Links)
	if p.Language != "" {
		v.Language, v.Dir = p.Language, direction(p.Language)
	}
	return v
}

// NotFound makes the page for addresses that lead nowhere.
func (m *Maker) NotFound() *NotFound {
	v := &NotFound{Head: m.head("notfound", address.NotFound, "Page not found", "")}
	v.Canonical, v.NoIndex = "", true
	for _, b := range m.site.Briefings[:min(len(m.site.Briefings), summaries)] {
		v.Newest = append(v.Newest, m.row(b, nil, false, 3))
	}
	return v
}
