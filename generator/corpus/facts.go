package corpus

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// The newest briefing is from lastDay, and all are from the span of days that ends with it.
var lastDay = time.Date(2025, 4, 6, 0, 0, 0, 0, time.UTC)

const span = 5478 // days in fifteen years

// A briefing is what others must know of one: who and what it names, and where a link to it can lead.
type briefing struct {
	id       string    // "2025/port-tarosk-strike"
	date     time.Time // midnight of its day
	title    string
	actors   []int // indexes into the cast, each once
	places   []int // the first is the primary one
	topics   []int
	headings []heading
}

type heading struct {
	level int // 2 or 3
	text  string
}

// newBriefings makes the facts of all briefings, oldest first.
func newBriefings(o Options, c *cast) []briefing {
	r := stream(o.Seed, streamFacts)
	ids := make(map[string]bool, o.N)
	briefings := make([]briefing, o.N)
	for i := range briefings {
		b := &briefings[i]
		b.date = lastDay.AddDate(0, 0, -span*(o.N-1-i)/o.N)
		b.actors = drawSet(r, c.actorZipf, 1+r.IntN(5))
		b.topics = drawSet(r, c.topicZipf, 1+r.IntN(3))
		b.places = drawPlaces(r, c)
		b.headings = newHeadings(r, c, o.Words)

		object, place := c.words.content(r), c.places[b.places[0]].name
		b.title = fmt.Sprintf("%s %s %s %s in %s", c.actors[b.actors[0]].name, pick(r, titleVerbs), c.words.content(r), object, place)
		b.id = fmt.Sprintf("%d/%s-%s", b.date.Year(), slug(place), object)
		for n, first := 2, b.id; ids[b.id]; n++ {
			b.id = fmt.Sprintf("%s-%d", first, n)
		}
		ids[b.id] = true
	}
	return briefings
}

var titleVerbs = []string{"warns of", "rejects", "announces", "reviews", "reports", "suspends", "demands", "welcomes",
	"postpones", "investigates", "denies", "confirms"}

// drawSet draws count different ranks, or all if there are not so many.
func drawSet(r *rand.Rand, z zipf, count int) []int {
	var set []int
	for len(set) < min(count, len(z.sums)) {
		if i := z.draw(r); !slices.Contains(set, i) {
			set = append(set, i)
		}
	}
	return set
}

// drawPlaces draws one to three places. Some desks name the region and the country beside the city.
func drawPlaces(r *rand.Rand, c *cast) []int {
	if !chance(r, 25) {
		return drawSet(r, c.placeZipf, 1+r.IntN(3))
	}
	var chain []int
	for i := c.placeZipf.draw(r); i >= 0; i = c.places[i].parent {
		chain = append(chain, i)
	}
	return chain
}

// newHeadings makes about one heading for every hundred words. All are different in an address too: each is made of plain words.
func newHeadings(r *rand.Rand, c *cast, words int) []heading {
	var headings []heading
	for len(headings) < max(1, words/110) {
		h := heading{2, capital(c.words.content(r)) + " " + c.words.any(r) + " " + c.words.content(r)}
		if len(headings) > 0 && chance(r, 30) {
			h.level = 3
		}
		if !slices.ContainsFunc(headings, func(other heading) bool { return other.text == h.text }) {
			headings = append(headings, h)
		}
	}
	return headings
}
