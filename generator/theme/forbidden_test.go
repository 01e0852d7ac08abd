package theme

import (
	"fmt"
	"strings"
	"testing"

	"dateline/generator/diag"
)

func TestForbidden(t *testing.T) {
	for text, want := range map[string]string{
		`<p class="a">é <b style="color: red">x</b></p>`:       `1:19 style=`,
		`<p title="{{if gt 1 2}}>{{end}}" style="{{.Title}}">`: `1:34 style=`,
		"<p\n  STYLE='x'>":                                                                      `2:3 style=`,
		`<p title=" style=x">`:                                                                  ``,
		`<button onclick="go()">x</button>`:                                                     `1:9 onclick=`,
		"<p>\n<style>p { color: red }</style>":                                                  `2:1 a style element`,
		`<script>go()</script>`:                                                                 `1:1 a script in a page`,
		`<script async>go()</script><script src="/assets/a.js"></script>`:                       `1:1 a script in a page`,
		`<script type="application/ld+json">{}</script>`:                                        ``,
		`<script src="https://example.org/a.js"></script>`:                                      `1:1 what stands on another site`,
		`<img alt="" src="//example.org/a.png">`:                                                `1:1 what stands on another site`,
		`<img alt="" src="{{.Site.Base}}assets/a.png">`:                                         ``,
		`<link rel="stylesheet" href="https://example.org/a.css">`:                              `1:1 what stands on another site`,
		`<link rel="canonical" href="https://example.org/">`:                                    ``,
		`<a href="https://example.org/">style="x"</a> a <b and c style=> `:                      `1:57 style=`,
		`<meta property="og:image" content="https://example.org/a.png">`:                        ``,
		`<p class="style" data-style="x" data-on="y">{{link "https://example.org/" "x"}}</p>`:   ``,
		`{{/* <p style="x"> */}}<p>Write style="x".</p>`:                                        ``,
		`<svg viewBox="0 0 1 1"><path style="fill: red" d="M0 0"></path></svg><i on:x="1"></i>`: `1:30 style=`,
	} {
		theme := &Theme{files: []file{{path: "templates/x.html", shown: "x", layer: siteLayer, text: []byte(text)}, {path: "templates/y.html", text: []byte(`<p style="x">`)}}}
		var found diag.List
		theme.forbidden(&found)
		var got []string
		for _, d := range found {
			what, _, _ := strings.Cut(d.Message, " has no effect")
			got = append(got, fmt.Sprintf("%d:%d %s", d.Line, d.Column, what))
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s\ngot  %q\nwant %q", text, got, want)
		}
	}
}
