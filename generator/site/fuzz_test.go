package site_test

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/site"
	"dateline/generator/source"
)

// parseAll parses texts by path, the last of two with one path; false when one has a mistake of its own.
func parseAll(texts [][2]string) ([]*briefing.File, bool) {
	var files []*briefing.File
	for _, text := range texts {
		f, list := briefing.Parse(text[0], []byte(text[1]))
		if list.HasErrors() {
			return nil, false
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b *briefing.File) int { return strings.Compare(a.Path, b.Path) })
	return files, true
}

// located demands that all that is said stands somewhere and says something.
func located(t *testing.T, list diag.List) {
	t.Helper()
	for _, d := range list {
		if d.File == "" || d.Line < 0 || d.Kind == "" || d.Message == "" || strings.Contains(d.Message, "\n") || !utf8.ValidString(d.Message) {
			t.Errorf("a message that no one can use: %+v", d)
		}
	}
}

// FuzzNames lists any names in briefings, and declares any by files. Either there is an error, or every entity has an address of its
// own that is safe, names that differ in letters and digits are entities of their own, and each stands on the record that its name
// leads to.
func FuzzNames(f *testing.F) {
	f.Add("NATO\nnato\nCôte d'Ivoire\nCote dIvoire\nC\nC++\nC#", "", "")
	f.Add("王伟\n汪伟", "", "")
	f.Add("Zelensky\nЗеленський\nzelenskii", "zelensky", "Zelenskyy\nZelensky")
	f.Add("index\nCON\nİstanbul\nistanbul\nI\u0307stanbul", "index", "")
	f.Add("a\u202eb\nab\n...\n½\n①", "con", "...")
	f.Add("ẞ\nss\nß\nﬁ\nfi", "ab", "A B\na-b")
	f.Add("Straße\nStrasse", "../x", "x")
	f.Fuzz(func(t *testing.T, names, id, declared string) {
		if strings.ContainsAny(id, "\r\n\x00") || !fs.ValidPath("a/"+id) || !utf8.ValidString(id) {
			id = ""
		}
		quoted := func(list string) (all []string, text string) {
			for name := range strings.SplitSeq(list, "\n") {
				if len(all) < 30 {
					all = append(all, name)
				}
			}
			for _, name := range all {
				text += ", " + quote(name)
			}
			return all, "[" + strings.TrimPrefix(text, ", ") + "]"
		}
		list, text := quoted(names)
		texts := [][2]string{
			{"briefings/one.md", "+++\ntitle = \"One\"\ndate = 2025-01-02\nactors = " + text + "\nlocations = " + text + "\ntopics = " + text + "\nauthors = " + text + "\n+++\n"},
			{"briefings/two.md", "+++\ntitle = \"Two\"\ndate = 2025-01-01\nseries = " + quote(list[0]) + "\nactors = [" + quote(list[len(list)-1]) + "]\n+++\n"},
		}
		if _, text := quoted(declared); id != "" {
			texts = append(texts, [2]string{"briefings/_actors/" + id + ".md", "+++\naliases = " + text + "\n+++\n"})
		}
		files, ok := parseAll(texts)
		if !ok {
			return
		}
		s, said := site.New(config.Default(), files, nil, nil, nil, now, &site.Memory{})
		located(t, said)
		if said.HasErrors() {
			return
		}
		taken := map[string]bool{}
		for k := range s.Kinds {
			loose := map[string]*site.Entity{}
			for _, e := range s.Kinds[k].Entities {
				slug := strings.TrimSuffix(strings.TrimPrefix(e.Address, e.Kind.Plural()+"/"), "/")
				if taken[e.Address] || slug == "" || slug == address.Reserved || address.Slug(slug) != slug || e.Address != e.Kind.Plural()+"/"+slug+"/" {
					t.Errorf("%q has the address %q", e.Name, e.Address)
				}
				taken[e.Address] = true
				for _, name := range append([]string{e.Name}, e.Other...) {
					if other := loose[address.Loose(name)]; other != nil && other != e && e.File == nil && other.File == nil {
						t.Errorf("%q is a name of %q and of %q", name, e.Name, other.Name)
					}
					loose[address.Loose(name)] = e
				}
			}
		}
		// What lists a name stands on the record of that name.
		for _, b := range s.Briefings {
			for kind, written := range map[site.EntityKind][]briefing.Name{site.Location: b.File.Locations, site.Topic: b.File.Topics, site.Author: b.File.Authors} {
				distinct := map[string]bool{}
				for _, n := range written {
					distinct[address.Loose(n.Text)] = true
				}
				count := 0
				b.EachListed(kind, func(e *site.Entity) {
					count++
					if !distinct[address.Loose(e.Name)] || !slices.Contains(e.Briefings, b) {
						t.Errorf("%s lists the %s %q, which it does not name", b.Path, kind, e.Name)
					}
				})
				if count != len(distinct) {
					t.Errorf("%s names %d of %s, and lists %d", b.Path, len(distinct), kind, count)
				}
			}
		}
	})
}

// quote writes any text as a TOML text.
func quote(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "?") {
		if unicode.IsControl(r) || r == '"' || r == '\\' {
			b.WriteString(`\u` + strconv.FormatInt(int64(r)+0x10000, 16)[1:])
		} else {
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// FuzzLinks resolves the references of any text. Each leads nowhere, which is told, or to something that is there, below the site, by an
// address that is nothing but a path and a fragment. Addresses from the root are those that the plan is asked for.
func FuzzLinks(f *testing.F) {
	for _, text := range []string{
		"[a](other.md) [a](other.md#part) [a](./talks/index.md) [a](talks/) [a](../x.md) ![a](talks/map.png)", "[[NATO]] [[actor:NATO]] [[topic:NATO|x]] [[other#part]] [[place:Kyiv#x]]",
		"[a](/actors/nato/) [a](/x.pdf) [a](_static/x.pdf) ![a](/x.pdf) [a](/../../etc/passwd) [a](//evil.org) [a](/%2e%2e/x)", "[a](other.md#%22onclick=x) [a](/x.pdf#%0a%22) [a](/x.pdf?y#z)",
		"[[../other]] [[briefing:talks/index]] [[briefing:talks]] [a](held.md) [[Secret]] [[actor:Secret]]", "[a](talks/a%20b%23c.csv) [a](talks/../talks/map.png) [a](TALKS/map.png) [a](..%2fx)",
		"[a](javascript:x) [a](/javascript:x) [a](.//evil.org) [a](/.//evil.org) [a](_static/../_static//x.pdf)", "[a]: other.md\n\n[a] [b][a] ![a][a]", "[a](#part) [a](?x) [a]() [a](.) [a](..) [a](/)",
	} {
		f.Add(text)
	}
	cfg := config.Default()
	if err := cfg.SetBaseURL("https://example.org/reports/"); err != nil {
		f.Fatal(err)
	}
	others := []source.File{
		{Path: "briefings/_static/x.pdf", Kind: source.Static}, {Path: "briefings/talks/a b#c.csv", Kind: source.Asset}, {Path: "briefings/talks/map.png", Kind: source.Asset},
		{Path: "briefings/lone.png", Kind: source.Asset},
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, at := range []string{"briefings/a.md", "briefings/talks/index.md"} {
			texts := [][2]string{
				{at, "+++\ntitle = \"A\"\ndate = 2025-01-02\nactors = [\"NATO\"]\n+++\n" + text},
				{"briefings/other.md", "+++\ntitle = \"Other\"\ndate = 2025-01-02\nlocations = [\"Kyiv\"]\ntopics = [\"NATO\"]\n+++\n## Part\n"},
				{"briefings/_actors/nato.md", "+++\nname = \"NATO\"\n+++\n## Part\n"},
				{"briefings/held.md", "+++\ntitle = \"Held\"\ndate = 2025-01-02\ndraft = true\nactors = [\"Secret\"]\n+++\n"},
			}
			files, ok := parseAll(texts)
			if !ok {
				return
			}
			shown, held := site.Filter(files, site.Moment{Now: now, Zone: time.UTC})
			s, said := site.New(cfg, shown, held, nil, others, now, &site.Memory{})
			located(t, said)
			b := s.Briefings[slices.IndexFunc(s.Briefings, func(b *site.Briefing) bool { return b.Path == at })]
			if len(b.Links) != len(b.File.Body.Refs) {
				t.Fatalf("%d links for %d references", len(b.Links), len(b.File.Body.Refs))
			}
			for i, target := range s.Targets(b.File, b.Links) {
				ref := b.File.Body.Refs[i]
				told := slices.ContainsFunc(said, func(d diag.Diagnostic) bool { return d.Pos == ref.Pos.In(b.Path) })
				switch {
				case slices.ContainsFunc(said, func(d diag.Diagnostic) bool { return d.Pos == ref.Pos.In(b.Path) && d.Severity == diag.Error }):
					continue // nothing is published
				case target.Href == "" && !told:
					t.Errorf("%+v leads nowhere, and nobody is told", ref)
					continue
				case target.Href == "":
					continue
				}
				u, err := url.Parse(target.Href)
				where, _, _ := strings.Cut(target.Href, "#")
				below, ours := strings.CutPrefix(where, "/reports/")
				if err != nil || !ours || u.Host != "" || u.RawQuery != "" || u.Fragment != ref.Fragment || strings.ContainsAny(target.Href, "\"<>\\` ") || strings.ContainsFunc(target.Href, unicode.IsControl) {
					t.Errorf("%+v leads to %q", ref, target.Href)
					continue
				}
				plain, _ := url.PathUnescape(below)
				switch l := b.Links[i]; {
				case slices.ContainsFunc(s.RootLinks, func(r site.RootLink) bool { return r.Address == plain && r.Pos == ref.Pos.In(b.Path) }):
				case l.Kind == site.ToBriefing || l.Kind == site.ToEntity || l.Kind == site.ToPage:
					if path.Clean("/"+plain)+"/" != "/"+plain {
						t.Errorf("%+v leads to the page %q", ref, plain)
					}
				case plain != "x.pdf" && !slices.ContainsFunc(b.Assets, func(a site.Asset) bool { return a.Address == plain }):
					t.Errorf("%+v leads to %q, where nothing is", ref, target.Href)
				}
			}
			for _, a := range b.Assets {
				if !strings.HasPrefix(a.File.Path, "briefings/talks/") || at != "briefings/talks/index.md" || !strings.HasPrefix(a.Address, b.Address) || !fs.ValidPath(a.Address) {
					t.Errorf("%s publishes %s at %s", at, a.File.Path, a.Address)
				}
			}
		}
	})
}
