// Package theme turns views into bytes with html/template. It loads the built-in theme and lays a site's own files over
// it. It knows of no site and of no file that is published but the theme's own: styles, scripts and what comes with them.
//
// A theme is a folder:
//
//	templates/layout.html      what every page has around it; shows the page with {{template "main" .}}
//	templates/NAME.html        a page, executed with its view
//	templates/partials/X.html  a piece: {{template "X" .}}
//	styles/*.css               joined in the order of their names into one stylesheet
//	scripts/*.js               each published by itself
//	static/**                  published below assets/ as it is; a file that a style names, url("../static/x"), under a name with its hash
//	static/icon.svg            the site's sign, and icon-180.png and icon-512.png, unless the site has a favicon of its own
//	i18n/LANG.toml             the words of the interface in a language
//	theme.toml                 the version of the views that its templates were written for: view = 1
//
// A file of a site's theme replaces the built-in file with the same path, or adds to them; one of words replaces single words.
package theme

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"

	"dateline/generator/diag"
	"dateline/generator/view"
	"dateline/generator/words"
)

// Theme is a loaded theme. It is immutable and safe for concurrent use.
type Theme struct {
	files      []file // sorted by path
	assets     []Asset
	stylesheet string
	scripts    []string
	own        map[string]string // the scripts of one template alone, by its name
	icons      view.Icons
	digest     view.Digest

	read  diag.List // what reading its files found to say
	found diag.List // all that is to be said of it, none of which is an error

	words map[string]*words.Words // by language
	base  *htmltemplate.Template  // layout and partials; never executed, because it could not be cloned any more
	pages map[string]*page
}

// Asset is a file that the theme publishes. Its address is below the site's root, without a leading slash.
type Asset struct {
	Address string
	Bytes   []byte
	Hash    [sha256.Size]byte // of the bytes
}

// file is one file of the theme.
type file struct {
	path  string // below the theme's folder
	shown string // as messages name it: "themes/NAME/…" or "built-in theme: …"
	layer int    // 0 is the built-in default theme; those above are laid over it
	text  []byte
	hash  [sha256.Size]byte // of the text; once it is published
}

// own reports whether the file is of the site's theme, and not built in.
func (f file) own() bool { return f.layer == siteLayer }

// siteLayer is the layer of the site's own theme, above those that are built in.
const siteLayer = 2

func (f file) equal(other file) bool {
	return f.path == other.path && f.shown == other.shown && bytes.Equal(f.text, other.text)
}

// builtinName is the built-in theme over which every other is laid.
const builtinName = "default"

// Load reads the theme called name: the built-in default theme; over it the built-in theme of that name, if there is
// one; over it the folder themes/NAME of the site. site may be nil. All that is wrong with the files is in the list at
// once, with its place; with an error among it there is no theme. last is an earlier theme, which is given again if its files
// are the same; it may be nil.
func Load(builtin, site fs.FS, name string, last *Theme) (*Theme, diag.List) {
	var found diag.List
	name = cmp.Or(name, builtinName)
	own := path.Join("themes", name)
	fromBuiltin := isTheme(builtin, name)
	fromSite := fs.ValidPath(own) && path.Base(own) == name && isTheme(site, own)
	if !fromBuiltin && !fromSite {
		found.Error(diag.Pos{}, "unknown-theme", "there is no theme "+quote(name), available(builtin, site))
		return nil, found
	}

	files := map[place]file{}
	read(files, builtin, builtinName, "built-in theme: ", 0, &found)
	if fromBuiltin && name != builtinName {
		read(files, builtin, name, "built-in theme "+name+": ", 1, &found)
	}
	if fromSite {
		read(files, site, own, own+"/", siteLayer, &found)
	}
	t := &Theme{files: slices.SortedFunc(maps.Values(files), func(a, b file) int {
		return cmp.Or(strings.Compare(a.path, b.path), cmp.Compare(a.layer, b.layer))
	})}
	if unused := path.Join("themes", builtinName); name != builtinName && isTheme(site, unused) {
		found.Warn(diag.Pos{File: unused}, "unused-theme", "nothing in this folder is used: the site has the theme "+quote(name),
			fmt.Sprintf("move what is still wanted into themes/%s, which lies over the built-in theme too, and delete the folder", name))
	}
	if last != nil && slices.Equal(last.read, found) && slices.EqualFunc(last.files, t.files, file.equal) {
		return last, slices.Clone(last.found) // whoever gets it fills it in
	}
	t.read = slices.Clone(found)
	t.publish(&found)
	if t.words = words.Load(t.wordFiles(), &found); t.words == nil {
		found.Error(diag.Pos{}, "template", "the theme has no i18n/en.toml", "")
		return nil, found
	}
	t.stated(own, &found)
	base, pages := t.parse(&found)
	if !found.HasErrors() && slices.ContainsFunc(t.files, file.ownTemplate) { // what is built in is right
		list, reached := t.check(base, pages)
		found = append(found, list...)
		t.unreached(reached, &found)
		t.forbidden(&found)
	}
	found.Sort()
	if found.HasErrors() {
		return nil, found
	}
	t.found = found
	return t, slices.Clone(found)
}

// Assets gives the files that the theme publishes, sorted by address.
func (t *Theme) Assets() []Asset { return t.assets }

// Stylesheet gives the address of the one stylesheet; "" when the theme has no styles.
func (t *Theme) Stylesheet() string { return t.stylesheet }

// Scripts gives the addresses of the scripts, in the order of their names.
func (t *Theme) Scripts() []string { return t.scripts }

// Script gives the address of the script that only pages of one template have: the one with the template's name. It is "" when there
// is none.
func (t *Theme) Script(template string) string { return t.own[template] }

// Icons gives the addresses of the site's signs, unless it has its own.
func (t *Theme) Icons() view.Icons { return t.icons }

// Digest stands for all files of the theme.
func (t *Theme) Digest() view.Digest { return t.digest }

// Has reports whether there is a page template of this name.
func (t *Theme) Has(name string) bool { return t.pages[name] != nil }

// Words gives the words of a language (BCP 47), or nil, as words.Of does.
func (t *Theme) Words(tag string) *words.Words { return words.Of(t.words, tag) }

// wordFiles gives the files of words, each language's in the order of the themes.
func (t *Theme) wordFiles() []words.File {
	var files []words.File
	for _, f := range t.files {
		if name, ok := strings.CutPrefix(f.path, wordFolder+"/"); ok {
			files = append(files, words.File{Shown: f.shown, Language: strings.TrimSuffix(name, ".toml"), Text: string(f.text), First: f.layer == 0})
		}
	}
	return files
}

// Templates gives the names of the page templates, sorted.
func (t *Theme) Templates() []string { return slices.Sorted(maps.Keys(t.pages)) }

// file gives the file at a path below the theme's folder.
func (t *Theme) file(path string) (f file, ok bool) {
	i, ok := slices.BinarySearchFunc(t.files, path, func(f file, path string) int { return strings.Compare(f.path, path) })
	if ok {
		f = t.files[i]
	}
	return f, ok
}

// publish works out what the theme publishes, and its digest. The address of a stylesheet, of a script and of what a style
// names carries its hash, so that a browser may keep it for good.
func (t *Theme) publish(found *diag.List) {
	t.own = map[string]string{}
	var mixer view.Mixer
	var styles bytes.Buffer
	for i := range t.files {
		t.files[i].hash = sha256.Sum256(t.files[i].text)
	}
	hashes := map[string]string{} // addresses of the files that styles name, and of the icons
	for _, f := range t.files {
		if strings.HasPrefix(f.path, "styles/") {
			styles.Write(t.style(f, hashes, found))
			styles.WriteByte('\n')
		}
	}
	for _, icon := range []struct {
		path string
		to   *string
	}{{"static/icon.svg", &t.icons.Any}, {"static/icon-180.png", &t.icons.Touch}, {"static/icon-512.png", &t.icons.Large}} {
		if f, ok := t.file(icon.path); ok {
			*icon.to = hashed(strings.TrimPrefix(icon.path, "static/"), f.hash)
			hashes[icon.path] = *icon.to
		}
	}
	for _, f := range t.files {
		mixer.Text(f.path, string(f.hash[:]))
		switch folder, rest, _ := strings.Cut(f.path, "/"); folder {
		case "scripts":
			address := hashed(rest, f.hash)
			name := strings.TrimSuffix(rest, ".js")
			if _, page := t.file("templates/" + name + ".html"); page {
				t.own[name] = address
			} else {
				t.scripts = append(t.scripts, address)
			}
			t.assets = append(t.assets, Asset{address, f.text, f.hash})
		case "static":
			t.assets = append(t.assets, Asset{cmp.Or(hashes[f.path], "assets/"+rest), f.text, f.hash})
		}
	}
	if styles.Len() > 0 {
		sum := sha256.Sum256(styles.Bytes())
		t.stylesheet = hashed("dateline.css", sum)
		t.assets = append(t.assets, Asset{t.stylesheet, styles.Bytes(), sum})
	}
	slices.SortFunc(t.assets, func(a, b Asset) int { return strings.Compare(a.Address, b.Address) })
	t.digest = mixer.Sum()
}

// hashed gives the address of a file of this name and hash.
func hashed(name string, sum [sha256.Size]byte) string {
	extension := path.Ext(name)
	return "assets/" + strings.TrimSuffix(name, extension) + "-" + hex.EncodeToString(sum[:])[:10] + extension
}

// page is one page template. Its sets, one for each language, are built when the first page needs them: most builds render few
// kinds, in one language.
type page struct {
	build map[*words.Words]func() (*built, error)
}

// built is a set of templates with one of them compiled, for what the compiler knows.
type built struct {
	set      *htmltemplate.Template
	compiled *compiled
}

// parse makes the templates. Layout and partials are the base; a page adds its own file as "main". It gives them as they are
// written, by name: those of the base, and of each page.
func (t *Theme) parse(found *diag.List) (base map[string]*parse.Tree, pages map[string]map[string]*parse.Tree) {
	t.pages = map[string]*page{}
	t.base = htmltemplate.New("layout").Option("missingkey=error").Funcs(funcs(nil)).Funcs(htmltemplate.FuncMap{"printf": printf})
	hasLayout := false
	base, pages = map[string]*parse.Tree{}, map[string]map[string]*parse.Tree{}
	for _, f := range t.files {
		kind, name := templateName(f.path)
		if kind == notTemplate {
			continue
		}
		trees, ok := t.trees(f, found)
		if !ok {
			continue
		}
		switch kind {
		case isLayout:
			hasLayout = true
			t.add(t.base, "layout", trees)
			maps.Copy(base, defined(trees, "layout"))
		case isPartial:
			if name == "layout" || name == "main" {
				found.Error(diag.Pos{File: f.shown}, "template", "a partial cannot be called "+quote(name),
					"layout.html and the page are called so; give the file another name")
				continue
			}
			t.add(t.base, name, trees)
			maps.Copy(base, defined(trees, name))
		case isPage:
			pages[name] = defined(trees, "main")
			p := &page{map[*words.Words]func() (*built, error){}}
			for _, w := range t.words {
				p.build[w] = sync.OnceValues(func() (*built, error) {
					set, err := t.base.Clone()
					if err != nil {
						return nil, err
					}
					t.add(set.Funcs(funcs(w)), "main", trees)
					return &built{set, compile(set, "layout", w)}, nil
				})
			}
			t.pages[name] = p
		}
	}
	if !hasLayout && !found.HasErrors() {
		found.Error(diag.Pos{}, "template", "the theme has no templates/layout.html", "")
	}
	return base, pages
}

// defined gives what a file defines by name, its own text under the given one.
func defined(trees map[string]*template.Template, name string) map[string]*parse.Tree {
	all := map[string]*parse.Tree{}
	for own, each := range trees {
		all[cmp.Or(own, name)] = each.Tree
	}
	return all
}

// ownTemplate reports whether a file is a template of the site's own.
func (f file) ownTemplate() bool {
	kind, _ := templateName(f.path)
	return f.own() && kind != notTemplate
}

const (
	notTemplate = iota
	isLayout
	isPartial
	isPage
)

// templateName tells what a file of the theme is to the templates, and its name there.
func templateName(file string) (kind int, name string) {
	rest, ok := strings.CutPrefix(file, "templates/")
	if !ok {
		return notTemplate, ""
	}
	name = strings.TrimSuffix(rest, ".html")
	if partial, ok := strings.CutPrefix(name, "partials/"); ok {
		return isPartial, partial
	}
	if name == "layout" {
		return isLayout, name
	}
	return isPage, name
}
