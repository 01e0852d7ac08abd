package rename

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
)

// around is how many unchanged lines a diff shows before and after a change.
const around = 3

// span is some lines in a row, and those that take their place.
type span struct {
	from, to int // from, up to but not including to, counted from 0
	lines    [][]byte
}

// Diff gives the change as a unified diff, which "patch -p1" and "git apply" take.
func (c Change) Diff() string {
	var b strings.Builder
	if c.Created {
		lines := split(c.Text)
		fmt.Fprintf(&b, "--- /dev/null\n+++ b/%s\n@@ -0,0 +1,%d @@\n", c.Path, len(lines))
		write(&b, '+', lines)
		return b.String()
	}
	fmt.Fprintf(&b, "--- a/%[1]s\n+++ b/%[1]s\n", c.Path)
	old, spans, shift := split(c.was), c.spans(), 0
	for len(spans) > 0 {
		n := 1
		for n < len(spans) && spans[n].from-spans[n-1].to <= 2*around {
			n++
		}
		shift = hunk(&b, old, spans[:n], shift)
		spans = spans[n:]
	}
	return b.String()
}

// hunk writes changes that stand near each other. shift is by how many lines what follows stood lower in the new file
// before the hunk; the result is the same behind it.
func hunk(b *strings.Builder, old [][]byte, spans []span, shift int) int {
	from, to := max(0, spans[0].from-around), min(len(old), spans[len(spans)-1].to+around)
	grown := 0
	for _, s := range spans {
		grown += len(s.lines) - (s.to - s.from)
	}
	fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n", from+1, to-from, from+1+shift, to-from+grown)
	for _, s := range spans {
		write(b, ' ', old[from:s.from])
		write(b, '-', old[s.from:s.to])
		write(b, '+', s.lines)
		from = s.to
	}
	write(b, ' ', old[from:to])
	return shift + grown
}

// spans gives the lines that the edits touch, in order.
func (c Change) spans() []span {
	var starts []int // of lines, and the end
	for at, lines := 0, split(c.was); len(starts) <= len(lines); {
		starts = append(starts, at)
		if n := len(starts); n <= len(lines) {
			at += len(lines[n-1])
		}
	}
	touched := func(e edit) (from, to int) {
		from = sort.SearchInts(starts, e.from+1) - 1
		if e.from == e.to && e.from == starts[from] && strings.HasSuffix(e.text, "\n") {
			return from, from // whole lines come in between
		}
		return from, min(sort.SearchInts(starts, e.to+1), len(starts)-1)
	}
	var spans []span
	for edits := c.edits; len(edits) > 0; {
		from, to := touched(edits[0])
		here := []edit{}
		for len(edits) > 0 {
			f, t := touched(edits[0])
			if len(here) > 0 && f >= to {
				break
			}
			e := edits[0]
			here, edits, to = append(here, edit{e.from - starts[from], e.to - starts[from], e.text}), edits[1:], max(to, t)
		}
		spans = append(spans, span{from, to, split(apply(c.was[starts[from]:starts[to]], here))})
	}
	return spans
}

// split gives the lines of a text, each with its end. As in any diff, LF alone ends them.
func split(text []byte) [][]byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	if len(lines[len(lines)-1]) == 0 { // There is always one.
		lines = lines[:len(lines)-1]
	}
	return lines
}

func write(b *strings.Builder, mark byte, lines [][]byte) {
	for _, line := range lines {
		b.WriteByte(mark)
		b.Write(line)
		if !bytes.HasSuffix(line, []byte("\n")) {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
