package theme

import (
	"fmt"
	htmltemplate "html/template"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"dateline/generator/diag"
	"dateline/generator/view"
	"dateline/generator/words"
)

// This file follows what templates ask of views, by the types of their fields, before any page is rendered: so a mistake is found
// in a part of a template that no page of today reaches, is told once, and with the field that was meant. What is free (extra,
// params) is not looked into.

// views are the views of the built-in page templates. A template of any other name shows a briefing or a page.
var views = map[string]reflect.Type{
	"archive": reflect.TypeFor[view.Archive](), "briefing": reflect.TypeFor[view.Briefing](), "changes": reflect.TypeFor[view.Changes](),
	"home": reflect.TypeFor[view.Home](), "index": reflect.TypeFor[view.Index](), "notfound": reflect.TypeFor[view.NotFound](), "search": reflect.TypeFor[view.Search](),
	"page": reflect.TypeFor[view.Page](), "period": reflect.TypeFor[view.Period](), "record": reflect.TypeFor[view.Record](),
}

// IsKind reports whether a page template is that of one kind of page, so that no text can choose it.
func IsKind(template string) bool { return views[template] != nil }

// A reflect.Type below is that of what a template has at hand; nil when it cannot be told.

var (
	none      = reflect.TypeFor[struct{ none bool }]() // of a template that is called without a view
	textType  = reflect.TypeFor[string]()
	numType   = reflect.TypeFor[int]()
	truthType = reflect.TypeFor[bool]()

	plainTypes = []reflect.Type{textType, numType, truthType} // of what has no parts
)

// checker looks at the templates of one set: layout, pieces, and one page.
type checker struct {
	words *words.Words           // in English, which has them all
	trees map[string]*parse.Tree // by name
	files map[string]file        // by the name that messages show
	seen  map[shown]bool
	found diag.List
}

// shown is a template with the type of what it is called with.
type shown struct {
	name string
	view reflect.Type
}

// check follows all templates. It gives the mistakes, and with which types each piece is shown.
func (t *Theme) check(base map[string]*parse.Tree, pages map[string]map[string]*parse.Tree) (found diag.List, reached map[string][]reflect.Type) {
	files := map[string]file{}
	for _, f := range t.files {
		files[f.shown] = f
	}
	reached = map[string][]reflect.Type{}
	told := map[diag.Pos]bool{}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		set := maps.Clone(base)
		maps.Copy(set, pages[name])
		possible := []reflect.Type{views[name]}
		if views[name] == nil {
			possible = []reflect.Type{views["briefing"], views["page"]}
		}
		var best *checker // A template of the author's own is for the one or the other; it is taken for what suits it better.
		for _, v := range possible {
			c := &checker{words: t.words[words.English], trees: set, files: files, seen: map[shown]bool{}}
			c.template("layout", v, nil, nil)
			if best == nil || len(c.found) < len(best.found) {
				best = c
			}
		}
		for s := range best.seen {
			if s.name != "main" && !slices.Contains(reached[s.name], s.view) {
				reached[s.name] = append(reached[s.name], s.view)
			}
		}
		for _, d := range best.found {
			if !told[d.Pos] {
				told[d.Pos] = true
				found = append(found, d)
			}
		}
	}
	for _, types := range reached {
		slices.SortFunc(types, func(a, b reflect.Type) int { return strings.Compare(describe(a), describe(b)) })
	}
	return found, reached
}

// visit is one template that is being followed.
type visit struct {
	*checker
	name string
	file file
	root reflect.Type
	vars []variable
	from *visit              // who shows it; nil for the layout
	at   *parse.TemplateNode // where

	whole  bool // the dot is all that it was called with
	passed bool // it was called with all that who shows it was called with
}

type variable struct {
	name  string
	is    reflect.Type
	whole bool // it is all that the template was called with
}

func (c *checker) template(name string, v reflect.Type, from *visit, at *parse.TemplateNode) {
	if c.seen[shown{name, v}] {
		return
	}
	c.seen[shown{name, v}] = true
	tree := c.trees[name]
	s := &visit{checker: c, name: name, file: c.files[tree.ParseName], root: v, vars: []variable{{"$", v, true}}, from: from, at: at, whole: true}
	s.passed = from != nil && from.isWhole(at.Pipe)
	s.list(tree.Root, v)
}

// tell reports a mistake. What is wrong in a built-in template is the fault of the site's own template that shows it.
func (s *visit) tell(at parse.Pos, message, hint string) {
	if !s.file.own() && s.from != nil {
		by, where := s.from, s.at
		for !by.file.own() && by.from != nil {
			by, where = by.from, by.at
		}
		if by.file.own() {
			by.tell(where.Pos, fmt.Sprintf("%q cannot be shown with %s: %s", where.Name, a(s.root), message), hint)
			return
		}
	}
	s.found.Error(s.file.at(int(at)), "template", message, hint)
}

func (s *visit) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	outer := len(s.vars)
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if is := s.pipe(n.Pipe, dot); len(n.Pipe.Decl) == 0 {
				s.showable(is, n.Pipe.Position())
			}
		case *parse.IfNode:
			s.branch(n.BranchNode, dot)
		case *parse.WithNode:
			s.branch(n.BranchNode, dot)
		case *parse.RangeNode:
			s.loop(n.BranchNode, dot)
		case *parse.TemplateNode:
			s.piece(n, dot)
		}
	}
	s.vars = s.vars[:outer]
}

// showable tells of what would come out as Go writes it.
func (s *visit) showable(is reflect.Type, at parse.Pos) {
	is = direct(is)
	switch {
	case is == nil || is == none:
	case is == reflect.TypeFor[view.Day]():
		s.tell(at, "a Day cannot be shown as it is", "{{when .Date}} shows one, and .Long and .Short are texts")
	case is.Kind() == reflect.Slice:
		s.tell(at, a(is)+" cannot be shown as it is", "{{range …}} goes through it")
	case is.Kind() == reflect.Struct:
		hint := fmt.Sprintf("show its fields: \"dateline theme fields %s\" lists them", is.Name())
		if names := fieldsOf(is); len(names) <= 12 {
			hint = "show its fields: ." + strings.Join(names, ", .")
		}
		s.tell(at, a(is)+" cannot be shown as it is", hint)
	}
}

func (s *visit) branch(n parse.BranchNode, dot reflect.Type) {
	outer, whole := len(s.vars), s.whole
	isWhole, then := s.isWhole(n.Pipe), s.pipe(n.Pipe, dot)
	if n.NodeType == parse.NodeIf {
		isWhole, then = whole, dot
	}
	s.whole = isWhole
	s.list(n.List, then)
	s.whole = whole
	s.list(n.ElseList, dot)
	s.vars = s.vars[:outer]
}

func (s *visit) loop(n parse.BranchNode, dot reflect.Type) {
	outer, whole := len(s.vars), s.whole
	over := direct(s.commands(n.Pipe.Cmds, dot))
	var key, element reflect.Type
	if over != nil {
		switch over.Kind() {
		case reflect.Slice, reflect.Array:
			key, element = numType, known(over.Elem())
		case reflect.Map:
			key, element = known(over.Key()), known(over.Elem())
		case reflect.Int:
			key, element = numType, numType
		default:
			s.tell(n.Pipe.Position(), fmt.Sprintf("range goes through lists, and this is %s", a(over)), "{{with …}} shows something if it is there")
		}
	}
	switch names := n.Pipe.Decl; len(names) {
	case 1:
		s.vars = append(s.vars, variable{names[0].Ident[0], element, false})
	case 2:
		s.vars = append(s.vars, variable{names[0].Ident[0], key, false}, variable{names[1].Ident[0], element, false})
	}
	s.whole = false
	s.list(n.List, element)
	s.whole = whole
	s.list(n.ElseList, dot)
	s.vars = s.vars[:outer]
}

func (s *visit) piece(n *parse.TemplateNode, dot reflect.Type) {
	with := none
	if n.Pipe != nil {
		with = s.pipe(n.Pipe, dot)
	}
	if n.Name == "layout" || n.Name == "main" && s.name != "layout" {
		s.tell(n.Pos, fmt.Sprintf("%q cannot be shown here, because this is shown by it", n.Name), "layout.html alone shows the page, with {{template \"main\" .}}")
		return
	}
	for v, whole := s, s.isWhole(n.Pipe); v != nil; v, whole = v.from, whole && v.passed {
		if v.name == n.Name && whole {
			s.tell(n.Pos, fmt.Sprintf("%q is shown within itself, with no less than it is given: that has no end", n.Name), endlessHint)
			return
		}
	}
	if s.trees[n.Name] != nil {
		s.template(n.Name, with, s, n)
		return
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(s.trees)), func(name string) bool { return name == "main" || name == "layout" })
	hint := fmt.Sprintf("a piece of that name would be templates/partials/%s.html; \"dateline theme list\" shows what there is", n.Name)
	if near := diag.Nearest(n.Name, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	s.tell(n.Pos, fmt.Sprintf("there is no piece %q", n.Name), hint)
}

const endlessHint = `a piece can show itself with a part of what it is given, as "dateline theme show node" does`

// isWhole reports whether a pipeline gives all that the template was called with; no pipeline gives nothing.
func (s *visit) isWhole(p *parse.PipeNode) bool {
	if p == nil {
		return s.root == none
	}
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return false
	}
	switch n := p.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		return s.whole
	case *parse.VariableNode:
		i := s.variable(n.Ident[0])
		return len(n.Ident) == 1 && i >= 0 && s.vars[i].whole
	}
	return false
}

// variable gives the index of the variable of a name; -1 when there is none.
func (s *visit) variable(name string) int {
	i := len(s.vars) - 1
	for i >= 0 && s.vars[i].name != name {
		i--
	}
	return i
}

// pipe follows a pipeline, and gives what comes out of it.
func (s *visit) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	is, whole := s.commands(p.Cmds, dot), s.isWhole(p)
	for _, v := range p.Decl {
		if !p.IsAssign {
			s.vars = append(s.vars, variable{v.Ident[0], is, whole})
			continue
		}
		for i := range s.vars {
			if s.vars[i].name == v.Ident[0] && s.vars[i].is != is {
				s.vars[i].is = nil // one or the other
			}
			if s.vars[i].name == v.Ident[0] {
				s.vars[i].whole = s.vars[i].whole && whole
			}
		}
	}
	return is
}

func (s *visit) commands(cmds []*parse.CommandNode, dot reflect.Type) (is reflect.Type) {
	for i, cmd := range cmds {
		args := make([]reflect.Type, 0, 4)
		for _, arg := range cmd.Args[1:] {
			args = append(args, s.operand(arg, dot))
		}
		if i > 0 {
			args = append(args, is)
		}
		if function, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
			is = s.call(function, args)
			s.word(function.Ident, cmd.Args[1:])
			if function.Ident == "printf" && len(cmd.Args) > 1 {
				if format, ok := cmd.Args[1].(*parse.StringNode); ok {
					s.format(format, args[1:])
				}
			}
		} else {
			is = s.operand(cmd.Args[0], dot)
		}
	}
	return is
}

func (s *visit) operand(n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return s.fields(dot, n.Ident, start(n.Pos, n.Ident))
	case *parse.VariableNode:
		if i := s.variable(n.Ident[0]); i >= 0 {
			return s.fields(s.vars[i].is, n.Ident[1:], n.Pos)
		}
	case *parse.ChainNode:
		return s.fields(s.operand(n.Node, dot), n.Field, n.Pos)
	case *parse.PipeNode:
		return s.pipe(n, dot)
	case *parse.IdentifierNode:
		return s.call(n, nil)
	case *parse.StringNode:
		return textType
	case *parse.BoolNode:
		return truthType
	case *parse.NumberNode:
		if isInteger(n) {
			return numType
		}
	}
	return nil
}

// start gives where .A.B begins: the parser gives the place of its second name.
func start(pos parse.Pos, names []string) parse.Pos {
	if len(names) > 1 {
		pos -= parse.Pos(len(names[0]) + 1)
	}
	return pos
}

// fields follows .A.B, the first of which stands at the given place.
func (s *visit) fields(is reflect.Type, names []string, at parse.Pos) reflect.Type {
	for _, name := range names {
		if is = direct(is); is == nil {
			return nil
		}
		switch is.Kind() {
		case reflect.Map:
			is = known(is.Elem())
		case reflect.Struct:
			f, ok := is.FieldByName(name)
			if !ok || !usable(f) {
				s.missing(is, name, at)
				return nil
			}
			is = known(f.Type)
		default:
			s.missing(is, name, at)
			return nil
		}
		at += parse.Pos(len(name) + 1)
	}
	return is
}

// missing tells of a field that there is not.
func (s *visit) missing(is reflect.Type, name string, at parse.Pos) {
	if is == none {
		message, hint := fmt.Sprintf("there is no .%s where nothing is shown", name), "{{template \"NAME\" .}} shows a piece with what is at hand; the dot is missing"
		if s.from != nil && s.from.file.own() {
			s.from.tell(s.at.Pos, fmt.Sprintf("%q is shown without a view, and asks for .%s", s.at.Name, name), fmt.Sprintf("write {{template %q .}}", s.at.Name))
			return
		}
		s.tell(at, message, hint)
		return
	}
	names := fieldsOf(is)
	hint := fmt.Sprintf("\"dateline theme fields %s\" lists what there is", is.Name())
	onPage := slices.Contains(fieldsOf(s.vars[0].is), name)
	switch near := diag.Nearest(name, names); {
	case onPage:
		hint = fmt.Sprintf("did you mean $.%s? Within with and range, the dot is what they show", name)
	case near != "":
		hint = fmt.Sprintf("did you mean .%s?", near)
	case is.Kind() == reflect.Slice:
		hint = "{{range …}} goes through a list"
	case len(names) == 0:
		hint = "{{.}} shows it"
	case len(names) <= 12:
		hint = "there are: ." + strings.Join(names, ", .")
	}
	s.tell(at, fmt.Sprintf("there is no .%s in %s", name, a(is)), hint)
}

// call gives what a function gives, and looks at what it is given if it is one of a theme's own.
func (s *visit) call(function *parse.IdentifierNode, args []reflect.Type) reflect.Type {
	switch function.Ident {
	case "eq", "ne", "lt", "le", "gt", "ge":
		for _, other := range args[min(1, len(args)):] {
			if other != args[0] && slices.Contains(plainTypes, other) && slices.Contains(plainTypes, args[0]) {
				s.tell(function.Pos, fmt.Sprintf("%s compares what is of one kind: this is %s, and %s", function.Ident, a(args[0]), a(other)),
					"a text stands in quotes, a number does not")
			}
		}
		return truthType
	case "not":
		return truthType
	case "len":
		return numType
	case "print", "printf", "println", "html", "js", "urlquery":
		return textType
	case "slice":
		if len(args) > 0 {
			return args[0]
		}
		return nil
	case "and", "or":
		if len(args) > 0 && !slices.ContainsFunc(args, func(is reflect.Type) bool { return is != args[0] }) {
			return args[0]
		}
		return nil
	case "index":
		if len(args) == 2 && args[0] != nil && args[0].Kind() == reflect.Slice {
			return known(args[0].Elem())
		}
		return nil
	}
	f := funcs(nil)[function.Ident]
	if f == nil {
		return nil
	}
	is := reflect.TypeOf(f)
	wanted := is.NumIn()
	if is.IsVariadic() {
		wanted = max(wanted-1, len(args))
	}
	if len(args) != wanted {
		s.tell(function.Pos, fmt.Sprintf("%s takes %s", function.Ident, takes(is)), fmt.Sprintf("it is given %d", len(args)))
		return known(is.Out(0))
	}
	for i, arg := range args {
		in := is.In(min(i, is.NumIn()-1))
		if is.IsVariadic() && i >= is.NumIn()-1 {
			in = in.Elem()
		}
		if arg = direct(arg); arg != nil && arg != none && !arg.AssignableTo(in) {
			s.tell(function.Pos, fmt.Sprintf("%s takes %s", function.Ident, takes(is)), fmt.Sprintf("number %d is %s", i+1, a(arg)))
		}
	}
	return known(is.Out(0))
}

// word looks at a call of word or count whose key is written out: whether there is such a word, and all that stands in it is given.
func (s *visit) word(function string, args []parse.Node) {
	first := map[string]int{"word": 1, "count": 2}[function]
	if first == 0 || len(args) < first {
		return
	}
	key, ok := args[0].(*parse.StringNode)
	if !ok {
		return
	}
	pieces, err := s.words.Phrase(key.Text, 1)
	if err != nil {
		hint := fmt.Sprintf("a theme's own words go into its i18n/en.toml, below [own]: %q", "own.NAME")
		if near := diag.Nearest(key.Text, s.words.Keys()); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		s.tell(key.Pos, err.Error(), hint)
		return
	}
	given := map[string]bool{"": true, "n": function == "count"}
	for i := first; i < len(args); i += 2 {
		name, ok := args[i].(*parse.StringNode)
		if !ok {
			return
		}
		given[name.Text] = true
	}
	for _, p := range pieces {
		if !given[p.Name] {
			s.tell(key.Pos, fmt.Sprintf("the word %q has {%s} in it", key.Text, p.Name), fmt.Sprintf("say what stands there: {{%s %s … %q .Something}}", function, key.Quoted, p.Name))
			return
		}
	}
}

// takes describes the arguments of a function.
func takes(function reflect.Type) string {
	var in []string
	for i := range function.NumIn() {
		what := a(function.In(i))
		if function.IsVariadic() && i == function.NumIn()-1 {
			what = "perhaps " + a(function.In(i).Elem())
		}
		in = append(in, what)
	}
	return strings.Join(in, ", ")
}

// direct is what a pointer leads to, as templates follow it.
func direct(is reflect.Type) reflect.Type {
	if is != nil && is.Kind() == reflect.Pointer {
		is = is.Elem()
	}
	return is
}

// known is a type of which something can be told.
func known(is reflect.Type) reflect.Type {
	if is.Kind() == reflect.Interface {
		return nil
	}
	return is
}

// usable reports whether templates can use a field.
func usable(f reflect.StructField) bool { return f.IsExported() && f.Tag.Get("theme") != "-" }

// fieldsOf gives the names of the fields that templates can use, in their order; those of what is embedded among them.
func fieldsOf(is reflect.Type) []string {
	var names []string
	if is = direct(is); is != nil && is.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(is) {
			if usable(f) {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// describe names a type in an author's words: "list of Row".
func describe(is reflect.Type) string {
	switch {
	case is == nil:
		return "anything"
	case is == none:
		return "nothing"
	case is == reflect.TypeFor[htmltemplate.HTML]():
		return "HTML"
	}
	switch is.Kind() {
	case reflect.Pointer:
		return describe(is.Elem())
	case reflect.Slice, reflect.Array:
		return "list of " + describe(is.Elem())
	case reflect.Map:
		return "table"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "number"
	case reflect.Interface:
		return "anything"
	}
	return is.Name()
}

// a names a type with its article.
func a(is reflect.Type) string {
	name := describe(is)
	switch {
	case name == "nothing" || name == "anything" || name == "true or false" || name == "HTML":
		return name
	case strings.ContainsRune("AEIOaeio", rune(name[0])):
		return "an " + name
	}
	return "a " + name
}

// unreached tells of pieces of the site's own theme that no template shows.
func (t *Theme) unreached(reached map[string][]reflect.Type, found *diag.List) {
	for _, f := range t.files {
		kind, name := templateName(f.path)
		if !f.own() || kind != isPartial || reached[name] != nil {
			continue
		}
		others := slices.DeleteFunc(t.pieces(), func(other string) bool { return other == name })
		hint := fmt.Sprintf("{{template %q .}} in another template shows it; if it is not needed, delete it", name)
		if IsKind(name) {
			hint = "the page of that name is templates/" + path.Base(f.path)
		} else if near := diag.Nearest(name, others); near != "" {
			hint = fmt.Sprintf("did you mean templates/partials/%s.html?", near)
		}
		found.Warn(diag.Pos{File: f.shown}, "unused-piece", "no template shows this piece", hint)
	}
}

// Unused tells of page templates of the site's own that no text chose, and whose name is nearly that of a built-in page, or that of
// a piece: they were likely meant to replace it. used are the templates of all pages.
func (t *Theme) Unused(used func(template string) bool) diag.List {
	var found diag.List
	for _, f := range t.files {
		kind, name := templateName(f.path)
		if !f.own() || kind != isPage || IsKind(name) || used(name) {
			continue
		}
		near := diag.Nearest(name, slices.Sorted(maps.Keys(views)))
		meant := "templates/" + near + ".html"
		switch {
		case slices.Contains(t.pieces(), name):
			meant = "templates/partials/" + name + ".html"
		case near == "":
			continue
		}
		found.Warn(diag.Pos{File: f.shown}, "unused-template", fmt.Sprintf("no text chooses this template with template = %q", name),
			fmt.Sprintf("did you mean %s?", meant))
	}
	return found
}

// pieces gives the names of the pieces.
func (t *Theme) pieces() []string {
	var names []string
	for _, f := range t.files {
		if kind, name := templateName(f.path); kind == isPartial {
			names = append(names, name)
		}
	}
	return names
}
