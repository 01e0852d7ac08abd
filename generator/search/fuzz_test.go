package search

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FuzzNumber writes any numbers one after the other and reads them back.
func FuzzNumber(f *testing.F) {
	f.Add(uint32(0), uint32(31), uint32(32))
	f.Add(uint32(1<<32-1), uint32(1<<20), uint32(1023))
	f.Fuzz(func(t *testing.T, a, b, c uint32) {
		text := string(AppendNumber(AppendNumber(AppendNumber(nil, a), b), c))
		if strings.Trim(text, digits) != "" {
			t.Errorf("%q", text)
		}
		for _, want := range []uint32{a, b, c} {
			var got int
			if got, text = number(t, text); got != int(want) {
				t.Fatalf("%d was written, and %d read", want, got)
			}
		}
		if text != "" {
			t.Errorf("%q is left", text)
		}
	})
}

// FuzzSplit parts any text into terms: nothing but letters and digits, in a form that can be looked for, whatever form of Unicode the
// text is in.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{
		"Côte d'Ivoire, São Tomé", "Зеленський: п'ять, пʼять", "الأمم المتّحدة", "王伟在北京。a王b", "Straße ΟΔΟΣ İstanbul ﬁn", "กรุงเทพ น้ำ", "e\u0301te\u0301", "x²№7℃",
		"a\u200cb\u00adc", "\xff\xfe", "ﷺ ǅ ŉ", strings.Repeat("x", 50), "ж'\u0301ж", "가각", "a\u0345",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		terms := termsOf(text)
		for _, term := range terms {
			n := utf8.RuneCountInString(term)
			if n == 0 || n > maxTerm || !utf8.ValidString(term) {
				t.Errorf("%q has the term %q", text, term)
			}
			for _, r := range term {
				if !unicode.In(r, unicode.L, unicode.N) || unicode.IsUpper(r) && unicode.ToLower(r) != r {
					t.Errorf("%q has the term %q with %U", text, term, r)
				}
			}
			// What is found by it is found by it again.
			if again := termsOf(term); len(again) != 1 || again[0] != term {
				t.Errorf("%q has the term %q, and that %q", text, term, again)
			}
		}
		if !utf8.ValidString(text) {
			return
		}
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if other := termsOf(form.String(text)); !slices.Equal(other, terms) {
				t.Errorf("%q has the terms %q, and in another form of Unicode %q", text, terms, other)
			}
		}
		bare := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.M, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(text))
		if other := termsOf(bare); !slices.Equal(other, terms) {
			t.Errorf("%q has the terms %q, and without marks %q", text, terms, other)
		}
		if apart := termsOf(text + " " + text); !slices.Equal(apart, append(slices.Clone(terms), terms...)) {
			t.Errorf("%q has the terms %q, and twice %q", text, terms, apart)
		}
	})
}

// indexedOf gives what of a text the index has: its terms, and last letters of what is written without spaces.
func indexedOf(text string) []string {
	var terms []string
	add := func(term []byte) { terms = append(terms, string(term)) }
	s := splitter{found: add, ended: add}
	s.split([]byte(text))
	return terms
}

// FuzzIndex makes an index of any documents, and finds each term of each where it stands, as the script looks for it.
func FuzzIndex(f *testing.F) {
	f.Add("Talks in Kyiv\nTalks, and no talks\n王伟在北京", byte(3), byte(1), byte(2))
	f.Add(strings.Repeat("a b\na\n", 80), byte(7), byte(3), byte(5))
	f.Add("a ab abc abcd abcde abcdef abcdefg abcdefgh", byte(19), byte(0), byte(0))
	f.Add("!\n! a\nA b", byte(0), byte(0), byte(0))
	f.Fuzz(func(t *testing.T, texts string, terms, common, positions byte) {
		var docs []Document
		want := map[string]map[int]int{} // by term and document, how often
		for i, text := range strings.Split(texts, "\n") {
			title, body, _ := strings.Cut(text, ",")
			docs = append(docs, Document{Title: title, Body: []byte(body)})
			for _, term := range slices.Concat(indexedOf(title), indexedOf(body)) {
				if want[term] == nil {
					want[term] = map[int]int{}
				}
				want[term][i]++
			}
		}
		files := filesOf(t, docs, Shards{Terms: 1 + int(terms%20), Common: int(common % 5), Positions: 1 + int(positions%5)})
		lines := 0
		for _, shard := range files.Terms {
			lines += strings.Count(string(shard), "\n")
		}
		if lines != len(want) || !slices.IsSorted(files.Labels) {
			t.Errorf("%d terms are in the index of %d, labels %q", lines, len(want), files.Labels)
		}
		for _, term := range slices.Sorted(maps.Keys(want)) {
			weights, places := postingsOf(t, files, term)
			if len(weights) != len(want[term]) {
				t.Fatalf("%q is found in %v, want %v", term, weights, want[term])
			}
			for doc, times := range want[term] {
				if len(places[doc]) != times || !slices.IsSorted(places[doc]) || weights[doc] < 1 || weights[doc] > 15 {
					t.Fatalf("%q stands at %v in document %d, with the weight %d; want %d times", term, places[doc], doc, weights[doc], times)
				}
			}
		}
	})
}
