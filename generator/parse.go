package generator

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/site"
	"dateline/generator/source"
)

// parsed is what one text says, with its mistakes.
type parsed struct {
	file   *briefing.File
	list   diag.List
	usable bool // as the function says
	bound  bool // so too
}

// texts are what all texts say.
type texts struct {
	files  []*briefing.File // that can stand in the site, by path
	bound  []*briefing.File // of these, those that are not shown at any moment
	broken []*briefing.File // that cannot
	list   diag.List
	gone   string // a file that could not be read and is no longer what the scan found; "" if there is none
}

// filter tells what is shown at a moment.
func (t texts) filter(m site.Moment) (shown []*briefing.File, held []site.Held) {
	_, held = site.Filter(t.bound, m)
	if len(held) == 0 {
		return t.files, nil
	}
	back := map[*briefing.File]bool{}
	for _, h := range held {
		back[h.File] = true
	}
	return slices.DeleteFunc(slices.Clone(t.files), func(f *briefing.File) bool { return back[f] }), held
}

// parse reads every text, each by itself, on every core. What a text said before is taken from the memory when its file
// did not change, or holds the same bytes. Those that may have changed are read in any case. The bodies of the new ones are kept for
// the pages that show them, but for those that may be held back.
func (r *Result) parse(tree *source.Tree, o Options, last, next *Memory) (all texts) {
	type text struct {
		parsed
		read    bool // to find what it says, or that it still says the same
		gone    bool
		changed bool
	}
	files := next.scan.Files
	known := last.match(files)
	named := make([]bool, len(files))
	for _, name := range o.Changed {
		at, _ := slices.BinarySearchFunc(files, name, func(f source.File, name string) int { return strings.Compare(f.Path, name) })
		for ; at < len(files) && strings.HasPrefix(files[at].Path, name); at++ {
			named[at] = true // and a few more, whose names only begin alike
		}
	}
	var keep func(*briefing.File, *briefing.Parsed)
	if next.spool != nil && !o.PlanOnly {
		keep = func(f *briefing.File, body *briefing.Parsed) {
			if !bound(f) {
				next.spool.Keep(f, body)
			}
		}
	}
	says := make([]text, len(files))
	var open []int // indexes of what must be read
	for i, was := range known {
		switch {
		case files[i].Kind != source.Text:
		case was >= 0 && !named[i] && last.texts[was].file != nil && last.scan.Files[was].Settled(files[i], last.scan.Began):
			says[i].parsed = last.texts[was]
		default:
			open = append(open, i)
		}
	}
	look := func(i int, shelf *briefing.Shelf) text {
		s, was := files[i], parsed{}
		if known[i] >= 0 {
			was = last.texts[known[i]]
		}
		t := text{read: true}
		err := tree.Use(s, func(bytes []byte) {
			if was.file != nil && was.file.Hash == sha256.Sum256(bytes) {
				t.parsed = was
				return
			}
			t.parsed, t.changed = newParsed(shelf.Parse(s.Path, bytes, keep)), true
		})
		if err != nil {
			t.gone = !tree.Same(s)
			t.parsed, t.changed = parsed{file: &briefing.File{Path: s.Path}}, true
			t.list.Error(diag.Pos{File: s.Path}, "unreadable", fmt.Sprintf("cannot be read: %v", err), "check its permissions (chmod u+rX)")
		}
		return t
	}
	groups := slices.Collect(slices.Chunk(open, 1+len(open)/(8*runtime.GOMAXPROCS(0))))
	parallel.Map(groups, func(group *[]int) struct{} {
		shelf := briefing.NewShelf(len(*group))
		for _, i := range *group {
			says[i] = look(i, shelf)
		}
		return struct{}{}
	})
	next.texts = make([]parsed, len(says))
	next.kept = last.kept && len(last.texts) == len(says)
	all.files = make([]*briefing.File, 0, len(says))
	for i := range says {
		s, p := &files[i], &says[i]
		next.kept = next.kept && !p.read && known[i] >= 0
		if s.Kind != source.Text {
			continue
		}
		if p.gone {
			all.gone = s.Path
		}
		if p.usable || p.file.Hash != [sha256.Size]byte{} { // It could be read.
			next.texts[i] = p.parsed
		}
		if p.changed {
			r.Parsed = append(r.Parsed, s.Path)
		}
		all.list = append(all.list, p.list...)
		switch {
		case !p.usable:
			all.broken = append(all.broken, p.file)
			continue
		case p.bound:
			all.bound = append(all.bound, p.file)
		}
		all.files = append(all.files, p.file)
	}
	all.list = append(all.list, inBundles(files)...)
	for _, d := range next.scan.List {
		if d.Severity == diag.Error {
			all.broken = append(all.broken, &briefing.File{Path: d.File})
		}
	}
	return all
}

func newParsed(f *briefing.File, list diag.List) parsed {
	return parsed{f, list, usable(f, list), bound(f)}
}

// bound reports whether a file is not shown at any moment.
func bound(f *briefing.File) bool { return f.Draft || !f.EmbargoUntil.IsZero() }

// match gives for each file, which are by path, the index of what is remembered of it, or -1.
func (m *Memory) match(files []source.File) []int {
	at := make([]int, len(files))
	last, next := m.scan.Files[:len(m.texts)], 0 // A build with Once leaves no texts.
	for i, f := range files {
		for next < len(last) && last[next].Path < f.Path {
			next++
		}
		at[i] = -1
		if next < len(last) && last[next].Path == f.Path {
			at[i] = next
		}
	}
	return at
}

// spoiling are the kinds of mistakes that leave a file's address or its headings unknown.
var spoiling = []string{"bad-id", "bad-slug", "bad-name", "body-size", "nesting", "paragraph-size", "table-size"}

// usable reports whether a file can stand in the site. One with mistakes can too, if its place is known: then one run
// tells the other mistakes that have to do with it.
func usable(f *briefing.File, list diag.List) bool {
	for _, d := range list {
		if d.Severity == diag.Error && slices.Contains(spoiling, d.Kind) {
			return false
		}
	}
	switch f.Kind {
	case briefing.Briefing:
		return f.Slug != "" && !f.Date.IsZero()
	case briefing.Page:
		return f.Slug != "" && f.Title != ""
	}
	return f.Name.Text != ""
}

// inBundles reports texts that stand below an index.md: the files of a bundle belong to it.
func inBundles(files []source.File) diag.List {
	var list diag.List
	bundles := map[string]bool{}
	for _, s := range files {
		if dir, ok := strings.CutSuffix(s.Path, "/index.md"); ok && dir != source.Briefings {
			bundles[dir] = true
		}
	}
	if len(bundles) == 0 {
		return nil
	}
	for _, s := range files {
		if s.Kind != source.Text {
			continue
		}
		own := strings.TrimSuffix(s.Path, "/index.md")
		for dir := parent(own); dir != ""; dir = parent(dir) {
			if bundles[dir] {
				list.Error(diag.Pos{File: s.Path}, "text-in-bundle", fmt.Sprintf("this text stands in the bundle of %s/index.md", dir),
					"move it out of that folder; if it is not to be published, give it a name that begins with _")
				break
			}
		}
	}
	return list
}

func parent(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}
