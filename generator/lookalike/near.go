package lookalike

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

// In a word of at least so many letters one letter, or two, may be mistyped.
const (
	oneIn = 5
	twoIn = 9
)

// near is a word that another may be a misspelling of, and how many letters are mistyped.
type near struct {
	word  int32
	edits int
}

// different are words one letter apart that are both right.
var different = apart("crops corps, floods foods, iceland ireland, irkutsk yakutsk, police policy, prison poison, trial trail, warming warning")

// apart reads pairs of words into their sounds, the first in order first.
func apart(pairs string) map[[2]string]bool {
	all := map[[2]string]bool{}
	for _, pair := range strings.Split(pairs, ", ") {
		a, b, _ := strings.Cut(pair, " ")
		a, b = sound(a), sound(b)
		all[[2]string{min(a, b), max(a, b)}] = true
	}
	return all
}

// neighbours gives for each word, by sound, those that it may be a misspelling of. Words that are to stay as they are, are "".
func neighbours(words []string) [][]near {
	all := make([][]near, len(words))
	type left struct {
		key  uint64 // of what is left of the word when letters are taken out of it
		word int32
	}
	var lefts []left
	runes := make([][]rune, len(words))
	for i, w := range words {
		runes[i] = []rune(w)
		n := len(runes[i])
		if n < oneIn-1 {
			continue
		}
		edits := 1
		if n >= twoIn {
			edits = 2
		}
		shorter(w, edits, func(key uint64) { lefts = append(lefts, left{key, int32(i)}) })
	}
	slots := 1
	for slots < 2*len(lefts) {
		slots *= 2
	}
	last := make([]int32, slots)        // by key: the last of lefts that was put there, counted from 1
	before := make([]int32, len(lefts)) // the one before it
	for i, l := range lefts {
		slot := l.key % uint64(slots)
		for at := last[slot]; at > 0; at = before[at-1] {
			other := lefts[at-1]
			if other.key != l.key || other.word == l.word || slices.ContainsFunc(all[l.word], func(n near) bool { return n.word == other.word }) {
				continue
			}
			if edits := misspelled(runes[l.word], runes[other.word]); edits > 0 && !different[[2]string{min(words[l.word], words[other.word]), max(words[l.word], words[other.word])}] {
				all[l.word] = append(all[l.word], near{other.word, edits})
				all[other.word] = append(all[other.word], near{l.word, edits})
			}
		}
		before[i], last[slot] = last[slot], int32(i+1)
	}
	return all
}

// shorter visits keys of a word and of what is left of it without one letter, or without any two. The first letter stays.
func shorter(w string, edits int, visit func(key uint64)) {
	_, first := utf8.DecodeRuneInString(w)
	w = w[first:]
	visit(xxhash.Sum64String(w))
	room := make([]byte, 0, len(w))
	for i, r := range w {
		room = append(append(room[:0], w[:i]...), w[i+utf8.RuneLen(r):]...)
		visit(xxhash.Sum64(room))
		if edits < 2 {
			continue
		}
		rest := string(room)
		for j, r := range rest[i:] {
			room = append(append(room[:0], rest[:i+j]...), rest[i+j+utf8.RuneLen(r):]...)
			visit(xxhash.Sum64(room))
		}
	}
}

// misspelled gives how many letters are mistyped if one of two words may be a misspelling of the other, else 0.
func misspelled(a, b []rune) int {
	if !alike(a[0], b[0]) {
		return 0
	}
	d := distance(a, b)
	if d == 1 && max(len(a), len(b)) >= oneIn || d == 2 && min(len(a), len(b)) >= twoIn {
		return d
	}
	return 0
}

// alike reports whether words that begin with these letters may begin alike.
func alike(a, b rune) bool {
	if a == b {
		return true
	}
	return strings.Contains("sz ck cs ch gh gk hk fv ao", string([]rune{min(a, b), max(a, b)}))
}

// distance is the Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of
// neighbours count 1.
func distance(a, b []rune) int {
	var rows [3][]int
	var room [3][32]int // Nearly all words are shorter.
	for i := range rows {
		rows[i] = append(room[i][:0], make([]int, len(b)+1)...)
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, last, before := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
