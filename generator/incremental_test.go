package generator_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/themes"
)

// writer edits a source as people do, one thing at a time.
type writer struct {
	*rand.Rand
	source, output string
	next, saves    int
	now            time.Time
	text           map[string]string // the files of the source
}

func (w *writer) options(output string) generator.Options {
	return generator.Options{Source: w.source, Output: output, Now: w.now, Builtin: themes.Builtin, Version: "test"}
}

// briefings gives the paths of the briefings, sorted.
func (w *writer) briefings() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(w.text)), func(name string) bool {
		return !strings.HasSuffix(name, ".md") || strings.HasPrefix(name, "briefings/_")
	})
}

func (w *writer) one(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[w.IntN(len(list))]
}

func (w *writer) replace(name, pattern, with string) {
	w.text[name] = regexp.MustCompile(pattern).ReplaceAllString(w.text[name], with)
}

// line adds a line to a front matter.
func (w *writer) line(name, line string) {
	w.text[name] = strings.Replace(w.text[name], "+++\n", "+++\n"+line+"\n", 1)
}

func (w *writer) word() string { w.next++; return fmt.Sprintf("word%d", w.next) }

// edits are what a writer does. Some of them are mistakes at some times: then nothing that is published may change.
var edits = []struct {
	name string
	do   func(w *writer, briefing string)
}{
	{"words of a text", func(w *writer, b string) { w.text[b] += "\nMore " + w.word() + ".\n" }},
	{"a heading", func(w *writer, b string) { w.replace(b, `(?m)^## .*$`, "## "+w.word()) }},
	{"a title", func(w *writer, b string) { w.replace(b, `(?m)^title = .*$`, `title = "Title `+w.word()+`"`) }},
	{"a summary", func(w *writer, b string) { w.replace(b, `(?m)^summary = .*$`, `summary = "Summary `+w.word()+`."`) }},
	{"a date", func(w *writer, b string) {
		w.replace(b, `(?m)^date = .*$`, fmt.Sprintf("date = 2025-%02d-%02d", 1+w.IntN(4), 1+w.IntN(28)))
	}},
	{"an actor more", func(w *writer, b string) {
		w.replace(b, `(?m)^actors = \[`, fmt.Sprintf("actors = [%q, ", w.one([]string{"NATO", "Russia", "New " + w.word(), "Zelensky"})))
	}},
	{"no places", func(w *writer, b string) { w.replace(b, `(?m)^locations = .*\n`, "") }},
	{"a place", func(w *writer, b string) { w.replace(b, `(?m)^locations = .*$`, `locations = ["Moscow", "Kyiv"]`) }},
	{"no topics", func(w *writer, b string) { w.replace(b, `(?m)^topics = .*\n`, "") }},
	{"another series", func(w *writer, b string) { w.replace(b, `(?m)^series = .*$`, `series = "Series `+w.word()+`"`) }},
	{"an update", func(w *writer, b string) {
		if !strings.Contains(w.text[b], "updates =") {
			w.line(b, `updates = [{ at = 2025-04-06T10:00:00Z, note = "Corrected: `+w.word()+`." }]`)
		}
	}},
	{"a draft", func(w *writer, b string) {
		if !strings.Contains(w.text[b], "draft =") {
			w.line(b, "draft = true")
		} else {
			w.replace(b, `(?m)^draft = .*\n`, "")
		}
	}},
	{"an embargo", func(w *writer, b string) {
		if !strings.Contains(w.text[b], "embargo_until =") {
			w.line(b, "embargo_until = "+w.now.Add(time.Hour).Format(time.RFC3339))
		}
	}},
	{"two hours later", func(w *writer, _ string) { w.now = w.now.Add(2 * time.Hour) }},
	{"a withdrawal", func(w *writer, b string) {
		if !strings.Contains(w.text[b], "status =") {
			w.line(b, `status = "withdrawn"`)
		}
	}},
	{"a new briefing", func(w *writer, _ string) {
		w.text["briefings/2025/new-"+w.word()+".md"] = "+++\ntitle = \"New " + w.word() + "\"\ndate = 2025-04-0" + fmt.Sprint(1+w.IntN(7)) +
			"\nactors = [\"NATO\"]\nlocations = [\"Kyiv\", \"Place " + w.word() + "\"]\n+++\n\nText with [[NATO]].\n"
	}},
	{"a briefing away", func(w *writer, b string) { delete(w.text, b) }},
	{"a folder of another name", func(w *writer, b string) {
		to := "briefings/" + w.word() + "/"
		for name, text := range maps.Clone(w.text) {
			if _, rest, ok := strings.Cut(name, "/new-"); ok && strings.HasPrefix(name, "briefings/") { // nothing links these
				w.text[to+"new-"+rest] = text
				delete(w.text, name)
			}
		}
	}},
	{"a new name for a file", func(w *writer, b string) {
		if !strings.HasSuffix(b, "/index.md") {
			w.text["briefings/2025/moved-"+w.word()+".md"] = w.text[b]
			delete(w.text, b)
		}
	}},
	{"a slug", func(w *writer, b string) {
		if !strings.Contains(w.text[b], "slug =") {
			w.line(b, `slug = "slug-`+w.word()+`"`)
		}
	}},
	{"a redirect", func(w *writer, b string) {
		if !strings.Contains(w.text[b], "redirect_from =") {
			w.line(b, `redirect_from = ["/old/`+w.word()+`/"]`)
		}
	}},
	{"an entity file away", func(w *writer, _ string) { delete(w.text, "briefings/_actors/nato.md") }},
	{"an entity file", func(w *writer, _ string) {
		w.text["briefings/_actors/nato.md"] = "+++\nname = \"NATO\"\nkind = \"alliance\"\nsummary = \"Summary " + w.word() + ".\"\n+++\n\nProfile.\n"
	}},
	{"another name of a place", func(w *writer, _ string) {
		w.replace("briefings/_locations/kyiv.md", `(?m)^aliases = .*$`, `aliases = ["Kiev", "Kyiv", "Alias `+w.word()+`"]`)
		w.replace("briefings/_locations/kyiv.md", `(?m)^name = .*$`, `name = "Kyiv `+w.word()+`"`)
	}},
	{"a page", func(w *writer, _ string) {
		w.text["briefings/_pages/own.md"] = "+++\ntitle = \"Own " + w.word() + "\"\nmenu = " + w.one([]string{"true", "false"}) + "\n+++\n\nText.\n"
	}},
	{"a page away", func(w *writer, _ string) { delete(w.text, "briefings/_pages/own.md") }},
	{"a static file", func(w *writer, _ string) {
		delete(w.text, "briefings/_static/robots")
		w.text["briefings/_static/robots/own.txt"] = w.word()
	}},
	{"a file in the place of a folder", func(w *writer, _ string) {
		delete(w.text, "briefings/_static/robots/own.txt")
		w.text["briefings/_static/robots"] = w.word()
	}},
	{"a folder in the place of a file", func(w *writer, _ string) {
		if _, file := w.text["briefings/_static/robots"]; file {
			delete(w.text, "briefings/_static/robots")
			w.text["briefings/_static/robots/own.txt"] = w.word()
		}
	}},
	{"a picture", func(w *writer, _ string) {
		w.replace("briefings/2025/kyiv-talks/force-size.svg", `<desc>.*</desc>|</svg>`, "")
		w.text["briefings/2025/kyiv-talks/force-size.svg"] += "<desc>" + w.word() + "</desc></svg>"
	}},
	{"settings", func(w *writer, _ string) { w.replace("site.toml", `(?m)^title = .*$`, `title = "Desk `+w.word()+`"`) }},
	{"an address of the site", func(w *writer, _ string) {
		w.replace("site.toml", `(?m)^base_url = .*$`, `base_url = "https://example.org/`+w.one([]string{"", w.word() + "/"})+`"`)
	}},
	{"a time zone", func(w *writer, _ string) {
		w.replace("site.toml", `(?m)^timezone = .*$`, fmt.Sprintf("timezone = %q", w.one([]string{"UTC", "Asia/Kathmandu", "America/St_Johns"})))
	}},
	{"whole texts in feeds", func(w *writer, _ string) {
		w.replace("site.toml", `content = "\w+"`, fmt.Sprintf("content = %q", w.one([]string{"full", "summary"})))
	}},
	{"a template", func(w *writer, _ string) {
		w.text["themes/default/templates/page.html"] = "<h1>{{.Heading}}</h1>\n<p>" + w.word() + "</p>\n{{.Body}}\n"
	}},
	{"a template away", func(w *writer, _ string) { delete(w.text, "themes/default/templates/page.html") }},
	{"a style", func(w *writer, _ string) {
		w.text["themes/default/styles/9-own.css"] = "." + w.word() + " { color: red }\n"
	}},
	{"nothing but the time of a file", func(w *writer, b string) {
		os.Chtimes(filepath.Join(w.source, filepath.FromSlash(b)), time.Unix(1e9, 0), time.Unix(int64(1e9+w.next), 0))
	}},
	{"an unknown key", func(w *writer, b string) { w.line(b, `actor = ["NATO"]`) }},
	{"a link to nowhere", func(w *writer, b string) { w.text[b] += "\n[nowhere](nowhere.md)\n" }},
	{"two pages with one address", func(w *writer, b string) {
		w.text["briefings/2025/x-"+w.word()+".md"] = "+++\ntitle = \"X\"\ndate = 2025-04-04\nslug = \"reactions\"\n+++\n"
		w.text["briefings/2025/reactions.md"] = "+++\ntitle = \"Y\"\ndate = 2025-04-04\n+++\n"
	}},
	{"a published file away", func(w *writer, _ string) { os.Remove(filepath.Join(w.output, "index.html")) }},
	{"a published file changed by hand", func(w *writer, _ string) {
		os.WriteFile(filepath.Join(w.output, "actors", "index.html"), []byte("by hand"), 0o666)
	}},
	{"the manifest damaged", func(w *writer, _ string) {
		text, _ := os.ReadFile(filepath.Join(w.output, ".dateline-manifest"))
		os.WriteFile(filepath.Join(w.output, ".dateline-manifest"), append(text, "damage\n"...), 0o666)
	}},
}

// save brings the source folder to what the writer's files are now.
func (w *writer) save(t *testing.T) {
	t.Helper()
	for name, text := range readTree(t, w.source) {
		if mine, kept := w.text[name]; (!kept || mine != text) && !strings.HasPrefix(name, ".dateline/") {
			os.Remove(filepath.Join(w.source, filepath.FromSlash(name)))
			for dir := filepath.Dir(filepath.FromSlash(name)); os.Remove(filepath.Join(w.source, dir)) == nil; dir = filepath.Dir(dir) {
			}
		}
	}
	missing := map[string]string{}
	for name, text := range w.text {
		if there, err := os.ReadFile(filepath.Join(w.source, filepath.FromSlash(name))); err != nil || string(there) != text {
			missing[name] = text
		}
	}
	if err := writeFiles(w.source, missing); err != nil {
		t.Fatal(err)
	}
	// As if each save were long ago, one after the other: then files are trusted by size and time.
	for name := range missing {
		w.saves++
		at := time.Now().Add(-24 * time.Hour).Add(time.Duration(w.saves) * time.Second)
		if err := os.Chtimes(filepath.Join(w.source, filepath.FromSlash(name)), at, at); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	steps = flag.Int("edits", 68, "how many random edits TestEdits makes")
	seed  = flag.Uint64("seed", 7, "what they, and the sources of TestHeldBackLeavesNoTrace, are drawn from")
)

// TestEdits makes random edits of the sample and after each builds with what the build before remembers. The output is
// always what a clean build of the same source gives, and after a mistake what it was before.
func TestEdits(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	w := &writer{Rand: rand.New(rand.NewPCG(*seed, 7)), source: filepath.Join(root, "source"), output: filepath.Join(root, "public"), now: now}
	if err := copySample(w.source); err != nil {
		t.Fatal(err)
	}
	w.text = readTree(t, w.source)
	var memory *generator.Memory
	edited, mistakes, total, rendered := 0, 0, 0, 0
	t.Logf("seed %d", *seed)
	for step := range *steps {
		edit, before := edits[w.IntN(len(edits))], maps.Clone(w.text)
		if step < len(edits) {
			edit = edits[step] // each at least once
		}
		if b := w.one(w.briefings()); step > 0 {
			edit.do(w, b)
		}
		w.save(t)
		fresh := step == 0 || w.IntN(10) == 0
		if fresh {
			memory = &generator.Memory{} // another process
		}
		published := map[string]string{}
		if step > 0 {
			published = readTree(t, w.output)
		}
		r, err := generator.Build(w.options(w.output), memory)
		if err != nil {
			t.Fatalf("step %d, %s: %v", step, edit.name, err)
		}
		if !r.Built {
			mistakes++
			sameTrees(t, fmt.Sprintf("step %d, %s, a mistake:%s", step, edit.name, told(r.Diagnostics)), readTree(t, w.output), "before", published)
			w.text = before
			w.save(t)
			continue
		}
		edited++
		if !fresh {
			total, rendered = total+len(r.Outputs), rendered+r.Report.Rendered
		}
		memory = r.Memory
		clean := filepath.Join(root, "clean")
		if c, err := generator.Build(w.options(clean), nil); err != nil || !c.Built {
			t.Fatalf("step %d, %s: clean build: %v", step, edit.name, err)
		}
		if !sameTrees(t, fmt.Sprintf("step %d, %s", step, edit.name), readTree(t, w.output), "a clean build", readTree(t, clean)) {
			t.FailNow()
		}
		if err := os.RemoveAll(clean); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d edits, %d mistakes; rendered %d of %d files", edited, mistakes, rendered, total)
	if edited < 50 || mistakes < 3 || rendered*2 > total {
		t.Errorf("only %d edits, %d mistakes, or %d of %d files rendered: it remembers nothing", edited, mistakes, rendered, total)
	}
}

// TestEditRendersOnlyWhatItChanges makes three edits whose reach is known: nothing, one page, and one page with the lists
// that show its title.
func TestEditRendersOnlyWhatItChanges(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	w := &writer{source: filepath.Join(root, "source"), output: filepath.Join(root, "public"), now: now}
	if err := copySample(w.source); err != nil {
		t.Fatal(err)
	}
	w.text = readTree(t, w.source)
	build := func(memory *generator.Memory) *generator.Result {
		r, err := generator.Build(w.options(w.output), memory)
		if err != nil || !r.Built {
			t.Fatal(err, told(r.Diagnostics))
		}
		return r
	}
	o := w.options(w.output)
	first := build(&generator.Memory{})
	if len(first.Report.New) != len(first.Outputs) || len(first.Report.Changed)+len(first.Report.Gone)+first.Report.Unchanged > 0 {
		t.Errorf("the first build: %d new of %d, %d changed, %d gone", len(first.Report.New), len(first.Outputs), len(first.Report.Changed), len(first.Report.Gone))
	}
	again := build(first.Memory)
	if again.Report.Rendered != 0 || again.Report.Unchanged != len(first.Outputs) {
		t.Errorf("without an edit %d files were rendered and %d are unchanged", again.Report.Rendered, again.Report.Unchanged)
	}
	const briefing, page = "briefings/2025/reactions.md", "briefings/2025/reactions/index.html"
	w.text[briefing] += "\nOne sentence more.\n"
	w.save(t)
	words := build(again.Memory)
	if words.Report.Rendered != 1 || !slices.Equal(words.Report.Changed, []string{page}) {
		t.Errorf("words of one text: rendered %d, changed %s", words.Report.Rendered, words.Report.Changed)
	}
	w.replace(briefing, `(?m)^title = .*$`, `title = "Another title"`)
	w.save(t)
	title := build(words.Memory)
	for _, name := range []string{page, "index.html", "actors/zelensky/index.html", "locations/kryvyi-rih/index.html", "series/ukraine/index.html", "authors/desk/index.html",
		"briefings/2025/04/index.html", "changes/index.html", "feed.xml", "feed.json", "actors/zelensky/feed.xml", "briefings/2025/kryvyi-rih-strike/index.html"} {
		if !slices.Contains(title.Report.Changed, name) {
			t.Errorf("a title: %s is as it was", name)
		}
	}
	for _, name := range []string{"about/index.html", "actors/nato/index.html", "locations/moscow/index.html", "actors/index.html", "briefings/index.html", "sitemap.xml",
		"briefings/2025/03/index.html", "actors/nato/feed.xml"} {
		if slices.Contains(title.Report.Changed, name) {
			t.Errorf("a title: %s was written again", name)
		}
	}
	// Another version of the program may write anything otherwise: all is rendered again, and here nothing changes by it.
	o.Version = "another"
	other, err := generator.Build(o, title.Memory)
	if err != nil || other.Report.Rendered < len(other.Outputs)-3 || other.Report.Unchanged != len(other.Outputs) {
		t.Errorf("another version: %v, rendered %d, unchanged %d of %d", err, other.Report.Rendered, other.Report.Unchanged, len(other.Outputs))
	}
}
