package diag

import (
	"fmt"
	"strings"
)

// Nearest gives the known word closest to a mistyped one, or "" when none is close: at most a third of its letters may
// differ, and at least one may. Ties go to the first.
func Nearest(word string, known []string) string {
	best, limit := "", max(1, len([]rune(word))/3)
	for _, k := range known {
		if d := distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(k)), limit); d <= limit {
			best, limit = k, d-1
			if d == 0 {
				break
			}
		}
	}
	return best
}

// DidYouMean gives a hint with the nearest known word, or with all known words when none is near and they are few.
func DidYouMean(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) > 0 && len(known) <= 12 {
		return "known are: " + strings.Join(known, ", ")
	}
	return "nothing known is spelled like it"
}

// distance is the optimal string alignment distance of two words: insertions, deletions, substitutions and swaps of
// neighbours count 1. It gives limit+1 as soon as it is more than limit.
func distance(a, b []rune, limit int) int {
	if diff := len(a) - len(b); diff > limit || -diff > limit {
		return limit + 1
	}
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(next[j-1]+1, row[j]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
