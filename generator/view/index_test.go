package view

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/briefing"
	"dateline/generator/site"
)

// collection makes n actors whose names begin with the letters of the alphabet in turn. The first has most briefings.
func collection(m *Maker, n int) site.Collection {
	c := site.Collection{Kind: site.Actor}
	for i := range n {
		e := &site.Entity{ID: fmt.Sprintf("%c-%d", 'a'+i%26, i), Name: fmt.Sprintf("%c %d", 'A'+i%26, i)}
		e.Address = "actors/" + e.ID + "/"
		e.Briefings = m.site.Briefings[:max(0, len(m.site.Briefings)-i)]
		e.Record = e.Briefings
		switch i % 3 {
		case 0:
			e.File = &briefing.File{Entity: &briefing.Entity{EntityKind: "person"}}
		case 1:
			e.File = &briefing.File{Entity: &briefing.Entity{EntityKind: "armed-group"}}
		}
		c.Entities = append(c.Entities, e)
	}
	return collect(m, c)
}

// collect makes a collection one of the site's.
func collect(m *Maker, c site.Collection) site.Collection {
	for i, e := range c.Entities {
		e.Index = i
	}
	m.site.Kinds[c.Kind] = c
	m.locate()
	return c
}

// TestIndexSizes lists up to 30 entries as they are, from there with letters to jump to and the most active, and above
// 1,000 on a page for each letter.
func TestIndexSizes(t *testing.T) {
	m := maker(t, "2025-04-04", "2025-04-03", "2025-04-02")
	for _, n := range []int{1, 30, 31, 1000, 1001} {
		c := collection(m, n)
		v := m.Index(c)
		pages := slices.DeleteFunc(m.Letters(c), func(l Initial) bool { return l.Address == "" })
		if v.Total != n || v.Heading != "Actors" || v.Address != "/actors/" {
			t.Errorf("%d entries: %d, %q at %s", n, v.Total, v.Heading, v.Address)
		}
		listed := 0
		for _, l := range v.Letters {
			listed += len(l.Entries)
		}
		if (v.Jump != nil) != (n > 30) || (v.Active != nil) != (n > 30) || (v.Kinds != nil) != (n > 1000) || (len(pages) > 0) != (n > 1000) || listed != n && n <= 1000 || listed != 0 && n > 1000 {
			t.Errorf("%d entries: %d letters to jump to, %d active, %d kinds, %d listed, %d pages of letters", n, len(v.Jump), len(v.Active), len(v.Kinds), listed, len(pages))
		}
		if n > 30 {
			if first := v.Active[0]; len(v.Active) != 10 || first.Name != "A 0" || first.N != 3 || v.Active[1].N != 2 || v.Active[3].N != 0 || first.Last.ISO != "2025-04-04" {
				t.Errorf("%d entries: most active %+v", n, v.Active)
			}
		}
		for i, l := range v.Jump {
			want := Link{Text: fmt.Sprintf("%c", 'A'+i), Href: fmt.Sprintf("#%c", 'a'+i)}
			if n > 1000 {
				want.Href = fmt.Sprintf("/actors/index/%c/", 'a'+i)
			}
			if l != want {
				t.Errorf("%d entries: jump to %+v, want %+v", n, l, want)
			}
		}
	}
	c := collection(m, 1001)
	want := []Count{{Name: "armed group", N: 334}, {Name: "person", N: 334}}
	if diff := cmp.Diff(want, m.Index(c).Kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	listed := 0
	letters := m.Letters(c)
	for i, l := range letters {
		page := m.LetterPage(c, l, letters)
		letter := fmt.Sprintf("%c", 'A'+i)
		listed += len(page.Letters[0].Entries)
		if page.Address != fmt.Sprintf("/actors/index/%c/", 'a'+i) || len(page.Letters) != 1 || page.Letters[0].Letter != letter || page.Total != len(page.Letters[0].Entries) {
			t.Errorf("page of %s: %s, %+v", letter, page.Address, page.Letters)
		}
		for n, l := range page.Jump {
			if l.Current != (n == i) {
				t.Errorf("page of %s: %+v", letter, l)
			}
		}
	}
	if listed != 1001 {
		t.Errorf("%d entries on the pages of letters", listed)
	}
}

// TestLetters groups names by their first letter without its marks, in the order of the letters.
func TestLetters(t *testing.T) {
	m := maker(t, "2025-04-04")
	c := site.Collection{Kind: site.Topic}
	for i, name := range []string{"éclair", "Zebra", "…", "Apple", "Éclair two", "9th", "Ärger", "Київ", "eve"} {
		c.Entities = append(c.Entities, &site.Entity{Kind: site.Topic, ID: fmt.Sprint(i), Name: name})
	}
	var got []string
	for _, l := range m.Letters(c) {
		line := l.ID + " " + l.Letter + ":"
		for _, e := range l.Entities {
			line += " " + e.Name
		}
		got = append(got, line)
	}
	want := []string{"other #: …", "0-9 0–9: 9th", "a A: Apple Ärger", "e E: éclair Éclair two eve", "z Z: Zebra", "u041a К: Київ"}
	if !slices.Equal(got, want) {
		t.Errorf("letters:\n got %q\nwant %q", got, want)
	}
}

// TestTree lists places below those they lie in; countries stand at the top even with nothing in them.
func TestTree(t *testing.T) {
	m := maker(t, "2025-04-04")
	country := &site.Entity{Kind: site.Location, Name: "Country"}
	region := &site.Entity{Kind: site.Location, Name: "Region", Parent: country}
	city := &site.Entity{Kind: site.Location, Name: "City", Parent: region}
	country.Children, region.Children = []*site.Entity{region}, []*site.Entity{city}
	empty := &site.Entity{Kind: site.Location, Name: "Empty", File: &briefing.File{Entity: &briefing.Entity{EntityKind: "country"}}}
	alone := &site.Entity{Kind: site.Location, Name: "Alone"}
	v := m.Index(collect(m, site.Collection{Kind: site.Location, Entities: []*site.Entity{alone, city, country, empty, region}}))
	var lines []string
	var walk func(list []Node, indent string)
	walk = func(list []Node, indent string) {
		for _, n := range list {
			lines = append(lines, indent+n.Place.Name)
			walk(n.Within, indent+"  ")
		}
	}
	walk(v.Tree, "")
	if want := []string{"Country", "  Region", "    City", "Empty"}; !slices.Equal(lines, want) {
		t.Errorf("tree %q, want %q", lines, want)
	}
	if v := m.Index(site.Collection{Kind: site.Topic, Entities: []*site.Entity{country}}); v.Tree != nil {
		t.Errorf("a tree of topics: %+v", v.Tree)
	}
}
