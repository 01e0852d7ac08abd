package generator_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/generator/corpus"
)

var kills = flag.Int("kills", 12, "how many builds TestKills kills")

// theirFiles are what people keep in a folder that they publish.
var theirFiles = map[string]string{".git/HEAD": "ref: refs/heads/main\n", ".git/objects/pack/x.idx": "\x00\xff", "CNAME": "example.org\n", "own.html": "own", "briefings/own/page.html": "own"}

// program is dateline, built without what finds races: it is to be as fast as the one that people use.
var program = sync.OnceValues(func() (string, error) {
	name := filepath.Join(scratch, "dateline.exe")
	if out, err := exec.Command("go", "build", "-o", name, "../cmd/dateline").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %v\n%s", err, out)
	}
	return name, nil
})

// command is the program in a folder, with one moment for all that it builds.
func command(program, dir string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	cmd, said := exec.Command(program, append(args, "--now", now.Format(time.RFC3339))...), &bytes.Buffer{}
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, said, said
	return cmd, said
}

// publishedIn gives what stands in a folder but for what is somebody else's, after checking that this is untouched.
func publishedIn(t *testing.T, place, dir string, theirs map[string]string) map[string]string {
	t.Helper()
	files, err := readPublished(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for name, text := range theirs {
		if files[name] != text {
			t.Errorf("%s: %s, which is not Dateline's, is %q", place, name, files[name])
		}
		for delete(files, name); strings.Contains(name, "/"); {
			name = name[:strings.LastIndexByte(name, '/')]
			if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(file string) bool { return strings.HasPrefix(file, name+"/") }) {
				delete(files, "/"+name+"/")
			}
		}
	}
	return files
}

// entire checks that of two published sites, every file is entirely of the one or of the other, and there if it is in both.
func entire(t *testing.T, place string, is, old, new map[string]string) (moved bool) {
	t.Helper()
	for name, text := range is {
		if strings.HasSuffix(name, "/") || name == ".dateline-manifest" || strings.HasPrefix(name, ".dateline-stage/") {
			continue
		}
		was, isOld := old[name]
		next, isNew := new[name]
		if !(isOld && was == text) && !(isNew && next == text) {
			t.Errorf("%s: %s is neither the old nor the new file; it has %d bytes", place, name, len(text))
		}
		moved = moved || isNew && next == text && !(isOld && was == text)
	}
	for name := range old {
		if _, stays := new[name]; stays && is[name] == "" && old[name] != "" && new[name] != "" {
			t.Errorf("%s: %s is gone", place, name)
		}
	}
	return moved
}

// TestKills kills builds, at random moments of all their time, of the time when they write, and of the moment when the new files come
// to their places. After each, every published file is entirely the old one or entirely the new one, and what is not Dateline's is
// untouched; the next build, if it is not killed as well, ends as a clean one.
func TestKills(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	r := rand.New(rand.NewPCG(*seed, 12))
	source, out := filepath.Join(root, "source"), filepath.Join(root, "out")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	many := *kills >= 100
	dateline, err := program()
	must(err)
	size := 3
	if many {
		size = 60
	}
	// Three sites: many addresses are in all of them, with other pages.
	var texts, clean []map[string]string
	for i := range 3 {
		dir := filepath.Join(root, "sources", string(rune('a'+i)))
		must(corpus.Write(dir, corpus.Options{N: size * (i + 2) / 2, Seed: *seed + uint64(i), Words: 60}))
		if i == 1 && many {
			must(copySample(dir))
		}
		cmd, said := command(dateline, dir, "build", "--output", dir+"-clean")
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		files := readTree(t, dir)
		maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasPrefix(name, ".dateline/") })
		texts, clean = append(texts, files), append(clean, publishedIn(t, "clean", dir+"-clean", nil))
	}
	must(writeFiles(out, theirFiles))
	written := func(name string) time.Time {
		info, err := os.Stat(filepath.Join(out, name))
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	length := 200 * time.Millisecond // of a build
	killed, moved, half, late := 0, 0, 0, 0
	for i := 0; killed < *kills; i++ {
		site, place := r.IntN(len(texts)), ""
		must(os.RemoveAll(filepath.Join(source, "briefings")))
		must(writeFiles(source, texts[site]))
		if r.IntN(5) == 0 {
			must(os.RemoveAll(filepath.Join(source, ".dateline")))
		}
		for again := true; again; again = r.IntN(3) == 0 { // a build of the same source, after one that was killed
			before := publishedIn(t, place, out, theirFiles)
			sign := []string{".dateline-manifest", "index.html", "actors/index.html"}[r.IntN(3)]
			left := written(sign)
			cmd, said := command(dateline, source, "build", "--output", out)
			start := time.Now()
			must(cmd.Start())
			ended := make(chan struct{})
			go func() { cmd.Wait(); close(ended) }()
			running := func() bool {
				select {
				case <-ended:
					return false
				default:
					return time.Since(start) < patience
				}
			}
			switch when := r.IntN(4); when {
			case 0:
				time.Sleep(time.Duration(r.Int64N(int64(length))))
			case 1: // while it writes
				for running() {
					if _, err := os.Lstat(filepath.Join(out, ".dateline-stage")); err == nil {
						break
					}
				}
				time.Sleep(time.Duration(r.Int64N(int64(length) / 3)))
			default: // while files come to their places
				for running() && written(sign).Equal(left) {
				}
				time.Sleep(time.Duration(r.Int64N(int64(time.Duration(1+10*(when-2)) * time.Millisecond))))
			}
			cmd.Process.Kill()
			<-ended
			if cmd.ProcessState.Success() {
				length, late = min(length, time.Since(start)), late+1
			} else if cmd.ProcessState.Exited() {
				t.Fatalf("%v\n%s", cmd.ProcessState, said)
			} else {
				killed++
			}
			place = cmd.ProcessState.String() + " " + time.Since(start).String()
			is := publishedIn(t, place, out, theirFiles)
			if entire(t, place, is, before, clean[site]) {
				moved++
				if !maps.Equal(is, clean[site]) {
					half++
				}
			}
		}
		if r.IntN(2) == 0 {
			continue // The next one is of another source.
		}
		cmd, said := command(dateline, source, "build", "--output", out)
		start := time.Now()
		if err := cmd.Run(); err != nil {
			t.Fatalf("after %s: %v\n%s", place, err, said)
		}
		length = (length + time.Since(start)) / 2
		sameTrees(t, "after "+place, publishedIn(t, place, out, theirFiles), "a clean build", clean[site])
		if t.Failed() {
			t.Fatalf("seed %d, %d builds killed", *seed, killed)
		}
	}
	t.Logf("%d builds killed, %d came to their end before; %d times something was published, %d times not all", killed, late, moved, half)
	if many && half < *kills/20 {
		t.Errorf("only %d of %d builds were killed while they published", half, killed)
	}
}
