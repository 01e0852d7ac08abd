package briefing

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"dateline/generator/address"
)

// markdown is a body as the parser gives it.
type markdown struct {
	source   []byte
	root     ast.Node
	notes    map[*extast.Footnote]*note
	findings []finding // what was noticed on the way
}

// finding is something to tell the writer.
type finding struct {
	offset  int
	fatal   bool
	kind    string
	message string
	hint    string
}

// parseMarkdown makes d the document of source, which refuse has let pass and normalise has cleaned.
func parseMarkdown(d *document, source []byte) parsing {
	m := &markdown{source: source}
	context := parser.NewContext()
	context.Set(findingsKey, &m.findings)
	p := plainParser
	if mayHoldAddress(source) {
		p = linkingParser
	}
	m.root = p.Parse(text.NewReader(source), parser.WithContext(context))
	if notes, ok := context.Get(notesKey).(map[string]*extast.Footnote); ok {
		m.arrangeNotes(notes)
	}
	m.arrange(m.root)
	return m.flatten(d)
}

// mayHoldAddress reports whether there can be a bare address in source; looking for one at every word costs a quarter of
// the parser's time.
func mayHoldAddress(source []byte) bool {
	return bytes.IndexByte(source, '@') >= 0 || bytes.Contains(source, []byte("://")) ||
		bytes.Contains(source, []byte("www."))
}

var (
	plainParser   = newParser()
	linkingParser = newParser(util.Prioritized(
		extension.NewLinkifyParser(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})), 999))

	// findingsKey leads to the document's findings while it is parsed.
	findingsKey = parser.NewContextKey()
)

// newParser gives a parser of CommonMark and the extensions. It makes no heading ids and takes no attributes.
func newParser(more ...util.PrioritizedValue) parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithBlockParsers(
			util.Prioritized(extension.NewDefinitionListParser(), 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(noteBlockParser{extension.NewFootnoteBlockParser()}, 999),
		),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(noteLinkParser{}, 101),
			util.Prioritized(wikiParser{}, 150),
			util.Prioritized(openCommentParser{}, 401),
			util.Prioritized(strikeParser{extension.NewStrikethroughParser()}, 500),
		),
		parser.WithInlineParsers(more...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

// arrange gives the tree the shape in which it is shown: alerts, captions.
func (m *markdown) arrange(n ast.Node) {
	for c := n.FirstChild(); c != nil; {
		if c.Type() == ast.TypeInline {
			return
		}
		switch b := c.(type) {
		case *ast.Blockquote:
			if alert := alertOf(b, m.source); alert != nil {
				c = alert
			}
			m.arrange(c)
		case *extast.Table:
			captionTable(b, m.source)
		case *ast.Heading, *ast.Paragraph:
		default:
			m.arrange(c)
		}
		c = c.NextSibling()
	}
}

// headingIDs are the ids that are taken, each with how often it was asked for.
type headingIDs map[string]int

// make gives a heading's id: its slug, with -2, -3 behind it where that is taken.
func (ids headingIDs) make(text string) string {
	base := address.Slug(text)
	if base == "" {
		base = "section"
	}
	if base[0] >= '0' && base[0] <= '9' && strings.Trim(base, "0123456789-") == "" {
		base = "section-" + base // on a record "2025-04" is the anchor of a month
	}
	id := base
	for ids[id] > 0 {
		ids[base]++
		id = fmt.Sprintf("%s-%d", base, ids[base])
	}
	ids[id]++
	return id
}

// strikeParser strikes out what stands between two tildes on each side. One alone is text, as in "10~20".
type strikeParser struct{ parser.InlineParser }

func (p strikeParser) Parse(parent ast.Node, block text.Reader, context parser.Context) ast.Node {
	if line, _ := block.PeekLine(); !bytes.HasPrefix(line, []byte("~~")) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, context)
}

var commentOpener, commentCloser = []byte("<!--"), []byte("-->")

// isComment reports whether a piece of raw HTML is a comment: a writer's note to self, which is never published.
func isComment(n *ast.RawHTML, source []byte) bool {
	return n.Segments.Len() > 0 && bytes.HasPrefix(source[n.Segments.At(0).Start:], commentOpener)
}

// withoutComments gives raw HTML without its comments, and where in it one begins that does not end; -1 if none does.
func withoutComments(html []byte) (rest []byte, open int) {
	if !bytes.Contains(html, commentOpener) {
		return html, -1
	}
	for at := 0; ; {
		start := bytes.Index(html[at:], commentOpener)
		if start < 0 {
			return append(rest, html[at:]...), -1
		}
		rest = append(rest, html[at:at+start]...)
		end := bytes.Index(html[at+start:], commentCloser)
		if end < 0 {
			return rest, at + start
		}
		at += start + end + len(commentCloser)
	}
}

// blockHTML gives the text of a block of raw HTML.
func blockHTML(n *ast.HTMLBlock, source []byte) []byte {
	html := n.Lines().Value(source)
	if n.HasClosure() {
		html = append(html, n.ClosureLine.Value(source)...)
	}
	return html
}

// openCommentParser comes after the parser of raw HTML. What is a comment to the writer but ends in another paragraph is
// text to markdown; it would be published.
type openCommentParser struct{}

func (openCommentParser) Trigger() []byte { return []byte{'<'} }

func (openCommentParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if line, segment := block.PeekLine(); bytes.HasPrefix(line, commentOpener) {
		addFinding(pc, openComment(segment.Start))
	}
	return nil
}

func openComment(offset int) finding {
	return finding{offset, true, "open-comment", "this comment does not end in its paragraph, so it would be published or hide text",
		"end it with --> before the blank line, or begin it on a line of its own"}
}

func addFinding(pc parser.Context, f finding) {
	if findings, ok := pc.Get(findingsKey).(*[]finding); ok {
		*findings = append(*findings, f)
	}
}
