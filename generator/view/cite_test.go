package view

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/site"
)

// TestCite cites briefings by one author, by several and by none, with the version that a reader has before them.
func TestCite(t *testing.T) {
	cfg := config.Default()
	if err := cfg.SetBaseURL("https://example.org/reports/"); err != nil {
		t.Fatal(err)
	}
	cfg.Title = "Desk"
	april := func(day uint8) briefing.Date { return briefing.Date{Year: 2025, Month: 4, Day: day} }
	updated := []briefing.Update{{At: april(6), Note: "Corrected: nine"}, {At: april(5), Note: "More"}}
	for _, test := range []struct {
		name      string
		authors   []string
		updates   []briefing.Update
		withdrawn bool
		base      bool
		cite      string
		entry     string
	}{
		{"plain", nil, nil, false, true, "“Talks”, Desk, 4 April 2025, https://example.org/reports/b/talks/", `@techreport{2025-talks,
  author = {{Desk}},
  title = {{Talks}},
  institution = {{Desk}},
  type = {Briefing},
  year = {2025},
  date = {2025-04-04},
  url = {https://example.org/reports/b/talks/},
}
`},
		{"corrected", []string{"Ada Byron", "R & D"}, updated, false, false, "Ada Byron, R & D, “Talks”, Desk, 4 April 2025 [Corrected 6 April 2025]", `@techreport{2025-talks,
  author = {{Ada Byron} and {R \& D}},
  title = {{Talks}},
  institution = {{Desk}},
  type = {Briefing},
  year = {2025},
  date = {2025-04-04},
  note = {Corrected 6 April 2025},
}
`},
		{"updated", nil, updated[1:], false, false, "“Talks”, Desk, 4 April 2025 [Updated 5 April 2025]", `@techreport{2025-talks,
  author = {{Desk}},
  title = {{Talks}},
  institution = {{Desk}},
  type = {Briefing},
  year = {2025},
  date = {2025-04-04},
  note = {Updated 5 April 2025},
}
`},
		{"withdrawn", nil, nil, true, false, "“Talks”, Desk, 4 April 2025 [Withdrawn]", `@techreport{2025-talks,
  author = {{Desk}},
  title = {{Talks}},
  institution = {{Desk}},
  type = {Briefing},
  year = {2025},
  date = {2025-04-04},
  note = {Withdrawn},
}
`},
	} {
		b := &site.Briefing{Address: "b/talks/", File: &briefing.File{ID: "2025/talks", Title: "Talks", Date: april(4), Updates: test.updates, Withdrawn: test.withdrawn}}
		for _, name := range test.authors {
			b.Authors = append(b.Authors, &site.Entity{Name: name})
		}
		with := cfg
		if !test.base {
			with.Origin = ""
		}
		m := NewMaker(&site.Site{Config: with}, spoken(t), "", nil, Icons{}, nil)
		if got := m.cite(b); got != test.cite {
			t.Errorf("%s: %s, want %s", test.name, got, test.cite)
		}
		if diff := cmp.Diff(test.entry, m.bibTeX(b)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

// TestBibText escapes what TeX reads as an order of its own, with balanced braces, and nothing else.
func TestBibText(t *testing.T) {
	for in, want := range map[string]string{
		"Київ, Côte d'Ivoire, 王伟: “9”": "Київ, Côte d'Ivoire, 王伟: “9”",
		"a\n\t b":              "a b",
		`100 % of R&D_x #1 $5`: `100 \% of R\&D\_x \#1 \$5`,
		`{a} }b\{ ~^`:          `\textbraceleft{}a\textbraceright{} \textbraceright{}b\textbackslash{}\textbraceleft{} \textasciitilde{}\textasciicircum{}`,
	} {
		if got := bibText(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
