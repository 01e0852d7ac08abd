package generator_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dateline/generator"
	"dateline/themes"
)

// wholeSite writes a site with everything that a page can have. All its own words are made of the given letters.
func wholeSite(t *testing.T, dir, tag string, letters []rune) {
	t.Helper()
	word := func(i int) string { // another one for each number
		var b []rune
		for n := i + len(letters); n > 0; n /= len(letters) {
			b = append(b, letters[n%len(letters)])
		}
		return string(b)
	}
	write := func(name, text string) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w := func(i int) string { return word(i) + " " + word(i+7) }
	main, state, party := w(1), w(2), w(3) // actors
	city, region, country := w(11), w(12), w(13)
	write("site.toml", fmt.Sprintf("title = %q\ndescription = %q\nlanguage = %q\nbase_url = \"https://0.0/\"\ncontact = \"0@0.0\"\nlicence = %q\n", w(20), w(21), tag, w(22)))
	write("briefings/_pages/1.md", fmt.Sprintf("+++\ntitle = %q\nslug = \"1\"\nmenu = true\n+++\n\n%s.\n", w(23), w(24)))
	write("briefings/_actors/1.md", fmt.Sprintf(`+++
name = %q
aliases = [%q]
kind = "person"
summary = %q
affiliations = [{ to = %q, role = %q, from = 2019-05-20 }, { to = %[4]q, role = %[6]q, from = 2015-01-01, until = 2016-01-01 }, { to = %[4]q, from = 2030-01-01 }, { to = %[4]q, until = 2014-01-01 }]
succeeded_by = %[7]q
wikidata = "Q1"
redirect_from = ["/9/"]
+++

%[8]s.
`, main, w(25), w(26), state, w(27), w(28), party, w(29)))
	write("briefings/_actors/2.md", fmt.Sprintf("+++\nname = %q\nkind = \"government\"\nrollup = true\n+++\n", state))
	for i, kind := range []string{"organization", "armed-group", "alliance", "company", "other"} {
		write(fmt.Sprintf("briefings/_actors/%d.md", 3+i), fmt.Sprintf("+++\nname = %q\nkind = %q\n+++\n", w(200+i), kind))
	}
	write("briefings/_locations/1.md", fmt.Sprintf("+++\nname = %q\nkind = \"city\"\nparent = %q\ncoordinates = { lat = 47.91, lon = 33.39 }\n+++\n", city, region))
	write("briefings/_locations/2.md", fmt.Sprintf("+++\nname = %q\nkind = \"region\"\nparent = %q\ncoordinates = { lat = -47.91, lon = -33.39 }\n+++\n", region, country))
	write("briefings/_locations/3.md", fmt.Sprintf("+++\nname = %q\nkind = \"country\"\n+++\n", country))
	for i := range 340 {
		day := time.Date(2025, 4, 4, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i).Format(time.DateOnly)
		var names []string
		for n := range 4 {
			names = append(names, fmt.Sprintf("%q", w(1000+4*i+n)))
		}
		write(fmt.Sprintf("briefings/%d.md", i), fmt.Sprintf("+++\nid = \"%d\"\nslug = \"%[1]d\"\ntitle = %q\ndate = %sT10:00:00Z\nactors = [%q, %q, %s]\nlocations = [%q]\ntopics = [%q]\nseries = %q\nauthors = [%q]\n+++\n\n%s. %s. [[briefing:901|%[10]s]].\n",
			i, w(5000+i), day, main, party, strings.Join(names, ", "), []string{city, region, w(14)}[i%3], w(15), w(16), w(17), w(18), w(204)))
	}
	var long strings.Builder
	for i := range 5 {
		fmt.Fprintf(&long, "## %s\n\n%s\n\n", w(30+i), strings.Repeat(word(40+i)+" ", 260))
	}
	write("briefings/full.md", fmt.Sprintf(`+++
id = "901"
slug = "901"
title = %q
date = 2025-04-05T18:30:00Z
summary = %q
actors = [{ name = %q, role = "said" }, { name = %q, role = "attributed", by = %q }, { name = %q, role = "acted" }, { name = %q, role = "affected" }, { name = %q, role = "named" }, %q, %q, %q]
locations = [%q]
topics = [%q]
series = %q
authors = [%q]
as_of = 2025-04-05T04:00:00Z
covers = { from = 2025-04-03, until = 2025-04-04 }
updates = [{ at = 2025-04-05T19:00:00Z, note = %q }, { at = 2025-04-05T20:00:00Z, note = %q }]
sources = [{ name = %q, url = "https://0.0/", published = 2025-04-04 }]
related = ["0"]
redirect_from = ["/2/"]
+++

%s> [!NOTE]
> %[22]s

> [!TIP]
> %[22]s

> [!IMPORTANT]
> %[22]s

> [!WARNING]
> %[22]s

> [!CAUTION]
> %[22]s

- [x] %[22]s
- [ ] %[22]s[^1]

| %[22]s | %[22]s |
|---|---|
| 1 | 2 |

[^1]: %[22]s.
`, w(50), w(51), main, state, w(52), w(200), w(201), w(202), w(203), w(204), party, city, w(15), w(16), w(17), w(53), correction[tag], w(54), "", "", long.String(), w(55)))
	write("briefings/translated.md", fmt.Sprintf("+++\nid = \"902\"\nslug = \"902\"\ntitle = %q\ndate = 2025-04-05\ncovers = { until = 2025-04-04 }\nlanguage = \"zh\"\ntranslation_of = \"901\"\n+++\n\n[[briefing:901|%s]] [[%s]]\n", "中文", w(56), main))
	write("briefings/withdrawn.md", fmt.Sprintf("+++\nid = \"903\"\nslug = \"903\"\ntitle = %q\ndate = 2025-04-05\nstatus = \"withdrawn\"\ncovers = { from = 2025-04-04 }\nactors = [%q, %q]\n+++\n\n%s\n", w(57), main, w(200), w(58)))
	write("briefings/one.md", fmt.Sprintf("+++\nid = \"904\"\nslug = \"904\"\ntitle = %q\ndate = 2025-04-05\nactors = [%q]\nlocations = [%q]\nrelated = [\"903\"]\n+++\n\n%s %s %s\n", w(59), w(60), country, w(61), main, w(62)))
}

// correction begins a note as corrections begin.
var correction = map[string]string{"uk": "Виправлено", "ar": "تصحيح"}

var (
	latin   = regexp.MustCompile(`[A-Za-z]{2,}`)
	allowed = regexp.MustCompile(`(?m)^@techreport\{|^  [a-z]+ = |https?://\S*|/[a-z0-9/_.-]*|\bUTC\b|\bJSON Feed\b|\bWikidata\b`)
)

// TestNoEnglish builds sites with everything on them in languages of other letters, and finds no English in what readers see.
func TestNoEnglish(t *testing.T) {
	for tag, letters := range map[string]string{"uk": "абвгдезклмнопрстуф", "ar": "بتجدرسفقكلمن"} {
		t.Run(tag, func(t *testing.T) {
			dir := t.TempDir()
			wholeSite(t, dir, tag, []rune(letters))
			out := filepath.Join(dir, "public")
			r, err := generator.Build(generator.Options{Source: dir, Output: out, Now: time.Date(2025, 4, 6, 0, 0, 0, 0, time.UTC), Builtin: themes.Builtin, Version: "1"}, nil)
			if err != nil || !r.Built {
				t.Fatal(err, r.Diagnostics)
			}
			kinds := map[string]int{}
			for _, o := range r.Outputs {
				kinds[o.Template]++
			}
			for _, template := range []string{"home", "briefing", "record", "period", "index", "archive", "changes", "page", "notfound"} {
				if kinds[template] == 0 {
					t.Errorf("the site has no page of the kind %s", template)
				}
			}
			seen := map[string]bool{}
			err = filepath.WalkDir(out, func(name string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() || filepath.Ext(name) != ".html" && filepath.Ext(name) != ".xml" && entry.Name() != "index.txt" || entry.Name() == "sitemap.xml" {
					return err
				}
				text, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				lines := strings.Split(string(text), "\n")
				if entry.Name() != "index.txt" {
					lines = visible(bibTeX.ReplaceAllString(string(text), ""))
				}
				for _, said := range lines {
					if found := latin.FindString(allowed.ReplaceAllString(said, "")); found != "" && !seen[said] {
						seen[said] = true
						rel, _ := filepath.Rel(out, name)
						t.Errorf("%s: %s", rel, strings.TrimSpace(said))
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// visible gives the texts of a page or feed that people read or hear.
func visible(page string) []string {
	var texts []string
	hidden := ""
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return texts
		case html.TextToken:
			if hidden == "" {
				texts = append(texts, string(z.Text()))
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if token.Data == "script" || token.Data == "id" || token.Data == "updated" || token.Data == "published" {
				hidden = token.Data
			}
			said := false
			for _, a := range token.Attr {
				said = said || (a.Key == "name" || a.Key == "property") && (a.Val == "description" || a.Val == "og:title" || a.Val == "og:description" || a.Val == "og:site_name")
			}
			for _, a := range token.Attr {
				if a.Key == "aria-label" || a.Key == "title" || a.Key == "alt" || a.Key == "content" && said {
					texts = append(texts, a.Val)
				}
			}
		}
	}
}

// bibTeX is for a program, which reads English.
var bibTeX = regexp.MustCompile(`(?s)<pre>@.*?</pre>`)
