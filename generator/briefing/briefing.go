// Package briefing reads one source file: its front matter, and its markdown. It knows of no other file and of no
// settings, so what it finds depends on the file's path and bytes alone and can be kept by their hash.
package briefing

import (
	"crypto/sha256"

	"dateline/generator/diag"
	"dateline/generator/mention"
	"dateline/generator/tomldoc"
)

// Kind tells what a source file is about.
type Kind uint8

// The kinds of source files that hold front matter.
const (
	Briefing Kind = iota
	Actor         // _actors/ID.md
	Location      // _locations/ID.md
	Topic         // _topics/ID.md
	Page          // _pages/NAME.md
)

// Name is a name or an id as written, with its place.
type Name = tomldoc.Name

// ActorRef is one entry of a briefing's actors: who, and what they did in it.
type ActorRef struct {
	Name
	Role string // "" when none is given; site.toml may add to the known ones, so it is checked later
	By   Name   // who attributes; only with the role "attributed"
	// RolePos is where the role stands.
	RolePos diag.Place
}

// Date is a moment as the writer wrote it. The zero Date is "not given".
type Date = tomldoc.Date

// Update is one entry of a briefing's change log.
type Update struct {
	At   Date
	Note string
}

// Source is one piece of evidence.
type Source struct {
	Name      string
	URL       string // http, https or mailto; "" when the source has no address
	Published Date
}

// Covers is the time that a briefing is about.
type Covers struct {
	From, Until Date
}

// Coordinates are degrees on WGS 84: latitude north, longitude east.
type Coordinates struct {
	Lat, Lon float64
}

// LocalName is a name in one language.
type LocalName struct {
	Language string // BCP 47
	Name
}

// Affiliation is what an actor belongs to, and for how long.
type Affiliation struct {
	To          Name
	Role        string // "" when none is given
	From, Until Date
}

// WebLink leads to another site.
type WebLink struct {
	Name string // default: the host
	URL  string // http, https or mailto
}

// File is what one source file says. Which fields can be set depends on Kind; the others stay zero.
type File struct {
	Path  string            // slash-separated below the source folder
	ID    string            // of a briefing: as given, or the path below briefings/ without .md or /index; of others the file's (bundle folder's) name
	IDPos diag.Place        // where the id is given; the file when it is not
	Slug  string            // as given, or from the file's (folder's) name without a leading date
	Hash  [sha256.Size]byte // of the file's bytes
	Front uint64            // stands for the front matter: another one has another number

	Kind      Kind
	Bundle    bool // the file is an index.md: the files beside it and below belong to it
	Withdrawn bool // of a briefing: status = "withdrawn"
	Draft     bool // of briefings and pages
	NoIndex   bool // of these, too
	Menu      bool // of pages

	// Of briefings and pages.
	Title         string
	Summary       string
	Date          Date
	DatePos       diag.Place
	Actors        []ActorRef
	Locations     []Name // the first is the primary place
	Topics        []Name
	Authors       []Name
	Series        Name
	AsOf          Date
	Covers        Covers
	Updates       []Update // as written
	Sources       []Source
	Related       []Name
	StatusNote    string
	EmbargoUntil  Date
	RedirectFrom  []Name // also of entities
	Language      string // BCP 47, "" for the site's
	TranslationOf Name
	Template      Name // "" for the kind's own
	Files         []Name
	LinkMentions  string         // "", "listed", "all" or "off"
	Extra         map[string]any // strings, bool, int64, float64, []any, map[string]any; dates as RFC 3339 text

	*Entity // nil for briefings and pages

	Body Body

	// Found is what package site has found of names in the body, and FoundBy stands for the names that it looked for; 0 for none.
	// They are not part of what the file says, but kept with it.
	Found   []Found
	FoundBy uint64
}

// Entity is what entity files alone say. Which fields can be set depends on the kind; the others stay zero.
type Entity struct {
	Name    Name // default: ID
	Aliases []Name

	// Of actors and locations.
	EntityKind  string      // "person", "city", …; "" when not given
	WeakAliases []Name      // never linked automatically
	Names       []LocalName // as written, one for a language
	Links       []WebLink
	Wikidata    string // an item: Q and digits

	// Of actors.
	Affiliations []Affiliation
	SucceededBy  Name
	Image        Name // the path of a file beside an index.md
	Rollup       bool // briefings of those affiliated with it are its own too

	// Of locations.
	Parent  Name
	Coords  *Coordinates
	Country string // ISO 3166-1 alpha-2, or XK
}

// Found is a name in a body: the first one in a section.
type Found struct {
	Name        int32 // its index among the names that FoundBy stands for
	Start, Stop int32 // bytes of what Prose gives
	Section     int32
	Sentence    string // that it stands in, if it is the first one in the body and the briefing does not list what it means; a later one if the first is the name alone
}

// Body is what the markdown below the front matter holds, without its text: a page recalls that from a snapshot, or parses it again.
type Body struct {
	Offset    int // bytes before the body in the file
	FirstLine int // line of the file on which the body begins
	Headings  []Heading
	Refs      []Ref // in the order of the text; rendering takes one Target for each
	Words     int
	Excerpt   string // plain text of the first paragraph, at most 300 characters, cut at a word; "" when the file has a summary

	Prose mention.Prose // where names may be mentioned
}

// Heading is one heading of a body, for the table of contents and for links.
type Heading struct {
	Level int // 2 to 6: a first-level heading counts as second
	ID    string
	Text  string
}

// RefKind tells how a body refers to something.
type RefKind uint8

// The kinds of references that must be resolved outside the file. Links to other sites and to a heading of the same
// file are not among them: they are checked when the body is parsed.
const (
	Link  RefKind = iota // [text](target#fragment): a relative path or one from the site's root
	Image                // ![alt](target)
	Wiki                 // [[target]], [[scope:target#fragment|text]]
)

// Ref is one reference of a body.
type Ref struct {
	Kind     RefKind
	Silent   bool   // an image without alternative text
	Target   string // percent-decoded path as written, or the name between [[ and ]]
	Fragment string // without "#", percent-decoded; "" when there is none
	Scope    string // of Wiki: "", "actor", "place", "topic" or "briefing"
	Pos      diag.Place
	Sentence string // that it stands in, plain, at most 240 characters; "" for an image
	Section  int32  // that its text stands in, as of Found; -1 if that is not in the prose
	Start    int32  // of its text, as of Found
}

// Span is a part of a body's text that is to be a link: the bytes from Start up to but not including Stop of what Prose gives.
type Span struct {
	Start, Stop int
	Href        string
}

// Target is what a reference leads to, as the plan resolved it.
type Target struct {
	Href string // "" when the reference is to be shown as its text alone
	Text string // what [[Name]] without text shows

	// Of a picture, if they are known: its size in pixels, and in which other ones there is it, as srcset has them.
	Width, Height int
	Srcset        string
}
