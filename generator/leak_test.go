package generator_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/briefing"
)

// Every token begins with the first of these and goes on with the second, which no encoding of ASCII leaves as it is. The sample of
// published texts and the theme have neither.
const (
	latinStem    = "qzheld"
	cyrillicStem = "жщюкъ"
)

// withheld gives tokens that tell where they stood: "Qzheld12жщюкъ".
type withheld struct{ given []string }

func (w *withheld) token() string {
	w.given = append(w.given, fmt.Sprintf("Qzheld%dЖщюкъ", 100+len(w.given)))
	return w.given[len(w.given)-1]
}

// stemForms are the ways in which a stem may stand in a file, in lower case but for base64, where case counts.
var stemForms, base64Forms = func() (plain, exact [][]byte) {
	for _, stem := range []string{latinStem, cyrillicStem} {
		runes := []rune(stem)
		for _, written := range []string{stem, strings.ToUpper(stem), strings.ToUpper(string(runes[:1])) + string(runes[1:])} {
			var percent, script, braced, decimal, hexadecimal strings.Builder
			for _, b := range []byte(written) {
				fmt.Fprintf(&percent, "%%%02x", b)
			}
			for _, r := range written {
				fmt.Fprintf(&script, `\u%04x`, r)
				fmt.Fprintf(&braced, `\u{%x}`, r)
				fmt.Fprintf(&decimal, "&#%d;", r)
				fmt.Fprintf(&hexadecimal, "&#x%x;", r)
			}
			plain = append(plain, bytes.ToLower([]byte(written)), []byte(hex.EncodeToString([]byte(written))))
			for _, b := range []*strings.Builder{&percent, &script, &braced, &decimal, &hexadecimal} {
				plain = append(plain, []byte(b.String()))
			}
			for shift := range 3 { // bytes before it in its group of three
				text := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), written...))
				text = text[(shift*8+5)/6 : (shift+len(written))*8/6] // the digits that what stands around does not change
				exact = append(exact, []byte(text), []byte(strings.NewReplacer("+", "-", "/", "_").Replace(text)))
			}
		}
	}
	return plain, exact
}()

// leak gives a piece of a file, or of what is compressed in it, that has a token in any form; "" without one.
func leak(data []byte, depth int) string {
	lower := bytes.ToLower(data)
	around := func(in []byte, at int) string { return fmt.Sprintf("%q", in[max(0, at-30):min(len(in), at+60)]) }
	for _, form := range stemForms {
		if at := bytes.Index(lower, form); at >= 0 {
			return around(lower, at)
		}
	}
	for _, form := range base64Forms {
		if at := bytes.Index(data, form); at >= 0 {
			return around(data, at)
		}
	}
	if depth == 0 {
		return ""
	}
	inflated := func(r io.Reader, err error) string {
		if err != nil {
			return ""
		}
		text, _ := io.ReadAll(io.LimitReader(r, 8<<20)) // What is no compressed data ends soon.
		if found := leak(text, depth-1); found != "" {
			return "compressed: " + found
		}
		return ""
	}
	for at := 0; at+2 < len(data); at++ {
		found := ""
		switch {
		case data[at] == 0x1f && data[at+1] == 0x8b:
			found = inflated(gzip.NewReader(bytes.NewReader(data[at:])))
		case data[at] == 0x78 && (int(data[at])<<8|int(data[at+1]))%31 == 0:
			found = inflated(zlib.NewReader(bytes.NewReader(data[at:])))
		case bytes.HasPrefix(data[at:], []byte("PK\x03\x04")) && at+30 < len(data):
			head := at + 30 + int(data[at+26]) + int(data[at+27])<<8 + int(data[at+28]) + int(data[at+29])<<8
			found = inflated(flate.NewReader(bytes.NewReader(data[min(head, len(data)):])), nil)
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// TestLeakIsFound makes sure that a token is found in whatever way it is written.
func TestLeakIsFound(t *testing.T) {
	t.Parallel()
	token := new(withheld).token()
	quoted, err := json.Marshal(token)
	if err != nil {
		t.Fatal(err)
	}
	ascii := func(text, format string) string {
		return regexp.MustCompile(`.`).ReplaceAllStringFunc(text, func(r string) string { return fmt.Sprintf(format, []rune(r)[0]) })
	}
	var zipped, packed bytes.Buffer
	z := gzip.NewWriter(&zipped)
	p := zlib.NewWriter(&packed)
	for _, w := range []io.WriteCloser{z, p} {
		if _, err := w.Write([]byte(strings.Repeat("some words ", 50) + token)); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
	}
	for _, half := range []string{token[:6], token[9:]} { // each stem is found without the other
		for _, written := range []string{
			half, strings.ToUpper(half), strings.ToLower(half), url.PathEscape(half), hex.EncodeToString([]byte(strings.ToLower(half))), html.EscapeString(half), string(quoted),
			ascii(strings.ToLower(half), `\u%04X`), ascii(strings.ToLower(half), "&#%d;"), ascii(strings.ToLower(half), "&#x%X;"),
			base64.StdEncoding.EncodeToString([]byte(half)), base64.URLEncoding.EncodeToString([]byte("a" + half + "b")), base64.StdEncoding.EncodeToString([]byte("ab" + strings.ToUpper(half))),
		} {
			if leak([]byte("words before "+written+" words after"), 1) == "" {
				t.Errorf("not found: %s", written)
			}
		}
	}
	for _, data := range [][]byte{append([]byte("words before"), zipped.Bytes()...), append([]byte("IDAT"), packed.Bytes()...)} {
		if leak(data, 1) == "" {
			t.Error("not found in compressed data")
		}
	}
	if found := leak([]byte(strings.Repeat("words of a text, held by nobody; qz held жщ юкъ ", 100)), 1); found != "" {
		t.Errorf("found where there is none: %s", found)
	}
}

// withheldFiles is a source in which tokens stand wherever what stands there is not published: in every key and value of drafts and embargoed
// briefings and of entities that only these name, in their files, in comments, in files that nothing shows. embargo is when that ends.
func withheldFiles(w *withheld, settings, embargo string) map[string]string {
	x := func() string { return quoted(w.token() + ` <b>"&' `) }
	picture := func() string {
		return strings.Replace(plainSVG, "<path", "<!-- "+w.token()+" --><desc>"+w.token()+"</desc><path", 1)
	}
	files := map[string]string{
		"site.toml":                        settings + "# " + w.token() + "\n",
		"briefings/README.md":              w.token(),
		"briefings/_notes/" + w.token():    w.token(),
		"briefings/2025/open/index.md":     "+++\n# " + w.token() + "\ntitle = \"Open\" # " + w.token() + "\ndate = 2025-01-01\nactors = [\"NATO\"]\nlocations = [\"Kyiv\"]\n+++\n\nA text <!-- " + w.token() + " --> with\n\n<!--\n" + w.token() + "\n-->\n\n![A picture](open.svg) of it, [words](../../draft.md), [[2024/held|words]] and [words](../../_pages/draft.md).\n",
		"briefings/2025/open/open.svg":     strings.Replace(plainSVG, "<path", "<!-- "+w.token()+" --><metadata>"+w.token()+"</metadata><path", 1),
		"briefings/2025/open/" + w.token(): w.token(), "briefings/2025/open/" + w.token() + ".svg": picture(),
		"briefings/_actors/nato.md": "+++\nname = \"NATO\" # " + w.token() + "\n+++\n\n<!-- " + w.token() + " -->\n",
	}
	// One more of each kind that is visible, so that all pages there are have something to leave out.
	files["briefings/2025/second.md"] = "+++\ntitle = \"Second\"\ndate = 2025-01-02\nactors = [\"NATO\"]\nlocations = [\"Kyiv\"]\nrelated = [\"2024/held\"]\ntopics = [\"Talks\"]\nseries = \"Weekly\"\nauthors = [\"Desk\"]\n+++\n\nWords.\n"

	for _, name := range []string{"draft = true", "embargo_until = " + embargo} {
		folder, id, ext := "2025/"+w.token(), "2024/held", w.token()
		if strings.HasPrefix(name, "draft") {
			folder, id = "draft", "2024/"+w.token()
		}
		actor, place, asset := w.token()+" actor", w.token()+" place", w.token()
		front := "+++\n# " + w.token() + "\n" + name + "\ntitle = " + x() + "\nid = " + quoted(id) + "\nslug = \"qzheld" + fmt.Sprint(len(w.given)) + "\"\ndate = 2025-03-04\nsummary = " + x() +
			"\nactors = [{ name = " + quoted(actor) + ", role = \"attributed\", by = " + x() + " }, \"NATO\"]\nlocations = [" + quoted(place) + ", \"Kyiv\"]\ntopics = [" + x() + "]\nauthors = [" + x() + "]\nseries = " + x() +
			"\nas_of = 2025-03-04\ncovers = { from = 2025-03-01, until = 2025-03-02 }\nupdates = [{ at = 2025-03-05, note = " + x() + " }]\nsources = [{ name = " + x() + ", url = \"https://" + strings.ToLower(w.token()[:9]) + ".example/" + w.token() + "\" }]\nrelated = [\"2025/open\"]\n" +
			"status = \"withdrawn\"\nstatus_note = " + x() + "\nredirect_from = [" + quoted("/"+w.token()+"/") + "]\nlanguage = \"uk\"\ntranslation_of = \"2025/second\"\ntemplate = \"briefing\"\nfiles = [" + quoted(ext+".csv") + "]\nlink_mentions = \"all\"\nnoindex = true\n[extra]\n" + quoted(w.token()) + " = " + x() + "\n+++\n\n"
		body := "## " + w.token() + "\n\n" + w.token() + " names [[NATO]] and [[" + w.token() + "]] <!-- " + w.token() + " -->.[^a]\n\n![" + w.token() + "](" + asset + ".svg \"" + w.token() + "\")\n\n[" + w.token() + "](" + asset + ".csv)\n\n```\n" + w.token() + "\n```\n\n[^a]: " + w.token() + "\n"
		only := body[strings.Index(body, "and [[")+6:]
		only = only[:strings.Index(only, "]]")]
		files["briefings/"+folder+"/index.md"] = front + body
		files["briefings/"+folder+"/"+asset+".svg"], files["briefings/"+folder+"/"+asset+".csv"], files["briefings/"+folder+"/"+ext+".csv"], files["briefings/"+folder+"/"+w.token()] = picture(), w.token(), w.token(), w.token()
		known := "\naliases = [" + x() + "]\nweak_aliases = [" + x() + "]\nsummary = " + x() + "\nnames = { uk = " + x() + " }\nlinks = [{ name = " + x() + ", url = \"https://cited.example/" + w.token() + "\" }]\nwikidata = \"Q1\"\n"
		portrait, bundle := w.token(), "briefings/_actors/"+w.token()+"/"
		files[bundle+portrait+".svg"] = picture()
		files[bundle+"index.md"] = "+++\nname = " + quoted(actor) + known + "redirect_from = [" + quoted("/"+w.token()+"/") + "]\nkind = \"person\"\naffiliations = [{ to = \"NATO\", role = " + x() + ", from = 2020-01-01 }]\nsucceeded_by = \"NATO\"\nrollup = true\nimage = " + quoted(portrait+".svg") + "\n[extra]\na = " + x() + "\n+++\n\n" + w.token() + "\n"
		files["briefings/_locations/"+w.token()+".md"] = "+++\nname = " + quoted(place) + known + "parent = \"Kyiv\"\ncoordinates = { lat = 50.1, lon = 30.2 }\ncountry = \"UA\"\n+++\n\n" + w.token() + "\n"
		files["briefings/_topics/"+w.token()+".md"] = "+++\nname = " + quoted(only) + "\naliases = [" + x() + "]\n+++\n\n" + w.token() + "\n"
	}
	files["briefings/draft.md"] = "+++\ntitle = " + x() + "\ndate = 2026-05-06\ndraft = true\n+++\n\n" + w.token() + "\n"
	files["briefings/_pages/draft.md"] = "+++\ntitle = " + x() + "\nmenu = true\ndraft = true\n+++\n\n" + w.token() + "\n"
	return files
}

// TestNothingLeaks builds such a source in every way: after a preview that showed all of it, with an address, and without one as files, and again after
// it was published by mistake and is held back once more. Nothing of it stands in any file, in any form. Nor does anything of the
// machine: folders, the user and the host have a token as their names.
func TestNothingLeaks(t *testing.T) {
	root := filepath.Join(t.TempDir(), "qzheld-root")
	for _, name := range []string{"HOME", "USERPROFILE", "XDG_CACHE_HOME", "USER", "LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME"} {
		t.Setenv(name, filepath.Join(root, "qzheld-"+name))
	}
	var machine [][]byte
	if host, err := os.Hostname(); err == nil && len(host) > 5 {
		machine = append(machine, []byte(host))
	}
	for _, mark := range []string{"/_dateline/", "dateline-preview", "dateline-held", "EventSource", "diomorph", "data-dateline"} { // what the preview puts into pages
		machine = append(machine, []byte(mark))
	}
	const address = "base_url = \"https://own.example/a/\"\n"
	for i, o := range []struct {
		settings string
		options  generator.Options
	}{
		{"title = \"Open\"\nfeed = { content = \"full\" }\nlink_mentions = \"all\"\n" + address, generator.Options{}},
		{"", generator.Options{Portable: true}},
	} {
		w := &withheld{}
		source, public := filepath.Join(root, fmt.Sprint("source", i)), filepath.Join(root, fmt.Sprint("public", i))
		files := withheldFiles(w, o.settings, "2999-01-01")
		if err := writeFiles(source, files); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			everyFieldSet(t, files)
		}
		built := func(output string, now time.Time, more generator.Options) map[string]string {
			more.Source, more.Output, more.Now, more.Portable = source, output, now, o.options.Portable
			if _, err := build(more); err != nil {
				t.Fatal(err)
			}
			return readTree(t, output)
		}
		leaks := func(when string, published map[string]string) {
			for _, name := range slices.Sorted(maps.Keys(published)) {
				if found := leak([]byte(name+"\n"+published[name]), 2); found != "" {
					t.Errorf("%s: %s holds %s", when, name, found)
				}
				for _, mark := range machine {
					if bytes.Contains([]byte(published[name]), mark) {
						t.Errorf("%s: %s holds %q", when, name, mark)
					}
				}
			}
			if len(published) < 40 {
				t.Errorf("%s: only %d files", when, len(published))
			}
		}
		preview, err := generator.PreviewFolder(source)
		if err != nil {
			t.Fatal(err)
		}
		all := strings.ToLower(strings.Join(slices.Collect(maps.Values(built(preview, now, generator.Options{Drafts: true, Embargoed: true}))), "\n"))
		shown := 0
		for _, token := range w.given {
			if strings.Contains(all, strings.ToLower(token)) {
				shown++
			}
		}
		if shown < len(w.given)/3 {
			t.Errorf("the preview shows only %d of %d tokens", shown, len(w.given))
		}
		first := built(public, now, generator.Options{})
		leaks("after a preview", first)
		later := built(public, time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC), generator.Options{})
		if len(later) < len(first)+5 {
			t.Error("the end of an embargo publishes nothing")
		}
		again := built(public, now, generator.Options{})
		leaks("held back again", again)
		sameTrees(t, "at first", first, "held back again", again)
		t.Logf("%d tokens in %d files, of which the preview shows %d; %d files published", len(w.given), len(files), shown, len(first))
	}
}

// everyFieldSet wants a held-back file, or an entity that only these name, to have each field that a file can have.
func everyFieldSet(t *testing.T, files map[string]string) {
	t.Helper()
	set := map[string]bool{}
	for name, text := range files {
		if !strings.HasSuffix(name, ".md") || !strings.Contains(name+text, "Qzheld") || strings.Contains(name, "/open/") || strings.HasSuffix(name, "README.md") {
			continue
		}
		f, list := briefing.Parse(strings.TrimPrefix(name, "briefings/"), []byte(text))
		if list.HasErrors() {
			t.Errorf("%s: %s", name, told(list))
		}
		v := reflect.ValueOf(f).Elem()
		for _, field := range reflect.VisibleFields(v.Type()) {
			if value, err := v.FieldByIndexErr(field.Index); err == nil && !value.IsZero() {
				set[field.Name] = true
			}
		}
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[briefing.File]()) {
		if !set[field.Name] && field.Name != "Found" && field.Name != "FoundBy" { // which package site writes
			t.Errorf("no file has the field %s: give a held-back one a token there", field.Name)
		}
	}
}
