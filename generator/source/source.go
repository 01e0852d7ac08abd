// Package source finds the files that a site is made of and reads them. It knows where the kinds of files stand and
// nothing of what is in them. All reading goes through one os.Root: no name, and no symbolic link, leads out of it.
package source

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/generator/diag"
)

// Kind tells what a file is for.
type Kind uint8

// The kinds of files below briefings/.
const (
	Text   Kind = iota // a .md with front matter: a briefing, an entity file, a page
	Asset              // any other file: published when the bundle it belongs to shows, links or lists it
	Static             // below _static: copied as it is
)

// Names that the layout of a source fixes.
const (
	Settings  = "site.toml"
	Briefings = "briefings"
	StaticDir = Briefings + "/_static"
	Themes    = "themes"
)

// MaxText bounds a text file: 64 KiB of front matter and 2 MiB of body.
const MaxText = 64<<10 + 2<<20 + 16

// File is one file of the source.
type File struct {
	Path    string // slash-separated below the source folder
	Kind    Kind
	Size    int64
	ModTime time.Time
	Hash    [sha256.Size]byte // of the content; of a text it is taken when that is read
	Real    string            // the path to read, with symbolic links resolved
}

// Tree is an opened source folder.
type Tree struct {
	root *os.Root
	dir  string // absolute, symbolic links resolved
}

// Open opens a source folder. It is an error when there is no folder of that name.
func Open(dir string) (*Tree, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", dir, err)
	}
	resolved, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", dir, errors.Unwrap(err))
	}
	root, err := os.OpenRoot(resolved)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", dir, err)
	}
	return &Tree{root: root, dir: resolved}, nil
}

// Close ends the use of the tree.
func (t *Tree) Close() error { return t.root.Close() }

// Dir gives the source folder's absolute path, symbolic links resolved.
func (t *Tree) Dir() string { return t.dir }

// FS gives the folder for reading, for the theme's files. Opening what is neither a file nor a folder is an error: a
// program that opens a pipe waits for what never comes.
func (t *Tree) FS() fs.FS { return folder{t} }

type folder struct{ tree *Tree }

// Open opens a file or a folder (fs.FS).
func (f folder) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	real, err := f.tree.inside(name)
	if err != nil {
		return fail(cause(err))
	}
	file, err := f.tree.open(filepath.FromSlash(real))
	if err != nil {
		return fail(cause(err))
	}
	return file, nil
}

// open opens a file or a folder. What stands there may be another than a moment before: it is looked at when it is open, and
// opening does not wait, for somebody to write into a pipe.
func (t *Tree) open(real string) (*os.File, error) {
	f, err := t.root.OpenFile(real, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Settings reads site.toml. It gives nil when there is none, and when it cannot be used, which it reports.
func (t *Tree) Settings() ([]byte, diag.List) {
	w := walker{tree: t}
	real, info := w.follow(Settings, Settings)
	switch {
	case info == nil:
		return nil, w.List
	case info.IsDir():
		w.List.Error(diag.Pos{File: Settings}, "not-a-file", "this is a folder, and must be a file", "rename it")
		return nil, w.List
	case !info.Mode().IsRegular():
		w.List.Error(diag.Pos{File: Settings}, "not-a-file", "this is not a regular file", "put a text file in its place, or none")
		return nil, w.List
	}
	text, err := t.Read(File{Real: filepath.FromSlash(real), Size: info.Size()})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, w.List // It has just been taken away.
	}
	if err != nil {
		w.unreadable(Settings, err)
		return nil, w.List
	}
	return text, w.List
}

// Read reads a file that Scan found. Its error tells the cause without the path.
func (t *Tree) Read(f File) ([]byte, error) {
	in, err := t.open(f.Real)
	if err != nil {
		return nil, cause(err)
	}
	defer in.Close()
	room := bytes.NewBuffer(make([]byte, 0, f.Size+bytes.MinRead))
	_, err = room.ReadFrom(in)
	return room.Bytes(), cause(err)
}

// Same reports whether a file is what a scan found, by its size and time.
func (t *Tree) Same(f File) bool {
	info, err := os.Lstat(filepath.Join(t.dir, f.Real))
	return err == nil && info.Mode().IsRegular() && info.Size() == f.Size && info.ModTime().Equal(f.ModTime)
}

// Head reads the first bytes of a file that Scan found, n or all. Its error is as of Read.
func (t *Tree) Head(f File, n int) ([]byte, error) {
	in, err := t.open(f.Real)
	if err != nil {
		return nil, cause(err)
	}
	defer in.Close()
	head, err := io.ReadAll(io.LimitReader(in, int64(n)))
	return head, cause(err)
}

// Use reads a file that Scan found and gives its text to use, which keeps nothing of it: the next file is read into the same
// room. Its error is as of Read.
func (t *Tree) Use(f File, use func(text []byte)) error {
	in, err := t.open(f.Real)
	if err != nil {
		return cause(err)
	}
	defer in.Close()
	room := rooms.Get().(*bytes.Buffer)
	defer rooms.Put(room)
	room.Reset()
	room.Grow(int(f.Size) + bytes.MinRead)
	if _, err := room.ReadFrom(in); err != nil {
		return cause(err)
	}
	use(room.Bytes())
	return nil
}

var rooms = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// ReadPath reads a file by its path, for excerpts of messages.
func (t *Tree) ReadPath(name string) ([]byte, error) { return fs.ReadFile(t.FS(), name) }

// Copy writes a file's content to w.
func (t *Tree) Copy(w io.Writer, f File) error {
	in, err := t.open(f.Real)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(w, in)
	return err
}

// Settled reports whether a file is still what it was when a scan that began at a moment found it, by size and time alone.
// One that was written shortly before that scan may have been written again within the same tick of the file system's
// clock, and is not trusted (the rule of git's index for racily clean entries).
func (f File) Settled(now File, scanned time.Time) bool {
	return f.Size == now.Size && f.ModTime.Equal(now.ModTime) && f.Real == now.Real && !f.young(scanned)
}

// young reports whether a file may have been written again after a scan without showing it by its time.
func (f *File) young(scanned time.Time) bool {
	const tick = 2 * time.Second // that of FAT, the coarsest
	return !f.ModTime.Before(scanned.Add(-tick))
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 64<<10); return &b }}

func (t *Tree) hash(f *File) error {
	in, err := t.open(f.Real)
	if err != nil {
		return err
	}
	defer in.Close()
	h := sha256.New()
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	if f.Size, err = io.CopyBuffer(h, struct{ io.Reader }{in}, *buffer); err != nil {
		return err
	}
	h.Sum(f.Hash[:0])
	return nil
}

var errOut = errors.New("it leads out of the source folder")

// inside follows symbolic links to a path inside the source. They may be absolute, which os.Root refuses.
func (t *Tree) inside(name string) (string, error) {
	target, err := filepath.EvalSymlinks(filepath.Join(t.dir, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(t.dir, target)
	if err != nil || !filepath.IsLocal(rel) {
		return "", errOut
	}
	return filepath.ToSlash(rel), nil
}

// cause gives an error of the file system without the path, which the position tells.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// readDirs are the folders with an underscore that are read; all but the last hold texts.
var readDirs = []string{"_actors", "_locations", "_topics", "_pages", "_static"}

// ignored tells which names below briefings/ are not part of the site.
func ignored(name string) bool {
	if below(name, StaticDir) {
		return false
	}
	base := path.Base(name)
	if path.Dir(name) == Briefings && slices.Contains(readDirs, base) {
		return false
	}
	return base[0] == '_' || base[0] == '.' || base == "README.md" || strings.HasSuffix(base, "~")
}

func kindOf(name string) Kind {
	switch {
	case below(name, StaticDir):
		return Static
	case path.Ext(name) == ".md":
		return Text
	}
	return Asset
}

func below(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }
