package generator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/corpus"
	"dateline/generator/parallel"
	"dateline/generator/site"
)

var (
	steps = flag.Int("edits", 60, "how many random edits TestEdits makes")
	scale = flag.Int("scale", 55, "how many synthetic briefings its source has beside those of the sample")
	seed  = flag.Uint64("seed", 7, "what they, and the sources of TestHeldBackLeavesNoTrace, are drawn from")
)

// TestEdits makes random edits of a source and builds after each. The output is always what a clean build of the same
// source gives, byte for byte and with no file or folder too many, and the messages are the same; after a mistake the
// output is what it was before. Three outputs follow the source:
//
//   - process is built at every third edit by a process that is new each time,
//   - memory at the others, here, with what the build before it remembers,
//   - watched by a process that watches the source, and is looked at after every tenth edit.
//
// The clean build is one of another folder with the same files.
func TestEdits(t *testing.T) {
	t.Parallel()
	d := newDrift(t)
	t.Logf("seed %d, %d briefings", *seed, len(d.briefings()))
	finished := false
	t.Cleanup(func() {
		if t.Failed() || !finished { // or a panic
			t.Logf("edit %d was: %s; to see this again: go test ./generator -run 'TestEdits$' -edits %d -scale %d -seed %d", d.step, d.name, d.step, *scale, *seed)
		}
	})
	for d.step = range *steps + 1 {
		d.edit()
		d.save()
		d.check()
		if t.Failed() {
			t.FailNow()
		}
		if d.step > 0 && d.step%250 == 0 {
			t.Logf("%d edits, no difference", d.step)
		}
	}
	d.watcher.stop(t)
	finished = true
	t.Logf("%d edits, of which %d changed something, and %d mistakes, in %d kinds; %d new processes, %d builds in a hurry, %d looks at the watcher; of %d files %d were rendered in this process; %d sites were taken over, %d with new briefings",
		d.good, d.changed, d.bad, len(d.made), d.processes, d.hurried, d.looks, d.files, d.rendered, d.taken, d.grown)
	if d.good < *steps*3/4 || d.changed < *steps*2/5 || *steps >= 2*len(edits) && len(d.made) < len(edits) {
		t.Errorf("of %d edits only %d are right, and %d change something; of %d kinds %d were made", *steps, d.good, d.changed, len(edits), len(d.made))
	}
	if d.processes < *steps/3 || d.hurried < *steps/6 || d.looks < *steps/12 || d.rendered*2 > d.files {
		t.Errorf("%d new processes, %d builds in a hurry, %d looks at the watcher, or %d of %d files rendered: it remembers nothing", d.processes, d.hurried, d.looks, d.rendered, d.files)
	}
}

// drift is a source, the outputs that follow it, and what is known of them.
type drift struct {
	*writer
	root    string
	program string // dateline
	step    int
	hurried int    // builds in a hurry
	name    string // of the edit
	due     string // the output that is built after it

	order []edit          // the kinds that have still to be made once
	made  map[string]bool // the kinds that were made

	right  map[string]string // the files of the source when they had no mistake the last time
	before time.Time         // the moment then
	last   map[string]string // what a clean build gave then
	back   [][2]string       // the moves that lead back to there, the last one first
	broken int               // how many edits ago that was

	memory  *generator.Memory
	mirror  map[string]string            // the files of the folder that is built clean
	was     map[string]map[string]string // what stands in each output
	watcher *watcher
	overdue bool // the watcher was not looked at when it should have been: there was a mistake

	good, changed, bad int // edits that are right, those of them that change what is published, mistakes
	processes, looks   int // new ones, at the watcher
	files, rendered    int // by the builds that remember
	site               *site.Site
	listed             int // briefings in it
	taken, grown       int // sites that were taken over from the build before, and of these those with more briefings
}

// newDrift makes a source of the sample and of synthetic briefings, and builds dateline.
func newDrift(t *testing.T) *drift {
	root := t.TempDir()
	source := filepath.Join(root, "source")
	if err := corpus.Write(source, corpus.Options{N: *scale, Seed: *seed, Words: 40}); err != nil {
		t.Fatal(err)
	}
	if err := copySample(source); err != nil {
		t.Fatal(err)
	}
	dateline, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d := &drift{
		writer: newWriter(t, source, rand.New(rand.NewPCG(*seed, 7))), root: root, program: dateline, order: slices.Clone(edits),
		made: map[string]bool{}, memory: &generator.Memory{}, mirror: map[string]string{}, was: map[string]map[string]string{},
	}
	d.right, d.before = maps.Clone(d.text), d.now
	d.Shuffle(len(d.order), func(i, j int) { d.order[i], d.order[j] = d.order[j], d.order[i] })
	return d
}

func (d *drift) folder(output string) string { return filepath.Join(d.root, output) }

// place tells where a test is, for messages.
func (d *drift) place() string {
	return fmt.Sprintf("seed %d, edit %d, %s: %s", *seed, d.step, d.name, d.due)
}

// edit makes the next edit. After a mistake it is taken back, alone or with another edit, or the writer goes on and does
// not see it yet.
func (d *drift) edit() {
	d.due, d.tampered = "memory", false
	if d.step%3 == 0 {
		d.due = "process"
	}
	d.output = d.folder(d.due)
	if d.step == 0 {
		d.name = "nothing yet"
		return
	}
	if d.broken == 0 {
		if d.saved != "" && d.IntN(5) == 0 {
			d.any("", hasty)
		} else {
			d.any("", edits)
		}
		return
	}
	what := d.IntN(4)
	if what == 0 && d.broken == 1 {
		d.any("a mistake left, then ", edits[:len(edits)-len(outputEdits)])
		return
	}
	d.name, d.text, d.now, d.moves, d.back = "taken back", maps.Clone(d.right), d.before, d.back, nil
	if what == 1 {
		d.any("taken back, and ", edits)
	}
}

// any makes an edit of those that have not been made yet, or any of a list.
func (d *drift) any(prefix string, list []edit) {
	next := list[d.IntN(len(list))]
	if len(list) == len(edits) && prefix == "" && len(d.order) > 0 {
		next, d.order = d.order[0], d.order[1:]
	}
	moves := len(d.moves)
	next.do(d.writer, d.one(d.briefings()))
	for _, m := range d.moves[moves:] {
		d.back = slices.Insert(d.back, 0, [2]string{m[1], m[0]})
	}
	d.name, d.made[next.name] = prefix+next.name, true
}

// check builds what is due and compares it with a clean build.
func (d *drift) check() {
	if d.watcher != nil && !d.watcher.now.Equal(d.now) {
		d.watcher.stop(d.t) // The moment of a process is fixed.
		d.watcher = nil
	}
	if d.watcher == nil {
		d.watcher = d.watch()
	}
	clean := d.clean()
	d.compare(clean, d.build())
	if d.step == 0 { // Now all outputs are there.
		d.due = "memory"
		d.compare(clean, d.build())
	}
	if !clean.built {
		d.bad++
		d.broken++
		d.overdue = d.overdue || d.step%10 == 0
		return
	}
	d.good++
	if !maps.Equal(clean.tree, d.last) {
		d.changed++
	}
	d.right, d.before, d.last, d.back, d.broken = maps.Clone(d.text), d.now, clean.tree, nil, 0
	if d.step%10 == 0 || d.overdue {
		d.due, d.overdue = "watched", false
		d.looks++
		d.await(clean.tree)
	}
}

// outcome is what a build says and leaves.
type outcome struct {
	built bool
	said  []string // its messages
	tree  map[string]string
}

// build builds the output that is due.
func (d *drift) build() outcome {
	var o outcome
	if d.due == "process" {
		o = d.process(d.source, d.folder(d.due))
		d.processes++
	} else {
		o = d.remembering()
	}
	return o
}

// compare compares what a build says and leaves with what a clean one does.
func (d *drift) compare(clean, got outcome) {
	d.t.Helper()
	want, what := clean.tree, "a clean build"
	if !clean.built {
		want, what = d.was[d.due], "the build before the mistake"
	}
	if got.built != clean.built || !slices.Equal(got.said, clean.said) {
		d.t.Errorf("%s: built: %v, and said\n%s\na clean build: %v, and said\n%s", d.place(), got.built, strings.Join(got.said, "\n"), clean.built, strings.Join(clean.said, "\n"))
	}
	sameTrees(d.t, d.place(), got.tree, what, want)
	d.was[d.due] = want
}

// remembering builds in this process, with what the last build here remembers, and at times with what it is told has
// changed since. At times it begins like a new process.
func (d *drift) remembering() outcome {
	o := d.options(d.folder(d.due))
	fresh := d.step == 0 || d.IntN(10) == 0
	if fresh {
		d.memory = generator.Recall(o)
	}
	if told := d.IntN(2) == 0; told && !fresh && !d.tampered {
		o.Changed = slices.AppendSeq([]string{}, maps.Keys(d.touched)) // not nil, which would mean everything
		slices.Sort(o.Changed)
	}
	if d.step%2 == 1 && !d.tampered {
		d.hurry(o)
	}
	o.Once = fresh && d.step%4 > 1
	r, err := generator.Build(o, d.memory)
	if err != nil {
		d.t.Fatalf("%s: %v", d.place(), err)
	}
	if r.Memory != nil {
		d.memory = r.Memory
		clear(d.touched)
	}
	if r.Site != nil && r.Site == d.site {
		d.taken++
		if len(r.Site.Briefings) > d.listed {
			d.grown++
		}
	}
	if d.site = r.Site; r.Site != nil {
		d.listed = len(r.Site.Briefings)
	}
	if fresh {
		d.memory.Keep(o)
	} else if r.Built {
		d.files, d.rendered = d.files+len(r.Outputs), d.rendered+r.Report.Rendered
	}
	got := outcome{built: r.Built, tree: d.read(d.folder(d.due))}
	for _, m := range r.Diagnostics {
		got.said = append(got.said, message{m.File, m.Line, m.Column, m.Severity.String(), m.Message, m.Hint}.String())
	}
	return got
}

// hurry builds as watch does right after a save: files of the search index that stay where they are stay as they are.
func (d *drift) hurry(o generator.Options) {
	d.t.Helper()
	before := d.read(o.Output)
	o.Hurry = true
	r, err := generator.Build(o, d.memory)
	if err != nil {
		d.t.Fatalf("%s: in a hurry: %v", d.place(), err)
	}
	if r.Memory != nil {
		d.memory = r.Memory
	}
	after := d.read(o.Output)
	for name, text := range before {
		if now, there := after[name]; there && now != text && strings.HasPrefix(name, "search/") && name != "search/index.html" {
			d.t.Errorf("%s: a build in a hurry changed %s", d.place(), name)
		}
	}
	d.hurried++
}

// message is what dateline prints of a diagnostic in JSON.
type message struct {
	File          string
	Line, Column  int32
	Severity      string
	Message, Hint string
}

// String gives all of a message. What is about a whole file stands at its beginning.
func (m message) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s (%s)", m.File, max(m.Line, 1), max(m.Column, 1), m.Severity, m.Message, m.Hint)
}

// process builds a source in a new process.
func (d *drift) process(source, output string) outcome {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(d.program, "build", "--json", "--output", output, "--now", d.now.Format(time.RFC3339))
	cmd.Dir, cmd.Stdout, cmd.Stderr = source, &stdout, &stderr
	err := cmd.Run()
	o, failed := outcome{built: err == nil, tree: d.read(output)}, false
	for line := range strings.Lines(stdout.String()) {
		var event struct {
			Event string
			message
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			d.t.Fatalf("%s: %q: %v", d.place(), line, err)
		}
		failed = failed || event.Event == "failed"
		if event.Event == "message" {
			o.said = append(o.said, event.message.String())
		}
	}
	var exit *exec.ExitError
	if stderr.Len() > 0 || err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1 && failed) {
		d.t.Fatalf("%s: %v\n%s%s", d.place(), err, stdout.String(), stderr.String())
	}
	return o
}

// clean builds a folder with the same files, which no build knows, to a new one.
func (d *drift) clean() outcome {
	source, output := d.folder("clean-source"), d.folder("clean")
	for name := range d.mirror {
		if _, kept := d.text[name]; !kept {
			file := filepath.Join(source, filepath.FromSlash(name))
			d.must(os.Remove(file))
			for dir := filepath.Dir(file); dir != source && os.Remove(dir) == nil; dir = filepath.Dir(dir) {
			}
		}
	}
	changed := maps.Clone(d.text)
	maps.DeleteFunc(changed, func(name, text string) bool { was, there := d.mirror[name]; return there && was == text })
	d.must(writeFiles(source, changed))
	d.mirror = maps.Clone(d.text)
	d.must(os.RemoveAll(filepath.Join(source, ".dateline")))
	o := d.process(source, output)
	d.must(os.RemoveAll(output))
	return o
}

// read reads what is published in a folder: every file, and every folder under its name with a slash.
func (d *drift) read(dir string) map[string]string {
	files, err := readPublished(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.t.Fatalf("%s: %v", d.place(), err)
	}
	return files
}

func readPublished(dir string) (map[string]string, error) {
	files := map[string]string{}
	var names []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			files[filepath.ToSlash(strings.TrimPrefix(name, dir))+"/"] = ""
		} else {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	type read struct {
		text []byte
		err  error
	}
	for i, r := range parallel.Map(names, func(name *string) (r read) { r.text, r.err = os.ReadFile(*name); return r }) {
		if r.err != nil {
			return nil, r.err
		}
		files[filepath.ToSlash(strings.TrimPrefix(names[i], dir+string(filepath.Separator)))] = string(r.text)
	}
	return files, nil
}

// watcher is a process that follows the source by itself.
type watcher struct {
	*exec.Cmd
	now  time.Time
	said transcript
	done chan struct{} // closed when it has ended, with
	err  error
}

// transcript takes what a process prints while it runs.
type transcript struct {
	sync.Mutex
	text bytes.Buffer
}

func (s *transcript) Write(p []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.text.Write(p)
}

func (s *transcript) String() string {
	s.Lock()
	defer s.Unlock()
	return s.text.String()
}

// watch starts the process that watches.
func (d *drift) watch() *watcher {
	w := &watcher{now: d.now, done: make(chan struct{})}
	w.Cmd = exec.Command(d.program, "build", "--watch", "--output", d.folder("watched"), "--now", d.now.Format(time.RFC3339))
	w.Dir, w.Stdout, w.Stderr = d.source, &w.said, &w.said
	d.must(w.Start())
	go func() { w.err = w.Wait(); close(w.done) }()
	d.t.Cleanup(func() { // when the test fails before it stops
		w.Process.Kill()
		<-w.done
	})
	return w
}

// patience is how long a process may take to do what is asked of it.
const patience = 20 * time.Second

// stop ends a watcher as Ctrl-C does.
func (w *watcher) stop(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" { // There is no such signal there.
		w.Process.Kill()
		<-w.done
		return
	}
	for end := time.Now().Add(patience); w.said.String() == "" && time.Now().Before(end); { // It takes signals since before it says anything.
		time.Sleep(10 * time.Millisecond)
	}
	if err := w.Process.Signal(os.Interrupt); err != nil {
		t.Fatalf("stop the watcher: %v\n%s", err, &w.said)
	}
	select {
	case <-w.done:
		if w.err != nil {
			t.Fatalf("the watcher ends with %v\n%s", w.err, &w.said)
		}
	case <-time.After(patience):
		t.Fatalf("the watcher does not end\n%s", &w.said)
	}
}

// await waits until the watcher has come to what a clean build gives.
func (d *drift) await(want map[string]string) {
	d.t.Helper()
	var got map[string]string
	for end := time.Now().Add(patience); time.Now().Before(end); {
		manifest, err := os.ReadFile(filepath.Join(d.folder("watched"), ".dateline-manifest"))
		if err == nil && string(manifest) == want[".dateline-manifest"] {
			if got, err = readPublished(d.folder("watched")); err == nil && maps.Equal(got, want) {
				return
			}
		}
		select {
		case <-d.watcher.done:
			d.t.Fatalf("%s: the watcher ended: %v\n%s", d.place(), d.watcher.err, &d.watcher.said)
		case <-time.After(20 * time.Millisecond):
		}
	}
	sameTrees(d.t, d.place(), d.read(d.folder("watched")), "a clean build", want)
	d.t.Fatalf("%s: the watcher does not come to what a clean build gives in %v\n%s", d.place(), patience, &d.watcher.said)
}
