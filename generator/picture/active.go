package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// drawing lists the elements that a published SVG may have: shapes, text, gradients, filters, links within the drawing.
// What runs, embeds or animates an address is not among them.
var drawing = map[string]bool{
	"svg": true, "g": true, "defs": true, "symbol": true, "use": true, "title": true, "desc": true, "metadata": true,
	"path": true, "rect": true, "circle": true, "ellipse": true, "line": true, "polyline": true, "polygon": true,
	"text": true, "tspan": true, "textpath": true, "image": true, "marker": true, "pattern": true, "clippath": true, "mask": true,
	"lineargradient": true, "radialgradient": true, "stop": true, "switch": true, "view": true, "style": true,
	"filter": true, "feblend": true, "fecolormatrix": true, "fecomponenttransfer": true, "fecomposite": true, "feconvolvematrix": true,
	"fediffuselighting": true, "fedisplacementmap": true, "fedropshadow": true, "feflood": true, "fefunca": true, "fefuncb": true,
	"fefuncg": true, "fefuncr": true, "fegaussianblur": true, "femerge": true, "femergenode": true, "femorphology": true, "feoffset": true,
	"fepointlight": true, "fespecularlighting": true, "fespotlight": true, "fetile": true, "feturbulence": true, "fedistantlight": true,
}

// Active gives why an SVG must not be published beside a text, or nil: opened by itself, it is a document that a browser runs.
func Active(text []byte) *Refusal {
	what, at := active(text)
	if what == "" {
		return nil
	}
	r := &Refusal{Kind: "active-svg", Message: "this SVG is refused: it has " + what, Hint: activeHint}
	r.Line, r.Column = place(text, at)
	return r
}

// active says what in an SVG a browser might run or fetch, or "", and at which byte. Elements of editors' own name spaces,
// which browsers do not draw, are let through.
func active(text []byte) (what string, at int64) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = true
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) { return nil, fmt.Errorf("encoding %s", label) }
	root := false
	inStyle := 0
	var style strings.Builder // the text of all style elements: comments part it for a decoder and not for a browser
	for {
		at = d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return mistake(err), d.InputOffset()
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return "an entity declaration", at
			}
			if declares(t) {
				return "declarations of its own", at // which may give elements attributes that are not seen here
			}
		case xml.ProcInst:
			if !strings.EqualFold(t.Target, "xml") {
				return "a processing instruction", at
			}
		case xml.StartElement:
			root = true
			name := strings.ToLower(t.Name.Local)
			svg := t.Name.Space == "" || t.Name.Space == svgSpace
			if name == "style" {
				inStyle++
			}
			if svg && !drawing[name] || t.Name.Space == htmlSpace {
				return "an element <" + t.Name.Local + ">", at
			}
			if what := activeAttributes(t.Attr); what != "" {
				return what, at
			}
		case xml.EndElement:
			if strings.EqualFold(t.Name.Local, "style") {
				inStyle--
			}
		case xml.CharData:
			if inStyle > 0 {
				if style.Write(t); outside(style.String()) {
					return "a style that fetches from elsewhere", at
				}
			}
		}
	}
	if !root {
		return "no drawing in it", 0
	}
	return "", 0
}

func activeAttributes(list []xml.Attr) string {
	for _, a := range list {
		name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		switch {
		case editors(a.Name.Space): // and not published
		case strings.HasPrefix(name, "on"):
			return "an event handler " + a.Name.Local
		case name == "base" && a.Name.Space != "":
			return "an attribute " + a.Name.Local + " that moves its links"
		case name == "href" && !strings.HasPrefix(value, "#") && !plainImage(value):
			return "a link to " + value
		case a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && outside(value):
			return "an attribute " + a.Name.Local + " that fetches from elsewhere"
		}
	}
	return ""
}

// plainImage tells an image held in the SVG itself, of a type that cannot run.
func plainImage(value string) bool {
	for _, t := range []string{"png", "jpeg", "gif", "webp"} {
		if strings.HasPrefix(value, "data:image/"+t+";") {
			return true
		}
	}
	return false
}

// outside reports whether a style fetches anything but a part of the drawing.
func outside(style string) bool {
	s := strings.ToLower(style)
	for _, active := range []string{"@import", `\`, "javascript:", "image-set(", "image(", "src("} {
		if strings.Contains(s, active) {
			return true
		}
	}
	for rest := s; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return false
		}
		if !strings.HasPrefix(strings.TrimLeft(after, " '\"\t\n"), "#") {
			return true
		}
		rest = after
	}
}
