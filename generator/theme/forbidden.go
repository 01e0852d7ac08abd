package theme

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"dateline/generator/diag"
)

// What the content security policy of every page forbids (view.Policy) would have no effect, in silence.
var (
	tag       = regexp.MustCompile(`<([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>`)
	quotation = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	inlined   = regexp.MustCompile(`(?i)\s(style|on[a-z]+)\s*=`)
	elsewhere = regexp.MustCompile(`(?i)\s(?:src|srcset|href|data|poster)\s*=\s*["']?(?:https?:)?//`)
	sourced   = regexp.MustCompile(`(?i)\ssrc\s*=`)
	isData    = regexp.MustCompile(`(?i)\stype\s*=\s*["']?[a-z]+/[a-z+]*json`)
	isLoaded  = regexp.MustCompile(`(?i)\srel\s*=\s*["']?[a-z ]*(?:stylesheet|icon|preload|manifest)`)
	templated = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
)

// forbidden tells of what the site's own templates have in them that browsers are told not to heed.
func (t *Theme) forbidden(found *diag.List) {
	for _, f := range t.files {
		if !f.ownTemplate() {
			continue
		}
		// What templates put in can hold quotes and brackets of its own.
		text := templated.ReplaceAllFunc(f.text, blank)
		for _, at := range tag.FindAllSubmatchIndex(text, -1) {
			name, attributes := strings.ToLower(string(text[at[2]:at[3]])), text[at[4]:at[5]]
			switch inline := inlined.FindSubmatchIndex(quotation.ReplaceAllFunc(attributes, blank)); {
			case inline != nil && strings.EqualFold(string(attributes[inline[2]:inline[3]]), "style"):
				f.warn(at[4]+inline[2], "style=", "give it a class, and write the rule into styles/NAME.css", found)
			case inline != nil:
				f.warn(at[4]+inline[2], string(attributes[inline[2]:inline[3]])+"=", "add the listener in scripts/NAME.js", found)
			case name == "style":
				f.warn(at[0], "a style element", "write its rules into styles/NAME.css", found)
			case name == "script" && !sourced.Match(attributes) && !isData.Match(attributes):
				f.warn(at[0], "a script in a page", "put it into scripts/NAME.js, which every page loads", found)
			case name != "a" && name != "meta" && (name != "link" || isLoaded.Match(attributes)) && elsewhere.Match(attributes):
				f.warn(at[0], "what stands on another site", "put the file into the theme's static/; its address is {{.Site.Base}}assets/NAME", found)
			}
		}
	}
}

// blank is a text of the same length with nothing in it.
func blank(text []byte) []byte { return bytes.Repeat([]byte("x"), len(text)) }

func (f file) warn(at int, what, hint string, found *diag.List) {
	found.Warn(f.at(at), "forbidden", what+" has no effect: every page forbids it (Content-Security-Policy)", hint)
}

// at gives the place of a byte of the file.
func (f file) at(offset int) diag.Pos {
	before := f.text[:offset]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return diag.Pos{File: f.shown, Line: int32(bytes.Count(before, []byte("\n")) + 1), Column: int32(utf8.RuneCount(line) + 1)}
}
