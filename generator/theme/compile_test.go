package theme

import (
	"bytes"
	"strings"
	"testing"

	"dateline/generator/view"
)

// TestCompiled renders every page of the built-in theme with the compiled templates and with html/template and requires
// the same bytes, and that nothing of the built-in theme is left to html/template.
func TestCompiled(t *testing.T) {
	theme := load(t, nil)
	nasty := `<a href="javascript:x" title='+'>&amp;` + "\x00\u2028é%zz"
	for name, s := range samples() {
		compareBoth(t, theme, name, s.template, s.page)
	}
	briefing := samples()["briefing"].page.(*view.Briefing)
	briefing.Heading, briefing.Title, briefing.Summary, briefing.Place = nasty, nasty, nasty, nasty
	briefing.Canonical, briefing.ID, briefing.Cite = "javascript:alert(1)", nasty, nasty
	briefing.Sources = []view.Evidence{{Name: nasty, Href: nasty}, {Name: "x", Href: "https://example.org/?a=b c&d='(e)'"}}
	briefing.Contents = []view.Heading{{Level: 2, ID: "köln (a)", Text: nasty}}
	compareBoth(t, theme, "nasty", "briefing", briefing)
}

func compareBoth(t *testing.T, theme *Theme, name, template string, page any) {
	t.Helper()
	b, err := theme.pages[template].build()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var fast, slow bytes.Buffer
	if !b.compiled.run(&fast, page) {
		t.Errorf("%s: left to html/template", name)
		return
	}
	if err := b.set.ExecuteTemplate(&slow, "layout", page); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if fast.String() != slow.String() {
		t.Errorf("%s: compiled\n%s\nhtml/template\n%s", name, fast.String(), slow.String())
	}
}

// TestLeftToInterpreter renders a template that calls one which cannot be compiled.
func TestLeftToInterpreter(t *testing.T) {
	theme := load(t, map[string]string{
		"templates/page.html":             `{{template "picture" .}}`,
		"templates/partials/picture.html": `<img alt="" srcset="{{.Heading}}.png 2x">`,
	})
	if got := render(t, theme, "page", samples()["page"].page); !strings.Contains(got, `srcset="About.png 2x"`) {
		t.Error(got)
	}
}
