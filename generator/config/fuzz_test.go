package config

import (
	"io/fs"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/generator/address"
)

// FuzzParse reads any site.toml. What is said stands in it; what is taken from one without errors makes addresses that are safe, and
// names no folder but one in themes/.
func FuzzParse(f *testing.F) {
	f.Add("title = \"Desk\"\nbase_url = \"https://example.org/reports/\"\npermalink = \"/:year-:month/:day/:id/\"\ntheme = \"mine\"\nroles = [\"a\"]\n[check]\nraw-html = false\n[params]\nx = 1\n")
	for _, line := range []string{
		`base_url = "HTTPS://EXAMPLE.org:8080/a%20b/é"`, `base_url = "https://example.org/..%2f/"`, `base_url = "https://user@example.org"`, `base_url = "https://[::1]/\"x"`, `base_url = "javascript://x/"`,
		`base_url = "https://a.b/%2e%2e/"`, `base_url = "https://a.b/<script>/'"`, `base_url = "http://a b/"`, `base_url = "https:///x"`, `base_url = "https://a.b;c/d;e"`, `base_url = "https://a.b//"`,
		`permalink = "/:slug:id/"`, `permalink = "/../:slug/"`, `permalink = "/:slugx/"`, `permalink = "//:slug/"`, `permalink = "/:yearx:slug/"`, `permalink = "/-:slug-/"`, `permalink = "/actors/:slug/"`,
		`theme = "../x"`, `theme = "C:x"`, `theme = "a\u0000"`, `theme = "..."`, `language = "en-x-\u202e"`, `timezone = "../../etc/passwd"`, `timezone = "Local"`, `feed = { items = 1e9, content = "x" }`,
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, list := Parse("site.toml", []byte(text))
		lines := int32(1 + strings.Count(text, "\n") + strings.Count(text, "\r"))
		for _, d := range list {
			if d.File != "site.toml" || d.Line < 0 || d.Line > lines || d.Column < 0 || d.Message == "" || strings.Contains(d.Message, "\n") {
				t.Errorf("%+v in a file of %d lines", d, lines)
			}
		}
		if list.HasErrors() {
			return
		}
		for _, text := range []string{c.Title, c.Language, c.Contact, c.Licence, c.Theme} {
			if strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text) {
				t.Errorf("%q has characters that cannot be shown", text)
			}
		}
		if path.Base(c.Theme) != c.Theme || c.Theme == ".." || c.Theme == "." || !fs.ValidPath("themes/"+c.Theme) || c.Timezone == nil || c.Feed.Items < 1 {
			t.Errorf("the theme %q, the time zone %v, %d items", c.Theme, c.Timezone, c.Feed.Items)
		}

		// All links of the site begin with this.
		base := c.BasePath
		if u, err := url.Parse(c.Origin + base + "x"); err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !strings.HasPrefix(base, "/") || !strings.HasSuffix(base, "/") ||
			strings.Contains(base, "//") || strings.ContainsAny(c.Origin+base, "\"<>\\ `{}|^?#") || strings.ContainsFunc(c.Origin+base, unicode.IsControl) {
			t.Errorf("links begin with %q %q: %v", c.Origin, base, err)
		}
		if plain, err := url.PathUnescape(base); err != nil || path.Clean(plain)+"/" != plain && plain != "/" {
			t.Errorf("the site stands at %q", base)
		}
		file := address.File(address.Briefing(c.Permalink, 2025, time.April, 4, "slug", "an/id"))
		if !fs.ValidPath(file) || strings.Trim(file, "abcdefghijklmnopqrstuvwxyz0123456789-/.") != "" || strings.Contains(file, "..") || strings.Contains(file, ":") {
			t.Errorf("with the permalink %q a briefing stands at %q", c.Permalink, file)
		}
	})
}
