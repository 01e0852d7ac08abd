package briefing

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/diag"
	"dateline/generator/tomldoc"
)

const (
	fence        = "+++"
	bom          = "\ufeff"
	fenceExample = `begin the file with a line +++, then title = "…" and date = 2025-04-04, then again a line +++`
)

// exampleOf shows the front matter that a file at the path needs at least.
func exampleOf(path string) string {
	top, _, _ := strings.Cut(strings.TrimPrefix(path, "briefings/"), "/")
	switch kind := folders[top]; kind {
	case Briefing:
		return fenceExample
	case Page:
		return `begin the file with a line +++, then title = "…", then again a line +++`
	default:
		return `begin the file with a line +++, then name = "…", then again a line +++`
	}
}

// Parse reads one source file. Path is slash-separated below the source folder and tells what the file is about; text
// is the file's bytes. All that is wrong is in the list, with positions; the file is never nil, and holds what could
// be read.
func Parse(path string, text []byte) (*File, diag.List) { return NewShelf(1).Parse(path, text, nil) }

// Parse is as the function, for a file on the shelf, and gives keep the body, if there is one that could be parsed, which is of use until
// keep returns; nil for nothing.
func (s *Shelf) Parse(path string, text []byte, keep func(*File, *Parsed)) (*File, diag.List) {
	var list diag.List
	f := s.file()
	f.named(path, &list)
	f.Hash = sha256.Sum256(text)
	if !readable(path, text, &list) {
		return f, list
	}
	front, ok := cut(path, text, &list)
	if !ok {
		return f, list
	}
	f.Front = xxhash.Sum64String(front.text)
	f.Body.Offset, f.Body.FirstLine = front.bodyAt, front.bodyLine
	f.decode(front, &list)
	f.Body = parseBody(f, text[front.bodyAt:], &list, keep)
	if f.Summary != "" {
		f.Body.Excerpt = ""
	}
	s.put(f)
	list.Sort()
	return f, list
}

// readable reports whether the bytes are text in UTF-8.
func readable(path string, text []byte, list *diag.List) bool {
	at, message, hint := -1, "", "save the file as UTF-8"
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(text, []byte(bom)))) == 0:
		list.Error(diag.Pos{File: path, Line: 1, Column: 1}, "empty-file", "the file is empty", exampleOf(path))
		return false
	case bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")):
		at, message, hint = 0, "the file is UTF-16", "save it as UTF-8, in the dialogue under \"encoding\""
	case bytes.IndexByte(text, 0) >= 0:
		at, message = bytes.IndexByte(text, 0), "a NUL character: this is not a text in UTF-8"
	case !utf8.Valid(text):
		at = invalidAt(text)
		message = fmt.Sprintf("the byte 0x%02X is not UTF-8", text[at])
	}
	if at < 0 {
		return true
	}
	list.Error(position(path, text, at), "bad-encoding", message, hint)
	return false
}

func invalidAt(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}

// position gives the place of an offset in a file's bytes.
func position(path string, text []byte, at int) diag.Pos {
	line, start := 1, 0
	for i := 0; i < at; {
		next := i + LineLength(text[i:])
		if next > at || next == at && text[next-1] != '\n' && text[next-1] != '\r' {
			break
		}
		i, start = next, next
		line++
	}
	column := utf8.RuneCount(bytes.TrimPrefix(text[start:at], []byte(bom))) + 1
	return diag.Pos{File: path, Line: int32(line), Column: int32(column)}
}

// LineLength gives the length of the first line of text with its end: LF, CRLF or CR.
func LineLength(text []byte) int {
	n := bytes.IndexAny(text, "\r\n")
	switch {
	case n < 0:
		return len(text)
	case bytes.HasPrefix(text[n:], []byte("\r\n")):
		return n + 2
	}
	return n + 1
}

// front is the front matter of a file.
type front struct {
	text      string // between the two fences
	fenceLine int    // line of the opening fence
	bodyAt    int    // offset behind the closing fence's line
	bodyLine  int
}

// cut finds the front matter. Blank lines may stand before it, white space behind the fences.
func cut(path string, text []byte, list *diag.List) (front, bool) {
	at, line := 0, 1
	if bytes.HasPrefix(text, []byte(bom)) {
		at = len(bom)
	}
	n := LineLength(text[at:])
	for len(bytes.TrimSpace(text[at:at+n])) == 0 {
		at, line = at+n, line+1
		n = LineLength(text[at:])
	}
	first := bytes.TrimSpace(text[at : at+n])
	if string(first) != fence || text[at] != '+' {
		noFence(diag.Pos{File: path, Line: int32(line), Column: 1}, first, list)
		return front{}, false
	}
	f := front{fenceLine: line}
	at, line = at+n, line+1
	for start := at; at < len(text); {
		n := LineLength(text[at:])
		if text[at] == '+' && string(bytes.TrimRight(text[at:at+n], " \t\r\n")) == fence {
			f.text, f.bodyAt, f.bodyLine = string(text[start:at]), at+n, line+1
			if at-start > tomldoc.MaxSize {
				list.Error(diag.Pos{File: path, Line: int32(f.fenceLine), Column: 1}, "too-large",
					fmt.Sprintf("the front matter has %d KiB; at most %d KiB are read", (at-start)>>10, tomldoc.MaxSize>>10),
					"move long texts below the closing +++")
				return f, false
			}
			return f, true
		}
		at, line = at+n, line+1
	}
	list.Error(diag.Pos{File: path, Line: int32(f.fenceLine), Column: 1}, "unclosed-front-matter", "the front matter has no closing +++",
		"put a line with nothing but +++ below the last setting")
	return f, false
}

// noFence says what stands where the opening fence must be.
func noFence(pos diag.Pos, first []byte, list *diag.List) {
	message, hint := "no front matter", exampleOf(pos.File)
	switch {
	case bytes.HasPrefix(first, []byte("---")):
		message = "--- begins front matter in YAML, and Dateline reads TOML between two lines +++"
		hint = `replace both lines --- by +++, and write title = "…" in place of title: …`
	case bytes.HasPrefix(first, []byte("{")):
		message = "this looks like front matter in JSON, and Dateline reads TOML between two lines +++"
	case string(first) == fence:
		message, hint = "the line +++ must begin without a space", "take out what stands before the +++"
	case bytes.HasPrefix(first, []byte("+")):
		message, hint = "front matter begins with a line of three plus signs and nothing else", "write exactly +++ on this line"
	}
	list.Error(pos, "no-front-matter", message, hint)
}
