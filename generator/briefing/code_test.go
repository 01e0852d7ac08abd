package briefing

import (
	"strings"
	"testing"
	"time"
)

func TestAppendCodeBounds(t *testing.T) {
	line := "x := 1\n"
	tests := []struct {
		name, code  string
		highlighted bool
	}{
		{"short", line, true},
		{"as long as may be", strings.Repeat(line, maxCodeBlock/len(line)), true},
		{"too long", strings.Repeat(line, maxCodeBlock/len(line)+1), false},
		{"a line as long as may be", strings.Repeat("x", maxCodeLine-1) + "\n", true},
		{"a line too long", line + strings.Repeat("x", maxCodeLine) + "\n", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		html := string(appendCode(nil, []byte(tt.code), "go"))
		if got := strings.Contains(html, `class="chroma"`); got != tt.highlighted {
			t.Errorf("%s: highlighted is %v", tt.name, got)
		}
		if strings.Count(html, "x") < strings.Count(tt.code, "x") {
			t.Errorf("%s: code is missing", tt.name)
		}
	}
}

// TestAppendCodeAllLanguages gives every lexer text that it does not expect. Each must give the text back, tagged.
func TestAppendCodeAllLanguages(t *testing.T) {
	code := []byte("<script>alert(\"&amp;\")</script>\n\t'a' /* b\n# c é 王\n{{ d }} <% e %>\n\\\n---\nf: [1, 2.5e3]\n")
	for name := range lexersByName() {
		start := time.Now()
		checkHTML(t, "```"+name+"\n"+string(code)+"```\n")
		html := string(appendCode(nil, code, name))
		if strings.Contains(html, "<script") || strings.Contains(html, "style=") {
			t.Errorf("%s: %s", name, html)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
	}
}

func TestLexersByName(t *testing.T) {
	for _, name := range []string{"go", "json", "yaml", "yml", "python", "py", "bash", "sh", "c++", "c#", "js", "toml", "html", "sql", "diff", "r", "xml"} {
		if lexersByName()[name] == nil {
			t.Errorf("no lexer for %s", name)
		}
	}
	for _, name := range []string{"jsonata", "jungle"} { // which stand still on text that they do not expect
		if lexersByName()[name] == nil {
			t.Errorf("no lexer for %s: TestAppendCodeAllLanguages does not test the guard", name)
		}
	}
	if lexersByName()["klingon"] != nil {
		t.Error("a lexer for klingon")
	}
}

// TestAppendCodeIsStable renders the same code again and again: the lexers keep state.
func TestAppendCodeIsStable(t *testing.T) {
	code := []byte("package a\n\nfunc b() string { return `c` + \"d\" } // e\n")
	want := string(appendCode(nil, code, "go"))
	for range 20 {
		if got := string(appendCode(nil, code, "go")); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}
