package theme

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"dateline/generator/view"
	"dateline/themes"
)

func load(t testing.TB, files map[string]string) *Theme {
	t.Helper()
	theme, found := Load(themes.Builtin, folder(files), "mine", nil)
	for _, d := range found {
		t.Fatalf("%s:%d: %s", d.File, d.Line, d.Message)
	}
	return theme
}

func folder(files map[string]string) fstest.MapFS {
	site := fstest.MapFS{"themes/mine/theme.toml": {Data: []byte("view = 1\n")}, "themes/mine/styles/0-none.css": {}}
	for name, text := range files {
		site["themes/mine/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return site
}

func render(t testing.TB, theme *Theme, template string, page any) string {
	t.Helper()
	var b bytes.Buffer
	if err := theme.Render(&b, template, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var quoted = regexp.MustCompile(`="[^"]*"`)

var void = strings.Fields("area base br col embed hr img input link meta source track wbr")

// TestPages renders every template in every state and reads the result as a strict parser would.
func TestPages(t *testing.T) {
	theme, found := Load(themes.Builtin, nil, "", nil)
	if len(found) > 0 {
		t.Fatal(found)
	}
	tried := map[string]bool{}
	for name, s := range samples() {
		tried[s.template] = true
		t.Run(name, func(t *testing.T) {
			text := render(t, theme, s.template, s.page)
			checkPage(t, text)
			if again := render(t, theme, s.template, s.page); again != text {
				t.Error("the second rendering differs from the first")
			}
		})
	}
	if got := slices.Sorted(maps.Keys(tried)); !slices.Equal(got, theme.Templates()) {
		t.Errorf("tried %v, the theme has %v", got, theme.Templates())
	}
}

func checkPage(t *testing.T, text string) {
	t.Helper()
	var open []string
	seen := map[string]int{}
	ids := map[string]bool{}
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF {
				t.Error(z.Err())
			}
			break
		}
		raw := string(z.Raw())
		token := z.Token()
		switch kind {
		case html.StartTagToken:
			seen[token.Data]++
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
			if strings.Contains(quoted.ReplaceAllString(raw, ""), "=") {
				t.Errorf("attributes without quotes: %s", raw)
			}
			names := map[string]bool{}
			for _, a := range token.Attr {
				if names[a.Key] || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("attribute %s in %s", a.Key, raw)
				}
				names[a.Key] = true
				if strings.Contains(a.Val, "ZgotmplZ") || a.Val == "" && (a.Key == "href" || a.Key == "lang" || a.Key == "dir" || a.Key == "datetime" || a.Key == "id") {
					t.Errorf("attribute %s of %s", a.Key, raw)
				}
				if a.Key == "id" {
					if ids[a.Val] {
						t.Errorf("id %q twice", a.Val)
					}
					ids[a.Val] = true
				}
			}
			if token.Data == "script" && !names["src"] && !strings.Contains(raw, "ld+json") {
				t.Errorf("script in the page: %s", raw)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.SelfClosingTagToken:
			t.Errorf("self-closing %s", raw)
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
	for _, one := range []string{"html", "head", "title", "body", "main", "h1"} {
		if seen[one] != 1 {
			t.Errorf("%d times <%s>", seen[one], one)
		}
	}
	if !ids["_main"] || seen["header"] == 0 || seen["nav"] == 0 || seen["footer"] == 0 || seen["style"] > 0 {
		t.Error("landmarks are missing, or there is a style element")
	}
	if strings.Index(text, "<meta charset") > 200 {
		t.Error("the character set comes too late")
	}
}

func TestEscapes(t *testing.T) {
	theme := load(t, nil)
	evil := `"><script>alert(1)</script>`
	page := *samples()["briefing"].page.(*view.Briefing)
	page.Heading, page.Title, page.Description, page.Summary, page.Place = evil, evil, evil, evil, evil
	page.Sources = []view.Evidence{{Name: evil, Href: "javascript:alert(1)"}}
	text := render(t, theme, "briefing", &page)
	if strings.Contains(text, "<script>") || strings.Contains(text, "javascript:") {
		t.Error("a writer's text reached the page as it is")
	}
	checkPage(t, strings.ReplaceAll(text, "#ZgotmplZ", "#"))
}

func TestOverlay(t *testing.T) {
	const naming = "@font-face { src: url(  ../static/ours/b.woff2 ) }\nq { background: url('../static/ours/b.woff2'), url(c.png) }"
	theme := load(t, map[string]string{
		"templates/partials/footer.html": `<footer class="ours">{{.Title}}</footer>`,
		"templates/sitrep.html":          `<h1>Situation: {{.Heading}}</h1>`,
		"styles/9-ours.css":              `h1 { color: var(--signal); }`,
		"scripts/count.js":               `"use strict";`,
		"styles/8-ours.css":              naming,
		"static/ours/a.woff2":            "\x00\xff",
		"static/ours/b.woff2":            "\x00\xfe",
		"static/.DS_Store":               "x",
		"README.md":                      "x",
	})
	if !theme.Has("sitrep") || !theme.Has("home") || theme.Has("layout") || theme.Has("row") {
		t.Errorf("templates %v", theme.Templates())
	}
	page := samples()["briefing"].page
	text := render(t, theme, "sitrep", page)
	if !strings.Contains(text, `class="ours">Ukraine Desk`) || !strings.Contains(text, "<h1>Situation: Missile") {
		t.Error(text)
	}
	if !strings.Contains(render(t, theme, "briefing", page), `class="ours"`) {
		t.Error("the built-in page has not got the site's footer")
	}
	var addresses []string
	for _, a := range theme.Assets() {
		if !strings.HasPrefix(a.Address, "assets/fonts/") && !strings.HasPrefix(a.Address, "assets/icon") { // of the built-in theme
			addresses = append(addresses, a.Address)
		}
		if a.Address == theme.Stylesheet() && !bytes.HasSuffix(a.Bytes, []byte("var(--signal); }\n")) {
			t.Error("the site's styles do not come last")
		}
		if hashed := `url("ours/b-dcc3494d49.woff2")`; a.Address == theme.Stylesheet() &&
			!strings.Contains(string(a.Bytes), "src: "+hashed+" }\nq { background: "+hashed+", url(c.png) }") {
			t.Errorf("a style does not name its file as it is published: %s", a.Bytes)
		}
	}
	keys := theme.Scripts()[1]
	want := []string{"assets/count-5ecf2f4d83.js", theme.Stylesheet(), keys, "assets/ours/a.woff2", "assets/ours/b-dcc3494d49.woff2", theme.Script("search")}
	if !slices.Equal(addresses, want) || !slices.Equal(theme.Scripts(), []string{addresses[0], keys}) || !strings.HasPrefix(keys, "assets/keys-") {
		t.Errorf("assets %v, scripts %v", addresses, theme.Scripts())
	}

	builtin, _ := Load(themes.Builtin, nil, "default", nil)
	again := load(t, map[string]string{"styles/8-ours.css": naming, "static/ours/b.woff2": "\x00\xfe", "styles/9-ours.css": `h1 { color: var(--signal); }`})
	if builtin.Digest() == theme.Digest() || theme.Digest() == again.Digest() || builtin.Stylesheet() == again.Stylesheet() || again.Stylesheet() != theme.Stylesheet() {
		t.Error("digests or hashes do not follow the files")
	}
}

func TestLoadFindsMistakes(t *testing.T) {
	_, found := Load(themes.Builtin, folder(map[string]string{
		"templates/a.html":             "<p>\n{{if}}</p>",
		"templates/b.html":             "<p>\n\n  {{nofunc .}}</p>",
		"templates/partials/main.html": "x",
		"templates/latin.html":         "caf\xe9",
		"template/c.html":              "x",
	}), "mine", nil)
	var got []string
	for _, d := range found {
		e := Error{Pos: d.Pos, Message: d.Message}
		got = append(got, d.Severity.String()+" "+e.Error())
	}
	want := []string{
		`warning themes/mine/template/c.html: is in no place where a theme's files are looked for`,
		`error themes/mine/templates/a.html:2: missing value for if`,
		`error themes/mine/templates/b.html:3:5: there is no function "nofunc"`,
		`error themes/mine/templates/latin.html: is not UTF-8 text`,
		`error themes/mine/templates/partials/main.html: a partial cannot be called "main"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	site := folder(nil)
	site["themes/screenshots/home.png"] = &fstest.MapFile{}
	for _, name := range []string{"yours", "../mine", "screenshots", "."} {
		theme, found := Load(themes.Builtin, site, name, nil)
		if theme != nil || len(found) != 1 || !strings.Contains(found[0].Hint, `there is "default", "mine";`) {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// TestLoadAgain gives the last theme again while its files are the same, and says of it what is to be said now.
func TestLoadAgain(t *testing.T) {
	site := folder(map[string]string{"templates/x.html": "<p style=\"top: 0\">"})
	var last *Theme
	for _, step := range []struct {
		add, remove string
		same        bool
		want        int
	}{
		{want: 1},
		{same: true, want: 1},
		{add: "themes/mine/night.css", want: 2},
		{same: true, want: 2},
		{remove: "themes/mine/night.css", want: 1},
		{add: "themes/default/styles/9.css", want: 2},
		{remove: "themes/default/styles/9.css", want: 1},
	} {
		delete(site, step.remove)
		if step.add != "" {
			site[step.add] = &fstest.MapFile{}
		}
		theme, found := Load(themes.Builtin, site, "mine", last)
		if theme == nil || step.same != (theme == last) || len(found) != step.want {
			t.Errorf("%+v: %v", step, found)
		}
		if len(found) > 0 {
			found[0].Excerpt = "filled in" // by whoever has it
		}
		last = theme
	}
}

func TestRenderErrors(t *testing.T) {
	page := *samples()["briefing"].page.(*view.Briefing)
	page.Extra, page.Series = map[string]any{"tables": map[string]any{}, "figure": "three\nor four"}, nil
	for _, test := range []struct{ name, file, text, want string }{
		{"missing key", "templates/x.html", "é {{.Extra.colour}}", `themes/mine/templates/x.html:1:11: .Extra has no "colour" here | where it may be missing: {{with index .Extra "colour"}}{{.}}{{end}}`},
		{"missing key of a table", "templates/x.html", "{{.Extra.tables.a}}", `themes/mine/templates/x.html:1:9: .Extra.tables has no "a" here | where it may be missing: {{with index .Extra.tables "a"}}{{.}}{{end}}`},
		{"missing key of the dot", "templates/x.html", "{{with .Extra}}{{.colour}}{{end}}", `themes/mine/templates/x.html:1:18: . has no "colour" here | where it may be missing: {{with index . "colour"}}{{.}}{{end}}`},
		{"nothing there", "templates/x.html", "{{.Series.Text}}", `themes/mine/templates/x.html:1:10: there is no .Series here to take .Text of | not every page has it: {{with .Series}}{{.Text}}{{end}}`},
		{"past the end", "templates/x.html", "{{(index .Log 99).Note}}", `themes/mine/templates/x.html:1:4: index .Log 99 asks for more than the list has here | {{range …}} goes through what there is`},
		{"a format for another", "templates/x.html", `{{printf "%d" .Extra.figure}}`, `themes/mine/templates/x.html:1:3: printf "%d" is given what %d cannot show | ` + formatHint},
		{"a format in pieces", "templates/x.html", `{{print "%s%s" | printf}}`, `themes/mine/templates/x.html:1:18: printf "%s%s" shows more than it is given | ` + formatHint},
		{"a format whose width is none", "templates/x.html", `{{printf "%*d" .ID 4}}`, `themes/mine/templates/x.html:1:3: printf "%*d" is given what % cannot show | ` + formatHint},
		{"no end", "templates/x.html", `{{define "a"}}{{template "a" 0.5}}{{end}}{{template "a" 0.5}}`,
			`themes/mine/templates/x.html:1:26: {{template "a" 0.5}} leads to itself again and again | ` + endlessHint},
		{"open quote in a branch", "templates/x.html", "<p {{if .ID}}class=\"x{{end}}\">", `themes/mine/templates/x.html:1:9: the {{if}} opens or closes a tag or a quote in one of its branches alone | let each branch begin and end at the same place of the HTML`},
		{"open attribute", "templates/x.html", "<p>\n<a href=\"{{.Heading}}</p>", `themes/mine/templates/x.html: ends inside a tag, an attribute or a comment | look for a quote or > that is missing`},
		{"open attribute of a piece", "templates/partials/did.html", "<a title=\"{{len .}}>", `themes/mine/templates/partials/did.html: ends inside a tag, an attribute or a comment | look for a quote or > that is missing`},
	} {
		t.Run(test.name, func(t *testing.T) {
			theme := load(t, map[string]string{"templates/x.html": "x", test.file: test.text})
			name := "x"
			if strings.Contains(test.file, "partials") {
				name = "briefing"
			}
			err := theme.Render(io.Discard, name, &page)
			var at *Error
			if !errors.As(err, &at) || at.Error()+" | "+at.Hint != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
	err := load(t, nil).Render(io.Discard, "nope", nil)
	if err == nil || !strings.Contains(err.Error(), `there is no template "nope"; there are archive, briefing,`) {
		t.Error(err)
	}
}

func TestCurrentInMenu(t *testing.T) {
	theme := load(t, nil)
	for name, want := range map[string]int{"home": 1, "index": 1, "briefing": 0} {
		s := samples()[name]
		if n := strings.Count(render(t, theme, s.template, s.page), `aria-current="page">`) - map[string]int{"index": 1}[name]; n != want {
			t.Errorf("%s: %d entries of the menu are current", name, n)
		}
	}
}
