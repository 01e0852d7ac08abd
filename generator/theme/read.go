package theme

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/generator/diag"
	"dateline/generator/picture"
)

// folders are what a theme consists of, each with the extension of its files; "" for any.
var folders = map[string]string{"templates": ".html", "styles": ".css", "scripts": ".js", "static": "", wordFolder: ".toml"}

const wordFolder = "i18n"

// place is where a file stands. Only files of words stand beside those of the same path, so that their layer matters.
type place struct {
	path  string
	layer int
}

// isTheme reports whether a folder holds at least one of a theme's folders. Other folders may stand beside the themes.
func isTheme(fsys fs.FS, dir string) bool {
	if fsys == nil || !fs.ValidPath(dir) {
		return false
	}
	for folder := range folders {
		if info, err := fs.Stat(fsys, path.Join(dir, folder)); err == nil && info.IsDir() {
			return true
		}
	}
	return false
}

// available says which themes there are.
func available(builtin, site fs.FS) string {
	var names []string
	for _, from := range []struct {
		fsys fs.FS
		dir  string
	}{{builtin, "."}, {site, "themes"}} {
		if from.fsys == nil {
			continue
		}
		entries, _ := fs.ReadDir(from.fsys, from.dir)
		for _, entry := range entries {
			if isTheme(from.fsys, path.Join(from.dir, entry.Name())) {
				names = append(names, quote(entry.Name()))
			}
		}
	}
	slices.Sort(names)
	return "there is " + strings.Join(slices.Compact(names), ", ") + "; a theme of your own is a folder themes/NAME with templates/ or styles/ in it"
}

// read adds a theme's files to those there are, in the place of those with the same path. A file in the wrong place
// would be ignored in silence, so it is named.
func read(files map[place]file, fsys fs.FS, dir, shown string, layer int, found *diag.List) {
	err := fs.WalkDir(fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			found.Error(diag.Pos{File: shown + below(dir, name)}, "theme", "cannot be read: "+reason(err), "")
			return nil
		}
		if name == dir {
			if !entry.IsDir() { // It was a folder just now.
				found.Error(diag.Pos{File: strings.TrimSuffix(shown, "/")}, "theme", "cannot be read: this is no folder any more", "")
			}
			return nil
		}
		if strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		rel := below(dir, name)
		where := diag.Pos{File: shown + rel}
		if !belongs(rel) {
			if looksMeant(rel) {
				found.Warn(where, "theme", "is in no place where a theme's files are looked for", meant(rel, files))
			}
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			found.Error(where, "theme", "cannot be read: "+reason(err), "")
			return nil
		}
		if !strings.HasPrefix(rel, "static/") {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
			if !utf8.Valid(text) {
				found.Error(where, "theme", "is not UTF-8 text", "save it as UTF-8")
				return nil
			}
		}
		p, err := picture.Read(rel, text)
		if refused := (&picture.Refusal{}); errors.As(err, &refused) {
			where.Line, where.Column = refused.Line, refused.Column
			found.Error(where, refused.Kind, refused.Message, refused.Hint)
			return nil
		}
		if p != nil {
			text = p.Bytes // without what it tells of who made it
		}
		at := place{path: rel}
		if strings.HasPrefix(rel, wordFolder+"/") {
			at.layer = layer
		}
		files[at] = file{path: rel, shown: where.File, layer: layer, text: text}
		return nil
	})
	if err != nil {
		found.Error(diag.Pos{File: strings.TrimSuffix(shown, "/")}, "theme", "cannot be read: "+reason(err), "")
	}
}

// belongs reports whether a theme looks at this path.
func belongs(rel string) bool {
	if rel == About {
		return true
	}
	folder, rest, ok := strings.Cut(rel, "/")
	extension, known := folders[folder]
	if !ok || !known {
		return false
	}
	if folder == "static" {
		return true
	}
	if folder == "templates" {
		rest = strings.TrimPrefix(rest, "partials/")
	}
	return path.Ext(rest) == extension && rest != extension && !strings.Contains(rest, "/")
}

// looksMeant reports whether a file that a theme does not look at is likely one that its author takes for a part of it.
func looksMeant(rel string) bool {
	extension := strings.ToLower(path.Ext(rel))
	if folder, _, _ := strings.Cut(rel, "/"); folder != rel && folders[folder] != "" {
		return !slices.Contains([]string{"", ".md", ".txt"}, extension) // of which every folder may have some
	}
	return slices.Contains([]string{".html", ".css", ".js", ".toml"}, extension)
}

// meant tells where a file would have to be.
func meant(rel string, files map[place]file) string {
	base := strings.ToLower(path.Base(rel))
	var same []string
	for at := range files {
		if path.Base(at.path) == base {
			same = append(same, at.path)
		}
	}
	if len(same) > 0 {
		return fmt.Sprintf("did you mean %s?", slices.Min(same))
	}
	switch stem := strings.TrimSuffix(base, path.Ext(base)); path.Ext(base) {
	case ".css", ".js":
		folder := map[string]string{".css": "styles", ".js": "scripts"}[path.Ext(base)]
		return fmt.Sprintf("its place is %s/%s; there are no folders below %[1]s", folder, base)
	case ".html", ".htm":
		return fmt.Sprintf("a page is templates/%s.html, a piece that pages share templates/partials/%[1]s.html", stem)
	}
	return "pages are templates/NAME.html, pieces templates/partials/NAME.html, then styles/NAME.css, scripts/NAME.js and i18n/LANG.toml"
}

// below gives the path of name below dir.
func below(dir, name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
}

// reason gives the cause of an error without the path, which the position tells.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

func quote(s string) string { return strconv.Quote(s) }
