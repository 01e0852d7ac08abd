package watch

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reader does what a build does: it looks at all files after every signal. What it saw last must become what is there.
type reader struct {
	t        *testing.T
	dir      string
	watcher  *Watcher
	warnings chan string

	mu    sync.Mutex
	seen  map[string]string
	looks int
}

func watch(t *testing.T, dir string, o Options) *reader {
	t.Helper()
	r := &reader{t: t, dir: dir, seen: tree(dir), warnings: make(chan string, 10)}
	o.Dir, o.Warn = dir, func(text string) { r.warnings <- text }
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r.watcher = w
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-w.Changes():
			}
			seen := tree(dir)
			r.mu.Lock()
			r.seen = seen
			r.looks++
			r.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		close(stop)
		<-done
	})
	return r
}

// tree reads all files but temporary ones, and names the folders.
func tree(dir string) map[string]string {
	files := map[string]string{}
	filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
		case entry.IsDir() && (entry.Name() == "public" || entry.Name() == ".git"):
			return filepath.SkipDir
		case entry.IsDir():
			files[name] = "folder"
		case !temporary(entry.Name()):
			text, _ := os.ReadFile(name)
			files[name] = string(text)
		}
		return nil
	})
	return files
}

func (r *reader) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.looks
}

// sees waits until there was a look since the given count, and the last one saw what is there.
func (r *reader) sees(since int) {
	r.t.Helper()
	want := tree(r.dir)
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		right := r.looks > since && maps.Equal(r.seen, want)
		r.mu.Unlock()
		if right {
			return
		}
		if time.Now().After(end) {
			r.mu.Lock()
			defer r.mu.Unlock()
			for name, text := range want {
				if got, ok := r.seen[name]; !ok || got != text {
					r.t.Errorf("%s was not seen after its change", name)
				}
			}
			for name := range r.seen {
				if _, ok := want[name]; !ok {
					r.t.Errorf("%s was not seen to go", name)
				}
			}
			r.t.Fatalf("looks: %d, before: %d", r.looks, since)
		}
	}
}

func (r *reader) silent(since int) {
	r.t.Helper()
	time.Sleep(400 * time.Millisecond)
	if n := r.count(); n != since {
		r.t.Errorf("%d signals, want none", n-since)
	}
}

// rest waits until signals for what was done before are over.
func (r *reader) rest() int {
	for n := r.count(); ; {
		time.Sleep(80 * time.Millisecond)
		now := r.count()
		if now == n {
			return n
		}
		n = now
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	must(t, os.MkdirAll(filepath.Dir(name), 0o755))
	must(t, os.WriteFile(name, []byte(text), 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func source(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir, "site.toml", `title = "a"`)
	write(t, dir, "briefings/2025/talks.md", "one")
	write(t, dir, "briefings/2025/kyiv/index.md", "one")
	write(t, dir, "briefings/2025/kyiv/photo.jpg", "one")
	write(t, dir, "briefings/_actors/nato.md", "one")
	write(t, dir, "themes/plain/page.html", "one")
	write(t, dir, ".git/HEAD", "one")
	return dir
}

// saves are what editors and other programs do to a source.
var saves = []struct {
	name string
	do   func(t *testing.T, dir string)
}{
	{"truncate and write", func(t *testing.T, dir string) { write(t, dir, "briefings/2025/talks.md", "two") }},
	{"settings", func(t *testing.T, dir string) { write(t, dir, "site.toml", `title = "b"`) }},
	{"bundle file", func(t *testing.T, dir string) { write(t, dir, "briefings/2025/kyiv/photo.jpg", "two") }},
	{"template", func(t *testing.T, dir string) { write(t, dir, "themes/plain/page.html", "two") }},
	{"same size", func(t *testing.T, dir string) { write(t, dir, "briefings/_actors/nato.md", "owt") }},
	{"append", func(t *testing.T, dir string) {
		f, err := os.OpenFile(filepath.Join(dir, "briefings/2025/talks.md"), os.O_APPEND|os.O_WRONLY, 0)
		must(t, err)
		_, err = f.WriteString("more")
		must(t, err)
		must(t, f.Close())
	}},
	{"half, later the rest", func(t *testing.T, dir string) {
		f, err := os.Create(filepath.Join(dir, "briefings/2025/talks.md"))
		must(t, err)
		for range 6 {
			_, err = f.WriteString("some ")
			must(t, err)
			time.Sleep(15 * time.Millisecond)
		}
		must(t, f.Close())
	}},
	{"rename over", func(t *testing.T, dir string) {
		write(t, dir, "briefings/2025/.goutputstream-X1Y2Z3", "two")
		must(t, os.Rename(filepath.Join(dir, "briefings/2025/.goutputstream-X1Y2Z3"), filepath.Join(dir, "briefings/2025/talks.md")))
	}},
	{"rename over from outside", func(t *testing.T, dir string) {
		outside := t.TempDir()
		write(t, outside, "x", "two")
		must(t, os.Rename(filepath.Join(outside, "x"), filepath.Join(dir, "briefings/2025/talks.md")))
	}},
	{"vim", func(t *testing.T, dir string) {
		folder := filepath.Join(dir, "briefings/2025")
		write(t, folder, ".talks.md.swp", "swap")
		write(t, folder, ".talks.md.swx", "swap")
		must(t, os.Remove(filepath.Join(folder, ".talks.md.swx")))
		write(t, folder, "4913", "")
		must(t, os.Remove(filepath.Join(folder, "4913")))
		must(t, os.Rename(filepath.Join(folder, "talks.md"), filepath.Join(folder, "talks.md~")))
		write(t, folder, "talks.md", "two")
		must(t, os.Remove(filepath.Join(folder, "talks.md~")))
		must(t, os.Remove(filepath.Join(folder, ".talks.md.swp")))
	}},
	{"JetBrains", func(t *testing.T, dir string) {
		name := filepath.Join(dir, "briefings/2025/talks.md")
		write(t, dir, "briefings/2025/talks.md___jb_tmp___", "two")
		must(t, os.Rename(name, name+"___jb_old___"))
		must(t, os.Rename(name+"___jb_tmp___", name))
		must(t, os.Remove(name+"___jb_old___"))
	}},
	{"emacs", func(t *testing.T, dir string) {
		folder := filepath.Join(dir, "briefings/2025")
		if err := os.Symlink("desk@host.1234", filepath.Join(folder, ".#talks.md")); err != nil {
			linkless(t, err)
		}
		write(t, folder, "#talks.md#", "autosave")
		must(t, os.Rename(filepath.Join(folder, "talks.md"), filepath.Join(folder, "talks.md~")))
		write(t, folder, "talks.md", "two")
		must(t, os.Remove(filepath.Join(folder, ".#talks.md")))
		must(t, os.Remove(filepath.Join(folder, "#talks.md#")))
	}},
	{"delete", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "briefings/2025/talks.md"))) }},
	{"delete and recreate", func(t *testing.T, dir string) {
		must(t, os.Remove(filepath.Join(dir, "briefings/2025/talks.md")))
		time.Sleep(20 * time.Millisecond)
		write(t, dir, "briefings/2025/talks.md", "two")
	}},
	{"nested folders at once", func(t *testing.T, dir string) { write(t, dir, "briefings/a/b/c/x.md", "two") }},
	{"folder with a temporary file's name", func(t *testing.T, dir string) {
		write(t, dir, "briefings/old~/x.md", "one")
		time.Sleep(100 * time.Millisecond)
		write(t, dir, "briefings/old~/x.md", "two")
	}},
	{"folder renamed", func(t *testing.T, dir string) {
		must(t, os.Rename(filepath.Join(dir, "briefings/2025"), filepath.Join(dir, "briefings/2026")))
	}},
	{"folder moved out", func(t *testing.T, dir string) {
		must(t, os.Rename(filepath.Join(dir, "briefings/2025"), filepath.Join(t.TempDir(), "2025")))
	}},
	{"folder moved in", func(t *testing.T, dir string) {
		outside := t.TempDir()
		write(t, outside, "new/deep/x.md", "one")
		must(t, os.Rename(filepath.Join(outside, "new"), filepath.Join(dir, "briefings/new")))
	}},
	{"folder removed", func(t *testing.T, dir string) { must(t, os.RemoveAll(filepath.Join(dir, "briefings/2025"))) }},
	{"folder removed and recreated", func(t *testing.T, dir string) {
		must(t, os.RemoveAll(filepath.Join(dir, "briefings")))
		write(t, dir, "briefings/2025/talks.md", "two")
	}},
	{"folder replaced by a renamed one", func(t *testing.T, dir string) {
		old, now := filepath.Join(dir, "briefings/2025"), filepath.Join(dir, "briefings/2024")
		must(t, os.Rename(old, now))
		write(t, dir, "briefings/2025/kyiv/index.md", "two")
	}},
}

func TestSaves(t *testing.T) {
	for _, poll := range []bool{false, true} {
		for i, save := range saves {
			if poll && i%4 != 0 {
				continue // A look at the tree does not care how it changed.
			}
			t.Run(fmt.Sprintf("%s/poll=%v", save.name, poll), func(t *testing.T) {
				t.Parallel()
				dir := source(t)
				r := watch(t, dir, Options{poll: poll})
				save.do(t, dir)
				r.sees(0)
				if poll {
					return
				}

				// Whatever was done, what happens next in any folder is seen as well.
				var folders []string
				for name, text := range tree(dir) {
					if text == "folder" {
						folders = append(folders, name)
					}
				}
				for _, folder := range folders {
					before := r.rest()
					write(t, folder, "later.md", "later")
					r.sees(before)
				}
			})
		}
	}
}

func TestSecondSaveDuringLook(t *testing.T) {
	dir := source(t)
	w, err := New(Options{Dir: dir})
	must(t, err)
	defer w.Close()
	write(t, dir, "briefings/2025/talks.md", "two")
	<-w.Changes()
	for i := range 20 { // A build is going on.
		write(t, dir, "briefings/2025/talks.md", fmt.Sprint(i))
		time.Sleep(15 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond)
	<-w.Changes()
	select {
	case <-w.Changes():
		t.Error("changes during a build led to two more")
	case <-time.After(300 * time.Millisecond):
	}
}

func TestIgnored(t *testing.T) {
	dir := source(t)
	outside := t.TempDir()
	write(t, dir, "public/index.html", "one")
	write(t, dir, "node_modules/x/y.js", "one")
	write(t, dir, "briefings/2025/4914.md", "one")
	r := watch(t, dir, Options{Ignore: []string{filepath.Join(dir, "public"), filepath.Join(dir, "later"), outside, dir}})
	for _, name := range []string{
		"public/index.html", "public/new/deep/index.html", "later/index.html", ".dateline/cache", ".dateline/preview/index.html",
		".git/HEAD", ".git/objects/aa/bb", "node_modules/x/y.js", "node_modules/z/y.js", "briefings/node_modules/z.js",
		"briefings/2025/.talks.md.swp", "briefings/2025/.talks.md.swx", "briefings/2025/4913", "briefings/2025/talks.md~",
		"briefings/2025/#talks.md#", "briefings/2025/.goutputstream-AB12CD", "briefings/2025/talks.md___jb_tmp___",
		"briefings/2025/talks.md___jb_old___", "briefings/2025/.sb-1234", "briefings/2025/talks.md.sb-8a4c1f02-Xy12Ab",
		"briefings/.DS_Store", ".DS_Store",
	} {
		write(t, dir, name, "two")
		write(t, dir, name, "three")
	}
	must(t, os.RemoveAll(filepath.Join(dir, "public")))
	must(t, os.Remove(filepath.Join(dir, "briefings/2025/4913")))
	if runtime.GOOS == "linux" {
		must(t, os.Chmod(filepath.Join(dir, "briefings/2025/talks.md"), 0o600))
	}
	r.silent(0)
	write(t, dir, "briefings/2025/4914.md", "two")
	r.sees(0)
}

// A source given through a symbolic link: events name the real path.
func TestLinkedSource(t *testing.T) {
	dir := source(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		linkless(t, err)
	}
	must(t, os.Symlink("..", filepath.Join(dir, "briefings", "loop")))
	must(t, os.Symlink(filepath.Join("..", "more"), filepath.Join(dir, "briefings", "more")))
	r := watch(t, link, Options{Ignore: []string{filepath.Join(link, "public")}})
	r.dir = dir
	write(t, dir, "public/index.html", "two")
	r.silent(0)
	write(t, dir, "more/x.md", "one")
	r.rest()
	before := r.count()
	write(t, link, "more/x.md", "two")
	for end := time.Now().Add(10 * time.Second); r.count() == before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a change behind a symbolic link was not seen")
		}
	}
}

func TestStorm(t *testing.T) {
	dir := source(t)
	r := watch(t, dir, Options{})
	checkout := func(text string) {
		for i := range 2000 {
			write(t, dir, fmt.Sprintf("briefings/20%02d/%02d/b%d.md", i%20, i%7, i), text)
		}
	}
	for _, text := range []string{"one", "two"} {
		before, began := r.rest(), time.Now()
		checkout(text)
		took := time.Since(began)
		r.sees(before)
		if n, most := r.rest()-before, 8+2*int(took/time.Second); n > most {
			t.Errorf("a storm of %v led to %d signals", took, n)
		}
	}
	before := r.rest()
	must(t, os.RemoveAll(filepath.Join(dir, "briefings")))
	r.sees(before)
}

func TestCloseDuringStorm(t *testing.T) {
	dir := source(t)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			folder := filepath.Join(dir, fmt.Sprintf("briefings/%d/a/b", i%50))
			os.MkdirAll(folder, 0o755)
			os.WriteFile(filepath.Join(folder, "x.md"), []byte("x"), 0o644)
			if i%7 == 0 {
				os.RemoveAll(filepath.Dir(folder))
			}
		}
	}()
	for range 20 {
		w, err := New(Options{Dir: dir})
		must(t, err)
		time.Sleep(20 * time.Millisecond)
		must(t, w.Close())
		must(t, w.Close())
	}
	close(stop)
	<-done
}

// Folders are made, moved, removed and written to in any order; what is there in the end must have been seen, and every folder's
// next change as well.
func TestRandomEdits(t *testing.T) {
	rounds := 8
	if testing.Short() {
		rounds = 3
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := source(t)
	r := watch(t, dir, Options{})
	outside := t.TempDir()
	folder := func() string {
		var parts []string
		for range 1 + random.IntN(3) {
			parts = append(parts, string(rune('a'+random.IntN(3))))
		}
		return filepath.Join(append([]string{dir, "briefings"}, parts...)...)
	}
	for round := range rounds {
		before := r.rest()
		for step := range 5 + random.IntN(60) {
			a, b := folder(), folder()
			switch random.IntN(8) {
			case 0, 1, 2:
				os.MkdirAll(a, 0o755)
				os.WriteFile(filepath.Join(a, fmt.Sprintf("%d.md", random.IntN(3))), fmt.Appendf(nil, "%d.%d", round, step), 0o644)
			case 3:
				os.RemoveAll(a)
			case 4, 5:
				os.MkdirAll(filepath.Dir(b), 0o755)
				os.Rename(a, b)
			case 6:
				os.Rename(a, filepath.Join(outside, fmt.Sprint(round, ".", step)))
			case 7:
				if old, _ := os.ReadDir(outside); len(old) > 0 {
					os.Rename(filepath.Join(outside, old[random.IntN(len(old))].Name()), b)
				}
			}
			if random.IntN(4) == 0 {
				time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond)
			}
		}
		write(t, dir, "briefings/last.md", fmt.Sprint(round))
		r.sees(before)
		for name, text := range tree(dir) {
			if text != "folder" {
				continue
			}
			before := r.count()
			write(t, name, "probe.md", fmt.Sprint(round))
			r.sees(before)
		}
		if t.Failed() {
			return
		}
	}
}

func TestSourceComesBack(t *testing.T) {
	dir := source(t)
	r := watch(t, dir, Options{})
	must(t, os.Rename(dir, dir+"-moved"))
	r.sees(0)
	before := r.rest()
	write(t, dir, "briefings/x.md", "one")
	r.sees(before)
	before = r.rest()
	write(t, dir, "briefings/x.md", "two")
	r.sees(before)
}

func TestOverflow(t *testing.T) {
	dir := source(t)
	r := watch(t, dir, Options{})
	r.watcher.tap.put(fsnotify.Event{}, fsnotify.ErrEventOverflow)
	r.sees(0)
	before := r.rest()
	write(t, dir, "briefings/2025/talks.md", "two")
	r.sees(before)
	before = r.rest()
	r.watcher.tap.put(fsnotify.Event{}, fsnotify.ErrEventOverflow)
	if text := <-r.warnings; !strings.Contains(text, "change at once") || !strings.Contains(text, "every half second") {
		t.Errorf("warning: %s", text)
	}
	r.sees(before)
	before = r.rest()
	write(t, dir, "briefings/2025/talks.md", "three")
	r.sees(before)
}

func TestLimit(t *testing.T) {
	refused := "b"
	full := func(dir string) error {
		if filepath.Base(dir) == refused {
			return syscall.ENOSPC
		}
		return nil
	}
	t.Run("at start", func(t *testing.T) {
		dir := source(t)
		write(t, dir, "briefings/b/x.md", "one")
		r := watch(t, dir, Options{refuse: full})
		if text := <-r.warnings; runtime.GOOS == "linux" && !strings.Contains(text, "sysctl fs.inotify.max_user_watches") {
			t.Errorf("warning: %s", text)
		}
		write(t, dir, "briefings/b/x.md", "two")
		r.sees(0)
	})
	t.Run("later", func(t *testing.T) {
		dir := source(t)
		r := watch(t, dir, Options{refuse: full})
		write(t, dir, "briefings/a/b/x.md", "one")
		<-r.warnings
		r.sees(0)
		before := r.count()
		write(t, dir, "briefings/a/b/x.md", "two")
		r.sees(before)
	})
}

func TestPollingIgnores(t *testing.T) {
	dir := source(t)
	old := time.Now().Add(-time.Hour) // Young files have a second look.
	for name := range tree(dir) {
		must(t, os.Chtimes(name, old, old))
	}
	r := watch(t, dir, Options{poll: true, Ignore: []string{filepath.Join(dir, "public")}})
	write(t, dir, "public/x.html", "one")
	write(t, dir, ".git/HEAD", "two")
	write(t, dir, "briefings/2025/.talks.md.swp", "two")
	time.Sleep(time.Second)
	r.silent(0)
}

func TestNewFails(t *testing.T) {
	dir := source(t)
	for _, name := range []string{filepath.Join(dir, "none"), filepath.Join(dir, "site.toml")} {
		if _, err := New(Options{Dir: name}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("watching %s: %v", name, err)
		}
	}
}

func TestAdvice(t *testing.T) {
	for _, c := range []struct {
		err    error
		system string
		want   string
	}{
		{syscall.ENOSPC, "linux", "sysctl fs.inotify.max_user_watches="},
		{&startError{syscall.EMFILE}, "linux", "sysctl fs.inotify.max_user_instances="},
		{fsnotify.ErrEventOverflow, "linux", "sysctl fs.inotify.max_queued_events="},
		{syscall.EMFILE, "darwin", "ulimit -n"},
		{errFiles, "darwin", "ulimit -n"},
		{fs.ErrInvalid, "windows", fs.ErrInvalid.Error()},
	} {
		if got := advice(c.err, c.system); !strings.Contains(got, c.want) || !strings.Contains(got, "every half second") {
			t.Errorf("advice(%v, %s) = %s", c.err, c.system, got)
		}
	}
}

func TestTemporary(t *testing.T) {
	for _, name := range []string{"talks.md", "index.md", "4914", "a.sb-notes.md", "notes.sb-x", "x.swf", "_x.md", ".well-known", "c#.md", "#x.md", "~x.md", ".htaccess"} {
		if temporary(name) {
			t.Errorf("%s is taken for a temporary file", name)
		}
	}
}

// TestBurst plays events against a clock; each line tells the signals, in milliseconds.
func TestBurst(t *testing.T) {
	every := func(step, from, to int) (at []int) {
		for i := from; i <= to; i += step {
			at = append(at, i)
		}
		return at
	}
	many := func(n, at int) []int { return slices.Repeat([]int{at}, n) }
	for _, c := range []struct {
		name   string
		events []int
		want   []int
	}{
		{"one event", []int{0}, []int{2}},
		{"a save", []int{0, 1, 1, 2}, []int{2}},
		{"a save in two parts", []int{0, 1, 30}, []int{2, 50}},
		{"two saves", []int{0, 1, 200, 201}, []int{2, 202}},
		{"a late rest", []int{0, 60}, []int{2, 62}},
		{"a storm", append(many(60, 0), 20, 90), []int{190}},
		{"a storm that begins slowly", append([]int{0}, many(60, 30)...), []int{2, 130}},
		{"a storm without end", every(2, 0, 2500), []int{2, 50, 54, 1052, 2052, 2600}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b burst
			var got []int
			start, events := time.Now(), c.events
			for ms := 0; ms < 5000; ms++ {
				now := start.Add(time.Duration(ms) * time.Millisecond)
				for len(events) > 0 && events[0] == ms {
					b.event(now)
					events = events[1:]
				}
				if b.look(now) {
					got = append(got, ms)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("signals at %v, want %v", got, c.want)
			}
			if !b.next().IsZero() {
				t.Error("it does not come to rest")
			}
		})
	}
}

// linkless ends a test that could not make a symbolic link: on Windows that is a right that not everybody has.
func linkless(t *testing.T, err error) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip(err)
	}
	t.Fatal(err)
}
