// Bench measures how long dateline takes for a clean build of a synthetic site, for one that has nothing to do, and from a
// file's save to the changed page in watch mode.
//
// It sets the clean build beside a floor: a program that only reads each briefing, decodes its front matter, converts its
// markdown and writes one file for it. Both are measured from outside, as processes, in pairs one after the other, because
// a machine's mood changes; so the ratios say more than the seconds.
//
// Two seconds after each clean build the same is built twice again, unchanged, and the second counts: a file that was
// written within two seconds before a build looked at it is not trusted by the next one.
//
// Then it runs dateline watch and saves files as people do, with a pause of 100 to 400 ms at random between two saves. A
// save counts from the end of the write to the end of the response that holds the changed bytes; in between the page is
// asked for every five milliseconds, over one connection: more often, asking would slow the build. After the saves it looks at the process that watches: the processor
// time that it takes in the ten seconds after the last one, when it may do what it has put off, and in the next ten, when
// it should do nothing; and its memory. Linux tells these; elsewhere the rows are left out.
//
// With -search it measures the search instead: what the index adds to a clean build, in pairs; what a query loads, as a web host
// would send it, in a page just opened and in one that has answered another; how long results take, without the time in which
// something is being loaded; and whether what is searched for is found. Queries are asked in a real browser on the search page
// itself: 500 of two words of one body, each of which 1 % of the briefings have at most, 100 of two words of a title, and 100 of an
// actor's alias. Style sheets, fonts and whatever else every page loads do not count. Where npm is there, and for
// at most 20,000 briefings, Pagefind indexes the same pages, without facets, and is asked the same, by its programming interface,
// without a page of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"time"
)

const usage = `Usage: bench [-n BRIEFINGS] [-runs RUNS] [-saves SAVES] [-search] [-dir DIR] [-dateline FILE]

Makes a synthetic site, builds it with dateline and with a bare floor in turn, then watches it and saves files. Prints
times, memory and their ratios. With -search it builds the site without search and with it, and asks the search 700 queries
in a browser, beside Pagefind. Run it at the top of the repository, on a machine that does nothing else.

Examples: five pairs of ten thousand briefings each, and saves; only the saves, in a hundred thousand; the search

    go run ./cmd/bench -n 10000 -runs 5
    go run ./cmd/bench -n 100000 -runs 0
    go run ./cmd/bench -n 10000 -runs 3 -search

Flags:
`

func main() {
	if len(os.Args) == 4 && os.Args[1] == "-floor" {
		exitOn(floor(os.Args[2], os.Args[3]))
		return
	}
	n := flag.Int("n", 10_000, "number of `briefings`")
	runs := flag.Int("runs", 5, "number of paired `runs`; 0 only watches, and cannot go with -search")
	saves := flag.Int("saves", 0, "number of `saves` of each kind (default 40, above 20000 briefings 10)")
	search := flag.Bool("search", false, "measure the search instead; up to 20000 briefings beside Pagefind, where npm is there")
	dir := flag.String("dir", os.TempDir(), "`folder` in which to work; what is made there is removed at the end")
	dateline := flag.String("dateline", "", "measure this program `file` instead of building ./cmd/dateline")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *n < 1 || *runs < 0 || *saves < 0 || *search && *runs == 0 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if *saves == 0 {
		*saves = 40
		if *n > 20_000 {
			*saves = 10
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exitOn(bench(ctx, os.Stdout, *n, *runs, *saves, *search, *dir, *dateline))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench measures runs pairs, then saves of each kind, and writes the tables to w. It builds the program itself if dateline
// is empty.
func bench(ctx context.Context, w io.Writer, n, runs, saves int, search bool, dir, dateline string) (err error) {
	work, err := os.MkdirTemp(dir, "dateline-bench-")
	if err != nil {
		return fmt.Errorf("make working folder: %w", err)
	}
	// Removing a big tree slows file systems down for minutes, so everything stays until the last run is over.
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()

	// The corpus comes from another process: a child's peak of memory is never less than its parent's was.
	source := filepath.Join(work, "source")
	if err := goTool(ctx, "run", "./cmd/corpus", "-n", strconv.Itoa(n), "-out", source); err != nil {
		return err
	}
	if dateline == "" {
		dateline = filepath.Join(work, "dateline")
		if runtime.GOOS == "windows" {
			dateline += ".exe"
		}
		if err := goTool(ctx, "build", "-o", dateline, "./cmd/dateline"); err != nil {
			return err
		}
	} else if dateline, err = filepath.Abs(dateline); err != nil {
		return fmt.Errorf("find dateline: %w", err)
	}

	fmt.Fprintf(w, "%d briefings, %d cores\n", n, runtime.NumCPU())
	if search {
		pagefind, err := fetchPagefind(ctx, work, n)
		if errors.Is(err, errNoNPM) || errors.Is(err, errTooMany) {
			fmt.Fprintf(w, "\n%v\n", err)
		} else if err != nil {
			return err
		}
		return measureSearch(ctx, w, work, source, dateline, pagefind, runs, questions[int]{rare: 500, titles: 100, aliases: 100})
	}
	if runs > 0 {
		p, err := measurePairs(ctx, work, source, dateline, runs)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\nClean builds, %d of each:\n\n", runs)
		if err := writeTable(w, spread, compare("floor", p.floors, "dateline", p.datelines, ratio)); err != nil {
			return err
		}
		fmt.Fprintf(w, "\nBuilding again in a new process, with nothing changed:\n\n")
		if err := writeTable(w, spread, p.unchanged); err != nil {
			return err
		}
	}
	watched, err := measureWatch(ctx, dateline, source, saves)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nFrom a file's save to the changed page being served, %d saves of each kind:\n\n", saves)
	if err := writeTable(w, tail, watched.saves); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nThe process that watches:\n\n")
	return writeTable(w, single, watched.process)
}

func goTool(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s %s: %w", args[0], args[len(args)-1], err)
	}
	return nil
}

// pairs are clean builds: floors[i] ran just before datelines[i].
type pairs struct {
	floors, datelines []sample
	unchanged         []row
}

// measurePairs runs floor, dateline, and dateline again on what it has built, in turn.
func measurePairs(ctx context.Context, work, source, dateline string, runs int) (pairs, error) {
	var p pairs
	self, err := os.Executable()
	if err != nil {
		return p, fmt.Errorf("find the floor: %w", err)
	}
	warm := filepath.Join(work, "warm-up")
	if _, err := measure(ctx, warm, self, "-floor", source, warm); err != nil {
		return p, err
	}
	wall, cpu := row{name: "wall, ms"}, row{name: "cpu, ms"}
	for i := range runs {
		out := filepath.Join(work, fmt.Sprintf("floor-%d", i+1))
		s, err := measure(ctx, out, self, "-floor", source, out)
		if err != nil {
			return p, err
		}
		p.floors = append(p.floors, s)

		out = filepath.Join(work, fmt.Sprintf("dateline-%d", i+1))
		build := func() (sample, error) {
			return measure(ctx, out, dateline, "build", "--source", source, "--output", out, "--quiet")
		}
		if s, err = build(); err != nil {
			return p, err
		}
		p.datelines = append(p.datelines, s)

		if err := pause(ctx, trusted); err != nil {
			return p, err
		}
		for range 2 {
			if s, err = build(); err != nil {
				return p, err
			}
		}
		wall.values = append(wall.values, millis(s.wall))
		cpu.values = append(cpu.values, millis(s.cpu))
		// What a build remembers would help the next one; a clean build has nothing to remember.
		if err := setMemoryAside(source, out); err != nil {
			return p, err
		}
	}
	p.unchanged = []row{wall, cpu}
	return p, nil
}

// setMemoryAside takes away what a build into the folder out has left in the source for the next one.
func setMemoryAside(source, out string) error {
	if err := os.Rename(filepath.Join(source, ".dateline"), out+".memory"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set dateline's memory aside: %w", err)
	}
	return nil
}

// trusted is the age from which on a file's size and time tell that it did not change.
const trusted = 2100 * time.Millisecond

// pause waits, unless it is interrupted.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A sample is what one run cost and made.
type sample struct {
	wall  time.Duration
	cpu   time.Duration // user and system time of all its threads
	peak  int64         // bytes of memory resident at most; 0 where the system does not tell
	files int64
	bytes int64 // in those files
}

// measure runs a program that writes to the folder out, and fails if it does.
func measure(ctx context.Context, out, program string, args ...string) (sample, error) {
	messages, err := os.Create(out + ".log")
	if err != nil {
		return sample{}, fmt.Errorf("make log: %w", err)
	}
	defer messages.Close()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout = messages
	cmd.Stderr = messages
	start := time.Now()
	err = cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return sample{}, fmt.Errorf("run %s %s: %w\n%s", program, args[0], err, beginning(messages.Name()))
	}
	s := sample{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: peakMemory(cmd.ProcessState)}
	return s, s.count(out)
}

// count counts the files in a folder, and their bytes.
func (s *sample) count(folder string) error {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		s.files++
		s.bytes += info.Size()
		return nil
	})
	if err != nil {
		return fmt.Errorf("count output: %w", err)
	}
	return nil
}

// beginning returns as much of a log as is fit to print.
func beginning(log string) []byte {
	text, err := os.ReadFile(log)
	if err != nil {
		return []byte(err.Error())
	}
	return text[:min(len(text), 4096)]
}
