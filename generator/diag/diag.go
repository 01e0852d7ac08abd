// Package diag holds what Dateline tells a writer about the source: a position, a message, a way out.
// It knows nothing of briefings or sites.
package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Pos is a place in a source file. File is slash-separated below the source folder. Line and Column count from 1,
// columns in characters (code points), not bytes; 0 means that the message is about the whole file.
type Pos struct {
	File   string
	Line   int32
	Column int32
}

// Place gives the position without its file.
func (p Pos) Place() Place { return Place{p.Line, p.Column} }

// Place is a position in a file that is known from elsewhere.
type Place struct {
	Line   int32
	Column int32
}

// In gives the position in a file.
func (p Place) In(file string) Pos { return Pos{file, p.Line, p.Column} }

// Severity tells what a diagnostic does to a build.
type Severity uint8

const (
	// Error stops the build: nothing that is published changes.
	Error Severity = iota
	// Warning lets the build go on, unless --strict is given.
	Warning
	// Note is for the writer to know; --strict does not count it.
	Note
)

// String gives the severity's name as it stands in JSON output.
func (s Severity) String() string {
	return [...]string{"error", "warning", "note"}[s]
}

// Diagnostic is one thing to tell the writer.
type Diagnostic struct {
	Pos
	Severity Severity
	Kind     string // short and stable, like "unknown-key"; messages of one kind are counted together
	Message  string // one line, lower case, no full stop
	Excerpt  string // the source line at Pos; filled by List.Excerpts
	Hint     string // the way out
}

// List collects diagnostics. The zero value is ready to use. It is not safe for concurrent use: every worker fills
// its own and they are joined in order.
type List []Diagnostic

// Errorf-like helpers take the message ready-made: positions and hints are always given apart from it.

// Error adds an error.
func (l *List) Error(pos Pos, kind, message, hint string) {
	*l = append(*l, Diagnostic{Pos: pos, Severity: Error, Kind: kind, Message: message, Hint: hint})
}

// Warn adds a warning.
func (l *List) Warn(pos Pos, kind, message, hint string) {
	*l = append(*l, Diagnostic{Pos: pos, Severity: Warning, Kind: kind, Message: message, Hint: hint})
}

// Note adds a note.
func (l *List) Note(pos Pos, kind, message, hint string) {
	*l = append(*l, Diagnostic{Pos: pos, Severity: Note, Kind: kind, Message: message, Hint: hint})
}

// Count gives the number of diagnostics of a severity.
func (l List) Count(s Severity) int {
	n := 0
	for i := range l {
		if l[i].Severity == s {
			n++
		}
	}
	return n
}

// HasErrors reports whether any of them stops the build.
func (l List) HasErrors() bool { return l.Count(Error) > 0 }

// Sort orders by file, line, column, severity and message, and drops exact repetitions.
func (l *List) Sort() {
	slices.SortStableFunc(*l, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity), strings.Compare(a.Message, b.Message))
	})
	*l = slices.Compact(*l)
}

// Excerpts fills in the source line of every diagnostic that has a position and no excerpt yet. read gives a file's
// bytes; a file that cannot be read leaves its excerpts empty.
func (l List) Excerpts(read func(file string) ([]byte, error)) {
	var file string
	var lines []string
	for i := range l {
		d := &l[i]
		if d.Line == 0 || d.Excerpt != "" {
			continue
		}
		if d.File != file || lines == nil {
			file, lines = d.File, []string{}
			if text, err := read(file); err == nil {
				lines = splitLines(string(text))
			}
		}
		if int(d.Line) <= len(lines) {
			d.Excerpt = lines[d.Line-1]
		}
	}
}

// splitLines ends lines at LF, CRLF and a lone CR, as the parsers do.
func splitLines(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
}
