// Package search makes the index that readers search a site with: plain text files, cut so that a query loads only what it needs.
// It knows texts and numbers, not what they mean; the script of the theme's search page reads what it writes.
//
// The documents are parted into segments, so that a change touches the files of one segment. The terms of a segment stand in order,
// like the names of a telephone book, and are cut into shards of about the same size: what a word that is being typed may go on to
// stands together. A label tells where each shard begins. A shard has one line for each term: the term, a space, its postings. A posting
// is the distance to the document before, and its weight: how much the document is about the term. Of terms that many documents of the
// segment have, the line has "!" and the shard of common terms that the postings stand in, so that nobody who looks for rare ones
// loads them.
package search

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"runtime"
	"slices"
	"strconv"
	"unicode/utf8"

	"dateline/generator/parallel"
)

// Document is a text that can be found.
type Document struct {
	Title   string
	Summary string
	Names   []string // of whom and what it lists, by all their names
	Body    []byte   // which New writes over
}

// The weights of fields: how many times in the body a term in them stands for.
const (
	titleWeight   = 6
	namesWeight   = 4
	summaryWeight = 2
	bodyWeight    = 1
)

// gap is the distance between the positions of two fields: no phrase goes across it.
const gap = 100

// Shards are the numbers of files that a segment has.
type Shards struct {
	Terms, Common, Positions int
}

// Segment is the index of some documents.
type Segment struct {
	shards    Shards
	documents int
	runs      []*run
}

// New makes the index of documents, which have the numbers 0, 1 and so on. read gives one; it is called once for each, on every core. It
// may put the body into the room that it is given, which is that of a body before.
func New(documents int, read func(number int, room []byte) (Document, error), shards Shards) (*Segment, error) {
	size := max(64, (documents+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	s := &Segment{shards: shards, documents: documents}
	for from := 0; from < documents; from += size {
		s.runs = append(s.runs, newRun(from, min(from+size, documents)))
	}
	for _, err := range parallel.Map(s.runs, func(r **run) error { return (*r).index(read) }) {
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// usual is how many terms a body of the usual length has.
const usual = 400

// impact gives the part of BM25 that depends on the document, from 1 to 15: how often it has the term, and how long it is. The
// usual length is fixed, so that it is the same whatever other documents there are.
func impact(weight, length int32) int32 {
	// weight / (weight + k1*(1-b + b*length/usual)) with k1 = 1.2 and b = 0.75, in thousandths, which 32 bits hold: they are divided
	// in a third of the time
	part := uint32(min(weight, 1<<17)) * 1000
	whole := part + uint32(1200/usual*(usual+3*length)/4)
	return max(1, min(15, int32((15*part+whole/2)/whole)))
}

// many is which part of a segment's documents, one of so many, makes a term common.
const many = 16

// Files are the texts of the files of a segment.
type Files struct {
	Terms, Common, Positions [][]byte

	// Labels are how the first terms of the shards of terms begin, but for that of the first shard: just so far that all terms of the
	// shards before come before it. Shards behind the last have none.
	Labels []string
}

// Files gives the texts of the files. The index is of no use after it.
//
// How many bytes the runs have of each term is known, and so is where they belong: the lines are laid out first, and then each run copies
// what it has to its places.
func (s *Segment) Files() Files {
	terms := s.join()
	f, text := s.layOut(terms)
	parallel.Map(s.runs, func(r **run) struct{} {
		(*r).copy(text, terms)
		return struct{}{}
	})
	return f
}

// term is what all runs have of a term.
type term struct {
	text                []byte
	postings, positions int   // how many bytes they have; where they stand, when they are laid out
	first               int32 // how many bytes the posting of the first document has
	last, count         int32 // of documents

	// The files of its lines, by their places among all files of the segment.
	line, postingsLine, positionsLine int32
}

// rest is how many bytes the postings have but for the first.
func (t *term) rest() int { return t.postings - int(t.first) }

// join gives the terms of all runs, and tells each run how much those before it have of a term.
func (s *Segment) join() []term {
	var all texts
	for i, r := range s.runs {
		if i == 0 {
			all = r.texts // and those of the others are added behind them
		}
		for n := range r.texts.count() {
			r.terms.at(n).joined = all.number(r.texts.text(n))
		}
	}
	terms := make([]term, all.count())
	for i := range terms {
		terms[i] = term{text: all.text(int32(i)), last: -1}
	}
	for _, r := range s.runs {
		for n := range r.texts.count() {
			own := r.terms.at(n)
			t := &terms[own.joined]
			own.first -= t.last + 1
			var room [maxDigits]byte
			first := len(appendPosting(room[:0], own.first, own.impact)) // bytes
			if t.count == 0 {
				t.first = int32(first)
			}
			own.postings, t.postings = t.postings, t.postings+first+own.postings
			own.positions, t.positions = t.positions, t.positions+own.positions
			t.last, t.count = own.last, t.count+own.count
		}
	}
	return terms
}

// layOut gives the files, with room in their lines for postings and positions, and the one text that all files are parts of.
func (s *Segment) layOut(terms []term) (f Files, text []byte) {
	sorted := inOrder(terms)
	rest, common := cut{shards: s.shards.Terms}, cut{shards: s.shards.Common}
	for _, t := range sorted {
		rest.all += s.size(t)
		if s.common(t) {
			common.all += t.rest()
		}
	}

	f = Files{Terms: make([][]byte, s.shards.Terms), Common: make([][]byte, s.shards.Common), Positions: make([][]byte, s.shards.Positions)}
	firstCommon, firstPositions := s.shards.Terms, s.shards.Terms+s.shards.Common
	sizes := make([]int, firstPositions+s.shards.Positions)
	for i, t := range sorted {
		shard := rest.next(s.size(t))
		for len(f.Labels) < shard {
			f.Labels = append(f.Labels, label(string(sorted[i-1].text), string(t.text)))
		}
		t.line, t.postingsLine = int32(shard), int32(shard)
		if s.common(t) {
			c := common.next(t.rest())
			t.postingsLine = int32(firstCommon + c)
			sizes[t.line] += t.lineSize(len(mark(c)))
		}
		t.positionsLine = int32(firstPositions + int(Hash(string(t.text))%uint32(s.shards.Positions)))
		sizes[t.postingsLine] += t.lineSize(t.postings)
		sizes[t.positionsLine] += t.lineSize(t.positions)
	}

	all := 0
	for _, size := range sizes {
		all += size
	}
	text = make([]byte, all)
	ends, from := sizes[:0], 0 // where the next line of each file belongs
	for _, files := range [][][]byte{f.Terms, f.Common, f.Positions} {
		for i := range files {
			to := from + sizes[len(ends)]
			files[i] = text[from:to:to]
			ends, from = append(ends, from), to
		}
	}
	// line begins a line, and gives where its room for so many bytes begins.
	line := func(file int32, t *term, room int) int {
		at := ends[file]
		ends[file] += t.lineSize(room)
		at += copy(text[at:], t.text)
		text[at], text[ends[file]-1] = ' ', '\n'
		return at + 1
	}
	for _, t := range sorted {
		if t.postingsLine != t.line {
			m := mark(int(t.postingsLine) - firstCommon)
			copy(text[line(t.line, t, len(m)):], m)
		}
		t.postings = line(t.postingsLine, t, t.postings)
		t.positions = line(t.positionsLine, t, t.positions)
	}
	return f, text
}

// lineSize is how many bytes a line has with room for so many bytes behind the term.
func (t *term) lineSize(room int) int { return len(t.text) + 1 + room + 1 }

// mark stands in the line of a term for its postings in a shard of common terms.
func mark(shard int) string { return "!" + strconv.Itoa(shard) }

// inOrder sorts terms.
func inOrder(terms []term) []*term {
	type key struct {
		*term
		beginning uint64 // which tells most of them apart
	}
	keys := make([]key, len(terms))
	for i := range terms {
		var beginning [8]byte
		copy(beginning[:], terms[i].text)
		keys[i] = key{&terms[i], binary.BigEndian.Uint64(beginning[:])}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.beginning != b.beginning {
			return cmp.Compare(a.beginning, b.beginning)
		}
		return bytes.Compare(a.text, b.text)
	})
	sorted := make([]*term, len(keys))
	for i, k := range keys {
		sorted[i] = k.term
	}
	return sorted
}

// common reports whether so many documents have a term that it stands apart.
func (s *Segment) common(t *term) bool {
	return s.shards.Common > 0 && t.count > 64 && int(t.count)*many > s.documents
}

// size gives about how many bytes a term's line has.
func (s *Segment) size(t *term) int {
	size := len(t.text) + 4
	if !s.common(t) {
		size += t.rest()
	}
	return size
}

// cut parts what has so many bytes in all into shards with as many each.
type cut struct {
	shards, all, passed int
}

// next gives the shard that the next so many bytes belong to.
func (c *cut) next(size int) int {
	shard := c.passed * c.shards / c.all
	c.passed += size
	return shard
}

// label gives as much of a term as shows that it stands behind the one before it.
func label(before, term string) string {
	for i, r := range term {
		if end := i + utf8.RuneLen(r); term[:end] > before {
			return term[:end]
		}
	}
	return term
}

// Hash tells the shard of a text.
func Hash(text string) uint32 {
	h := uint32(2166136261)
	for _, r := range text {
		h = (h ^ uint32(r)) * 16777619
	}
	return h ^ h>>15
}

// digits are those of numbers: each has five bits, the lowest first, and one that says whether more follow.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// AppendNumber writes a number in those digits.
func AppendNumber(to []byte, n uint32) []byte {
	for ; n >= 32; n >>= 5 {
		to = append(to, digits[n&31|32])
	}
	return append(to, digits[n])
}

// References gives each of some different addresses five digits that stand for it wherever it is listed, however many others come
// or go, and the salt that they are made with: the first with which no two are the same.
func References(addresses []string) (salt int, references map[string]string) {
	for ; ; salt++ {
		references = make(map[string]string, len(addresses))
		taken := make(map[string]bool, len(addresses))
		for _, address := range addresses {
			r := reference(address, salt)
			references[address], taken[r] = r, true
		}
		if len(taken) == len(references) {
			return salt, references
		}
	}
}

func reference(address string, salt int) string {
	h := uint32(2166136261) ^ uint32(salt)
	for _, r := range address {
		h = (h ^ uint32(r)) * 16777619
	}
	h ^= h >> 15
	h *= 0x85ebca6b
	h ^= h >> 13
	var text [5]byte
	for i := range text {
		text[i] = digits[h>>(6*i)&63]
	}
	return string(text[:])
}
