package briefing

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

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
// f.Body.FirstLine begins. It keeps nothing of text. A body that is refused as a whole has no facts.
func parseBody(f *File, text []byte, list *diag.List) Body {
	body := Body{Offset: f.Body.Offset, FirstLine: f.Body.FirstLine}
	text = normalise(text)
	c := collector{body: &body, places: places{file: f.Path, text: text, firstLine: f.Body.FirstLine}, list: list}
	if r := refuse(text); r != nil {
		list.Error(c.places.at(r.offset), r.kind, r.message, r.hint)
		return body
	}
	c.document = parseMarkdown(text)
	body.Headings = c.headings
	c.block(c.root)
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
	return body
}

// collector walks a document and takes its facts.
type collector struct {
	*document
	body   *Body
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

// block takes the facts of what is inside n, which holds blocks or inline content.
func (c *collector) block(n ast.Node) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if child.Type() == ast.TypeInline {
			c.inlineBlock(n)
			return
		}
		switch b := child.(type) {
		case *ast.Heading:
			if b.Level == 1 {
				c.list.Warn(c.places.at(b.Pos()), "first-level-heading",
					"the title is the only heading of the first level; this one is shown as ##", "write ## instead of #")
			}
		case *ast.HTMLBlock:
			c.rawBlock(b)
		case *extast.TableRow:
			c.surplusCells(b)
		case *extast.Footnote:
			c.note(b)
			continue
		}
		c.block(child)
	}
}

// inlineBlock takes the facts of a block that holds inline content.
func (c *collector) inlineBlock(n ast.Node) {
	w := counter{}
	_, heading := n.(*ast.Heading)
	switch {
	case heading:
		c.join = inHeading
	case c.join != mention.Section:
		c.join = mention.Block
	}
	c.inline(n, &w, 0)
	if heading {
		c.join = mention.Section
	}
	w.space()
	c.halfWords += w.half
	if c.excerpt != "" {
		return
	}
	switch n.(type) {
	case *ast.Paragraph:
		if figureOf(n, c.source) != nil {
			return
		}
		if n.Parent() == c.root {
			c.excerpt = excerptOf(c.plain(n))
		} else if c.fallback == "" {
			c.fallback = excerptOf(c.plain(n))
		}
	case *ast.TextBlock:
		if c.fallback == "" {
			c.fallback = excerptOf(c.plain(n))
		}
	}
}

func (c *collector) inline(n ast.Node, w *counter, depth int) {
	if depth > maxDepth {
		if !c.tooDeep {
			c.tooDeep = true
			c.findings = append(c.findings, finding{max(n.Pos(), 0), true, "nesting",
				fmt.Sprintf("emphasis or links are nested deeper than %d levels", maxDepth), "use fewer levels"})
		}
		return
	}
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch i := child.(type) {
		case *ast.Text:
			w.text(i.Segment.Value(c.source))
			c.text(i)
			if i.SoftLineBreak() || i.HardLineBreak() {
				w.space()
			}
			continue
		case *ast.CodeSpan:
			w.space()
			c.marked()
			for t := i.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					c.piece(t.Segment.Start, t.Segment.Stop, true)
				}
			}
			c.marked()
			continue
		case *ast.RawHTML:
			if !isComment(i, c.source) {
				c.rawHTML(i, i.Segments.Value(c.source))
			}
			continue
		case *ast.AutoLink:
			label := i.Label(c.source)
			w.text(label)
			c.marked()
			start := cap(c.source) - cap(label) // The node does not tell where its text stands, but that is a part of the source.
			c.piece(start, start+len(label), true)
			c.marked()
			if to := judge(autoLinkAddress(i, c.source), false); to.kind == refused {
				c.refused(i, to)
			}
			continue
		case *wikiNode:
			w.text([]byte(i.label()))
			c.ref(i, Ref{Kind: Wiki, Scope: i.scope, Target: i.name, Fragment: i.fragment, Text: i.text})
			parts := i.shownAt(c.source)
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
		case *ast.Link:
			before := len(c.spans)
			c.link(i)
			c.marked()
			c.quiet++
			s := span{-1, -1}
			ast.Walk(i, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
				if t, ok := n.(*ast.Text); ok && entering {
					if s.start < 0 {
						s.start = t.Segment.Start
					}
					s.stop = t.Segment.Stop
				}
				return ast.WalkContinue, nil
			})
			if len(c.spans) > before && s.start >= c.end && c.join != inHeading {
				c.stands(before, s)
			}
			c.inline(child, w, depth+1)
			c.quiet--
			c.marked()
			continue
		case *ast.Image:
			c.image(i)
			continue
		}
		c.marked()
		c.inline(child, w, depth+1)
		c.marked()
	}
}

func (c *collector) ref(n ast.Node, ref Ref) {
	ref.Pos, ref.Section = c.places.at(n.Pos()).Place(), -1
	c.body.Refs = append(c.body.Refs, ref)
	c.spans = append(c.spans, span{})
}

func (c *collector) link(n *ast.Link) {
	switch to := judgeLink(n.Destination); to.kind {
	case refused:
		c.refused(n, to)
	case local:
		c.ref(n, Ref{Kind: Link, Target: to.target, Fragment: to.fragment, Text: c.plain(n)})
	case fragment:
		if to.fragment != "" && !c.hasID(to.fragment) {
			c.missingHeading(n, to.fragment)
		}
	}
}

func (c *collector) image(n *ast.Image) {
	switch to := judgeImage(n.Destination); to.kind {
	case refused:
		c.refused(n, to)
	case local:
		c.ref(n, Ref{Kind: Image, Target: to.target, Fragment: to.fragment, Text: c.plain(n)})
	}
}

func (c *collector) refused(n ast.Node, to destination) {
	c.list.Error(c.places.at(n.Pos()), to.problem, to.message, to.hint)
}

// hasID reports whether the page has an element of that id.
func (c *collector) hasID(id string) bool {
	if c.ids == nil {
		c.ids = map[string]bool{}
		for _, h := range c.headings {
			c.ids[h.ID] = true
		}
		for _, n := range c.notes {
			c.ids[noteID(n.number)] = true
			for link := 1; link <= n.links; link++ {
				c.ids[noteLinkID(n.number, link)] = true
			}
		}
	}
	return c.ids[id]
}

func (c *collector) missingHeading(n ast.Node, id string) {
	hint := ""
	if c.missing++; c.missing <= maxHints {
		hint = nearestHeadings(c.headings, id)
	}
	c.list.Error(c.places.at(n.Pos()), "missing-heading", fmt.Sprintf("there is no heading #%s in this file", shortened(id)), hint)
}

func (c *collector) rawHTML(n ast.Node, html []byte) {
	first, _, _ := bytes.Cut(bytes.TrimSpace(html), []byte("\n"))
	c.list.Warn(c.places.at(n.Pos()), "raw-html", "HTML is shown as text: "+shortened(string(first)),
		"write it in markdown, or between backticks if readers are to see the tag")
}

func (c *collector) rawBlock(n *ast.HTMLBlock) {
	html, open := withoutComments(blockHTML(n, c.source))
	if open >= 0 {
		c.findings = append(c.findings, openComment(n.Lines().At(0).Start+open))
	}
	if len(bytes.TrimSpace(html)) == 0 {
		return
	}
	c.rawHTML(n, html)
	w := counter{}
	w.text(html)
	w.space()
	c.halfWords += w.half
}

// surplusCells looks behind a row's last cell: markdown shows no more cells than the head has.
func (c *collector) surplusCells(row *extast.TableRow) {
	last, ok := row.LastChild().(*extast.TableCell)
	if !ok || last.Lines().Len() == 0 {
		return
	}
	stop := last.Lines().At(0).Stop
	rest, _, _ := bytes.Cut(c.source[stop:], []byte("\n"))
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

// places turns bytes of a body into lines and columns of its file.
type places struct {
	file      string
	text      []byte
	firstLine int

	starts []int // of lines; made when the first place is asked for
	line   int   // of the last place, from 0
	offset int   // of the last place
	column int   // of the last place, from 0
}

func (p *places) at(offset int) diag.Pos {
	offset = min(max(offset, 0), len(p.text))
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
	p.column += utf8.RuneCount(p.text[p.offset:offset])
	p.offset = offset
	return diag.Pos{File: p.file, Line: int32(p.firstLine + line), Column: int32(p.column + 1)}
}
