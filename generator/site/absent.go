package site

import (
	"path"
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
)

// absent is what is known of files that are not in the site, held back or broken: just enough to tell a link that leads
// to one from a mistake.
type absent struct {
	files                        []*briefing.File
	paths, ids, addresses, slugs map[string]bool
	folders                      map[string]bool    // addresses of pages below which there is more: files of the bundle, years, a feed
	names                        [5]map[string]bool // by fold
	records                      [5]map[string]bool // ids of entity files
}

func newAbsent(cfg config.Config, files []*briefing.File) absent {
	h := absent{files: files, paths: map[string]bool{}, ids: map[string]bool{}, addresses: map[string]bool{}, slugs: map[string]bool{}, folders: map[string]bool{}}
	for k := range h.names {
		h.names[k], h.records[k] = map[string]bool{}, map[string]bool{}
	}
	for _, f := range files {
		h.paths[f.Path] = true
		h.slugs[f.Slug] = true
		h.redirects(f)
		if f.Kind == briefing.Page {
			h.folders[f.Slug+"/"] = true
			continue
		}
		if kind, ok := entityKinds[f.Kind]; ok {
			h.folders[address.Record(kind.Plural(), f.ID)] = true
			h.records[kind][f.ID] = true
			for _, name := range slices.Concat([]briefing.Name{{Text: f.ID}, f.Name}, f.Aliases, f.WeakAliases) {
				h.names[kind][address.Fold(name.Text)] = true
			}
			for _, name := range f.Names {
				h.names[kind][address.Fold(name.Text)] = true
			}
			continue
		}
		h.ids[f.ID] = true
		year, month, day := f.Date.Calendar()
		h.folders[address.Briefing(cfg.Permalink, year, month, day, f.Slug, f.ID)] = true
		h.addresses[address.Year(address.Archive, year)] = true
		h.addresses[address.Month(address.Archive, year, month)] = true
		for k := range h.names {
			kind := EntityKind(k)
			listed(f, kind, func(n *briefing.Name) {
				h.names[k][address.Fold(n.Text)] = true
				h.addresses[address.Collection(kind.Plural())] = true
				h.folders[address.Record(kind.Plural(), address.Slug(n.Text))] = true
			})
		}
	}
	return h
}

func (h *absent) redirects(f *briefing.File) {
	for _, name := range f.RedirectFrom {
		h.addresses[strings.Trim(name.Text, "/")+"/"] = true
	}
}

// has reports whether there would be a page or a file at an address if these files were in the site.
func (h *absent) has(addr string) bool {
	folder := strings.TrimSuffix(addr, "/") + "/"
	if h.addresses[folder] {
		return true
	}
	for ; folder != "./"; folder = path.Dir(strings.TrimSuffix(folder, "/")) + "/" {
		if h.folders[folder] {
			return true
		}
	}
	return false
}

// named reports whether one of the files lists or declares the name as one of the kinds. The name that an entity file
// declares may not be known; then it is taken to be the one that the file's name is made of.
func (h *absent) named(name string, kinds ...EntityKind) bool {
	fold, id := address.Fold(name), address.Slug(name)
	return slices.ContainsFunc(kinds, func(k EntityKind) bool { return h.names[k][fold] || h.records[k][id] })
}

// covers reports whether a path is that of one of the files, or lies in a folder that is one of them.
func (h *absent) covers(name string) bool {
	for len(h.paths) > 0 && name != "." && name != "/" {
		if h.paths[name] {
			return true
		}
		name = path.Dir(name)
	}
	return false
}

// means reports whether [[Name]] leads to one of the files, or to what one of them names.
func (h *absent) means(ref *briefing.Ref, kinds []EntityKind) bool {
	return h.named(ref.Target, kinds...) || (ref.Scope == "" || ref.Scope == "briefing") && h.ids[ref.Target]
}

// mayHave reports whether there could be a page at an address once all of these files can be read: of a file that cannot
// be, neither the date nor what it lists is known.
func (h *absent) mayHave(addr string) bool {
	if len(h.paths) == 0 {
		return false
	}
	addr = strings.TrimSuffix(addr, "/")
	section, _, _ := strings.Cut(addr, "/")
	return h.has(addr) || h.slugs[path.Base(addr)] || section+"/" == address.Archive ||
		slices.ContainsFunc(kindWords[:], func(w words) bool { return w.plural == section })
}
