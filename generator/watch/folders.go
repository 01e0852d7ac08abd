package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// skipped folders hold nothing that is published, and much that changes.
var skipped = []string{".git", "node_modules", ".dateline"}

// ignored tells whether what stands at an absolute path never matters.
func (w *Watcher) ignored(name string) bool {
	for _, dir := range w.ignore {
		if within(name, dir) {
			return true
		}
	}
	rest, below := strings.CutPrefix(name, w.dir)
	for part := range strings.SplitSeq(rest, string(filepath.Separator)) {
		if below && slices.Contains(skipped, part) {
			return true
		}
	}
	return false
}

func within(name, dir string) bool {
	rest, ok := strings.CutPrefix(name, dir)
	return ok && (rest == "" || rest[0] == filepath.Separator)
}

// resolve gives the ignored paths as events name them: below the folder's real path, whether they exist yet or not, and where a
// symbolic link leads. One that contains the source would silence everything; it is left out.
func resolve(ignore []string, given, real string) []string {
	var list []string
	for _, name := range ignore {
		name = filepath.Clean(name)
		names := []string{name}
		if rel, err := filepath.Rel(given, name); err == nil && filepath.IsLocal(rel) {
			names = append(names, filepath.Join(real, rel))
		}
		if target, err := filepath.EvalSymlinks(name); err == nil {
			names = append(names, target)
		}
		for _, name := range names {
			if !within(real, name) && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// temporary tells which files editors and file managers make beside the one that is being saved, by their names.
func temporary(name string) bool {
	switch name {
	case "4913", ".DS_Store", "Thumbs.db", "desktop.ini": // vim tries with 4913 whether it may create files.
		return true
	}
	for _, prefix := range []string{".#", ".goutputstream-", ".sb-", ".~lock.", ".nfs", ".fuse_hidden"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	for _, suffix := range []string{"~", "___jb_tmp___", "___jb_old___", ".kate-swp"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	if strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") {
		return true
	}
	switch ext := filepath.Ext(name); {
	case ext == ".swp" || ext == ".swo" || ext == ".swn" || ext == ".swx" || ext == ".swpx":
		return true
	case strings.HasPrefix(ext, ".sb-"): // macOS: name.md.sb-8a4c1f02-Xy12Ab
		return strings.Count(ext, "-") == 2 && len(ext) == len(".sb-8a4c1f02-Xy12Ab")
	}
	return false
}

// errFiles says that watching would take too many of the files this process may have open.
var errFiles = errors.New("too many files to watch")

// add watches a folder and all below it. The watch goes before the walk: what is created in between is seen twice, not never.
// Folders that are gone or unreadable are left out. Symbolic links need not be followed: those that lead out are not part of
// the source, and what the others lead to is below the source folder and watched there.
func (w *Watcher) add(dir string) error {
	if w.stopped() {
		return nil
	}
	if _, ok := w.folders[dir]; ok {
		return nil
	}
	switch err := w.register(dir); {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR):
		return nil
	default:
		return err
	}
	w.folders[dir] = nil
	if parent := filepath.Dir(dir); dir != w.dir {
		if w.folders[parent] == nil {
			w.folders[parent] = map[string]bool{}
		}
		w.folders[parent][dir] = true
	}
	entries, _ := os.ReadDir(dir) // Of one that has gone in the meantime there will be an event.
	if w.files += len(entries); w.files > openFiles {
		return errFiles
	}
	for _, entry := range entries {
		if name := filepath.Join(dir, entry.Name()); entry.IsDir() && !w.ignored(name) {
			if err := w.add(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// register asks the system for a folder's events. Some systems fail when a file in it vanishes meanwhile: ask again.
func (w *Watcher) register(dir string) (err error) {
	if w.refuse != nil {
		if err := w.refuse(dir); err != nil {
			return err
		}
	}
	for range 5 {
		if err = w.tap.source.Add(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if _, gone := os.Lstat(dir); gone != nil {
			return err
		}
		w.tap.source.Remove(dir)
	}
	return err
}

// drop ends the watch of a folder and of all below it.
func (w *Watcher) drop(dir string) {
	inside, ok := w.folders[dir]
	if !ok {
		return
	}
	for name := range inside {
		w.drop(name)
	}
	delete(w.folders, dir)
	delete(w.folders[filepath.Dir(dir)], dir)
	w.tap.source.Remove(dir) // An error says that the system has ended it already.
}
