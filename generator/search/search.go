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
	"maps"
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
	Body    string
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
	terms     map[string]*postings
}

// postings are the documents that have a term, as they are written, but for the first: its distance is not known before runs are joined.
type postings struct {
	first, last int32 // documents
	count       int32
	impact      int32  // of the first
	slot        int32  // of what is known of the document at hand; 0 for none
	rest        []byte // of the documents after the first
	positions   []byte // of all documents, one list after the other: each begins with how many there are
}

// New makes the index of documents, which have the numbers 0, 1 and so on. read gives one; it is called once for each, on every core.
func New(documents int, read func(number int) (Document, error), shards Shards) (*Segment, error) {
	size := max(64, (documents+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var runs []*run
	for from := 0; from < documents; from += size {
		runs = append(runs, &run{from: from, to: min(from+size, documents), terms: make(map[string]*postings, 1<<12)})
	}
	failed := parallel.Map(runs, func(r **run) error { return (*r).index(read) })
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	s := &Segment{shards: shards, documents: documents, terms: map[string]*postings{}}
	for i, r := range runs {
		if i == 0 {
			s.terms = r.terms
			continue
		}
		for term, p := range r.terms {
			if before := s.terms[term]; before != nil {
				before.follow(p)
			} else {
				s.terms[term] = p
			}
		}
	}
	return s, nil
}

// run makes the postings of some of the documents of a segment.
type run struct {
	from, to int
	terms    map[string]*postings
	slots    []slot // of the terms of the document at hand; the first is nobody's
	split    splitter
}

// slot is what is known of a term in the document at hand.
type slot struct {
	*postings
	weight    int32
	count     int32
	at        int32 // last position
	positions []byte
}

// index makes the postings of each term.
func (r *run) index(read func(int) (Document, error)) error {
	for number := r.from; number < r.to; number++ {
		d, err := read(number)
		if err != nil {
			return err
		}
		r.slots = r.slots[:min(len(r.slots), 1)]
		if len(r.slots) == 0 {
			r.slots = append(r.slots, slot{})
		}
		position := int32(0)
		field := func(text string, weight int32) {
			r.split.ended = func(letter []byte) { r.add(letter, position-1, weight) } // so that it is found alone, as those are that begin a pair
			r.split.split(text, func(term []byte) {
				r.add(term, position, weight)
				position++
			})
			position += gap
		}
		field(d.Title, titleWeight)
		field(d.Summary, summaryWeight)
		for _, name := range d.Names {
			field(name, namesWeight)
		}
		before := position
		field(d.Body, bodyWeight)
		length := position - before
		for i := range r.slots[1:] {
			r.slots[1+i].end(int32(number), length)
		}
	}
	return nil
}

// add counts a term of the document at hand.
func (r *run) add(term []byte, position, weight int32) {
	p := r.terms[string(term)]
	if p == nil {
		p = &postings{}
		r.terms[string(term)] = p
	}
	if p.slot == 0 {
		p.slot = int32(len(r.slots))
		if len(r.slots) < cap(r.slots) { // with the room that a term of another document had
			r.slots = r.slots[:len(r.slots)+1]
		} else {
			r.slots = append(r.slots, slot{})
		}
		s := &r.slots[p.slot]
		*s = slot{postings: p, positions: s.positions[:0]}
	}
	s := &r.slots[p.slot]
	s.weight += weight
	s.count++
	s.positions = AppendNumber(s.positions, uint32(position-s.at))
	s.at = position
}

// end writes what is known of a term in a document of this number and length.
func (s *slot) end(number, length int32) {
	p := s.postings
	p.slot = 0
	weight := impact(s.weight, length)
	if p.count == 0 {
		p.first, p.impact = number, weight
	} else {
		p.rest = appendPosting(p.rest, number-p.last-1, weight)
	}
	p.last = number
	p.count++
	p.positions = append(AppendNumber(p.positions, uint32(s.count)), s.positions...)
}

func appendPosting(to []byte, distance, impact int32) []byte {
	return AppendNumber(to, uint32(distance)<<4|uint32(impact))
}

// follow adds the postings of later documents.
func (p *postings) follow(later *postings) {
	p.rest = append(appendPosting(p.rest, later.first-p.last-1, later.impact), later.rest...)
	p.positions = append(p.positions, later.positions...)
	p.last, p.count = later.last, p.count+later.count
}

// usual is how many terms a body of the usual length has.
const usual = 400

// impact gives the part of BM25 that depends on the document, from 1 to 15: how often it has the term, and how long it is. The
// usual length is fixed, so that it is the same whatever other documents there are.
func impact(weight, length int32) int32 {
	// weight / (weight + k1*(1-b + b*length/usual)) with k1 = 1.2 and b = 0.75, in thousandths
	weight *= 1000
	whole := weight + 1200*(usual+3*length)/(4*usual)
	return max(1, min(15, int32((15*int64(weight)+int64(whole)/2)/int64(whole))))
}

// many is which part of a segment's documents, one of so many, makes a term common.
const many = 16

// common reports whether so many documents have a term that it stands apart.
func (s *Segment) common(p *postings) bool {
	return s.shards.Common > 0 && p.count > 64 && int(p.count)*many > s.documents
}

// Files are the texts of the files of a segment.
type Files struct {
	Terms, Common, Positions [][]byte

	// Labels are how the first terms of the shards of terms begin, but for that of the first shard: just so far that all terms of the
	// shards before come before it. Shards behind the last have none.
	Labels []string
}

// Files gives the texts of the files. The index is of no use after it.
func (s *Segment) Files() Files {
	f := Files{Terms: make([][]byte, s.shards.Terms), Common: make([][]byte, s.shards.Common), Positions: make([][]byte, s.shards.Positions)}
	terms := slices.Sorted(maps.Keys(s.terms))
	rest, common := cut{shards: s.shards.Terms}, cut{shards: s.shards.Common}
	for _, term := range terms {
		p := s.terms[term]
		rest.all += s.size(term, p)
		if s.common(p) {
			common.all += len(p.rest)
		}
	}
	line := func(to *[]byte, term string) {
		*to = append(append(*to, term...), ' ')
	}
	for i, term := range terms {
		p := s.terms[term]
		delete(s.terms, term) // which lets its memory go
		shard := rest.next(s.size(term, p))
		for len(f.Labels) < shard {
			f.Labels = append(f.Labels, label(terms[i-1], term))
		}
		to := &f.Terms[shard]
		line(to, term)
		if s.common(p) {
			c := common.next(len(p.rest))
			*to = append(strconv.AppendInt(append(*to, '!'), int64(c), 10), '\n')
			to = &f.Common[c]
			line(to, term)
		}
		*to = append(append(appendPosting(*to, p.first, p.impact), p.rest...), '\n')
		to = &f.Positions[Hash(term)%uint32(s.shards.Positions)]
		line(to, term)
		*to = append(append(*to, p.positions...), '\n')
	}
	return f
}

// size gives about how many bytes a term's line has.
func (s *Segment) size(term string, p *postings) int {
	size := len(term) + 4
	if !s.common(p) {
		size += len(p.rest)
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
