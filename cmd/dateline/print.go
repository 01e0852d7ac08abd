package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"dateline/generator/diag"
	"golang.org/x/text/width"
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
			line, column := place(d)
			p.event(message{"message", d.File, line, column, d.Severity.String(), d.Kind, d.Message, d.Hint})
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
	if line, column := place(d); line > 0 {
		where += fmt.Sprintf(":%d:%d", line, column)
	}
	severity := ""
	if d.Severity != diag.Error {
		severity = d.Severity.String() + ": "
	}
	fmt.Fprintf(p.err, "%s: %s%s\n", where, severity, diag.Visible(d.Message))
	if d.Excerpt != "" {
		line, before := d.Cut()
		fmt.Fprintf(p.err, "    %s\n", line)
		if d.Column > 0 {
			fmt.Fprintf(p.err, "    %s^\n", strings.Repeat(" ", cells(before)))
		}
	}
	if d.Hint != "" {
		fmt.Fprintf(p.err, "  %s\n", diag.Visible(d.Hint))
	}
}

// place gives where an editor is to jump to: what is about a text as a whole is said at its beginning.
func place(d diag.Diagnostic) (line, column int32) {
	if d.Line == 0 && path.Ext(d.File) == ".md" {
		return 1, 1
	}
	if d.Line == 0 {
		return 0, 0
	}
	return d.Line, cmp.Or(d.Column, 1)
}

// file gives a file's name as an editor opened beside the source folder finds it.
func (p printer) file(name string) string {
	name = diag.Visible(name)
	if p.source == "." || filepath.IsAbs(name) || strings.HasPrefix(name, "--") || strings.HasPrefix(name, "built-in") {
		return name // It stands elsewhere, or is no file.
	}
	return filepath.Join(p.source, name)
}

// cells gives the width of a text on a terminal: Chinese, Japanese and Korean characters and most emoji take two cells
// (Unicode Standard Annex 11), marks that sit on a letter none.
func cells(text string) int {
	n := 0
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// event prints an object as one line of JSON.
func (p printer) event(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("dateline: event %T: %v", v, err)) // Plain fields always encode.
	}
	fmt.Fprintf(p.out, "%s\n", text)
}
