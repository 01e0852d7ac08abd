package theme

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"dateline/themes"
)

// TestCheckBuiltin takes a copy of the built-in theme for the site's own: nothing is wrong with it.
func TestCheckBuiltin(t *testing.T) {
	site := fstest.MapFS{}
	err := fs.WalkDir(themes.Builtin, "default", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(themes.Builtin, name)
		site["themes/mine/"+strings.TrimPrefix(name, "default/")] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil || len(site) < 30 {
		t.Fatalf("%d files: %v", len(site), err)
	}
	if theme, found := Load(themes.Builtin, site, "mine", nil); theme == nil || len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

// TestCheck looks at templates with one mistake each, in places that need not be reached when pages are made.
func TestCheck(t *testing.T) {
	for _, test := range []struct{ file, text, want string }{
		{"briefing.html", "<p>\n  {{.Heading}} é {{.Titel}}</p>", `briefing.html:2:20: there is no .Titel in a Briefing | did you mean .Title?`},
		{"briefing.html", "{{.Wherefore}}", `briefing.html:1:3: there is no .Wherefore in a Briefing | "dateline theme fields Briefing" lists what there is`},
		{"briefing.html", "{{.Head.Site.Titel}}", `briefing.html:1:13: there is no .Titel in a Site | did you mean .Title?`},
		{"briefing.html", "{{$x := .Site}}{{$x.Titel}}", `briefing.html:1:20: there is no .Titel in a Site | did you mean .Title?`},
		{"briefing.html", "{{$.Site.Titel}}", `briefing.html:1:9: there is no .Titel in a Site | did you mean .Title?`},
		{"briefing.html", "{{(index .Who 0).Naem}}", `briefing.html:1:17: there is no .Naem in a Chip | did you mean .Name?`},
		{"briefing.html", "{{with .Notice}}{{.Name}}{{end}}", `briefing.html:1:19: there is no .Name in a Notice | there are: .Label, .At, .Text`},
		{"briefing.html", "{{with .Series}}{{else}}{{.Titel}}{{end}}", `briefing.html:1:27: there is no .Titel in a Briefing | did you mean .Title?`},
		{"briefing.html", "{{if .Withdrawn}}{{range .Who}}{{if .Did}}{{range .Did}}{{.Rolle}}{{end}}{{end}}{{end}}{{end}}",
			`briefing.html:1:59: there is no .Rolle in a Did | did you mean .Role?`},
		{"briefing.html", "{{range $i, $who := .Who}}{{$i}}{{$who.Nmae}}{{end}}", `briefing.html:1:39: there is no .Nmae in a Chip | did you mean .Name?`},
		{"briefing.html", "{{range .Who}}{{.Heading}}{{end}}",
			`briefing.html:1:17: there is no .Heading in a Chip | did you mean $.Heading? Within with and range, the dot is what they show`},
		{"briefing.html", "{{.Who.Name}}", `briefing.html:1:7: there is no .Name in a list of Chip | {{range …}} goes through a list`},
		{"briefing.html", "{{.Heading.Text}}", `briefing.html:1:11: there is no .Text in a text | {{.}} shows it`},
		{"briefing.html", "{{.Source.Path}}", `briefing.html:1:3: there is no .Source in a Briefing | did you mean .Sources?`},
		{"briefing.html", "{{range .Heading}}{{end}}", `briefing.html:1:9: range goes through lists, and this is a text | {{with …}} shows something if it is there`},
		{"briefing.html", "{{or .Titel .Heading}}", `briefing.html:1:6: there is no .Titel in a Briefing | did you mean .Title?`},
		{"briefing.html", "{{.Titel | len | printf \"%d\"}}", `briefing.html:1:3: there is no .Titel in a Briefing | did you mean .Title?`},
		{"briefing.html", "{{contact}}", `briefing.html:1:3: contact takes a text | it is given 0`},
		{"briefing.html", "{{contact .Who}}", `briefing.html:1:3: contact takes a text | number 1 is a list of Chip`},
		{"briefing.html", "{{when .Place}}", `briefing.html:1:3: when takes a Day, perhaps true or false | number 1 is a text`},
		{"briefing.html", "{{.ID | when}}", `briefing.html:1:9: when takes a Day, perhaps true or false | number 1 is a text`},
		{"briefing.html", `{{template "chipp" .}}`, `briefing.html:1:12: there is no piece "chipp" | did you mean "chip"?`},
		{"briefing.html", `{{template "gallery" .}}`, `briefing.html:1:12: there is no piece "gallery" | ` +
			`a piece of that name would be templates/partials/gallery.html; "dateline theme list" shows what there is`},
		{"briefing.html", `<p>{{range .Who}}{{template "chip"}}{{end}}`, `briefing.html:1:29: "chip" is shown without a view, and asks for .Href | write {{template "chip" .}}`},
		{"briefing.html", `{{template "did" .Who}}`, `briefing.html:1:12: "did" cannot be shown with a list of Chip: there is no .By in a Chip | there are: .Name, .Href, .Did, .Office`},
		{"briefing.html", `{{define "own"}}{{.Nothing}}{{end}}{{template "own" .Site}}`, `briefing.html:1:19: there is no .Nothing in a Site | "dateline theme fields Site" lists what there is`},
		{"briefing.html", `{{word "menu.latst"}}`, `briefing.html:1:8: there is no word "menu.latst" | did you mean "menu.latest"?`},
		{"briefing.html", `{{word "our.own"}}`, `briefing.html:1:8: there is no word "our.own" | a theme's own words go into its i18n/en.toml, below [own]: "own.NAME"`},
		{"briefing.html", `{{word "home.newest"}}`, `briefing.html:1:8: the word "home.newest" has {date} in it | say what stands there: {{word "home.newest" … "date" .Something}}`},
		{"briefing.html", `{{word "home.newest" "date" .Date.Long}}{{count "briefings.count" 3}}{{word .Heading}}`, ``},
		{"briefing.html", `{{count "briefings.count" .Heading}}`, `briefing.html:1:3: count takes a text, a number, perhaps anything | number 2 is a text`},
		{"briefing.html", "<p>{{.Date}}", `briefing.html:1:6: a Day cannot be shown as it is | {{when .Date}} shows one, and .Long and .Short are texts`},
		{"briefing.html", "{{.Who}}", `briefing.html:1:3: a list of Chip cannot be shown as it is | {{range …}} goes through it`},
		{"briefing.html", "{{.Notice}}", `briefing.html:1:3: a Notice cannot be shown as it is | show its fields: .Label, .At, .Text`},
		{"briefing.html", "{{$x := .Who}}{{.Extra}}{{.Body}}{{.Words}}{{.Withdrawn}}", ``},
		{"briefing.html", "{{if eq .Words \"3\"}}{{end}}", `briefing.html:1:6: eq compares what is of one kind: this is a number, and a text | a text stands in quotes, a number does not`},
		{"briefing.html", "{{if lt 3 .Words}}{{end}}{{if eq .Place \"a\" .Heading .Extra.x}}{{end}}", ``},
		{"briefing.html", `{{printf "%d words" .Heading}}`, `briefing.html:1:10: printf "%d words" is given what %d cannot show | ` + formatHint},
		{"briefing.html", `{{if .Withdrawn}}{{.Words | printf "%s: %s" .ID}}{{end}}`, `briefing.html:1:36: printf "%s: %s" is given what %s cannot show | ` + formatHint},
		{"briefing.html", `{{printf "%s, %s" .ID}}`, `briefing.html:1:10: printf "%s, %s" shows more than it is given | ` + formatHint},
		{"briefing.html", `{{printf "%[3]s" .ID .ID}}`, `briefing.html:1:10: printf "%[3]s" shows more than it is given | ` + formatHint},
		{"briefing.html", `{{printf "%s" .ID .Extra.x}}`, `briefing.html:1:10: printf "%s" does not show all that it is given | ` + formatHint},
		{"briefing.html", `{{printf "%é" .ID}}`, `briefing.html:1:10: printf "%é" is given what %é cannot show | ` + formatHint},
		{"briefing.html", `{{printf "50%"}}`, `briefing.html:1:10: printf "50%" has a % that shows nothing | ` + formatHint},
		{"briefing.html", `{{range .Who}}{{printf "%d" .Did}}{{end}}`, `briefing.html:1:24: printf "%d" is given what %d cannot show | ` + formatHint},
		{"briefing.html", `{{printf "%05d%% %-8q %t %v %x" .Words .ID .Withdrawn .Date .ID}}{{printf "%z" .Extra.x}}{{.ID | printf}}{{printf "%*d" .Extra.x 4}}{{printf "%%!d()"}}`, ``},
		{"briefing.html", "{{Heading}}", `briefing.html:1:3: there is no function "Heading" | did you mean .Heading?`},
		{"briefing.html", "{{lnik .ID .ID}}", `briefing.html:1:3: there is no function "lnik" | did you mean "link"?`},
		{"briefing.html", "{{template row .}}", `briefing.html:1:12: unexpected "row" in template clause | the name of a piece stands in quotes: {{template "row" .}}`},
		{"briefing.html", "{{range .Who}}", `briefing.html:1: the file ends too early | an {{if}}, {{with}}, {{range}} or {{define}} has no {{end}}`},
		{"briefing.html", "a\n{{end}}", `briefing.html:2: this {{end}} ends nothing | there is one too many, or the {{if}}, {{with}} or {{range}} before it is missing`},
		{"briefing.html", "{{else}}", `briefing.html:1: this {{else}} belongs to nothing | it stands between {{if …}} and {{end}}, or {{with}}, or {{range}}`},
		{"briefing.html", "{{.Heading", `briefing.html:1: a {{ has no }} | write }} where it ends`},
		{"briefing.html", "{{.Heading}", `briefing.html:1: a {{ ends with a single } | write }}`},
		{"briefing.html", "{{/* x }}", `briefing.html:1: a {{/* has no */}} | a comment ends with */}}`},
		{"briefing.html", "{{if .Words > 3}}", `briefing.html:1:13: unexpected ">" in operand | {{if gt .A .B}} compares`},
		{"briefing.html", "{{if .Words == 3}}", `briefing.html:1: unexpected "=" in operand | {{if eq .A .B}} compares`},
		{"briefing.html", "{{.Who[0]}}", `briefing.html:1: bad character U+005B '[' | {{index .Who 0}} is the first of a list`},
		{"briefing.html", `{{template "main" .}}`, `briefing.html:1:12: "main" cannot be shown here, because this is shown by it | layout.html alone shows the page, with {{template "main" .}}`},
		{"partials/row.html", `{{template "layout" .}}`, `partials/row.html:1:12: "layout" cannot be shown here, because this is shown by it | layout.html alone shows the page, with {{template "main" .}}`},
		{"partials/row.html", `<p>{{template "row" .}}`, `partials/row.html:1:15: "row" is shown within itself, with no less than it is given: that has no end | ` + endlessHint},
		{"partials/row.html", `{{if .Card.Title}}{{with .Card}}{{template "row" $}}{{end}}{{end}}`, `partials/row.html:1:44: "row" is shown within itself, with no less than it is given: that has no end | ` + endlessHint},
		{"partials/row.html", `{{$row := .}}{{range .Did}}{{with $row}}{{template "row" .}}{{end}}{{end}}`, `partials/row.html:1:52: "row" is shown within itself, with no less than it is given: that has no end | ` + endlessHint},
		{"partials/row.html", `{{define "inner"}}{{template "row" .}}{{end}}{{template "inner" .}}`, `partials/row.html:1:30: "row" is shown within itself, with no less than it is given: that has no end | ` + endlessHint},
		{"briefing.html", `{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`, `briefing.html:1:26: "a" is shown within itself, with no less than it is given: that has no end | ` + endlessHint},
		{"briefing.html", `{{define "a"}}{{if .}}{{template "a" (slice . 1)}}{{end}}{{end}}{{template "a" .ID}}{{printf "%.1f %e %d" 2.0 1.0 'e'}}`, ``},
		{"partials/node.html", `{{range .Within}}{{template "node" .}}{{else}}{{with .Within}}{{range $i, $n := .}}{{template "node" $n}}{{end}}{{end}}{{end}}`, ``},
		{"partials/row.html", "{{.Card.Titel}}", `partials/row.html:1:8: there is no .Titel in a Card | did you mean .Title?`}, // once, though many pages have rows
		{"layout.html", "{{.Titel}}{{template \"main\" .}}", `layout.html:1:3: there is no .Titel in an Archive | did you mean .Title?`},
		{"sitrep.html", "{{.Titel}}{{.Words}}", `sitrep.html:1:3: there is no .Titel in a Briefing | did you mean .Title?`},
		{"own-page.html", "{{.Heading}}{{.Summary}}{{.Body}}", ``},
		{"own-page.html", "{{.Extra.colour.shade}}{{range .Extra.list}}{{.x.y}}{{end}}{{.Site.Params.a.b}}{{index .Extra \"a\" \"b\"}}", ``},
		{"briefing.html", "{{$x := .Place}}{{if .Summary}}{{$x = .Who}}{{end}}{{$x.Anything}}", ``}, // it may be the one or the other
		{"briefing.html", "{{with $n := .Notice}}{{$n.At.Long}}{{.Label}}{{end}}{{range $i := 3}}{{$i}}{{end}}{{range $k, $v := .Extra}}{{$k}}{{$v.x}}{{end}}", ``},
		{"partials/footr.html", "x", `warning partials/footr.html: no template shows this piece | did you mean templates/partials/footer.html?`},
		{"partials/briefing.html", "x", `warning partials/briefing.html: no template shows this piece | the page of that name is templates/briefing.html`},
		{"partials/map.html", "x", `warning partials/map.html: no template shows this piece | {{template "map" .}} in another template shows it; if it is not needed, delete it`},
	} {
		site := fstest.MapFS{"themes/mine/theme.toml": {Data: []byte("view = 1\n")}, "themes/mine/templates/" + test.file: {Data: []byte(test.text)}}
		_, found := Load(themes.Builtin, site, "mine", nil)
		var got []string
		for _, d := range found {
			e := Error{Pos: d.Pos, Message: d.Message}
			severity := strings.TrimPrefix(d.Severity.String()+" ", "error ")
			got = append(got, severity+strings.TrimPrefix(e.Error(), "themes/mine/templates/")+" | "+d.Hint)
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.text, strings.Join(got, "\n     "), test.want)
		}
	}
}
