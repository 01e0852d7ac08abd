package mention

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// proseIn makes pieces of whole characters out of any bytes: a distance and a length in characters, and a join.
func proseIn(text, shape string) Prose {
	var w Writer
	at := 0
	skip := func(characters byte) int {
		for ; characters > 0 && at < len(text); characters-- {
			_, n := utf8.DecodeRuneInString(text[at:])
			at += n
		}
		return at
	}
	for ; len(shape) >= 3; shape = shape[3:] {
		start := skip(shape[0] % 8)
		w.Piece(start, skip(shape[1]%64), Join(shape[2]>>1%5), shape[2]&1 == 1)
	}
	return w.Prose()
}

// FuzzFind looks for any names in any text.
func FuzzFind(f *testing.F) {
	f.Add("Kyiv\nKyiv Oblast", "Kyiv\nOblast, Kyivs", "\x00\x04\x06\x01\x3f\x02")
	f.Add("中国\nガ", "在中国カ\u3099", "\x00\x3f\x06")
	f.Add("Attaché\nT\n*NSYNC", "Attache\u0301s AT&amp;T \\*NSYNC", "\x00\x05\x06\x00\x09\x00")
	f.Add("O'Brien\nAl-Hol\nJohn Smith", "O’Brien Al\\-Hol John&nbsp;Smith", "\x00\x3f\x06")
	f.Fuzz(func(t *testing.T, list, text, shape string) {
		var names []string
		for name := range strings.SplitSeq(list, "\n") {
			if name = norm.NFC.String(name); utf8.ValidString(name) && strings.TrimSpace(name) != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		table := New(names, nil)
		prose := proseIn(text, shape)
		found := table.Find([]byte(text), prose, nil)
		checkFound(t, names, text, prose, found)
		if utf8.ValidString(text) && len(text) < 300 && len(names) < 20 {
			if want := plainFind(foldAll(names), text, prose); !sameButEqualNames(names, found, want) {
				t.Errorf("%q in %q %v\n got %+v\nwant %+v", names, text, slices.Collect(prose.Pieces()), found, want)
			}
		}

		table.Find([]byte(text), Prose(shape), nil) // any bytes, as a prose
		sentence([]byte(text), Prose(shape), len(shape), len(list), len(text))
		new(Words).Add([]byte(text), Prose(shape))
		New(strings.Split(list, "\n"), nil).Find([]byte(text), Prose(text), nil)
	})
}

func foldAll(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, strings.Join(strings.Fields(name), " "))
	}
	return all
}

// sameButEqualNames compares matches. Names that differ in white space only are the same.
func sameButEqualNames(names []string, a, b []Match) bool {
	all := foldAll(names)
	return slices.EqualFunc(a, b, func(a, b Match) bool {
		same := all[a.Name] == all[b.Name]
		a.Name = b.Name
		return same && a == b
	})
}

// FuzzSentence asks for any place of any text.
func FuzzSentence(f *testing.F) {
	f.Add("He met J. Smith. Then &amp; there.", "\x00\x3f\x06", 8, 9, 20)
	f.Add(strings.Repeat("a b. C d. ", 90), "\x00\x02\x03\x00\x02\x02\x01\x04\x00\x03\x02\x02\x07\x30\x02\x09", 8, 9, 1)
	f.Add("在中国。北京。", "\x00\x3f\x06", 3, 6, 5)
	f.Fuzz(func(t *testing.T, text, shape string, start, stop, most int) {
		got := sentence([]byte(text), proseIn(text, shape), start, stop, most)
		if n := utf8.RuneCountInString(got); n > max(0, most) || !utf8.ValidString(got) || got != strings.TrimSpace(got) {
			t.Errorf("%q, %d characters of at most %d", got, n, most)
		}
		if most > 1000 || len(text) > 1000 || len(shape) > 100 {
			return
		}
		prose, at := proseIn(text, shape), 0
		one := NewSentences([]byte(text), prose, most)
		for _, further := range []byte(shape) { // mostly in order
			at = (at + int(further)) % (len(text) + 1)
			if got, want := one.Around(at, at+1), sentence([]byte(text), prose, at, at+1, most); got != want {
				t.Errorf("at %d after others: %q, alone %q", at, got, want)
			}
		}
	})
}

// FuzzProse reads back what was written, and reads anything.
func FuzzProse(f *testing.F) {
	f.Add("\x00\x04\x06\x01\x3f\x02")
	f.Fuzz(func(t *testing.T, shape string) {
		var w Writer
		var want []Piece
		at := 0
		for s := shape; len(s) >= 4; s = s[4:] {
			p := Piece{Join: Join(s[2] % 5), Quiet: s[2]&8 > 0}
			p.Start = at + int(s[0])<<(s[3]%24)
			p.Stop = p.Start + int(s[1])<<(s[3]>>4)
			at = p.Stop
			w.Piece(p.Start, p.Stop, p.Join, p.Quiet)
			if last := len(want) - 1; last >= 0 && p.Join == Direct && p.Start == want[last].Stop && p.Quiet == want[last].Quiet {
				want[last].Stop = p.Stop
			} else if last < 0 || p.Join != Direct || p.Start < p.Stop {
				want = append(want, p)
			}
		}
		if got := slices.Collect(w.Prose().Pieces()); !slices.Equal(got, want) {
			t.Errorf("\n got %v\nwant %v", got, want)
		}
		end := 0
		for p := range Prose(shape).Pieces() {
			if p.Start < end || p.Stop < p.Start {
				t.Errorf("%v comes after %d", p, end)
			}
			end = p.Stop
		}
	})
}
