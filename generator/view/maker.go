package view

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/words"
)

// Maker makes the views of one site.
type Maker struct {
	site   *site.Site
	words  *words.Words
	own    *words.Words      // of the site's language
	first  *words.Words      // English
	tag    string            // the language of the pages
	others map[string]*Maker // of pages in other languages than the site's, for which there are words
	zone   *time.Location
	shared *Site
	icons  Icons
	cards  []atomic.Pointer[Card] // by site.Briefing.Index; made when a list shows them
	whole  [5][]string            // full addresses of entities, by kind and index
	newest briefing.Date
	spans  func() [5][][]Span // of records, by kind and index
	sums   func() *sums
	// stands gives what stands for the addresses of records in the search index.
	stands func() (salt int, references map[string]string)
	roled  []string // the roles that there are

	pictures map[string]*Picture // by their addresses as links have them
}

// Policy is the content security policy of every page, but for frame-ancestors, which only a header can hold.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; " +
	"manifest-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

// NewMaker prepares what pages share. A page whose text is in another language than the site's has the words of that language, if
// there are any. spoken gives the words of a language, nil when there are none; those of English there are. The
// stylesheet, the scripts and the icons are addresses below the site's root; pictures are all
// that may be shown, by their addresses as links have them.
func NewMaker(s *site.Site, spoken func(tag string) *words.Words, stylesheet string, scripts []string, icons Icons, pictures map[string]*Picture) *Maker {
	english := spoken(words.English)
	own := cmp.Or(spoken(s.Config.Language), english)
	m := &Maker{site: s, words: own, own: own, first: english, tag: s.Config.Language, zone: s.Config.Timezone, cards: make([]atomic.Pointer[Card], len(s.Briefings)), roled: site.Roles(s.Config), pictures: pictures}
	m.locate()
	m.sums = sync.OnceValue(m.makeSums) // a build that remembers nothing needs none
	m.spans = sync.OnceValue(m.makeSpans)
	m.stands = sync.OnceValues(m.makeReferences)
	m.icons = m.ownIcons(icons)
	m.shared = m.furniture(stylesheet, scripts)
	if len(s.Briefings) > 0 {
		m.newest = s.Briefings[0].Date
	}
	m.others = map[string]*Maker{}
	other := func(tag string) {
		if tag == "" || tag == m.tag || m.others[tag] != nil {
			return
		}
		if said := spoken(tag); said != nil {
			o := *m
			o.words, o.tag = said, tag
			o.shared = o.furniture(stylesheet, scripts)
			m.others[tag] = &o
		}
	}
	for _, b := range s.Briefings {
		other(b.Language)
	}
	for _, p := range s.Pages {
		other(p.Language)
	}
	return m
}

// in gives what makes a page whose text is in a language; "" is the site's.
func (m *Maker) in(tag string) *Maker {
	if o := m.others[tag]; o != nil {
		return o
	}
	return m
}

// Dir gives the direction of the site's language.
func (m *Maker) Dir() string { return direction(m.tag) }

// Words gives the words of a page whose text is in a language.
func (m *Maker) Words(tag string) *words.Words { return m.in(tag).words }

// foreign gives the language and the direction of a text where they are not those of the page.
func (m *Maker) foreign(tag string) (language, dir string) {
	if tag = cmp.Or(tag, m.site.Config.Language); tag == m.tag {
		return "", ""
	}
	return tag, direction(tag)
}

func (m *Maker) furniture(stylesheet string, scripts []string) *Site {
	c := m.site.Config
	s := &Site{
		Title: cmp.Or(c.Title, m.words.Word("text.untitled")), Description: c.Description, Language: c.Language,
		Base: c.BasePath, Origin: c.Origin, Contact: c.Contact, Licence: c.Licence,
		Menu: m.menu(), Stylesheet: m.Href(stylesheet), Policy: Policy, Changes: m.Href(address.Changes), Params: c.Params,
	}
	if c.Search {
		s.Search = m.Href(address.Search)
	}
	if m.icons.Any != "" {
		s.Icon = m.Href(m.icons.Any)
		if strings.HasSuffix(m.icons.Any, ".png") {
			s.IconType = "image/png"
		}
	}
	if m.icons.Touch != "" {
		s.TouchIcon = m.Href(m.icons.Touch)
	}
	s.Manifest = m.Href(address.Manifest)
	s.TitleLanguage, s.TitleDir = m.foreign("")
	for _, script := range scripts {
		s.Scripts = append(s.Scripts, m.Href(script))
	}
	if c.Origin != "" {
		s.Feeds = []Link{
			{Text: s.Title, Href: m.Href(address.Feed)},
			{Text: m.words.Word("feed.json", "title", s.Title), Href: m.Href(address.FeedJSON)},
			{Text: m.words.Word("feed.changes", "title", s.Title), Href: m.Href(address.ChangesFeed)},
		}
	}
	s.digest = digestOf(s)
	return s
}

// Icons gives the site's sign: its own from _static, or that of the theme. A sign of the site's own leaves nothing of the theme's;
// one for phones alone takes the place of the theme's PNGs.
func (m *Maker) Icons() Icons { return m.icons }

// favicons are the names of a site's own sign, the best first.
var favicons = []string{"favicon.svg", "favicon.ico", "favicon.png"}

func (m *Maker) ownIcons(otherwise Icons) (own Icons) {
	for _, f := range m.site.Static {
		switch name := strings.TrimPrefix(f.Path, source.StaticDir+"/"); {
		case slices.Contains(favicons, name) && (own.Any == "" || slices.Index(favicons, name) < slices.Index(favicons, own.Any)):
			own.Any = name
		case name == "apple-touch-icon.png":
			own.Touch = name
		}
	}
	switch {
	case own == (Icons{}):
		return otherwise
	case own.Any == "":
		own.Any = otherwise.Any
	}
	return own
}

// menu leads to what there is: an empty collection has no place in it.
func (m *Maker) menu() []Link {
	menu := []Link{{Text: m.words.Word("menu.latest"), Href: m.Href(address.Home)}}
	for _, item := range []struct {
		word string
		kind site.EntityKind
	}{{"menu.who", site.Actor}, {"menu.where", site.Location}, {"menu.topics", site.Topic}, {"menu.series", site.Series}} {
		if len(m.site.Kinds[item.kind].Entities) > 0 {
			menu = append(menu, Link{Text: m.words.Word(item.word), Href: m.Href(address.Collection(item.kind.Plural()))})
		}
	}
	menu = append(menu, Link{Text: m.words.Word("menu.archive"), Href: m.Href(address.Archive)})
	if m.site.Config.Search {
		menu = append(menu, Link{Text: m.words.Word("menu.search"), Href: m.Href(address.Search)})
	}
	for _, p := range m.site.Pages {
		if p.Menu {
			link := Link{Text: p.Title, Href: m.Href(p.Address)}
			link.Language, link.Dir = m.foreign(p.Language)
			menu = append(menu, link)
		}
	}
	return menu
}

// Href makes an address ready for a page: it begins with the site's base path.
func (m *Maker) Href(addr string) string { return m.site.Config.BasePath + address.Escape(addr) }

// Absolute gives the full address of a page, or "" for a site without base_url.
func (m *Maker) Absolute(addr string) string {
	if m.site.Config.Origin == "" {
		return ""
	}
	return m.full(addr)
}

func (m *Maker) full(addr string) string {
	return m.site.Config.Origin + m.site.Config.BasePath + address.Escape(addr)
}

// locate makes the addresses of records, which many pages have.
func (m *Maker) locate() {
	for k, c := range m.site.Kinds {
		m.whole[k] = make([]string, len(c.Entities))
		for i, e := range c.Entities {
			m.whole[k][i] = m.full(e.Address)
		}
	}
}

// to gives the address of a record, ready for a page.
func (m *Maker) to(e *site.Entity) string {
	return m.whole[e.Kind][e.Index][len(m.site.Config.Origin):]
}

// Site gives what all pages share.
func (m *Maker) Site() *Site { return m.shared }

// head makes what every page has. title is the page's alone.
func (m *Maker) head(kind, addr, title, description string) Head {
	return Head{
		Site: m.shared, Kind: kind, Title: title, Description: description,
		Language: m.tag, Dir: direction(m.tag),
		Address: m.Href(addr), Canonical: m.Absolute(addr), Type: "website",
	}
}

// feed gives the address of a page's own feed; a site without base_url has none.
func (m *Maker) feed(addr string) string {
	if m.site.Config.Origin == "" {
		return ""
	}
	return m.Href(addr + address.Feed)
}

// card gives the card of a briefing, the same to every list. Made twice at the same time, one is as good as the other.
func (m *Maker) card(b *site.Briefing) *Card {
	if c := m.cards[b.Index].Load(); c != nil {
		return c
	}
	c := m.newCard(b)
	m.cards[b.Index].Store(c)
	return c
}

func (m *Maker) newCard(b *site.Briefing) *Card {
	c := &Card{
		Title: b.Title, Href: m.Href(b.Address), Place: m.placeLine(b), Date: m.day(b.Date),
		Summary: b.Summary, Extra: b.Extra,
	}
	c.Language, c.Dir = m.foreign(b.Language)
	switch u, corrected := m.telling(b); {
	case b.Withdrawn:
		c.Label, c.Signal = m.words.Word("change.withdrawn"), true
	case u != nil:
		c.Label = m.words.Word("change.on", "what", m.updateWord(corrected), "date", m.day(u.At).Short)
		c.Signal = corrected
	}
	c.digest = digestOf(c)
	return c
}

// placeLine is the place as the dateline shows it: the primary place and the outermost one it lies in.
func (m *Maker) placeLine(b *site.Briefing) string {
	if len(b.Locations) == 0 {
		return ""
	}
	place := b.Locations[0]
	outer := place
	for outer.Parent != nil {
		outer = outer.Parent
	}
	if outer == place {
		return place.Name
	}
	return m.words.List(place.Name, outer.Name)
}

// updates gives a briefing's updates, newest first.
func updates(b *site.Briefing, zone *time.Location) []briefing.Update {
	list := slices.Clone(b.Updates)
	slices.SortStableFunc(list, func(x, y briefing.Update) int {
		return cmp.Or(y.At.CompareDay(x.At), y.At.Instant(zone).Compare(x.At.Instant(zone)))
	})
	return list
}

func latestUpdate(b *site.Briefing, zone *time.Location) *briefing.Update {
	if len(b.Updates) == 0 {
		return nil
	}
	return &updates(b, zone)[0]
}

// telling gives the update that a reader of a list or of a citation has to know of: the last correction, which later additions do
// not hide, or else the last update; nil without any. It reports whether it is a correction.
func (m *Maker) telling(b *site.Briefing) (u *briefing.Update, corrected bool) {
	if len(b.Updates) == 0 {
		return nil, false
	}
	all := updates(b, m.zone)
	for i := range all {
		if m.isCorrection(b, all[i].Note) {
			return &all[i], true
		}
	}
	return &all[0], false
}

// isCorrection tells a correction from an addition by the first word of its note, which is in the language of the briefing, whatever
// that of the page is, or in English.
func (m *Maker) isCorrection(b *site.Briefing, note string) bool {
	const key = "change.corrections"
	said := m.own
	if o := m.others[b.Language]; o != nil {
		said = o.words
	}
	return said.Begins(key, note) || m.first.Begins(key, note)
}

func (m *Maker) updateWord(corrected bool) string {
	if corrected {
		return m.words.Word("change.corrected")
	}
	return m.words.Word("change.updated")
}

// row puts a card into a list; of is the entity in whose record it stands, or nil.
func (m *Maker) row(b *site.Briefing, of *site.Entity, summary bool, level int) *Row {
	r := &Row{Card: m.card(b), Summary: summary && b.Summary != "", Level: level}
	if of != nil {
		roles := rolesIn(b, of)
		r.Did, r.Roles, r.Place = m.did(roles), m.roleClasses(roles), placeIn(b, of)
	}
	r.digest = digestOf(r)
	return r
}

// summaries is how many rows of a list show their summary.
const summaries = 5

// byMonth groups briefings under the headings of their months. of is as in row.
func (m *Maker) byMonth(list []*site.Briefing, link func(year int, month time.Month) string, of *site.Entity) []Group {
	same := func(a, b briefing.Date) bool {
		yearA, monthA, _ := a.Calendar()
		yearB, monthB, _ := b.Calendar()
		return yearA == yearB && monthA == monthB
	}
	return m.groups(list, of, same, func(d briefing.Date) Group {
		year, month, _ := d.Calendar()
		g := Group{ID: address.MonthAnchor(year, month), Class: "of-month", Heading: m.words.Month(year, month)}
		if link != nil {
			g.Href = m.Href(link(year, month))
		}
		return g
	})
}

// byDay groups briefings under the headings of their days.
func (m *Maker) byDay(list []*site.Briefing, of *site.Entity) []Group {
	same := func(a, b briefing.Date) bool { return a.CompareDay(b) == 0 }
	return m.groups(list, of, same, func(d briefing.Date) Group {
		v := m.day(briefing.Date{Year: d.Year, Month: d.Month, Day: d.Day})
		return Group{ID: v.ISO, Class: "of-day", Heading: v.Long}
	})
}

// groups begins a group at each briefing whose date is not the same as that of the one before.
func (m *Maker) groups(list []*site.Briefing, of *site.Entity, same func(a, b briefing.Date) bool, group func(briefing.Date) Group) []Group {
	var groups []Group
	rows := make([]*Row, len(list))
	for from, to := 0, 0; from < len(list); from = to {
		for to = from; to < len(list) && same(list[to].Date, list[from].Date); to++ {
			rows[to] = m.row(list[to], of, to < summaries, 3)
		}
		g := group(list[from].Date)
		g.Rows = rows[from:to:to]
		groups = append(groups, g)
	}
	return groups
}

// period is a run of briefings of one year or month in a list that is sorted newest first.
type period struct {
	year  int
	month time.Month // 0 for a year
	list  []*site.Briefing
}

func years(list []*site.Briefing) []period {
	all := runs(list, 12)
	for i := range all {
		all[i].month = 0
	}
	return all
}

func months(list []*site.Briefing) []period { return runs(list, 1) }

// runs parts a list into spans of so many months.
func runs(list []*site.Briefing, span int) []period {
	var all []period
	for len(list) > 0 {
		month := list[0].Month
		n := sort.Search(len(list), func(i int) bool { return list[i].Month/span != month/span })
		all = append(all, period{month / 12, time.Month(month%12 + 1), list[:n:n]})
		list = list[n:]
	}
	return all
}
