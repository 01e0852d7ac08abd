package site

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"dateline/generator/diag"
	"dateline/generator/picture"
)

// bundleFolders gives the folders of the visible bundles: nobody is told of the files of a held-back one.
func (m *maker) bundleFolders() []string {
	var dirs []string
	if len(m.assets) == 0 {
		return nil // Nobody asks.
	}
	for i := range m.all {
		if f := m.all[i].file; f.Bundle {
			dirs = append(dirs, path.Dir(f.Path))
		}
	}
	slices.Sort(dirs)
	return dirs
}

// published is the list of file types that a bundle may publish, by extension. What a browser would run is not in it.
var published = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".avif": true, ".svg": true,
	".pdf": true, ".csv": true, ".tsv": true, ".txt": true, ".json": true, ".geojson": true, ".kml": true, ".gpx": true,
	".mp3": true, ".m4a": true, ".ogg": true, ".oga": true, ".opus": true, ".wav": true, ".flac": true,
	".mp4": true, ".webm": true, ".ogv": true, ".mov": true, ".vtt": true,
	".xlsx": true, ".docx": true, ".pptx": true, ".ods": true, ".odt": true, ".zip": true,
}

// Publishable reports whether a bundle may publish a file of this name.
func Publishable(name string) bool { return published[strings.ToLower(path.Ext(name))] }

var images = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".avif": true, ".svg": true}

// asset publishes a file of the text's bundle and leads to it, or to nothing after reporting why not.
func (r *linker) asset(target string, pos diag.Pos, as string) Link {
	name := besides(r.text.file, target)
	f, ok := r.maker.assets[name]
	ext := strings.ToLower(path.Ext(name))
	dir := path.Dir(r.text.file.Path)
	switch {
	case !r.text.file.Bundle:
		base := strings.TrimSuffix(r.text.file.Path, ".md")
		r.list.Error(pos, "not-a-bundle", fmt.Sprintf("%s cannot be published: only a bundle has files of its own", target),
			fmt.Sprintf("move the text to %s/index.md and put the file beside it", base))
	case !ok && r.broken.covers(name): // Said at the file itself.
	case !ok:
		var known []string
		for _, p := range sortedKeys(r.maker.assets) {
			if rest, inside := strings.CutPrefix(p, dir+"/"); inside {
				known = append(known, rest)
			}
		}
		r.list.Error(pos, "missing-file", fmt.Sprintf("there is no file %s", name), diag.DidYouMean(target, known))
	case !strings.HasPrefix(name, dir+"/"):
		r.list.Error(pos, "not-in-bundle", fmt.Sprintf("%s does not belong to this bundle", target), fmt.Sprintf("copy it to %s/", dir))
	case picture.Instead(name) != "":
		r.list.Error(pos, "file-type", fmt.Sprintf("files of the type %q are not published", ext), picture.Instead(name))
	case as == "image" && !images[ext]:
		r.list.Error(pos, "not-an-image", fmt.Sprintf("%s is not an image", target), "link it instead: [text]("+target+")")
	case !published[ext]:
		r.list.Error(pos, "file-type", fmt.Sprintf("files of the type %q are not published", ext), "convert it to a type like PDF, CSV, PNG or plain text, or put it in briefings/_static")
	default:
		rest := strings.TrimPrefix(name, dir+"/")
		if !slices.ContainsFunc(r.assets, func(a Asset) bool { return a.File.Path == name }) {
			r.assets = append(r.assets, Asset{f, r.text.address + rest})
		}
		return toPath(r.text.address+rest, "")
	}
	return Link{}
}
