package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"dateline/generator/diag"
)

const small = `
[text]
comma = ", "
[a]
one = "One"
named = "By {name}"
many = { one = "{n} thing of {name}", other = "{n} things of {name}" }
[date]
full = "{weekday} {day} {month} {year}"
`

func load(files ...File) (map[string]*Words, string) {
	var list diag.List
	all := Load(append([]File{{Shown: "en.toml", Language: "en", Text: small, First: true}}, files...), &list)
	var said []string
	for _, d := range list {
		said = append(said, fmt.Sprintf("%s:%d:%d %s: %s | %s", d.File, d.Line, d.Column, d.Kind, d.Message, d.Hint))
	}
	return all, strings.Join(said, "\n")
}

// TestLayers: a later file replaces single words; what a language lacks is English, with the plural of English.
func TestLayers(t *testing.T) {
	all, said := load(
		File{Shown: "uk.toml", Language: "uk", Text: "[a]\none = \"Один\"\n"},
		File{Shown: "mine/en.toml", Language: "en", Text: "[a]\none = \"Uno\"\n[own]\nhello = \"Hello\"\n"},
		File{Shown: "mine/uk.toml", Language: "uk", Text: "[own]\nhello = \"Привіт\"\n"},
		File{Shown: "mine/pt-BR.toml", Language: "pt-BR", Text: ""},
		File{Shown: "mine/en-GB.toml", Language: "en-GB", Text: "[text]\ncomma = \"; \"\n"},
		File{Shown: "mine/uk-UA.toml", Language: "uk-UA", Text: "[text]\ncomma = \"; \"\n"},
	)
	if said != "" {
		t.Fatal(said)
	}
	uk := all["uk"]
	for got, want := range map[string]string{
		all["en"].Word("a.one"): "Uno", uk.Word("a.one"): "Один", uk.Word("own.hello"): "Привіт", all["pt-BR"].Word("own.hello"): "Hello",
		uk.Count("a.many", 21, "name", "X"): "21 things of X", all["en"].Count("a.many", 1, "name", "X"): "1 thing of X",
		all["pt-BR"].Long(2025, time.April, 4): "4 de abril de 2025", uk.Word("a.named", "name", "שלום"): "By \u2068שלום\u2069",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if len(all["en-GB"].Missing) > 0 || all["en-GB"].Word("a.one") != "Uno" || string(all["en-GB"].AppendFull(nil, 2025, time.April, 4)) != "Friday 4 April 2025" {
		t.Errorf("British English: %v", all["en-GB"])
	}
	if got := all["uk-UA"]; got.Word("a.one") != "Один" || !slices.Equal(got.Missing, []string{"a.many", "a.named"}) {
		t.Errorf("a kind of Ukrainian: %v", got)
	}
	if want := []string{"a.many", "a.named", "text.comma"}; !slices.Equal(uk.Missing, want) {
		t.Errorf("missing %v, want %v", uk.Missing, want)
	}
}

// TestOver: what a site makes of a word that it takes the place of is judged by the English that comes first, and asks nothing of
// other languages.
func TestOver(t *testing.T) {
	const uk = "[a]\none = \"Один\"\nnamed = \"Від {name}\"\nmany = { one = \"{n} річ {name}\", few = \"{n} речі {name}\", many = \"{n} речей {name}\" }\n"
	for _, test := range []struct{ language, text, want string }{
		{"en", "[a]\nnamed = \"By\"\n", ""},
		{"en", "[a]\nnamed = \"By {nam}\"\n", `f:2:9 bad-word: {nam} stands for nothing here | there is {name}`},
		{"en", "[a]\nmany = \"{n} things\"\n", ""},
		{"en", "[a]\nmany = { one = \"a\", other = \"things\" }\n", ""},
		{"en", "[a]\none = { one = \"a\", other = \"b\" }\n", `f:2:7 bad-word: "a.one" has no plural forms: no number goes with it | write one text in quotes`},
		{"uk", "[a]\nnamed = \"Від\"\nmany = \"Речі\"\n", ""},
	} {
		all, said := load(File{Shown: "uk.toml", Language: "uk", Text: uk, First: true}, File{Shown: "f", Language: test.language, Text: test.text})
		if said != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, said, test.want)
		}
		if test.language == "en" && (all["uk"].Word("a.named", "name", "X") != "Від X" || all["uk"].Count("a.many", 3, "name", "X") != "3 речі X") {
			t.Errorf("%q: another language became another one", test.text)
		}
	}
	all, _ := load(File{Shown: "f", Language: "en", Text: "[a]\nmany = \"{n} pieces\"\n"}, File{Shown: "g", Language: "uk", Text: ""})
	for _, tag := range []string{"en", "uk"} {
		if got := all[tag].Count("a.many", 1, "name", "X"); got != "1 pieces" {
			t.Errorf("%s, one text for all numbers: %q", tag, got)
		}
	}
}

// TestMistakes says what is wrong with a file, and where.
func TestMistakes(t *testing.T) {
	for _, test := range []struct{ language, text, want string }{
		{"uk", "[a]\nonne = \"x\"\n", `f:2:8 unknown-word: there is no word "a.onne" | did you mean "a.one"?`},
		{"en", "[a]\nonne = \"x\"\n", `f:2:8 unknown-word: there is no word "a.onne" | did you mean "a.one"?`},
		{"uk", "[own]\nx = \"x\"\n", `f:2:5 unknown-word: there is no word "own.x" | a word of a theme's own stands in its i18n/en.toml too`},
		{"uk", "[a]\none = 3\n", `f:2:7 bad-word: "one" must be a text in quotes, or a table of plural forms | one = "…", or one = { one = "{n} …", other = "{n} …" }`},
		{"uk", "[a]\none = \" \"\n", `f:2:7 bad-word: an empty word | write it between the quotes, or take the line out: then it is English`},
		{"uk", "[a]\none = \"a\\nb\"\n", `f:2:7 bad-word: a word is one line, and this has a line break or a control character in it | `},
		{"uk", "[a]\none = { one = \"x\" }\n", `f:2:7 bad-word: "a.one" has no plural forms: no number goes with it | write one text in quotes`},
		{"uk", "[a]\nnamed = \"Від\"\n", `f:2:9 bad-word: {name} is missing, and what stands there would be lost | `},
		{"uk", "[a]\nnamed = \"{name} {nam}\"\n", `f:2:9 bad-word: {nam} stands for nothing here | there is {name}`},
		{"uk", "[a]\none = \"{name}\"\n", `f:2:7 bad-word: {name} stands for nothing here | nothing is put in here: write it without braces`},
		{"uk", "[a]\none = \"a } b\"\n", `f:2:7 bad-word: a brace without its other one, or without a name in it | names stand in braces, like {n}; other braces cannot be written`},
		{"uk", "[a]\nmany = \"{n} {name}\"\n", `f:2:8 bad-word: "a.many" has plural forms in English, and uk needs them too | many = { one = "{n} …", few = "{n} …", many = "{n} …" }`},
		{"uk", "[a]\nmany = { one = \"{n} {name}\", few = \"{n} {name}\" }\n", `f:2:8 bad-word: "a.many" lacks the plural form "many", which uk needs | many = { one = "{n} …", few = "{n} …", many = "{n} …" }`},
		{"uk", "[a]\nmany = { one = \"{name}\", few = \"{n} {name}\", many = \"{n} {name}\" }\n", `f:2:16 bad-word: {n} is missing, and what stands there would be lost | `},
		{"uk", "[a]\nmany = { fou = \"{n} {name}\", one = \"{n} {name}\", few = \"{n} {name}\", many = \"{n} {name}\" }\n", `f:2:10 bad-word: "fou" is no plural form | known are: zero, one, two, few, many, other`},
		{"en", "[a]\nmany = { one = 1, other = \"{n} {name}\" }\n", `f:2:16 bad-word: the form "one" must be a text in quotes | one = "{n} …"` + "\n" +
			`f:2:8 bad-word: "a.many" lacks the plural form "one", which en needs | many = { one = "{n} …", other = "{n} …" }`},
		{"uk", "[date]\nful = \"x\"\n", `f:2:1 unknown-word: there is no "ful" among the patterns of dates | did you mean "full"?`},
		{"uk", "[date]\nfull = \"{day}\"\n", `f:2:8 bad-word: {year} is missing, and what stands there would be lost | `},
		{"uk", "[date]\nfull = 3\n", `f:2:8 bad-word: "full" must be a text in quotes | full = "…"`},
		{"uk", "[date]\nalone = [\"січень\"]\n", `f:2:9 bad-word: "alone" must be the names of the twelve months | alone = ["January", "February", …]`},
		{"ukraine", "", `f:0:0 bad-word: "ukraine" is not the name of a language | a file of words is called by its language, a tag of BCP 47: i18n/de.toml, i18n/pt-BR.toml`},
		{"pt-br", "", `f:0:0 bad-word: "pt-br" is not the name of a language | call it i18n/pt-BR.toml`},
		{"no tag", "", `f:0:0 bad-word: "no tag" is not the name of a language | a file of words is called by its language, a tag of BCP 47: i18n/de.toml, i18n/pt-BR.toml`},
		{"uk", "x = 1\n", `f:1:5 wrong-type: "x" must be a table in braces, and this is a number | [x]`},
	} {
		if _, said := load(File{Shown: "f", Language: test.language, Text: test.text}); said != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, said, test.want)
		}
	}
}

// TestSingle: a form for one number alone may leave it out; one language needs few forms, another all.
func TestSingle(t *testing.T) {
	const ar = `[a]
many = { zero = "لا {name}", one = "واحد {name}", two = "اثنان {name}", few = "{n} {name}", many = "{n} {name}", other = "{n} {name}" }`
	if _, said := load(File{Shown: "f", Language: "ar", Text: ar}, File{Shown: "g", Language: "ja", Text: "[a]\nmany = \"{name}{n}\"\n"}); said != "" {
		t.Error(said)
	}
}

// TestCLDR: what is read off the library's dates writes the same days as the library.
func TestCLDR(t *testing.T) {
	for _, tag := range slices.Sorted(maps.Keys(cldr)) {
		d, _ := datesOf(tag)
		l := cldr[tag].dates()
		for day := time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC); day.Year() < 2025; day = day.AddDate(0, 0, 1) {
			if day.Day() < 10 {
				continue // The library's Serbian and others write 01; ours do not.
			}
			year, month, n := day.Date()
			for _, pair := range [][2]string{{d.write(d.full, year, month, n), strings.ReplaceAll(l.FmtDateFull(day), "cccc", l.WeekdayWide(day.Weekday()))}, {d.write(d.long, year, month, n), l.FmtDateLong(day)}} {
				if pair[0] != pair[1] {
					t.Fatalf("%s: %q, the library writes %q", tag, pair[0], pair[1])
				}
			}
			if short := d.write(d.short, year, month, n); !strings.Contains(short, d.monthsShort[month-1]) && !strings.Contains(short, d.months[month-1]) {
				t.Fatalf("%s: a short date without its month: %q", tag, short)
			}
		}
		if cldr[tag].name == "" || d.months[0] == "" || d.weekdays[0] == "" || d.full == nil || d.long == nil {
			t.Errorf("%s lacks something", tag)
		}
	}
}

func TestSelfName(t *testing.T) {
	for tag, want := range map[string]string{"uk": "Українська", "pt-BR": "Português", "en-GB": "English", "ar": "العربية", "tlh": "tlh", "no tag": "no tag", "": ""} {
		if got := SelfName(tag); got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
}

// FuzzLoad: no file of words makes anything but words or messages, and words can be asked for.
func FuzzLoad(f *testing.F) {
	f.Add("uk", small)
	f.Add("ar", "[a]\none = \"{x\"\n[date]\nalone = [1]\nfirst = \"\"\n")
	f.Fuzz(func(t *testing.T, tag, text string) {
		all, said := load(File{Shown: "f", Language: tag, Text: text})
		if said != "" {
			return
		}
		w := all[tag]
		if _, err := language.Parse(tag); err != nil || w == nil {
			t.Fatalf("%q has words", tag)
		}
		w.Word("a.one")
		w.AppendFull(nil, 2025, time.April, 4)
		if got := w.Word("a.named", "name", "Xy"); tag != English && !strings.Contains(got, "Xy") {
			t.Errorf("a name was lost: %q", got)
		}
	})
}
