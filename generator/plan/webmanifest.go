package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"path"
	"slices"
	"unicode/utf8"

	"dateline/generator/address"
	"dateline/generator/diag"
	"dateline/generator/source"
)

// paper is the colour of the theme's paper in daylight: a manifest has no other.
const paper = "#ffffff"

// webManifest plans what a phone needs to keep the site beside its programs (https://www.w3.org/TR/appmanifest/), unless the site
// brings its own or is to be opened from a folder. Its addresses are relative to it, so that it holds below a sub-path.
func webManifest(p *planner) {
	if p.Portable {
		return
	}
	if own := p.static(address.Manifest); own != nil {
		p.ownManifest(own)
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
	for _, source := range []string{icons.Any, icons.Touch, icons.Large} {
		i := icon{Source: address.Escape(source)}
		switch path.Ext(source) {
		case "":
			continue
		case ".ico":
			i.Type = "image/vnd.microsoft.icon"
		case ".svg":
			i.Sizes, i.Type = "any", "image/svg+xml"
		default:
			i.Sizes, i.Type = p.iconSize(source), "image/png"
		}
		manifest.Icons = append(manifest.Icons, i)
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		panic("plan: web manifest: " + err.Error()) // Texts always encode.
	}
	p.text(address.Manifest, "host", string(text)+"\n")
}

// static gives a file of _static by its address, or nil.
func (p *planner) static(addr string) *source.File {
	i := slices.IndexFunc(p.Site.Static, func(f source.File) bool { return f.Path == source.StaticDir+"/"+addr })
	if i < 0 {
		return nil
	}
	return &p.Site.Static[i]
}

// iconSize gives the size of a PNG of the site or of the theme, as a manifest writes it; "" when it cannot be read, for a phone
// passes over a sign whose size is not what was said.
func (p *planner) iconSize(addr string) string {
	if f := p.static(addr); f != nil {
		if e := p.Gallery.Of(f); e != nil && e.Width > 0 {
			return fmt.Sprintf("%dx%d", e.Width, e.Height)
		}
		return ""
	}
	for _, a := range p.Theme.Assets() {
		if a.Address == addr {
			if c, err := png.DecodeConfig(bytes.NewReader(a.Bytes)); err == nil {
				return fmt.Sprintf("%dx%d", c.Width, c.Height)
			}
		}
	}
	return ""
}

// ownManifest reports a web manifest of the site's own that browsers cannot read, which they would pass over in silence.
func (p *planner) ownManifest(f *source.File) {
	data, err := p.Tree.Read(*f)
	if err != nil {
		return // Said where it is copied.
	}
	text := bytes.TrimPrefix(data, []byte("\ufeff"))
	var fields map[string]any
	err = json.Unmarshal(text, &fields)
	if err == nil && fields != nil {
		return
	}
	at, message := 0, "a web manifest is one JSON object"
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at, message = max(int(syntax.Offset)-1, 0), "this web manifest is no JSON: "+syntax.Error()
	}
	before := text[:min(at, len(text))]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	pos := diag.Pos{File: f.Path, Line: int32(bytes.Count(before, []byte("\n")) + 1), Column: int32(utf8.RuneCount(line) + 1)}
	p.list.Error(pos, "web-manifest", message, "mend it, or delete the file: then Dateline writes one")
}
