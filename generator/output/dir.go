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
	path  string // of the folder, only for looking: foreignFolders has seen that no link stands in the way
	stage string // path of the stage, which only this build writes to

	mutex   sync.Mutex
	folders map[string]bool // made in the stage
}

// openDir opens the output folder, creating it if it is missing, and clears what an interrupted build left in it.
func openDir(name string) (*dir, error) {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return nil, writeError(err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, writeError(err)
	}
	if err := root.RemoveAll(stageName); err != nil {
		root.Close()
		return nil, writeError(err)
	}
	return &dir{root: root, path: name, stage: filepath.Join(name, stageName), folders: map[string]bool{}}, nil
}

// close removes the stage and ends the use of the folder.
func (d *dir) close() error {
	defer d.root.Close()
	if len(d.folders) == 0 {
		return nil
	}
	if err := d.root.RemoveAll(stageName); err != nil {
		return writeError(err)
	}
	return nil
}

func writeError(err error) error { return fmt.Errorf("%w: %w", ErrWrite, err) }

func isWrite(err error) bool { return errors.Is(err, ErrWrite) }

// put writes a file in the stage.
func (d *dir) put(name string, write func(io.Writer) error) error {
	if !fs.ValidPath(name) { // a mistake of whoever planned it: it may lead out of the folder, or to no end
		return fmt.Errorf("%q cannot be the path of a published file", name)
	}
	if err := d.folder(path.Dir(name)); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(d.stage, filepath.FromSlash(name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return writeError(err)
	}
	w := &fileWriter{file: f}
	err = write(w)
	if closeErr := f.Close(); w.err == nil {
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
	err  error
}

func (w *fileWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
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
	if err := os.Mkdir(filepath.Join(d.stage, filepath.FromSlash(name)), 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
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
	staged, err := d.root.Open(filepath.Join(stageName, filepath.FromSlash(folder)))
	if err != nil {
		return writeError(err)
	}
	entries, err := staged.ReadDir(-1)
	staged.Close()
	if err != nil {
		return writeError(err)
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
		if err := d.root.Rename(filepath.Join(stageName, filepath.FromSlash(name)), filepath.FromSlash(name)); err != nil {
			return writeError(err)
		}
	}
	return nil
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
		if err := d.root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return writeError(err)
		}
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if d.root.Remove(filepath.FromSlash(folder)) != nil {
			break // It holds something else.
		}
	}
	return nil
}

// what tells what stands at a path: nothing (also when a file stands in the place of its folder, or the path is longer than
// the system takes), a regular file, or something else.
func (d *dir) what(name string) (info fs.FileInfo, err error) {
	info, err = os.Lstat(filepath.Join(d.path, filepath.FromSlash(name)))
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
func (d *dir) holds(name string, text []byte) bool {
	f, err := d.root.Open(filepath.FromSlash(name))
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() != int64(len(text)) {
		return false
	}
	there, err := io.ReadAll(f)
	return err == nil && bytes.Equal(there, text)
}
