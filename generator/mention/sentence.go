package mention

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Sentences gives sentences of a text. Places that are asked for in the order of the text are found in one way through it.
type Sentences struct {
	text   []byte
	prose  Prose
	most   int
	near   reader // at a piece of the block around the last place, or before that; those of the block before it are out of reach
	before bool   // and there are some
	last   int    // where the last place starts
	out    []byte // room for what a block shows
}

// NewSentences gives those of a text, as they are to be shown: of a sentence of more than most characters the words around the
// place, with "…" where some are left out.
func NewSentences(text []byte, prose Prose, most int) *Sentences {
	return &Sentences{text: text, prose: prose, most: most}
}

// Around gives the sentence around the bytes from start up to stop, as readers see it: backslash escapes and character
// references are what they mean, and white space is single spaces. It ends with its paragraph at the latest. It is empty if there
// are no words behind start.
func (s *Sentences) Around(start, stop int) string {
	if s.most < 1 {
		return ""
	}
	start = min(max(start, 0), len(s.text))
	stop = min(max(start, stop), len(s.text))
	b := s.block(start, stop)
	if b == nil {
		return ""
	}
	from, to := 0, len(b.shown)
	for i, r := range b.shown {
		end := sentenceEnd(b.shown, i, r)
		if end == 0 {
			continue
		}
		if end <= b.from {
			from = end
		} else if end >= b.to {
			to = end
			break
		}
	}
	for from < b.from && b.shown[from] == ' ' {
		from++
	}
	e := excerpt{b.shown[from:to], b.from - from, b.to - from, b.before && from == 0, b.after && to == len(b.shown)}
	return strings.Clone(e.cut(s.most))
}

// A block is a paragraph, list item or cell as readers see it, or as much of it as is near a place.
type block struct {
	shown         string
	from, to      int  // the place, in shown
	before, after bool // more of the block comes before, after
}

// seek goes to the block around the bytes from start on, that of the first piece that ends behind start, and in it to the first piece
// within reach. It reports false if there is no such block.
func (s *Sentences) seek(start, reach int) bool {
	if start < s.last || s.near.at == 0 {
		s.near, s.before = reader{prose: s.prose, limit: len(s.text)}, false
		if !s.near.next() {
			return false
		}
	}
	s.last = start
	for r := s.near; r.Stop <= start; {
		if !r.next() {
			return false
		}
		if r.Join >= Block {
			s.near, s.before = r, false
		}
	}
	for s.near.Start < start-reach && s.near.Stop <= start-reach {
		s.near.next()
		s.before = true
	}
	return true
}

// block gives the block around the bytes from start up to stop; nil if there is none. What it shows stands until the next. Only bytes within
// reach of the place are looked at, for a block may be as long as the text.
func (s *Sentences) block(start, stop int) *block {
	reach := 8*min(s.most, len(s.text)) + 64
	if !s.seek(start, reach) {
		return nil
	}
	b := &block{from: -1, before: s.before}
	show := showing{block: b, out: s.out[:0], start: start, stop: stop}
	for r := s.near; ; {
		from, to := r.Start, r.Stop
		if near := start - reach; from < near {
			b.before = true
			from = min(to, near)
			for from < to && !utf8.RuneStart(s.text[from]) {
				from++
			}
		}
		if far := stop + reach; to > far {
			b.after = true
			to = max(from, far)
			for from < to && !utf8.RuneStart(s.text[to]) {
				to--
			}
		}
		show.space = show.space || r.Join == Gap
		for i := from; i < to; {
			value, n := unescape(s.text[i:to])
			for _, c := range value {
				show.rune(c, i, i+n)
			}
			if n == 0 {
				var c rune
				c, n = utf8.DecodeRune(s.text[i:to])
				show.rune(c, i, i+n)
			}
			i += n
		}
		if b.after || !r.next() || r.Join >= Block {
			break
		}
	}
	s.out = show.out
	b.shown = unsafe.String(unsafe.SliceData(s.out), len(s.out))
	if b.from < 0 {
		b.from = len(b.shown)
	}
	b.to = max(b.from, b.to)
	return b
}

// showing is a block while it is made.
type showing struct {
	*block
	out         []byte
	space       bool // before the next character
	start, stop int  // the place, in the text
}

// rune adds a character, which is from i up to end in the text.
func (s *showing) rune(c rune, i, end int) {
	if unicode.IsSpace(c) {
		s.space = true
		return
	}
	if s.space && len(s.out) > 0 {
		s.out = append(s.out, ' ')
	}
	s.space = false
	if s.from < 0 && end > s.start {
		s.from = len(s.out)
	}
	s.out = utf8.AppendRune(s.out, c)
	if i < s.stop {
		s.to = len(s.out)
	}
}

// unescape gives what the escaped character or the character reference means that text begins with, and its length; 0 if it
// begins with none.
func unescape(text []byte) (value string, length int) {
	switch {
	case text[0] == '&':
		return reference(text)
	case text[0] == '\\' && (escapes(text) || len(text) > 1 && text[1] == '_'):
		return string(text[1:2]), 2
	}
	return "", 0
}

// reference gives what the character reference means that text, which begins with "&", begins with, and its length; 0 if
// it begins with none.
func reference(text []byte) (value string, length int) {
	end := 1
	for end < min(len(text), 40) && (text[end] == '#' || kinds[text[end]] == letter) {
		end++
	}
	if end == len(text) || text[end] != ';' {
		return "", 0
	}
	end++
	written := string(text[:end])
	value = html.UnescapeString(written)
	if value == written || len(value) > 1 && strings.HasSuffix(value, ";") { // "&ampere;" begins with a name only
		return "", 0
	}
	return value, end
}

// sentenceEnd gives where the sentence ends that the character r at i ends, closing quotation marks and brackets included;
// 0 if it ends none.
func sentenceEnd(s string, i int, r rune) int {
	switch r {
	case '.', '!', '?', '…', '।', '؟', '。', '！', '？':
	default:
		return 0
	}
	end := i + utf8.RuneLen(r)
	rest := strings.TrimLeft(s[end:], `"')]}”’»›」』）`)
	end = len(s) - len(rest)
	if rest == "" {
		return end
	}
	after := strings.TrimLeft(rest, " ")
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case len(after) == len(rest) && r != '。' && r != '！' && r != '？': // the others have no space behind them
		return 0
	case !opensSentence(next), r == '.' && isAbbreviation(s[:i], next):
		return 0
	}
	return end
}

func opensSentence(r rune) bool {
	return unicode.IsLetter(r) && !unicode.IsLower(r) || unicode.IsNumber(r) || strings.ContainsRune(`"'“”„‘’‚«»‹›「『`, r)
}

// isAbbreviation reports whether the word at the end of s is one that a period belongs to. The next word begins with next.
func isAbbreviation(s string, next rune) bool {
	word := s[strings.LastIndexFunc(s, func(r rune) bool { return kindOf(r) != letter && kindOf(r) != mark && r != '.' })+1:]
	for len(word) > 0 && !utf8.RuneStart(word[0]) { // the rest of the character before
		word = word[1:]
	}
	initial, n := utf8.DecodeLastRuneInString(word)
	if unicode.IsUpper(initial) && (n == len(word) || word[len(word)-n-1] == '.') {
		return true // J. Smith, the U.S. Navy
	}
	if unicode.IsNumber(next) && slices.Contains(beforeNumbers, word) {
		return true // No. 5, 5 Apr. 2025
	}
	return slices.Contains(abbreviations, word)
}

var beforeNumbers = []string{"No", "Nos", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"}

var abbreviations = []string{"Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Gen", "Maj", "Col", "Lt", "Capt", "Sgt", "Adm", "Gov", "Sen",
	"Rep", "Jr", "Sr", "vs", "e.g", "i.e", "etc", "cf", "ca", "approx"}

// An excerpt is words around a place.
type excerpt struct {
	words         string
	from, to      int  // the place, in words
	before, after bool // more words come before, after
}

// cut gives at most so many characters of the words, about as many before the place as after it.
func (e *excerpt) cut(most int) string {
	if !e.before && !e.after && utf8.RuneCountInString(e.words) <= most {
		return e.words
	}
	place := e.words[e.from:e.to]
	room := most - utf8.RuneCountInString(place) - len([]rune("……"))
	if room < 0 {
		if room+2 >= 0 {
			return place
		}
		return string([]rune(place)[:most-1]) + "…"
	}
	before, after := utf8.RuneCountInString(e.words[:e.from]), utf8.RuneCountInString(e.words[e.to:])
	left := min(before, room/2)
	right := min(after, room-left)
	left = min(before, room-right)

	from, to := 0, len(e.words)
	if left < before {
		for from = e.from; left > 0; left-- {
			_, n := utf8.DecodeLastRuneInString(e.words[:from])
			from -= n
		}
		for from < e.from && !e.mayCut(from) {
			_, n := utf8.DecodeRuneInString(e.words[from:])
			from += n
		}
	}
	if right < after {
		for to = e.to; right > 0; right-- {
			_, n := utf8.DecodeRuneInString(e.words[to:])
			to += n
		}
		for to > e.to && !e.mayCut(to) {
			_, n := utf8.DecodeLastRuneInString(e.words[:to])
			to -= n
		}
	}
	cut := strings.TrimSpace(e.words[from:to])
	if from > 0 || e.before {
		cut = "…" + cut
	}
	if to < len(e.words) || e.after {
		cut += "…"
	}
	return cut
}

// mayCut reports whether no word goes across i, so that words may be left out on either side.
func (e *excerpt) mayCut(i int) bool {
	a, _ := utf8.DecodeLastRuneInString(e.words[:i])
	b, _ := utf8.DecodeRuneInString(e.words[i:])
	return a == ' ' || b == ' ' || (kindOf(a) == unspaced || kindOf(b) == unspaced) && kindOf(b) != mark
}
