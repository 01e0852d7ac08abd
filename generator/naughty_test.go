package generator_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/generator"
	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/themes"
)

var every = flag.Bool("every", false, "TestNaughtyStrings and TestNaughtyValues try every string in every place, which takes minutes; else every one in some")

// unkind are texts that the Big List of Naughty Strings has not: what means something here, in the formats that are
// read and written, or to Unicode.
var unkind = []string{
	"{{.Title}}", "{{define \"home\"}}x{{end}}", "{{template \"layout\" .}}", "{{/*", "}}", "${x}", "#{x}", "<%= x %>", "%{x}", "[[", "]]", "[[x", "x]]", "[x](y)", "![x](y)",
	"+++", "---", "\"\"\"", "'''", "# x", "## x", "> x", "- x", "1. x", "    x", "```", "~~~", "| a | b |", "[^1]", "[^1]: x", "Table: x", "> [!NOTE]", "***", "a\\", "&amp;lt;", "&#0;", "&notit;", "&;", "*a", "_a_", "~~a~~", "`a`", "``",
	"__proto__", "constructor", "prototype", "toString", "index", "index.html", "feed.xml", "search", "assets", "404", "_static", "..", "...", "/", "//", "//evil.example", "\\\\evil.example", "a/../b", "a//b", "%2e%2e%2f", "%00", "%", "?", "#", "a?b#c", ":", "a:b", "*", "|",
	"con", "nul.md", "com1.txt", "aux.", "x.", "x ", "x..", "İstanbul", "ISTANBUL", "ıstanbul", "Straße", "STRASSE", "e\u0301te\u0301", "été", "\u212b", "ﬃ", "ǆ", "Ω", "\u2126", "ſ", "K", "\u212a",
	"\u202egnp.exe", "a\u202eb", "a\u2066b", "\u2069a", "a\u200fb", "\u061c", "a\u200bb", "a\u200db", "\u200c", "\u00ad", "\ufe0f", "\u2028", "a\u2028b", "\u2029", "\u0085", "a\u0085b", "\u00a0", "\u2007", "\u3164", "\u115f", "\ufffe", "\uffff", "\U0001fffe", "\ufdd0", "\ufffd", "\U000e0041", "\ue000", "\U0010ffff", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
	"\u0c1c\u0c4d\u0c1e\u200c\u0c3e", "\u0300", "a" + strings.Repeat("\u0300", 100), strings.Repeat("\u0489", 50), "\u1160\u11a8", "\u0e33", "𒐫", "﷽﷽﷽", "ᄀᄀᄀ", "\u0600", "\u06dd",
	"\x1b[31mred\x1b[0m", "\x1b]0;x\x07", "\x07", "\x7f", "\x00", "a\tb", "a\nb", "a\r\nb", "\x0b", "\x1a", "\b\b", "]]>", "<![CDATA[x]]>", "<?xml?>", "<!--", "-->", "--!>", "<!DOCTYPE x [<!ENTITY y \"z\">]>&y;", "\ufeff<script>",
	"</title><script>alert(1)</script>", "</script>", "</textarea>", "</style>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "` onmouseover=`", "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example>", "<svg onload=alert(1)>", "<math><mi xlink:href=\"javascript:alert(1)\">",
	"javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "mailto:a@b.example?subject=x", "https://a.example/\"><script>", "https://[::1", "https://a.example:99999/", "http://%zz", "https:///x", "tel:1", "www.a.example", "a@b.example",
	"@article{x,", "\\input{x}", "{\\rm x}", "$x$", "x_{1}^{2}", "50% & more", "=cmd|' /C calc'!A0", "+1", "-1", "@x", "true", "false", "2025-04-04", "2025-13-45", "1e400", "0x", "nan", "inf", "Q", "Q0", "XX", "ua", "en-", "i-klingon", "zz-ZZ-zz", "Europe/Kyiv/../x", "../../etc/passwd", "Local",
	strings.Repeat("A", 121), strings.Repeat("王", 85), strings.Repeat("a ", 2000), strings.Repeat("<b>", 500), strings.Repeat("&", 1000), strings.Repeat("[", 999), strings.Repeat("\U0001f468\u200d", 200) + "\U0001f469",
}

// naughty gives strings that have broken programs: the Big List of Naughty Strings, and those above.
func naughty(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(tool(t, "big-list-of-naughty-strings/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	list = slices.DeleteFunc(append(list, unkind...), func(s string) bool {
		known := seen[s]
		seen[s] = true
		return known
	})
	if len(list) < 600 {
		t.Fatalf("only %d strings", len(list))
	}
	return list
}

// inTOML writes a text as TOML.
func inTOML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r < ' ', r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// noLine reports whether a text is none that can be shown in a line: it is empty, or has control characters in it.
func noLine(s string) bool {
	s = strings.TrimSpace(s)
	return s == "" || strings.ContainsFunc(s, unicode.IsControl)
}

// folded gives a text as content does: with its white space folded.
func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// rude is a source of naughty strings, and what is expected of it.
type rude struct {
	files  map[string]string
	titles map[string]string // of those that are a title alone, by the file
	h1     map[string]string // what the page of a file shows, by the file
	names  map[string]string // what a record shows, by the file that lists it
	copied map[string]string // the paths of published files, by the file
}

// TestNaughtyStrings puts naughty strings wherever a text of a writer can be. Each ends in a page that is whole and harmless and shows the
// text as it is, or in a message at its place.
func TestNaughtyStrings(t *testing.T) {
	t.Parallel()
	list := naughty(t)
	turns := 1
	if *every {
		turns = 5
	}
	for turn := range turns {
		t.Run(fmt.Sprint(turn), func(t *testing.T) {
			t.Parallel()
			newRude(list, turn).test(t)
		})
	}
}

// newRude makes a source. Every string is a title, a summary, a note, the name of a source. Every fourth, or with -every each, stands in every
// block of a text, too, and is by turns the name of an actor, place, topic, author or series, what an entity file says, and the
// name of a file or folder.
func newRude(list []string, turn int) *rude {
	r := &rude{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}}
	r.files["site.toml"] = "base_url = \"https://example.org/\"\nfeed = { items = 200, content = \"full\" }\n[params]\nall = [" + func() string {
		var all []string
		for i, s := range list {
			if i%5 == turn {
				all = append(all, inTOML(s))
			}
		}
		return strings.Join(all, ", ")
	}() + "]\n"
	for i, s := range list {
		q := inTOML(s)
		day := time.Date(2024, 1, 1+i%360, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		some := *every || i%4 == 0 // Building a site of all of them takes long.
		if turn == 0 {
			title := fmt.Sprintf("briefings/text/t%03d.md", i)
			r.titles[title], r.h1[title] = s, folded(s)
			r.files[title] = fmt.Sprintf("+++\ntitle = %s\ndate = %s\nsummary = %s\nstatus_note = %s\nupdates = [{ at = 2025-04-05, note = %s }]\nsources = [{ name = %s, url = \"https://example.net/\" }, %s]\n[extra]\n%s = [%s]\n+++\n\nText.\n",
				q, day, q, q, inTOML("Note: "+s), inTOML("Source "+s), inTOML("Other "+s), inTOML("key "+s), q)
		}
		if turn == 0 && some {
			body := fmt.Sprintf("briefings/text/b%03d.md", i)
			r.h1[body] = fmt.Sprintf("Body %d", i)
			r.files[body] = fmt.Sprintf("+++\ntitle = \"Body %d\"\ndate = %s\n+++\n\n%s\n\n## %s\n\n- %s\n\n> %s\n\n| a | b |\n|---|---|\n| %s | c |\n\n[%s](https://example.net/ \"%s\")\n\nA note.[^n]\n\n[^n]: %s\n\n```%s\n%s\n```\n",
				i, day, s, s, s, s, s, s, s, s, s, s)
		}
		if !some {
			continue
		}

		key := [...]string{"actors", "locations", "topics", "authors", "series"}[(i+turn)%5]
		listing := fmt.Sprintf("briefings/names/n%03d.md", i)
		r.names[listing] = key + "/" + folded(s)
		r.files[listing] = fmt.Sprintf("+++\ntitle = \"Names %d\"\ndate = %s\n%s = %s\n+++\n\nText.\n", i, day, key, q)

		declared := fmt.Sprintf("Declared No %d", i)
		file := ""
		switch (i + turn + 3) % 5 { // of another kind than what is listed above
		case 0:
			file = fmt.Sprintf("briefings/_actors/e%03d.md", i)
			r.files[file] = fmt.Sprintf("+++\nname = %q\naliases = [%s]\nnames = { uk = %s }\nsummary = %s\nlinks = [{ name = %s, url = \"https://example.net/\" }]\naffiliations = [{ to = \"Club\", role = %s }]\n+++\n\n%s\n", declared, q, q, q, q, q, s)
			r.files[fmt.Sprintf("briefings/names/d%03d.md", i)] = fmt.Sprintf("+++\ntitle = \"Declared %d\"\ndate = %s\nactors = [{ name = %q, role = \"attributed\", by = %s }]\n+++\n\nText.\n", i, day, declared, q)
		case 1:
			file = fmt.Sprintf("briefings/_locations/e%03d.md", i)
			r.files[file] = fmt.Sprintf("+++\nname = %q\nweak_aliases = [%s]\nnames = { fr = %s }\nsummary = %s\n+++\n\n%s\n", declared, q, q, q, s)
		case 2:
			file = fmt.Sprintf("briefings/_topics/e%03d.md", i)
			r.files[file] = fmt.Sprintf("+++\nname = %q\naliases = %s\nsummary = %s\n+++\n\n%s\n", declared, q, q, s)
		case 3:
			file = fmt.Sprintf("briefings/_pages/e%03d.md", i)
			r.h1[file] = folded(s)
			r.files[file] = fmt.Sprintf("+++\ntitle = %s\nsummary = %s\n+++\n\n%s\n", q, q, s)
		}

		if runtime.GOOS != "linux" || s == "" || len(s) > 240 || strings.ContainsAny(s, "/\x00") || strings.ContainsAny(s[:1], "._") || strings.HasSuffix(s, "~") {
			continue // Other systems have names that they do not take, and names that are nobody's, or an editor's, are passed over.
		}
		text := fmt.Sprintf("+++\ntitle = \"File %d\"\ndate = %s\n+++\n\n", i, day)
		switch (i + turn) % 5 {
		case 0:
			file = fmt.Sprintf("briefings/files/f%03d/%s.md", i, s)
			r.h1[file], r.files[file] = fmt.Sprintf("File %d", i), text+"Text.\n"
		case 1:
			file = fmt.Sprintf("briefings/files/f%03d/%s/index.md", i, s)
			r.h1[file], r.files[file] = fmt.Sprintf("File %d", i), text+"Text.\n"
		case 2:
			file = "briefings/_static/sub/" + s + ".txt"
			r.copied[file], r.files[file] = "sub/"+s+".txt", s
		case 3:
			file = fmt.Sprintf("briefings/bundles/f%03d/%s.csv", i, s)
			r.files[fmt.Sprintf("briefings/bundles/f%03d/index.md", i)] = strings.Replace(text, "\n+++\n\n", "\nfiles = ["+inTOML(s+".csv")+"]\n+++\n\n", 1)
			r.copied[file], r.files[file] = fmt.Sprintf("briefings/2024/f%03d/%s.csv", i, s), s
		case 4:
			file = "briefings/_actors/" + s + " filed.md" // else the name of the file may be that of an actor above
			r.files[file] = fmt.Sprintf("+++\nname = \"Filed No %d\"\n+++\n", i)
			listing := fmt.Sprintf("briefings/names/f%03d.md", i)
			r.names[listing] = fmt.Sprintf("actors/Filed No %d", i)
			r.files[listing] = fmt.Sprintf("+++\ntitle = \"Listed %d\"\ndate = %s\nactors = [\"Filed No %d\"]\n+++\n", i, day, i)
		}
	}
	return r
}

// sound writes the source, takes out of it the files that are refused until none is, and gives what was said of each, and of those
// that stayed the warnings.
func (r *rude) sound(t *testing.T, source string) map[string]diag.List {
	t.Helper()
	files := maps.Clone(r.files)
	if err := writeFiles(source, files); err != nil {
		t.Fatal(err)
	}
	said := map[string]diag.List{}
	memory := &generator.Memory{}
	for range 20 {
		result, err := generator.Build(generator.Options{Source: source, PlanOnly: true, Now: now, Builtin: themes.Builtin, Version: "test"}, memory)
		if err != nil {
			t.Fatal(err)
		}
		memory = result.Memory
		sound := true
		for _, d := range result.Diagnostics {
			text, mine := r.files[d.File]
			about := []string{d.File}
			for file := range files { // for all that is in a folder
				if !mine && strings.HasPrefix(file, d.File+"/") {
					about = append(about, file)
				}
			}
			if !mine && len(about) == 1 {
				t.Fatalf("%q:%d:%d: %s (%s)", d.File, d.Line, d.Column, d.Message, d.Hint)
			}
			located(t, d, text)
			for _, file := range about {
				said[file] = append(said[file], d)
				if _, there := files[file]; d.Severity == diag.Error && there {
					sound = false
					delete(files, file)
					if err := os.Remove(filepath.Join(source, filepath.FromSlash(file))); err != nil {
						t.Fatal(err)
					}
					os.Remove(filepath.Join(source, filepath.FromSlash(path.Dir(file)))) // if nothing else is in it
				}
			}
		}
		if sound {
			return said
		}
	}
	t.Fatal("the source does not come to be without mistakes")
	return nil
}

// whole are the kinds of messages about files of which no line is the place.
var whole = []string{"bad-name", "file-name", "not-read", "shared-address", "text-in-bundle", "two-pages", "unlisted-file"}

// located requires of a message that it has a place in the text of its file, is one line and says what to do.
func located(t *testing.T, d diag.Diagnostic, text string) {
	t.Helper()
	lines := int32(strings.Count(text, "\n") + strings.Count(strings.ReplaceAll(text, "\r\n", ""), "\r") + 1)
	placed := d.Line >= 1 && d.Line <= lines && d.Column >= 1
	if !placed && !slices.Contains(whole, d.Kind) || d.Message == "" || d.Hint == "" || strings.ContainsAny(d.Message, "\n") {
		t.Errorf("%q:%d:%d: %s: %q (%q)", d.File, d.Line, d.Column, d.Kind, d.Message, d.Hint)
	}
}

func (r *rude) test(t *testing.T) {
	source, output := t.TempDir(), filepath.Join(t.TempDir(), "public")
	start := time.Now()
	said := r.sound(t, source)
	w, err := publish(generator.Options{Source: source, Output: output}, *every)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	var problems []string
	problem := func(file, format string, args ...any) {
		problems = append(problems, fmt.Sprintf("%q: ", file)+fmt.Sprintf(format, args...))
	}
	refused := func(file string) bool { return said[file].HasErrors() }

	// Every page is whole and harmless, and leads to what there is.
	shown, folds := map[string]bool{}, map[string]bool{} // what stands at the top of pages, after the folder that these are in
	for _, name := range w.paths() {
		p := w.pages[name]
		folder, _, _ := strings.Cut(name, "/")
		shown[folder+"/"+p.h1] = true
		folds[folder+"/"+address.Fold(p.h1)] = true
		for _, m := range slices.Concat(p.malformed, p.harmful) {
			problem(name, "%s", m)
		}
		for _, l := range p.links {
			if _, _, _, err := w.lead(name, l.address); err != nil {
				problem(name, "line %d: <%s> leads to %q: %v", l.line, l.element, l.address, err)
			}
		}
	}
	for name := range w.files {
		if err := readable(name, w.read(t, name)); err != nil {
			problem(name, "%v", err)
		}
	}

	// Every text is shown as it is.
	pages, records, copies := 0, 0, 0
	for file, h1 := range r.h1 {
		folder := "briefings"
		if strings.HasPrefix(file, "briefings/_pages/") {
			folder = strings.TrimSuffix(path.Base(file), ".md")
		}
		if title, is := r.titles[file]; is {
			if bad := noLine(title); bad != refused(file) {
				problem(file, "the title %q: refused: %t, want %t: %v", title, refused(file), bad, said[file])
			}
		}
		if refused(file) {
			continue
		}
		if pages++; !shown[folder+"/"+h1] {
			problem(file, "no page shows %q", h1)
		}
	}
	for file, name := range r.names {
		if refused(file) || len(said[file]) > 0 {
			continue
		}
		// Names that differ in case are one; so is one that is the last part of a record's address.
		records++
		if kind, name, _ := strings.Cut(name, "/"); !shown[kind+"/"+name] && !folds[kind+"/"+address.Fold(name)] && (address.Slug(name) != name || w.pages[kind+"/"+name+"/index.html"] == nil) {
			problem(file, "no record shows %q", name)
		}
	}
	for file, to := range r.copied {
		if refused(file) || refused(path.Dir(file)+"/index.md") || len(said[file]) > 0 {
			continue
		}
		if copies++; !w.files[to] || string(w.read(t, to)) != r.files[file] {
			problem(file, "is not published at %q", to)
		}
	}
	tell(t, problems)
	t.Logf("%d files, of which %d were refused, and %d pages in %v; right are %d texts, %d records, %d other files", len(r.files), refusals(said), len(w.pages), took, pages, records, copies)
	if pages < 100 || records < 100 || runtime.GOOS == "linux" && copies < 30 {
		t.Error("these are too few")
	}
}

// refusals counts the files of which an error is said.
func refusals(said map[string]diag.List) int {
	n := 0
	for _, list := range said {
		if list.HasErrors() {
			n++
		}
	}
	return n
}

// readable requires that a published file can be read as what its name says.
func readable(name string, text []byte) error {
	if !utf8.Valid(text) && path.Ext(name) != ".png" && path.Ext(name) != ".ico" && path.Ext(name) != ".woff2" && !strings.HasPrefix(name, "search/") {
		return errors.New("not UTF-8")
	}
	switch path.Ext(name) {
	case ".json", ".webmanifest":
		if !json.Valid(text) {
			return errors.New("not JSON")
		}
	case ".xml", ".svg":
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := d.Token(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// narrow are keys that take only some texts, in files that hold what else they need. What is a date is so in quotes too.
var narrow = map[string][]string{
	"briefings/a/x.md": {
		"id = %s", "slug = %s", "language = %s", "template = %s", "files = %s", "files = [%s]", "related = [%s]", "translation_of = %s", "redirect_from = %s", "redirect_from = [\"/\", %s]",
		"status = %s", "link_mentions = %s", "embargo_until = %s", "as_of = %s", "covers = { from = %s }", "updates = [{ at = %s, note = \"x\" }]", "updates = %s", "sources = [{ name = \"x\", url = %s }]",
		"sources = [{ name = \"x\", published = %s }]", "actors = [{ name = \"x\", role = %s }]", "draft = %s", "noindex = %s", "covers = %s", "%s = 1", "covers = { %s = 1 }", "[extra.%s]\n%[1]s = %[1]s",
	},
	"briefings/_actors/x.md": {
		"kind = %s", "wikidata = %s", "succeeded_by = %s", "image = %s", "links = [%s]", "links = [{ url = %s }]", "affiliations = %s", "affiliations = [{ to = %s, from = %[1]s }]", "names = { %s = \"x\" }", "rollup = %s", "%s = 1",
	},
	"briefings/_locations/x.md": {"kind = %s", "parent = %s", "country = %s", "coordinates = %s", "coordinates = { lat = %s, lon = 1 }", "names = { %s = %[1]s }"},
	"briefings/_pages/x.md":     {"menu = %s", "slug = %s", "template = %s", "language = %s"},
	"site.toml": {
		"title = %s", "description = %s", "contact = %s", "licence = %s", "base_url = %s", "base_url = \"https://example.org/\"\nlanguage = %s", "timezone = %s", "permalink = %s", "theme = %s", "link_mentions = %s", "roles = %s", "search = %s", "feed = { items = %s }",
		"feed = { content = %s }", "feed = %s", "[check]\n%s = false", "%s = 1", "[params]\n%s = %[1]s", "[params.%s]\n%[1]s = [{ %[1]s = %[1]s }]",
	},
}

// TestNaughtyValues gives every naughty string to every key that takes only some texts. It is taken, or refused with a message at
// the line on which it stands.
func TestNaughtyValues(t *testing.T) {
	t.Parallel()
	list := naughty(t)
	taken, refused := 0, 0
	slowest := time.Duration(0)
	for file, lines := range narrow {
		before := "title = \"x\"\ndate = 2025-04-04\n"
		switch {
		case file == "site.toml":
			before = ""
		case strings.HasPrefix(file, "briefings/_pages/"):
			before = "title = \"x\"\n"
		case strings.HasPrefix(file, "briefings/_"):
			before = "name = \"x\"\n"
		}
		for n, line := range lines {
			for i, s := range list {
				if i%3 != n%3 && !*every {
					continue
				}
				text := before + fmt.Sprintf(line, inTOML(s)) + "\n"
				from, to := int32(1), int32(strings.Count(text, "\n"))
				start := time.Now()
				var said diag.List
				if file == "site.toml" {
					_, said = config.Parse(file, []byte(text))
				} else {
					text = "+++\n" + text + "+++\n\nText.\n"
					from, to = from+1+int32(strings.Count(before, "\n")), to+1
					_, said = briefing.Parse(file, []byte(text))
				}
				slowest = max(slowest, time.Since(start))
				for _, d := range said {
					if d.File != file || d.Line < from || d.Line > to || d.Column < 1 || d.Message == "" || d.Hint == "" || strings.ContainsAny(d.Message, "\n") {
						t.Errorf("%s: %.200q: %d:%d: %s: %q (%q)", file, text, d.Line, d.Column, d.Kind, d.Message, d.Hint)
					}
				}
				if len(said) == 0 {
					taken++
				} else {
					refused++
				}
			}
		}
	}
	t.Logf("%d values were taken and %d refused, each in %v at most", taken, refused, slowest)
	if taken < 1000 || refused < 8000 || slowest > tooLong {
		t.Error("that cannot be right")
	}
}

// TestNaughtySettings builds sites that naughty strings name and describe. The home page shows each as it is, whole and harmless.
func TestNaughtySettings(t *testing.T) {
	t.Parallel()
	s := newSmallSite(t)
	s.write("briefings/talks.md", "+++\ntitle = \"Talks\"\ndate = 2025-04-04\n+++\n\nText.\n")
	memory := &generator.Memory{}
	built, refused := 0, 0
	for i, text := range naughty(t) {
		if i%12 != 0 && !*every {
			continue
		}
		q := inTOML(text)
		s.write("site.toml", fmt.Sprintf("base_url = \"https://example.org/\"\ntitle = %s\ndescription = %s\ncontact = %s\nlicence = %s\nroles = [%s]\n[params]\n%s = %s\n", q, q, q, q, inTOML("r"+text), inTOML("p"+text), q))
		r, err := generator.Build(s.options(s.public), memory)
		if err != nil {
			t.Fatal(err)
		}
		memory = r.Memory
		if bad := noLine("r" + text); bad == r.Built {
			t.Errorf("%q: built: %t, and said%s", text, r.Built, told(r.Diagnostics))
		}
		if !r.Built {
			refused++
			for _, d := range r.Diagnostics {
				located(t, d, s.read(s.source, "site.toml"))
			}
			continue
		}
		built++
		for name, text := range map[string]string{"index.html": s.read(s.public, "index.html"), "briefings/2025/talks/index.html": s.read(s.public, "briefings/2025/talks/index.html")} {
			p := readPage(name, text, true)
			for _, problem := range slices.Concat(p.malformed, p.harmful) {
				t.Errorf("%q: %s: %s", q, name, problem)
			}
		}
		if home := readMarkup(s.read(s.public, "index.html")); !noLine(text) {
			title := home.child(home.elements[0], func(e *element) bool { return e.name == "title" })
			if got := home.content(title); got != folded(text) {
				t.Errorf("%q: the home page is called %q", text, got)
			}
		}
		for _, name := range []string{"feed.xml", "feed.json", "sitemap.xml", "site.webmanifest", "index.html"} {
			if err := readable(name, []byte(s.read(s.public, name))); err != nil {
				t.Errorf("%q: %s: %v", text, name, err)
			}
		}
	}
	t.Logf("%d sites were built and %d settings refused", built, refused)
	if built < 40 || refused < 1 {
		t.Error("that cannot be right")
	}
}
