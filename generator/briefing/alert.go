package briefing

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// alerts are the kinds of alerts: what stands between [! and ], in lower case. The label that readers see is the word of that name.
var alerts = []string{"note", "tip", "important", "warning", "caution"}

// alertNode is a quote that begins with [!NOTE] or its like.
type alertNode struct {
	ast.BaseBlock
	kind int // index in alerts
}

var kindAlert = ast.NewNodeKind("Alert")

func (*alertNode) Kind() ast.NodeKind { return kindAlert }

func (n *alertNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// alertOf makes an alert of a quote that is one, puts it in the quote's place and returns it. Text on the line of the
// marker belongs to the alert's first paragraph.
func alertOf(quote *ast.Blockquote, source []byte) *alertNode {
	first, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return nil
	}
	segment := first.Lines().At(0)
	kind, end := alertMarker(source[segment.Start:segment.Stop])
	if kind < 0 {
		return nil
	}
	cutFront(first, segment.Start+end, source)
	if first.FirstChild() == nil {
		quote.RemoveChild(quote, first)
	}
	alert := &alertNode{kind: kind}
	parent := quote.Parent()
	parent.ReplaceChild(parent, quote, alert)
	moveChildren(alert, quote)
	return alert
}

// alertMarker gives the alert's kind and the length of the marker with the white space behind it; -1 when line does not
// begin with one.
func alertMarker(line []byte) (kind, length int) {
	if !bytes.HasPrefix(line, []byte("[!")) {
		return -1, 0
	}
	end := bytes.IndexByte(line[:min(len(line), 16)], ']')
	if end < 0 {
		return -1, 0
	}
	kind = slices.Index(alerts, strings.ToLower(string(line[2:end])))
	rest := line[end+1:]
	text := bytes.TrimLeft(rest, " \t\n")
	if kind < 0 || len(text) == len(rest) && len(rest) > 0 {
		return -1, 0
	}
	return kind, len(line) - len(text)
}

// cutFront removes what stands before the byte at end from a block's inline content.
func cutFront(block ast.Node, end int, source []byte) {
	for c := block.FirstChild(); c != nil; {
		next := c.NextSibling()
		if t, ok := c.(*ast.Text); ok && t.Segment.Stop > end {
			if t.Segment.Start < end {
				t.Segment = t.Segment.WithStart(end)
				t.Segment = t.Segment.TrimLeftSpace(source)
			}
			return
		}
		if c.Pos() >= end {
			return
		}
		block.RemoveChild(block, c)
		c = next
	}
}

func moveChildren(to, from ast.Node) {
	for c := from.FirstChild(); c != nil; {
		next := c.NextSibling()
		to.AppendChild(to, c)
		c = next
	}
}
