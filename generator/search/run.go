package search

import "encoding/binary"

// run has the postings of some of the documents of a segment: those of each document, one document after the other, in one log. How many
// bytes a term has in it is counted, so that the log need only be copied apart in the end.
type run struct {
	from, to int
	texts    texts
	terms    tallies
	log      [][]byte // blocks of entries

	// The document at hand.
	split    splitter
	room     []byte
	weight   int32 // of the field
	position int32
	seen     []int32 // terms
	places   []place
}

// tallies has a tally for each text, in blocks: a list that grows would be copied again and again.
type tallies []*[1 << 10]tally

func (t tallies) at(number int32) *tally { return &t[number>>10][number&(1<<10-1)] }

// tally is what a run knows of a term.
type tally struct {
	first, last int32 // documents; when runs are joined, first is the distance to the one before
	count       int32 // of documents
	impact      int32 // of the first

	// In bytes, and without the posting of the first document: its distance is not known before runs are joined. First how many there are,
	// then how many other runs have before, then where they belong.
	postings, positions int
	joined              int32 // the number of the term among those of all runs

	// Of the document at hand.
	weight, times int32
	head, tail    int32 // of places
}

// place is a position of a term, and where among the places its next one is.
type place struct {
	position, next int32
}

// blockSize is how many bytes a block of the log has, if no entry is longer.
const blockSize = 64 << 10

func newRun(from, to int) *run {
	r := &run{from: from, to: to, texts: newTexts()}
	r.split.found = func(term []byte) {
		r.add(term, r.position)
		r.position++
	}
	r.split.ended = func(letter []byte) { r.add(letter, r.position-1) } // so that it is found alone, as those are that begin a pair
	return r
}

// index makes the log.
func (r *run) index(read func(int, []byte) (Document, error)) error {
	var body []byte
	for number := r.from; number < r.to; number++ {
		d, err := read(number, body[:0])
		if err != nil {
			return err
		}
		body = d.Body
		r.position = 0
		r.short(d.Title, titleWeight)
		r.short(d.Summary, summaryWeight)
		for _, name := range d.Names {
			r.short(name, namesWeight)
		}
		before := r.position
		r.field(body, bodyWeight)
		r.end(int32(number), r.position-before)
	}
	r.split, r.room, r.seen, r.places = splitter{}, nil, nil, nil
	return nil
}

func (r *run) short(text string, weight int32) {
	r.room = append(r.room[:0], text...)
	r.field(r.room, weight)
}

func (r *run) field(text []byte, weight int32) {
	r.weight = weight
	r.split.split(text)
	r.position += gap
}

// add counts a term of the document at hand.
func (r *run) add(term []byte, position int32) {
	number := r.texts.number(term)
	if int(number>>10) == len(r.terms) {
		r.terms = append(r.terms, new([1 << 10]tally))
	}
	t, at := r.terms.at(number), int32(len(r.places))
	if t.times == 0 {
		r.seen = append(r.seen, number)
		t.head = at
	} else {
		r.places[t.tail].next = at
	}
	r.places = append(r.places, place{position: position})
	t.tail = at
	t.weight += r.weight
	t.times++
}

// end logs what is known of the document at hand, which has this number and a body of this length. An entry of the log is the number of
// a term, how long its posting and its positions are, and these.
func (r *run) end(number, length int32) {
	var posting [maxDigits]byte
	for _, n := range r.seen {
		t := r.terms.at(n)
		weight, digits := impact(t.weight, length), posting[:0]
		if t.count == 0 {
			t.first, t.impact = number, weight
		} else {
			digits = appendPosting(digits, number-t.last-1, weight)
		}
		positions, before := AppendNumber(r.room[:0], uint32(t.times)), int32(0)
		for at := t.head; t.times > 0; t.times-- {
			p := r.places[at]
			positions = AppendNumber(positions, uint32(p.position-before))
			before, at = p.position, p.next
		}
		r.room = positions

		to := r.block(2*binary.MaxVarintLen64 + 1 + len(digits) + len(positions))
		*to = binary.AppendUvarint(*to, uint64(n))
		*to = append(*to, byte(len(digits)))
		*to = binary.AppendUvarint(*to, uint64(len(positions)))
		*to = append(append(*to, digits...), positions...)

		t.last, t.weight = number, 0
		t.count++
		t.postings += len(digits)
		t.positions += len(positions)
	}
	r.seen, r.places = r.seen[:0], r.places[:0]
}

// block gives the block of the log that has room for so many bytes more.
func (r *run) block(size int) *[]byte {
	if n := len(r.log); n == 0 || cap(r.log[n-1])-len(r.log[n-1]) < size {
		r.log = append(r.log, make([]byte, 0, max(size, blockSize)))
	}
	return &r.log[len(r.log)-1]
}

// copy copies what the log has to where it belongs in the text of all files, and lets it go.
func (r *run) copy(text []byte, terms []term) {
	for i := range r.texts.count() {
		t := r.terms.at(i)
		t.postings += terms[t.joined].postings
		t.positions += terms[t.joined].positions
	}
	for i, block := range r.log {
		for len(block) > 0 {
			number, n := binary.Uvarint(block)
			digits := int(block[n])
			block = block[n+1:]
			positions, n := binary.Uvarint(block)
			block = block[n:]
			t := r.terms.at(int32(number))
			if digits == 0 { // the first
				t.postings += len(appendPosting(text[t.postings:t.postings], t.first, t.impact))
			}
			t.postings += copy(text[t.postings:], block[:digits])
			t.positions += copy(text[t.positions:], block[digits:digits+int(positions)])
			block = block[digits+int(positions):]
		}
		r.log[i] = nil
	}
}

// maxDigits is how many digits a number can have.
const maxDigits = 7

func appendPosting(to []byte, distance, impact int32) []byte {
	return AppendNumber(to, uint32(distance)<<4|uint32(impact))
}
