package plan

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"strings"

	"dateline/generator/address"
	"dateline/generator/site"
	"dateline/generator/view"
)

// feeds plans the Atom feeds (RFC 4287) of the site, its changes and every record but those of authors, and the JSON
// Feed (version 1.1) of the site. Feeds need absolute addresses: without base_url there are none.
func feeds(p *planner) {
	if p.Site.Config.Origin == "" {
		return
	}
	p.file(address.Feed, "feed", func() (view.Digest, func(io.Writer) error) { return p.atom(p.views.SiteFeed(address.Feed)) }).from = p.views.TextsSum
	p.file(address.ChangesFeed, "feed", func() (view.Digest, func(io.Writer) error) { return p.atom(p.views.ChangesFeed()) }).from = p.views.SiteSum
	p.file(address.FeedJSON, "feed", func() (view.Digest, func(io.Writer) error) {
		f := p.views.SiteFeed(address.FeedJSON)
		return view.Of(f), func(out io.Writer) error { return p.jsonFeed(out, f) }
	}).from = p.views.TextsSum
	for _, c := range p.Site.Kinds {
		for _, e := range c.Entities {
			if view.HasFeed(e) {
				p.add(e.Address+address.Feed, "feed", &recordFeed{p, e}).Entity = e
			}
		}
	}
}

// recordFeed is the content of an entity's feed.
type recordFeed struct {
	*planner
	e *site.Entity
}

func (c *recordFeed) sum() view.Sum { return c.views.FeedSum(c.e) }

func (c *recordFeed) make() (view.Digest, func(io.Writer) error) {
	return c.atom(c.views.RecordFeed(c.e))
}

// The elements of Atom, RFC 4287 section 4.
type (
	atomFeed struct {
		XMLName  xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
		Language string     `xml:"xml:lang,attr,omitempty"`
		ID       string     `xml:"id"`
		Title    string     `xml:"title"`
		Subtitle string     `xml:"subtitle,omitempty"`
		Updated  string     `xml:"updated"`
		Author   atomPerson `xml:"author"`
		Links    []atomLink `xml:"link"`
		Rights   string     `xml:"rights,omitempty"`
		Entries  []atomEntry
	}
	atomEntry struct {
		XMLName    xml.Name       `xml:"entry"`
		Language   string         `xml:"xml:lang,attr,omitempty"`
		ID         string         `xml:"id"`
		Title      string         `xml:"title"`
		Link       atomLink       `xml:"link"`
		Published  string         `xml:"published"`
		Updated    string         `xml:"updated"`
		Authors    []atomPerson   `xml:"author"`
		Categories []atomCategory `xml:"category"`
		Summary    *atomText      `xml:"summary"`
		Content    *atomText      `xml:"content"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

func (p *planner) atom(f *view.Feed) (view.Digest, func(io.Writer) error) {
	return view.Of(f), func(out io.Writer) error { return p.atomFeed(out, f) }
}

func (p *planner) atomFeed(out io.Writer, f *view.Feed) error {
	doc := atomFeed{
		Language: f.Language, ID: f.ID, Title: clean(f.Title), Subtitle: clean(f.Description), Updated: f.Updated,
		Author: atomPerson{clean(f.Author)}, Rights: clean(f.Licence), Entries: make([]atomEntry, len(f.Items)),
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.Alternate}},
	}
	for i := range f.Items {
		entry, err := p.atomEntry(&f.Items[i])
		if err != nil {
			return err
		}
		doc.Entries[i] = entry
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(out)
	encoder.Indent("", " ")
	if err := encoder.Encode(&doc); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}

func (p *planner) atomEntry(item *view.FeedItem) (atomEntry, error) {
	e := atomEntry{
		Language: item.Language, ID: item.ID, Title: clean(item.Title),
		Link:      atomLink{Rel: "alternate", Type: "text/html", Href: item.URL},
		Published: item.Published, Updated: item.Updated,
	}
	for _, name := range item.Authors {
		e.Authors = append(e.Authors, atomPerson{clean(name)})
	}
	for _, name := range item.Categories {
		e.Categories = append(e.Categories, atomCategory{clean(name)})
	}
	if item.Summary != "" {
		e.Summary = &atomText{"text", clean(item.Summary)}
	}
	if item.Full {
		body, err := p.fullText(item)
		if err != nil {
			return e, err
		}
		e.Content = &atomText{"html", clean(string(body))}
	}
	return e, nil
}

// fullText converts a briefing's text with absolute links, those within the text (to headings and notes) too: a reader's
// program does not know where the page stands.
func (p *planner) fullText(item *view.FeedItem) (template.HTML, error) {
	b := p.Site.Briefings[item.Index()]
	absolute := p.Site.Targets(b.File, b.Links)
	for i := range absolute {
		if absolute[i].Href != "" {
			absolute[i].Href = p.Site.Config.Origin + absolute[i].Href
		}
	}
	body, err := p.body(b.File, cmp.Or(b.Language, p.Site.Config.Language), absolute, false)
	return template.HTML(strings.ReplaceAll(string(body), `href="#`, `href="`+template.HTMLEscapeString(item.URL)+"#")), err
}

// clean drops the characters that XML 1.0 cannot hold (section 2.2).
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// jsonItem is an item of JSON Feed 1.1.
type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Summary   string       `json:"summary,omitempty"`
	HTML      string       `json:"content_html,omitempty"`
	Text      string       `json:"content_text,omitempty"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	Language  string       `json:"language,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

func (p *planner) jsonFeed(out io.Writer, f *view.Feed) error {
	doc := struct {
		Version     string       `json:"version"`
		Title       string       `json:"title"`
		Home        string       `json:"home_page_url"`
		Self        string       `json:"feed_url"`
		Description string       `json:"description,omitempty"`
		Language    string       `json:"language,omitempty"`
		Authors     []jsonAuthor `json:"authors"`
		Items       []jsonItem   `json:"items"`
	}{"https://jsonfeed.org/version/1.1", f.Title, f.Alternate, f.Self, f.Description, f.Language, []jsonAuthor{{f.Author}}, []jsonItem{}}
	for i := range f.Items {
		item := &f.Items[i]
		j := jsonItem{ID: item.ID, URL: item.URL, Title: item.Title, Summary: item.Summary, Published: item.Published,
			Modified: item.Updated, Tags: item.Categories, Language: item.Language}
		for _, name := range item.Authors {
			j.Authors = append(j.Authors, jsonAuthor{name})
		}
		if item.Full {
			body, err := p.fullText(item)
			if err != nil {
				return err
			}
			j.HTML = string(body)
		} else {
			j.Text = item.Summary
			if j.Text == "" {
				j.Text = item.Title
			}
		}
		doc.Items = append(doc.Items, j)
	}
	text, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return fmt.Errorf("%s: %w", address.FeedJSON, err)
	}
	_, err = out.Write(append(text, '\n'))
	return err
}
