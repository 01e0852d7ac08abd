package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/parallel"
	"dateline/generator/search"
	"dateline/generator/site"
	"dateline/generator/view"
)

// searching plans the page to search on and the files of the index, which package search tells of. Briefings are parted into
// segments by their ids, so that a change of one touches the files of one segment, and those that all share.
func searching(p *planner) {
	if !p.Site.Config.Search {
		return
	}
	page(p, address.Search, "search", "search", func() *view.Search { return p.views.Search(p.Theme.Script("search"), p.Portable) }, p.views.SiteSum)
	listed := make([]*site.Briefing, 0, len(p.Site.Briefings))
	for _, b := range p.Site.Briefings {
		if !b.NoIndex {
			listed = append(listed, b)
		}
	}
	p.cut = sizeFor(len(listed))
	if p.Hurry && p.Order != nil && p.Order.cut.segments > 0 {
		p.cut = p.Order.cut // The files that are there stay, as many as they are.
	}
	size := p.cut
	segments := make([]*segment, size.segments)
	for i := range segments {
		segments[i] = p.segment(i, size)
	}
	for _, s := range segments {
		s.briefings = make([]*site.Briefing, 0, len(listed)/len(segments)*9/8)
	}
	for _, b := range listed {
		s := segments[xxhash.Sum64String(b.ID)%uint64(len(segments))]
		s.briefings = append(s.briefings, b)
	}
	// What says of which version others are comes after them by path, so that it is published after them: this, and the v of each segment.
	overview := func() string {
		return fmt.Sprintf("%x %d %d %d %d\n", xxhash.Sum64String(p.views.SearchNames()), p.views.SearchSalt(),
			size.shards.Positions, size.blocks, size.segments)
	}
	p.part("names", p.views.SearchNames, p.views.RecordsSum)
	p.part("overview", overview, func() view.Sum { return p.views.RecordsSum().With(size.sum()) })
	for _, s := range segments {
		s.plan()
	}
}

// searchSize says into how many files the index of so many briefings is cut. It changes when their number doubles, not with every one.
type searchSize struct {
	segments int
	shards   search.Shards // of each segment
	blocks   int           // the files of each segment with what results show
}

const (
	segmentSize  = 8192 // briefings that the segments can hold, while there are few enough
	mostSegments = 16   // a query reads of each
)

func sizeFor(briefings int) searchSize {
	capacity := 1 << bits.Len(uint(briefings))
	segments := min(max(1, capacity/segmentSize), mostSegments)
	each := capacity / segments
	part := func(of int) int { return min(max(1, each/of), 1024) }
	if segments > 2 { // A question reads of each; and a site with so many pages has many files in any case.
		return searchSize{segments, search.Shards{Terms: part(14), Common: part(40), Positions: part(40)}, part(20)}
	}
	return searchSize{segments, search.Shards{Terms: part(21), Common: part(67), Positions: part(50)}, part(26)}
}

func (s searchSize) sum() view.Sum {
	return view.Sum(s.segments).With(view.Sum(s.shards.Terms)).With(view.Sum(s.shards.Common)).With(view.Sum(s.shards.Positions)).With(view.Sum(s.blocks))
}

// part plans a file that all segments share.
func (p *planner) part(name string, make func() string, from func() view.Sum) {
	p.file(address.SearchPart(name, p.Portable), "search index", func() (view.Digest, func(io.Writer) error) {
		text := make()
		return digest(text), func(w io.Writer) error { return p.writePart(w, name, []byte(text)) }
	}).from = from
	p.outputs[len(p.outputs)-1].Keep = p.Hurry
}

// writePart writes a file of the index: as it is or, for a site whose pages are opened as files and may read no others, as a
// script that hands it over.
func (p *planner) writePart(w io.Writer, name string, text []byte) error {
	if !p.Portable {
		_, err := w.Write(text)
		return err
	}
	key, err := json.Marshal(name)
	if err != nil {
		return err
	}
	value, err := json.Marshal(string(text))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "dateline(%s,%s);\n", key, value)
	return err
}

// segment is the content of the files of one segment. They are made together, when the first is asked for, and let go with the last.
type segment struct {
	*planner
	number    int
	size      searchSize
	briefings []*site.Briefing // newest first
	sum       func() view.Sum  // of what the segment is made from
	digest    func() view.Digest
	keys      []view.Digest // of the bodies as text, once the digest is made

	mu    sync.Mutex
	parts map[string][]byte
	err   error
	left  atomic.Int32 // parts that were not written
}

func (p *planner) segment(number int, size searchSize) *segment {
	s := &segment{planner: p, number: number, size: size}
	s.sum = sync.OnceValue(func() view.Sum {
		return p.views.SearchSum(s.briefings).With(size.sum())
	})
	s.digest = sync.OnceValue(func() view.Digest {
		var m view.Mixer
		m.Int(size.segments, size.shards.Terms, size.shards.Common, size.shards.Positions, size.blocks)
		m.Int(p.views.SearchSalt())
		s.keys = parallel.Map(s.briefings, func(b **site.Briefing) view.Digest {
			key, _ := p.plainKey(*b)
			return key
		})
		for i, digest := range parallel.Map(s.briefings, func(b **site.Briefing) view.Digest { return p.views.SearchDigest(*b) }) {
			m.Digest(digest)
			m.Digest(s.keys[i])
		}
		return m.Sum()
	})
	return s
}

func (s *segment) name(kind string, n int) string {
	if n < 0 {
		return fmt.Sprintf("%d/%s", s.number, kind)
	}
	return fmt.Sprintf("%d/%s%d", s.number, kind, n)
}

// plan plans the files of the segment.
func (s *segment) plan() {
	var names []string
	for _, of := range []struct {
		kind string
		n    int
	}{{"t", s.size.shards.Terms}, {"c", s.size.shards.Common}, {"p", s.size.shards.Positions}, {"d", s.size.blocks}} {
		for i := range of.n {
			names = append(names, s.name(of.kind, i))
		}
	}
	for _, name := range append(names, s.name("f", -1), s.name("s", -1), s.name("v", -1)) {
		s.left.Add(1)
		s.add(address.SearchPart(name, s.Portable), "search index", &segmentPart{s, name}).Keep = s.Hurry
	}
}

// segmentPart is the content of one file of a segment.
type segmentPart struct {
	of   *segment
	name string
}

func (c *segmentPart) sum() view.Sum { return c.of.sum() }

func (c *segmentPart) make() (view.Digest, func(io.Writer) error) {
	var m view.Mixer
	m.Digest(c.of.digest())
	m.Text(c.name)
	return m.Sum(), func(w io.Writer) error {
		text, err := c.of.take(c.name)
		if err != nil {
			return err
		}
		return c.of.writePart(w, c.name, text)
	}
}

// take gives a part, which is asked for once.
func (s *segment) take(name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parts == nil && s.err == nil {
		s.parts, s.err = s.make()
	}
	text := s.parts[name]
	if s.left.Add(-1) == 0 {
		s.parts = nil
	}
	return text, s.err
}

// make makes all parts of the segment.
func (s *segment) make() (map[string][]byte, error) {
	s.digest()
	index, err := search.New(len(s.briefings), func(number int, room []byte) (search.Document, error) {
		if s.Interrupted != nil && s.Interrupted() {
			return search.Document{}, ErrInterrupted
		}
		b := s.briefings[number]
		body, err := s.plain(b, s.keys[number], room)
		return s.views.SearchDocument(b, body), err
	}, s.size.shards)
	if err != nil {
		return nil, err
	}
	parts := map[string][]byte{}
	var files search.Files
	var cut sync.WaitGroup
	cut.Go(func() { files = index.Files() })
	each := (len(s.briefings) + s.size.blocks - 1) / s.size.blocks
	for i := range s.size.blocks {
		var block bytes.Buffer
		for _, b := range s.briefings[min(i*each, len(s.briefings)):min((i+1)*each, len(s.briefings))] {
			block.WriteString(s.views.SearchCard(b, s.Portable))
		}
		parts[s.name("d", i)] = block.Bytes()
	}
	parts[s.name("f", -1)] = s.views.SearchFacets(s.briefings)
	cut.Wait()
	for kind, list := range map[string][][]byte{"t": files.Terms, "c": files.Common, "p": files.Positions} {
		for i, text := range list {
			parts[s.name(kind, i)] = text
		}
	}
	// The version is that of what is published: a digest of what it is made of would tell whether anything is held back.
	sum := xxhash.New()
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		sum.Write(parts[name])
	}
	version := fmt.Sprintf("%x", sum.Sum64())
	parts[s.name("s", -1)] = fmt.Appendf(nil, "%d %s\n%s\n%s\n", len(s.briefings), version, strings.Join(files.Labels, " "), view.SearchDays(s.briefings))
	parts[s.name("v", -1)] = []byte(version + "\n")
	return parts, nil
}

// plain appends the words of a briefing's body to room, as its plain-text twin has them, but for the addresses.
func (s *segment) plain(b *site.Briefing, key view.Digest, room []byte) ([]byte, error) {
	text, known := s.Spool.get(key, room)
	if !known {
		_, targets := s.plainKey(b)
		err := s.parsed(b.File, func(body *briefing.Parsed) (err error) {
			text, err = body.AppendPlain(room, targets, s.views.Words(b.Language))
			return err
		})
		if err != nil {
			return nil, err
		}
		s.Spool.put(key, text)
	}
	return withoutAddresses(text), nil
}

// withoutAddresses drops those that stand behind the words that lead there. It moves what is behind them.
func withoutAddresses(text []byte) []byte {
	kept := text[:0]
	for {
		from := bytes.IndexByte(text, '<')
		if from < 0 {
			return append(kept, text...)
		}
		n := max(1, addressLength(text[from:]))
		kept = append(kept, text[:from]...)
		if n == 1 {
			kept = append(kept, '<')
		}
		text = text[from+n:]
	}
}

// addressLength gives the length of an address between angle brackets that a text begins with; 0 for none.
func addressLength(text []byte) int {
	i := 1
	for i < len(text) && ('a' <= text[i]|0x20 && text[i]|0x20 <= 'z') {
		i++
	}
	if i == 1 || i == len(text) || text[i] != ':' {
		return 0
	}
	if n := bytes.IndexAny(text[i:], "<> \t\n\f\r"); n >= 0 && text[i+n] == '>' {
		return i + n + 1
	}
	return 0
}
