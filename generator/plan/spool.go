package plan

import (
	"os"
	"slices"
	"sync"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/briefing"
	"dateline/generator/view"
)

// Spool keeps what a build made of the bodies of briefings for later in the same build, and for the builds after, in a file and not in
// memory: snapshots of them, from when they are parsed to when their pages are made, and their texts for the search index, from when
// their pages are made until the turn of the index comes. Each is known by a digest of all that it is made of. A Spool may miss any,
// and misses what was damaged in the file: those are made again. A nil one keeps none, the zero Spool makes its file with the first.
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
	length uint32
	sum    uint32 // of the text
}

// snapshots are for snapshots of bodies, one after the other.
var snapshots = sync.Pool{New: func() any { return new([]byte) }}

// maxSnapshot bounds what is kept of a room for the next snapshot. Few are larger.
const maxSnapshot = 512 << 10

// Keep keeps a body, which is that of the file as Parse found it.
func (s *Spool) Keep(f *briefing.File, body *briefing.Parsed) {
	if s == nil {
		return
	}
	room := snapshots.Get().(*[]byte)
	*room = body.AppendSnapshot((*room)[:0])
	s.put(bodyKey(f), *room)
	letGo(room)
}

// Text gives the text of a body that was kept to use, which keeps nothing of it, and reports whether there is one.
func (s *Spool) Text(f *briefing.File, use func(text []byte)) bool {
	return s.snapshot(f, func(snapshot []byte) bool {
		text := briefing.SnapshotText(snapshot)
		if text != nil {
			use(text)
		}
		return text != nil
	})
}

// body gives a body that was kept; nil if there is none. The caller ends its use.
func (s *Spool) body(f *briefing.File) (body *briefing.Parsed) {
	s.snapshot(f, func(snapshot []byte) bool {
		body, _ = briefing.Recalled(f, snapshot)
		return true
	})
	return body
}

// snapshot gives the snapshot of a file's body to use, and reports whether there is one and what use says.
func (s *Spool) snapshot(f *briefing.File, use func([]byte) bool) bool {
	if s == nil {
		return false
	}
	room := snapshots.Get().(*[]byte)
	defer letGo(room)
	var ok bool
	if *room, ok = s.get(bodyKey(f), (*room)[:0]); !ok {
		return false
	}
	return use(*room)
}

func letGo(room *[]byte) {
	if cap(*room) <= maxSnapshot {
		snapshots.Put(room)
	}
}

// bodyKey stands for the body of a file. What is parsed of it depends on the file's bytes alone.
func bodyKey(f *briefing.File) (key view.Digest) {
	copy(key[:], f.Hash[:])
	return key
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
		s.texts[key] = spooled{from, uint32(len(text)), uint32(xxhash.Sum64(text))}
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
	text = slices.Grow(room, int(at.length))[:len(room)+int(at.length)]
	read := text[len(room):]
	if _, err := file.ReadAt(read, at.from); err != nil || uint32(xxhash.Sum64(read)) != at.sum {
		return room, false
	}
	return text, true
}
