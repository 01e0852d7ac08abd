package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"dateline/generator"
	"dateline/generator/address"
	"dateline/generator/diag"
	"dateline/generator/preview"
	"dateline/generator/site"
	"dateline/generator/watch"
	"github.com/spf13/cobra"
)

func newWatch(f *flags) *cobra.Command {
	var port int
	var bind string
	var open bool
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Show the site while you write, and refresh the browser at every save",
		Long: `Watch builds everything, drafts and embargoed briefings included, into .dateline/preview, serves it
to this machine alone, and refreshes the browser whenever a file is saved. A banner says why build
leaves a page out. What is published is not touched. Ctrl-C ends it.`,
		Example: `  dateline watch
  dateline watch --open          opens the browser
  dateline watch --port 8080     or the next free port`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			if f.output != "" {
				return errors.New("watch has no --output: it never touches what is published; to keep a folder current, run build --watch")
			}
			if o.Output, err = generator.PreviewFolder(f.source); err != nil {
				return runError{err}
			}
			o.Drafts, o.Embargoed, o.Strict = true, true, false
			server, err := preview.Start(preview.Options{Bind: bind, Port: port, Base: generator.BasePath(o)})
			if err != nil {
				return runError{err}
			}
			defer server.Close()
			p := printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}
			if f.json {
				p.event(map[string]string{"event": "serving", "url": server.URL()})
			} else {
				fmt.Fprintf(p.out, "%s\n", server.URL())
			}
			if open {
				openBrowser(server.URL())
			}
			return follow(cmd.Context(), f, o, p, server)
		},
	}
	cmd.Flags().IntVar(&port, "port", 4040, "the `port` to serve on, or the next free one")
	cmd.Flags().StringVar(&bind, "bind", "", "the `address` to serve on; by default this machine alone can see the preview")
	cmd.Flags().BoolVar(&open, "open", false, "open the browser")
	return cmd
}

// openBrowser opens an address with what the system uses for it. Where there is nothing, the address is on the screen.
func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	if cmd := exec.Command(name, args...); cmd.Start() == nil {
		go cmd.Wait()
	}
}

// follow builds, and builds again whenever the source changes or an embargo ends, until it is interrupted. server is nil
// for build --watch.
func follow(ctx context.Context, f *flags, o generator.Options, p printer, server *preview.Server) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := filepath.Abs(f.source)
	if err != nil {
		return runError{err}
	}
	out, err := filepath.Abs(o.Output)
	if err != nil {
		return runError{err}
	}
	watcher, err := watch.New(watch.Options{
		Dir: dir, Ignore: []string{out, filepath.Join(dir, ".dateline")},
		Warn: func(message string) { fmt.Fprintf(p.err, "%s\n", message) },
	})
	if err != nil {
		return runError{fmt.Errorf("%w: %w", generator.ErrSource, err)}
	}
	defer watcher.Close()

	l := live{flags: f, options: o, printer: p, server: server, watcher: watcher, memory: generator.Recall(o)}
	// A build may be ended at any moment: nothing that is published is lost, and the next one goes on. What is remembered is written
	// down to its end.
	defer context.AfterFunc(ctx, func() {
		time.Sleep(300 * time.Millisecond)
		if l.building.Load() {
			os.Exit(0)
		}
	})()
	l.ticks = f.now == "" && os.Getenv("SOURCE_DATE_EPOCH") == ""
	defer l.memory.Close()
	defer func() { l.memory.Keep(o) }()
	all := false // what is built next is everything, whatever the watcher says
	for {
		start := time.Now()
		next, err := l.build(all)
		if err != nil {
			return err
		}
		if l.builds == 1 {
			l.memory.Keep(o)
		}
		var embargo, thorough, later <-chan time.Time // nil while there is nothing to wait for; without a reader a timer is collected
		rest := time.After(breath)
		if l.builds == 1 || l.options.Hurry && crowded() {
			collectBetween(false)
		}
		if l.ticks && !next.IsZero() {
			embargo = time.After(time.Until(next))
		}
		if l.hinted {
			thorough = time.After(calm)
		}
		if l.searched && (l.options.Hurry || l.behind) {
			later = time.After(max(pause, 3*time.Since(start))) // what takes long gives way to the next save late
		}
		all, l.options.Hurry = false, true
		for waiting := true; waiting; {
			waiting = false
			select {
			case <-watcher.Changes():
				waiting = !l.concerned() // What lies beside the source changes nothing, like a log.
			case <-rest:
				collectBetween(true) // while the writer reads
				waiting = true
			case <-embargo:
			case <-later:
				l.options.Hurry = false
			case <-thorough:
				all, l.options.Hurry = true, false
			case <-ctx.Done():
				return nil
			}
		}
	}
}

// breath is how long nothing must change until garbage is collected, so that a save soon after another need not wait for it.
const breath = time.Second

// pause is how long nothing must change until the search index is made to fit: whoever writes waits for pages, not for it.
const pause = 420 * time.Millisecond

// calm is how long nothing must change until the whole source and output are looked at, in case an event was lost.
const calm = 5 * time.Second

// live is a site that is built again and again.
type live struct {
	flags   *flags
	options generator.Options
	printer printer
	server  *preview.Server // nil for build --watch
	watcher *watch.Watcher
	memory  *generator.Memory
	hinted  bool     // of the source and the output, only a part was looked at
	changed []string // paths to look at, until a build has; nil for all
	looked  []string // those that the last build looked at, in order
	ticks   bool     // the moment to build for is that of the clock, not a fixed one

	searched bool // the site has a search index
	behind   bool // the search index may not fit: the build that was to make it was interrupted
	builds   int
	built    bool // the last one could publish the site

	building atomic.Bool // for the one who ends it
	said     diag.List   // the messages of the last build
	site     *site.Site  // of the last good build
	files    []string    // that it published
}

// patience is how long a mistake must stand before it is told: a file that is read half-written gets a second look.
const patience = 300 * time.Millisecond

// build builds once, shows the result and gives the next moment at which an embargo ends. It looks at what the watcher says
// has changed, or at everything. Only the first build can fail; later, the writer mends what is wrong while the last good site
// stays.
func (l *live) build(all bool) (time.Time, error) {
	start := time.Now()
	var parsed []string
	var r *generator.Result
	var err error
	for look := true; look; {
		r, err = l.try(all)
		look = false
		if l.builds > 0 && err == nil && !r.Built {
			parsed = append(parsed, r.Parsed...)
			select {
			case <-l.watcher.Changes():
				look = true
			case <-time.After(patience):
			}
		}
	}
	l.builds++
	if l.behind = errors.Is(err, generator.ErrInterrupted); l.behind {
		return nextEmbargo(r), nil
	}
	if r != nil && len(parsed) > 0 {
		r.Parsed = slices.Compact(slices.Sorted(slices.Values(append(parsed, r.Parsed...))))
	}
	news := r == nil || !reflect.DeepEqual(r.Diagnostics, l.said)
	if r != nil && news {
		l.printer.diagnostics(r.Diagnostics)
		l.said = r.Diagnostics
	}
	switch {
	case err != nil && l.builds == 1:
		return time.Time{}, runError{err}
	case err != nil:
		// The machine failed, not the writer: what is shown stays, and the next change is the next try.
		if l.printer.json {
			l.printer.event(map[string]string{"event": "failed", "message": err.Error()})
		}
		fmt.Fprintf(l.printer.err, "dateline: %v; the last good site stays\n", err)
		return nextEmbargo(r), nil
	}
	if l.builds > 1 && !news && len(r.Parsed)+len(r.Report.New)+len(r.Report.Changed)+len(r.Report.Gone) == 0 && r.Built == l.built {
		return nextEmbargo(r), nil // Nothing is another than before.
	}
	l.built = r.Built
	if l.server != nil {
		l.server.Publish(l.state(r))
	}
	if l.builds == 1 || !onlySearch(r) {
		l.tell(r, time.Since(start))
	}
	return nextEmbargo(r), nil
}

// onlySearch reports whether a build brought the search index up to date and did nothing else.
func onlySearch(r *generator.Result) bool {
	written := 0
	for _, list := range [][]string{r.Report.New, r.Report.Changed, r.Report.Gone} {
		for _, path := range list {
			if !strings.HasPrefix(path, address.Search) {
				return false
			}
			written++
		}
	}
	return written > 0 && r.Built && len(r.Parsed) == 0
}

// try builds once.
func (l *live) try(all bool) (*generator.Result, error) {
	if l.ticks {
		l.options.Now = time.Now()
	}
	l.building.Store(true)
	defer l.building.Store(false)
	l.concerned()
	o := l.options
	if all {
		l.changed = nil
	}
	o.Changed = l.changed
	if !o.Hurry && l.builds > 0 {
		collectLittle()
	}
	o.Interrupted = func() bool { return l.builds > 0 && len(l.watcher.Changes()) > 0 }
	r, err := generator.Build(o, l.memory)
	if l.server != nil && r != nil && slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Kind == "foreign-file" }) {
		// The preview is Dateline's own, whatever became of its manifest.
		if os.RemoveAll(o.Output) == nil {
			r, err = generator.Build(o, l.memory)
		}
	}
	if r != nil && r.Memory != nil {
		l.searched = r.Site != nil && r.Site.Config.Search
		l.memory, l.changed, l.hinted = r.Memory, []string{}, o.Changed != nil
		l.looked = slices.Compact(slices.Sorted(slices.Values(o.Changed)))
		l.looked = slices.DeleteFunc(l.looked, func(name string) bool { return !l.memory.Concerns([]string{name}) })
	}
	return r, err
}

// concerned takes what the watcher says has changed, and reports whether it can matter.
func (l *live) concerned() bool {
	changed := l.watcher.Changed()
	if changed == nil || l.changed == nil {
		l.changed = nil
		return true
	}
	if !l.memory.Concerns(changed) {
		return false
	}
	l.changed = append(l.changed, changed...)
	return true
}

// nextEmbargo gives the next moment at which an embargo ends: of what is left out, or of what is shown under a banner.
func nextEmbargo(r *generator.Result) time.Time {
	if r == nil {
		return time.Time{}
	}
	return site.NextEmbargo(append(r.Hidden, r.Held...))
}

// rebuilt is what a rebuild did, in JSON.
type rebuilt struct {
	Event    string   `json:"event"`
	Changed  []string `json:"changed"` // files of the source, below the source folder; none at first, and when it cannot be told
	Rendered int      `json:"rendered"`
	Written  int      `json:"written"`
	Gone     int      `json:"gone"`
	Errors   int      `json:"errors"`
	Millis   int64    `json:"milliseconds"`
}

// tell prints one line: what changed, how much of the site was rendered and written, and how long it took.
func (l *live) tell(r *generator.Result, took time.Duration) {
	written := len(r.Report.New) + len(r.Report.Changed)
	if l.printer.json {
		changed := r.Parsed
		if len(changed) == 0 {
			changed = l.looked
		}
		if changed == nil || l.builds == 1 {
			changed = []string{}
		}
		l.printer.event(rebuilt{"rebuilt", changed, r.Report.Rendered, written, len(r.Report.Gone), r.Diagnostics.Count(diag.Error), took.Milliseconds()})
		return
	}
	if l.flags.quiet {
		return
	}
	what := "nothing in the texts"
	switch n := len(r.Parsed); {
	case l.builds == 1:
		what = plural(len(r.Site.Briefings), "briefing")
	case n == 1:
		what = l.printer.file(r.Parsed[0])
	case n > 1:
		what = plural(n, "text")
	case len(l.looked) == 1:
		what = l.printer.file(l.looked[0])
	case len(l.looked) > 1:
		what = plural(len(l.looked), "file")
	}
	if !r.Built {
		fmt.Fprintf(l.printer.out, "%s: %s; the last good site stays (%d ms)\n", what, problems(r, l.options.Strict), took.Milliseconds())
		return
	}
	fmt.Fprintf(l.printer.out, "%s: %s rendered, %d written, %d gone in %d ms\n", what, plural(r.Report.Rendered, "file"), written, len(r.Report.Gone), took.Milliseconds())
}

// state is what the preview shows after a build.
func (l *live) state(r *generator.Result) preview.State {
	if !r.Built {
		return preview.State{Problems: r.Diagnostics}
	}
	s := preview.State{
		Dir: l.options.Output, Base: r.Site.Config.BasePath, Changed: append(r.Report.Changed, r.Report.New...),
		Moved: map[string]string{}, Problems: r.Diagnostics,
	}
	if l.files == nil || len(r.Report.New)+len(r.Report.Gone) > 0 {
		l.files = make([]string, 0, len(r.Outputs))
		for _, out := range r.Outputs {
			l.files = append(l.files, out.Path)
		}
	}
	s.Files = l.files
	if page := address.File(address.Search); slices.ContainsFunc(slices.Concat(s.Changed, r.Report.Gone), func(path string) bool { return strings.HasPrefix(path, address.Search) }) {
		s.Changed = append(s.Changed, page) // which shows what the index says
	}
	s.Held = heldPages(r)
	if l.builds > 1 && len(r.Parsed) == 1 {
		for _, path := range slices.Concat(r.Report.New, r.Report.Changed) {
			if out := r.Output(path); out.Pos.File == r.Parsed[0] && out.Template != "" {
				s.Edited = path
			}
		}
	}
	if l.site != nil && len(r.Report.Gone) > 0 {
		s.Moved = movedPages(l.site, r.Site)
	}
	l.site = r.Site
	return s
}

// heldPages gives the pages that build leaves out, by their paths, with why.
func heldPages(r *generator.Result) map[string]string {
	pages, held := map[string]string{}, map[string]string{}
	for _, h := range r.Hidden {
		pages[h.File.Path] = ""
	}
	if len(pages) == 0 {
		return held
	}
	for _, out := range r.Outputs {
		if page, asked := pages[out.Pos.File]; asked && page == "" && out.Template != "" {
			pages[out.Pos.File] = out.Path
		}
	}
	for _, h := range r.Hidden {
		if page := pages[h.File.Path]; page != "" {
			held[page] = fmt.Sprintf("%s: build leaves this page out", capital(h.Reason))
		}
	}
	return held
}

// movedPages gives where briefings are now that were elsewhere. One is known by its id or, when its file was renamed, by what the
// file holds.
func movedPages(before, now *site.Site) map[string]string {
	byID, byHash := map[string]string{}, map[[32]byte]string{}
	for _, b := range now.Briefings {
		byID[b.ID], byHash[b.Hash] = b.Address, b.Address
	}
	moved := map[string]string{}
	for _, b := range before.Briefings {
		to, known := byID[b.ID]
		if !known {
			to = byHash[b.Hash]
		}
		if to != "" && to != b.Address {
			moved[b.Address] = to
		}
	}
	return moved
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
