package briefing

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// note is a footnote that the text refers to.
type note struct {
	number int
	links  int // how often the text refers to it
}

// noteLinkNode is [^label].
type noteLinkNode struct {
	ast.BaseInline
	label        string
	number, link int // of the note; of the links to it; from 1, once the notes are arranged
}

var kindNoteLink = ast.NewNodeKind("NoteLink")

func (*noteLinkNode) Kind() ast.NodeKind { return kindNoteLink }

func (n *noteLinkNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// notesKey leads to the notes of a document by their label while it is parsed, a map[string]*extast.Footnote.
var notesKey = parser.NewContextKey()

// noteBlockParser reads [^label]: text. The first note of a label counts, and there is no note inside a note: the
// library would lose both.
type noteBlockParser struct {
	parser.BlockParser
}

func (p noteBlockParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() != extast.KindFootnote {
			continue
		}
		line, segment := reader.PeekLine()
		at := max(pc.BlockOffset(), 0)
		if bytes.HasPrefix(line[at:], []byte("[^")) && bytes.Contains(line[at:], []byte("]:")) {
			addFinding(pc, finding{segment.Start + at, true, "nested-note", "a note cannot begin inside another note",
				"begin it on a line of its own, without a space before it"})
		}
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

func (p noteBlockParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	notes := pc.ComputeIfAbsent(notesKey, func() any { return map[string]*extast.Footnote{} }).(map[string]*extast.Footnote)
	if n, ok := node.(*extast.Footnote); ok && notes[string(n.Ref)] == nil {
		notes[string(n.Ref)] = n
	}
	p.BlockParser.Close(node, reader, pc)
}

// noteLinkParser reads [^label] where there is such a note, and finds it where there is none.
type noteLinkParser struct{}

func (noteLinkParser) Trigger() []byte { return []byte{'['} }

func (noteLinkParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("[^")) {
		return nil
	}
	end := bytes.IndexAny(line[:min(len(line), 1000)], "]\n")
	if end < 3 || line[end] != ']' {
		return nil
	}
	label := string(line[2:end])
	notes, _ := pc.Get(notesKey).(map[string]*extast.Footnote)
	if notes[label] != nil {
		block.Advance(end + 1)
		return &noteLinkNode{label: label}
	}
	if after := line[end+1:]; len(after) > 0 && (after[0] == '(' || after[0] == '[') {
		return nil // a link whose text begins with ^
	}
	addFinding(pc, finding{segment.Start, false, "missing-note", fmt.Sprintf("there is no note %q", shortened(label)),
		fmt.Sprintf("write its text on a line of its own: [^%s]: …", shortened(label))})
	return nil
}

// arrangeNotes moves the notes to the end of the document, in the order in which the text refers to them, and numbers
// them so. A note that nothing refers to is left out and found. byLabel are all notes that can be referred to.
func (m *markdown) arrangeNotes(byLabel map[string]*extast.Footnote) {
	var defined []*extast.Footnote
	for _, list := range noteLists(nil, m.root) {
		list.Parent().RemoveChild(list.Parent(), list)
		for c := list.FirstChild(); c != nil; c = c.NextSibling() {
			defined = append(defined, c.(*extast.Footnote))
		}
	}
	m.notes = map[*extast.Footnote]*note{}
	list := extast.NewFootnoteList()
	var shown []*extast.Footnote
	number := func(n ast.Node) { // every link in n
		walkNoteLinks(n, func(link *noteLinkNode) {
			def := byLabel[link.label]
			if m.notes[def] == nil {
				shown = append(shown, def)
				m.notes[def] = &note{number: len(shown)}
			}
			m.notes[def].links++
			link.number, link.link = m.notes[def].number, m.notes[def].links
		})
	}
	number(m.root)
	for i := 0; i < len(shown); i++ {
		number(shown[i]) // a note may refer to others
		list.AppendChild(list, shown[i])
	}
	if len(shown) > 0 {
		m.root.AppendChild(m.root, list)
	}
	for _, n := range defined {
		if m.notes[n] == nil {
			label := shortened(string(n.Ref))
			m.findings = append(m.findings, finding{n.Pos(), false, "unused-note",
				fmt.Sprintf("nothing refers to the note %q, so it is left out", label),
				fmt.Sprintf("put [^%s] where it belongs, or remove the note", label)})
		}
	}
}

func noteLists(lists []*extast.FootnoteList, n ast.Node) []*extast.FootnoteList {
	for c := n.FirstChild(); c != nil && c.Type() != ast.TypeInline; c = c.NextSibling() {
		if list, ok := c.(*extast.FootnoteList); ok {
			lists = append(lists, list)
		} else {
			lists = noteLists(lists, c)
		}
	}
	return lists
}

// walkNoteLinks visits the links to notes that are shown: not those in an image's alternative text.
func walkNoteLinks(n ast.Node, visit func(*noteLinkNode)) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *noteLinkNode:
			visit(c)
		case *ast.Image:
		default:
			walkNoteLinks(c, visit)
		}
	}
}

// noteID and noteLinkID give the ids of a note and of a link to it. The colon keeps them apart from headings' ids.
func noteID(number int) string { return fmt.Sprintf("fn:%d", number) }

func noteLinkID(number, link int) string {
	if link == 1 {
		return fmt.Sprintf("fnref:%d", number)
	}
	return fmt.Sprintf("fnref:%d:%d", number, link)
}
