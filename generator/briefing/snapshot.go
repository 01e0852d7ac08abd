package briefing

import (
	"encoding/binary"
	"errors"
)

// A snapshot is a document in few bytes: three numbers (how long the body is, how long what stands behind it, how many nodes there
// are), the text, and the nodes in their order. A node is a byte for its kind, one for its flags and for which of its fields are given,
// and these fields. All numbers are varints, and places are told from the end of the last place.
//
// Snapshots are for the process that made them, so nothing of them says of which form they are.

// The bits behind a node's flags that tell which of its fields are given.
const (
	givenNodes  = 8 << iota // how many are in it
	givenText               // where it begins, how long it is
	givenMore               // so too
	givenNumber             //
	givenCount
)

// maxLevels bounds how deep nodes can stand in one another. A block that limits.go counts as a level is two at most.
const maxLevels = 4 * maxDepth

var errSnapshot = errors.New("this is no snapshot of a body")

// AppendSnapshot appends a snapshot of the body to out.
func (p *Parsed) AppendSnapshot(out []byte) []byte {
	out = binary.AppendUvarint(out, uint64(p.size))
	out = binary.AppendUvarint(out, uint64(len(p.text)-p.size))
	out = binary.AppendUvarint(out, uint64(len(p.nodes)))
	out = append(out, p.text...)
	last := 0
	place := func(s span) {
		out = binary.AppendVarint(out, int64(s.start-last))
		out = binary.AppendUvarint(out, uint64(s.stop-s.start))
		last = s.stop
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		given := byte(n.flags)
		at := len(out) + 1
		out = append(out, byte(n.kind), 0)
		if n.end > i+1 {
			given |= givenNodes
			out = binary.AppendUvarint(out, uint64(n.end-i-1))
		}
		if n.text != (span{}) {
			given |= givenText
			place(n.text)
		}
		if n.more != (span{}) {
			given |= givenMore
			place(n.more)
		}
		if n.number != 0 {
			given |= givenNumber
			out = binary.AppendUvarint(out, uint64(n.number))
		}
		if n.count != 0 {
			given |= givenCount
			out = binary.AppendUvarint(out, uint64(n.count))
		}
		out[at] = given
	}
	return out
}

// Recalled gives the body of f of which a snapshot was made. It keeps nothing of the snapshot. Whatever bytes it is given, it gives an
// error or a body that can be shown.
func Recalled(f *File, snapshot []byte) (*Parsed, error) {
	p := parseds.Get().(*Parsed)
	p.path = f.Path
	if !p.recall(snapshot) {
		p.Done()
		return nil, errSnapshot
	}
	return p, nil
}

// SnapshotText gives the text of the body of which a snapshot was made, as Text does; nil for what is none.
func SnapshotText(snapshot []byte) []byte {
	r := snapshotReader{rest: snapshot}
	size, behind, _ := r.number(), r.number(), r.number()
	if r.failed || size+behind > len(r.rest) {
		return nil
	}
	return r.rest[:size]
}

func (d *document) recall(snapshot []byte) bool {
	r := snapshotReader{rest: snapshot}
	size, behind, count := r.number(), r.number(), r.number()
	if r.failed || size+behind > len(r.rest) || count > len(r.rest)/2 || count == 0 {
		return false
	}
	d.text, d.size, d.nodes = append(d.text[:0], r.rest[:size+behind]...), size, d.nodes[:0]
	r.rest = r.rest[size+behind:]
	r.text = size + behind
	var room [64]int
	ends := room[:0] // of the nodes that the next one is in
	for i := range count {
		for len(ends) > 0 && ends[len(ends)-1] == i {
			ends = ends[:len(ends)-1]
		}
		n := r.node(i)
		outer := count
		if len(ends) > 0 {
			outer = ends[len(ends)-1]
		}
		if r.failed || n.end > outer || (len(ends) == 0) != (i == 0) || len(ends) > maxLevels || n.wrong(size) {
			return false
		}
		d.nodes, ends = append(d.nodes, n), append(ends, n.end)
	}
	return len(r.rest) == 0
}

// wrong reports whether a number is none that a node of its kind can have in a body of that size.
func (n *node) wrong(size int) bool {
	return n.kind == anAlert && n.number >= len(alerts) || n.kind == aNote && n.count > size
}

// snapshotReader reads what is behind the text of a snapshot.
type snapshotReader struct {
	rest   []byte
	failed bool
	text   int // its length
	last   int // the end of the last place
}

// number reads a number that counts bytes, nodes, or what is made of them.
func (r *snapshotReader) number() int {
	if len(r.rest) > 0 && r.rest[0] < 0x80 {
		n := int(r.rest[0])
		r.rest = r.rest[1:]
		return n
	}
	n, length := binary.Uvarint(r.rest)
	if length <= 0 || n >= 1<<30 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[length:]
	return int(n)
}

func (r *snapshotReader) place() span {
	n, by := uint64(r.number()), 0
	if by = int(n >> 1); n&1 > 0 {
		by = ^by
	}
	s := span{start: r.last + by}
	s.stop = s.start + r.number()
	if s.start < 0 || s.stop > r.text {
		r.failed = true
		return span{}
	}
	r.last = s.stop
	return s
}

func (r *snapshotReader) node(i int) (n node) {
	if len(r.rest) < 2 {
		r.failed = true
		return n
	}
	given := r.rest[1]
	n.kind, n.flags, n.end = nodeKind(r.rest[0]), nodeFlags(given)&allFlags, i+1
	r.rest = r.rest[2:]
	if given&givenNodes != 0 {
		n.end += r.number()
	}
	if given&givenText != 0 {
		n.text = r.place()
	}
	if given&givenMore != 0 {
		n.more = r.place()
	}
	if given&givenNumber != 0 {
		n.number = r.number()
	}
	if given&givenCount != 0 {
		n.count = r.number()
	}
	return n
}
