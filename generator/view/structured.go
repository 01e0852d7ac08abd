package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"time"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/site"
)

// thing is a node of schema.org structured data (https://schema.org), as JSON-LD writes it.
type thing struct {
	Context       string   `json:"@context,omitempty"`
	Type          string   `json:"@type"`
	Headline      string   `json:"headline,omitempty"`
	Name          string   `json:"name,omitempty"`
	AlternateName []string `json:"alternateName,omitempty"`
	Description   string   `json:"description,omitempty"`
	URL           string   `json:"url,omitempty"`
	Language      string   `json:"inLanguage,omitempty"`
	Published     string   `json:"datePublished,omitempty"`
	Modified      string   `json:"dateModified,omitempty"`
	Author        []thing  `json:"author,omitempty"`
	Publisher     *thing   `json:"publisher,omitempty"`
	About         []thing  `json:"about,omitempty"`
	Mentions      []thing  `json:"mentions,omitempty"`
	Location      []thing  `json:"contentLocation,omitempty"`
	Citation      []thing  `json:"citation,omitempty"`
	Licence       string   `json:"license,omitempty"`
	Words         int      `json:"wordCount,omitempty"`
	Geo           *geo     `json:"geo,omitempty"`
	Within        *thing   `json:"containedInPlace,omitempty"`
}

type geo struct {
	Type string  `json:"@type"`
	Lat  float64 `json:"latitude"`
	Lon  float64 `json:"longitude"`
}

// script makes the script element that holds structured data. encoding/json escapes <, > and &, so that nothing in a
// title can end the element; a script of this type is data and never run.
func (t thing) script() template.HTML {
	t.Context = "https://schema.org"
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(t); err != nil {
		panic(fmt.Sprintf("view: structured data: %v", err)) // Strings and numbers always encode.
	}
	return template.HTML(`<script type="application/ld+json">` + string(bytes.TrimSpace(b.Bytes())) + `</script>`)
}

func (m *Maker) websiteData() template.HTML {
	return thing{Type: "WebSite", Name: m.shared.Title, Description: m.shared.Description, URL: m.Absolute(address.Home), Language: m.shared.Language}.script()
}

func (m *Maker) articleData(b *site.Briefing) template.HTML {
	t := thing{
		Type: "NewsArticle", Headline: b.Title, Description: b.Summary, URL: m.Absolute(b.Address), Language: b.Language,
		Published: isoDate(b.Date, m.zone), Modified: m.modified(b), Words: b.Body.Words, Licence: m.shared.Licence,
		Publisher: &thing{Type: "Organization", Name: m.shared.Title},
	}
	if t.Language == "" {
		t.Language = m.shared.Language
	}
	for _, a := range b.Authors {
		t.Author = append(t.Author, thing{Type: "Person", Name: a.Name, URL: m.Absolute(a.Address)})
	}
	for _, e := range b.Topics {
		t.About = append(t.About, thing{Type: "Thing", Name: e.Name, URL: m.Absolute(e.Address)})
	}
	for _, w := range b.Who {
		t.Mentions = append(t.Mentions, m.named(w.Actor))
	}
	for _, e := range b.Locations {
		t.Location = append(t.Location, m.named(e))
	}
	for _, s := range b.Sources {
		t.Citation = append(t.Citation, thing{Type: "CreativeWork", Name: s.Name, URL: s.URL, Published: isoDate(s.Published, m.zone)})
	}
	return t.script()
}

// modified is when a briefing was last changed, as structured data writes it.
func (m *Maker) modified(b *site.Briefing) string {
	latest := latestUpdate(b, m.zone)
	if latest == nil || latest.At.Instant(m.zone).Before(b.Instant) {
		return isoDate(b.Date, m.zone)
	}
	return isoDate(latest.At, m.zone)
}

// named is an actor or a place as others refer to it.
func (m *Maker) named(e *site.Entity) thing {
	t := thing{Type: "Thing", Name: e.Name, URL: m.Absolute(e.Address)}
	switch {
	case e.Kind == site.Location:
		t.Type = "Place"
		if e.File != nil && e.File.Coords != nil {
			t.Geo = &geo{"GeoCoordinates", e.File.Coords.Lat, e.File.Coords.Lon}
		}
	case e.File != nil && e.File.EntityKind == "person":
		t.Type = "Person"
	case e.File != nil && e.File.EntityKind != "" && e.File.EntityKind != "other":
		t.Type = "Organization"
	}
	return t
}

func (m *Maker) entityData(e *site.Entity) template.HTML {
	if e.Kind != site.Actor && e.Kind != site.Location {
		return ""
	}
	t := m.named(e)
	t.AlternateName = e.Other
	if e.File != nil {
		t.Description = e.File.Summary
	}
	if e.Parent != nil {
		within := m.named(e.Parent)
		t.Within = &within
	}
	return t.script()
}

// isoDate writes a date as ISO 8601: a day alone, or a moment with its offset.
func isoDate(d briefing.Date, zone *time.Location) string { return day(d, zone).ISO }
