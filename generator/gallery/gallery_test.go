package gallery_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"dateline/generator/corpus"
	"dateline/generator/gallery"
	"dateline/generator/source"
)

const photo = "briefings/talks/photo.jpg"

// folder is a source with one photo, and what was found in it.
func folder(t *testing.T, data []byte) (dir string, tree *source.Tree, files []source.File) {
	dir = t.TempDir()
	write(t, filepath.Join(dir, photo), data)
	tree, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	scan := tree.Scan(func(source.File) (hash [32]byte, ok bool) { return hash, false })
	if len(scan.Files) != 1 {
		t.Fatal(scan)
	}
	return dir, tree, scan.Files
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, data, 0o666)); err != nil {
		t.Fatal(err)
	}
}

func shown(int) bool { return true }

// TestKept writes down what is known of a picture, reads it back without looking at the picture, and makes again what is damaged or away.
func TestKept(t *testing.T) {
	dir, tree, files := folder(t, corpus.Photo("secret", 600, 300))
	kept := filepath.Join(dir, ".dateline", "sizes")
	ready := func() error { return os.MkdirAll(filepath.Dir(kept), 0o777) }
	g := gallery.New(kept, ready)
	if err := g.Look(tree, files, true, shown); err != nil {
		t.Fatal(err)
	}
	e := g.Of(&files[0])
	if e == nil || len(e.Sizes) != 1 {
		t.Fatalf("%+v", e)
	}
	var index []byte
	g.Keep(files, func(text []byte) { index = text })
	write(t, filepath.Join(kept, hex.EncodeToString(make([]byte, 32))), []byte("of a picture that is gone"))
	g.Keep(files, func([]byte) { t.Error("what is as it was is written again") })

	again := gallery.New(kept, ready)
	again.Read(index)
	if got := again.Of(&files[0]); got == nil || got.Hash != e.Hash || got.Sizes[0] != e.Sizes[0] || got.Width != 600 {
		t.Fatalf("read back: %+v, was %+v", got, e)
	}
	name := filepath.Join(kept, hex.EncodeToString(e.Sizes[0].Hash[:]))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"whole", "damaged", "away"} {
		switch state {
		case "damaged":
			write(t, name, append([]byte("x"), whole[1:]...))
		case "away":
			os.Remove(name)
		}
		var out bytes.Buffer
		if err := again.Write(&out, tree, files[0], e.Sizes[0].Hash); err != nil || !bytes.Equal(out.Bytes(), whole) {
			t.Errorf("%s: %v, %d bytes, want %d", state, err, out.Len(), len(whole))
		}
		if now, _ := os.ReadFile(name); !bytes.Equal(now, whole) {
			t.Errorf("%s: not mended", state)
		}
	}
	for i := range index {
		damaged := bytes.Clone(index)
		damaged[i] ^= 1
		g := gallery.New("", nil)
		if g.Read(damaged); g.Of(&files[0]) != nil {
			t.Fatalf("an index that is damaged at byte %d is used", i)
		}
	}
	again.Keep(nil, func(text []byte) { index = text })
	if list, _ := os.ReadDir(kept); len(list) != 0 {
		t.Errorf("of a picture that is gone, %d files are kept", len(list))
	}
}

// TestChanged tells of a photo that is another than the scan found.
func TestChanged(t *testing.T) {
	dir, tree, files := folder(t, corpus.Photo("secret", 600, 300))
	g := gallery.New("", nil)
	if err := g.Look(tree, files, true, shown); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, photo), corpus.Photo("secret", 500, 300))
	if err := g.Write(&bytes.Buffer{}, tree, files[0], g.Of(&files[0]).Hash); !errors.Is(err, gallery.ErrChanged) {
		t.Errorf("written: %v", err)
	}
	if err := gallery.New("", nil).Look(tree, files, true, shown); !errors.Is(err, gallery.ErrChanged) {
		t.Errorf("looked at: %v", err)
	}
}
