package theme

import (
	"strings"
	"testing"

	"dateline/themes"
)

func TestFind(t *testing.T) {
	parts, err := Parts(themes.Builtin)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"templates/partials/row.html":   "templates/partials/row.html",
		"./templates/partials/row.html": "templates/partials/row.html",
		`templates\partials\row.html`:   "templates/partials/row.html",
		"partials/row.html":             "templates/partials/row.html",
		"row.html":                      "templates/partials/row.html",
		"row":                           "templates/partials/row.html",
		"1-tokens.css":                  "styles/1-tokens.css",
		"theme.toml":                    "theme.toml",
		"rows":                          `the built-in theme has no file "rows"; did you mean "row"?`,
		"template/home.html":            `the built-in theme has no file "template/home.html"; did you mean "templates/home.html"?`,
		"../default/templates/row.html": `the built-in theme has no file "../default/templates/row.html"; "dateline theme list" shows what it has`,
		"":                              `the built-in theme has no file ""; "dateline theme list" shows what it has`,
	} {
		p, err := Find(parts, name)
		got := p.Path
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	if _, err := Find([]Part{{Path: "a/x.css"}, {Path: "b/x.css"}}, "x.css"); err == nil || err.Error() != `"x.css" may be a/x.css or b/x.css: write which` {
		t.Error(err)
	}
}

func TestParts(t *testing.T) {
	parts, err := Parts(themes.Builtin)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if strings.HasPrefix(p.Path, "templates/") && p.About == "" {
			t.Errorf("%s does not begin with a comment that says what it is, like {{- /* One briefing in a list. */ -}}", p.Path)
		}
	}
	for text, want := range map[string]string{
		"{{- /* One briefing, in a list. The view is a Row. */ -}}\n<p>": "One briefing, in a list.",
		"{{/* One\n  row. */}}":                   "One row.",
		"/* What the desk wrote. */\n.a {}\n/**/": "What the desk wrote.",
		"# Of\n# templates.\nview = 1 # x\n":      "Of templates.",
		"<p>{{/* x */}}</p>":                      "",
		".a { content: \"/* x */\" }":             "",
	} {
		if got := about([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
