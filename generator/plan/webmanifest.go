package plan

import (
	"encoding/json"
	"path"
	"slices"

	"dateline/generator/address"
	"dateline/generator/source"
)

// paper is the colour of the theme's paper in daylight: a manifest has no other.
const paper = "#ffffff"

// webManifest plans what a phone needs to keep the site beside its programs (https://www.w3.org/TR/appmanifest/), unless the site
// brings its own or is to be opened from a folder. Its addresses are relative to it, so that it holds below a sub-path.
func webManifest(p *planner) {
	if p.Portable || slices.ContainsFunc(p.Site.Static, func(f source.File) bool { return f.Path == source.StaticDir+"/"+address.Manifest }) {
		return
	}
	type icon struct {
		Source string `json:"src"`
		Sizes  string `json:"sizes,omitempty"`
		Type   string `json:"type"`
	}
	s := p.views.Site()
	manifest := struct {
		Name       string `json:"name"`
		Short      string `json:"short_name"`
		About      string `json:"description,omitempty"`
		Language   string `json:"lang"`
		Dir        string `json:"dir"`
		Start      string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"`
		Theme      string `json:"theme_color"`
		Background string `json:"background_color"`
		Icons      []icon `json:"icons,omitempty"`
	}{s.Title, s.Title, s.Description, s.Language, p.views.Dir(), "./", "./", "browser", paper, paper, nil}
	icons := p.views.Icons()
	for _, i := range []icon{{icons.Any, "any", "image/svg+xml"}, {icons.Touch, "180x180", "image/png"}, {icons.Large, "512x512", "image/png"}} {
		if path.Ext(i.Source) == ".ico" {
			i.Sizes, i.Type = "", "image/vnd.microsoft.icon"
		}
		if i.Source != "" {
			i.Source = address.Escape(i.Source)
			manifest.Icons = append(manifest.Icons, i)
		}
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		panic("plan: web manifest: " + err.Error()) // Texts always encode.
	}
	p.text(address.Manifest, "host", string(text)+"\n")
}
