//go:build unix

package generator_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/diag"
)

var swaps = flag.Int("swaps", 100, "how often TestFilesThatVanish builds")

// TestFilesThatVanish builds again and again while texts, a picture, a file and the settings are taken away, come back, and are replaced by
// folders, named pipes and links out of the source, between a look and a reading too. Each build ends soon: with a
// site of what was there, or with messages about these files alone. When all is quiet the site is that of a clean build.
func TestFilesThatVanish(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	outside := filepath.Join(t.TempDir(), "outside.md")
	const secret = "Nobody may read this"
	if err := os.WriteFile(outside, []byte("+++\ntitle = \""+secret+"\"\ndate = 2025-04-04\n+++\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	restless := map[string]string{
		"site.toml":                    "title = \"Desk\"\nbase_url = \"https://example.org/\"\n",
		"briefings/talks.md":           "+++\ntitle = \"Talks\"\ndate = 2025-04-04\nactors = [\"NATO\"]\n+++\n\nText of the talks.\n",
		"briefings/_actors/nato.md":    "+++\nname = \"NATO\"\naliases = [\"The alliance\"]\n+++\n\nA profile.\n",
		"briefings/strike/picture.svg": plainSVG,
		"briefings/strike/data.csv":    "a,b\n",
		"briefings/_static/file.txt":   "static\n",
	}
	s.write("briefings/strike/index.md", "+++\ntitle = \"Strike\"\ndate = 2025-04-04\n+++\n\n![A map](picture.svg) and [data](data.csv).\n")
	s.write("briefings/steady.md", "+++\ntitle = \"Steady\"\ndate = 2025-04-04\n+++\n\nText.\n")
	for name, text := range restless {
		s.write(name, text)
	}
	memory := &generator.Memory{}
	memory = s.build(s.public, memory).Memory

	// Somebody who changes all of them all the time. What is not there for a moment, or another thing, is what the program meets.
	stop, hands := make(chan struct{}), sync.WaitGroup{}
	defer hands.Wait()
	quiet := sync.OnceFunc(func() { close(stop) })
	defer quiet()
	n := uint64(0)
	for name, text := range restless {
		n++
		file, r := filepath.Join(s.source, filepath.FromSlash(name)), rand.New(rand.NewPCG(*seed, n))
		hands.Go(func() {
			put := func(into func() error) {
				if err := errors.Join(os.RemoveAll(file), into()); err != nil {
					t.Error(err)
				}
			}
			write := func() error { return os.WriteFile(file, []byte(text), 0o666) }
			for {
				put([]func() error{
					func() error { return syscall.Mkfifo(file, 0o666) },
					func() error { return os.Mkdir(file, 0o777) },
					func() error { return os.Symlink(outside, file) },
					func() error { return nil },
				}[r.IntN(4)])
				time.Sleep(time.Duration(r.IntN(2000)) * time.Microsecond)
				put(write)
				select {
				case <-stop:
					return
				case <-time.After(time.Duration(r.IntN(40)) * time.Millisecond):
				}
			}
		})
	}

	built, refused := 0, 0
	for range *swaps {
		o := s.options(s.public)
		type end struct {
			r   *generator.Result
			err error
		}
		ended := make(chan end, 1)
		go func() {
			r, err := generator.Build(o, memory)
			ended <- end{r, err}
		}()
		select {
		case e := <-ended:
			if e.err != nil {
				if !strings.Contains(e.err.Error(), "changed during the build") {
					t.Fatal(e.err)
				}
				refused++
				continue
			}
			memory = e.r.Memory
			for _, d := range e.r.Diagnostics {
				about := restless[d.File] != "" || d.File == "briefings/strike/index.md" || slices.Contains([]string{"no-base-url", "unlisted-file", "not-read"}, d.Kind)
				if d.Severity == diag.Error && (!about || d.Hint == "") {
					t.Errorf("%s:%d:%d: %s: %s (%s)", d.File, d.Line, d.Column, d.Kind, d.Message, d.Hint)
				}
			}
			if !e.r.Built {
				refused++
				continue
			}
			built++
			published, err := readPublished(s.public)
			if err != nil {
				t.Fatal(err)
			}
			for name, text := range published {
				if strings.Contains(text, secret) {
					t.Errorf("%s has what stands outside of the source", name)
				}
			}
		case <-time.After(time.Minute):
			t.Fatal("a build does not end: it waits for a pipe, or reads without end")
		}
	}
	quiet()
	hands.Wait()
	t.Logf("%d sites were built and %d refused", built, refused)
	if built < *swaps/20 || refused < *swaps/20 {
		t.Error("the files change too much, or too little")
	}

	s.build(s.public, memory)
	s.build(s.clean, nil)
	got, err := readPublished(s.public)
	want, err2 := readPublished(s.clean)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	sameTrees(t, "what is published", got, "a clean build", want)
}
