package view

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"sync"

	"dateline/generator/address"
	"dateline/generator/site"
)

// The nodes of schema.org structured data (https://schema.org), as JSON-LD writes them.
type (
	// thing is something by its name.
	thing struct {
		Type string `json:"@type"`
		Name string `json:"name,omitempty"`
		URL  string `json:"url,omitempty"`
		Geo  *geo   `json:"geo,omitempty"`
	}
	geo struct {
		Type string  `json:"@type"`
		Lat  float64 `json:"latitude"`
		Lon  float64 `json:"longitude"`
	}
	work struct {
		Type      string `json:"@type"`
		Name      string `json:"name"`
		URL       string `json:"url,omitempty"`
		Published string `json:"datePublished,omitempty"`
	}
	website struct {
		Context     string `json:"@context"`
		Type        string `json:"@type"`
		Name        string `json:"name"`
		Description string `json:"description,omitempty"`
		URL         string `json:"url,omitempty"`
		Language    string `json:"inLanguage"`
	}
	article struct {
		Context     string  `json:"@context"`
		Type        string  `json:"@type"`
		Headline    string  `json:"headline"`
		Description string  `json:"description,omitempty"`
		URL         string  `json:"url,omitempty"`
		Language    string  `json:"inLanguage"`
		Published   string  `json:"datePublished"`
		Modified    string  `json:"dateModified"`
		Author      []thing `json:"author,omitempty"`
		Publisher   thing   `json:"publisher"`
		About       []thing `json:"about,omitempty"`
		Mentions    []thing `json:"mentions,omitempty"`
		Location    []thing `json:"contentLocation,omitempty"`
		Citation    []work  `json:"citation,omitempty"`
		Licence     string  `json:"license,omitempty"`
		Words       int     `json:"wordCount,omitempty"`
	}
	subject struct {
		Context string `json:"@context"`
		thing
		AlternateName []string `json:"alternateName,omitempty"`
		Description   string   `json:"description,omitempty"`
		Within        *thing   `json:"containedInPlace,omitempty"`
	}
)

const schema = "https://schema.org"

// script makes the script element that holds structured data. encoding/json escapes <, > and &, so that nothing in a
// title can end the element; a script of this type is data and never run.
func script(data any) template.HTML {
	b := scripts.Get().(*bytes.Buffer)
	defer scripts.Put(b)
	b.Reset()
	b.WriteString(`<script type="application/ld+json">`)
	if err := json.NewEncoder(b).Encode(data); err != nil {
		panic(fmt.Sprintf("view: structured data: %v", err)) // Strings and numbers always encode.
	}
	b.Truncate(b.Len() - 1) // the end of the line
	b.WriteString("</script>")
	return template.HTML(b.String())
}

var scripts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (m *Maker) websiteData() template.HTML {
	s := m.shared
	return script(website{schema, "WebSite", s.Title, s.Description, m.Absolute(address.Home), s.Language})
}

func (m *Maker) articleData(b *site.Briefing) template.HTML {
	data := article{
		Context: schema, Type: "NewsArticle", Headline: b.Title, Description: b.Summary, URL: m.Absolute(b.Address),
		Language: cmp.Or(b.Language, m.shared.Language), Published: m.moment(b.Date), Modified: m.modified(b),
		Publisher: thing{Type: "Organization", Name: m.shared.Title}, Licence: m.shared.Licence, Words: b.Body.Words,
		Author: m.things(b.Authors, "Person"), About: m.things(b.Topics, "Thing"), Location: m.things(b.Locations, "Place"),
		Mentions: make([]thing, 0, len(b.Who)), Citation: make([]work, 0, len(b.Sources)),
	}
	for _, w := range b.Who {
		data.Mentions = append(data.Mentions, m.thing(w.Actor, "Thing"))
	}
	for _, s := range b.Sources {
		data.Citation = append(data.Citation, work{"CreativeWork", s.Name, s.URL, m.moment(s.Published)})
	}
	return script(data)
}

// modified is when a briefing was last changed, as structured data writes it.
func (m *Maker) modified(b *site.Briefing) string {
	latest := latestUpdate(b, m.zone)
	if latest == nil || latest.At.Instant(m.zone).Before(b.Instant) {
		return m.moment(b.Date)
	}
	return m.moment(latest.At)
}

func (m *Maker) things(list []*site.Entity, otherwise string) []thing {
	things := make([]thing, len(list))
	for i, e := range list {
		things[i] = m.thing(e, otherwise)
	}
	return things
}

// thing is an entity as others refer to it; what it is, its file may say better.
func (m *Maker) thing(e *site.Entity, otherwise string) thing {
	t := thing{Type: otherwise, Name: e.Name}
	if m.site.Config.Origin != "" {
		t.URL = m.whole[e.Kind][e.Index]
	}
	switch f := e.File; {
	case f == nil:
	case f.Coords != nil:
		t.Geo = &geo{"GeoCoordinates", f.Coords.Lat, f.Coords.Lon}
	case f.EntityKind == "person":
		t.Type = "Person"
	case e.Kind == site.Actor && f.EntityKind != "" && f.EntityKind != "other":
		t.Type = "Organization"
	}
	return t
}

func (m *Maker) entityData(e *site.Entity) template.HTML {
	if e.Kind != site.Actor && e.Kind != site.Location {
		return ""
	}
	otherwise := "Thing"
	if e.Kind == site.Location {
		otherwise = "Place"
	}
	data := subject{Context: schema, thing: m.thing(e, otherwise), AlternateName: e.Other}
	if e.File != nil {
		data.Description = e.File.Summary
	}
	if e.Parent != nil {
		within := m.thing(e.Parent, "Place")
		data.Within = &within
	}
	return script(data)
}
