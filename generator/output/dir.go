package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"
)

// ErrWrite is in the chain of every error that says that the output cannot be written (or read back).
var ErrWrite = errors.New("the output cannot be written")

// Names in the output folder that are Dateline's own.
const (
	manifestName = ".dateline-manifest"
	stageName    = ".dateline-stage"
)

// dir is the output folder: the one seam through which anything is written. Files are first written in the stage, a
// folder inside that is laid out like the output, and the stage is moved to its place when all of it is there. Nothing
// outside of the folder can be reached, not by a link either.
type dir struct {
	root  *os.Root
	call  seam
	path  string // of the folder, only for looking: foreignFolders has seen that no link stands in the way
	stage string // path of the stage, which only this build writes to

	mutex   sync.Mutex
	folders map[string]bool // made in the stage
}

// seam makes one call of the file system: what it is called, the path below the output folder that it is about, and the call
// itself. A test can make it fail, come half to its end, or never be made.
type seam func(op, name string, do func() error) error

// direct is the seam of the program.
func direct(_, _ string, do func() error) error { return do() }

// openDir opens the output folder, creating it if it is missing, and clears what an interrupted build left in it.
func openDir(name string, call seam) (*dir, error) {
	if err := call("make", ".", func() error { return os.MkdirAll(name, 0o777) }); err != nil {
		return nil, writeError(err)
	}
	var root *os.Root
	if err := call("open", ".", func() (err error) { root, err = os.OpenRoot(name); return err }); err != nil {
		return nil, writeError(err)
	}
	if err := call("clear", stageName, func() error { return root.RemoveAll(stageName) }); err != nil {
		root.Close()
		return nil, writeError(fmt.Errorf("%s: %w", name, err))
	}
	return &dir{root: root, call: call, path: name, stage: filepath.Join(name, stageName), folders: map[string]bool{}}, nil
}

// close removes the stage and ends the use of the folder.
func (d *dir) close() error {
	defer d.root.Close()
	if len(d.folders) == 0 {
		return nil
	}
	if err := d.call("clear", stageName, func() error { return d.root.RemoveAll(stageName) }); err != nil {
		return d.rootError(err)
	}
	return nil
}

func writeError(err error) error { return fmt.Errorf("%w: %w", ErrWrite, err) }

// rootError is a writeError of a call through the root, which tells paths below the folder only.
func (d *dir) rootError(err error) error { return writeError(fmt.Errorf("%s: %w", d.path, err)) }

func isWrite(err error) bool { return errors.Is(err, ErrWrite) }

// put writes a file in the stage.
func (d *dir) put(name string, write func(io.Writer) error) error {
	if !fs.ValidPath(name) { // a mistake of whoever planned it: it may lead out of the folder, or to no end
		return fmt.Errorf("%q cannot be the path of a published file", name)
	}
	if err := d.folder(path.Dir(name)); err != nil {
		return err
	}
	staged := stageName + "/" + name
	var f *os.File
	err := d.call("create", staged, func() (err error) {
		f, err = os.OpenFile(d.staged(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		return err
	})
	if err != nil {
		return writeError(err)
	}
	w := &fileWriter{file: f, call: d.call, name: staged}
	err = write(w)
	if closeErr := d.call("close", staged, f.Close); w.err == nil {
		w.err = closeErr
	}
	if w.err != nil {
		return writeError(w.err)
	}
	return err
}

// fileWriter remembers a failure of the file apart from those of the writer that uses it.
type fileWriter struct {
	file *os.File
	call seam
	name string
	err  error
}

func (w *fileWriter) Write(p []byte) (n int, err error) {
	err = w.call("write", w.name, func() (err error) { n, err = w.file.Write(p); return err })
	if err != nil {
		w.err = err
	}
	return n, err
}

// staged gives where a valid path of the output stands in the stage.
func (d *dir) staged(name string) string {
	if name == "." {
		return d.stage
	}
	return d.stage + string(filepath.Separator) + filepath.FromSlash(name)
}

// folder makes a folder of the stage and those above it.
func (d *dir) folder(name string) error {
	d.mutex.Lock()
	known := d.folders[name]
	d.mutex.Unlock()
	if known {
		return nil
	}
	if name != "." {
		if err := d.folder(path.Dir(name)); err != nil {
			return err
		}
	}
	err := d.call("make", path.Join(stageName, name), func() error { return os.Mkdir(d.staged(name), 0o777) })
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return writeError(err)
	}
	d.mutex.Lock()
	d.folders[name] = true
	d.mutex.Unlock()
	return nil
}

// merge moves what is staged below a folder to its place: a folder that is new there as a whole, else file by file.
func (d *dir) merge(folder string) error {
	if len(d.folders) == 0 {
		return nil
	}
	entries, err := d.list(path.Join(stageName, folder), -1)
	if err != nil {
		return d.rootError(err)
	}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if entry.IsDir() {
			there, err := d.what(name)
			if err != nil {
				return err
			}
			if there != nil && there.IsDir() {
				if err := d.merge(name); err != nil {
					return err
				}
				continue
			}
		}
		if err := d.place(name); err != nil {
			return err
		}
	}
	return nil
}

// place moves what is staged at a path to its place.
func (d *dir) place(name string) error {
	err := d.call("rename", name, func() error {
		return d.root.Rename(filepath.Join(stageName, filepath.FromSlash(name)), filepath.FromSlash(name))
	})
	if err != nil {
		return d.rootError(err)
	}
	return nil
}

// list gives some of the entries of a folder, or with n < 0 all of them.
func (d *dir) list(name string, n int) (entries []fs.DirEntry, err error) {
	err = d.call("list", name, func() error {
		f, err := d.root.Open(filepath.FromSlash(name))
		if err != nil {
			return err
		}
		defer f.Close()
		entries, err = f.ReadDir(n)
		return err
	})
	return entries, err
}

// remove removes a file of Dateline's own and the folders that it leaves empty. What stands in the place of the file by
// now, or behind a link in the place of one of its folders, is not Dateline's and stays.
func (d *dir) remove(name string) error {
	for i := range len(name) {
		if name[i] != '/' {
			continue
		}
		if info, err := d.what(name[:i]); err != nil || info != nil && !info.IsDir() {
			return err
		}
	}
	info, err := d.what(name)
	if err != nil || info != nil && !info.Mode().IsRegular() {
		return err
	}
	if info != nil {
		if err := d.take(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return d.rootError(err)
		}
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if d.take(folder) != nil {
			break // It holds something else.
		}
	}
	return nil
}

func (d *dir) take(name string) error {
	return d.call("remove", name, func() error { return d.root.Remove(filepath.FromSlash(name)) })
}

// what tells what stands at a path: nothing (also when a file stands in the place of its folder, or the path is longer than
// the system takes), a regular file, or something else.
func (d *dir) what(name string) (info fs.FileInfo, err error) {
	err = d.call("look", name, func() (err error) { info, err = os.Lstat(filepath.Join(d.path, filepath.FromSlash(name))); return err })
	for _, nothing := range []error{fs.ErrNotExist, syscall.ENOTDIR, syscall.ENAMETOOLONG} {
		if errors.Is(err, nothing) {
			return nil, nil
		}
	}
	if err != nil {
		return nil, writeError(err)
	}
	return info, nil
}

// holds reports whether the file at a path holds exactly these bytes.
func (d *dir) holds(name string, text []byte) (same bool) {
	err := d.call("read", name, func() error {
		f, err := d.root.Open(filepath.FromSlash(name))
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil || info.Size() != int64(len(text)) {
			return err
		}
		there := bytes.NewBuffer(make([]byte, 0, len(text)+bytes.MinRead))
		_, err = there.ReadFrom(f)
		same = bytes.Equal(there.Bytes(), text)
		return err
	})
	return same && err == nil
}
