package cache

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"time"

	"dateline/generator/diag"
)

// coder goes over fields one by one, and either writes each or reads it: there is one description of the form for both.
// Its methods take a field by its pointer, and change it only when they read.
//
// A number is a varint. A text has its length before it, and is a piece of the data when it is read. A word is a text
// that others may repeat: from the second time on it is a number. A list has its length and one before it, since nil is
// not the same as empty. The zero value of anything is zeros.
type coder struct {
	reading bool
	data    []byte
	path    string // of the file at hand
	depth   int    // of the free value at hand
	bad     error  // the first thing that cannot be written, or that no coder wrote
	stocks  stocks

	known map[string]int // the number of each word that was written

	in    string // data
	at    int
	short bool     // more was asked for than there is
	room  int      // bytes of data for which no memory has been taken
	words []string // that were read
}

var errDamaged = errors.New("damaged")

// begin begins to write anew.
func (c *coder) begin() {
	if c.known == nil {
		c.known = map[string]int{}
	}
	clear(c.known)
	c.data, c.stocks = c.data[:0], stocks{}
}

// refuse ends the reading, or the writing: all that is still asked for is zero.
func (c *coder) refuse(err error) {
	if c.bad == nil {
		c.bad = err
	}
	c.at = len(c.in)
}

// ended reports whether everything was read and nothing was wrong.
func (c *coder) ended() bool { return c.bad == nil && !c.short && c.at == len(c.in) }

// afford reports whether there can be n things that take at least size bytes each, beside those that were afforded
// before. So a wrong number takes no more memory than the data that it stands in could fill.
func (c *coder) afford(n, size int) bool {
	if n < 0 || n > c.room/size {
		c.refuse(errDamaged)
		return false
	}
	c.room -= n * size
	return true
}

// number writes n, or gives the number that is read.
func (c *coder) number(n uint64) uint64 {
	if c.reading {
		return c.next()
	}
	c.data = binary.AppendUvarint(c.data, n)
	return n
}

// next reads a number. It calls nothing, so that it becomes part of what calls it.
func (c *coder) next() (n uint64) {
	for shift := uint(0); c.at < len(c.in); shift += 7 {
		b := c.in[c.at]
		c.at++
		if n |= uint64(b&0x7f) << shift; b < 0x80 {
			return n
		}
	}
	c.short = true
	return 0
}

// nextSigned reads a number that may be negative.
func (c *coder) nextSigned() int64 {
	n := c.next()
	return int64(n>>1) ^ -int64(n&1)
}

// bytes gives the next n bytes of what is read.
func (c *coder) bytes(n uint64) string {
	if n > uint64(len(c.in)-c.at) {
		c.refuse(errDamaged)
		return ""
	}
	s := c.in[c.at : c.at+int(n)]
	c.at += int(n)
	return s
}

// fixed32 takes a number whose length has to be known before it is.
func (c *coder) fixed32(n *uint32) {
	if !c.reading {
		c.data = binary.LittleEndian.AppendUint32(c.data, *n)
	} else if b := c.bytes(4); b != "" {
		*n = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	}
}

// fixed64 takes a number that is seldom small.
func (c *coder) fixed64(n *uint64) {
	low, high := uint32(*n), uint32(*n>>32)
	c.fixed32(&low)
	if c.fixed32(&high); c.reading {
		*n = uint64(low) | uint64(high)<<32
	}
}

func (c *coder) int64(n *int64) {
	if c.reading {
		*n = c.nextSigned()
		return
	}
	c.data = binary.AppendVarint(c.data, *n)
}

func (c *coder) int(n *int) {
	if c.reading {
		*n = int(c.nextSigned())
		return
	}
	c.data = binary.AppendVarint(c.data, int64(*n))
}

func (c *coder) float(f *float64) {
	bits := math.Float64bits(*f)
	if c.fixed64(&bits); c.reading {
		*f = math.Float64frombits(bits)
	}
}

// byte takes the number of a kind.
func (c *coder) byte(b *uint8) {
	if n := c.number(uint64(*b)); c.reading {
		*b = uint8(n)
	}
}

func (c *coder) bool(b *bool) {
	if is := c.is(*b); c.reading {
		*b = is
	}
}

// is writes b, or gives what is read.
func (c *coder) is(b bool) bool {
	if c.reading {
		return c.next() != 0
	}
	var n byte
	if b {
		n = 1
	}
	c.data = append(c.data, n)
	return b
}

func (c *coder) text(s *string) {
	if c.reading {
		*s = c.bytes(c.next())
		return
	}
	c.data = binary.AppendUvarint(c.data, uint64(len(*s)))
	c.data = append(c.data, *s...)
}

// word is text that others may repeat. Its length, or its number, is doubled; the lowest bit tells which of them it is.
func (c *coder) word(s *string) {
	if c.reading {
		c.readWord(s)
		return
	}
	if i, ok := c.known[*s]; ok {
		c.number(uint64(i)<<1 | 1)
		return
	}
	c.number(uint64(len(*s)) << 1)
	if *s != "" {
		c.data = append(c.data, *s...)
		c.known[*s] = len(c.known)
	}
}

func (c *coder) readWord(s *string) {
	n := c.next()
	switch i := n >> 1; {
	case n == 0:
	case n&1 == 0:
		*s = c.bytes(i)
		c.words = append(c.words, *s)
	case i < uint64(len(c.words)):
		*s = c.words[i]
	default:
		c.refuse(errDamaged)
	}
}

// like is text that mostly equals another.
func (c *coder) like(s *string, other string) {
	switch differs := c.is(*s != other); {
	case differs:
		c.text(s)
	case c.reading:
		*s = other
	}
}

// Where a place is, in the lowest bits of its line.
const (
	inNoFile = iota
	inThisFile
	inOtherFile
)

func (c *coder) pos(p *diag.Pos) {
	if c.reading {
		c.readPos(p)
		return
	}
	in := uint64(inOtherFile)
	switch p.File {
	case "":
		in = inNoFile
	case c.path:
		in = inThisFile
	}
	c.number(uint64(uint32(p.Line))<<2 | in)
	c.number(uint64(uint32(p.Column)))
	if in == inOtherFile {
		c.word(&p.File)
	}
}

func (c *coder) readPos(p *diag.Pos) {
	line := c.next()
	p.Line, p.Column = int32(line>>2), int32(c.next())
	switch line & 3 {
	case inThisFile:
		p.File = c.path
	case inOtherFile:
		c.readWord(&p.File)
	}
}

// place takes a position in the file at hand.
func (c *coder) place(p *diag.Place) {
	if c.reading {
		p.Line, p.Column = int32(c.next()), int32(c.next())
		return
	}
	c.number(uint64(uint32(p.Line)))
	c.number(uint64(uint32(p.Column)))
}

// moment takes a time without its zone.
func (c *coder) moment(t *time.Time) {
	seconds, nanoseconds := t.Unix(), int64(t.Nanosecond())
	c.int64(&seconds)
	if c.int64(&nanoseconds); c.reading {
		*t = time.Unix(seconds, nanoseconds)
	}
}

// rarely goes over fields that are mostly all zero, and are one byte then.
func rarely[T any](c *coder, of *T, fields func(*coder, *T)) {
	if c.reading {
		if c.next() != 0 {
			fields(c, of)
		}
		return
	}
	start := len(c.data)
	c.data = append(c.data, 1)
	fields(c, of)
	if len(bytes.Trim(c.data[start+1:], "\x00")) == 0 {
		c.data = append(c.data[:start], 0)
	}
}
