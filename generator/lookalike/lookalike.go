// Package lookalike finds names that may be two spellings of one: "Zelensky, Volodymyr", "V. Zelensky", "Володимир Зеленський".
// It compares names with each other, and knows neither what they are names of nor which of them are right.
package lookalike

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

// Name is one name of something. Names with the same Of are names of the same thing.
type Name struct {
	Text string
	Of   int
}

// Reason tells how two names are alike.
type Reason uint8

// The reasons, the best first. All but the first may be chance.
const (
	Same     Reason = iota // but for script, diacritics, punctuation and the order of the words
	Acronym                // one is what the initials of the other make
	Initials               // one has initials where the other has first names
	Spelling               // but for what differs between romanisations, or is soon mistyped
)

// Pair is two names of different things that are alike, by their places in the list, the first first.
type Pair struct {
	A, B   int
	Reason Reason
}

// How long names must be, in letters, for what makes them alike.
const (
	minSound    = 5  // different spellings of one sound
	minScripts  = 3  // the same in different scripts
	minMistyped = 6  // one letter mistyped
	minTwice    = 12 // two letters mistyped
	minSurname  = 3  // behind initials
)

// Pairs gives the names that are alike, in the order of the list, for any two things the best pair of names. The time that it
// takes grows as the number of names does, not as that of pairs.
func Pairs(names []Name) []Pair {
	s := newSearch(names)
	s.same()
	s.acronyms()
	s.initials()
	s.spellings()
	pairs := make([]Pair, 0, len(s.found))
	for _, p := range s.found {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return pairs
}

// search holds the names in the forms in which they are compared.
type search struct {
	names    []Name
	parts    []parts // by name
	readings []reading
	words    []string // all words of readings, by number; "" for those that are never mistyped
	hashes   []uint64 // of the words
	found    map[[2]int]Pair
}

// reading is the words of a name by sound, in one of the languages that it may be in.
type reading struct {
	name  int
	words []int32
	sum   uint64 // of the words' hashes: the same in any order but that of numbers
	whole uint64 // of all words written as one
}

func newSearch(names []Name) *search {
	s := &search{names: names, parts: make([]parts, len(names)), found: map[[2]int]Pair{}}
	numbers := map[string]int32{}
	for i, n := range names {
		p := split(n.Text)
		s.parts[i] = p
		for _, words := range p.readings() {
			r := reading{name: i, words: make([]int32, len(words)), sum: p.numbering(), whole: xxhash.Sum64String(single(strings.Join(words, "")))}
			for k, w := range words {
				exact := p.words[len(p.words)-len(words)+k].exact
				text := w
				if exact {
					text = "=" + w
				}
				number, known := numbers[text]
				if !known {
					number = int32(len(s.words))
					numbers[text] = number
					s.hashes = append(s.hashes, xxhash.Sum64String(text))
					if exact {
						w = ""
					}
					s.words = append(s.words, w)
				}
				r.words[k] = number
				r.sum += s.hashes[number]
			}
			s.readings = append(s.readings, r)
		}
	}
	return s
}

// add notes that two names are alike, unless they are of one thing or it is known for a better reason.
func (s *search) add(a, b int, why Reason) {
	of := [2]int{s.names[a].Of, s.names[b].Of}
	if of[0] == of[1] {
		return
	}
	slices.Sort(of[:])
	p := Pair{min(a, b), max(a, b), why}
	last, known := s.found[of]
	if !known || cmp.Or(cmp.Compare(p.Reason, last.Reason), cmp.Compare(p.A, last.A), cmp.Compare(p.B, last.B)) < 0 {
		s.found[of] = p
	}
}

// same finds the names that are the same but for how they are written.
func (s *search) same() {
	join(len(s.names), func(i int, key func(uint64)) {
		p := &s.parts[i]
		if len(p.words) == 0 {
			return
		}
		sum, whole := p.numbering(), strings.Builder{}
		for _, w := range p.words {
			sum += xxhash.Sum64String(w.plain)
			whole.WriteString(w.plain)
		}
		key(sum)
		key(xxhash.Sum64String(whole.String()))
	}, func(a, b int) { s.add(a, b, Same) })

	join(len(s.readings), func(i int, key func(uint64)) {
		r := &s.readings[i]
		key(r.sum)
		if !s.hasExact(r) {
			key(r.whole)
		}
	}, func(i, j int) {
		a, b := s.readings[i].name, s.readings[j].name
		x, y := &s.parts[a], &s.parts[b]
		switch letters := min(x.letters, y.letters); {
		case x.script != y.script && letters >= minScripts:
			s.add(a, b, Same)
		case letters >= minSound:
			s.add(a, b, Spelling)
		}
	})
}

func (s *search) hasExact(r *reading) bool {
	return slices.ContainsFunc(r.words, func(w int32) bool { return s.words[w] == "" })
}

// join visits all pairs of n things that have a key in common.
func join(n int, keys func(i int, key func(uint64)), visit func(i, j int)) {
	byKey := make(map[uint64][]int, 2*n)
	for i := range n {
		keys(i, func(key uint64) {
			others := byKey[key]
			if len(others) > 0 && others[len(others)-1] == i {
				return
			}
			for _, j := range others {
				visit(j, i)
			}
			byKey[key] = append(others, i)
		})
	}
}

// acronyms finds names that are made of the initials of another's words.
func (s *search) acronyms() {
	short := map[string][]int{}
	for i := range s.parts {
		if a := s.parts[i].acronym(); a != "" {
			short[a] = append(short[a], i)
		}
	}
	for i := range s.parts {
		if len(short) == 0 || len(s.parts[i].words) < 3 || s.parts[i].acronym() != "" {
			continue
		}
		for _, a := range s.parts[i].acronyms() {
			for _, j := range short[a] {
				s.add(i, j, Acronym)
			}
		}
	}
}

// initials finds names with initials in place of another's first names.
func (s *search) initials() {
	type key struct {
		surname int32
		letter  rune
	}
	full := map[key][]int{} // readings with that surname, whose first name begins so
	var short []int         // readings with an initial
	keyOf := func(r *reading) (key, bool) {
		n := len(r.words)
		if n < 2 || s.hasExact(r) || utf8.RuneCountInString(s.words[r.words[n-1]]) < minSurname {
			return key{}, false
		}
		letter, _ := utf8.DecodeRuneInString(s.words[r.words[0]])
		return key{r.words[n-1], letter}, true
	}
	for i := range s.readings {
		r := &s.readings[i]
		if k, ok := keyOf(r); ok {
			full[k] = append(full[k], i)
			if slices.ContainsFunc(s.given(r), func(w word) bool { return w.initial }) {
				short = append(short, i)
			}
		}
	}
	for _, i := range short {
		a := &s.readings[i]
		k, _ := keyOf(a)
		for _, j := range full[k] {
			if b := &s.readings[j]; s.shortens(a, b) {
				s.add(a.name, b.name, Initials)
			}
		}
	}
}

// given gives all words of a reading but the last, as they are written.
func (s *search) given(r *reading) []word {
	words := s.parts[r.name].words
	return words[len(words)-len(r.words) : len(words)-1]
}

// shortens reports whether the first names of two readings may be the same ones, some given by their initials. One may give
// more of them than the other.
func (s *search) shortens(a, b *reading) bool {
	x, y := s.given(a), s.given(b)
	for i := range min(len(x), len(y)) {
		p, q := s.words[a.words[i]], s.words[b.words[i]]
		if p != q && !(x[i].initial && strings.HasPrefix(q, p)) && !(y[i].initial && strings.HasPrefix(p, q)) {
			return false
		}
	}
	return true
}

// spellings finds names of which one is soon mistyped for the other.
func (s *search) spellings() {
	byForm := map[uint64][]int{}
	for i := range s.readings {
		byForm[s.readings[i].sum] = append(byForm[s.readings[i].sum], i)
	}
	near := neighbours(s.words)
	for i := range s.readings {
		r := &s.readings[i]
		limit := mistyped(s.parts[r.name].letters)
		look := func(sum uint64, edits int) {
			for _, j := range byForm[sum] {
				if other := s.readings[j].name; edits <= mistyped(s.parts[other].letters) {
					s.add(r.name, other, Spelling)
				}
			}
		}
		for k, w := range r.words {
			for _, n := range near[w] {
				if n.edits > limit {
					continue
				}
				sum := r.sum - s.hashes[w] + s.hashes[n.word]
				look(sum, n.edits)
				if n.edits > 1 || limit < 2 {
					continue
				}
				for _, v := range r.words[k+1:] {
					for _, n := range near[v] {
						if n.edits == 1 {
							look(sum-s.hashes[v]+s.hashes[n.word], 2)
						}
					}
				}
			}
		}
	}
}

// mistyped gives how many letters may be mistyped in a name of so many letters.
func mistyped(letters int) int {
	switch {
	case letters >= minTwice:
		return 2
	case letters >= minMistyped:
		return 1
	}
	return 0
}
