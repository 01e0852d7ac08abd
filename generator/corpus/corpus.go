// Package corpus writes synthetic source folders: briefings that no one wrote, for tests and benchmarks.
//
// Write makes a folder that dateline builds without an error or a warning: settings, briefings by year, and a few entity
// files. Its shape is that of a desk's real record. Few actors, places and topics appear often and most of them seldom
// (Zipf's law); their number grows with the number of briefings, slower than it; the prose draws on 40,000 words, likewise.
// Every link leads somewhere, and no two names are alike after folding.
//
// The files depend on Options alone, byte for byte. Package corpus knows the source format and nothing of the program that
// reads it, so that it cannot share that program's mistakes.
package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// DefaultWords is the length of a body for which Options asks nothing else.
const DefaultWords = 450

// maxBriefings is how far the patterns for names are known to reach.
const maxBriefings = 1_000_000

// Options says how large a folder is and which of all folders of that size it is.
type Options struct {
	N     int    // number of briefings, 1 to 1,000,000
	Seed  uint64 // another seed gives other names, dates and texts
	Words int    // about how many words a body has; 0 means DefaultWords
}

// Random numbers come from separate streams, so that each briefing's text can be made on any core.
const (
	streamNames = iota
	streamFacts
	streamEntityFiles
	streamBodies // and one more for each briefing
)

func stream(seed, n uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, n))
}

// Write makes dir, which must not exist or be empty, and fills it with site.toml and briefings/. The newest briefing is dated
// 2025-04-06, the oldest at most 15 years earlier. An error names the file that could not be written.
func Write(dir string, o Options) error {
	if o.N < 1 || o.N > maxBriefings {
		return fmt.Errorf("number of briefings %d is not between 1 and %d", o.N, maxBriefings)
	}
	if o.Words < 0 {
		return fmt.Errorf("number of words %d is negative", o.Words)
	}
	if o.Words == 0 {
		o.Words = DefaultWords
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read corpus folder: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("corpus folder %s is not empty", dir)
	}

	c := newCast(o)
	briefings := newBriefings(o, c)
	files := []file{{"site.toml", []byte(settings)}}
	files = append(files, entityFiles(o, c, briefings)...)
	for _, f := range files {
		if err := f.write(dir); err != nil {
			return err
		}
	}
	return writeBriefings(dir, o, c, briefings)
}

const settings = `title = "Synthetic Briefings"
description = "Made by a program, for tests and benchmarks."
base_url = "https://example.org/reports/"
language = "en"
timezone = "Europe/Brussels"
`

// A file is one that is to be written: its slash-separated path below the source folder, and its content.
type file struct {
	path    string
	content []byte
}

func (f file) write(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(f.path))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fmt.Errorf("make corpus folder: %w", err)
	}
	return writeFile(path, f.content)
}

func writeFile(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o666); err != nil {
		return fmt.Errorf("write corpus file: %w", err)
	}
	return nil
}

// writeBriefings writes the text of every briefing, on every core.
func writeBriefings(dir string, o Options, c *cast, briefings []briefing) error {
	root := filepath.Join(dir, "briefings")
	for year := briefings[0].date.Year(); year <= lastDay.Year(); year++ {
		if err := os.MkdirAll(filepath.Join(root, fmt.Sprint(year)), 0o777); err != nil {
			return fmt.Errorf("make corpus folder: %w", err)
		}
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	errs := make([]error, runtime.GOMAXPROCS(0))
	for w := range errs {
		workers.Go(func() {
			var buf []byte
			for errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(briefings) {
					return
				}
				buf = appendBriefing(buf[:0], o, c, briefings, i)
				errs[w] = writeFile(filepath.Join(root, filepath.FromSlash(briefings[i].id)+".md"), buf)
			}
		})
	}
	workers.Wait()
	return errors.Join(errs...)
}
