package briefing

import (
	"crypto/sha256"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/diag"
)

const wholeActor = `+++
name = "Volodymyr Zelensky"
kind = "person"
aliases = [" Zelensky ", "Zelenskyy"]
weak_aliases = "the president"
names = { uk = "Володимир Зеленський", "pt_BR" = "Volodimir Zelenski" }
summary = "President of Ukraine since 2019."
succeeded_by = "Nobody"
links = [{ name = "Office", url = "https://president.gov.ua/en" }, "https://example.org/z?a=1", { url = "mailto:z@example.org" }]
wikidata = "Q3874799"
image = "pictures/portrait.jpg"
rollup = true
redirect_from = "/people/zelensky/"
[[affiliations]]
to = "Ukraine"
role = "president"
from = 2019-05-20
[[affiliations]]
to = "Kvartal 95"
from = "2003-01-01"
until = 2019-05-20
[extra]
born = 1978-01-25
+++
`

const wholePlace = `+++
name = "Kyiv"
kind = "city"
parent = "Ukraine"
aliases = ["Kiev"]
weak_aliases = ["the capital"]
coordinates = { lat = 50.45, lon = 30.52 }
country = "ua"
summary = "Capital of Ukraine."
links = "https://kyivcity.gov.ua/"
wikidata = "Q1899"
[names]
uk = "Київ"
iw = "קייב"
+++
`

const wholeTopic = `+++
name = "Air strikes"
aliases = ["air raids"]
summary = "Attacks from the air."
+++
`

func TestEntities(t *testing.T) {
	name := func(text string, line, column int32) Name {
		return Name{Text: text, Pos: diag.Place{Line: line, Column: column}}
	}
	for _, c := range []struct {
		path, text string
		want       File
	}{
		{"briefings/_actors/zelensky/index.md", wholeActor, File{
			Kind: Actor, ID: "zelensky", Slug: "zelensky", Bundle: true, Summary: "President of Ukraine since 2019.",
			RedirectFrom: []Name{name("/people/zelensky/", 13, 17)},
			Extra:        map[string]any{"born": "1978-01-25"},
			Entity: &Entity{Name: name("Volodymyr Zelensky", 2, 8), EntityKind: "person",
				Aliases:     []Name{name("Zelensky", 4, 12), name("Zelenskyy", 4, 26)},
				WeakAliases: []Name{name("the president", 5, 16)},
				Names: []LocalName{
					{"uk", name("Володимир Зеленський", 6, 16)},
					{"pt-BR", name("Volodimir Zelenski", 6, 50)},
				},
				SucceededBy: name("Nobody", 8, 16),
				Links:       []WebLink{{"Office", "https://president.gov.ua/en"}, {"example.org", "https://example.org/z?a=1"}, {"z@example.org", "mailto:z@example.org"}},
				Wikidata:    "Q3874799", Image: name("pictures/portrait.jpg", 11, 9), Rollup: true,
				Affiliations: []Affiliation{
					{To: name("Ukraine", 15, 6), Role: "president", From: Date{Year: 2019, Month: 5, Day: 20}},
					{To: name("Kvartal 95", 19, 6), From: Date{Year: 2003, Month: 1, Day: 1}, Until: Date{Year: 2019, Month: 5, Day: 20}},
				}},
		}},
		{"briefings/_locations/kyiv.md", wholePlace, File{
			Kind: Location, ID: "kyiv", Slug: "kyiv", Summary: "Capital of Ukraine.",
			Entity: &Entity{Name: name("Kyiv", 2, 8), EntityKind: "city",
				Aliases: []Name{name("Kiev", 5, 12)}, WeakAliases: []Name{name("the capital", 6, 17)},
				Names: []LocalName{{"uk", name("Київ", 13, 6)}, {"he", name("קייב", 14, 6)}},
				Links: []WebLink{{"kyivcity.gov.ua", "https://kyivcity.gov.ua/"}}, Wikidata: "Q1899",
				Parent: name("Ukraine", 4, 10), Coords: &Coordinates{50.45, 30.52}, Country: "UA"},
		}},
		{"briefings/_topics/air-strikes.md", wholeTopic, File{
			Kind: Topic, ID: "air-strikes", Slug: "air-strikes", Summary: "Attacks from the air.",
			Entity: &Entity{Name: name("Air strikes", 2, 8), Aliases: []Name{name("air raids", 3, 12)}},
		}},
	} {
		f, list := Parse(c.path, []byte(c.text))
		if len(list) > 0 {
			t.Errorf("%s: %s", c.path, show(list))
		}
		f.Body, f.Front = Body{}, 0
		c.want.Path, c.want.Hash = c.path, sha256.Sum256([]byte(c.text))
		if diff := cmp.Diff(&c.want, f); diff != "" {
			t.Errorf("%s: %s", c.path, diff)
		}
	}
}

// Each case is what stands in the front matter of an entity's file, and what is said of it.
func TestEntityValues(t *testing.T) {
	const (
		actor    = "_actors/b.md"
		place    = "_locations/b.md"
		topic    = "_topics/b.md"
		names    = `names = { uk = "Київ", pt-BR = "Kiev" }`
		span     = `{ to = "NATO", from = 2004-03-29, until = 2025-04-04 }`
		belongs  = `affiliations = [{ to = "NATO", role = "member", from = 2004-03-29 }]`
		degrees  = `coordinates = { lat = 47.91, lon = 33.39 }`
		code     = `two letters of ISO 3166-1: country = "UA"`
		item     = `the item's number: wikidata = "Q3874799"`
		empty    = `write a name between the quotes, or take it out`
		schemes  = `it begins with https://, http:// or mailto:`
		portrait = `image = "portrait.jpg"`
	)
	for _, c := range []struct{ path, line, want string }{
		{actor, `kind = "armed-group"`, ``},
		{actor, `kind = "persons"`, `2:8 bad-kind: kind cannot be "persons" | did you mean "person"?`},
		{place, `kind = "area"`, ``},
		{topic, `kind = "x"`, `2:1 unknown-key: unknown key "kind"`},

		{actor, `aliases = ["a", " "]`, `2:17 empty-name: an empty text in "aliases" | ` + empty},
		{actor, `weak_aliases = ["a", ""]`, `2:22 empty-name: an empty text in "weak_aliases" | ` + empty},
		{place, `weak_aliases = 5`, `2:16 wrong-type: "weak_aliases" must be a list of names, and this is a number | weak_aliases = ["…", "…"]`},
		{place, `weak_alias = "a"`, `2:1 unknown-key: unknown key "weak_alias" | did you mean "weak_aliases"?`},
		{topic, `weak_aliases = "a"`, `2:1 unknown-key: unknown key "weak_aliases"`},

		{actor, `names = { uk = "Київ", english = "Kyiv" }`, `2:24 bad-language: "english" is not a language tag | ` + names + `: tags of BCP 47`},
		{actor, `names = { "" = "Kyiv" }`, `2:11 bad-language: "" is not a language tag | ` + names + `: tags of BCP 47`},
		{actor, `names = { zz = "Kyiv" }`, `2:11 bad-language: "zz" is not a language tag | ` + names + `: tags of BCP 47`},
		{actor, `names = { uk = "" }`, `2:16 empty-name: an empty text in "uk" | ` + empty},
		{actor, `names = { uk = ["a"] }`, `2:16 wrong-type: "uk" must be a text in quotes, and this is a list | uk = "…"`},
		{actor, `names = { uk = "a", UK = "b" }`, `2:21 duplicate-key: "UK" is the language of "a" too | further names go into aliases = ["…"]`},
		{actor, `names = ["a"]`, `2:9 wrong-type: "names" must be a table in braces, and this is a list | ` + names},
		{actor, "[names]\nuk = \"a\"\nsummary = \"b\"", `4:1 misplaced-key: "summary" stands inside [names], where it has no effect | move it above the line "[names]"`},
		{place, `names.uk = "a"`, ``},
		{topic, `names = { uk = "a" }`, `2:1 unknown-key: unknown key "names" | did you mean "name"?`},

		{actor, `affiliations = [{ role = "x" }]`, `2:17 missing-key: missing "to" | ` + belongs},
		{actor, `affiliations = [{ to = "" }]`, `2:24 empty-name: an empty text in "to" | ` + empty},
		{actor, `affiliations = [{ to = "NATO", form = 2004-03-29 }]`, `2:32 unknown-key: unknown key "form" | did you mean "from"?`},
		{actor, `affiliations = [{ to = "NATO", from = 2004-03-29, until = 2004-03-28 }]`, `2:59 bad-date: "until" is before "from" | ` + span},
		{actor, `affiliations = [{ to = "NATO", from = 2004-03-29, until = 2004-03-29 }, "EU"]`, ``},
		{actor, `affiliations = [{ to = "NATO", from = 2004 }]`, `2:39 wrong-type: "from" must be a date, and this is a number | from = 2025-04-04`},
		{actor, `affiliations = 1`, `2:16 wrong-type: "affiliations" must be a list of tables with a name in "to", and this is a number | ` + belongs},
		{actor, `affiliation = "x"`, `2:1 unknown-key: unknown key "affiliation" | did you mean "affiliations"?`},
		{place, `affiliations = "x"`, `2:1 unknown-key: unknown key "affiliations"`},
		{actor, `succeeded_by = ""`, `2:16 empty-name: an empty text in "succeeded_by" | ` + empty},
		{place, `succeeded_by = "x"`, `2:1 unknown-key: unknown key "succeeded_by"`},

		{actor, `links = [{ name = "a" }]`, `2:10 missing-key: missing "url" | ` + linksExample},
		{actor, `links = [{ name = "a", url = "" }]`, `2:30 empty-name: an empty text in "url" | ` + empty},
		{actor, `links = ["https://example.org/", "example.org"]`, `2:34 bad-url: "example.org" is not an address on the web | ` + schemes},
		{place, `links = { url = "javascript:alert(1)" }`, `2:17 bad-url: "javascript:alert(1)" is not an address on the web | ` + schemes},
		{place, `links = [{ title = "a", url = "https://example.org/" }]`, `2:12 unknown-key: unknown key "title"`},
		{topic, `links = "https://example.org/"`, `2:1 unknown-key: unknown key "links"`},

		{place, `wikidata = "https://www.wikidata.org/wiki/Q42"`, `2:12 bad-wikidata: "https://www.wikidata.org/wiki/Q42" is not an item of Wikidata | wikidata = "Q42"`},
		{actor, `wikidata = "q42"`, `2:12 bad-wikidata: "q42" is not an item of Wikidata | wikidata = "Q42"`},
		{actor, `wikidata = "Q042"`, `2:12 bad-wikidata: "Q042" is not an item of Wikidata | ` + item},
		{actor, `wikidata = "Q"`, `2:12 bad-wikidata: "Q" is not an item of Wikidata | ` + item},
		{actor, `wikidata = "Q4٢"`, `2:12 bad-wikidata: "Q4٢" is not an item of Wikidata | ` + item},
		{actor, `wikidata = "P42"`, `2:12 bad-wikidata: "P42" is not an item of Wikidata | ` + item},
		{actor, `wiki_data = "Q42"`, `2:1 unknown-key: unknown key "wiki_data" | did you mean "wikidata"?`},
		{topic, `wikidata = "Q42"`, `2:1 unknown-key: unknown key "wikidata" | known here: name, aliases, summary, redirect_from, extra; keys of your own go below a line [extra]`},

		{actor, `image = "../a.jpg"`, `2:9 bad-path: "../a.jpg" is not a file beside this one | ` + portrait},
		{actor, `image = "/a.jpg"`, `2:9 bad-path: "/a.jpg" is not a file beside this one | ` + portrait},
		{actor, `image = "https://example.org/a.jpg"`, `2:9 bad-path: "https://example.org/a.jpg" is not a file beside this one | ` + portrait},
		{place, `image = "a.jpg"`, `2:1 unknown-key: unknown key "image"`},
		{actor, `rollup = "yes"`, `2:10 wrong-type: "rollup" must be true or false, and this is a text | rollup = true`},
		{place, `rollup = true`, `2:1 unknown-key: unknown key "rollup"`},

		{actor, `parent = "x"`, `2:1 unknown-key: unknown key "parent" | known here: name, kind, aliases, weak_aliases, names, links, wikidata, affiliations, succeeded_by, image, rollup, summary, redirect_from, extra; keys of your own go below a line [extra]`},
		{place, `country = "XK"`, ``},
		{place, `country = "UKR"`, `2:11 bad-country: "UKR" is not the code of a country | country = "UA"`},
		{place, `country = "804"`, `2:11 bad-country: "804" is not the code of a country | country = "UA"`},
		{place, `country = "UK"`, `2:11 bad-country: "UK" is not the code of a country | country = "GB"`},
		{place, `country = "SU"`, `2:11 bad-country: "SU" is not the code of a country | ` + code},
		{place, `country = "EU"`, `2:11 bad-country: "EU" is not the code of a country | ` + code},
		{place, `country = "ZZ"`, `2:11 bad-country: "ZZ" is not the code of a country | ` + code},
		{place, `country = "150"`, `2:11 bad-country: "150" is not the code of a country | ` + code},
		{place, `country = "Ukraine"`, `2:11 bad-country: "Ukraine" is not the code of a country | ` + code},
		{place, `country = ""`, `2:11 empty-name: an empty text in "country" | ` + empty},
		{place, `county = "UA"`, `2:1 unknown-key: unknown key "county" | did you mean "country"?`},
		{actor, `country = "UA"`, `2:1 unknown-key: unknown key "country"`},

		{place, `coordinates = { lat = 90, lon = -180.0 }`, ``},
		{place, `coordinates = { lat = 90.1, lon = 0 }`, `2:23 bad-coordinates: a latitude lies between -90 and 90 | ` + degrees},
		{place, `coordinates = { lat = 1, lon = 181 }`, `2:32 bad-coordinates: a longitude lies between -180 and 180 | ` + degrees},
		{place, `coordinates = { lat = 1 }`, `2:15 missing-key: coordinates need "lat" and "lon" | ` + degrees},
		{place, `coordinates = { lat = nan, lon = 1 }`, `2:23 wrong-type: "lat" must be a number, and this is nan | lat = 47.91`},
	} {
		_, list := Parse("briefings/"+c.path, []byte("+++\n"+c.line+"\n+++\n"))
		said(t, c.path, c.line, c.want, list)
	}
}

// ISO 3166-1 has 249 countries; Kosovo comes on top.
func TestCountries(t *testing.T) {
	n := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			f, list := Parse("briefings/_locations/b.md", []byte("+++\ncountry = '"+code+"'\n+++\n"))
			switch {
			case len(list) == 0 && f.Country == code:
				n++
			case len(list) != 1 || f.Country != "":
				t.Errorf("%s is read as %q, %s", code, f.Country, show(list))
			}
		}
	}
	if n != 250 {
		t.Errorf("there are %d countries", n)
	}
}

// What is wrong is left out of the file, so that nothing after has to look again.
func TestWrongEntityValues(t *testing.T) {
	f, list := Parse("briefings/_actors/b.md", []byte(`+++
aliases = ["", "a"]
names = { uk = "", x = "b", ru = "c" }
affiliations = [{ role = "x" }, { to = "NATO" }]
links = ["x", "https://example.org/"]
wikidata = "x"
image = "../x"
+++
`))
	if len(list) != 7 {
		t.Error(show(list))
	}
	got := []any{len(f.Aliases), len(f.Names), f.Names[0].Language, len(f.Affiliations), len(f.Links), f.Wikidata, f.Image.Text}
	if diff := cmp.Diff([]any{1, 1, "ru", 1, 1, "", ""}, got); diff != "" {
		t.Error(diff)
	}
}
