package theme

import (
	"bytes"
	"errors"
	htmltemplate "html/template"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/template/parse"

	"dateline/generator/words"
)

// This file runs templates that html/template has parsed and escaped, several times faster than its own interpreter,
// which calls every escaper through reflection: rendering is a fifth of a build, and this takes two thirds of it away.
//
// It knows the nodes, functions and escapers that a theme's templates are usually made of, and gives up on everything
// else, an error included: then html/template itself runs the template, so that it alone decides what is right, what is
// an error, and how that reads. A test renders every page of the built-in theme both ways and requires the same bytes.

// errGiveUp is the panic of code that meets what it does not know.
var errGiveUp = errors.New("left to html/template")

// code is a compiled node.
type code func(f *frame, dot reflect.Value)

// value is a compiled pipeline or operand.
type value func(f *frame, dot reflect.Value) reflect.Value

// frame is one running template: its output and its variables.
type frame struct {
	out   *bytes.Buffer
	vars  []reflect.Value // vars[0] is $
	stack *stack
}

// stack holds the variables and arguments of a page's templates while they run; making each by itself would be most of
// what rendering allocates.
type stack struct {
	values []reflect.Value
	frames []frame
}

var stacks = sync.Pool{New: func() any { return &stack{values: make([]reflect.Value, 0, 256), frames: make([]frame, 0, 32)} }}

// take gives n zero values; the caller gives them back by setting the length to what it was. Should the stack be too
// small, it is left to html/template.
func (s *stack) take(n int) []reflect.Value {
	from := len(s.values)
	if from+n > cap(s.values) {
		panic(errGiveUp)
	}
	s.values = s.values[:from+n]
	clear(s.values[from:])
	return s.values[from : from+n : from+n]
}

// compiled is one template; slots is how many variables it has. A template that cannot be compiled has no body.
type compiled struct {
	body  code
	slots int
}

// run writes the template's output. It reports false, having written nothing of use, when html/template must do it.
func (c *compiled) run(out *bytes.Buffer, data any) (done bool) {
	if c == nil || c.body == nil {
		return false
	}
	defer func() {
		if r := recover(); r != nil {
			if r != errGiveUp {
				panic(r)
			}
			done = false
		}
	}()
	s := stacks.Get().(*stack)
	defer stacks.Put(s)
	s.values, s.frames = s.values[:0], s.frames[:0]
	c.call(out, s, reflect.ValueOf(data))
	return true
}

func (c *compiled) call(out *bytes.Buffer, s *stack, dot reflect.Value) {
	if c == nil || c.body == nil || len(s.frames) == cap(s.frames) {
		panic(errGiveUp)
	}
	values, frames := len(s.values), len(s.frames)
	s.frames = append(s.frames, frame{out: out, vars: s.take(c.slots), stack: s})
	f := &s.frames[frames]
	f.vars[0] = dot
	c.body(f, dot)
	s.values, s.frames = s.values[:values], s.frames[:frames]
}

// compile escapes the named template of a set, with all that it calls, and compiles it.
func compile(set *htmltemplate.Template, name string, w *words.Words) *compiled {
	var mistake *htmltemplate.Error
	// Escaping happens before execution, whose errors do not matter here: there is no view yet.
	if err := set.ExecuteTemplate(io.Discard, name, nil); errors.As(err, &mistake) {
		return nil
	}
	c := &compiler{set: set, functions: functions(w), writers: writers(w), words: w, made: map[string]*compiled{}}
	return c.template(name)
}

// compiler compiles the templates of one set.
type compiler struct {
	set       *htmltemplate.Template
	functions map[string]function
	writers   map[string]writer
	words     *words.Words
	made      map[string]*compiled
}

// scope gives the variables of a template their slots.
type scope struct {
	*compiler
	names []string // of the variables that are visible; the slot is the index
	most  int
}

// template compiles one template. One that cannot be compiled has no body: whoever calls it gives up too.
func (c *compiler) template(name string) (made *compiled) {
	if made = c.made[name]; made != nil {
		return made
	}
	made = &compiled{}
	c.made[name] = made // Before its body: a template may call itself.
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil {
		return made
	}
	defer func() {
		if r := recover(); r != nil && r != errGiveUp {
			panic(r)
		}
	}()
	s := &scope{compiler: c, names: []string{"$"}, most: 1}
	body := s.list(t.Tree.Root)
	made.slots, made.body = s.most, body
	return made
}

func (s *scope) declare(name string) int {
	s.names = append(s.names, name)
	s.most = max(s.most, len(s.names))
	return len(s.names) - 1
}

func (s *scope) slot(name string) int {
	for i := len(s.names) - 1; i >= 0; i-- {
		if s.names[i] == name {
			return i
		}
	}
	panic(errGiveUp)
}

func (s *scope) list(l *parse.ListNode) code {
	if l == nil {
		return func(*frame, reflect.Value) {}
	}
	nodes := make([]code, 0, len(l.Nodes))
	for _, n := range l.Nodes {
		if c := s.node(n); c != nil {
			nodes = append(nodes, c)
		}
	}
	return func(f *frame, dot reflect.Value) {
		for _, n := range nodes {
			n(f, dot)
		}
	}
}

// inner compiles a list whose variables end with it.
func (s *scope) inner(l *parse.ListNode) code {
	outer := len(s.names)
	c := s.list(l)
	s.names = s.names[:outer]
	return c
}

func (s *scope) node(n parse.Node) code {
	switch n := n.(type) {
	case *parse.CommentNode:
		return nil
	case *parse.TextNode:
		text := n.Text
		return func(f *frame, _ reflect.Value) { f.out.Write(text) }
	case *parse.ActionNode:
		return s.action(n)
	case *parse.IfNode:
		return s.branch(n.BranchNode, false)
	case *parse.WithNode:
		return s.branch(n.BranchNode, true)
	case *parse.RangeNode:
		return s.loop(n.BranchNode)
	case *parse.TemplateNode:
		called := s.template(n.Name)
		data := func(*frame, reflect.Value) reflect.Value { return reflect.Value{} }
		if n.Pipe != nil {
			data = s.pipe(n.Pipe)
		}
		return func(f *frame, dot reflect.Value) { called.call(f.out, f.stack, data(f, dot)) }
	}
	panic(errGiveUp)
}

func (s *scope) action(n *parse.ActionNode) code {
	if len(n.Pipe.Decl) > 0 {
		if len(n.Pipe.Decl) > 1 || n.Pipe.IsAssign {
			panic(errGiveUp)
		}
		v := s.commands(n.Pipe.Cmds)
		slot := s.declare(n.Pipe.Decl[0].Ident[0])
		return func(f *frame, dot reflect.Value) { f.vars[slot] = v(f, dot) }
	}
	cmds := n.Pipe.Cmds
	first := len(cmds)
	var names []string
	for first > 1 && isEscaper(cmds[first-1]) {
		first--
		names = append([]string{cmds[first].Args[0].(*parse.IdentifierNode).Ident}, names...)
	}
	v, escape := s.commands(cmds[:first]), escapers[strings.Join(names, " ")]
	if escape == nil {
		panic(errGiveUp)
	}
	if write := s.direct(cmds[:first]); write != nil && len(names) == 1 && names[0] == "_html_template_htmlescaper" {
		return write
	}
	if text := s.fixed(cmds[:first]); text != "" {
		var escaped bytes.Buffer
		escape(&escaped, reflect.ValueOf(text))
		text := escaped.Bytes()
		return func(f *frame, _ reflect.Value) { f.out.Write(text) }
	}
	return func(f *frame, dot reflect.Value) { escape(f.out, v(f, dot)) }
}

// direct compiles a command whose HTML goes to the page as it is made; nil for other commands.
func (s *scope) direct(cmds []*parse.CommandNode) code {
	id, isCall := cmds[0].Args[0].(*parse.IdentifierNode)
	if !isCall || len(cmds) != 1 || s.writers[id.Ident] == nil {
		return nil
	}
	args, write := s.arguments(cmds[0], nil), s.writers[id.Ident]
	return func(f *frame, dot reflect.Value) {
		before := len(f.stack.values)
		f.out.Write(write(f.out.AvailableBuffer(), args.of(f, dot)))
		f.stack.values = f.stack.values[:before]
	}
}

// fixed gives the word that commands give whatever the view; "" for other commands.
func (s *scope) fixed(cmds []*parse.CommandNode) string {
	if len(cmds) != 1 || len(cmds[0].Args) != 2 {
		return ""
	}
	id, isCall := cmds[0].Args[0].(*parse.IdentifierNode)
	key, isText := cmds[0].Args[1].(*parse.StringNode)
	if !isCall || !isText || id.Ident != "word" {
		return ""
	}
	text, err := word(s.words, key.Text, 0)
	if err != nil {
		panic(errGiveUp)
	}
	return text.(string)
}

func isEscaper(cmd *parse.CommandNode) bool {
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	return ok && len(cmd.Args) == 1 && strings.HasPrefix(id.Ident, "_html_template_")
}

func (s *scope) branch(n parse.BranchNode, with bool) code {
	outer := len(s.names)
	condition := s.pipe(n.Pipe)
	then := s.inner(n.List)
	s.names = s.names[:outer]
	otherwise := s.inner(n.ElseList)
	return func(f *frame, dot reflect.Value) {
		v := condition(f, dot)
		switch {
		case !truth(v):
			otherwise(f, dot)
		case with:
			then(f, v)
		default:
			then(f, dot)
		}
	}
}

func (s *scope) loop(n parse.BranchNode) code {
	outer := len(s.names)
	over := s.commands(n.Pipe.Cmds)
	index, element := -1, -1
	switch len(n.Pipe.Decl) {
	case 1:
		element = s.declare(n.Pipe.Decl[0].Ident[0])
	case 2:
		index, element = s.declare(n.Pipe.Decl[0].Ident[0]), s.declare(n.Pipe.Decl[1].Ident[0])
	}
	body := s.inner(n.List)
	s.names = s.names[:outer]
	otherwise := s.inner(n.ElseList)
	return func(f *frame, dot reflect.Value) {
		list := indirect(over(f, dot))
		if !list.IsValid() || list.Kind() != reflect.Slice {
			panic(errGiveUp)
		}
		if list.Len() == 0 {
			otherwise(f, dot)
		}
		for i := range list.Len() {
			v := list.Index(i)
			if index >= 0 {
				f.vars[index] = reflect.ValueOf(i)
			}
			if element >= 0 {
				f.vars[element] = v
			}
			body(f, v)
		}
	}
}

// pipe compiles a pipeline, and its variable if it declares one.
func (s *scope) pipe(p *parse.PipeNode) value {
	v := s.commands(p.Cmds)
	switch {
	case len(p.Decl) == 0:
		return v
	case len(p.Decl) > 1 || p.IsAssign:
		panic(errGiveUp)
	}
	slot := s.declare(p.Decl[0].Ident[0])
	return func(f *frame, dot reflect.Value) reflect.Value {
		f.vars[slot] = v(f, dot)
		return f.vars[slot]
	}
}

func (s *scope) commands(cmds []*parse.CommandNode) value {
	v := s.command(cmds[0], nil)
	for _, cmd := range cmds[1:] {
		v = s.command(cmd, v)
	}
	return v
}

// command compiles one command of a pipeline; final is what the command before it gives, or nil.
func (s *scope) command(cmd *parse.CommandNode, final value) value {
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		if len(cmd.Args) > 1 || final != nil {
			panic(errGiveUp)
		}
		return s.operand(cmd.Args[0])
	}
	args := s.arguments(cmd, final)
	switch id.Ident {
	case "and", "or":
		stop := id.Ident == "or"
		return func(f *frame, dot reflect.Value) (v reflect.Value) {
			for _, a := range args {
				if v = a(f, dot); truth(v) == stop {
					break
				}
			}
			return v
		}
	}
	call := s.functions[id.Ident]
	if call == nil {
		panic(errGiveUp)
	}
	return func(f *frame, dot reflect.Value) reflect.Value {
		before := len(f.stack.values)
		result := call(args.of(f, dot))
		f.stack.values = f.stack.values[:before]
		return result
	}
}

// arguments are those of a command.
type arguments []value

// arguments compiles the arguments of a command; final is what the command before it gives, or nil.
func (s *scope) arguments(cmd *parse.CommandNode, final value) arguments {
	args := make(arguments, 0, 4)
	for _, a := range cmd.Args[1:] {
		args = append(args, s.operand(a))
	}
	if final != nil {
		args = append(args, final)
	}
	return args
}

// of gives the arguments in a frame, on its stack, which the caller cuts back.
func (args arguments) of(f *frame, dot reflect.Value) []reflect.Value {
	values := f.stack.take(len(args))
	for i, a := range args {
		values[i] = a(f, dot)
	}
	return values
}

func (s *scope) operand(n parse.Node) value {
	switch n := n.(type) {
	case *parse.DotNode:
		return func(_ *frame, dot reflect.Value) reflect.Value { return dot }
	case *parse.FieldNode:
		return fields(func(_ *frame, dot reflect.Value) reflect.Value { return dot }, n.Ident)
	case *parse.VariableNode:
		slot := s.slot(n.Ident[0])
		return fields(func(f *frame, _ reflect.Value) reflect.Value { return f.vars[slot] }, n.Ident[1:])
	case *parse.ChainNode:
		return fields(s.operand(n.Node), n.Field)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			panic(errGiveUp)
		}
		return s.commands(n.Cmds)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		if isInteger(n) {
			return constant(int(n.Int64))
		}
	}
	panic(errGiveUp)
}

// isInteger reports whether a number is of type int for html/template: 2.0 is not.
func isInteger(n *parse.NumberNode) bool {
	_, err := strconv.ParseInt(n.Text, 0, 64)
	return err == nil || n.IsInt && n.Text[0] == '\''
}

func constant(v any) value {
	c := reflect.ValueOf(v)
	return func(*frame, reflect.Value) reflect.Value { return c }
}

// fields compiles .A.B.C of a value.
func fields(of value, names []string) value {
	for _, name := range names {
		of = field(of, name)
	}
	return of
}

// found is where a field was in the type that was seen last.
type found struct {
	in    reflect.Type
	index []int
}

func field(of value, name string) value {
	var last atomic.Pointer[found]
	return func(f *frame, dot reflect.Value) reflect.Value {
		v := indirect(of(f, dot))
		if !v.IsValid() {
			panic(errGiveUp)
		}
		switch v.Kind() {
		case reflect.Struct:
			at := last.Load()
			if at == nil || at.in != v.Type() {
				sf, ok := v.Type().FieldByName(name)
				if !ok || !sf.IsExported() {
					panic(errGiveUp)
				}
				at = &found{v.Type(), sf.Index}
				last.Store(at)
			}
			for i, x := range at.index {
				if i > 0 {
					v = indirect(v)
					if !v.IsValid() {
						panic(errGiveUp)
					}
				}
				v = v.Field(x)
			}
			return v
		case reflect.Map:
			if v.Type().Key().Kind() == reflect.String {
				if v = v.MapIndex(reflect.ValueOf(name)); v.IsValid() {
					return v
				}
			}
		}
		panic(errGiveUp)
	}
}

// indirect follows pointers and interfaces; a nil one gives the zero Value.
func indirect(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// truth is html/template's truth: whatever is not the zero of its kind; a struct is true.
func truth(v reflect.Value) bool {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Struct:
		return true
	}
	return !v.IsZero()
}

// function is a function that templates call, on values.
type function func(args []reflect.Value) reflect.Value

// writer is a function that gives HTML, appended to what there is.
type writer func(to []byte, args []reflect.Value) []byte

func writers(w *words.Words) map[string]writer {
	return map[string]writer{
		"link": func(to []byte, a []reflect.Value) []byte { return appendLinkValue(to, w, a) },
		"when": func(to []byte, a []reflect.Value) []byte { return appendWhenValue(to, w, a) },
	}
}

// asValue makes a function of a writer, for where the HTML goes into something else.
func (write writer) asValue(a []reflect.Value) reflect.Value {
	return reflect.ValueOf(htmltemplate.HTML(write(make([]byte, 0, 256), a)))
}

func functions(w *words.Words) map[string]function {
	write := writers(w)
	return map[string]function{
		"eq":  func(a []reflect.Value) reflect.Value { return reflect.ValueOf(same(a)) },
		"ne":  func(a []reflect.Value) reflect.Value { return reflect.ValueOf(!same(a)) },
		"lt":  compare(func(x, y int64) bool { return x < y }),
		"le":  compare(func(x, y int64) bool { return x <= y }),
		"gt":  compare(func(x, y int64) bool { return x > y }),
		"ge":  compare(func(x, y int64) bool { return x >= y }),
		"not": func(a []reflect.Value) reflect.Value { return reflect.ValueOf(!truth(only(a))) },
		"len": func(a []reflect.Value) reflect.Value {
			switch v := indirect(only(a)); v.Kind() {
			case reflect.String, reflect.Slice, reflect.Map:
				return reflect.ValueOf(v.Len())
			}
			panic(errGiveUp)
		},
		"index": func(a []reflect.Value) reflect.Value {
			if len(a) == 2 {
				if list := indirect(a[0]); list.Kind() == reflect.Slice && a[1].Kind() == reflect.Int && uint64(a[1].Int()) < uint64(list.Len()) {
					return list.Index(int(a[1].Int()))
				}
			}
			panic(errGiveUp)
		},
		"link":     write["link"].asValue,
		"contact":  func(a []reflect.Value) reflect.Value { return reflect.ValueOf(contact(text(a, 0, 1))) },
		"feedtype": func(a []reflect.Value) reflect.Value { return reflect.ValueOf(feedType(text(a, 0, 1))) },
		"when":     write["when"].asValue,
		"word":     func(a []reflect.Value) reflect.Value { return wordValue(w, false, a) },
		"count":    func(a []reflect.Value) reflect.Value { return wordValue(w, true, a) },
	}
}

func only(a []reflect.Value) reflect.Value {
	if len(a) != 1 {
		panic(errGiveUp)
	}
	return a[0]
}

// text gives the i-th of n arguments, which must be a plain string.
func text(a []reflect.Value, i, n int) string {
	if len(a) != n || a[i].Kind() != reflect.String {
		panic(errGiveUp)
	}
	return a[i].String()
}

// same is eq with two arguments, of strings, numbers or truth values of one kind.
func same(a []reflect.Value) bool {
	if len(a) != 2 || a[0].Kind() != a[1].Kind() {
		panic(errGiveUp)
	}
	switch a[0].Kind() {
	case reflect.String:
		return a[0].String() == a[1].String()
	case reflect.Int:
		return a[0].Int() == a[1].Int()
	case reflect.Bool:
		return a[0].Bool() == a[1].Bool()
	}
	panic(errGiveUp)
}

func compare(holds func(x, y int64) bool) function {
	return func(a []reflect.Value) reflect.Value {
		if len(a) != 2 || a[0].Kind() != reflect.Int || a[1].Kind() != reflect.Int {
			panic(errGiveUp)
		}
		return reflect.ValueOf(holds(a[0].Int(), a[1].Int()))
	}
}

// escaper writes a value as its place in the page demands.
type escaper func(out *bytes.Buffer, v reflect.Value)

// escapers are the chains of escapers that html/template puts behind a value in a page's text, in a title, in a quoted
// attribute, in an address and in a part of one.
var escapers = map[string]escaper{
	"_html_template_htmlescaper": func(out *bytes.Buffer, v reflect.Value) {
		if v.Kind() == reflect.String && v.Type() == htmlType {
			out.WriteString(v.String())
			return
		}
		escapeHTML(out, plain(v))
	},
	"_html_template_rcdataescaper": func(out *bytes.Buffer, v reflect.Value) { escapeHTML(out, plain(v)) },
	"_html_template_attrescaper":   func(out *bytes.Buffer, v reflect.Value) { escapeHTML(out, plain(v)) },
	"_html_template_urlfilter _html_template_urlnormalizer _html_template_attrescaper": func(out *bytes.Buffer, v reflect.Value) {
		escapeHTML(out, escapeURL(filterURL(plain(v)), true))
	},
	"_html_template_urlescaper _html_template_attrescaper": func(out *bytes.Buffer, v reflect.Value) {
		escapeHTML(out, escapeURL(plain(v), false))
	},
	"_html_template_urlnormalizer _html_template_attrescaper": func(out *bytes.Buffer, v reflect.Value) {
		escapeHTML(out, escapeURL(plain(v), true))
	},
	"_html_template_srcsetescaper _html_template_attrescaper": func(out *bytes.Buffer, v reflect.Value) {
		if v.Kind() != reflect.String || v.Type() != srcsetType {
			panic(errGiveUp)
		}
		escapeHTML(out, v.String())
	},
}

var (
	htmlType   = reflect.TypeFor[htmltemplate.HTML]()
	srcsetType = reflect.TypeFor[htmltemplate.Srcset]()
	stringType = reflect.TypeFor[string]()
)

// plain gives the text of a value that is plain text or a whole number.
func plain(v reflect.Value) string {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.String && v.Type() == stringType:
		return v.String()
	case v.Kind() == reflect.Int && v.Type().NumMethod() == 0:
		return strconv.FormatInt(v.Int(), 10)
	}
	panic(errGiveUp)
}

// escapeHTML writes a text with references instead of the characters that mean something in HTML, or in an attribute of it.
func escapeHTML(out *bytes.Buffer, s string) { out.Write(appendHTML(out.AvailableBuffer(), s)) }

func appendHTML(to []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		if reference := references[s[i]]; reference != "" {
			to = append(append(to, s[start:i]...), reference...)
			start = i + 1
		}
	}
	return append(to, s[start:]...)
}

// references stand for characters as html/template has them.
var references = [256]string{0: "\ufffd", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// filterURL lets through addresses without a scheme and those of http, https and mailto.
func filterURL(s string) string {
	scheme, _, found := strings.Cut(s, ":")
	if !found || strings.Contains(scheme, "/") || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto") {
		return s
	}
	return "#ZgotmplZ"
}

// escapeURL percent-encodes what cannot stand in an address (RFC 3986 section 2); with keep, characters that part an
// address and escapes that are there already stay.
func escapeURL(s string, keep bool) string {
	const hex = "0123456789abcdef"
	var b []byte
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0:
			continue
		case keep && strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0:
			continue
		case keep && c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			continue
		}
		b = append(append(b, s[start:i]...), '%', hex[c>>4], hex[c&15])
		start = i + 1
	}
	if b == nil {
		return s
	}
	return string(append(b, s[start:]...))
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
