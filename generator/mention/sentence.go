package mention

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence gives the sentence around the bytes from start up to stop, as readers see it: backslash escapes and character
// references are what they mean, and white space is single spaces. It ends with its paragraph at the latest. Of a sentence
// of more than most characters it gives the words around the place, with "…" where some are left out. It is empty if there
// are no words behind start.
func Sentence(text []byte, prose Prose, start, stop, most int) string {
	if most < 1 {
		return ""
	}
	start = min(max(start, 0), len(text))
	stop = min(max(start, stop), len(text))
	b := blockAround(text, prose, start, stop, 8*min(most, len(text))+64)
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
	return e.cut(most)
}

// A block is a paragraph, list item or cell as readers see it, or as much of it as is near a place.
type block struct {
	shown         string
	from, to      int  // the place, in shown
	before, after bool // more of the block comes before, after
}

// blockAround gives the block around the bytes from start up to stop: that of the first piece that ends behind start. Only
// bytes within reach of the place are looked at, for a block may be as long as the text.
func blockAround(text []byte, prose Prose, start, stop, reach int) *block {
	r := reader{prose: prose, limit: len(text)}
	var head reader // at the first piece of the block
	for {
		if !r.next() {
			return nil
		}
		if head.at == 0 || r.Join >= Block {
			head = r
		}
		if r.Stop > start {
			break
		}
	}
	b := &block{from: -1}
	s := showing{start: start, stop: stop, block: b}
	for r = head; ; {
		from, to := r.Start, r.Stop
		if near := start - reach; from < near {
			b.before = true
			from = min(to, near)
			for from < to && !utf8.RuneStart(text[from]) {
				from++
			}
		}
		if far := stop + reach; to > far {
			b.after = true
			to = max(from, far)
			for from < to && !utf8.RuneStart(text[to]) {
				to--
			}
		}
		s.space = s.space || r.Join == Gap
		s.out.Grow(to - from)
		for i := from; i < to; {
			value, n := unescape(text[i:to])
			for _, c := range value {
				s.show(c, i, i+n)
			}
			if n == 0 {
				var c rune
				c, n = utf8.DecodeRune(text[i:to])
				s.show(c, i, i+n)
			}
			i += n
		}
		if b.after || !r.next() || r.Join >= Block {
			break
		}
	}
	b.shown = s.out.String()
	if b.from < 0 {
		b.from = len(b.shown)
	}
	b.to = max(b.from, b.to)
	return b
}

// showing is a block while it is made.
type showing struct {
	*block
	out         strings.Builder
	space       bool // before the next character
	start, stop int  // the place, in the text
}

// show adds a character, which is from i up to end in the text.
func (s *showing) show(c rune, i, end int) {
	if unicode.IsSpace(c) {
		s.space = true
		return
	}
	if s.space && s.out.Len() > 0 {
		s.out.WriteByte(' ')
	}
	s.space = false
	if s.from < 0 && end > s.start {
		s.from = s.out.Len()
	}
	s.out.WriteRune(c)
	if i < s.stop {
		s.to = s.out.Len()
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
		return strings.Clone(e.words) // not all of its block
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
