package plan

import (
	"os"
	"sync/atomic"
)

// Spool keeps texts until their turn in the search index comes, in a file and not in memory. It may miss any: those are made again. A nil
// Spool keeps none.
type Spool struct {
	file  *os.File
	end   atomic.Int64
	texts []atomic.Int64 // where each begins, and how long it is in the lowest bits; 0 for none
}

const lengthBits = 24

// NewSpool makes room for so many texts, or gives nil where there is no place for a file.
func NewSpool(texts int) *Spool {
	file, err := os.CreateTemp("", "dateline-")
	if err != nil {
		return nil
	}
	os.Remove(file.Name()) // Where an open file cannot be removed, Close does.
	return &Spool{file: file, texts: make([]atomic.Int64, texts)}
}

// Close ends the use of a spool.
func (s *Spool) Close() {
	if s != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}

func (s *Spool) put(number int, text []byte) {
	if s == nil || len(text) >= 1<<lengthBits {
		return
	}
	at := s.end.Add(int64(len(text))) - int64(len(text))
	if _, err := s.file.WriteAt(text, at); err == nil {
		s.texts[number].Store(at<<lengthBits | int64(len(text)))
	}
}

// take appends a text to room, and reports whether it is there. It gives it once.
func (s *Spool) take(number int, room []byte) (text []byte, ok bool) {
	if s == nil {
		return room, false
	}
	is := s.texts[number].Swap(0)
	if is == 0 {
		return room, false
	}
	from, length := len(room), int(is&(1<<lengthBits-1))
	text = append(room, make([]byte, length)...)
	_, err := s.file.ReadAt(text[from:], is>>lengthBits)
	return text, err == nil
}
