package plan

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"dateline/generator/address"
	"dateline/generator/site"
	"dateline/generator/view"
)

// partOf is up to how many addresses a sitemap is one file. A longer one is an index of parts, so that a new briefing
// changes its own year's part only.
const partOf = 1000

// The sitemap protocol, https://www.sitemaps.org/protocol.html.
const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	maxPart      = 50000 // addresses in one file
)

// part is a named list of places, which is made when the file is written.
type part struct {
	name   string
	length int
	sum    func() view.Sum // of all that the list is made from
	places func(place)
	times  func(func(time.Time)) // at which its places changed; nil when none is known
}

// place takes an address and the day on which it last changed, "" where none is known.
type place func(addr, changed string)

// sitemap plans sitemap.xml. Search engines need absolute addresses: without base_url there is none.
func sitemap(p *planner) {
	if p.Site.Config.Origin == "" {
		return
	}
	parts := p.sitemapParts()
	total := 0
	for _, t := range parts {
		total += t.length
	}
	if total <= partOf {
		p.places(address.Sitemap, "urlset", "url", parts, func(add place) {
			for _, t := range parts {
				t.places(add)
			}
		})
		return
	}
	for _, t := range parts {
		p.places(t.address(), "urlset", "url", []part{t}, t.places)
	}
	p.places(address.Sitemap, "sitemapindex", "sitemap", parts, func(add place) {
		for _, t := range parts {
			add(t.address(), t.newest())
		}
	})
}

// newest gives the last day on which one of its places changed. To write the day of each, only to compare them, takes long.
func (p part) newest() (day string) {
	if p.times == nil {
		return ""
	}
	var last time.Time
	p.times(func(t time.Time) {
		if last.Sub(t) > 48*time.Hour { // Days are those of each place's own zone.
			return
		}
		day = max(day, t.Format(isoDay))
		if t.After(last) {
			last = t
		}
	})
	return day
}

func (p part) address() string { return "sitemap/" + p.name + ".xml" }

// places plans a file of places, which is made of some parts.
func (p *planner) places(addr, root, element string, from []part, places func(place)) {
	m := p.file(addr, "sitemap", func() (view.Digest, func(io.Writer) error) {
		var text bytes.Buffer
		text.WriteString(xml.Header + "<" + root + ` xmlns="` + sitemapSpace + "\">\n")
		places(func(addr, changed string) {
			text.WriteString(" <" + element + ">\n  <loc>")
			writeAddress(&text, p.Site.Config.Origin)
			writeAddress(&text, p.views.Href(addr))
			text.WriteString("</loc>\n")
			if changed != "" {
				text.WriteString("  <lastmod>" + changed + "</lastmod>\n")
			}
			text.WriteString(" </" + element + ">\n")
		})
		text.WriteString("</" + root + ">\n")
		return digest(text.String()), func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err }
	})
	m.from = func() (s view.Sum) {
		for _, t := range from {
			s = s.With(t.sum())
		}
		return s
	}
}

// writeAddress writes a part of an address, which is escaped for a link, into XML: nearly always it can stand as it is.
func writeAddress(w *bytes.Buffer, addr string) {
	if strings.ContainsAny(addr, `&<>"'`) {
		xml.EscapeText(w, []byte(addr))
		return
	}
	w.WriteString(addr)
}

// sitemapParts gives the addresses by what they are: briefings by year, records by kind, the rest.
func (p *planner) sitemapParts() []part {
	parts := []part{p.pagesPart()}
	listed := slices.DeleteFunc(slices.Clone(p.Site.Briefings), func(b *site.Briefing) bool { return b.NoIndex })
	number := 1
	for len(listed) > 0 {
		year, end := listed[0].Date.Year, 1
		for end < len(listed) && end < maxPart && listed[end].Date.Year == year {
			end++
		}
		parts = append(parts, p.briefingsPart(fmt.Sprintf("briefings-%04d-%d", year, number), listed[:end]))
		if listed = listed[end:]; len(listed) > 0 && listed[0].Date.Year == year {
			number++
		} else {
			number = 1
		}
	}
	for _, c := range p.Site.Kinds {
		if len(c.Entities) > 0 {
			parts = append(parts, p.recordsPart(c))
		}
	}
	return parts
}

func (p *planner) pagesPart() part {
	addresses := []string{address.Home, address.Archive, address.Changes}
	for _, page := range p.Site.Pages {
		if !page.NoIndex {
			addresses = append(addresses, page.Address)
		}
	}
	for _, s := range p.views.ArchiveSpans() {
		addresses = append(addresses, s.Address)
	}
	return part{"pages", len(addresses), p.views.PagesSum, func(add place) {
		for _, addr := range addresses {
			add(addr, "")
		}
	}, nil}
}

const isoDay = "2006-01-02"

func (p *planner) briefingsPart(name string, list []*site.Briefing) part {
	return part{name, len(list), func() view.Sum { return p.views.PlacesSum(list) }, func(add place) {
		for _, b := range list {
			add(b.Address, b.Modified.Format(isoDay))
		}
	}, func(add func(time.Time)) {
		for _, b := range list {
			add(b.Modified)
		}
	}}
}

func (p *planner) recordsPart(c site.Collection) part {
	letters := p.letters(c)
	length := 1 + len(letters) + len(c.Entities)
	for _, e := range c.Entities {
		length += len(p.views.RecordSpans(e))
	}
	return part{c.Kind.Plural(), length, func() view.Sum { return p.views.RecordPlacesSum(c) }, func(add place) {
		add(address.Collection(c.Kind.Plural()), "")
		for _, l := range letters {
			add(l.Address, "")
		}
		for _, e := range c.Entities {
			changed := ""
			if len(e.Record) > 0 {
				changed = e.Record[0].Instant.Format(isoDay)
			}
			add(e.Address, changed)
			for _, s := range p.views.RecordSpans(e) {
				add(s.Address, "")
			}
		}
	}, func(add func(time.Time)) {
		for _, e := range c.Entities {
			if len(e.Record) > 0 {
				add(e.Record[0].Instant)
			}
		}
	}}
}
