package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// frontMatter is what the floor decodes, to do that work as dateline does it.
type frontMatter struct {
	Title     string
	Date      time.Time
	Summary   string
	Actors    []any
	Locations []string
	Topics    []string
	Authors   []string
	Series    string
	AsOf      time.Time `toml:"as_of"`
	Covers    struct{ From, Until time.Time }
	Updates   []struct {
		At   time.Time
		Note string
	}
	Sources []struct {
		Name      string
		URL       string
		Published time.Time
	}
	Related []string
	Extra   map[string]any
}

// floor does the least that any generator must do: for each briefing below source/briefings it writes one page below out,
// on every core.
func floor(source, out string) error {
	root := filepath.Join(source, "briefings")
	var paths []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "_"):
			return fs.SkipDir
		case !d.IsDir() && filepath.Ext(path) == ".md":
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("find briefings: %w", err)
	}

	markdown := goldmark.New(goldmark.WithExtensions(
		extension.Table, extension.Strikethrough, extension.Linkify, extension.Footnote))
	var next atomic.Int64
	var workers sync.WaitGroup
	errs := make([]error, runtime.GOMAXPROCS(0))
	for w := range errs {
		workers.Go(func() {
			var page bytes.Buffer
			for errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(paths) {
					return
				}
				name := strings.TrimSuffix(strings.TrimPrefix(paths[i], root), ".md")
				page.Reset()
				errs[w] = convert(&page, markdown, paths[i], filepath.Join(out, "briefings", name, "index.html"))
			}
		})
	}
	workers.Wait()
	return errors.Join(errs...)
}

// convert writes the page of one briefing, by way of an empty buffer.
func convert(page *bytes.Buffer, markdown goldmark.Markdown, from, to string) error {
	var fm frontMatter
	body, err := decode(from, &fm)
	if err != nil {
		return err
	}
	page.WriteString("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n<main>\n")
	if err := markdown.Convert(body, page); err != nil {
		return fmt.Errorf("convert %s: %w", from, err)
	}
	page.WriteString("</main>\n</html>\n")
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return fmt.Errorf("make page's folder: %w", err)
	}
	if err := os.WriteFile(to, page.Bytes(), 0o666); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// decode decodes the front matter of a file, and gives what stands below it.
func decode(file string, frontMatter any) (body []byte, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	head, body, found := bytes.Cut(bytes.TrimPrefix(text, []byte("+++\n")), []byte("\n+++\n"))
	if !found {
		return nil, fmt.Errorf("%s: no front matter", file)
	}
	if _, err := toml.Decode(string(head), frontMatter); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return body, nil
}
