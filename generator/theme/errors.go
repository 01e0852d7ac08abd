package theme

import (
	"cmp"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"dateline/generator/diag"
)

// Error is a mistake in a template: the place, and what is wrong there. The file is "themes/NAME/templates/x.html", or
// "built-in theme: templates/x.html".
type Error struct {
	diag.Pos
	Message string
	Hint    string
}

func (e *Error) Error() string {
	where := e.File
	if e.Line > 0 {
		where += ":" + strconv.Itoa(int(e.Line))
	}
	if e.Column > 0 {
		where += ":" + strconv.Itoa(int(e.Column))
	}
	return where + ": " + e.Message
}

// trees parses a file of templates. What it defines keeps its name, the file's own text has the name "". Every template
// is parsed under the file's name, which is how errors tell where they are.
func (t *Theme) trees(f file, found *diag.List) (map[string]*template.Template, bool) {
	text := string(f.text)
	if kind, _ := templateName(f.path); kind == isPartial {
		text = strings.TrimRight(text, "\r\n") // a piece may stand within a line
	}
	set, err := template.New(f.shown).Funcs(template.FuncMap(funcs(nil))).Parse(text)
	if err != nil {
		var at *Error
		errors.As(t.located(err, ""), &at)
		if at.File == "" {
			at.File = f.shown
		}
		found.Error(at.Pos, "template", at.Message, at.Hint)
		return nil, false
	}
	trees := map[string]*template.Template{}
	for _, each := range set.Templates() {
		name := each.Name()
		if name == f.shown {
			name = ""
		}
		trees[name] = each
	}
	return trees, true
}

// add puts a parsed file into a set, its own text under the given name.
func (t *Theme) add(set *htmltemplate.Template, name string, trees map[string]*template.Template) {
	for defined, each := range trees {
		// Copied, because html/template writes its escapers into the tree.
		htmltemplate.Must(set.AddParseTree(cmp.Or(defined, name), each.Tree.Copy()))
	}
}

var (
	placed = regexp.MustCompile(`(?s)^(?:html/)?template: ?(.*?):(\d+)(?::(\d+))?: (.*)$`)
	doing  = regexp.MustCompile(`(?s)^executing "(?:[^"\\]|\\.)*" at (<.*)$`)

	noFunction = regexp.MustCompile(`^function "(.*)" not defined$`)
	noKey      = regexp.MustCompile(`^<(\S*)\.[^.>]*>: map has no entry for key "(.*)"$`)
	inQuotes   = regexp.MustCompile(`^[^"]*"([^"]+)"`)
	tooFar     = regexp.MustCompile(`^<index (.*)>: error calling index: .*out of range`)
	tooDeep    = regexp.MustCompile(`^<(.*)>: exceeded maximum template depth`)
	badFormat  = regexp.MustCompile(`(?s)^<.*>: error calling printf: (.*)$`)
	noQuotes   = regexp.MustCompile(`^unexpected "([^"]*)" in template clause`)
	branches   = regexp.MustCompile(`^\{\{(\w+)\}\} branches end in different contexts`)
	noneHere   = regexp.MustCompile(`^<(\S*)\.([^.>]*)>: nil pointer evaluating`)
)

// plainly says what the template packages say in an author's words, if there are some, and gives the way out.
func plainly(message string) (plain, hint string) {
	if m := noFunction.FindStringSubmatch(message); m != nil {
		own := slices.Sorted(maps.Keys(funcs(nil)))
		hint := "there are " + strings.Join(own, ", ") + ", and those of https://pkg.go.dev/text/template#hdr-Functions"
		if isField(m[1]) {
			hint = fmt.Sprintf("did you mean .%s?", m[1])
		} else if near := diag.Nearest(m[1], append(own, builtins...)); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return fmt.Sprintf("there is no function %q", m[1]), hint
	}
	if m := noKey.FindStringSubmatch(message); m != nil {
		of := cmp.Or(m[1], ".")
		return fmt.Sprintf("%s has no %q here", of, m[2]), fmt.Sprintf("where it may be missing: {{with index %s %q}}{{.}}{{end}}", of, m[2])
	}
	if m := noneHere.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("there is no %s here to take .%s of", m[1], m[2]), fmt.Sprintf("not every page has it: {{with %s}}{{.%s}}{{end}}", m[1], m[2])
	}
	if m := tooFar.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("index %s asks for more than the list has here", m[1]), "{{range …}} goes through what there is"
	}
	if m := tooDeep.FindStringSubmatch(message); m != nil {
		return m[1] + " leads to itself again and again", endlessHint
	}
	if m := badFormat.FindStringSubmatch(message); m != nil {
		return m[1], formatHint
	}
	if m := branches.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("the {{%s}} opens or closes a tag or a quote in one of its branches alone", m[1]), "let each branch begin and end at the same place of the HTML"
	}
	if m := noQuotes.FindStringSubmatch(message); m != nil {
		return message, fmt.Sprintf("the name of a piece stands in quotes: {{template %q .}}", m[1])
	}
	for _, known := range mistakes {
		if strings.HasPrefix(message, known.begins) {
			return cmp.Or(known.plain, message), known.hint
		}
	}
	return message, ""
}

// mistakes are frequent ones, by how text/template begins to tell them.
var mistakes = []struct{ begins, plain, hint string }{
	{"unexpected EOF", "the file ends too early", "an {{if}}, {{with}}, {{range}} or {{define}} has no {{end}}"},
	{"unexpected {{end}}", "this {{end}} ends nothing", "there is one too many, or the {{if}}, {{with}} or {{range}} before it is missing"},
	{"unexpected {{else}}", "this {{else}} belongs to nothing", "it stands between {{if …}} and {{end}}, or {{with}}, or {{range}}"},
	{"unclosed action", "a {{ has no }}", "write }} where it ends"},
	{"unclosed comment", "a {{/* has no */}}", "a comment ends with */}}"},
	{"bad character U+007D '}'", "a {{ ends with a single }", "write }}"},
	{"bad character U+005B '['", "", "{{index .Who 0}} is the first of a list"},
	{`unexpected "="`, "", "{{if eq .A .B}} compares"},
	{`unexpected "<"`, "", "{{if lt .A .B}} compares"},
	{`unexpected ">"`, "", "{{if gt .A .B}} compares"},
}

// isField reports whether a page's view has a field of this name.
func isField(name string) bool {
	for _, v := range views {
		if slices.Contains(fieldsOf(v), name) {
			return true
		}
	}
	return false
}

// builtins are the functions of text/template.
var builtins = strings.Fields("and call eq ge gt html index js le len lt ne not or print printf println slice urlquery")

// located turns an error of the template packages into an *Error. They tell the place in the text of the error only.
// page is the page template that was rendered, "" if it was a partial.
func (t *Theme) located(err error, page string) error {
	var escape *htmltemplate.Error
	if errors.As(err, &escape) {
		if file := t.unfinished(page); file != "" {
			return &Error{Pos: diag.Pos{File: file}, Message: "ends inside a tag, an attribute or a comment",
				Hint: "look for a quote or > that is missing"}
		}
	}
	if escape != nil && escape.Node == nil {
		return &Error{Pos: diag.Pos{File: t.shownOf(escape.Name, page), Line: int32(escape.Line)}, Message: escape.Description}
	}
	text := strings.Replace(err.Error(), "html/template:", "template: ", 1)
	m := placed.FindStringSubmatch(text)
	if m == nil {
		return &Error{Pos: diag.Pos{File: t.shownOf("main", page)}, Message: strings.TrimPrefix(text, "template: ")}
	}
	at := &Error{Pos: diag.Pos{File: strings.TrimSpace(m[1]), Line: number(m[2])}, Message: m[4]}
	if m[3] != "" {
		at.Column = t.column(at.File, at.Line, number(m[3]))
	} else if named := inQuotes.FindStringSubmatch(at.Message); named != nil { // by the parser, which tells the line alone
		line := t.line(at.File, at.Line)
		if offset := strings.Index(line, named[1]); offset >= 0 && strings.Count(line, named[1]) == 1 {
			at.Column = t.column(at.File, at.Line, int32(offset))
		}
	}
	if m := doing.FindStringSubmatch(at.Message); m != nil {
		at.Message = m[1]
	}
	at.Message, at.Hint = plainly(at.Message)
	return at
}

// unfinished finds the file that leaves a tag or an attribute open, "" when none does: html/template finds fault only with
// what comes after it.
func (t *Theme) unfinished(page string) string {
	for _, f := range t.files {
		kind, name := templateName(f.path)
		if kind == notTemplate || kind == isLayout || kind == isPage && name != page {
			continue
		}
		set := htmltemplate.Must(t.base.Clone())
		if kind == isPage {
			var nothing diag.List
			trees, _ := t.trees(f, &nothing)
			t.add(set, "main", trees)
			name = "main"
		}
		var escape *htmltemplate.Error
		// Escaping comes first, so that a view is not needed to find it.
		if err := set.ExecuteTemplate(io.Discard, name, nil); errors.As(err, &escape) && escape.ErrorCode == htmltemplate.ErrEndContext {
			return f.shown
		}
	}
	return ""
}

// shownOf gives the file of a template by its name in the set.
func (t *Theme) shownOf(name, page string) string {
	for _, f := range t.files {
		switch kind, its := templateName(f.path); {
		case kind == isLayout && name == "layout", kind == isPartial && its == name, kind == isPage && name == "main" && its == page:
			return f.shown
		}
	}
	return ""
}

// column turns the byte offset in a line that the template packages give into a column in characters, from 1.
func (t *Theme) column(shown string, line, offset int32) int32 {
	if text := t.line(shown, line); int(offset) <= len(text) {
		return int32(utf8.RuneCountInString(text[:offset])) + 1
	}
	return 0
}

// line gives a line of a file, which counts from 1; "" when there is none.
func (t *Theme) line(shown string, n int32) string {
	for _, f := range t.files {
		if lines := strings.Split(string(f.text), "\n"); f.shown == shown && 0 < n && int(n) <= len(lines) {
			return lines[n-1]
		}
	}
	return ""
}

func number(s string) int32 {
	n, _ := strconv.ParseInt(s, 10, 32)
	return int32(n)
}
