package watch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// The time between two looks at the tree, which grows with what a look costs.
const (
	shortest = 500 * time.Millisecond
	longest  = time.Second
)

// young is the age below which a file may change again and keep its time: the coarsest file systems count in two seconds.
const young = 2 * time.Second

// startError says that the system gave no events at all.
type startError struct{ err error }

func (e *startError) Error() string { return e.err.Error() }
func (e *startError) Unwrap() error { return e.err }

// giveUp goes on without events, and says why and what would help. A signal must follow for what happened before.
func (w *Watcher) giveUp(err error) {
	w.warn(advice(err, runtime.GOOS))
	w.poll()
}

// advice is the message for the writer.
func advice(err error, system string) string {
	var start *startError
	linux := system == "linux" || system == "android"
	var why, way string
	switch {
	case linux && errors.As(err, &start) && errors.Is(err, syscall.EMFILE):
		why = "too many programs watch files (the limit is fs.inotify.max_user_instances)"
		way = `; to raise it, run "sudo sysctl fs.inotify.max_user_instances=1024" and start again`
	case linux && errors.Is(err, syscall.ENOSPC):
		why = "there are more folders than may be watched (the limit is fs.inotify.max_user_watches)"
		way = `; to raise it, run "sudo sysctl fs.inotify.max_user_watches=1048576" and start again`
	case linux && errors.Is(err, fsnotify.ErrEventOverflow):
		why = "more files change at once than the system can report (the limit is fs.inotify.max_queued_events)"
		way = `; to raise it, run "sudo sysctl fs.inotify.max_queued_events=131072" and start again`
	case errors.Is(err, fsnotify.ErrEventOverflow):
		why = "more files change at once than the system can report"
	case errors.Is(err, errFiles) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE):
		why = "there are more files than may be watched (the limit is that of open files)"
		way = `; to raise it, run "ulimit -n 65536" and start again`
	default:
		why = fmt.Sprintf("the system does not report changes (%v)", err)
	}
	return why + ": looking for changes every half second to second instead, which is slower" + way
}

// poll looks at the tree from now on.
func (w *Watcher) poll() {
	w.end()
	w.anything()
	w.polling, w.burst = true, burst{}
	w.look()
}

// tick is the timer's while there are no events.
func (w *Watcher) tick() {
	if w.polling {
		if w.look() {
			w.anything()
			w.signal()
		}
		return
	}
	// The source folder was gone.
	if w.restart(); w.tap != nil || w.polling {
		w.signal()
	}
}

// look tells whether the tree is another than at the last look, and sets the time of the next.
func (w *Watcher) look() bool {
	began, before := time.Now(), w.print
	w.print = w.fingerprint(began)
	cost := time.Since(began)
	w.timer.Reset(min(max(10*cost, shortest), max(cost, longest)))
	return w.print != before
}

// fingerprint mixes every file's path, size and time. A file that is young has another print when it no longer is: if it changed
// again and kept its size and time, that is the second look.
func (w *Watcher) fingerprint(now time.Time) uint64 {
	var h maphash.Hash
	h.SetSeed(w.seed)
	var numbers []byte
	filepath.WalkDir(w.dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case w.stopped():
			return filepath.SkipAll
		case entry == nil:
			return nil
		case w.ignored(name):
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case entry.IsDir():
			h.WriteString(name)
			h.WriteByte(0)
			if err != nil {
				h.WriteByte(1) // Unreadable, which may end.
			}
			return nil
		case temporary(entry.Name()):
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return nil
		}
		numbers = binary.LittleEndian.AppendUint64(numbers[:0], uint64(info.Size()))
		numbers = binary.LittleEndian.AppendUint64(numbers, uint64(info.ModTime().UnixNano()))
		numbers = binary.LittleEndian.AppendUint32(numbers, uint32(info.Mode()&(fs.ModeType|fs.ModePerm)))
		if now.Sub(info.ModTime()) < young {
			numbers = append(numbers, 1)
		}
		h.WriteString(name)
		h.WriteByte(0)
		h.Write(numbers)
		return nil
	})
	return h.Sum64()
}
