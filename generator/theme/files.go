package theme

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"dateline/generator/diag"
)

// Part is a file of the built-in theme.
type Part struct {
	Path  string // below the theme's folder: "templates/partials/row.html"
	About string // what it is, by the comment at its top; ""
	Text  []byte
}

// Parts gives the files of the built-in theme, sorted by path.
func Parts(builtin fs.FS) ([]Part, error) {
	var parts []Part
	err := fs.WalkDir(builtin, builtinName, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(builtin, name)
		parts = append(parts, Part{below(builtinName, name), about(text), text})
		return err
	})
	return parts, err
}

// opening is the comment at the top of a template, stylesheet or TOML file.
var opening = regexp.MustCompile(`^(?s)(?:\{\{-? ?)?(?:/\*(.*?)\*/|((?:#[^\n]*\n)+))`)

// about gives the first sentence of the comment at the top of a file.
func about(text []byte) string {
	m := opening.FindSubmatch(text)
	if m == nil {
		return ""
	}
	said := strings.ReplaceAll(string(m[1])+string(m[2]), "#", "")
	said = strings.Join(strings.Fields(said), " ")
	if first, _, more := strings.Cut(said, ". "); more {
		return first + "."
	}
	return said
}

// Find gives the file of the built-in theme that is meant by its path, by its name, or by its name without extension.
func Find(parts []Part, name string) (Part, error) {
	name = strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "./")
	var meant []Part
	var known, paths []string
	for _, p := range parts {
		base := path.Base(p.Path)
		stem := strings.TrimSuffix(base, path.Ext(base))
		if p.Path == name {
			return p, nil
		}
		if strings.HasSuffix(p.Path, "/"+name) || stem == name {
			meant, paths = append(meant, p), append(paths, p.Path)
		}
		known = append(known, stem, base, p.Path)
	}
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) > 1:
		return Part{}, fmt.Errorf("%q may be %s: write which", name, strings.Join(paths, " or "))
	}
	if near := diag.Nearest(name, known); near != "" {
		return Part{}, fmt.Errorf("the built-in theme has no file %q; did you mean %q?", name, near)
	}
	return Part{}, fmt.Errorf("the built-in theme has no file %q; \"dateline theme list\" shows what it has", name)
}

// Own gives the path below the site that a file has in the site's own theme, and whether it is there. site may be nil.
func Own(site fs.FS, theme, file string) (name string, exists bool) {
	name = path.Join("themes", theme, file)
	_, err := fs.Stat(site, name)
	return name, err == nil
}
