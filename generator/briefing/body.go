package briefing

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/generator/diag"
	"dateline/generator/mention"
)

const (
	wordsPerMinute = 230
	maxExcerpt     = 300 // characters
	maxSentence    = 240 // characters
	maxHints       = 20  // that take a search for what was meant; no more messages of a kind are shown
)

// ReadingMinutes gives the time that reading takes, in whole minutes, at least one.
func ReadingMinutes(words int) int {
	return max(1, (words+wordsPerMinute/2)/wordsPerMinute)
}

// Text gives the body of a file of these bytes in the form in which Prose and Span tell of it.
func Text(f *File, text []byte) []byte { return normalise(text[f.Body.Offset:]) }

// At gives the places of bytes of the body of a file, given all of its text.
func At(f *File, text []byte) func(offset int) diag.Pos {
	p := places{file: f.Path, text: Text(f, text), firstLine: f.Body.FirstLine}
	return p.at
}

// parseBody takes the facts from the markdown in text: all of f's bytes from f.Body.Offset on, which is where line
// f.Body.FirstLine begins. It keeps nothing of text, and gives what it parsed to keep, which may be nil and is done with the body
// when it returns. A body that is refused as a whole has no facts.
func parseBody(f *File, text []byte, list *diag.List, keep func(*File, *Parsed)) Body {
	body := Body{Offset: f.Body.Offset, FirstLine: f.Body.FirstLine}
	text = normalise(text)
	c := collector{facts: &body, places: places{file: f.Path, text: text, firstLine: f.Body.FirstLine}, list: list}
	if r := refuse(text); r != nil {
		list.Error(c.places.at(r.offset), r.kind, r.message, r.hint)
		return body
	}
	parsed := parseds.Get().(*Parsed)
	defer parsed.Done()
	parsed.path = f.Path
	c.parsing = parseMarkdown(&parsed.document, text)
	body.Headings = c.headings
	if n := c.references(); n > 0 {
		body.Refs, c.spans = make([]Ref, 0, n), make([]span, 0, n)
	}
	c.block(0, false)
	body.Prose = c.prose.Prose()
	c.sentences(0, body.Prose)
	for _, found := range c.findings {
		if pos := c.places.at(found.offset); found.fatal {
			list.Error(pos, found.kind, found.message, found.hint)
		} else {
			list.Warn(pos, found.kind, found.message, found.hint)
		}
	}
	body.Words = (c.halfWords + 1) / 2
	if body.Excerpt = c.excerpt; body.Excerpt == "" {
		body.Excerpt = c.fallback
	}
	if keep != nil {
		keep(f, parsed)
	}
	return body
}

// collector walks a document and takes its facts.
type collector struct {
	parsing
	facts  *Body
	places places
	list   *diag.List

	prose mention.Writer
	join  mention.Join // of the next piece of prose
	end   int          // of the last one
	quiet int          // in how many links
	parts int32        // sections that have begun
	aside bool         // in a note
	spans []span       // of the text of each reference

	halfWords int
	excerpt   string          // of the first paragraph that stands by itself
	fallback  string          // of the first one in a list, a quote, a note
	tooDeep   bool            // said once
	ids       map[string]bool // of the page's elements; made when the first link asks for one
	missing   int             // headings that are linked to and not there
}

// block takes the facts of what is in a node, which holds blocks or inline content. top says that the node stands in no other than
// the document.
func (c *collector) block(i int, top bool) {
	for child, end := i+1, c.nodes[i].end; child < end; child = c.nodes[child].end {
		n := &c.nodes[child]
		if n.kind >= firstInline {
			c.inlineBlock(i, top)
			return
		}
		switch n.kind {
		case aHeading:
			if n.is(first) {
				c.list.Warn(c.places.at(n.pos), "first-level-heading",
					"the title is the only heading of the first level; this one is shown as ##", "write ## instead of #")
			}
		case anHTMLBlock:
			c.rawBlock(n)
		case aRow:
			c.surplusCells(child)
		case aNote:
			c.note(child)
			continue
		}
		c.block(child, i == 0)
	}
}

// inlineBlock takes the facts of a block that holds inline content.
func (c *collector) inlineBlock(i int, top bool) {
	w := counter{}
	kind := c.nodes[i].kind
	switch {
	case kind == aHeading:
		c.join = inHeading
	case c.join != mention.Section:
		c.join = mention.Block
	}
	c.inline(i, &w, 0)
	if kind == aHeading {
		c.join = mention.Section
	}
	w.space()
	c.halfWords += w.half
	if c.excerpt != "" {
		return
	}
	switch kind {
	case aParagraph:
		if c.figureIn(i) > 0 {
			return
		}
		if top {
			c.excerpt = excerptOf(c.plain(i))
		} else if c.fallback == "" {
			c.fallback = excerptOf(c.plain(i))
		}
	case aTextBlock:
		if c.fallback == "" {
			c.fallback = excerptOf(c.plain(i))
		}
	}
}

func (c *collector) inline(i int, w *counter, depth int) {
	if depth > maxDepth {
		if !c.tooDeep {
			c.tooDeep = true
			c.findings = append(c.findings, finding{max(c.nodes[i].pos, 0), true, "nesting",
				fmt.Sprintf("emphasis or links are nested deeper than %d levels", maxDepth), "use fewer levels"})
		}
		return
	}
	for child, end := i+1, c.nodes[i].end; child < end; child = c.nodes[child].end {
		switch n := &c.nodes[child]; n.kind {
		case aText:
			w.text(c.of(n.text))
			c.textPiece(n, n.end < end && c.nodes[n.end].kind == aText)
			if n.is(soft | hard) {
				w.space()
			}
			continue
		case aCodeSpan:
			w.space()
			c.marked()
			for _, t := range c.nodes[child+1 : n.end] {
				if t.kind == aText {
					c.piece(t.text.start, t.text.stop, true)
				}
			}
			c.marked()
			continue
		case anHTML:
			c.rawHTML(n)
			continue
		case aComment:
			continue
		case anAddress:
			w.text(c.of(n.text))
			c.marked()
			c.piece(n.text.start, n.text.stop, true)
			c.marked()
			if to := c.links[n.ref]; to.kind == refused {
				c.refused(n, to)
			}
			continue
		case aWiki:
			wiki := c.wikis[n.ref]
			w.text(c.label(n))
			c.refer(n, Ref{Kind: Wiki, Scope: wiki.scope, Target: wiki.name, Fragment: wiki.fragment})
			parts := wiki.shownAt(c.body())
			if parts[0].start >= c.end && c.join != inHeading {
				c.stands(len(c.spans)-1, span{parts[0].start, parts[len(parts)-1].stop})
			}
			c.marked()
			for n, p := range parts {
				if n > 0 && c.join == mention.Direct {
					c.join = mention.Gap
				}
				c.piece(p.start, p.stop, true)
			}
			c.marked()
			continue
		case aLink:
			before := len(c.spans)
			c.link(child)
			c.marked()
			c.quiet++
			s := span{-1, -1}
			for _, t := range c.nodes[child+1 : n.end] {
				if t.kind == aText {
					if s.start < 0 {
						s.start = t.text.start
					}
					s.stop = t.text.stop
				}
			}
			if len(c.spans) > before && s.start >= c.end && c.join != inHeading {
				c.stands(before, s)
			}
			c.inline(child, w, depth+1)
			c.quiet--
			c.marked()
			continue
		case anImage:
			c.image(child)
			continue
		}
		c.marked()
		c.inline(child, w, depth+1)
		c.marked()
	}
}

// references counts the references of a body, or a few more: one in an image's text is none.
func (c *collector) references() int {
	n := len(c.wikis)
	for i := range c.links {
		if c.links[i].kind == local {
			n++
		}
	}
	return n
}

func (c *collector) refer(n *node, ref Ref) {
	ref.Pos, ref.Section = c.places.at(n.pos).Place(), -1
	c.facts.Refs = append(c.facts.Refs, ref)
	c.spans = append(c.spans, span{})
}

func (c *collector) link(i int) {
	n := &c.nodes[i]
	switch to := c.links[n.ref]; to.kind {
	case refused:
		c.refused(n, to)
	case local:
		c.refer(n, Ref{Kind: Link, Target: to.target, Fragment: to.fragment})
	case fragment:
		if to.fragment != "" && !c.hasID(to.fragment) {
			c.missingHeading(n, to.fragment)
		}
	}
}

func (c *collector) image(i int) {
	n := &c.nodes[i]
	switch to := c.links[n.ref]; to.kind {
	case refused:
		c.refused(n, to)
	case local:
		c.refer(n, Ref{Kind: Image, Silent: c.plain(i) == "", Target: to.target, Fragment: to.fragment})
	}
}

func (c *collector) refused(n *node, to destination) {
	c.list.Error(c.places.at(n.pos), to.problem, to.message, to.hint)
}

// hasID reports whether the page has an element of that id.
func (c *collector) hasID(id string) bool {
	if c.ids == nil {
		c.ids = map[string]bool{}
		for _, h := range c.headings {
			c.ids[h.ID] = true
		}
		for _, n := range c.nodes {
			if n.kind != aNote {
				continue
			}
			c.ids[noteID(n.number)] = true
			for link := 1; link <= n.count; link++ {
				c.ids[noteLinkID(n.number, link)] = true
			}
		}
	}
	return c.ids[id]
}

func (c *collector) missingHeading(n *node, id string) {
	hint := ""
	if c.missing++; c.missing <= maxHints {
		hint = nearestHeadings(c.headings, id)
	}
	c.list.Error(c.places.at(n.pos), "missing-heading", fmt.Sprintf("there is no heading #%s in this file", shortened(id)), hint)
}

func (c *collector) rawHTML(n *node) {
	line, _, _ := bytes.Cut(bytes.TrimSpace(c.of(n.text)), []byte("\n"))
	c.list.Warn(c.places.at(n.pos), "raw-html", "HTML is shown as text: "+shortened(string(line)),
		"write it in markdown, or between backticks if readers are to see the tag")
}

func (c *collector) rawBlock(n *node) {
	html := c.of(n.text)
	if len(html) == 0 {
		return // only comments
	}
	c.rawHTML(n)
	w := counter{}
	w.text(html)
	w.space()
	c.halfWords += w.half
}

// surplusCells looks behind a row's last cell: markdown shows no more cells than the head has.
func (c *collector) surplusCells(row int) {
	stop := -1
	for cell, end := row+1, c.nodes[row].end; cell < end; cell = c.nodes[cell].end {
		stop = c.nodes[cell].pos
	}
	if stop < 0 {
		return
	}
	rest, _, _ := bytes.Cut(c.body()[stop:], []byte("\n"))
	surplus := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(rest), []byte("|")))
	if len(bytes.Trim(surplus, "| \t")) > 0 {
		c.list.Warn(c.places.at(stop+bytes.Index(rest, surplus)), "table-cells", "this row has more cells than the table's head; the rest is not shown",
			`add a column to the head, or write \| for a bar that is text`)
	}
}

// counter counts words: runs between white space that hold a letter or a digit. Where a script puts no spaces between
// words (Han, kana, Thai, Lao, Khmer, Burmese) a character counts as half a word.
type counter struct {
	half   int  // half words
	inWord bool // a letter or digit has been seen since the last white space
}

func (w *counter) space() {
	if w.inWord {
		w.half += 2
		w.inWord = false
	}
}

func (w *counter) text(text []byte) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			if c == ' ' || c == '\n' || c == '\t' {
				w.space()
			} else if '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' {
				w.inWord = true
			}
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		switch {
		case unicode.IsSpace(r):
			w.space()
		case r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			w.space()
			if unicode.IsLetter(r) {
				w.half++
			}
		case unicode.IsLetter(r), unicode.IsNumber(r):
			w.inWord = true
		}
	}
}

// excerptOf cuts text at a word if it is longer than an excerpt may be.
func excerptOf(text string) string {
	if len(text) <= maxExcerpt || utf8.RuneCountInString(text) <= maxExcerpt {
		return text
	}
	end, n := 0, 0
	for i := range text {
		if n == maxExcerpt-1 {
			end = i
			break
		}
		n++
	}
	if text[end] != ' ' {
		if space := strings.LastIndexByte(text[:end], ' '); space > end/2 {
			end = space
		}
	}
	return strings.Clone(strings.TrimRight(text[:end], " ,;:–—-") + "…")
}

// nearestHeadings gives the hint for a link to a heading that is not there.
func nearestHeadings(headings []Heading, id string) string {
	const most = 3
	type candidate struct {
		id       string
		distance int
	}
	id = strings.ToLower(id)
	if len(id) > 120 {
		id = id[:120]
	}
	var near []candidate
	for _, h := range headings[:min(len(headings), 200)] {
		near = append(near, candidate{h.ID, distance(id, h.ID)})
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.distance - b.distance })
	near = near[:min(len(near), most)]
	if len(near) == 0 {
		return "this file has no headings"
	}
	var hint strings.Builder
	for i, n := range near {
		if i > 0 {
			hint.WriteString(", ")
		}
		hint.WriteString("#" + n.id)
	}
	return "the nearest headings are " + hint.String()
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// places turns bytes of a body into lines and columns of its file. Most are asked for in their order, for which it only goes on.
type places struct {
	file      string
	text      []byte
	firstLine int

	starts []int // of lines; made when a place is asked for that stands before the last one
	line   int   // of the last place, from 0
	offset int   // of the last place
	column int   // of the last place, from 0
}

func (p *places) at(offset int) diag.Pos {
	offset = min(max(offset, 0), len(p.text))
	if p.starts == nil && offset >= p.offset {
		between := p.text[p.offset:offset]
		if lines := bytes.Count(between, []byte("\n")); lines > 0 {
			start := p.offset + bytes.LastIndexByte(between, '\n') + 1
			p.line, p.offset, p.column = p.line+lines, start, 0
		}
	} else {
		p.find(offset)
	}
	p.column += utf8.RuneCount(p.text[p.offset:offset])
	p.offset = offset
	return diag.Pos{File: p.file, Line: int32(p.firstLine + p.line), Column: int32(p.column + 1)}
}

// find goes to the line of an offset, or to the last place in it if that comes before.
func (p *places) find(offset int) {
	if p.starts == nil {
		p.starts = append(p.starts, 0)
		for i, c := range p.text {
			if c == '\n' {
				p.starts = append(p.starts, i+1)
			}
		}
	}
	line, found := slices.BinarySearch(p.starts, offset)
	if !found {
		line--
	}
	if line != p.line || offset < p.offset {
		p.line, p.offset, p.column = line, p.starts[line], 0
	}
}
