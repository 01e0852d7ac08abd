package rename

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// rewrite gives the changes of texts in which the name is to be another, and that of the entity's own file: it comes first,
// so that the new name leads there before anything lists it.
func (p *planner) rewrite(texts []Text, d *declaration, list *diag.List) ([]Change, error) {
	var changes []Change
	if d != nil && d.create {
		c := Change{Path: d.path, Text: d.created(p.New), Created: true, Aliases: d.aliases}
		f, found := briefing.Parse(c.Path, c.Text)
		if len(found) > 0 || f.Name.Text != p.New || !slices.Equal(names(f.Aliases), d.aliases) || strings.Join(names(f.RedirectFrom), "") != d.from {
			return nil, mistake(c.Path)
		}
		changes = append(changes, c)
	}
	for _, t := range texts {
		var own *declaration
		if d != nil && !d.create && d.path == t.File.Path {
			own = d
		}
		c, found, err := p.change(t, own)
		*list = append(*list, found...)
		switch {
		case err != nil:
			return nil, err
		case c == nil:
		case own != nil:
			changes = slices.Insert(changes, 0, *c)
		default:
			changes = append(changes, *c)
		}
	}
	return changes, nil
}

// change gives how one text is to be, or nil when it stays. A text that would be too large is reported.
func (p *planner) change(t Text, d *declaration) (*Change, diag.List, error) {
	meant := slices.DeleteFunc(p.meant(t.File), func(n *briefing.Name) bool { return n.Text == p.New })
	if len(meant) == 0 && d == nil {
		return nil, nil, nil
	}
	f := newFront(t)
	var edits []edit
	for _, n := range meant {
		at := f.offset(n.Pos)
		end := stringEnd(t.Bytes, at)
		edits = append(edits, edit{at, end, quoted(p.New, string(t.Bytes[at:end]))})
	}
	c := &Change{Path: t.File.Path, Names: len(meant), was: t.Bytes}
	if d != nil {
		edits = append(edits, d.edits(f, p.New)...)
		c.Named, c.Aliases = d.named, d.aliases
	}
	if len(edits) == 0 {
		return nil, nil, nil
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	c.edits, c.Text = edits, apply(t.Bytes, edits)
	list, err := p.verify(t, c.Text, d)
	return c, list, err
}

// verify parses a text again: nothing but the names may be another.
func (p *planner) verify(t Text, text []byte, d *declaration) (diag.List, error) {
	want, said := briefing.Parse(t.File.Path, t.Bytes)
	got, list := briefing.Parse(t.File.Path, text)
	if list.HasErrors() && list[0].Kind == "too-large" {
		return list, nil
	}
	sameBody := bytes.Equal(t.Bytes[want.Body.Offset:], text[got.Body.Offset:])
	for _, n := range p.meant(want) {
		n.Text = p.New
	}
	if d != nil {
		d.says(want, p.New)
	}
	for _, f := range []*briefing.File{want, got} {
		f.Hash, f.Front, f.Body = [sha256.Size]byte{}, 0, briefing.Body{}
		unplace(reflect.ValueOf(f))
	}
	if list.HasErrors() || len(list) != len(said) || !sameBody || !reflect.DeepEqual(want, got) {
		return nil, mistake(t.File.Path)
	}
	return nil, nil
}

func mistake(path string) error {
	return fmt.Errorf("more than names would be another in %s, so nothing was changed: this is a mistake of Dateline; please report it", path)
}

// unplace takes all positions out of a value.
func unplace(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			unplace(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			unplace(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[diag.Place]() {
			v.SetZero()
			return
		}
		for i := range v.NumField() {
			unplace(v.Field(i))
		}
	}
}
