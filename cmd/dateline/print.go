package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/generator/diag"
)

// perKind is how many messages of a kind are printed before they are only counted.
const perKind = 10

// printer prints messages and events.
type printer struct {
	out, err io.Writer
	source   string // the source folder as given, put before the files of messages so that an editor can jump to them
	json     bool
}

// message is a diagnostic in JSON.
type message struct {
	Event    string `json:"event"`
	File     string `json:"file"` // below the source folder
	Line     int32  `json:"line"`
	Column   int32  `json:"column"`
	Severity string `json:"severity"`
	Kind     string `json:"kind"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// diagnostics prints all messages: as text ten of a kind, then a count.
func (p printer) diagnostics(list diag.List) {
	seen := map[string]int{}
	for _, d := range list {
		if p.json {
			p.event(message{"message", d.File, d.Line, d.Column, d.Severity.String(), d.Kind, d.Message, d.Hint})
			continue
		}
		if seen[d.Kind]++; seen[d.Kind] <= perKind {
			p.text(d)
		}
	}
	for _, d := range list {
		if more := seen[d.Kind] - perKind; more > 0 && !p.json {
			fmt.Fprintf(p.err, "and %d more of the kind %q\n", more, d.Kind)
			seen[d.Kind] = 0
		}
	}
}

// text prints one message: a line that an editor can jump to, the excerpt, the way out.
func (p printer) text(d diag.Diagnostic) {
	where := p.file(d.File)
	if d.Line > 0 {
		where += fmt.Sprintf(":%d:%d", d.Line, cmp.Or(d.Column, 1))
	}
	severity := ""
	if d.Severity != diag.Error {
		severity = d.Severity.String() + ": "
	}
	fmt.Fprintf(p.err, "%s: %s%s\n", where, severity, visible(d.Message))
	if d.Excerpt != "" {
		line, caret := excerpt(d.Excerpt, int(d.Column))
		fmt.Fprintf(p.err, "    %s\n", line)
		if d.Column > 0 {
			fmt.Fprintf(p.err, "    %s^\n", strings.Repeat(" ", caret))
		}
	}
	if d.Hint != "" {
		fmt.Fprintf(p.err, "  %s\n", visible(d.Hint))
	}
}

func (p printer) file(name string) string {
	if p.source == "." || filepath.IsAbs(name) || strings.HasPrefix(name, "-") {
		return name
	}
	if _, ok := strings.CutPrefix(name, p.source); ok || strings.HasPrefix(name, "built-in") {
		return name
	}
	return filepath.Join(p.source, name)
}

// width is how much of a long line an excerpt shows.
const width = 100

// excerpt cuts a line around a column and gives the caret's place in what is left. Tabs and control characters become
// spaces, so that the caret stands where it belongs.
func excerpt(line string, column int) (string, int) {
	runes := []rune(visible(line))
	caret := max(0, column-1)
	start := 0
	if caret > width*3/4 {
		start = caret - width/2
	}
	end := min(len(runes), start+width)
	start = min(start, end)
	text := string(runes[start:end])
	caret -= start
	if start > 0 {
		text = "…" + text
		caret++
	}
	if end < len(runes) {
		text += "…"
	}
	return text, caret
}

// visible makes what comes out of a file safe for a terminal: nothing in it can move the cursor or turn the text around.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return ' '
		}
		return r
	}, s)
}

// event prints an object as one line of JSON.
func (p printer) event(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("dateline: event %T: %v", v, err)) // Plain fields always encode.
	}
	fmt.Fprintf(p.out, "%s\n", text)
}
