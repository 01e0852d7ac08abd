package briefing

import "strings"

// pack puts what a file says side by side in memory, all its texts into one piece: the collector of garbage then meets a few things
// for each file instead of dozens, and neither the front matter's text nor room that nothing took is kept for them.
func (f *File) pack() {
	for _, s := range [2]*string{&f.ID, &f.Slug} {
		if at := strings.Index(f.Path, *s); at >= 0 {
			*s = f.Path[at : at+len(*s)]
		}
	}
	join(f.eachText)
	lists := [...]*[]Name{&f.Locations, &f.Topics, &f.Authors, &f.Related, &f.RedirectFrom, &f.Files}
	total := 0
	for _, l := range lists {
		total += len(*l)
	}
	room := make([]Name, 0, total)
	for _, l := range lists {
		if len(*l) > 0 {
			from := len(room)
			room = append(room, *l...)
			*l = room[from:len(room):len(room)]
		}
	}
	f.Body.Headings, f.Body.Refs = fitted(f.Body.Headings), fitted(f.Body.Refs)
}

// Together puts the sentences of names into one piece of memory.
func Together(found []Found) []Found {
	join(func(visit func(*string)) {
		for i := range found {
			visit(&found[i].Sentence)
		}
	})
	return found
}

// join puts all texts that each visits into one piece of memory. It visits them twice.
func join(each func(visit func(*string))) {
	size := 0
	each(func(s *string) { size += len(*s) })
	var all strings.Builder
	all.Grow(size)
	each(func(s *string) {
		from := all.Len()
		all.WriteString(*s)
		*s = all.String()[from:]
	})
}

// fitted gives a list without room for more.
func fitted[T any](list []T) []T {
	if len(list) == cap(list) {
		return list
	}
	return append(make([]T, 0, len(list)), list...)
}

// eachText visits the texts that a file holds, but for its path, what is part of that, and values of the writer's own.
func (f *File) eachText(visit func(*string)) {
	for _, s := range [2]*string{&f.ID, &f.Slug} {
		if !strings.Contains(f.Path, *s) {
			visit(s)
		}
	}
	visit(&f.Title)
	visit(&f.Summary)
	for i := range f.Actors {
		visit(&f.Actors[i].Text)
		visit(&f.Actors[i].Role)
		visit(&f.Actors[i].By.Text)
	}
	for _, list := range [...][]Name{f.Locations, f.Topics, f.Authors, f.Related, f.RedirectFrom, f.Files} {
		eachName(list, visit)
	}
	for _, n := range [...]*Name{&f.Series, &f.TranslationOf, &f.Template} {
		visit(&n.Text)
	}
	for i := range f.Updates {
		visit(&f.Updates[i].Note)
	}
	for i := range f.Sources {
		visit(&f.Sources[i].Name)
		visit(&f.Sources[i].URL)
	}
	visit(&f.StatusNote)
	visit(&f.Language)
	visit(&f.LinkMentions)
	if f.Entity != nil {
		f.Entity.eachText(visit)
	}
	f.Body.eachText(visit)
}

func (e *Entity) eachText(visit func(*string)) {
	for _, n := range [...]*Name{&e.Name, &e.SucceededBy, &e.Image, &e.Parent} {
		visit(&n.Text)
	}
	eachName(e.Aliases, visit)
	eachName(e.WeakAliases, visit)
	for i := range e.Names {
		visit(&e.Names[i].Language)
		visit(&e.Names[i].Text)
	}
	for i := range e.Links {
		visit(&e.Links[i].Name)
		visit(&e.Links[i].URL)
	}
	for i := range e.Affiliations {
		visit(&e.Affiliations[i].To.Text)
		visit(&e.Affiliations[i].Role)
	}
	visit(&e.EntityKind)
	visit(&e.Wikidata)
	visit(&e.Country)
}

func (b *Body) eachText(visit func(*string)) {
	for i := range b.Headings {
		visit(&b.Headings[i].ID)
		visit(&b.Headings[i].Text)
	}
	for i := range b.Refs {
		r := &b.Refs[i]
		visit(&r.Target)
		visit(&r.Fragment)
		visit(&r.Scope)
		visit(&r.Text)
		visit(&r.Sentence)
	}
	visit(&b.Excerpt)
	visit((*string)(&b.Prose))
}

func eachName(list []Name, visit func(*string)) {
	for i := range list {
		visit(&list[i].Text)
	}
}
