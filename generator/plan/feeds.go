package plan

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/site"
	"dateline/generator/view"
)

// feeds plans the Atom feeds (RFC 4287) of the site, its changes and every record but those of authors, and the JSON
// Feed (version 1.1) of the site. Feeds need absolute addresses: without base_url there are none.
func feeds(p *planner) {
	if p.Site.Config.Origin == "" {
		return
	}
	items := p.views.FeedItems()
	w := &feedWriter{planner: p, entries: make([]entry, len(items))}
	w.atom(address.Feed, func() *view.Feed { return p.views.SiteFeed(address.Feed, items) })
	w.atom(address.ChangesFeed, p.views.ChangesFeed)
	for _, c := range p.Site.Kinds {
		if c.Kind == site.Author {
			continue
		}
		for _, e := range c.Entities {
			w.atom(e.Address+address.Feed, func() *view.Feed { return p.views.RecordFeed(e, items) }).Entity = e
		}
	}
	p.file(address.FeedJSON, "feed", func() (view.Digest, func(io.Writer) error) {
		f := p.views.SiteFeed(address.FeedJSON, items)
		return view.Of(f), func(out io.Writer) error { return w.jsonFeed(out, f) }
	})
}

// feedWriter writes feeds; the entry of a briefing is written once for all of them.
type feedWriter struct {
	*planner
	entries []entry
}

type entry struct {
	once sync.Once
	text []byte
	err  error
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

func (w *feedWriter) atom(addr string, make func() *view.Feed) *Output {
	return w.file(addr, "feed", func() (view.Digest, func(io.Writer) error) {
		f := make()
		return view.Of(f), func(out io.Writer) error { return w.atomFeed(out, f) }
	})
}

func (w *feedWriter) atomFeed(out io.Writer, f *view.Feed) error {
	head, err := xml.Marshal(atomFeed{
		Language: f.Language, ID: f.ID, Title: clean(f.Title), Subtitle: clean(f.Description), Updated: f.Updated,
		Author: atomPerson{clean(f.Author)}, Rights: clean(f.Licence),
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.Alternate}},
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.Write(bytes.TrimSuffix(head, []byte("</feed>")))
	for _, item := range f.Items {
		text, err := w.entry(item)
		if err != nil {
			return err
		}
		b.WriteByte('\n')
		b.Write(text)
	}
	b.WriteString("\n</feed>\n")
	_, err = out.Write(b.Bytes())
	return err
}

// entry gives an item's element; that of a briefing is made once.
func (w *feedWriter) entry(item *view.FeedItem) ([]byte, error) {
	if item.Index() < 0 {
		return w.newEntry(item)
	}
	e := &w.entries[item.Index()]
	e.once.Do(func() { e.text, e.err = w.newEntry(item) })
	return e.text, e.err
}

func (f *feedWriter) newEntry(item *view.FeedItem) ([]byte, error) {
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
		body, err := f.fullText(item)
		if err != nil {
			return nil, err
		}
		e.Content = &atomText{"html", clean(string(body))}
	}
	w := xmlWriters.Get().(*xmlWriter)
	defer xmlWriters.Put(w)
	w.text.Reset()
	if err := w.encoder.Encode(e); err != nil {
		return nil, err
	}
	return bytes.Clone(w.text.Bytes()), nil
}

// xmlWriter is an encoder with its buffer; making one for every entry costs more than the entry.
type xmlWriter struct {
	text    bytes.Buffer
	encoder *xml.Encoder
}

var xmlWriters = sync.Pool{New: func() any {
	w := &xmlWriter{}
	w.encoder = xml.NewEncoder(&w.text)
	return w
}}

// fullText converts a briefing's text with absolute links, those within the text (to headings and notes) too: a reader's
// program does not know where the page stands.
func (w *feedWriter) fullText(item *view.FeedItem) (template.HTML, error) {
	b := w.Site.Briefings[item.Index()]
	absolute := make([]briefing.Target, len(b.Targets))
	for i, t := range b.Targets {
		if t.Href != "" {
			t.Href = w.Site.Config.Origin + t.Href
		}
		absolute[i] = t
	}
	body, err := w.body(b.File, absolute)
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

func (w *feedWriter) jsonFeed(out io.Writer, f *view.Feed) error {
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
	for _, item := range f.Items {
		j := jsonItem{ID: item.ID, URL: item.URL, Title: item.Title, Summary: item.Summary, Published: item.Published,
			Modified: item.Updated, Tags: item.Categories, Language: item.Language}
		for _, name := range item.Authors {
			j.Authors = append(j.Authors, jsonAuthor{name})
		}
		if item.Full {
			body, err := w.fullText(item)
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
