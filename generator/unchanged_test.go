package generator_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/generator"
)

// TestUnchanged lets one process build after the other. One that finds nothing changed makes no site, and says what the one before it
// said; any change, of whatever a build depends on, is seen, and the site is that of a clean build.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	s.write("site.toml", "title = \"Unchanged\"\nbase_url = \"https://example.org/\"\n")
	s.write("briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-04-01\nactors = [\"NATO\"]\n+++\n\nText.\n")
	s.write("briefings/embargoed.md", "+++\ntitle = \"Later\"\ndate = 2025-04-02\nembargo_until = 2025-06-01T00:00:00Z\n+++\n\nText.\n")
	s.write("briefings/draft.md", "+++\ntitle = \"Draft\"\ndate = 2025-04-03\ndraft = true\n+++\n\nText.\n")
	s.write("briefings/two/index.md", "+++\ntitle = \"Two\"\ndate = 2025-04-04\n+++\n\n[Data](data.csv)\n")
	s.write("briefings/two/data.csv", "a,b\n")
	s.write("briefings/two/more.csv", "of which a note says that nothing links it\n")
	s.write("briefings/_static/note.txt", "User-agent: *\n")
	s.write("themes/default/templates/partials/footer.html", "<footer>Foot.</footer>\n")
	o := s.options(s.public)
	o.Once = true
	process := func() *generator.Result {
		t.Helper()
		memory := generator.Recall(o)
		defer memory.Close()
		r, err := generator.Build(o, memory)
		if err != nil || !r.Built {
			t.Fatal(err, told(r.Diagnostics))
		}
		r.Memory.Keep(o)
		return r
	}
	public := func(name string) string { return filepath.Join(s.public, filepath.FromSlash(name)) }
	source := func(name string) string { return filepath.Join(s.source, filepath.FromSlash(name)) }
	write := func(name, text string) func(t *testing.T) { return func(*testing.T) { s.write(name, text) } }
	writeOutput := func(name, text string) func(t *testing.T) {
		return func(t *testing.T) {
			if err := os.WriteFile(public(name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(path string) func(t *testing.T) {
		return func(t *testing.T) {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	first := process()
	if first.Site == nil || len(first.Diagnostics) == 0 {
		t.Fatalf("the first build has the site %v and says %s", first.Site, told(first.Diagnostics))
	}
	for _, step := range []struct {
		name   string
		change func(t *testing.T)
		same   bool // nothing that matters was changed
	}{
		{"nothing", func(*testing.T) {}, true},
		{"a text saved as it was", write("briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-04-01\nactors = [\"NATO\"]\n+++\n\nText.\n"), true},
		{"the time of a text", func(t *testing.T) {
			old := time.Now().Add(-time.Hour)
			if err := os.Chtimes(source("briefings/one.md"), old, old); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"a file that is not read", write("briefings/_notes.txt", "Mine.\n"), true},
		{"a file of a stranger in the output", writeOutput("stranger.txt", "Mine.\n"), true},
		{"what is known of texts", remove(source(".dateline/sources")), true},
		{"a word", write("briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-04-01\nactors = [\"NATO\"]\n+++\n\nWord.\n"), false},
		{"another name of a file", func(t *testing.T) {
			if err := os.Rename(source("briefings/one.md"), source("briefings/first.md")); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"settings", write("site.toml", "title = \"Another\"\nbase_url = \"https://example.org/\"\n"), false},
		{"a template", write("themes/default/templates/partials/footer.html", "<footer>End.</footer>\n"), false},
		{"a file of a bundle", write("briefings/two/data.csv", "c,d\n"), false},
		{"a static file", write("briefings/_static/note.txt", "User-agent: none\n"), false},
		{"a new static file", write("briefings/_static/humans.txt", "We.\n"), false},
		{"a folder with a name that is nearly read", write("briefings/_actor/nato.md", "Nothing.\n"), false},
		{"a theme that is not used", write("themes/desk/templates/partials/footer.html", "<footer>Desk.</footer>\n"), true},
		{"a draft that is released", write("briefings/draft.md", "+++\ntitle = \"Draft\"\ndate = 2025-04-03\n+++\n\nText.\n"), false},
		{"the end of an embargo", func(*testing.T) { o.Now = o.Now.AddDate(0, 2, 0) }, false},
		{"a later moment", func(*testing.T) { o.Now = o.Now.AddDate(0, 2, 0) }, true},
		{"an earlier moment", func(*testing.T) { o.Now = time.Date(2025, 4, 10, 0, 0, 0, 0, time.UTC) }, false},
		{"a date that lies ahead", write("briefings/ahead.md", "+++\ntitle = \"Ahead\"\ndate = 2025-04-20\n+++\n\nText.\n"), false},
		{"a date that still lies ahead", func(*testing.T) { o.Now = o.Now.AddDate(0, 0, 1) }, false},
		{"a date that lies ahead no more", func(*testing.T) { o.Now = o.Now.AddDate(0, 1, 0) }, false},
		{"a date that lies behind", func(*testing.T) { o.Now = o.Now.AddDate(0, 0, 1) }, true},
		{"a moment at which it lies ahead", func(*testing.T) { o.Now = o.Now.AddDate(0, -1, -2) }, false},
		{"the moment before that", func(*testing.T) { o.Now = o.Now.AddDate(0, 1, 2) }, true},
		{"drafts too", func(*testing.T) { o.Embargoed = true }, false},
		{"another address", func(*testing.T) { o.BaseURL = "https://example.com/reports/" }, false},
		{"another theme", func(*testing.T) { o.Theme = "desk" }, false},
		{"a portable site", func(*testing.T) { o.Portable = true }, false},
		{"another version of the program", func(*testing.T) { o.Version = "another" }, false},
		{"a page that was edited", writeOutput("index.html", "Edited.\n"), false},
		{"a page that was removed", remove(public("briefings/2025/two/index.html")), false},
		{"a manifest that was removed", remove(public(".dateline-manifest")), false},
		{"a manifest that was edited", writeOutput(".dateline-manifest", "\n"), false},
		{"the whole output removed", remove(s.public), false},
		{"what is known of the output", remove(source(".dateline")), false},
		{"nothing at the end", func(*testing.T) {}, true},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change(t)
			r := process()
			if (r.Site == nil) != step.same {
				t.Errorf("there is a site: %v", r.Site != nil)
			}
			clean := o
			clean.Output, clean.Once = filepath.Join(t.TempDir(), "clean"), false
			want, err := generator.Build(clean, nil)
			if err != nil || !want.Built {
				t.Fatal(err, told(want.Diagnostics))
			}
			made := readTree(t, s.public)
			delete(made, "stranger.txt")
			sameTrees(t, step.name, made, "a clean build", readTree(t, clean.Output))
			if !slices.Equal(r.Diagnostics, want.Diagnostics) {
				t.Errorf("it says\n%s\na clean build\n%s", told(r.Diagnostics), told(want.Diagnostics))
			}
			if !maps.Equal(r.Counts(), want.Counts()) || r.Report.Bytes != want.Report.Bytes || len(r.Report.New)+len(r.Report.Changed)+r.Report.Unchanged != len(want.Report.New) {
				t.Errorf("counts %v, %d bytes; a clean build %v, %d bytes", r.Counts(), r.Report.Bytes, want.Counts(), want.Report.Bytes)
			}
		})
	}
}

// TestUnchangedMoves takes a change back that was built into another folder: what moved is told all the same.
func TestUnchangedMoves(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	s.write("site.toml", "base_url = \"https://example.org/\"\n")
	s.write("briefings/one.md", "+++\ntitle = \"One\"\nid = \"one\"\ndate = 2025-04-01\n+++\n\nText.\n")
	o := s.options(s.public)
	o.Once = true
	process := func(output string) []generator.Move {
		t.Helper()
		o := o
		o.Output = output
		memory := generator.Recall(o)
		defer memory.Close()
		r, err := generator.Build(o, memory)
		if err != nil || !r.Built {
			t.Fatal(err, told(r.Diagnostics))
		}
		r.Memory.Keep(o)
		return r.Moves
	}
	process(s.public)
	o.Output = s.clean
	s.write("site.toml", "base_url = \"https://example.org/\"\npermalink = \"/:id/\"\n")
	if moves := process(s.clean); len(moves) != 1 {
		t.Errorf("another permalink: %v", moves)
	}
	s.write("site.toml", "base_url = \"https://example.org/\"\n")
	want := []generator.Move{{Path: "briefings/one.md", From: "/one/", To: "/briefings/2025/one/"}}
	if moves := process(s.public); !slices.Equal(moves, want) {
		t.Errorf("the permalink of before: %v, want %v", moves, want)
	}
}
