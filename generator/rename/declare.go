package rename

import (
	"fmt"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/tomldoc"
)

// declaration is what the entity's own file is to say anew.
type declaration struct {
	path    string
	create  bool
	named   bool     // its name is to be the new one
	aliases []string // to add
	from    string   // the old address that is to lead to a created file, or ""
}

// declaration gives what an entity file must say so that the old name and the new one both lead to it.
func (p *planner) declaration(old *entity) *declaration {
	f := old.text.File
	d := &declaration{path: f.Path}
	known := declared(f)
	if d.named = address.Fold(old.name) == p.fold && old.name != p.New; d.named {
		known = append(known[2:], p.New) // the id is no name to show
	}
	add := func(name string) {
		fold := address.Fold(name)
		if !slices.ContainsFunc(known, func(n string) bool { return address.Fold(n) == fold }) {
			d.aliases = append(d.aliases, name)
		}
	}
	if add(p.spelled(old)); !d.named {
		add(p.New)
	}
	return d
}

// edits gives how a declaration is written into its file.
func (d *declaration) edits(f front, name string) []edit {
	var edits []edit
	var lines []string
	switch has := f.table.Has("name"); {
	case d.named && has:
		at := f.offset(f.table.Pos("name").Place())
		end := stringEnd(f.text, at)
		edits = append(edits, edit{at, end, quoted(name, string(f.text[at:end]))})
	case d.named:
		lines = append(lines, "name = "+basic(name))
	}
	switch {
	case len(d.aliases) == 0:
	case f.table.Has("aliases"):
		edits = append(edits, f.add(f.offset(f.table.Pos("aliases").Place()), d.aliases)...)
	default:
		lines = append(lines, "aliases = "+array(d.aliases))
	}
	if lines != nil {
		edits = append(edits, f.below("name", lines))
	}
	return edits
}

// created writes an entity file.
func (d *declaration) created(name string) []byte {
	text := "+++\nname = " + basic(name) + "\naliases = " + array(d.aliases) + "\n"
	if d.from != "" {
		text += "redirect_from = " + array([]string{d.from}) + "\n"
	}
	return []byte(text + "+++\n")
}

// says makes what a file says what the declaration wants.
func (d *declaration) says(f *briefing.File, name string) {
	if d.named {
		f.Name.Text = name
	}
	for _, alias := range d.aliases {
		f.Aliases = append(f.Aliases, briefing.Name{Text: alias})
	}
}

// creation declares an entity that no file declares, under the address that its new name makes.
func (p *planner) creation(old *entity) *declaration {
	id := p.id(old)
	d := &declaration{create: true, path: fmt.Sprintf("briefings/_%s/%s.md", p.Kind.Plural(), id), aliases: []string{p.spelled(old)}}
	if id != old.id {
		d.from = "/" + address.Record(p.Kind.Plural(), old.id)
	}
	return d
}

// id gives the id that the new name makes, with a number behind it when it is another's.
func (p *planner) id(old *entity) string {
	slug := address.Slug(p.New)
	id := slug
	for n := 2; p.taken(id, old); n++ {
		id = fmt.Sprintf("%s-%d", slug, n)
	}
	return id
}

func (p *planner) taken(id string, old *entity) bool {
	if e := p.named(id); id == address.Reserved || e != nil && e.id != old.id {
		return true
	}
	for _, e := range p.before.Kinds[p.Kind].Entities {
		if e.ID == id && id != old.id {
			return true
		}
	}
	record := strings.Trim(address.Record(p.Kind.Plural(), id), "/")
	for i := range p.Texts {
		for _, from := range p.Texts[i].File.RedirectFrom {
			if strings.Trim(from.Text, "/") == record {
				return true
			}
		}
	}
	return false
}

// refuse says that the new name is another's, and how the two become one.
func (p *planner) refuse(old, other *entity, list *diag.List) {
	message := fmt.Sprintf("%q is another %s already", p.New, p.Kind)
	if other.name != p.New {
		message += fmt.Sprintf(", %q", other.name)
	}
	host, guest, name := other, old, p.spelled(old)
	if other.text == nil && old.text != nil {
		host, guest, name = old, other, other.name
	}
	aliases, from := []string{name}, []string{"/" + address.Record(p.Kind.Plural(), guest.id)}
	hint := fmt.Sprintf("create briefings/_%s/%s.md with the lines name = %s, aliases = %s and redirect_from = %s between two lines +++",
		p.Kind.Plural(), host.id, basic(host.name), array(aliases), array(from))
	if host.text != nil {
		aliases, from = append(names(host.text.File.Aliases), aliases...), append(names(host.text.File.RedirectFrom), from...)
		hint = fmt.Sprintf("write in %s: aliases = %s and redirect_from = %s", host.text.File.Path, array(aliases), array(from))
	}
	if guest.text != nil {
		hint += ", and remove " + guest.text.File.Path
	}
	list.Error(p.stands(other), "name-taken", message, "if they are one, "+hint+"; to give it single mentions, name their files with --only")
}

// stands gives the place where an entity is declared, or listed first.
func (p *planner) stands(e *entity) diag.Pos {
	if e.text != nil {
		f := newFront(*e.text)
		for _, key := range []string{"aliases", "name"} {
			if f.table.Has(key) {
				return f.table.Pos(key)
			}
		}
		return diag.Pos{File: e.text.File.Path}
	}
	loose := address.Loose(e.name)
	for i := range p.Texts {
		for _, n := range mentions(p.Texts[i].File, p.Kind) {
			if address.Loose(n.Text) == loose {
				return n.Pos.In(p.Texts[i].File.Path)
			}
		}
	}
	return diag.Pos{}
}

func names(names []tomldoc.Name) []string {
	var list []string
	for _, n := range names {
		list = append(list, n.Text)
	}
	return list
}
