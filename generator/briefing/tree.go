package briefing

import (
	"bytes"
	"sync"
	"unicode"
	"unicode/utf8"
)

// document is a parsed body: its text, and a tree of what is in it. Everything that takes facts from a body or shows it walks this
// tree, in the order of its nodes, so that both see the same references one after the other.
type document struct {
	text  []byte // the body, normalised, and behind it what nodes say that does not stand in it
	size  int    // of the body alone
	nodes []node // every node before what is in it; the first holds all others
}

// node is a part of a document. What its fields hold depends on its kind; of two fields of the same type the first is what is shown.
type node struct {
	kind   nodeKind
	flags  nodeFlags
	end    int  // index of the node behind all that are in this one
	text   span // of the document's text
	more   span // of it too
	number int
	count  int

	// For messages and facts, which are taken when the body is parsed; a snapshot does not have them.
	pos int // where it stands in the body
	ref int // index in parsing.links or parsing.wikis
}

// span is a part of a text.
type span struct{ start, stop int }

// nodeKind tells what a node is.
type nodeKind uint8

// The kinds of nodes, with the fields that they use beside end and pos.
const (
	anUnknown nodeKind = iota // nothing that can be shown
	aDocument

	aParagraph
	aTextBlock // a paragraph of a tight list
	aHeading   // text: its id; number: its level, from 2; first
	aList      // number: of the first item; ordered, tight
	anItem
	aQuote
	anAlert    // number: index in alerts
	aCodeBlock // text: the code; more: its language
	anHTMLBlock
	aRule
	aTable
	aCaption // the first in a table that has one
	aHead    // of a table
	aRow
	aCell // number: its alignment; pos: where its text ends, or -1
	aDefinitionList
	aTerm
	aDescription
	aNoteList
	aNote      // number; count: of the links to it
	aReference // a link's address for others to use; nothing to see

	aText // raw, soft, hard
	anEmphasis
	aStrong
	aStrike
	aCodeSpan
	aWiki     // text: given for it; more: the name; ref
	aLink     // text: its address, unless a target has it; more: its title; number: the destination's kind; ref
	anAddress // a bare one. text: as written; more: the address; ref
	anImage   // more: its title; number: the destination's kind; ref
	anHTML
	aComment
	aNoteLink // number: of the note; count: of the link among those to the note
	aCheckBox // checked

	firstInline = aText
)

// nodeFlags are what can be said of a node with yes and no.
type nodeFlags uint8

const (
	raw  nodeFlags = 1 << iota // without escapes and character references
	soft                       // a line ends behind it
	hard                       // and is to end there

	allFlags = raw | soft | hard

	ordered = raw
	tight   = soft
	checked = raw
	first   = raw // it was written with one #
)

// The alignments of cells.
const (
	alignNone = iota
	alignStart
	alignEnd
	alignCenter
)

func (n *node) is(f nodeFlags) bool { return n.flags&f != 0 }

// of gives a part of the text.
func (d *document) of(s span) []byte { return d.text[s.start:s.stop] }

// body gives the text of the body.
func (d *document) body() []byte { return d.text[:d.size] }

// holds reports whether there is something in a node.
func (d *document) holds(i int) bool { return d.nodes[i].end > i+1 }

// kindIn gives the kind of the first node in another one.
func (d *document) kindIn(i int) nodeKind {
	if !d.holds(i) {
		return anUnknown
	}
	return d.nodes[i+1].kind
}

// figureIn gives the image that is all that a paragraph holds, or 0.
func (d *document) figureIn(paragraph int) int {
	image := 0
	for c, end := paragraph+1, d.nodes[paragraph].end; c < end; c = d.nodes[c].end {
		switch n := &d.nodes[c]; n.kind {
		case anImage:
			if image > 0 {
				return 0
			}
			image = c
		case aText:
			if !isBlank(d.of(n.text)) {
				return 0
			}
		case aComment:
		default:
			return 0
		}
	}
	return image
}

func isBlank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// plain gives the text of a node's inline content: white space folded, links as their text, images as their alternative
// text, without notes and comments. It does not share memory with the document.
func (d *document) plain(i int) string {
	var room [256]byte
	return foldSpace(d.appendPlain(room[:0], i))
}

// foldSpace gives a text with one space for each run of white space within it, and none around it. It writes over the text.
func foldSpace(text []byte) string {
	folded, between := text[:0], false
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		if unicode.IsSpace(r) {
			between = len(folded) > 0
		} else {
			if between {
				folded, between = append(folded, ' '), false
			}
			folded = append(folded, text[i:i+size]...)
		}
		i += size
	}
	return string(folded)
}

func (d *document) appendPlain(out []byte, i int) []byte {
	for c, end := i+1, d.nodes[i].end; c < end; c = d.nodes[c].end {
		switch n := &d.nodes[c]; n.kind {
		case aText:
			if n.is(raw) {
				out = append(out, d.of(n.text)...)
			} else {
				out = appendUnescaped(out, d.of(n.text))
			}
			if n.is(soft | hard) {
				out = append(out, ' ')
			}
		case aWiki:
			out = append(out, d.label(n)...)
		case anAddress, anHTML:
			out = append(out, d.of(n.text)...)
		case aStrike: // What was struck out is not said.
		default:
			out = d.appendPlain(out, c)
		}
	}
	return out
}

// label gives what [[name|text]] shows when nothing else is known.
func (d *document) label(wiki *node) []byte {
	if text := d.of(wiki.text); len(text) > 0 {
		return text
	}
	return d.of(wiki.more)
}

// parseds is room for bodies, one after the other.
var parseds = sync.Pool{New: func() any { return &Parsed{} }}

// What is kept of it for the next body; few bodies need more.
const (
	roomText  = 256 << 10
	roomNodes = 8 << 10
)

// Done ends the use of a body. What was made of it stays.
func (p *Parsed) Done() {
	if cap(p.text) > roomText || cap(p.nodes) > roomNodes {
		return
	}
	parseds.Put(p)
}
