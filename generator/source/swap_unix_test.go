//go:build unix

package source

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSwapped puts something else in the place of a file after a scan found it. Every way to read it ends at once, with an error or
// with what a regular file in the source holds.
func TestSwapped(t *testing.T) {
	for name, swap := range map[string]func(file string) error{
		"nothing":               func(string) error { return nil },
		"a pipe":                func(file string) error { return syscall.Mkfifo(file, 0o666) },
		"a folder":              func(file string) error { return os.Mkdir(file, 0o777) },
		"a link to a pipe":      func(file string) error { return os.Symlink("../pipe", file) },
		"a link out":            func(file string) error { return os.Symlink("../../outside", file) },
		"a link out by its way": func(file string) error { return os.Symlink(filepath.Join(filepath.Dir(file), "../../outside"), file) },
		"a link to a device":    func(file string) error { return os.Symlink("/dev/zero", file) },
		"a link to itself":      func(file string) error { return os.Symlink(filepath.Base(file), file) },
		"another file":          func(file string) error { return os.WriteFile(file, []byte("another"), 0o666) },
		"a link to another":     func(file string) error { return os.Symlink("other.md", file) },
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "source")
			file := filepath.Join(dir, "briefings", "a.md")
			for path, text := range map[string]string{"outside": "secret", "source/briefings/a.md": "text", "source/briefings/other.md": "another", "source/site.toml": ""} {
				full := filepath.Join(root, path)
				if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o666); err != nil {
				t.Fatal(err)
			}
			tree, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer tree.Close()
			scan := tree.Scan(nothing)
			if len(scan.Files) != 2 || scan.List.HasErrors() {
				t.Fatalf("%v, %v", scan.Files, scan.List)
			}
			f := scan.Files[0]
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			if err := swap(file); err != nil {
				t.Fatal(err)
			}
			readable := strings.Contains(name, "another")
			for way, read := range map[string]func() (string, error){
				"Read": func() (string, error) { text, err := tree.Read(f); return string(text), err },
				"Head": func() (string, error) { text, err := tree.Head(f, 100); return string(text), err },
				"Use": func() (text string, err error) {
					err = tree.Use(f, func(b []byte) { text = string(b) })
					return text, err
				},
				"Copy": func() (string, error) { var w strings.Builder; err := tree.Copy(&w, f); return w.String(), err },
				"hash": func() (string, error) { return "another", tree.hash(&f) },
				"FS": func() (string, error) {
					in, err := tree.FS().Open(f.Path)
					if err != nil {
						return "", err
					}
					defer in.Close()
					text, err := io.ReadAll(in)
					return string(text), err
				},
			} {
				type result struct {
					text string
					err  error
				}
				done := make(chan result, 1)
				go func() { text, err := read(); done <- result{text, err} }()
				select {
				case r := <-done:
					if readable && (r.err != nil || r.text != "another") || !readable && r.err == nil {
						t.Errorf("%s: %q, %v", way, r.text, r.err)
					}
				case <-time.After(10 * time.Second):
					t.Fatalf("%s waits without end", way)
				}
			}
			if tree.Same(f) {
				t.Error("it is said to be the same")
			}
		})
	}
}
