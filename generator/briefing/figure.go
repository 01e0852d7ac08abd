package briefing

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// captionNode is the first child of a table that has a caption.
type captionNode struct {
	ast.BaseBlock
}

var kindCaption = ast.NewNodeKind("Caption")

func (*captionNode) Kind() ast.NodeKind { return kindCaption }

func (n *captionNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

var captionMarker = []byte("Table: ")

// captionTable makes the paragraph before a table, or else the one after it, the table's caption if it begins with
// "Table: ". A paragraph between two tables is the caption of the second.
func captionTable(table *extast.Table, source []byte) {
	p := table.PreviousSibling()
	if !isCaption(p, source) {
		p = table.NextSibling()
		if !isCaption(p, source) {
			return
		}
		if _, ok := p.NextSibling().(*extast.Table); ok {
			return
		}
	}
	cutFront(p, p.Pos()+len(captionMarker), source)
	caption := &captionNode{}
	moveChildren(caption, p)
	p.Parent().RemoveChild(p.Parent(), p)
	table.InsertBefore(table, table.FirstChild(), caption)
}

func isCaption(n ast.Node, source []byte) bool {
	p, ok := n.(*ast.Paragraph)
	return ok && p.Lines().Len() > 0 && bytes.HasPrefix(source[p.Pos():], captionMarker)
}
