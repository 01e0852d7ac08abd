package generator_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/corpus"
	"dateline/themes"
)

var size = flag.Int("briefings", 1000, "how many briefings BenchmarkRebuild has")

// BenchmarkRebuild builds again in one process, after an edit of the kind that its name tells.
func BenchmarkRebuild(b *testing.B) {
	root := b.TempDir()
	source := filepath.Join(root, "source")
	if err := corpus.Write(source, corpus.Options{N: *size, Words: 450}); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(source, "briefings", "[0-9]*", "*.md"))
	if err != nil || len(files) == 0 {
		b.Fatal(err, "no briefings")
	}
	o := generator.Options{Source: source, Output: filepath.Join(root, "public"), Now: time.Now(), Builtin: themes.Builtin, Version: "test"}
	build := func(b *testing.B, memory *generator.Memory) *generator.Memory {
		r, err := generator.Build(o, memory)
		if err != nil || !r.Built {
			b.Fatal(err, told(r.Diagnostics))
		}
		return r.Memory
	}
	memory := build(b, &generator.Memory{})
	saves := 0
	for _, edit := range []struct {
		name string
		do   func(n int) (name, text string)
	}{
		{"nothing", func(int) (string, string) { return "", "" }},
		{"body", func(n int) (string, string) {
			name := files[n*7919%len(files)]
			text, _ := os.ReadFile(name)
			return name, string(text) + fmt.Sprintf("\nMore %d.\n", n)
		}},
		{"title", func(n int) (string, string) {
			name := files[n*7919%len(files)]
			text, _ := os.ReadFile(name)
			return name, strings.Replace(string(text), "\ntitle = \"", fmt.Sprintf("\ntitle = \"%d ", n), 1)
		}},
		{"actor", func(n int) (string, string) {
			return filepath.Join(source, "briefings", fmt.Sprintf("new-%d.md", n)),
				fmt.Sprintf("+++\ntitle = \"Saved %d\"\ndate = 2025-04-06\nactors = [\"Newcomer %d\"]\n+++\n\nText.\n", n, n)
		}},
	} {
		b.Run(edit.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				saves++
				if name, text := edit.do(saves); name != "" {
					if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
						b.Fatal(err)
					}
				}
				memory = build(b, memory)
			}
		})
	}
}
