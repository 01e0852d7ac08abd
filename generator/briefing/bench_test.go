package briefing

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/generator/corpus"
)

// BenchmarkParse parses briefings of 450 words: one, and a hundred one after the other, which is what one core has to do.
func BenchmarkParse(b *testing.B) {
	dir := b.TempDir()
	if err := corpus.Write(dir, corpus.Options{N: 100}); err != nil {
		b.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "briefings", "[0-9]*", "*.md"))
	if err != nil || len(names) == 0 {
		b.Fatal(err, "no briefings")
	}
	texts := make([][]byte, len(names))
	for i, name := range names {
		if texts[i], err = os.ReadFile(name); err != nil {
			b.Fatal(err)
		}
		names[i] = strings.TrimPrefix(filepath.ToSlash(name), filepath.ToSlash(dir)+"/")
	}
	parse := func(b *testing.B, n int) {
		b.ReportAllocs()
		for b.Loop() {
			for i, name := range names[:n] {
				if _, list := Parse(name, texts[i]); len(list) > 0 {
					b.Fatal(show(list))
				}
			}
		}
	}
	b.Run("one", func(b *testing.B) { parse(b, 1) })
	b.Run("hundred", func(b *testing.B) { parse(b, len(names)) })
}

// BenchmarkFrontMatter parses a briefing that has every key and no text.
func BenchmarkFrontMatter(b *testing.B) {
	text := []byte(everything[:strings.Index(everything, "## Text")])
	b.ReportAllocs()
	for b.Loop() {
		if _, list := Parse("briefings/2025/a.md", text); len(list) > 0 {
			b.Fatal(show(list))
		}
	}
}

// BenchmarkHTML converts a text of 450 words that has something of everything.
func BenchmarkHTML(b *testing.B) {
	text := []byte(sample)
	f, _ := parsed(sample)
	targets := resolved(f)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := HTML(f, text, targets, nil, english); err != nil {
			b.Fatal(err)
		}
	}
}
