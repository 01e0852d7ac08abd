package site_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/site"
)

var now = time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)

// newSite makes a site of texts by path below briefings/; each is front matter, a line +++, and the body. An error in a
// text is the test's.
func newSite(t *testing.T, texts map[string]string) (*site.Site, diag.List) {
	t.Helper()
	cfg := config.Default()
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Timezone = zone
	var files []*briefing.File
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		front, body, _ := strings.Cut(texts[path], "+++\n")
		f, list := briefing.Parse("briefings/"+path, []byte("+++\n"+front+"+++\n"+body))
		if list.HasErrors() {
			t.Fatal(list)
		}
		files = append(files, f)
	}
	shown, held := site.Filter(files, site.Moment{Now: now, Zone: zone})
	return site.New(cfg, shown, held, nil, nil, now, &site.Memory{})
}

// news gives a briefing's text.
func news(date string, lines ...string) string {
	front := "title = \"T\"\ndate = " + date + "\n"
	body := ""
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(line, "body: "); ok {
			body = rest
			continue
		}
		front += line + "\n"
	}
	return front + "+++\n" + body + "\n"
}

// shown describes the entities of a kind: id, name, and the briefings that list it.
func shown(s *site.Site, kind site.EntityKind) []string {
	var lines []string
	for _, e := range s.Kinds[kind].Entities {
		line := e.ID + " " + e.Name + ":"
		for _, b := range e.Briefings {
			line += " " + b.ID
		}
		lines = append(lines, line)
	}
	return lines
}

// messages describes diagnostics: place, kind and the part of the message that the test names.
func messages(list diag.List) []string {
	var lines []string
	list.Sort()
	for _, d := range list {
		lines = append(lines, fmt.Sprintf("%s:%d:%d %s", strings.TrimPrefix(d.File, "briefings/"), d.Line, d.Column, d.Kind))
	}
	return lines
}

// TestNames gives what names mean: which are one, how they are shown, which are mistakes, and where.
func TestNames(t *testing.T) {
	for _, test := range []struct {
		name   string
		texts  map[string]string
		kind   site.EntityKind
		want   []string
		errors []string // and warnings
	}{
		{
			name: "case, white space and Unicode forms make no difference",
			texts: map[string]string{
				"a.md": news("2025-01-03", `actors = ["NATO", "Côte d'Ivoire"]`), "b.md": news("2025-01-02", `actors = ["nato", "CO\u0302TE  d'ivoire"]`),
				"c.md": news("2025-01-01", `actors = ["NATO"]`),
			},
			want: []string{"cote-d-ivoire CO\u0302TE  d'ivoire: a b", "nato NATO: a b c"},
		},
		{
			name: "diacritics and punctuation make one entity with a warning, shown as spelled most often",
			texts: map[string]string{
				"a.md": news("2025-01-03", `actors = ["Côte d'Ivoire"]`), "b.md": news("2025-01-02", `actors = ["Cote d'Ivoire"]`),
				"c.md": news("2025-01-01", `actors = ["Cote d'Ivoire", "Cote-dIvoire"]`),
			},
			want:   []string{"cote-d-ivoire Cote d'Ivoire: a b c"},
			errors: []string{"a.md:4:11 loose-names", "c.md:4:28 loose-names"},
		},
		{
			name: "of spellings used as often the one with the lowest code points is shown",
			texts: map[string]string{
				"a.md": news("2025-01-03", `actors = ["Élysée"]`), "b.md": news("2025-01-02", `actors = ["Elysee"]`), "c.md": news("2025-01-01", `actors = ["Elysée"]`),
			},
			want:   []string{"elysee Elysee: a b c"},
			errors: []string{"a.md:4:11 loose-names", "c.md:4:11 loose-names"},
		},
		{
			name:  "plus and number signs are letters",
			texts: map[string]string{"a.md": news("2025-01-01", `topics = ["C", "C++", "C#"]`)},
			kind:  site.Topic,
			want:  []string{"c C: a", "c-sharp C#: a", "c-plus-plus C++: a"},
		},
		{
			name: "an entity file's id, name and aliases are its names",
			texts: map[string]string{
				"_actors/zelensky.md": "name = \"Volodymyr Zelensky\"\naliases = [\"Зеленський\"]\n+++\n",
				"a.md":                news("2025-01-03", `actors = ["zelensky"]`), "b.md": news("2025-01-02", `actors = ["VOLODYMYR zelensky"]`), "c.md": news("2025-01-01", `actors = ["зеленський"]`),
			},
			want: []string{"zelensky Volodymyr Zelensky: a b c"},
		},
		{
			name: "a loose spelling of a declared name is that entity, with a warning",
			texts: map[string]string{
				"_actors/ivory-coast.md": "name = \"Côte d'Ivoire\"\n+++\n",
				"a.md":                   news("2025-01-01", `actors = ["Cote dIvoire", "Ivory Coast"]`),
			},
			want:   []string{"ivory-coast Côte d'Ivoire: a"},
			errors: []string{"a.md:4:11 loose-names", "a.md:4:27 loose-names"},
		},
		{
			name: "a loose spelling of two declared names is a mistake",
			texts: map[string]string{
				"_actors/one.md": "name = \"São Tomé\"\n+++\n", "_actors/two.md": "name = \"Sao-Tomé\"\n+++\n",
				"a.md": news("2025-01-01", `actors = ["SAO TOME"]`),
			},
			errors: []string{"a.md:4:11 ambiguous-name"},
		},
		{
			name: "different names with one address are a mistake",
			texts: map[string]string{
				"a.md": news("2025-01-02", `actors = ["王伟"]`), "b.md": news("2025-01-01", `actors = ["汪伟"]`),
			},
			want:   []string{"wang-wei 汪伟: b"},
			errors: []string{"a.md:4:11 shared-address"},
		},
		{
			name:   "a name without letters is a mistake",
			texts:  map[string]string{"a.md": news("2025-01-01", `actors = ["…", "NATO"]`)},
			want:   []string{"nato NATO: a"},
			errors: []string{"a.md:4:11 no-letters"},
		},
		{
			name:   "so is a name in a script that is not transliterated, until a file declares it",
			texts:  map[string]string{"_actors/imazighen.md": "name = \"ⵉⵎⴰⵣⵉⵖⵏ\"\n+++\n", "a.md": news("2025-01-01", `actors = ["ⵉⵎⴰⵣⵉⵖⵏ", "ⵜⵉⴼⵉⵏⴰⵖ", "NATO"]`)},
			want:   []string{"nato NATO: a", "imazighen ⵉⵎⴰⵣⵉⵖⵏ: a"},
			errors: []string{"a.md:4:22 no-letters"},
		},
		{
			name:   "so is one of whose letters no address can be made, but in a file that has one",
			texts:  map[string]string{"_actors/pular.md": "name = \"𞤆𞤵𞤤𞤢𞤪\"\n+++\n", "a.md": news("2025-01-01", `actors = ["𞤐𞤫𞤲𞤯𞤭", "𞤆𞤵𞤤𞤢𞤪"]`)},
			want:   []string{"pular 𞤆𞤵𞤤𞤢𞤪: a"},
			errors: []string{"a.md:4:11 no-letters"},
		},
		{
			name: "an alias that two claim is a mistake",
			texts: map[string]string{
				"_actors/a.md": "name = \"First\"\naliases = [\"Common\"]\n+++\n", "_actors/b.md": "name = \"Second\"\naliases = [\"common\"]\n+++\n",
				"x.md": news("2025-01-01", `actors = ["Common"]`),
			},
			want:   []string{"a First: x"},
			errors: []string{"_actors/b.md:3:12 alias-claimed"},
		},
		{
			name: "names are unique within a kind only",
			texts: map[string]string{
				"_actors/russia.md": "name = \"Russia\"\n+++\n", "_locations/russia.md": "name = \"Russia\"\n+++\n",
				"a.md": news("2025-01-01", `actors = ["Russia"]`, `locations = ["Russia"]`, `topics = ["Russia"]`),
			},
			kind: site.Location,
			want: []string{"russia Russia: a"},
		},
		{
			name:  "an entity listed twice under two names counts once",
			texts: map[string]string{"_actors/un.md": "name = \"United Nations\"\naliases = [\"UNO\"]\n+++\n", "a.md": news("2025-01-01", `actors = ["UN", "UNO", "United Nations"]`)},
			want:  []string{"un United Nations: a"},
		},
		{
			name:  "an entity file that nothing visible names has no record",
			texts: map[string]string{"_actors/un.md": "name = \"UN\"\n+++\n", "a.md": news("2025-01-01", `draft = true`, `actors = ["UN", "Other"]`), "b.md": news("2025-01-01")},
		},
		{
			name: "held-back spellings do not count",
			texts: map[string]string{
				"a.md": news("2025-01-01", `actors = ["Élysée"]`), "b.md": news("2025-01-02", `draft = true`, `actors = ["Elysee"]`), "c.md": news("2025-01-02", `draft = true`, `actors = ["Elysee"]`),
			},
			want: []string{"elysee Élysée: a"},
		},
		{
			name:   "index is no id",
			texts:  map[string]string{"a.md": news("2025-01-01", `topics = ["Index"]`)},
			kind:   site.Topic,
			errors: []string{"a.md:4:11 reserved-id"},
		},
		{
			name:  "series and authors are named alike",
			texts: map[string]string{"a.md": news("2025-01-02", `series = "Weekly"`, `authors = ["Desk"]`), "b.md": news("2025-01-01", `series = "weekly"`, `authors = "Desk"`)},
			kind:  site.Series,
			want:  []string{"weekly Weekly: a b"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, list := newSite(t, test.texts)
			if diff := cmp.Diff(test.want, shown(s, test.kind)); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.errors, messages(list)); diff != "" {
				t.Errorf("messages (-want +got):\n%s%v", diff, list)
			}
		})
	}
}

// TestWiki gives what [[…]] leads to: first what the briefing lists, then a briefing's id, then actor, place, topic.
func TestWiki(t *testing.T) {
	talks := news("2024-12-30", "body: ## Part one")
	base := map[string]string{
		"_actors/kyiv.md":    "name = \"Kyiv\"\naliases = [\"Government\"]\n+++\n## Its work\n",
		"_locations/kyiv.md": "name = \"Kyiv\"\naliases = [\"Kiev\"]\n+++\n",
		"_topics/kyiv.md":    "name = \"Kyiv\"\n+++\n",
		"kiev.md":            news("2024-12-31", "id = \"Kiev\"", "body: ## Part one"),
		"2024/talks.md":      strings.Replace(talks, "\"T\"", "\"Talks\"", 1),
		"2024/places.md":     news("2024-12-30", "locations = [\"Only Place\"]", "topics = [\"Only Place\", \"Only Topic\"]"),
		"held.md":            news("2024-12-30", "draft = true", "actors = [\"Held Actor\"]", "body: ## Part"),
	}
	for _, test := range []struct {
		name, lists, text string
		href, shown       string // shown: of a link without text
		problem           string
	}{
		{"an actor before a place and a topic", "", "[[Kyiv]]", "/actors/kyiv/", "Kyiv", ""},
		{"the place that the briefing lists", "locations = [\"Kyiv\"]", "[[Kyiv]]", "/locations/kyiv/", "Kyiv", ""},
		{"the topic that the briefing lists", "topics = [\"Kyiv\"]", "[[Kyiv]]", "/topics/kyiv/", "Kyiv", ""},
		{"of two that it lists the actor", "topics = [\"Kyiv\"]\nactors = [\"Kyiv\"]\nlocations = [\"Kyiv\"]", "[[Kyiv]]", "/actors/kyiv/", "Kyiv", ""},
		{"of two that it lists the place", "topics = [\"Kyiv\"]\nlocations = [\"Kyiv\"]", "[[Kyiv]]", "/locations/kyiv/", "Kyiv", ""},
		{"a briefing before a place", "", "[[Kiev]]", "/briefings/2024/kiev/", "T", ""},
		{"the place that it lists before a briefing", "locations = [\"Kyiv\"]", "[[Kiev]]", "/locations/kyiv/", "Kiev", ""},
		{"ids are as written", "", "[[kiev]]", "/locations/kyiv/", "kiev", ""},
		{"a place before a topic", "", "[[only  place]]", "/locations/only-place/", "only  place", ""},
		{"an undeclared topic", "", "[[Only Topic]]", "/topics/only-topic/", "Only Topic", ""},
		{"an actor that is asked for", "locations = [\"Kyiv\"]", "[[actor:Kyiv]]", "/actors/kyiv/", "Kyiv", ""},
		{"a place that is asked for", "actors = [\"Kyiv\"]", "[[place:Kiev]]", "/locations/kyiv/", "Kiev", ""},
		{"a topic that is asked for", "actors = [\"Kyiv\"]", "[[topic:Kyiv]]", "/topics/kyiv/", "Kyiv", ""},
		{"a briefing that is asked for", "locations = [\"Kyiv\"]", "[[briefing:Kiev]]", "/briefings/2024/kiev/", "T", ""},
		{"a briefing by its path", "", "[[2024/talks]]", "/briefings/2024/talks/", "Talks", ""},
		{"a heading of a briefing", "", "[[2024/talks#part-one]]", "/briefings/2024/talks/#part-one", "Talks", ""},
		{"a heading of a profile", "", "[[Kyiv#its-work]]", "/actors/kyiv/#its-work", "Kyiv", ""},
		{"a missing heading", "", "[[2024/talks#part-two]]", "/briefings/2024/talks/#part-two", "Talks", "missing-heading"},
		{"a missing heading of a profile", "", "[[Kyiv#its-past]]", "/actors/kyiv/#its-past", "Kyiv", "missing-heading"},
		{"a heading of no profile", "", "[[Only Topic#x]]", "/topics/only-topic/#x", "Only Topic", "missing-heading"},
		{"nowhere", "", "[[Nobody]]", "", "Nobody", "broken-link"},
		{"no such actor", "", "[[actor:Only Place]]", "", "Only Place", "broken-link"},
		{"no such briefing", "", "[[briefing:Kyiv]]", "", "Kyiv", "broken-link"},
		{"a series is no target", "series = \"Weekly\"", "[[Weekly]]", "", "Weekly", "broken-link"},
		{"a held-back briefing", "", "[[held]]", "", "held", "held-back-link"},
		{"a held-back briefing's heading", "", "[[held#nothing]]", "", "held", "held-back-link"},
		{"a name that is held back", "", "[[held actor]]", "", "held actor", "held-back-link"},
		{"a place with a name that is held back as an actor", "", "[[place:Held Actor]]", "", "Held Actor", "broken-link"},
		{"a link to a file", "", "[x](2024/talks.md#part-one)", "/briefings/2024/talks/#part-one", "Talks", ""},
		{"a link to an entity file", "", "[x](_actors/kyiv.md#its-work)", "/actors/kyiv/#its-work", "Kyiv", ""},
		{"a link to no file", "", "[x](2024/talk.md)", "", "", "broken-link"},
		{"a link to a missing heading", "", "[x](kiev.md#two)", "/briefings/2024/kiev/#two", "T", "missing-heading"},
		{"a link from the root", "", "[x](/briefings/2024/talks/#part-one)", "/briefings/2024/talks/#part-one", "", ""},
		{"a link from the root to a missing heading", "", "[x](/briefings/2024/talks/#two)", "/briefings/2024/talks/#two", "", "missing-heading"},
		{"a link to a held-back file", "", "[x](held.md#nothing)", "", "", "held-back-link"},
	} {
		t.Run(test.name, func(t *testing.T) {
			texts := maps.Clone(base)
			texts["it.md"] = news("2025-01-01", test.lists, "body: "+test.text)
			s, list := newSite(t, texts)
			it := s.Briefings[0]
			if it.ID != "it" || len(it.Links) != 1 {
				t.Fatalf("%d links of %s", len(it.Links), it.ID)
			}
			if got := s.Targets(it.File, it.Links)[0]; got.Href != test.href || got.Text != test.shown {
				t.Errorf("leads to %q, shown %q; want %q, %q", got.Href, got.Text, test.href, test.shown)
			}
			var problems []string
			for _, d := range list {
				problems = append(problems, d.Kind)
			}
			if got := strings.Join(problems, " "); got != test.problem {
				t.Errorf("problems %q, want %q", got, test.problem)
			}
		})
	}
}

// TestOrder puts briefings in order: by the day written; on a day timed before date-only, later first, then by path.
func TestOrder(t *testing.T) {
	s, _ := newSite(t, map[string]string{
		"b-day.md":          news("2025-04-04"),
		"a-day.md":          news("2025-04-04"),
		"noon-kyiv.md":      news("2025-04-04T12:00:00"), // 09:00 UTC in the site's zone
		"nine-utc.md":       news("2025-04-04T09:00:00Z"),
		"ten-utc.md":        news("2025-04-04T10:00:00Z"),
		"late-america.md":   news("2025-04-03T23:59:00-08:00"), // 07:59 UTC of the fourth
		"early-pacific.md":  news("2025-04-05T00:30:00+14:00"), // 10:30 UTC of the fourth
		"late-utc.md":       news("2025-04-04T23:59:00Z"),
		"dawn-pacific.md":   news("2025-04-04T01:00:00+14:00"), // before midnight in the site's zone
		"third.md":          news("2025-04-03"),
		"years/2024-end.md": news("2024-12-31"),
	})
	want := []string{"early-pacific", "late-utc", "ten-utc", "nine-utc", "noon-kyiv", "dawn-pacific", "a-day", "b-day", "late-america", "third", "years/2024-end"}
	var got []string
	for i, b := range s.Briefings {
		got = append(got, b.ID)
		if b.Index != i {
			t.Errorf("%s has the index %d, want %d", b.ID, b.Index, i)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if at := s.Briefings[4].Instant.UTC().Format(time.RFC3339); at != "2025-04-04T09:00:00Z" {
		t.Errorf("noon in Kyiv is %s", at)
	}
}

// TestNeighbours links a briefing with those before and after it in its series or, without one, of all.
func TestNeighbours(t *testing.T) {
	s, _ := newSite(t, map[string]string{
		"a.md": news("2025-01-01"), "b.md": news("2025-01-02", `series = "S"`), "c.md": news("2025-01-03"), "d.md": news("2025-01-04", `series = "S"`),
		"e.md": news("2025-01-05", `series = "Alone"`),
	})
	want := []string{"e: - -", "d: b -", "c: b d", "b: - d", "a: - b"}
	name := func(b *site.Briefing) string {
		if b == nil {
			return "-"
		}
		return b.ID
	}
	var got []string
	for _, b := range s.Briefings {
		got = append(got, b.ID+": "+name(b.Previous)+" "+name(b.Next))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("neighbours (-want +got):\n%s", diff)
	}
}

// relations describes what stands beside a briefing: the id, and chosen or what both list.
func relations(s *site.Site, id string) []string {
	var lines []string
	for _, b := range s.Briefings {
		if b.ID != id {
			continue
		}
		for _, r := range b.Related {
			line := r.Briefing.ID
			if r.Chosen {
				line += " chosen"
			}
			for _, e := range r.Shared {
				line += " " + e.Name
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// TestRelated puts the desk's choice first, in both directions, then what shares rare names and is near in time.
func TestRelated(t *testing.T) {
	texts := map[string]string{
		"it.md":        news("2025-03-15", `actors = ["Rare", "Common"]`, `locations = ["Kyiv"]`, `related = ["old", "it"]`),
		"old.md":       news("2024-01-01", `actors = ["Common"]`),
		"chooser.md":   news("2025-01-01", `related = ["it"]`),
		"rare.md":      news("2025-03-01", `actors = ["Rare"]`),
		"near.md":      news("2025-03-16", `actors = ["Common"]`),
		"both.md":      news("2025-02-01", `actors = ["Common"]`, `locations = ["Kyiv"]`),
		"nothing.md":   news("2025-03-15", `actors = ["Other"]`),
		"held.md":      news("2025-03-15", `draft = true`, `actors = ["Rare", "Common"]`, `locations = ["Kyiv"]`, `related = ["it"]`),
		"author.md":    news("2025-03-15", `authors = ["Desk"]`, `series = "S"`),
		"author-2.md":  news("2025-03-15", `authors = ["Desk"]`, `series = "S"`),
		"distant/a.md": news("2023-01-01", `actors = ["Common"]`), "distant/b.md": news("2023-01-02", `actors = ["Common"]`), "distant/c.md": news("2023-01-03", `actors = ["Common"]`),
	}
	s, list := newSite(t, texts)
	if len(list) > 0 {
		t.Fatal(list)
	}
	want := []string{"chooser chosen", "old chosen", "both Kyiv Common", "rare Rare", "near Common"}
	if diff := cmp.Diff(want, relations(s, "it")); diff != "" {
		t.Errorf("related to it (-want +got):\n%s", diff)
	}
	if got := relations(s, "old"); len(got) == 0 || got[0] != "it chosen" {
		t.Errorf("related to what it chose: %s", got)
	}
	if got := relations(s, "nothing"); len(got) != 0 {
		t.Errorf("related to what shares nothing: %s", got)
	}
	if got := relations(s, "author"); len(got) != 0 {
		t.Errorf("related by author or series: %s", got)
	}
}

// TestRelatedByCommonNames does not relate briefings that share one name which many have.
func TestRelatedByCommonNames(t *testing.T) {
	texts := map[string]string{}
	for i := range 41 {
		texts[fmt.Sprintf("b%02d.md", i)] = news(fmt.Sprintf("2025-01-%02d", 1+i%28), `actors = ["Everyone"]`)
	}
	if s, _ := newSite(t, texts); len(relations(s, "b05")) != 0 {
		t.Errorf("one name of 41 briefings relates %s", relations(s, "b05"))
	}
	texts["b05.md"] = news("2025-01-06", `actors = ["Everyone"]`, `topics = ["Two"]`)
	texts["b06.md"] = news("2025-01-07", `actors = ["Everyone"]`, `topics = ["Two"]`)
	s, _ := newSite(t, texts)
	if want := []string{"b06 Two Everyone"}; !slices.Equal(relations(s, "b05"), want) {
		t.Errorf("two names relate %s, want %s", relations(s, "b05"), want)
	}
}

// TestParents gives where places lie: a place that lies in another has a record, and so have those around it.
func TestParents(t *testing.T) {
	place := func(parent string) string {
		if parent == "" {
			return "+++\n"
		}
		return "parent = \"" + parent + "\"\n+++\n"
	}
	for _, test := range []struct {
		name   string
		texts  map[string]string
		want   []string // place < parent
		errors []string
	}{
		{
			"a chain", map[string]string{"_locations/city.md": place("region"), "_locations/region.md": place("Country"), "_locations/country.md": place(""), "_locations/other.md": place("country"),
				"a.md": news("2025-01-01", `locations = ["City"]`)},
			[]string{"city < region", "country <", "region < country"}, nil,
		},
		{
			"an undeclared parent", map[string]string{"_locations/city.md": place("Land"), "a.md": news("2025-01-01", `locations = ["City", "Land"]`)},
			[]string{"city < Land", "Land <"}, nil,
		},
		{
			"a parent that nothing names", map[string]string{"_locations/city.md": place("Nowhere"), "a.md": news("2025-01-01", `locations = ["City"]`)},
			[]string{"city <"}, []string{"_locations/city.md:2:10 unknown-parent"},
		},
		{
			"a parent that is held back", map[string]string{"_locations/city.md": place("Hidden"), "a.md": news("2025-01-01", `locations = ["City"]`), "b.md": news("2025-01-01", `draft = true`, `locations = ["Hidden"]`)},
			[]string{"city <"}, []string{"_locations/city.md:2:10 held-back-link"},
		},
		{
			"itself", map[string]string{"_locations/city.md": place("city"), "a.md": news("2025-01-01", `locations = ["City"]`)},
			[]string{"city <"}, []string{"_locations/city.md:2:10 parent-cycle"},
		},
		{
			"a circle", map[string]string{"_locations/a.md": place("b"), "_locations/b.md": place("c"), "_locations/c.md": place("a"), "_locations/d.md": place("a"),
				"x.md": news("2025-01-01", `locations = ["d"]`)},
			nil, []string{"_locations/a.md:2:10 parent-cycle"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, list := newSite(t, test.texts)
			var got []string
			for _, e := range s.Kinds[site.Location].Entities {
				line := e.Name + " <"
				if e.Parent != nil {
					line += " " + e.Parent.Name
					if !slices.Contains(e.Parent.Children, e) {
						t.Errorf("%s is no child of %s", e.Name, e.Parent.Name)
					}
				}
				got = append(got, line)
				for p, n := e.Parent, 0; p != nil; p = p.Parent {
					if n++; n > 10 {
						t.Fatalf("%s lies in a circle", e.Name)
					}
				}
			}
			if test.want != nil || len(test.errors) == 0 {
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("places (-want +got):\n%s", diff)
				}
			}
			if diff := cmp.Diff(test.errors, messages(list)); diff != "" {
				t.Errorf("messages (-want +got):\n%s%v", diff, list)
			}
		})
	}
}

// TestRoles gathers what an actor did in one briefing, and knows the roles that there are.
func TestRoles(t *testing.T) {
	s, list := newSite(t, map[string]string{"a.md": news("2025-01-01",
		`actors = [{ name = "NATO", role = "said" }, "nato", { name = "NATO", role = "acted" }, { name = "NATO", role = "said" }, { name = "EU", role = "sayd" }]`)})
	who := s.Briefings[0].Who
	if len(who) != 2 || len(who[0].Roles) != 2 || who[0].Roles[0].Name != "said" || who[0].Roles[1].Name != "acted" || len(who[1].Roles) != 0 {
		t.Errorf("who: %+v", who)
	}
	if want := []string{"a.md:4:144 unknown-role"}; !slices.Equal(messages(list), want) {
		t.Errorf("messages %s, want %s", messages(list), want)
	}
}

// TestChanges is the log of all that happened, newest first.
func TestChanges(t *testing.T) {
	s, _ := newSite(t, map[string]string{
		"a.md": news("2025-01-01", `updates = [{ at = 2025-01-05T10:00:00Z, note = "One." }, { at = 2025-01-03, note = "Two." }]`, `status = "withdrawn"`, `status_note = "Wrong."`),
		"b.md": news("2025-01-03T08:00:00Z"),
		"c.md": news("2025-01-04", `status = "withdrawn"`),
	})
	var got []string
	for _, c := range s.Changes {
		got = append(got, fmt.Sprintf("%s %d %s %s", c.At, c.Kind, c.Briefing.ID, c.Note))
	}
	want := []string{
		"2025-01-05T10:00:00Z 2 a Wrong.", "2025-01-05T10:00:00Z 1 a One.", "2025-01-04 2 c ", "2025-01-04 0 c ", "2025-01-03T08:00:00Z 0 b ", "2025-01-03 1 a Two.", "2025-01-01 0 a ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if at := s.Briefings[2].Modified.UTC().Format(time.RFC3339); at != "2025-01-05T10:00:00Z" {
		t.Errorf("a was last changed at %s", at)
	}
}

// TestVisible decides what is shown at a moment.
func TestVisible(t *testing.T) {
	parse := func(lines ...string) *briefing.File {
		front, _, _ := strings.Cut(news("2025-01-01", lines...), "+++")
		f, list := briefing.Parse("briefings/a.md", []byte("+++\n"+front+"+++\n"))
		if list.HasErrors() {
			t.Fatal(list)
		}
		return f
	}
	zone, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	moment := time.Date(2025, 4, 5, 6, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		lines             string
		drafts, embargoed bool
		shown             bool
		next              string // end of the embargo
	}{
		{"", false, false, true, ""},
		{"draft = false", false, false, true, ""},
		{"draft = true", false, false, false, ""},
		{"draft = true", true, false, true, ""},
		{"draft = true", false, true, false, ""},
		{"embargo_until = 2025-04-05T06:00:00Z", false, false, true, ""},
		{"embargo_until = 2025-04-05T06:00:01Z", false, false, false, "2025-04-05T06:00:01Z"},
		{"embargo_until = 2025-04-05T06:00:01Z", false, true, true, ""},
		{"embargo_until = 2025-04-05T06:00:01Z", true, false, false, "2025-04-05T06:00:01Z"},
		{"embargo_until = 2025-04-05T09:00:00", false, false, true, ""}, // Kyiv: 06:00 UTC
		{"embargo_until = 2025-04-05T09:00:01", false, false, false, "2025-04-05T06:00:01Z"},
		{"embargo_until = 2025-04-06", false, false, false, "2025-04-05T21:00:00Z"},
		{"embargo_until = 2025-04-05T11:30:01+05:30", false, false, false, "2025-04-05T06:00:01Z"},
		{"draft = true\nembargo_until = 2025-04-06", false, false, false, ""},
		{"draft = true\nembargo_until = 2025-04-06", true, false, false, "2025-04-05T21:00:00Z"},
		{"draft = true\nembargo_until = 2025-04-06", true, true, true, ""},
	} {
		files, held := site.Filter([]*briefing.File{parse(test.lines)}, site.Moment{Now: moment, Zone: zone, Drafts: test.drafts, Embargoed: test.embargoed})
		if len(files)+len(held) != 1 || (len(files) == 1) != test.shown {
			t.Errorf("%q with drafts %v, embargoed %v: shown %d, held back %d", test.lines, test.drafts, test.embargoed, len(files), len(held))
		}
		next := ""
		if at := site.NextEmbargo(held); !at.IsZero() {
			next = at.UTC().Format(time.RFC3339)
		}
		if next != test.next && !test.drafts {
			t.Errorf("%q: the next embargo ends at %q, want %q", test.lines, next, test.next)
		}
	}
}
