package main

import (
	"strings"
	"testing"

	"dateline/generator/diag"
)

// Every command says what it does, and how it is typed.
func TestEveryCommandHasAnExample(t *testing.T) {
	root := newRoot()
	all := root.Commands()
	for _, cmd := range root.Commands() {
		all = append(all, cmd.Commands()...)
	}
	for _, cmd := range all {
		if !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Errorf("%s has no example of itself", cmd.Name())
		}
		if cmd.Short == "" || cmd.Long == "" {
			t.Errorf("%s does not say what it does", cmd.Name())
		}
	}
}

// The caret stands under the character that is meant, also on a line that is cut.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 80) + "王伟" + strings.Repeat("y", 80)
	for _, tt := range []struct {
		line   string
		column int32
		shown  string // from the caret on
	}{
		{"title = 5", 9, "5"},
		{"title = ", 9, ""},
		{"王伟 = “x”", 6, "“x”"},
		{"e\u0301te\u0301 !", 7, "!"},
		{"می\u200cخواهد !", 10, "!"},
		{"👍 !", 3, "!"},
		{"\ttab !", 6, "!"},
		{"bell\a!", 6, "!"},
		{"", 1, ""},
		{long, 82, "伟" + strings.Repeat("y", 49) + "…"},
		{long, 163, ""},
		{long, 1, strings.Repeat("x", 80) + "王伟" + strings.Repeat("y", 18) + "…"},
	} {
		line, before := diag.Diagnostic{Excerpt: tt.line, Pos: diag.Pos{Column: tt.column}}.Cut()
		if rest := cut(line, cells(before)); rest != tt.shown {
			t.Errorf("excerpt(%q, %d) = %q, the caret at %q, want %q", tt.line, tt.column, line, rest, tt.shown)
		}
	}
}

// cut takes so many cells of a terminal off a line.
func cut(line string, n int) string {
	runes := []rune(line)
	for i := range runes {
		if cells(string(runes[:i])) == n && (i == len(runes) || cells(string(runes[i:i+1])) > 0) {
			return string(runes[i:])
		}
	}
	return ""
}
