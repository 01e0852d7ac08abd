package diag

import (
	"strings"
	"unicode"
)

// maxExcerpt is how many characters of a long line are shown.
const maxExcerpt = 100

// Cut gives the excerpt, cut around the column when it is long, and what of it stands before the column: a caret goes
// below the character after that. Tabs are single spaces in both.
func (d Diagnostic) Cut() (line, before string) {
	runes := []rune(Visible(d.Excerpt))
	caret := max(0, int(d.Column)-1)
	start := 0
	if caret > maxExcerpt*3/4 {
		start = caret - maxExcerpt/2
	}
	end := min(len(runes), start+maxExcerpt)
	start = min(start, end)
	line, before = string(runes[start:end]), string(runes[start:min(caret, end)])+strings.Repeat(" ", max(0, caret-end))
	if start > 0 {
		line, before = "…"+line, "…"+before
	}
	if end < len(runes) {
		line += "…"
	}
	return line, before
}

// Visible makes what comes out of a file safe to show: nothing in it can move a cursor or turn the text around.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return unicode.ReplacementChar
		case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
			return r // Persian and Indian scripts need them.
		case unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return ' '
		}
		return r
	}, s)
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)
