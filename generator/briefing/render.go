package briefing

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"sync"

	"dateline/generator/words"
)

// Parsed is the body of a file, parsed for what shows it. It may be used by one goroutine at a time, until Done.
type Parsed struct {
	document
	path string
}

// Again parses f's body again. text is what parseBody was given: the file's bytes from f.Body.Offset on.
func Again(f *File, text []byte) (*Parsed, error) {
	text = normalise(text)
	if r := refuse(text); r != nil {
		return nil, fmt.Errorf("render %s: %s", f.Path, r.message)
	}
	p := parseds.Get().(*Parsed)
	p.path = f.Path
	parseMarkdown(&p.document, text)
	return p, nil
}

// HTML renders a body. targets are what its references lead to, one for each of the file's Body.Refs, and spans, in order, are parts
// of its prose that become links. It fails when the number of references in the text is another: the file has changed since it was parsed.
// Labels are words of said. With anchors a heading ends in a link to itself, which shows nothing without a stylesheet.
//
// The result is a sequence of elements that are all closed. It has no style, no script, no id but those of headings,
// notes and links to notes, and leads nowhere but to where judge or targets allow. A link that is refused, or whose
// target has no address, is shown as its text, an image as its alternative text, raw HTML as text.
func (p *Parsed) HTML(targets []Target, spans []Span, said *words.Words, anchors bool) (template.HTML, error) {
	out := rooms.Get().(*[]byte)
	r := renderer{document: &p.document, targets: targets, spans: spans, words: said, anchors: anchors, out: (*out)[:0]}
	r.blocks(0)
	if *out = r.out; cap(r.out) <= roomText {
		defer rooms.Put(out)
	}
	if r.err == nil && (r.used != len(targets) || len(r.spans) > 0) {
		r.err = errRefs
	}
	if r.err != nil {
		return "", fmt.Errorf("render %s: %w", p.path, r.err)
	}
	return template.HTML(r.out), nil
}

// HTML is Again and Parsed.HTML, without anchors. It may be called by several goroutines at once.
func HTML(f *File, text []byte, targets []Target, spans []Span, said *words.Words) (template.HTML, error) {
	p, err := Again(f, text)
	if err != nil {
		return "", err
	}
	defer p.Done()
	return p.HTML(targets, spans, said, false)
}

var rooms = sync.Pool{New: func() any { return &[]byte{} }} // that HTML writes to

var (
	errRefs    = errors.New("its references are not those that were resolved")
	errTooDeep = fmt.Errorf("emphasis or links are nested deeper than %d levels", maxDepth)
)

// word writes a label in the language of the page.
func (r *renderer) word(name string) { r.escaped(r.words.Word("body." + name)) }

// renderer walks a document and writes its HTML.
type renderer struct {
	*document
	out     []byte
	targets []Target
	used    int    // targets
	spans   []Span // that are still to come
	words   *words.Words
	anchors bool // headings link to themselves
	images  int
	inLink  bool
	inSpan  bool // in the first of spans
	depth   int  // of inline content
	err     error
}

func (r *renderer) write(s ...string) {
	for _, s := range s {
		r.out = append(r.out, s...)
	}
}

func (r *renderer) escaped(s string) { r.out = appendEscaped(r.out, s) }

func (r *renderer) escape(s span) { r.out = appendEscaped(r.out, r.of(s)) }

// next gives the target of the next reference.
func (r *renderer) next() Target {
	r.used++
	if r.used > len(r.targets) {
		r.err = errRefs
		return Target{}
	}
	return r.targets[r.used-1]
}

func (r *renderer) number(n int) { r.out = strconv.AppendInt(r.out, int64(n), 10) }

func (r *renderer) blocks(i int) {
	for c, end := i+1, r.nodes[i].end; c < end && r.err == nil; c = r.nodes[c].end {
		r.block(c, r.nodes[c].end < end)
	}
}

// block writes a block; more says that another one comes after it in the same.
func (r *renderer) block(i int, more bool) {
	switch n := &r.nodes[i]; n.kind {
	case aParagraph:
		r.paragraph(i)
	case aTextBlock:
		if image := r.figureIn(i); image > 0 {
			r.figure(image)
			return
		}
		r.inlines(i)
		if more {
			r.write("\n")
		}
	case aHeading:
		r.write("<h")
		r.number(n.number)
		r.write(` id="`)
		r.escape(n.text)
		r.write(`">`)
		r.inlines(i)
		if r.anchors && n.number <= 4 {
			r.write(` <a class="anchor" href="#`)
			r.escape(n.text)
			r.write(`" aria-label="`)
			r.escaped(r.words.Word("body.anchor"))
			r.write(`"></a>`)
		}
		r.write("</h")
		r.number(n.number)
		r.write(">\n")
	case aList:
		r.list(i)
	case aQuote:
		r.write("<blockquote>\n")
		r.blocks(i)
		r.write("</blockquote>\n")
	case anAlert:
		kind := alerts[n.number]
		r.write(`<aside class="alert alert-`, kind, `" role="note">`, "\n", `<p class="alert-label">`)
		r.word(kind)
		r.write("</p>\n")
		r.blocks(i)
		r.write("</aside>\n")
	case aCodeBlock:
		r.out = appendCode(r.out, r.of(n.text), string(r.of(n.more)))
	case anHTMLBlock:
		if html := r.of(n.text); len(html) > 0 {
			r.write("<p>")
			r.out = appendEscaped(r.out, html)
			r.write("</p>\n")
		}
	case aRule:
		r.write("<hr>\n")
	case aTable:
		r.table(i)
	case aDefinitionList:
		r.write("<dl>\n")
		r.blocks(i)
		r.write("</dl>\n")
	case aTerm:
		r.write("<dt>")
		r.inlines(i)
		r.write("</dt>\n")
	case aDescription:
		r.write("<dd>")
		r.blocks(i)
		r.write("</dd>\n")
	case aNoteList:
		r.write(`<section class="notes" role="doc-endnotes" aria-label="`)
		r.word("notes")
		r.write("\">\n<ol>\n")
		r.blocks(i)
		r.write("</ol>\n</section>\n")
	case aNote:
		r.note(i)
	case aReference:
	default:
		r.err = fmt.Errorf("no way to show a block of the kind %d", n.kind)
	}
}

func (r *renderer) paragraph(i int) {
	if image := r.figureIn(i); image > 0 {
		r.figure(image)
		return
	}
	before := len(r.out)
	r.write("<p>")
	start := len(r.out)
	r.inlines(i)
	if isBlank(r.out[start:]) { // only a comment
		r.out = r.out[:before]
		return
	}
	r.write("</p>\n")
}

func (r *renderer) list(i int) {
	n := &r.nodes[i]
	tag := "ul"
	if n.is(ordered) {
		tag = "ol"
	}
	r.write("<", tag)
	if n.is(ordered) && n.number != 1 {
		r.write(` start="`)
		r.number(n.number)
		r.write(`"`)
	}
	if r.holds(i) && r.isTask(i+1) {
		r.write(` class="tasks"`)
	}
	r.write(">\n")
	for item := i + 1; item < n.end && r.err == nil; item = r.nodes[item].end {
		if r.isTask(item) {
			r.write(`<li class="task">`)
		} else {
			r.write("<li>")
		}
		if r.holds(item) && r.kindIn(item) != aTextBlock {
			r.write("\n")
		}
		r.blocks(item)
		r.write("</li>\n")
	}
	r.write("</", tag, ">\n")
}

func (r *renderer) isTask(item int) bool {
	return r.holds(item) && r.kindIn(item) < firstInline && r.kindIn(item+1) == aCheckBox
}

func (r *renderer) table(i int) {
	end := r.nodes[i].end
	label := r.words.Word("body.table")
	if r.kindIn(i) == aCaption {
		label = r.plain(i + 1)
	}
	// A group, because a landmark needs a name of its own, and tables without a caption are all called the same.
	r.write(`<div class="table" role="group" tabindex="0" aria-label="`)
	r.escaped(label)
	r.write("\">\n<table>\n")
	body := false
	for c := i + 1; c < end && r.err == nil; c = r.nodes[c].end {
		switch r.nodes[c].kind {
		case aCaption:
			r.write("<caption>")
			r.inlines(c)
			r.write("</caption>\n")
		case aHead:
			r.write("<thead>\n")
			r.row(c, "th")
			r.write("</thead>\n")
		case aRow:
			if !body {
				r.write("<tbody>\n")
				body = true
			}
			r.row(c, "td")
		}
	}
	if body {
		r.write("</tbody>\n")
	}
	r.write("</table>\n</div>\n")
}

func (r *renderer) row(i int, tag string) {
	r.write("<tr>\n")
	for c, end := i+1, r.nodes[i].end; c < end && r.err == nil; c = r.nodes[c].end {
		tag := tag
		if !r.holds(c) {
			tag = "td" // an empty cell heads nothing
		}
		r.write("<", tag)
		if tag == "th" {
			r.write(` scope="col"`)
		}
		switch r.nodes[c].number {
		case alignStart:
			r.write(` class="start"`)
		case alignEnd:
			r.write(` class="end"`)
		case alignCenter:
			r.write(` class="center"`)
		}
		r.write(">")
		r.inlines(c)
		r.write("</", tag, ">\n")
	}
	r.write("</tr>\n")
}

// note writes a footnote with the links that lead back from its last paragraph.
func (r *renderer) note(i int) {
	n := &r.nodes[i]
	r.write(`<li id="`, noteID(n.number), `">`, "\n")
	last := 0
	for c := i + 1; c < n.end && r.err == nil; c = r.nodes[c].end {
		more := r.nodes[c].end < n.end
		if !more && r.nodes[c].kind == aParagraph {
			last = c
			break
		}
		r.block(c, more)
	}
	r.write("<p>")
	if last > 0 {
		r.inlines(last)
		r.write(" ")
	}
	for link := 1; link <= n.count; link++ {
		if link > 1 {
			r.write(" ")
		}
		r.write(`<a class="note-back" href="#`, noteLinkID(n.number, link), `" role="doc-backlink" aria-label="`)
		r.word("back")
		if link == 1 {
			r.write(`">↩</a>`)
		} else {
			r.write(" ", strconv.Itoa(link), `">↩<sup>`, strconv.Itoa(link), "</sup></a>")
		}
	}
	r.write("</p>\n</li>\n")
}

// figure writes an image that stands alone, with its title as its caption.
func (r *renderer) figure(i int) {
	before := len(r.out)
	r.write("<figure>")
	if !r.image(i, false) {
		text := append([]byte(nil), r.out[before+len("<figure>"):]...)
		r.out = r.out[:before]
		r.write("<p>")
		r.out = append(r.out, text...)
		r.write("</p>\n")
		return
	}
	if title := r.of(r.nodes[i].more); len(title) > 0 {
		r.write("<figcaption>")
		r.out = appendMarkdown(r.out, title)
		r.write("</figcaption>")
	}
	r.write("</figure>\n")
}

// image writes an image, or its alternative text if it has no address, and tells which.
func (r *renderer) image(i int, titled bool) bool {
	n := &r.nodes[i]
	var target Target
	if n.number == int(local) {
		target = r.next()
	}
	alt := r.plain(i)
	if target.Href == "" {
		r.escaped(alt)
		return false
	}
	r.write(`<img src="`)
	r.out = appendAddress(r.out, target.Href)
	if target.Srcset != "" {
		r.write(`" srcset="`)
		r.escaped(target.Srcset)
		r.write(`" sizes="(min-width: 40rem) 36rem, 100vw`)
	}
	if target.Width > 0 {
		r.write(`" width="`, strconv.Itoa(target.Width), `" height="`, strconv.Itoa(target.Height))
	}
	r.write(`" alt="`)
	r.escaped(alt)
	if title := r.of(n.more); titled && len(title) > 0 {
		r.write(`" title="`)
		r.out = appendMarkdown(r.out, title)
	}
	if r.images++; r.images > 1 { // The first one is likely in sight.
		r.write(`" loading="lazy`)
	}
	r.write(`" decoding="async">`)
	return true
}

func (r *renderer) inlines(i int) {
	if r.depth > maxDepth {
		r.err = errTooDeep
		return
	}
	r.depth++
	for c, end := i+1, r.nodes[i].end; c < end && r.err == nil; c = r.nodes[c].end {
		r.inline(c)
	}
	r.depth--
}

func (r *renderer) inline(i int) {
	switch n := &r.nodes[i]; n.kind {
	case aText:
		if n.is(raw) {
			r.escape(n.text)
		} else {
			r.text(n.text.start, n.text.stop)
		}
		if n.is(hard) {
			r.write("<br>\n")
		} else if n.is(soft) {
			r.write("\n")
		}
	case anEmphasis:
		r.element(i, "em")
	case aStrong:
		r.element(i, "strong")
	case aStrike:
		r.element(i, "del")
	case aCodeSpan:
		r.write("<code>")
		start := len(r.out)
		for _, c := range r.nodes[i+1 : n.end] {
			r.escape(c.text)
		}
		oneLine(r.out[start:])
		r.write("</code>")
	case aWiki:
		target := r.next()
		text := string(r.of(n.text))
		if text == "" {
			text = target.Text
		}
		if text == "" {
			text = string(r.of(n.more))
		}
		r.anchor(target.Href, nil, func() { r.escaped(text) })
	case aLink:
		href := ""
		if n.number == int(local) {
			href = r.next().Href
		} else {
			href = string(r.of(n.text))
		}
		r.anchor(href, r.of(n.more), func() { r.inlines(i) })
	case anAddress:
		r.anchor(string(r.of(n.more)), nil, func() { r.escape(n.text) })
	case anImage:
		r.image(i, true)
	case anHTML:
		r.escape(n.text)
	case aComment:
	case aNoteLink:
		number := strconv.Itoa(n.number)
		r.write(`<sup id="`, noteLinkID(n.number, n.count), `">`)
		if r.inLink {
			r.write(number, "</sup>")
			return
		}
		r.write(`<a class="note-ref" href="#`, noteID(n.number), `" role="doc-noteref">`, number, "</a></sup>")
	case aCheckBox:
		mark, label := "", "to-do"
		if n.is(checked) {
			mark, label = " checked", "done"
		}
		r.write(`<input type="checkbox" disabled`, mark, ` aria-label="`)
		r.word(label)
		r.write(`"> `)
	default:
		r.err = fmt.Errorf("no way to show an inline of the kind %d", n.kind)
	}
}

// oneLine makes spaces of the ends of lines.
func oneLine(text []byte) {
	for i, c := range text {
		if c == '\n' {
			text[i] = ' '
		}
	}
}

// text writes a part of the text, with the links that begin or end in it. One may end in a later part of the same block.
func (r *renderer) text(start, stop int) {
	for len(r.spans) > 0 && r.spans[0].Start < stop {
		s := r.spans[0]
		if !r.inSpan {
			r.out = appendMarkdown(r.out, r.document.text[start:max(start, s.Start)])
			start = max(start, s.Start)
			r.write(`<a href="`)
			r.out = appendAddress(r.out, s.Href)
			r.write(`">`)
			r.inSpan = true
		}
		if s.Stop > stop {
			break
		}
		r.out = appendMarkdown(r.out, r.document.text[start:s.Stop])
		start = s.Stop
		r.write("</a>")
		r.inSpan, r.spans = false, r.spans[1:]
	}
	r.out = appendMarkdown(r.out, r.document.text[start:stop])
}

func (r *renderer) element(i int, tag string) {
	r.write("<", tag, ">")
	r.inlines(i)
	r.write("</", tag, ">")
}

// anchor writes a link around what content writes; content alone when there is no address, or inside another link.
func (r *renderer) anchor(href string, title []byte, content func()) {
	if href == "" || r.inLink {
		content()
		return
	}
	r.write(`<a href="`)
	r.out = appendAddress(r.out, href)
	if len(title) > 0 {
		r.write(`" title="`)
		r.out = appendMarkdown(r.out, title)
	}
	r.write(`">`)
	r.inLink = true
	content()
	r.inLink = false
	r.write("</a>")
}
