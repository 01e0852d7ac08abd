// Package rename gives a name another spelling wherever front matters list it, and keeps the old name and the old address
// leading to the same. It works on what files hold: it reads none and writes none. What it changes it parses again; rather
// than a file in which anything else became another it gives none.
package rename

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/site"
	"dateline/generator/source"
)

// Source is all that a site is made of, drafts and what is embargoed too. It has no errors.
type Source struct {
	Config config.Config
	Texts  []Text        // by path
	Others []source.File // that are no texts
	Now    time.Time
}

// Text is one text: its bytes, and what they say.
type Text struct {
	File  *briefing.File
	Bytes []byte
}

// Wish says what is to be called how.
type Wish struct {
	Kind site.EntityKind // Actor, Location or Topic
	Old  string
	New  string   // one line with a letter or a digit in it
	Only []string // paths of the only files to rewrite; nil for all
}

// Change is a file as it is to be.
type Change struct {
	Path    string
	Text    []byte
	Created bool     // there is no such file yet
	Names   int      // how many names in lists are another
	Named   bool     // the name that the file declares is another
	Aliases []string // that it declares anew

	was   []byte
	edits []edit
}

// ErrBroken says that the source would have errors: those of the list that comes with it.
var ErrBroken = errors.New("renamed so, the source would have errors; nothing was changed")

// Plan gives the files that change, the one that makes the new name somebody's first. What is in the way is in the list, with
// positions, or an error, and then there are none. Of a wish that has come true nothing is left to do.
func Plan(s Source, w Wish) ([]Change, diag.List, error) {
	p := &planner{Source: s, Wish: w, fold: address.Fold(w.Old)}
	var list diag.List
	p.before, list = p.site(nil)
	if !list.HasErrors() {
		list = nil
		changes, err := p.plan(&list)
		if err == nil && !list.HasErrors() {
			return changes, nil, nil
		}
		p.excerpts(list, changes)
		return nil, list, err
	}
	p.excerpts(list, nil)
	return nil, list, nil
}

// planner works on one wish.
type planner struct {
	Source
	Wish
	fold   string // of the old name
	before *site.Site
}

// entity is what a name means.
type entity struct {
	id, name string
	text     *Text // nil when no file declares it
}

// fileKinds are the kinds of files that declare entities.
var fileKinds = map[site.EntityKind]briefing.Kind{site.Actor: briefing.Actor, site.Location: briefing.Location, site.Topic: briefing.Topic}

func (p *planner) plan(list *diag.List) ([]Change, error) {
	old, other := p.named(p.Old), p.named(p.New)
	same := old != nil && other != nil && old.id == other.id
	switch gone := old == nil || p.count(p.Texts) == 0 && !old.declares(p.fold); {
	case gone && same && p.Only == nil:
		return nil, nil
	case gone:
		return nil, p.unknown(old)
	case p.Only != nil:
		texts := p.only(list)
		if list.HasErrors() {
			return nil, nil
		}
		return p.checked(texts, nil, list)
	case other != nil && !same:
		p.refuse(old, other, list)
		return nil, nil
	case old.text == nil && same && p.keeps(old):
		return p.checked(p.Texts, nil, list)
	case old.text == nil:
		return p.checked(p.Texts, p.creation(old), list)
	}
	d := p.declaration(old)
	if p.count(p.Texts) == 0 && !d.named && len(d.aliases) > 0 {
		return nil, fmt.Errorf("nothing lists %q, another name of the %s %q: rename that", p.Old, p.Kind, old.name)
	}
	return p.checked(p.Texts, d, list)
}

// named gives who or what a name means, as the site takes it: whose file declares it, whose it is but for diacritics,
// punctuation and spacing, or who is listed so. It is nil for a name that is nobody's.
func (p *planner) named(name string) *entity {
	fold, loose := address.Fold(name), address.Loose(name)
	var near []*entity
	for i := range p.Texts {
		f := p.Texts[i].File
		if f.Kind != fileKinds[p.Kind] {
			continue
		}
		e := &entity{f.ID, f.Name.Text, &p.Texts[i]}
		if e.declares(fold) {
			return e
		}
		if slices.ContainsFunc(declared(f), func(n string) bool { return address.Loose(n) == loose }) {
			near = append(near, e)
		}
	}
	if len(near) == 1 && loose != "" {
		return near[0]
	}
	for _, e := range p.before.Kinds[p.Kind].Entities {
		if e.File == nil && (address.Loose(e.Name) == loose || address.Fold(e.ID) == fold) {
			return &entity{e.ID, e.Name, nil}
		}
	}
	return nil
}

// declares reports whether an entity's file makes a folded name one of its names.
func (e *entity) declares(fold string) bool {
	return e.text != nil && slices.ContainsFunc(declared(e.text.File), func(n string) bool { return address.Fold(n) == fold })
}

// declared gives the names that an entity file declares: the id first, then the name.
func declared(f *briefing.File) []string {
	list := slices.Concat([]string{f.ID, f.Name.Text}, names(f.Aliases), names(f.WeakAliases))
	for _, n := range f.Names {
		list = append(list, n.Text)
	}
	return list
}

// mentions gives the places of a file that name entities of a kind.
func mentions(f *briefing.File, kind site.EntityKind) []*briefing.Name {
	var names []*briefing.Name
	switch kind {
	case site.Actor:
		for i := range f.Actors {
			names = append(names, &f.Actors[i].Name, &f.Actors[i].By)
		}
		if f.Entity != nil {
			for i := range f.Affiliations {
				names = append(names, &f.Affiliations[i].To)
			}
			names = append(names, &f.SucceededBy)
		}
	case site.Location:
		for i := range f.Locations {
			names = append(names, &f.Locations[i])
		}
		if f.Entity != nil {
			names = append(names, &f.Parent)
		}
	case site.Topic:
		for i := range f.Topics {
			names = append(names, &f.Topics[i])
		}
	}
	return slices.DeleteFunc(names, func(n *briefing.Name) bool { return n.Text == "" })
}

// meant gives the places of a file that name what is to be renamed.
func (p *planner) meant(f *briefing.File) []*briefing.Name {
	return slices.DeleteFunc(mentions(f, p.Kind), func(n *briefing.Name) bool { return address.Fold(n.Text) != p.fold })
}

func (p *planner) count(texts []Text) int {
	n := 0
	for i := range texts {
		n += len(p.meant(texts[i].File))
	}
	return n
}

// spelled gives the old name as its record shows it, else as it is spelled most often; ties go to the lowest code points.
func (p *planner) spelled(old *entity) string {
	idAlone := old.text != nil && old.text.File.Name.Pos.Line == 0
	if address.Fold(old.name) == p.fold && !idAlone {
		return old.name
	}
	used, best := map[string]int{}, ""
	for i := range p.Texts {
		for _, n := range p.meant(p.Texts[i].File) {
			used[n.Text]++
		}
	}
	for _, text := range sortedKeys(used) {
		if best == "" || used[text] > used[best] {
			best = text
		}
	}
	return cmp.Or(best, p.Old)
}

// unknown says that nothing has the old name. What is near is somebody whose name is nearly so, or nil.
func (p *planner) unknown(near *entity) error {
	known := map[string]bool{}
	for i := range p.Texts {
		f := p.Texts[i].File
		for _, n := range mentions(f, p.Kind) {
			known[n.Text] = true
		}
		if f.Kind == fileKinds[p.Kind] {
			for _, n := range declared(f)[1:] {
				known[n] = true
			}
		}
	}
	guess := diag.Nearest(p.Old, sortedKeys(known))
	if near != nil {
		guess = near.name
	}
	if guess != "" {
		return fmt.Errorf("no %s is called %q; did you mean %q?", p.Kind, p.Old, guess)
	}
	return fmt.Errorf("no %s is called %q", p.Kind, p.Old)
}

// only gives the texts that the wish is about.
func (p *planner) only(list *diag.List) []Text {
	var texts []Text
	for i := range p.Texts {
		f := p.Texts[i].File
		if !slices.Contains(p.Only, f.Path) {
			continue
		}
		if len(p.meant(f)) == 0 {
			var names []string
			for _, n := range mentions(f, p.Kind) {
				names = append(names, n.Text)
			}
			list.Error(diag.Pos{File: f.Path}, "not-listed", fmt.Sprintf("this file does not list the %s %q", p.Kind, p.Old), diag.DidYouMean(p.Old, names))
		}
		texts = append(texts, p.Texts[i])
	}
	return texts
}

// keeps reports whether an entity that no file declares stays where it is, and everything that leads to it goes on leading
// there, when it is only listed otherwise.
func (p *planner) keeps(old *entity) bool {
	var list diag.List
	changes, err := p.rewrite(p.Texts, nil, &list)
	if err != nil || list.HasErrors() {
		return false
	}
	after, list := p.site(changes)
	return !list.HasErrors() && slices.ContainsFunc(after.Kinds[p.Kind].Entities, func(e *site.Entity) bool {
		return e.ID == old.id && address.Loose(e.Name) == address.Loose(p.New)
	})
}

// checked gives the changes of the texts after a look at the site that they make.
func (p *planner) checked(texts []Text, d *declaration, list *diag.List) ([]Change, error) {
	changes, err := p.rewrite(texts, d, list)
	if err != nil || list.HasErrors() || len(changes) == 0 {
		return changes, err
	}
	if _, after := p.site(changes); after.HasErrors() {
		*list = slices.DeleteFunc(after, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
		list.Sort()
		return changes, ErrBroken
	}
	return changes, nil
}

// site makes the site of the texts, changed as told.
func (p *planner) site(changes []Change) (*site.Site, diag.List) {
	var files []*briefing.File
	changed := map[string]*briefing.File{}
	for _, c := range changes {
		f, _ := briefing.Parse(c.Path, c.Text)
		if changed[c.Path] = f; c.Created {
			files = append(files, f)
		}
	}
	for i := range p.Texts {
		f := p.Texts[i].File
		files = append(files, cmp.Or(changed[f.Path], f))
	}
	slices.SortFunc(files, func(a, b *briefing.File) int { return strings.Compare(a.Path, b.Path) })
	return site.New(p.Config, files, nil, nil, p.Others, p.Now, &site.Memory{})
}

// excerpts fills in the lines that messages are about, of the files as they are to be.
func (p *planner) excerpts(list diag.List, changes []Change) {
	list.Excerpts(func(path string) ([]byte, error) {
		for _, c := range changes {
			if c.Path == path {
				return c.Text, nil
			}
		}
		for _, t := range p.Texts {
			if t.File.Path == path {
				return t.Bytes, nil
			}
		}
		return nil, errors.New("no such text")
	})
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
