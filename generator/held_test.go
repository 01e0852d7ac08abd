package generator_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"dateline/generator"
	"dateline/generator/diag"
	"dateline/generator/parallel"
)

var sources = flag.Int("sources", 60, "how many random sources TestHeldBackLeavesNoTrace makes")

// TestHeldBackLeavesNoTrace makes random sources in which some briefings and pages are drafts or embargoed. Each is built
// twice: as it is, and after those and all references to them were taken out of the source. The two sites are the same
// byte for byte. Nothing that only held-back files say is in any published file either.
func TestHeldBackLeavesNoTrace(t *testing.T) {
	t.Parallel()
	t.Logf("seeds %d to %d", *seed, *seed+uint64(*sources)-1)
	seeds := make([]uint64, *sources)
	for i := range seeds {
		seeds[i] = *seed + uint64(i)
	}
	type result struct {
		held, references int
		problems         []string
	}
	root := t.TempDir()
	held, references := 0, 0
	for i, r := range parallel.Map(seeds, func(seed *uint64) result {
		d := newDesk(rand.New(rand.NewPCG(*seed, 0)))
		problems := d.traces(filepath.Join(root, fmt.Sprint(*seed)))
		return result{len(d.held()), d.dangling, problems}
	}) {
		held, references = held+r.held, references+r.references
		for n, p := range r.problems {
			if n == 3 {
				break
			}
			t.Errorf("seed %d: %s", seeds[i], p)
		}
	}
	if held < 2**sources || references < 2**sources {
		t.Errorf("only %d held-back files and %d references to them", held, references)
	}
}

// traces builds both sources and tells how the sites differ.
func (d *desk) traces(root string) []string {
	defer os.RemoveAll(root)
	var sites [2]map[string]string
	for i, removed := range []bool{false, true} {
		source, output := filepath.Join(root, "source"), filepath.Join(root, fmt.Sprint("public", i))
		if err := os.RemoveAll(source); err != nil {
			return []string{err.Error()}
		}
		if err := writeFiles(source, d.files(removed)); err != nil {
			return []string{err.Error()}
		}
		r, err := build(generator.Options{Source: source, Output: output})
		if err != nil {
			return []string{fmt.Sprintf("references removed: %v: %v", removed, err)}
		}
		// Of the references in entity files only those count whose entity has a page.
		if n := kinds(r.Diagnostics)["held-back-link"]; !removed && (n < d.dangling-d.perhaps || n > d.dangling) || removed && n != 0 {
			return []string{fmt.Sprintf("references removed: %v: %d warnings of links to what is held back, want %d to %d:%s",
				removed, n, d.dangling-d.perhaps, d.dangling, told(r.Diagnostics))}
		}
		if sites[i], err = tree(output); err != nil {
			return []string{err.Error()}
		}
	}
	var problems []string
	all := maps.Clone(sites[0])
	maps.Copy(all, sites[1])
	for _, name := range slices.Sorted(maps.Keys(all)) {
		with, inWith := sites[0][name]
		without, inWithout := sites[1][name]
		switch {
		case !inWithout:
			problems = append(problems, name+" is published because of what is held back")
		case !inWith:
			problems = append(problems, name+" is missing because of what is held back")
		case with != without:
			problems = append(problems, name+" differs "+difference(with, without))
		}
		if lower := strings.ToLower(with + name); strings.Contains(lower, "secret") {
			for _, token := range d.tokens {
				if strings.Contains(lower, token) {
					problems = append(problems, fmt.Sprintf("%s holds %s, which only a held-back file says", name, token))
				}
			}
		}
	}
	return problems
}

func kinds(list diag.List) map[string]int {
	n := map[string]int{}
	for _, d := range list {
		n[d.Kind]++
	}
	return n
}

// desk is a random source while it is made.
type desk struct {
	*rand.Rand
	texts    []*text
	settings string
	tokens   []string // each in one held-back file only
	dangling int      // references from visible texts to what is held back
	perhaps  int      // those of them that stand in entity files
}

// text is a file with front matter.
type text struct {
	path    string // below briefings/
	id      string
	address string // of the page, "" for entity files
	held    bool
	lists   map[string][]string // names by kind
	front   []string
	refs    []reference // in the front matter
	body    []reference
	heading string // id of one, "" without
	assets  map[string]string

	name, alias string // of entity files
	kind        string // the kind that an entity file declares
}

// reference is a piece of a text: as it is written, and what is left of it when what it leads to is taken out.
type reference struct {
	written, left string
	to            func(d *desk) bool // reports whether it leads to something visible; nil for plain words
}

func (d *desk) held() []*text {
	var list []*text
	for _, t := range d.texts {
		if t.held {
			list = append(list, t)
		}
	}
	return list
}

// The names from which random sources draw. The first four of each kind may be spelled in two ways.
var castNames = map[string][]string{
	"actors":    {"Côte d'Ivoire", "Ärzte ohne Grenzen", "Al-Shabaab", "MÉDECINS", "NATO", "Russia", "王伟", "Зеленський", "Person One", "Person Two"},
	"locations": {"Côte d'Ivoire", "Kryvyi Rih", "São Tomé", "N'Djamena", "Russia", "Kyiv", "Outer", "Inner", "Place One", "Place Two"},
	"topics":    {"Air-strikes", "Élections", "Peace talks", "C#", "Kyiv", "Topic One", "Topic Two"},
	"series":    {"Weekly", "Monthly", "Über alles"},
	"authors":   {"Desk", "A. Writer", "B. Writer", "Çelik"},
}

// heldNames are listed by held-back briefings only. Some would share an address with a name above, or have none.
var heldNames = map[string][]string{
	"actors": {"Wang Wei", "Only Held", "zelenskii", "…"}, "locations": {"Only Held", "Held Place", "kyiv "}, "topics": {"C sharp", "Only Held"},
	"series": {"Held Series", "weekly!"}, "authors": {"Held Author", "A Writer"},
}

var entityFolders = []string{"actors", "locations", "topics"}

// newDesk makes a source.
func newDesk(r *rand.Rand) *desk {
	d := &desk{Rand: r}
	d.settings = fmt.Sprintf("title = \"Desk\"\ntimezone = %q\nfeed = { items = %d, content = %q }\n",
		d.pick("UTC", "Europe/Kyiv", "America/St_Johns"), 1+d.IntN(6), d.pick("full", "summary"))
	permalink := d.pick("/briefings/:year/:slug/", "/:year/:month/:day/:slug/", "/b/:id/")
	d.settings += fmt.Sprintf("permalink = %q\n", permalink)
	if d.chance(70) {
		d.settings += "base_url = \"https://example.org/" + d.pick("", "reports/") + "\"\n"
	}
	for _, plural := range entityFolders {
		for _, name := range castNames[plural] {
			if d.chance(30) {
				d.texts = append(d.texts, d.entityFile(plural, name))
			}
		}
	}
	for n := range 4 + d.IntN(9) {
		d.texts = append(d.texts, d.briefing(n, permalink))
	}
	for n := range d.IntN(3) {
		p := &text{path: fmt.Sprintf("_pages/page-%d.md", n), address: fmt.Sprintf("page-%d/", n), held: d.chance(40), lists: map[string][]string{}}
		p.front = append(p.front, "title = \"Page "+d.token(p)+"\"", fmt.Sprintf("menu = %v", d.chance(50)))
		if p.held {
			p.front = append(p.front, "draft = true")
		}
		d.texts = append(d.texts, p)
	}
	for _, t := range d.texts {
		d.refer(t)
	}
	return d
}

func (d *desk) chance(percent int) bool { return d.IntN(100) < percent }

func (d *desk) pick(of ...string) string { return of[d.IntN(len(of))] }

// token gives a word for a file; that of a held-back one must not be published.
func (d *desk) token(t *text) string {
	if !t.held {
		return fmt.Sprintf("open%08x", d.Uint32())
	}
	d.tokens = append(d.tokens, fmt.Sprintf("secret%08x", d.Uint32()))
	return d.tokens[len(d.tokens)-1]
}

func (d *desk) entityFile(plural, name string) *text {
	id := plural + "-" + strconv.Itoa(slices.Index(castNames[plural], name))
	t := &text{path: "_" + plural + "/" + id + ".md", id: id, kind: plural, name: name, alias: name + " alias", lists: map[string][]string{}, address: plural + "/" + id + "/"}
	t.front = append(t.front, fmt.Sprintf("name = %q", name), fmt.Sprintf("aliases = [%q]", t.alias))
	if d.chance(30) {
		t.front = append(t.front, "summary = \"Summary.\"")
	}
	return t
}

func (d *desk) briefing(n int, permalink string) *text {
	t := &text{held: d.chance(40), lists: map[string][]string{}, assets: map[string]string{}}
	year := 2023 + d.IntN(3)
	day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, d.IntN(90))
	folder := d.pick(fmt.Sprint(year), "notes", "notes/deep")
	t.id = folder + "/b" + strconv.Itoa(n)
	t.path = t.id + ".md"
	bundle := d.chance(30)
	if bundle {
		t.path = t.id + "/index.md"
	}
	slug := fmt.Sprintf("b%d", n)
	if d.chance(30) {
		slug = fmt.Sprintf("slug-%d", n)
		if t.held && d.chance(50) {
			slug = d.pick("b0", "b1", d.token(t)) // perhaps the address of another one
		}
		t.front = append(t.front, fmt.Sprintf("slug = %q", slug))
	}
	t.address = strings.NewReplacer(":year", day.Format("2006"), ":month", day.Format("01"), ":day", day.Format("02"), ":slug", slug, ":id", t.id).Replace(permalink)[1:]

	date := day.Format(time.DateOnly)
	if d.chance(50) {
		date += fmt.Sprintf("T%02d:%02d:00", d.IntN(24), d.IntN(60)) + d.pick("", "Z", "+05:30", "-11:00")
	}
	if strings.HasSuffix(date, "T02:30:00") {
		date += "Z"
	}
	t.front = append(t.front, "title = \"Briefing "+d.token(t)+"\"", "date = "+date)
	switch {
	case t.held && d.chance(60):
		t.front = append(t.front, "draft = true")
		if d.chance(20) {
			t.front = append(t.front, "embargo_until = 2020-01-01")
		}
	case t.held:
		t.front = append(t.front, "embargo_until = "+d.pick("2025-04-07T12:00:01Z", "2025-04-08", "2025-04-07T17:30:00.5+05:29", "2999-01-01T00:00:00"))
	case d.chance(20):
		t.front = append(t.front, "embargo_until = "+d.pick("2025-04-07T12:00:00Z", "2025-04-06", "2025-04-07T17:30:00+05:30"))
	}
	if d.chance(60) {
		t.front = append(t.front, "summary = \"Summary "+d.token(t)+"\"")
	}
	for _, plural := range slices.Sorted(maps.Keys(castNames)) {
		d.list(t, plural)
	}
	if d.chance(25) {
		t.front = append(t.front, fmt.Sprintf("updates = [{ at = 2025-03-%02dT10:00:00Z, note = %q }]", 1+d.IntN(28), d.pick("Corrected ", "More ")+d.token(t)))
	}
	if d.chance(15) {
		t.front = append(t.front, "status = \"withdrawn\"", "status_note = \"Why "+d.token(t)+"\"")
	}
	if d.chance(25) {
		t.front = append(t.front, "sources = [{ name = \"Source "+d.token(t)+"\", url = \"https://example.net/\" }]")
	}
	if d.chance(15) {
		t.front = append(t.front, "noindex = true")
	}
	switch {
	case t.held && d.chance(30): // perhaps an address that a page has, or that another one redirects from
		t.front = append(t.front, "redirect_from = ["+d.pick(`"/old/b0/"`, `"/actors/russia/"`, `"/page-0/"`, `"/`+d.token(t)+`/"`)+"]")
	case !t.held && d.chance(20):
		t.front = append(t.front, fmt.Sprintf("redirect_from = [\"/old/b%d/\"]", n))
	}
	if bundle {
		name := "file-" + d.token(t)
		t.assets[name+".csv"], t.assets[name+".svg"], t.assets["unlisted-"+name+".csv"] = "a,"+d.token(t), plainSVG+"<!-- "+d.token(t)+" -->", "not shown"
		t.body = append(t.body, reference{written: "![Picture](" + name + ".svg)\n\n[Table](" + name + ".csv)\n\n"})
	}
	if d.chance(60) {
		t.heading = "part-" + strconv.Itoa(n)
		t.body = append(t.body, reference{written: "## Part " + strconv.Itoa(n) + "\n\n"})
	}
	return t
}

// list draws the names that a briefing lists.
func (d *desk) list(t *text, plural string) {
	pool := castNames[plural]
	most := 4
	if plural == "series" {
		most = 2
	}
	var names []string
	for range d.IntN(most) {
		i := d.IntN(len(pool))
		name := pool[i]
		if i < 4 && d.chance(50) {
			name = loosened(name, t.held)
		}
		if t.held && d.chance(40) {
			name = d.pick(heldNames[plural]...)
		}
		if t.held && d.chance(20) {
			name = "Name " + d.token(t)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return
	}
	t.lists[plural] = names
	if plural == "series" {
		t.lists[plural] = names[:1]
		t.front = append(t.front, fmt.Sprintf("series = %q", names[0]))
		return
	}
	var entries []string
	for _, name := range names {
		entry := fmt.Sprintf("%q", name)
		if plural == "actors" && d.chance(30) {
			entry = fmt.Sprintf("{ name = %q, role = \"attributed\", by = %q }", name, "By "+d.token(t))
		}
		entries = append(entries, entry)
	}
	t.front = append(t.front, plural+" = ["+strings.Join(entries, ", ")+"]")
}

// loosened spells a name in another way, held-back files in a way of their own.
func loosened(name string, held bool) string {
	if held {
		return strings.ToUpper(strings.NewReplacer("'", "’", "-", " - ").Replace(name))
	}
	plain := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && r != '\'' && r != '-' {
			return r
		}
		return -1
	}, norm.NFD.String(name))
	return plain
}

func fold(name string) string {
	return strings.Join(strings.Fields(norm.NFC.String(cases.Fold().String(norm.NFC.String(name)))), " ")
}

// knows reports whether a name means an entity of one of the kinds: an entity file has it, or a briefing lists it.
func (d *desk) knows(name string, heldToo bool, plurals ...string) bool {
	for _, t := range d.texts {
		for _, plural := range plurals {
			if t.kind == plural && slices.Contains([]string{fold(t.id), fold(t.name), fold(t.alias)}, fold(name)) {
				return true
			}
			if (heldToo || !t.held) && slices.ContainsFunc(t.lists[plural], func(n string) bool { return fold(n) == fold(name) }) {
				return true
			}
		}
	}
	return false
}

// refer gives a text references to others: in its front matter and in its body.
func (d *desk) refer(t *text) {
	visible := func(other *text) func(*desk) bool { return func(*desk) bool { return !other.held } }
	if t.kind == "locations" && d.chance(60) {
		if parent := d.outer(t); parent != "" {
			t.refs = append(t.refs, reference{fmt.Sprintf("parent = %q\n", parent), "", func(d *desk) bool { return d.knows(parent, false, "locations") }})
		}
	}
	if t.lists != nil && t.kind == "" && !strings.HasPrefix(t.path, "_pages/") {
		var written, left []reference
		for _, other := range d.some(3) {
			if other != t {
				written = append(written, reference{written: fmt.Sprintf("%q, ", other.id), to: visible(other)})
			}
		}
		if len(written) > 0 && d.chance(60) {
			t.refs = append(t.refs, reference{written: "related = ["})
			t.refs = append(t.refs, append(append(left, written...), reference{written: "]\n"})...)
		}
		if others := d.some(1); d.chance(20) && len(others) > 0 && others[0] != t {
			t.refs = append(t.refs, reference{fmt.Sprintf("translation_of = %q\n", others[0].id), "", visible(others[0])})
		}
	}
	for range d.IntN(6) {
		before, after := d.frame()
		t.body = append(t.body, reference{written: before})
		if ref, ok := d.reference(t, strings.Contains(before, "|")); ok {
			t.body = append(t.body, ref)
		}
		t.body = append(t.body, reference{written: after})
	}
	t.body = append(t.body, reference{written: "Words " + d.token(t) + ".\n"})
}

// outer gives a place in which another one may lie: no circle can come of it.
func (d *desk) outer(t *text) string {
	pool := append(slices.Clone(castNames["locations"][:slices.Index(castNames["locations"], t.name)]), "Only Held", "Held Place")
	name := d.pick(pool...)
	if !d.knows(name, true, "locations") {
		return ""
	}
	return name
}

// some gives up to n briefings, each once.
func (d *desk) some(n int) []*text {
	var list []*text
	for range n {
		if t := d.texts[d.IntN(len(d.texts))]; t.lists != nil && t.kind == "" && !strings.HasPrefix(t.path, "_pages/") && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// frame gives what stands around a reference.
func (d *desk) frame() (before, after string) {
	frames := [][2]string{
		{"A paragraph with ", " in it.\n\n"}, {"**", "**\n\n"}, {"- ", "\n- item\n\n"}, {"> ", "\n\n"}, {"### About ", "\n\n"},
		{"| a | b |\n|---|---|\n| ", " | x |\n\n"}, {"Term\n: ", "\n\n"}, {"", "\n\n"}, {"> [!NOTE]\n> ", "\n\n"}, {"Note[^n" + strconv.Itoa(d.IntN(1e9)), ""},
	}
	f := frames[d.IntN(len(frames))]
	if note, ok := strings.CutPrefix(f[0], "Note[^"); ok {
		return "Note[^" + note + "].\n\n[^" + note + "]: ", "\n\n"
	}
	return f[0], f[1]
}

// reference makes a reference to a random briefing, page, entity file or name.
func (d *desk) reference(from *text, inTable bool) (reference, bool) {
	bar := "|"
	if inTable {
		bar = `\|`
	}
	if d.chance(50) {
		return d.named(bar)
	}
	to := d.texts[d.IntN(len(d.texts))]
	words := d.pick("the text", "*some* words", "`code`", "1,000")
	link := reference{left: words, to: func(*desk) bool { return !to.held }}
	relative, _ := filepath.Rel(filepath.FromSlash(path.Dir(from.path)), filepath.FromSlash(to.path))
	relative = filepath.ToSlash(relative)
	fragment := ""
	if to.heading != "" && d.chance(50) {
		fragment = "#" + to.heading
	}
	switch n := d.IntN(10); {
	case to.kind != "" && n < 7: // such a link makes the entity's page
		link.written = "[" + words + "](" + relative + ")"
	case to.kind != "":
		return reference{}, false
	case n < 5:
		if path.Base(relative) == "index.md" && d.chance(30) && path.Dir(relative) != "." {
			relative = path.Dir(relative)
		}
		link.written = "[" + words + "](" + relative + fragment + ")"
	case n < 6:
		link.written = "[" + words + "](/" + to.address + ")"
		link.to = func(d *desk) bool {
			return slices.ContainsFunc(d.texts, func(t *text) bool { return !t.held && t.kind == "" && t.address == to.address })
		}
	case to.id == "": // a page
		return reference{}, false
	case n < 7:
		link.written = "[[" + to.id + fragment + bar + "words]]"
		link.left = "words"
	case n < 9:
		link.written, link.left = "[[briefing:"+to.id+"]]", to.id
	default:
		link.written, link.left = "[["+to.id+"]]", to.id
	}
	return link, true
}

// named makes a reference to a name of any kind.
func (d *desk) named(bar string) (reference, bool) {
	plurals, scope := entityFolders, ""
	if d.chance(50) {
		i := d.IntN(3)
		plurals, scope = entityFolders[i:i+1], []string{"actor:", "place:", "topic:"}[i]
	}
	of := plurals[d.IntN(len(plurals))]
	name := d.pick(slices.Concat(castNames[of], heldNames[of])...)
	if d.chance(20) {
		name = strings.ToUpper(name)
	}
	if strings.Contains(name, "#") || !d.knows(name, true, plurals...) {
		return reference{}, false
	}
	ref := reference{"[[" + scope + name + "]]", strings.TrimSpace(name), func(d *desk) bool { return d.knows(name, false, plurals...) }}
	if d.chance(40) {
		ref.written, ref.left = "[["+scope+name+bar+"words for it]]", "words for it"
	}
	return ref, true
}

// files gives the source: as it is, or with all that is held back taken out.
func (d *desk) files(removed bool) map[string]string {
	files := map[string]string{"site.toml": d.settings}
	d.dangling, d.perhaps = 0, 0
	for _, t := range d.texts {
		if t.held && removed {
			continue
		}
		var b strings.Builder
		write := func(refs []reference) {
			for _, r := range refs {
				switch {
				case r.to == nil || r.to(d):
					b.WriteString(r.written)
				case t.held:
					b.WriteString(r.written)
				default:
					d.dangling++
					if t.kind != "" {
						d.perhaps++
					}
					if removed {
						b.WriteString(r.left)
					} else {
						b.WriteString(r.written)
					}
				}
			}
		}
		b.WriteString("+++\n" + strings.Join(t.front, "\n") + "\n")
		write(t.refs)
		b.WriteString("+++\n\n")
		write(t.body)
		files["briefings/"+t.path] = b.String()
		for name, content := range t.assets {
			files["briefings/"+path.Dir(t.path)+"/"+name] = content
		}
	}
	return files
}

// TestLinksToHeldBack gives the less common ways to refer to something that is held back. Each is shown as its text.
func TestLinksToHeldBack(t *testing.T) {
	t.Parallel()
	source := func(t *testing.T, line, body string, held bool) string {
		dir := t.TempDir()
		files := map[string]string{
			"site.toml":                    "base_url = \"https://example.org/\"\n",
			"briefings/2025/open.md":       "+++\ntitle = \"Open\"\ndate = 2025-01-01\nactors = [\"NATO\"]\nlocations = [\"Kyiv\"]\n" + line + "+++\n\nText " + body + ".\n",
			"briefings/_actors/filed.md":   "+++\nname = \"Filed\"\nredirect_from = [\"/old-filed/\"]\n+++\n\nA profile of [[Filed]].\n",
			"briefings/_locations/kyiv.md": "+++\nname = \"Kyiv\"\n+++\n",
		}
		if held {
			files["briefings/2024/shut/index.md"] = "+++\ntitle = \"Shut\"\ndate = 2024-02-03\ndraft = true\nactors = [\"Filed\", \"Loose\"]\nseries = \"Shut series\"\n" +
				"authors = [\"Shut author\"]\nredirect_from = [\"/old/shut/\"]\nfiles = [\"a table.csv\"]\n+++\n\n## Part\n\n[a](<a table.csv>)\n"
			files["briefings/2024/shut/a table.csv"] = "a\n"
			files["briefings/_pages/shut.md"] = "+++\ntitle = \"Shut page\"\ndraft = true\n+++\n"
		}
		if err := writeFiles(dir, files); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	built := func(t *testing.T, source string) (map[string]string, diag.List) {
		output := filepath.Join(t.TempDir(), "public")
		r, err := build(generator.Options{Source: source, Output: output})
		if err != nil {
			t.Fatal(err)
		}
		return readTree(t, output), r.Diagnostics
	}
	for _, test := range []struct{ name, line, body, left string }{
		{"by its path", "", "[words](../2024/shut/index.md)", "words"},
		{"by its folder", "", "[words](../2024/shut/#part)", "words"},
		{"by its id with a heading", "", "[[2024/shut#part|words]]", "words"},
		{"by its address", "", "[words](/briefings/2024/shut/)", "words"},
		{"by its address with a heading", "", "[words](/briefings/2024/shut/#part)", "words"},
		{"by its old address", "", "[words](/old/shut/)", "words"},
		{"a file of its bundle", "", "[words](</briefings/2024/shut/a table.csv>)", "words"},
		{"a page", "", "[words](../_pages/shut.md)", "words"},
		{"a page by its address", "", "[words](/shut/)", "words"},
		{"a name", "", "[[Loose]], [[actor:loose|words]]", "Loose, words"},
		{"a record by its address", "", "[words](/actors/loose/)", "words"},
		{"a declared record by its address", "", "[words](/actors/filed/)", "words"},
		{"a declared record by its old address", "", "[words](/old-filed/)", "words"},
		{"a series by its address", "", "[words](/series/shut-series/)", "words"},
		{"the index of all series", "", "[words](/series/)", "words"},
		{"an author by its address", "", "[words](/authors/shut-author/)", "words"},
		{"a year", "", "[words](/briefings/2024/)", "words"},
		{"a month", "", "[words](/briefings/2024/02/)", "words"},
		{"a feed", "", "[words](/actors/loose/feed.xml)", "words"},
		{"a link that only looks like it", "redirect_from = [\"/2024/shut/\", \"/old/\"]\n", "[words](/old/), [more](/briefings/2025/open/)", "[words](/old/), [more](/briefings/2025/open/)"},
		{"related", "related = [\"2024/shut\"]\n", "", ""},
		{"translation", "translation_of = \"2024/shut\"\n", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			with, warnings := built(t, source(t, test.line, test.body, true))
			line := test.line
			if strings.Contains(line, "2024/shut\"") { // it is the reference
				line = ""
			}
			without, _ := built(t, source(t, line, test.left, false))
			sameTrees(t, "with it", with, "without it", without)
			if n := kinds(warnings)["held-back-link"]; (n > 0) != (test.body != test.left || line != test.line) {
				t.Errorf("%d warnings:%s", n, told(warnings))
			}
		})
	}
}
