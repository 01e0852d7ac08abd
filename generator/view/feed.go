package view

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"
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
	Items       []FeedItem
}

// FeedItem is one entry of a feed.
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
}

// Index gives the briefing's place in site.Site.Briefings, to find its text; -1 for a change. It is no part of the digest:
// it moves when a briefing is added.
func (i *FeedItem) Index() int { return i.index }

func (f *Feed) mix(m *Mixer) {
	m.Text(f.ID, f.Title, f.Description, f.Self, f.Alternate, f.Updated, f.Author, f.Licence, f.Language)
	all(m, f.Items)
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
	const scheme = "urn:uuid"
	b := append(make([]byte, 0, len(scheme)+1+36), scheme...)
	for i, part := range [][]byte{u[0:4], u[4:6], u[6:8], u[8:10], u[10:16]} {
		b = hex.AppendEncode(append(b, ":----"[i]), part)
	}
	return string(b)
}

// feedItem makes the item of a briefing.
func (m *Maker) feedItem(b *site.Briefing) FeedItem {
	item := FeedItem{
		ID: m.urn("briefing " + b.ID), Title: b.Title, URL: m.Absolute(b.Address),
		Published: b.Instant.Format(time.RFC3339), Updated: b.Modified.Format(time.RFC3339),
		Summary: cmp.Or(b.Summary, b.Body.Excerpt), Language: b.Language, index: b.Index, updated: b.Modified,
	}
	for _, a := range b.Authors {
		item.Authors = append(item.Authors, a.Name)
	}
	for _, e := range b.Topics {
		item.Categories = append(item.Categories, e.Name)
	}
	if b.Withdrawn {
		item.Title, item.Summary = m.words.Word("text.labelled", "label", m.words.Word("change.withdrawn"), "text", b.Title), m.withdrawal(b)
	} else if m.site.Config.Feed.Content == "full" {
		item.Full, item.Source, item.Targets = true, Source{b.Path, b.Hash}, m.targets(b.File, b.Links)
	}
	return item
}

// SiteFeed makes the feed of the newest briefings, for a file at an address.
func (m *Maker) SiteFeed(addr string) *Feed {
	f := m.newFeed(addr, address.Home, m.shared.Title, m.shared.Description)
	f.ID = m.urn("feed")
	m.take(f, m.site.Briefings)
	return f
}

// RecordFeed makes the feed of an entity.
func (m *Maker) RecordFeed(e *site.Entity) *Feed {
	f := m.newFeed(e.Address+address.Feed, e.Address, m.words.Word("feed.record", "title", m.shared.Title, "name", e.Name), "")
	if e.File != nil {
		f.Description = e.File.Summary
	}
	m.take(f, e.Record)
	return f
}

// ChangesFeed makes the feed of what was published, updated and withdrawn.
func (m *Maker) ChangesFeed() *Feed {
	f := m.newFeed(address.ChangesFeed, address.Changes, m.words.Word("feed.changes", "title", m.shared.Title), m.words.Word("feed.changes-about"))
	var items []FeedItem
	same := map[string]int{} // how often a change was noted in the same words
	for _, c := range m.site.Changes[:min(len(m.site.Changes), m.site.Config.Feed.Items)] {
		v := m.change(c)
		what := m.changed(c)
		name := "change " + c.Briefing.ID + " " + c.Instant.UTC().Format(time.RFC3339) + " " + strings.ToUpper(what[:1]) + what[1:] + " " + c.Note
		if same[name]++; same[name] > 1 {
			name += fmt.Sprintf(" %d", same[name])
		}
		items = append(items, FeedItem{
			ID:    m.urn(name),
			Title: m.words.Word("text.labelled", "label", v.What, "text", v.Title), URL: m.Absolute(c.Briefing.Address),
			Published: c.Instant.Format(time.RFC3339), Updated: c.Instant.Format(time.RFC3339), Summary: v.Note, index: -1, updated: c.Instant,
		})
	}
	m.fill(f, items)
	return f
}

func (m *Maker) newFeed(self, alternate, title, description string) *Feed {
	return &Feed{
		ID: m.urn("feed " + alternate), Title: title, Description: description, Self: m.Absolute(self), Alternate: m.Absolute(alternate),
		Author: m.shared.Title, Licence: m.shared.Licence, Language: m.shared.Language,
	}
}

// take fills in the newest briefings of a list.
func (m *Maker) take(f *Feed, list []*site.Briefing) {
	items := make([]FeedItem, min(len(list), m.site.Config.Feed.Items))
	for i := range items {
		items[i] = m.feedItem(list[i])
	}
	m.fill(f, items)
}

// fill sets the items; the feed is as new as the newest of them. One without any is as old as the site's first briefing.
func (m *Maker) fill(f *Feed, items []FeedItem) {
	f.Items = items
	newest := time.Unix(0, 0).UTC()
	if n := len(m.site.Briefings); n > 0 && len(items) == 0 {
		newest = m.site.Briefings[n-1].Instant
	}
	for i := range items {
		if items[i].updated.After(newest) {
			newest = items[i].updated
		}
	}
	f.Updated = newest.Format(time.RFC3339)
}
