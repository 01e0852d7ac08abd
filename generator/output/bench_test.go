package output

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/generator/corpus"
)

// ready is content that needs not be rendered, so that what remains is what Sync does.
type ready struct {
	text []byte
	key  Key
}

func (r *ready) Inputs() uint64 { return binary.LittleEndian.Uint64(r.key[:]) }

func (r *ready) Write(w io.Writer, known Key) (Key, error) {
	if r.key == known {
		return r.key, nil
	}
	_, err := w.Write(r.text)
	return r.key, err
}

// BenchmarkSync writes 2,000 files, each in a folder of its own as pages are, into a fresh folder, and finds that all are as they
// were left.
func BenchmarkSync(b *testing.B) {
	dir := b.TempDir()
	source := filepath.Join(dir, "source")
	if err := corpus.Write(source, corpus.Options{N: 2000}); err != nil {
		b.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(source, "briefings", "[0-9]*", "*.md"))
	if err != nil || len(names) == 0 {
		b.Fatal(err, "no briefings")
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		path := strings.TrimPrefix(filepath.ToSlash(name), filepath.ToSlash(source)+"/")
		texts[strings.TrimSuffix(path, ".md")+"/index.html"] = string(text)
	}
	items := plan(texts)
	for _, item := range items {
		text := []byte(texts[item.Path])
		sum := sha256.Sum256(text)
		item.Hash, item.Content = nil, &ready{text, Key(sum[:16])}
	}
	folders := 0
	sync := func(b *testing.B, folder string, memory *Memory) Report {
		report, list, err := Sync(folder, items, memory, false)
		if err != nil || len(list) > 0 {
			b.Fatal(err, list)
		}
		return report
	}
	fresh := func(b *testing.B) (folder string, report Report) {
		folders++
		folder = filepath.Join(dir, fmt.Sprint(folders))
		return folder, sync(b, folder, &Memory{})
	}

	b.Run("fresh", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, report := fresh(b); len(report.New) != len(items) {
				b.Fatalf("%d files of %d were written", len(report.New), len(items))
			}
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		folder, report := fresh(b)
		b.ReportAllocs()
		for b.Loop() {
			if report = sync(b, folder, report.Memory); report.Unchanged != len(items) || report.Rendered > 0 {
				b.Fatalf("%d files of %d are as they were", report.Unchanged, len(items))
			}
		}
	})
}
