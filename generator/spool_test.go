package generator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/themes"
)

// TestParsedOnce makes pages anew in the process that parsed their texts, and in another one. The first has no need of the files: even
// one that says something else by now, and does not show it by size and time, is shown as what it was found to say. The second parses
// them once.
func TestParsedOnce(t *testing.T) {
	source, output := t.TempDir(), t.TempDir()
	name := filepath.Join(source, "briefings", "talks.md")
	past := time.Now().Add(-time.Hour)
	write := func(word string) {
		t.Helper()
		if err := writeFiles(source, map[string]string{"briefings/talks.md": "+++\ntitle = \"Talks\"\ndate = 2025-04-04\nactors = [\"NATO\"]\n+++\nNATO said " + word + "[^1].\n\n[^1]: A note.\n"}); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, past, past); err != nil {
			t.Fatal(err)
		}
	}
	for _, theme := range []string{"b", "c", "d"} {
		if err := writeFiles(source, map[string]string{"themes/" + theme + "/i18n/en.toml": "[body]\nnotes = \"Notes of " + theme + "\"\n"}); err != nil {
			t.Fatal(err)
		}
	}
	o := generator.Options{Source: source, Output: output, Now: now, Builtin: themes.Builtin, Version: "test"}
	var memory *generator.Memory
	build := func(theme, want string) {
		t.Helper()
		o.Theme = theme
		r, err := generator.Build(o, memory)
		if err != nil || !r.Built {
			t.Fatalf("theme %q: %v, %s", theme, err, told(r.Diagnostics))
		}
		memory = r.Memory
		for _, page := range []string{"index.html", "index.txt"} {
			text, err := os.ReadFile(filepath.Join(output, "briefings", "2025", "talks", page))
			if err != nil || !strings.Contains(string(text), want) || !strings.Contains(string(text), "Notes of "+theme) && theme != "" {
				t.Errorf("theme %q: %s has not %q: %s, %v", theme, page, want, text, err)
			}
		}
	}

	write("one")
	memory = generator.Recall(o)
	build("", "said one")
	write("two")
	build("b", "said one")
	memory.Keep(o)
	memory.Close()

	write("one")
	memory = generator.Recall(o)
	build("c", "said one")
	write("two")
	build("d", "said one")
	memory.Close()
}
