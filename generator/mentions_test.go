package generator_test

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"

	"dateline/generator"
	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/site"
	"dateline/themes"
)

// TestMentions finds the names in all texts of a site once more, by trying every name at every word of the finished HTML, and wants
// the same links and the same references with their sentences; without the links the text is what it was.
func TestMentions(t *testing.T) {
	for _, how := range []string{"listed", "all", "off"} {
		for _, from := range []*shared{sample, synthetic} {
			t.Run(from.name+", "+how, func(t *testing.T) {
				t.Parallel()
				source, err := from.prepare()
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				copySource(t, dir, source, how)
				r, err := generator.Build(generator.Options{Source: dir, PlanOnly: true, Now: now, Builtin: themes.Builtin, Version: "test"}, nil)
				if err != nil || r.Diagnostics.Count(diag.Error) > 0 {
					t.Fatal(err, told(r.Diagnostics))
				}
				c := &mentions{dir: dir, site: r.Site, how: how, names: map[string][]*site.Entity{}, first: map[string][]string{}}
				c.collectNames()
				problems := slices.Concat(parallel.Map(r.Site.Briefings, c.briefing)...)
				found := 0
				for _, b := range r.Site.Briefings {
					found += len(b.Mentions)
				}
				if how == "off" != (found == 0) {
					problems = append(problems, fmt.Sprintf("%d links", found))
				}
				problems = append(problems, c.references()...)
				tell(t, problems)
			})
		}
	}
}

// copySource copies a source with another setting of what becomes a link.
func copySource(t *testing.T, dir, from, how string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(dir, "site.toml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`(?m)^link_mentions = .*$`).ReplaceAll(text, nil)
	if err := os.WriteFile(settings, append([]byte("link_mentions = \""+how+"\"\n"), text...), 0o666); err != nil {
		t.Fatal(err)
	}
}

type mentions struct {
	dir   string
	site  *site.Site
	how   string
	names map[string][]*site.Entity // that mean somebody or somewhere in a text
	first map[string][]string       // the names that begin with a word, longest first
}

// collectNames gathers the names that are looked for: those of declared actors and places with their aliases, and as they are
// listed those of others.
func (c *mentions) collectNames() {
	add := func(name string, e *site.Entity) {
		if name = straight(oneLine(name)); !slices.Contains(c.names[name], e) {
			c.names[name] = append(c.names[name], e)
		}
	}
	for _, kind := range []site.EntityKind{site.Actor, site.Location} {
		for _, e := range c.site.Kinds[kind].Entities {
			if e.File != nil {
				add(e.Name, e)
				for _, name := range e.Other {
					add(name, e)
				}
			}
		}
	}
	for _, b := range c.site.Briefings {
		listed := func(kind site.EntityKind, name string) {
			b.EachListed(kind, func(e *site.Entity) {
				if e.File == nil && e.ID == address.Slug(name) && utf8.RuneCountInString(name) >= 4 {
					add(name, e)
				}
			})
		}
		for _, a := range b.File.Actors {
			listed(site.Actor, a.Text)
		}
		for _, l := range b.File.Locations {
			listed(site.Location, l.Text)
		}
	}
	for name := range c.names {
		word := name[:wordLength(name)]
		c.first[word] = append(c.first[word], name)
	}
	for _, names := range c.first {
		slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	}
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'
}

// wordLength gives the length of the word that s begins with, or of its first character.
func wordLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !inWord(r) })
	switch {
	case n < 0:
		return len(s)
	case n == 0:
		_, n = utf8.DecodeRuneInString(s)
	}
	return n
}

// block is a run of inline text; between its pieces stands markup, which no name goes across.
type block struct {
	section int
	pieces  []piece
}

type piece struct {
	text   string
	mark   int // the number of the mention that the piece is; -1
	silent bool
	href   string // of the link that it is the text of
}

var marker = regexp.MustCompile(`(?s)<a href="/mention/\d+">(.*?)</a>`)

func (c *mentions) briefing(b **site.Briefing) (problems []string) {
	problem := func(format string, args ...any) {
		problems = append(problems, (*b).Path+": "+fmt.Sprintf(format, args...))
	}
	text, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash((*b).Path)))
	if err != nil {
		return []string{err.Error()}
	}
	body := text[(*b).Body.Offset:]
	targets := c.site.Targets((*b).File, (*b).Links)
	var spans []briefing.Span
	for i, m := range (*b).Mentions {
		spans = append(spans, briefing.Span{Start: int(m.Start), Stop: int(m.Stop), Href: fmt.Sprintf("/mention/%d", i)})
	}
	plain, err := briefing.HTML((*b).File, body, targets, nil, english)
	if err != nil {
		return []string{err.Error()}
	}
	linked, err := briefing.HTML((*b).File, body, targets, spans, english)
	if err != nil {
		return []string{err.Error()}
	}
	if marker.ReplaceAllString(string(linked), "$1") != string(plain) {
		problem("without its links the text is not what it was")
	}
	type at struct {
		entity  *site.Entity
		section int
	}
	var linkedTo []at
	wanted := map[at]string{}
	linkedBy := map[at]bool{} // the writer
	for _, l := range blocks(string(linked)) {
		for _, p := range l.pieces {
			if p.mark < 0 {
				continue
			}
			e := (*b).Mentions[p.mark].Entity
			linkedTo = append(linkedTo, at{e, l.section})
			if name := oneLine(p.text); !slices.Contains(c.names[name], e) {
				problem("%q is a link to %s", name, e.Name)
			}
		}
	}
	for _, l := range blocks(string(plain)) {
		names := c.find(l)
		for i, p := range l.pieces {
			for _, link := range (*b).Links {
				if link.Kind == site.ToEntity && p.href == c.site.Config.BasePath+address.Escape(link.Entity.Address) {
					linkedBy[at{link.Entity, l.section}] = true
				}
			}
			for ; len(names) > 0 && names[0].piece == i; names = names[1:] {
				e, listed := c.means(names[0].name, *b)
				if here := (at{e, l.section}); (c.how == "all" || c.how == "listed" && listed) && !linkedBy[here] {
					wanted[here] = names[0].name
				}
			}
		}
	}
	for _, l := range linkedTo {
		if wanted[l] == "" {
			problem("section %d has a link to %s, or has it twice", l.section, l.entity.Name)
		}
		delete(wanted, l)
	}
	for l, name := range wanted {
		problem("section %d has no link to %s for %q", l.section, l.entity.Name, name)
	}
	return problems
}

// means gives who or what a name means in a briefing.
func (c *mentions) means(name string, b *site.Briefing) (e *site.Entity, listed bool) {
	for _, kind := range []site.EntityKind{site.Actor, site.Location} {
		b.EachListed(kind, func(l *site.Entity) {
			if e == nil && slices.Contains(c.names[name], l) {
				e = l
			}
		})
	}
	if e != nil {
		return e, true
	}
	return slices.MinFunc(c.names[name], func(a, b *site.Entity) int { return int(a.Kind) - int(b.Kind) }), false
}

// foundName is a name in a piece of a block.
type foundName struct {
	name  string
	piece int
}

// find gives the names in a block, in order.
func (c *mentions) find(l block) (found []foundName) {
	before, rest := ' ', ""
	for i, p := range l.pieces {
		rest = p.text
		for rest != "" {
			n := wordLength(rest)
			if !p.silent && !inWord(before) {
				for _, name := range c.first[rest[:n]] {
					if after, has := strings.CutPrefix(rest, name); has && wordEnds(name, after, l.pieces[i+1:], c.hasPlural(name)) {
						found = append(found, foundName{name, i})
						n = len(name)
						break
					}
				}
				if word, plural := strings.CutSuffix(rest[:n], "s"); plural && n == wordLength(rest) {
					for _, short := range []string{word, strings.TrimSuffix(word, "e")} {
						if c.hasPlural(short) && slices.Contains(c.first[short], short) && wordEnds(short, rest[len(short):], l.pieces[i+1:], true) && !slices.Contains(found, foundName{rest[:n], i}) {
							found = append(found, foundName{short, i})
							break
						}
					}
				}
			}
			before, _ = utf8.DecodeLastRuneInString(rest[:n])
			rest = rest[n:]
		}
	}
	return found
}

// hasPlural reports whether a name is one of actors that are no persons, so that its plural is it, too.
func (c *mentions) hasPlural(name string) bool {
	return len(c.names[name]) > 0 && !slices.ContainsFunc(c.names[name], func(e *site.Entity) bool {
		return e.Kind != site.Actor || e.File != nil && e.File.EntityKind == "person"
	})
}

// wordEnds reports whether a name may end before the rest of its piece and those that follow.
func wordEnds(name, after string, next []piece, plural bool) bool {
	for _, p := range next {
		after += p.text
	}
	ends := func(s string) bool { r, _ := utf8.DecodeRuneInString(s); return s == "" || !inWord(r) }
	if ends(after) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(name)
	letters := 0
	for _, r := range name {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if !plural || !unicode.Is(unicode.Latin, last) || letters < 4 {
		return false
	}
	if rest, ok := strings.CutPrefix(after, "s"); ok && ends(rest) {
		return true
	}
	rest, ok := strings.CutPrefix(after, "es")
	return ok && ends(rest) && slices.ContainsFunc([]string{"s", "x", "z", "ch", "sh"}, func(sibilant string) bool { return strings.HasSuffix(name, sibilant) })
}

// blocks reads the blocks of HTML that have prose, in the order of the text, but for the notes at its end.
func blocks(text string) (list []block) {
	section, silent, mark, href := 0, 0, -1, ""
	now := block{}
	end := func() {
		if len(now.pieces) > 0 {
			list = append(list, now)
		}
		now = block{section: section}
	}
	for z := nethtml.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case nethtml.ErrorToken:
			end()
			return list
		case nethtml.TextToken:
			words := html.UnescapeString(string(z.Raw()))
			if silent < 100 { // not in a heading
				now.pieces = append(now.pieces, piece{straight(foldSpaces(words)), mark, silent > 0, href})
			}
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			token := z.Token()
			switch token.Data {
			case "section":
				end()
				return list // the notes
			case "h2", "h3", "h4", "h5", "h6":
				end()
				silent += 100
			case "a":
				if n, err := fmt.Sscanf(hrefOf(token), "/mention/%d", &mark); n != 1 || err != nil {
					mark = -1
					silent++
					href = hrefOf(token)
				}
			case "code":
				silent++
			case "pre", "figcaption": // A caption is no prose of the text.
				end()
				silent++
			case "p", "li", "td", "th", "dt", "dd", "blockquote", "tr", "table", "figure", "ul", "ol", "div", "dl", "caption":
				end()
			}
		case nethtml.EndTagToken:
			switch token := z.Token(); token.Data {
			case "h2", "h3", "h4", "h5", "h6":
				silent -= 100
				section++
				end()
			case "a":
				if mark < 0 {
					silent--
				}
				mark, href = -1, ""
			case "code", "pre", "figcaption":
				silent--
			case "p", "li", "td", "th", "dt", "dd", "blockquote", "tr", "table", "figure", "ul", "ol", "div", "dl", "caption":
				end()
			}
		}
	}
}

func hrefOf(t nethtml.Token) string {
	for _, a := range t.Attr {
		if a.Key == "href" {
			return a.Val
		}
	}
	return ""
}

var spaces = regexp.MustCompile(`\s+`)

// straight gives words with straight apostrophes and plain hyphens.
func straight(s string) string {
	return strings.NewReplacer("’", "'", "\u2010", "-", "\u2011", "-").Replace(s)
}

func foldSpaces(s string) string { return spaces.ReplaceAllString(s, " ") }

// references wants on every entity exactly the briefings whose texts name it without listing it, newest first, each with a sentence
// that has the name, and on every briefing those whose texts link it.
func (c *mentions) references() (problems []string) {
	want := map[*site.Entity][]*site.Briefing{}
	linked := map[*site.Briefing][]*site.Briefing{}
	for _, b := range c.site.Briefings {
		var named []*site.Entity
		add := func(e *site.Entity) {
			if !slices.Contains(named, e) {
				named = append(named, e)
				want[e] = append(want[e], b)
			}
		}
		for _, l := range b.Links {
			if l.Kind == site.ToEntity && !lists(b, l.Entity) {
				add(l.Entity)
			}
			if l.Kind == site.ToBriefing && l.Briefing != b && !slices.Contains(linked[l.Briefing], b) {
				linked[l.Briefing] = append(linked[l.Briefing], b)
			}
		}
		text, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(b.Path)))
		if err != nil {
			return []string{err.Error()}
		}
		plain, err := briefing.HTML(b.File, text[b.Body.Offset:], c.site.Targets(b.File, b.Links), nil, english)
		if err != nil {
			return []string{err.Error()}
		}
		for _, l := range blocks(string(plain)) {
			for _, f := range c.find(l) {
				if e, listed := c.means(f.name, b); !listed {
					add(e)
				}
			}
		}
	}
	of := func(list []site.Reference) (briefings []*site.Briefing) {
		for _, r := range list {
			if r.Briefing != nil {
				briefings = append(briefings, r.Briefing)
			}
		}
		return briefings
	}
	for _, k := range c.site.Kinds {
		for _, e := range k.Entities {
			if got := of(e.Referred); !slices.Equal(got, want[e]) {
				problems = append(problems, fmt.Sprintf("%s: %d briefings refer to it, want %d", e.Address, len(got), len(want[e])))
			}
			for _, r := range e.Referred {
				if r.Briefing == nil || slices.ContainsFunc(r.Briefing.Links, func(l site.Link) bool { return l.Entity == e }) {
					continue
				}
				if !slices.ContainsFunc(nameList(c.names, e), func(name string) bool { return strings.Contains(straight(r.Sentence), name) }) {
					problems = append(problems, fmt.Sprintf("%s: %q of %s has none of its names", e.Address, r.Sentence, r.Briefing.Path))
				}
			}
		}
	}
	for _, b := range c.site.Briefings {
		if got := of(b.Referred); !slices.Equal(got, linked[b]) {
			problems = append(problems, fmt.Sprintf("%s: %d briefings refer to it, want %d", b.Path, len(got), len(linked[b])))
		}
		for _, r := range b.Referred {
			if r.Briefing != nil && r.Sentence == "" {
				problems = append(problems, fmt.Sprintf("%s: the reference of %s has no sentence", b.Path, r.Briefing.Path))
			}
		}
	}
	return problems
}

func lists(b *site.Briefing, e *site.Entity) (listed bool) {
	b.EachListed(e.Kind, func(l *site.Entity) { listed = listed || l == e })
	return listed
}

func nameList(names map[string][]*site.Entity, of *site.Entity) (list []string) {
	for name, entities := range names {
		if slices.Contains(entities, of) {
			list = append(list, name)
		}
	}
	return list
}
