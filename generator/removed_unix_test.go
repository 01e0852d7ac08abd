//go:build unix

package generator_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// twoSites writes two sources, of which the second has more, fewer and other texts, and builds them clean.
func twoSites(t *testing.T, root string) (dateline string, texts, clean []map[string]string) {
	t.Helper()
	dateline, err := program()
	if err != nil {
		t.Fatal(err)
	}
	one := maps.Clone(raced)
	delete(one, "briefings/_static/CNAME") // It would be in the way of what somebody else has put there.
	two := maps.Clone(one)
	two["briefings/a.md"] += "\nMore words.\n"
	two["briefings/c.md"] = strings.Replace(one["briefings/a.md"], `"A"`, `"C"`, 1)
	delete(two, "briefings/b.md")
	for i, files := range []map[string]string{one, two} {
		dir := filepath.Join(root, fmt.Sprint("clean", i))
		if err := writeFiles(dir, files); err != nil {
			t.Fatal(err)
		}
		cmd, said := command(dateline, dir, "build", "--output", dir+"-out")
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		texts, clean = append(texts, files), append(clean, publishedIn(t, "clean", dir+"-out", nil))
	}
	return dateline, texts, clean
}

// TestRemovedWhileWatching takes away or damages what a watching build has written. With the next save all of it is there again, or a
// message says what to do; what is not Dateline's is untouched.
func TestRemovedWhileWatching(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	dateline, texts, clean := twoSites(t, root)
	source, out := filepath.Join(root, "source"), filepath.Join(root, "out")
	memory := filepath.Join(source, ".dateline")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(errors.Join(writeFiles(source, texts[0]), writeFiles(out, theirFiles)))
	w := &watcher{done: make(chan struct{})}
	w.Cmd = exec.Command(dateline, "build", "--watch", "--output", out, "--now", now.Format(time.RFC3339))
	w.Dir, w.Stdout, w.Stderr = source, &w.said, &w.said
	must(w.Start())
	go func() { w.err = w.Wait(); close(w.done) }()
	t.Cleanup(func() {
		w.Process.Kill()
		<-w.done
	})
	theirs := theirFiles
	await := func(place string, want map[string]string) {
		t.Helper()
		var is map[string]string
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			manifest, err := os.ReadFile(filepath.Join(out, ".dateline-manifest"))
			if err != nil || string(manifest) != want[".dateline-manifest"] {
				continue
			}
			files, err := readPublished(out)
			if err == nil && files["index.html"] == want["index.html"] && len(files) >= len(want) {
				if is = publishedIn(t, place, out, theirs); maps.Equal(is, want) {
					return
				}
			}
		}
		sameTrees(t, place, publishedIn(t, place, out, theirs), "a clean build", want)
		t.Fatalf("%s: it does not come to what a clean build gives\n%s", place, &w.said)
	}
	state := 0
	save := func() {
		t.Helper()
		last := texts[state]
		state = 1 - state
		for name := range last {
			if _, stays := texts[state][name]; !stays {
				must(os.Remove(filepath.Join(source, filepath.FromSlash(name))))
			}
		}
		changed := maps.Clone(texts[state])
		maps.DeleteFunc(changed, func(name, text string) bool { return last[name] == text })
		must(writeFiles(source, changed))
	}
	await("at first", clean[0])
	damage := func(dir string, do func(name string) error) error {
		return filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() {
				err = do(name)
			}
			return err
		})
	}
	for _, test := range []struct {
		name string
		do   func() error
	}{
		{"nothing", func() error { return nil }},
		{"the output is removed", func() error { theirs = nil; return os.RemoveAll(out) }},
		{"the memory is removed", func() error { return os.RemoveAll(memory) }},
		{"the memory is a file", func() error { return errors.Join(os.RemoveAll(memory), os.WriteFile(memory, nil, 0o666)) }},
		{"the memory is removed again", func() error { return os.RemoveAll(memory) }},
		{"the memory is emptied", func() error { return damage(memory, func(name string) error { return os.Truncate(name, 0) }) }},
		{"the memory is damaged", func() error {
			return damage(memory, func(name string) error { return os.WriteFile(name, []byte("damage"), 0o666) })
		}},
		{"pages are removed and damaged", func() error {
			return errors.Join(os.Remove(filepath.Join(out, "index.html")), os.RemoveAll(filepath.Join(out, "actors")), os.Truncate(filepath.Join(out, "404.html"), 10))
		}},
		{"the output is removed again, with the memory", func() error { return errors.Join(os.RemoveAll(out), os.RemoveAll(memory)) }},
	} {
		must(test.do())
		save()
		await(test.name, clean[state])
	}

	// Without a manifest nothing is known to be Dateline's: a page that is another now is not overwritten.
	must(os.Remove(filepath.Join(out, ".dateline-manifest")))
	before := publishedIn(t, "without a manifest", out, nil)
	save()
	for end := time.Now().Add(patience); !strings.Contains(w.said.String(), "is in the way of a page and was not written by Dateline"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("without a manifest it says\n%s", &w.said)
		}
	}
	sameTrees(t, "without a manifest", publishedIn(t, "without a manifest", out, nil), "before", before)
	must(os.RemoveAll(out))
	save()
	await("mended", clean[state])
	w.stop(t)
}

// TestTwoAtOnce builds four sources, of two sites, into one folder at the same time, again and again. One waits for the other: all of
// them come to their end, and what is there then is one site and nothing of the other.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	dateline, texts, clean := twoSites(t, root)
	out := filepath.Join(root, "out")
	if err := writeFiles(out, theirFiles); err != nil {
		t.Fatal(err)
	}
	times := 2
	if *kills >= 100 {
		times = 100
	}
	for i := range times {
		place := fmt.Sprintf("%d", i)
		type ending struct {
			err  error
			said string
		}
		ends := make(chan ending)
		for n := range 4 {
			dir := filepath.Join(root, fmt.Sprint("source", n))
			if err := errors.Join(os.RemoveAll(dir), writeFiles(dir, texts[n%2])); err != nil {
				t.Fatal(err)
			}
			go func() {
				cmd, said := command(dateline, dir, "build", "--output", out)
				err := cmd.Run()
				ends <- ending{err, said.String()}
			}()
		}
		for range 4 {
			if e := <-ends; e.err != nil {
				t.Errorf("%s: %v\n%s", place, e.err, e.said)
			}
		}
		if is := publishedIn(t, place, out, theirFiles); !maps.Equal(is, clean[0]) && !maps.Equal(is, clean[1]) {
			sameTrees(t, place, is, "a clean build", clean[0])
		}
		if t.Failed() {
			t.FailNow()
		}
	}
}
