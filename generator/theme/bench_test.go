package theme

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"dateline/generator/config"
	"dateline/generator/site"
	"dateline/generator/view"
	"dateline/themes"
)

// sealed is a row with a digest, as the site's rows have it.
type sealed struct {
	*view.Row
	digest view.Digest
}

func (s sealed) Digest() view.Digest { return s.digest }

// BenchmarkRecord renders a record of 30 rows that other pages have shown already.
func BenchmarkRecord(b *testing.B) {
	type group struct {
		ID, Heading, Href string
		Rows              []sealed
	}
	page := struct {
		view.Record
		Groups []group
	}{Record: *samples()["record"].page.(*view.Record)}
	for i := range 30 {
		if i%10 == 0 {
			page.Groups = append(page.Groups, group{ID: "2025-04", Heading: "April 2025"})
		}
		var d view.Digest
		binary.BigEndian.PutUint64(d[:], uint64(i+1))
		g := &page.Groups[i/10]
		g.Rows = append(g.Rows, sealed{row(i), d})
	}
	benchmark(b, "record", &page)
}

// BenchmarkBriefing renders a briefing with a body of a few words: what a page costs beside its text.
func BenchmarkBriefing(b *testing.B) {
	page := *samples()["briefing"].page.(*view.Briefing)
	page.Body = "<p>A text.</p>"
	benchmark(b, "briefing", &page)
}

func benchmark(b *testing.B, template string, page any) {
	// Only a site that was made, not written down, has a digest, without which its head and foot are not shared.
	unsealed := *furniture
	defer func() { *furniture = unsealed }()
	*furniture = *view.NewMaker(&site.Site{Config: config.Config{Title: "Ukraine Desk", BasePath: "/", Origin: "https://example.org", Language: "en", Timezone: time.UTC}}, "dateline.css", nil).Site()
	theme, found := Load(themes.Builtin, nil, "")
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
