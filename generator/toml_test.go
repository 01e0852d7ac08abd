package generator_test

import (
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tomltest "github.com/toml-lang/toml-test/v2"

	"dateline/generator"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/themes"
)

// generous are documents of toml-test that TOML forbids and Dateline reads: a lone CR ends a line, as on old Macs.
var generous = []string{"invalid/control/bare-cr.toml", "invalid/control/comment-cr.toml"}

// tomlCases gives the documents of toml-test, the suite of those who write the standard. What TOML 1.0 forbids and 1.1
// allows is among neither.
func tomlCases(t *testing.T) (invalid, valid map[string]string) {
	t.Helper()
	invalid, valid = map[string]string{}, map[string]string{}
	cases := tomltest.TestCases()
	listed := func(version string) []string {
		list, err := fs.ReadFile(cases, "files-toml-"+version)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(string(list))
	}
	later := listed("1.1.0")
	for _, name := range listed("1.0.0") {
		if path.Ext(name) != ".toml" {
			continue // the values of a valid document, in JSON
		}
		text, err := fs.ReadFile(cases, name)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(name, "valid/"):
			valid[name] = string(text)
		case slices.Contains(later, name) && !slices.Contains(generous, name):
			invalid[name] = string(text)
		}
	}
	if len(invalid) < 450 || len(valid) < 200 {
		t.Fatalf("%d invalid documents and %d valid ones: where are the others?", len(invalid), len(valid))
	}
	return invalid, valid
}

// tooLong is what nothing that takes a second on a machine of its own takes on a busy one, under the race detector.
const tooLong = 10 * time.Second

// TestTOML gives the program every document of toml-test as front matter and as site.toml. Each that is not TOML is refused
// soon, with a message at a line that it has, and the published site stays what it was. Of each that is TOML all
// that is said is that keys are missing, unknown or of another type.
func TestTOML(t *testing.T) {
	t.Parallel()
	invalid, valid := tomlCases(t)
	source, output := filepath.Join(t.TempDir(), "source"), filepath.Join(t.TempDir(), "public")
	good := map[string]string{"site.toml": "title = \"Desk\"\n", "briefings/talks.md": "+++\ntitle = \"Talks\"\ndate = 2025-04-04\n+++\n\nText.\n"}
	memory := &generator.Memory{}
	build := func(files map[string]string) *generator.Result {
		t.Helper()
		if err := writeFiles(source, files); err != nil {
			t.Fatal(err)
		}
		r, err := generator.Build(generator.Options{Source: source, Output: output, Now: time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), Builtin: themes.Builtin, Version: "test"}, memory)
		if err != nil {
			t.Fatal(err)
		}
		memory = r.Memory
		return r
	}
	if r := build(good); !r.Built {
		t.Fatal(r.Diagnostics)
	}
	published, err := readPublished(output)
	if err != nil {
		t.Fatal(err)
	}

	// As settings, one after the other.
	for name, text := range invalid {
		start := time.Now()
		r := build(map[string]string{"site.toml": text})
		if took := time.Since(start); took > tooLong {
			t.Errorf("site.toml of %s: %v", name, took)
		}
		if r.Built {
			t.Errorf("a site was published with the site.toml of %s", name)
		}
		refusedTOML(t, name, "site.toml", text, 1, r.Diagnostics)
	}
	for name, text := range valid {
		_, list := config.Parse("site.toml", []byte(text))
		readTOML(t, name, "site.toml", list)
	}

	// As front matter, all of them at once, and with as much as a briefing needs besides.
	files := maps.Clone(good)
	for name, text := range invalid {
		files["briefings/"+name+".md"] = "+++\n" + text + "\n+++\n\nText.\n"
	}
	for name, text := range valid {
		files["briefings/"+name+".md"] = "+++\n" + text + "\n+++\n\nText.\n"
	}
	start := time.Now()
	r := build(files)
	if took := time.Since(start); took > tooLong {
		t.Errorf("%d briefings: %v", len(files), took)
	}
	if r.Built {
		t.Error("a site was published with broken briefings")
	}
	for name, text := range invalid {
		refusedTOML(t, name, "briefings/"+name+".md", text, 2, r.Diagnostics)
	}
	for name := range valid {
		readTOML(t, name, "briefings/"+name+".md", r.Diagnostics)
	}

	now, err := readPublished(output)
	if err != nil {
		t.Fatal(err)
	}
	sameTrees(t, "what is published", now, "the site before", published)
	t.Logf("%d documents that are not TOML, %d that are, each as settings and as front matter", len(invalid), len(valid))
}

// notTOML are the kinds of messages about a text that is not TOML.
var notTOML = []string{"bad-date", "bad-encoding", "duplicate-key", "toml-syntax"}

// refusedTOML requires that one message says, at a place that the text has, why it is not TOML. The text begins on a line of the file.
func refusedTOML(t *testing.T, name, file, text string, first int, list diag.List) {
	t.Helper()
	lines := int32(first + strings.Count(strings.ReplaceAll(text, "\r\n", "\n"), "\n") + strings.Count(text, "\r"))
	said := 0
	for _, d := range list {
		if d.File != file || d.Severity != diag.Error {
			continue
		}
		said++
		if !slices.Contains(notTOML, d.Kind) || d.Line < 1 || d.Line > lines || d.Column < 1 || d.Message == "" || d.Hint == "" {
			t.Errorf("%s as %s: %d:%d %s: %s (%s)", name, file, d.Line, d.Column, d.Kind, d.Message, d.Hint)
		}
	}
	if said != 1 {
		t.Errorf("%s as %s: %d messages", name, file, said)
	}
}

// readTOML requires that nothing that is said of a file is about the language that it is written in.
func readTOML(t *testing.T, name, file string, list diag.List) {
	t.Helper()
	for _, d := range list {
		if d.File == file && slices.Contains(append(notTOML, "too-large", "no-front-matter", "unclosed-front-matter"), d.Kind) {
			t.Errorf("%s as %s: %d:%d %s: %s (%s)", name, file, d.Line, d.Column, d.Kind, d.Message, d.Hint)
		}
	}
}
