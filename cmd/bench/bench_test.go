package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/generator/corpus"
)

func TestFloorWritesOnePageForEachBriefing(t *testing.T) {
	source, out := t.TempDir(), t.TempDir()
	if err := corpus.Write(source, corpus.Options{N: 30, Words: 100}); err != nil {
		t.Fatal(err)
	}
	if err := floor(source, out); err != nil {
		t.Fatal(err)
	}
	briefings, _ := filepath.Glob(filepath.Join(source, "briefings", "2*", "*.md"))
	pages, _ := filepath.Glob(filepath.Join(out, "briefings", "2*", "*", "index.html"))
	if len(briefings) != 30 || len(pages) != 30 {
		t.Fatalf("%d briefings, %d pages", len(briefings), len(pages))
	}
	page, err := os.ReadFile(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "<h2") {
		t.Errorf("page without a heading:\n%s", page)
	}
}

func TestFloorNamesTheFileInItsWay(t *testing.T) {
	source := t.TempDir()
	path := filepath.Join(source, "briefings", "2025", "talks.md")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "+++\ntitle = \n+++\n"} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := floor(source, t.TempDir()); err == nil || !strings.Contains(err.Error(), "talks.md") {
			t.Errorf("floor on %q: %v", text, err)
		}
	}
}

func TestTable(t *testing.T) {
	floors := []sample{
		{wall: 1 * time.Second, cpu: 2 * time.Second, files: 10, bytes: 5e6},
		{wall: 2 * time.Second, cpu: 2 * time.Second, files: 10, bytes: 5e6},
		{wall: 4 * time.Second, cpu: 2 * time.Second, files: 10, bytes: 5e6},
	}
	datelines := []sample{
		{wall: 3 * time.Second, cpu: 3 * time.Second, files: 15, bytes: 8e6},
		{wall: 3 * time.Second, cpu: 4 * time.Second, files: 15, bytes: 8e6},
		{wall: 4 * time.Second, cpu: 5 * time.Second, files: 15, bytes: 8e6},
	}
	var got strings.Builder
	if err := writeTable(&got, floors, datelines); err != nil {
		t.Fatal(err)
	}
	want := `
                        median   min   max
     wall, s     floor    2.00  1.00  4.00
              dateline    3.00  3.00  4.00
                 ratio    1.50  1.00  3.00
      cpu, s     floor    2.00  2.00  2.00
              dateline    4.00  3.00  5.00
                 ratio    2.00  1.50  2.50
    peak, MB     floor     0.0   0.0   0.0
              dateline     0.0   0.0   0.0
       files     floor      10    10    10
              dateline      15    15    15
                 ratio    1.50  1.50  1.50
  output, MB     floor     5.0   5.0   5.0
              dateline     8.0   8.0   8.0
                 ratio    1.60  1.60  1.60
`
	if got.String() != want[1:] {
		t.Errorf("got\n%swant\n%s", got.String(), want[1:])
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{4, 1}, 2.5},
		{[]float64{9, 1, 2}, 2},
	} {
		if got := median(test.values); got != test.want {
			t.Errorf("median(%v) = %v, want %v", test.values, got, test.want)
		}
	}
}
