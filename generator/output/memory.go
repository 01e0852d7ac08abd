package output

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unsafe"

	"dateline/generator/parallel"
)

// Memory is what a Sync knows of the files that an earlier one left: with it, a file whose key is the same and that
// nobody touched is not rendered again. It may be lost at any time. A nil Memory knows nothing, and nothing is remembered;
// an empty one knows nothing yet.
type Memory struct {
	Files []Known // by path
	Kept  bool    // it is as ReadMemory gave it
	Note  string  // what the caller knows of them; a Sync forgets it

	left  fs.FileInfo   // the manifest as this process left it; nil when another did
	seen  []fs.FileInfo // of Files, after LookAhead; nil for one that is not there
	ahead chan struct{} // closed when all were looked at; nil without LookAhead
}

// LookAhead begins to look at the files in the folder, for the next Sync, while something else is done.
func (m *Memory) LookAhead(folder string) {
	if len(m.Files) == 0 {
		return
	}
	m.seen, m.ahead = make([]fs.FileInfo, len(m.Files)), make(chan struct{})
	go func(files []Known, seen []fs.FileInfo, done chan struct{}) {
		defer close(done)
		parallel.Chunks(len(files), func(from, to int) {
			for i := from; i < to; i++ {
				seen[i], _ = os.Lstat(filepath.Join(folder, filepath.FromSlash(files[i].Path)))
			}
		})
	}(m.Files, m.seen, m.ahead)
}

// looked gives what LookAhead saw, once: later it may be another.
func (m *Memory) looked() []fs.FileInfo {
	if m.ahead == nil {
		return nil
	}
	<-m.ahead
	seen := m.seen
	m.Forget()
	return seen
}

// Forget drops what LookAhead saw, when there was no Sync for it.
func (m *Memory) Forget() { m.seen, m.ahead = nil, nil }

// Annotate notes something about the files. It stays with them until the next Sync.
func (m *Memory) Annotate(note string) {
	if m.Note != note {
		m.Note, m.Kept = note, false
	}
}

// Stands reports whether a folder is as it was left, by its manifest and by the size and time of every file. What LookAhead saw is used up.
func (m *Memory) Stands(folder string) bool {
	d, err := openDir(folder, direct)
	if err != nil {
		return false
	}
	defer d.close()
	was, err := d.readManifest(m)
	return err == nil && was.whole && was.seen && len(was.manifest) == len(m.Files) &&
		!slices.ContainsFunc(was.manifest, func(k Known) bool { return !k.remembered() })
}

// Known is what is known of one file: its path and hash, of what the manifest says, and of one that is remembered the rest.
type Known struct {
	Path     string
	Key      Key
	Inputs   uint64
	Hash     Hash
	Size     int64
	Modified int64 // nanoseconds since 1970 UTC; 0 when it is not known
}

// sameFile reports whether a manifest says the same of two files.
func (k Known) sameFile(other Known) bool { return k.Path == other.Path && k.Hash == other.Hash }

// remembered reports whether more is known of a file than its hash.
func (k *Known) remembered() bool { return k.Modified != 0 }

// is reports whether a file is as it was left; info is nil for one that is not there.
func (k *Known) is(info fs.FileInfo) bool {
	return info != nil && info.Mode().IsRegular() && k.Size == info.Size() && k.Modified == info.ModTime().UnixNano()
}

// remember notes what every file is now. One that cannot be looked at will be rendered again.
func (d *dir) remember(tasks []task, outcomes []outcome, next manifest, memory *Memory) *Memory {
	m := &Memory{Files: next, Kept: memory.Kept && len(memory.Files) == len(next)}
	complete := true
	for i := range next {
		file := &next[i]
		if outcomes[i].asLeft {
			m.Kept = m.Kept && file.Inputs == tasks[i].known.Inputs
			continue
		}
		m.Kept = false
		file.Modified = 0
		if info, err := d.what(file.Path); err == nil && info != nil {
			file.Size, file.Modified = info.Size(), info.ModTime().UnixNano()
		}
		complete = complete && file.remembered()
	}
	if complete {
		m.left, _ = d.what(manifestName)
	}
	return m
}

// A memory is written as a line that names the form, the length of the note and the note, the number of files and the files, and at the end
// a checksum. Numbers are little-endian.
const memoryForm = "dateline outputs 2\n"

var checksums = crc32.MakeTable(crc32.Castagnoli)

// Write writes the memory for ReadMemory.
func (m *Memory) Write(w io.Writer) error {
	sum := crc32.New(checksums)
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 64<<10)
	out.WriteString(memoryForm)
	var line []byte
	line = binary.LittleEndian.AppendUint64(line, uint64(len(m.Note)))
	line = append(line, m.Note...)
	line = binary.LittleEndian.AppendUint64(line, uint64(len(m.Files)))
	for i := range m.Files {
		k := &m.Files[i]
		line = binary.LittleEndian.AppendUint32(line, uint32(len(k.Path)))
		line = append(append(append(line, k.Path...), k.Key[:]...), k.Hash[:]...)
		for _, n := range [3]uint64{k.Inputs, uint64(k.Size), uint64(k.Modified)} {
			line = binary.LittleEndian.AppendUint64(line, n)
		}
		out.Write(line)
		line = line[:0]
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err := w.Write(sum.Sum(nil))
	return err
}

// ReadMemory gives the memory that was written, or an empty one when the bytes are damaged. The paths in it are pieces of data, which must
// never be changed after.
func ReadMemory(data []byte) *Memory {
	m := &Memory{}
	end := len(data) - crc32.Size
	if end < len(memoryForm)+8 || string(data[:len(memoryForm)]) != memoryForm || crc32.Checksum(data[:end], checksums) != binary.BigEndian.Uint32(data[end:]) {
		return m
	}
	length := binary.LittleEndian.Uint64(data[len(memoryForm):])
	data = data[:end]
	rest := data[len(memoryForm)+8:]
	if length > uint64(len(rest)) || len(rest)-int(length) <= 8 {
		return m
	}
	note, rest := string(rest[:length]), rest[length:]
	n := binary.LittleEndian.Uint64(rest)
	text := unsafe.String(&rest[8], len(rest)-8)
	const fixed = len(Key{}) + len(Hash{}) + 3*8
	if n > uint64(len(text)/(4+fixed)) {
		return m
	}
	files := make([]Known, n)
	for i := range files {
		k := &files[i]
		if len(text) < 4 {
			return m
		}
		length := int(text[0]) | int(text[1])<<8 | int(text[2])<<16 | int(text[3])<<24
		if len(text)-4-fixed < length {
			return m
		}
		k.Path, text = text[4:4+length], text[4+length:]
		copy(k.Key[:], text)
		copy(k.Hash[:], text[len(k.Key):])
		at := data[len(data)-len(text)+len(k.Key)+len(k.Hash):]
		k.Inputs, k.Size, k.Modified = binary.LittleEndian.Uint64(at), int64(binary.LittleEndian.Uint64(at[8:])), int64(binary.LittleEndian.Uint64(at[16:]))
		text = text[fixed:]
	}
	m.Files, m.Kept, m.Note = files, len(text) == 0, note
	return m
}
