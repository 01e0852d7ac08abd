package main

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
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

func TestTurn(t *testing.T) {
	work := t.TempDir()
	c := &contest{folder: work, source: filepath.Join(work, "source"), shown: map[string][]sample{}}
	if err := corpus.Write(c.source, corpus.Options{N: 30, Words: 100}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadDir(c.source)
	if err != nil {
		t.Fatal(err)
	}
	for program, to := range map[string]*string{"bench": &c.bench, "dateline": &c.dateline} {
		*to = filepath.Join(work, program)
		if err := goTool(t.Context(), "build", "-o", *to, "dateline/cmd/"+program); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.turn(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{aFloor, aDateline, aLean, aDateline + unchanged, aDateline + footer} {
		if len(c.shown[what]) != 1 || c.shown[what][0].files < 30 || c.shown[what][0].wall == 0 {
			t.Errorf("%s: %+v", what, c.shown[what])
		}
	}
	if all, leaner := c.shown[aDateline][0], c.shown[aLean][0]; all.files <= leaner.files || all.bytes == c.shown[aDateline+footer][0].bytes {
		t.Errorf("%+v, without search %+v, with another footer %+v", all, leaner, c.shown[aDateline+footer][0])
	}
	if after, err := os.ReadDir(c.source); err != nil || len(after) != len(before) {
		t.Errorf("the source has %v, %v", after, err)
	}
	if left, _ := filepath.Glob(filepath.Join(work, "*-[01]")); len(left) > 0 {
		t.Errorf("without room to keep them there are %v", left)
	}
}

func TestRoom(t *testing.T) {
	if keeps, err := fits(t.TempDir(), 1, 1); !keeps || err != nil {
		t.Errorf("no room for one briefing: %v", err)
	}
	if _, err := fits(t.TempDir(), 1_000_000_000_000, 1); runtime.GOOS == "linux" && (err == nil || !strings.Contains(err.Error(), "-dir")) {
		t.Errorf("room for everything: %v", err)
	}
}

func TestBuildsAreWritten(t *testing.T) {
	floors := series{"Floor", []sample{
		{wall: 1 * time.Second, cpu: 2 * time.Second, files: 1234567, bytes: 5e6},
		{wall: 2 * time.Second, cpu: 2 * time.Second, files: 1234567, bytes: 5e6},
		{wall: 4 * time.Second, cpu: 2 * time.Second, files: 1234567, bytes: 5e6},
	}}
	datelines := series{"Dateline", []sample{
		{wall: 3 * time.Second, cpu: 3 * time.Second, peak: 50e6, files: 15, bytes: 8e6},
		{wall: 3 * time.Second, cpu: 4 * time.Second, peak: 50e6, files: 15, bytes: 8e6},
		{wall: 4 * time.Second, cpu: 5 * time.Second, peak: 60e6, files: 15, bytes: 8e6},
	}}
	var got strings.Builder
	if err := writeBuilds(&got, []series{floors, datelines, {"not measured", nil}}); err != nil {
		t.Fatal(err)
	}
	if err := writeRatios(&got, [][2]series{{datelines, floors}, {{"not measured", nil}, floors}}); err != nil {
		t.Fatal(err)
	}
	want := `
|          |          wall, s |           CPU, s | memory, MB |     files | output, MB |
|----------|-----------------:|-----------------:|-----------:|----------:|-----------:|
| Floor    | 2.00 (1.00–4.00) |             2.00 |          0 | 1,234,567 |          5 |
| Dateline | 3.00 (3.00–4.00) | 4.00 (3.00–5.00) | 50 (50–60) |        15 |          8 |
|                  |             wall |              CPU | memory |
|------------------|-----------------:|-----------------:|-------:|
| Dateline ÷ Floor | 1.50 (1.00–3.00) | 2.00 (1.50–2.50) |        |
`
	if got.String() != want[1:] {
		t.Errorf("got\n%swant\n%s", got.String(), want[1:])
	}
}

func TestTable(t *testing.T) {
	var got strings.Builder
	err := writeTable(&got, tail, []row{{name: "body, ms", values: []float64{30, 10.4, 20}}, {name: "not measured"}, {"title", "ms", 1, []float64{7}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `
|          |    | median | 95 % | min | max |
|----------|----|-------:|-----:|----:|----:|
| body, ms |    |     20 |   30 |  10 |  30 |
| title    | ms |    7.0 |  7.0 | 7.0 | 7.0 |
`
	if got.String() != want[1:] {
		t.Errorf("got\n%swant\n%s", got.String(), want[1:])
	}
}

func TestServersBesideEachOther(t *testing.T) {
	ours := []row{{"body, ms", "dateline", 0, []float64{10, 20, 30}}, {"alias, ms", "dateline", 0, []float64{40}}}
	for _, test := range []struct {
		theirs  []row
		ofSaves bool
		want    [][]string
	}{
		{nil, false, [][]string{{"", "dateline watch"}, {"body, ms", "20 (10–30)"}, {"alias, ms", "40"}}},
		{[]row{{"body, ms", "hugo", 0, []float64{3000}}}, true, [][]string{{"", "dateline watch", "95 % at most", "hugo server", "hugo ÷ dateline"},
			{"body, ms", "20 (10–30)", "30", "3,000", "150.0"}, {"alias, ms", "40", "40", "", ""}}},
	} {
		if got := beside(ours, test.theirs, test.ofSaves); !reflect.DeepEqual(got, test.want) {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestGrowth(t *testing.T) {
	got := growth([]int{100, 10_000, 1_000_000}, [][]sample{{{wall: time.Second, peak: 50e6}}, {{wall: 200 * time.Second, peak: 100e6}}, nil})
	want := [][]string{{"briefings", "log n, ×", "wall, s", "µs each", "×", "memory, MB", "KB each", "×"},
		{"100", "1.00", "1.00", "10,000", "1.00", "50", "500.0", "1.00"}, {"10,000", "2.00", "200.00", "20,000", "2.00", "100", "10.0", "0.02"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParseSizes(t *testing.T) {
	for text, want := range map[string][]int{"10": {10}, "100, 10,100": {10, 100}, "": nil, "0": nil, "1e3": nil, "10,": nil} {
		if got, err := parseSizes(text); !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("parseSizes(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, test := range []struct {
		value  float64
		digits int
		want   string
	}{{0, 0, "0"}, {999.6, 0, "1,000"}, {-1234567.89, 1, "-1,234,567.9"}, {123, 2, "123.00"}, {-123, 0, "-123"}} {
		if got := decimal(test.value, test.digits); got != test.want {
			t.Errorf("decimal(%v, %d) = %s, want %s", test.value, test.digits, got, test.want)
		}
	}
}

func TestFileSystemIn(t *testing.T) {
	const mounts = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
23 22 0:20 / /dev rw - devtmpfs devtmpfs rw
24 23 0:21 / /dev/shm rw,nosuid shared:3 - tmpfs tmpfs rw
25 22 0:22 / /a\040place rw - xfs /dev/vdb rw
26 22 0:23 / /a\040place rw - btrfs /dev/vdc rw
`
	for folder, want := range map[string]string{"/": "ext4", "/dev/shm": "tmpfs", "/dev/shm/x": "tmpfs", "/dev/shmx": "devtmpfs", "/home": "ext4", "/a place/x": "btrfs"} {
		if got := fileSystemIn(mounts, folder); got != want {
			t.Errorf("%s is on %s, want %s", folder, got, want)
		}
	}
	if got := fileSystemIn("", "/"); got != "disk" {
		t.Errorf("without mounts it is on %s", got)
	}
}

func TestFieldOf(t *testing.T) {
	const text = "processor\t: 0\nmodel name\t: A: B\nmodel name\t: C\n"
	if got := fieldOf(text, "model name"); got != "A: B" {
		t.Errorf("got %q", got)
	}
	if got := fieldOf(text, "model"); got != "" {
		t.Errorf("got %q", got)
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
