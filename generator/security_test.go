package generator_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityNamesTests demands that the tests that SECURITY.md names are there, and that it names every fuzz target.
func TestSecurityNamesTests(t *testing.T) {
	text, err := os.ReadFile("../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{} // by name, with the package and without
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(\w+ \*testing\.[TF]\)`)
	output := said(t, nil, "go", "list", "-f", `{{$d := .Dir}}{{range .TestGoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}`, "../...")
	for file := range strings.SplitSeq(strings.TrimSpace(string(output)), "\n") {
		if file == "" {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllStringSubmatch(string(source), -1) {
			name := path.Base(path.Dir(file)) + "." + m[1]
			tests[m[1]], tests[name] = true, true
			if strings.HasPrefix(m[1], "Fuzz") && !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("SECURITY.md does not list the fuzz target %s", name)
			}
		}
	}
	for _, m := range regexp.MustCompile("`(\\w*\\.?(?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(string(text), -1) {
		if !tests[m[1]] {
			t.Errorf("SECURITY.md names %s, and there is no such test", m[1])
		}
	}
	if len(tests) < 100 {
		t.Errorf("only %d tests were found", len(tests))
	}
}
