package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"dateline/generator"
	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/plan"
	"dateline/generator/site"
	"github.com/spf13/cobra"
)

func newExplain(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "explain WHAT",
		Short: "Say where an address comes from, where a file goes, who a name is",
		Long: `Explain says for an address which files, entities and template made it, which texts mention
what it is about, and what its key stands for: while that stays the same, it is not made anew.
It says for a file at which address it is published, and for a name who or what that is.`,
		Example: `  dateline explain /actors/volodymyr-zelensky/
  dateline explain briefings/2025/kyiv-talks/index.md
  dateline explain "Kryvyi Rih"`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New(`explain one address, file or name; one of several words stands in quotes, like explain "Kryvyi Rih"`)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			o.PlanOnly = true
			r, err := generator.Build(o, nil)
			if err != nil {
				return runError{err}
			}
			p := printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}
			if r.Diagnostics.HasErrors() {
				p.diagnostics(r.Diagnostics)
			}
			if r.Site == nil {
				return failed(exitSource)
			}
			facts := explain(r, f.source, args[0])
			if len(facts) == 0 {
				return runError{fmt.Errorf("%q is no address, file or name of this site%s", args[0], nearName(r.Site, args[0]))}
			}
			for _, fact := range facts {
				if f.json {
					p.event(fact)
				} else {
					fact.print(p.out)
				}
			}
			if r.Diagnostics.HasErrors() {
				return failed(exitSource)
			}
			return nil
		},
	}
}

// fact is one answer of explain.
type fact struct {
	Event    string   `json:"event"`
	What     string   `json:"what"` // "address", "file", "actor", …
	Name     string   `json:"name,omitempty"`
	Address  string   `json:"address,omitempty"`
	Template string   `json:"template,omitempty"`
	Kind     string   `json:"kind,omitempty"`
	Files    []string `json:"files,omitempty"`
	Entities []string `json:"entities,omitempty"`
	Mentions []string `json:"mentions,omitempty"` // files of texts that name it and do not list it; of a briefing, whom its text names so
	Why      string   `json:"why,omitempty"`
	View     string   `json:"view,omitempty"` // stands for what the template is given
	Key      string   `json:"key,omitempty"`  // stands for all that the bytes depend on
}

func (f fact) print(w io.Writer) {
	title := f.Name
	if title == "" {
		title = f.Address
	}
	fmt.Fprintf(w, "%s: %s\n", title, f.What)
	var key string
	switch {
	case f.View != "":
		key = f.Key + ", of the view, the kind, the template, the theme's files, --portable, and the program " + version()
	case f.Key != "":
		key = f.Key + ", of what it holds, the kind, the theme's files, --portable, and the program " + version()
	}
	for _, line := range []struct {
		label string
		text  []string
	}{
		{"address", []string{f.Address}}, {"kind", []string{f.Kind}}, {"template", []string{f.Template}}, {"why", []string{f.Why}},
		{"files", f.Files}, {"entities", f.Entities}, {"mentions", f.Mentions}, {"view", []string{f.View}}, {"key", []string{key}},
	} {
		if text := strings.Join(line.text, "\n            "); text != "" {
			fmt.Fprintf(w, "  %-9s %s\n", line.label, text)
		}
	}
}

// explain answers for an address, a file, or a name, in this order.
func explain(r *generator.Result, source, what string) []fact {
	if facts := explainAddress(r, what); facts != nil {
		return facts
	}
	if facts := explainFile(r, source, what); facts != nil {
		return facts
	}
	return explainName(r.Site, what)
}

func explainAddress(r *generator.Result, what string) []fact {
	cfg := r.Site.Config
	u, err := url.Parse(what)
	if err != nil {
		return nil
	}
	if u.Scheme != "" && u.Scheme+"://"+u.Host != cfg.Origin {
		return nil
	}
	path := u.Path
	if rest, ok := strings.CutPrefix(path, cfg.BasePath); ok && cfg.BasePath != "/" {
		path = rest
	}
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "index.html")
	if path == "" && what != "/" && u.Path != cfg.BasePath && u.Scheme == "" {
		return nil
	}
	for _, out := range r.Outputs {
		if out.Address == path || out.Address == path+"/" {
			return []fact{explainOutput(r.Site, out)}
		}
	}
	return nil
}

func explainOutput(s *site.Site, out *plan.Output) fact {
	view, key := out.Key()
	f := fact{Event: "explained", What: "an address of this site", Address: s.Config.BasePath + out.Address, Kind: out.Kind, Template: out.Template,
		Key: fmt.Sprintf("%x", key)}
	if out.Template != "" {
		f.View = fmt.Sprintf("%x", view)
	}
	if out.Pos.File != "" {
		f.Files = []string{out.Pos.File}
	}
	if e := out.Entity; e != nil {
		f.Entities = append(f.Entities, entityLine(e))
		for _, other := range around(e) {
			f.Entities = append(f.Entities, entityLine(other))
		}
		f.recorded(e)
	}
	for _, b := range s.Briefings {
		if b.Address == out.Address {
			f.Entities = append(f.Entities, listedBy(b)...)
			for _, stranger := range b.Strangers {
				f.Mentions = append(f.Mentions, entityLine(stranger.Entity))
			}
		}
	}
	if out.Entity == nil && out.Pos.File == "" && out.Kind != "theme" {
		f.Files, f.Why = periodFiles(s, out.Address)
	}
	return f
}

// recorded adds the files that an entity's record is made from: those of its briefings, of places within or of its people too, and
// of texts that name it.
func (f *fact) recorded(e *site.Entity) {
	for _, b := range e.Record {
		f.Files = append(f.Files, b.Path)
	}
	for _, r := range e.Referred {
		switch {
		case r.Briefing != nil:
			f.Mentions = append(f.Mentions, r.Briefing.Path)
		case r.Page != nil:
			f.Mentions = append(f.Mentions, r.Page.Path)
		default:
			f.Mentions = append(f.Mentions, r.Entity.File.Path)
		}
	}
}

// around gives the entities that a record names for what they are to it: the places around and within, what an actor belongs to and
// who belongs to it, who comes before and after.
func around(e *site.Entity) (list []*site.Entity) {
	for p := e.Parent; p != nil; p = p.Parent {
		list = append(list, p)
	}
	list = append(list, e.Children...)
	for _, b := range e.Belongs {
		list = append(list, b.To)
	}
	for _, p := range e.People {
		list = append(list, p.Who)
	}
	list = append(list, e.Preceding...)
	if e.Successor != nil {
		list = append(list, e.Successor)
	}
	return list
}

// periodFiles gives the briefings of a year or a month of the archive; other pages and files of the whole site are made
// from all.
func periodFiles(s *site.Site, addr string) (files []string, why string) {
	day := strings.ReplaceAll(strings.Trim(strings.TrimPrefix(addr, address.Archive), "/"), "/", "-")
	if addr == address.Archive || !strings.HasPrefix(addr, address.Archive) {
		return nil, "made from all briefings"
	}
	for _, b := range s.Briefings {
		if strings.HasPrefix(b.Date.String(), day) {
			files = append(files, b.Path)
		}
	}
	return files, ""
}

func entityLine(e *site.Entity) string { return fmt.Sprintf("%s %q (%s)", e.Kind, e.Name, e.ID) }

// listedBy gives the entities that a briefing lists.
func listedBy(b *site.Briefing) []string {
	var lines []string
	for _, w := range b.Who {
		lines = append(lines, entityLine(w.Actor))
	}
	for _, list := range [][]*site.Entity{b.Locations, b.Topics, b.Authors} {
		for _, e := range list {
			lines = append(lines, entityLine(e))
		}
	}
	if b.Series != nil {
		lines = append(lines, entityLine(b.Series))
	}
	return lines
}

func explainFile(r *generator.Result, source, what string) []fact {
	names := []string{filepath.ToSlash(filepath.Clean(what))} // below the source
	root, rootErr := filepath.Abs(source)
	file, fileErr := filepath.Abs(what)
	if rel, err := filepath.Rel(root, file); errors.Join(rootErr, fileErr, err) == nil {
		names = append(names, filepath.ToSlash(rel)) // from here
	}
	var facts []fact
	for _, name := range names {
		for _, h := range r.Held {
			if h.File.Path == name {
				return []fact{{Event: "explained", What: "a file that is held back", Name: name, Why: h.Reason}}
			}
		}
		for _, out := range r.Outputs {
			if out.Pos.File == name && out.Kind != "size" && len(facts) == 0 {
				f := explainOutput(r.Site, out)
				f.Name, f.What = name, "a file of this site"
				facts = append(facts, f)
			}
		}
		if facts == nil && slices.Contains(r.Parsed, name) {
			facts = append(facts, fact{Event: "explained", What: "a file that has no page of its own", Name: name, Why: "nothing that is published names it"})
		}
		for _, f := range r.Site.Unlisted {
			if f.Path == name {
				facts = append(facts, fact{Event: "explained", What: "a file that is not published", Name: name, Why: "nothing in its briefing shows, links or lists it"})
			}
		}
		if facts != nil {
			return facts
		}
	}
	return nil
}

// explainName finds everything that a name means: a name may stand for an actor and a place.
func explainName(s *site.Site, what string) []fact {
	var facts []fact
	for _, c := range s.Kinds {
		for _, e := range c.Entities {
			why := means(e, what)
			if why == "" {
				continue
			}
			f := fact{Event: "explained", What: e.Kind.String(), Name: e.Name, Address: s.Config.BasePath + e.Address, Why: why}
			if e.File != nil {
				f.Kind = e.File.EntityKind
				f.Files = append(f.Files, e.File.Path)
			}
			f.recorded(e)
			facts = append(facts, f)
		}
	}
	if b := byID(s, what); b != nil {
		facts = append(facts, fact{Event: "explained", What: "a briefing", Name: b.Title, Address: s.Config.BasePath + b.Address, Why: "its id", Files: []string{b.Path}, Entities: listedBy(b)})
	}
	return facts
}

// means says why a name stands for an entity, or "".
func means(e *site.Entity, name string) string {
	fold := address.Fold(name)
	switch {
	case address.Fold(e.Name) == fold && e.File != nil:
		return "the name that its file declares"
	case address.Fold(e.Name) == fold:
		return "the name that briefings list; no file declares it"
	case address.Fold(e.ID) == fold:
		return "its id"
	}
	if f := e.File; f != nil {
		for _, n := range f.Names {
			if address.Fold(n.Text) == fold {
				return fmt.Sprintf("its name in the language %q, as its file declares", n.Language)
			}
		}
		if slices.ContainsFunc(f.WeakAliases, func(n briefing.Name) bool { return address.Fold(n.Text) == fold }) {
			return "a weak alias that its file declares"
		}
	}
	for _, other := range e.Other {
		if address.Fold(other) == fold {
			return "an alias that its file declares"
		}
	}
	if address.Loose(e.Name) == address.Loose(name) {
		return "equal but for diacritics, punctuation and spacing"
	}
	return ""
}

// nearName suggests a name or address.
func nearName(s *site.Site, what string) string {
	var known []string
	for _, c := range s.Kinds {
		for _, e := range c.Entities {
			known = append(known, e.Name, "/"+e.Address)
		}
	}
	for _, b := range s.Briefings {
		known = append(known, b.ID, "/"+b.Address, b.Path)
	}
	if near := diag.Nearest(what, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
