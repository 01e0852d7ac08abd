package generator

import (
	"cmp"
	"fmt"
	"strings"

	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/lookalike"
	"dateline/generator/site"
	"dateline/generator/source"
)

// Check looks for what is no mistake but likely none that was meant either, and that no build looks for: all of them are
// warnings. The result is that of a Build with these options and a memory, with nothing held back. With errors in the source it
// finds nothing: what they hide is not known.
func Check(o Options, r *Result) (diag.List, error) {
	var list diag.List
	if r.Diagnostics.HasErrors() {
		return list, nil
	}
	tree, err := source.Open(o.Source)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSource, err)
	}
	defer tree.Close()
	lost, err := mentions(r, tree, &list)
	if err != nil {
		return nil, err
	}
	silenced := r.Site.Config.Silenced
	for kind := site.Actor; kind <= site.Author; kind++ {
		names := r.Memory.facts.Namings(kind)
		if !silenced["likely-duplicate"] {
			duplicates(names, &list)
		}
		seen := map[*site.Entity]bool{}
		for _, n := range names {
			if f := n.Entity.File; f != nil && !seen[n.Entity] {
				seen[n.Entity] = true
				entityFile(n.Entity, f, lost[n.Entity], silenced, &list)
			}
		}
	}
	if !silenced["missing-word"] {
		missingWords(r, &list)
	}
	foreignNames(r, &list)
	pictures(r, &list)
	if err := documents(r, tree, &list); err != nil {
		return nil, err
	}
	list.Sort()
	list.Excerpts(tree.ReadPath)
	return list, nil
}

// entityFile looks at one entity file. If the entity has no record, texts in the files of namedIn may name it all the same.
func entityFile(e *site.Entity, f *briefing.File, namedIn []string, silenced map[string]bool, list *diag.List) {
	if !e.HasRecord() && !silenced["unused-entity"] {
		hint := "list or link it by its name or an alias, or delete the file"
		if len(namedIn) > 0 {
			hint = fmt.Sprintf("%s names it: list it there, or link it as in [[%s]], and it has a record", namedIn[0], e.Name)
		}
		list.Warn(f.Name.Pos.In(f.Path), "unused-entity", fmt.Sprintf("nothing refers to this %s: no briefing lists it, no text links it", e.Kind), hint)
	}
	if f.Kind != briefing.Location {
		return
	}
	if f.Coords == nil && !silenced["place-without-coordinates"] {
		list.Warn(f.Name.Pos.In(f.Path), "place-without-coordinates", fmt.Sprintf("the place %q has no coordinates", e.Name),
			"add a line like coordinates = { lat = 47.91, lon = 33.39 }")
	}
	if e.Parent == nil && !free(f.EntityKind) && !silenced["place-without-parent"] {
		list.Warn(f.Name.Pos.In(f.Path), "place-without-parent", fmt.Sprintf("the place %q lies in no other place", e.Name),
			`add a line like parent = "Ukraine", or kind = "country"; an area that lies in no one place has kind = "area"`)
	}
}

// free reports whether a kind of place need not lie in another: a sea or a border does not.
func free(kind string) bool { return kind == "country" || kind == "area" }

// duplicates reports entities of a kind that may be one, each once: the rarer one, with the most common of those that it may be.
func duplicates(names []site.Naming, list *diag.List) {
	numbers := map[*site.Entity]int{}
	all := make([]lookalike.Name, len(names))
	for i, n := range names {
		if _, known := numbers[n.Entity]; !known {
			numbers[n.Entity] = len(numbers)
		}
		all[i] = lookalike.Name{Text: n.Text, Of: numbers[n.Entity]}
	}
	type match struct {
		rare, common site.Naming
		reason       lookalike.Reason
	}
	best := make([]match, len(numbers)) // by number of the rarer one
	for _, p := range lookalike.Pairs(all) {
		m := match{names[p.A], names[p.B], p.Reason}
		if commoner(m.rare.Entity, m.common.Entity) {
			m.rare, m.common = m.common, m.rare
		}
		if m.rare.Entity.File != nil && m.reason != lookalike.Same {
			continue // Who wrote a file for each knows them to be two.
		}
		if b := &best[numbers[m.rare.Entity]]; b.rare.Entity == nil || commoner(m.common.Entity, b.common.Entity) {
			*b = m
		}
	}
	for _, m := range best {
		if m.rare.Entity != nil {
			list.Warn(m.rare.Pos, "likely-duplicate",
				fmt.Sprintf("%q may be the same %s as %q (%s)", m.rare.Text, m.rare.Entity.Kind, m.common.Text, place(m.common.Pos)),
				duplicateHint(m.rare, m.common, m.reason))
		}
	}
}

// commoner reports whether of two entities the first one's name is the one to keep: it has a file, more briefings list it, or it
// is written out.
func commoner(a, b *site.Entity) bool {
	if (a.File != nil) != (b.File != nil) {
		return a.File != nil
	}
	if c := cmp.Compare(len(a.Briefings), len(b.Briefings)); c != 0 {
		return c > 0
	}
	if short := strings.ContainsAny(a.Name, ".,"); short != strings.ContainsAny(b.Name, ".,") {
		return !short
	}
	return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) < 0
}

// duplicateHint says what to write if two entities are one, and if they are two.
func duplicateHint(rare, common site.Naming, reason lookalike.Reason) string {
	if rare.Entity.File != nil {
		return fmt.Sprintf("if they are one, move what %s says into %s, and add aliases = [%q] there", rare.Entity.File.Path, common.Entity.File.Path, rare.Text)
	}
	hint := common.Entity.AliasHint(rare.Text)
	switch {
	case reason == lookalike.Same || rare.Entity.Kind == site.Series || rare.Entity.Kind == site.Author:
		return hint
	case common.Entity.File != nil:
		return hint + fmt.Sprintf("; if they are two, create a file for %q too", rare.Text)
	}
	return hint + "; if they are two, create a file for each"
}

// place gives a position as messages name it.
func place(at diag.Pos) string {
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d", at.File, at.Line)
}
