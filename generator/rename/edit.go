package rename

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/tomldoc"
)

// edit puts a text in the place of the bytes from one offset to another.
type edit struct {
	from, to int
	text     string
}

// apply makes edits, which are in order and do not overlap.
func apply(text []byte, edits []edit) []byte {
	var b bytes.Buffer
	at := 0
	for _, e := range edits {
		b.Write(text[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.Write(text[at:])
	return b.Bytes()
}

// front is the front matter of a text, which is sound.
type front struct {
	text    []byte // all of it
	start   int    // behind the opening fence
	line    int    // on which start stands
	newline string // with which lines end
	table   *tomldoc.Table
}

const bom = "\ufeff"

func newFront(t Text) front {
	text, at, line, blank := t.Bytes, 0, 1, true
	if bytes.HasPrefix(text, []byte(bom)) {
		at = len(bom)
	}
	fence := at
	for blank {
		fence = at
		at += briefing.LineLength(text[at:])
		blank = len(bytes.TrimSpace(text[fence:at])) == 0
		line++
	}
	f := front{text: text, start: at, line: line, newline: string(text[len(bytes.TrimRight(text[:at], "\r\n")):at])}
	closing := at
	for at < t.File.Body.Offset {
		closing = at
		at += briefing.LineLength(text[at:])
	}
	if bytes.HasPrefix(text[f.start:], []byte(bom)) { // It is not counted as a column.
		f.start += len(bom)
	}
	f.table = tomldoc.Parse(t.File.Path, string(text[f.start:closing]), line, &diag.List{})
	return f
}

// offset gives the offset of a place in the front matter.
func (f front) offset(pos diag.Place) int {
	at := f.start
	for line := f.line; line < int(pos.Line); line++ {
		at += briefing.LineLength(f.text[at:])
	}
	for range pos.Column - 1 {
		_, size := utf8.DecodeRune(f.text[at:])
		at += size
	}
	return at
}

// lineEnd gives the offset of the end of the line in which an offset lies, before what ends it.
func (f front) lineEnd(at int) int { return at + bytes.IndexAny(f.text[at:], "\r\n") }

// nextLine gives the offset of the next line.
func (f front) nextLine(at int) int { return at + briefing.LineLength(f.text[at:]) }

// below puts lines below that of a key which holds a text, or first when there is none.
func (f front) below(key string, lines []string) edit {
	at := f.start
	if f.table.Has(key) {
		at = f.nextLine(stringEnd(f.text, f.offset(f.table.Pos(key).Place())))
	}
	return edit{at, at, strings.Join(lines, f.newline) + f.newline}
}

// add puts names behind those of a list that begins at an offset, in its form; a single text becomes a list.
func (f front) add(at int, names []string) []edit {
	if f.text[at] != '[' {
		end := stringEnd(f.text, at)
		return []edit{{at, at, "["}, {end, end, ", " + strings.Join(all(names, string(f.text[at:end])), ", ") + "]"}}
	}
	from, to, comma, end := 0, 0, 0, at+1 // the last name, the comma behind it, the closing bracket
	for end = f.skip(end); f.text[end] != ']'; end = f.skip(end) {
		if f.text[end] == ',' {
			end++
			comma = end
			continue
		}
		from, comma = end, 0
		end = stringEnd(f.text, end)
		to = end
	}
	if to == 0 {
		return []edit{{at + 1, at + 1, strings.Join(all(names, ""), ", ")}}
	}
	like := string(f.text[from:to])
	behind := max(to, comma)
	if f.lineEnd(behind) > end {
		return []edit{{to, to, ", " + strings.Join(all(names, like), ", ")}}
	}
	var edits []edit
	indent := "\n" + f.indent(at, from)
	lines := strings.Join(all(names, like), ","+indent)
	if comma == 0 {
		edits = append(edits, edit{to, to, ","})
	} else {
		lines += ","
	}
	next := f.nextLine(behind)
	return append(edits, edit{next, next, strings.ReplaceAll(indent[1:]+lines+"\n", "\n", f.newline)})
}

// indent gives the white space before a list's element when it begins a line.
func (f front) indent(list, element int) string {
	start := bytes.LastIndexAny(f.text[:element], "\r\n") + 1
	if start <= list {
		return "  "
	}
	line := f.text[start:element]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// skip goes on to what is neither white space nor a comment.
func (f front) skip(at int) int {
	for {
		switch f.text[at] {
		case ' ', '\t', '\r', '\n':
			at++
		case '#':
			at = f.lineEnd(at)
		default:
			return at
		}
	}
}

// stringEnd gives the offset behind the string that begins at an offset (TOML 1.0, section String).
func stringEnd(text []byte, at int) int {
	quote := text[at]
	width := 1
	if bytes.HasPrefix(text[at:], bytes.Repeat(text[at:at+1], 3)) {
		width = 3
	}
	for at += width; at < len(text); at++ {
		switch {
		case text[at] == '\\' && quote == '"':
			at++
		case text[at] != quote:
		case width == 1:
			return at + 1
		default:
			run := len(text[at:]) - len(bytes.TrimLeft(text[at:], string(quote)))
			if run >= width {
				return at + min(run, 5) // One or two may stand before the closing three.
			}
			at += run - 1
		}
	}
	return at
}

// quoted writes a name as a string in the quotes of another, if it can stand in them.
func quoted(name, like string) string {
	switch {
	case strings.HasPrefix(like, `"""`):
		return `""` + basic(name) + `""`
	case strings.HasPrefix(like, "'''") && !strings.Contains(name, "'"):
		return "'''" + name + "'''"
	case strings.HasPrefix(like, "'") && !strings.Contains(name, "'"):
		return "'" + name + "'"
	}
	return basic(name)
}

// all writes names as strings in the quotes of another.
func all(names []string, like string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = quoted(n, like)
	}
	return list
}

// basic writes a name, which has no control characters, as a basic string.
func basic(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

func array(names []string) string { return "[" + strings.Join(all(names, ""), ", ") + "]" }
