package briefing

import (
	"strings"
	"unsafe"

	"dateline/generator/mention"
)

// Shelf is memory for what files say, one file after the other. Many files are on one as a few large pieces: the collector of garbage then
// meets these rather than dozens of things for each file, between which nothing else fits, and a word that many say is there once.
type Shelf struct {
	left     int // files to come after this one
	files    []File
	actors   []ActorRef
	names    []Name
	sources  []Source
	headings []Heading
	refs     []Ref
	texts    strings.Builder
	proses   strings.Builder   // apart, since they are let go before the rest
	words    map[string]string // that stand in texts already
}

// NewShelf makes a shelf for so many files that are parsed together. It may be used for one at a time. A piece is freed
// when none of its files is used any more, so files that come one by one have shelves of their own.
func NewShelf(files int) *Shelf { return &Shelf{left: files, words: map[string]string{}} }

// A piece of a shelf holds what so many files like the one at hand say, but is not larger than so many bytes.
const (
	pieceFiles = 64
	pieceSize  = 64 << 10
)

// file gives an empty file.
func (s *Shelf) file() *File {
	if len(s.files) == 0 {
		s.files = make([]File, max(1, min(s.left, pieceFiles)))
	}
	f := &s.files[0]
	s.files, s.left = s.files[1:], s.left-1
	return f
}

// put puts what a file says on the shelf. Neither the front matter's text nor room that nothing took is kept for it.
func (s *Shelf) put(f *File) {
	for _, part := range [2]*string{&f.ID, &f.Slug} {
		if at := strings.Index(f.Path, *part); at >= 0 {
			*part = f.Path[at : at+len(*part)]
		}
	}
	size := 0
	count := func(text *string) { size += len(*text) }
	f.eachText(count, count)
	s.open(&s.texts, size)
	f.eachText(func(text *string) { *text = write(&s.texts, *text) }, func(word *string) {
		known, ok := s.words[*word]
		if !ok {
			known = write(&s.texts, *word)
			s.words[known] = known
		}
		*word = known
	})
	s.open(&s.proses, len(f.Body.Prose))
	f.Body.Prose = mention.Prose(write(&s.proses, string(f.Body.Prose)))

	f.Actors = side(s, &s.actors, f.Actors)
	for _, l := range [...]*[]Name{&f.Locations, &f.Topics, &f.Authors} {
		*l = side(s, &s.names, *l)
	}
	f.Sources = side(s, &s.sources, f.Sources)
	f.Body.Headings, f.Body.Refs = side(s, &s.headings, f.Body.Headings), side(s, &s.refs, f.Body.Refs)
}

// side puts a list beside others of its kind.
func side[T any](s *Shelf, piece *[]T, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	from := len(*piece)
	if from+len(list) > cap(*piece) {
		var one T
		most := max(len(list), pieceSize/int(unsafe.Sizeof(one)))
		from, *piece = 0, make([]T, 0, min(most, len(list)*(s.left+1)))
	}
	*piece = append(*piece, list...)
	return (*piece)[from:len(*piece):len(*piece)]
}

// open makes room for a text of a size.
func (s *Shelf) open(piece *strings.Builder, size int) {
	if piece.Len()+size > piece.Cap() {
		piece.Reset()
		piece.Grow(min(max(size, pieceSize), size*(s.left+1)))
	}
}

// write writes a text to a piece that has room for it.
func write(piece *strings.Builder, text string) string {
	from := piece.Len()
	piece.WriteString(text)
	return piece.String()[from:]
}

// LetGo lets go what is of use only while a site is made of the file.
func (f *File) LetGo() {
	f.Actors, f.Locations, f.Topics, f.Authors = nil, nil, nil, nil
	f.Body.Prose, f.Found, f.FoundBy = "", nil, 0
}

// eachText visits the texts that a file holds, but for its path, what is part of that, the prose, and values of the writer's own. Words
// are those that are likely to stand in many files.
func (f *File) eachText(text, word func(*string)) {
	for _, s := range [2]*string{&f.ID, &f.Slug} {
		if !strings.Contains(f.Path, *s) {
			text(s)
		}
	}
	text(&f.Title)
	text(&f.Summary)
	for i := range f.Actors {
		word(&f.Actors[i].Text)
		word(&f.Actors[i].Role)
		word(&f.Actors[i].By.Text)
	}
	for _, list := range [...][]Name{f.Locations, f.Topics, f.Authors} {
		eachName(list, word)
	}
	for _, list := range [...][]Name{f.Related, f.RedirectFrom, f.Files} {
		eachName(list, text)
	}
	word(&f.Series.Text)
	text(&f.TranslationOf.Text)
	word(&f.Template.Text)
	for i := range f.Updates {
		text(&f.Updates[i].Note)
	}
	for i := range f.Sources {
		word(&f.Sources[i].Name)
		text(&f.Sources[i].URL)
	}
	text(&f.StatusNote)
	word(&f.Language)
	word(&f.LinkMentions)
	if f.Entity != nil {
		f.Entity.eachText(text)
	}
	f.Body.eachText(text, word)
}

func (e *Entity) eachText(visit func(*string)) {
	for _, n := range [...]*Name{&e.Name, &e.SucceededBy, &e.Image, &e.Parent} {
		visit(&n.Text)
	}
	eachName(e.Aliases, visit)
	eachName(e.WeakAliases, visit)
	for i := range e.Names {
		visit(&e.Names[i].Language)
		visit(&e.Names[i].Text)
	}
	for i := range e.Links {
		visit(&e.Links[i].Name)
		visit(&e.Links[i].URL)
	}
	for i := range e.Affiliations {
		visit(&e.Affiliations[i].To.Text)
		visit(&e.Affiliations[i].Role)
	}
	visit(&e.EntityKind)
	visit(&e.Wikidata)
	visit(&e.Country)
}

func (b *Body) eachText(text, word func(*string)) {
	for i := range b.Headings {
		word(&b.Headings[i].ID)
		word(&b.Headings[i].Text)
	}
	for i := range b.Refs {
		r := &b.Refs[i]
		word(&r.Target)
		text(&r.Fragment)
		word(&r.Scope)
		text(&r.Sentence)
	}
	text(&b.Excerpt)
}

func eachName(list []Name, visit func(*string)) {
	for i := range list {
		visit(&list[i].Text)
	}
}
