package corpus

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
)

// A body is the text of one briefing while it is being made.
type body struct {
	buf       []byte
	r         *rand.Rand
	cast      *cast
	briefing  *briefing
	written   int      // words so far
	names     []string // of the listed actors and places
	inserts   []string // what sentences have yet to mention, in order: the names, then links and notes
	footnotes int      // referred to so far
}

// A footnote's number is known only when the text gets to it.
const footnoteInsert = "\x00"

// appendBody appends about words words of markdown: an introduction, then a part below each heading.
func appendBody(buf []byte, r *rand.Rand, words int, c *cast, briefings []briefing, i int) []byte {
	b := &body{buf: buf, r: r, cast: c, briefing: &briefings[i]}
	for _, a := range b.briefing.actors {
		b.names = append(b.names, c.actors[a].name)
	}
	for _, p := range b.briefing.places {
		b.names = append(b.names, c.places[p].name)
	}
	b.inserts = append(b.inserts, b.names...)
	b.inserts = append(b.inserts, b.links(briefings, i)...)

	parts := len(b.briefing.headings) + 1
	b.part(words / parts)
	for n, h := range b.briefing.headings {
		b.line(strings.Repeat("#", h.level)+" "+h.text, 3)
		b.buf = append(b.buf, '\n')
		b.part(words * (n + 2) / parts)
	}
	if chance(r, 8) {
		b.code()
	}
	for n := range b.footnotes {
		b.line(fmt.Sprintf("[^%d]: %s", n+1, c.sentence(r, 8)), 8)
	}
	return b.buf
}

// links makes the links and notes of a body in random order.
func (b *body) links(briefings []briefing, i int) []string {
	r := b.r
	var links []string
	if chance(r, 70) {
		for _, other := range drawOthers(r, len(briefings), i, 3) {
			links = append(links, b.linkTo(&briefings[other]))
		}
	}
	for range r.IntN(3) {
		actor := b.cast.actors[pick(r, b.briefing.actors)]
		name := actor.name
		if actor.alias != "" && chance(r, 30) {
			name = actor.alias
		}
		links = append(links, pick(r, []string{"[[" + name + "]]", "[[" + name + "|" + b.cast.words.content(r) + "]]",
			"[[actor:" + name + "]]"}))
	}
	if chance(r, 20) {
		links = append(links, "[[place:"+b.cast.places[b.briefing.places[0]].name+"]]")
	}
	if chance(r, 15) {
		links = append(links, "[[topic:"+b.cast.topics[b.briefing.topics[0]]+"]]")
	}
	if chance(r, 30) {
		links = append(links, pick(r, []string{b.cast.address(r), "[" + b.cast.words.content(r) + "](" + b.cast.address(r) + ")"}))
	}
	if chance(r, 20) {
		for range 1 + r.IntN(3) {
			links = append(links, footnoteInsert)
		}
	}
	r.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
	return links
}

// linkTo links another briefing in one of the ways that there are.
func (b *body) linkTo(other *briefing) string {
	year, name := path.Split(other.id)
	file := name + ".md"
	if other.date.Year() != b.briefing.date.Year() {
		file = "../" + year + file
	}
	text := b.cast.words.content(b.r) + " " + b.cast.words.content(b.r)
	switch b.r.IntN(6) {
	case 0:
		return "[[" + other.id + "]]"
	case 1:
		return "[[" + other.id + "|" + text + "]]"
	case 2:
		return "[[briefing:" + other.id + "]]"
	case 3:
		return "[" + text + "](" + file + "#" + slug(pick(b.r, other.headings).text) + ")"
	case 4:
		return "[" + other.title + "](" + file + ")"
	default:
		return "[" + text + "](" + file + ")"
	}
}

// part writes blocks until the body has the given number of words.
func (b *body) part(until int) {
	for {
		b.paragraph(min(until-b.written, 25+b.r.IntN(45)))
		if until-b.written >= 15 {
			switch n := b.r.IntN(100); {
			case n < 25:
				b.list()
			case n < 45:
				b.table()
			case n < 60:
				b.quotation()
			}
		}
		if until-b.written < 12 {
			return
		}
	}
}

// line writes s, which counts as so many words, and ends it.
func (b *body) line(s string, words int) {
	b.buf = append(b.buf, s...)
	b.buf = append(b.buf, '\n')
	b.written += words
}

func (b *body) paragraph(words int) {
	start := b.written
	for {
		b.sentence(8 + b.r.IntN(12))
		if b.written-start >= words {
			break
		}
		b.buf = append(b.buf, ' ')
	}
	b.buf = append(b.buf, "\n\n"...)
}

// sentence writes a sentence of n words and what it has to mention.
func (b *body) sentence(n int) {
	insert := b.insert()
	b.buf = append(b.buf, b.cast.sentenceWith(b.r, n, insert)...)
	b.written += n + len(strings.Fields(insert))
}

// insert is what the next sentence mentions; it may be nothing.
func (b *body) insert() string {
	if len(b.inserts) == 0 || chance(b.r, 25) {
		switch n := b.r.IntN(10); {
		case n < 4:
			return pick(b.r, b.names)
		case n < 5:
			return "**" + b.cast.words.content(b.r) + "**"
		case n < 6:
			return "*" + b.cast.words.content(b.r) + "*"
		}
		return ""
	}
	next := b.inserts[0]
	b.inserts = b.inserts[1:]
	if next == footnoteInsert {
		b.footnotes++
		return fmt.Sprintf("%s[^%d]", b.cast.words.content(b.r), b.footnotes)
	}
	return next
}

func (b *body) list() {
	ordered := chance(b.r, 30)
	for n := range 3 + b.r.IntN(3) {
		mark := "- "
		if ordered {
			mark = fmt.Sprintf("%d. ", n+1)
		}
		b.buf = append(b.buf, mark...)
		b.sentence(4 + b.r.IntN(5))
		b.buf = append(b.buf, '\n')
	}
	b.buf = append(b.buf, '\n')
}

// table writes figures by place. A wiki link would be cut at its bar, so there are none.
func (b *body) table() {
	words := b.cast.words
	b.line(fmt.Sprintf("| Place | %s | %s |", capital(words.content(b.r)), capital(words.content(b.r))), 3)
	b.line("|---|---:|:---:|", 0)
	for range 2 + b.r.IntN(4) {
		place := b.cast.places[b.cast.placeZipf.draw(b.r)].name
		b.line(fmt.Sprintf("| %s | %d | %s |", place, b.r.IntN(5000), words.content(b.r)), 4)
	}
	b.buf = append(b.buf, '\n')
}

func (b *body) quotation() {
	if chance(b.r, 20) {
		b.line("> [!NOTE]", 0)
	}
	b.line("> "+b.cast.sentence(b.r, 10), 10)
	b.line("> "+b.cast.sentence(b.r, 8), 8)
	b.buf = append(b.buf, '\n')
}

// code writes a fenced listing of six lines or so. It does not count as words.
func (b *body) code() {
	words := b.cast.words
	sample := pick(b.r, samples)
	b.buf = fmt.Appendf(b.buf, sample, words.content(b.r), words.content(b.r), b.r.IntN(1000))
	b.buf = append(b.buf, '\n')
}

// samples are filled with two words and a number.
var samples = []string{
	"```json\n{\n  \"event\": %q,\n  \"unit\": %q,\n  \"count\": %d,\n  \"verified\": true\n}\n```\n",
	"```python\ndef select(rows):\n    wanted = {%q, %q}\n    return [r for r in rows\n            if r.kind in wanted and r.count > %d]\n```\n",
	"```sh\n# Repeat the count of the table above.\ngrep -c %q reports.csv\nsort -t, -k2 %s.csv | head -n %d\n```\n",
	"```\nkind: %s\narea: %s\ntotal: %d\n```\n",
}

// sentence makes a sentence of n words from the vocabulary.
func (c *cast) sentence(r *rand.Rand, n int) string {
	return c.sentenceWith(r, n, "")
}

// sentenceWith makes a sentence of n words from the vocabulary that has insert, if there is one, somewhere in it.
func (c *cast) sentenceWith(r *rand.Rand, n int, insert string) string {
	words := make([]string, 0, n+1)
	at := r.IntN(n)
	for i := range n {
		word := c.words.any(r)
		switch {
		case i == at && insert != "":
			words = append(words, insert)
		case i == 0:
			word = capital(word)
		}
		if i > 2 && i < n-2 && chance(r, 6) {
			word += ","
		}
		words = append(words, word)
	}
	return strings.Join(words, " ") + "."
}
