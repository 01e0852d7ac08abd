package corpus

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// appendBriefing appends the source text of briefings[i].
func appendBriefing(buf []byte, o Options, c *cast, briefings []briefing, i int) []byte {
	r := stream(o.Seed, streamBodies+uint64(i))
	buf = appendFrontMatter(buf, r, c, briefings, i)
	return appendBody(buf, r, o.Words, c, briefings, i)
}

func appendFrontMatter(buf []byte, r *rand.Rand, c *cast, briefings []briefing, i int) []byte {
	b := &briefings[i]
	line := func(key, value string) {
		buf = append(buf, key...)
		buf = append(buf, " = "...)
		buf = append(buf, value...)
		buf = append(buf, '\n')
	}

	buf = append(buf, "+++\n"...)
	line("title", quote(b.title))
	line("date", dateValue(r, b.date))
	if chance(r, 85) {
		line("summary", quote(c.sentence(r, 14)+" "+c.sentence(r, 12)))
	}
	line("actors", actorsValue(r, c, b.actors))
	var places, topics []string
	for _, p := range b.places {
		places = append(places, quote(c.places[p].name))
	}
	for _, t := range b.topics {
		topics = append(topics, quote(c.topics[t]))
	}
	line("locations", array(places))
	line("topics", array(topics))
	if chance(r, 40) {
		authors := []string{quote(pick(r, c.authors[:15]))}
		if chance(r, 30) {
			authors = append(authors, quote(pick(r, c.authors[15:])))
		}
		line("authors", array(authors))
	}
	if chance(r, 25) {
		line("series", quote(pick(r, c.series)))
	}
	if chance(r, 30) {
		line("as_of", b.date.AddDate(0, 0, -1).Format(time.DateOnly)+fmt.Sprintf("T%02d:00:00Z", 12+r.IntN(10)))
	}
	if chance(r, 15) {
		until := b.date.AddDate(0, 0, -r.IntN(2))
		from := until.AddDate(0, 0, -r.IntN(14))
		line("covers", fmt.Sprintf("{ from = %s, until = %s }", from.Format(time.DateOnly), until.Format(time.DateOnly)))
	}
	if updates := updateValues(r, c, b.date); len(updates) > 0 {
		line("updates", array(updates))
	}
	if chance(r, 50) {
		line("sources", array(sourceValues(r, c, b)))
	}
	if others := drawOthers(r, len(briefings), i, 3); len(others) > 0 && chance(r, 25) {
		var related []string
		for _, other := range others {
			related = append(related, quote(briefings[other].id))
		}
		line("related", array(related))
	}
	if chance(r, 5) {
		buf = append(buf, "\n[extra]\n"...)
		line("reference", quote(fmt.Sprintf("SYN-%05d", i)))
		line("confidence", strconv.Itoa(1+r.IntN(5)))
	}
	return append(buf, "+++\n\n"...)
}

// dateValue is a moment on the day: half of the dates have no time, and some of the times no offset. It stays clear of the
// hours that summer time skips or repeats.
func dateValue(r *rand.Rand, day time.Time) string {
	date := day.Format(time.DateOnly)
	if chance(r, 50) {
		return date
	}
	date += fmt.Sprintf("T%02d:%02d:00", 5+r.IntN(17), r.IntN(60))
	if chance(r, 30) {
		return date
	}
	return date + pick(r, []string{"Z", "Z", "+01:00", "+02:00", "+03:00", "-05:00", "+05:30"})
}

func actorsValue(r *rand.Rand, c *cast, actors []int) string {
	var values []string
	for _, a := range actors {
		name := quote(c.actors[a].name)
		if !chance(r, 30) {
			values = append(values, name)
			continue
		}
		role := pick(r, []string{"acted", "said", "attributed", "affected", "named"})
		by := ""
		if role == "attributed" {
			by = ", by = " + quote(pick(r, attributors))
		}
		values = append(values, fmt.Sprintf("{ name = %s, role = %q%s }", name, role, by))
	}
	return array(values)
}

var attributors = []string{"national authorities", "regional authorities", "eyewitnesses", "independent monitors",
	"the public prosecutor"}

// updateValues makes up to three updates, each later than the one before and none after the last day.
func updateValues(r *rand.Rand, c *cast, day time.Time) []string {
	if !chance(r, 10) {
		return nil
	}
	var updates []string
	for range 1 + r.IntN(3) {
		day = day.AddDate(0, 0, 1+r.IntN(12))
		if day.After(lastDay) {
			break
		}
		updates = append(updates, fmt.Sprintf("{ at = %sT%02d:30:00Z, note = %s }",
			day.Format(time.DateOnly), 6+r.IntN(16), quote(c.sentence(r, 6))))
	}
	return updates
}

func sourceValues(r *rand.Rand, c *cast, b *briefing) []string {
	var sources []string
	for range 1 + r.IntN(4) {
		place := c.places[pick(r, b.places)].name
		sources = append(sources, fmt.Sprintf("{ name = %s, url = %s, published = %s }",
			quote(place+pick(r, []string{" Gazette", " Courier", " Radio", " situation report"})),
			quote(c.address(r)), b.date.AddDate(0, 0, -r.IntN(5)).Format(time.DateOnly)))
	}
	return sources
}

// address makes an address outside the site.
func (c *cast) address(r *rand.Rand) string {
	return fmt.Sprintf("https://example.net/%s/%s-%d", c.words.content(r), c.words.content(r), r.IntN(10_000))
}

// drawOthers draws up to count briefings other than number i of n, mostly from about its time.
func drawOthers(r *rand.Rand, n, i, count int) []int {
	var others []int
	for range 1 + r.IntN(count) {
		other := r.IntN(n)
		if chance(r, 80) {
			other = max(0, i-1-r.IntN(200))
		}
		if other != i && !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	return others
}

// quote makes a TOML string. Names and prose have only printable characters, and for those Go's syntax is TOML's.
func quote(s string) string {
	return strconv.Quote(s)
}

func array(values []string) string {
	return "[" + strings.Join(values, ", ") + "]"
}
