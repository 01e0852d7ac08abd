// Bench measures how long dateline takes to build a synthetic site, beside what else could build it, and how long from a file's save
// to the changed page. What it prints is Markdown: the section on performance of README.md.
//
// Beside dateline it measures a floor: a program that only reads each briefing, decodes its front matter, converts its markdown and
// writes one file for it; and Hugo, on a site with the same pages and feeds, as far as Hugo can make them (folder hugo, convert.go).
// Hugo's leaves out what would be slow there or cannot be: the search index, mentions, who refers to a briefing, who is named together,
// drawings; its related briefings are the newest of the first actor, and its plain texts are Markdown. The pages of the years of records
// are a taxonomy there, which takes it longer than all the rest: it builds once with them in each turn, and is otherwise measured without. If
// the two sites do not have the same number of pages of each kind, that is an error. Where npm is there, Pagefind makes the search index of Hugo's site.
//
// All are measured from outside, as processes, in turn, because a machine's mood changes; so the ratios, which are taken within a turn,
// say more than the seconds. A build writes into a new folder, and what others have written is on the disk before it begins. All that
// is built stays until the end if there is room, since removing a big tree slows file systems down for minutes. Each turn has first
// builds of all; then Dateline and Hugo build the same again, unchanged, in a new process, and with a changed template for the
// foot of every page. Dateline's unchanged build comes after one that is not counted, two seconds after the first: a file that was
// written within two seconds before a build looked at it is not trusted by the next one.
//
// Then it runs dateline watch, and Hugo's server, and saves files as people do, with a pause of 100 to 400 ms at random between two
// saves. A save counts from the end of the write to the end of the response that holds the changed bytes; in between the page is
// asked for every five milliseconds, over one connection: more often, asking would slow the build. After the saves it looks at the
// process: the processor time that it takes in the ten seconds after the last one, when it may do what it has put off, and in the next
// ten, when it should do nothing; and its memory. Linux tells these; elsewhere the rows are left out.
//
// With more than one number of briefings it prints how time and memory grow.
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
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"dateline/generator/corpus"
)

const usage = `Usage: bench [-n BRIEFINGS[,…]] [-words WORDS] [-runs RUNS] [-saves SAVES] [-hugo=false] [-search] [-dir DIR]

Makes a synthetic site; builds it in turn with a bare floor, with dateline, with Hugo, and with Hugo and Pagefind where npm is there, on
disk and on tmpfs; builds again; then watches it and saves files. Prints times, memory and ratios as Markdown. With several numbers
of briefings it prints how they grow, with -search what the search costs and finds. Run it at the top of the repository, on a machine
that does nothing else. Hugo is built by Go and kept in the user's cache folder.

Examples: five turns with ten thousand briefings each, and saves; only the saves, in a hundred thousand; how a build grows; a million
short ones; the search

    go run ./cmd/bench
    go run ./cmd/bench -n 100000 -runs 0
    go run ./cmd/bench -n 1000,10000,100000 -runs 3
    go run ./cmd/bench -n 1000000 -words 120 -runs 1 -saves 0
    go run ./cmd/bench -runs 3 -search

Flags:
`

// options are what flags say.
type options struct {
	sizes         []int
	words         int
	runs, saves   int
	hugo, search  bool
	dir, dateline string
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "-floor" {
		exitOn(floor(os.Args[2], os.Args[3]))
		return
	}
	if len(os.Args) == 4 && os.Args[1] == "-convert" {
		exitOn(convertToHugo(os.Args[2], os.Args[3]))
		return
	}
	var o options
	sizes := flag.String("n", "10000", "number of `briefings`; several, with commas between, to see how time and memory grow")
	flag.IntVar(&o.words, "words", corpus.DefaultWords, "about how many `words` a briefing's body has")
	flag.IntVar(&o.runs, "runs", 5, "how many `turns` the programs have; with 0 nothing but saves is measured")
	flag.IntVar(&o.saves, "saves", -1, "number of `saves` of each kind, of Hugo's a quarter (default 40, above 20000 briefings 10)")
	flag.BoolVar(&o.hugo, "hugo", true, "measure Hugo too, up to 100000 briefings, and Pagefind up to 20000")
	flag.BoolVar(&o.search, "search", false, "measure the search instead")
	flag.StringVar(&o.dir, "dir", os.TempDir(), "`folder` in which to work; what is made there is removed at the end")
	flag.StringVar(&o.dateline, "dateline", "", "measure this program `file` instead of building ./cmd/dateline")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	var err error
	o.sizes, err = parseSizes(*sizes)
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: -n: %v\n\n", err)
	}
	if err != nil || o.runs < 0 || o.words < 1 || flag.NArg() > 0 || o.runs == 0 && (o.search || len(o.sizes) > 1) || o.search && len(o.sizes) > 1 {
		flag.Usage()
		os.Exit(2)
	}
	if o.saves < 0 {
		o.saves = 40
		if o.sizes[0] > 20_000 {
			o.saves = 10
		}
	}
	// A reader of what is printed who stops reading is no reason to leave all that was made behind.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	defer stop()
	err = bench(ctx, os.Stdout, o)
	if ctx.Err() != nil {
		err = errors.New("interrupted; what was made is removed")
	}
	exitOn(err)
}

// parseSizes reads numbers of briefings with commas between.
func parseSizes(text string) ([]int, error) {
	var sizes []int
	for number := range strings.SplitSeq(text, ",") {
		size, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || size < 1 {
			return nil, fmt.Errorf("%q is not a number of briefings", number)
		}
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes), nil
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// progress tells those who wait what is being done.
func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

// bench measures, and writes what it has found to w.
func bench(ctx context.Context, w io.Writer, o options) (err error) {
	work, err := os.MkdirTemp(o.dir, "dateline-bench-")
	if err != nil {
		return fmt.Errorf("make working folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	t, err := fetch(ctx, work, o)
	if err != nil {
		return err
	}
	writeHead(w, o, t)
	switch {
	case o.search:
		source := filepath.Join(work, "source")
		if err := makeCorpus(ctx, source, o.sizes[0], o.words); err != nil {
			return err
		}
		return measureSearch(ctx, w, work, source, t.dateline, t.pagefind, o.runs, questions[int]{rare: 500, titles: 100, aliases: 100})
	case len(o.sizes) > 1:
		return measureGrowth(ctx, w, work, t, o)
	}
	return measureSite(ctx, w, work, t, o)
}

// fetch builds or finds the programs.
func fetch(ctx context.Context, work string, o options) (t tools, err error) {
	if t.bench, err = os.Executable(); err != nil {
		return t, fmt.Errorf("find the floor: %w", err)
	}
	if o.dateline != "" {
		if t.dateline, err = filepath.Abs(o.dateline); err != nil {
			return t, fmt.Errorf("find dateline: %w", err)
		}
	} else {
		t.dateline = filepath.Join(work, "dateline")
		if runtime.GOOS == "windows" {
			t.dateline += ".exe"
		}
		if err := goTool(ctx, "build", "-o", t.dateline, "./cmd/dateline"); err != nil {
			return t, err
		}
	}
	least, largest := o.sizes[0], o.sizes[len(o.sizes)-1]
	if o.hugo && !o.search {
		if largest > mostForHugo {
			t.notes = append(t.notes, fmt.Sprintf("Above %s briefings Hugo is left out: for so many it takes 6 GB of memory.", decimal(mostForHugo, 0)))
		}
		if least <= mostForHugo {
			if t.hugo, err = fetchHugo(ctx); err != nil {
				return t, err
			}
		}
	}
	if o.search || t.hugo != "" && o.runs > 0 && len(o.sizes) == 1 {
		if largest > mostForPagefind {
			t.notes = append(t.notes, fmt.Sprintf("Above %s briefings Pagefind is left out: it would take many gigabytes of memory.", decimal(mostForPagefind, 0)))
		} else if t.pagefind, err = fetchPagefind(ctx, work); errors.Is(err, errNoNPM) {
			err = nil
			t.notes = append(t.notes, "Pagefind is left out: npm is missing.")
		}
	}
	return t, err
}

// writeHead tells what is measured, on what, and how to measure it again.
func writeHead(w io.Writer, o options, t tools) {
	fmt.Fprintf(w, "%s.", machine())
	if t.hugo != "" {
		fmt.Fprintf(w, " Hugo %s.", hugoVersion)
	}
	fmt.Fprintf(w, "\n\n    %s\n\n", strings.Join(append([]string{"go run ./cmd/bench"}, asked()...), " "))
	var sizes []string
	for _, size := range o.sizes {
		sizes = append(sizes, decimal(float64(size), 0))
	}
	fmt.Fprintf(w, "Briefings of about %d words: %s.", o.words, strings.Join(sizes, "; "))
	if o.runs > 1 {
		fmt.Fprintf(w, " Medians of %d turns, with the least and the most in parentheses; ratios are taken within a turn.", o.runs)
	}
	fmt.Fprintln(w)
	for _, note := range t.notes {
		fmt.Fprintf(w, "\n%s\n", note)
	}
}

// asked gives the flags of this run but for those that name files of this machine.
func asked() []string {
	var flags []string
	flag.Visit(func(f *flag.Flag) {
		switch value := f.Value.String(); {
		case f.Name == "dir", f.Name == "dateline":
		case value == "true":
			flags = append(flags, "-"+f.Name)
		case value == "false":
			flags = append(flags, "-"+f.Name+"=false")
		default:
			flags = append(flags, "-"+f.Name, value)
		}
	})
	return flags
}

// makeCorpus writes a source. The corpus comes from another process: a child's peak of memory is never less than its parent's was.
func makeCorpus(ctx context.Context, source string, size, words int) error {
	return goTool(ctx, "run", "./cmd/corpus", "-n", strconv.Itoa(size), "-words", strconv.Itoa(words), "-out", source)
}

func goTool(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s %s: %w", args[0], args[len(args)-1], err)
	}
	return nil
}
