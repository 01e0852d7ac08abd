package watch

import (
	"sync"

	"github.com/fsnotify/fsnotify"
)

// manyEvents bounds what waits to be handled; beyond it the watcher is told of an overflow, as by the system.
const manyEvents = 1 << 16

// tap takes events off fsnotify's hands as they come. While the watcher walks new folders the system's queue must not overflow,
// and on Windows a watch cannot be added before the events in front of it are taken.
type tap struct {
	source *fsnotify.Watcher
	ready  chan struct{} // one value: there is something to take
	done   chan struct{}

	mu      sync.Mutex
	events  []fsnotify.Event
	trouble error // the first since take, but an overflow goes before others
}

func newTap() (*tap, error) {
	source, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	t := &tap{source: source, ready: make(chan struct{}, 1), done: make(chan struct{})}
	go t.drain()
	return t, nil
}

func (t *tap) drain() {
	defer close(t.done)
	for failures := t.source.Errors; ; {
		select {
		case event, ok := <-t.source.Events:
			if !ok {
				return
			}
			t.put(event, nil)
		case err, ok := <-failures:
			if !ok {
				failures = nil
				continue
			}
			t.put(fsnotify.Event{}, err)
		}
	}
}

func (t *tap) put(event fsnotify.Event, err error) {
	t.mu.Lock()
	switch {
	case err == nil && len(t.events) < manyEvents:
		t.events = append(t.events, event)
	case err == nil || err == fsnotify.ErrEventOverflow:
		t.trouble = fsnotify.ErrEventOverflow
	case t.trouble == nil:
		t.trouble = err
	}
	t.mu.Unlock()
	select {
	case t.ready <- struct{}{}:
	default:
	}
}

// take gives what came since the last call.
func (t *tap) take() ([]fsnotify.Event, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	events, trouble := t.events, t.trouble
	t.events, t.trouble = nil, nil
	return events, trouble
}

// close ends the events and waits for the goroutines that bring them.
func (t *tap) close() error {
	err := t.source.Close()
	<-t.done
	return err
}
