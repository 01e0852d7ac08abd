package plan

import (
	"os"
	"sync"

	"dateline/generator/view"
)

// Spool keeps the bodies of briefings as text for the search index, in a file and not in memory: from when their pages are rendered until
// the turn of the index comes, and for the builds after. Each is known by a digest of all that it is made of. A Spool may miss any: those
// are made again. A nil one keeps none, the zero Spool makes its file with the first text.
type Spool struct {
	mutex sync.Mutex
	file  *os.File // nil before the first text, when there is no place for it, and in the end
	tried bool     // to make it
	end   int64
	texts map[view.Digest]spooled
}

// spooled is where a text stands in the file.
type spooled struct {
	from   int64
	length int
}

// Close ends the use of a spool.
func (s *Spool) Close() {
	if s == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.tried = true; s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name()) // where an open file cannot be removed
		s.file = nil
	}
}

// room makes room for a text, and gives nil if it is not to be kept.
func (s *Spool) room(key view.Digest, length int) (file *os.File, from int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.tried {
		s.tried, s.texts = true, map[view.Digest]spooled{}
		if file, err := os.CreateTemp("", "dateline-"); err == nil {
			s.file = file
			os.Remove(file.Name())
		}
	}
	if _, known := s.texts[key]; known {
		return nil, 0
	}
	from = s.end
	s.end += int64(length)
	return s.file, from
}

// put keeps a text.
func (s *Spool) put(key view.Digest, text []byte) {
	if s == nil {
		return
	}
	file, from := s.room(key, len(text))
	if file == nil {
		return
	}
	if _, err := file.WriteAt(text, from); err == nil {
		s.mutex.Lock()
		s.texts[key] = spooled{from, len(text)}
		s.mutex.Unlock()
	}
}

// get appends a text to room, and reports whether it is there.
func (s *Spool) get(key view.Digest, room []byte) (text []byte, ok bool) {
	if s == nil {
		return room, false
	}
	s.mutex.Lock()
	at, ok := s.texts[key]
	file := s.file
	s.mutex.Unlock()
	if !ok || file == nil {
		return room, false
	}
	text = append(room, make([]byte, at.length)...)
	if _, err := file.ReadAt(text[len(room):], at.from); err != nil {
		return room, false
	}
	return text, true
}
