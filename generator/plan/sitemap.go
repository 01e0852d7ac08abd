package plan

import (
	"encoding/xml"
	"fmt"

	"dateline/generator/address"
	"dateline/generator/site"
)

// partOf is up to how many addresses a sitemap is one file. A longer one is an index of parts, so that a new briefing
// changes its own year's part only.
const partOf = 1000

// The elements of the sitemap protocol, https://www.sitemaps.org/protocol.html.
type (
	urlset struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []place  `xml:"url"`
	}
	sitemapindex struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Parts   []place  `xml:"sitemap"`
	}
	place struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod,omitempty"`
	}
)

// part is a named list of addresses.
type part struct {
	name string
	urls []place
}

// sitemap plans sitemap.xml. Search engines need absolute addresses: without base_url there is none.
func sitemap(p *planner) {
	if p.Site.Config.Origin == "" {
		return
	}
	parts := p.sitemapParts()
	total := 0
	for _, part := range parts {
		total += len(part.urls)
	}
	if total <= partOf {
		var all urlset
		for _, part := range parts {
			all.URLs = append(all.URLs, part.urls...)
		}
		p.text(address.Sitemap, "sitemap", document(all))
		return
	}
	var index sitemapindex
	for _, part := range parts {
		addr := "sitemap/" + part.name + ".xml"
		p.text(addr, "sitemap", document(urlset{URLs: part.urls}))
		index.Parts = append(index.Parts, place{Loc: p.views.Absolute(addr), LastMod: newest(part.urls)})
	}
	p.text(address.Sitemap, "sitemap", document(index))
}

func newest(urls []place) string {
	last := ""
	for _, u := range urls {
		last = max(last, u.LastMod)
	}
	return last
}

func document(v any) string {
	text, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		panic(fmt.Sprintf("plan: sitemap: %v", err)) // Strings always encode.
	}
	return xml.Header + string(text) + "\n"
}

// sitemapParts gives the addresses by what they are: briefings by year, records by kind, the rest.
func (p *planner) sitemapParts() []part {
	const day = "2006-01-02"
	main := part{name: "pages"}
	for _, addr := range []string{address.Home, address.Archive, address.Changes} {
		main.urls = append(main.urls, place{Loc: p.views.Absolute(addr)})
	}
	for _, page := range p.Site.Pages {
		if !page.NoIndex {
			main.urls = append(main.urls, place{Loc: p.views.Absolute(page.Address)})
		}
	}
	for _, s := range p.views.ArchiveSpans() {
		main.urls = append(main.urls, place{Loc: p.views.Absolute(s.Address)})
	}
	parts := []part{main}
	year, number := 0, 0
	for _, b := range p.Site.Briefings {
		if b.NoIndex {
			continue
		}
		if b.Date.Year != year || len(parts[len(parts)-1].urls) == maxPart {
			if b.Date.Year != year {
				year, number = b.Date.Year, 0
			}
			number++
			parts = append(parts, part{name: fmt.Sprintf("briefings-%04d-%d", year, number)})
		}
		last := &parts[len(parts)-1]
		last.urls = append(last.urls, place{p.views.Absolute(b.Address), b.Modified.Format(day)})
	}
	for _, c := range p.Site.Kinds {
		if len(c.Entities) > 0 {
			parts = append(parts, p.recordsPart(c))
		}
	}
	return parts
}

// maxPart is the protocol's limit of addresses in one file, 50,000.
const maxPart = 50000

func (p *planner) recordsPart(c site.Collection) part {
	records := part{name: c.Kind.Plural()}
	records.urls = append(records.urls, place{Loc: p.views.Absolute(address.Collection(c.Kind.Plural()))})
	for _, letter := range p.views.Letters(c) {
		records.urls = append(records.urls, place{Loc: p.views.Absolute(letter.Address)})
	}
	for _, e := range c.Entities {
		u := place{Loc: p.views.Absolute(e.Address)}
		if len(e.Briefings) > 0 {
			u.LastMod = e.Briefings[0].Instant.Format("2006-01-02")
		}
		records.urls = append(records.urls, u)
		for _, s := range p.views.RecordSpans(e) {
			records.urls = append(records.urls, place{Loc: p.views.Absolute(s.Address)})
		}
	}
	return records
}
