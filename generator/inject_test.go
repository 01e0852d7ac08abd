package generator_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dateline/generator"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/themes"
)

// attacked is a site with every payload in every field of a briefing, an entity and a page. The sites of attackedSettings are small ones
// with every payload in the settings, in ids, and in what a theme of the site's own makes of params and extra.
var (
	attacked         = &shared{name: "attacked", prepare: attackedSource(1), twin: true}
	attackedPortable = &shared{name: "attacked-portable", prepare: attackedSource(6), options: generator.Options{Portable: true}, twin: true}
	attackedSettings = [...]*shared{settingsAttacked(0), settingsAttacked(1), settingsAttacked(2), settingsAttacked(3), settingsAttacked(4), settingsAttacked(5)}
)

const perBriefing = 60 // payloads in each field of one briefing, but for bodies

// attackedSource writes a briefing for every few payloads, with entities of its own, and some whose bodies have them all; or a site with
// one of so many payloads.
func attackedSource(every int) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		all, err := payloads()
		if err != nil {
			return "", err
		}
		all = slices.Clone(all)
		for i := range len(all) / every {
			all[i] = all[i*every]
		}
		all = all[:len(all)/every]
		groups := slices.Collect(slices.Chunk(all, perBriefing))
		// The feeds hold all briefings but most of those with the long bodies.
		files := map[string]string{"site.toml": fmt.Sprintf("title = \"Attacked\"\nbase_url = \"https://own.example/a/\"\nfeed = { items = %d, content = \"full\" }\nlink_mentions = \"all\"\n", 2*len(groups)+1)}
		for g, group := range groups {
			attackedBriefing(files, g, len(groups), group)
		}
		for i, part := range slices.Collect(slices.Chunk(all, len(all)/4+1)) {
			folder, text := fmt.Sprintf("briefings/2024/body-%d/", i), quoted(strings.Join(part, " "))
			files[folder+"index.md"] = fmt.Sprintf("+++\ntitle = \"Body %d\"\ndate = 2024-03-%02d\n+++\n\n%s", i, i+1, attackedBody(part))
			files[folder+"pic.svg"] = plainSVG
			files[fmt.Sprintf("briefings/_pages/page-%d.md", i)] = fmt.Sprintf("+++\ntitle = %s\nsummary = %s\nmenu = %v\n+++\n\n%s\n", text, text, i == 0, prose(part))
		}
		dir := filepath.Join(scratch, fmt.Sprint("attacked-source-", every))
		return dir, writeFiles(dir, files)
	})
}

// attackedBriefing adds a briefing with payloads in its fields, one that was withdrawn, and the files of the entities that they list.
func attackedBriefing(files map[string]string, g, n int, group []string) {
	key, all := fmt.Sprintf("n%03d", g), strings.Join(group, " ")
	name := func(kind string, of int, text string) string {
		return quoted(fmt.Sprintf("%s n%03d %s", kind, of, text))
	}
	who, where, what := name("Who", g, all), name("Where", g, all), name("What", g, all)
	first, last := strange[g%len(strange)], strange[(g+7)%len(strange)]

	var assets, links []string
	for i, p := range group {
		if file := fmt.Sprintf("%s-%d-%s.csv", key, i, p); len(file) < 200 && !strings.ContainsAny(file, `/\`) {
			files["briefings/2025/"+key+"/"+file] = "a\n"
			assets = append(assets, quoted(file))
			links = append(links, fmt.Sprintf("[%s](<./%s>)\n", escapedMarkdown(p), url.PathEscape(file)))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "+++\ntitle = %s\nsummary = %s\ndate = 2025-04-%02d\n", quoted(key+" "+all), quoted(strings.Join(group, "\n")), g%28+1)
	fmt.Fprintf(&b, "actors = [{ name = %s, role = \"attributed\", by = %s }]\nlocations = [%s]\ntopics = [%s]\n", who, quoted(all), where, what)
	fmt.Fprintf(&b, "authors = [%s]\nseries = %s\nfiles = [%s]\n", name("Author", g, all), name("Series", g, all), strings.Join(assets, ", "))
	fmt.Fprintf(&b, "updates = [{ at = 2025-04-29, note = %s }, { at = 2025-04-30, note = %s }]\n", quoted("Corrected "+all), quoted(all))
	fmt.Fprintf(&b, "sources = [{ name = %s, url = %s }, { name = %s, url = %s }, %s]\n", quoted(all), quoted(first), quoted(key), quoted(last), quoted(all))
	fmt.Fprintf(&b, "redirect_from = [\"/old/%s/\", %s]\n+++\n\n%s is %s.\n\n%s\n%s\n", key, quoted("/old/"+key+"' onclick='alert(1)&x;{y}/"), key, key, strings.Join(links, "\n"), closed(group[0]))
	files["briefings/2025/"+key+"/index.md"] = b.String()
	files["briefings/2025/w"+key+".md"] = fmt.Sprintf("+++\ntitle = %s\ndate = 2025-03-%02d\nlanguage = \"uk\"\ntranslation_of = \"2025/%s\"\nstatus = \"withdrawn\"\nstatus_note = %s\nactors = [%s]\n+++\n\nA text about [[actor:%s]].\n",
		quoted(all+" w"+key), g%28+1, key, quoted(all), who, key)

	others := fmt.Sprintf("aliases = [%s]\nsummary = %s\n", name("Alias", g, all), quoted(all))
	known := others + fmt.Sprintf("weak_aliases = [%s]\nnames = { uk = %s }\nlinks = [{ name = %s, url = %s }, %s]\n", name("Weak", g, all), name("Назва", g, all), quoted(all), quoted(last), quoted(first))
	text := "\n" + prose(group)
	successor := ""
	if g > 0 {
		successor = fmt.Sprintf("succeeded_by = \"n%03d\"\n", g-1)
	}
	files["briefings/_actors/"+key+".md"] = "+++\nname = " + who + "\n" + known +
		fmt.Sprintf("affiliations = [{ to = %s, role = %s }]\n%s+++\n", quoted(fmt.Sprintf("n%03d", (g+1)%n)), quoted(all), successor) + text
	parent := ""
	if g > 0 {
		parent = fmt.Sprintf("parent = \"n%03d\"\n", (g-1)/3)
	}
	files["briefings/_locations/"+key+".md"] = "+++\nname = " + where + "\n" + parent + known + "+++\n" + text
	files["briefings/_topics/"+key+".md"] = "+++\nname = " + what + "\n" + others + "+++\n" + text
}

// escapedMarkdown writes a text so that markdown shows it as it is.
func escapedMarkdown(text string) string {
	return regexp.MustCompile("[!-/:-@[-`{-~]").ReplaceAllString(text, `\$0`)
}

// closed ends a comment, since one without an end is an error.
func closed(text string) string {
	if strings.LastIndex(text, "<!--") > strings.LastIndex(text, "-->") {
		return text + "-->"
	}
	return text
}

// prose are paragraphs of payloads, one of each.
func prose(all []string) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(closed(p) + "\n\n")
	}
	return b.String()
}

// attackedBody has each payload in half of the kinds of markdown, or in all, as it is and escaped. None ends a block that the next ones stand in: each raw
// one stands in a quotation, which ends by itself.
func attackedBody(all []string) string {
	var b strings.Builder
	for i, p := range all {
		p = closed(p)
		e, bare := escapedMarkdown(p), strings.NewReplacer("`", "'", "~", "-").Replace(p)
		cell, label := strings.ReplaceAll(p, "|", `\|`), strings.NewReplacer("[", "(", "]", ")", "|", "/").Replace(p)
		if i%2 == 0 || *everyPayload {
			fmt.Fprintf(&b, "> %s\n\n## %s\n\n> [%s](https://cited.example/ \"%s\")\n\n![%s](pic.svg \"%s\")\n\nInline ![%s](pic.svg '%s').\n\n", p, e, p, p, e, e, e, e)
			fmt.Fprintf(&b, "```%s\n%s\n```\n\n> Table: %s\n>\n> | %s |\n> |:-:|\n> | %s |\n\n> [!NOTE]\n> %s\n\n[[2024/body-0|%s]]\n\n", bare, bare, e, cell, cell, p, label)
		}
		if i%2 == 1 || *everyPayload {
			fmt.Fprintf(&b, "> text %s\n\n> ## %s\n\n[%s](https://cited.example/ \"%s\")\n\n> ![%s](pic.svg \"%s\")\n\n`` %s ``\n\n~~~html\n%s\n~~~\n\n", p, p, e, e, p, p, bare, bare)
			fmt.Fprintf(&b, "Note[^n%d].\n\n[^n%d]: > %s\n\n> Term %s\n> : %s\n\n- [ ] > %s\n\n[[actor:n000|%s]]\n\n> [%s]: https://cited.example/ \"%s\"\n\n", i, i, p, e, e, p, e, e, p)
		}
	}
	return b.String()
}

// settingsAttacked is a site with a sixth of the payloads in its settings.
func settingsAttacked(n int) *shared {
	name := fmt.Sprint("attacked-settings-", n)
	return &shared{name: name, prepare: sync.OnceValues(func() (string, error) {
		all, err := payloads()
		if err != nil {
			return "", err
		}
		part := slices.Collect(slices.Chunk(all, len(all)/6+1))[n]
		text, contact := quoted(strings.Join(part, " ")), []string{"javascript:alert(1)//@x", `mailto:"onclick="alert(1)@own.example`, `https://own.example/"><script>alert(1)</script>`, `x"onclick=alert(1)@own.example`, "\u200bjavascript:alert(1)", "//evil.example/@x"}[n]
		var lists [2][]string // in params, and in extra
		for i, p := range part {
			lists[i%2] = append(lists[i%2], quoted(p))
		}
		params := fmt.Sprintf("list = [%s]\ntext = %s\n", strings.Join(lists[0], ", "), text)
		extra := fmt.Sprintf("list = [%s]\ntext = %s\n", strings.Join(lists[1], ", "), text)
		role := quoted(part[0] + " " + part[1])
		// An id is part of an address, and may have no spaces.
		id := "id/s" + strings.Join(strings.FieldsFunc(regexp.MustCompile(`[\s\\]|\p{Cf}`).ReplaceAllString(strings.Join(part[:6], ""), ""), func(r rune) bool { return r == '/' }), "/s")
		base := []string{`https://own.example/`, `https://own.example/"><script>alert/`, `https://own.example/"onclick="alert/`, `https://own.example/a b;{c}&amp;/`, `https://own.example/a;b/*/:y/`, `https://own.example/%3Cscript%3E/`}[n]
		files := map[string]string{
			"site.toml": fmt.Sprintf("title = %s\ndescription = %s\nbase_url = %s\npermalink = \"/b/:id/\"\ntheme = \"own\"\ncontact = %s\nlicence = %s\nroles = [%s]\nfeed = { items = 5, content = \"full\" }\n[params]\n%s",
				text, text, quoted(base), quoted(contact), text, role, params),
			"briefings/one.md":        fmt.Sprintf("+++\ntitle = \"One\"\ndate = 2025-01-01\nid = %s\nactors = [{ name = \"Somebody\", role = %s }]\n[extra]\n%s+++\n\nText.\n", quoted(id), role, extra),
			"briefings/two.md":        fmt.Sprintf("+++\ntitle = \"Two\"\ndate = 2025-01-02\nrelated = [%s]\nactors = [\"Somebody\"]\n+++\n\nText.\n", quoted(id)),
			"briefings/_pages/odd.md": fmt.Sprintf("+++\ntitle = \"Odd\"\nmenu = true\ntemplate = \"odd\"\n[extra]\n%s+++\n\nText.\n", extra),
			"themes/own/theme.toml":   "view = 1\n",
			"themes/own/i18n/en.toml": "[own]\ngreet = " + quoted("{date} <b onclick=alert(1)>{x}</b> "+part[0]) + "\n",
			"themes/own/templates/odd.html": "<h1>{{.Heading}}</h1>\n{{range index .Extra \"list\"}}" + odd + "{{end}}\n{{range index .Site.Params \"list\"}}" + odd +
				"{{end}}\n<p>{{.Extra}} {{.Site.Params}}</p>\n{{.Body}}\n",
		}
		dir := filepath.Join(scratch, name+"-source")
		return dir, writeFiles(dir, files)
	})}
}

// odd shows a text wherever a template may put one.
const odd = `<p title="{{.}}" data-x='a {{.}} b' data-u={{.}}>{{.}} {{print .}} {{printf "%s %q" . .}}</p>
<p><a href="{{.}}">x</a> <a href='{{.}}'>x</a> <a href={{.}}>x</a> <a href="/search/?q={{.}}&amp;x=1#{{.}}">x</a> {{link . .}} {{link "/" .}}</p>
<p>{{word "own.greet" "date" . "x" .}} {{word "text.labelled" "label" (link . .) "text" .}} {{word "text.labelled" "label" . "text" .}}</p>
<textarea>{{.}}</textarea><select><option value="{{.}}">{{.}}</option></select><svg><title>{{.}}</title><text>{{.}}</text></svg><!-- {{.}} -->
{{if eq . "x"}}{{.}}{{else}}{{with .}}<em>{{.}}</em>{{end}}{{end}}
`

// ours are the elements that a page of ours has, each with its attributes; class, dir, id and lang may be anywhere.
var ours = map[string][]string{
	"html": {}, "head": {}, "title": {}, "body": {}, "main": {}, "header": {}, "footer": {}, "article": {}, "h1": {}, "h2": {}, "h3": {}, "h4": {}, "h5": {}, "h6": {},
	"ul": {}, "ol": {"start"}, "li": {}, "dl": {}, "dt": {}, "dd": {}, "em": {}, "strong": {}, "del": {}, "br": {}, "hr": {}, "blockquote": {}, "code": {}, "sup": {}, "bdi": {},
	"figure": {}, "figcaption": {}, "table": {}, "caption": {}, "thead": {}, "tbody": {}, "tr": {}, "td": {}, "summary": {}, "details": {}, "legend": {}, "fieldset": {}, "button": {},
	"a": {"href", "title", "rel", "role", "aria-label", "aria-current", "hreflang"}, "aside": {"role"}, "div": {"role", "tabindex", "aria-label"}, "form": {"role", "data-root", "data-words", "data-portable", "data-reload", "hidden"},
	"img": {"src", "srcset", "sizes", "alt", "title", "width", "height", "loading", "decoding"}, "input": {"type", "name", "value", "checked", "disabled", "autocomplete", "spellcheck", "aria-label"},
	"label": {"for"}, "link": {"rel", "href", "type", "title", "hreflang"}, "meta": {"charset", "name", "property", "content", "http-equiv", "media"}, "nav": {"aria-label", "aria-labelledby"},
	"p": {"role", "hidden", "aria-hidden"}, "pre": {"tabindex"}, "script": {"src", "type", "defer"}, "section": {"role", "aria-label", "aria-labelledby"}, "span": {}, "th": {"scope"}, "time": {"datetime"},
	"svg": {"width", "height", "viewBox", "role", "aria-label"}, "path": {"d"}, "rect": {"x", "y", "width", "height"}, "text": {"x", "y"},
}

// oursInOdd are those that only the template of the site's own has.
var oursInOdd = map[string][]string{"p": {"title", "data-x", "data-u"}, "textarea": {}, "select": {}, "option": {"value"}}

// What an attribute may say that has few values.
var ourValues = map[string]*regexp.Regexp{
	"class": regexp.MustCompile(`^[a-z0-9]+([ -][a-zA-Z0-9+#_.-]+)*$`), "dir": regexp.MustCompile(`^(ltr|rtl|auto)$`), "lang": regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`),
	"id": regexp.MustCompile(`^(_[a-z]+|fn(ref)?:[0-9]+(:[0-9]+)?|[a-z0-9]+(-[a-z0-9]+)*)$`), "role": regexp.MustCompile(`^(note|doc-[a-z]+|img|region|search|status|group)$`),
	"http-equiv": regexp.MustCompile(`^(Content-Security-Policy|refresh)$`), "rel": regexp.MustCompile(`^(stylesheet|search|icon|apple-touch-icon|manifest|alternate|canonical|next|prev|nofollow)$`),
	"type": regexp.MustCompile(`^(search|radio|checkbox|text/plain|application/(ld\+json|atom\+xml|feed\+json)|image/(svg\+xml|png))$`), "name": regexp.MustCompile(`^(viewport|description|color-scheme|theme-color|robots|q|sort|role)$`),
	"property": regexp.MustCompile(`^og:(title|type|url|image|description|site_name)$`), "d": regexp.MustCompile(`^[MVHhvz0-9. -]*$`), "datetime": regexp.MustCompile(`^[0-9:TZ+-]+$`), "hreflang": regexp.MustCompile(`^[a-z-]+$`),
}

// judge reads HTML as a browser does, from where it stands, and names what is not on the lists above.
type judge struct {
	site     *website
	from     string // the page's path
	odd      bool   // it is made with the template of the site's own
	feed     bool   // it is a feed, whose addresses are whole
	problems []string
	elements int
	policies int
}

func (j *judge) say(format string, args ...any) {
	if len(j.problems) < 5 {
		j.problems = append(j.problems, j.from+": "+fmt.Sprintf(format, args...))
	}
}

// page judges a page.
func (j *judge) page(text string) {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		j.say("%v", err)
		return
	}
	for n := range doc.Descendants() {
		j.node(n)
	}
	if j.policies != 1 {
		j.say("%d policies", j.policies)
	}
}

// piece judges HTML that stands in a feed.
func (j *judge) piece(text string) {
	j.feed = true
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		j.say("%v", err)
	}
	for _, top := range nodes {
		j.node(top)
		for n := range top.Descendants() {
			j.node(n)
		}
	}
}

func (j *judge) node(n *html.Node) {
	switch n.Type {
	case html.CommentNode:
		j.say("a comment: %.80q", n.Data)
		return
	case html.ElementNode:
	default:
		return
	}
	j.elements++
	list, known := ours[n.Data]
	if j.odd {
		if more, odd := oursInOdd[n.Data]; odd {
			list, known = slices.Concat(list, more), true
		}
	}
	if !known || (n.Namespace != "") != slices.Contains([]string{"svg", "path", "rect", "text"}, n.Data) && !(n.Namespace == "svg" && (n.Data == "a" || j.odd && n.Data == "title")) {
		j.say("<%s> of %q", n.Data, n.Namespace)
		return
	}
	values := map[string]string{}
	for _, a := range n.Attr {
		if !slices.Contains(list, a.Key) && !slices.Contains([]string{"class", "dir", "id", "lang"}, a.Key) || a.Namespace != "" {
			j.say("<%s %s=%.60q>", n.Data, a.Key, a.Val)
		}
		if is := ourValues[a.Key]; is != nil && !is.MatchString(a.Val) {
			j.say("<%s %s=%.60q>", n.Data, a.Key, a.Val)
		}
		values[a.Key] = a.Val
	}
	switch n.Data {
	case "a":
		j.leads(n, values["href"])
	case "img", "link":
		address := values["src"] + values["href"]
		if rel := values["rel"]; (rel == "canonical" || rel == "alternate") && strings.HasPrefix(address, j.site.origin+j.site.base) {
			j.served(n, address)
			return
		}
		if j.feed {
			j.served(n, address)
			return
		}
		j.fetches(n, address)
		for candidate := range strings.SplitSeq(values["srcset"], ", ") {
			if candidate != "" {
				j.fetches(n, strings.Fields(candidate)[0])
			}
		}
	case "meta":
		switch values["http-equiv"] {
		case "Content-Security-Policy":
			j.policies++
			if values["content"] != policy {
				j.say("the policy %.80q", values["content"])
			}
		case "refresh":
			to, is := strings.CutPrefix(values["content"], "0; url=")
			if !is || strings.ContainsAny(to, ";, ") {
				j.say("a refresh %.80q", values["content"])
			}
			j.fetches(n, to)
		}
	case "script":
		var content strings.Builder
		for c := range n.ChildNodes() {
			content.WriteString(c.Data)
		}
		var data map[string]any
		switch {
		case values["type"] == "" && content.Len() == 0:
			j.fetches(n, values["src"])
		case values["type"] != "application/ld+json" || values["src"] != "":
			j.say("a script: %.80q", content.String())
		case json.Unmarshal([]byte(content.String()), &data) != nil || data["@context"] != "https://schema.org" || strings.Contains(content.String(), "<"):
			j.say("not JSON-LD: %.80q", content.String())
		}
	case "form":
		if values["role"] != "search" {
			j.say("a form")
		}
	}
}

// leads wants a link to lead to where a reader may be sent, and to another site only where a writer has put a link.
func (j *judge) leads(n *html.Node, address string) {
	if !safeAddress(plainAddress(address)) && !(j.odd && strings.HasPrefix(plainAddress(address), "//")) {
		j.say("a link to %.80q", address)
	}
	if to, err := url.Parse(address); err == nil && to.Host != "evil.example" || j.odd {
		return
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(p.Attr, html.Attribute{Key: "class", Val: "body"}) || p.Parent == nil && p.Data != "" { // <https://evil.example/> is a link
			return
		}
	}
	j.say("a link to %.80q", address)
}

// fetches wants what a page loads to be a file of the site.
func (j *judge) fetches(n *html.Node, address string) {
	if n.Data == "link" && strings.HasPrefix(address, "#") {
		return
	}
	if file, _, _, err := j.site.lead(j.from, address); err != nil || !j.site.files[file] || !safeAddress(plainAddress(address)) || scheme(plainAddress(address)) != "" {
		j.say("<%s> loads %.80q: %v", n.Data, address, err)
	}
}

// served wants a whole address to be that of a file of the site.
func (j *judge) served(n *html.Node, address string) {
	host := *j.site
	host.options.Portable = false // A host has its addresses from the root.
	below, own := strings.CutPrefix(address, j.site.origin)
	if file, _, _, err := host.lead("index.html", below); !own || err != nil || !j.site.files[file] {
		j.say("<%s> is of %.80q: %v", n.Data, address, err)
	}
}

// plainAddress reads an address as browsers do.
func plainAddress(address string) string {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	return strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(address)
}

// TestInjection publishes every payload in every field, and reads all that came of it with an allow-list: what pages, feeds, the index and the
// files for hosts are made of is what we put there, and payloads are words.
func TestInjection(t *testing.T) {
	t.Parallel()
	if all, err := payloads(); err == nil {
		t.Logf("%d payloads, %d addresses", len(all), len(hostile)+len(strange))
	}
	for _, s := range append([]*shared{attacked, attackedPortable}, attackedSettings[:]...) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := s.get(t)
			var names []string
			for name := range w.files {
				names = append(names, name)
			}
			slices.Sort(names)
			looked, elements := 0, 0
			for i, j := range parallel.Map(names, func(name *string) *judge {
				j := &judge{site: w, from: *name, odd: path.Base(path.Dir(*name)) == "odd"}
				j.file(w.read(t, *name))
				return j
			}) {
				for _, p := range j.problems {
					t.Error(p)
				}
				if elements += j.elements; path.Ext(names[i]) == ".html" {
					looked++
				}
			}
			if looked < 12 || elements < 500 {
				t.Errorf("only %d pages with %d elements", looked, elements)
			}
			t.Logf("%d files, %d pages, %d elements", len(names), looked, elements)
		})
	}
}

// TestHostileAddresses gives every field that takes an address one that no reader may be sent to. Each is refused, with its line.
func TestHostileAddresses(t *testing.T) {
	t.Parallel()
	var sources, links, body strings.Builder
	for _, address := range hostile {
		fmt.Fprintf(&sources, "{ name = \"x\", url = %s },\n", quoted(address))
		fmt.Fprintf(&links, "{ name = \"x\", url = %s },\n", quoted(address))
		if scheme(plainAddress(address)) != "" && !safeAddress(plainAddress(address)) {
			fmt.Fprintf(&body, "[x](<%s>)\n", strings.NewReplacer("<", `\<`, ">", `\>`).Replace(address))
		}
	}
	texts := map[string]string{
		"briefings/sources.md":      "+++\ntitle = \"Sources\"\ndate = 2025-01-01\nsources = [\n" + sources.String() + "]\n+++\n",
		"briefings/body.md":         "+++\ntitle = \"Body\"\ndate = 2025-01-01\n+++\n" + body.String(),
		"briefings/_actors/link.md": "+++\nname = \"Links\"\nlinks = [\n" + links.String() + "]\n+++\n",
	}
	source := t.TempDir()
	if err := writeFiles(source, texts); err != nil {
		t.Fatal(err)
	}
	r, err := generator.Build(generator.Options{Source: source, Output: filepath.Join(t.TempDir(), "public"), Now: now, Builtin: themes.Builtin, Version: "test"}, nil)
	if err != nil || r.Built {
		t.Fatalf("built with addresses that no reader may be sent to: %v", err)
	}
	refused := map[string]bool{}
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error {
			refused[fmt.Sprintf("%s:%d", d.File, d.Line)] = true
		}
	}
	n := 0
	for name, text := range texts {
		for i, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(line, "{ ") || strings.HasPrefix(line, "[x]") {
				if n++; !refused[fmt.Sprintf("%s:%d", name, i+1)] {
					t.Errorf("%s:%d: %s is not refused", name, i+1, line)
				}
			}
		}
	}
	if n < 130 {
		t.Errorf("only %d addresses", n)
	}
}

var (
	hostKeys   = regexp.MustCompile(`^  (Content-Security-Policy|X-Content-Type-Options|Referrer-Policy|Cache-Control|Content-Type|X-Robots-Tag): [ -~]+$`)
	robotLines = regexp.MustCompile(`^(User-agent: \*|Allow: /|Sitemap: https?://[!-~]+|)$`)
	portableIs = regexp.MustCompile(`^dateline\(("(?:[^"\\<]|\\.)*"),("(?:[^"\\<]|\\.)*")\);\n$`)
)

// file judges a published file by what it is.
func (j *judge) file(text []byte) {
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	each := func(what string, right func(string) bool) {
		for _, line := range lines {
			if !right(line) {
				j.say("%s: %.100q", what, line)
			}
		}
	}
	switch base := path.Base(j.from); {
	case path.Ext(base) == ".html":
		j.page(string(text))
		for _, p := range slices.Concat(j.site.pages[j.from].malformed, j.site.pages[j.from].harmful) {
			if !j.odd {
				j.say("%s", p)
			}
		}
	case base == "feed.json":
		j.jsonFeed(text)
	case path.Ext(base) == ".xml":
		j.xml(text)
	case base == "site.webmanifest":
		var manifest map[string]any
		if err := json.Unmarshal(text, &manifest); err != nil || manifest["start_url"] != "./" || len(manifest) > 11 {
			j.say("%v: %v", manifest, err)
		}
	case base == "_headers":
		each("a header", func(line string) bool { return hostKeys.MatchString(line) || strings.HasPrefix(line, j.site.base) })
	case base == "_redirects":
		each("a redirect", func(line string) bool {
			fields := strings.Split(line, " ")
			return line == "" || len(fields) == 3 && strings.HasPrefix(fields[0], j.site.base) && strings.HasPrefix(fields[1], j.site.base) && fields[2] == "301"
		})
	case base == "robots.txt":
		each("robots", robotLines.MatchString)
	case strings.HasPrefix(j.from, "search/") && path.Ext(base) == ".js":
		m := portableIs.FindSubmatch(text)
		if m == nil || !json.Valid(m[1]) || !json.Valid(m[2]) || bytes.ContainsAny(text, "\u2028\u2029") {
			j.say("not a part of the index: %.100q", text)
		}
	case j.from == "search/names.txt":
		each("a name", func(line string) bool {
			return regexp.MustCompile(`^(actors|locations|topics|series|authors)\t[a-z0-9/-]*\t[0-9]*\t[0-9]+(\t[^\t]+)+$`).MatchString(line)
		})
	case strings.HasPrefix(j.from, "search/0/d"):
		each("a card", func(line string) bool { return line == "" || slices.Contains([]int{10, 11}, strings.Count(line, "\t")) })
	case base == "index.txt":
		if bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }) {
			j.say("a control character in a text")
		}
	}
}

// jsonFeed judges a JSON Feed: what it says, and the HTML in it.
func (j *judge) jsonFeed(text []byte) {
	var feed struct {
		Home  string `json:"home_page_url"`
		Items []struct {
			ID, URL, Title, Summary string
			HTML                    string `json:"content_html"`
			Text                    string `json:"content_text"`
			Published               string `json:"date_published"`
			Modified                string `json:"date_modified"`
			Authors                 []map[string]string
			Tags                    []string
			Language                string
		}
		Version, Title, Description, Language string
		Self                                  string `json:"feed_url"`
		Authors                               []map[string]string
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&feed); err != nil || bytes.ContainsAny(text, "<>") || feed.Home != j.site.origin+j.site.base {
		j.say("%v: %.80s", err, feed.Home)
	}
	for _, item := range feed.Items {
		if !strings.HasPrefix(item.URL, j.site.origin+j.site.base) {
			j.say("an item at %.80q", item.URL)
		}
		j.piece(item.HTML)
	}
}

// xml judges a feed or a sitemap: its elements, their addresses, and the HTML in it.
func (j *judge) xml(text []byte) {
	elements := words("feed title subtitle id updated author name link rights entry published category summary content urlset url loc lastmod sitemapindex sitemap")
	var content strings.Builder
	kind, depth := "", 0
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			j.say("%v", err)
			return
		}
		switch e := token.(type) {
		case xml.ProcInst:
			if e.Target != "xml" {
				j.say("<?%s %.80q", e.Target, e.Inst)
			}
		case xml.Comment, xml.Directive:
			j.say("%.80q", e)
		case xml.CharData:
			content.Write(e)
		case xml.StartElement:
			content.Reset()
			j.elements++
			depth++
			kind = ""
			if !elements[e.Name.Local] || !strings.HasSuffix(e.Name.Space, "/Atom") && !strings.HasSuffix(e.Name.Space, "/sitemap/0.9") || depth > 4 {
				j.say("<%s> of %q", e.Name.Local, e.Name.Space)
			}
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "href" && !strings.HasPrefix(a.Value, j.site.origin+j.site.base):
					j.say("<%s> leads to %.80q", e.Name.Local, a.Value)
				case a.Name.Local == "type":
					kind = a.Value
				case !slices.Contains([]string{"href", "rel", "term", "lang", "xmlns"}, a.Name.Local):
					j.say("<%s %s=%.80q>", e.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			depth--
			switch {
			case kind == "html":
				j.piece(content.String())
			case e.Name.Local == "loc" && !strings.HasPrefix(content.String(), j.site.origin+j.site.base):
				j.say("a page at %.80q", content.String())
			}
			kind = ""
			content.Reset()
		}
	}
}
