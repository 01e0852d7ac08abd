// Package cache writes down what parsing found in a source's files, and reads it back in another process. It owns the
// form of what is written. It knows of no folder, and not whether a file is still what it was: whoever reads has to ask.
//
// What is written down saves time and does nothing else. What is damaged, cut short or of another version is as if it
// were not there.
//
// # Form
//
//	a name, the number of this form, the version
//	the files, 64 to a part, one part after the other
//	the index: when the scan began, and of every part its length, its checksum, and how much is in it
//	the length of the index, and the checksum of the index with its length, four bytes each
//
// The index comes last, so that what is written is never held as a whole. Parts know nothing of each other, so that they
// are written and read on every core. Package cache has one description of a part for writing and reading, in fields.go.
package cache

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/source"
)

// Source is one file of a source as it was last found, with what its text says.
type Source struct {
	source.File
	Text *briefing.File // nil for a file that is no text
	List diag.List      // the mistakes in it
}

// Sources is what a scan found and parsing made of it.
type Sources struct {
	Scanned time.Time // when the scan began
	Files   []Source  // by path
}

// Write writes the sources down, for the same version to read. Of times it keeps the moment, not the zone.
func (s *Sources) Write(w io.Writer, version string) error {
	if _, err := w.Write(head(version)); err != nil {
		return fmt.Errorf("write cache: %w", err)
	}
	all := slices.Collect(slices.Chunk(s.Files, partSize))
	var index coder
	index.moment(&s.Scanned)
	count := len(all)
	index.int(&count)
	parts := make([]part, min(len(all), 4*runtime.GOMAXPROCS(0)))
	for len(all) > 0 {
		parts = parts[:min(len(all), len(parts))]
		for i := range parts {
			parts[i].files = all[i]
		}
		all = all[len(parts):]
		for i, err := range parallel.Map(parts, (*part).write) {
			if err == nil {
				_, err = w.Write(parts[i].data)
			}
			if err != nil {
				return fmt.Errorf("write cache: %w", err)
			}
			index.entry(&parts[i])
		}
	}
	if _, err := w.Write(index.tail()); err != nil {
		return fmt.Errorf("write cache: %w", err)
	}
	return nil
}

// Read gives what was written down. It reports false when data is not, to the last bit, what the same version wrote.
// The texts in what it gives are pieces of data, which must never be changed after and stays as long as one of them.
func Read(data []byte, version string) (*Sources, bool) {
	s := &Sources{}
	parts, ok := s.open(data, version)
	if !ok {
		return nil, false
	}
	runs := slices.Collect(slices.Chunk(parts, len(parts)/(4*runtime.GOMAXPROCS(0))+1))
	if slices.Contains(parallel.Map(runs, readRun), false) {
		return nil, false
	}
	return s, true
}

// readRun reads some parts, one after the other with the same memory for their words.
func readRun(run *[]part) bool {
	var words []string
	for i := range *run {
		p := &(*run)[i]
		p.words = words[:0]
		if !p.read() {
			return false
		}
		words = p.words
	}
	return true
}
