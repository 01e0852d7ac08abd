package theme

import (
	"bytes"
	"fmt"
	"hash/maphash"
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
func (t *Theme) funcs() htmltemplate.FuncMap {
	return htmltemplate.FuncMap{"shared": t.shared, "at": at, "feedtype": feedType, "contact": contact, "link": link, "when": when}
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

// digester is a part of a view that knows its digest.
type digester interface{ Digest() view.Digest }

// shared renders a partial with a part of the view, once for all pages that show an equal part; with a list, it does so
// for each of its parts, one after the other. Parts are told apart by their digest, or as the plain values that they are.
func (t *Theme) shared(name string, part any) (htmltemplate.HTML, error) {
	list := reflect.ValueOf(part)
	if list.Kind() != reflect.Slice {
		return t.sharedOne(name, part)
	}
	parts, size := make([]htmltemplate.HTML, list.Len()), 0
	for i := range parts {
		html, err := t.sharedOne(name, list.Index(i).Interface())
		if err != nil {
			return "", err
		}
		parts[i], size = html, size+len(html)
	}
	var b strings.Builder
	b.Grow(size)
	for _, html := range parts {
		b.WriteString(string(html))
	}
	return htmltemplate.HTML(b.String()), nil
}

func (t *Theme) sharedOne(name string, part any) (htmltemplate.HTML, error) {
	key := memoKey{name: name}
	remember := true
	if d, ok := part.(digester); ok {
		key.digest = d.Digest()
		remember = key.digest != view.Digest{} // a part that nobody has sealed has no digest to go by
	} else if kind := reflect.TypeOf(part); kind == nil || kind.Kind() != reflect.Struct || !kind.Comparable() {
		return "", fmt.Errorf("a %T has no digest and cannot be shared: use {{template %q .}}", part, name)
	} else {
		key.value = part
	}
	if remember {
		if html, ok := t.memo.get(key); ok {
			return html, nil
		}
	}
	html, err := t.partial(name, part)
	if err != nil {
		return "", err
	}
	if remember {
		t.memo.put(key, html)
	}
	return html, nil
}

// partial renders a partial by itself.
func (t *Theme) partial(name string, part any) (htmltemplate.HTML, error) {
	p, err := t.part(name)
	if err != nil {
		return "", err
	}
	out := outputs.Get().(*bytes.Buffer)
	defer outputs.Put(out)
	out.Reset()
	if !p.compiled.run(out, part) {
		out.Reset()
		if err := p.set.ExecuteTemplate(out, name, part); err != nil {
			return "", t.located(err, "")
		}
	}
	return htmltemplate.HTML(out.String()), nil
}

// part gives a partial, compiled when it is first asked for.
func (t *Theme) part(name string) (*built, error) {
	t.partsMutex.Lock()
	defer t.partsMutex.Unlock()
	if p := t.parts[name]; p != nil {
		return p, nil
	}
	if t.partSet == nil {
		t.partSet = htmltemplate.Must(t.base.Clone())
	}
	if t.partSet.Lookup(name) == nil {
		return nil, fmt.Errorf("there is no partial %q", name)
	}
	p := &built{t.partSet, t.compile(t.partSet, name)}
	t.parts[name] = p
	return p, nil
}

// The functions of templates, on values.

func (t *Theme) sharedValue(a []reflect.Value) reflect.Value {
	name := text(a[:1], 0, 1)
	if len(a) != 2 || !a[1].IsValid() {
		panic(errGiveUp)
	}
	html, err := t.shared(name, a[1].Interface())
	if err != nil {
		panic(errGiveUp)
	}
	return reflect.ValueOf(html)
}

func (t *Theme) whenValue(a []reflect.Value) reflect.Value {
	if len(a) < 1 || len(a) > 2 || a[0].Kind() != reflect.Struct || !a[0].CanAddr() {
		panic(errGiveUp)
	}
	d, ok := a[0].Addr().Interface().(*view.Day)
	if !ok || len(a) == 2 && a[1].Kind() != reflect.Bool {
		panic(errGiveUp)
	}
	return reflect.ValueOf(when(*d, len(a) == 2 && a[1].Bool()))
}

func (t *Theme) atValue(a []reflect.Value) reflect.Value {
	if len(a) != 2 {
		panic(errGiveUp)
	}
	site, ok := a[0].Interface().(*view.Site)
	if !ok || site == nil {
		panic(errGiveUp)
	}
	return reflect.ValueOf(at(site, text(a, 1, 2)))
}

// Spot is the site as a page at one address sees it: all pages that are not in the menu see the same.
type Spot struct {
	Site    *view.Site
	Current string // the address of the menu's entry that is the page itself; ""

	digest view.Digest
}

// Digest stands for all that a spot holds.
func (s *Spot) Digest() view.Digest { return s.digest }

// at gives the site as the page at an address sees it.
func at(site *view.Site, address string) *Spot {
	spot := &Spot{Site: site, digest: site.Digest()}
	if address == site.Base {
		spot.Current = address
	}
	for i := range site.Menu {
		if site.Menu[i].Href == address {
			spot.Current = address
		}
	}
	if spot.Current != "" && spot.digest != (view.Digest{}) {
		var mixer view.Mixer
		mixer.Digest(spot.digest)
		mixer.Text(spot.Current)
		spot.digest = mixer.Sum()
	}
	return spot
}

// memoLimit bounds how much HTML is remembered: about 30,000 rows. Forgetting all at the limit costs little.
const memoLimit = 24 << 20

// entrySize is about what an entry of the memo takes beside its HTML.
const entrySize = 256

type memoKey struct {
	name   string
	digest view.Digest
	value  any // the part itself, of parts that have no digest
}

// memo remembers the HTML of shared parts, in shards so that workers seldom wait for each other. Two pages that need the
// same part at the same moment may both render it; they get the same bytes.
type memo struct {
	seed   maphash.Seed
	shards [32]shard
}

type shard struct {
	sync.RWMutex
	html map[memoKey]htmltemplate.HTML
	size int
}

func (m *memo) shard(key memoKey) *shard {
	if key.value == nil {
		return &m.shards[int(key.digest[0])%len(m.shards)]
	}
	return &m.shards[maphash.Comparable(m.seed, key.value)%uint64(len(m.shards))]
}

func (m *memo) get(key memoKey) (htmltemplate.HTML, bool) {
	s := m.shard(key)
	s.RLock()
	defer s.RUnlock()
	html, ok := s.html[key]
	return html, ok
}

func (m *memo) put(key memoKey, html htmltemplate.HTML) {
	s := m.shard(key)
	s.Lock()
	defer s.Unlock()
	s.size += len(html) + entrySize
	if s.html == nil || s.size > memoLimit/len(m.shards) {
		s.html, s.size = map[memoKey]htmltemplate.HTML{}, len(html)+entrySize
	}
	s.html[key] = html
}
