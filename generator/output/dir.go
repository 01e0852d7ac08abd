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
	"strconv"
	"sync"
)

// ErrWrite is in the chain of every error that says that the output cannot be written (or read back).
var ErrWrite = errors.New("the output cannot be written")

// Names in the output folder that are Dateline's own.
const (
	manifestName = ".dateline-manifest"
	stageName    = ".dateline-stage"
)

// dir is the output folder: the one seam through which anything is written. A file is first written in the stage, a
// folder inside, and moved to its place as a whole. Nothing outside of the folder can be reached, not by a link either.
type dir struct {
	root *os.Root

	stageOnce sync.Once
	stage     *os.Root
	stageErr  error

	foldersMutex sync.Mutex
	folders      map[string]bool // known to exist
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
	d := &dir{root: root, folders: map[string]bool{".": true}}
	if err := root.RemoveAll(stageName); err != nil {
		root.Close()
		return nil, writeError(err)
	}
	return d, nil
}

// close removes the stage and ends the use of the folder.
func (d *dir) close() error {
	defer d.root.Close()
	if d.stage == nil {
		return nil
	}
	d.stage.Close()
	if err := d.root.RemoveAll(stageName); err != nil {
		return writeError(err)
	}
	return nil
}

func writeError(err error) error { return fmt.Errorf("%w: %w", ErrWrite, err) }

func isWrite(err error) bool { return errors.Is(err, ErrWrite) }

// put writes a file in the stage under a number.
func (d *dir) put(number int, write func(io.Writer) error) error {
	d.stageOnce.Do(func() {
		if d.stageErr = d.root.Mkdir(stageName, 0o777); d.stageErr == nil {
			d.stage, d.stageErr = d.root.OpenRoot(stageName)
		}
	})
	if d.stageErr != nil {
		return writeError(d.stageErr)
	}
	f, err := d.stage.OpenFile(strconv.Itoa(number), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
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

// move brings a staged file to its place.
func (d *dir) move(number int, to string) error {
	if err := d.folder(path.Dir(to)); err != nil {
		return err
	}
	if err := d.root.Rename(filepath.Join(stageName, strconv.Itoa(number)), filepath.FromSlash(to)); err != nil {
		return writeError(err)
	}
	return nil
}

// folder makes a folder and those above it.
func (d *dir) folder(name string) error {
	d.foldersMutex.Lock()
	known := d.folders[name]
	d.foldersMutex.Unlock()
	if known {
		return nil
	}
	if err := d.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := d.root.Mkdir(filepath.FromSlash(name), 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return writeError(err)
	}
	d.foldersMutex.Lock()
	d.folders[name] = true
	d.foldersMutex.Unlock()
	return nil
}

// remove removes a file and the folders that it leaves empty.
func (d *dir) remove(name string) error {
	if err := d.root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return writeError(err)
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if d.root.Remove(filepath.FromSlash(folder)) != nil {
			break // It holds something else.
		}
		d.foldersMutex.Lock()
		delete(d.folders, folder)
		d.foldersMutex.Unlock()
	}
	return nil
}

// what tells what stands at a path: nothing, a regular file, or something else.
func (d *dir) what(name string) (info fs.FileInfo, err error) {
	info, err = d.root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
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
