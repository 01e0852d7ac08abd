package generator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	stdhtml "html"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// element is an element of a page.
type element struct {
	name     string
	attrs    []attribute
	parent   *element
	depth    int
	index    int // in the page's elements
	line     int
	from, to int // where its content stands in the page's text
	before   int // how many elements its parent had when it began
	children int
}

type attribute struct{ name, value string }

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (e *element) has(name string) bool {
	return slices.ContainsFunc(e.attrs, func(a attribute) bool { return a.name == name })
}

func (e *element) hasClass(class string) bool {
	return slices.Contains(strings.Fields(e.attr("class")), class)
}

// within gives the nearest element around e, or e itself, that a condition holds for; nil when there is none.
func (e *element) within(is func(*element) bool) *element {
	for ; e != nil; e = e.parent {
		if is(e) {
			return e
		}
	}
	return nil
}

// markup is a page read strictly: nothing is repaired, everything that a browser would have to repair is a problem.
type markup struct {
	text     string
	elements []*element // in the order of their start tags
	ids      map[string]bool
	problems []string
}

// content gives the text inside an element, without tags and with its white space folded.
func (m *markup) content(e *element) string {
	var b strings.Builder
	for rest := m.text[e.from:e.to]; rest != ""; {
		text, tag, found := strings.Cut(rest, "<")
		b.WriteString(text)
		if !found {
			break
		}
		_, rest, _ = strings.Cut(tag, ">")
	}
	return strings.Join(strings.Fields(stdhtml.UnescapeString(b.String())), " ")
}

// child gives the first element below e that a condition holds for; nil when there is none.
func (m *markup) child(e *element, is func(*element) bool) *element {
	for _, c := range m.elements[e.index+1:] {
		if c.from > e.to {
			break
		}
		if is(c) {
			return c
		}
	}
	return nil
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// What the HTML Standard says of the elements (sections 4 and 13.1.2).
var (
	voidElements = words("area base br col embed hr img input link meta source track wbr")
	rawElements  = words("script style title textarea")
	phrasing     = words(`a abbr audio b bdi bdo br button canvas cite code data del dfn em i img input ins kbd label mark meter
		output picture progress q s samp script select small span strong sub sup svg template textarea time u var video wbr`)
	onlyPhrasing = words(`p h1 h2 h3 h4 h5 h6 span em strong b i u s small code kbd samp var sub sup time bdi bdo abbr cite q mark
		pre label button dfn data summary`)
	onlyIn = map[string]map[string]bool{ // the parents that an element may have
		"html": {"": true}, "head": {"html": true}, "body": {"html": true}, "title": {"head": true}, "base": {"head": true},
		"li": words("ul ol menu"), "dt": words("dl div"), "dd": words("dl div"),
		"caption": words("table"), "colgroup": words("table"), "col": words("colgroup"),
		"thead": words("table"), "tbody": words("table"), "tfoot": words("table"), "tr": words("thead tbody tfoot"), "td": words("tr"), "th": words("tr"),
		"figcaption": words("figure"), "summary": words("details"), "source": words("audio video picture"), "track": words("audio video"),
		"main": words("body"),
	}
	holdsOnly = map[string]map[string]bool{ // the children that an element may have, and no text
		"html": words("head body"), "head": words("title meta link script"),
		"ul": words("li"), "ol": words("li"), "menu": words("li"), "dl": words("dt dd div"), "table": words("caption colgroup thead tbody tfoot"),
		"thead": words("tr"), "tbody": words("tr"), "tfoot": words("tr"), "tr": words("td th"), "colgroup": words("col"),
	}
	interactive = words("a button input select textarea details label")
)

// readMarkup reads a page.
func readMarkup(text string) *markup {
	m := &markup{text: text, ids: map[string]bool{}, elements: make([]*element, 0, 256)}
	r := markupReader{markup: m, line: 1}
	if !strings.HasPrefix(text, "<!DOCTYPE html>\n") {
		r.problem("does not begin with <!DOCTYPE html>")
		return m
	}
	r.at = len("<!DOCTYPE html>")
	for r.at < len(text) && r.step() {
	}
	if r.open != nil {
		r.problem("<%s> of line %d is not closed", r.open.name, r.open.line)
	}
	m.whole()
	return m
}

type markupReader struct {
	*markup
	at   int
	line int
	open *element
}

func (r *markupReader) problem(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf("line %d: ", r.line)+fmt.Sprintf(format, args...))
}

// take moves over n bytes.
func (r *markupReader) take(n int) string {
	s := r.text[r.at : r.at+n]
	r.line += strings.Count(s, "\n")
	r.at += n
	return s
}

// step reads the text up to the next tag and the tag. It reports false when there is no sense in going on.
func (r *markupReader) step() bool {
	n := strings.IndexByte(r.text[r.at:], '<')
	if n < 0 {
		n = len(r.text) - r.at
	}
	r.characters(r.take(n))
	if r.at == len(r.text) {
		return true
	}
	if strings.HasPrefix(r.text[r.at:], "</") {
		return r.endTag()
	}
	return r.startTag()
}

func (r *markupReader) characters(s string) {
	r.references(s)
	if strings.TrimSpace(s) == "" {
		return
	}
	switch {
	case r.open == nil:
		r.problem("text %q outside of <html>", s)
	case holdsOnly[r.open.name] != nil:
		r.problem("text %q right inside <%s>", s, r.open.name)
	}
}

// references looks for an & that begins no character reference.
func (r *markupReader) references(s string) {
	for {
		_, rest, found := strings.Cut(s, "&")
		if !found {
			return
		}
		name, _, closed := strings.Cut(rest, ";")
		if ref := "&" + name + ";"; !closed || len(name) > 32 || stdhtml.UnescapeString(ref) == ref {
			r.problem("an & that begins no character reference: %.20q", "&"+rest)
		}
		s = rest
	}
}

func (r *markupReader) endTag() bool {
	n := strings.IndexByte(r.text[r.at:], '>')
	if n < 0 {
		r.problem("an end tag that does not end")
		return false
	}
	name := strings.TrimSuffix(strings.TrimPrefix(r.text[r.at:r.at+n+1], "</"), ">")
	if r.open == nil || r.open.name != name {
		open := "nothing"
		if r.open != nil {
			open = fmt.Sprintf("<%s> of line %d", r.open.name, r.open.line)
		}
		r.problem("</%s> where %s is open", name, open)
		return false
	}
	r.open.to = r.at
	r.take(n + 1)
	r.open = r.open.parent
	return true
}

func (r *markupReader) startTag() bool {
	e := &element{parent: r.open, line: r.line}
	r.take(1)
	e.name = r.take(nameLength(r.text[r.at:]))
	closed, ok := r.attributes(e)
	if !ok {
		r.problem("<%s is no start tag", e.name)
		return false
	}
	e.from, e.to = r.at, r.at
	if e.parent != nil {
		e.depth = e.parent.depth + 1
		e.before = e.parent.children
		e.parent.children++
	}
	e.index = len(r.elements)
	r.elements = append(r.elements, e)
	r.allowed(e, closed)
	switch {
	case voidElements[e.name] || closed:
	case rawElements[e.name] && !e.inDrawing():
		n := strings.Index(r.text[r.at:], "</"+e.name+">")
		if n < 0 {
			r.problem("<%s> is not closed", e.name)
			return false
		}
		if text := r.take(n); e.name == "title" || e.name == "textarea" {
			r.references(text)
		}
		e.to = r.at
		r.take(len("</" + e.name + ">"))
	default:
		r.open = e
	}
	return true
}

func nameLength(s string) int {
	n := strings.IndexFunc(s, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != ':' && c != '_'
	})
	return max(n, 0)
}

// attributes reads up to the end of a start tag. closed tells that it ended in "/>".
func (r *markupReader) attributes(e *element) (closed, ok bool) {
	for {
		space := len(r.text[r.at:]) - len(strings.TrimLeft(r.text[r.at:], " \t\n"))
		r.take(space)
		switch rest := r.text[r.at:]; {
		case strings.HasPrefix(rest, ">"):
			r.take(1)
			return false, e.name != ""
		case strings.HasPrefix(rest, "/>"):
			r.take(2)
			return true, e.name != ""
		case space == 0:
			return false, false
		}
		a := attribute{name: r.take(nameLength(r.text[r.at:]))}
		if a.name == "" {
			return false, false
		}
		if strings.HasPrefix(r.text[r.at:], "=") {
			n := -1
			if strings.HasPrefix(r.text[r.at:], `="`) {
				n = strings.IndexByte(r.text[r.at+2:], '"')
			}
			if n < 0 {
				return false, false // not quoted, or quoted with '
			}
			value := r.take(n + 3)
			value = value[2 : len(value)-1]
			r.references(value)
			a.value = stdhtml.UnescapeString(value)
		}
		if e.has(a.name) {
			r.problem("<%s> has %s twice", e.name, a.name)
		}
		e.attrs = append(e.attrs, a)
	}
}

func (e *element) inDrawing() bool {
	return e.within(func(e *element) bool { return e.name == "svg" }) != nil
}

// allowed looks at an element in its place.
func (r *markupReader) allowed(e *element, closed bool) {
	parent := ""
	if e.parent != nil {
		parent = e.parent.name
	}
	if id := e.attr("id"); e.has("id") {
		if id == "" || strings.ContainsAny(id, " \t\n") {
			r.problem("<%s> has the id %q", e.name, id)
		}
		if r.ids[id] {
			r.problem("the id %q is there twice", id)
		}
		r.ids[id] = true
	}
	if e.inDrawing() && e.name != "svg" {
		if e.name == "a" && e.parent.within(func(e *element) bool { return e.name == "a" }) != nil {
			r.problem("a link in a link")
		}
		return
	}
	if strings.ToLower(e.name) != e.name {
		r.problem("<%s> is not in lower case", e.name)
	}
	if closed {
		r.problem("<%s/>", e.name)
	}
	if e.name == "html" != (parent == "") {
		r.problem("<%s> in <%s>", e.name, parent)
	}
	if only := onlyIn[e.name]; only != nil && !only[parent] {
		r.problem("<%s> in <%s>", e.name, parent)
	}
	if parent == "div" && (e.name == "dt" || e.name == "dd") && (e.parent.parent == nil || e.parent.parent.name != "dl") {
		r.problem("<%s> in a <div> that is in no <dl>", e.name)
	}
	if only := holdsOnly[parent]; only != nil && !only[e.name] {
		r.problem("<%s> right inside <%s>", e.name, parent)
	}
	if parent == "details" && e.before == 0 && e.name != "summary" || parent == "table" && e.name == "caption" && e.before != 0 {
		r.problem("<%s> is child number %d of <%s>", e.name, e.before+1, parent)
	}
	// What may stand in a link is what may stand around it.
	around := e.parent.within(func(e *element) bool { return !slices.Contains([]string{"a", "ins", "del"}, e.name) })
	if around != nil && onlyPhrasing[around.name] && !phrasing[e.name] {
		r.problem("<%s> in <%s>", e.name, around.name)
	}
	if interactive[e.name] && e.parent.within(func(e *element) bool { return e.name == "a" || e.name == "button" }) != nil {
		r.problem("<%s> in a link or a button", e.name)
	}
}

// whole looks at what a page must have once.
func (m *markup) whole() {
	count := map[string]int{}
	for _, e := range m.elements {
		count[e.name]++
		if e.parent != nil && e.parent.within(func(e *element) bool { return e.name == "svg" }) != nil {
			count[e.name]--
		}
	}
	for _, name := range []string{"html", "head", "title", "body"} {
		if count[name] != 1 {
			m.problems = append(m.problems, fmt.Sprintf("%d <%s>", count[name], name))
		}
	}
	for _, e := range m.elements {
		for _, name := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "for", "list", "form"} {
			for _, id := range strings.Fields(e.attr(name)) {
				if !m.ids[id] {
					m.problems = append(m.problems, fmt.Sprintf("line %d: %s=%q names no element", e.line, name, id))
				}
			}
		}
	}
}

// browserTree compares the tree of the strict reader with the one that a parser builds that repairs what is wrong, as
// browsers do (HTML Standard, section 13.2). Where they differ, something was repaired.
func (m *markup) browserTree() []string {
	root, err := html.Parse(strings.NewReader(m.text))
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	i := 0
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		if n.Type == html.ElementNode {
			switch {
			case len(problems) > 0:
				return
			case i >= len(m.elements):
				problems = append(problems, fmt.Sprintf("a browser sees one more <%s>", n.Data))
			case m.elements[i].name != n.Data || m.elements[i].depth != depth || len(m.elements[i].attrs) != len(n.Attr):
				e := m.elements[i]
				problems = append(problems, fmt.Sprintf("line %d: <%s> at depth %d with %d attributes; a browser sees <%s> at depth %d with %d",
					e.line, e.name, e.depth, len(e.attrs), n.Data, depth, len(n.Attr)))
			}
			i++
			depth++
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth)
		}
	}
	walk(root, 0)
	if len(problems) == 0 && i < len(m.elements) {
		problems = append(problems, fmt.Sprintf("line %d: a browser does not see <%s>", m.elements[i].line, m.elements[i].name))
	}
	return problems
}

// policy is what every page must allow itself, and no more; a meta element cannot say frame-ancestors.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; " +
	"manifest-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

// harmless looks for what the content policy forbids and for what no page of ours does: run or fetch anything that does
// not come from the site itself.
func (m *markup) harmless() []string {
	var problems []string
	problem := func(e *element, format string, args ...any) {
		problems = append(problems, fmt.Sprintf("line %d: <%s>: ", e.line, e.name)+fmt.Sprintf(format, args...))
	}
	policies, fetched := 0, false
	for _, e := range m.elements {
		for _, a := range e.attrs {
			name := strings.ToLower(a.name)
			switch {
			case name == "style", name == "srcdoc", name == "background", strings.HasPrefix(name, "on"):
				problem(e, "has %s", a.name)
			case slices.Contains([]string{"src", "srcset", "poster", "data", "action", "formaction", "xlink:href"}, name) && isExternal(a.value):
				problem(e, "fetches %s", a.value)
			case name == "href" && !safeAddress(a.value):
				problem(e, "leads to %s", a.value)
			}
		}
		switch e.name {
		case "style", "iframe", "object", "embed", "base", "frame", "applet":
			problem(e, "is not ours")
		case "form":
			if e.attr("role") != "search" || e.attr("action") != "" {
				problem(e, "is not ours")
			}
		case "meta":
			switch {
			case strings.EqualFold(e.attr("http-equiv"), "Content-Security-Policy"):
				policies++
				if e.attr("content") != policy {
					problem(e, "another policy: %s", e.attr("content"))
				}
				if fetched {
					problem(e, "the policy comes after something that is fetched")
				}
			}
		case "link":
			rel := strings.Fields(e.attr("rel"))
			fetched = fetched || slices.Contains(rel, "stylesheet")
			if isExternal(e.attr("href")) && !slices.Contains(rel, "canonical") && !(slices.Contains(rel, "alternate") && e.attr("hreflang") != "") {
				problem(e, "rel=%q leads to %s", e.attr("rel"), e.attr("href"))
			}
		case "script":
			inline := strings.TrimSpace(m.text[e.from:e.to])
			switch {
			case e.attr("type") == "application/ld+json":
				if !json.Valid([]byte(inline)) || strings.Contains(inline, "<") {
					problem(e, "not JSON, or not escaped: %.80s", inline)
				}
			case inline != "" || !e.has("src"):
				problem(e, "inline script: %.80s", inline)
			default:
				fetched = true
			}
		}
	}
	if policies != 1 {
		problems = append(problems, fmt.Sprintf("%d content security policies", policies))
	}
	return problems
}

// isExternal reports whether an address leads away from the site.
func isExternal(address string) bool {
	return strings.HasPrefix(address, "//") || strings.HasPrefix(address, `/\`) || scheme(address) != ""
}

// scheme gives what stands before the first colon, as browsers read it.
func scheme(address string) string {
	address = strings.TrimLeft(address, " \t\n\r\x00")
	i := strings.IndexAny(address, ":/?#")
	if i < 0 || address[i] != ':' {
		return ""
	}
	return strings.ToLower(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address[:i]))
}

// safeAddress reports whether a link may lead there.
func safeAddress(address string) bool {
	switch scheme(address) {
	case "", "http", "https", "mailto", "tel":
		return !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`)
	}
	return false
}

// TestMarkupReader makes sure that the tests of pages can fail: for everything that they look for there is a page that
// has it.
func TestMarkupReader(t *testing.T) {
	page := func(head, body string) string {
		return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"" +
			stdhtml.EscapeString(policy) + "\">\n<title>A &amp; B</title>\n" + head + "</head>\n<body>\n<h1>A</h1>\n" + body + "</body>\n</html>\n"
	}
	good := page(`<link rel="canonical" href="https://example.org/">`+"\n"+`<script type="application/ld+json">{"a":"\u003c"}</script>`,
		`<p>A <a href="https://example.org/">link &amp; more</a></p><ul><li>one<ul><li>two</li></ul></li></ul>`+
			`<dl><div><dt>a</dt><dd><p>b</p></dd></div></dl><table><caption>c</caption><thead><tr><th>d</th></tr></thead><tbody><tr><td>e</td></tr></tbody></table>`+
			`<svg viewBox="0 0 1 1"><path d="M0 0"></path><a href="/x/"><text>y</text></a></svg><details><summary>s</summary><p>t</p></details>`)
	m := readMarkup(good)
	if found := slices.Concat(m.problems, m.browserTree(), m.harmless()); len(found) > 0 {
		t.Fatalf("a right page has problems: %s", found)
	}
	bad := map[string]string{
		"not closed":            "<p>a",
		"stray end tag":         "<p>a</p></p>",
		"crossed":               "<p><em>a</p></em>",
		"id twice":              `<p id="a">a</p><p id="a">b</p>`,
		"attribute twice":       `<p class="a" class="b">a</p>`,
		"not quoted":            `<p class=a>a</p>`,
		"single quotes":         `<p class='a'>a</p>`,
		"bare ampersand":        "<p>a & b</p>",
		"ampersand in address":  `<p><a href="/?a=1&b=2">a</a></p>`,
		"li alone":              "<div><li>a</li></div>",
		"dt alone":              "<div><dt>a</dt></div>",
		"tr in table":           "<table><tr><td>a</td></tr></table>",
		"text in table":         "<table>a<tbody><tr><td>a</td></tr></tbody></table>",
		"text in list":          "<ul>a<li>b</li></ul>",
		"p in ul":               "<ul><p>a</p></ul>",
		"link in link":          `<p><a href="/a/">a <em><a href="/b/">b</a></em></a></p>`,
		"block in p":            "<p><div>a</div></p>",
		"block in link in p":    `<p><a href="/"><div>a</div></a></p>`,
		"p in heading":          "<h2><p>a</p></h2>",
		"label of nothing":      `<section aria-labelledby="x"><p>a</p></section>`,
		"upper case":            "<P>a</P>",
		"closed element":        "<div/>",
		"details without":       "<details><p>a</p><summary>b</summary></details>",
		"style attribute":       `<p style="color: red">a</p>`,
		"style attribute, svg":  `<svg><path style="fill: red" d="M0 0"></path></svg>`,
		"handler":               `<p onclick="a()">a</p>`,
		"style":                 "<style>a</style>",
		"inline script":         "<script>a()</script>",
		"script from elsewhere": `<script src="https://example.net/a.js"></script>`,
		"image from elsewhere":  `<p><img src="//example.net/a.png" alt=""></p>`,
		"javascript":            `<p><a href="java&#9;script:a()">a</a></p>`,
		"data":                  `<p><a href="data:text/html,a">a</a></p>`,
		"not JSON":              `<script type="application/ld+json">{</script>`,
		"frame":                 `<iframe src="/a/"></iframe>`,
		"second policy":         `<meta http-equiv="Content-Security-Policy" content="default-src *">`,
	}
	for name, body := range bad {
		m := readMarkup(page("", body))
		if found := slices.Concat(m.problems, m.harmless()); len(found) == 0 {
			t.Errorf("%s: nothing found in %s", name, body)
		}
	}
	for name, head := range map[string]string{
		"stylesheet from elsewhere": `<link rel="stylesheet" href="https://example.net/a.css">`,
		"paragraph in head":         "<p>a</p>",
	} {
		m := readMarkup(page(head, ""))
		if found := slices.Concat(m.problems, m.harmless()); len(found) == 0 {
			t.Errorf("%s: nothing found in %s", name, head)
		}
	}
	if m := readMarkup(page("", "<table><tbody><tr><td>a</td></tr></tbody></table>")); len(m.browserTree()) > 0 {
		t.Errorf("a right table: %s", m.browserTree())
	}
	if m := readMarkup(string(bytes.Replace([]byte(good), []byte("<p>A "), []byte("<p>A <p>"), 1))); len(m.browserTree()) == 0 && len(m.problems) == 0 {
		t.Error("p in p: nothing found")
	}
	if m := readMarkup(page("", "<p>a<table><tbody><tr><td>a</td></tr></tbody></table></p>")); len(m.browserTree()) == 0 {
		t.Error("table in p: a browser sees the same tree")
	}
	if got := readMarkup(good); got.content(got.elements[slices.IndexFunc(got.elements, func(e *element) bool { return e.name == "p" })]) != "A link & more" {
		t.Error("content of <p> is not its text")
	}
}
