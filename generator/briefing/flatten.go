package briefing

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// parsing is what is known of a body only when it has just been parsed, beside the document.
type parsing struct {
	*document
	headings []Heading     // in the order of the tree
	links    []destination // of links, bare addresses and images
	wikis    []*wikiNode
	findings []finding // what was noticed on the way
}

// flattener makes the document of a parser's tree.
type flattener struct {
	parsing
	markdown *markdown
	ids      headingIDs
	columns  []extast.Alignment // of the table
	column   int                // of the next cell of the row
}

// flatten makes d the document of a tree whose shape is that in which it is shown.
func (m *markdown) flatten(d *document) parsing {
	d.text, d.size, d.nodes = append(d.text[:0], m.source...), len(m.source), d.nodes[:0]
	f := flattener{parsing: parsing{document: d, findings: m.findings}, markdown: m, ids: headingIDs{}}
	f.add(m.root)
	return f.parsing
}

// add adds a node and what is in it.
func (f *flattener) add(from ast.Node) {
	i := len(f.nodes)
	n := f.node(from)
	f.nodes = append(f.nodes, n)
	for c := from.FirstChild(); c != nil; c = c.NextSibling() {
		f.add(c)
	}
	f.nodes[i].end = len(f.nodes)
	if n.kind == aHeading {
		text := f.plain(i)
		h := Heading{Level: n.number, Text: text, ID: f.ids.make(text)}
		f.headings = append(f.headings, h)
		f.nodes[i].text = f.put(h.ID)
	}
}

// node gives what a node says by itself.
func (f *flattener) node(from ast.Node) (n node) {
	source := f.markdown.source
	n.pos = from.Pos()
	switch from := from.(type) {
	case *ast.Document:
		n.kind = aDocument
	case *ast.Paragraph:
		n.kind = aParagraph
	case *ast.TextBlock:
		n.kind = aTextBlock
	case *ast.Heading:
		n.kind, n.number = aHeading, max(from.Level, 2)
		n.set(first, from.Level == 1)
	case *ast.List:
		n.kind, n.number = aList, from.Start
		n.set(ordered, from.IsOrdered())
		n.set(tight, from.IsTight)
	case *ast.ListItem:
		n.kind = anItem
	case *ast.Blockquote:
		n.kind = aQuote
	case *alertNode:
		n.kind, n.number = anAlert, from.kind
	case *ast.FencedCodeBlock:
		n.kind, n.text, n.more = aCodeBlock, f.lines(from.Lines()), f.put(codeLanguage(from.Language(source)))
	case *ast.CodeBlock:
		n.kind, n.text = aCodeBlock, f.lines(from.Lines())
	case *ast.HTMLBlock:
		html, open := withoutComments(blockHTML(from, source))
		if open >= 0 {
			f.findings = append(f.findings, openComment(from.Lines().At(0).Start+open))
		}
		n.kind, n.text = anHTMLBlock, f.put(string(bytes.TrimSpace(html)))
	case *ast.ThematicBreak:
		n.kind = aRule
	case *extast.Table:
		n.kind, f.columns = aTable, from.Alignments
	case *captionNode:
		n.kind = aCaption
	case *extast.TableHeader:
		n.kind, f.column = aHead, 0
	case *extast.TableRow:
		n.kind, f.column = aRow, 0
	case *extast.TableCell:
		n.kind, n.number, n.pos = aCell, alignNone, -1
		if f.column < len(f.columns) { // A cell that was left out has no alignment of its own.
			n.number = alignments[f.columns[f.column]]
		}
		if f.column++; from.Lines().Len() > 0 {
			n.pos = from.Lines().At(0).Stop
		}
	case *extast.DefinitionList:
		n.kind = aDefinitionList
	case *extast.DefinitionTerm:
		n.kind = aTerm
	case *extast.DefinitionDescription:
		n.kind = aDescription
	case *extast.FootnoteList:
		n.kind = aNoteList
	case *extast.Footnote:
		facts := f.markdown.notes[from]
		n.kind, n.number, n.count = aNote, facts.number, facts.links
	case *ast.LinkReferenceDefinition:
		n.kind = aReference

	case *ast.Text:
		n.kind, n.text = aText, span{from.Segment.Start, from.Segment.Stop}
		n.set(raw, from.IsRaw())
		n.set(soft, from.SoftLineBreak())
		n.set(hard, from.HardLineBreak())
	case *ast.Emphasis:
		if n.kind = anEmphasis; from.Level == 2 {
			n.kind = aStrong
		}
	case *extast.Strikethrough:
		n.kind = aStrike
	case *ast.CodeSpan:
		n.kind = aCodeSpan
	case *wikiNode:
		n.kind, n.text, n.more, n.ref = aWiki, f.put(from.text), f.put(from.name), len(f.wikis)
		f.wikis = append(f.wikis, from)
	case *ast.Link:
		to := judgeLink(from.Destination)
		n.kind = aLink
		switch to.kind {
		case external:
			n.text = f.put(to.href)
		case fragment:
			n.text = f.put("#" + to.fragment)
		}
		n.more = f.put(string(from.Title))
		f.leads(&n, to)
	case *ast.AutoLink:
		to := judge(autoLinkAddress(from, source), false)
		label := from.Label(source)
		start := cap(source) - cap(label) // The node does not tell where its text stands, but that is a part of the source.
		n.kind, n.text, n.more = anAddress, span{start, start + len(label)}, f.put(to.href)
		f.leads(&n, to)
	case *ast.Image:
		n.kind, n.more = anImage, f.put(string(from.Title))
		f.leads(&n, judgeImage(from.Destination))
	case *ast.RawHTML:
		if n.kind = aComment; !isComment(from, source) {
			n.kind, n.text = anHTML, f.lines(from.Segments)
		}
	case *noteLinkNode:
		n.kind, n.number, n.count = aNoteLink, from.number, from.link
	case *extast.TaskCheckBox:
		n.kind = aCheckBox
		n.set(checked, from.IsChecked)
	}
	return n
}

var alignments = map[extast.Alignment]int{
	extast.AlignNone: alignNone, extast.AlignLeft: alignStart, extast.AlignRight: alignEnd, extast.AlignCenter: alignCenter,
}

func (n *node) set(f nodeFlags, is bool) {
	if is {
		n.flags |= f
	}
}

// leads notes where a link or an image leads.
func (f *flattener) leads(n *node, to destination) {
	n.number, n.ref = int(to.kind), len(f.links)
	f.links = append(f.links, to)
}

// put puts a text behind the body.
func (f *flattener) put(text string) span {
	if text == "" {
		return span{}
	}
	start := len(f.text)
	f.text = append(f.text, text...)
	return span{start, len(f.text)}
}

// lines gives where lines stand one after the other: in the body, if they do, or behind it.
func (f *flattener) lines(lines *text.Segments) span {
	if lines.Len() == 0 {
		return span{}
	}
	all := span{lines.At(0).Start, lines.At(0).Start}
	for i := range lines.Len() {
		line := lines.At(i)
		if line.Start != all.stop || line.Padding > 0 || line.ForceNewline {
			return f.put(string(lines.Value(f.markdown.source)))
		}
		all.stop = line.Stop
	}
	return all
}

// autoLinkAddress gives where a bare address leads.
func autoLinkAddress(n *ast.AutoLink, source []byte) string {
	address := n.URL(source)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(address), []byte("mailto:")) {
		return "mailto:" + string(address)
	}
	return string(address)
}
