// Package generator makes a site of a folder of briefings. Build is the one way in: the line from the source to the
// published files, read top to bottom. ARCHITECTURE.md tells what stands where.
package generator

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/gallery"
	"dateline/generator/output"
	"dateline/generator/plan"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/theme"
	"dateline/generator/tomldoc"
)

// Options say what to build and how.
type Options struct {
	Source    string // the folder that holds briefings/
	Output    string // the folder to publish to; "" renders everything and writes nothing
	BaseURL   string // instead of the base_url of site.toml; "" for that
	Theme     string // instead of the theme of site.toml; "" for that
	Now       time.Time
	Drafts    bool
	Embargoed bool
	Portable  bool
	PlanOnly  bool // stop before anything is rendered
	Once      bool // no other build follows in this process: what only that one would use is not kept, or written down at once
	Hurry     bool // leave the search index as it is, for another build
	// Interrupted, if given, is asked while the search index is made: when it says yes, the build ends with ErrInterrupted and has
	// published nothing.
	Interrupted func() bool
	// Changed are paths below the source, slash-separated, that may have changed since the build that left the memory; what is
	// below them too. When it is given, of briefings/ only these are looked at, and the output is taken to be as that build
	// left it. With nil everything is looked at. Settings and themes always are.
	Changed []string
	Strict  bool   // warnings stop the build as errors do
	Version string // of the program; another version renders everything again
	Builtin fs.FS  // the built-in themes
}

// Memory is what one build leaves for the next one. It only makes that one faster; a build that is given none leaves none.
// The first one of several is given an empty Memory, or what Recall gives.
type Memory struct {
	scan      source.Scan
	texts     []parsed // by index in scan.Files; empty for other files
	facts     *site.Memory
	theme     *theme.Theme
	order     *plan.Order
	outputs   *output.Memory
	spool     *plan.Spool
	gallery   *gallery.Gallery
	addresses map[string]placed // of briefings at the last build that was for readers, by id
	kept      bool              // scan and texts are as Recall found them
	placed    bool              // addresses are
}

// Result is what a build found and did.
type Result struct {
	Diagnostics diag.List
	Built       bool           // the output is what was planned; false when the source has errors
	Site        *site.Site     // nil with Once where nothing has changed, as are
	Outputs     []*plan.Output // these
	counts      map[string]int // as of Counts; nil until it is asked
	Report      output.Report
	Held        []site.Held // what was left out
	Hidden      []site.Held // with Drafts or Embargoed: what a plain build leaves out
	NextEmbargo time.Time   // the next moment at which an embargo ends; zero when none does
	Parsed      []string    // the texts that were read anew: all of them without a memory
	Moves       []Move      // briefings whose address is another than at the last build
	Memory      *Memory
}

// maxTries is how often a build begins again because its source changed meanwhile.
const maxTries = 5

// Build makes the site. Mistakes in the source are diagnostics in the result, and leave the output as it was. An error is
// a failure of the machine: it has ErrSource or output.ErrWrite in its chain when source or output are at fault.
func Build(o Options, memory *Memory) (*Result, error) {
	for try := 1; ; try++ {
		result, err := build(o, memory, try == 1)
		switch {
		case errors.Is(err, errUnsettled):
		case errors.Is(err, plan.ErrChanged) && try < maxTries:
			o.Changed = nil // Something changed of which the caller did not know.
		default:
			return result, err
		}
	}
}

// ErrSource is in the chain of errors that say that the source folder cannot be used.
var ErrSource = errors.New("the source cannot be read")

// ErrInterrupted says that a build was asked to end before it had published anything.
var ErrInterrupted = plan.ErrInterrupted

// errUnsettled says that a file was saved again while the site was made of it.
var errUnsettled = errors.New("a file was saved during the build")

// build builds once. With careful it looks, before anything is published, whether a file that was just saved has been saved
// to its end: then it gives errUnsettled.
func build(o Options, memory *Memory, careful bool) (*Result, error) {
	tree, err := source.Open(o.Source)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSource, err)
	}
	defer tree.Close()
	r := &Result{}
	cfg := r.settings(o, tree)

	last, next := memory, &Memory{}
	if memory == nil {
		last = &Memory{} // and next is dropped
	} else {
		r.Memory = next
	}
	*next = Memory{
		facts: cmp.Or(last.facts, &site.Memory{Once: o.Once}), outputs: last.outputs, spool: last.spool, gallery: last.gallery, addresses: last.addresses, placed: last.placed,
	}
	if last.outputs != nil {
		defer last.outputs.Forget() // A build that publishes nothing leaves no look at the output for the next.
	}
	if next.gallery == nil {
		next.gallery = newGallery(o, memory != nil)
	}

	var themeList diag.List
	var aside sync.WaitGroup
	aside.Go(func() { next.theme, themeList = theme.Load(o.Builtin, tree.FS(), cfg.Theme, last.theme) })
	defer aside.Wait()

	next.scan = last.rescan(o, tree)
	r.add(next.scan.List)
	r.add(checkOutput(o, tree, next.scan.Files))

	texts := r.parse(tree, o, last, next)
	if texts.gone != "" {
		return r, fmt.Errorf("%s: %w", texts.gone, plan.ErrChanged)
	}
	r.add(texts.list)

	shown, held := texts.filter(site.Moment{Now: o.Now, Zone: cfg.Timezone, Drafts: o.Drafts, Embargoed: o.Embargoed})
	r.Held, r.NextEmbargo = held, site.NextEmbargo(held)
	if o.Drafts || o.Embargoed {
		_, r.Hidden = site.Filter(texts.bound, site.Moment{Now: o.Now, Zone: cfg.Timezone})
	}

	aside.Wait()
	r.add(completed(themeList, o, tree))
	from := ""
	if o.Once && memory != nil {
		if from = r.madeFrom(o, tree, next.theme, next.scan.Files, texts); r.unchanged(o, from, last) {
			next.facts = nil // which know of no site
			return r, nil
		}
	}

	var saved atomic.Bool // a text, after it was read: what it mentions is not known
	next.facts.Text = func(f *briefing.File, use func(body []byte)) {
		if next.spool.Text(f, use) {
			return
		}
		i, _ := slices.BinarySearchFunc(next.scan.Files, f.Path, func(f source.File, path string) int { return strings.Compare(f.Path, path) })
		same := false
		err := tree.Use(next.scan.Files[i], func(text []byte) {
			if same = sha256.Sum256(text) == f.Hash; same {
				use(briefing.Text(f, text))
			}
		})
		if err != nil || !same {
			saved.Store(true)
		}
	}
	var list diag.List
	r.Site, list = site.New(cfg, shown, held, texts.broken, others(next.scan.Files), o.Now, next.facts)
	r.add(list)
	next.facts.Text = nil
	if saved.Load() {
		return r, plan.ErrChanged
	}
	if o.Once && memory != nil && !r.Diagnostics.HasErrors() {
		next.keepTexts(o, last)
	}

	if next.theme == nil {
		r.stopped(o, cfg, tree)
		return r, nil
	}

	published := r.Site.Published()
	if err := r.look(o, tree, next.gallery, published); err != nil {
		return r, err
	}

	// With mistakes in the source there is a plan all the same: it finds the mistakes that only a plan shows.
	r.Outputs, next.order, list = plan.Make(plan.Inputs{
		Site: r.Site, Theme: next.theme, Tree: tree, Files: next.scan.Files, Published: published, Gallery: next.gallery, Version: o.Version, Portable: o.Portable,
		Order: last.order, Again: last.outputs != nil, Spool: next.spool, Hurry: o.Hurry, Interrupted: o.Interrupted,
	})
	r.add(list)
	if o.Once {
		next.order = nil
	}
	if r.stopped(o, cfg, tree) || o.PlanOnly {
		return r, nil
	}

	if careful && o.Changed != nil && !tree.Still(next.scan) {
		return r, errUnsettled
	}
	unlock := lock(o)
	err = r.sync(o, tree)
	unlock()
	if err != nil && !r.explained(err) {
		return r, err
	}
	r.Built = !r.stopped(o, cfg, tree) && o.Output != ""
	if r.Built && memory != nil && !o.Drafts && !o.Embargoed {
		r.Moves = next.move(r.Site)
	}
	if r.Built && from != "" {
		r.leaveNote(o, from, next)
	}
	return r, nil
}

func (r *Result) add(list diag.List) { r.Diagnostics = append(r.Diagnostics, list...) }

// stopped puts the diagnostics in order and reports whether they keep the site from being published.
func (r *Result) stopped(o Options, cfg config.Config, tree *source.Tree) bool {
	kept := r.Diagnostics[:0]
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error || !cfg.Silenced[d.Kind] {
			kept = append(kept, d)
		}
	}
	r.Diagnostics = kept
	r.Diagnostics.Sort()
	r.Diagnostics.Excerpts(tree.ReadPath)
	return r.Diagnostics.HasErrors() || o.Strict && r.Diagnostics.Count(diag.Warning) > 0
}

// settings reads site.toml and what the command line says instead.
func (r *Result) settings(o Options, tree *source.Tree) config.Config {
	cfg := config.Default()
	text, list := tree.Settings()
	r.add(list)
	if text != nil {
		cfg, list = config.Parse(source.Settings, text)
		r.add(list)
	}
	if o.BaseURL != "" {
		if err := cfg.SetBaseURL(o.BaseURL); err != nil {
			r.Diagnostics.Error(diag.Pos{File: "--base-url"}, "bad-setting", err.Error(), "give an address like https://example.org/reports/")
		}
	}
	if o.Theme != "" {
		cfg.Theme = o.Theme
	}
	if cfg.Origin == "" && !r.Diagnostics.HasErrors() {
		r.Diagnostics.Warn(diag.Pos{File: source.Settings}, "no-base-url", "there is no base_url, so there are no feeds, no sitemap and no canonical links",
			`when you know where the site will stand, write in site.toml: base_url = "https://example.org/"`)
	}
	return cfg
}

const templateHint = "what may stand between {{ and }} is told at https://pkg.go.dev/text/template"

// completed gives a theme's messages what the theme cannot know: where it is asked for, and a way out where there is none.
func completed(list diag.List, o Options, tree *source.Tree) diag.List {
	for i := range list {
		d := &list[i]
		if d.Kind == "template" {
			d.Hint = cmp.Or(d.Hint, templateHint)
		}
		if d.File != "" {
			continue
		}
		d.File = "--theme"
		if o.Theme == "" {
			text, _ := tree.Settings()
			d.Pos = tomldoc.Parse(source.Settings, string(text), 1, &diag.List{}).Pos("theme")
		}
	}
	return list
}

// rescan finds the files of the source, in the light of what is remembered of them.
func (m *Memory) rescan(o Options, tree *source.Tree) source.Scan {
	known := func(f source.File) (hash [sha256.Size]byte, ok bool) {
		i, found := slices.BinarySearchFunc(m.scan.Files, f.Path, func(f source.File, path string) int { return strings.Compare(f.Path, path) })
		if !found || !m.scan.Files[i].Settled(f, m.scan.Began) {
			return hash, false
		}
		return m.scan.Files[i].Hash, true
	}
	if o.Changed != nil {
		return tree.Rescan(m.scan, o.Changed, known)
	}
	return tree.Scan(known)
}

// others gives the files that are not texts.
func others(sources []source.File) []source.File {
	var list []source.File
	for _, s := range sources {
		if s.Kind != source.Text {
			list = append(list, s)
		}
	}
	return list
}

// sync brings the output to what is planned, or only tries whether all of it can be rendered.
func (r *Result) sync(o Options, tree *source.Tree) error {
	items := make([]*output.Item, len(r.Outputs))
	for i, out := range r.Outputs {
		items[i] = &out.Item
	}
	for _, f := range r.Site.Unlisted {
		hint := fmt.Sprintf("to publish it all the same, write: files = [%q]", f.Name)
		if strings.HasPrefix(f.Path, source.Briefings+"/_") {
			hint = "show or link it in the text of the index.md, or delete it"
		}
		if !site.Publishable(f.Name) {
			hint = "files of this type are not published"
		}
		r.Diagnostics.Note(diag.Pos{File: f.Path}, "unlisted-file", "this file is not published: nothing in its briefing shows or links it", hint)
	}
	if o.Output == "" {
		return output.Try(items)
	}
	var known *output.Memory
	if r.Memory != nil {
		if known = r.Memory.outputs; known == nil {
			known = &output.Memory{}
		}
	}
	report, list, err := output.Sync(o.Output, items, known, o.Changed != nil)
	for i := range list {
		list[i].File = path.Join(outputName(o, tree), list[i].File)
	}
	r.add(list)
	if err == nil {
		r.Report = report
		if r.Memory != nil && report.Memory != nil {
			r.Memory.outputs = report.Memory
		}
	}
	return err
}

// explained turns what templates could not render into diagnostics. It reports false for any other failure.
func (r *Result) explained(err error) bool {
	if errors.Is(err, plan.ErrChanged) || errors.Is(err, plan.ErrInterrupted) || errors.Is(err, output.ErrWrite) {
		return false
	}
	all := output.Errors{}
	if !errors.As(err, &all) {
		return false
	}
	told := map[theme.Error]bool{} // of which the first page is named
	for _, err := range all {
		var mistake *theme.Error
		var item *output.ItemError
		if !errors.As(err, &mistake) || !errors.As(err, &item) {
			return false
		}
		if !told[*mistake] {
			told[*mistake] = true
			r.Diagnostics.Error(mistake.Pos, "template", mistake.Message+", on "+r.page(item.Path), cmp.Or(mistake.Hint, templateHint))
		}
	}
	return true
}

// Output gives what is planned at a path below the output folder, or nil.
func (r *Result) Output(path string) *plan.Output {
	at, found := slices.BinarySearchFunc(r.Outputs, path, func(out *plan.Output, path string) int { return strings.Compare(out.Path, path) })
	if !found {
		return nil
	}
	return r.Outputs[at]
}

// Counts gives how many outputs of each kind there are.
func (r *Result) Counts() map[string]int {
	if r.counts == nil {
		r.counts = map[string]int{}
		for _, out := range r.Outputs {
			r.counts[out.Kind]++
		}
	}
	return r.counts
}

// page names the page at a path of the output, and the text that it shows.
func (r *Result) page(path string) string {
	out := r.Output(path)
	if out.Pos.File == "" {
		return "/" + out.Address
	}
	return "/" + out.Address + ", the page of " + out.Pos.File
}

// checkOutput refuses an output folder that would destroy the source.
func checkOutput(o Options, tree *source.Tree, sources []source.File) diag.List {
	var list diag.List
	if o.Output == "" {
		return list
	}
	out := resolved(o.Output)
	pos := diag.Pos{File: outputName(o, tree)}
	const hint = "choose another one with --output, like --output public"
	for _, taken := range []struct{ dir, what string }{
		{tree.Dir(), "the source folder, or contains it"},
		{resolved(filepath.Join(tree.Dir(), source.Briefings)), "the folder of the briefings, or lies in it"},
		{resolved(filepath.Join(tree.Dir(), source.Themes)), "the folder of the themes, or lies in it"},
	} {
		inside := within(taken.dir, out) && taken.dir != tree.Dir()
		if within(out, taken.dir) || inside {
			list.Error(pos, "output-is-source", "the output folder is "+taken.what, hint)
			return list
		}
	}
	if out == filepath.Join(tree.Dir(), memoryDir) {
		list.Error(pos, "output-is-source", "the output folder is Dateline's own memory, which may be deleted at any time", hint)
		return list
	}
	below, err := filepath.Rel(tree.Dir(), out)
	for _, f := range sources {
		if err == nil && (f.Real == below || strings.HasPrefix(f.Real, below+string(os.PathSeparator))) {
			list.Error(pos, "output-is-source", "the output folder holds a file of the source, "+f.Path, hint)
			return list
		}
	}
	return list
}

// outputName gives the output folder as messages name it: below the source folder, or with its absolute path.
func outputName(o Options, tree *source.Tree) string {
	out := resolved(o.Output)
	if rel, err := filepath.Rel(tree.Dir(), out); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return out
}

// resolved gives the absolute path of a folder that need not exist, with the symbolic links of what exists resolved.
func resolved(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	rest := ""
	for dir := abs; ; dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return abs
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
}

// within reports whether a path is a folder or lies in it.
func within(folder, name string) bool {
	rel, err := filepath.Rel(folder, name)
	return err == nil && (rel == "." || rel != ".." && !strings.HasPrefix(rel, ".."+string(os.PathSeparator)))
}
