package output

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/diag"
)

// rendered counts how often an item of a test was rendered.
var rendered atomic.Int64

// write is content that says nothing of what it is made of.
type write func(w io.Writer, known Key) (Key, error)

func (f write) Inputs() uint64                            { return 0 }
func (f write) Write(w io.Writer, known Key) (Key, error) { return f(w, known) }

// file is an item with a text; its key is made of the text.
func file(name, text string) *Item {
	return &Item{Path: name, Content: write(func(w io.Writer, known Key) (Key, error) {
		sum := sha256.Sum256([]byte("key of " + text))
		key := Key(sum[:16])
		if key == known {
			return key, nil
		}
		rendered.Add(1)
		_, err := io.WriteString(w, text)
		return key, err
	})}
}

// asset is an item whose hash is known beforehand.
func asset(name, text string) *Item {
	item := file(name, text)
	hash := Hash(sha256.Sum256([]byte(text)))
	item.Hash = &hash
	return item
}

// plan makes items of texts by path, every third one with a known hash.
func plan(texts map[string]string) []*Item {
	var items []*Item
	for i, name := range slices.Sorted(maps.Keys(texts)) {
		if i%3 == 2 {
			items = append(items, asset(name, texts[name]))
		} else {
			items = append(items, file(name, texts[name]))
		}
	}
	return items
}

// put writes files by path; a path that ends in a slash is an empty folder, a text that begins with "-> " a link.
func put(t *testing.T, dir string, texts map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		text, full := texts[name], filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(full), 0o777)
		switch target, link := strings.CutPrefix(text, "-> "); {
		case err != nil:
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(full, 0o777)
		case link:
			err = os.Symlink(target, full)
		default:
			err = os.WriteFile(full, []byte(text), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// look gives everything that stands in a folder, in the form that put takes; of folders the empty ones.
func look(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(full string, entry fs.DirEntry, err error) error {
		if err != nil || full == dir {
			return err
		}
		rel, err := filepath.Rel(dir, full)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		switch {
		case entry.IsDir():
			entries, err := os.ReadDir(full)
			if len(entries) == 0 {
				found[name+"/"] = ""
			}
			return err
		case entry.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(full)
			found[name] = "-> " + target
			return err
		}
		text, err := os.ReadFile(full)
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// published gives what stands in a folder without the manifest, after checking that it lists the planned files.
func published(t *testing.T, dir string, planned map[string]string) map[string]string {
	t.Helper()
	found := look(t, dir)
	m := map[string]Hash{}
	for _, e := range parseManifest(found[manifestName]) {
		m[e.Path] = e.Hash
	}
	if len(m) != len(planned) {
		t.Errorf("the manifest has %d lines, want %d:\n%s", len(m), len(planned), found[manifestName])
	}
	for name, text := range planned {
		if m[name] != sha256.Sum256([]byte(text)) {
			t.Errorf("the manifest gives %x for %s", m[name], name)
		}
	}
	delete(found, manifestName)
	return found
}

// mustSync brings a folder to a plan that nothing stands in the way of.
func mustSync(t *testing.T, dir string, items []*Item, memory *Memory) Report {
	t.Helper()
	report, list, err := Sync(dir, items, memory, false)
	if err != nil || len(list) > 0 {
		t.Fatal(err, list)
	}
	return report
}

func join(maps ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, m := range maps {
		for name, text := range m {
			all[name] = text
		}
	}
	return all
}

func expect(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestSync makes, changes and removes files and tells which.
func TestSync(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	first := map[string]string{"index.html": "home", "a/index.html": "a", "a/b/index.html": "b", "c/index.html": "c", "d.txt": ""}
	report := mustSync(t, dir, plan(first), nil)
	expect(t, "first", first, published(t, dir, first))
	if want := []string{"a/b/index.html", "a/index.html", "c/index.html", "d.txt", "index.html"}; !slices.Equal(report.New, want) {
		t.Errorf("new: %s, want %s", report.New, want)
	}
	if report.Bytes != int64(len("home")+len("a")+len("b")+len("c")) {
		t.Errorf("%d bytes", report.Bytes)
	}

	second := map[string]string{"index.html": "home", "a/index.html": "another", "e/f/g.txt": "g", "d.txt": "", "a/b/c.txt": "c"}
	report = mustSync(t, dir, plan(second), nil)
	expect(t, "second", second, published(t, dir, second))
	want := Report{New: []string{"a/b/c.txt", "e/f/g.txt"}, Changed: []string{"a/index.html"}, Gone: []string{"a/b/index.html", "c/index.html"}, Unchanged: 2, Rendered: report.Rendered, Bytes: report.Bytes}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}

	mustSync(t, dir, nil, nil)
	expect(t, "nothing", map[string]string{}, published(t, dir, nil))
}

// TestSyncAgain changes nothing when nothing changed: no file is written, not even with the same bytes.
func TestSyncAgain(t *testing.T) {
	dir := t.TempDir()
	texts := map[string]string{"index.html": "home", "a/index.html": "a", "b.svg": "b"}
	mustSync(t, dir, plan(texts), nil)
	before := map[string]time.Time{}
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name := range look(t, dir) {
		full := filepath.Join(dir, name)
		if err := os.Chtimes(full, old, old); err != nil {
			t.Fatal(err)
		}
		before[name] = old
	}
	report := mustSync(t, dir, plan(texts), nil)
	if report.Unchanged != 3 || len(report.New)+len(report.Changed)+len(report.Gone) > 0 {
		t.Errorf("report %+v", report)
	}
	for name, at := range before {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || !info.ModTime().Equal(at) {
			t.Errorf("%s was written again: %v, %v", name, info.ModTime(), err)
		}
	}
}

// TestForeign leaves alone what Dateline did not write. What stands in the way of a page is refused, with everything
// else that does, and then nothing changes.
func TestForeign(t *testing.T) {
	for _, test := range []struct {
		name    string
		there   map[string]string
		plan    map[string]string
		refused []string // paths; empty: the plan is carried out beside what is there
		adopted []string
	}{
		{name: "beside pages", there: map[string]string{"own.txt": "own", "a/own.txt": "own", "b/c/own.txt": "own", "empty/": "", "link": "-> own.txt"},
			plan: map[string]string{"index.html": "home", "a/index.html": "a", "b/c/index.html": "c"}},
		{name: "the same bytes", there: map[string]string{"index.html": "home", "a/b.txt": "b", "c.txt": "c"},
			plan: map[string]string{"index.html": "home", "a/b.txt": "b", "c.txt": "c", "d.txt": "d"}, adopted: []string{"index.html", "a/b.txt", "c.txt"}},
		{name: "other bytes", there: map[string]string{"index.html": "mine", "a/own.txt": "own"}, plan: map[string]string{"index.html": "home", "a/b.txt": "b"}, refused: []string{"index.html"}},
		{name: "other bytes of an asset", there: map[string]string{"a/x.svg": "mine"}, plan: map[string]string{"0": "0", "1": "1", "a/x.svg": "x"}, refused: []string{"a/x.svg"}},
		{name: "all of them", there: map[string]string{"a": "mine", "b/c.txt/own.txt": "mine", "d/e": "mine", "f": "mine"},
			plan: map[string]string{"a": "a", "b/c.txt": "c", "d/e/f/g.txt": "g", "d/e/h.txt": "h", "f/index.html": "f"}, refused: []string{"a", "b/c.txt", "d/e", "f"}},
		{name: "a folder", there: map[string]string{"a/own.txt": "own"}, plan: map[string]string{"a": "a"}, refused: []string{"a"}},
		{name: "an empty folder", there: map[string]string{"a/": ""}, plan: map[string]string{"a": "a"}, refused: []string{"a"}},
		{name: "a file for a folder", there: map[string]string{"a": "own"}, plan: map[string]string{"a/b/c.txt": "c", "a/d.txt": "d"}, refused: []string{"a"}},
		{name: "a link to the same bytes", there: map[string]string{"own.txt": "home", "index.html": "-> own.txt"}, plan: map[string]string{"index.html": "home"}, refused: []string{"index.html"}},
		{name: "a link to nothing", there: map[string]string{"index.html": "-> nothing"}, plan: map[string]string{"index.html": "home"}, refused: []string{"index.html"}},
		{name: "a link to a folder", there: map[string]string{"own/index.html": "own", "a": "-> own"}, plan: map[string]string{"a/index.html": "a"}, refused: []string{"a"}},
		{name: "a link to a folder outside", there: map[string]string{"a": "-> ../outside"}, plan: map[string]string{"a/index.html": "a", "a/b/c.html": "c"}, refused: []string{"a"}},
		{name: "a link to an empty folder outside", there: map[string]string{"x/a": "-> ../../outside"}, plan: map[string]string{"x/a/kept.txt": "kept"}, refused: []string{"x/a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "public")
			put(t, root, map[string]string{"outside/kept.txt": "kept"})
			put(t, dir, test.there)
			_, list, err := Sync(dir, plan(test.plan), nil, false)
			if err != nil {
				t.Fatal(err)
			}
			var refused []string
			for _, d := range list {
				refused = append(refused, d.File)
				if d.Kind != "foreign-file" || d.Severity != diag.Error || d.Hint == "" {
					t.Errorf("message %+v", d)
				}
			}
			if !slices.Equal(refused, test.refused) {
				t.Errorf("refused %s, want %s", refused, test.refused)
			}
			if len(test.refused) > 0 {
				expect(t, "what stands there", test.there, look(t, dir))
			} else {
				expect(t, "what stands there", join(test.there, test.plan), published(t, dir, test.plan))
				// What is no longer planned goes, and what was adopted with it; all else stays.
				mustSync(t, dir, nil, nil)
				left := maps.Clone(test.there)
				for _, name := range test.adopted {
					delete(left, name)
				}
				expect(t, "what is left", left, published(t, dir, nil))
			}
			expect(t, "outside", map[string]string{"kept.txt": "kept"}, look(t, filepath.Join(root, "outside")))
		})
	}
}

// TestPlans goes from random plans to random plans, in which files become folders and folders files, while a stranger
// puts files between them. What stands there is always the plan and the stranger's files, or, when one of those is in the
// way, exactly what stood there before.
func TestPlans(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	paths := strings.Fields("a a/b a/b/c a/b/d a/e b b/c b/c/d b/c/e.txt c c/index.html c/d/index.html d.txt e/f/g/h e/f e")
	inWay := func(name, other string) bool {
		return strings.HasPrefix(name, other+"/") || strings.HasPrefix(other, name+"/")
	}
	carried, refused := 0, 0
	for range 40 {
		dir := t.TempDir()
		theirs, ours := map[string]string{}, map[string]string{}
		var memory *Memory
		for range 12 {
			if r.IntN(3) == 0 {
				name, text := paths[r.IntN(len(paths))], fmt.Sprint("text", r.IntN(3))
				free := ours[name] == "" && theirs[name] == ""
				for other := range join(ours, theirs) {
					free = free && !inWay(name, other)
				}
				if free {
					theirs[name] = text
					put(t, dir, map[string]string{name: text})
				}
			}
			next := map[string]string{}
			for range r.IntN(8) {
				name := paths[r.IntN(len(paths))]
				if !slices.ContainsFunc(slices.Collect(maps.Keys(next)), func(other string) bool { return inWay(name, other) }) {
					next[name] = fmt.Sprint("text", r.IntN(3))
				}
			}
			blocked := false
			for name, text := range next {
				for other, their := range theirs {
					blocked = blocked || name == other && text != their || inWay(name, other)
				}
			}
			before := look(t, dir)
			report, list, err := Sync(dir, plan(next), memory, false)
			if err != nil {
				t.Fatalf("from %v beside %v to %v: %v", ours, theirs, next, err)
			}
			if blocked != (len(list) > 0) {
				t.Fatalf("from %v beside %v to %v: %v", ours, theirs, next, list)
			}
			if blocked {
				refused++
				expect(t, fmt.Sprintf("refused %v beside %v", next, theirs), before, look(t, dir))
				continue
			}
			carried++
			for name := range next {
				delete(theirs, name)
			}
			ours, memory = next, report.Memory
			if r.IntN(3) == 0 {
				memory = &Memory{}
			}
			expect(t, "the plan and the stranger's files", join(ours, theirs), published(t, dir, ours))
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	if carried < 200 || refused < 40 {
		t.Errorf("only %d plans carried out and %d refused", carried, refused)
	}
}

// TestNoPath plans files at what is no path below the folder: nothing is written, in it or beside it.
func TestNoPath(t *testing.T) {
	for _, name := range []string{"/index.html", "../index.html", "a/../../index.html", "a//b", "./a", "a/", ""} {
		around := t.TempDir()
		put(t, around, map[string]string{"public/own.txt": "own"})
		before := look(t, around)
		if _, list, err := Sync(filepath.Join(around, "public"), plan(map[string]string{name: "text"}), nil, false); err == nil && len(list) == 0 {
			t.Errorf("%q: no error", name)
		}
		expect(t, name, before, look(t, around))
	}
}

// TestRemovePrunes removes the folders that it leaves empty, and no other.
func TestRemovePrunes(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/own/": "", "b/own.txt": "own", "c/d/own.txt": "own"})
	planned := map[string]string{"a/x/y/z.txt": "z", "b/x/y.txt": "y", "c/d/e/f.txt": "f", "g/h/i.txt": "i"}
	mustSync(t, dir, plan(planned), nil)
	left := map[string]string{"g/h/i.txt": "i"}
	mustSync(t, dir, plan(left), nil)
	expect(t, "left", join(left, map[string]string{"a/own/": "", "b/own.txt": "own", "c/d/own.txt": "own"}), published(t, dir, left))
}

// TestRemoveTakesOnlyFilesOfItsOwn puts something else where Dateline's files were: a folder, a link, a link in the place
// of a folder. Behind a link nothing is removed, inside the output or outside of it.
func TestRemoveTakesOnlyFilesOfItsOwn(t *testing.T) {
	for _, test := range []struct {
		name    string
		replace map[string]string // what the stranger puts in the place of a/
		stays   map[string]string
	}{
		{"a folder in the place of a file", map[string]string{"a/b/c.txt/own.txt": "own"}, map[string]string{"a/b/c.txt/own.txt": "own"}},
		{"an empty folder in the place of a file", map[string]string{"a/b/c.txt/": ""}, map[string]string{"a/b/c.txt/": ""}},
		{"a link in the place of a file", map[string]string{"a/b/c.txt": "-> ../../own/c.txt"}, map[string]string{"a/b/c.txt": "-> ../../own/c.txt"}},
		{"a link in the place of a folder", map[string]string{"a/b": "-> ../own"}, map[string]string{"a/b": "-> ../own"}},
		{"a link to the outside in the place of a folder", map[string]string{"a": "-> ../outside"}, map[string]string{"a": "-> ../outside"}},
		{"a file in the place of a folder", map[string]string{"a": "own"}, map[string]string{"a": "own"}},
		{"nothing", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "public")
			outside := map[string]string{"b/c.txt": "theirs", "c.txt": "theirs"}
			put(t, filepath.Join(root, "outside"), outside)
			own := map[string]string{"own/c.txt": "own", "own/b/c.txt": "own"}
			put(t, dir, own)
			mustSync(t, dir, plan(map[string]string{"a/b/c.txt": "c", "index.html": "home"}), nil)
			if err := os.RemoveAll(filepath.Join(dir, "a")); err != nil {
				t.Fatal(err)
			}
			put(t, dir, test.replace)
			left := map[string]string{"index.html": "home"}
			mustSync(t, dir, plan(left), nil)
			expect(t, "left", join(left, own, test.stays), published(t, dir, left))
			expect(t, "outside", outside, look(t, filepath.Join(root, "outside")))
		})
	}
}

// TestLinkInThePlaceOfOurs replaces files and folders that Dateline wrote, and plans to write again, by links.
func TestLinkInThePlaceOfOurs(t *testing.T) {
	for name, replace := range map[string]map[string]string{
		"a file": {"a/b.txt": "-> ../../outside/b.txt"}, "a folder": {"a": "-> ../outside"}, "a folder, by one inside": {"a": "-> own"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "public")
			outside := map[string]string{"b.txt": "theirs"}
			put(t, filepath.Join(root, "outside"), outside)
			put(t, dir, map[string]string{"own/b.txt": "own"})
			mustSync(t, dir, []*Item{file("a/b.txt", "b")}, nil)
			if err := os.RemoveAll(filepath.Join(dir, "a")); err != nil {
				t.Fatal(err)
			}
			put(t, dir, replace)
			before := look(t, dir)
			for _, text := range []string{"b", "theirs", "other"} {
				_, list, err := Sync(dir, []*Item{file("a/b.txt", text), file("c.txt", "c")}, nil, false)
				if err != nil || !list.HasErrors() {
					t.Errorf("%v, %v; want it refused", list, err)
				}
				expect(t, "what stands there", before, look(t, dir))
				expect(t, "outside", outside, look(t, filepath.Join(root, "outside")))
			}
		})
	}
	// A file that Dateline wrote becomes the folder of another one, and a stranger has made a link of it.
	root := t.TempDir()
	dir := filepath.Join(root, "public")
	put(t, filepath.Join(root, "outside"), map[string]string{"b.txt": "theirs"})
	mustSync(t, dir, []*Item{file("a", "a")}, nil)
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, map[string]string{"a": "-> ../outside"})
	_, list, err := Sync(dir, []*Item{file("a/b.txt", "b")}, nil, false)
	if err != nil || len(list) != 1 || list[0].File != "a" {
		t.Errorf("%v, %v; want a refused", list, err)
	}
	expect(t, "outside", map[string]string{"b.txt": "theirs"}, look(t, filepath.Join(root, "outside")))
}

// TestStage clears what a killed build left: nothing of it is published.
func TestStage(t *testing.T) {
	dir := t.TempDir()
	texts := map[string]string{"index.html": "home", "a/b.txt": "b"}
	mustSync(t, dir, plan(texts), nil)
	put(t, dir, map[string]string{".dateline-stage/index.html": "half", ".dateline-stage/new/x.html": "x", ".dateline-stage/a/": ""})
	report := mustSync(t, dir, plan(texts), nil)
	expect(t, "published", texts, published(t, dir, texts))
	if report.Unchanged != 2 {
		t.Errorf("report %+v", report)
	}
	// A killed build may have left a link there as well, or a stranger: it is cleared, not followed.
	outside := t.TempDir()
	put(t, outside, map[string]string{"kept.txt": "kept"})
	put(t, dir, map[string]string{".dateline-stage": "-> " + outside})
	texts["c.txt"] = "c"
	mustSync(t, dir, plan(texts), nil)
	expect(t, "published", texts, published(t, dir, texts))
	expect(t, "outside", map[string]string{"kept.txt": "kept"}, look(t, outside))
}

// TestKilled begins where a build was killed between claiming what is new and writing the final manifest: some files
// are the old ones, some the new ones, some gone. The next build ends as a clean one.
func TestKilled(t *testing.T) {
	first := map[string]string{"index.html": "home", "a/b.txt": "b", "gone/x.txt": "x", "same.txt": "same"}
	second := map[string]string{"index.html": "new home", "a/b.txt": "new b", "new/y.txt": "y", "same.txt": "same"}
	var owned, union manifest
	for _, name := range slices.Sorted(maps.Keys(first)) {
		owned = append(owned, Known{Path: name, Hash: sha256.Sum256([]byte(first[name]))})
	}
	for _, name := range slices.Sorted(maps.Keys(join(first, second))) {
		if second[name] == "" || first[name] == second[name] {
			union = append(union, Known{Path: name, Hash: sha256.Sum256([]byte(first[name]))})
		} else {
			union = append(union, Known{Path: name})
		}
	}
	for _, moved := range [][]string{{}, {"index.html"}, {"index.html", "a/b.txt", "new/y.txt"}} {
		for _, next := range []map[string]string{first, second, {"other.txt": "other"}} {
			for _, claimed := range []string{string(union.encode()), string(owned.encode()) + string(manifest{{Path: "new/y.txt"}}.encode())} {
				dir := t.TempDir()
				put(t, dir, first)
				for _, name := range moved {
					put(t, dir, map[string]string{name: second[name]})
				}
				put(t, dir, map[string]string{manifestName: claimed, ".dateline-stage/a/b.txt": "new b"})
				mustSync(t, dir, plan(next), nil)
				expect(t, fmt.Sprintf("after %s were moved", moved), next, published(t, dir, next))
			}
		}
	}
}

// TestManifest writes the form of the sha256sum command and reads it back; lines that were damaged are left out.
func TestManifest(t *testing.T) {
	m := manifest{
		{Path: "  x", Hash: sha256.Sum256([]byte("y"))}, {Path: "a b/é/#?%.txt", Hash: sha256.Sum256([]byte("x"))},
		{Path: "index.html", Hash: sha256.Sum256([]byte("home"))}, {Path: "z/*"},
	}
	text := string(m.encode())
	if !regexp.MustCompile(`^([0-9a-f]{64}  .+\n){4}$`).MatchString(text) || !slices.IsSorted(names(text)) {
		t.Errorf("manifest:\n%s", text)
	}
	if got := parseManifest(text); !slices.Equal(got, m) {
		t.Errorf("read back: %v, want %v", got, m)
	}
	good := strings.Repeat("0a", 32)
	for _, line := range []string{
		"", "\n", "damage\n", good + " one-space\n", good + "  \n", good[1:] + "  short\n", good + "0  long\n", strings.Repeat("g", 64) + "  not-hex\n",
		good + "  /abs\n", good + "  ../out\n", good + "  a/../b\n", good + "  a//b\n", good + "  a/\n", good + "  ./a\n", good + "  .\n", good + "  \xff\n",
	} {
		if got := parseManifest(line + good + "  right\n"); len(got) != 1 || got[0].Path != "right" || got[0].Hash == (Hash{}) {
			t.Errorf("%q and a right line: %v", line, got)
		}
	}
	if got := parseManifest(good + "  last"); len(got) != 1 {
		t.Errorf("a last line without its end: %v", got)
	}
	if got := parseManifest(good + "  right\n" + strings.Repeat("0", 64) + "  a/ind"); len(got) != 1 || got[0].Path != "right" {
		t.Errorf("a claim that is not written to its end: %v", got)
	}
}

func names(manifest string) []string {
	var list []string
	for line := range strings.Lines(manifest) {
		list = append(list, line[66:])
	}
	return list
}

// TestManifestVerifies runs sha256sum -c on a published folder.
func TestManifestVerifies(t *testing.T) {
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Fatal("this test needs the command sha256sum: install coreutils")
	}
	dir := t.TempDir()
	mustSync(t, dir, plan(map[string]string{"index.html": "home", "a b/é.txt": "x", "*star": "y", "empty": ""}), nil)
	check := func() ([]byte, error) {
		cmd := exec.Command("sha256sum", "-c", "--strict", manifestName)
		cmd.Dir = dir
		return cmd.CombinedOutput()
	}
	if out, err := check(); err != nil || bytes.Count(out, []byte(": OK\n")) != 4 {
		t.Errorf("%v\n%s", err, out)
	}
	put(t, dir, map[string]string{"index.html": "changed"})
	if out, err := check(); err == nil {
		t.Errorf("a changed file passes:\n%s", out)
	}
}

// TestDamagedManifest loses lines of the manifest: what they named is not Dateline's any more. It stays, unless it is
// what is planned.
func TestDamagedManifest(t *testing.T) {
	dir := t.TempDir()
	texts := map[string]string{"index.html": "home", "gone.txt": "gone", "a/b.txt": "b"}
	mustSync(t, dir, plan(texts), nil)
	text := look(t, dir)[manifestName]
	put(t, dir, map[string]string{manifestName: strings.ReplaceAll(text, "  ", " ")})
	next := map[string]string{"index.html": "home", "a/b.txt": "b"}
	report := mustSync(t, dir, plan(next), nil)
	expect(t, "published", texts, published(t, dir, next))
	if report.Unchanged != 2 || len(report.Gone) > 0 {
		t.Errorf("report %+v", report)
	}
	if err := os.Remove(filepath.Join(dir, manifestName)); err != nil {
		t.Fatal(err)
	}
	if _, list, err := Sync(dir, plan(map[string]string{"index.html": "new"}), nil, false); err != nil || len(list) != 1 || list[0].File != "index.html" {
		t.Errorf("without a manifest: %v, %v", list, err)
	}
}

// TestFailedWrite lets items fail: the folder stays as it was, byte for byte, and has no stage.
func TestFailedWrite(t *testing.T) {
	dir := t.TempDir()
	there := map[string]string{"index.html": "home", "a/b.txt": "b", "gone.txt": "gone"}
	mustSync(t, dir, plan(there), nil)
	put(t, dir, map[string]string{"own.txt": "own"})
	before := look(t, dir)
	broken := errors.New("broken")
	failing := func(name string) *Item {
		return &Item{Path: name, Content: write(func(w io.Writer, _ Key) (Key, error) {
			io.WriteString(w, "half a page")
			return Key{}, fmt.Errorf("wrapped: %w", broken)
		})}
	}
	failingAsset := failing("a/c.svg")
	failingAsset.Hash = asset("", "whole").Hash
	lying := asset("lie.svg", "text")
	lying.Hash = asset("", "another text").Hash
	for name, items := range map[string][]*Item{
		"a page": {failing("new/x.html")}, "a page that is there": {failing("index.html")}, "an asset": {failingAsset}, "an asset that changed meanwhile": {lying},
	} {
		all := append(plan(map[string]string{"index2.html": "new", "a/b.txt": "changed", "d/e/f.txt": "f"}), items...)
		slices.SortFunc(all, func(a, b *Item) int { return strings.Compare(a.Path, b.Path) })
		report, list, err := Sync(dir, all, &Memory{}, false)
		if err == nil || errors.Is(err, ErrWrite) || !strings.Contains(err.Error(), items[0].Path) || name != "an asset that changed meanwhile" && !errors.Is(err, broken) {
			t.Errorf("%s: error %v", name, err)
		}
		if len(list) > 0 || len(report.New)+len(report.Changed)+len(report.Gone) > 0 || report.Memory != nil {
			t.Errorf("%s: %v, %+v", name, list, report)
		}
		expect(t, name, before, look(t, dir))
	}
	var many []*Item
	for i := range 30 {
		many = append(many, failing(fmt.Sprintf("p%02d.html", i)))
	}
	_, _, err := Sync(dir, many, nil, false)
	var all Errors
	if !errors.As(err, &all) || len(all) != 10 || !strings.HasPrefix(all[0].Error(), "p00.html: ") || !strings.HasPrefix(all[9].Error(), "p09.html: ") {
		t.Errorf("of thirty failures: %v", err)
	}
	expect(t, "many", before, look(t, dir))
	if err := Try(append(plan(there), many...)); !errors.Is(err, broken) {
		t.Errorf("Try: %v", err)
	}
	if err := Try(plan(there)); err != nil {
		t.Errorf("Try of what does not fail: %v", err)
	}
}

// TestNotAFolder cannot publish into a file; the error says whose fault it is.
func TestNotAFolder(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{"file": "text", "public/.dateline-manifest/": ""})
	for _, dir := range []string{"file", "file/below", "public"} {
		if _, _, err := Sync(filepath.Join(root, dir), plan(map[string]string{"a": "a"}), nil, false); !errors.Is(err, ErrWrite) {
			t.Errorf("%s: %v", dir, err)
		}
	}
	expect(t, "what stands there", map[string]string{"file": "text", "public/.dateline-manifest/": ""}, look(t, root))
}

// about gives what is remembered of the file that TestMemory is about.
func about(m *Memory) *Known {
	i := slices.IndexFunc(m.Files, func(k Known) bool { return k.Path == "a/b.txt" })
	return &m.Files[i]
}

// TestMemory renders a file again unless its key is the known one and the file is the one that was left: same hash in
// the manifest, same size, same time. Whatever is remembered, the folder ends as planned.
func TestMemory(t *testing.T) {
	texts := map[string]string{"index.html": "home", "a/b.txt": "text b", "c.txt": "c"}
	items := []*Item{file("a/b.txt", "text b"), file("c.txt", "c"), file("index.html", "home")}
	full := func(dir string) string { return filepath.Join(dir, "a", "b.txt") }
	for _, test := range []struct {
		name     string
		do       func(t *testing.T, dir string, m *Memory)
		rendered int
		changed  bool
	}{
		{"nothing happened", func(*testing.T, string, *Memory) {}, 0, false},
		{"another key", func(_ *testing.T, _ string, m *Memory) { about(m).Key[0]++ }, 1, false},
		{"no key", func(_ *testing.T, _ string, m *Memory) { about(m).Key = Key{} }, 1, false},
		{"another hash", func(_ *testing.T, _ string, m *Memory) { about(m).Hash[0]++; m.left = nil }, 1, false},
		{"another size", func(_ *testing.T, _ string, m *Memory) { about(m).Size++ }, 1, false},
		{"another time", func(_ *testing.T, _ string, m *Memory) { about(m).Modified++ }, 1, false},
		{"forgotten", func(_ *testing.T, _ string, m *Memory) {
			m.Files, m.left = slices.DeleteFunc(m.Files, func(k Known) bool { return k.Path == "a/b.txt" }), nil
		}, 1, false},
		{"touched", func(t *testing.T, dir string, _ *Memory) {
			if err := os.Chtimes(full(dir), time.Unix(1e9, 0), time.Unix(1e9, 0)); err != nil {
				t.Fatal(err)
			}
		}, 1, false},
		{"changed by hand", func(t *testing.T, dir string, _ *Memory) { put(t, dir, map[string]string{"a/b.txt": "by hand"}) }, 1, true},
		{"changed by hand to the same size and time", func(t *testing.T, dir string, m *Memory) {
			put(t, dir, map[string]string{"a/b.txt": "text x", manifestName: strings.Replace(look(t, dir)[manifestName], fmt.Sprintf("%x", about(m).Hash), fmt.Sprintf("%x", sha256.Sum256([]byte("text x"))), 1)})
			if err := os.Chtimes(full(dir), time.Unix(0, about(m).Modified), time.Unix(0, about(m).Modified)); err != nil {
				t.Fatal(err)
			}
		}, 1, true},
		{"taken away", func(t *testing.T, dir string, _ *Memory) {
			if err := os.RemoveAll(filepath.Join(dir, "a")); err != nil {
				t.Fatal(err)
			}
		}, 1, true},
		{"no manifest", func(t *testing.T, dir string, _ *Memory) {
			if err := os.Remove(filepath.Join(dir, manifestName)); err != nil {
				t.Fatal(err)
			}
		}, 3, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			first := mustSync(t, dir, items, &Memory{})
			if first.Rendered != 3 || len(first.Memory.Files) != 3 {
				t.Fatalf("first: %+v", first)
			}
			test.do(t, dir, first.Memory)
			rendered.Store(0)
			report := mustSync(t, dir, items, first.Memory)
			if report.Rendered != test.rendered || int(rendered.Load()) != test.rendered {
				t.Errorf("%d rendered (%d by their own count), want %d", report.Rendered, rendered.Load(), test.rendered)
			}
			if test.changed != (report.Unchanged < 3) {
				t.Errorf("report %+v", report)
			}
			expect(t, "published", texts, published(t, dir, texts))
			if report.Bytes != int64(len("home")+len("text b")+len("c")) {
				t.Errorf("%d bytes", report.Bytes)
			}
			rendered.Store(0)
			if again := mustSync(t, dir, items, report.Memory); again.Rendered+int(rendered.Load()) > 0 || again.Bytes != report.Bytes {
				t.Errorf("and again: %+v", again)
			}
		})
	}
	// A nil Memory asks for none.
	if report := mustSync(t, t.TempDir(), items, nil); report.Memory != nil {
		t.Errorf("remembered although nobody asks: %v", report.Memory)
	}
}

// TestTrusted looks at nothing that need not be written, as long as the manifest is the one that was left.
func TestTrusted(t *testing.T) {
	dir := t.TempDir()
	items := []*Item{file("a.txt", "a"), file("b/c.txt", "c"), asset("d.svg", "d")}
	trusting := func(items []*Item, m *Memory) (Report, diag.List) {
		t.Helper()
		report, list, err := Sync(dir, items, m, true)
		if err != nil {
			t.Fatal(err)
		}
		return report, list
	}
	first, _ := trusting(items, &Memory{})
	if len(first.New) != 3 {
		t.Fatalf("first: %+v", first)
	}
	put(t, dir, map[string]string{"a.txt": "by hand"})
	if again, _ := trusting(items, first.Memory); again.Unchanged != 3 || look(t, dir)["a.txt"] != "by hand" {
		t.Errorf("what need not be written was looked at: %+v", again)
	}
	// What is to be written is looked at, a stranger's file in its place too, and all of it once the manifest is another.
	put(t, dir, map[string]string{"e.txt": "theirs"})
	if _, list := trusting(append(items, file("e.txt", "e")), first.Memory); len(list) != 1 {
		t.Errorf("a stranger's file: %v", list)
	}
	if err := os.Remove(filepath.Join(dir, "b", "c.txt")); err != nil {
		t.Fatal(err)
	}
	second, _ := trusting([]*Item{file("a.txt", "a2"), file("b/c.txt", "c2"), asset("d.svg", "d2")}, first.Memory)
	if len(second.Changed) != 3 {
		t.Errorf("three other texts: %+v", second)
	}
	put(t, dir, map[string]string{"a.txt": "by hand again", manifestName: look(t, dir)[manifestName]})
	third, _ := trusting([]*Item{file("a.txt", "a2"), file("b/c.txt", "c2"), asset("d.svg", "d2")}, second.Memory)
	if len(third.Changed) != 1 || look(t, dir)["a.txt"] != "a2" {
		t.Errorf("another manifest: %+v", third)
	}
	fourth, _ := trusting([]*Item{file("0.txt", "0"), file("a.txt", "a2"), file("b/c.txt", "c2"), asset("d.svg", "d2"), file("f/g.txt", "g")}, third.Memory)
	if len(fourth.New) != 2 || !slices.Equal(names(look(t, dir)[manifestName]), []string{"0.txt\n", "a.txt\n", "b/c.txt\n", "d.svg\n", "f/g.txt\n"}) {
		t.Errorf("two more files: %+v\n%s", fourth, look(t, dir)[manifestName])
	}
	if fifth, _ := trusting([]*Item{file("a.txt", "a2"), file("b/c.txt", "c2"), asset("d.svg", "d2")}, fourth.Memory); len(fifth.Gone) != 2 {
		t.Errorf("two files fewer: %+v", fifth)
	}
	expect(t, "published", map[string]string{"a.txt": "a2", "b/c.txt": "c2", "d.svg": "d2", "e.txt": "theirs"}, published(t, dir, map[string]string{"a.txt": "a2", "b/c.txt": "c2", "d.svg": "d2"}))
}

// TestMemoryOfAssets does not read an asset again that is as it was left, and copies one whose source has another hash.
func TestMemoryOfAssets(t *testing.T) {
	dir := t.TempDir()
	first := mustSync(t, dir, []*Item{asset("a.svg", "one"), asset("b.svg", "two")}, &Memory{})
	rendered.Store(0)
	again := mustSync(t, dir, []*Item{asset("a.svg", "one"), asset("b.svg", "two")}, first.Memory)
	if rendered.Load() != 0 || again.Unchanged != 2 || again.Bytes != 6 {
		t.Errorf("%d copied, %+v", rendered.Load(), again)
	}
	texts := map[string]string{"a.svg": "another", "b.svg": "two"}
	third := mustSync(t, dir, []*Item{asset("a.svg", "another"), asset("b.svg", "two")}, again.Memory)
	if rendered.Load() != 1 || !slices.Equal(third.Changed, []string{"a.svg"}) {
		t.Errorf("%d copied, %+v", rendered.Load(), third)
	}
	expect(t, "published", texts, published(t, dir, texts))
	put(t, dir, map[string]string{"b.svg": "by hand"})
	mustSync(t, dir, []*Item{asset("a.svg", "another"), asset("b.svg", "two")}, third.Memory)
	expect(t, "published", texts, published(t, dir, texts))
}

// TestManyFolders makes a wide and deep tree on all cores at once.
func TestManyFolders(t *testing.T) {
	dir := t.TempDir()
	texts := map[string]string{}
	for i := range 400 {
		texts[path.Join(fmt.Sprint(i%7), fmt.Sprint(i%31), fmt.Sprint(i), "index.html")] = fmt.Sprint("page ", i)
	}
	mustSync(t, dir, plan(texts), nil)
	expect(t, "published", texts, published(t, dir, texts))
	for name := range texts {
		if strings.HasPrefix(name, "3/") {
			delete(texts, name)
		}
	}
	mustSync(t, dir, plan(texts), nil)
	expect(t, "with a seventh gone", texts, published(t, dir, texts))
}

// TestLookAhead looks at the folder before the Sync: what was touched before is written again, and what is touched later is seen by the
// Sync after.
func TestLookAhead(t *testing.T) {
	dir := t.TempDir()
	items := []*Item{file("a.txt", "a"), file("b/c.txt", "c"), file("d.txt", "d")}
	first := mustSync(t, dir, items, &Memory{})
	put(t, dir, map[string]string{"a.txt": "by hand"})
	if err := os.Remove(filepath.Join(dir, "d.txt")); err != nil {
		t.Fatal(err)
	}
	first.Memory.LookAhead(dir)
	second := mustSync(t, dir, items, first.Memory)
	if second.Rendered != 2 || second.Unchanged != 1 {
		t.Errorf("after a touch: %+v", second)
	}
	expect(t, "published", map[string]string{"a.txt": "a", "b/c.txt": "c", "d.txt": "d"}, published(t, dir, map[string]string{"a.txt": "a", "b/c.txt": "c", "d.txt": "d"}))
	put(t, dir, map[string]string{"b/c.txt": "by hand"})
	if third := mustSync(t, dir, items, second.Memory); third.Rendered != 1 {
		t.Errorf("what was seen before counts again: %+v", third)
	}
	(&Memory{}).LookAhead(dir) // There is nothing to look at.
}

// TestKeep leaves files that are to be kept as they are, or away, until a later Sync.
func TestKeep(t *testing.T) {
	dir := t.TempDir()
	first := mustSync(t, dir, plan(map[string]string{"a.txt": "a", "b.txt": "b"}), &Memory{})
	later := []*Item{file("0.txt", "0"), file("a.txt", "a2"), file("b.txt", "b2"), file("c.txt", "c2"), asset("d.svg", "d2")}
	later[2].Keep, later[3].Keep, later[4].Keep = true, true, true
	second := mustSync(t, dir, later, first.Memory)
	if len(second.New) != 1 || len(second.Changed) != 1 || len(second.Gone) > 0 {
		t.Errorf("with three to keep: %+v", second)
	}
	texts := map[string]string{"0.txt": "0", "a.txt": "a2", "b.txt": "b"}
	expect(t, "with three to keep", texts, published(t, dir, texts))
	for _, item := range later {
		item.Keep = false
	}
	third := mustSync(t, dir, later, second.Memory)
	if len(third.New) != 2 || len(third.Changed) != 1 || third.Unchanged != 2 {
		t.Errorf("with none to keep: %+v", third)
	}
	texts = map[string]string{"0.txt": "0", "a.txt": "a2", "b.txt": "b2", "c.txt": "c2", "d.svg": "d2"}
	expect(t, "with none to keep", texts, published(t, dir, texts))
}

// TestAdopted finds files of strangers that are what is planned: they are Dateline's from then on, so the manifest has them, whatever
// else changes with them or later.
func TestAdopted(t *testing.T) {
	for name, a := range map[string]string{"nothing else": "a", "another text": "a2"} {
		dir := t.TempDir()
		first := mustSync(t, dir, plan(map[string]string{"a.txt": "a", "z.txt": "z"}), &Memory{})
		put(t, dir, map[string]string{"b.txt": "b"})
		texts := map[string]string{"a.txt": a, "b.txt": "b", "z.txt": "z"}
		second := mustSync(t, dir, []*Item{file("a.txt", a), file("b.txt", "b"), file("z.txt", "z")}, first.Memory)
		expect(t, name, texts, published(t, dir, texts))
		texts["z.txt"] = "z2"
		mustSync(t, dir, []*Item{file("a.txt", a), file("b.txt", "b"), file("z.txt", "z2")}, second.Memory)
		expect(t, name+", then one more", texts, published(t, dir, texts))
	}
}
