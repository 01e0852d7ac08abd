package search

import (
	"os"
	"path/filepath"
	"testing"

	"dateline/generator/briefing"
	"dateline/generator/corpus"
)

// BenchmarkIndex makes the index of 2,000 documents, and its files.
func BenchmarkIndex(b *testing.B) {
	dir := b.TempDir()
	if err := corpus.Write(dir, corpus.Options{N: 2000}); err != nil {
		b.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "briefings", "[0-9]*", "*.md"))
	if err != nil || len(names) == 0 {
		b.Fatal(err, "no briefings")
	}
	docs := make([]Document, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		f, _ := briefing.Parse("briefings/"+filepath.Base(name), text)
		docs[i] = Document{Title: f.Title, Summary: f.Summary, Body: briefing.Text(f, text)}
		for _, a := range f.Actors {
			docs[i].Names = append(docs[i].Names, a.Text)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := New(len(docs), func(i int, room []byte) (Document, error) {
			doc := docs[i]
			doc.Body = append(room, doc.Body...)
			return doc, nil
		}, Shards{Terms: 97, Common: 30, Positions: 40})
		if err != nil {
			b.Fatal(err)
		}
		s.Files()
	}
}
