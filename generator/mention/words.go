package mention

import (
	"math/bits"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words is a set of words that a text may hold, so that texts that cannot hold a name need not be looked at. It may say
// yes in vain, never no: of 250 different words, in vain for one other word in 200.
//
// It is a Bloom filter. Each word sets three bits.
type Words [64]uint64

// Add adds the words of a text, quiet ones included.
func (w *Words) Add(text []byte, prose Prose) {
	var open openWord
	for r := (reader{prose: prose, limit: len(text)}); r.next(); {
		if !r.Join.touches() {
			open.end(w)
		}
		w.read(text[r.Start:r.Stop], &open)
	}
	open.end(w)
}

// MayHold reports whether the text may hold a name. To ask many texts for one, make a Search.
func (w *Words) MayHold(name string) bool {
	return NewSearch(name).MayBeIn(w)
}

// Search is a name that Words are asked for.
type Search struct {
	forms [][]uint16 // the bits of the words of each normal form
}

// NewSearch makes a search for a name in Unicode NFC.
func NewSearch(name string) Search {
	s := Search{[][]uint16{bitsOf(name)}}
	if !isNFD(name) {
		s.forms = append(s.forms, bitsOf(norm.NFD.String(name)))
	}
	return s
}

func bitsOf(name string) (set []uint16) {
	var words Words
	var open openWord
	words.read([]byte(name), &open)
	open.end(&words)
	for i, word := range words {
		for ; word != 0; word &= word - 1 {
			set = append(set, uint16(64*i+bits.TrailingZeros64(word)))
		}
	}
	return set
}

// MayBeIn reports whether a text with these words may hold the name.
func (s Search) MayBeIn(w *Words) bool {
forms:
	for _, form := range s.forms {
		for _, bit := range form {
			if w[bit/64]>>(bit%64)&1 == 0 {
				continue forms
			}
		}
		return true
	}
	return false
}

// read adds the words of a piece. The first one may go on with the open one, and the last one is left open.
//
// An unspaced letter is a word, and marks that belong to no word are left out, so that a name has the same words wherever
// it is found.
func (w *Words) read(piece []byte, open *openWord) {
	for i := 0; i < len(piece); {
		if c := piece[i]; c < utf8.RuneSelf && kinds[c] == other {
			open.end(w)
			i++
			continue
		}
		n := min(letterRun(load(piece, i)), len(piece)-i)
		if n == 0 {
			var k kind
			k, n = kindAt(piece[i:])
			if k == other || k == unspaced {
				open.end(w)
			}
			if k == unspaced {
				w.add(piece, i, i+n)
			}
			if k == other || k == unspaced || k == mark && open.length == 0 {
				i += n
				continue
			}
		}
		end := i + n
		if end < len(piece) && (piece[end] >= utf8.RuneSelf || kinds[piece[end]] == letter) {
			end = wordEnd(piece, end)
		}
		switch {
		case end == len(piece):
			open.add(piece[i:])
		case open.length > 0:
			open.add(piece[i:end])
			open.end(w)
		default:
			w.add(piece, i, end)
		}
		i = end
	}
}

// maxWord is how many bytes of a word count.
const maxWord = 24

// add adds the word text[i:end] without each "e" and "s" at its end, so that a plural is the same word.
func (w *Words) add(text []byte, i, end int) {
	end = min(end, i+maxWord)
	for i < end && (text[end-1] == 'e' || text[end-1] == 's') {
		end--
	}
	h := uint64(0)
	for ; i < end; i += 8 {
		unused := uint(64-8*min(8, end-i)) & 63
		h = (bits.RotateLeft64(h, 32) ^ load(text, i)<<unused) * 0x9e3779b97f4a7c15
	}
	w[h>>58] |= 1 << (h >> 52 & 63)
	w[h>>46&63] |= 1 << (h >> 40 & 63)
	w[h>>34&63] |= 1 << (h >> 28 & 63)
}

// An openWord is a word that may go on in the next piece.
type openWord struct {
	text   [maxWord]byte
	length int
}

func (o *openWord) add(part []byte) {
	o.length += copy(o.text[o.length:], part)
}

func (o *openWord) end(w *Words) {
	if o.length > 0 {
		w.add(o.text[:], 0, o.length)
		o.length = 0
	}
}
