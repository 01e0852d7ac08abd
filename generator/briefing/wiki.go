package briefing

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxWiki bounds what stands between [[ and ]], in bytes.
const maxWiki = 300

// wikiNode is [[scope:name#fragment|text]].
type wikiNode struct {
	ast.BaseInline
	scope, name, fragment, text string
	parts                       []span // of the source: what stands between the brackets, a part for each line
}

var kindWiki = ast.NewNodeKind("Wiki")

func (*wikiNode) Kind() ast.NodeKind { return kindWiki }

func (n *wikiNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// label is what the link shows when nothing else is known: the text given, or the name.
func (n *wikiNode) label() string {
	if n.text != "" {
		return n.text
	}
	return n.name
}

// shownAt gives where in the source the label stands, or if it stands there otherwise, all between the brackets: a part for each line.
func (n *wikiNode) shownAt(source []byte) []span {
	if len(n.parts) == 1 {
		p, label := n.parts[0], n.label()
		if i := bytes.LastIndex(source[p.start:p.stop], []byte(label)); i >= 0 {
			return []span{{p.start + i, p.start + i + len(label)}}
		}
	}
	return n.parts
}

// wikiParser comes before the parser of links, and after that of code.
type wikiParser struct{}

func (wikiParser) Trigger() []byte { return []byte{'['} }

func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 2 || line[1] != '[' {
		return nil
	}
	number, at := block.Position()
	block.Advance(2)
	inside, parts := untilClosed(block)
	var n *wikiNode
	if parts != nil {
		n = newWiki(inside)
	}
	if n == nil {
		block.SetPosition(number, at)
		return nil
	}
	n.parts = parts
	return n
}

// untilClosed reads what stands before ]], over the end of one line at most, and goes on behind it. It gives no parts if something
// else comes first.
func untilClosed(block text.Reader) (inside string, parts []span) {
	for range 2 {
		line, _ := block.PeekLine()
		line = line[:min(len(line), maxWiki+2)]
		end := bytes.IndexAny(line, "[]\n")
		if end < 0 {
			return "", nil
		}
		_, at := block.Position()
		inside, parts = inside+string(line[:end]), append(parts, span{at.Start, at.Start + end})
		if line[end] != '\n' {
			if !bytes.HasPrefix(line[end:], []byte("]]")) {
				return "", nil
			}
			block.Advance(end + 2)
			return inside, parts
		}
		inside += " "
		block.AdvanceLine()
	}
	return "", nil
}

// newWiki takes apart what stands between [[ and ]]; nil without a name. Inside a table the bar is written \|.
func newWiki(inside string) *wikiNode {
	n := &wikiNode{}
	name, text, _ := strings.Cut(strings.ReplaceAll(inside, `\|`, "|"), "|")
	n.text = strings.TrimSpace(text)
	if scope, rest, found := strings.Cut(name, ":"); found {
		switch s := strings.ToLower(strings.TrimSpace(scope)); s {
		case "actor", "place", "topic", "briefing":
			n.scope, name = s, rest
		case "location": // as front matter has it
			n.scope, name = "place", rest
		}
	}
	name = strings.TrimSpace(name)
	// Only briefings have headings to lead to; "C#" is a name.
	if i := strings.LastIndexByte(name, '#'); i > 0 && i < len(name)-1 && (n.scope == "" || n.scope == "briefing") {
		name, n.fragment = strings.TrimSpace(name[:i]), strings.TrimSpace(name[i+1:])
	}
	n.name = name
	if n.name == "" {
		return nil
	}
	return n
}
