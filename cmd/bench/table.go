package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// row is a line of a table: one figure, as often as it was measured.
type row struct {
	name, of string
	digits   int // behind the point
	values   []float64
}

// column is what a table tells of a row's values.
type column struct {
	name string
	of   func([]float64) float64
}

var (
	spread = []column{{"median", median}, {"min", slices.Min[[]float64]}, {"max", slices.Max[[]float64]}}
	tail   = []column{{"median", median}, {"95 %", percentile95}, {"min", slices.Min[[]float64]}, {"max", slices.Max[[]float64]}}
	single = []column{{"", median}}
)

// writeTable writes the rows that have values.
func writeTable(w io.Writer, columns []column, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if len(columns) > 1 {
		fmt.Fprint(t, "\t\t")
		for _, c := range columns {
			fmt.Fprint(t, c.name, "\t")
		}
		fmt.Fprintln(t)
	}
	for _, r := range rows {
		if len(r.values) == 0 {
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t", r.name, r.of)
		for _, c := range columns {
			fmt.Fprintf(t, "%.*f\t", r.digits, c.of(r.values))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// measures are what a clean build is compared in. A megabyte is a million bytes.
var measures = []struct {
	name   string
	digits int
	of     func(sample) float64
}{
	{"wall, s", 2, func(s sample) float64 { return s.wall.Seconds() }},
	{"cpu, s", 2, func(s sample) float64 { return s.cpu.Seconds() }},
	{"peak, MB", 1, func(s sample) float64 { return float64(s.peak) / 1e6 }},
	{"files", 0, func(s sample) float64 { return float64(s.files) }},
	{"output, MB", 1, func(s sample) float64 { return float64(s.bytes) / 1e6 }},
}

// relation is what is told of two samples' figures beside them.
type relation struct {
	name   string
	digits int // behind the point; less than 0 for those of the figures
	of     func(first, second float64) float64
}

var (
	ratio = relation{"ratio", 2, func(first, second float64) float64 { return second / first }}
	added = relation{"added", -1, func(first, second float64) float64 { return second - first }}
)

// compare gives rows of what each of two programs took, and of how the second stands to the first, taken pair by pair: first[i] ran
// just before second[i].
func compare(firstName string, first []sample, secondName string, second []sample, relation relation) []row {
	var rows []row
	for _, m := range measures {
		digits := relation.digits
		if digits < 0 {
			digits = m.digits
		}
		a, b, related := row{m.name, firstName, m.digits, nil}, row{"", secondName, m.digits, nil}, row{"", relation.name, digits, nil}
		for i := range first {
			f, s := m.of(first[i]), m.of(second[i])
			a.values, b.values = append(a.values, f), append(b.values, s)
			if f > 0 {
				related.values = append(related.values, relation.of(f, s))
			}
		}
		rows = append(rows, a, b, related)
	}
	return rows
}

func millis(d time.Duration) float64 { return float64(d) / 1e6 }

// median returns the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// percentile95 returns the least of the values that 95 % of them do not exceed.
func percentile95(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)*95+99)/100-1]
}
