package theme

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"io"
	"reflect"
	"strings"
	"sync"

	"dateline/generator/view"
)

// Render writes the page with the given template and view. Of a page that cannot be made part may have been written. A
// mistake of the template's author is an *Error.
func (t *Theme) Render(w io.Writer, template string, page any) error {
	p := t.pages[template]
	if p == nil {
		return fmt.Errorf("there is no template %q; there are %s", template, strings.Join(t.Templates(), ", "))
	}
	b, err := p.build()
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
func funcs() htmltemplate.FuncMap {
	return htmltemplate.FuncMap{"feedtype": feedType, "contact": contact, "link": link, "when": when}
}

// feedType gives the media type of a feed by its address.
func feedType(address string) string {
	if strings.HasSuffix(address, ".json") {
		return "application/feed+json"
	}
	return "application/atom+xml"
}

// link makes a link. It does what html/template does for an href and a text, in one step instead of four: an address of
// another scheme than a page may have leads nowhere.
func link(href, text string) htmltemplate.HTML {
	if scheme, _, found := strings.Cut(href, ":"); found && !strings.ContainsAny(scheme, "/?#") && !linked[strings.ToLower(scheme)] {
		href = "#"
	}
	return htmltemplate.HTML(`<a href="` + htmltemplate.HTMLEscapeString(href) + `">` + htmltemplate.HTMLEscapeString(text) + `</a>`)
}

var linked = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// when makes the time element of a day, with its date in full or, if short is given, abbreviated.
func when(d view.Day, short ...bool) htmltemplate.HTML {
	text := d.Long
	if len(short) > 0 && short[0] {
		text = d.Short
	} else if d.Time != "" {
		text += ", " + d.Time
	}
	return htmltemplate.HTML(`<time datetime="` + htmltemplate.HTMLEscapeString(d.ISO) + `">` + htmltemplate.HTMLEscapeString(text) + `</time>`)
}

// contact gives the address to which a contact leads: a web address as it is, a mail address with its scheme; "" for
// anything else.
func contact(text string) string {
	switch {
	case strings.HasPrefix(text, "https://"), strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "mailto:"):
		return text
	case strings.Contains(text, "@") && !strings.ContainsAny(text, " /:"):
		return "mailto:" + text
	}
	return ""
}

// whenValue is when on values.
func whenValue(a []reflect.Value) reflect.Value {
	if len(a) < 1 || len(a) > 2 || a[0].Kind() != reflect.Struct || !a[0].CanAddr() {
		panic(errGiveUp)
	}
	d, ok := a[0].Addr().Interface().(*view.Day)
	if !ok || len(a) == 2 && a[1].Kind() != reflect.Bool {
		panic(errGiveUp)
	}
	return reflect.ValueOf(when(*d, len(a) == 2 && a[1].Bool()))
}
