package site_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/site"
	"dateline/generator/source"
)

// described is all that New finds out about briefings, in words.
func described(s *site.Site) []string {
	name := func(e *site.Entity) string { return e.Kind.String() + ":" + e.ID }
	names := func(list []*site.Entity) string {
		var words []string
		for _, e := range list {
			words = append(words, name(e))
		}
		return strings.Join(words, " ")
	}
	id := func(b *site.Briefing) string {
		if b == nil {
			return "none"
		}
		return b.ID
	}
	referred := func(list []site.Reference) (line string) {
		for _, r := range list {
			switch {
			case r.Briefing != nil:
				line += " " + r.Briefing.ID
			case r.Page != nil:
				line += " " + r.Page.Path
			default:
				line += " " + name(r.Entity)
			}
			line += fmt.Sprintf(" %q", r.Sentence)
		}
		return line
	}
	var lines []string
	for i, b := range s.Briefings {
		line := fmt.Sprintf("%s %q %s %d %s|%s|%s:", b.ID, b.Title, b.Instant.String()+b.Address, b.Month, names(b.Locations), names(b.Topics), names(b.Authors))
		line += fmt.Sprintf(" %s < > %s, %v %v", id(b.Previous), id(b.Next), b.Modified, b.Index == i)
		for _, t := range b.Translated {
			line += " = " + t.ID
		}
		if b.Series != nil {
			line += " of " + name(b.Series)
		}
		for _, w := range b.Who {
			line += fmt.Sprint(" ", name(w.Actor), w.Roles)
		}
		for _, r := range b.Related {
			line += fmt.Sprintf(" (%s %v %s)", r.Briefing.ID, r.Chosen, names(r.Shared))
		}
		for _, a := range b.Assets {
			line += " file " + a.Address
		}
		for _, f := range b.Mentions {
			line += fmt.Sprintf(" mentions %s at %d", name(f.Entity), f.Start)
		}
		line += " referred by" + referred(b.Referred)
		for _, t := range s.Targets(b.File, b.Links) {
			line += " " + t.Href + "=" + t.Text
		}
		lines = append(lines, line)
	}
	for _, f := range s.Unlisted {
		lines = append(lines, "unlisted "+f.Path)
	}
	for _, c := range s.Changes {
		lines = append(lines, fmt.Sprint(c.Kind, " ", c.At, " ", c.Briefing.Title, " ", c.Note))
	}
	for _, c := range s.Kinds {
		for i, e := range c.Entities {
			line := fmt.Sprint(name(e), " ", e.Name, " ", e.Address, e.Index == i, " ", names(e.Children), ":")
			for _, b := range e.Briefings {
				line += " " + b.ID
			}
			line += "; referred by" + referred(e.Referred) + "; record:"
			for _, b := range e.Record {
				line += " " + b.ID
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// copied gives the same files without what was found in them.
func copied(files []*briefing.File) []*briefing.File {
	all := make([]*briefing.File, len(files))
	for i, f := range files {
		same := *f
		same.Found, same.FoundBy = nil, 0
		all[i] = &same
	}
	return all
}

// TestNewAgain makes a site again and again with the memory of the one before, after random edits, and requires each time what
// New finds without a memory.
func TestNewAgain(t *testing.T) {
	takenOver := 0
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 11))
		pick := func(kind string, n int) string {
			var list []string
			for range r.IntN(4) {
				list = append(list, fmt.Sprintf("%q", kind+fmt.Sprint(min(r.IntN(n), r.IntN(n)))))
			}
			return strings.Join(list, ", ")
		}
		text := func() string {
			lines := []string{"actors = [" + pick("Actor ", 30) + "]", "locations = [" + pick("Place ", 20) + "]", "topics = [" + pick("Topic ", 8) + "]"}
			if r.IntN(15) == 0 {
				lines = append(lines, fmt.Sprintf("related = [\"b%d\"]", r.IntN(100)))
			}
			if r.IntN(4) == 0 {
				lines = append(lines, fmt.Sprintf("series = \"Series %d\"", r.IntN(3)))
			}
			switch r.IntN(5) {
			case 0:
				lines = append(lines, "body: See [[Actor 1]] and [[b7]].")
			case 1, 2:
				lines = append(lines, fmt.Sprintf("body: Of Actor %d and Place %d, and Newcomer %d. Then Actor %d again.", r.IntN(30), r.IntN(20), r.IntN(50), r.IntN(30)))
			}
			return news(fmt.Sprintf("2025-%02d-%02d", 1+r.IntN(3), 1+r.IntN(28)), lines...)
		}
		files, texts := map[string]*briefing.File{}, map[string]string{}
		set := func(path, text string) {
			texts[path] = text
			front, body, _ := strings.Cut(text, "+++\n")
			f, _ := briefing.Parse("briefings/"+path, []byte("+++\n"+front+"+++\n"+body))
			files[path] = f
		}
		for i := range 100 {
			set(fmt.Sprintf("b%d.md", i), text())
		}
		read := func(f *briefing.File, use func([]byte)) {
			front, rest, _ := strings.Cut(texts[strings.TrimPrefix(f.Path, "briefings/")], "+++\n")
			use(briefing.Text(f, []byte("+++\n"+front+"+++\n"+rest)))
		}
		memory := &site.Memory{Text: read}
		var last *site.Site
		for step := range 150 {
			if r.IntN(10) == 0 {
				memory.Settle()
			}
			path := fmt.Sprintf("b%d.md", r.IntN(110))
			switch r.IntN(15) {
			case 12, 13, 14: // a new briefing, with a new name at times
				front, body, _ := strings.Cut(text(), "+++\n")
				if kind := []string{"actors", "locations", "topics", "series", "authors"}[r.IntN(5)]; !strings.Contains(front, kind+" =") {
					line := kind + " = [\"Newcomer %d\"]\n"
					if kind == "series" {
						line = "series = \"Newcomer %d\"\n"
					}
					front += fmt.Sprintf(line, step/3)
				} else {
					front = strings.Replace(front, "actors = [", fmt.Sprintf("actors = [\"newcomer %d\", ", step/3), 1)
				}
				if r.IntN(3) == 0 {
					body += fmt.Sprintf("\nSee [[Newcomer %d]].\n", step/3)
				}
				set(fmt.Sprintf("new%d.md", step), front+"+++\n"+body)
			case 0:
				delete(files, path)
			case 1: // Two names become one, or part again.
				if files["_actors/one.md"] == nil {
					set("_actors/one.md", fmt.Sprintf("name = \"Actor %d\"\naliases = [\"Actor %d\"]\n+++\n", r.IntN(5), 5+r.IntN(20)))
				} else {
					delete(files, "_actors/one.md")
				}
			case 2:
				for i, file := range []string{"two", "three", "four"} { // four lies in three, and three in two
					parent := []string{"", "parent = \"two\"\n", "parent = \"three\"\n"}[i]
					set("_locations/"+file+".md", fmt.Sprintf("name = \"Place %d\"\n%s+++\n", i+3*r.IntN(6), parent))
				}
			case 3, 4:
				if f := files[path]; f != nil { // The same facts in another file.
					same := *f
					files[path] = &same
				}
			case 5, 6, 7, 8: // words alone, or nearly
				if files[path] == nil {
					break
				}
				front, body, _ := strings.Cut(texts[path], "+++\n")
				front = strings.Replace(front, "title = \"", "title = \"X", 1)
				switch r.IntN(8) {
				case 0:
					body += fmt.Sprintf("\n[[%s %d]]\n", []string{"Actor", "Place", "Topic"}[r.IntN(3)], []int{1, 2, 3, 40, 41}[r.IntN(5)])
				case 1:
					body = "No link at all.\n"
				case 2:
					body += fmt.Sprintf("\n## Part %d\n", r.IntN(3))
				case 3:
					body += "\nSee [[_b7]], [it](b7.md) and [a part](b7.md#part-1).\n"[r.IntN(2)*12:]
				case 4:
					front += fmt.Sprintf("updates = [{ at = 2025-04-0%d, note = \"N\" }]\n", 1+r.IntN(9))
				}
				set(path, front+"+++\n"+body)
			case 9:
				set("_actors/linked.md", fmt.Sprintf("name = \"Actor %d\"\n+++\nSee [[Topic %d]].\n", 40+r.IntN(2), r.IntN(8)))
			default:
				set(path, text())
			}
			var all []*briefing.File
			for _, path := range slices.Sorted(maps.Keys(files)) {
				all = append(all, files[path])
			}
			cfg := config.Default()
			if step > 100 {
				cfg.Permalink = "/:slug/"
			}
			again, list := site.New(cfg, all, nil, nil, nil, now, memory)
			fresh, want := site.New(cfg, copied(all), nil, nil, nil, now, &site.Memory{Text: read})
			if again == last {
				takenOver++
			}
			last = again
			if diff := cmp.Diff(described(fresh), described(again)); diff != "" {
				t.Fatalf("seed %d, step %d (-without a memory +with it):\n%s", seed, step, diff)
			}
			if diff := cmp.Diff(messages(want), messages(list)); diff != "" {
				t.Fatalf("seed %d, step %d, messages (-without a memory +with it):\n%s", seed, step, diff)
			}
			if r.IntN(2) == 0 { // While there is something to say, no site is taken over.
				for _, d := range list {
					path := strings.TrimPrefix(d.File, "briefings/")
					front, _, _ := strings.Cut(texts[path], "+++\n")
					set(path, front+"+++\nMended.\n")
				}
			}
		}
	}
	if takenOver < 200 {
		t.Errorf("only %d sites were taken over", takenOver)
	}
}

// TestTakenOver makes one edit each that looks like one of words alone. The site is what New finds without a memory, and it is
// the last one taken over exactly when words alone changed.
func TestTakenOver(t *testing.T) {
	base := map[string]string{
		"_actors/solo.md":  "name = \"Solo\"\n+++\n",
		"_topics/other.md": "name = \"Other\"\n+++\n",
		"_pages/about.md":  "title = \"About\"\n+++\n",
		"a.md":             news("2025-01-02", `actors = ["NATO"]`, `sources = [{ name = "S" }]`, "body: ## Part\n\nSee [[Solo]], [[b]] and [us](_pages/about.md)."),
		"b.md":             news("2025-01-01", `actors = ["NATO", "Russia"]`, `series = "Weekly"`, "body: See [it](a.md#part)."),
		"c.md":             news("2025-01-01", `related = ["b"]`, "body: See [[NATO]]."),
	}
	for i, path := range []string{"d.md", "e.md", "f.md", "g.md"} {
		n := i / 2
		base[path] = news("2024-12-01", fmt.Sprintf("series = %q", []string{"One", "Two"}[n]), fmt.Sprintf("authors = [%q]", []string{"Ann", "Bob"}[n]), fmt.Sprintf("topics = [%q]", []string{"Food", "Water"}[n]))
	}
	base["h.md"] = news("2024-12-01T10:00:00Z", `actors = ["NATO"]`)
	for i, name := range []string{"NATO", "Nato", "Nato", "Nato"} {
		base[fmt.Sprintf("n%d.md", i)] = news("2024-11-01", fmt.Sprintf("actors = [%q]", name))
	}
	for _, test := range []struct {
		name, path, from, to string
		takenOver            bool
	}{
		{"a title", "a.md", `title = "T"`, `title = "Another"`, true},
		{"a title that others show", "b.md", `title = "T"`, `title = "Another"`, true},
		{"a link to a heading that there is", "c.md", "See [[NATO]]", "See [it](a.md#part)", true},
		{"a link to a heading that there is not", "c.md", "See [[NATO]]", "See [it](a.md#parts)", false},
		{"a link to a heading of a record that has none", "c.md", "See [[NATO]]", "See [[NATO#part]]", false},
		{"a new briefing with a link to a heading", "new.md", "", news("2025-01-03", "body: See [it](a.md#part)."), true},
		{"a new briefing with a link to no heading", "new.md", "", news("2025-01-03", "body: See [it](a.md#parts)."), false},
		{"a new briefing with a link to a heading of a new actor", "new.md", "", news("2025-01-03", `actors = ["New"]`, "body: See [[New#part]]."), false},
		{"words", "a.md", "See", "Look at", true},
		{"an update", "a.md", "date =", "updates = [{ at = 2025-01-03, note = \"N\" }]\ndate =", true},
		{"a withdrawal", "c.md", "date =", "status = \"withdrawn\"\ndate =", true},
		{"another link to what has a record", "c.md", "See [[NATO]]", "See [[Russia]] and [[a]]", true},
		{"the only link to an actor goes", "a.md", "[[Solo]], ", "", false},
		{"the first link to a topic", "c.md", "See", "See [[Other]] and", false},
		{"a link to nowhere", "c.md", "[[NATO]]", "[[Nobody]]", false},
		{"a heading that another links", "a.md", "## Part", "## Piece", false},
		{"a date", "c.md", "2025-01-01", "2025-01-03", false},
		{"an actor", "c.md", "date =", "actors = [\"NATO\"]\ndate =", false},
		{"the same moment in other words", "g.md", "2024-12-01", "2024-12-01T12:00:00+02:00", false},
		{"another offset", "h.md", "2024-12-01T10:00:00Z", "2024-12-01T12:00:00+02:00", false},
		{"a redirect", "c.md", "date =", "redirect_from = [\"/old/\"]\ndate =", false},
		{"the spelling that most use", "h.md", "NATO", "Nato", false},
		{"a role", "a.md", `["NATO"]`, `[{ name = "NATO", role = "said" }]`, false},
		{"another series", "b.md", "Weekly", "Monthly", false},
		{"a series that there is", "d.md", "One", "Two", false},
		{"an author that there is", "d.md", "Ann", "Bob", false},
		{"a topic that there is", "d.md", "Food", "Water", false},
		{"no related one", "c.md", `related = ["b"]`, "", false},
		{"a translation", "c.md", "date =", "translation_of = \"a\"\ndate =", false},
		{"another language", "c.md", "date =", "language = \"uk\"\ndate =", false},
		{"an id", "c.md", "date =", "id = \"d\"\ndate =", false},
		{"a profile", "_actors/solo.md", "name =", "summary = \"S.\"\nname =", false},
		{"a new briefing", "new.md", "", news("2025-01-03"), true},
		{"a new briefing among others", "new.md", "", news("2024-12-01T09:00:00Z", `actors = ["Russia"]`, "body: See [[NATO]] and [it](c.md)."), true},
		{"a new briefing that may tip which spelling most use", "new.md", "", news("2024-12-01", `actors = ["NATO"]`), false},
		{"a new briefing with new names", "new.md", "", news("2025-01-03", `actors = ["New", "Newer"]`, `locations = ["Place"]`, `topics = ["Topic"]`, `authors = ["Author"]`, `series = "Series"`, "body: See [[New]] and [[actor:Newer]]."), true},
		{"a new briefing of a series that there is", "new.md", "", news("2024-12-01", `series = "One"`), true},
		{"a new briefing with updates", "new.md", "", news("2025-01-01", `updates = [{ at = 2025-01-03, note = "N" }]`), true},
		{"a new briefing that an actor comes first in", "new.md", "", news("2025-01-03", `actors = ["Solo"]`), false},
		{"a new briefing in the future", "new.md", "", news("2040-01-03"), false},
		{"a new briefing that leads nowhere", "new.md", "", news("2025-01-03", "body: See [[Nobody]]."), false},
		{"a new briefing whose actor is named like what it links as a place", "new.md", "", news("2025-01-03", `actors = ["New"]`, "body: See [[place:New]]."), false},
		{"a new briefing that leads to a topic without a record", "new.md", "", news("2025-01-03", "body: See [[Other]]."), false},
		{"a new actor named like a topic", "new.md", "", news("2025-01-03", `actors = ["Food"]`), false},
		{"a new topic named like an actor", "new.md", "", news("2025-01-03", `topics = ["nato"]`), false},
		{"a new actor spelled like another", "new.md", "", news("2025-01-03", `actors = ["N.A.T.O."]`), false},
		{"a new actor with the address of another", "new.md", "", news("2025-01-03", `actors = ["Rußia"]`), false},
		{"two new actors of one address", "new.md", "", news("2025-01-03", `actors = ["New one", "New-one"]`), false},
		{"a new actor that cannot be", "new.md", "", news("2025-01-03", `actors = ["Index"]`), false},
		{"a new briefing with an id that there is", "new.md", "", news("2025-01-03", `id = "a"`), false},
		{"a new briefing with the id that is an actor's name", "new.md", "", news("2025-01-03", `id = "solo"`), false},
		{"a new briefing with a strange role", "new.md", "", news("2025-01-03", `actors = [{ name = "NATO", role = "danced" }]`), false},
		{"a new briefing that names another", "new.md", "", news("2025-01-03", `related = ["b"]`), false},
		{"a new translation", "new.md", "", news("2025-01-03", `translation_of = "b"`), false},
		{"a new briefing that redirects", "new.md", "", news("2025-01-03", `redirect_from = ["/old/"]`), false},
		{"a new bundle", "new/index.md", "", news("2025-01-03"), false},
		{"a new page", "_pages/new.md", "", "title = \"New\"\n+++\n", false},
		{"a new profile", "_actors/nato.md", "", "name = \"NATO\"\n+++\n", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			parse := func(texts map[string]string) (all []*briefing.File) {
				for _, path := range slices.Sorted(maps.Keys(texts)) {
					front, body, _ := strings.Cut(texts[path], "+++\n")
					f, _ := briefing.Parse("briefings/"+path, []byte("+++\n"+front+"+++\n"+body))
					all = append(all, f)
				}
				return all
			}
			files, memory := parse(base), &site.Memory{}
			last, list := site.New(config.Default(), files, nil, nil, nil, now, memory)
			if len(list) > 0 {
				t.Fatal(list)
			}
			texts := maps.Clone(base)
			if texts[test.path] = strings.Replace(texts[test.path], test.from, test.to, 1); texts[test.path] == base[test.path] {
				t.Fatal("nothing changes")
			}
			for i, f := range parse(texts) {
				switch {
				case f.Path != "briefings/"+test.path:
				case test.from == "":
					files = slices.Insert(slices.Clone(files), i, f)
				default:
					files = slices.Clone(files)
					files[i] = f
				}
			}
			again, list := site.New(config.Default(), files, nil, nil, nil, now, memory)
			fresh, want := site.New(config.Default(), files, nil, nil, nil, now, &site.Memory{})
			if diff := cmp.Diff(described(fresh), described(again)); diff != "" {
				t.Errorf("(-without a memory +with it):\n%s", diff)
			}
			if diff := cmp.Diff(messages(want), messages(list)); diff != "" {
				t.Errorf("messages (-without a memory +with it):\n%s", diff)
			}
			if (again == last) != test.takenOver {
				t.Errorf("taken over: %v", again == last)
			}
		})
	}
}

// TestNewAgainAfter makes a site of some texts and then of others: what was found wrong once.
func TestNewAgainAfter(t *testing.T) {
	data := []source.File{{Path: "briefings/p/data.csv", Kind: source.Asset}}
	for _, test := range []struct {
		name   string
		broken string // a file that cannot be read as it is
		steps  []map[string]string
	}{
		{"a new name like a declared one, after names were taken over", "", []map[string]string{
			{"_actors/kv.md": "name = \"Kyiv City\"\n+++\n", "a.md": news("2025-01-01", `actors = [{ name = "kv", role = "said" }]`)},
			{"a.md": news("2025-01-01", `actors = [{ name = "kv", role = "acted" }]`)},
			{"b.md": news("2025-01-02", `actors = ["Kyiv-City"]`)},
		}},
		{"a heading of a briefing that an actor is named like", "", []map[string]string{
			{"Nord.md": news("2025-01-01", "body: ## Part"), "x.md": news("2025-01-01", `actors = ["Nord"]`)},
			{"new.md": news("2025-01-02", `actors = ["Nord"]`, "body: [[Nord#part]]")},
		}},
		{"a heading of a briefing that a new actor is named like", "", []map[string]string{
			{"Nord.md": news("2025-01-01", "body: ## Part")},
			{"new.md": news("2025-01-02", `actors = ["Nord"]`, "body: [[Nord#part]]")},
		}},
		{"a text that links itself, and an actor is named like it", "", []map[string]string{
			{"Nord.md": news("2025-01-01", "body: Text."), "x.md": news("2025-01-01", `actors = ["Nord"]`)},
			{"Nord.md": news("2025-01-01", "body: See [[Nord]].")},
		}},
		{"two texts at once, one of which links the other", "", []map[string]string{
			{"Nord.md": news("2025-01-01", "body: Text."), "x.md": news("2025-01-01", `actors = ["Nord"]`), "y.md": news("2025-01-01", "body: See [[Nord]].")},
			{"Nord.md": news("2025-01-01", "body: Texts."), "y.md": news("2025-01-01", "body: See [[Nord]]!")},
		}},
		{"a new text that links another's heading, which changes at once", "", []map[string]string{
			{"_actors/nord.md": "name = \"Nord\"\n+++\n## Part\n", "Nord.md": news("2025-01-01", "body: Text."), "x.md": news("2025-01-01", `actors = ["Nord"]`)},
			{"Nord.md": news("2025-01-01", "body: Texts."), "new.md": news("2025-01-01", "body: See [[Nord#part]]!")},
		}},
		{"no link to the file of a bundle", "", []map[string]string{
			{"p/index.md": news("2025-01-01", "body: See [data](data.csv).")},
			{"p/index.md": news("2025-01-01", "body: See nothing.")},
		}},
		{"two names that are exchanged", "", []map[string]string{
			{"_actors/x.md": "name = \"P\"\n+++\n", "_actors/y.md": "name = \"Q\"\n+++\n", "a.md": news("2025-01-01", `actors = ["P", "Q"]`), "b.md": news("2025-01-01", `actors = ["P", "Q"]`)},
			{"_actors/x.md": "name = \"Q\"\n+++\n", "_actors/y.md": "name = \"P\"\n+++\n"},
		}},
		{"a new name that a broken file lists", "z.md", []map[string]string{
			{"z.md": news("2025-01-01", `actors = ["Foo"]`), "a.md": news("2025-01-01", "body: See [[Foo]]."), "b.md": news("2025-01-01", "body: See [[Foo#part]].")},
			{"new.md": news("2025-01-01", `actors = ["Foo"]`)},
		}},
		{"a new id that a broken file has", "z.md", []map[string]string{
			{"z.md": news("2025-01-01", `id = "q"`), "a.md": news("2025-01-01", `related = ["q"]`, "body: See [[q]].")},
			{"q.md": news("2025-01-01")},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			files, memory := map[string]*briefing.File{}, &site.Memory{}
			for n, step := range test.steps {
				for path, text := range step {
					front, body, _ := strings.Cut(text, "+++\n")
					files[path], _ = briefing.Parse("briefings/"+path, []byte("+++\n"+front+"+++\n"+body))
				}
				var all, broken []*briefing.File
				for _, path := range slices.Sorted(maps.Keys(files)) {
					if path == test.broken {
						broken = append(broken, files[path])
					} else {
						all = append(all, files[path])
					}
				}
				again, list := site.New(config.Default(), all, nil, broken, data, now, memory)
				fresh, want := site.New(config.Default(), all, nil, broken, data, now, &site.Memory{})
				if diff := cmp.Diff(described(fresh), described(again)); diff != "" {
					t.Errorf("step %d (-without a memory +with it):\n%s", n, diff)
				}
				if diff := cmp.Diff(messages(want), messages(list)); diff != "" {
					t.Errorf("step %d, messages (-without a memory +with it):\n%s", n, diff)
				}
			}
		})
	}
}
