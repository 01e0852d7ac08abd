package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// measures are the rows of the table, in its units. A megabyte is a million bytes.
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

// writeTable writes what each program took, and dateline ÷ floor, taken pair by pair: floors[i] ran just before datelines[i].
func writeTable(w io.Writer, floors, datelines []sample) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\t\tmedian\tmin\tmax\t")
	for _, m := range measures {
		var floor, dateline, ratio []float64
		for i := range floors {
			f, d := m.of(floors[i]), m.of(datelines[i])
			floor, dateline = append(floor, f), append(dateline, d)
			if f > 0 {
				ratio = append(ratio, d/f)
			}
		}
		writeRow(t, m.name, "floor", m.digits, floor)
		writeRow(t, "", "dateline", m.digits, dateline)
		writeRow(t, "", "ratio", 2, ratio)
	}
	return t.Flush()
}

// latency is how long something took, time after time.
type latency struct {
	name    string
	seconds []float64
}

// writeLatencies writes a row for each, in milliseconds.
func writeLatencies(w io.Writer, rows []latency) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\t\tmedian\tmin\tmax\t")
	for _, r := range rows {
		millis := make([]float64, len(r.seconds))
		for i, s := range r.seconds {
			millis[i] = s * 1000
		}
		writeRow(t, r.name, "ms", 0, millis)
	}
	return t.Flush()
}

// writeRow writes the middle and the ends of values, or nothing if there are none.
func writeRow(w io.Writer, name, of string, digits int, values []float64) {
	if len(values) == 0 {
		return
	}
	fmt.Fprintf(w, "%s\t%s\t%.*f\t%.*f\t%.*f\t\n", name, of,
		digits, median(values), digits, slices.Min(values), digits, slices.Max(values))
}

// median returns the middle value, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}
