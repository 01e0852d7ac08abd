// Package mention finds names in prose. It knows bytes, not entities, and nothing of markdown: whoever parsed a text says
// where its words are.
package mention

import (
	"encoding/binary"
	"iter"
	"math"
)

// Prose says where in a text the words are that readers read, piece by piece, in the order of the text. It is kept for
// every text, so it is small: two or three bytes a piece.
//
// A piece is an unsigned varint of its distance from the end of the piece before, times 16, plus its join, times 2, plus 1
// if it is quiet; and one of its length.
type Prose string

// Join says what is between a piece and the piece before it.
type Join uint8

const (
	Direct  Join = iota // nothing for a reader: the parser split the text
	Gap                 // white space, like the end of a line
	Marked              // markup, like ** or the end of a link: a name does not go across, but the words touch
	Block               // the end of a paragraph, list item or cell
	Section             // the same, and a heading
)

// touches reports whether words go on across the join.
func (j Join) touches() bool { return j == Direct || j == Marked }

// Piece is a run of words: the bytes of the text from Start up to but not including Stop.
type Piece struct {
	Start, Stop int
	Join        Join // to the piece before
	Quiet       bool // part of the sentence, but no name is looked for in it: the text of links, code
}

// Pieces gives the pieces in order. Those that follow one another with nothing at all between them are one.
func (p Prose) Pieces() iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for r := (reader{prose: p, limit: math.MaxInt}); r.next() && yield(r.Piece); {
		}
	}
}

// Writer builds a Prose. Its zero value is ready to use.
type Writer struct {
	out  []byte
	end  int   // of the last piece in out
	last Piece // not yet in out, for it may go on
	some bool  // there is a last piece
}

// Piece adds the bytes of the text from start up to but not including stop, which are whole characters. What is not behind
// the piece before is left out. An empty piece stands for its join alone, where white space and markup follow one another.
func (w *Writer) Piece(start, stop int, join Join, quiet bool) {
	start = max(start, w.last.Stop)
	stop = max(start, stop)
	if w.some && join == Direct && (start == stop || start == w.last.Stop && quiet == w.last.Quiet) {
		if start < stop {
			w.last.Stop = stop
		}
		return
	}
	if w.some {
		w.out = w.appendLast(w.out)
		w.end = w.last.Stop
	}
	w.last = Piece{start, stop, join, quiet}
	w.some = true
}

// Prose gives the pieces added so far.
func (w *Writer) Prose() Prose {
	if !w.some {
		return ""
	}
	return Prose(w.appendLast(w.out[:len(w.out):len(w.out)]))
}

func (w *Writer) appendLast(out []byte) []byte {
	head := uint64(w.last.Start-w.end)<<4 | uint64(w.last.Join)<<1
	if w.last.Quiet {
		head |= 1
	}
	out = binary.AppendUvarint(out, head)
	return binary.AppendUvarint(out, uint64(w.last.Stop-w.last.Start))
}

// reader reads a Prose. The piece that it is at is part of it.
type reader struct {
	prose Prose
	at    int // what has been read of prose
	limit int // length of the text
	Piece
}

// next goes to the next piece. It reports false at the end, and before a piece that is not within the text.
func (r *reader) next() bool {
	head, at := r.number(r.at)
	length, at := r.number(at)
	if at < 0 {
		return false
	}
	distance, join := int(head>>4), Join(head>>1&7)
	if join > Section || distance > r.limit-r.Stop || length > uint64(r.limit-r.Stop-distance) {
		return false
	}
	start := r.Stop + distance
	r.Piece = Piece{start, start + int(length), join, head&1 == 1}
	r.at = at
	return true
}

// isSplit reports whether a word may go on in the next piece.
func (r *reader) isSplit() bool {
	head, at := r.number(r.at)
	return at >= 0 && Join(head>>1&7) == Direct
}

// number reads an unsigned varint and gives what comes after it: -1 if there is none.
func (r *reader) number(at int) (n uint64, after int) {
	if uint(at) >= uint(len(r.prose)) {
		return 0, -1
	}
	if c := r.prose[at]; c < 0x80 {
		return uint64(c), at + 1
	}
	for shift := 0; at < len(r.prose) && shift < 63; shift += 7 {
		c := r.prose[at]
		at++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n, at
		}
	}
	return 0, -1
}
