package view

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/generator/address"
	"dateline/generator/search"
	"dateline/generator/site"
)

// Search makes the page to search on.
func (m *Maker) Search(script string, portable bool) *Search {
	v := &Search{Head: m.head("search", address.Search, m.words.Word("search.title"), ""), Portable: portable, Script: m.Href(script)}
	v.NoIndex = true
	words, kinds := m.words.Script("results"), map[string]string{}
	for _, c := range m.site.Kinds {
		kinds[c.Kind.Plural()] = m.words.Word(kindWords[c.Kind].group + ".one")
	}
	words["kinds"], words["comma"] = kinds, m.words.Word("text.comma")
	text, err := json.Marshal(words)
	if err != nil {
		panic(err) // texts can be marshalled
	}
	v.Words = string(text)
	for _, item := range m.shared.Menu {
		if item.Href != v.Address && item.Href != m.shared.Base {
			v.Indexes = append(v.Indexes, item)
		}
	}
	return v
}

// field makes a text fit for a field of a line.
func field(text string) string {
	if strings.ContainsAny(text, "\t\n\r") {
		return strings.Join(strings.Fields(text), " ")
	}
	return text
}

// found gives the entities that a search may find: those whom a briefing in the index, or another text that search engines may list,
// names. With each it gives how many briefings in the index its record has.
func (m *Maker) found(use func(e *site.Entity, briefings int)) {
	listed := func(e *site.Entity) int { return len(e.Record) }
	if slices.ContainsFunc(m.site.Briefings, func(b *site.Briefing) bool { return b.NoIndex }) {
		listed = func(e *site.Entity) (n int) {
			for _, b := range e.Record {
				if !b.NoIndex {
					n++
				}
			}
			return n
		}
	}
	for _, c := range m.site.Kinds {
		for _, e := range c.Entities {
			n := listed(e)
			if n > 0 || slices.ContainsFunc(e.Referred, func(r site.Reference) bool {
				switch {
				case r.Briefing != nil:
					return !r.Briefing.NoIndex
				case r.Page != nil:
					return !r.Page.File.NoIndex
				}
				return listed(r.Entity) > 0
			}) {
				use(e, n)
			}
		}
	}
}

// SearchNames lists everybody and everything that a search may find, each in a line: the collection, the address, the line of what it lies
// in, the number of briefings, the name, other names. There is no address if it is the one that the script makes of a name.
func (m *Maker) SearchNames() string {
	var text strings.Builder
	lines := map[*site.Entity]int{}
	m.found(func(e *site.Entity, _ int) { lines[e] = len(lines) })
	m.found(func(e *site.Entity, briefings int) {
		parent := ""
		if n, ok := lines[e.Parent]; ok {
			parent = strconv.Itoa(n)
		}
		at := e.Address
		if at == usualAddress(e) {
			at = ""
		}
		fields := []string{e.Kind.Plural(), at, parent, strconv.Itoa(briefings), field(e.Name)}
		for _, name := range e.Other {
			fields = append(fields, field(name))
		}
		text.WriteString(strings.Join(fields, "\t") + "\n")
	})
	return text.String()
}

// usualAddress gives the address that the script makes of a name; "" for one with other letters than those of ASCII.
func usualAddress(e *site.Entity) string {
	if strings.ContainsFunc(e.Name, func(c rune) bool { return c > unicode.MaxASCII }) {
		return ""
	}
	return e.Kind.Plural() + "/" + betweenWords.ReplaceAllString(strings.ToLower(e.Name), "-") + "/"
}

var betweenWords = regexp.MustCompile(`[^a-z0-9]+`)

// RecordsSum stands for what SearchNames gives.
func (m *Maker) RecordsSum() Sum {
	s := m.sums().base
	m.found(func(e *site.Entity, briefings int) {
		m.countSum(&s, e)
		s.add(uint64(briefings))
		for _, name := range e.Other {
			s.text(name)
		}
	})
	return s
}

// SearchSum stands for what the segment of some briefings is made from.
func (m *Maker) SearchSum(list []*site.Briefing) Sum {
	s := m.sums().base
	s.add(uint64(m.SearchSalt()))
	m.listSum(&s, list)
	for _, b := range list {
		s.add(uint64(m.sums().texts[b.Index]))
		for _, e := range listed(b) {
			for _, name := range e.Other {
				s.text(name)
			}
		}
		for _, w := range b.Who {
			eachRolled(b, w.Actor, func(e *site.Entity) { s.text(e.Address) })
		}
	}
	return s
}

// SearchDigest stands for what the index has of a briefing, but for its body and the salt.
func (m *Maker) SearchDigest(b *site.Briefing) Digest {
	return Mix(func(d *Mixer) {
		d.Digest(m.card(b).digest)
		names := listed(b)
		d.Int(len(names))
		for _, e := range names {
			d.Text(e.Name)
			texts(d, e.Other)
		}
		facets(b, func(e *site.Entity) { d.Text(e.Address) })
	})
}

// listed gives whom and what a briefing lists, and the places that its places lie in.
func listed(b *site.Briefing) []*site.Entity {
	var all []*site.Entity
	for _, w := range b.Who {
		all = append(all, w.Actor)
	}
	for _, e := range b.Locations {
		for ; e != nil; e = e.Parent {
			all = append(all, e)
		}
	}
	all = append(all, b.Topics...)
	if b.Series != nil {
		all = append(all, b.Series)
	}
	all = append(all, b.Authors...)
	return slices.CompactFunc(all, func(a, b *site.Entity) bool { return a == b })
}

// SearchDocument gives what a briefing is found by.
func (m *Maker) SearchDocument(b *site.Briefing, body []byte) search.Document {
	d := search.Document{Title: b.Title, Summary: b.Summary, Body: body}
	for _, e := range listed(b) {
		d.Names = append(append(d.Names, e.Name), e.Other...)
	}
	return d
}

// SearchCard is the line of a briefing as results show it: the address, the date, its words, the time, the place, the label, whether that
// tells of a correction or withdrawal, the language and direction of its own, the title, the references of what it lists and, if asked
// for, the summary: else it is read beside the page.
func (m *Maker) SearchCard(b *site.Briefing, summary bool) string {
	c := m.card(b)
	_, references := m.stands()
	var lists strings.Builder
	facets(b, func(e *site.Entity) { lists.WriteString(references[e.Address]) })
	signal := ""
	if c.Signal {
		signal = "yes"
	}
	fields := []string{b.Address, c.Date.ISO, c.Date.Long, c.Date.Time, c.Place, c.Label, signal, c.Language, c.Dir, c.Title, lists.String()}
	if summary {
		fields = append(fields, c.Summary)
	}
	for i := range fields {
		fields[i] = field(fields[i])
	}
	return strings.Join(fields, "\t") + "\n"
}

// references gives what stands for the addresses of records in the index, and its salt.
func (m *Maker) makeReferences() (salt int, references map[string]string) {
	var addresses []string
	m.found(func(e *site.Entity, _ int) { addresses = append(addresses, e.Address) })
	return search.References(addresses)
}

// SearchSalt is what references are made with.
func (m *Maker) SearchSalt() int {
	salt, _ := m.stands()
	return salt
}

// facets visits what a briefing can be narrowed by, but for what a place lies in, which the list of names tells.
func facets(b *site.Briefing, use func(*site.Entity)) {
	for _, w := range b.Who {
		use(w.Actor)
		eachRolled(b, w.Actor, use)
	}
	for _, list := range [2][]*site.Entity{b.Locations, b.Topics} {
		for _, e := range list {
			use(e)
		}
	}
}

// eachRolled visits the actors that have a briefing in their record because one that belongs to them stands in it.
func eachRolled(b *site.Briefing, actor *site.Entity, use func(*site.Entity)) {
	for i := range actor.Belongs {
		if a := &actor.Belongs[i]; a.To.File != nil && a.To.File.Rollup && a.Holds(b.Date) {
			use(a.To)
		}
	}
}

// SearchFacets gives what many briefings can be narrowed by: a line of the references of what they list, what most of them list first,
// then a line of numbers for each: the places of what it lists in the first line, in order, each as its distance to the one before.
func (m *Maker) SearchFacets(list []*site.Briefing) []byte {
	_, references := m.stands()
	times := map[*site.Entity]int{}
	var order []*site.Entity
	for _, b := range list {
		facets(b, func(e *site.Entity) {
			if times[e] == 0 {
				order = append(order, e)
			}
			times[e]++
		})
	}
	slices.SortFunc(order, func(a, b *site.Entity) int {
		return cmp.Or(times[b]-times[a], strings.Compare(a.Address, b.Address))
	})
	var text []byte
	for i, e := range order {
		text = append(text, references[e.Address]...)
		times[e] = i
	}
	text = append(text, '\n')
	var places []int
	for _, b := range list {
		places = places[:0]
		facets(b, func(e *site.Entity) { places = append(places, times[e]) })
		slices.Sort(places)
		before := 0
		for _, place := range slices.Compact(places) {
			text = search.AppendNumber(text, uint32(place-before))
			before = place
		}
		text = append(text, '\n')
	}
	return text
}

// SearchDays gives the days of briefings as numbers, of each how many days it is before the one before it, the first counted back from
// 1970: twice as many, or one less than that for days after it.
func SearchDays(list []*site.Briefing) []byte {
	var text []byte
	before := 0
	for _, b := range list {
		year, month, date := b.Date.Calendar()
		day := int(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix() / 86400)
		if day > before {
			text = search.AppendNumber(text, uint32(2*(day-before)-1))
		} else {
			text = search.AppendNumber(text, uint32(2*(before-day)))
		}
		before = day
	}
	return text
}

// SearchFor gives the address of the page to search on with what it is narrowed by; "" where there is no search, or if that is
// nothing that a search can be narrowed by.
func (m *Maker) SearchFor(entities ...*site.Entity) string {
	if !m.site.Config.Search {
		return ""
	}
	var limits []string
	for _, e := range entities {
		key := searchKeys[e.Kind]
		if key == "" {
			return ""
		}
		limits = append(limits, key+"="+url.QueryEscape(e.ID))
	}
	return m.Href(address.Search) + "?" + strings.Join(limits, "&")
}

// searchKeys are what the script calls the kinds in its address.
var searchKeys = [5]string{site.Actor: "actor", site.Location: "place", site.Topic: "topic"}
