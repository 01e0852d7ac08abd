package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/diag"
)

func show(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%d:%d %s: %s | %s\n", d.Line, d.Column, d.Kind, d.Message, d.Hint)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

var sameZone = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

func TestParse(t *testing.T) {
	got, list := Parse("site.toml", []byte(`title = "Desk"
description = "All of it."
base_url = "HTTPS://Example.org/reports"
language = "pt-br"
timezone = "Europe/Kyiv"
permalink = "/:year-:month/:day/:id/"
theme = "plain"
contact = "desk@example.org"
licence = "CC BY 4.0"
link_mentions = "all"
feed = { items = 50, content = "full" }
search = false
roles = ["mediated"]
[check]
raw-html = false
future-date = true
[params]
title = "mine"
since = 2025-04-04
`))
	if len(list) > 0 {
		t.Fatal(show(list))
	}
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Title: "Desk", Description: "All of it.", Origin: "https://example.org", BasePath: "/reports/", Language: "pt-BR", Timezone: kyiv,
		Permalink: "/:year-:month/:day/:id/", Theme: "plain", Contact: "desk@example.org", Licence: "CC BY 4.0", LinkMentions: "all",
		Feed: Feed{50, "full"}, Roles: []string{"mediated"}, Silenced: map[string]bool{"raw-html": true},
		Params: map[string]any{"title": "mine", "since": "2025-04-04"},
	}
	if diff := cmp.Diff(want, got, sameZone); diff != "" {
		t.Error(diff)
	}
}

func TestEmpty(t *testing.T) {
	got, list := Parse("site.toml", nil)
	if diff := cmp.Diff(Default(), got, sameZone); diff != "" || len(list) > 0 {
		t.Error(diff, show(list))
	}
}

func TestBadSettings(t *testing.T) {
	const (
		urlHint       = ` | base_url = "https://example.org/reports/"`
		permalinkHint = ` | permalink = "/briefings/:year/:slug/"; there are :year :month :day :slug :id`
	)
	for text, want := range map[string]string{
		`titel = "x"`:                         `1:1 unknown-key: unknown key "titel" | did you mean "title"?`,
		`title = 1`:                           `1:9 wrong-type: "title" must be a text in quotes, and this is a number | title = "1"`,
		`base_url = "example.org"`:            `1:12 bad-setting: base_url: "example.org" does not begin with https:// and a host` + urlHint,
		`base_url = "ftp://example.org"`:      `1:12 bad-setting: base_url: "ftp://example.org" does not begin with https:// and a host` + urlHint,
		`base_url = "https://a:b@x.org"`:      `1:12 bad-setting: base_url: an address with a user or password would be published` + urlHint,
		`base_url = "https://x.org/?a"`:       `1:12 bad-setting: base_url: "https://x.org/?a" has "?" or "#" in it` + urlHint,
		`base_url = "https://x.org/a/../b"`:   `1:12 bad-setting: base_url: the path "/a/../b" is not a plain one` + urlHint,
		`base_url = 'https://x"y.org/'`:       `1:12 bad-setting: base_url: the host "x\"y.org" has a sign that no host has` + urlHint,
		`base_url = "https://київ.ua/"`:       `1:12 bad-setting: base_url: the host "київ.ua" is not in its ASCII form (xn--…)` + urlHint,
		`language = "english"`:                `1:12 bad-setting: language: "english" is not a language tag | language = "en", "uk" or "pt-BR": a tag of BCP 47`,
		`timezone = "Local"`:                  `1:12 bad-setting: timezone: there is no time zone "Local" | timezone = "Europe/Kyiv", "America/New_York" or "UTC": a name of the tz database`,
		`timezone = "Europe/Atlantis"`:        `1:12 bad-setting: timezone: there is no time zone "Europe/Atlantis" | timezone = "Europe/Kyiv", "America/New_York" or "UTC": a name of the tz database`,
		`permalink = "briefings/:slug"`:       `1:13 bad-setting: permalink: "briefings/:slug" does not begin and end with "/"` + permalinkHint,
		`permalink = "/:year/"`:               `1:13 bad-setting: permalink: "/:year/" has neither :slug nor :id, so briefings would share an address` + permalinkHint,
		`permalink = "/:slugs/"`:              `1:13 bad-setting: permalink: there is no ":slugs"` + permalinkHint,
		`permalink = "/a//:slug/"`:            `1:13 bad-setting: permalink: "/a//:slug/" has an empty part between two "/"` + permalinkHint,
		`permalink = "/../:slug/"`:            `1:13 bad-setting: permalink: "..": an address has only a to z, 0 to 9 and hyphens` + permalinkHint,
		`theme = "../x"`:                      `1:9 bad-setting: theme: "../x" is not the name of a folder | theme = "default", or the name of a folder in themes/`,
		`link_mentions = "lsited"`:            `1:17 bad-setting: link_mentions cannot be "lsited" | did you mean "listed"?`,
		`feed = { items = 0 }`:                `1:18 bad-setting: feeds hold 1 to 200 items, not 0 | items = 20`,
		`feed = { content = "all" }`:          `1:20 bad-setting: content cannot be "all" | content = "summary", "full"`,
		`feed = { item = 3 }`:                 `1:10 unknown-key: unknown key "item" | did you mean "items"?`,
		"[check]\nrawhtml = false":            `2:1 unknown-key: unknown key "rawhtml" | did you mean "raw-html"?`,
		"[check]\nraw-html = \"no\"":          `2:12 wrong-type: "raw-html" must be true or false, and this is a text | raw-html = false`,
		"[check]\ntitle = \"x\"":              `2:1 misplaced-key: "title" stands inside [check], where it has no effect | move it above the line "[check]"`,
		"title: x":                            `1:6 toml-syntax: "title" is followed by ":", where TOML has "=" | title = "x"`,
		"title = \"x\"\r\n\r\nsearch = yes\r": `3:10 toml-syntax: yes is written true | search = true`,
	} {
		if _, list := Parse("site.toml", []byte(text)); show(list) != want {
			t.Errorf("%s\n got %s\nwant %s", text, show(list), want)
		}
	}
}

func TestSetBaseURL(t *testing.T) {
	for text, want := range map[string][2]string{
		"https://example.org":            {"https://example.org", "/"},
		"https://example.org/":           {"https://example.org", "/"},
		"http://localhost:4040/a/b":      {"http://localhost:4040", "/a/b/"},
		"https://example.org/Ber%20icht": {"https://example.org", "/Ber%20icht/"},
	} {
		c := Default()
		if err := c.SetBaseURL(text); err != nil || c.Origin != want[0] || c.BasePath != want[1] {
			t.Errorf("%s: %q %q %v", text, c.Origin, c.BasePath, err)
		}
	}
}
