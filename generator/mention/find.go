package mention

import (
	"strings"
	"unicode/utf8"
)

// Match is a place where a text has a name.
type Match struct {
	// Start and Stop are bytes of the text, from the first one of the name up to but not including what follows the last.
	// What is between the lines of a name is included.
	Start, Stop int
	Name        int // its index
	Section     int // how many headings of sections are before it
}

// Find appends every match in text to found, in order, and gives the result. Of the names that begin at one place the
// longest is found, and the search goes on behind it.
//
// Upper and lower case differ. A name is a word of its own: no letter, digit, mark or "_" is beside it, except for a letter
// of a script without spaces between words beside another one. A plural ending may follow a Latin name of at least four
// letters, if New was told so. White space is any white space, and a name goes on across Direct and Gap. Curved apostrophes
// and typographic hyphens are straight ones. Backslash escapes and character references stand for what readers see, but a name
// does not begin with a reference, and references to letters stand for nothing.
func (t *Table) Find(text []byte, prose Prose, found []Match) []Match {
	section := 0
	before := other // the kind of the character before i
	r := reader{prose: prose, limit: len(text)}
	for behind := 0; r.next(); { // where the last match ends
		if r.Join == Section {
			section++
		}
		if !r.Join.touches() {
			before = other
		}
		words := text[:r.Stop]
		if r.Quiet {
			before = kindBefore(words[r.Start:], before)
			continue
		}
		i := min(max(behind, r.Start), r.Stop)
		if i > r.Start {
			before = kindBefore(words[r.Start:i], before)
		}
		split := r.isSplit() // the last word may go on
		for i < len(words) {
			c, begin := words[i], i
			switch c {
			case '&':
				if _, n := reference(words[i:]); n > 0 {
					before = other
					i += n
					continue
				}
			case '\\':
				if escapes(words[i:]) {
					i++
					c = words[i]
				}
			}
			if c < utf8.RuneSelf && kinds[c] == other && t.first[c] == 0 {
				before = other
				i++
				continue
			}
			// A word begins here, or a character that is no word.
			x := load(text, i)
			here, n := letter, min(letterRun(x), len(words)-i)
			hashed := n
			if n == 0 {
				here, n, hashed = startOf(words[i:])
			}
			if here == mark { // of the character before
				i += n
				continue
			}
			may := t.mayStart(x, hashed) || t.short[c] || split && i+hashed == len(words)
			if may && (before == other || before == unspaced && here == unspaced) {
				if name, stop := t.longest(text, &r, i); name >= 0 {
					found = append(found, Match{begin, stop, name, section})
					i, behind = stop, stop
					before = kindBefore(words[r.Start:min(stop, len(words))], before)
					continue
				}
			}
			before = here
			i += n
			if here == letter && i < len(words) && (words[i] >= utf8.RuneSelf || kinds[words[i]] == letter) {
				i = wordEnd(words, i)
			}
		}
	}
	return found
}

// mayStart reports whether a name may begin with the n lowest bytes of x.
func (t *Table) mayStart(x uint64, n int) bool {
	unused := uint(64-8*n) & 63
	h := hashStart(x<<unused>>unused) >> (t.shift & 63)
	return t.starts[h>>6]>>(h&63)&1 != 0
}

// longest gives the longest name that begins at i, and where it ends; the name is -1 if there is none.
func (t *Table) longest(text []byte, r *reader, i int) (name, stop int) {
	w := walker{text: text, from: r, i: i + 1, stop: r.Stop}
	name = -1
	for n := t.first[text[i]]; n > 0 && w.skip(t.nodes[n].rest, t.nodes[n].plain); {
		if here := t.nodes[n].name; here >= 0 && w.ends(t.ends[here]) {
			name, stop = int(here), w.i
		}
		c, ok := w.step()
		if !ok {
			break
		}
		n = t.child(n, c)
	}
	return name, stop
}

// A walker is a place in a text.
type walker struct {
	text    []byte
	i       int
	stop    int // of the piece that i is in, or at the end of
	from    *reader
	pieces  reader // from, once the walker has left its piece
	hasLeft bool
	shown   string // by a character reference that ends at i, as far as it was not given yet
}

// next goes to the beginning of the next piece. It reports false if there is none.
func (w *walker) next() bool {
	if !w.hasLeft { // most never do
		w.pieces = *w.from
		w.hasLeft = true
	}
	if !w.pieces.next() {
		return false
	}
	w.i, w.stop = w.pieces.Start, w.pieces.Stop
	return true
}

// step gives the next byte that a name may have. White space is one space, up to the next word.
func (w *walker) step() (c byte, ok bool) {
	if w.shown != "" {
		c, w.shown = w.shown[0], w.shown[1:]
		return c, true
	}
	space := false
	for {
		if w.i < w.stop {
			here := w.text[w.i:w.stop]
			n := spaceAt(here)
			if here[0] == '&' {
				if value, length := reference(here); length > 0 && spaceAt([]byte(value)) == len(value) {
					n = length
				}
			}
			if n == 0 {
				break
			}
			space = true
			w.i += n
			continue
		}
		if !w.next() || w.pieces.Quiet || w.pieces.Join > Gap {
			return 0, false
		}
		space = space || w.pieces.Join == Gap
	}
	if space {
		return ' ', true
	}
	here := w.text[w.i:w.stop]
	switch here[0] {
	case '&':
		if value, n := reference(here); n > 0 {
			if r, length := utf8.DecodeRuneInString(value); length < len(value) || kindOf(r) != other {
				return 0, false
			}
			w.i += n
			w.shown = straight(value)
			c, w.shown = w.shown[0], w.shown[1:]
			return c, true
		}
	case '\\':
		if escapes(here) {
			w.i++
		}
	case 0xe2: // how those begin that are straightened
		if c := straightened(here); c != 0 {
			w.i += 3
			return c, true
		}
	}
	w.i++
	return w.text[w.i-1], true
}

// skip goes on behind rest, a part of a name, which is plain if it can stand in the text in no other way than as it is. It
// reports false if something else is here.
func (w *walker) skip(rest string, plain bool) bool {
	if plain && w.shown == "" && w.i+len(rest) <= w.stop && string(w.text[w.i:w.i+len(rest)]) == rest {
		w.i += len(rest)
		return true
	}
	for i := range len(rest) {
		if c, ok := w.step(); !ok || c != rest[i] {
			return false
		}
	}
	return true
}

// ends reports whether a name that has this ending may end here.
func (w *walker) ends(e ending) bool {
	if w.i < w.stop && w.text[w.i] < utf8.RuneSelf && kinds[w.text[w.i]] == other {
		return true
	}
	ahead := *w
	r := ahead.character()
	switch kindOf(r) {
	case other:
		return true
	case unspaced:
		return e&endsUnspaced != 0
	}
	if r == 'e' && e&endsSibilant != 0 {
		r = ahead.character()
	}
	return r == 's' && e&endsPlural != 0 && kindOf(ahead.character()) == other
}

// character gives the next character that readers see right here. It is a space where words do not touch.
func (w *walker) character() rune {
	for w.i == w.stop {
		if !w.next() || !w.pieces.Join.touches() {
			return ' '
		}
	}
	r, n := utf8.DecodeRune(w.text[w.i:w.stop])
	w.i += n
	return r
}

// escapes reports whether text, which begins with a backslash, shows the character behind it alone. "_" is left out: it is part
// of words, and these go by the text as it is.
func escapes(text []byte) bool {
	return len(text) > 1 && '!' <= text[1] && text[1] <= '~' && kinds[text[1]] == other
}

// straightened gives the apostrophe or hyphen that the character stands for that text begins with; 0 for any other.
func straightened(text []byte) byte {
	if len(text) < 3 || text[0] != 0xe2 || text[1] != 0x80 {
		return 0
	}
	switch text[2] {
	case 0x99: // U+2019
		return '\''
	case 0x90, 0x91: // U+2010, U+2011
		return '-'
	}
	return 0
}

// straight gives a name or a character as texts are compared with it.
func straight(s string) string { return straightener.Replace(s) }

var straightener = strings.NewReplacer("\u2019", "'", "\u2010", "-", "\u2011", "-")
