package words_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/generator/diag"
	"dateline/generator/words"
	"dateline/themes"
)

func builtin(t testing.TB) map[string]*words.Words {
	t.Helper()
	names, err := fs.Glob(themes.Builtin, "default/i18n/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	var files []words.File
	for _, name := range names {
		text, err := fs.ReadFile(themes.Builtin, name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, words.File{Shown: path.Base(name), Language: strings.TrimSuffix(path.Base(name), ".toml"), Text: string(text), First: true})
	}
	var list diag.List
	all := words.Load(files, &list)
	for _, d := range list {
		t.Errorf("%s:%d:%d: %s", d.File, d.Line, d.Column, d.Message)
	}
	return all
}

// TestComplete: every built-in language has all words.
func TestComplete(t *testing.T) {
	all := builtin(t)
	for _, tag := range []string{"en", "uk", "fr", "es", "ar"} {
		if w := all[tag]; w == nil {
			t.Errorf("no words of %s", tag)
		} else if len(w.Missing) > 0 {
			t.Errorf("%s lacks %s", tag, strings.Join(w.Missing, ", "))
		}
	}
}

var (
	inTemplates = regexp.MustCompile(`\b(?:word|count) "([a-z.-]+)"`)
	inCode      = regexp.MustCompile(`"((?:[a-z]+\.[a-z-]+))"`)
	inFile      = regexp.MustCompile(`(?m)^(?:\[([a-z]+)\]|([a-z-]+) =)`)
)

// made are groups whose words are asked for by names that are put together.
var made = []string{"actor", "location", "topic", "series", "author", "role", "kind", "coordinates", "change", "body", "date", "own"}

// TestUsed: templates ask only for words that there are, and every word is asked for by a template or by code.
func TestUsed(t *testing.T) {
	english := builtin(t)["en"]
	used := map[string]bool{}
	err := fs.WalkDir(themes.Builtin, "default/templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(themes.Builtin, name)
		for _, m := range inTemplates.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if _, err := english.Phrase(m[1], 0); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"../view", "../plan", "../briefing", "../words"} {
		names, _ := filepath.Glob(folder + "/*.go")
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inCode.FindAllStringSubmatch(string(text), -1) {
				used[m[1]] = true
			}
		}
	}
	script, err := fs.ReadFile(themes.Builtin, "default/scripts/search.js")
	if err != nil {
		t.Fatal(err)
	}
	for name := range english.Script("results") {
		used["results."+name] = strings.Contains(string(script), `"`+name+`"`)
	}
	text, err := fs.ReadFile(themes.Builtin, "default/i18n/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	group := ""
	for _, m := range inFile.FindAllStringSubmatch(string(text), -1) {
		if m[1] != "" {
			group = m[1]
			continue
		}
		if key := group + "." + m[2]; !slices.Contains(made, group) && !used[key] {
			t.Errorf("nothing asks for %q", key)
		}
	}
}

// TestPlurals counts in each language as its grammar has it.
func TestPlurals(t *testing.T) {
	all := builtin(t)
	for tag, tests := range map[string]map[int]string{
		"en": {0: "0 briefings", 1: "1 briefing", 2: "2 briefings", 21: "21 briefings", 3000: "3000 briefings"},
		"uk": {0: "0 зведень", 1: "1 зведення", 2: "2 зведення", 5: "5 зведень", 11: "11 зведень", 12: "12 зведень", 21: "21 зведення", 22: "22 зведення", 111: "111 зведень"},
		"fr": {0: "0 bulletin", 1: "1 bulletin", 2: "2 bulletins", 1000000: "1000000 bulletins"},
		"es": {0: "0 informes", 1: "1 informe", 2: "2 informes"},
		"ar": {0: "لا تقارير", 1: "تقرير واحد", 2: "تقريران", 3: "3 تقارير", 10: "10 تقارير", 11: "11 تقريرًا", 99: "99 تقريرًا", 100: "100 تقرير", 103: "103 تقارير"},
	} {
		for n, want := range tests {
			if got := all[tag].Count("briefings.count", n); got != want {
				t.Errorf("%s, %d: %q, want %q", tag, n, got, want)
			}
		}
	}
}

// TestDates writes a day and a month as each language does.
func TestDates(t *testing.T) {
	all := builtin(t)
	for _, test := range []struct {
		tag                              string
		day                              int
		full, long, short, recent, month string
	}{
		{"en", 4, "Friday 4 April 2025", "4 April 2025", "4 Apr 2025", "Fri 4 April 2025", "April 2025"},
		{"uk", 4, "пʼятниця, 4 квітня 2025\u202fр.", "4 квітня 2025\u202fр.", "4 квіт. 2025\u202fр.", "пʼятниця, 4 квітня 2025\u202fр.", "квітень 2025"},
		{"fr", 4, "vendredi 4 avril 2025", "4 avril 2025", "4 avr. 2025", "vendredi 4 avril 2025", "avril 2025"},
		{"fr", 1, "mardi 1er avril 2025", "1er avril 2025", "1er avr. 2025", "mardi 1er avril 2025", "avril 2025"},
		{"es", 4, "viernes, 4 de abril de 2025", "4 de abril de 2025", "4 abr 2025", "viernes, 4 de abril de 2025", "abril de 2025"},
		{"ar", 4, "الجمعة، 4 أبريل 2025", "4 أبريل 2025", "4 أبريل 2025", "الجمعة، 4 أبريل 2025", "أبريل 2025"},
	} {
		w := all[test.tag]
		for what, got := range map[string][2]string{
			"full": {string(w.AppendFull(nil, 2025, time.April, test.day)), test.full}, "long": {w.Long(2025, time.April, test.day), test.long},
			"short": {string(w.AppendShort(nil, 2025, time.April, test.day)), test.short}, "recent": {w.Recent(2025, time.April, test.day), test.recent},
			"month": {w.Month(2025, time.April), test.month},
		} {
			if got[0] != got[1] {
				t.Errorf("%s, %s: %q, want %q", test.tag, what, got[0], got[1])
			}
		}
	}
	if got := all["uk"].MonthAlone(time.May); got != "травень" {
		t.Errorf("a month alone: %q", got)
	}
	if got := all["ar"].At("4 أبريل", "18:30 UTC"); got != "4 أبريل، \u206818:30 UTC\u2069" {
		t.Errorf("a time: %q", got)
	}
}

// TestRecipe: the English file without its patterns of dates, as its head has it, is a file of another language, which writes dates as
// that language does.
func TestRecipe(t *testing.T) {
	text, err := fs.ReadFile(themes.Builtin, "default/i18n/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	english := string(text)
	head, _, _ := strings.Cut(english, "\n\n")
	if !strings.Contains(head, "[date]") {
		t.Error("the head does not say to leave out the group [date]")
	}
	before, rest, _ := strings.Cut(english, "\n[date]\n")
	_, after, _ := strings.Cut(rest, "\n[")
	var list diag.List
	all := words.Load([]words.File{{Shown: "en.toml", Language: "en", Text: english, First: true}, {Shown: "de.toml", Language: "de", Text: before + "\n[" + after}}, &list)
	if len(list) > 0 {
		t.Fatal(list)
	}
	if got := string(all["de"].AppendFull(nil, 2025, time.April, 5)); got != "Samstag, 5. April 2025" {
		t.Errorf("a German date: %q", got)
	}
}

// TestBegins tells a correction by how its note begins.
func TestBegins(t *testing.T) {
	all := builtin(t)
	for _, test := range []struct {
		tag, note string
		want      bool
	}{
		{"en", "Corrected: 18", true}, {"en", "Not corrected", false}, {"en", "Correc", false}, {"en", "", false},
		{"uk", "Виправлено число", true}, {"uk", "ВИПРАВЛЕННЯ", true}, {"uk", "Corrected", false},
		{"fr", "Rectificatif", true}, {"fr", "Ajout", false}, {"es", "Fe de erratas", true}, {"ar", "تصحيح العدد", true}, {"ar", "إضافة", false},
	} {
		if got := all[test.tag].Begins("change.corrections", test.note); got != test.want {
			t.Errorf("%s, %q: %v", test.tag, test.note, got)
		}
	}
}

// TestIsolate keeps a text apart that is written in the other direction.
func TestIsolate(t *testing.T) {
	all := builtin(t)
	for _, test := range []struct {
		tag, text string
		apart     bool
	}{
		{"en", "Kyiv", false}, {"en", "Київ", false}, {"en", "السودان", true}, {"en", "Kyiv, כן", true}, {"en", "2025", false},
		{"ar", "السودان", false}, {"ar", "Kyiv", true}, {"ar", "2025", false}, {"ar", "12, 13", false}, {"ar", "Київ", true}, {"ar", "", false},
	} {
		if got := all[test.tag].Isolate(test.text) != test.text; got != test.apart {
			t.Errorf("%s, %q: %v", test.tag, test.text, got)
		}
	}
	if got := all["ar"].List("Kyiv", "أوكرانيا"); got != "\u2068Kyiv\u2069، أوكرانيا" {
		t.Errorf("a list: %q", got)
	}
}
