// Package view turns a site into plain data for each kind of page: what a template may use is in the view and nothing
// else is. A view holds no pointers into the site that a template could walk, no functions and no clock. Every view
// has a digest of all it holds; a page is rendered again exactly when its view's digest changes.
package view

import "html/template"

// Site is what every page shares. All addresses in views are ready for href: they begin with the site's base path.
type Site struct {
	Title       string
	Description string
	Language    string // BCP 47
	Base        string // the base path, "/" or "/reports/"
	Origin      string // "https://example.org"; "" without base_url
	Contact     string
	Licence     string
	Menu        []Link // Latest, Who, Where, Topics, Archive, then the site's own pages
	Stylesheet  string
	Scripts     []string
	Icon        string // address of the site's sign; ""
	TouchIcon   string // the same as a PNG of 180 pixels; ""
	Manifest    string // address of the web manifest
	Policy      string // content security policy for the meta element
	Feeds       []Link // the site's feeds; empty without base_url
	Changes     string // address of the change log
	Params      map[string]any
	// TitleLanguage and TitleDir are of title and description, on pages in another language than the site's; "".
	TitleLanguage string
	TitleDir      string

	digest Digest
}

// Icons are the addresses of the site's sign, "" for none: as a drawing of any size, and as PNGs of 180 and 512 pixels.
type Icons struct{ Any, Touch, Large string }

// Head is what every page has.
type Head struct {
	Site        *Site
	Kind        string // "home", "briefing", "record", …
	Title       string // of the page alone; "" on the home page
	Description string // plain text for search engines; may be empty
	Language    string
	Dir         string // "ltr" or "rtl"
	Address     string
	Canonical   string // absolute; "" without base_url
	Feed        string // address of the page's own feed; ""
	PlainText   string // address of the page's plain-text twin; ""
	NoIndex     bool
	Type        string        // Open Graph type: "website", "article", "profile"
	Image       string        // absolute address of an image for previews; ""
	Alternates  []Link        // the page in all its languages, each named by its tag; "x-default" is the original
	JSONLD      template.HTML // a whole script element of structured data, written by Go code; ""
}

// PageLanguage gives the language of the page: that of the words around what the desk wrote.
func (h *Head) PageLanguage() string { return h.Language }

// Link is a text with an address.
type Link struct {
	Text     string
	Href     string
	Current  bool   // the page itself
	Language string // of the text, where it is not the page's; ""
	Dir      string
}

// Day is a date, ready to show.
type Day struct {
	ISO   string // "2025-04-04" or RFC 3339, for datetime attributes; "" when there is no date
	Long  string // "Friday 4 April 2025"
	Short string // "4 Apr 2025"
	Time  string // "18:30 UTC"; "" for a day alone
}

// Card is one briefing as lists show it.
type Card struct {
	Title    string
	Href     string
	Place    string // "Kryvyi Rih, Ukraine"; "" without a location
	Date     Day
	Summary  string
	Label    string // "Withdrawn", "Updated 5 Apr 2025"; ""
	Signal   bool   // the label is a withdrawal or correction
	Language string // "" when it is the page's
	Dir      string
	Extra    map[string]any

	digest Digest
}

// Row is a card in one list.
type Row struct {
	Card    *Card
	Did     []Did  // what the record's actor did in it
	Roles   string // the Class of each Role that this is, with spaces between; ""
	Place   string // the inner place, on the record of an outer one; ""
	Summary bool   // show the summary: the first five of a list
	Level   int    // heading level of its title: 2 or 3

	digest Digest
}

// Group is part of a list under a heading.
type Group struct {
	ID      string // anchor, "2025-04" or "2025-04-04"
	Class   string // "of-month" or "of-day"
	Heading string
	Href    string // the group's own page; ""
	Rows    []*Row
}

// Chip is one linked name beside a briefing: who, where, about.
type Chip struct {
	Name string
	Href string
	Did  []Did
	// Office is what an actor was on the day of the briefing, "President, Ukraine"; "".
	Office string
}

// Did is what an actor did in a briefing.
type Did struct {
	Role string // "said"
	By   string // with the role "attributed": by whom; ""
}

// Name is another name of an entity.
type Name struct {
	Text     string
	Language string // BCP 47; "" when it is none's in particular
	Dir      string // "rtl", or ""
}

// Membership is an actor that another belongs to, or who belongs to it.
type Membership struct {
	Name string
	Href string
	Role string // "President"; ""
	When string // "since 20 May 2019"; ""
	Now  bool   // on the day of the site's newest briefing
	Past bool   // over before that day
}

// Count is a linked name with how often.
type Count struct {
	Name string
	Href string
	N    int
	Was  int    // the number in the period before, on the home page
	Kind string // of the entity; ""
	Last Day    // of the newest briefing
}

// Role is what an actor did in some of the briefings of a list, which can be read for it alone.
type Role struct {
	Name  string // "said"
	N     int    // briefings of the whole record
	Shown int    // of those that the page lists
	Class string // of the rows, "r2"; "" when there are more roles than the stylesheet knows
}

// Strip is the drawing of briefings by month: 36 months to the site's newest briefing.
type Strip struct {
	Path    string // SVG path data in a box of Width by Height; a month without briefings is a tick of one pixel
	Outline string // the same of what is not the record's own but lies within, on top of it; ""
	Width   int
	Height  int
	Max     int
	Label   string // the whole strip in a sentence
	Years   []Tick
}

// Tick is a year below the strip.
type Tick struct {
	Year int
	X    int
	Href string // ""
}

// Home is the front page.
type Home struct {
	Head
	Newest  string // "Fri 4 April 2025 18:30 UTC"
	Lead    *Row
	Days    []Group
	More    *Link // "All of April 2025 (61)"
	Updated []Change
	Who     []Count
	Where   []Count
	Strip   *Strip
	Years   []Count
}

// Change is one entry of a change log.
type Change struct {
	What   string // "Published", "Updated", "Withdrawn"
	Signal bool
	At     Day
	Title  string // of the briefing
	Href   string
	Note   string
	// Language and Dir are of title and note, where they are not the page's; "".
	Language string
	Dir      string
}

// Notice stands above a briefing that was withdrawn or corrected.
type Notice struct {
	Label string // "Withdrawn", "Updated"
	At    Day
	Text  string
}

// Heading is an entry of a table of contents.
type Heading struct {
	Level int
	ID    string
	Text  string
}

// Evidence is one source of a briefing.
type Evidence struct {
	Name      string
	Href      string // ""
	Published Day
}

// Mention is a part of a text that becomes a link.
type Mention struct {
	Start, Stop int // bytes of the text's prose
	Href        string
}

// Reference is a text that names another, or an entity that it does not list.
type Reference struct {
	Title    string
	Href     string
	Date     Day    // of a briefing
	Of       string // what else it is, "Actor"; ""
	Sentence string // in which it does; ""
	Language string // of title and sentence, where it is not the page's; ""
	Dir      string
}

// Related is a briefing beside another, with the reason.
type Related struct {
	Title  string
	Href   string
	Date   Day
	Reason string
	// Language and Dir are of the title, where they are not the page's; "".
	Language string
	Dir      string
}

// Source names the text that a page shows: it is read and converted when the page is rendered.
type Source struct {
	Path string
	Hash [32]byte
}

// Briefing is the page of one briefing.
type Briefing struct {
	Head
	Notice       *Notice
	Place        string // for the dateline
	Date         Day
	Heading      string // the title
	Summary      string
	AsOf         Day
	CoversFrom   Day
	CoversUntil  Day
	Updated      []Change // newest first, for the line above the text
	Authors      []Chip
	Who          []Chip
	Where        []Chip
	About        []Chip
	Series       *Link
	Contents     []Heading // empty for short briefings
	Words        int
	Minutes      int
	Sources      []Evidence
	Log          []Change
	Previous     *Link
	Next         *Link
	Within       string // the series in which previous and next stand; ""
	Related      []Related
	Referred     []Reference // by the newest other texts that refer to it
	MoreReferred int         // how many more there are
	Newer        []Link      // "Newer on Kryvyi Rih"
	Translations []Link      // each named in its own language
	ID           string
	Cite         string // in plain text
	BibTeX       string // the same for BibTeX
	Withdrawn    bool
	TextLanguage string // of title, summary and text, where it is not the page's: there are no words in it; ""
	TextDir      string
	Extra        map[string]any
	Source       Source
	Targets      []string  // what the text's references resolved to, address and text in turn
	Mentions     []Mention // what of the text becomes a link to a record

	Body template.HTML // filled when the page is rendered; a function of Source and Targets
}

// Record is the page of an actor, place, topic, series or author.
type Record struct {
	Head
	Of         string // "Actor", "Place", "Topic", "Series", "Author"
	EntityKind string // "person", "city"; ""
	Trail      []Link // what stands above: the places that a place lies in, outermost first; the index of authors
	Name       string
	OtherNames []Name
	Summary    string
	Belongs    []Membership // of actors
	People     []Membership // of actors
	Successor  *Link        // of actors
	Preceding  []Link       // of actors
	Picture    string       // its address; ""
	Elsewhere  []Link       // on other sites
	Coords     string       // "47.91° N, 33.39° E"; ""
	Total      int
	Sentence   string // "12 briefings, first 13 March 2025, latest 6 April 2025"
	Strip      *Strip
	Roles      []Role  // of actors: how often in each role
	Groups     []Group // the newest 30, by month
	Listed     int     // how many the groups show
	Within     []Count // places within
	WhoTitle   string  // "With", "Who acts here"
	Who        []Count
	WhereTitle string
	Where      []Count
	Years      []Count     // links to pages or anchors of years; empty for short records
	Mentioned  []Reference // the newest texts that name it without listing it
	More       int         // how many more there are
	HasProfile bool
	Extra      map[string]any
	Source     Source
	Targets    []string

	Body template.HTML // the profile, filled when the page is rendered
}

// Period is a year or a month of a record or of the archive.
type Period struct {
	Head
	Up       Link   // the record or the archive
	Heading  string // "Kryvyi Rih in 2025", "April 2025"
	Total    int
	Roles    []Role  // of actors: how often in each role
	Months   []Count // the months with their pages or anchors
	Groups   []Group // empty for a year that lists its months only
	Previous *Link
	Next     *Link
}

// Archive lists the years with their months.
type Archive struct {
	Head
	Heading string
	Total   int
	Strip   *Strip
	Years   []ArchiveYear
}

// ArchiveYear is a year of the archive.
type ArchiveYear struct {
	Year   Count
	Months []Count
}

// Index lists all actors, places, topics, series or authors.
type Index struct {
	Head
	Heading string // "Actors"
	Total   int
	Recent  []Count // most active in the last 30 days; from 31 entries on
	Active  []Count // most active of all time; from 31 entries on
	Kinds   []Count // kinds with counts; above 1,000 entries
	Jump    []Link  // letters, to anchors or to pages
	Letters []Letter
	Tree    []Node // of places: countries first
}

// Letter is a part of an index.
type Letter struct {
	ID      string
	Letter  string
	Entries []Count
}

// Node is a place with the places within.
type Node struct {
	Place  Count
	Within []Node
}

// Changes is the page of what was published, updated and withdrawn.
type Changes struct {
	Head
	Days []ChangeDay
	Feed string
	More *Link
}

// ChangeDay is a day of the change log.
type ChangeDay struct {
	ID      string
	Heading string
	Changes []Change
}

// Page is a page of the site's own, like About.
type Page struct {
	Head
	Heading string
	Summary string
	// TextLanguage and TextDir are as in Briefing.
	TextLanguage string
	TextDir      string
	Extra        map[string]any
	Source       Source
	Targets      []string

	Body template.HTML // filled when the page is rendered
}

// NotFound is what a host shows for an address that leads nowhere.
type NotFound struct {
	Head
	Example *Link   // the address of the newest briefing, as readers type it
	Years   []Count // of the archive
	Newest  []*Row
}
