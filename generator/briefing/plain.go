package briefing

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"dateline/generator/words"
)

// AppendPlain appends the body to out, as text for mail and messengers, which break long lines themselves: a paragraph is one line, a blank line stands
// between two blocks, a link's address in angle brackets behind its text. targets are as for HTML, with the addresses as readers are to
// see them; the words that are no writer's are those of said. The text has line feeds, the last one at its end, or is empty.
func (p *Parsed) AppendPlain(out []byte, targets []Target, said *words.Words) ([]byte, error) {
	w := plainWriter{document: &p.document, targets: targets, said: said, out: out, began: len(out)}
	w.blocks(0, false)
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

// within writes the blocks in a node with a prefix before their lines, and on the first line a marker instead.
func (w *plainWriter) within(i int, marker, prefix string, tight bool) {
	outer := w.prefix
	if w.opened {
		w.first += marker
	} else {
		w.first = outer + marker
	}
	w.prefix, w.opened = outer+prefix, true
	w.blocks(i, tight)
	if w.opened { // There was nothing.
		w.write(strings.TrimRight(w.first, " "))
		w.write("\n")
		w.opened = false
	}
	w.prefix = outer
}

// blocks writes the blocks in a node, with blank lines between them unless they are those of a tight list.
func (w *plainWriter) blocks(i int, tight bool) {
	written := false
	for c, end := i+1, w.nodes[i].end; c < end && w.err == nil; c = w.nodes[c].end {
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

func (w *plainWriter) block(i int) {
	switch n := &w.nodes[i]; n.kind {
	case aParagraph, aTextBlock, aTerm:
		w.line(i)
	case aHeading:
		start := len(w.out) + len(w.prefix)
		if w.line(i); n.number == 2 && len(w.out) > start {
			w.underline(columns(w.out[start : len(w.out)-1]))
		}
	case aList:
		w.list(i)
	case aQuote:
		w.within(i, "> ", "> ", false)
	case anAlert:
		w.begin()
		w.write(strings.TrimSpace(w.said.Word("text.labelled", "label", w.said.Word("body."+alerts[n.number]), "text", "")))
		w.write("\n")
		if w.holds(i) {
			w.within(i, "  ", "  ", false)
		}
	case aCodeBlock:
		w.verbatim(w.of(n.text), "    ")
	case anHTMLBlock:
		w.verbatim(w.of(n.text), "")
	case aRule:
		w.begin()
		w.write("* * *\n")
	case aTable:
		w.table(i)
	case aDefinitionList:
		w.blocks(i, true)
	case aDescription:
		w.within(i, "    ", "    ", false)
	case aNoteList:
		w.begin()
		notes := w.said.Word("body.notes")
		w.write(notes)
		w.write("\n")
		w.underline(columns([]byte(notes)))
		for c := i + 1; c < n.end && w.err == nil; c = w.nodes[c].end {
			number := "[" + strconv.Itoa(w.nodes[c].number) + "] "
			w.within(c, number, strings.Repeat(" ", len(number)), false)
		}
	case aReference:
	default:
		w.err = fmt.Errorf("no way to write a block of the kind %d as text", n.kind)
	}
}

// underline draws a line of so many columns below a heading.
func (w *plainWriter) underline(columns int) {
	w.begin()
	w.write(strings.Repeat("-", min(columns, plainWidth)))
	w.write("\n")
}

// line writes inline content as a line; nothing, if there is none to see.
func (w *plainWriter) line(i int) {
	before, opened := len(w.out), w.opened
	w.begin()
	start := len(w.out)
	if image := w.figureIn(i); image > 0 {
		w.image(image, true)
	} else {
		w.inlines(i)
	}
	if isBlank(w.out[start:]) {
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

func (w *plainWriter) list(i int) {
	n := &w.nodes[i]
	number := n.number
	for item := i + 1; item < n.end && w.err == nil; item = w.nodes[item].end {
		if item > i+1 && !n.is(tight) {
			w.blank()
		}
		marker, indent := "- ", "  "
		if n.is(ordered) {
			marker = strconv.Itoa(number) + ". "
			indent = strings.Repeat(" ", len(marker))
			number++
		}
		w.within(item, marker, indent, n.is(tight))
	}
}

// plainWidth is how many columns the lines of mail had when they were broken by hand. A table that fits is written in columns.
const plainWidth = 72

// table writes a table in columns with bars between them, or, where they have no room or a cell has a bar in it, row by row.
func (w *plainWriter) table(i int) {
	var rows [][]string
	var widths []int
	var right []bool // columns whose texts end at the same place
	captioned, barred := false, false
	for c, end := i+1, w.nodes[i].end; c < end && w.err == nil; c = w.nodes[c].end {
		if w.nodes[c].kind == aCaption {
			before := len(w.out)
			w.line(c)
			captioned = len(w.out) > before
			continue
		}
		var row []string
		for cell, end := c+1, w.nodes[c].end; cell < end && w.err == nil; cell = w.nodes[cell].end {
			start := len(w.out)
			w.inlines(cell)
			if len(row) == len(widths) {
				widths, right = append(widths, 0), append(right, w.nodes[cell].number == alignEnd)
			}
			widths[len(row)] = max(widths[len(row)], columns(w.out[start:]))
			barred = barred || bytes.IndexByte(w.out[start:], '|') >= 0
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
		w.grid(rows, widths, right)
	} else {
		w.records(rows, len(widths), captioned)
	}
}

// grid writes a row on a line, the first as a head.
func (w *plainWriter) grid(rows [][]string, widths []int, right []bool) {
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
			if right[j] {
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
func (w *plainWriter) records(rows [][]string, columns int, apart bool) {
	heads := make([]string, columns)
	if len(rows) > 1 {
		copy(heads, rows[0])
		rows = rows[1:]
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
func (w *plainWriter) image(i int, caption bool) {
	n := &w.nodes[i]
	href := ""
	if n.number == int(local) {
		href = w.next().Href
	}
	gap := ""
	if alt := w.plain(i); alt != "" {
		w.write("[" + alt + "]")
		gap = " "
	}
	if title := w.of(n.more); caption && len(title) > 0 {
		w.write(gap)
		w.out = appendUnescaped(w.out, title)
		gap = " "
	}
	if href != "" && !w.inLink {
		w.write(gap)
		w.address(href)
	}
}

func (w *plainWriter) inlines(i int) {
	if w.depth > maxDepth {
		w.err = errTooDeep
		return
	}
	w.depth++
	for c, end := i+1, w.nodes[i].end; c < end && w.err == nil; c = w.nodes[c].end {
		w.inline(c)
	}
	w.depth--
}

func (w *plainWriter) inline(i int) {
	switch n := &w.nodes[i]; n.kind {
	case aText:
		if text := w.of(n.text); n.is(raw) {
			w.out = append(w.out, text...)
		} else {
			w.out = appendUnescaped(w.out, text)
		}
		if n.is(hard) && len(w.out) > w.began {
			w.write("\n")
			w.begin()
		} else if n.is(soft) {
			w.write(" ")
		}
	case anEmphasis, aStrong:
		w.inlines(i)
	case aStrike: // Without its signs it would say what is no longer said.
		w.write("~~")
		w.inlines(i)
		w.write("~~")
	case aCodeSpan:
		start := len(w.out)
		for _, c := range w.nodes[i+1 : n.end] {
			w.out = append(w.out, w.of(c.text)...)
		}
		oneLine(w.out[start:])
	case aWiki:
		target := w.next()
		text := string(w.of(n.text))
		if text == "" {
			text = target.Text
		}
		if text == "" {
			text = string(w.of(n.more))
		}
		w.link(target.Href, func() { w.write(text) })
	case aLink:
		href := ""
		switch destinationKind(n.number) {
		case external:
			href = string(w.of(n.text))
		case local:
			href = w.next().Href
		}
		w.link(href, func() { w.inlines(i) })
	case anAddress, anHTML:
		w.out = append(w.out, w.of(n.text)...)
	case anImage:
		w.image(i, false)
	case aComment:
	case aNoteLink:
		w.write("[" + strconv.Itoa(n.number) + "]")
	case aCheckBox:
		if n.is(checked) {
			w.write("[x] ")
		} else {
			w.write("[ ] ")
		}
	default:
		w.err = fmt.Errorf("no way to write an inline of the kind %d as text", n.kind)
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
