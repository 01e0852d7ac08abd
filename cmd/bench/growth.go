package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
)

// measureGrowth lets the programs build sites of several sizes, and writes how time and memory for each briefing grow.
func measureGrowth(ctx context.Context, w io.Writer, work string, t tools, o options) error {
	t.pagefind = ""
	var contests []*contest
	for _, size := range o.sizes {
		folder := filepath.Join(work, fmt.Sprint(size))
		if err := os.Mkdir(folder, 0o777); err != nil {
			return fmt.Errorf("make working folder: %w", err)
		}
		c, err := newContest(ctx, folder, t, size, o.words, o.runs)
		if err != nil {
			return err
		}
		for range o.runs {
			if err := c.turn(ctx, true); err != nil {
				return err
			}
		}
		contests = append(contests, c)
	}
	fmt.Fprintf(w, "\n### How time and memory grow, on %s\n\n", fileSystem(work))
	for _, what := range []string{aFloor, aDateline, aLean, aDateline + unchanged, aHugo, aHugo + unchanged} {
		var samples [][]sample
		for _, c := range contests {
			samples = append(samples, c.shown[what])
		}
		if len(samples[0]) == 0 {
			continue
		}
		fmt.Fprintf(w, "%s:\n\n", what)
		if err := writeMarkdown(w, 0, growth(o.sizes, samples)); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return nil
}

// growth gives a table of what one program took for sites of several sizes, as far as it was measured: for each briefing, and in
// proportion to the smallest. Beside it stands by how much sorting grows.
func growth(sizes []int, samples [][]sample) [][]string {
	table := [][]string{{"briefings", "log n, ×", "wall, s", "µs each", "×", "memory, MB", "KB each", "×"}}
	medianOf := func(i int, of func(sample) float64) float64 {
		var values []float64
		for _, s := range samples[i] {
			values = append(values, of(s))
		}
		return median(values)
	}
	each := func(i int, of func(sample) float64) float64 { return medianOf(i, of) / float64(sizes[i]) }
	micros := func(s sample) float64 { return float64(s.wall.Microseconds()) }
	kilobytes := func(s sample) float64 { return float64(s.peak) / 1e3 }
	for i, size := range sizes {
		if len(samples[i]) == 0 {
			break
		}
		table = append(table, []string{
			decimal(float64(size), 0), decimal(math.Log(float64(size))/math.Log(float64(sizes[0])), 2),
			decimal(medianOf(i, micros)/1e6, 2), decimal(each(i, micros), 0), decimal(each(i, micros)/each(0, micros), 2),
			decimal(medianOf(i, kilobytes)/1e3, 0), decimal(each(i, kilobytes), 1), decimal(each(i, kilobytes)/each(0, kilobytes), 2),
		})
	}
	return table
}
