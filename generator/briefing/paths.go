package briefing

import (
	"fmt"
	"path"
	"strings"

	"dateline/generator/address"
	"dateline/generator/diag"
)

// folders are those whose files are not briefings.
var folders = map[string]Kind{"_actors": Actor, "_locations": Location, "_topics": Topic, "_pages": Page}

// named fills in what a file's path tells: the kind, and the id and the slug that front matter may replace. A
// slug that the path does not give is left empty: whether that is an error depends on the front matter.
func (f *File) named(name string, list *diag.List) {
	f.Path = name
	below := strings.TrimPrefix(name, "briefings/")
	if top, rest, ok := strings.Cut(below, "/"); ok && folders[top] != Briefing {
		f.Kind, below = folders[top], rest
	}
	if f.Kind != Briefing && f.Kind != Page {
		f.Entity = &Entity{}
	}
	below = strings.TrimSuffix(below, path.Ext(below))
	if below == "index" {
		list.Error(diag.Pos{File: name}, "bad-name", "an index.md needs a folder of its own, whose name becomes the address",
			"move it into a folder, or give it another name")
		return
	}
	if path.Base(below) == "index" {
		f.Bundle, below = true, path.Dir(below)
	}
	f.ID = below
	f.Slug = address.Slug(withoutDate(path.Base(below)))
	if f.Kind == Briefing {
		return
	}
	f.ID = address.Slug(path.Base(below))
	f.Slug = f.ID
	if f.ID == "" {
		list.Error(diag.Pos{File: name}, "bad-name", fmt.Sprintf("the name %q has no letter or digit to make an address of", path.Base(below)),
			"give the file another name, like nato.md")
	}
}

// withoutDate takes a leading date off a file's name: 2025-04-04-title gives title. A name that is only a date stays.
func withoutDate(name string) string {
	const form = "0000-00-00"
	if len(name) <= len(form)+1 || !strings.ContainsAny(name[len(form):len(form)+1], "-_ .") {
		return name
	}
	for i := range len(form) {
		digit := name[i] >= '0' && name[i] <= '9'
		if digit != (form[i] == '0') || !digit && name[i] != '-' {
			return name
		}
	}
	if rest := name[len(form)+1:]; address.Slug(rest) != "" {
		return rest
	}
	return name
}
