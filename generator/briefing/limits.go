package briefing

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// What a body may hold. The parser's time grows with the square of some inputs that no writer makes; they are refused
// by one linear look before it sees them.
const (
	maxBody       = 2 << 20    // bytes
	maxDepth      = 100        // of lists, quotes and notes inside one another, and of emphasis inside emphasis
	maxLineLevels = 2_000_000  // lines times the depth they stand at
	maxRunLines   = 9_000_000  // lines without a blank one between them
	maxRunMarks   = 20_000     // brackets, asterisks and their like without a blank line between them
	maxRunStars   = 10_000     // rows of asterisks, underscores or tildes without a blank line between them
	maxRunSteps   = 50_000_000 // such lines times such marks
	maxRunCells   = 200_000    // of a table
)

// refusal is the reason why a body is not parsed, and the byte at which it was found.
type refusal struct {
	offset  int
	kind    string
	message string
	hint    string
}

// refuse looks for what would keep the parser busy for seconds. It never refuses less than it must: where it cannot
// know without parsing how deep a line stands, it takes the deepest possible.
func refuse(text []byte) *refusal {
	if len(text) > maxBody {
		return &refusal{0, "body-size", fmt.Sprintf("the text is larger than %d MiB", maxBody>>20),
			"split it into several briefings"}
	}
	var s nesting
	for start := 0; start < len(text); {
		end := start + bytes.IndexByte(text[start:], '\n')
		if end < start {
			end = len(text)
		}
		if r := s.line(text[start:end], start); r != nil {
			return r
		}
		start = end + 1
	}
	return nil
}

// nesting follows how deep the lines of a body can stand.
type nesting struct {
	blank   bool // the line before was blank
	open    int  // blocks that may be open
	markers int  // list markers since no list can be open
	levels  int  // sum of open over all lines
	lines   int  // lines since the last blank one
	marks   int  // marks since the last blank line
	stars   int  // rows of asterisks, underscores and tildes since the last blank line
	cells   int  // of each row, if a table's head has been seen since the last blank line
}

func (s *nesting) line(line []byte, offset int) *refusal {
	if len(bytes.TrimLeft(line, " \t")) == 0 {
		s.blank, s.lines, s.marks, s.stars, s.cells = true, 0, 0, 0, 0
		return s.spend(offset)
	}
	p := prefixOf(line)
	if s.blank && p.columns < 2 && p.markers == 0 && p.quotes == 0 {
		s.markers = 0
	}
	depth := p.quotes + p.markers + min(p.columns/2, s.markers)
	s.markers += p.markers
	if s.blank {
		s.open = depth
	} else {
		s.open = max(s.open, depth) // the line may go on with the paragraph above it, however deep that stands
	}
	s.blank = false
	if depth > maxDepth {
		return &refusal{offset, "nesting", fmt.Sprintf("lists or quotes are nested deeper than %d levels", maxDepth),
			"use fewer levels; inside a code block, shorten the row of markers at the line's beginning"}
	}
	s.lines++
	if s.lines > maxRunLines {
		return &refusal{offset, "paragraph-size",
			fmt.Sprintf("more than %d lines without a blank line between them", maxRunLines), "put a blank line in"}
	}
	s.marks += countMarks(line)
	if s.marks > maxRunMarks || s.marks*s.lines > maxRunSteps {
		return &refusal{offset, "paragraph-size",
			fmt.Sprintf("%d brackets, asterisks and other marks in %d lines without a blank one", s.marks, s.lines),
			"put a blank line in"}
	}
	s.stars += countStars(line)
	if s.stars > maxRunStars {
		return &refusal{offset, "paragraph-size",
			fmt.Sprintf("%d asterisks, underscores and tildes in %d lines without a blank one", s.stars, s.lines), "put a blank line in"}
	}
	if row := line[p.end:]; len(bytes.Trim(row, "|-: \t")) == 0 {
		s.cells = max(s.cells, bytes.Count(row, []byte("|"))+1)
	}
	if s.cells*s.lines > maxRunCells {
		return &refusal{offset, "table-size", fmt.Sprintf("a table of more than %d cells", maxRunCells),
			"split it, or publish it as a CSV file beside the briefing"}
	}
	return s.spend(offset)
}

func (s *nesting) spend(offset int) *refusal {
	s.levels += s.open
	if s.levels > maxLineLevels {
		return &refusal{offset, "nesting", "too many lines inside deeply nested lists or quotes", "use fewer levels"}
	}
	return nil
}

// prefix is what stands before a line's own text.
type prefix struct {
	quotes, markers int // of quotes; of lists, notes and definitions
	columns         int // of white space
	end             int // where the text begins, in bytes
}

func prefixOf(line []byte) prefix {
	var p prefix
	dashes, stars := -1, -1 // where a row of them that ends the line begins; -1 is not yet known
	for p.end < len(line) {
		i := p.end
		switch c := line[i]; {
		case c == ' ':
			p.columns++
			p.end++
		case c == '\t':
			p.columns += 4
			p.end++
		case c == '>':
			p.quotes++
			p.end++
		case c == '-' && rowStart(line, "- \t", &dashes) <= i, c == '*' && rowStart(line, "* \t", &stars) <= i:
			return p // a rule across the page
		default:
			n := markerLength(line[i:])
			if n == 0 {
				return p
			}
			p.markers++
			p.end += n
		}
	}
	return p
}

func rowStart(line []byte, set string, known *int) int {
	if *known < 0 {
		*known = len(bytes.TrimRight(line, set))
	}
	return *known
}

// markerLength gives the length of the list marker, the definition's colon or the note's label that line begins with.
func markerLength(line []byte) int {
	n := 0
	switch c := line[0]; {
	case c == '-', c == '+', c == '*', c == ':':
		n = 1
	case '0' <= c && c <= '9':
		for n < len(line) && n < 10 && '0' <= line[n] && line[n] <= '9' {
			n++
		}
		if n == len(line) || line[n] != '.' && line[n] != ')' {
			return 0
		}
		n++
	case bytes.HasPrefix(line, []byte("[^")):
		end := bytes.Index(line[:min(len(line), 1100)], []byte("]:"))
		if end < 0 {
			return 0
		}
		return end + 2
	default:
		return 0
	}
	if n < len(line) && line[n] != ' ' && line[n] != '\t' {
		return 0
	}
	return n
}

var markTable = func() (t [256]bool) {
	for _, c := range []byte("[]*_~`<!&") {
		t[c] = true
	}
	return t
}()

func countMarks(line []byte) int {
	n := 0
	for _, c := range line {
		if markTable[c] {
			n++
		}
	}
	return n
}

// countStars counts what may begin or end emphasis. The parser may look for the beginning of each among all that are before it.
func countStars(line []byte) int {
	n, last := 0, byte(0)
	for _, c := range line {
		if (c == '*' || c == '_' || c == '~') && c != last {
			n++
		}
		last = c
	}
	return n
}

// normalise ends every line with LF, and puts the replacement character where there is something that no web page may
// hold. It gives text itself when nothing is to be done. Characters keep their line and column.
func normalise(text []byte) []byte {
	if isNormal(text) {
		return text
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.Map(func(r rune) rune {
		if r == '\r' {
			return '\n'
		}
		return publishable(r)
	}, text)
}

func isNormal(text []byte) bool {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if size == 1 || publishable(r) != r {
			return false
		}
		i += size
	}
	return true
}

// publishable gives r, or the replacement character for one that an HTML page may not hold
// (HTML Standard, 13.2.3.5: controls and noncharacters).
func publishable(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r < ' ', 0x7f <= r && r < 0xa0, 0xd800 <= r && r < 0xe000, 0xfdd0 <= r && r <= 0xfdef, r&0xfffe == 0xfffe,
		r > utf8.MaxRune:
		return utf8.RuneError
	}
	return r
}
