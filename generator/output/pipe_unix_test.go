//go:build unix

package output

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestPipes puts pipes where Dateline reads in the output folder. Nothing waits for what never comes: in the place of the manifest one is
// an error, in that of a page it is a stranger's.
func TestPipes(t *testing.T) {
	for _, name := range []string{manifestName, "index.html", "a", stageName} {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o666); err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, list, err := Sync(dir, plan(map[string]string{"index.html": "home", "a/b.txt": "b"}), nil, false)
			switch name {
			case manifestName:
				if !errors.Is(err, ErrWrite) {
					t.Errorf("%s: %v, %v", name, list, err)
				}
			case stageName:
				if err != nil || len(list) > 0 {
					t.Errorf("%s: %v, %v", name, list, err)
				}
			default:
				if err != nil || len(list) != 1 || list[0].File != name {
					t.Errorf("%s: %v, %v", name, list, err)
				}
			}
		}()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: it waits without end", name)
		}
	}
}
