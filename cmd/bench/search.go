package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

// questions are the queries of each kind: two rare words of a body, two words of a title, an actor's alias.
type questions[T any] struct {
	rare, titles, aliases T
}

// searcher is a search that can be asked, and what it has shown.
type searcher struct {
	name    string
	ask     asker
	seconds []float64 // that making the index took
	peak    []float64 // megabytes of memory, of what makes it
	index   sample    // its files
	shown   questions[figures]
}

// measureSearch builds a source without search and with it in turn, has the program pagefind index the pages as well, unless it is "",
// and asks both. It writes tables to w, and edits the source.
func measureSearch(ctx context.Context, w io.Writer, work, source, dateline, pagefind string, runs int, number questions[int]) error {
	tab, stop, err := browser.Start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	aliases, err := addAliases(source, number.aliases)
	if err != nil {
		return err
	}
	without, with, err := buildWithout(ctx, work, source, dateline, runs)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nClean builds without search and with it, %d of each:\n\n", runs)
	if err := writeTable(w, spread, compare("without", without, "with", with, added)); err != nil {
		return err
	}

	public := filepath.Join(work, "with-1")
	site := os.DirFS(public)
	folders := map[string]fs.FS{"": site}
	ours := &searcher{name: "dateline"}
	for i := range with {
		ours.seconds = append(ours.seconds, (with[i].wall - without[i].wall).Seconds())
		ours.peak = append(ours.peak, float64(with[i].peak)/1e6)
	}
	if err := ours.index.count(filepath.Join(public, "search")); err != nil {
		return err
	}
	searchers := []*searcher{ours}
	if pagefind != "" {
		bundle := filepath.Join(work, "pagefind")
		s, err := indexWithPagefind(ctx, pagefind, public, bundle)
		if err != nil {
			return err
		}
		folders["pagefind"] = os.DirFS(bundle)
		searchers = append(searchers, &searcher{name: "Pagefind", seconds: []float64{s.wall.Seconds()}, peak: []float64{float64(s.peak) / 1e6}, index: s})
	}

	h, err := serve(folders)
	if err != nil {
		return err
	}
	defer h.close()
	if err := chromedp.Do(tab, chromedp.Navigate(h.address)); err != nil {
		return fmt.Errorf("open the site: %w", err)
	}
	h.share()
	if ours.ask, err = askSite(tab, h.address); err != nil {
		return err
	}
	for _, s := range searchers[1:] {
		s.ask = askPagefind(h.address)
	}
	if err := askAround(tab, h, site, searchers, number, aliases); err != nil {
		return err
	}
	return writeSearches(w, searchers)
}

// buildWithout builds a source without search and with it in turn, into the folders without-1, with-1 and so on. with[i] ran just
// after without[i].
func buildWithout(ctx context.Context, work, source, dateline string, runs int) (without, with []sample, err error) {
	name := filepath.Join(source, "site.toml")
	settings, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read settings: %w", err)
	}
	build := func(search bool, out string) (sample, error) {
		if err := os.WriteFile(name, fmt.Appendf(settings, "search = %t\n", search), 0o666); err != nil {
			return sample{}, fmt.Errorf("write settings: %w", err)
		}
		out = filepath.Join(work, out)
		s, err := measure(ctx, out, dateline, "build", "--source", source, "--output", out, "--base-url", "https://example.org/", "--quiet")
		return s, errors.Join(err, setMemoryAside(source, out))
	}
	for i := range runs {
		s, err := build(false, fmt.Sprintf("without-%d", i+1))
		if err != nil {
			return nil, nil, err
		}
		without = append(without, s)
		if s, err = build(true, fmt.Sprintf("with-%d", i+1)); err != nil {
			return nil, nil, err
		}
		with = append(with, s)
	}
	return without, with, nil
}

// askAround asks queries of every kind.
func askAround(ctx context.Context, h *host, site fs.FS, searchers []*searcher, number questions[int], aliases []query) error {
	rare, err := rareQueries(site, number.rare)
	if err != nil {
		return err
	}
	titles, err := titleQueries(site, number.titles)
	if err != nil {
		return err
	}
	const few = 10
	for _, s := range searchers {
		if s.shown.rare, err = askAll(ctx, h, s.ask, rare, few); err != nil {
			return err
		}
		if s.shown.titles, err = askAll(ctx, h, s.ask, titles, few); err != nil {
			return err
		}
	}
	searchers[0].shown.aliases, err = askAll(ctx, h, searchers[0].ask, aliases, 1)
	return err
}

// writeSearches writes what each index has taken, and what asking has shown.
func writeSearches(w io.Writer, searchers []*searcher) error {
	fmt.Fprintf(w, "\nThe index:\n\n")
	err := writeTable(w, single, slices.Concat(
		rowsOf(searchers, "time, s", 2, func(s *searcher) []float64 { return s.seconds }),
		rowsOf(searchers, "peak, MB", 1, func(s *searcher) []float64 { return s.peak }),
		rowsOf(searchers, "files", 0, func(s *searcher) []float64 { return []float64{float64(s.index.files)} }),
		rowsOf(searchers, "size, MB", 1, func(s *searcher) []float64 { return []float64{float64(s.index.bytes) / 1e6} })))
	if err != nil {
		return err
	}
	for _, kind := range []struct {
		of    string
		shown func(*searcher) *figures
	}{
		{"rare words of one body", func(s *searcher) *figures { return &s.shown.rare }},
		{"words of a title", func(s *searcher) *figures { return &s.shown.titles }},
	} {
		fmt.Fprintf(w, "\n%d queries of two %s, first in a page and later:\n\n", kind.shown(searchers[0]).asked(), kind.of)
		err := writeTable(w, tail, slices.Concat(
			rowsOf(searchers, "first loads, KB", 1, func(s *searcher) []float64 { return kind.shown(s).first.kilobytes }),
			rowsOf(searchers[:1], "of it, excerpts", 1, func(s *searcher) []float64 { return kind.shown(s).first.excerpts }),
			rowsOf(searchers, "later loads, KB", 1, func(s *searcher) []float64 { return kind.shown(s).later.kilobytes }),
			rowsOf(searchers[:1], "of it, excerpts", 1, func(s *searcher) []float64 { return kind.shown(s).later.excerpts }),
			rowsOf(searchers, "first waits, ms", 0, func(s *searcher) []float64 { return kind.shown(s).first.millis }),
			rowsOf(searchers, "later waits, ms", 0, func(s *searcher) []float64 { return kind.shown(s).later.millis })))
		if err != nil {
			return err
		}
	}
	fmt.Fprintln(w)
	for _, s := range searchers {
		asked, missed := s.shown.rare.asked(), s.shown.rare.missed
		fmt.Fprintf(w, "%s shows the briefing that the rare words are from among the first ten for %d of %d queries\n", s.name, asked-len(missed), asked)
		for _, q := range missed[:min(3, len(missed))] {
			fmt.Fprintf(w, "  not for %s from %s\n", q.words, q.page)
		}
	}
	aliases := searchers[0].shown.aliases
	fmt.Fprintf(w, "%s shows an actor's record first for %d of %d of their aliases\n", searchers[0].name, aliases.asked()-len(aliases.missed), aliases.asked())
	return nil
}

// rowsOf gives a row of a figure for each search.
func rowsOf(searchers []*searcher, name string, digits int, of func(*searcher) []float64) []row {
	var rows []row
	for _, s := range searchers {
		rows = append(rows, row{name, s.name, digits, of(s)})
		name = ""
	}
	return rows
}
