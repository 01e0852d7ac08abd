package output

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

var all = flag.Bool("all", false, "let every call fail in every way; else every one is the last of a process, and every fifth fails in the other ways")

// change is one way from what is published to what is planned.
type change struct {
	name     string
	old, new map[string]string // the published files by path; there is nothing yet without old
	theirs   map[string]string // what somebody else keeps in the folder
	process  bool              // the build is made by the process that made the old one
}

// theirs are files that people keep in a folder that they publish: a repository, the name of a host, a page of their own.
var theirs = map[string]string{".git/HEAD": "ref: refs/heads/main\n", "CNAME": "example.org\n", "a/own.html": "own", "own/": "", "link": "-> CNAME"}

var (
	published0 = map[string]string{"index.html": "home", "a/b.txt": "text b", "c/d.txt": "d", "f": "a file", "g/h.txt": "a folder", "same.txt": "same"}
	published1 = map[string]string{"index.html": "new home", "a/b.txt": "new text b", "e/n/o.txt": "o", "f/i.txt": "a folder", "g": "a file", "same.txt": "same"}
	grown      = map[string]string{"index.html": "new home", "a/b.txt": "text b", "a/n.txt": "n", "c/d.txt": "d", "e/o.txt": "o", "f": "a file", "g/h.txt": "a folder", "same.txt": "same"}
	reworded   = map[string]string{"index.html": "new home", "a/b.txt": "new text b", "c/d.txt": "new d", "f": "a file", "g/h.txt": "a folder", "same.txt": "same"}
)

var changes = []change{
	{name: "a first build", new: published0},
	{name: "a first build beside a stranger's files", new: published0, theirs: theirs},
	{name: "changes, additions and removals", old: published0, new: published1, theirs: theirs},
	{name: "changes, additions and removals in one process", old: published0, new: published1, theirs: theirs, process: true},
	{name: "additions to the manifest in its place", old: published0, new: grown, theirs: theirs, process: true},
	{name: "changes to the manifest in its place", old: published0, new: reworded, theirs: theirs, process: true},
	{name: "nothing is left", old: published0, theirs: theirs},
}

// kind is one way for calls of the file system to fail.
type kind struct {
	name  string
	err   error
	from  bool // all calls of the same kind fail from then on, until the build ends
	half  bool // half of what is to be written is
	fails func(op string) bool
}

func every(string) bool { return true }

var kinds = []kind{
	{name: "the disk is full", err: syscall.ENOSPC, from: true, fails: func(op string) bool { return slices.Contains([]string{"make", "create", "write"}, op) }},
	{name: "the disk is damaged", err: syscall.EIO, fails: every},
	{name: "access is denied", err: syscall.EACCES, fails: every},
	{name: "the disk becomes read-only", err: syscall.EROFS, from: true, fails: func(op string) bool { return !slices.Contains([]string{"open", "look", "list", "read", "close"}, op) }},
	{name: "there are too many open files", err: syscall.EMFILE, fails: func(op string) bool { return slices.Contains([]string{"open", "create", "list", "read"}, op) }},
	{name: "a short write", err: syscall.ENOSPC, half: true, fails: func(op string) bool { return op == "write" }},
	{name: "the process ends", err: errEnded, from: true, fails: every},
	{name: "the process ends in a write", err: errEnded, from: true, half: true, fails: every},
}

// errEnded is what calls give that a process did not live to make.
var errEnded = errors.New("the process has ended")

// faulty is a seam whose nth call, of those that can fail so, does.
type faulty struct {
	kind
	dir string
	n   int

	mutex  sync.Mutex
	calls  int
	failed string // the call that failed first
	op     string // what it was to do
	path   string // and with what
	before bool   // no file had been moved or removed, and the manifest was the old one
	moved  bool
}

func (f *faulty) call(op, name string, do func() error) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.fails(op) && !(f.half && f.failed == "" && op != "write") {
		f.calls++
		first := f.calls == f.n
		if first {
			f.failed, f.op, f.path, f.before = op+" "+name, op, name, !f.moved
		}
		if first || f.from && f.calls > f.n {
			if first && f.half {
				f.halve(name, do)
			}
			if op == "close" {
				do() // A file is closed whatever close says.
			}
			path := name // Calls through the root know of nothing else.
			if slices.Contains([]string{"make", "create", "look"}, op) || strings.HasPrefix(name, stageName) && op != "clear" && op != "list" || name == "." {
				path = filepath.Join(f.dir, name)
			}
			return &fs.PathError{Op: op, Path: path, Err: f.err}
		}
	}
	if op == "rename" || op == "remove" || op == "write" && name == manifestName {
		f.moved = true
	}
	return do()
}

// halve writes half of what is to be written.
func (f *faulty) halve(name string, do func() error) {
	full := filepath.Join(f.dir, name)
	before, err := os.ReadFile(full)
	if err != nil || do() != nil {
		panic(fmt.Sprint("half a write to ", name, ": ", err))
	}
	after, err := os.ReadFile(full)
	same := 0
	for same < min(len(before), len(after)) && before[same] == after[same] {
		same++
	}
	half := slices.Concat(after[:same+(len(after)-same)/2])
	if len(before) == len(after) {
		end := len(after)
		for end > same && before[end-1] == after[end-1] {
			end--
		}
		half = slices.Concat(after[:same+(end-same)/2], before[same+(end-same)/2:])
	}
	if err = errors.Join(err, os.WriteFile(full, half, 0)); err != nil {
		panic(err)
	}
}

// TestFaults lets every single call of the file system fail in every way, or be the last one that a process makes. Whatever fails, every
// published file is the old one or the new one, whole, and is missing only if it is to be added or removed; what is not
// Dateline's is untouched; the error says that the output cannot be written, where and why. Before anything is moved, nothing at all is
// changed. The next build ends as a clean one.
func TestFaults(t *testing.T) {
	var cases atomic.Int64
	t.Cleanup(func() { t.Logf("%d faults", cases.Load()) })
	for i, c := range changes {
		for j, k := range kinds {
			first, step := 1, 1
			if !*all && (k.err != errEnded || k.half) {
				first, step = 1+(i+j)%4, 5
			}
			t.Run(c.name+"/"+k.name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				put(t, dir, c.theirs)
				for n := first; c.fail(t, dir, k, n); n += step {
					cases.Add(1)
					if c.old == nil { // The folder must be as new.
						dir = t.TempDir()
						put(t, dir, c.theirs)
					}
					if t.Failed() {
						t.FailNow()
					}
					if n > 500 {
						t.Fatal("there is no end")
					}
				}
			})
		}
	}
}

// fail carries the change out with the nth call failing, and reports whether there is such a call.
func (c change) fail(t *testing.T, dir string, k kind, n int) bool {
	t.Helper()
	memory := &Memory{}
	if c.old != nil {
		memory = mustSync(t, dir, plan(c.old), memory).Memory
	}
	if !c.process {
		memory = reread(t, memory)
	}
	was := look(t, dir)
	f := &faulty{kind: k, dir: dir, n: n}
	_, list, err := syncBy(f.call, dir, plan(c.new), memory, c.process)
	if f.failed == "" {
		if err != nil || len(list) > 0 || n == 1 && !k.half { // Nothing but an empty manifest takes no write.
			t.Errorf("call %d, and nothing failed: %v, %v", n, err, list)
		}
		return false
	}
	place := fmt.Sprintf("call %d, %s", n, f.failed)
	is := look(t, dir)
	switch {
	case err == nil && len(list) > 0:
		// A stranger's file that cannot be read may be anything.
		if f.op != "read" && f.op != "list" {
			t.Errorf("%s: %v", place, list)
		}
	case err == nil:
		// What need not succeed: a look that is made again later, and to remove a folder, which stays for good when it is empty.
		if f.op == "remove" {
			os.Remove(filepath.Join(dir, f.path))
		} else if f.op != "look" && f.op != "read" && f.op != "list" {
			t.Errorf("%s: no error", place)
		}
		expect(t, place+", no error", join(c.theirs, c.new), published(t, dir, c.new))
	case f.op == "remove" && errors.Is(err, ErrWrite): // A folder stays where a file is to be.
	case !errors.Is(err, ErrWrite) || !errors.Is(err, k.err) || !strings.Contains(err.Error(), dir):
		t.Errorf("%s: %v", place, err)
	}
	c.whole(t, place, is)
	staged := maps.Clone(is)
	maps.DeleteFunc(staged, func(name, _ string) bool { return strings.HasPrefix(name, stageName+"/") })
	left := len(staged) < len(is)
	if f.before && err != nil {
		delete(was, manifestName) // It may claim what is not there yet.
		delete(staged, manifestName)
		expect(t, place+": before anything was moved", was, staged)
	}
	if left && f.op != "clear" && !(f.from && f.fails("clear")) {
		t.Errorf("%s: the stage is left", place)
	}

	next := c.new
	if n%4 == 3 && c.old != nil { // The writer takes it back.
		next = c.old
	}
	trusted := false
	switch {
	case k.err == errEnded || n%2 == 0: // another process
		memory = reread(t, memory)
		memory.LookAhead(dir)
	default:
		trusted = c.process
	}
	if _, list, err := Sync(dir, plan(next), memory, trusted); err != nil || len(list) > 0 {
		t.Errorf("%s: the next build: %v, %v", place, err, list)
	}
	expect(t, place+": after the next build", join(c.theirs, next), published(t, dir, next))
	return true
}

// reread gives a memory as another process gets it.
func reread(t *testing.T, m *Memory) *Memory {
	var text bytes.Buffer
	if err := m.Write(&text); err != nil {
		t.Fatal(err)
	}
	return ReadMemory(text.Bytes())
}

// whole checks that every file in a folder is the old one or the new one.
func (c change) whole(t *testing.T, place string, is map[string]string) {
	t.Helper()
	for name, text := range c.theirs {
		if there, ok := is[name]; !ok || there != text {
			t.Errorf("%s: %s, which is not Dateline's, is %q", place, name, there)
		}
	}
	for name, text := range is {
		_, foreign := c.theirs[name]
		old, isOld := c.old[name]
		new, isNew := c.new[name]
		switch {
		case foreign, name == manifestName, strings.HasPrefix(name, stageName+"/"):
		case isOld && text == old, isNew && text == new:
		case strings.HasSuffix(name, "/"): // an empty folder that is about to go
		default:
			t.Errorf("%s: %s is neither the old nor the new file: %q", place, name, text)
		}
	}
	for name := range c.old {
		if _, ok := is[name]; !ok && c.new[name] != "" {
			t.Errorf("%s: %s is gone", place, name)
		}
	}
}
