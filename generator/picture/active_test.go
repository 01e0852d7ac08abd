package picture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestActive refuses drawings that a browser would run, or that fetch something, and lets plain ones pass.
func TestActive(t *testing.T) {
	const ns = `xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`
	plain := map[string]string{
		"shapes":                `<g fill="none"><path d="M0 0h1"/><circle r="1"/><rect width="1"/></g>`,
		"text":                  `<text x="1">one &lt;script&gt; <tspan>two</tspan></text><title>t</title><desc>d</desc>`,
		"gradient":              `<defs><linearGradient id="a"><stop offset="1"/></linearGradient></defs><rect fill="url(#a)" style="stroke: url( '#a' )"/>`,
		"use":                   `<symbol id="s"/><use href="#s"/><use xlink:href="#s"/>`,
		"style":                 `<style>.a { fill: red } /* a comment */</style><style><![CDATA[.b > .c { fill: url(#a) }]]></style>`,
		"own picture":           `<image href="data:image/png;base64,AAAA"/>`,
		"filter":                `<filter id="f"><feGaussianBlur stdDeviation="1"/></filter>`,
		"an editor's":           `<metadata><x:rdf xmlns:x="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x:Work x:about="https://example.org/"/></x:rdf></metadata>`,
		"a comment":             `<!-- <script>alert(1)</script> -->`,
		"an editor's attribute": `<g xmlns:x="http://www.inkscape.org/namespaces/inkscape" x:export-filename="C:\Users\map.png" x:href="https://example.org/"/>`,
		"like one":              `<g class="on" id="onload" data-x="1"/>`,
	}
	for name, body := range plain {
		for _, head := range []string{"", `<?xml version="1.0" encoding="UTF-8"?>` + "\n", `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">`} {
			if what, _ := active([]byte(head + "<svg " + ns + ">" + body + "</svg>")); what != "" {
				t.Errorf("%s: refused for %s", name, what)
			}
		}
	}
	evil := map[string]string{
		"script":                     `<script>alert(1)</script>`,
		"script in capitals":         `<SCRIPT>alert(1)</SCRIPT>`,
		"script by a prefix":         `<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>`,
		"script of HTML":             `<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>`,
		"image of HTML":              `<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x"/>`,
		"handler":                    `<g onclick="alert(1)"/>`,
		"handler in capitals":        `<g ONLOAD="alert(1)"/>`,
		"handler with spaces":        "<g\n onload\n=\n'alert(1)'/>",
		"foreign object":             `<foreignObject><b/></foreignObject>`,
		"link":                       `<a href="https://example.net/"><path/></a>`,
		"link that runs":             `<a xlink:href="javascript:alert(1)"><path/></a>`,
		"use of another file":        `<use href="other.svg#a"/>`,
		"use of a site":              `<use xlink:href="https://example.net/a.svg#a"/>`,
		"use of data":                `<use href="data:image/svg+xml;base64,AAAA#a"/>`,
		"picture from elsewhere":     `<image href="https://example.net/a.png"/>`,
		"picture from the same site": `<image href="//example.net/a.png"/>`,
		"picture that is an SVG":     `<image href="data:image/svg+xml,%3Csvg/%3E"/>`,
		"picture that is HTML":       `<image href="data:text/html,x"/>`,
		"animation":                  `<animate attributeName="href" to="javascript:alert(1)"/>`,
		"set":                        `<set attributeName="onmouseover" to="alert(1)"/>`,
		"import":                     `<style>@import "https://example.net/a.css";</style>`,
		"import in capitals":         `<style>@IMPORT url(a.css);</style>`,
		"import parted by a comment": `<style>@imp<!-- -->ort "https://example.net/a.css";</style>`,
		"url parted by CDATA":        `<style>g { fill: u<![CDATA[rl(https://example.net/a)]]> }</style>`,
		"url in a style":             `<style>g { background: url( "https://example.net/a" ) }</style>`,
		"escaped url in a style":     `<style>g { background: u\72l(https://example.net/a) }</style>`,
		"image-set in a style":       `<style>g { background: -webkit-image-set("https://example.net/a" 1x) }</style>`,
		"url in an attribute":        `<rect fill="url(https://example.net/a.svg#a)"/>`,
		"url in a style attribute":   `<rect style="fill: URL(//example.net/a)"/>`,
		"second url":                 `<rect style="fill: url(#a); stroke: url(https://example.net/)"/>`,
		"base":                       `<g xml:base="https://example.net/"><use href="#a"/></g>`,
		"frame":                      `<iframe src="https://example.net/"/>`,
		"embedded":                   `<embed src="x"/>`,
		"audio":                      `<audio href="x"/>`,
		"handler element":            `<handler type="application/ecmascript">alert(1)</handler>`,
		"discard":                    `<discard/>`,
		"not closed":                 `<g>`,
		"undeclared entity":          `<text>&x;</text>`,
		"stylesheet instruction":     `<?xml-stylesheet href="https://example.net/a.css"?>`,
	}
	for name, body := range evil {
		if what, _ := active([]byte("<svg " + ns + ">" + body + "</svg>")); what == "" {
			t.Errorf("%s passes: %s", name, body)
		}
	}
	whole := map[string]string{
		"entity":                `<!DOCTYPE svg [<!ENTITY x "<script>alert(1)</script>">]><svg ` + ns + `>&x;</svg>`,
		"attribute by default":  `<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]><svg ` + ns + `/>`,
		"stylesheet":            `<?xml-stylesheet href="https://example.net/a.css"?><svg ` + ns + `/>`,
		"handler at the root":   `<svg ` + ns + ` onload="alert(1)"/>`,
		"no name space":         `<svg onload="alert(1)"/>`,
		"another root":          `<html xmlns="http://www.w3.org/1999/xhtml"/>`,
		"empty":                 "",
		"only a comment":        "<!-- -->",
		"text":                  "not a drawing",
		"another encoding":      `<?xml version="1.0" encoding="ISO-2022-JP"?><svg ` + ns + `/>`,
		"UTF-16":                "\xff\xfe<\x00s\x00v\x00g\x00/\x00>\x00",
		"HTML after the end":    `<svg ` + ns + `/><script>alert(1)</script>`,
		"nesting of style":      `<svg ` + ns + `><style><g/></style><style>@import "a";</style></svg>`,
		"a link without a name": `<svg ` + ns + `><path href=""/></svg>`,
	}
	for name, text := range whole {
		if what, _ := active([]byte(text)); what == "" {
			t.Errorf("%s passes: %s", name, text)
		}
	}
	text := "<svg " + ns + ">\n<path/>\n<script/></svg>"
	if _, at := active([]byte(text)); !strings.HasPrefix(text[at:], "<script") {
		t.Errorf("the script is found at byte %d: %q", at, text[at:])
	}
}

// TestSampleDrawings lets the drawings of the sample pass.
func TestSampleDrawings(t *testing.T) {
	files, err := filepath.Glob("../../briefings/*/*/*.svg")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if what, _ := active(text); what != "" {
			t.Errorf("%s: refused for %s", name, what)
		}
	}
}
