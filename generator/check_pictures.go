package generator

import (
	"dateline/generator/briefing"
	"dateline/generator/diag"
)

// pictures reports pictures that say nothing to readers who do not see them, and files in the place of pictures that are none.
func pictures(r *Result, list *diag.List) {
	silenced := r.Site.Config.Silenced
	silent := func(f *briefing.File) {
		for i := range f.Body.Refs {
			if ref := &f.Body.Refs[i]; ref.Silent {
				list.Warn(ref.Pos.In(f.Path), "missing-alt", "this picture has no alternative text: who does not see it learns nothing of it",
					"write between the brackets what it shows, as in ![Smoke above the station]("+ref.Target+")")
			}
		}
	}
	if !silenced["missing-alt"] {
		for _, b := range r.Site.Briefings {
			silent(b.File)
		}
		for _, p := range r.Site.Pages {
			silent(p.File)
		}
		for _, c := range r.Site.Kinds {
			for _, e := range c.Entities {
				if e.File != nil {
					silent(e.File)
				}
			}
		}
	}
	if silenced["not-a-picture"] {
		return
	}
	told := map[string]bool{}
	for _, a := range r.Site.Published() {
		if e := r.Memory.gallery.Of(&a.File); e != nil && e.Text && !told[a.File.Path] {
			told[a.File.Path] = true
			message, hint := "this is named like a picture, and is a text that no browser shows as one",
				"put the picture in its place: what was saved may be a page about it, or a message that there is none"
			if e.Pointer {
				message, hint = "this only points to a picture that git-lfs keeps elsewhere, and no browser shows it", "fetch the picture: git lfs pull"
			}
			list.Warn(diag.Pos{File: a.File.Path}, "not-a-picture", message, hint)
		}
	}
}
