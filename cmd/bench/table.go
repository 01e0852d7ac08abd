package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// writeMarkdown writes a table in Markdown, its columns aligned for those who read it as text too. Of the columns the first texts are
// words, the others are figures.
func writeMarkdown(w io.Writer, texts int, table [][]string) error {
	widths := make([]int, len(table[0]))
	for _, line := range table {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for n, line := range table {
		for i, cell := range line {
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < texts {
				cell, gap = cell+gap, ""
			}
			b.WriteString("| " + gap + cell + " ")
		}
		b.WriteString("|\n")
		if n > 0 {
			continue
		}
		for i, width := range widths {
			b.WriteString("|" + strings.Repeat("-", width+1))
			if i < texts {
				b.WriteString("-")
			} else {
				b.WriteString(":")
			}
		}
		b.WriteString("|\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

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
	head := []string{"", ""}
	for _, c := range columns {
		head = append(head, c.name)
	}
	table := [][]string{head}
	for _, r := range rows {
		if len(r.values) == 0 {
			continue
		}
		line := []string{r.name, r.of}
		for _, c := range columns {
			line = append(line, fmt.Sprintf("%.*f", r.digits, c.of(r.values)))
		}
		table = append(table, line)
	}
	return writeMarkdown(w, 2, table)
}

// measures are what a build is measured by. A megabyte is a million bytes.
var measures = []struct {
	name   string
	digits int
	of     func(sample) float64
}{
	{"wall, s", 2, func(s sample) float64 { return s.wall.Seconds() }},
	{"CPU, s", 2, func(s sample) float64 { return s.cpu.Seconds() }},
	{"memory, MB", 0, func(s sample) float64 { return float64(s.peak) / 1e6 }},
	{"files", 0, func(s sample) float64 { return float64(s.files) }},
	{"output, MB", 0, func(s sample) float64 { return float64(s.bytes) / 1e6 }},
}

// costs is how many of the measures tell what a build takes; the others tell what it makes.
const costs = 3

// series is what the runs of one program have shown.
type series struct {
	name    string
	samples []sample
}

// writeBuilds writes what each program took and made: the median, and between which figures it lies.
func writeBuilds(w io.Writer, programs []series) error {
	head := []string{""}
	for _, m := range measures {
		head = append(head, m.name)
	}
	table := [][]string{head}
	for _, p := range programs {
		if len(p.samples) == 0 {
			continue
		}
		line := []string{p.name}
		for _, m := range measures {
			var values []float64
			for _, s := range p.samples {
				values = append(values, m.of(s))
			}
			line = append(line, figure(values, m.digits))
		}
		table = append(table, line)
	}
	return writeMarkdown(w, 1, table)
}

// writeRatios writes what some programs took in proportion to others, run by run: those of a pair ran in the same turn.
func writeRatios(w io.Writer, pairs [][2]series) error {
	head := []string{""}
	for _, m := range measures[:costs] {
		name, _, _ := strings.Cut(m.name, ",")
		head = append(head, name)
	}
	table := [][]string{head}
	for _, pair := range pairs {
		if len(pair[0].samples) == 0 || len(pair[1].samples) == 0 {
			continue
		}
		line := []string{ratioOf(pair[0].name, pair[1].name)}
		for _, m := range measures[:costs] {
			var ratios []float64
			for i, s := range pair[0].samples {
				if below := m.of(pair[1].samples[i]); below > 0 {
					ratios = append(ratios, m.of(s)/below)
				}
			}
			line = append(line, figure(ratios, 2))
		}
		table = append(table, line)
	}
	if len(table) == 1 {
		return nil
	}
	return writeMarkdown(w, 1, table)
}

// ratioOf names a ratio; what both did that are in it comes last, and once.
func ratioOf(one, other string) string {
	one, did, _ := strings.Cut(one, ",")
	other, _, _ = strings.Cut(other, ",")
	if did != "" {
		did = "," + did
	}
	return one + " ÷ " + other + did
}

// figure gives the median of what was measured, and the least and the most.
func figure(values []float64, digits int) string {
	if len(values) == 0 {
		return ""
	}
	text := decimal(median(values), digits)
	least, most := decimal(slices.Min(values), digits), decimal(slices.Max(values), digits)
	if least == most {
		return text
	}
	return fmt.Sprintf("%s (%s–%s)", text, least, most)
}

// decimal writes a number with a comma between thousands.
func decimal(value float64, digits int) string {
	text := fmt.Sprintf("%.*f", digits, value)
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return whole
}

// relation is what is told of two samples' figures beside them.
type relation struct {
	name   string
	digits int // behind the point; less than 0 for those of the figures
	of     func(first, second float64) float64
}

var added = relation{"added", -1, func(first, second float64) float64 { return second - first }}

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
