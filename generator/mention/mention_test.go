package mention

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

var joints = regexp.MustCompile(`\n\n# |\n\n|\n(?:> )?|\*\*|\[|\]\([a-z]*\)|\|`)

// proseOf reads a little markdown: paragraphs, headings (below which their section begins), quotations, strong emphasis and
// links, whose texts are quiet. A "|" is where the parser split the text.
func proseOf(text string) Prose {
	var w Writer
	at, quiet := 0, false
	for _, j := range append(joints.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		w.Piece(at, j[0], Direct, quiet)
		at = j[1]
		join := Direct
		switch s := text[j[0]:j[1]]; {
		case s == "\n\n# ":
			join = Section
		case s == "\n\n":
			join = Block
		case s == "**", s == "[", strings.HasPrefix(s, "]"):
			join = Marked
			quiet = s == "["
		case s != "|" && s != "":
			join = Gap
		}
		w.Piece(at, at, join, quiet)
	}
	return w.Prose()
}

// TestFind has a table of texts for each rule.
func TestFind(t *testing.T) {
	for _, test := range []struct {
		rule  string
		names []string
		text  string
		want  []string
	}{
		{"upper and lower case differ", []string{"Kyiv", "oil"}, "kyiv KYIV Kyiv Oil oil", []string{"Kyiv", "oil"}},
		{"the longest of one place", []string{"Kyiv", "Kyiv Oblast", "Kyiv Oblast Council", "Oblast"}, "Kyiv Oblast Court, Oblast", []string{"Kyiv Oblast", "Oblast"}},
		{"the leftmost first", []string{"Black Sea", "Sea Breeze Exercise"}, "Black Sea Breeze Exercise", []string{"Black Sea"}},
		{"back to the last name that fits", []string{"UN", "UN Human Rights Council"}, "UN Human Rights Office", []string{"UN"}},
		{"whole words", []string{"Iran", "Oman"}, "Iranian Roman Tiran Iran2 2Iran _Iran Iran_ Iran", []string{"Iran"}},
		{"beginning and end", []string{"Iran"}, "Iran", []string{"Iran"}},
		{"punctuation", []string{"Iran"}, "(Iran), “Iran”; Iran/Iran—Iran.", []string{"Iran", "Iran", "Iran", "Iran", "Iran"}},
		{"accents", []string{"Jose", "José", "Åland"}, "José Jose\u0301 Jose Åland A\u030aland Ålandé", []string{"José", "Jose\u0301", "Jose", "Åland", "A\u030aland"}},
		{"Cyrillic", []string{"Киев", "Київ"}, "Киева, Киев; Київський Київ.", []string{"Киев", "Київ"}},
		{"Cyrillic NFD", []string{"Київ"}, norm.NFD.String("Київський Київ."), []string{norm.NFD.String("Київ")}},
		{"Arabic", []string{"غزة", "قطاع غزة"}, "في قطاع غزة، وغزة وغزةغ غزة.", []string{"قطاع غزة", "غزة"}},
		{"Arabic marks", []string{"غزة"}, "غزةَ", nil},
		{"Greek and Hebrew", []string{"Κύπρος", "ישראל"}, "η Κύπρος, בישראל ישראל", []string{"Κύπρος", "ישראל"}},
		{"Chinese", []string{"北京", "乌克兰", "克兰"}, "在北京的乌克兰人", []string{"北京", "乌克兰"}},
		{"Chinese beside Latin", []string{"北京", "NATO"}, "A北京 北京A 北京2 在NATO的 北京", []string{"北京"}},
		{"Japanese", []string{"ゼレンスキー", "ガザ"}, "ゼレンスキー大統領はガザで", []string{"ゼレンスキー", "ガザ"}},
		{"Japanese NFD", []string{"ゼレンスキー", "ガザ"}, norm.NFD.String("ゼレンスキー大統領はガザで"), []string{norm.NFD.String("ゼレンスキー"), norm.NFD.String("ガザ")}},
		{"Thai", []string{"กรุงเทพ", "กรุง"}, "ที่กรุงเทพมหานคร กรุ", []string{"กรุงเทพ"}},
		{"Thai marks after", []string{"ทก"}, "ทกี ทก", []string{"ทก"}},
		{"a mark on a sign before", []string{"Kyiv"}, "✈\ufe0fKyiv", []string{"Kyiv"}},
		{"a hyphen", []string{"NATO", "Kyiv", "Al-Qaeda"}, "NATO-led non-NATO Kyiv-Pechersk Al-Qaeda", []string{"NATO", "NATO", "Kyiv", "Al-Qaeda"}},
		{"apostrophes before", []string{"OTAN", "Ivoire"}, "l'OTAN, l’OTAN, d'Ivoire", []string{"OTAN", "OTAN", "Ivoire"}},
		{"apostrophes after", []string{"Cote", "Cote d'Ivoire"}, "Cote d'Ivoire, Cote d'Azur", []string{"Cote d'Ivoire", "Cote"}},
		{"possessives", []string{"Zelensky", "EU"}, "Zelensky's Zelensky’s EU's", []string{"Zelensky", "Zelensky", "EU"}},
		{"plurals", []string{"Patriot", "Putin", "EU", "MiG"}, "Patriots Patriotsa Patriotss Patriotes Putins' Putins’s EUs MiGs", []string{"Patriot", "Putin", "Putin"}},
		{"plurals with es", []string{"Marsh", "Cortez", "Bush", "Boss", "Bach", "Marx", "Iran"}, "Marshes Cortezes Bushes Bosses Baches Marxes Iranes Marshese", []string{"Marsh", "Cortez", "Bush", "Boss", "Bach", "Marx"}},
		{"plurals of accented names", []string{"Attaché", "Ćirić"}, "Attachés " + norm.NFD.String("Attachés Ćirićs"), []string{"Attaché", norm.NFD.String("Attaché"), norm.NFD.String("Ćirić")}},
		{"no other plurals", []string{"Киев", "2024", "Yahoo!"}, "Киевs 2024s Yahoo!s Yahoo! s", []string{"Yahoo!"}},
		{"a plural that is a name", []string{"Patriot", "Patriots"}, "Patriots Patriot", []string{"Patriots", "Patriot"}},
		{"a plural inside a longer name", []string{"Patriot", "Patriots Club"}, "Patriots Club, Patriots Cup", []string{"Patriots Club", "Patriot"}},
		{"a plural before an unspaced letter", []string{"Patriot"}, "Patriots中", nil},
		{"signs", []string{".NET", "AT&T", "C++", "(S)"}, "ASP.NET .NET AT&T C++ C+++ x(S) (S)", []string{".NET", "AT&T", "C++", "C++", "(S)"}},
		{"short names", []string{"X", "A B", "中"}, "X A B Xs aX X. 人中人", []string{"X", "A B", "X", "中"}},
		{"white space", []string{"Kyiv Oblast"}, "Kyiv  Oblast Kyiv\u00a0Oblast Kyiv\t\u202f Oblast KyivOblast", []string{"Kyiv  Oblast", "Kyiv\u00a0Oblast", "Kyiv\t\u202f Oblast"}},
		{"white space in a name", []string{" Kyiv\t\u00a0Oblast "}, "Kyiv Oblast", []string{"Kyiv Oblast"}},
		{"a line break", []string{"Kyiv Oblast"}, "Kyiv\nOblast", []string{"Kyiv\nOblast"}},
		{"a line break in a quotation", []string{"Kyiv Oblast Council"}, "Kyiv \n> Oblast\n>   Council", []string{"Kyiv \n> Oblast\n>   Council"}},
		{"a line break is a boundary", []string{"Oblast"}, "Kyiv\nOblast\nx", []string{"Oblast"}},
		{"no line break in a word", []string{"KyivOblast"}, "Kyiv\nOblast", nil},
		{"a text that is split", []string{"Kyiv Oblast"}, "K|yi|v| Obl|ast Ky|iv| |\nOblast", []string{"K|yi|v| Obl|ast", "Ky|iv| |\nOblast"}},
		{"a text that is split at the boundary", []string{"Kyiv"}, "Kyiv|a a|Kyiv Kyiv|s Kyiv|'s Kyiv|'|s", []string{"Kyiv", "Kyiv", "Kyiv"}},
		{"emphasis", []string{"Kyiv", "Kyiv Oblast"}, "**Kyiv**, **Kyiv** Oblast, **Kyiv Oblast**", []string{"Kyiv", "Kyiv", "Kyiv Oblast"}},
		{"emphasis at a line break", []string{"Kyiv", "Kyiv Oblast"}, "x\n**Kyiv**\nOblast, Kyiv\n**Oblast**", []string{"Kyiv", "Kyiv"}},
		{"emphasis in a word", []string{"Kyiv"}, "**Kyiv**ites pre**Kyiv** K**yiv** **Kyiv**s **Kyiv**", []string{"Kyiv", "Kyiv"}},
		{"paragraphs", []string{"Kyiv Oblast", "Kyiv"}, "Kyiv\n\nOblast\n\nKyiv\n\n# a", []string{"Kyiv", "Kyiv"}},
		{"links", []string{"Kyiv", "Kyiv Oblast"}, "[Kyiv](a) Kyiv [Oblast](b) [x](c)Kyiv Kyiv[x](c)", []string{"Kyiv"}},
		{"after a match that goes across pieces", []string{"Kyiv Oblast", "Oblast", "Lviv"}, "Kyiv\nOb|last, Lviv", []string{"Kyiv\nOb|last", "Lviv"}},
		{"character references", []string{"amp", "39", "T"}, "R&amp;D &#39; amp; &amp &39; AT&T;", []string{"amp", "amp", "39", "T"}},
		{"apostrophes", []string{"Côte d'Ivoire", "O’Brien"}, "Côte d’Ivoire Côte d'Ivoire O'Brien O’Briens", []string{"Côte d’Ivoire", "Côte d'Ivoire", "O'Brien", "O’Brien"}},
		{"hyphens", []string{"Al-Hol", "Guinea‑Bissau"}, "Al‑Hol Al‐Hol Al–Hol Guinea-Bissau", []string{"Al‑Hol", "Al‐Hol", "Guinea-Bissau"}},
		{"escapes", []string{"AT&T", "U.S.", "*NSYNC", "A_B"}, `AT\&T U\.S\. \*NSYNC \\*NSYNC A\_B U\nS`, []string{`AT\&T`, `U\.S\.`, `\*NSYNC`, "*NSYNC"}},
		{"references inside", []string{"AT&T", "John Smith", "O'Brien", "Kyiv", "&Co"}, "AT&amp;T AT&#38;T John&nbsp;Smith John &#160; Smith O&rsquo;Brien O&apos;Brien K&#121;iv &amp;Co &Co",
			[]string{"AT&amp;T", "AT&#38;T", "John&nbsp;Smith", "John &#160; Smith", "O&rsquo;Brien", "O&apos;Brien", "&Co"}},
		{"the same name twice", []string{"Kyiv", "Kyiv"}, "Kyiv", []string{"Kyiv"}},
		{"no names", nil, "Kyiv", nil},
		{"no text", []string{"Kyiv"}, "", nil},
	} {
		var got []string
		for _, m := range New(test.names, nil).Find([]byte(test.text), proseOf(test.text), nil) {
			got = append(got, test.text[m.Start:m.Stop])
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.rule, got, test.want)
		}
	}
}

// TestFindMatch has the whole of some matches, which are appended.
func TestFindMatch(t *testing.T) {
	text := []byte("Iran\n\n# Oman\n\nIran, Oman\n\n# x\n\nIran")
	earlier := Match{Start: 1}
	got := New([]string{"Oman", "Iran"}, nil).Find(text, proseOf(string(text)), []Match{earlier})
	want := []Match{earlier, {0, 4, 1, 0}, {8, 12, 0, 1}, {14, 18, 1, 1}, {20, 24, 0, 1}, {31, 35, 1, 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAllocations looks for names with no memory but that for the matches.
func TestAllocations(t *testing.T) {
	text := []byte("Kyiv\nOblast, **Patriot**s in 北京, Київ K|yiv")
	prose := proseOf(string(text))
	table := New([]string{"Kyiv", "Kyiv Oblast", "Patriot", "北京", "Київ"}, nil)
	found := make([]Match, 0, 10)
	if n := testing.AllocsPerRun(10, func() {
		if found = table.Find(text, prose, found[:0]); len(found) != 5 {
			t.Fatal(found)
		}
		new(Words).Add(text, prose)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestPlural has names of which some have no plural.
func TestPlural(t *testing.T) {
	text := "Hamas Hamas's Houthis Bush Bushes"
	var got []string
	for _, m := range New([]string{"Hama", "Houthi", "Bush"}, func(name int) bool { return name == 1 }).Find([]byte(text), proseOf(text), nil) {
		got = append(got, text[m.Start:])
	}
	if diff := cmp.Diff([]string{"Houthis Bush Bushes", "Bush Bushes"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestKinds compares the shortcuts with the tables of Unicode.
func TestKinds(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if kindOf(r) != lookUpKind(r) {
			t.Errorf("%U: kind %d, in the tables %d", r, kindOf(r), lookUpKind(r))
		}
		if got := spaceAt([]byte(string(r))) > 0; got != unicode.IsSpace(r) {
			t.Errorf("%U: white space %t", r, got)
		}
	}
}

// A sample is a random text and names. Both are of few letters, so that names are found, overlap and just miss.
type sample struct {
	names []string
	text  string
	prose Prose
}

var sampleLetters = []string{"a", "a", "b", "s", "s", "e", "x", "A", "é", "e\u0301", "ж", "й", "и\u0306", "中", "国", "ー", "ガ", "ก", "ี", "ع", "ʼ",
	"1", "_", "-", "'", "’", "\u2011", ".", "\\", "&amp;", "&", "#", ";", "\u0301", "😀"}
var sampleSpaces = []string{" ", " ", " ", "  ", "\u00a0", "\t", "\n"}

func newSample(r *rand.Rand) sample {
	letters := make([]string, 2+r.IntN(6))
	for i := range letters {
		letters[i] = sampleLetters[r.IntN(len(sampleLetters))]
	}
	word := func() string {
		var b strings.Builder
		for range 1 + r.IntN(5) {
			b.WriteString(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	var s sample
	seen := map[string]bool{}
	for range 1 + r.IntN(12) {
		var words []string
		for range 1 + r.IntN(3) {
			words = append(words, word())
		}
		if name := norm.NFC.String(strings.Join(words, " ")); !seen[name] {
			seen[name] = true
			s.names = append(s.names, name)
		}
	}
	var text strings.Builder
	var w Writer
	for range r.IntN(20) {
		text.WriteString([]string{"", "", "**", "\n> "}[r.IntN(4)])
		start := text.Len()
		for range r.IntN(5) {
			if r.IntN(2) == 0 {
				text.WriteString(sampleSpaces[r.IntN(len(sampleSpaces))])
			}
			if r.IntN(2) == 0 {
				text.WriteString(word())
				continue
			}
			name := s.names[r.IntN(len(s.names))]
			if r.IntN(2) == 0 {
				name = norm.NFD.String(name)
			}
			text.WriteString(strings.ReplaceAll(name, " ", sampleSpaces[r.IntN(len(sampleSpaces))]))
			text.WriteString([]string{"", "s", "es", "'s"}[r.IntN(4)])
		}
		w.Piece(start, text.Len(), []Join{Direct, Direct, Gap, Marked, Block, Section}[r.IntN(6)], r.IntN(6) == 0)
	}
	s.text, s.prose = text.String(), w.Prose()
	return s
}

// A cell is one character of a text.
type cell struct {
	r           rune
	start, stop int
	quiet       bool
	section     int
	touches     bool // the cell before stands right here
	crosses     bool // names may go on from the cell before
	gap         bool // white space is between
	inside      bool // names do not begin with it: it stands for another character
}

func cellsOf(text string, prose Prose) []cell {
	var cells []cell
	section := 0
	next := cell{}
	for p := range prose.Pieces() {
		if p.Join == Section {
			section++
		}
		next.touches = next.touches && (p.Join == Direct || p.Join == Marked)
		next.crosses = next.crosses && (p.Join == Direct || p.Join == Gap) && !p.Quiet
		next.gap = next.gap || p.Join == Gap
		for i := p.Start; i < p.Stop; {
			r, n := utf8.DecodeRuneInString(text[i:p.Stop])
			switch {
			case r == '&':
				if value, length := reference([]byte(text[i:p.Stop])); length > 0 {
					next.inside, n = true, length
					if r, _ = utf8.DecodeRuneInString(value); utf8.RuneCountInString(value) > 1 || kindOf(r) != other {
						r = utf8.RuneError // nothing that a name has
					}
				}
			case r == '\\' && i+1 < p.Stop && text[i+1] < utf8.RuneSelf && unicode.In(rune(text[i+1]), unicode.P, unicode.S) && text[i+1] != '_':
				r, n = rune(text[i+1]), 2
			}
			if straight(string(r)) != string(r) {
				r, next.inside = rune(straight(string(r))[0]), true
			}
			next.r, next.start, next.stop = r, i, i+n
			next.quiet, next.section = p.Quiet, section
			cells = append(cells, next)
			next = cell{touches: true, crosses: true}
			i += n
		}
		if p.Start == p.Stop && p.Quiet {
			next.crosses = false
		}
	}
	return cells
}

var (
	letterOnly = regexp.MustCompile(`\pL`)
	sibilant   = regexp.MustCompile(`(?i)([sxz]|ch|sh)$`)
)

// plainFind is Find without any art: every name at every character.
func plainFind(names []string, text string, prose Prose) []Match {
	cells := cellsOf(text, prose)
	isMark := func(r rune) bool { return unicode.Is(unicode.M, r) }
	isWord := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) || isMark(r) }
	isUnspaced := func(r rune) bool {
		return r == 'ー' || isWord(r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
	}
	before := func(i int) rune {
		for ; i > 0 && cells[i].touches; i-- {
			if !isMark(cells[i-1].r) {
				return cells[i-1].r
			}
		}
		return ' '
	}
	after := func(i, more int) rune {
		for ; i < len(cells) && cells[i].touches; i++ {
			if more == 0 {
				return cells[i].r
			}
			more--
		}
		return ' '
	}
	// end gives the cell after a name that begins at i; -1: it does not.
	end := func(i int, name string) int {
		at, skipped := i, true
		for _, q := range name {
			if q == ' ' {
				white := false
				for ; at < len(cells) && cells[at].crosses; at++ {
					white = white || cells[at].gap || unicode.IsSpace(cells[at].r)
					if !unicode.IsSpace(cells[at].r) {
						break
					}
				}
				if !white || at == len(cells) || !cells[at].crosses {
					return -1
				}
				skipped = true
				continue
			}
			if at == len(cells) || cells[at].r != q || cells[at].quiet || !skipped && (!cells[at].crosses || cells[at].gap) {
				return -1
			}
			at++
			skipped = false
		}
		if !isWord(after(at, 0)) {
			return at
		}
		letters := letterOnly.FindAllString(norm.NFC.String(name), -1)
		base := []rune(strings.TrimRightFunc(norm.NFC.String(name), isMark))
		switch last := append([]rune{' '}, base...)[len(base)]; {
		case isUnspaced(last) && isUnspaced(after(at, 0)) && !isMark(after(at, 0)):
			return at
		case len(letters) < 4 || !unicode.Is(unicode.Latin, last):
		case after(at, 0) == 's' && !isWord(after(at, 1)):
			return at
		case sibilant.MatchString(string(base)) && after(at, 0) == 'e' && after(at, 1) == 's' && !isWord(after(at, 2)):
			return at
		}
		return -1
	}
	var found []Match
	for i := 0; i < len(cells); i++ {
		if b := before(i); cells[i].quiet || cells[i].inside || isMark(cells[i].r) || isWord(b) && !(isUnspaced(b) && isUnspaced(cells[i].r)) {
			continue
		}
		best, longest := -1, -1
		for n, name := range names {
			for _, form := range []string{straight(name), norm.NFD.String(straight(name))} {
				if e := end(i, form); e > longest {
					best, longest = n, e
				}
			}
		}
		if best >= 0 {
			found = append(found, Match{cells[i].start, cells[longest-1].stop, best, cells[i].section})
			i = longest - 1
		}
	}
	return found
}

// TestRandom compares Find with plainFind, and asks Words for all that is found.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	matches := 0
	samples := 10_000
	if testing.Short() {
		samples = 1_000
	}
	for n := range samples {
		s := newSample(r)
		want := plainFind(s.names, s.text, s.prose)
		got := New(s.names, nil).Find([]byte(s.text), s.prose, nil)
		if !slices.Equal(got, want) {
			t.Fatalf("sample %d: %q in %q %v\n got %+v\nwant %+v", n, s.names, s.text, slices.Collect(s.prose.Pieces()), got, want)
		}
		matches += len(got)
		checkFound(t, s.names, s.text, s.prose, got)
	}
	if matches < samples {
		t.Errorf("%d matches are too few to say anything", matches)
	}
}

// checkFound checks what is true of all matches.
func checkFound(t *testing.T, names []string, text string, prose Prose, found []Match) {
	t.Helper()
	var words Words
	words.Add([]byte(text), prose)
	end := 0
	for _, m := range found {
		if m.Start < end || m.Stop <= m.Start || m.Name < 0 || m.Name >= len(names) {
			t.Fatalf("%+v comes after %d", m, end)
		}
		end = m.Stop
		begins, ends := false, false
		for p := range prose.Pieces() {
			begins = begins || p.Start <= m.Start && m.Start < p.Stop && !p.Quiet
			ends = ends || p.Start < m.Stop && m.Stop <= p.Stop && !p.Quiet
		}
		if !begins || !ends {
			t.Fatalf("%+v is not in pieces: %v", m, slices.Collect(prose.Pieces()))
		}
		if !words.MayHold(names[m.Name]) {
			t.Fatalf("Words has not %q, which is in %q %v", names[m.Name], text, slices.Collect(prose.Pieces()))
		}
		shown := sentence([]byte(text), prose, m.Start, m.Stop, 1000)
		if want := folded(text, prose, m); !strings.Contains(shown, want) {
			t.Fatalf("sentence %q has not %q of %q", shown, want, text)
		}
		for _, most := range []int{0, 1, 2, 5, 20} {
			if shown := sentence([]byte(text), prose, m.Start, m.Stop, most); utf8.RuneCountInString(shown) > most {
				t.Fatalf("sentence %q has more than %d characters", shown, most)
			}
		}
	}
}

// folded gives the text of a match as a sentence shows it.
func folded(text string, prose Prose, m Match) string {
	var b strings.Builder
	for p := range prose.Pieces() {
		if p.Join == Gap {
			b.WriteByte(' ')
		}
		if from, to := max(p.Start, m.Start), min(p.Stop, m.Stop); from < to {
			for i := from; i < to; {
				value, n := unescape([]byte(text[i:to]))
				if n == 0 {
					value, n = text[i:i+1], 1
				}
				b.WriteString(value)
				i += n
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
