package main

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/BurntSushi/toml"

	"dateline/themes"
)

// hugoSite is the site that Hugo builds, without its content.
//
//go:embed all:hugo
var hugoSite embed.FS

// Records that list more are divided by year in dateline, and years that list more by month.
const (
	onOnePage = 30
	inOneYear = 500
)

// root is the path below which the site stands.
const root = "/reports/"

// collections are the taxonomies of Hugo's site, by the names that they have in front matter and in addresses.
var collections = []string{"actors", "locations", "topics", "series", "authors"}

// A converter turns a source into a site of Hugo's: as a person would who moves there, with addresses that stay.
type converter struct {
	source, site string
	briefings    []string // their paths below the source's briefings, with slashes and without .md
	dates        map[string]time.Time
	parents      map[string]string // of places that have one
	names        map[string]string // what an alias stands for
	listed       map[string]counts // briefings of each record, by "actors/some-id"
}

// counts counts briefings by year.
type counts struct {
	all    int
	ofYear map[int]int
}

// convertToHugo writes a site of Hugo's to the folder site, with all that is in a source of the corpus.
func convertToHugo(source, site string) error {
	c := converter{source: source, site: site, dates: map[string]time.Time{}, parents: map[string]string{},
		names: map[string]string{}, listed: map[string]counts{}}
	if err := c.copySite(); err != nil {
		return fmt.Errorf("copy Hugo's site: %w", err)
	}
	for _, step := range []func() error{c.entities, c.facts, c.sections, c.pages} {
		if err := step(); err != nil {
			return fmt.Errorf("convert to Hugo: %w", err)
		}
	}
	return nil
}

// copySite writes settings and layouts, and the styles, scripts and letters that dateline publishes.
func (c *converter) copySite() error {
	own, err := fs.Sub(hugoSite, "hugo")
	if err != nil {
		return err
	}
	if err := os.CopyFS(c.site, own); err != nil {
		return err
	}
	for folder, to := range map[string]string{"styles": "assets/styles", "scripts": "assets/scripts", "static": "static/static"} {
		theme, err := fs.Sub(themes.Builtin, "default/"+folder)
		if err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(c.site, filepath.FromSlash(to)), theme); err != nil {
			return err
		}
	}
	return nil
}

// entities converts the files of actors, places and topics: terms with a page of their own in Hugo.
func (c *converter) entities() error {
	for _, collection := range []string{"actors", "locations", "topics"} {
		files, err := filepath.Glob(filepath.Join(c.source, "briefings", "_"+collection, "*.md"))
		if err != nil {
			return err
		}
		for _, file := range files {
			facts := map[string]any{}
			body, err := decode(file, &facts)
			if err != nil {
				return err
			}
			name, _ := facts["name"].(string)
			page := map[string]any{"title": name}
			rename(page, "description", facts, "summary")
			rename(page, "kind", facts, "kind")
			rename(page, "coordinates", facts, "coordinates")
			if parent, ok := facts["parent"].(string); ok {
				c.parents[name] = parent
			}
			var addresses []string
			for _, alias := range texts(facts["aliases"]) {
				c.names[alias] = name
				addresses = append(addresses, "/"+collection+"/"+sanitize(alias)+"/")
			}
			if len(addresses) > 0 {
				page["aliases"], page["also"] = addresses, facts["aliases"]
			}
			if err := c.write(path.Join(collection, sanitize(name), "_index.md"), page, body); err != nil {
				return err
			}
		}
	}
	return nil
}

// facts takes from every briefing what others need to know of it.
func (c *converter) facts() error {
	below := filepath.Join(c.source, "briefings")
	err := filepath.WalkDir(below, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "_"):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(file) != ".md":
			return nil
		}
		facts := map[string]any{}
		if _, err := decode(file, &facts); err != nil {
			return err
		}
		rel, err := filepath.Rel(below, file)
		if err != nil {
			return err
		}
		id := strings.TrimSuffix(filepath.ToSlash(rel), ".md")
		date, ok := facts["date"].(time.Time)
		if !ok {
			return fmt.Errorf("%s has no date", file)
		}
		c.briefings = append(c.briefings, id)
		c.dates[id] = date
		for _, record := range c.records(facts) {
			n := c.listed[record]
			if n.ofYear == nil {
				n.ofYear = map[int]int{}
			}
			n.all++
			n.ofYear[date.Year()]++
			c.listed[record] = n
		}
		return nil
	})
	return err
}

// records gives what lists a briefing, as "actors/some-id".
func (c *converter) records(facts map[string]any) []string {
	var records []string
	for _, collection := range collections {
		names := texts(facts[collection])
		if collection == "locations" {
			names = c.within(names)
		}
		for _, name := range names {
			records = append(records, collection+"/"+sanitize(name))
		}
	}
	return records
}

// within gives places and all that they lie in, each once.
func (c *converter) within(places []string) []string {
	var all []string
	for _, place := range places {
		for ; place != "" && !slices.Contains(all, place); place = c.parents[place] {
			all = append(all, place)
		}
	}
	return all
}

// sections makes the archive, and the pages that stand alone.
func (c *converter) sections() error {
	pages := map[string]map[string]any{
		"briefings/_index.md": {"title": "Archive"},
		"changes/_index.md":   {"title": "Changes", "description": "What was published, updated and withdrawn", "outputs": []string{"html", "atom"}},
		"search.md":           {"title": "Search", "outputs": []string{"html"}},
		// Those of years have no feed, and their list is no page.
		"periods/_index.md": {"title": "Periods", "build": map[string]any{"render": "never"}, "cascade": []map[string]any{
			{"outputs": []string{"html"}}}},
		"authors/_index.md": {"title": "Authors", "cascade": []map[string]any{
			{"outputs": []string{"html"}}}},
	}
	for collection, title := range map[string]string{"actors": "Actors", "locations": "Places", "topics": "Topics", "series": "Series"} {
		pages[collection+"/_index.md"] = map[string]any{"title": title}
	}
	for _, date := range c.dates {
		pages[date.Format("briefings/2006/_index.md")] = map[string]any{"title": date.Format("2006"), "weight": date.Year()}
		pages[date.Format("briefings/2006/01/_index.md")] = map[string]any{
			"title": date.Format("January 2006"), "linkTitle": date.Format("January"), "weight": int(date.Month())}
	}
	for _, file := range slices.Sorted(maps.Keys(pages)) {
		if err := c.write(file, pages[file], nil); err != nil {
			return err
		}
	}
	return nil
}

// pages converts the briefings.
func (c *converter) pages() error {
	for _, id := range c.briefings {
		file := filepath.Join(c.source, "briefings", filepath.FromSlash(id)+".md")
		facts := map[string]any{}
		body, err := decode(file, &facts)
		if err != nil {
			return err
		}
		if err := c.write(c.file(id)+".md", c.page(id, facts), c.links(id, body)); err != nil {
			return err
		}
	}
	return nil
}

// file gives the path of a briefing in Hugo's content: below its month, which is a section.
func (c *converter) file(id string) string {
	return c.dates[id].Format("briefings/2006/01/") + path.Base(id)
}

// page gives the front matter of a briefing as Hugo's site has it.
func (c *converter) page(id string, facts map[string]any) map[string]any {
	page := maps.Clone(facts)
	page["id"] = id
	delete(page, "summary")
	rename(page, "description", facts, "summary")

	page["actors"] = texts(facts["actors"])
	roles := map[string]string{}
	for _, actor := range items(facts["actors"]) {
		if actor, ok := actor.(map[string]any); ok {
			role := fmt.Sprint(actor["role"])
			if by, ok := actor["by"]; ok {
				role += fmt.Sprintf(" by %v", by)
			}
			roles[fmt.Sprint(actor["name"])] = role
		}
	}
	if len(roles) > 0 {
		page["roles"] = roles
	}
	places := texts(facts["locations"])
	page["locations"] = c.within(places)
	if len(places) > 0 {
		page["place"] = strings.Join(c.within(places[:1]), ", ")
	}
	var related []string
	for _, other := range texts(facts["related"]) {
		related = append(related, "/"+c.file(other))
	}
	if len(related) > 0 {
		page["related"] = related
	}
	// Hugo knows a day without time only as the page's own date.
	days := []any{facts["covers"]}
	for _, facts := range append(days, items(facts["sources"])...) {
		facts, _ := facts.(map[string]any)
		for key, value := range facts {
			if day, ok := value.(time.Time); ok {
				facts[key] = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
			}
		}
	}
	if updates := items(facts["updates"]); len(updates) > 0 {
		if last, ok := updates[len(updates)-1].(map[string]any); ok {
			page["lastmod"] = last["at"]
		}
	}
	date := c.dates[id]
	var periods []string
	for _, record := range c.records(facts) {
		n := c.listed[record]
		if n.all <= onOnePage {
			continue
		}
		periods = append(periods, record+date.Format("/2006"))
		if n.ofYear[date.Year()] > inOneYear {
			periods = append(periods, record+date.Format("/2006/01"))
		}
	}
	if len(periods) > 0 {
		page["periods"] = periods
	}
	return page
}

var (
	fileLink = regexp.MustCompile(`\]\(([^):]+)\.md(#[^)]*)?\)`)
	nameLink = regexp.MustCompile(`\[\[(?:(actor|place|topic|briefing):)?([^]|]*)(?:\|([^]]*))?\]\]`)
)

// links gives a text whose links are Markdown's and lead to addresses, so that Hugo has nothing to look up.
func (c *converter) links(id string, body []byte) []byte {
	body = fileLink.ReplaceAllFunc(body, func(link []byte) []byte {
		m := fileLink.FindSubmatch(link)
		return fmt.Appendf(nil, "](%sbriefings/%s/%s)", root, path.Join(path.Dir(id), string(m[1])), m[2])
	})
	return nameLink.ReplaceAllFunc(body, func(link []byte) []byte {
		m := nameLink.FindSubmatch(link)
		kind, name, text := string(m[1]), string(m[2]), string(m[3])
		if text == "" {
			text = name
		}
		return fmt.Appendf(nil, "[%s](%s%s)", text, root, c.address(kind, name))
	})
}

// address gives where a name leads, below the site's root.
func (c *converter) address(kind, name string) string {
	_, isBriefing := c.dates[name]
	if stands := c.names[name]; stands != "" {
		name = stands
	}
	switch {
	case isBriefing:
		return "briefings/" + name + "/"
	case kind == "actor":
		return "actors/" + sanitize(name) + "/"
	case kind == "place":
		return "locations/" + sanitize(name) + "/"
	case kind == "topic":
		return "topics/" + sanitize(name) + "/"
	}
	for _, collection := range collections {
		if _, ok := c.listed[collection+"/"+sanitize(name)]; ok {
			return collection + "/" + sanitize(name) + "/"
		}
	}
	return ""
}

// write writes a file of Hugo's content.
func (c *converter) write(file string, facts map[string]any, body []byte) error {
	var text bytes.Buffer
	text.WriteString("+++\n")
	if err := toml.NewEncoder(&text).Encode(facts); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	text.WriteString("+++\n")
	text.Write(body)
	to := filepath.Join(c.site, "content", filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.WriteFile(to, text.Bytes(), 0o666)
}

// rename takes a value over under another name, if there is one.
func rename(to map[string]any, name string, from map[string]any, was string) {
	if value, ok := from[was]; ok {
		to[name] = value
	}
}

// items gives what an array holds, whatever the parser made of it.
func items(value any) []any {
	switch value := value.(type) {
	case []any:
		return value
	case []map[string]any:
		all := make([]any, len(value))
		for i := range value {
			all[i] = value[i]
		}
		return all
	}
	return nil
}

// texts gives the names in an array, or the one name: those of tables too.
func texts(value any) []string {
	if name, ok := value.(string); ok {
		return []string{name}
	}
	var names []string
	for _, item := range items(value) {
		switch item := item.(type) {
		case string:
			names = append(names, item)
		case map[string]any:
			names = append(names, fmt.Sprint(item["name"]))
		}
	}
	return names
}

// sanitize gives what Hugo makes of a name in an address: letters, digits and a few signs, and hyphens for spaces.
func sanitize(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return '-'
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), strings.ContainsRune("./\\_#+~-@", r):
			return r
		}
		return -1
	}, strings.ToLower(name))
}
