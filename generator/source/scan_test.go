package source

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// nothing knows no hash.
func nothing(File) (hash [sha256.Size]byte, ok bool) { return hash, false }

// described gives what a scan found, in words.
func described(s Scan) []string {
	var lines []string
	for _, f := range s.Files {
		lines = append(lines, fmt.Sprintf("%s %d %d %v %x %s", f.Path, f.Kind, f.Size, f.ModTime.UnixNano(), f.Hash, f.Real))
	}
	list := slices.Clone(s.List)
	list.Sort()
	for _, d := range list {
		lines = append(lines, d.File+" "+d.Kind+" "+d.Message)
	}
	return lines
}

// TestRescan makes random edits, names them as a watcher would, and requires what a whole scan finds.
func TestRescan(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(5, 8))
	folders := []string{"", "2024", "2025", "2025/talks", "2025-b", "_static", "_static/a", "_actors", "_drafts", "_drafts/x"}
	names := []string{"a.md", "a-b.md", "index.md", "b.markdown", "data.csv", "pic.SVG", ".hidden.md", "README.md", "_note.md"}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	write := func(name string) {
		if os.MkdirAll(filepath.Dir(at(name)), 0o777) == nil {
			os.WriteFile(at(name), []byte(fmt.Sprint("text ", r.IntN(1000))), 0o666)
		}
		if r.IntN(2) == 0 {
			old := time.Now().Add(-time.Hour)
			os.Chtimes(at(name), old, old)
		}
	}
	some := func() string { return path.Join(Briefings, folders[r.IntN(len(folders))], names[r.IntN(len(names))]) }
	for range 200 {
		write(some())
	}
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	last := tree.Scan(nothing)
	partly, link := 0, ""
	for step := range 400 {
		var changed []string
		if link != "" {
			os.Remove(at(link))
			changed, link = append(changed, link), ""
		}
		for range 1 + r.IntN(3) {
			name := some()
			folder := path.Join(Briefings, folders[r.IntN(len(folders))])
			switch r.IntN(10) {
			case 0, 1:
				os.Remove(at(name))
			case 2:
				if folder != Briefings {
					os.RemoveAll(at(folder))
					name = folder
				}
			case 3:
				if folder != Briefings {
					os.Rename(at(folder), at("away"))
					changed = append(changed, folder)
					name = path.Join(Briefings, "moved", fmt.Sprint(step))
					os.MkdirAll(filepath.Dir(at(name)), 0o777)
					os.Rename(at("away"), at(name))
				}
			case 4:
				if r.IntN(25) == 0 && os.Symlink("a.md", at(name)) == nil {
					link = name
				}
			default:
				write(name)
			}
			changed = append(changed, name)
		}
		if r.IntN(30) == 0 { // for a hundred paths, all that changed among them
			for range 100 {
				changed = append(changed, some())
			}
		}
		known := func(f File) ([sha256.Size]byte, bool) {
			i := slices.IndexFunc(last.Files, func(g File) bool { return g.Path == f.Path })
			if i < 0 || !last.Files[i].Settled(f, last.Began) {
				return [sha256.Size]byte{}, false
			}
			return last.Files[i].Hash, true
		}
		if !last.linked {
			partly++
		}
		again := tree.Rescan(last, changed, known)
		if diff := cmp.Diff(described(tree.Scan(nothing)), described(again)); diff != "" {
			t.Fatalf("step %d, %v (-scan +rescan):\n%s", step, changed, diff)
		}
		if !tree.Still(again) {
			t.Fatalf("step %d: something changed meanwhile", step)
		}
		last = again
	}
	if partly < 100 {
		t.Errorf("only %d scans were of a part", partly)
	}
}

// TestStill finds files that were saved again.
func TestStill(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "briefings", "a.md")
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	for what, do := range map[string]func() error{
		"written": func() error { return os.WriteFile(name, []byte("longer"), 0o666) },
		"gone":    func() error { return os.Remove(name) },
		"touched": func() error { return os.Chtimes(name, time.Unix(1e9, 0), time.Unix(1e9, 0)) },
	} {
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		scan := tree.Scan(nothing)
		if !tree.Still(scan) {
			t.Errorf("%s: not still before", what)
		}
		if err := do(); err != nil {
			t.Fatal(err)
		}
		if tree.Still(scan) {
			t.Errorf("%s: still", what)
		}
	}
}
