package lookalike

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/text/unicode/norm"
)

// word is one word of a name.
type word struct {
	plain    string // lower case, without diacritics, in its own script
	exact    bool   // a number or the like: with another one the name is another's
	dotted   bool   // a full stop follows
	initial  bool   // it stands for a longer one: "V.", "Yu."
	capitals bool   // it is written in capitals alone
	hyphened bool   // it is joined with the word before
}

// parts are the words of a name.
type parts struct {
	words   []word // as one would say them: "Volodymyr Zelensky", where "Zelensky, Volodymyr" is written
	script  script
	letters int
}

// apostrophes stand in a word, like the soft sign in "Zelens'kyi".
const apostrophes = "'’‘ʼʹ`´′"

// split takes a name apart.
func split(name string) parts {
	var p parts
	var text []rune // of the word
	comma, commas := 0, 0
	joined := false
	end := func(dotted bool) {
		if len(text) > 0 {
			p.words = append(p.words, newWord(text, dotted, joined))
			text = text[:0]
			joined = false
		}
	}
	for _, r := range norm.NFC.String(name) {
		switch {
		case unicode.IsLetter(r):
			p.script |= scriptOf(r)
			p.letters++
			text = append(text, r)
		case unicode.IsNumber(r) || r == '+' || r == '#':
			text = append(text, r)
		case unicode.Is(unicode.M, r):
			if p.script&other != 0 { // Elsewhere it is an accent that has no letter of its own.
				text = append(text, r)
			}
		case strings.ContainsRune(apostrophes, r) && len(text) > 0:
		case r == '.':
			end(true)
		case r == ',':
			end(false)
			comma, commas = len(p.words), commas+1
		case r == '&':
			end(false)
			text = append(text, []rune("and")...)
			end(false)
		default:
			end(false)
			joined = unicode.Is(unicode.Pd, r) && len(p.words) > 0
		}
	}
	end(false)
	p.order(comma, commas)
	return p
}

// order puts the words into the order in which they are said, and tells a last letter from an initial.
func (p *parts) order(comma, commas int) {
	n := len(p.words)
	if n < 2 {
		return
	}
	switch last := &p.words[n-1]; {
	case commas == 1 && comma < n:
		p.words = slices.Concat(p.words[comma:], p.words[:comma])
	case last.initial && !last.dotted:
		last.exact, last.initial = true, false // "Hepatitis A", "Minsk I"
	case !p.words[0].initial && !slices.ContainsFunc(p.words[1:], func(w word) bool { return !w.initial }):
		p.words = slices.Concat(p.words[1:], p.words[:1]) // "Zelensky V. O."
	}
}

func newWord(text []rune, dotted, hyphened bool) word {
	var b strings.Builder
	w := word{capitals: true, dotted: dotted, hyphened: hyphened}
	roman := len(text) > 1
	for _, r := range text {
		b.WriteString(bare(r))
		letter := unicode.IsLetter(r)
		w.exact = w.exact || !letter || scriptOf(r) == other
		w.capitals = w.capitals && letter && unicode.IsUpper(r)
		roman = roman && strings.ContainsRune("IVX", r)
	}
	w.plain = b.String()
	w.exact = w.exact || roman || numbers[w.plain] || compass(w.plain)
	w.initial = !w.exact && (dotted && len(text) <= 2 || w.capitals && len(text) == 1)
	return w
}

// numbering stands for the order of the numbers, if there are several: the 1st Brigade of the 2nd Division is not the 2nd of the 1st.
func (p *parts) numbering() uint64 {
	var b strings.Builder
	n := 0
	for _, w := range p.words {
		if w.exact {
			b.WriteString(w.plain + " ")
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return xxhash.Sum64String(b.String())
}

// numbers are words that tell things apart which are otherwise named alike.
var numbers = set(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
	nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand first second third fourth fifth sixth seventh eighth ninth
	tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`)

// small are words that may be left out of an acronym.
var small = set(`of the and for in on to a an at by with de la le les du des et d l y e del der die das und für i v na z da do dos van von en`)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// compass reports whether a word is a direction: "south", "northwestern".
func compass(plain string) bool {
	rest := plain
	for _, end := range []string{"ern", "erly", "wards", "ward"} {
		rest = strings.TrimSuffix(rest, end)
	}
	for range 3 {
		for _, point := range []string{"north", "south", "east", "west", "mid"} {
			rest = strings.TrimPrefix(rest, point)
		}
	}
	return rest == "" && plain != ""
}

// acronyms gives what the initials of a name of at least three words make, with and without its small words, with words that a
// hyphen joins as one and as two.
func (p *parts) acronyms() []string {
	var all []string
	for way := range 4 {
		var b strings.Builder
		n := 0
		for _, w := range p.words {
			if way&1 != 0 && small[w.plain] || way&2 != 0 && w.hyphened {
				continue
			}
			r, _ := utf8.DecodeRuneInString(w.plain)
			b.WriteRune(r)
			n++
		}
		if s := b.String(); n >= 3 && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// acronym gives the name in lower case if it may be one: "NATO", "N.A.T.O.".
func (p *parts) acronym() string {
	var b strings.Builder
	for _, w := range p.words {
		if !w.capitals || len(p.words) > 1 && !w.initial {
			return ""
		}
		b.WriteString(w.plain)
	}
	if utf8.RuneCountInString(b.String()) < 3 {
		return ""
	}
	return b.String()
}

// readings gives the words of a name by sound, once for each language that it may be in, without "the" before them.
func (p *parts) readings() [][]string {
	languages := []language{{}}
	switch {
	case p.script&cyrillic != 0:
		languages = []language{russian, ukrainian, serbian}
	case p.script&hellenic != 0:
		languages = []language{greek}
	}
	said := p.words
	if len(said) > 1 && said[0].plain == "the" {
		said = said[1:]
	}
	var all [][]string
	for _, l := range languages {
		words := make([]string, len(said))
		fits := true
		for i, w := range said {
			fits = fits && (l.alone == "" || !strings.ContainsAny(w.plain, l.alone))
			if words[i] = w.plain; !w.exact {
				words[i] = sound(l.write(w.plain))
			}
		}
		if fits && !slices.ContainsFunc(all, func(other []string) bool { return slices.Equal(other, words) }) {
			all = append(all, words)
		}
	}
	return all
}

// write gives a word in Latin letters.
func (l language) write(plain string) string {
	if l.latin == nil {
		return plain
	}
	var b strings.Builder
	for _, r := range plain {
		if s, ok := l.latin[r]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
