package plan

import (
	"bytes"
	"crypto/sha256"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/corpus"
	"dateline/generator/gallery"
	"dateline/generator/output"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/theme"
	"dateline/themes"
)

// desk gives what the plan of 2,000 briefings is made from, with a few texts and files more, so that there is something of every kind.
func desk(b *testing.B) Inputs {
	dir := filepath.Join(b.TempDir(), "source")
	if err := corpus.Write(dir, corpus.Options{N: 2000}); err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{
		"_static/CNAME":         "example.org\n",
		"_pages/about.md":       "+++\ntitle = \"About\"\n+++\n\nWho writes this.\n",
		"2025/flood/index.md":   "+++\ntitle = \"Flood\"\ndate = 2025-04-05\nredirect_from = [\"/flood/\"]\n+++\n\n![The river](river.jpg)\n\n[Levels](levels.csv)\n",
		"2025/flood/levels.csv": "day,metres\n2025-04-05,7.1\n",
		"2025/flood/river.jpg":  string(corpus.Photo("", 700, 400)),
	} {
		name = filepath.Join(dir, source.Briefings, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	tree, err := source.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { tree.Close() })
	settings, _ := tree.Settings()
	cfg, _ := config.Parse(source.Settings, settings)
	loaded, list := theme.Load(themes.Builtin, nil, cfg.Theme, nil)
	if len(list) > 0 {
		b.Fatal(list)
	}

	in := Inputs{Theme: loaded, Tree: tree, Gallery: gallery.New(filepath.Join(dir, "sizes"), func() error { return nil }), Spool: &Spool{}}
	in.Files = tree.Scan(func(source.File) (hash [sha256.Size]byte, ok bool) { return }).Files
	b.Cleanup(in.Spool.Close)
	var files []*briefing.File
	var others []source.File
	bodies := map[*briefing.File][]byte{}
	for _, f := range in.Files {
		if f.Kind != source.Text {
			others = append(others, f)
			continue
		}
		text, err := tree.Read(f)
		if err != nil {
			b.Fatal(err)
		}
		parsed, list := briefing.Parse(f.Path, text)
		if len(list) > 0 {
			b.Fatal(list)
		}
		files, bodies[parsed] = append(files, parsed), briefing.Text(parsed, text)
	}
	memory := site.Memory{Text: func(f *briefing.File, use func(body []byte)) { use(bodies[f]) }}
	in.Site, list = site.New(cfg, files, nil, nil, others, time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), &memory)
	if len(list) > 0 {
		b.Fatal(list)
	}
	in.Published = in.Site.Published()
	var published []source.File
	for _, a := range in.Published {
		published = append(published, a.File)
	}
	if err := in.Gallery.Look(tree, published, true, func(int) bool { return true }); err != nil {
		b.Fatal(err)
	}
	return in
}

// BenchmarkMake plans the site of 2,000 briefings: for the first time, and again with the Inputs of every output, as in a build that
// finds what changed.
func BenchmarkMake(b *testing.B) {
	in := desk(b)
	made := func(b *testing.B, in Inputs) ([]*Output, *Order) {
		outputs, order, list := Make(in)
		if len(list) > 0 {
			b.Fatal(list)
		}
		return outputs, order
	}
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			made(b, in)
		}
	})
	b.Run("again", func(b *testing.B) {
		in := in
		_, in.Order = made(b, in)
		in.Again = true
		b.ReportAllocs()
		for b.Loop() {
			outputs, _ := made(b, in)
			for _, o := range outputs {
				o.Inputs()
			}
		}
	})
}

// BenchmarkWrite renders the largest output of every kind.
func BenchmarkWrite(b *testing.B) {
	outputs, _, list := Make(desk(b))
	if len(list) > 0 {
		b.Fatal(list)
	}
	largest := map[string]*Output{}
	sizes := map[string]int{}
	var text bytes.Buffer
	for _, o := range outputs {
		text.Reset()
		if _, err := o.Write(&text, output.Key{}); err != nil {
			b.Fatal(err)
		}
		if largest[o.Kind] == nil || text.Len() > sizes[o.Kind] {
			largest[o.Kind], sizes[o.Kind] = o, text.Len()
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(largest)) {
		b.Run(kind, func(b *testing.B) {
			write := writer(largest[kind])
			b.ReportAllocs()
			for b.Loop() {
				if err := write(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// writer gives what writes an output as often as it is called: with what is made along with it in a build, and as if others took that.
func writer(o *Output) func() error {
	write := func() error { _, err := o.Write(io.Discard, output.Key{}); return err }
	switch c := o.content.(type) {
	case *briefingPage:
		return func() error {
			err := write()
			if t := c.twin.made.Swap(nil); t != nil {
				twinTexts.Put(t)
			}
			return err
		}
	case *segmentPart:
		return func() error { _, err := c.of.make(); return err }
	}
	return write
}
