package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// sharedMemory is where Linux has a tmpfs for everyone.
const sharedMemory = "/dev/shm"

// measureSite lets the programs build one site in turn, on every file system that there is, and saves files in it.
func measureSite(ctx context.Context, w io.Writer, work string, t tools, o options) (err error) {
	folders := []string{work}
	if o.runs > 0 && fileSystem(work) != "tmpfs" && fileSystem(sharedMemory) == "tmpfs" {
		if _, small := fits(sharedMemory, o.sizes[0], 1); small != nil {
			fmt.Fprintf(w, "\nNot on tmpfs: %v.\n", small)
		} else {
			var shared string
			if shared, err = os.MkdirTemp(sharedMemory, "dateline-bench-"); err != nil {
				return fmt.Errorf("make working folder: %w", err)
			}
			defer func() { err = errors.Join(err, os.RemoveAll(shared)) }()
			folders = append(folders, shared)
		}
	}
	if t.hugo != "" && o.sizes[0] > mostForHugoYears {
		fmt.Fprintf(w, "\nAbove %s briefings Hugo builds only without the years of records: with them, for 100,000, it had not ended after ten minutes.\n", decimal(mostForHugoYears, 0))
	}
	var contests []*contest
	for _, folder := range folders {
		c, err := newContest(ctx, folder, t, o.sizes[0], o.words, o.runs)
		if err != nil {
			return err
		}
		contests = append(contests, c)
	}
	for _, c := range contests {
		for i := range o.runs {
			progress("%s, turn %d of %d", fileSystem(c.folder), i+1, o.runs)
			if err := c.turn(ctx, true); err != nil {
				return err
			}
		}
		if err := c.write(w); err != nil {
			return err
		}
	}
	if o.saves == 0 {
		return nil
	}
	return contests[0].writeSaves(ctx, w, o.saves)
}

// write writes what has been measured.
func (c *contest) write(w io.Writer) error {
	of := func(names ...string) []series {
		var all []series
		for _, name := range names {
			all = append(all, series{name, c.shown[name]})
		}
		return all
	}
	ratios := func(names ...[2]string) [][2]series {
		var all [][2]series
		for _, pair := range names {
			all = append(all, [2]series(of(pair[0], pair[1])))
		}
		return all
	}
	if c.turns == 0 {
		return nil
	}
	on := fileSystem(c.folder)
	fmt.Fprintf(w, "\n### First build, on %s\n\n", on)
	if !c.keeps {
		fmt.Fprintf(w, "There was no room to keep what is built: it was removed between builds, which slows some file systems down.\n\n")
	}
	if err := writeBuilds(w, of(aFloor, aDateline, aLean, aHugo, aHugoAll, aHugoFind)); err != nil {
		return err
	}
	fmt.Fprintln(w)
	err := writeRatios(w, ratios([2]string{aDateline, aFloor}, [2]string{aHugo, aDateline}, [2]string{aHugo, aLean}, [2]string{aHugoAll, aDateline}, [2]string{aHugoFind, aDateline}))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n### Building again in a new process, on %s\n\n", on)
	if err := writeBuilds(w, of(aDateline+unchanged, aHugo+unchanged, aDateline+footer, aHugo+footer)); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return writeRatios(w, ratios([2]string{aHugo + unchanged, aDateline + unchanged}, [2]string{aHugo + footer, aDateline + footer}))
}

// writeSaves saves files while servers watch them, and writes how long each takes to be shown. Hugo's server, which takes seconds, has a
// quarter of the saves.
func (c *contest) writeSaves(ctx context.Context, w io.Writer, saves int) error {
	ours, err := datelineServer(c.dateline, c.source)
	if err != nil {
		return err
	}
	shown, err := ours.watch(ctx, saves)
	if err != nil {
		return err
	}
	of, theirs := fmt.Sprintf("%d saves of each kind", saves), watched{}
	if c.hugo != "" {
		fewer := max(saves/4, 1)
		of += fmt.Sprintf(", %d of Hugo's", fewer)
		server, err := hugoServer(c.hugo, c.site)
		if err != nil {
			return err
		}
		if theirs, err = server.watch(ctx, fewer); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "\n### From a file's save to the changed page, on %s\n\n%s:\n\n", fileSystem(c.folder), of)
	if err := writeMarkdown(w, 1, beside(shown.saves, theirs.saves, true)); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nThe process that watches:\n\n")
	return writeMarkdown(w, 1, beside(shown.process, theirs.process, false))
}

// beside gives a table of what dateline's server has shown, beside Hugo's if there is one. Those that tell how long saves took have
// more to tell than one figure.
func beside(ours, theirs []row, ofSaves bool) [][]string {
	head := []string{"", "dateline watch"}
	if ofSaves {
		head = append(head, "95 % at most")
	}
	if len(theirs) > 0 {
		head = append(head, "hugo server", "hugo ÷ dateline")
	}
	table := [][]string{head}
	for i, r := range ours {
		line := []string{r.name, figure(r.values, r.digits)}
		if ofSaves {
			line = append(line, decimal(percentile95(r.values), r.digits))
		}
		switch {
		case len(theirs) > i:
			ratio := ""
			if m := median(r.values); m > 0 {
				ratio = decimal(median(theirs[i].values)/m, 1)
			}
			line = append(line, figure(theirs[i].values, theirs[i].digits), ratio)
		case len(theirs) > 0:
			line = append(line, "", "")
		}
		table = append(table, line)
	}
	return table
}
