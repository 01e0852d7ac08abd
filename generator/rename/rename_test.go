package rename

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/site"
)

// sourceOf makes a source of texts by path below briefings/. One of a briefing is only what stands below title and date.
func sourceOf(t *testing.T, texts map[string]string) Source {
	t.Helper()
	s := Source{Config: config.Default(), Now: time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)}
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		text := texts[path]
		if !strings.Contains(text, "+++") {
			text += "+++\n"
		}
		if path[0] != '_' {
			text = "title = \"T\"\ndate = 2025-04-04\n" + text
		}
		bytes := []byte("+++\n" + text)
		f, list := briefing.Parse("briefings/"+path, bytes)
		if list.HasErrors() {
			t.Fatal(path, list)
		}
		s.Texts = append(s.Texts, Text{f, bytes})
	}
	return s
}

// after gives the source with the changes made, and checks that it is sound and that nothing is left to do.
func after(t *testing.T, s Source, w Wish, changes []Change) Source {
	t.Helper()
	next := Source{Config: s.Config, Now: s.Now}
	add := func(path string, text []byte) {
		f, list := briefing.Parse(path, text)
		if list.HasErrors() {
			t.Fatal(path, list)
		}
		next.Texts = append(next.Texts, Text{f, text})
	}
	changed := map[string]bool{}
	for _, c := range changes {
		changed[c.Path] = true
		add(c.Path, c.Text)
		checkDiff(t, c)
	}
	for _, text := range s.Texts {
		if !changed[text.File.Path] {
			add(text.File.Path, text.Bytes)
		}
	}
	slices.SortFunc(next.Texts, func(a, b Text) int { return strings.Compare(a.File.Path, b.File.Path) })
	if _, list := (&planner{Source: next}).site(nil); list.HasErrors() {
		t.Fatal(list)
	}
	if w.Only == nil {
		again, list, err := Plan(next, w)
		if len(again)+len(list) > 0 || err != nil {
			t.Errorf("a second time: %d changes, %v, %v", len(again), list, err)
		}
	}
	return next
}

// A name is written in the quotes of the old one if it can stand there, and nothing else changes.
func TestQuotes(t *testing.T) {
	for _, tt := range []struct{ front, name, want string }{
		{`locations = "Kiev"`, "Kyiv", `locations = "Kyiv"`},
		{`locations = [ 'Kiev' ,"Lviv" ] # Kiev`, "Kyiv", `locations = [ 'Kyiv' ,"Lviv" ] # Kiev`},
		{`locations = ['Kiev']`, `K'yiv`, `locations = ["K'yiv"]`},
		{`locations = ["Kiev"]`, `K"y\iv`, `locations = ["K\"y\\iv"]`},
		{`locations = ['Kiev']`, `K"y\iv`, `locations = ['K"y\iv']`},
		{`locations = ["""Kiev"""]`, `K"yiv"`, `locations = ["""K\"yiv\""""]`},
		{`locations = ["""` + "\n" + `Kiev"""]`, `Kyiv`, `locations = ["""Kyiv"""]`},
		{`locations = ['''Kiev''', "Kiev"]`, `Kyiv`, `locations = ['''Kyiv''', "Kyiv"]`},
		{`locations = ['''Kiev''']`, `K'yiv`, `locations = ["K'yiv"]`},
		{`locations = ["\u004biev", " KIEV "]`, "Київ", `locations = ["Київ", "Київ"]`},
		{`locations = ["éé", "Kiev", "Кіев", "Kiev"]`, "Kyiv", `locations = ["éé", "Kyiv", "Кіев", "Kyiv"]`},
		{"locations = [\"\"\"a\\\"\\\n \ufeffb\\\"\"\"\"\", \"Kiev\"]", "Kyiv", "locations = [\"\"\"a\\\"\\\n \ufeffb\\\"\"\"\"\", \"Kyiv\"]"},
		{"\"locations\" = [\n\t\"Kiev\",\n]", "Kyiv", "\"locations\" = [\n\t\"Kyiv\",\n]"},
	} {
		for _, newline := range []string{"\n", "\r\n", "\r"} {
			for _, mark := range []string{"", bom} {
				write := func(front string) []byte {
					return []byte(mark + strings.ReplaceAll("\n+++ \n"+front+"\ntitle = \"Kiev\"\ndate = 2025-04-04\n+++\nKiev\n", "\n", newline))
				}
				text := Text{Bytes: write(tt.front)}
				var list diag.List
				if text.File, list = briefing.Parse("briefings/x.md", text.Bytes); list.HasErrors() {
					t.Fatal(tt.front, list)
				}
				p := &planner{Wish: Wish{site.Location, "Kiev", tt.name, nil}, fold: "kiev"}
				c, _, err := p.change(text, nil)
				if err != nil {
					t.Fatal(tt.front, err)
				}
				if diff := cmp.Diff(string(write(tt.want)), string(c.Text)); diff != "" {
					t.Errorf("%q (-want +got):\n%s", tt.front, diff)
				}
				checkDiff(t, *c)
			}
		}
	}
}

// The file of an entity gets the name and the aliases in the form that it has.
func TestDeclaration(t *testing.T) {
	for _, tt := range []struct{ front, old, name, want string }{
		{"name = \"Kiev\" # c\nkind = \"city\"\n", "kiev", "Kyiv", "name = \"Kyiv\" # c\naliases = [\"Kiev\"]\nkind = \"city\"\n"},
		{"kind = \"city\"\n", "X", "Kyiv", "name = \"Kyiv\"\naliases = [\"X\"]\nkind = \"city\"\n"},
		{"", "X", "Kyiv", "name = \"Kyiv\"\naliases = [\"X\"]\n"},
		{"name = '''\nKiev'''\n", "Kiev", "Kyiv", "name = '''Kyiv'''\naliases = [\"Kiev\"]\n"},
		{"aliases = 'A'\nname = 'Kiev'\n", "Kiev", "Kyiv", "aliases = ['A', 'Kiev']\nname = 'Kyiv'\n"},
		{"aliases = \"A\" # c\nname = \"L'viv\"\n", "L'viv", "Lviv", "aliases = [\"A\", \"L'viv\"] # c\nname = \"Lviv\"\n"},
		{"name = \"Kiev\"\naliases = []\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\"Kiev\"]\n"},
		{"name = \"Kiev\"\naliases = [ # ]\n]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\"Kiev\" # ]\n]\n"},
		{"name = \"Kiev\"\naliases = [\"A\", 'B',] # c\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\"A\", 'B', 'Kiev',] # c\n"},
		{"name = \"Kiev\"\naliases = [\n  \"A\", # a\n  \"B\", # b ]\n]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\n  \"A\", # a\n  \"B\", # b ]\n  \"Kiev\",\n]\n"},
		{"name = \"Kiev\"\naliases = [\n\t\"A\",\n\t\"B\" # b\n]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\n\t\"A\",\n\t\"B\", # b\n\t\"Kiev\"\n]\n"},
		{"name = \"Kiev\"\naliases = [\"A\",\n]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\"A\",\n  \"Kiev\",\n]\n"},
		{"name = \"Kiev\"\naliases = [\n \"A\"]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\n \"A\", \"Kiev\"]\n"},
		{"name = \"Kiev\"\naliases = [\n \"A\"\n ,]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\n \"A\", \"Kiev\"\n ,]\n"},
		{"name = \"Kiev\"\nweak_aliases = [\"Kyiv\"]\nnames = { uk = \"Київ\", ru = \"X\" }\n", "X", "Київ", "name = \"Kiev\"\nweak_aliases = [\"Kyiv\"]\nnames = { uk = \"Київ\", ru = \"X\" }\n"},
		// A change of letters needs no alias, and one to an alias only the old name.
		{"name = \"kiev\"\n", "Kiev", "Kiev", "name = \"Kiev\"\n"},
		{"name = \"Kiev\"\naliases = [\"Kyiv\"]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\"Kyiv\", \"Kiev\"]\n"},
		{"name = \"Kyiv\"\naliases = [\"Kiev\"]\n", "Kiev", "Kyiv", "name = \"Kyiv\"\naliases = [\"Kiev\"]\n"},
	} {
		s := sourceOf(t, map[string]string{"_locations/x.md": tt.front, "a.md": "locations = [\"X\"]\n"})
		w := Wish{Kind: site.Location, Old: tt.old, New: tt.name}
		changes, list, err := Plan(s, w)
		if len(list) > 0 || err != nil {
			t.Error(tt.front, list, err)
			continue
		}
		got := "+++\n" + tt.front + "+++\n"
		for _, c := range changes {
			if c.Path == "briefings/_locations/x.md" {
				got = string(c.Text)
			}
		}
		if diff := cmp.Diff("+++\n"+tt.want+"+++\n", got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.front, diff)
		}
		after(t, s, w, changes)
	}
}

// What a name means decides what is written where.
func TestPlan(t *testing.T) {
	texts := map[string]string{
		"a.md":               "actors = [\"Russia\", { name = \"NATO\", role = \"attributed\", by = \"russia\" }]\nlocations = [\"Kiev\"]\n+++\n[[Russia]] [[Kiev]]\n",
		"b.md":               "actors = [\"nato\", \"Zelensky\", \"Côte d'Ivoire\"]\nlocations = [\"Al-Hol\", \"Lviv\"]\ndraft = true\n",
		"c.md":               "actors = [\"Cote d'Ivoire\", \"Côte d'Ivoire\"]\nlocations = [\"KIEV\", \"Kiev\", \"Al Hol\"]\ntopics = \"air strikes\"\n",
		"_locations/lviv.md": "name = \"Lviv\"\nparent = \"kiev\"\n",
		"_actors/zel.md":     "name = \"Volodymyr Zelensky\"\naliases = [\"Zelensky\"]\naffiliations = [{ to = \"NATO\" }]\nsucceeded_by = \"russia\"\n",
	}
	for _, tt := range []struct {
		kind      site.EntityKind
		old, name string
		only      []string
		want      map[string]string // by path what it has, or lacks after "!"
		message   string
	}{
		{kind: site.Actor, old: "RUSSIA", name: "Russian Federation", want: map[string]string{
			"a.md":                          `actors = ["Russian Federation", { name = "NATO", role = "attributed", by = "Russian Federation" }]`,
			"_actors/russian-federation.md": "name = \"Russian Federation\"\naliases = [\"Russia\"]\nredirect_from = [\"/actors/russia/\"]\n",
			"_actors/zel.md":                `succeeded_by = "Russian Federation"`,
		}},
		{kind: site.Actor, old: "NATO", name: "Nato", want: map[string]string{
			"a.md": `name = "Nato"`, "b.md": `["Nato", `, "_actors/zel.md": `to = "Nato"`,
		}},
		{kind: site.Location, old: "Kiev", name: "Kyiv", want: map[string]string{
			"a.md": `["Kyiv"]`, "c.md": `["Kyiv", "Kyiv", "Al Hol"]`, "_locations/lviv.md": `parent = "Kyiv"`,
			"_locations/kyiv.md": "aliases = [\"Kiev\"]\nredirect_from = [\"/locations/kiev/\"]\n",
		}},
		// An alias whose spelling changes stays one, beside the new one.
		{kind: site.Actor, old: "Zelensky", name: "Zelenskyy", want: map[string]string{
			"b.md": `"Zelenskyy"`, "_actors/zel.md": `aliases = ["Zelensky", "Zelenskyy"]`,
		}},
		{kind: site.Actor, old: "Zelensky", name: "Volodymyr Zelensky", want: map[string]string{"b.md": `"Volodymyr Zelensky"`}},
		// Of spellings that are one, one may become the other: the address stays.
		{kind: site.Actor, old: "Cote d'Ivoire", name: "Côte d'Ivoire", want: map[string]string{"c.md": `["Côte d'Ivoire", "Côte d'Ivoire"]`}},
		{kind: site.Actor, old: "Cote d'Ivoire", name: "Ivory Coast", want: map[string]string{
			"c.md": `["Ivory Coast", "Côte d'Ivoire"]`, "_actors/ivory-coast.md": "aliases = [\"Cote d'Ivoire\"]\nredirect_from = [\"/actors/cote-d-ivoire/\"]\n",
		}},
		{kind: site.Location, old: "Al Hol", name: "AlHol", want: map[string]string{"c.md": `"AlHol"`}}, // shown as Al-Hol
		{kind: site.Topic, old: "Air strikes", name: "airstrikes", want: map[string]string{
			"c.md": `topics = "airstrikes"`, "_topics/airstrikes.md": "aliases = [\"air strikes\"]\nredirect_from = [\"/topics/air-strikes/\"]\n",
		}},
		// A name whose letters make an address of somebody else.
		{kind: site.Actor, old: "Russia", name: "Zel", message: `"Zel" is another actor already, "Volodymyr Zelensky"`},
		{kind: site.Actor, old: "Russia", name: "Index", want: map[string]string{"_actors/index-2.md": `name = "Index"`}},
		{kind: site.Actor, old: "Russia", name: "NATO", message: `"NATO" is another actor already`},
		{kind: site.Location, old: "Kiev", name: "L'viv", message: `"L'viv" is another location already, "Lviv"`},
		{kind: site.Actor, old: "Rusia", name: "X", message: `no actor is called "Rusia"; did you mean "Russia"?`},
		{kind: site.Location, old: "al-hol", name: "X", want: map[string]string{"b.md": `["X", "Lviv"]`}},
		{kind: site.Actor, old: "cote-d-ivoire", name: "X", message: `did you mean "Côte d'Ivoire"?`},
		{kind: site.Actor, old: "zel", name: "X", message: `nothing lists "zel", another name of the actor "Volodymyr Zelensky"`},
		{kind: site.Topic, old: "Russia", name: "X", message: `no topic is called "Russia"`},
		// One name becomes two.
		{kind: site.Actor, old: "Russia", name: "X", only: []string{"a.md"}, message: ErrBroken.Error()}, // [[Russia]]
		{kind: site.Actor, old: "NATO", name: "Russia", only: []string{"b.md"}, want: map[string]string{"b.md": `["Russia", "Zelensky"`}},
		{kind: site.Actor, old: "NATO", name: "X", only: []string{"c.md"}, message: `this file does not list the actor "NATO"`},
	} {
		t.Run(tt.old+"="+tt.name, func(t *testing.T) {
			s := sourceOf(t, texts)
			w := Wish{Kind: tt.kind, Old: tt.old, New: tt.name}
			for _, path := range tt.only {
				w.Only = append(w.Only, "briefings/"+path)
			}
			changes, list, err := Plan(s, w)
			if tt.message != "" {
				if said := fmt.Sprint(list, err); !strings.Contains(said, tt.message) || len(changes) > 0 {
					t.Errorf("got %s, want %s", said, tt.message)
				}
				return
			}
			if len(list) > 0 || err != nil {
				t.Fatal(list, err)
			}
			for _, c := range changes {
				want, ok := tt.want[strings.TrimPrefix(c.Path, "briefings/")]
				if !strings.Contains(string(c.Text), want) && ok {
					t.Errorf("%s has no %q:\n%s", c.Path, want, c.Text)
				}
			}
			if len(changes) < len(tt.want) || w.Only != nil && len(changes) > len(tt.want) {
				t.Errorf("%d files changed, want %d", len(changes), len(tt.want))
			}
			after(t, s, w, changes)
		})
	}
}

// FuzzChange rewrites any front matter that is sound: nothing but names becomes another.
func FuzzChange(f *testing.F) {
	f.Add("actors = [\"Russia\", { name = 'russia', role = \"attributed\", by = \"\"\"Russia\"\"\" }]\n[extra]\nx = \"Russia\" # Russia\n", "Ro\"ssi'a\\", byte(0))
	f.Add("locations = '''\nKiev'''\r\ntopics = []\n", "Kyiv", byte(1))
	f.Add("name = \"Kiev\"\naliases = [ # ]\n  'A' , # b\n ]\nparent = \"\\u004biev\"\n", "Київ", byte(2))
	f.Add("aliases = \"\"\"A\\\n  \"\"\"\nsummary = '''\n''''\naffiliations = [\"X\", { to = \"x\" }]", "Y", byte(3))
	f.Add("\ufeffname = 'A'\n[[links]]\nurl = \"https://a.b\"", "B", byte(3))
	f.Fuzz(func(t *testing.T, front, name string, what byte) {
		name = strings.Join(strings.Fields(name), " ")
		if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) || address.Slug(name) == "" {
			return
		}
		path := []string{"briefings/x.md", "briefings/y.md", "briefings/_locations/x.md", "briefings/_actors/x.md"}[what%4]
		kind := []site.EntityKind{site.Actor, site.Location, site.Location, site.Actor}[what%4]
		head := "+++\n"
		if what%4 < 2 {
			head = "+++\ntitle = \"T\"\ndate = 2025-04-04\n"
		}
		text := Text{Bytes: []byte(head + front + "\n+++\nText.\n")}
		var list diag.List
		if text.File, list = briefing.Parse(path, text.Bytes); list.HasErrors() || !bytes.HasSuffix(text.Bytes, []byte("\n+++\nText.\n")) || text.File.Body.Offset != len(text.Bytes)-len("Text.\n") {
			return
		}
		var olds []string
		for _, n := range mentions(text.File, kind) {
			olds = append(olds, n.Text)
		}
		if what%4 >= 2 {
			olds = append(olds, declared(text.File)...)
		}
		for _, old := range olds {
			p := &planner{Source: Source{Texts: []Text{text}}, Wish: Wish{Kind: kind, Old: old, New: name}, fold: address.Fold(old)}
			var d *declaration
			if what%4 >= 2 {
				d = p.declaration(&entity{text.File.ID, text.File.Name.Text, &text})
			}
			c, list, err := p.change(text, d)
			if err != nil {
				t.Fatalf("%q to %q in %q: %v", old, name, text.Bytes, err)
			}
			if c == nil || list.HasErrors() {
				continue
			}
			checkDiff(t, *c)
			before, now := decoded(t, text.Bytes), decoded(t, c.Text)
			if d != nil {
				for _, key := range []string{"name", "aliases"} {
					delete(before, key)
					delete(now, key)
				}
			}
			if !sameBut(before, now, p.fold, name) {
				t.Fatalf("%q to %q:\n%s\nbecame\n%s", old, name, text.Bytes, c.Text)
			}
		}
	})
}

func decoded(t *testing.T, text []byte) map[string]any {
	_, rest, _ := strings.Cut(string(text), "+++\n")
	rest = rest[:strings.LastIndex(rest, "+++")]
	rest = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(rest, bom), "\r\n", "\n"), "\r", "\n")
	var values map[string]any
	if _, err := toml.Decode(rest, &values); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return values
}

// sameBut reports whether two values are the same but for texts that were a name and are another.
func sameBut(a, b any, fold, name string) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		for k := range a {
			ok = ok && sameBut(a[k], b[k], fold, name)
		}
		return ok && len(a) == len(b)
	case []any:
		b, ok := b.([]any)
		ok = ok && len(a) == len(b)
		for i := range a {
			ok = ok && sameBut(a[i], b[i], fold, name)
		}
		return ok
	case []map[string]any:
		b, ok := b.([]map[string]any)
		ok = ok && len(a) == len(b)
		for i := range a {
			ok = ok && sameBut(a[i], b[i], fold, name)
		}
		return ok
	case string:
		return a == b || address.Fold(a) == fold && b == name
	case float64:
		return fmt.Sprint(a) == fmt.Sprint(b) // Not a number is not itself.
	}
	return a == b
}

// checkDiff holds a diff against the two texts that it is about.
func checkDiff(t *testing.T, c Change) {
	t.Helper()
	old, lines := split(c.was), split([]byte(c.Diff()))[2:]
	var got []byte
	at := 0
	for i, line := range lines {
		switch line[0] {
		case '@':
			from, _ := strconv.Atoi(strings.FieldsFunc(string(line), func(r rune) bool { return !unicode.IsDigit(r) })[0])
			for ; at < from-1; at++ {
				got = append(got, old[at]...)
			}
		case '\\':
			if lines[i-1][0] != '-' {
				got = got[:len(got)-1]
			}
		case '+':
			got = append(got, line[1:]...)
		default:
			last := i+1 < len(lines) && lines[i+1][0] == '\\'
			if want := string(old[at]); want != string(line[1:]) && !(last && want+"\n" == string(line[1:])) {
				t.Fatalf("line %d of the diff is not %q:\n%s", i+3, want, c.Diff())
			}
			if at++; line[0] == ' ' {
				got = append(got, line[1:]...)
			}
		}
	}
	for ; at < len(old); at++ {
		got = append(got, old[at]...)
	}
	if !bytes.Equal(got, c.Text) {
		t.Fatalf("the diff gives %q, want %q:\n%s", got, c.Text, c.Diff())
	}
}

// The diff shows three lines around a change, changes that are near in one piece, and a file without a last line end.
func TestDiff(t *testing.T) {
	was := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17"
	at := func(text string) int { return strings.Index(was, text) }
	c := Change{Path: "briefings/a.md", was: []byte(was), edits: []edit{
		{at("2"), at("2") + 1, "two"}, {at("3"), at("3"), "new\n"}, {at("8"), at("9"), "eight\nnine "}, {at("17"), at("17") + 1, "se"}, {at("17") + 1, at("17") + 2, "ven"},
	}}
	c.Text = apply(c.was, c.edits)
	const want = `--- a/briefings/a.md
+++ b/briefings/a.md
@@ -1,12 +1,13 @@
 1
-2
+two
+new
 3
 4
 5
 6
 7
-8
-9
+eight
+nine 9
 10
 11
 12
@@ -14,4 +15,4 @@
 14
 15
 16
-17
\ No newline at end of file
+seven
\ No newline at end of file
`
	if diff := cmp.Diff(want, c.Diff()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	checkDiff(t, c)
}
