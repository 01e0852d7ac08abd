package theme

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dateline/generator/diag"
	"dateline/generator/view"
	"dateline/themes"
)

var update = flag.Bool("update", false, "write anew what is made of the views: themes/README.md and testdata/views.txt; read it before you commit it")

const (
	guideFile = "../../themes/README.md"
	viewsFile = "testdata/views.txt"
)

// pageOrder is the order in which the guide has the pages.
var pageOrder = []string{"home", "briefing", "record", "period", "archive", "index", "changes", "page", "search", "notfound"}

// always are the types that are never missing where a view points to them.
var always = []reflect.Type{reflect.TypeFor[view.Site](), reflect.TypeFor[view.Card]()}

// TestEveryPageHasItsView makes sure that no page of the built-in theme is taken for an author's own, or missing in the guide.
func TestEveryPageHasItsView(t *testing.T) {
	built, found := Load(themes.Builtin, nil, "", nil)
	if built == nil {
		t.Fatal(found)
	}
	if have := slices.Sorted(maps.Keys(views)); !slices.Equal(have, built.Templates()) || !slices.Equal(have, slices.Sorted(slices.Values(pageOrder))) {
		t.Errorf("views are known of %v, the theme has %v, the guide %v", have, built.Templates(), pageOrder)
	}
}

// TestGuide holds the parts of the guide that are made of the program against the program, so that they cannot go stale.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	guide := string(text)
	for name, made := range map[string]string{"files": filesTable(t), "functions": functionsTable(t), "fields": fieldsTables(t)} {
		begin, end := "<!-- "+name+": made by go test ./generator/theme -update -->\n", "\n<!-- end -->"
		before, rest, ok := strings.Cut(guide, begin)
		old, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("%s has no place for the %s: %s", guideFile, name, begin)
		}
		if old != made && !*update {
			t.Errorf("%s: the %s are not what the program has: run go test ./generator/theme -update", guideFile, name)
		}
		guide = before + begin + made + end + after
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(guideFile, []byte(guide), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestVersion holds what templates can use against what they could use when the list was last written. What is taken away or
// changed breaks themes, and needs another view.Version.
func TestVersion(t *testing.T) {
	now := contract(t)
	text, err := os.ReadFile(viewsFile)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	then := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range then {
		kept := slices.ContainsFunc(now, func(n string) bool { return n == line || strings.HasPrefix(n, line+" [") }) // a function may take more
		if then[0] == now[0] && len(text) > 0 && !kept {
			t.Errorf("themes for %s may use %q, which is no longer so: raise view.Version and tell in its changes what changed. "+
				"If no release has had it yet, delete %s first. Then run go test ./generator/theme -update", now[0], line, viewsFile)
		}
	}
	switch {
	case t.Failed() || slices.Equal(now, then):
	case *update:
		if err := os.WriteFile(viewsFile, []byte(strings.Join(now, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not up to date: run go test ./generator/theme -update", viewsFile)
	}
}

// contract lists what a theme's templates can use, the version of it first.
func contract(t *testing.T) []string {
	var list []string
	for name, v := range views {
		list = append(list, "page "+name+" "+describe(v))
	}
	with := shownWith(t)
	parts, err := Parts(themes.Builtin)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if kind, name := templateName(p.Path); kind == isPartial {
			list = append(list, "piece "+name+" "+strings.Join(with[name], ", "))
		}
	}
	for name, f := range funcs(nil) {
		list = append(list, "function "+signature(name, reflect.TypeOf(f)))
	}
	for _, v := range reachable() {
		for i := range v.NumField() {
			if f := v.Field(i); usable(f) {
				list = append(list, fmt.Sprintf("field %s.%s %s", v.Name(), f.Name, describe(f.Type)))
			}
		}
	}
	slices.Sort(list)
	return append([]string{fmt.Sprintf("version %d", view.Version)}, list...)
}

// reachable gives the types of the pages, then those of their parts, by name.
func reachable() []reflect.Type {
	var pages, parts []reflect.Type
	for _, name := range pageOrder {
		pages = append(pages, views[name])
	}
	var follow func(reflect.Type)
	follow = func(is reflect.Type) {
		for is.Kind() == reflect.Pointer || is.Kind() == reflect.Slice {
			is = is.Elem()
		}
		if is.Kind() != reflect.Struct {
			return
		}
		if !slices.Contains(pages, is) {
			if slices.Contains(parts, is) {
				return
			}
			parts = append(parts, is)
		}
		for i := range is.NumField() {
			if f := is.Field(i); usable(f) {
				follow(f.Type)
			}
		}
	}
	for _, page := range pages {
		follow(page)
	}
	slices.SortFunc(parts, func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) })
	return append(pages, parts...)
}

// shownWith gives what each template of the built-in theme is shown with.
func shownWith(t *testing.T) map[string][]string {
	built, found := Load(themes.Builtin, nil, "", nil)
	if built == nil {
		t.Fatal(found)
	}
	again := &Theme{files: built.files, words: built.words}
	base, pages := again.parse(&diag.List{})
	list, reached := again.check(base, pages)
	if len(list) > 0 {
		t.Fatal(list)
	}
	with := map[string][]string{}
	for name, types := range reached {
		for _, is := range types {
			if of := describe(is); !slices.Contains(with[name], of) {
				with[name] = append(with[name], of)
			}
		}
	}
	for name, v := range views {
		with["page "+name] = []string{describe(v)}
	}
	return with
}

func filesTable(t *testing.T) string {
	parts, err := Parts(themes.Builtin)
	if err != nil {
		t.Fatal(err)
	}
	with := shownWith(t)
	table := "| file | what it is | what it shows |\n|---|---|---|\n"
	for _, p := range parts {
		kind, name := templateName(p.Path)
		if strings.HasPrefix(p.Path, "static/") {
			continue
		}
		if kind == isPage {
			name = "page " + name
		}
		var types []string
		for _, of := range with[name] {
			types = append(types, linkedType(of))
		}
		shows := strings.Join(types, ", ")
		if kind == isLayout {
			shows = "every page's view"
		}
		table += fmt.Sprintf("| `%s` | %s | %s |\n", p.Path, prose(p.About), shows)
	}
	return table
}

func functionsTable(t *testing.T) string {
	files := parsed(t, ".")
	table := "| call | what it does |\n|---|---|\n"
	for _, name := range slices.Sorted(maps.Keys(funcs(nil))) {
		doc := ""
		for _, file := range files {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && strings.EqualFold(f.Name.Name, name) && f.Recv == nil {
					doc, _, _ = strings.Cut(f.Doc.Text(), "\n\n") // the first paragraph
				}
			}
		}
		if doc == "" {
			t.Errorf("the function %s, which templates can call, has no doc comment: the first paragraph of it stands in the guide", name)
		}
		_, doc, _ = strings.Cut(doc, " ") // its name
		table += fmt.Sprintf("| `%s` | %s |\n", signature(name, reflect.TypeOf(funcs(nil)[name])), strings.ToUpper(doc[:1])+prose(doc[1:]))
	}
	return table
}

func signature(name string, f reflect.Type) string {
	call := name
	for i := range f.NumIn() {
		in := f.In(i)
		if f.IsVariadic() && i == f.NumIn()-1 {
			call += " [" + describe(in.Elem()) + "…]"
			continue
		}
		call += " " + strings.ReplaceAll(describe(in), " ", "-")
	}
	return call
}

func fieldsTables(t *testing.T) string {
	docs := map[string]string{} // of types and of their fields
	for _, file := range parsed(t, "../view") {
		for _, decl := range file.Decls {
			types, ok := decl.(*ast.GenDecl)
			if !ok || types.Tok != token.TYPE {
				continue
			}
			for _, spec := range types.Specs {
				name := spec.(*ast.TypeSpec).Name.Name
				docs[name] = types.Doc.Text()
				if s, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						for _, n := range f.Names {
							docs[name+"."+n.Name] = strings.TrimSpace(f.Doc.Text() + f.Comment.Text())
						}
					}
				}
			}
		}
	}
	var b strings.Builder
	for _, v := range reachable() {
		fmt.Fprintf(&b, "### %s\n\n%s", v.Name(), prose(docs[v.Name()]))
		for _, name := range pageOrder {
			if views[name] == v {
				fmt.Fprintf(&b, " Shown by `templates/%s.html`", name)
				if name == "briefing" || name == "page" {
					b.WriteString(" and by templates of your own")
				}
				b.WriteString(".")
			}
		}
		b.WriteString("\n\n| field | type | what it is |\n|---|---|---|\n")
		for i := range v.NumField() {
			f := v.Field(i)
			if !usable(f) {
				continue
			}
			if f.Anonymous {
				fmt.Fprintf(&b, "| | %s | all its fields too |\n", linkedType(describe(f.Type)))
				continue
			}
			doc := docs[v.Name()+"."+f.Name]
			if doc == "" {
				t.Errorf("%s.%s has no comment: it stands in the guide for authors of themes", v.Name(), f.Name)
			}
			if f.Type.Kind() == reflect.Pointer && !slices.Contains(always, f.Type.Elem()) {
				doc = strings.TrimSuffix(doc, "; nil") + "; may be missing"
			}
			fmt.Fprintf(&b, "| `.%s` | %s | %s |\n", f.Name, linkedType(describe(f.Type)), prose(doc))
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n\n") + "\n"
}

func parsed(t *testing.T, dir string) []*ast.File {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("the files of %s: %v", dir, err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

var (
	typeName = regexp.MustCompile(`[A-Z][A-Za-z]+$`)
	action   = regexp.MustCompile(`\{\{.*?\}\}`)
)

// linkedType makes the name of a type in a description a link to its table.
func linkedType(of string) string {
	return typeName.ReplaceAllStringFunc(of, func(name string) string {
		if name == "HTML" {
			return name
		}
		return "[" + name + "](#" + strings.ToLower(name) + ")"
	})
}

// prose makes a comment text of a table.
func prose(comment string) string {
	comment = strings.Join(strings.Fields(comment), " ")
	comment = strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`).Replace(comment)
	return action.ReplaceAllStringFunc(comment, func(code string) string { return "`" + code + "`" })
}
