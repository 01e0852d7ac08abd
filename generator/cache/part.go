package cache

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"unsafe"
)

const (
	magic    = "dateline cache 5\n" // another number for another form
	partSize = 64                   // files: few, since what they say is freed when none of it is used any more
)

// castagnoli is the checksum that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// part is some of the files and what stands for them.
type part struct {
	coder
	files  []Source
	count  int // of files
	length int // in bytes
	sum    uint32
}

// head gives what stands first.
func head(version string) []byte {
	c := coder{data: []byte(magic)}
	c.text(&version)
	return c.data
}

// entry goes over what the index says of a part.
func (c *coder) entry(p *part) {
	c.int(&p.count)
	c.int(&p.length)
	c.fixed32(&p.sum)
	c.totals(&p.stocks)
}

// tail gives the index with what stands behind it.
func (c *coder) tail() []byte {
	length := uint32(len(c.data))
	c.fixed32(&length)
	sum := crc32.Checksum(c.data, castagnoli)
	c.fixed32(&sum)
	return c.data
}

// write writes the files to data.
func (p *part) write() error {
	p.begin()
	for i := range p.files {
		if p.source(&p.files[i]); p.bad != nil {
			return fmt.Errorf("%s: %w", p.files[i].Path, p.bad)
		}
	}
	p.count, p.length, p.sum = len(p.files), len(p.data), crc32.Checksum(p.data, castagnoli)
	return nil
}

// read fills the files, and reports false when data is not what was written.
func (p *part) read() bool {
	if crc32.Checksum(p.data, castagnoli) != p.sum || !p.fill() {
		return false
	}
	touch(p.files)
	for i := range p.files {
		p.source(&p.files[i])
	}
	return p.ended()
}

// open reads the index, and gives the parts with the room for their files.
func (s *Sources) open(data []byte, version string) ([]part, bool) {
	const behind = 4 + 4 // the index
	data, ok := bytes.CutPrefix(data, head(version))
	if !ok || len(data) < behind {
		return nil, false
	}
	end := len(data) - behind
	var length, sum uint32
	tail := reader(data[end:])
	tail.fixed32(&length)
	tail.fixed32(&sum)
	if uint64(length) > uint64(end) || crc32.Checksum(data[end-int(length):len(data)-4], castagnoli) != sum {
		return nil, false
	}
	index := reader(data[end-int(length) : end])
	data = data[:end-int(length)]

	index.moment(&s.Scanned)
	var count, total int
	if index.int(&count); !index.afford(count, minEntry) {
		return nil, false
	}
	parts := make([]part, count)
	for i := range parts {
		p := &parts[i]
		if index.entry(p); p.length < 0 || p.length > len(data) || p.count > partSize {
			return nil, false
		}
		stocks := p.stocks
		p.coder, data = reader(data[:p.length]), data[p.length:]
		if p.stocks = stocks; !p.afford(p.count, minSource) {
			return nil, false
		}
		total += p.count
	}
	if !index.ended() || len(data) > 0 {
		return nil, false
	}
	s.Files = make([]Source, total)
	files := s.Files
	for i := range parts {
		p := &parts[i]
		p.files, files = files[:p.count], files[p.count:]
	}
	return parts, true
}

// reader gives a coder that reads. Data becomes text without being copied, which would take a third of the time.
func reader(data []byte) coder {
	return coder{reading: true, data: data, in: unsafe.String(unsafe.SliceData(data), len(data)), room: len(data)}
}
