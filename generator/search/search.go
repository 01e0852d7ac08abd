// Package search makes the index that readers search a site with: plain text files, cut so that a query loads only what it needs.
// It knows texts and numbers, not what they mean; the script of the theme's search page reads what it writes.
//
// The documents are parted into segments, so that a change touches the files of one segment. The terms of a segment are parted
// into shards by how they begin, so that all terms with the same beginning, which a word that is being typed may go on to, stand
// in one. A shard has one line for each term, in order: the term, a space, its postings. A posting is the distance to the
// document before, and its weight: how much the document is about the term. Of terms that many documents of the segment have,
// the line has "!" and the shard of common terms that the postings stand in, so that nobody who looks for rare ones loads them.
package search

import (
	"maps"
	"runtime"
	"slices"
	"strconv"

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
	shards Shards
	terms  map[string]*postings
	order  []string
}

// postings are the documents that have a term.
type postings struct {
	last      int32 // document
	weight    int32 // in it, so far
	at        int32 // last position in it
	documents []int32
	weights   []int32
	positions []byte // of all documents, one list after the other: each begins with how many there are
	some      []byte // those of the last document
	many      int32
}

// New makes the index of documents, which have the numbers 0, 1 and so on.
func New(docs []Document, shards Shards) *Segment {
	var runs []run
	for size, from := max(64, (len(docs)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0)), 0; from < len(docs); from += size {
		runs = append(runs, run{from, docs[from:min(from+size, len(docs))]})
	}
	s := &Segment{shards: shards, terms: map[string]*postings{}}
	for i, terms := range parallel.Map(runs, (*run).index) {
		if i == 0 {
			s.terms = terms
			continue
		}
		for term, p := range terms {
			if before := s.terms[term]; before != nil {
				before.follow(p)
			} else {
				s.terms[term] = p
			}
		}
	}
	s.order = slices.Sorted(maps.Keys(s.terms))
	return s
}

// run is some of the documents of a segment.
type run struct {
	from int // the number of the first
	docs []Document
}

// index gives the postings of each term.
func (r *run) index() map[string]*postings {
	terms := make(map[string]*postings, 1<<14)
	var split splitter
	lengths := make([]int32, len(r.docs))
	for n, d := range r.docs {
		number, position := int32(r.from+n), int32(0)
		field := func(text string, weight int32) {
			split.split(text, func(term []byte) {
				p := terms[string(term)]
				if p == nil {
					p = &postings{last: -1}
					terms[string(term)] = p
				}
				p.add(number, position, weight)
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
		lengths[n] = position - before
	}
	for _, p := range terms {
		p.end()
		for i, doc := range p.documents {
			p.weights[i] = impact(p.weights[i], lengths[int(doc)-r.from])
		}
	}
	return terms
}

// follow adds the postings of later documents.
func (p *postings) follow(later *postings) {
	p.documents, p.weights = append(p.documents, later.documents...), append(p.weights, later.weights...)
	p.positions = append(p.positions, later.positions...)
}

func (p *postings) add(doc, position, weight int32) {
	if p.last != doc {
		p.end()
		p.last, p.weight, p.at = doc, 0, 0
	}
	p.weight += weight
	p.some = AppendNumber(p.some, uint32(position-p.at))
	p.at = position
	p.many++
}

// end ends the list of a document.
func (p *postings) end() {
	if p.last < 0 || p.many == 0 {
		return
	}
	p.documents, p.weights = append(p.documents, p.last), append(p.weights, p.weight)
	p.positions = append(AppendNumber(p.positions, uint32(p.many)), p.some...)
	p.some, p.many = p.some[:0], 0
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
const many = 32

// common reports whether so many documents have a term that it stands apart.
func (s *Segment) common(p *postings, documents int) bool {
	return s.shards.Common > 0 && len(p.documents) > 64 && len(p.documents)*many > documents
}

// Files gives the texts of the shards of terms, of common terms and of positions.
func (s *Segment) Files(documents int) (terms, common, positions [][]byte) {
	terms, common, positions = make([][]byte, s.shards.Terms), make([][]byte, s.shards.Common), make([][]byte, s.shards.Positions)
	line := func(to *[]byte, term string) {
		*to = append(append(*to, term...), ' ')
	}
	for _, term := range s.order {
		p, h := s.terms[term], Hash(term)
		to := &terms[h%uint32(s.shards.Terms)]
		line(to, term)
		if s.common(p, documents) {
			c := h % uint32(s.shards.Common)
			*to = append(strconv.AppendInt(append(*to, '!'), int64(c), 10), '\n')
			to = &common[c]
			line(to, term)
		}
		before := int32(-1)
		for i, doc := range p.documents {
			*to = AppendNumber(*to, uint32(doc-before-1)<<4|uint32(p.weights[i]))
			before = doc
		}
		*to = append(*to, '\n')
		to = &positions[h%uint32(s.shards.Positions)]
		line(to, term)
		*to = append(append(*to, p.positions...), '\n')
	}
	return terms, common, positions
}

// Hash tells the shard of a term: by its first letters, of an unspaced script by the first one.
func Hash(term string) uint32 {
	const letters = 3
	h, n := uint32(2166136261), 0
	for _, r := range term {
		h = (h ^ uint32(r)) * 16777619
		if n++; n == letters || unspaced(r) {
			break
		}
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
