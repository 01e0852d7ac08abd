package briefing

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/address"
	"dateline/generator/diag"
)

func show(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%d:%d %s: %s | %s\n", d.Line, d.Column, d.Kind, d.Message, d.Hint)
	}
	return b.String()
}

const everything = `+++
title = "  Missile strike on Kryvyi Rih kills at least 18 "
date = 2025-04-04
summary = "The bottom line up front, one paragraph."
actors = ["Volodymyr Zelensky", { name = "Russia", role = "attributed", by = "Ukrainian authorities" }]
locations = "Kryvyi Rih"
topics = ["air strikes"]
authors = ["Desk"]
series = "Ukraine"
as_of = 2025-04-05T04:00:00Z
covers = { from = 2025-04-03, until = 2025-04-04 }
sources = [{ name = "A", url = "https://example.org/", published = 2025-04-04 }, "B"]
related = ["2025/kyiv-talks"]
status = "withdrawn"
status_note = "Wrong."
draft = true
embargo_until = "2025-04-05 06:00"
redirect_from = ["/2025/04/kryvyi-rih/", "/old.html"]
id = "2025/strike"
slug = "strike"
language = "uk"
translation_of = "2025/x"
template = "briefing"
files = ["a.pdf", "data/b.csv"]
link_mentions = "off"
noindex = true
[[updates]]
at = 2025-04-05T09:00:00+03:00
note = "Revised."
[extra]
when = 2025-04-04
+++
## Text

`

func TestEverything(t *testing.T) {
	for name, text := range map[string]string{
		"LF": everything, "CRLF": strings.ReplaceAll(everything, "\n", "\r\n"), "CR": strings.ReplaceAll(everything, "\n", "\r"),
		"BOM": "\ufeff" + everything, "spaces": "\n \n" + strings.ReplaceAll(everything, "+++", "+++ \t"),
	} {
		f, list := Parse("briefings/2025/2025-04-04-kryvyi-rih.md", []byte(text))
		if len(list) > 0 {
			t.Errorf("%s: %s", name, show(list))
			continue
		}
		shift := int32(strings.Count(text[:strings.Index(text, "+++")], "\n"))
		at := func(line, column int32) diag.Place {
			return diag.Place{Line: line + shift, Column: column}
		}
		day := func(d uint8) Date { return Date{Year: 2025, Month: 4, Day: d} }
		want := &File{
			Path: "briefings/2025/2025-04-04-kryvyi-rih.md", ID: "2025/strike", IDPos: at(19, 6), Slug: "strike", Hash: sha256.Sum256([]byte(text)),
			Title: "Missile strike on Kryvyi Rih kills at least 18", Summary: "The bottom line up front, one paragraph.",
			Date: day(4), DatePos: at(3, 8),
			Actors: []ActorRef{{Name: Name{Text: "Volodymyr Zelensky", Pos: at(5, 11)}}, {
				Name: Name{Text: "Russia", Pos: at(5, 42)}, Role: "attributed", RolePos: at(5, 59), By: Name{Text: "Ukrainian authorities", Pos: at(5, 78)},
			}},
			Locations: []Name{{Text: "Kryvyi Rih", Pos: at(6, 13)}}, Topics: []Name{{Text: "air strikes", Pos: at(7, 11)}},
			Authors: []Name{{Text: "Desk", Pos: at(8, 12)}}, Series: Name{Text: "Ukraine", Pos: at(9, 10)},
			AsOf: Date{Year: 2025, Month: 4, Day: 5, HasTime: true, Hour: 4, HasOffset: true}, Covers: Covers{day(3), day(4)},
			Updates: []Update{{Date{Year: 2025, Month: 4, Day: 5, HasTime: true, Hour: 9, HasOffset: true, Offset: 10800}, "Revised."}},
			Sources: []Source{{"A", "https://example.org/", day(4)}, {Name: "B"}}, Related: []Name{{Text: "2025/kyiv-talks", Pos: at(13, 12)}},
			Withdrawn: true, StatusNote: "Wrong.", Draft: true, EmbargoUntil: Date{Year: 2025, Month: 4, Day: 5, HasTime: true, Hour: 6},
			RedirectFrom: []Name{{Text: "/2025/04/kryvyi-rih/", Pos: at(18, 18)}, {Text: "/old.html", Pos: at(18, 42)}}, Language: "uk",
			TranslationOf: Name{Text: "2025/x", Pos: at(22, 18)}, Template: Name{Text: "briefing", Pos: at(23, 12)},
			Files: []Name{{Text: "a.pdf", Pos: at(24, 10)}, {Text: "data/b.csv", Pos: at(24, 19)}}, LinkMentions: "off", NoIndex: true,
			Extra: map[string]any{"when": "2025-04-04"},
		}
		if f.Body.FirstLine != 33+int(shift) || !strings.HasPrefix(text[f.Body.Offset:], "## Text") {
			t.Errorf("%s: the body begins on line %d, offset %d", name, f.Body.FirstLine, f.Body.Offset)
		}
		if f.Front == 0 {
			t.Errorf("%s: nothing stands for the front matter", name)
		}
		f.Body, f.Front = Body{}, 0
		if diff := cmp.Diff(want, f); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestPaths(t *testing.T) {
	type result struct {
		Kind     Kind
		ID, Slug string
		Bundle   bool
		Message  string
	}
	for path, want := range map[string]result{
		"briefings/a.md":                            {Briefing, "a", "a", false, ""},
		"briefings/2025/talks.md":                   {Briefing, "2025/talks", "talks", false, ""},
		"briefings/2025/kyiv-talks/index.md":        {Briefing, "2025/kyiv-talks", "kyiv-talks", true, ""},
		"briefings/2025/2025-04-04-Title Case.md":   {Briefing, "2025/2025-04-04-Title Case", "title-case", false, ""},
		"briefings/2025/2025-04-04.md":              {Briefing, "2025/2025-04-04", "2025-04-04", false, ""},
		"briefings/2025-04-04-talks/index.md":       {Briefing, "2025-04-04-talks", "talks", true, ""},
		"briefings/2025-04-04-….md":                 {Briefing, "2025-04-04-…", "2025-04-04", false, ""},
		"briefings/index.md":                        {Briefing, "", "", false, "an index.md needs a folder of its own, whose name becomes the address"},
		"briefings/….md":                            {Briefing, "…", "", false, "the file's name has no letter or digit to make an address of"},
		"briefings/_actors/zelensky.md":             {Actor, "zelensky", "zelensky", false, ""},
		"briefings/_actors/zelensky/index.md":       {Actor, "zelensky", "zelensky", true, ""},
		"briefings/_actors/states/Côte d'Ivoire.md": {Actor, "cote-d-ivoire", "cote-d-ivoire", false, ""},
		"briefings/_actors/index.md":                {Actor, "", "", false, "an index.md needs a folder of its own, whose name becomes the address"},
		"briefings/_actors/….md":                    {Actor, "", "", false, `the name "…" has no letter or digit to make an address of`},
		"briefings/_locations/kryvyi-rih.md":        {Location, "kryvyi-rih", "kryvyi-rih", false, ""},
		"briefings/_topics/air-strikes.md":          {Topic, "air-strikes", "air-strikes", false, ""},
		"briefings/_pages/about.md":                 {Page, "about", "about", false, ""},
	} {
		front := "+++\n+++\n"
		if want.Kind == Briefing {
			front = "+++\ntitle = \"x\"\ndate = 2025-04-04\n+++\n"
		} else if want.Kind == Page {
			front = "+++\ntitle = \"x\"\n+++\n"
		}
		f, list := Parse(path, []byte(front))
		got := result{f.Kind, f.ID, f.Slug, f.Bundle, ""}
		if len(list) > 0 {
			got.Message = list[0].Message
		}
		if diff := cmp.Diff(want, got); diff != "" || len(list) > 1 {
			t.Errorf("%s: %s%s", path, diff, show(list))
		}
	}
}

func TestFences(t *testing.T) {
	const path = "briefings/a.md"
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "1:1 empty-file: the file is empty | " + fenceExample + "\n"},
		"BOM alone":    {"\ufeff\r\n", "1:1 empty-file: the file is empty | " + fenceExample + "\n"},
		"none":         {"\n# Title\n", "2:1 no-front-matter: no front matter | " + fenceExample + "\n"},
		"YAML":         {"---\ntitle: x\n---\n", "1:1 no-front-matter: --- begins front matter in YAML, and Dateline reads TOML between two lines +++ | replace both lines --- by +++, and write title = \"…\" in place of title: …\n"},
		"JSON":         {"{\n", "1:1 no-front-matter: this looks like front matter in JSON, and Dateline reads TOML between two lines +++ | " + fenceExample + "\n"},
		"four":         {"++++\n", "1:1 no-front-matter: front matter begins with a line of three plus signs and nothing else | write exactly +++ on this line\n"},
		"indented":     {" +++\n", "1:1 no-front-matter: the line +++ must begin without a space | take out what stands before the +++\n"},
		"unclosed":     {"\ufeff\n+++\ntitle = \"x\"\n", "2:1 unclosed-front-matter: the front matter has no closing +++ | put a line with nothing but +++ below the last setting\n"},
		"one line":     {"+++", "1:1 unclosed-front-matter: the front matter has no closing +++ | put a line with nothing but +++ below the last setting\n"},
		"UTF-16":       {"\xff\xfe+\x00", "1:1 bad-encoding: the file is UTF-16 | save it as UTF-8, in the dialogue under \"encoding\"\n"},
		"NUL":          {"+++\r\né\x00", "2:2 bad-encoding: a NUL character: this is not a text in UTF-8 | save the file as UTF-8\n"},
		"Latin-1":      {"+++\n+++\r\n\rK\xf6ln", "4:2 bad-encoding: the byte 0xF6 is not UTF-8 | save the file as UTF-8\n"},
		"large":        {"+++\n" + strings.Repeat("# x\n", 17_000) + "+++\n", "1:1 too-large: the front matter has 66 KiB; at most 64 KiB are read | move long texts below the closing +++\n"},
		"yaml inside":  {"+++\ntitle: x\n+++\n", "2:6 toml-syntax: \"title\" is followed by \":\", where TOML has \"=\" | title = \"x\"\n"},
		"nothing said": {"+++\n+++\n", "1:1 missing-date: missing date | date = 2025-04-04\n1:1 missing-title: missing title | title = \"What happened, in one line\"\n"},
	} {
		if _, list := Parse(path, []byte(c.text)); show(list) != c.want {
			t.Errorf("%s: %s", name, cmp.Diff(c.want, show(list)))
		}
	}
}

func TestLargeBody(t *testing.T) {
	_, list := Parse("briefings/a.md", []byte("+++\ntitle = \"x\"\ndate = 2025-04-04\n+++\n"+strings.Repeat("word \n\n", 400_000)))
	if len(list) != 1 || list[0].Severity != diag.Error || list[0].Line != 5 {
		t.Error(show(list))
	}
}

// Each case is one line of front matter beside title and date, and what is said of it.
func TestValues(t *testing.T) {
	for _, c := range []struct{ path, line, want string }{
		{"b.md", `title = ""`, `2:9 missing-title: the title is empty | title = "What happened, in one line"`},
		{"b.md", "title = \"\"\"a\nb\"\"\"", `2:9 not-one-line: a line break in "title", which is one line | title = "a b"`},
		{"b.md", `actor = "x"`, `2:1 unknown-key: unknown key "actor" | did you mean "actors"?`},
		{"b.md", `actors = [{ role = "said" }]`, `2:11 missing-key: missing "name" | ` + actorsExample},
		{"b.md", `actors = [{ name = "" }]`, `2:20 empty-name: an empty text in "name" | write a name between the quotes, or take it out`},
		{"b.md", `actors = [{ name = "x", rol = "said" }]`, `2:25 unknown-key: unknown key "rol" | did you mean "role"?`},
		{"b.md", `actors = [{ name = "x", role = "said", by = "y" }]`, `2:45 bad-role: "by" goes only with the role "attributed" | { name = "x", role = "attributed", by = "y" }`},
		{"b.md", `actors = ["  "]`, `2:11 empty-name: an empty text in "actors" | write a name between the quotes, or take it out`},
		{"b.md", `as_of = 10:00`, `2:9 bad-date: "as_of" is a time without a day | write the day too: as_of = 2025-04-04T10:00`},
		{"b.md", `as_of = 2025-02-30`, `2:9 bad-date: 30 February does not exist | write a day of the calendar, as in as_of = 2025-04-04`},
		{"b.md", `as_of = "2025-02-30"`, `2:9 bad-date: "as_of": 30 February does not exist | write year-month-day: as_of = 2025-04-04`},
		{"b.md", `as_of = "yesterday"`, `2:9 bad-date: "as_of": yesterday is not a date | write year-month-day: as_of = 2025-04-04`},
		{"b.md", `covers = { from = 2025-04-04, until = 2025-04-03 }`, `2:39 bad-date: "until" is before "from" | covers = { from = 2025-04-03, until = 2025-04-04 }`},
		{"b.md", `covers = { from = 2025-04-04T10:00:00, until = 2025-04-04 }`, ``},
		{"b.md", `updates = [{ at = 2025-04-04 }]`, `2:12 missing-key: missing "note" | updates = [{ at = 2025-04-05T09:00:00Z, note = "What changed." }]`},
		{"b.md", `updates = { note = "x" }`, `2:11 missing-key: missing "at" | updates = [{ at = 2025-04-05T09:00:00Z, note = "What changed." }]`},
		{"b.md", `sources = [{ url = "https://x" }]`, `2:12 missing-key: missing "name" | sources = [{ name = "Reuters", url = "https://…", published = 2025-04-04 }]`},
		{"b.md", `sources = [{ name = "x", url = "javascript:alert(1)" }]`, `2:32 bad-url: "javascript:alert(1)" is not an address on the web | it begins with https://, http:// or mailto:`},
		{"b.md", `sources = [{ name = "x", url = "mailto:a@example.org" }]`, ``},
		{"b.md", `status = "witdrawn"`, `2:10 bad-status: status cannot be "witdrawn" | did you mean "withdrawn"?`},
		{"b.md", `link_mentions = "some"`, `2:17 bad-link-mentions: link_mentions cannot be "some" | link_mentions = "listed", "all", "off"`},
		{"b.md", `redirect_from = "old/"`, `2:17 bad-path: "old/" is not an address below the site | redirect_from = ["/2025/04/kyiv-talks/"]`},
		{"b.md", `redirect_from = "/"`, `2:17 bad-path: "/" is not an address below the site | redirect_from = ["/2025/04/kyiv-talks/"]`},
		{"b.md", `redirect_from = "/a/../../b"`, `2:17 bad-path: "/a/../../b" is not an address below the site | redirect_from = ["/2025/04/kyiv-talks/"]`},
		{"b.md", `redirect_from = "//evil.example/"`, `2:17 bad-path: "//evil.example/" is not an address below the site | redirect_from = ["/2025/04/kyiv-talks/"]`},
		{"b.md", `redirect_from = "/?p=1"`, `2:17 bad-path: "/?p=1" is not an address below the site | redirect_from = ["/2025/04/kyiv-talks/"]`},
		{"b.md", `files = "../x.pdf"`, `2:9 bad-path: "../x.pdf" is not a file beside this one | files = ["annex.pdf", "data/table.csv"]`},
		{"b.md", `slug = "../Évil"`, `2:8 bad-slug: "../Évil" cannot be part of an address | slug = "evil"`},
		{"b.md", `slug = "…"`, `2:8 bad-slug: the slug "…" has no letter or digit | slug = "kyiv-talks"`},
		{"b.md", `id = "a//b"`, `2:6 bad-id: "a//b" cannot be an id | words with hyphens, divided by single "/": id = "2025/kyiv-talks"`},
		{"b.md", `id = "../b"`, `2:6 bad-id: "../b" cannot be an id | words with hyphens, divided by single "/": id = "2025/kyiv-talks"`},
		{"b.md", `id = "a b"`, `2:6 bad-id: "a b" cannot be an id | words with hyphens, divided by single "/": id = "2025/kyiv-talks"`},
		{"b.md", `language = "english"`, `2:12 bad-language: "english" is not a language tag | language = "en", "uk" or "pt-BR": a tag of BCP 47`},
		{"b.md", `template = "../x"`, `2:12 bad-template: "../x" cannot be a template | the name of a file of the theme without its ending: template = "briefing"`},
		{"b.md", `menu = true`, `2:1 unknown-key: unknown key "menu"`},
		{"_pages/b.md", `menu = true`, ``},
		{"_pages/b.md", `date = 2025-04-04`, `2:1 unknown-key: unknown key "date"`},
	} {
		rest := ""
		if !strings.HasPrefix(c.line, "title") {
			rest += "title = \"x\"\n"
		}
		if !strings.HasPrefix(c.path, "_") {
			rest += "date = 2025-04-04\n"
		}
		_, list := Parse("briefings/"+c.path, []byte("+++\n"+c.line+"\n"+rest+"+++\n"))
		said(t, c.path, c.line, c.want, list)
	}
}

// said requires what is said of a line. Where that ends in a quote, a hint may follow.
func said(t *testing.T, path, line, want string, list diag.List) {
	t.Helper()
	got := strings.TrimSuffix(show(list), "\n")
	if got != want && (want == "" || !strings.HasSuffix(want, `"`) || !strings.HasPrefix(got, want)) {
		t.Errorf("%s: %s\n got %s\nwant %s", path, line, got, want)
	}
}

// All that is wrong with the values is said at once, in the order of the file.
func TestAllAtOnce(t *testing.T) {
	_, list := Parse("briefings/a.md", []byte("+++\ntitel = \"x\"\ndate = \"soon\"\n[extra]\ndraft = true\n+++\n"))
	want := `1:1 missing-title: missing title | title = "What happened, in one line"
2:1 unknown-key: unknown key "titel" | did you mean "title"?
3:8 bad-date: "date": soon is not a date | write year-month-day: date = 2025-04-04
5:1 misplaced-key: "draft" stands inside [extra], where it has no effect | move it above the line "[extra]"
`
	if diff := cmp.Diff(want, show(list)); diff != "" {
		t.Error(diff)
	}
}

// A file without line feeds, or one that never ends its front matter, is refused fast.
func TestNoEnd(t *testing.T) {
	for _, end := range []string{"\n", "\r", "\r\n"} {
		start := time.Now()
		_, list := Parse("briefings/a.md", []byte("+++"+strings.Repeat(end+"a", 2_000_000)))
		if took := time.Since(start); len(list) != 1 || took > 2*time.Second {
			t.Errorf("%q: %v, %s", end, took, show(list))
		}
	}
}

// FuzzParse reads any file. What is said of it has a place in it; and of what is taken from a file without errors, nothing can harm a page or an address.
func FuzzParse(f *testing.F) {
	f.Add("briefings/a.md", everything)
	f.Add("briefings/_actors/b.md", wholeActor)
	f.Add("briefings/_locations/b.md", wholePlace)
	f.Add("briefings/_locations/b/index.md", "+++\r\ncoordinates = { lat = 1, lon = 2 }\r+++")
	for _, line := range []string{ // one mistake in each, if any
		`sources = [{ name = "x", url = "javascript:x" }]`, `sources = [{ name = "x", url = "//evil.org" }]`, `redirect_from = ["/../x/"]`, `redirect_from = ["/a/%2e%2e/b/"]`, `redirect_from = ["/a?b"]`,
		`redirect_from = ["/a//b"]`, `redirect_from = ["/%00"]`, `slug = "A b"`, `slug = "../x"`, "+++\n## A\n\n## a\n\n## \u202e\n\n[a](b.md)\r[c](d.md)\r\n[[e]]\n",
	} {
		f.Add("briefings/a.md", "+++\ntitle = \"a\"\ndate = 2025-04-04\n"+line+"\n+++\n")
	}
	f.Add("briefings/_actors/b.md", "+++\nlinks = [{ url = \"vbscript:x\" }]\n+++\n")
	f.Add("briefings/_locations/b.md", "+++\ncoordinates = { lat = 91, lon = 1 }\n+++\n")
	f.Add("briefings/_locations/b.md", "+++\ncoordinates = { lat = nan, lon = 1 }\n+++\n")
	f.Add("briefings/_pages/index.md", "\ufeff---\ntitle: x\n---\n")
	f.Add("briefings/a.md", "\ufeff\n \r\n+++ \rtitle = 'a'\r\ndate = 2025-04-04\n+++\t\r\ntext\r+++\n")
	f.Add("briefings/a.md", "+++\ntitle = \"\"\"\n+++\n\"\"\"\n+++\n")
	f.Add("briefings/_pages/a.md", "+++\nredirect_from = ['/%2e%2e/', '/a//', '/\\']\nslug = '..'\n[extra.a]\nb = 1\n[extra]\na.c = 2\n+++\n[a](<javascript:b>) [[c]]\n")
	f.Fuzz(func(t *testing.T, path, text string) {
		before := strings.Clone(text)
		file, list := Parse(path, []byte(text))
		if file == nil || file.Body.Offset > len(text) || text != before {
			t.Fatal("no file, or a body behind its end, or another text")
		}
		lines := splitLines(text)
		for _, d := range list {
			if d.Message == "" || strings.ContainsAny(d.Message, "\n") || d.Kind == "" || d.Severity == diag.Error && d.Hint == "" {
				t.Fatalf("%s: %q (%q)", d.Kind, d.Message, d.Hint)
			}
			if d.File != path || d.Line < 0 || int(d.Line) > len(lines) || d.Line > 0 && (d.Column < 1 || int(d.Column) > utf8.RuneCountInString(lines[d.Line-1])+1) {
				t.Fatalf("%s: %q at %q:%d:%d, which is nowhere", d.Kind, d.Message, d.File, d.Line, d.Column)
			}
		}
		if file.Body.Offset > 0 { // The body begins after a line +++, on the line that it says.
			above := splitLines(text[:file.Body.Offset])
			if last := len(above) - 1; above[last] == "" {
				above = above[:last]
			}
			if got := strings.TrimRight(above[len(above)-1], " \t"); got != fence || len(above)+1 != file.Body.FirstLine {
				t.Fatalf("the body begins on line %d, after %q on line %d", file.Body.FirstLine, got, len(above))
			}
		}
		if !list.HasErrors() {
			judgeFile(t, file, int32(len(lines)))
		}
	})
}

// judgeFile says what is wrong with what a file without errors says.
func judgeFile(t *testing.T, f *File, lines int32) {
	entity := Entity{}
	if f.Entity != nil {
		entity = *f.Entity
	}
	for _, text := range []string{f.Title, f.Language, f.LinkMentions, f.StatusNote, entity.Name.Text, entity.EntityKind} {
		if strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text) {
			t.Errorf("%q has characters that cannot be shown", text)
		}
	}
	if f.ID == "" || f.Slug != address.Slug(f.Slug) || f.Kind == Briefing && (f.Slug == "" || f.Title == "" || f.Date.Year == 0) {
		t.Errorf("the id %q, the slug %q, the title %q, the date %v", f.ID, f.Slug, f.Title, f.Date)
	}
	for _, s := range f.Sources {
		if s.URL != "" && !harmless(s.URL, false) {
			t.Errorf("the source %q", s.URL)
		}
	}
	for _, l := range entity.Links {
		if l.URL == "" || !harmless(l.URL, false) {
			t.Errorf("the link %q", l.URL)
		}
	}
	for _, r := range f.RedirectFrom {
		if p := strings.Trim(r.Text, "/"); !fs.ValidPath(p) || p == "." || strings.ContainsAny(r.Text, "\\\"<>?#:*|") {
			t.Errorf("it redirects from %q", r.Text)
		}
	}
	ids := map[string]bool{}
	for _, h := range f.Body.Headings {
		if ids[h.ID] || !slugs.MatchString(h.ID) || h.Level < 2 || h.Level > 6 {
			t.Errorf("the heading %+v", h)
		}
		ids[h.ID] = true
	}
	for _, r := range f.Body.Refs {
		if r.Pos.Line < 1 || r.Pos.Line > lines || r.Pos.Column < 1 || r.Target == "" {
			t.Errorf("the reference %+v", r)
		}
	}
	if n := utf8.RuneCountInString(f.Body.Excerpt); n > maxExcerpt+1 || !utf8.ValidString(f.Body.Excerpt) {
		t.Errorf("the excerpt has %d characters: %q", n, f.Body.Excerpt)
	}
	if c := entity.Coords; c != nil && !(c.Lat >= -90 && c.Lat <= 90 && c.Lon >= -180 && c.Lon <= 180) {
		t.Errorf("the coordinates %v", *c)
	}
}

// splitLines ends lines at LF, CRLF and a lone CR, and takes a byte order mark off.
func splitLines(text string) []string {
	text = strings.ReplaceAll(strings.TrimPrefix(text, bom), "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
}
