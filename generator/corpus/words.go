package corpus

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// vocabularySize is the number of different words that prose is drawn from.
const vocabularySize = 40_000

// A zipf draws ranks so that rank i comes up in proportion to 1/(i+offset). It computes in integers, because the last bits of
// logarithms and powers differ between machines.
type zipf struct {
	sums []uint64 // sums[i] is the weight of the ranks 0 to i together
}

func newZipf(n, offset int) zipf {
	sums := make([]uint64, n)
	total := uint64(0)
	for i := range sums {
		total += 1 << 32 / uint64(i+offset)
		sums[i] = total
	}
	return zipf{sums}
}

func (z zipf) draw(r *rand.Rand) int {
	x := r.Uint64N(z.sums[len(z.sums)-1])
	i, _ := slices.BinarySearch(z.sums, x+1)
	return i
}

// A vocabulary holds distinct lower-case words, the most frequent first.
type vocabulary struct {
	words []string
	zipf  zipf
}

func newVocabulary(r *rand.Rand) vocabulary {
	words := slices.Concat(functionWords, newsWords)
	seen := make(map[string]bool, vocabularySize)
	for _, w := range words {
		seen[w] = true
	}
	for len(words) < vocabularySize {
		// Frequent words are short.
		syllables := 2
		if len(words) > vocabularySize/10 {
			syllables += r.IntN(3)
		}
		if w := invent(r, syllables); !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return vocabulary{words, newZipf(len(words), 2)}
}

// any draws a word for running text.
func (v vocabulary) any(r *rand.Rand) string {
	return v.words[v.zipf.draw(r)]
}

// content draws a word that says something on its own, for titles and headings.
func (v vocabulary) content(r *rand.Rand) string {
	for {
		if i := v.zipf.draw(r); i >= len(functionWords) {
			return v.words[i]
		}
	}
}

// invent makes a pronounceable word.
func invent(r *rand.Rand, syllables int) string {
	var w strings.Builder
	for range syllables {
		w.WriteString(pick(r, onsets))
		w.WriteString(pick(r, nuclei))
		if r.IntN(4) == 0 {
			w.WriteString(pick(r, codas))
		}
	}
	return w.String()
}

func pick[T any](r *rand.Rand, from []T) T {
	return from[r.IntN(len(from))]
}

// chance is true in p of 100 cases.
func chance(r *rand.Rand, p int) bool {
	return r.IntN(100) < p
}

var (
	onsets = strings.Fields("b b br c ch d d dr f g gr h k k l l l m m m n n n p p pr r r r s s s sh st t t t tr v v z")
	nuclei = strings.Fields("a a a a e e e e i i i o o o u u ai ea io")
	codas  = strings.Fields("l l m n n n nd r r r s s st t")
)

var functionWords = strings.Fields(`the of and to in a that was for on is with as by at it from were be has had have not
	are this which or an their its been but they after more who said would his her he she also will than when two one
	over no other under some out could there about into between all before while during most three where against since
	only new such any these if through until what both each still may must so then them up down first last because
	though near across further`)

var newsWords = strings.Fields(`people government officials report forces police security aid water region city country
	groups support attack damage access humanitarian health food border talks agreement statement week month day night
	morning area areas families children women residents workers services supply road bridge hospital school power
	station convoy shelter displacement assessment response ministry council parliament court election vote law budget
	price market fuel grain harvest flood storm drought fire earthquake vaccine clinic patients staff training equipment
	vehicles drones artillery ceasefire violations monitoring observers mission mandate sanctions trade exports imports
	currency inflation bank loan investment company strike union protest demonstration arrests charges trial evidence
	investigation sources witnesses satellite images analysts estimate figures increase decline situation conditions
	needs priority funding donors partners coordination plan deployment withdrawal negotiations delegation envoy
	president minister commander spokesperson governor mayor local national international regional northern southern
	eastern western central military civilian political economic public several reported confirmed according including`)
