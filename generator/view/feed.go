package view

import (
	"crypto/sha1"
	"fmt"
	"time"

	"dateline/generator/address"
	"dateline/generator/site"
)

// Feed is a feed of briefings or of changes. Times are RFC 3339, addresses absolute.
type Feed struct {
	ID          string // a URN that stays when addresses change
	Title       string
	Description string
	Self        string
	Alternate   string // the page that shows the same
	Updated     string
	Author      string
	Licence     string
	Language    string
	Items       []*FeedItem
}

// FeedItem is one entry of a feed. Equal items are written once and shared by all feeds.
type FeedItem struct {
	ID         string
	Title      string
	URL        string
	Published  string
	Updated    string
	Summary    string
	Authors    []string
	Categories []string
	Language   string
	Full       bool
	Source     Source   // of the text, in a feed of full texts
	Targets    []string // of the text's references, in a feed of full texts

	index   int // see Index
	updated time.Time
	digest  Digest
}

// Digest stands for everything in i.
func (i *FeedItem) Digest() Digest { return i.digest }

// Index gives the briefing's place in site.Site.Briefings, to find its text; -1 for a change. It is no part of the digest:
// it moves when a briefing is added.
func (i *FeedItem) Index() int { return i.index }

func (f *Feed) mix(m *Mixer) {
	m.Text(f.ID, f.Title, f.Description, f.Self, f.Alternate, f.Updated, f.Author, f.Licence, f.Language)
	m.Int(len(f.Items))
	for _, i := range f.Items {
		m.Digest(i.digest)
	}
}

func (i *FeedItem) mix(m *Mixer) {
	m.Text(i.ID, i.Title, i.URL, i.Published, i.Updated, i.Summary)
	texts(m, i.Authors)
	texts(m, i.Categories)
	m.Text(i.Language)
	m.Bool(i.Full)
	i.Source.mix(m)
	texts(m, i.Targets)
}

// urn makes an identifier that is the same for the same name on the same site: a name-based UUID (RFC 9562 section 5.5)
// in the name space of URLs.
func (m *Maker) urn(name string) string {
	space := []byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	u := sha1.Sum(append(space, m.Absolute("")+name...))
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

// FeedItems makes an item of every briefing.
func (m *Maker) FeedItems() []*FeedItem {
	items := make([]*FeedItem, len(m.site.Briefings))
	full := m.site.Config.Feed.Content == "full"
	for i, b := range m.site.Briefings {
		item := &FeedItem{
			ID: m.urn("briefing " + b.ID), Title: b.Title, URL: m.Absolute(b.Address),
			Published: b.Instant.Format(time.RFC3339), Updated: b.Modified.Format(time.RFC3339),
			Summary: b.Summary, Language: b.Language, index: i, Full: full, updated: b.Modified,
		}
		if item.Summary == "" {
			item.Summary = b.Body.Excerpt
		}
		for _, a := range b.Authors {
			item.Authors = append(item.Authors, a.Name)
		}
		for _, e := range b.Topics {
			item.Categories = append(item.Categories, e.Name)
		}
		if full {
			item.Source, item.Targets = Source{b.Path, b.Hash}, targets(b.Targets)
		}
		item.digest = digestOf(item)
		items[i] = item
	}
	return items
}

// SiteFeed makes the feed of the newest briefings, for a file at an address.
func (m *Maker) SiteFeed(addr string, items []*FeedItem) *Feed {
	f := m.newFeed(addr, address.Home, m.shared.Title, m.shared.Description)
	f.ID = m.urn("feed")
	f.take(items[:min(len(items), m.site.Config.Feed.Items)])
	return f
}

// RecordFeed makes the feed of an entity.
func (m *Maker) RecordFeed(e *site.Entity, items []*FeedItem) *Feed {
	f := m.newFeed(e.Address+address.Feed, e.Address, m.shared.Title+": "+e.Name, "")
	if e.File != nil {
		f.Description = e.File.Summary
	}
	var own []*FeedItem
	for _, b := range e.Briefings[:min(len(e.Briefings), m.site.Config.Feed.Items)] {
		own = append(own, items[b.Index])
	}
	f.take(own)
	return f
}

// ChangesFeed makes the feed of what was published, updated and withdrawn.
func (m *Maker) ChangesFeed() *Feed {
	f := m.newFeed(address.ChangesFeed, address.Changes, m.shared.Title+": changes", "What was published, updated and withdrawn")
	var items []*FeedItem
	for _, c := range m.site.Changes[:min(len(m.site.Changes), m.site.Config.Feed.Items)] {
		v := m.change(c)
		item := &FeedItem{
			ID:    m.urn("change " + c.Briefing.ID + " " + c.Instant.UTC().Format(time.RFC3339) + " " + v.What + " " + c.Note),
			Title: v.What + ": " + v.Title, URL: m.Absolute(c.Briefing.Address),
			Published: c.Instant.Format(time.RFC3339), Updated: c.Instant.Format(time.RFC3339), Summary: v.Note, index: -1, updated: c.Instant,
		}
		item.digest = digestOf(item)
		items = append(items, item)
	}
	f.take(items)
	return f
}

func (m *Maker) newFeed(self, alternate, title, description string) *Feed {
	return &Feed{
		ID: m.urn("feed " + alternate), Title: title, Description: description, Self: m.Absolute(self), Alternate: m.Absolute(alternate),
		Author: m.shared.Title, Licence: m.shared.Licence, Language: m.shared.Language,
	}
}

// take fills in the items; the feed is as new as the newest of them.
func (f *Feed) take(items []*FeedItem) {
	f.Items = items
	newest := time.Unix(0, 0).UTC()
	for _, i := range items {
		if i.updated.After(newest) {
			newest = i.updated
		}
	}
	f.Updated = newest.Format(time.RFC3339)
}
