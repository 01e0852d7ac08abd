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
	if err := writeTable(&got, spread, compare("floor", floors, "dateline", datelines, ratio)); err != nil {
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

func TestTableOfSaves(t *testing.T) {
	var got strings.Builder
	err := writeTable(&got, tail, []row{{name: "body, ms", values: []float64{30, 10.4, 20}}, {name: "not measured"}, {"title", "ms", 1, []float64{7}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `
                median  95 %  min  max
  body, ms          20    30   10   30
     title  ms     7.0   7.0  7.0  7.0
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

func TestPercentile95(t *testing.T) {
	for n, want := range map[int]float64{1: 1, 2: 2, 10: 10, 19: 19, 20: 19, 21: 20, 40: 38, 100: 95} {
		var values []float64
		for i := range n {
			values = append(values, float64(n-i))
		}
		if got := percentile95(values); got != want {
			t.Errorf("of 1 to %d it is %v, want %v", n, got, want)
		}
	}
}

func TestParseStat(t *testing.T) {
	for _, test := range []struct {
		stat string
		want time.Duration
		ok   bool
	}{
		{"4242 (dateline) S 1 4242 4242 0 -1 4194560 9000 0 12 0 250 50 0 0 20 0 9 0 100 1 1\n", 3 * time.Second, true},
		{"4242 (a) 9 (b) R 1 4242 4242 0 -1 4194560 9000 0 12 0 1 0 0 0 20 0 9 0 100 1 1\n", 10 * time.Millisecond, true},
		{"4242 (dateline) S 1 4242 4242 0 -1 4194560 9000 0 12 0 250\n", 0, false},
		{"4242 (dateline) S 1 4242 4242 0 -1 4194560 9000 0 12 0 x 50 0\n", 500 * time.Millisecond, false},
		{"", 0, false},
	} {
		if got, ok := parseStat(test.stat); got != test.want || ok != test.ok {
			t.Errorf("parseStat(%q) = %v, %t, want %v, %t", test.stat, got, ok, test.want, test.ok)
		}
	}
}

func TestParseStatus(t *testing.T) {
	now, peak, ok := parseStatus("Name:\tdateline\nVmPeak:\t 2048000 kB\nVmHWM:\t   52000 kB\nVmRSS:\t   50000 kB\nThreads:\t9\n")
	if now != 50000*1024 || peak != 52000*1024 || !ok {
		t.Errorf("now %d, peak %d, %t", now, peak, ok)
	}
	if _, _, ok := parseStatus("Name:\tkthreadd\n"); ok {
		t.Error("a process without memory has some")
	}
}
