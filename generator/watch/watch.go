// Package watch turns the file system's events into "look again". It is the only user of fsnotify.
//
// Folders are watched, not files: a watch on a file dies when an editor puts another in its place. An event is a hint that
// something may have changed; what has, the reader of Changes finds out by looking. So an event too many costs one look, and what
// must never happen is a change without a signal after it. Where events cannot be had (a limit is reached, too many came at once)
// the watcher looks at the whole tree every half second instead, and says so.
//
// It knows nothing of what the files mean.
package watch

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options say what to watch.
type Options struct {
	Dir    string       // the source folder, absolute
	Ignore []string     // absolute paths whose content never matters: the output folder, .dateline
	Warn   func(string) // takes plain messages for the writer, from New and later from the watcher's goroutine; may be nil

	poll   bool                   // for tests: look at the tree from the start
	refuse func(dir string) error // for tests: stands for the system's refusal to watch a folder
}

// Watcher watches a source folder until it is closed.
type Watcher struct {
	dir     string   // symbolic links resolved
	ignore  []string // likewise
	warn    func(string)
	refuse  func(string) error
	changes chan struct{}
	stop    chan struct{}
	done    chan struct{}
	close   func() error

	mu      sync.Mutex
	changed map[string]bool // paths that events told of since the last call of Changed
	unsure  bool            // events may be missing

	// What follows belongs to New, then to the goroutine.
	tap       *tap // nil while there are no events to be had
	folders   map[string]map[string]bool
	files     int
	burst     burst
	timer     *time.Timer // for the next look that burst wants, or for the next tick without events
	stale     bool        // watch everything anew before the next signal
	overflows int
	polling   bool // there will be no more events: compare the tree's print
	print     uint64
	seed      maphash.Seed
}

// New begins to watch a folder. Every change after it returns is followed by a signal, so call it before the first build. It is an
// error when there is no such folder; a limit of the system is none, but a message and slower looks.
func New(o Options) (*Watcher, error) {
	dir, err := filepath.EvalSymlinks(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("watch %s: %w", o.Dir, err)
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("watch %s: %w", o.Dir, err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("watch %s: not a folder", o.Dir)
	}
	w := &Watcher{
		dir: dir, ignore: resolve(o.Ignore, o.Dir, dir), warn: o.Warn, refuse: o.refuse,
		changes: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
		timer: time.NewTimer(time.Hour), seed: maphash.MakeSeed(), changed: map[string]bool{},
	}
	w.timer.Stop()
	if w.warn == nil {
		w.warn = func(string) {}
	}
	var failed error // of the goroutine's last act; read after done
	w.close = sync.OnceValue(func() error {
		close(w.stop)
		<-w.done
		return failed
	})
	if o.poll {
		w.poll()
	} else {
		w.restart()
	}
	go func() {
		defer close(w.done)
		w.run()
		failed = w.end()
	}()
	return w, nil
}

// Changes gives a value when something may have changed. Values merge: however much changes while the reader is busy, one waits
// for it afterwards. The channel stays open after Close.
func (w *Watcher) Changes() <-chan struct{} { return w.changes }

// Changed gives the paths that may have changed since it was called last, below the folder and slash-separated, in order. What is
// below them may have changed too. It gives nil when anything may: at first, and when events were lost or cannot be had.
func (w *Watcher) Changed() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	unsure := w.unsure
	list := slices.Sorted(maps.Keys(w.changed))
	w.changed, w.unsure = map[string]bool{}, false
	if unsure {
		return nil
	}
	if list == nil {
		list = []string{}
	}
	return list
}

// note remembers a path for Changed.
func (w *Watcher) note(name string) {
	rel, err := filepath.Rel(w.dir, name)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed[filepath.ToSlash(rel)] = true
	w.unsure = w.unsure || err != nil
}

// anything notes that anything may have changed.
func (w *Watcher) anything() {
	w.mu.Lock()
	w.unsure = true
	w.mu.Unlock()
}

// Close ends the watching. After it nothing of the watcher runs and nothing is sent.
func (w *Watcher) Close() error { return w.close() }

func (w *Watcher) run() {
	for {
		var ready <-chan struct{}
		if w.tap != nil {
			ready = w.tap.ready
		}
		select {
		case <-w.stop:
			return
		case <-ready:
			events, trouble := w.tap.take()
			for _, event := range events {
				if w.tap == nil || w.stopped() { // A folder could not be watched: there is polling now.
					break
				}
				w.event(event)
			}
			if trouble != nil && w.tap != nil {
				w.trouble(trouble)
			}
		case <-w.timer.C:
			if w.tap == nil {
				w.tick()
			} else if w.burst.look(time.Now()) {
				if w.stale {
					w.restart()
				}
				w.signal()
			}
		}
		if w.tap != nil {
			if next := w.burst.next(); !next.IsZero() {
				w.timer.Reset(time.Until(next))
			}
		}
	}
}

func (w *Watcher) stopped() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

func (w *Watcher) signal() {
	select {
	case w.changes <- struct{}{}:
	default: // One is waiting already.
	}
}

// event takes one hint: it keeps the watches in step with the folders, and counts what may matter.
func (w *Watcher) event(e fsnotify.Event) {
	name := filepath.Clean(e.Name)
	if w.ignored(name) {
		return
	}
	_, watched := w.folders[name]
	matters := watched || !temporary(filepath.Base(name))
	switch {
	case e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename):
		// A watch stays with a folder that was moved, under its old name. The walk of a new folder may have met it already
		// under its new one, and would lose it here: begin anew.
		if watched {
			w.drop(name)
			w.stale = w.stale || e.Has(fsnotify.Rename) || !tidy || name == w.dir
		}
	case e.Has(fsnotify.Create):
		info, err := os.Lstat(name)
		if err == nil && info.IsDir() {
			matters = true
			w.drop(name) // An older folder of that name may have been watched.
			w.adopt(name)
		}
	case e.Has(fsnotify.Write):
		matters = matters && !watched // Windows tells of a folder what it also tells of the files in it.
	default:
		// Only attributes changed. It matters of a folder that could not be watched before, and, where the system tells of
		// emptying a file in no other way, of an empty file.
		info, err := os.Lstat(name)
		switch {
		case err == nil && info.IsDir() && !watched:
			w.adopt(name)
		case err == nil && kqueue && info.Mode().IsRegular() && info.Size() == 0:
		default:
			return
		}
	}
	if matters {
		w.note(name)
		w.burst.event(time.Now())
	}
}

// adopt watches a folder that came to be. Of one whose parent is not watched the parent's own event will tell.
func (w *Watcher) adopt(name string) {
	if _, ok := w.folders[filepath.Dir(name)]; !ok {
		return
	}
	if err := w.add(name); err != nil {
		w.giveUp(err)
		w.signal()
	}
}

// trouble takes an error that came in place of events. Some are lost, so watch everything anew when the storm is over.
func (w *Watcher) trouble(err error) {
	if errors.Is(err, fsnotify.ErrEventOverflow) && !w.stale {
		if w.overflows++; w.overflows > 1 {
			w.giveUp(err)
			w.signal()
			return
		}
	}
	w.stale = true
	w.anything()
	w.burst.storm(time.Now())
}

// restart watches everything anew, or finds another way.
func (w *Watcher) restart() {
	switch err := w.begin(); {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist):
		w.timer.Reset(shortest) // Wait for the folder to come back.
	default:
		w.giveUp(err)
	}
}

// begin watches everything anew. When it gives an error nothing is watched.
func (w *Watcher) begin() error {
	defer w.anything() // of what happens until all is watched there are no events
	w.end()
	w.stale, w.burst = false, burst{}
	tap, err := newTap()
	if err != nil {
		return &startError{err}
	}
	w.tap, w.folders, w.files = tap, map[string]map[string]bool{}, 0
	err = w.add(w.dir)
	if _, ok := w.folders[w.dir]; err == nil && !ok {
		err = fs.ErrNotExist
	}
	if err != nil {
		w.end()
	}
	return err
}

// end watches nothing.
func (w *Watcher) end() error {
	if w.tap == nil {
		return nil
	}
	err := w.tap.close()
	w.tap, w.folders = nil, nil
	return err
}
