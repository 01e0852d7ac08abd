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

// span gives where in the source the label stands.
func (n *wikiNode) span(source []byte) (start, stop int) {
	start = max(n.Pos(), 0)
	end := bytes.Index(source[start:], []byte("]]"))
	if end < 0 {
		return start, start
	}
	label := n.label()
	if i := bytes.LastIndex(source[start:start+end], []byte(label)); i >= 0 {
		return start + i, start + i + len(label)
	}
	return start, start
}

// wikiParser comes before the parser of links, and after that of code.
type wikiParser struct{}

func (wikiParser) Trigger() []byte { return []byte{'['} }

func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 2 || line[1] != '[' {
		return nil
	}
	inside := line[2:min(len(line), 2+maxWiki+2)]
	end := bytes.IndexAny(inside, "[]\n")
	if end < 0 || !bytes.HasPrefix(inside[end:], []byte("]]")) {
		return nil
	}
	n := newWiki(string(inside[:end]))
	if n == nil {
		return nil
	}
	block.Advance(2 + end + 2)
	return n
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
