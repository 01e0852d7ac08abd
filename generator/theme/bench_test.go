package theme

import (
	"bytes"
	"testing"

	"dateline/generator/view"
	"dateline/themes"
)

// BenchmarkRows renders a record that is a list of 30 briefings.
func BenchmarkRows(b *testing.B) {
	benchmark(b, "record", thirty("record-one"))
}

// BenchmarkRecord renders a record with all that it can have, and 30 such rows.
func BenchmarkRecord(b *testing.B) {
	benchmark(b, "record", thirty("record"))
}

func thirty(name string) *view.Record {
	page := *samples()[name].page.(*view.Record)
	page.Groups = nil
	for i := range 30 {
		if i%10 == 0 {
			page.Groups = append(page.Groups, view.Group{ID: "2025-04", Heading: "April 2025"})
		}
		page.Groups[i/10].Rows = append(page.Groups[i/10].Rows, row(i))
	}
	return &page
}

// BenchmarkShort renders a briefing of the shortest kind, BenchmarkBriefing one with all that it can have: what a page
// costs beside its text.
func BenchmarkShort(b *testing.B) {
	benchmark(b, "briefing", samples()["briefing-bare"].page)
}

func BenchmarkBriefing(b *testing.B) {
	page := *samples()["briefing"].page.(*view.Briefing)
	page.Body = "<p>A text.</p>"
	benchmark(b, "briefing", &page)
}

func benchmark(b *testing.B, template string, page any) {
	theme, found := Load(themes.Builtin, nil, "", nil)
	if len(found) > 0 {
		b.Fatal(found)
	}
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := theme.Render(&out, template, page); err != nil {
			b.Fatal(err)
		}
	}
}
