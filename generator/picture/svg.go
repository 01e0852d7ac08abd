package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The name spaces of what browsers draw or read in an SVG. What is in another one is an editor's.
const (
	svgSpace   = "http://www.w3.org/2000/svg"
	linkSpace  = "http://www.w3.org/1999/xlink"
	htmlSpace  = "http://www.w3.org/1999/xhtml"
	mathSpace  = "http://www.w3.org/1998/Math/MathML"
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	svgHint    = "export it as plain SVG, or as PNG"
	activeHint = "export it as plain SVG, without scripts and links to other sites, or as PNG"
)

// signature tells a title or desc that says with what or by whom a drawing was made, as programs write them, from one that says what
// it shows.
var signature = regexp.MustCompile(`(?i)^\s*(?:(?:created|made|drawn|designed|generated|produced|exported|edited|converted)\s+(?:with|by|using)\b|` +
	`(?:created|exported|generated)\s+(?:in|from)\s+(?:adobe|figma|sketch|inkscape|canva)\b|` +
	`(?:generator|creator|author|software|producer|program|application)\s*:|(?:sketch|figma|gnuplot|canva|coreldraw)[\s\d.,()-]*$)|` +
	`\b(?:adobe (?:illustrator|photoshop|xd|fireworks)|inkscape|sketchtool|coreldraw|boxy svg|affinity designer|matplotlib)\b`)

// readSVG keeps of an SVG what is drawn, and title and desc, which are for readers, unless they are signatures. What is kept is copied as it is written.
// <metadata>, comments, also those of styles, the head of the document, instructions, data-* and whatever belongs to an editor go. Pictures within it are
// freed of their metadata too.
func readSVG(text []byte) (*Picture, error) {
	p := &Picture{Format: SVG}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) { return nil, fmt.Errorf("encoding %s", label) }
	out := make([]byte, 0, len(text))
	depth, skipped := 0, 0 // open elements that are kept, and of the one that is left out
	done := false
	styled, style := -1, []byte(nil)         // where in out the text of an open style begins, and that text
	said, saidAt, says := -1, 0, []byte(nil) // where in out an open title or desc begins, its depth, and its text
	for {
		at := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, svgAt(text, d.InputOffset(), mistake(err))
		}
		raw := text[at:d.InputOffset()]
		switch t := token.(type) {
		case xml.Directive:
			if declares(t) {
				return nil, svgAt(text, at, "declarations of its own")
			}
		case xml.StartElement:
			switch {
			case skipped > 0:
				skipped++
			case done || !kept(t.Name) || depth == 0 && (t.Name.Local != "svg" || t.Name.Space != "" && t.Name.Space != svgSpace):
				skipped = 1
			default:
				tag, err := cleanTag(raw, t)
				if err != nil {
					return nil, svgAt(text, at, err.Error())
				}
				if depth++; depth == 1 {
					p.Width, p.Height = svgSize(t.Attr)
				}
				if styled >= 0 {
					return nil, svgAt(text, at, "an element within a style")
				}
				if said < 0 && depth > 1 && (t.Name.Local == "title" || t.Name.Local == "desc") {
					said, saidAt, says = len(out), depth, nil
				}
				if out = append(out, tag...); t.Name.Local == "style" {
					styled, style = len(out), nil
				}
			}
		case xml.EndElement:
			if skipped > 0 {
				skipped--
				continue
			}
			if styled >= 0 && holdsPicture(string(style)) {
				return nil, svgAt(text, at, "a picture within a style")
			}
			if styled >= 0 && bytes.Contains(style, []byte("/*")) {
				out = append(out[:styled], cleanStyle(style)...)
			}
			styled = -1
			out = append(out, raw...)
			if said >= 0 && depth == saidAt {
				if signature.Match(says) {
					out = out[:said]
				}
				said = -1
			}
			depth--
			done = done || depth == 0
		case xml.CharData:
			if skipped > 0 || depth == 0 {
				continue
			}
			if out, style = append(out, raw...), append(style, t...); said >= 0 {
				says = append(says, t...)
			}
		}
	}
	if !done {
		return nil, svgAt(text, 0, "no drawing in it")
	}
	if bytes.HasSuffix(text, []byte("\n")) {
		out = append(out, '\n')
	}
	p.Bytes = out
	return p, nil
}

// cleanStyle gives the text of a style, ready for a document, with nothing in its comments: they part words, and so they stay.
func cleanStyle(text []byte) []byte {
	var out []byte
	var quote byte
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text):
			out = append(out, c)
			i++
			c = text[i]
		case quote != 0 && (c == quote || c == '\n'):
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '/' && i+1 < len(text) && text[i+1] == '*':
			out = append(out, "/**/"...)
			end := bytes.Index(text[i+2:], []byte("*/"))
			if end < 0 {
				return out
			}
			i += 2 + end + 1
			continue
		}
		switch c {
		case '&':
			out = append(out, "&amp;"...)
		case '<':
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		case '\r':
			out = append(out, "&#13;"...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// declares reports whether a declaration gives a document parts of its own, which are not seen here.
func declares(d xml.Directive) bool {
	return bytes.Contains(bytes.ToUpper(d), []byte("ENTITY")) || bytes.IndexByte(d, '[') >= 0
}

func svgAt(text []byte, at int64, what string) error {
	r := &Refusal{Kind: "picture-unreadable", Message: "this SVG cannot be freed of metadata: it has " + what, Hint: svgHint}
	r.Line, r.Column = place(text, at)
	return r
}

// place gives the line and the column of a byte.
func place(text []byte, at int64) (line, column int32) {
	before := text[:at]
	last := before[bytes.LastIndexByte(before, '\n')+1:]
	return int32(bytes.Count(before, []byte("\n")) + 1), int32(utf8.RuneCount(last) + 1)
}

// mistake says what keeps a drawing from being read, without the line, which the message's place tells.
func mistake(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return "a mistake: " + syntax.Msg
	}
	return "a mistake: " + err.Error()
}

// editors reports whether nothing in a name space is drawn.
func editors(space string) bool {
	switch space {
	case "", "xml", "xmlns", svgSpace, linkSpace, htmlSpace, mathSpace, xmlSpace:
		return false
	}
	return true
}

func kept(name xml.Name) bool {
	switch name.Space {
	case "", svgSpace:
		return !strings.EqualFold(name.Local, "metadata")
	}
	return name.Space == htmlSpace || name.Space == mathSpace
}

// cleanTag gives a start tag without the attributes that draw nothing.
func cleanTag(raw []byte, t xml.StartElement) ([]byte, error) {
	pieces, ok := attributes(raw)
	if !ok || len(pieces) != len(t.Attr) {
		return nil, errors.New("a tag that cannot be read")
	}
	var out []byte
	from := 0
	for i, a := range t.Attr {
		text := raw[pieces[i].from:pieces[i].to]
		switch {
		case !keptAttribute(a):
			text = nil
		case a.Name.Local == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Value)), "data:"):
			clean, err := cleanData(strings.TrimSpace(a.Value))
			if err != nil {
				return nil, err
			}
			text = fmt.Appendf(nil, `%s="%s"`, raw[pieces[i].start:pieces[i].name], clean)
			text = append([]byte(" "), text...)
		case holdsPicture(a.Value):
			return nil, fmt.Errorf("a picture within its attribute %s", a.Name.Local)
		}
		out = append(append(out, raw[from:pieces[i].from]...), text...)
		from = pieces[i].to
	}
	return append(out, raw[from:]...), nil
}

func keptAttribute(a xml.Attr) bool {
	switch a.Name.Space {
	case "":
		return !strings.HasPrefix(strings.ToLower(a.Name.Local), "data-")
	case "xmlns":
		return a.Value == svgSpace || a.Value == linkSpace || a.Value == htmlSpace || a.Value == mathSpace
	case linkSpace:
		return a.Name.Local == "href"
	}
	return a.Name.Space == xmlSpace || a.Name.Space == "xml"
}

var dataImage = regexp.MustCompile(`(?i)data:\s*image/`)

func holdsPicture(text string) bool { return dataImage.MatchString(text) }

// piece is an attribute in a tag: from the white space before it on, and where its name begins and ends.
type piece struct{ from, start, name, to int }

// attributes finds the attributes of a tag that was read without a mistake.
func attributes(raw []byte) (all []piece, ok bool) {
	space := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
	at := 1
	for at < len(raw) && !space(raw[at]) && raw[at] != '>' && raw[at] != '/' {
		at++
	}
	for {
		p := piece{from: at}
		for at < len(raw) && space(raw[at]) {
			at++
		}
		if at >= len(raw) || raw[at] == '>' || raw[at] == '/' {
			return all, at < len(raw)
		}
		if p.start = at; p.start == p.from {
			return nil, false // No browser takes that either.
		}
		for at < len(raw) && !space(raw[at]) && raw[at] != '=' {
			at++
		}
		p.name = at
		for at < len(raw) && (space(raw[at]) || raw[at] == '=') {
			at++
		}
		if at >= len(raw) || raw[at] != '"' && raw[at] != '\'' {
			return nil, false
		}
		end := bytes.IndexByte(raw[at+1:], raw[at])
		if end < 0 {
			return nil, false
		}
		at += end + 2
		p.to = at
		all = append(all, p)
	}
}

// cleanData frees a picture that is held in an address (RFC 2397) of metadata.
func cleanData(address string) (string, error) {
	head, text, ok := strings.Cut(address, ",")
	if !ok {
		return "", errors.New("a picture within it that cannot be read")
	}
	var data []byte
	var err error
	if strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), ";base64") {
		text = strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \t\r\n", r) {
				return -1
			}
			return r
		}, text)
		data, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	} else {
		text, err = url.PathUnescape(text)
		data = []byte(text)
	}
	if err != nil {
		return "", errors.New("a picture within it that cannot be read")
	}
	p, err := Read("", data)
	if err != nil || p == nil {
		return "", errors.New("a picture within it that cannot be read")
	}
	types := map[Format]string{JPEG: "jpeg", PNG: "png", GIF: "gif", WebP: "webp", AVIF: "avif"}
	return "data:image/" + types[p.Format] + ";base64," + base64.StdEncoding.EncodeToString(p.Bytes), nil
}

// svgSize gives the size that a drawing asks for. One that asks for none fills what there is: it gets the shape of its view, and is
// as wide as the text.
func svgSize(attributes []xml.Attr) (width, height int) {
	var w, h float64
	var view [4]float64
	for _, a := range attributes {
		if a.Name.Space != "" {
			continue
		}
		switch a.Name.Local {
		case "width":
			w = svgLength(a.Value)
		case "height":
			h = svgLength(a.Value)
		case "viewBox":
			parts := strings.FieldsFunc(a.Value, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
			for i := range min(len(parts), 4) {
				view[i], _ = strconv.ParseFloat(parts[i], 64)
			}
		}
	}
	const wide = 576 // the measure of the text, 36 rem
	if seen := view[2] > 0 && view[3] > 0; seen {
		switch {
		case w == 0 && h == 0:
			w = wide
			h = w / view[2] * view[3]
		case w == 0:
			w = h / view[3] * view[2]
		case h == 0:
			h = w / view[2] * view[3]
		}
	}
	const most = 1 << 20
	if !(w >= 0.5 && h >= 0.5 && w < most && h < most) {
		return 0, 0
	}
	return int(math.Round(w)), int(math.Round(h))
}

// svgLength gives a length in pixels; 0 for one that depends on something else.
func svgLength(text string) float64 {
	text = strings.TrimSpace(text)
	for unit, pixels := range map[string]float64{"px": 1, "pt": 96.0 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			n, _ := strconv.ParseFloat(number, 64)
			return n * pixels
		}
	}
	n, _ := strconv.ParseFloat(text, 64)
	return n
}
