package theme

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"dateline/themes"
)

// FuzzTemplate loads and renders any text as a template: it is used, or there is an error with a place in the file. Nothing panics.
func FuzzTemplate(f *testing.F) {
	parts, err := Parts(themes.Builtin)
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range parts {
		if kind, _ := templateName(p.Path); kind != notTemplate {
			f.Add(string(p.Text))
		}
	}
	for _, text := range []string{
		"{{slice}}{{and}}{{eq}}{{index}}{{len}}{{not}}{{call}}{{printf}}", "{{range $i, $x := .Who}}{{$x.Name}}{{$i.Name}}{{break}}{{end}}",
		"{{$x := .}}{{$x = .Who}}{{$x.Y.Z}}", `{{define "a"}}{{template "a" .}}{{end}}{{template "a"}}`, "{{(.Who).Name}}{{nil}}{{1.5}}{{'x'}}{{`a`}}",
		`{{word "menu.latest" 1 2}}{{count "home.was"}}{{count 1 "x"}}`, "<a href='{{.ID}}' {{.ID}} style=x><script>{{.ID}}</script>", "{{with $.Extra.x.y}}{{.z}}{{end}}",
		"{{block \"row\" .Who}}{{end}}", "{{range .Site}}{{.}}{{end}}", "{{.Head.Site.Params.x | when | link .ID}}",
	} {
		f.Add(text)
	}
	page := samples()["briefing"].page
	f.Fuzz(func(t *testing.T, text string) {
		site := fstest.MapFS{"themes/mine/theme.toml": {Data: []byte("view = 1\n")}, "themes/mine/templates/x.html": {Data: []byte(text)}}
		theme, found := Load(themes.Builtin, site, "mine", nil)
		for _, d := range found {
			if d.File != "themes/mine/templates/x.html" {
				t.Errorf("a message about %q: %s", d.File, d.Message)
			}
		}
		if theme == nil {
			return
		}
		var at *Error
		if err := theme.Render(io.Discard, "x", page); err != nil && (!errors.As(err, &at) || at.Message == "" || strings.Contains(at.File, "..")) {
			t.Error(err)
		}
	})
}
