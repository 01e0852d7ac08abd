package search

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxTerm is how many characters of a term count.
const maxTerm = 40

// splitter parts texts into terms as search.js does, letter by letter the same: what differed could not be found.
//
// A term is a run of letters and digits without marks, in lower case. Scripts without spaces between words give each pair of
// neighbouring letters, and a letter that stands alone. An apostrophe parts words but in Cyrillic.
type splitter struct {
	found func(term []byte)   // is given each term, in order; what it is given is good until it returns
	ended func(letter []byte) // is given the last letter of an unspaced run, which begins no pair; nil

	term  []rune
	last  rune // of an unspaced run; 0 for none
	alone bool // last has no pair yet
	apart bool // an apostrophe stands behind a Cyrillic term
	iter  norm.Iter
	room  []byte
}

// lower gives each letter and digit of ASCII in lower case, and 0 for what is none.
var lower = func() (table [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		table[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = c, c
	}
	return table
}()

// split finds the terms of a text, and puts letters of ASCII in it into lower case.
func (s *splitter) split(text []byte) {
	for i := 0; i < len(text); {
		if text[i] >= utf8.RuneSelf {
			i = s.wide(text, i)
			continue
		}
		if len(s.term) > 0 || s.last != 0 { // Its normal form is itself, whatever follows: only marks would change it, and they go.
			s.character(rune(text[i]))
			i++
			continue
		}
		// Most terms stand here as they are.
		from := i
		for i < len(text) && lower[text[i]] != 0 {
			text[i] = lower[text[i]]
			i++
		}
		switch {
		case i < len(text) && text[i] >= utf8.RuneSelf: // which may belong to it
			for _, c := range text[from:i] {
				s.letter(rune(c))
			}
		case i > from:
			s.found(text[from:min(i, from+maxTerm)])
		default:
			i++
		}
	}
	s.end()
}

// wide takes characters beyond ASCII that begin at a place in a text, and gives where they end.
func (s *splitter) wide(text []byte, from int) (end int) {
	r, n := utf8.DecodeRune(text[from:])
	if r < short {
		if f := folded()[r]; f != several {
			s.take(f)
			return from + n
		}
	}
	for end = from + n; end < len(text) && text[end] >= utf8.RuneSelf && !(0xc0 <= text[end] && text[end] < 0xe0); { // as far as they are long
		end++
	}
	s.iter.Init(norm.NFKD, text[from:end])
	for !s.iter.Done() {
		part := s.iter.Next()
		for len(part) > 0 {
			r, n := utf8.DecodeRune(part)
			s.character(r)
			part = part[n:]
		}
	}
	return end
}

// short is the first character that has three bytes in UTF-8.
const short = 0x800

// folded gives what each shorter character comes to, in whatever form of Unicode, so that texts in Latin, Greek, Cyrillic, Hebrew and Arabic
// letters need not be brought into another.
var folded = sync.OnceValue(func() *[short]rune {
	var table [short]rune
	for r := range table {
		table[r] = nothing
		for _, part := range norm.NFKD.String(string(rune(r))) {
			switch f := fold(part); {
			case f == nothing:
			case table[r] == nothing && f != 'ß':
				table[r] = f
			default:
				table[r] = several
			}
		}
	}
	return &table
})

// alike are letters that are written for each other.
var alike = map[rune]rune{
	'ς': 'σ', 'ة': 'ه', 'ى': 'ي', 'ی': 'ي', 'ک': 'ك', 'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ґ': 'г',
}

// What a character can come to beside a letter.
const (
	nothing = -1 - iota // It is as if it were not there.
	parting             // It parts terms.
	apostrophe
	several // of all these
)

// fold gives what a character in Unicode NFKD comes to.
func fold(r rune) rune {
	switch {
	case r < utf8.RuneSelf && lower[r] != 0:
		return rune(lower[r])
	case r == '\'' || r == '’' || r == 'ʼ':
		return apostrophe
	case r < utf8.RuneSelf:
		return parting
	case unicode.Is(unicode.M, r) || r == '\u0640' || r == '\u200c' || r == '\u00ad': // marks, the Arabic stroke, what only shapes
		return nothing
	case !unicode.Is(unicode.L, r) && !unicode.Is(unicode.N, r):
		return parting
	case unspaced(r):
		return r
	}
	r = unicode.ToLower(r)
	if other, ok := alike[r]; ok {
		return other
	}
	return r
}

// character takes one character of the text in Unicode NFKD.
func (s *splitter) character(r rune) {
	f := fold(r)
	if f == 'ß' {
		s.take('s')
		f = 's'
	}
	s.take(f)
}

// take takes what a character comes to.
func (s *splitter) take(f rune) {
	switch {
	case f == nothing:
	case f == parting:
		s.end()
	case f == apostrophe:
		s.apostrophe()
	case unspaced(f):
		s.pair(f)
	default:
		s.letter(f)
	}
}

func (s *splitter) letter(r rune) {
	if s.last != 0 || s.apart && !cyrillic(r) {
		s.end()
	}
	s.apart = false
	if len(s.term) < maxTerm {
		s.term = append(s.term, r)
	}
}

func (s *splitter) pair(r rune) {
	if s.last == 0 {
		s.end()
		s.alone = true
	} else {
		s.give(s.last, r)
		s.alone = false
	}
	s.last = r
}

func (s *splitter) apostrophe() {
	if n := len(s.term); n > 0 && cyrillic(s.term[n-1]) {
		s.apart = true
		return
	}
	s.end()
}

// end ends the term at hand.
func (s *splitter) end() {
	if len(s.term) > 0 {
		s.give(s.term...)
		s.term = s.term[:0]
	}
	switch {
	case s.last != 0 && s.alone:
		s.give(s.last)
	case s.last != 0 && s.ended != nil:
		s.ended(utf8.AppendRune(s.room[:0], s.last))
	}
	s.last, s.alone, s.apart = 0, false, false
}

func (s *splitter) give(letters ...rune) {
	s.room = s.room[:0]
	for _, r := range letters {
		s.room = utf8.AppendRune(s.room, r)
	}
	s.found(s.room)
}

func cyrillic(r rune) bool { return 0x400 <= r && r < 0x530 }

// unspaced reports whether a letter belongs to a script that is written without spaces between words.
func unspaced(r rune) bool {
	switch {
	case r < 0xe00:
		return false
	case r < 0xf00, 0x1000 <= r && r < 0x10a0, 0x1780 <= r && r < 0x1800: // Thai and Lao, Burmese, Khmer
		return true
	case 0x3005 <= r && r <= 0x3007, 0x3040 <= r && r < 0x3100, 0x31f0 <= r && r < 0x3200: // kana and marks of iteration
		return true
	}
	return 0x3400 <= r && r < 0xa000 || 0xf900 <= r && r < 0xfb00 || 0x20000 <= r && r < 0x32000 // Han
}
