package site_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/corpus"
	"dateline/generator/site"
	"dateline/generator/source"
)

// BenchmarkNew makes the site of 2,000 briefings: for the first time, when names are looked for in all texts; again without a memory,
// when it is known what the texts hold; and with one, after a save of one briefing.
func BenchmarkNew(b *testing.B) {
	dir := b.TempDir()
	if err := corpus.Write(dir, corpus.Options{N: 2000}); err != nil {
		b.Fatal(err)
	}
	tree, err := source.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer tree.Close()
	settings, _ := tree.Settings()
	cfg, _ := config.Parse(source.Settings, settings)
	var files []*briefing.File
	texts := map[*briefing.File][]byte{}
	parse := func(path string, text []byte) *briefing.File {
		f, list := briefing.Parse(path, text)
		if len(list) > 0 {
			b.Fatal(list)
		}
		texts[f] = slices.Clone(briefing.Text(f, text))
		return f
	}
	for _, f := range tree.Scan(nil).Files {
		text, err := tree.Read(f)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, parse(f.Path, text))
	}
	now := time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)
	newSite := func(b *testing.B, files []*briefing.File, memory *site.Memory) *site.Site {
		memory.Text = func(f *briefing.File, use func(body []byte)) { use(texts[f]) }
		s, list := site.New(cfg, files, nil, nil, nil, now, memory)
		if len(list) > 0 {
			b.Fatal(list)
		}
		return s
	}

	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, f := range files {
				f.Found, f.FoundBy = nil, 0
			}
			newSite(b, files, &site.Memory{})
		}
	})
	b.Run("again", func(b *testing.B) {
		newSite(b, files, &site.Memory{})
		b.ReportAllocs()
		for b.Loop() {
			newSite(b, files, &site.Memory{})
		}
	})
	b.Run("save", func(b *testing.B) {
		at := slices.IndexFunc(files, func(f *briefing.File) bool { return f.Kind == briefing.Briefing })
		text, err := tree.ReadPath(files[at].Path)
		if err != nil {
			b.Fatal(err)
		}
		var saves [2][]*briefing.File // in turn
		for i := range saves {
			saves[i] = slices.Clone(files)
			saves[i][at] = parse(files[at].Path, fmt.Appendf(slices.Clone(text), "\nSaved %d.\n", i))
		}
		memory := &site.Memory{}
		first, n := newSite(b, files, memory), 0
		b.ReportAllocs()
		for b.Loop() {
			n++
			if newSite(b, saves[n%2], memory) != first {
				b.Fatal("the last site is not taken over")
			}
		}
	})
}
