package tomldoc

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"dateline/generator/diag"
)

// ordinary is front matter as a writer fills it in.
const ordinary = `title = "Missile strike on Kryvyi Rih kills at least 18"
date = 2025-04-04
summary = "The bottom line up front, one paragraph."
actors = ["Volodymyr Zelensky", { name = "Russia", role = "attributed", by = "Ukrainian authorities" }]
locations = ["Kryvyi Rih"]
topics = ["air strikes"]
authors = ["Desk"]
series = "Ukraine"
as_of = 2025-04-05T04:00:00Z
updates = [{ at = 2025-04-05T09:00:00Z, note = "Casualty figures revised." }]
sources = [{ name = "A", url = "https://example.org/a", published = 2025-04-04 }]
draft = false
`

func parse(t *testing.T, text string) (*Table, *diag.List) {
	t.Helper()
	list := new(diag.List)
	return Parse("f.md", text, 2, list), list
}

func show(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%d:%d %s: %s | %s\n", d.Line, d.Column, d.Kind, d.Message, d.Hint)
	}
	return b.String()
}

func TestPositions(t *testing.T) {
	text := "# c\ntitle = \"é\"\nactors = [\"ä\", # c\n  { name = \"x\", by.who = 'y' }, 1]\n[a.b]\n\"q\\u00e9\" = 1\n[[u]]\nat = 2025-04-04 10:00\n[[u]]\nat = true\n"
	for name, text := range map[string]string{
		"LF": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "CR": strings.ReplaceAll(text, "\n", "\r"), "BOM": "\ufeff" + text,
	} {
		root, list := parse(t, text)
		if root == nil {
			t.Fatalf("%s: %s", name, show(*list))
		}
		at := func(p diag.Pos) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
		entries := root.Entries("actors", "", "")
		updates := root.Tables("u", "")
		a := root.Table("a", "")
		got := []string{
			at(root.Pos("title")), at(entries[0].Pos.In("a.md")), at(entries[1].Pos.In("a.md")), at(entries[1].Table.Pos("name")),
			at(entries[1].Table.Table("by", "").Pos("who")), at(a.Table("b", "").Pos("qé")), at(updates[0].Pos("at")), at(updates[1].Pos("at")), at((*list)[0].Pos),
		}
		want := []string{"3:9", "4:11", "5:3", "5:12", "5:26", "7:13", "9:6", "11:6", "5:33"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{
		"2025-04-04":                "2025-04-04",
		"2025-04-04T10:00":          "2025-04-04T10:00:00",
		"2025-04-04 10:00:07":       "2025-04-04T10:00:07",
		"2025-04-04T10:00Z":         "2025-04-04T10:00:00Z",
		"2025-04-04t10:00:00.25z":   "2025-04-04T10:00:00Z",
		"2025-04-04T10:00:00+05:30": "2025-04-04T10:00:00+05:30",
		"2025-04-04T10:00:00-03:30": "2025-04-04T10:00:00-03:30",
		"2024-02-29":                "2024-02-29",
		"2025-02-29":                "error: 29 February 2025 does not exist",
		"2025-02-30":                "error: 30 February does not exist",
		"2025-04-31":                "error: 31 April does not exist",
		"2025-13-01":                "error: there is no month 13",
		"2025-01-32":                "error: there is no day 32 in a month",
		"0000-01-01":                "error: the year 0 does not exist",
		"2025-04-04T24:00":          "error: there is no time 24:00:00",
		"2025-04-04T10:00+24:00":    "error: there is no offset of 24 hours",
		"2025-04-04T10:00+12:60":    "error: 2025-04-04T10:00+12:60 is not a date",
		"10000-01-01":               "error: 10000-01-01 is not a date",
		"2025-4-4":                  "error: 2025-4-4 is not a date",
		"2025-04-04T":               "error: 2025-04-04T is not a date",
		"2025-04-04T10":             "error: 2025-04-04T10 is not a date",
		"2025-04-04 x":              "error: 2025-04-04 x is not a date",
		"":                          "error:  is not a date",
		"2025-04-04\n10:00":         "error: this text is not a date",
	} {
		d, err := ParseDate(text)
		got := d.String()
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != want {
			t.Errorf("ParseDate(%q): %s, want %s", text, got, want)
		}
	}
}

func TestInstant(t *testing.T) {
	kyiv := time.FixedZone("", 3*3600)
	for text, want := range map[string]string{
		"2025-04-04":                "2025-04-03T21:00:00Z",
		"2025-04-04T10:00":          "2025-04-04T07:00:00Z",
		"2025-04-04T10:00:00Z":      "2025-04-04T10:00:00Z",
		"2025-04-04T10:00:00+01:00": "2025-04-04T09:00:00Z",
	} {
		d, err := ParseDate(text)
		if got := d.Instant(kyiv).UTC().Format(time.RFC3339); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
}

func TestTypes(t *testing.T) {
	root, list := parse(t, `title = 18
draft = "no"
search = "true"
names = [1, "a", " ", "b\nc"]
one = "x"
table = 5
number = "5"
int = 1.5
day = "4 April 2025"
clock = 10:00
list = { a = 1 }
updates = ["x", { at = 1 }]
line = "a\tb"
text = ["a"]
quoted = 2025-04-04
local = '2025-04-04 10:00'
`)
	root.Line("title")
	root.Bool("draft", true)
	root.Bool("search", false)
	names := root.Names("names")
	if len(names) != 1 || names[0].Text != "a" {
		t.Errorf("names: %v", names)
	}
	if one := root.Names("one"); len(one) != 1 || one[0].Text != "x" {
		t.Errorf("a single text is not a list of one: %v", one)
	}
	root.Table("table", "table = { a = 1 }")
	root.Number("number")
	root.Int("int", 20)
	root.Date("day")
	root.Date("clock")
	root.Names("list")
	root.Tables("updates", "updates = [{ }]")
	root.Line("line")
	root.Text("text")
	if d := root.Date("quoted"); d != (Date{Year: 2025, Month: 4, Day: 4}) {
		t.Errorf("quoted: %v", d)
	}
	if d := root.Date("local"); d != (Date{Year: 2025, Month: 4, Day: 4, HasTime: true, Hour: 10}) {
		t.Errorf("local: %v", d)
	}
	want := `2:9 wrong-type: "title" must be a text in quotes, and this is a number | title = "18"
3:9 wrong-type: "draft" must be true or false, and this is a text | draft = false
4:10 wrong-type: "search" must be true or false, and this is a text | search = true
5:10 wrong-type: "names" must be a list of names, and this is a number | names = ["…", "…"]
5:18 empty-name: an empty text in "names" | write a name between the quotes, or take it out
5:23 not-one-line: a line break in "names", which is one line | names = "b c"
7:9 wrong-type: "table" must be a table in braces, and this is a number | table = { a = 1 }
8:10 wrong-type: "number" must be a number, and this is a text | number = 47.91
9:7 wrong-type: "int" must be a whole number, and this is a number | int = 20
10:7 bad-date: "day": 4 April 2025 is not a date | write year-month-day: day = 2025-04-04
11:9 bad-date: "clock" is a time without a day | write the day too: clock = 2025-04-04T10:00
12:8 wrong-type: "list" must be a list of names, and this is a table | list = ["…", "…"]
13:12 wrong-type: "updates" must be a list of tables in braces, and this is a text | updates = [{ }]
14:8 not-one-line: a control character in "line", which is one line | line = "a b"
15:8 wrong-type: "text" must be a text in quotes, and this is a list | text = "…"
`
	if diff := cmp.Diff(want, show(*list)); diff != "" {
		t.Error(diff)
	}
}

func TestUnknown(t *testing.T) {
	root, list := parse(t, `actor = "x"
zzz = 1
covers = { from = 2025-04-04, title = "lost", form = 1 }
[updates]
title = "lost too"
[extra]
mine = 1
draft = true
[extra.deep]
draft = true
`)
	root.Names("actors")
	root.Text("title")
	root.Bool("draft", false)
	root.Table("covers", "").Date("from")
	root.Tables("updates", "")
	root.Free("extra", true)
	root.Unknown()
	want := `2:1 unknown-key: unknown key "actor" | did you mean "actors"?
3:1 unknown-key: unknown key "zzz" | known here: actors, title, draft, covers, updates, extra; keys of your own go below a line [extra]
4:31 misplaced-key: "title" stands inside covers, where it has no effect | write it on a line of its own above the first [table]: title = …
4:47 unknown-key: unknown key "form" | did you mean "from"?
6:1 misplaced-key: "title" stands inside [updates], where it has no effect | move it above the line "[updates]"
9:1 misplaced-key: "draft" stands inside [extra], where it has no effect | move it above the line "[extra]"
`
	if diff := cmp.Diff(want, show(*list)); diff != "" {
		t.Error(diff)
	}
}

func TestKeys(t *testing.T) {
	root, list := parse(t, `title = "x"
[names]
uk = "a"
"pt-BR" = "b"
other = "c"
title = "d"
`)
	root.Line("title")
	names := root.Table("names", "")
	var got []string
	for _, key := range names.Keys(func(key Name) { list.Error(key.Pos.In("a.md"), "bad-language", key.Text, "") }) {
		if key.Text != "other" && key.Text != "title" {
			got = append(got, fmt.Sprintf("%d:%d %s = %s", key.Pos.Line, key.Pos.Column, key.Text, names.Line(key.Text)))
		}
	}
	root.Unknown()
	if diff := cmp.Diff([]string{"4:1 uk = a", "5:1 pt-BR = b"}, got); diff != "" {
		t.Error(diff)
	}
	want := `6:1 bad-language: other | 
7:1 misplaced-key: "title" stands inside [names], where it has no effect | move it above the line "[names]"
`
	if diff := cmp.Diff(want, show(*list)); diff != "" {
		t.Error(diff)
	}
}

func TestFree(t *testing.T) {
	root, list := parse(t, `[x]
a = 1
b = 1.5
c = [2025-04-04, 2025-04-04 10:00, 2025-04-04T10:00:00+02:00, 10:00:00]
d = { e = [[true], {}] }
f = inf
[[x.g]]
h = "i"
`)
	got := root.Free("x", false)
	delete(got, "f")
	want := map[string]any{
		"a": int64(1), "b": 1.5, "c": []any{"2025-04-04", "2025-04-04T10:00:00", "2025-04-04T10:00:00+02:00", "10:00:00"},
		"d": map[string]any{"e": []any{[]any{true}, map[string]any{}}}, "g": []any{map[string]any{"h": "i"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := show(*list); s != "7:5 wrong-type: inf is not a number that a page can show | write a number, or a text in quotes\n" {
		t.Error(s)
	}
}

func TestBounds(t *testing.T) {
	for name, text := range map[string]string{
		"lists":        strings.Repeat("[", 5_000_000),
		"lists 60 KiB": "a = " + strings.Repeat("[", 60_000),
		"tables":       "a = " + strings.Repeat("{a=", 20_000),
		"dotted":       strings.Repeat("a.", 10_000) + "a = 1",
		"header":       "[" + strings.Repeat("a.", 10_000) + "a]",
		"dotted lines": manyKeys(5_000),
		"headers":      strings.Repeat("[[a]]\n", 10_000),
	} {
		start := time.Now()
		root, list := parse(t, text)
		if root != nil || len(*list) != 1 || (*list)[0].Kind != "too-large" || (*list)[0].Line == 0 {
			t.Errorf("%s: %s", name, show(*list))
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: refused only after %v", name, took)
		}
	}
}

// The largest that the bounds let through must not take long either.
func TestLargestAllowed(t *testing.T) {
	deep := strings.TrimSuffix(strings.Repeat("a.", maxDepth-1), ".")
	for name, text := range map[string]string{
		"deep tables": "[" + deep + "]\n" + manyKeys(maxKeys-maxDepth),
		"dotted":      manyDotted(maxKeys / (maxDepth - 1)),
		"elements":    "a = [" + strings.Repeat("1,", 32_000) + "]",
		"inline":      "a = [" + strings.Repeat("{b=1},", maxKeys-2) + "]",
	} {
		start := time.Now()
		if root, list := parse(t, text); root == nil {
			t.Errorf("%s: %s", name, show(*list))
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d=1\n", i)
	}
	return b.String()
}

func manyDotted(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sk%d=1\n", strings.Repeat("a.", maxDepth-2), i)
	}
	return b.String()
}

func TestBadCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"a = 1\nb = \"x\x00\"": "3:7 bad-encoding: a NUL character | save the file as UTF-8 text, and take this character out\n",
		"a = \"é\xff\"":        "2:7 bad-encoding: the byte 0xFF is not UTF-8 | save the file as UTF-8 text, and take this character out\n",
		"a = \"\x1b\"":         "2:6 bad-encoding: the control character U+001B | save the file as UTF-8 text, and take this character out\n",
	} {
		if _, list := parse(t, text); show(*list) != want {
			t.Errorf("%q: %s", text, show(*list))
		}
	}
}

// FuzzScan holds the scan against the decoder: what the decoder accepts the scan must understand, and find every key of.
func FuzzScan(f *testing.F) {
	f.Add(ordinary)
	f.Add("a.b = {c = [1, {d = 2}],}\n[x]\n[[y.z]]\n'q' = '''\nx''''\n\"\\u00e9\" = \"\"\"\\\n  a\\\"\"\"\"\"\n")
	f.Add("a = 2025-04-04 10:00:00.5+01:00\nb = -0x1\nc = [\n1 # x\n,]\n")
	f.Add("title: x\ny = “a”\nz = 'a'b'\n")
	f.Add("[a.b]\nc.d = 1\n[a]\ne.f = {}\n[a.e.g]\n[[a.h]]\n[[a.h]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		var list diag.List
		root := Parse("f", text, 1, &list)
		if root == nil {
			if len(list) != 1 || list[0].Line < 1 || list[0].Column < 1 || list[0].Message == "" || list[0].Hint == "" {
				t.Fatalf("%q: %s", text, show(list))
			}
			var values map[string]any
			if k := list[0].Kind; len(text) < 1000 && (k == "toml-syntax" || k == "bad-date") {
				if _, err := toml.Decode(unixLines(strings.TrimPrefix(text, "\ufeff")), &values); err == nil && !strings.Contains(list[0].Message, "year 0") {
					t.Fatalf("%q is TOML: %s", text, show(list))
				}
			}
			return
		}
		plain := root.doc.plainTable(0, root.values)
		if a, b := count(reflect.ValueOf(root.values)), count(reflect.ValueOf(plain)); a != b {
			t.Fatalf("%q: %d values were decoded and %d found", text, a, b)
		}
		for key := range root.values {
			root.Names(key)
			root.Pos(key)
		}
		root.Unknown()
	})
}

func count(v reflect.Value) int {
	n := 1
	switch v.Kind() {
	case reflect.Interface:
		return count(v.Elem())
	case reflect.Map:
		for _, k := range v.MapKeys() {
			n += count(v.MapIndex(k))
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += count(v.Index(i))
		}
	}
	return n
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(ordinary)))
	b.ReportAllocs()
	for b.Loop() {
		var list diag.List
		root := Parse("f.md", ordinary, 2, &list)
		root.Text("title")
	}
}

func BenchmarkScan(b *testing.B) {
	for b.Loop() {
		scan(ordinary)
	}
}
