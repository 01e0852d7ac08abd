package briefing

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/text/width"

	"dateline/generator/words"
)

// AppendPlain appends the body to out, as text for mail and messengers, which break long lines themselves: a paragraph is one line, a blank line stands
// between two blocks, a link's address in angle brackets behind its text. targets are as for HTML, with the addresses as readers are to
// see them; the words that are no writer's are those of said. The text has line feeds, the last one at its end, or is empty.
func (p *Parsed) AppendPlain(out []byte, targets []Target, said *words.Words) ([]byte, error) {
	w := plainWriter{document: p.document, targets: targets, said: said, out: out, began: len(out)}
	w.blocks(w.root, false)
	if w.err == nil && w.used != len(targets) {
		w.err = errRefs
	}
	if w.err != nil {
		return out, fmt.Errorf("render %s: %w", p.path, w.err)
	}
	return w.out, nil
}

// plainWriter walks a document and writes it as text.
type plainWriter struct {
	*document
	out     []byte
	targets []Target
	used    int
	said    *words.Words
	heading int    // headings written
	prefix  string // of every line: what quotes and lists put before it
	first   string // of the next line, where a marker stands before it
	opened  bool   // first is to be written
	began   int    // where the words of the line begin
	inLink  bool
	depth   int // of inline content
	err     error
}

func (w *plainWriter) write(s string) { w.out = append(w.out, s...) }

// begin writes what stands before a line.
func (w *plainWriter) begin() {
	if w.opened {
		w.write(w.first)
	} else {
		w.write(w.prefix)
	}
	w.opened, w.began = false, len(w.out)
}

// blank writes an empty line, which has no white space at its end.
func (w *plainWriter) blank() {
	w.write(strings.TrimRight(w.prefix, " "))
	w.write("\n")
}

// within writes the blocks in n with a prefix before their lines, and on the first line a marker instead.
func (w *plainWriter) within(n ast.Node, marker, prefix string, tight bool) {
	outer := w.prefix
	if w.opened {
		w.first += marker
	} else {
		w.first = outer + marker
	}
	w.prefix, w.opened = outer+prefix, true
	w.blocks(n, tight)
	if w.opened { // There was nothing.
		w.write(strings.TrimRight(w.first, " "))
		w.write("\n")
		w.opened = false
	}
	w.prefix = outer
}

// blocks writes the blocks in n, with blank lines between them unless they are those of a tight list.
func (w *plainWriter) blocks(n ast.Node, tight bool) {
	written := false
	for c := n.FirstChild(); c != nil && w.err == nil; c = c.NextSibling() {
		before, opened := len(w.out), w.opened
		if written && !tight {
			w.blank()
		}
		start := len(w.out)
		w.block(c)
		if len(w.out) == start { // only a comment
			w.out, w.opened = w.out[:before], opened
			continue
		}
		written = true
	}
}

func (w *plainWriter) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *extast.DefinitionTerm:
		w.line(n)
	case *ast.Heading:
		level := w.headings[w.heading].Level
		w.heading++
		start := len(w.out) + len(w.prefix)
		if w.line(n); level == 2 && len(w.out) > start {
			w.underline(columns(w.out[start : len(w.out)-1]))
		}
	case *ast.List:
		w.list(n)
	case *ast.Blockquote:
		w.within(n, "> ", "> ", false)
	case *alertNode:
		w.begin()
		w.write(strings.TrimSpace(w.said.Word("text.labelled", "label", w.said.Word("body."+n.kind), "text", "")))
		w.write("\n")
		if n.FirstChild() != nil {
			w.within(n, "  ", "  ", false)
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		w.verbatim(codeOf(n, w.source), "    ")
	case *ast.HTMLBlock:
		html, _ := withoutComments(blockHTML(n, w.source))
		w.verbatim(bytes.TrimSpace(html), "")
	case *ast.ThematicBreak:
		w.begin()
		w.write("* * *\n")
	case *extast.Table:
		w.table(n)
	case *extast.DefinitionList:
		w.blocks(n, true)
	case *extast.DefinitionDescription:
		w.within(n, "    ", "    ", false)
	case *extast.FootnoteList:
		w.begin()
		notes := w.said.Word("body.notes")
		w.write(notes)
		w.write("\n")
		w.underline(columns([]byte(notes)))
		for c := n.FirstChild(); c != nil && w.err == nil; c = c.NextSibling() {
			number := "[" + strconv.Itoa(w.notes[c.(*extast.Footnote)].number) + "] "
			w.within(c, number, strings.Repeat(" ", len(number)), false)
		}
	case *ast.LinkReferenceDefinition:
	default:
		w.err = fmt.Errorf("no way to write a %s as text", n.Kind())
	}
}

// underline draws a line of so many columns below a heading.
func (w *plainWriter) underline(columns int) {
	w.begin()
	w.write(strings.Repeat("-", min(columns, plainWidth)))
	w.write("\n")
}

// line writes inline content as a line; nothing, if there is none to see.
func (w *plainWriter) line(n ast.Node) {
	before, opened := len(w.out), w.opened
	w.begin()
	start := len(w.out)
	if image := figureOf(n, w.source); image != nil {
		w.image(image, true)
	} else {
		w.inlines(n)
	}
	if text := bytes.TrimSpace(w.out[start:]); len(text) == 0 {
		w.out, w.opened = w.out[:before], opened
		return
	}
	w.write("\n")
}

// verbatim writes lines as they are, with an indent before each.
func (w *plainWriter) verbatim(text []byte, indent string) {
	if text = bytes.Trim(text, "\n"); len(text) == 0 {
		return
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimRight(line, "\n"); len(line) == 0 && !w.opened {
			w.blank()
			continue
		}
		w.begin()
		w.write(indent)
		w.out = append(append(w.out, line...), '\n')
	}
}

func (w *plainWriter) list(n *ast.List) {
	number := n.Start
	for item := n.FirstChild(); item != nil && w.err == nil; item = item.NextSibling() {
		if item != n.FirstChild() && !n.IsTight {
			w.blank()
		}
		marker := "- "
		if n.IsOrdered() {
			marker = strconv.Itoa(number) + ". "
			number++
		}
		w.within(item, marker, strings.Repeat(" ", len(marker)), n.IsTight)
	}
}

// plainWidth is how many columns the lines of mail had when they were broken by hand. A table that fits is written in columns.
const plainWidth = 72

// table writes a table in columns with bars between them, or, where they have no room or a cell has a bar in it, row by row.
func (w *plainWriter) table(n *extast.Table) {
	var rows [][]string
	var widths []int
	captioned, barred := false, false
	for c := n.FirstChild(); c != nil && w.err == nil; c = c.NextSibling() {
		if caption, ok := c.(*captionNode); ok {
			before := len(w.out)
			w.line(caption)
			captioned = len(w.out) > before
			continue
		}
		var row []string
		for cell := c.FirstChild(); cell != nil && w.err == nil; cell = cell.NextSibling() {
			start := len(w.out)
			w.inlines(cell)
			if i := len(row); i == len(widths) {
				widths = append(widths, 0)
			}
			widths[len(row)] = max(widths[len(row)], columns(w.out[start:]))
			barred = barred || bytes.ContainsRune(w.out[start:], '|')
			row = append(row, string(w.out[start:]))
			w.out = w.out[:start]
		}
		rows = append(rows, row)
	}
	total := 3 * (len(widths) - 1)
	for _, n := range widths {
		total += n
	}
	if total <= plainWidth && !barred {
		w.grid(rows, widths, n.Alignments)
	} else {
		w.records(rows, captioned)
	}
}

// grid writes a row on a line, the first as a head.
func (w *plainWriter) grid(rows [][]string, widths []int, alignments []extast.Alignment) {
	for i, row := range rows {
		if !hasWords(row) {
			continue // a head without words
		}
		w.begin()
		for j, cell := range row {
			if j > 0 {
				w.write(" | ")
			}
			room := strings.Repeat(" ", widths[j]-columns([]byte(cell)))
			if j < len(alignments) && alignments[j] == extast.AlignRight {
				w.write(room)
				room = ""
			}
			w.write(cell)
			if j < len(row)-1 {
				w.write(room)
			}
		}
		w.write("\n")
		if i == 0 {
			w.begin()
			for j, n := range widths {
				if j > 0 {
					w.write("-+-")
				}
				w.write(strings.Repeat("-", n))
			}
			w.write("\n")
		}
	}
}

// records writes a cell on a line, behind the words of its head, and a blank line between two rows.
func (w *plainWriter) records(rows [][]string, apart bool) {
	heads := make([]string, len(rows[0]))
	if len(rows) > 1 {
		heads, rows = rows[0], rows[1:]
	}
	for _, row := range rows {
		if !hasWords(row) {
			continue
		}
		if apart {
			w.blank()
		}
		for j, cell := range row {
			if cell == "" {
				continue
			}
			if heads[j] != "" {
				cell = w.said.Word("text.labelled", "label", heads[j], "text", cell)
			}
			w.begin()
			w.write(cell)
			w.write("\n")
		}
		apart = true
	}
}

func hasWords(row []string) bool {
	return slices.ContainsFunc(row, func(cell string) bool { return cell != "" })
}

// columns gives how much room a text takes where all letters are of one width, but those that take two, and marks, which take none.
func columns(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r < 0x300:
			n++
		case unicode.In(r, unicode.Mn, unicode.Cf):
		case r >= 0x1100 && (width.LookupRune(r).Kind() == width.EastAsianWide || width.LookupRune(r).Kind() == width.EastAsianFullwidth):
			n += 2
		default:
			n++
		}
	}
	return n
}

// image writes what an image shows, where it stands alone with its caption, and its address.
func (w *plainWriter) image(n *ast.Image, caption bool) {
	href := ""
	if to := judgeImage(n.Destination); to.kind == local {
		href = w.next().Href
	}
	gap := ""
	if alt := w.plain(n); alt != "" {
		w.write("[" + alt + "]")
		gap = " "
	}
	if caption && len(n.Title) > 0 {
		w.write(gap)
		w.out = appendUnescaped(w.out, n.Title)
		gap = " "
	}
	if href != "" && !w.inLink {
		w.write(gap)
		w.address(href)
	}
}

func (w *plainWriter) inlines(n ast.Node) {
	if w.depth > maxDepth {
		w.err = errTooDeep
		return
	}
	w.depth++
	for c := n.FirstChild(); c != nil && w.err == nil; c = c.NextSibling() {
		w.inline(c)
	}
	w.depth--
}

func (w *plainWriter) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		if text := n.Segment.Value(w.source); n.IsRaw() {
			w.out = append(w.out, text...)
		} else {
			w.out = appendUnescaped(w.out, text)
		}
		if n.HardLineBreak() && len(w.out) > w.began {
			w.write("\n")
			w.begin()
		} else if n.SoftLineBreak() {
			w.write(" ")
		}
	case *ast.Emphasis:
		w.inlines(n)
	case *extast.Strikethrough: // Without its signs it would say what is no longer said.
		w.write("~~")
		w.inlines(n)
		w.write("~~")
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				w.out = append(w.out, bytes.ReplaceAll(t.Segment.Value(w.source), []byte("\n"), []byte(" "))...)
			}
		}
	case *wikiNode:
		target := w.next()
		text := n.text
		if text == "" {
			text = target.Text
		}
		if text == "" {
			text = n.name
		}
		w.link(target.Href, func() { w.write(text) })
	case *ast.Link:
		href := ""
		switch to := judgeLink(n.Destination); to.kind {
		case external:
			href = to.href
		case local:
			href = w.next().Href
		}
		w.link(href, func() { w.inlines(n) })
	case *ast.AutoLink:
		w.out = append(w.out, n.Label(w.source)...)
	case *ast.Image:
		w.image(n, false)
	case *ast.RawHTML:
		if !isComment(n, w.source) {
			w.out = append(w.out, n.Segments.Value(w.source)...)
		}
	case *noteLinkNode:
		w.write("[" + strconv.Itoa(n.number) + "]")
	case *extast.TaskCheckBox:
		if n.IsChecked {
			w.write("[x] ")
		} else {
			w.write("[ ] ")
		}
	default:
		w.err = fmt.Errorf("no way to write a %s as text", n.Kind())
	}
}

// next gives the target of the next reference.
func (w *plainWriter) next() Target {
	w.used++
	if w.used > len(w.targets) {
		w.err = errRefs
		return Target{}
	}
	return w.targets[w.used-1]
}

// link writes what content writes and the address behind it, unless they are the same; content alone inside another link.
func (w *plainWriter) link(href string, content func()) {
	if w.inLink || href == "" {
		content()
		return
	}
	start := len(w.out)
	w.inLink = true
	content()
	w.inLink = false
	href = strings.TrimPrefix(strings.TrimPrefix(href, "mailto:"), "tel:")
	if string(w.out[start:]) != href {
		w.write(" ")
		w.address(href)
	}
}

// address writes an address between the signs that end it for the programs that make links of addresses.
func (w *plainWriter) address(href string) {
	w.write("<")
	w.out = append(w.out, bytes.ReplaceAll(appendAddress(nil, href), []byte("&amp;"), []byte("&"))...)
	w.write(">")
}
