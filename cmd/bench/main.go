// Bench measures how long dateline takes for a clean build of a synthetic site, for one that has nothing to do, and from a
// file's save to the changed page in watch mode. It sets the clean build beside a floor: a program that
// only reads each briefing, decodes its front matter, converts its markdown and writes one file for it. Both are measured
// from outside, as processes, in pairs one after the other, because a machine's mood changes; so the ratios say more than
// the seconds.
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

const usage = `Usage: bench [-n BRIEFINGS] [-runs RUNS] [-dir DIR] [-dateline FILE]

Makes a synthetic site, builds it with dateline and with a bare floor in turn, and prints times, memory and their ratios.
Run it at the top of the repository, on a machine that does nothing else.

Example: five pairs of ten thousand briefings each

    go run ./cmd/bench -n 10000 -runs 5

Flags:
`

func main() {
	if len(os.Args) == 4 && os.Args[1] == "-floor" {
		exitOn(floor(os.Args[2], os.Args[3]))
		return
	}
	n := flag.Int("n", 10_000, "number of `briefings`")
	runs := flag.Int("runs", 5, "number of paired `runs`")
	dir := flag.String("dir", os.TempDir(), "`folder` in which to work; what is made there is removed at the end")
	dateline := flag.String("dateline", "", "measure this program `file` instead of building ./cmd/dateline")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *n < 1 || *runs < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exitOn(bench(ctx, os.Stdout, *n, *runs, *dir, *dateline))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench measures runs pairs and writes the table to w. It builds the program itself if dateline is empty.
func bench(ctx context.Context, w io.Writer, n, runs int, dir, dateline string) (err error) {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the floor: %w", err)
	}
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

	if _, err := measure(ctx, filepath.Join(work, "warm-up"), self, "-floor", source, filepath.Join(work, "warm-up")); err != nil {
		return err
	}
	var floors, datelines []sample
	var again latency
	for i := range runs {
		out := filepath.Join(work, fmt.Sprintf("floor-%d", i+1))
		s, err := measure(ctx, out, self, "-floor", source, out)
		if err != nil {
			return err
		}
		floors = append(floors, s)

		out = filepath.Join(work, fmt.Sprintf("dateline-%d", i+1))
		s, err = measure(ctx, out, dateline, "build", "--source", source, "--output", out, "--quiet")
		if err != nil {
			return err
		}
		datelines = append(datelines, s)
		s, err = measure(ctx, out, dateline, "build", "--source", source, "--output", out, "--quiet")
		if err != nil {
			return err
		}
		again.seconds = append(again.seconds, s.wall.Seconds())
		// What a build remembers would help the next one; a clean build has nothing to remember.
		err = os.Rename(filepath.Join(source, ".dateline"), filepath.Join(work, fmt.Sprintf("memory-%d", i+1)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("set dateline's memory aside: %w", err)
		}
	}
	fmt.Fprintf(w, "%d briefings, %d runs, %d cores\n\n", n, runs, runtime.NumCPU())
	if err := writeTable(w, floors, datelines); err != nil {
		return err
	}
	rows, err := measureSaves(ctx, dateline, source)
	if err != nil {
		return err
	}
	again.name = "unchanged, in a new process"
	fmt.Fprintf(w, "\nWatching, from a file's save to the changed page being served, and building again:\n\n")
	return writeLatencies(w, append([]latency{again}, rows...))
}

func goTool(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s %s: %w", args[0], args[len(args)-1], err)
	}
	return nil
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
	err = filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
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
		return sample{}, fmt.Errorf("count output: %w", err)
	}
	return s, nil
}

// beginning returns as much of a log as is fit to print.
func beginning(log string) []byte {
	text, err := os.ReadFile(log)
	if err != nil {
		return []byte(err.Error())
	}
	return text[:min(len(text), 4096)]
}
