package theme

import (
	"bytes"
	"strings"
	"testing"

	"dateline/generator/view"
	"dateline/generator/words"
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
	briefing.Canonical, briefing.ID, briefing.Cite, briefing.BibTeX = "javascript:alert(1)", nasty, nasty, nasty
	briefing.Sources = []view.Evidence{{Name: nasty, Href: nasty}, {Name: "x", Href: "https://example.org/?a=b c&d='(e)'"}}
	briefing.Contents = []view.Heading{{Level: 2, ID: "köln (a)", Text: nasty}}
	compareBoth(t, theme, "nasty", "briefing", briefing)
}

func compareBoth(t *testing.T, theme *Theme, name, template string, page any) {
	t.Helper()
	b, err := theme.pages[template].build[theme.words[words.English]]()
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

// TestNotCompiled renders what only html/template knows, in a page and in a piece: the page is made all the same.
func TestNotCompiled(t *testing.T) {
	page := samples()["briefing"].page
	for text, want := range map[string]string{
		`<p>{{printf "%.3s" .Kind}}</p>`:                                       "<p>bri</p>",
		`<p>{{printf "%s%% %[1]q" "%!d(string=)"}}</p>`:                        `<p>%!d(string=)% &#34;%!d(string=)&#34;</p>`,
		`<a href={{.Kind}}>x</a>`:                                              "<a href=briefing>",
		`{{$x := 1}}{{$x = 2}}<p>{{$x}}</p>`:                                   "<p>2</p>",
		`{{range $i := 2}}<i>{{$i}}</i>{{end}}`:                                "<i>0</i><i>1</i>",
		`{{define "inner"}}{{html .Kind}}{{end}}<p>{{template "inner" .}}</p>`: "<p>briefing</p>",
		`<img alt="" srcset="{{.Kind}}.png 2x">`:                               `srcset="briefing.png 2x"`,
	} {
		for _, files := range []map[string]string{
			{"templates/x.html": text},
			{"templates/x.html": "x", "templates/partials/masthead.html": text},
		} {
			if got := render(t, load(t, files), "x", page); !strings.Contains(got, want) {
				t.Errorf("%v: no %q in\n%s", files, want, got)
			}
		}
	}
}
