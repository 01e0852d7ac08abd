// Package view turns a site into plain data for each kind of page: what a template may use is in the view and nothing
// else is. A view holds no pointers into the site that a template could walk, no functions and no clock. Every view
// has a digest of all it holds; a page is rendered again exactly when its view's digest changes.
package view

import "html/template"

// Site is what every page shares. All addresses in views are ready for href: they begin with the site's base path.
type Site struct {
	Title         string         // of site.toml
	Description   string         // of site.toml; ""
	Language      string         // BCP 47
	Base          string         // the base path, "/" or "/reports/"
	Origin        string         // "https://example.org"; "" without base_url
	Contact       string         // of site.toml: an address of mail or of a page; ""
	Licence       string         // of site.toml; ""
	Menu          []Link         // Latest, Who, Where, Topics, Archive, then the site's own pages
	Stylesheet    string         // address of the one stylesheet; "" when the theme has no styles
	Scripts       []string       // addresses of the theme's scripts
	Icon          string         // address of the site's sign; ""
	IconType      string         // "image/png" when it is one; ""
	TouchIcon     string         // the same as a PNG of 180 pixels; ""
	Manifest      string         // address of the web manifest
	Policy        string         // content security policy for the meta element
	Feeds         []Link         // the site's feeds; empty without base_url
	Changes       string         // address of the change log
	Search        string         // address of the page to search on; "" when the site has none
	Params        map[string]any // the [params] of site.toml
	TitleLanguage string         // of title and description, on pages in another language than the site's; ""
	TitleDir      string         // the direction with it: "ltr" or "rtl"; ""

	digest Digest
}

// Icons are the addresses of the site's sign, "" for none: as a drawing of any size, and as PNGs of 180 and 512 pixels.
type Icons struct{ Any, Touch, Large string }

// Head is what every page has.
type Head struct {
	Site        *Site         // what every page shares
	Kind        string        // "home", "briefing", "record", …
	Title       string        // of the page alone; "" on the home page
	Description string        // plain text for search engines; may be empty
	Language    string        // of the page (BCP 47)
	Dir         string        // "ltr" or "rtl"
	Address     string        // of the page, from the site's root: "/briefings/2025/kyiv-talks/"
	Canonical   string        // absolute; "" without base_url
	Feed        string        // address of the page's own feed; ""
	PlainText   string        // address of the page's plain-text twin; ""
	NoIndex     bool          // search engines are asked to leave it out
	Type        string        // Open Graph type: "website", "article", "profile"
	Image       string        // absolute address of an image for previews; ""
	Alternates  []Link        // the page in all its languages, each named by its tag; "x-default" is the original
	JSONLD      template.HTML // a whole script element of structured data, written by Go code; ""
}

// PageLanguage gives the language of the page: that of the words around what the desk wrote.
func (h *Head) PageLanguage() string { return h.Language }

// Link is a text with an address.
type Link struct {
	Text     string // what the link says
	Href     string // address
	Current  bool   // the page itself
	Language string // of the text, where it is not the page's; ""
	Dir      string // the direction with it: "ltr" or "rtl"; ""
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
	Title    string         // of the briefing
	Href     string         // address of its page
	Place    string         // "Kryvyi Rih, Ukraine"; "" without a location
	Date     Day            // of the briefing
	Summary  string         // the bottom line; ""
	Label    string         // "Withdrawn", "Corrected 5 Apr 2025", "Updated 5 Apr 2025"; ""
	Signal   bool           // the label is a withdrawal or correction
	Language string         // "" when it is the page's
	Dir      string         // "ltr" or "rtl", with a language
	Extra    map[string]any // the [extra] of its front matter

	digest Digest
}

// Row is a card in one list.
type Row struct {
	Card    *Card  // the briefing
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
	Heading string // "April 2025" or "Friday 4 April 2025"
	Href    string // the group's own page; ""
	Rows    []*Row // newest first
}

// Chip is one linked name beside a briefing: who, where, about.
type Chip struct {
	Name string // of the actor, place, topic or author
	Href string // address of its record
	Did  []Did  // what an actor did in the briefing
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
	Text     string // the name
	Language string // BCP 47; "" when it is none's in particular
	Dir      string // "rtl", or ""
}

// Membership is an actor that another belongs to, or who belongs to it.
type Membership struct {
	Name string // of the other
	Href string // address of its record
	Role string // "President"; ""
	When string // "since 20 May 2019"; ""
	Now  bool   // on the day of the site's newest briefing
	Past bool   // over before that day
}

// Count is a linked name with how often.
type Count struct {
	Name string // of an entity, a year, a month or a kind
	Href string // its page or anchor; ""
	N    int    // how many briefings; of a kind how many entries
	Was  int    // the number in the period before, on the home page
	Kind string // of the entity; ""
	Last Day    // of the newest briefing

	Together string // in the side column of a record: the page to search on, with the briefings that list both; ""
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
	Width   int    // of the drawing in pixels
	Height  int    // the same
	Max     int    // briefings of the tallest bar
	Label   string // the whole strip in a sentence
	Years   []Tick // those that begin within the strip
}

// Tick is a year below the strip.
type Tick struct {
	Year int    // 2025
	X    int    // where it begins, in pixels from the start
	Href string // its page; ""
}

// Home is the front page.
type Home struct {
	Head
	Newest  string   // "Fri 4 April 2025 18:30 UTC"
	Lead    *Row     // the newest briefing
	Days    []Group  // the 30 briefings after the lead, by day
	More    *Link    // "All of April 2025 (61)"
	Updated []Change // the five newest updates, corrections and withdrawals
	Who     []Count  // the ten most active actors of the 30 days to the newest briefing
	Where   []Count  // the same of places
	Strip   *Strip   // of all briefings
	Years   []Count  // with the pages of the archive, newest first
}

// Change is one entry of a change log.
type Change struct {
	What   string // "Published", "Updated", "Withdrawn"
	Signal bool   // it is a correction or a withdrawal
	At     Day    // when
	Title  string // of the briefing
	Href   string // address of its page; on that page itself ""
	Note   string // what changed; ""
	// Language and Dir are of title and note, where they are not the page's; "".
	Language string
	Dir      string // the direction with it: "ltr" or "rtl"; ""
}

// Notice stands above a briefing that was withdrawn or corrected.
type Notice struct {
	Label string // "Withdrawn", "Updated"
	At    Day    // when
	Text  string // why, or what was corrected
}

// Heading is an entry of a table of contents.
type Heading struct {
	Level int    // 2 or 3
	ID    string // anchor
	Text  string // of the heading
}

// Evidence is one source of a briefing.
type Evidence struct {
	Name      string // of the source
	Href      string // address of the source; ""
	Published Day    // when; without .ISO when that is not said
}

// Mention is a part of a text that becomes a link.
type Mention struct {
	Start, Stop int // bytes of the text's prose
	Href        string
}

// Reference is a text that names another, or an entity that it does not list.
type Reference struct {
	Title    string // of the text that refers
	Href     string // address of its page
	Date     Day    // of a briefing
	Of       string // what else it is, "Actor"; ""
	Sentence string // in which it does; ""
	Language string // of title and sentence, where it is not the page's; ""
	Dir      string // the direction with it: "ltr" or "rtl"; ""
}

// Related is a briefing beside another, with the reason.
type Related struct {
	Title  string // of the briefing
	Href   string // address of its page
	Date   Day    // of the briefing
	Reason string // what both have in common, or that the writer chose it
	// Language and Dir are of the title, where they are not the page's; "".
	Language string
	Dir      string // the direction with it: "ltr" or "rtl"; ""
}

// Source names the text that a page shows: it is read and converted when the page is rendered.
type Source struct {
	Path string
	Hash [32]byte
}

// Briefing is the page of one briefing.
type Briefing struct {
	Head
	Notice       *Notice        // what stands above a withdrawn or corrected briefing
	Place        string         // for the dateline: "Kryvyi Rih, Ukraine"; ""
	Date         Day            // of the briefing, as it is written
	Heading      string         // the title
	Summary      string         // the bottom line; ""
	AsOf         Day            // the information cut-off; without .ISO when there is none
	CoversFrom   Day            // the first day that it covers; without .ISO when there is none
	CoversUntil  Day            // the last day; the same
	Updated      []Change       // newest first, for the line above the text
	Authors      []Chip         // who wrote it
	Who          []Chip         // actors
	Where        []Chip         // places; the first is that of the dateline
	About        []Chip         // topics
	Series       *Link          // its name and the address of its record
	Contents     []Heading      // empty for short briefings
	Words        int            // of the text
	Minutes      int            // that reading takes
	Sources      []Evidence     // in the order of the front matter
	Log          []Change       // all changes, newest first
	Previous     *Link          // the one before in its series, else in time
	Next         *Link          // the one after
	Within       string         // the series in which previous and next stand; ""
	Related      []Related      // with why each stands here
	Referred     []Reference    // by the newest other texts that refer to it
	MoreReferred int            // how many more there are
	Newer        []Link         // "Newer on Kryvyi Rih"
	Translations []Link         // each named in its own language
	ID           string         // as other briefings name it
	Cite         string         // how to cite it, in plain text
	BibTeX       string         // the same for BibTeX
	Withdrawn    bool           // whether its status is "withdrawn"
	TextLanguage string         // of title, summary and text, where it is not the page's: there are no words in it; ""
	TextDir      string         // the direction with it: "ltr" or "rtl"; ""
	Extra        map[string]any // the [extra] of its front matter
	Source       Source         `theme:"-"`
	Targets      []string       `theme:"-"` // what the text's references resolved to: address, text, and of a picture its size
	Mentions     []Mention      `theme:"-"` // what of the text becomes a link to a record

	// Filled when the page is rendered, from Source and Targets.

	Body template.HTML // the text as HTML
}

// Record is the page of an actor, place, topic, series or author.
type Record struct {
	Head
	Of         string         // "Actor", "Place", "Topic", "Series", "Author"
	EntityKind string         // "person", "city"; ""
	Trail      []Link         // what stands above: the places that a place lies in, outermost first; the index of authors
	Name       string         // of the actor, place, topic, series or author
	OtherNames []Name         // other names, as its file has them
	Summary    string         // of its file; ""
	Belongs    []Membership   // of actors: what it belongs to, or did
	People     []Membership   // of actors: who belongs to it, or did
	Successor  *Link          // of actors: who came after it
	Preceding  []Link         // of actors: who came before it
	Picture    *Picture       // of the entity file; nil
	Elsewhere  []Link         // its pages on other sites
	Coords     string         // "47.91° N, 33.39° E"; ""
	Total      int            // how many briefings it has
	Sentence   string         // "12 briefings, first 13 March 2025, latest 6 April 2025"
	Strip      *Strip         // of its briefings
	Roles      []Role         // of actors: how often in each role
	Groups     []Group        // the newest 30, by month
	Listed     int            // how many the groups show
	Search     string         // the page to search on, with its briefings; ""
	Within     []Count        // places within
	WhoTitle   string         // "With", "Who acts here"
	Who        []Count        // the ten actors that most often stand in the same briefings
	WhereTitle string         // "Where"; ""
	Where      []Count        // the same of places
	Years      []Count        // links to pages or anchors of years; empty for short records
	Mentioned  []Reference    // the newest texts that name it without listing it
	More       int            // how many more there are
	HasProfile bool           // whether its file has a text
	Extra      map[string]any // the [extra] of its file
	Source     Source         `theme:"-"`
	Targets    []string       `theme:"-"`

	// Filled when the page is rendered, from Source and Targets.

	Body template.HTML // the profile as HTML
}

// Period is a year or a month of a record or of the archive.
type Period struct {
	Head
	Up       Link    // the record or the archive
	Heading  string  // "Kryvyi Rih in 2025", "April 2025"
	Total    int     // how many briefings it has
	Roles    []Role  // of actors: how often in each role
	Months   []Count // the months with their pages or anchors
	Groups   []Group // empty for a year that lists its months only
	Previous *Link   // the year or month before that has a page
	Next     *Link   // the one after
}

// Archive lists the years with their months.
type Archive struct {
	Head
	Heading string        // "Archive"
	Total   int           // how many briefings there are
	Strip   *Strip        // of all briefings
	Years   []ArchiveYear // newest first
}

// ArchiveYear is a year of the archive.
type ArchiveYear struct {
	Year   Count   // with its number of briefings
	Months []Count // those that have briefings, newest first
}

// Index lists all actors, places, topics, series or authors.
type Index struct {
	Head
	Heading string   // "Actors"
	Total   int      // how many entries it has
	Recent  []Count  // most active in the last 30 days; from 31 entries on
	Active  []Count  // most active of all time; from 31 entries on
	Kinds   []Count  // kinds with counts; above 1,000 entries
	Jump    []Link   // letters, to anchors or to pages
	Letters []Letter // the entries by letter; empty when there are more than 1,000, which have a page for each letter
	Tree    []Node   // of places: countries first
}

// Letter is a part of an index.
type Letter struct {
	ID      string  // anchor, "k"
	Letter  string  // "K"
	Entries []Count // by name
}

// Node is a place with the places within.
type Node struct {
	Place  Count  // with its number of briefings
	Within []Node // the places within
}

// Changes is the page of what was published, updated and withdrawn.
type Changes struct {
	Head
	Days []ChangeDay // newest first
	Feed string      // address of the feed of changes; "" without base_url
	More *Link       // where older changes are to be seen
}

// ChangeDay is a day of the change log.
type ChangeDay struct {
	ID      string   // anchor, "2025-04-04"
	Heading string   // "Friday 4 April 2025"
	Changes []Change // newest first
}

// Page is a page of the site's own, like About.
type Page struct {
	Head
	Heading string // the title
	Summary string // of its front matter; ""
	// TextLanguage and TextDir are as in Briefing.
	TextLanguage string
	TextDir      string         // the direction with it: "ltr" or "rtl"; ""
	Extra        map[string]any // the [extra] of its front matter
	Source       Source         `theme:"-"`
	Targets      []string       `theme:"-"`

	// Filled when the page is rendered, from Source and Targets.

	Body template.HTML // the text as HTML
}

// Search is the page to search on.
type Search struct {
	Head
	Script   string // address of the script that only this page has
	Words    string // that the script shows, as JSON
	Portable bool   // the index is in scripts
	Indexes  []Link // what there is without scripts
}

// NotFound is what a host shows for an address that leads nowhere.
type NotFound struct {
	Head
	Example *Link   // the address of the newest briefing, as readers type it
	Years   []Count // of the archive
	Newest  []*Row  // the five newest briefings
}
