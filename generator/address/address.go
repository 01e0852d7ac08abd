package address

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Fixed addresses of pages and files, below the site's root.
const (
	Home        = ""
	Archive     = "briefings/"
	Changes     = "changes/"
	NotFound    = "404.html"
	Search      = "search/"
	PlainText   = "index.txt" // beside a briefing
	Feed        = "feed.xml"
	FeedJSON    = "feed.json"
	ChangesFeed = "changes/feed.xml"
	Sitemap     = "sitemap.xml"
	Robots      = "robots.txt"
	Manifest    = "site.webmanifest"
	Headers     = "_headers"
	Redirects   = "_redirects"
	NoJekyll    = ".nojekyll"
)

// Reserved is the id that no entity can have: its address holds the letters of the index.
const Reserved = "index"

// Collection gives the address under which records of a kind stand: "actors/", "locations/", "topics/", "series/",
// "authors/".
func Collection(plural string) string { return plural + "/" }

// Record gives the address of one record.
func Record(plural, id string) string { return plural + "/" + id + "/" }

// Letter gives the address of a letter's page of a large index.
func Letter(plural, letter string) string { return plural + "/" + Reserved + "/" + letter + "/" }

// Year gives the address of a year below a record or the archive.
func Year(parent string, year int) string { return parent + digits(year, 4) + "/" }

// Month gives the address of a month below a record or the archive.
func Month(parent string, year int, month time.Month) string {
	return Year(parent, year) + digits(int(month), 2) + "/"
}

// MonthAnchor gives the anchor of a month on a page that lists several: "2025-04".
func MonthAnchor(year int, month time.Month) string {
	return digits(year, 4) + "-" + digits(int(month), 2)
}

// digits writes a number with at least so many digits.
func digits(n, width int) string {
	s := strconv.Itoa(n)
	return "0000"[:max(0, width-len(s))] + s
}

// Briefing fills a permalink pattern like "/briefings/:year/:slug/". The date is the one written, never converted.
func Briefing(permalink string, year int, month time.Month, day int, slug, id string) string {
	var b strings.Builder
	b.Grow(len(permalink) + len(slug))
	for rest := strings.Trim(permalink, "/"); rest != ""; {
		plain, token, found := strings.Cut(rest, ":")
		b.WriteString(plain)
		if !found {
			break
		}
		end := 0
		for end < len(token) && 'a' <= token[end] && token[end] <= 'z' {
			end++
		}
		switch token[:end] {
		case "year":
			b.WriteString(digits(year, 4))
		case "month":
			b.WriteString(digits(int(month), 2))
		case "day":
			b.WriteString(digits(day, 2))
		case "slug":
			b.WriteString(slug)
		case "id":
			b.WriteString(slugPath(id))
		}
		rest = token[end:]
	}
	b.WriteByte('/')
	return b.String()
}

// slugPath slugs every segment of an id and keeps its slashes.
func slugPath(id string) string {
	segments := strings.Split(id, "/")
	for i, s := range segments {
		segments[i] = Slug(s)
	}
	return strings.Join(segments, "/")
}

// File gives the path of the file that a host serves for an address.
func File(address string) string {
	if address == "" || strings.HasSuffix(address, "/") {
		return address + "index.html"
	}
	return address
}

// Escape percent-encodes a path for a link (RFC 3986 section 3.3); slashes stay.
func Escape(p string) string {
	for i := 0; i < len(p); i++ {
		if c := p[i]; c != '/' && c != '-' && c != '.' && (c < '0' || '9' < c) && (c < 'a' || 'z' < c) {
			return (&url.URL{Path: p}).EscapedPath()
		}
	}
	return p // as nearly all are
}

// SearchPart gives the address of a file of the search index; script for one that is loaded as a script.
func SearchPart(name string, script bool) string {
	if script {
		return Search + name + ".js"
	}
	return Search + name + ".txt"
}
