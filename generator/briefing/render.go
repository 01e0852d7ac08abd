package briefing

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"sync"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"dateline/generator/words"
)

// Parsed is the body of a file, parsed again for what shows it. It is of use as long as the text that it was made of, and may be used by
// one goroutine at a time.
type Parsed struct {
	*document
	path string
}

// Again parses f's body again. text is what parseBody was given: the file's bytes from f.Body.Offset on.
func Again(f *File, text []byte) (*Parsed, error) {
	text = normalise(text)
	if r := refuse(text); r != nil {
		return nil, fmt.Errorf("render %s: %s", f.Path, r.message)
	}
	return &Parsed{parseMarkdown(text), f.Path}, nil
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
	r := renderer{document: p.document, targets: targets, spans: spans, words: said, anchors: anchors, out: (*out)[:0]}
	r.blocks(r.root)
	defer func() { *out = r.out; rooms.Put(out) }()
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
	return p.HTML(targets, spans, said, false)
}

var rooms = sync.Pool{New: func() any { return &[]byte{} }} // that HTML and Plain write to

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
	heading int  // headings written
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

func (r *renderer) escaped(s string) { r.out = appendEscaped(r.out, []byte(s)) }

// next gives the target of the next reference.
func (r *renderer) next() Target {
	r.used++
	if r.used > len(r.targets) {
		r.err = errRefs
		return Target{}
	}
	return r.targets[r.used-1]
}

func (r *renderer) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil && r.err == nil; c = c.NextSibling() {
		r.block(c)
	}
}

func (r *renderer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.TextBlock:
		if image := figureOf(n, r.source); image != nil {
			r.figure(image)
			return
		}
		r.inlines(n)
		if n.NextSibling() != nil {
			r.write("\n")
		}
	case *ast.Heading:
		h := r.headings[r.heading]
		r.heading++
		level := strconv.Itoa(h.Level)
		r.write("<h", level, ` id="`)
		r.escaped(h.ID)
		r.write(`">`)
		r.inlines(n)
		if r.anchors && h.Level <= 4 {
			r.write(` <a class="anchor" href="#`)
			r.escaped(h.ID)
			r.write(`" aria-label="`)
			r.escaped(r.words.Word("body.anchor"))
			r.write(`"></a>`)
		}
		r.write("</h", level, ">\n")
	case *ast.List:
		r.list(n)
	case *ast.Blockquote:
		r.write("<blockquote>\n")
		r.blocks(n)
		r.write("</blockquote>\n")
	case *alertNode:
		r.write(`<aside class="alert alert-`, n.kind, `" role="note">`, "\n", `<p class="alert-label">`)
		r.word(n.kind)
		r.write("</p>\n")
		r.blocks(n)
		r.write("</aside>\n")
	case *ast.FencedCodeBlock:
		r.out = appendCode(r.out, codeOf(n, r.source), codeLanguage(n, r.source))
	case *ast.CodeBlock:
		r.out = appendCode(r.out, codeOf(n, r.source), "")
	case *ast.HTMLBlock:
		html, _ := withoutComments(blockHTML(n, r.source))
		if html = bytes.TrimSpace(html); len(html) > 0 {
			r.write("<p>")
			r.out = appendEscaped(r.out, html)
			r.write("</p>\n")
		}
	case *ast.ThematicBreak:
		r.write("<hr>\n")
	case *extast.Table:
		r.table(n)
	case *extast.DefinitionList:
		r.write("<dl>\n")
		r.blocks(n)
		r.write("</dl>\n")
	case *extast.DefinitionTerm:
		r.write("<dt>")
		r.inlines(n)
		r.write("</dt>\n")
	case *extast.DefinitionDescription:
		r.write("<dd>")
		r.blocks(n)
		r.write("</dd>\n")
	case *extast.FootnoteList:
		r.write(`<section class="notes" role="doc-endnotes" aria-label="`)
		r.word("notes")
		r.write("\">\n<ol>\n")
		r.blocks(n)
		r.write("</ol>\n</section>\n")
	case *extast.Footnote:
		r.note(n)
	case *ast.LinkReferenceDefinition:
	default:
		r.err = fmt.Errorf("no way to show a %s", n.Kind())
	}
}

func (r *renderer) paragraph(n ast.Node) {
	if image := figureOf(n, r.source); image != nil {
		r.figure(image)
		return
	}
	before := len(r.out)
	r.write("<p>")
	start := len(r.out)
	r.inlines(n)
	if len(bytes.TrimSpace(r.out[start:])) == 0 { // only a comment
		r.out = r.out[:before]
		return
	}
	r.write("</p>\n")
}

func (r *renderer) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	r.write("<", tag)
	if n.IsOrdered() && n.Start != 1 {
		r.write(` start="`, strconv.Itoa(n.Start), `"`)
	}
	if isTask(n.FirstChild()) {
		r.write(` class="tasks"`)
	}
	r.write(">\n")
	for item := n.FirstChild(); item != nil && r.err == nil; item = item.NextSibling() {
		if isTask(item) {
			r.write(`<li class="task">`)
		} else {
			r.write("<li>")
		}
		if first := item.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
			r.write("\n")
		}
		r.blocks(item)
		r.write("</li>\n")
	}
	r.write("</", tag, ">\n")
}

func isTask(item ast.Node) bool {
	if item == nil || item.FirstChild() == nil {
		return false
	}
	first := item.FirstChild()
	return first.Type() == ast.TypeBlock && first.FirstChild() != nil && first.FirstChild().Kind() == extast.KindTaskCheckBox
}

func (r *renderer) table(n *extast.Table) {
	caption, _ := n.FirstChild().(*captionNode)
	label := r.words.Word("body.table")
	if caption != nil {
		label = r.plain(caption)
	}
	// A group, because a landmark needs a name of its own, and tables without a caption are all called the same.
	r.write(`<div class="table" role="group" tabindex="0" aria-label="`)
	r.escaped(label)
	r.write("\">\n<table>\n")
	body := false
	for c := n.FirstChild(); c != nil && r.err == nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *captionNode:
			r.write("<caption>")
			r.inlines(c)
			r.write("</caption>\n")
		case *extast.TableHeader:
			r.write("<thead>\n")
			r.row(c, n.Alignments, "th")
			r.write("</thead>\n")
		case *extast.TableRow:
			if !body {
				r.write("<tbody>\n")
				body = true
			}
			r.row(c, n.Alignments, "td")
		}
	}
	if body {
		r.write("</tbody>\n")
	}
	r.write("</table>\n</div>\n")
}

func (r *renderer) row(n ast.Node, alignments []extast.Alignment, tag string) {
	r.write("<tr>\n")
	i := 0
	for c := n.FirstChild(); c != nil && r.err == nil; c = c.NextSibling() {
		tag := tag
		if c.FirstChild() == nil {
			tag = "td" // an empty cell heads nothing
		}
		r.write("<", tag)
		if tag == "th" {
			r.write(` scope="col"`)
		}
		if i < len(alignments) {
			switch alignments[i] {
			case extast.AlignLeft:
				r.write(` class="start"`)
			case extast.AlignRight:
				r.write(` class="end"`)
			case extast.AlignCenter:
				r.write(` class="center"`)
			}
		}
		r.write(">")
		r.inlines(c)
		r.write("</", tag, ">\n")
		i++
	}
	r.write("</tr>\n")
}

// note writes a footnote with the links that lead back from its last paragraph.
func (r *renderer) note(n *extast.Footnote) {
	facts := r.notes[n]
	r.write(`<li id="`, noteID(facts.number), `">`, "\n")
	last, ok := n.LastChild().(*ast.Paragraph)
	for c := n.FirstChild(); c != nil && r.err == nil; c = c.NextSibling() {
		if ok && c == ast.Node(last) {
			break
		}
		r.block(c)
	}
	r.write("<p>")
	if ok {
		r.inlines(last)
		r.write(" ")
	}
	for link := 1; link <= facts.links; link++ {
		if link > 1 {
			r.write(" ")
		}
		r.write(`<a class="note-back" href="#`, noteLinkID(facts.number, link), `" role="doc-backlink" aria-label="`)
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
func (r *renderer) figure(n *ast.Image) {
	before := len(r.out)
	r.write("<figure>")
	if !r.image(n, false) {
		text := append([]byte(nil), r.out[before+len("<figure>"):]...)
		r.out = r.out[:before]
		r.write("<p>")
		r.out = append(r.out, text...)
		r.write("</p>\n")
		return
	}
	if len(n.Title) > 0 {
		r.write("<figcaption>")
		r.out = appendMarkdown(r.out, n.Title)
		r.write("</figcaption>")
	}
	r.write("</figure>\n")
}

// image writes an image, or its alternative text if it has no address, and tells which.
func (r *renderer) image(n *ast.Image, title bool) bool {
	var target Target
	if to := judgeImage(n.Destination); to.kind == local {
		target = r.next()
	}
	alt := r.plain(n)
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
	if title && len(n.Title) > 0 {
		r.write(`" title="`)
		r.out = appendMarkdown(r.out, n.Title)
	}
	if r.images++; r.images > 1 { // The first one is likely in sight.
		r.write(`" loading="lazy`)
	}
	r.write(`" decoding="async">`)
	return true
}

func (r *renderer) inlines(n ast.Node) {
	if r.depth > maxDepth {
		r.err = errTooDeep
		return
	}
	r.depth++
	for c := n.FirstChild(); c != nil && r.err == nil; c = c.NextSibling() {
		r.inline(c)
	}
	r.depth--
}

func (r *renderer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		if n.IsRaw() {
			r.out = appendEscaped(r.out, n.Segment.Value(r.source))
		} else {
			r.text(n.Segment.Start, n.Segment.Stop)
		}
		if n.HardLineBreak() {
			r.write("<br>\n")
		} else if n.SoftLineBreak() {
			r.write("\n")
		}
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		r.element(n, tag)
	case *extast.Strikethrough:
		r.element(n, "del")
	case *ast.CodeSpan:
		r.write("<code>")
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				r.out = appendEscaped(r.out, bytes.ReplaceAll(t.Segment.Value(r.source), []byte("\n"), []byte(" ")))
			}
		}
		r.write("</code>")
	case *wikiNode:
		target := r.next()
		text := n.text
		if text == "" {
			text = target.Text
		}
		if text == "" {
			text = n.name
		}
		r.anchor(target.Href, nil, func() { r.escaped(text) })
	case *ast.Link:
		r.link(n)
	case *ast.AutoLink:
		to := judge(autoLinkAddress(n, r.source), false)
		r.anchor(to.href, nil, func() { r.out = appendEscaped(r.out, n.Label(r.source)) })
	case *ast.Image:
		r.image(n, true)
	case *ast.RawHTML:
		if !isComment(n, r.source) {
			r.out = appendEscaped(r.out, n.Segments.Value(r.source))
		}
	case *noteLinkNode:
		number := strconv.Itoa(n.number)
		r.write(`<sup id="`, noteLinkID(n.number, n.link), `">`)
		if r.inLink {
			r.write(number, "</sup>")
			return
		}
		r.write(`<a class="note-ref" href="#`, noteID(n.number), `" role="doc-noteref">`, number, "</a></sup>")
	case *extast.TaskCheckBox:
		checked, label := "", "to-do"
		if n.IsChecked {
			checked, label = " checked", "done"
		}
		r.write(`<input type="checkbox" disabled`, checked, ` aria-label="`)
		r.word(label)
		r.write(`"> `)
	default:
		r.err = fmt.Errorf("no way to show a %s", n.Kind())
	}
}

// text writes a part of the text, with the links that begin or end in it. One may end in a later part of the same block.
func (r *renderer) text(start, stop int) {
	for len(r.spans) > 0 && r.spans[0].Start < stop {
		s := r.spans[0]
		if !r.inSpan {
			r.out = appendMarkdown(r.out, r.source[start:max(start, s.Start)])
			start = max(start, s.Start)
			r.write(`<a href="`)
			r.out = appendAddress(r.out, s.Href)
			r.write(`">`)
			r.inSpan = true
		}
		if s.Stop > stop {
			break
		}
		r.out = appendMarkdown(r.out, r.source[start:s.Stop])
		start = s.Stop
		r.write("</a>")
		r.inSpan, r.spans = false, r.spans[1:]
	}
	r.out = appendMarkdown(r.out, r.source[start:stop])
}

func (r *renderer) element(n ast.Node, tag string) {
	r.write("<", tag, ">")
	r.inlines(n)
	r.write("</", tag, ">")
}

func (r *renderer) link(n *ast.Link) {
	href := ""
	switch to := judgeLink(n.Destination); to.kind {
	case external:
		href = to.href
	case fragment:
		href = "#" + to.fragment
	case local:
		href = r.next().Href
	}
	r.anchor(href, n.Title, func() { r.inlines(n) })
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

// autoLinkAddress gives where a bare address leads.
func autoLinkAddress(n *ast.AutoLink, source []byte) string {
	address := n.URL(source)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(address), []byte("mailto:")) {
		return "mailto:" + string(address)
	}
	return string(address)
}
