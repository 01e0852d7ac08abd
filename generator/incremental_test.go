package generator_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/themes"
)

// writer edits a source as people do, one thing at a time. The edits are made to text; save brings them to the disk.
type writer struct {
	*rand.Rand
	t      *testing.T
	source string
	now    time.Time
	text   map[string]string // the files of the source as they are to be
	next   int               // number of the newest word
	gone   []string          // files that were taken away

	settings string // site.toml as it was at first

	disk    map[string]string    // the files as they stand on disk
	moves   [][2]string          // of files and folders, to be made before the rest is saved
	stamps  int                  // number of the newest time long ago
	written map[string]time.Time // the times of files that were saved with that of the clock
	saved   string               // the last of those that the last save wrote, "" if it wrote none
	touched map[string]bool      // what was written, moved or removed since the set was emptied: files and whole folders

	output   string // what the next build publishes to
	tampered bool   // something in it was changed by hand
}

// newWriter gives a writer who has the files of a source as they are on disk.
func newWriter(t *testing.T, source string, r *rand.Rand) *writer {
	files := readTree(t, source)
	return &writer{Rand: r, t: t, source: source, now: now, text: files, settings: files["site.toml"],
		disk: maps.Clone(files), written: map[string]time.Time{}, touched: map[string]bool{}}
}

func (w *writer) options(output string) generator.Options {
	return generator.Options{Source: w.source, Output: output, Now: w.now, Builtin: themes.Builtin, Version: "test"}
}

// move gives a file or folder another name.
func (w *writer) move(from, to string) {
	if from == "" {
		return
	}
	w.moves = append(w.moves, [2]string{from, to})
	moveKeys(w.text, from, to)
}

func moveKeys(files map[string]string, from, to string) {
	for name, text := range maps.Clone(files) {
		if rest, inside := strings.CutPrefix(name, from); inside && (rest == "" || rest[0] == '/') {
			delete(files, name)
			files[to+rest] = text
		}
	}
}

// save brings the source folder to what the writer's files are now, in the ways in which editors, file managers and other
// programs do that.
func (w *writer) save() {
	w.saved = ""
	for _, move := range w.moves {
		w.rename(move[0], move[1])
	}
	w.moves = nil
	for _, name := range slices.Sorted(maps.Keys(w.disk)) {
		if _, kept := w.text[name]; !kept && has(w.disk, name) {
			w.take(topmost(name, w.text))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.text)) {
		if was, there := w.disk[name]; there && was == w.text[name] {
			continue
		}
		if top := topmost(name, w.disk); top != name && w.IntN(2) == 0 {
			w.bring(top)
		} else {
			w.write(name)
		}
	}
}

// has reports whether a file is in a set of files, or a folder of that name.
func has(files map[string]string, name string) bool {
	for file := range files {
		if rest, inside := strings.CutPrefix(file, name); inside && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// topmost gives the largest folder around a file of which a set of files has nothing, or the file itself.
func topmost(name string, files map[string]string) string {
	for i, c := range name {
		if c == '/' && !has(files, name[:i]) {
			return name[:i]
		}
	}
	return name
}

func (w *writer) path(name string) string { return filepath.Join(w.source, filepath.FromSlash(name)) }

// outside gives a name for a file or folder that is not in the source, on the same disk.
func (w *writer) outside() string {
	return filepath.Join(filepath.Dir(w.source), "outside")
}

func (w *writer) must(err error) {
	if err != nil {
		w.t.Helper()
		w.t.Fatal(err)
	}
}

// rename moves a file or folder on disk, if it is there.
func (w *writer) rename(from, to string) {
	if !has(w.disk, from) || has(w.disk, to) {
		return // It was made or removed in the same step: then it is written where it is to be.
	}
	w.must(os.MkdirAll(filepath.Dir(w.path(to)), 0o777))
	w.must(os.Rename(w.path(from), w.path(to)))
	moveKeys(w.disk, from, to)
	w.touched[from], w.touched[to] = true, true
	w.tidy(from)
}

// tidy removes the folders around a file that went, when nothing is left in them.
func (w *writer) tidy(name string) {
	for dir := filepath.Dir(w.path(name)); dir != w.source && os.Remove(dir) == nil; dir = filepath.Dir(dir) {
		w.touched[filepath.ToSlash(strings.TrimPrefix(dir, w.source+string(filepath.Separator)))] = true
	}
}

// take removes a file or a folder: for good, or as file managers do, by moving it away.
func (w *writer) take(name string) {
	if w.IntN(2) == 0 {
		w.must(os.RemoveAll(w.path(name)))
	} else {
		w.must(os.Rename(w.path(name), w.outside()))
		w.must(os.RemoveAll(w.outside()))
	}
	maps.DeleteFunc(w.disk, func(file, _ string) bool { return file == name || strings.HasPrefix(file, name+"/") })
	w.touched[name] = true
	w.tidy(name)
}

// bring makes a new folder elsewhere and moves it into the source when it is complete.
func (w *writer) bring(dir string) {
	files := map[string]string{}
	for name, text := range w.text {
		if rest, inside := strings.CutPrefix(name, dir+"/"); inside {
			files[rest], w.disk[name] = text, text
		}
	}
	w.must(writeFiles(w.outside(), files))
	w.must(os.MkdirAll(filepath.Dir(w.path(dir)), 0o777))
	w.must(os.Rename(w.outside(), w.path(dir)))
	w.touched[dir] = true
}

// write saves a file in one of the ways in which editors do.
func (w *writer) write(name string) {
	file, was, text := w.path(name), w.disk[name], []byte(w.text[name])
	_, there := w.disk[name]
	w.must(os.MkdirAll(filepath.Dir(file), 0o777))
	const pause = 15 * time.Millisecond // in which a watcher may look
	way := w.IntN(6)
	switch rest, longer := strings.CutPrefix(string(text), was); {
	case there && longer && way < 3:
		f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
		w.must(err)
		_, err = f.WriteString(rest)
		w.must(err)
		w.must(f.Close())
	case way == 0: // another file takes the place of the old one
		beside := filepath.Join(filepath.Dir(file), ".goutputstream-A1B2C3")
		w.must(os.WriteFile(beside, text, 0o666))
		w.must(os.Rename(beside, file))
	case way == 1 && there: // the old file goes aside until the new one is complete
		w.must(os.Rename(file, file+"~"))
		w.must(os.WriteFile(file, text, 0o666))
		w.must(os.Remove(file + "~"))
	case way == 2: // in two pieces
		w.must(os.WriteFile(file, text[:len(text)/2], 0o666))
		time.Sleep(pause)
		w.must(os.WriteFile(file, text, 0o666))
	case way == 3 && there: // removed and made anew
		w.must(os.Remove(file))
		time.Sleep(pause)
		w.must(os.WriteFile(file, text, 0o666))
	default:
		w.must(os.WriteFile(file, text, 0o666))
	}
	w.date(name, there && len(was) == len(text))
	w.disk[name] = string(text)
	w.touched[name] = true
}

// date gives a file that was saved a time: as if that were long ago, so that it is trusted by size and time, or that of
// the clock. A file that keeps its size and is saved again soon after keeps its time too, as on a disk whose clock ticks
// every two seconds.
func (w *writer) date(name string, sameSize bool) {
	at, known := w.written[name]
	old := w.IntN(2) == 0
	if !old {
		w.saved = name // The clock has no say in this: the next edits are to be the same when a test is run again.
	}
	switch {
	case sameSize && known && time.Since(at) < 3*time.Second/2:
		w.must(os.Chtimes(w.path(name), at, at))
	case old:
		delete(w.written, name)
		w.touch(name)
	default:
		info, err := os.Stat(w.path(name))
		w.must(err)
		w.written[name] = info.ModTime()
	}
}

// touch gives a file a time long ago that no file had before.
func (w *writer) touch(name string) {
	w.stamps++
	at := time.Unix(1e9+int64(w.stamps), 0)
	w.must(os.Chtimes(w.path(name), at, at))
	w.touched[name] = true
}

// TestEditRendersOnlyWhatItChanges makes three edits whose reach is known: nothing, one page, and one page with the lists
// that show its title.
func TestEditRendersOnlyWhatItChanges(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	source, public := filepath.Join(root, "source"), filepath.Join(root, "public")
	if err := copySample(source); err != nil {
		t.Fatal(err)
	}
	w := newWriter(t, source, rand.New(rand.NewPCG(*seed, 0)))
	build := func(memory *generator.Memory) *generator.Result {
		r, err := generator.Build(w.options(public), memory)
		if err != nil || !r.Built {
			t.Fatal(err, told(r.Diagnostics))
		}
		return r
	}
	o := w.options(public)
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
	w.save()
	words := build(again.Memory)
	pages := slices.DeleteFunc(slices.Clone(words.Report.Changed), func(name string) bool { return strings.HasPrefix(name, "search/0/") })
	if words.Report.Rendered > 9 || !slices.Equal(pages, []string{page, "briefings/2025/reactions/index.txt"}) {
		t.Errorf("words of one text: rendered %d, changed %s", words.Report.Rendered, words.Report.Changed)
	}
	w.replace(briefing, `(?m)^title = .*$`, `title = "Another title"`)
	w.save()
	title := build(words.Memory)
	for _, name := range []string{page, "index.html", "actors/zelensky/index.html", "locations/kryvyi-rih/index.html", "series/ukraine/index.html", "authors/desk/index.html",
		"briefings/2025/04/index.html", "changes/index.html", "feed.xml", "feed.json", "actors/zelensky/feed.xml", "briefings/2025/kryvyi-rih-strike/index.html",
		"locations/moscow/index.html"} { // which the text mentions
		if !slices.Contains(title.Report.Changed, name) {
			t.Errorf("a title: %s is as it was", name)
		}
	}
	for _, name := range []string{"about/index.html", "actors/nato/index.html", "actors/index.html", "briefings/index.html", "sitemap.xml",
		"briefings/2025/03/index.html", "actors/nato/feed.xml"} {
		if slices.Contains(title.Report.Changed, name) {
			t.Errorf("a title: %s was written again", name)
		}
	}
	// Another version of the program may write anything otherwise: all is rendered again, and here nothing changes by it.
	o.Version = "another"
	other, err := generator.Build(o, title.Memory)
	copied := 0 // of which the bytes are known
	for _, out := range other.Outputs {
		if out.Hash != nil {
			copied++
		}
	}
	if err != nil || other.Report.Rendered < len(other.Outputs)-copied || other.Report.Unchanged != len(other.Outputs) {
		t.Errorf("another version: %v, rendered %d, unchanged %d of %d", err, other.Report.Rendered, other.Report.Unchanged, len(other.Outputs))
	}
}

// TestOnce builds as a process does that builds once: what it writes down serves the next one, and should the build begin again, since a
// file changed meanwhile, with the same memory, the site is the same.
func TestOnce(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	s.write("site.toml", "title = \"Once\"\nlink_mentions = \"all\"\n")
	s.write("briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-04-01\nactors = [\"Volodymyr Zelensky\"]\n+++\n\nText.\n")
	s.write("briefings/two.md", "+++\ntitle = \"Two\"\ndate = 2025-04-02\n+++\n\nThe president, Volodymyr Zelensky, came.\n")
	for _, name := range []string{"briefings/one.md", "briefings/two.md", "site.toml"} {
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(s.source, filepath.FromSlash(name)), old, old); err != nil {
			t.Fatal(err)
		}
	}
	clean := filepath.Join(t.TempDir(), "clean")
	s.build(clean, &generator.Memory{})
	want := s.read(clean, "briefings/2025/two/index.html")
	if !strings.Contains(want, `href="/actors/volodymyr-zelensky/"`) {
		t.Fatalf("the mention is no link:\n%s", want)
	}
	o := s.options(s.public)
	o.Once = true
	once := func(memory *generator.Memory) *generator.Result {
		t.Helper()
		r, err := generator.Build(o, memory)
		if err != nil || !r.Built {
			t.Fatal(err, told(r.Diagnostics))
		}
		if got := s.read(s.public, "briefings/2025/two/index.html"); got != want {
			t.Errorf("the page is\n%s\nwant\n%s", got, want)
		}
		return r
	}
	memory := generator.Recall(o)
	once(memory)
	once(memory).Memory.Keep(o)
	for range 2 {
		memory = generator.Recall(o)
		if r := once(memory); len(r.Parsed) > 0 || r.Report.Rendered > 0 {
			t.Errorf("the next process read %q, and rendered %d", r.Parsed, r.Report.Rendered)
		}
		if err := os.RemoveAll(s.public); err != nil {
			t.Fatal(err)
		}
		once(memory).Memory.Keep(o) // of files whose names in texts were let go
	}
}

// TestLookBeforeMistake begins like a new process, which looks at the output ahead, with a mistake: what is published is looked at again
// when the mistake is mended.
func TestLookBeforeMistake(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	const right = "+++\ntitle = \"One\"\ndate = 2025-04-01\n+++\n\nText.\n"
	s.write("briefings/one.md", right)
	o := s.options(s.public)
	s.build(s.public, generator.Recall(o)).Memory.Keep(o)
	memory := generator.Recall(o)
	s.write("briefings/one.md", "+++\ntitle = \n+++\n\nText.\n")
	r, err := generator.Build(o, memory)
	if err != nil || r.Built {
		t.Fatal("a mistake was published", err)
	}
	page := filepath.Join(s.public, "briefings", "2025", "one", "index.html")
	if err := os.Remove(page); err != nil {
		t.Fatal(err)
	}
	s.write("briefings/one.md", right)
	s.build(s.public, r.Memory)
	if _, err := os.Stat(page); err != nil {
		t.Error(err)
	}
}
