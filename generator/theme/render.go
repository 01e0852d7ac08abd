package theme

import (
	"bytes"
	"cmp"
	"fmt"
	htmltemplate "html/template"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dateline/generator/view"
	"dateline/generator/words"
)

// Render writes the page with the given template and view, in the words of the view's language. Of a page that cannot be made
// part may have been written. A mistake of the template's author is an *Error.
func (t *Theme) Render(w io.Writer, template string, page any) error {
	p := t.pages[template]
	if p == nil {
		return fmt.Errorf("there is no template %q; there are %s", template, strings.Join(t.Templates(), ", "))
	}
	spoken := t.words[words.English]
	if v, ok := page.(interface{ PageLanguage() string }); ok {
		spoken = cmp.Or(t.Words(v.PageLanguage()), spoken)
	}
	b, err := p.build[spoken]()
	if err != nil {
		return t.located(err, template)
	}
	out := outputs.Get().(*bytes.Buffer)
	defer outputs.Put(out)
	out.Reset()
	if b.compiled.run(out, page) {
		_, err := w.Write(out.Bytes())
		return err
	}
	if err := b.set.ExecuteTemplate(w, "layout", page); err != nil {
		return t.located(err, template)
	}
	return nil
}

// outputs are the buffers of pages that are being rendered.
var outputs = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// funcs are what templates can call beside html/template's own.
func funcs(w *words.Words) htmltemplate.FuncMap {
	return htmltemplate.FuncMap{
		"feedtype": feedType, "contact": contact,
		"link":  func(href, text string, spoken ...string) htmltemplate.HTML { return link(w, href, text, spoken...) },
		"when":  func(d view.Day, short ...bool) htmltemplate.HTML { return when(w, d, len(short) > 0 && short[0]) },
		"word":  func(key string, values ...any) (any, error) { return word(w, key, 0, values...) },
		"count": func(key string, n int, values ...any) (any, error) { return count(w, key, n, values...) },
	}
}

// word gives a word of the interface in the page's language: {{word "menu.latest"}}. What stands in braces in it is given by its
// name and a value, in turn: {{word "home.newest" "date" .Newest}}. Values are texts, numbers or HTML.
//
// With HTML among the values the word is HTML. n chooses the plural form.
func word(w *words.Words, key string, n int, values ...any) (any, error) {
	list := make([]reflect.Value, len(values))
	for i, v := range values {
		list[i] = reflect.ValueOf(v)
	}
	v, err := wordOf(w, key, n, list)
	if err != nil {
		return nil, err
	}
	return v.Interface(), nil
}

// count gives a word in the plural form that a number needs: {{count "briefings.count" .Total}}. The number stands for {n}.
func count(w *words.Words, key string, n int, values ...any) (any, error) {
	return word(w, key, n, values...)
}

func wordOf(w *words.Words, key string, n int, values []reflect.Value) (reflect.Value, error) {
	pieces, err := w.Phrase(key, n)
	if err != nil {
		return reflect.Value{}, err
	}
	isHTML := slices.ContainsFunc(values, func(v reflect.Value) bool { return v.IsValid() && v.Type() == htmlType })
	b := make([]byte, 0, 128)
	write := func(text string) {
		if isHTML {
			text = htmltemplate.HTMLEscapeString(text)
		}
		b = append(b, text...)
	}
	for _, p := range pieces {
		if p.Name == "" {
			write(p.Text)
			continue
		}
		i := 0
		for i+1 < len(values) && (values[i].Kind() != reflect.String || values[i].String() != p.Name) {
			i += 2
		}
		if i+1 >= len(values) {
			if p.Name != "n" {
				return reflect.Value{}, fmt.Errorf("the word %q needs %q and what stands for it", key, p.Name)
			}
			b = strconv.AppendInt(b, int64(n), 10)
			continue
		}
		switch v := values[i+1]; {
		case v.Kind() == reflect.String && v.Type() == htmlType:
			b = append(b, v.String()...)
		case v.Kind() == reflect.String:
			write(w.Isolate(v.String()))
		case v.Kind() == reflect.Int:
			b = strconv.AppendInt(b, v.Int(), 10)
		default:
			return reflect.Value{}, fmt.Errorf("in the word %q what stands for %q must be a text or a whole number", key, p.Name)
		}
	}
	if isHTML {
		return reflect.ValueOf(htmltemplate.HTML(b)), nil
	}
	return reflect.ValueOf(string(b)), nil
}

// feedType gives the media type of a feed by its address: {{feedtype .Href}}.
func feedType(address string) string {
	if strings.HasSuffix(address, ".json") {
		return "application/feed+json"
	}
	return "application/atom+xml"
}

// link makes a link: {{link .Href .Title}}. An address of another scheme than a page may have leads nowhere. Behind the text may stand
// its language and direction, where they are not the page's: {{link .Href .Title .Language .Dir}}.
//
// It does what html/template does for an href and a text, in one step instead of four. A name in letters of the other direction
// keeps to itself.
func link(w *words.Words, href, text string, spoken ...string) htmltemplate.HTML {
	return htmltemplate.HTML(appendLink(nil, w, href, text, spoken...))
}

func appendLink(to []byte, w *words.Words, href, text string, spoken ...string) []byte {
	if scheme, _, found := strings.Cut(href, ":"); found && !strings.ContainsAny(scheme, "/?#") && !linked[strings.ToLower(scheme)] {
		href = "#"
	}
	to = append(appendHTML(append(to, `<a href="`...), href), '"')
	if w.Against(text) && (len(spoken) < 2 || spoken[1] == "") {
		to = append(to, ` dir="auto"`...)
	}
	for i, of := range spoken {
		if of != "" && i < 2 {
			to = append(appendHTML(append(to, [...]string{` lang="`, ` dir="`}[i]...), of), '"')
		}
	}
	to = appendHTML(append(to, '>'), text)
	return append(to, "</a>"...)
}

var linked = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// when makes the time element of a day: {{when .Date}} in full with the time, {{when .Date true}} as a short date.
func when(w *words.Words, d view.Day, short bool) htmltemplate.HTML {
	return htmltemplate.HTML(appendWhen(nil, w, &d, short))
}

func appendWhen(to []byte, w *words.Words, d *view.Day, short bool) []byte {
	text := d.Long
	if short {
		text = d.Short
	} else if d.Time != "" {
		text = w.At(text, d.Time)
	}
	to = appendHTML(append(to, `<time datetime="`...), d.ISO)
	to = appendHTML(append(to, `">`...), text)
	return append(to, "</time>"...)
}

// contact gives the address to which a contact leads, {{contact .Contact}}: a web address as it is, a mail address with its scheme;
// "" for anything else.
func contact(text string) string {
	switch {
	case strings.HasPrefix(text, "https://"), strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "mailto:"):
		return text
	case strings.Contains(text, "@") && !strings.ContainsAny(text, " /:"):
		return "mailto:" + text
	}
	return ""
}

// appendLinkValue is link on values.
func appendLinkValue(to []byte, w *words.Words, a []reflect.Value) []byte {
	if len(a) == 4 {
		return appendLink(to, w, text(a, 0, 4), text(a, 1, 4), text(a, 2, 4), text(a, 3, 4))
	}
	return appendLink(to, w, text(a, 0, 2), text(a, 1, 2))
}

// appendWhenValue is when on values.
func appendWhenValue(to []byte, w *words.Words, a []reflect.Value) []byte {
	if len(a) < 1 || len(a) > 2 || a[0].Kind() != reflect.Struct || !a[0].CanAddr() {
		panic(errGiveUp)
	}
	d, ok := a[0].Addr().Interface().(*view.Day)
	if !ok || len(a) == 2 && a[1].Kind() != reflect.Bool {
		panic(errGiveUp)
	}
	return appendWhen(to, w, d, len(a) == 2 && a[1].Bool())
}

// wordValue is word on values, of which with number the second is the number.
func wordValue(w *words.Words, number bool, a []reflect.Value) reflect.Value {
	first := 1
	if number {
		first = 2
	}
	if len(a) < first || a[0].Kind() != reflect.String || number && a[1].Kind() != reflect.Int {
		panic(errGiveUp)
	}
	n := 0
	if number {
		n = int(a[1].Int())
	}
	v, err := wordOf(w, a[0].String(), n, a[first:])
	if err != nil {
		panic(errGiveUp)
	}
	return v
}
