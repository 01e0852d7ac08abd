package briefing

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// The kinds that entities can have; topics have none.
var entityKinds = map[Kind][]string{
	Actor:    {"person", "organization", "government", "armed-group", "alliance", "company", "other"},
	Location: {"country", "region", "area", "city", "site"},
}

// entity reads what actors, locations and topics have.
func (d decoder) entity() {
	f := d.file
	f.Name = d.Name("name")
	if f.Name.Text == "" {
		f.Name = Name{Text: f.ID}
	}
	switch f.Kind {
	case Actor:
		d.known()
		f.Affiliations = d.affiliations()
		f.SucceededBy = d.Name("succeeded_by")
		f.Image = d.image()
		f.Rollup = d.Bool("rollup", false)
	case Location:
		d.known()
		f.Parent = d.Name("parent")
		f.Coords = d.coordinates()
		f.Country = d.country()
	default:
		f.Aliases = d.Names("aliases")
	}
}

// known reads what actors and locations have.
func (d decoder) known() {
	f := d.file
	f.EntityKind = d.oneOf("kind", entityKinds[f.Kind]...)
	f.Aliases = d.Names("aliases")
	f.WeakAliases = d.Names("weak_aliases")
	f.Names = d.localNames()
	f.Links = d.links()
	f.Wikidata = d.wikidata()
}

// localNames reads names by language. A key that is none may be one of the front matter's, which stands too low.
func (d decoder) localNames() []LocalName {
	const example = `names = { uk = "Київ", pt-BR = "Kiev" }`
	t := d.Table.Table("names", example)
	if t == nil {
		return nil
	}
	var names []LocalName
	keys := t.Keys(func(key Name) {
		d.list.Error(key.Pos.In(d.file.Path), "bad-language", fmt.Sprintf("%q is not a language tag", key.Text), example+": tags of BCP 47")
	})
	for _, key := range keys {
		tag, err := language.Parse(key.Text)
		if err != nil {
			continue
		}
		name := LocalName{tag.String(), t.Name(key.Text)}
		if i := slices.IndexFunc(names, func(n LocalName) bool { return n.Language == name.Language }); i >= 0 {
			d.list.Error(key.Pos.In(d.file.Path), "duplicate-key", fmt.Sprintf("%q is the language of %q too", key.Text, names[i].Text), `further names go into aliases = ["…"]`)
			continue
		}
		if name.Text != "" {
			names = append(names, name)
		}
	}
	return names
}

const linksExample = `links = [{ name = "Official site", url = "https://…" }]`

// links reads addresses on the web. One without a name is called by its host.
func (d decoder) links() []WebLink {
	var links []WebLink
	for _, e := range d.Entries("links", "a list of tables with a name and a url", linksExample) {
		name, address := "", e.Name
		if e.Table != nil {
			name, address = e.Table.Name("name").Text, d.required(e, "url", linksExample)
		}
		if address.Text == "" || !d.web(address) {
			continue
		}
		links = append(links, WebLink{cmp.Or(name, host(address.Text)), address.Text})
	}
	return links
}

// host gives what stands for a whole address on the web: its host, or the mailbox.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return cmp.Or(u.Hostname(), u.Opaque, address)
}

// wikidata reads the number of an item of Wikidata.
func (d decoder) wikidata() string {
	item := d.Name("wikidata")
	if item.Text == "" || isItem(item.Text) {
		return item.Text
	}
	hint := `the item's number: wikidata = "Q3874799"`
	if last := strings.ToUpper(item.Text[strings.LastIndexAny(item.Text, "/:")+1:]); isItem(last) {
		hint = fmt.Sprintf("wikidata = %q", last)
	}
	d.list.Error(item.Pos.In(d.file.Path), "bad-wikidata", fmt.Sprintf("%q is not an item of Wikidata", item.Text), hint)
	return ""
}

func isItem(text string) bool {
	digits, ok := strings.CutPrefix(text, "Q")
	return ok && digits != "" && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

func (d decoder) affiliations() []Affiliation {
	const example = `affiliations = [{ to = "NATO", role = "member", from = 2004-03-29 }]`
	var affiliations []Affiliation
	for _, e := range d.Entries("affiliations", `a list of tables with a name in "to"`, example) {
		a := Affiliation{To: e.Name}
		if e.Table != nil {
			a.To, a.Role = d.required(e, "to", example), e.Table.Name("role").Text
			a.From, a.Until = d.span(e.Table, `{ to = "NATO", from = 2004-03-29, until = 2025-04-04 }`)
		}
		if a.To.Text != "" {
			affiliations = append(affiliations, a)
		}
	}
	return affiliations
}

func (d decoder) image() Name {
	name := d.Name("image")
	if name.Text == "" || !d.beside(name, `image = "portrait.jpg"`) {
		return Name{}
	}
	return name
}

// dissolved are codes that ISO 3166-1 no longer has and that no one country took over.
const dissolved = "AN CS NT SU YU"

// country reads a two-letter code of ISO 3166-1, in capitals or not. XK, which the standard leaves to its users, stands for Kosovo.
func (d decoder) country() string {
	code := d.Name("country")
	if code.Text == "" {
		return ""
	}
	region, _ := language.ParseRegion(code.Text) // of what is no region it gives one that is no country
	now := region.Canonicalize()
	hint := `two letters of ISO 3166-1: country = "UA"`
	if now.IsCountry() && now.M49() != 0 && !strings.Contains(dissolved, now.String()) {
		if strings.EqualFold(code.Text, now.String()) {
			return now.String()
		}
		hint = fmt.Sprintf("country = %q", now)
	}
	d.list.Error(code.Pos.In(d.file.Path), "bad-country", fmt.Sprintf("%q is not the code of a country", code.Text), hint)
	return ""
}

func (d decoder) coordinates() *Coordinates {
	const example = "coordinates = { lat = 47.91, lon = 33.39 }"
	t := d.Table.Table("coordinates", example)
	if t == nil {
		return nil
	}
	lat, hasLat := t.Number("lat")
	lon, hasLon := t.Number("lon")
	if !t.Has("lat") || !t.Has("lon") {
		d.list.Error(t.At(), "missing-key", `coordinates need "lat" and "lon"`, example)
		return nil
	}
	if hasLat && (lat < -90 || lat > 90) {
		d.list.Error(t.Pos("lat"), "bad-coordinates", "a latitude lies between -90 and 90", example)
		return nil
	}
	if hasLon && (lon < -180 || lon > 180) {
		d.list.Error(t.Pos("lon"), "bad-coordinates", "a longitude lies between -180 and 180", example)
		return nil
	}
	if !hasLat || !hasLon {
		return nil
	}
	return &Coordinates{Lat: lat, Lon: lon}
}
