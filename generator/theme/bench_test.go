package theme

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"testing"
	"unsafe"

	"dateline/generator/view"
	"dateline/themes"
)

// seal gives a part that was written down here the digest that parts of a real site have.
func seal(part any, n int) {
	var d view.Digest
	binary.BigEndian.PutUint64(d[8:], uint64(n))
	binary.BigEndian.PutUint64(d[:], uint64(n)*0x9e3779b97f4a7c15)
	*(*view.Digest)(unsafe.Pointer(reflect.ValueOf(part).Elem().FieldByName("digest").UnsafeAddr())) = d
}

// BenchmarkRows renders a record that is a list of 30 briefings, which other pages have shown already.
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
		r := row(i)
		seal(r, i+1)
		page.Groups[i/10].Rows = append(page.Groups[i/10].Rows, r)
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
	unsealed := *furniture
	defer func() { *furniture = unsealed }()
	seal(furniture, 1)
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
