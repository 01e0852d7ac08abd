package source

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/generator/diag"
	"dateline/generator/parallel"
)

// Scan is what a look at the files below briefings/ found.
type Scan struct {
	Began  time.Time
	Files  []File // by path, with their content's hash but for texts
	List   diag.List
	young  []string // paths of files that may change again without showing it by their time
	linked bool     // there are symbolic links, by which a file may change under another path than its own
}

// Linked reports whether there are symbolic links, by which a file may change under another path than its own.
func (s Scan) Linked() bool { return s.linked }

// Recalled is a scan that another process made.
func Recalled(began time.Time, files []File) Scan {
	return Scan{Began: began, Files: files, linked: true} // as far as is known
}

// Scan lists the files below briefings/. Files that cannot be used (a link out of the source, a device, an unreadable file)
// are left out and reported. known gives hashes that are remembered of files that did not change.
func (t *Tree) Scan(known func(File) (hash [sha256.Size]byte, ok bool)) Scan {
	w := walker{tree: t, Scan: Scan{Began: time.Now()}}
	real, info := w.follow(Briefings, Briefings)
	switch {
	case w.List.HasErrors():
		return w.Scan
	case info == nil:
		w.List.Error(diag.Pos{File: Briefings}, "no-briefings", "there is no folder \"briefings\" here",
			`create it and put .md files in it, or run "dateline init DIR" for a small working site`)
		return w.Scan
	case !info.IsDir():
		w.List.Error(diag.Pos{File: Briefings}, "no-briefings", "\"briefings\" is not a folder", "rename it and create a folder of that name")
		return w.Scan
	}
	w.folder(Briefings, real, nil)
	w.finish(0, known)
	return w.Scan
}

// Rescan does what Scan does, for somebody who knows which paths may have changed since an earlier scan: those given, and
// what lies below them. Of the other files it looks only at the ones that the earlier scan found too young to be settled.
func (t *Tree) Rescan(last Scan, changed []string, known func(File) (hash [sha256.Size]byte, ok bool)) Scan {
	if last.Began.IsZero() || last.linked || slices.Contains(changed, Briefings) || slices.Contains(changed, ".") || last.List.HasErrors() {
		return t.Scan(known)
	}
	w := walker{tree: t, Scan: Scan{Began: time.Now()}}
	again := map[string]bool{}
	for _, name := range changed {
		if strings.HasPrefix(name, Briefings+"/") {
			again[name] = true
		}
	}
	for _, name := range last.young {
		again[name] = true
	}
	above := func(name string) bool { // one of the folders above
		for name = path.Dir(name); name != Briefings; name = path.Dir(name) {
			if again[name] {
				return true
			}
		}
		return false
	}
	touched := func(name string) bool { return again[name] || above(name) }
	if len(again) > fewPaths {
		w.Files = slices.DeleteFunc(slices.Clone(last.Files), func(f File) bool { return touched(f.Path) })
	} else {
		w.Files = append(make([]File, 0, len(last.Files)+fewPaths), last.Files...)
		for name := range again {
			w.Files = without(w.Files, name)
		}
	}
	settled := len(w.Files)
	for _, d := range last.List {
		if d.File != Briefings && !touched(d.File) {
			w.List = append(w.List, d)
		}
	}
	for name := range again { // Their order does not matter: the files are sorted in the end.
		if !above(name) && !w.unread(path.Dir(name)) {
			w.entry(name, name, nil, nil)
		}
	}
	if w.linked {
		return t.Scan(known)
	}
	w.finish(settled, func(File) (hash [sha256.Size]byte, ok bool) { return hash, false }) // They were named for a reason.
	return w.Scan
}

// fewPaths are so few that files are taken out of a long list, and put into it, one by one.
const fewPaths = 64

// without takes a path, and what lies below it, out of files that are in order.
func without(files []File, name string) []File {
	find := func(name string) int {
		at, _ := slices.BinarySearchFunc(files, name, func(f File, name string) int { return strings.Compare(f.Path, name) })
		return at
	}
	files = slices.Delete(files, find(name+"/"), find(name+"0")) // 0 comes after /
	if at := find(name); at < len(files) && files[at].Path == name {
		files = slices.Delete(files, at, at+1)
	}
	return files
}

// Still reports whether the files that a scan found too young to be settled are what it found.
func (t *Tree) Still(s Scan) bool {
	for _, name := range s.young {
		at, found := slices.BinarySearchFunc(s.Files, name, func(f File, name string) int { return strings.Compare(f.Path, name) })
		if !found {
			continue
		}
		if !t.Same(s.Files[at]) {
			return false
		}
	}
	return true
}

// unread reports whether a folder is not read, for its own name or that of one above it.
func (w *walker) unread(folder string) bool {
	for ; folder != Briefings; folder = path.Dir(folder) {
		if ignored(folder) {
			return true
		}
	}
	return false
}

// walker collects files.
type walker struct {
	tree *Tree
	Scan
}

// finish hashes the files that are no texts, and puts all in order. The first ones are settled, and in order already.
func (w *walker) finish(settled int, known func(File) (hash [sha256.Size]byte, ok bool)) {
	found := w.Files[settled:]
	failed := parallel.Map(found, func(f *File) error {
		if f.Kind == Text {
			return nil
		}
		if hash, ok := known(*f); ok {
			f.Hash = hash
			return nil
		}
		return w.tree.hash(f)
	})
	kept := w.Files[:settled]
	for i, err := range failed {
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone since its folder was read
		}
		if err != nil {
			w.unreadable(found[i].Path, err)
			continue
		}
		kept = append(kept, found[i])
		if found[i].young(w.Began) {
			w.young = append(w.young, found[i].Path)
		}
	}
	w.Files = inOrder(kept, settled)
}

// inOrder sorts files by path, of which the first are in order already.
func inOrder(files []File, sorted int) []File {
	byPath := func(a, b File) int { return strings.Compare(a.Path, b.Path) }
	if len(files)-sorted > fewPaths {
		slices.SortFunc(files, byPath)
		return files
	}
	for _, f := range slices.Clone(files[sorted:]) {
		at, _ := slices.BinarySearchFunc(files[:sorted], f, byPath)
		copy(files[at+1:sorted+1], files[at:sorted])
		files[at] = f
		sorted++
	}
	return files
}

// folder lists a folder; stack holds the real paths of those being walked, to find loops of links.
func (w *walker) folder(name, real string, stack []string) {
	if slices.Contains(stack, real) {
		w.List.Error(diag.Pos{File: name}, "link-loop", "this symbolic link leads back to a folder that contains it", "remove the link")
		return
	}
	stack = append(stack, real)
	dir, err := w.tree.open(filepath.FromSlash(real))
	if errors.Is(err, fs.ErrNotExist) && name != Briefings {
		return // gone since the folder above was read
	}
	if err != nil {
		w.unreadable(name, err)
		return
	}
	entries, err := dir.ReadDir(-1)
	dir.Close()
	if err != nil {
		w.unreadable(name, err)
		return
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) }) // cheaper than the files later
	w.Files = slices.Grow(w.Files, len(entries))
	var folders []fs.DirEntry
	for _, entry := range entries {
		var info fs.FileInfo
		switch {
		case entry.IsDir() && name == Briefings:
			folders = append(folders, entry)
			continue
		case entry.Type().IsRegular(): // The list has looked at it; at what a link leads to it has not.
			info, _ = entry.Info()
		}
		below := name + "/" + entry.Name()
		there := below
		if real != name {
			there = real + "/" + entry.Name()
		}
		w.entry(below, there, info, stack)
	}
	w.folders(name, real, folders, stack)
}

// folders lists the folders of a folder, on every core.
func (w *walker) folders(name, real string, folders []fs.DirEntry, stack []string) {
	parts := parallel.Map(folders, func(entry *fs.DirEntry) walker {
		part := walker{tree: w.tree}
		part.entry(name+"/"+(*entry).Name(), real+"/"+(*entry).Name(), nil, slices.Clone(stack))
		return part
	})
	total := 0
	for _, part := range parts {
		total += len(part.Files)
	}
	w.Files = slices.Grow(w.Files, total)
	for _, part := range parts {
		w.Files, w.List = append(w.Files, part.Files...), append(w.List, part.List...)
		w.linked = w.linked || part.linked
	}
}

// entry takes what has a name in a folder. info is that of a regular file, or nil.
func (w *walker) entry(name, real string, info fs.FileInfo, stack []string) {
	if ignored(name) {
		if near := diag.Nearest(path.Base(name), readDirs); path.Dir(name) == Briefings && near != "" {
			w.List.Note(diag.Pos{File: name}, "not-read", "this is not read: its name begins with _", fmt.Sprintf("did you mean %q?", near))
		}
		return
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		w.List.Error(diag.Pos{File: strings.ToValidUTF8(name, "\ufffd")}, "file-name", "the name of this file is not plain text", "rename it")
		return
	}
	if info != nil {
		w.file(name, real, info)
		return
	}
	switch real, info := w.follow(name, real); {
	case info == nil: // Reported, or gone since the folder was read.
	case info.IsDir():
		w.folder(name, real, stack)
	case !info.Mode().IsRegular():
		w.List.Error(diag.Pos{File: name}, "not-a-file", "this is not a regular file", "remove it, or move it out of briefings/")
	default:
		w.file(name, real, info)
	}
}

func (w *walker) file(name, real string, info fs.FileInfo) {
	if kindOf(name) == Text && info.Size() > MaxText {
		w.List.Error(diag.Pos{File: name}, "too-large",
			fmt.Sprintf("this file has %d KiB; a briefing has at most 64 KiB of front matter and 2 MiB of text", info.Size()>>10), "split it")
		return
	}
	if ext := path.Ext(name); strings.EqualFold(ext, ".md") && ext != ".md" || strings.EqualFold(ext, ".markdown") {
		w.List.Note(diag.Pos{File: name}, "not-read", "this is not read as a text: its name does not end in .md",
			fmt.Sprintf("rename it to %s.md", strings.TrimSuffix(path.Base(name), ext)))
	}
	if real = filepath.FromSlash(real); real == name {
		real = name // as nearly always: one text in memory
	}
	w.Files = append(w.Files, File{Path: name, Kind: kindOf(name), Size: info.Size(), ModTime: info.ModTime(), Real: real})
}

// follow tells what stands at a path, and the path to read when symbolic links lead to it. What cannot be used is
// reported, and its info is nil, as it is of what is not there.
func (w *walker) follow(name, real string) (string, fs.FileInfo) {
	info, err := os.Lstat(filepath.Join(w.tree.dir, filepath.FromSlash(real))) // only looks; reading goes through the root
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		w.linked = true
		if real, err = w.tree.inside(real); err != nil {
			w.refuse(name, err)
			return "", nil
		}
		info, err = w.tree.root.Stat(filepath.FromSlash(real))
	}
	if err != nil {
		w.unreadable(name, err)
		return "", nil
	}
	return real, info
}

// refuse reports a symbolic link that cannot be followed.
func (w *walker) refuse(name string, err error) {
	pos := diag.Pos{File: name}
	switch {
	case errors.Is(err, errOut):
		w.List.Error(pos, "link-out", "this symbolic link leads out of the source folder", "copy what it points to into the source")
	case errors.Is(err, fs.ErrNotExist):
		w.List.Error(pos, "broken-link-file", "this symbolic link leads to nothing", "remove it, or mend what it points to")
	default:
		w.List.Error(pos, "broken-link-file", "this symbolic link cannot be followed: it leads in a circle or to an unreadable place", "remove it")
	}
}

func (w *walker) unreadable(name string, err error) {
	w.List.Error(diag.Pos{File: name}, "unreadable", fmt.Sprintf("cannot be read: %v", cause(err)), "check its permissions (chmod u+rX)")
}
