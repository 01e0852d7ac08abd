// Package output brings a folder to what is planned: it renders and writes what changed, removes what it owns and is no
// longer planned, and touches nothing else. It knows paths and bytes, not what they mean.
//
// A build that fails, in rendering or for want of space, changes nothing: everything is first written in a stage inside
// the folder, and moved to its place, file by file, only when all of it is there. Killed at any moment, every file is
// entirely the old one or the new one, and the manifest lists everything that may be Dateline's.
package output

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/generator/diag"
	"dateline/generator/parallel"
)

// Item is one file to publish.
type Item struct {
	Path string // slash-separated below the output folder
	Hash Hash   // of the bytes, where it is known before they are written; zero otherwise

	// Inputs gives a number that stands, within one process, for everything that the bytes are made of, at less cost than
	// Write takes to find its key. It may change although the bytes do not; nil or 0 says nothing.
	Inputs func() uint64

	// Write writes the bytes and gives the key that stands for everything that they are made of. When that key is the
	// known one it writes nothing. It must be safe to call while others are called.
	Write func(w io.Writer, known Key) (Key, error)
}

// Key stands for everything that a file's bytes are made of: equal keys mean equal bytes. The zero Key is no key.
type Key [16]byte

// Memory is what a Sync knows of the files that an earlier one left: with it, a file whose key is the same and that
// nobody touched is not rendered again. It may be lost at any time. A nil Memory knows nothing, and nothing is remembered.
type Memory map[string]Known

// Known is what is remembered of one file.
type Known struct {
	Key      Key
	Inputs   uint64
	Hash     Hash
	Size     int64
	Modified time.Time
}

// Report tells what a Sync did, in the order of the items (Gone: of the paths).
type Report struct {
	New, Changed, Gone []string
	Unchanged          int
	Rendered           int
	Bytes              int64 // of all files
	Memory             Memory
}

type state uint8

const (
	same state = iota
	added
	altered
	foreign
)

// outcome is what became of one item.
type outcome struct {
	state  state
	key    Key
	inputs uint64
	hash   Hash
	size   int64
	err    error

	rendered bool
	known    Known // what is remembered of a file that is as it was left
}

// Sync makes the folder hold the items. Diagnostics tell of foreign files that stand in the way, with their paths below
// the folder; with them nothing was changed. An error has ErrWrite in its chain when it is the folder's fault, otherwise it is one that an item's Write gave
// (all of them, joined in order), and nothing was changed either.
func Sync(folder string, items []Item, memory Memory) (Report, diag.List, error) {
	d, err := openDir(folder)
	if err != nil {
		return Report{}, nil, err
	}
	report, list, err := d.sync(items, memory)
	if closeErr := d.close(); err == nil {
		err = closeErr
	}
	return report, list, err
}

func (d *dir) sync(items []Item, memory Memory) (Report, diag.List, error) {
	old, err := d.readManifest()
	if err != nil {
		return Report{}, nil, err
	}
	empty := len(old) == 0 && d.isEmpty()

	var list diag.List
	blocked := map[string]bool{}
	if !empty {
		if blocked, err = d.foreignFolders(items, old, &list); err != nil {
			return Report{}, nil, err
		}
	}
	outcomes := parallel.Map(items, func(item *Item) outcome {
		if blocked[path.Dir(item.Path)] {
			return outcome{} // Nothing will be written, and what is in the way has been reported.
		}
		return d.prepare(*item, memory, old, empty)
	})
	if err := firstErrors(items, outcomes); err != nil {
		return Report{}, nil, err
	}
	for i, o := range outcomes {
		if o.state == foreign {
			list.Error(diag.Pos{File: items[i].Path}, "foreign-file", "this is in the way of a page and was not written by Dateline", foreignHint)
		}
	}
	if list.HasErrors() {
		list.Sort()
		return Report{}, list, nil
	}
	report, err := d.carryOut(items, outcomes, old)
	if err == nil && memory != nil {
		report.Memory = d.remember(items, outcomes)
	}
	return report, nil, err
}

func (d *dir) isEmpty() bool {
	f, err := d.root.Open(".")
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = f.ReadDir(1)
	return err == io.EOF
}

const foreignHint = "move it away, or choose another output folder with --output"

// foreignFolders reports everything that stands where a folder is needed and is neither a folder nor Dateline's. It gives
// the folders that cannot be made for it.
func (d *dir) foreignFolders(items []Item, old manifest, list *diag.List) (blocked map[string]bool, err error) {
	blocked = map[string]bool{".": false}
	var look func(name string) error
	look = func(name string) error {
		if _, seen := blocked[name]; seen {
			return nil
		}
		above := path.Dir(name)
		if err := look(above); err != nil {
			return err
		}
		if blocked[above] {
			blocked[name] = true
			return nil
		}
		info, err := d.what(name)
		if err != nil {
			return err
		}
		_, owned := old[name]
		blocked[name] = info != nil && !info.IsDir() && !(owned && info.Mode().IsRegular())
		if blocked[name] {
			list.Error(diag.Pos{File: name}, "foreign-file", "this is in the way of a folder and was not written by Dateline", foreignHint)
		}
		return nil
	}
	for _, item := range items {
		if err := look(path.Dir(item.Path)); err != nil {
			return nil, err
		}
	}
	return blocked, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// prepare renders an item and stages it if the folder does not hold it yet.
func (d *dir) prepare(item Item, memory Memory, old manifest, empty bool) outcome {
	known := memory[item.Path]
	before, owned := old[item.Path]
	var info fs.FileInfo
	if !empty {
		var err error
		if info, err = d.what(item.Path); err != nil {
			return outcome{err: err}
		}
		if info != nil && info.IsDir() && d.owns(item.Path, old) {
			info = nil // Its files go first, and it with them.
		}
		if info != nil && !info.Mode().IsRegular() {
			return outcome{state: foreign}
		}
	}
	if info == nil || !owned || known.Hash != before || known.Size != info.Size() || !known.Modified.Equal(info.ModTime()) {
		known = Known{} // The file is not as it was left.
	}
	if item.Hash != (Hash{}) {
		return d.prepareKnown(item, known, before, owned, info)
	}

	var inputs uint64
	if item.Inputs != nil && memory != nil {
		if inputs = item.Inputs(); inputs == known.Inputs && inputs != 0 {
			return outcome{state: same, hash: before, size: known.Size, known: known}
		}
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	key, err := item.Write(b, known.Key)
	switch {
	case err != nil:
		return outcome{err: err}
	case key == known.Key && key != Key{}:
		known.Inputs = inputs
		return outcome{state: same, hash: before, size: known.Size, known: known}
	}
	o := outcome{state: added, key: key, inputs: inputs, hash: sha256.Sum256(b.Bytes()), size: int64(b.Len()), rendered: true}
	switch {
	case info != nil && d.holds(item.Path, b.Bytes()):
		o.state = same
		return o
	case info != nil && !owned:
		o.state = foreign
		return o
	case owned && before != (Hash{}):
		o.state = altered
	}
	o.err = d.put(item.Path, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err })
	return o
}

// owns reports whether a folder holds nothing but files of Dateline's own, and folders that were made for such files.
func (d *dir) owns(folder string, old manifest) bool {
	own := true
	err := fs.WalkDir(d.root.FS(), folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		_, known := old[name]
		known = known && entry.Type().IsRegular()
		if entry.IsDir() {
			for file := range old {
				known = known || strings.HasPrefix(file, name+"/")
			}
		}
		if own = known; !own {
			return fs.SkipAll
		}
		return nil
	})
	return own && err == nil
}

// prepareKnown stages a file whose hash is known: it is copied without being held in memory.
func (d *dir) prepareKnown(item Item, known Known, before Hash, owned bool, info fs.FileInfo) outcome {
	o := outcome{state: added, hash: item.Hash}
	switch {
	case known.Hash == item.Hash:
		o.state, o.size, o.known = same, known.Size, known
		return o
	case info != nil && d.hashOf(item.Path) == item.Hash:
		o.state, o.size = same, info.Size()
		return o
	case info != nil && !owned:
		o.state = foreign
		return o
	case owned && before != (Hash{}):
		o.state = altered
	}
	o.err = d.put(item.Path, func(w io.Writer) error {
		sum := sha256.New()
		if _, err := item.Write(io.MultiWriter(w, sum, (*counter)(&o.size)), Key{}); err != nil {
			return err
		}
		if Hash(sum.Sum(nil)) != item.Hash {
			return fmt.Errorf("%s: changed while it was copied", item.Path)
		}
		return nil
	})
	return o
}

func (d *dir) hashOf(name string) Hash {
	f, err := d.root.Open(name)
	if err != nil {
		return Hash{}
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return Hash{}
	}
	return Hash(sum.Sum(nil))
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// carryOut moves what is staged to its place and removes what is no longer planned.
func (d *dir) carryOut(items []Item, outcomes []outcome, old manifest) (Report, error) {
	var report Report
	next := make(manifest, len(items))
	for i, o := range outcomes {
		name := items[i].Path
		next[name] = o.hash
		report.Bytes += o.size
		if o.rendered {
			report.Rendered++
		}
		switch o.state {
		case same:
			report.Unchanged++
		case added:
			report.New = append(report.New, name)
		case altered:
			report.Changed = append(report.Changed, name)
		}
	}
	for name := range old {
		if _, planned := next[name]; !planned {
			report.Gone = append(report.Gone, name)
		}
	}
	slices.Sort(report.Gone)

	if len(report.New) > 0 {
		// What is about to be written is Dateline's from now on, should this build not come to its end.
		union := maps.Clone(old)
		for _, name := range report.New {
			union[name] = Hash{}
		}
		if err := d.writeManifest(union); err != nil {
			return report, err
		}
	}
	early, late := d.inTheWay(report.Gone, next)
	for _, name := range early {
		if err := d.remove(name); err != nil {
			return report, err
		}
	}
	if err := d.merge("."); err != nil {
		return report, err
	}
	for _, name := range late {
		if err := d.remove(name); err != nil {
			return report, err
		}
	}
	return report, d.writeManifest(next)
}

// remember notes what every file is now. A file that cannot be looked at is left out: it will be rendered again.
func (d *dir) remember(items []Item, outcomes []outcome) Memory {
	memory := make(Memory, len(items))
	for i, o := range outcomes {
		known := o.known
		if known == (Known{}) {
			info, err := d.what(items[i].Path)
			if err != nil || info == nil {
				continue
			}
			known = Known{o.key, o.inputs, o.hash, info.Size(), info.ModTime()}
		}
		memory[items[i].Path] = known
	}
	return memory
}

// inTheWay parts the paths that go into those that must go first, since a planned path needs their place as a folder or
// stands where their folder is, and the others.
func (d *dir) inTheWay(gone []string, next manifest) (early, late []string) {
	if len(gone) == 0 {
		return nil, nil
	}
	folders := map[string]bool{}
	for name := range next {
		for dir := path.Dir(name); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	for _, name := range gone {
		conflict := folders[name]
		for dir := path.Dir(name); dir != "." && !conflict; dir = path.Dir(dir) {
			_, conflict = next[dir]
		}
		if conflict {
			early = append(early, name)
		} else {
			late = append(late, name)
		}
	}
	return early, late
}

// maxErrors is how many failures of items are told; one broken template fails thousands of pages.
const maxErrors = 10

// firstErrors joins what failed. A failure of the folder comes alone: it explains the others.
func firstErrors(items []Item, outcomes []outcome) error {
	var all Errors
	for i, o := range outcomes {
		if o.err == nil {
			continue
		}
		if isWrite(o.err) {
			return o.err
		}
		all = append(all, fmt.Errorf("%s: %w", items[i].Path, o.err))
		if len(all) == maxErrors {
			break
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// Try renders every item and keeps nothing, to find what would fail. Its error is as Sync's.
func Try(items []Item) error {
	outcomes := parallel.Map(items, func(item *Item) outcome {
		_, err := item.Write(io.Discard, Key{})
		return outcome{err: err}
	})
	return firstErrors(items, outcomes)
}

// Errors are the failures of several items.
type Errors []error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the single failures to errors.Is and errors.As.
func (e Errors) Unwrap() []error { return e }
