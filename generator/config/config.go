// Package config reads site.toml: the settings of a site, strictly decoded. It knows nothing of briefings.
package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a machine without time zones must not refuse a site that others build

	"golang.org/x/text/language"

	"dateline/generator/diag"
	"dateline/generator/tomldoc"
)

// Config is what site.toml says, with defaults for what it does not say.
type Config struct {
	Title        string
	Description  string
	Origin       string // "https://example.org"; "" when the site has no base_url
	BasePath     string // begins and ends with "/": "/reports/", or "/" alone
	Language     string // BCP 47
	Timezone     *time.Location
	Permalink    string // of a briefing; begins and ends with "/"
	Theme        string // a folder's name
	Contact      string
	Licence      string
	LinkMentions string // "listed", "all" or "off": which first mentions become links
	Feed         Feed
	Search       bool
	Roles        []string        // the site's own, beside those that every site knows
	Silenced     map[string]bool // the kinds of warnings that the site does not want to see
	Params       map[string]any  // string, bool, int64, float64, []any, map[string]any; dates as RFC 3339 text
}

// Feed says what stands in feeds.
type Feed struct {
	Items   int    // the newest so many briefings
	Content string // "summary" or "full"
}

// CheckKinds are the kinds of warnings that [check] can silence. Who adds a warning adds its kind here.
var CheckKinds = []string{
	"raw-html", "first-level-heading", "future-date", "loose-names", "held-back-link", "no-base-url", "unlisted-file", "not-read",
	"table-cells", "missing-note", "unused-note", "skipped-hour", "same-language",
	"view-version", "unused-theme", "unused-piece", "unused-template", "forbidden",
	// Of dateline check alone.
	"likely-duplicate", "unused-entity", "place-without-coordinates", "place-without-parent", "mentioned-not-listed", "listed-not-mentioned", "missing-word",
	"missing-alt", "not-a-picture", "metadata-kept",
}

const maxFeedItems = 200

// Default gives the settings of a site without site.toml.
func Default() Config {
	return Config{
		BasePath:     "/",
		Language:     "en",
		Timezone:     time.UTC,
		Permalink:    "/briefings/:year/:slug/",
		Theme:        "default",
		LinkMentions: "listed",
		Feed:         Feed{Items: 20, Content: "summary"},
		Search:       true,
	}
}

// Parse reads the text of site.toml, which stands at path below the source. It gives the default for every setting that
// is absent or wrong.
func Parse(path string, text []byte) (Config, diag.List) {
	var list diag.List
	c := Default()
	t := tomldoc.Parse(path, string(text), 1, &list)
	if t == nil {
		return c, list
	}
	d := decoder{t, &list}
	c.Title = t.Line("title")
	c.Description = t.Text("description")
	d.checked("base_url", c.SetBaseURL, `base_url = "https://example.org/reports/"`)
	d.checked("language", c.setLanguage, `language = "en", "uk" or "pt-BR": a tag of BCP 47`)
	d.checked("timezone", c.setZone, `timezone = "Europe/Kyiv", "America/New_York" or "UTC": a name of the tz database`)
	d.checked("permalink", c.setPermalink, `permalink = "/briefings/:year/:slug/"; there are `+strings.Join(tokens, " "))
	d.checked("theme", c.SetTheme, `theme = "default", or the name of a folder in themes/`)
	c.Contact = t.Line("contact")
	c.Licence = t.Line("licence")
	c.LinkMentions = d.oneOf(t, "link_mentions", c.LinkMentions, "listed", "all", "off")
	c.Feed = d.feed(c.Feed)
	c.Search = t.Bool("search", c.Search)
	c.Roles = d.roles()
	c.Silenced = d.silenced()
	c.Params = t.Free("params", false)
	t.Unknown()
	list.Sort()
	return c, list
}

// decoder holds what every setting's decoding needs.
type decoder struct {
	*tomldoc.Table
	list *diag.List
}

// checked gives a setting, if there is one, to a function that keeps it or says what is wrong with it.
func (d decoder) checked(key string, set func(string) error, hint string) {
	if text := d.Line(key); text != "" {
		if err := set(text); err != nil {
			d.list.Error(d.Pos(key), "bad-setting", fmt.Sprintf("%s: %v", key, err), hint)
		}
	}
}

// oneOf gives a text that must be one of a few.
func (d decoder) oneOf(t *tomldoc.Table, key, otherwise string, allowed ...string) string {
	text := t.Choice(key, allowed...).Text
	if text == "" || slices.Contains(allowed, text) {
		if text == "" {
			return otherwise
		}
		return text
	}
	hint := key + " = " + `"` + strings.Join(allowed, `", "`) + `"`
	if near := diag.Nearest(text, allowed); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.list.Error(t.Pos(key), "bad-setting", fmt.Sprintf("%s cannot be %q", key, text), hint)
	return otherwise
}

func (d decoder) feed(f Feed) Feed {
	t := d.Table.Table("feed", `feed = { items = 20, content = "summary" }`)
	if t == nil {
		return f
	}
	if n := t.Int("items", int64(f.Items)); n < 1 || n > maxFeedItems {
		d.list.Error(t.Pos("items"), "bad-setting", fmt.Sprintf("feeds hold 1 to %d items, not %d", maxFeedItems, n), "items = 20")
	} else {
		f.Items = int(n)
	}
	f.Content = d.oneOf(t, "content", f.Content, "summary", "full")
	return f
}

func (d decoder) roles() []string {
	var roles []string
	for _, r := range d.Names("roles") {
		roles = append(roles, r.Text)
	}
	return roles
}

// silenced reads [check], which has one line for each kind of warning: kind = false silences it.
func (d decoder) silenced() map[string]bool {
	t := d.Table.Table("check", "[check]")
	if t == nil {
		return nil
	}
	silenced := map[string]bool{}
	for _, kind := range CheckKinds {
		if !t.Bool(kind, true) {
			silenced[kind] = true
		}
	}
	return silenced
}

// SetBaseURL takes the address under which the site is published, such as https://example.org/reports/.
func (c *Config) SetBaseURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q is not an address", text)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Opaque != "":
		return fmt.Errorf("%q does not begin with https:// and a host", text)
	case u.User != nil:
		return fmt.Errorf("an address with a user or password would be published")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(text, "#"):
		return fmt.Errorf(`%q has "?" or "#" in it`, text)
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r > 0x7e }):
		return fmt.Errorf("the host %q is not in its ASCII form (xn--…)", u.Host)
	case strings.Trim(strings.ToLower(u.Host), "abcdefghijklmnopqrstuvwxyz0123456789-_.:[]") != "":
		return fmt.Errorf("the host %q has a sign that no host has", u.Host)
	case strings.Contains(u.Path, "//") || strings.Contains(u.Path+"/", "/../") || strings.Contains(u.Path+"/", "/./") || strings.Contains(u.Path, `\`):
		return fmt.Errorf("the path %q is not a plain one", u.Path)
	}
	c.Origin = u.Scheme + "://" + strings.ToLower(u.Host)
	c.BasePath = "/" + strings.TrimPrefix(u.EscapedPath(), "/")
	if !strings.HasSuffix(c.BasePath, "/") {
		c.BasePath += "/"
	}
	return nil
}

func (c *Config) setLanguage(text string) error {
	tag, err := language.Parse(text)
	if err != nil {
		return fmt.Errorf("%q is not a language tag", text)
	}
	c.Language = tag.String()
	return nil
}

func (c *Config) setZone(text string) error {
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" { // "Local" would make pages depend on the machine
		return fmt.Errorf("there is no time zone %q", text)
	}
	c.Timezone = zone
	return nil
}

// tokens are what a permalink is made of, besides lower-case letters, digits and hyphens.
var tokens = []string{":year", ":month", ":day", ":slug", ":id"}

func (c *Config) setPermalink(text string) error {
	if len(text) < 2 || text[0] != '/' || text[len(text)-1] != '/' {
		return fmt.Errorf(`%q does not begin and end with "/"`, text)
	}
	alone := false
	for _, segment := range strings.Split(text[1:len(text)-1], "/") {
		if segment == "" {
			return fmt.Errorf(`%q has an empty part between two "/"`, text)
		}
		before, rest, found := strings.Cut(segment, ":")
		for ; ; before, rest, found = strings.Cut(rest, ":") {
			if strings.Trim(before, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				return fmt.Errorf("%q: an address has only a to z, 0 to 9 and hyphens", before)
			}
			if !found {
				break
			}
			token := tokenOf(rest)
			if token == "" {
				return fmt.Errorf("there is no %q", ":"+rest)
			}
			alone = alone || token == ":slug" || token == ":id"
			rest = rest[len(token)-1:]
		}
	}
	if !alone {
		return fmt.Errorf("%q has neither :slug nor :id, so briefings would share an address", text)
	}
	c.Permalink = text
	return nil
}

// tokenOf gives the token, with its colon, that a text after a colon is.
func tokenOf(rest string) string {
	word := rest
	if i := strings.IndexFunc(rest, func(r rune) bool { return r < 'a' || r > 'z' }); i >= 0 {
		word = rest[:i]
	}
	if i := slices.Index(tokens, ":"+word); i >= 0 {
		return tokens[i]
	}
	return ""
}

// SetTheme takes the name of a theme, which is that of a folder.
func (c *Config) SetTheme(text string) error {
	if text == "." || text == ".." || strings.ContainsAny(text, `/\:`) || strings.HasPrefix(text, ".") {
		return fmt.Errorf("%q is not the name of a folder", text)
	}
	c.Theme = text
	return nil
}
