package search

import (
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
	term  []rune
	last  rune // of an unspaced run; 0 for none
	alone bool // last has no pair yet
	apart bool // an apostrophe stands behind a Cyrillic term
	iter  norm.Iter
	found func(term []byte)
	ended func(letter []byte) // is given the last letter of an unspaced run, which begins no pair; nil
	room  []byte
}

// split calls found with each term of a text, in order. What found is given is good until it returns.
func (s *splitter) split(text string, found func(term []byte)) {
	s.found = found
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf { // Its normal form is itself, whatever follows: only marks would change it, and they go.
			s.character(rune(c))
			i++
			continue
		}
		end := i + 1
		for end < len(text) && text[end] >= utf8.RuneSelf {
			end++
		}
		s.iter.InitString(norm.NFKD, text[i:end])
		for !s.iter.Done() {
			part := s.iter.Next()
			for j := 0; j < len(part); {
				r, n := utf8.DecodeRune(part[j:])
				s.character(r)
				j += n
			}
		}
		i = end
	}
	s.end()
}

// alike are letters that are written for each other.
var alike = map[rune]rune{
	'ς': 'σ', 'ة': 'ه', 'ى': 'ي', 'ی': 'ي', 'ک': 'ك', 'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ґ': 'г',
}

// character takes one character of the text in Unicode NFKD.
func (s *splitter) character(r rune) {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			s.letter(r)
		case 'A' <= r && r <= 'Z':
			s.letter(r + 'a' - 'A')
		case r == '\'':
			s.apostrophe()
		default:
			s.end()
		}
		return
	}
	switch {
	case unicode.Is(unicode.M, r) || r == '\u0640' || r == '\u200c' || r == '\u00ad': // marks, the Arabic stroke, what only shapes
	case r == '’' || r == 'ʼ':
		s.apostrophe()
	case !unicode.Is(unicode.L, r) && !unicode.Is(unicode.N, r):
		s.end()
	case unspaced(r):
		s.pair(r)
	default:
		r = unicode.ToLower(r)
		if r == 'ß' {
			s.letter('s')
			r = 's'
		}
		if other, ok := alike[r]; ok {
			r = other
		}
		s.letter(r)
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
