package generator

import (
	"fmt"
	"path/filepath"

	"dateline/generator/gallery"
	"dateline/generator/plan"
	"dateline/generator/site"
	"dateline/generator/source"
)

// newGallery gives a gallery for a source. Only what publishes with a memory leaves something in the source's folder. To explain, it
// is enough to know what others found.
func newGallery(o Options, keeps bool) *gallery.Gallery {
	dir := filepath.Join(o.Source, memoryDir)
	folder := ""
	if keeps && o.Output != "" {
		folder = filepath.Join(dir, sizesDir)
	}
	g := gallery.New(folder, func() error { return makeMemoryDir(dir) })
	if keeps || o.PlanOnly {
		g.Read(readMemory(filepath.Join(dir, picturesName)))
	}
	return g
}

// look has the pictures looked at that are published, and made smaller if they are shown. What publishes nothing needs no smaller
// ones.
func (r *Result) look(o Options, tree *source.Tree, g *gallery.Gallery, published []site.Asset) error {
	if len(published) == 0 {
		return nil
	}
	files := make([]source.File, len(published))
	for i, a := range published {
		files[i] = a.File
	}
	var shown map[string]bool // made when somebody asks
	publishes := o.Output != "" && !o.PlanOnly && !r.Diagnostics.HasErrors()
	err := g.Look(tree, files, publishes, func(i int) bool {
		if shown == nil {
			shown = map[string]bool{}
			r.Site.Pictures(func(path string) { shown[path] = true })
		}
		return shown[published[i].Path()]
	})
	if err != nil {
		return fmt.Errorf("%w: %w", plan.ErrChanged, err)
	}
	return nil
}
