package main

import (
	"fmt"
	"strings"
	"time"

	"dateline/generator"
	"dateline/generator/diag"
)

// summary is what a build did, in JSON.
type summary struct {
	Event     string         `json:"event"`
	Pages     map[string]int `json:"pages"` // by kind
	Files     int            `json:"files"`
	Bytes     int64          `json:"bytes"`
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Moved     []moved        `json:"moved"`
	Gone      int            `json:"gone"`
	Unchanged int            `json:"unchanged"`
	Skipped   []skipped      `json:"skipped"`
	Embargo   string         `json:"next_embargo,omitempty"` // RFC 3339
	Seconds   float64        `json:"seconds"`
	Output    string         `json:"output"`
}

type moved struct {
	File         string `json:"file"`
	From         string `json:"from"`
	To           string `json:"to"`
	RedirectFrom string `json:"redirect_from"` // the line to add
}

type skipped struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

func newSummary(r *generator.Result, o generator.Options, took time.Duration) summary {
	s := summary{
		Event: "built", Pages: r.Counts(), Bytes: r.Report.Bytes, New: len(r.Report.New), Changed: len(r.Report.Changed),
		Gone: len(r.Report.Gone), Unchanged: r.Report.Unchanged, Moved: []moved{}, Skipped: []skipped{}, Seconds: took.Seconds(), Output: o.Output,
	}
	for _, n := range r.Counts() {
		s.Files += n
	}
	for _, m := range r.Moves {
		s.Moved = append(s.Moved, moved{m.Path, m.From, m.To, fmt.Sprintf("redirect_from = [%q]", m.From)})
	}
	for _, h := range r.Held {
		s.Skipped = append(s.Skipped, skipped{h.File.Path, h.Reason})
	}
	if !r.NextEmbargo.IsZero() {
		s.Embargo = r.NextEmbargo.Format(time.RFC3339)
	}
	return s
}

// counted are the kinds of outputs in the order of the summary, with their words for one and for many.
var counted = [][3]string{
	{"briefing", "briefing", "briefings"}, {"actor", "actor", "actors"}, {"location", "location", "locations"}, {"topic", "topic", "topics"},
	{"series", "series", "series"}, {"author", "author", "authors"}, {"page", "page of your own", "pages of your own"},
	{"archive", "archive page", "archive pages"}, {"index", "index", "indexes"}, {"feed", "feed", "feeds"}, {"redirect", "redirect", "redirects"},
	{"asset", "bundle file", "bundle files"}, {"static", "static file", "static files"}, {"size", "smaller picture", "smaller pictures"},
}

// summary tells what a build did.
func (p printer) summary(r *generator.Result, o generator.Options, took time.Duration) {
	s := newSummary(r, o, took)
	if p.json {
		p.event(s)
		return
	}
	var parts []string
	for _, c := range counted {
		switch n := s.Pages[c[0]]; {
		case n == 1:
			parts = append(parts, "1 "+c[1])
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, c[2]))
		}
	}
	fmt.Fprintf(p.out, "%s\n", strings.Join(parts, ", "))
	fmt.Fprintf(p.out, "%d files in %s: %d new, %d changed, %d moved, %d gone; %d unchanged\n", s.Files, s.Output, s.New, s.Changed, len(s.Moved), s.Gone, s.Unchanged)
	for _, m := range s.Moved {
		fmt.Fprintf(p.out, "moved: %s from %s to %s\n  so that old links go on working, add to its front matter: %s\n", p.file(m.File), m.From, m.To, m.RedirectFrom)
	}
	for _, h := range s.Skipped {
		fmt.Fprintf(p.out, "skipped: %s: %s\n", p.file(h.File), h.Reason)
	}
	if s.Embargo != "" {
		fmt.Fprintf(p.out, "the next embargo ends at %s: build again then\n", s.Embargo)
	}
	fmt.Fprintf(p.out, "done in %s\n", duration(took))
}

func duration(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// problems counts what keeps a site from being published.
func problems(r *generator.Result, strict bool) string {
	text := plural(r.Diagnostics.Count(diag.Error), "error")
	if n := r.Diagnostics.Count(diag.Warning); strict && n > 0 {
		text += ", " + plural(n, "warning") + " (--strict)"
	}
	return text
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
