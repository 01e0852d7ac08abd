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
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"dateline/generator/diag"
	"dateline/generator/parallel"
)

// Item is one file to publish.
type Item struct {
	Path    string // slash-separated below the output folder
	Hash    *Hash  // of the bytes, where it is known before they are written; nil otherwise
	Keep    bool   // a file that Dateline has written there stays as it is, whatever it was made of; where there is none, none is written
	Content Content
}

// Content makes the bytes of a file. Its methods must be safe to call while those of others are called.
type Content interface {
	// Inputs gives a number that stands for everything that the bytes are made of, at less cost than Write takes to find its key.
	// It may change although the bytes do not; 0 says nothing.
	Inputs() uint64
	// Write writes the bytes and gives the key that stands for everything that they are made of. When that key is the
	// known one it writes nothing.
	Write(w io.Writer, known Key) (Key, error)
}

// Key stands for everything that a file's bytes are made of: equal keys mean equal bytes. The zero Key is no key.
type Key [16]byte

// Report tells what a Sync did, in the order of the items (Gone: of the paths).
type Report struct {
	New, Changed, Gone []string
	Unchanged          int
	Rendered           int
	Bytes              int64   // of all files
	Memory             *Memory // nil when none was given
}

type state uint8

const (
	same state = iota
	added
	altered
	foreign
)

// task is an item with what is known of its file.
type task struct {
	*Item
	known *Known // nil for a file that is not in the manifest
	next  *Known // what is known of the file that there will be
}

// outcome is what became of one item.
type outcome struct {
	state    state
	rendered bool
	asLeft   bool // the file is as it is known to have been left
	err      error
}

// Sync makes the folder hold the items, which have different paths and are in their order. A memory that is trusted stands for looking: the caller
// knows that nobody has touched the folder since it was made. Diagnostics tell of foreign files that stand in the way, with
// their paths below the folder; with them nothing was changed. An error has ErrWrite in its chain when it is the folder's
// fault, otherwise it is one that an item's Write gave (all of them, joined in order), and nothing was changed either.
func Sync(folder string, items []*Item, memory *Memory, trusted bool) (Report, diag.List, error) {
	return syncBy(direct, folder, items, memory, trusted)
}

func syncBy(call seam, folder string, items []*Item, memory *Memory, trusted bool) (Report, diag.List, error) {
	d, err := openDir(folder, call)
	if err != nil {
		return Report{}, nil, err
	}
	report, list, err := d.sync(items, memory, trusted)
	if closeErr := d.close(); err == nil {
		err = closeErr
	}
	return report, list, err
}

func (d *dir) sync(all []*Item, memory *Memory, trusted bool) (Report, diag.List, error) {
	was, err := d.readManifest(memory)
	if err != nil {
		return Report{}, nil, err
	}
	old := was.manifest
	trusted = trusted && was.asLeft || was.seen
	empty := len(old) == 0 && d.isEmpty()
	items, tasks, next, gone := match(all, old)
	outcomes := parallel.Map(tasks, func(t *task) outcome { return d.prepare(t, memory != nil, trusted, empty, old) })

	var list diag.List
	blocked := map[string]bool{}
	if !empty {
		if blocked, err = d.foreignFolders(unknown(items, outcomes), old, &list); err != nil {
			return Report{}, nil, err
		}
	}
	if err := firstErrors(items, outcomes, blocked); err != nil {
		return Report{}, nil, err
	}
	for i, o := range outcomes {
		if o.state == foreign && !blocked[path.Dir(items[i].Path)] {
			list.Error(diag.Pos{File: items[i].Path}, "foreign-file", "this is in the way of a page and was not written by Dateline", foreignHint)
		}
	}
	if list.HasErrors() {
		list.Sort()
		return Report{}, list, nil
	}
	report := newReport(next, outcomes, gone)
	if memory != nil && len(report.New)+len(report.Changed)+len(report.Gone) > 0 {
		memory.left = nil // should this not come to its end, look
	}
	if err := d.carryOut(report, next, was); err != nil {
		return report, nil, err
	}
	if memory != nil {
		report.Memory = d.remember(tasks, outcomes, next, memory)
	}
	return report, nil, nil
}

// match puts what is known of each item's file beside it, with the manifest that is to be filled in, and gives the paths of the old
// one that no item has. Items that are to be kept and are not there are left out.
func match(all []*Item, old manifest) (items []*Item, tasks []task, next manifest, gone []string) {
	if items, tasks, next = matchSame(all, old); items != nil {
		return items, tasks, next, nil
	}
	items, tasks, next = make([]*Item, 0, len(all)), make([]task, 0, len(all)), make(manifest, 0, len(all))
	for i, item := range all {
		if i > 0 && all[i-1].Path >= item.Path {
			panic("output: items out of order: " + item.Path)
		}
		for len(old) > 0 && old[0].Path < item.Path {
			gone, old = append(gone, old[0].Path), old[1:]
		}
		t := task{Item: item}
		if len(old) > 0 && old[0].Path == item.Path {
			t.known, old = &old[0], old[1:]
		}
		if item.Keep && t.known == nil {
			continue
		}
		next = append(next, Known{Path: item.Path})
		t.next = &next[len(next)-1]
		items, tasks = append(items, item), append(tasks, t)
	}
	for i := range old {
		gone = append(gone, old[i].Path)
	}
	return items, tasks, next, gone
}

// matchSame does what match does where the items have the paths of the old manifest, as after most saves, on every core. Otherwise it gives nil.
func matchSame(all []*Item, old manifest) ([]*Item, []task, manifest) {
	if len(all) != len(old) {
		return nil, nil, nil
	}
	tasks, next := make([]task, len(all)), make(manifest, len(all))
	var other atomic.Bool
	parallel.Chunks(len(all), func(from, to int) {
		for i := from; i < to; i++ {
			if all[i].Path != old[i].Path {
				other.Store(true)
				return
			}
			next[i].Path = all[i].Path
			tasks[i] = task{all[i], &old[i], &next[i]}
		}
	})
	if other.Load() {
		return nil, nil, nil
	}
	return all, tasks, next
}

// unknown gives the items whose folders must be looked at: all but those whose files are known to be as they were left.
func unknown(items []*Item, outcomes []outcome) []*Item {
	var list []*Item
	for i, o := range outcomes {
		if o.state != same || !o.asLeft {
			list = append(list, items[i])
		}
	}
	return list
}

func (d *dir) isEmpty() bool {
	_, err := d.list(".", 1)
	return err == io.EOF
}

const foreignHint = "move it away, or choose another output folder with --output"

// foreignFolders reports everything that stands where a folder is needed and is neither a folder nor Dateline's. It gives
// the folders that cannot be made for it.
func (d *dir) foreignFolders(items []*Item, old manifest, list *diag.List) (blocked map[string]bool, err error) {
	folders := foldersOf(items)
	type look struct {
		info fs.FileInfo
		err  error
	}
	looks := parallel.Map(folders, func(name *string) look {
		info, err := d.what(*name)
		return look{info, err}
	})
	blocked = make(map[string]bool)
	for i, name := range folders { // A folder comes after the one that it is in.
		info := looks[i].info
		switch {
		case looks[i].err != nil:
			return nil, looks[i].err
		case blocked[path.Dir(name)]:
			blocked[name] = true
		case info != nil && !info.IsDir() && !(old.has(name) && info.Mode().IsRegular()):
			blocked[name] = true
			list.Error(diag.Pos{File: name}, "foreign-file", "this is in the way of a folder and was not written by Dateline", foreignHint)
		}
	}
	return blocked, nil
}

// foldersOf gives the folders that items, which are in order, need, each after the one that it is in.
func foldersOf(items []*Item) []string {
	var folders []string
	last := ""
	for _, item := range items {
		dir := item.Path[:max(0, strings.LastIndexByte(item.Path, '/'))]
		if dir == last || dir == "" {
			last = dir
			continue
		}
		for i := range len(dir) + 1 {
			if (i == len(dir) || dir[i] == '/') && !(strings.HasPrefix(last, dir[:i]) && (len(last) == i || last[i] == '/')) {
				folders = append(folders, dir[:i])
			}
		}
		last = dir
	}
	return folders
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// prepare renders an item and stages it if the folder does not hold it yet.
func (d *dir) prepare(t *task, remember, trusted, empty bool, old manifest) outcome {
	if t.Keep {
		*t.next = *t.known
		return outcome{asLeft: t.known.remembered()}
	}
	asLeft := t.known != nil && t.known.remembered()
	var info fs.FileInfo
	looked := empty // There is nothing to see.
	look := func() (o outcome, stop bool) {
		var err error
		looked = true
		if info, err = d.what(t.Path); err != nil {
			return outcome{err: err}, true
		}
		if info != nil && info.IsDir() && d.owns(t.Path, old) {
			info = nil // Its files go first, and it with them.
		}
		return outcome{state: foreign}, info != nil && !info.Mode().IsRegular()
	}
	if !looked && !(asLeft && trusted) {
		if o, stop := look(); stop {
			return o
		}
		asLeft = asLeft && t.known.is(info)
	}
	if t.Hash != nil {
		if !looked && t.known.Hash != *t.Hash {
			if o, stop := look(); stop {
				return o
			}
		}
		return d.prepareKnown(t, asLeft, info)
	}

	inputs, before := uint64(0), Key{}
	if asLeft {
		before = t.known.Key
	}
	if remember {
		inputs = t.Content.Inputs()
	}
	unchanged := func() outcome {
		*t.next = *t.known
		t.next.Inputs = inputs
		return outcome{asLeft: true}
	}
	if asLeft && inputs != 0 && inputs == t.known.Inputs {
		return unchanged()
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	key, err := t.Content.Write(b, before)
	if err != nil {
		return outcome{err: err}
	}
	if key == before && before != (Key{}) {
		return unchanged()
	}
	*t.next = Known{Path: t.Path, Key: key, Inputs: inputs, Hash: sha256.Sum256(b.Bytes()), Size: int64(b.Len())}
	if !looked {
		if o, stop := look(); stop {
			return o
		}
	}
	o := outcome{state: t.fresh(), rendered: true}
	switch {
	case info != nil && d.holds(t.Path, b.Bytes()):
		o.state = same
	case info != nil && t.known == nil:
		o.state = foreign
	default:
		o.err = d.put(t.Path, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err })
	}
	return o
}

// fresh says what a file is when it is written.
func (t *task) fresh() state {
	if t.known != nil && t.known.Hash != (Hash{}) {
		return altered
	}
	return added
}

// owns reports whether a folder holds nothing but files of Dateline's own, and folders that were made for such files.
func (d *dir) owns(folder string, old manifest) bool {
	own := true
	err := d.call("list", folder, func() error {
		return fs.WalkDir(d.root.FS(), folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			own = old.has(name) && entry.Type().IsRegular() || entry.IsDir() && old.inFolder(name)
			if !own {
				return fs.SkipAll
			}
			return nil
		})
	})
	return own && err == nil
}

// prepareKnown stages a file whose hash is known: it is copied without being held in memory.
func (d *dir) prepareKnown(t *task, asLeft bool, info fs.FileInfo) outcome {
	if asLeft && t.known.Hash == *t.Hash {
		*t.next = *t.known
		return outcome{asLeft: true}
	}
	t.next.Hash = *t.Hash
	switch {
	case info != nil && d.hashOf(t.Path) == *t.Hash:
		t.next.Size = info.Size()
		return outcome{}
	case info != nil && t.known == nil:
		return outcome{state: foreign}
	}
	err := d.put(t.Path, func(w io.Writer) error {
		sum := sha256.New()
		if _, err := t.Content.Write(io.MultiWriter(w, sum, (*counter)(&t.next.Size)), Key{}); err != nil {
			return err
		}
		if Hash(sum.Sum(nil)) != *t.Hash {
			return fmt.Errorf("%s: changed while it was copied", t.Path)
		}
		return nil
	})
	return outcome{state: t.fresh(), err: err}
}

func (d *dir) hashOf(name string) Hash {
	sum := sha256.New()
	err := d.call("read", name, func() error {
		f, err := d.root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(sum, f)
		return err
	})
	if err != nil {
		return Hash{}
	}
	return Hash(sum.Sum(nil))
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func newReport(next manifest, outcomes []outcome, gone []string) Report {
	report := Report{Gone: gone}
	for i := range next {
		file, o := &next[i], &outcomes[i]
		report.Bytes += file.Size
		if o.rendered {
			report.Rendered++
		}
		switch o.state {
		case same:
			report.Unchanged++
		case added:
			report.New = append(report.New, file.Path)
		case altered:
			report.Changed = append(report.Changed, file.Path)
		}
	}
	return report
}

// carryOut moves what is staged to its place and removes what is no longer planned.
func (d *dir) carryOut(report Report, next manifest, was found) error {
	old, asLeft := was.manifest, was.asLeft
	// Where none is gone and they are as many, the paths are the same. A file of a stranger that is what is planned is not new, and comes in.
	samePaths := len(report.Gone) == 0 && len(next) == len(old)
	if samePaths && len(report.New)+len(report.Changed) == 0 && was.whole && slices.EqualFunc(next, old, Known.sameFile) {
		return nil
	}
	samePaths = samePaths && asLeft
	if len(report.New) > 0 {
		// What is about to be written is Dateline's from now on, should this build not come to its end.
		claim := func() error { return d.writeManifest(union(old, report.New), false) }
		if asLeft {
			claim = func() error { return d.appendManifest(report.New) }
		}
		if err := claim(); err != nil {
			return err
		}
	}
	early, late := inTheWay(report.Gone, next)
	for _, name := range early {
		if err := d.remove(name); err != nil {
			return err
		}
	}
	if err := d.merge("."); err != nil {
		return err
	}
	for _, name := range late {
		if err := d.remove(name); err != nil {
			return err
		}
	}
	if samePaths && len(report.New) == 0 {
		return d.patchManifest(old, next)
	}
	return d.writeManifest(next, asLeft || len(report.New) > 0)
}

// union is a manifest with paths that are new, in order, which have no hash yet. What it has of them already is overruled.
func union(old manifest, paths []string) manifest {
	all := make(manifest, 0, len(old)+len(paths))
	for len(old)+len(paths) > 0 {
		switch {
		case len(paths) == 0 || len(old) > 0 && old[0].Path < paths[0]:
			all, old = append(all, old[0]), old[1:]
		default:
			if len(old) > 0 && old[0].Path == paths[0] {
				old = old[1:]
			}
			all, paths = append(all, Known{Path: paths[0]}), paths[1:]
		}
	}
	return all
}

// inTheWay parts the paths that go into those that must go first, since a planned path needs their place as a folder or
// stands where their folder is, and the others.
func inTheWay(gone []string, next manifest) (early, late []string) {
	for _, name := range gone {
		conflict := next.inFolder(name)
		for dir := path.Dir(name); dir != "." && !conflict; dir = path.Dir(dir) {
			conflict = next.has(dir)
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
func firstErrors(items []*Item, outcomes []outcome, blocked map[string]bool) error {
	var all Errors
	for i, o := range outcomes {
		if o.err == nil || blocked[path.Dir(items[i].Path)] {
			continue
		}
		if isWrite(o.err) {
			return o.err
		}
		all = append(all, &ItemError{items[i].Path, o.err})
		if len(all) == maxErrors {
			break
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// Try renders every item and keeps nothing, to find what would fail. What is known by its hash has been read. Its error is as Sync's.
func Try(items []*Item) error {
	outcomes := parallel.Map(items, func(item **Item) outcome {
		if (*item).Hash != nil {
			return outcome{}
		}
		_, err := (*item).Content.Write(io.Discard, Key{})
		return outcome{err: err}
	})
	return firstErrors(items, outcomes, nil)
}

// ItemError is the failure of one item.
type ItemError struct {
	Path string
	Err  error
}

func (e *ItemError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives what failed to errors.Is and errors.As.
func (e *ItemError) Unwrap() error { return e.Err }

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
