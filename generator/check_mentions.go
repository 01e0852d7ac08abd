package generator

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/text/unicode/norm"

	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/mention"
	"dateline/generator/parallel"
	"dateline/generator/site"
	"dateline/generator/source"
)

// mentions reports what texts name and their briefings do not list, and what briefings list and their words never name: neither
// title and summary nor text, its headings, notes and captions included. It gives the files of texts that name entities without a
// record.
func mentions(r *Result, tree *source.Tree, list *diag.List) (lost map[*site.Entity][]string, err error) {
	silenced := r.Site.Config.Silenced
	strange, silent := !silenced["mentioned-not-listed"], !silenced["listed-not-mentioned"]
	var names []string // of actors and places, weak aliases included
	of := map[string][]*site.Entity{}
	for _, kind := range []site.EntityKind{site.Actor, site.Location} {
		for _, n := range r.Memory.facts.Namings(kind) {
			name := norm.NFC.String(n.Text)
			if of[name] == nil {
				names = append(names, name)
			}
			of[name] = append(of[name], n.Entity)
		}
	}
	table := mention.New(names, nil)
	type found struct {
		named map[*site.Entity]bool
		list  diag.List
		err   error
	}
	var all []map[*site.Entity]bool
	for _, f := range parallel.Map(r.Site.Briefings, func(b **site.Briefing) (f found) {
		text, err := tree.ReadPath((*b).Path)
		if err == nil && len(text) < (*b).Body.Offset {
			err = errors.New("it was saved meanwhile")
		}
		if err != nil {
			return found{err: fmt.Errorf("%w: read %s: %w", ErrSource, (*b).Path, err)}
		}
		if strange {
			strangers(*b, briefing.At((*b).File, text), &f.list)
		}
		f.named = map[*site.Entity]bool{}
		for _, words := range []string{(*b).Title, (*b).Summary, string(briefing.Text((*b).File, text))} {
			var all mention.Writer
			all.Piece(0, len(words), mention.Block, false)
			for _, m := range table.Find([]byte(words), all.Prose(), nil) {
				for _, e := range of[names[m.Name]] {
					f.named[e] = true
				}
			}
		}
		for _, l := range (*b).Links {
			f.named[l.Entity] = true
		}
		if silent {
			unnamed(*b, f.named, r.Memory.facts, &f.list)
		}
		return f
	}) {
		if f.err != nil {
			return nil, f.err
		}
		*list = append(*list, f.list...)
		all = append(all, f.named)
	}
	lost = map[*site.Entity][]string{}
	for i, named := range all {
		for e := range named {
			if e != nil && !e.HasRecord() {
				lost[e] = append(lost[e], r.Site.Briefings[i].Path)
			}
		}
	}
	return lost, nil
}

// strangers reports what a text names and the briefing does not list, unless it is around a place that it lists.
func strangers(b *site.Briefing, at func(offset int) diag.Pos, list *diag.List) {
	for _, s := range b.Strangers {
		if slices.ContainsFunc(b.Locations, s.Entity.Holds) {
			continue
		}
		list.Warn(at(int(s.Start)), "mentioned-not-listed", fmt.Sprintf("the text names the %s %q, and the briefing does not list it", s.Entity.Kind, s.Entity.Name),
			fmt.Sprintf("add %q to its %s, if the briefing is about it", s.Entity.Name, s.Entity.Kind.Plural()))
	}
}

// unnamed reports what a briefing lists and does not name, nor a place within it.
func unnamed(b *site.Briefing, named map[*site.Entity]bool, names *site.Memory, list *diag.List) {
	var inner []*site.Entity
	for e := range named {
		if e != nil && e.Kind == site.Location {
			inner = append(inner, e)
		}
	}
	for _, kind := range []site.EntityKind{site.Actor, site.Location} {
		var told []*site.Entity
		names.Listed(b, kind, func(n briefing.Name, e *site.Entity) {
			if !named[e] && !slices.ContainsFunc(inner, e.Holds) && !slices.Contains(told, e) {
				told = append(told, e)
				list.Warn(n.Pos.In(b.Path), "listed-not-mentioned", fmt.Sprintf("the briefing lists the %s %q, and never names it", kind, n.Text),
					fmt.Sprintf("name it in the text, take it from the %s, or, if the text has another name for it, add that to its aliases", kind.Plural()))
			}
		})
	}
}
