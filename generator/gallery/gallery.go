// Package gallery keeps what is published of every picture of a source: without metadata, and in smaller sizes. It knows of files
// and not of pages. What package picture makes of the bytes of a file is remembered by these bytes, so that a picture is read once;
// what took an encoder is kept in a folder, by the hash of its own bytes, which are looked at before they are used. All of it may
// be deleted at any time.
package gallery

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/parallel"
	"dateline/generator/picture"
	"dateline/generator/source"
)

// ErrChanged says that a file is not what the scan found, or no longer what was made of it: build again.
var ErrChanged = errors.New("the file changed during the build")

// Hash is of the bytes of a file.
type Hash [sha256.Size]byte

// MarshalText writes a hash as people know it.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return errors.New("a hash of another length")
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Entry is what is published of a file.
type Entry struct {
	Format        picture.Format // None for a file that is no picture, and is published as it is
	Width, Height int
	Encoded       bool
	Text          bool             // it is named like a picture and is a text
	Pointer       bool             // and that text is what git-lfs leaves in its place
	Refused       *picture.Refusal // why it must not be published: then it has nothing of what follows
	Active        *picture.Refusal // why an SVG must not stand beside a text
	Hash          Hash
	Scalable      bool
	Scaled        bool // Sizes were made, if there are any
	Sizes         []Size
}

// Size is a picture in a smaller size.
type Size struct {
	Width, Height int
	Hash          Hash
}

// key stands for what a file holds, and the part of its name on which it depends what that is.
type key struct {
	hash  Hash
	named string
}

func keyOf(f *source.File) key { return key{f.Hash, picture.Named(f.Path)} }

// Gallery is what is known of pictures. It may be used by several goroutines at once.
type Gallery struct {
	folder string       // for what took an encoder; "" keeps nothing
	ready  func() error // makes the folder that it is in
	mutex  sync.Mutex
	known  map[key]*Entry
	kept   bool // it is as it was read
}

// New gives a gallery that knows nothing. With a folder it keeps there what took an encoder: it makes the folder when there is
// something, and before it what ready makes.
func New(folder string, ready func() error) *Gallery {
	return &Gallery{folder: folder, ready: ready, known: map[key]*Entry{}}
}

// Of gives what is published of a file that Look looked at.
func (g *Gallery) Of(f *source.File) *Entry {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.known[keyOf(f)]
}

// Look reads the files that are not known yet. If they are to be published, it makes the smaller sizes of those that shown reports,
// by index. Its error is ErrChanged.
func (g *Gallery) Look(tree *source.Tree, files []source.File, publish bool, shown func(i int) bool) error {
	type task struct {
		file  source.File
		scale bool
	}
	var open []task
	at := map[key]int{} // of open: two files may hold the same
	for i := range files {
		f := &files[i]
		e := g.Of(f)
		scale := publish && (e == nil || e.Scalable && !e.Scaled) && shown(i)
		if e != nil && !scale {
			continue
		}
		if n, twice := at[keyOf(f)]; twice {
			open[n].scale = open[n].scale || scale
			continue
		}
		at[keyOf(f)] = len(open)
		open = append(open, task{*f, scale})
	}
	return errors.Join(parallel.Map(open, func(t *task) error {
		e, err := g.make(tree, &t.file, publish, t.scale)
		if err == nil {
			g.mutex.Lock()
			defer g.mutex.Unlock()
			g.known[keyOf(&t.file)], g.kept = e, false
		}
		return err
	})...)
}

// make reads one file.
func (g *Gallery) make(tree *source.Tree, f *source.File, publish, scale bool) (*Entry, error) {
	named := picture.Named(f.Path) != ""
	if !named {
		head, err := tree.Head(*f, picture.HeadSize)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, ErrChanged)
		}
		if picture.Sniff(f.Path, head) == picture.None {
			return &Entry{}, nil
		}
	}
	e := &Entry{}
	if f.Size > picture.MaxSize {
		e.Refused = picture.TooLarge(f.Size)
		return e, nil
	}
	data, err := read(tree, f)
	if err != nil {
		return nil, err
	}
	if len(data) > 0 && picture.Sniff(f.Path, data) == picture.SVG {
		e.Active = picture.Active(data)
	}
	p, err := picture.Read(f.Path, data)
	if errors.As(err, &e.Refused) {
		return e, nil
	}
	if p == nil {
		e.Text, e.Pointer = named, named && picture.IsPointer(data)
		return e, nil
	}
	e.Format, e.Width, e.Height, e.Encoded, e.Hash, e.Scalable = p.Format, p.Width, p.Height, p.Encoded, sha256.Sum256(p.Bytes), p.Scalable()
	if p.Encoded && publish {
		g.put(e.Hash, p.Bytes)
	}
	if scale {
		e.Scaled = true
		for _, s := range p.Sizes() {
			hash := Hash(sha256.Sum256(s.Bytes))
			g.put(hash, s.Bytes)
			e.Sizes = append(e.Sizes, Size{s.Width, s.Height, hash})
		}
	}
	return e, nil
}

// read gives the bytes of a file if they are what the scan found.
func read(tree *source.Tree, f *source.File) ([]byte, error) {
	data, err := tree.Read(*f)
	if err != nil || sha256.Sum256(data) != f.Hash {
		return nil, fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	return data, nil
}

// Write writes what is published of a file that is a picture, and known: the bytes of a hash that its Entry has.
func (g *Gallery) Write(w io.Writer, tree *source.Tree, f source.File, hash Hash) error {
	e := g.Of(&f)
	if e.Encoded || hash != e.Hash {
		if data := g.get(hash); data != nil {
			_, err := w.Write(data)
			return err
		}
	}
	data, err := read(tree, &f)
	if err != nil {
		return err
	}
	p, err := picture.Read(f.Path, data)
	if err == nil && p != nil {
		all := [][]byte{p.Bytes}
		switch {
		case hash == e.Hash && p.Encoded:
			g.put(hash, p.Bytes)
		case hash != e.Hash:
			for _, s := range p.Sizes() {
				g.put(sha256.Sum256(s.Bytes), s.Bytes) // The others will be asked for too.
				all = append(all, s.Bytes)
			}
		}
		for _, data := range all {
			if sha256.Sum256(data) == hash {
				_, err := w.Write(data)
				return err
			}
		}
	}
	g.mutex.Lock() // Something else was made of it.
	defer g.mutex.Unlock()
	delete(g.known, keyOf(&f))
	g.kept = false
	return fmt.Errorf("%s: %w", f.Path, ErrChanged)
}

// put keeps bytes. Failing to costs time only.
func (g *Gallery) put(hash Hash, data []byte) {
	if g.folder == "" || g.ready() != nil || os.MkdirAll(g.folder, 0o777) != nil {
		return
	}
	name := filepath.Join(g.folder, hex.EncodeToString(hash[:]))
	if info, err := os.Stat(name); err == nil && info.Size() == int64(len(data)) {
		return
	}
	f, err := os.CreateTemp(g.folder, "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(data)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), name) != nil {
		os.Remove(f.Name())
	}
}

// get gives bytes that were kept, or nil.
func (g *Gallery) get(hash Hash) []byte {
	if g.folder == "" {
		return nil
	}
	name := filepath.Join(g.folder, hex.EncodeToString(hash[:]))
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	if sha256.Sum256(data) != hash {
		os.Remove(name)
		return nil
	}
	return data
}

// What is known is written as a line that names the form with a checksum of the rest, which is JSON. Another version of what makes
// the pictures, or of the libraries that encode them, makes other bytes.
func form(text []byte) string {
	return fmt.Sprintf("dateline pictures %d %s %016x\n", picture.Version, runtime.Version(), xxhash.Sum64(text))
}

type written struct {
	Of    Hash // of the bytes of the file
	Named string
	*Entry
}

// Read takes over what another process wrote; nothing if it is damaged.
func (g *Gallery) Read(text []byte) {
	head, text, _ := bytes.Cut(text, []byte("\n"))
	var list []written
	if string(head)+"\n" != form(text) || json.Unmarshal(text, &list) != nil {
		return
	}
	if slices.ContainsFunc(list, func(w written) bool { return w.Entry == nil }) {
		return
	}
	for _, w := range list {
		g.known[key{w.Of, w.Named}] = w.Entry
	}
	g.kept = true
}

// Keep forgets what is not among the files, and writes the rest if that is not what was read.
func (g *Gallery) Keep(files []source.File, write func(text []byte)) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if len(g.known) == 0 && !g.kept {
		return
	}
	here := map[key]bool{}
	for i := range files {
		if files[i].Kind != source.Text {
			here[keyOf(&files[i])] = true
		}
	}
	var list []written
	for k, e := range g.known {
		if here[k] {
			list = append(list, written{k.hash, k.named, e})
		}
	}
	if g.kept && len(list) == len(g.known) {
		return
	}
	slices.SortFunc(list, func(a, b written) int {
		return cmp.Or(bytes.Compare(a.Of[:], b.Of[:]), strings.Compare(a.Named, b.Named))
	})
	text, err := json.Marshal(list)
	if err != nil {
		panic("gallery: " + err.Error()) // Numbers and texts always encode.
	}
	write(append([]byte(form(text)), text...))
	g.kept = true
	g.sweep(list)
}

// sweep removes kept bytes that nothing knows of. Another process that builds the same source may miss them: then it makes them
// again.
func (g *Gallery) sweep(list []written) {
	needed := map[string]bool{}
	for _, w := range list {
		needed[hex.EncodeToString(w.Entry.Hash[:])] = w.Encoded
		for _, s := range w.Sizes {
			needed[hex.EncodeToString(s.Hash[:])] = true
		}
	}
	names, _ := os.ReadDir(g.folder)
	for _, entry := range names {
		if name := entry.Name(); len(name) == 2*sha256.Size && !needed[name] {
			os.Remove(filepath.Join(g.folder, name))
		}
	}
}
