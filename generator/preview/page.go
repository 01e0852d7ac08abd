package preview

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"unicode"

	tokens "golang.org/x/net/html"
	"golang.org/x/text/width"

	"dateline/generator/diag"
)

//go:embed refresh/refresh.js refresh/refresh.css refresh/idiomorph/idiomorph.js
var refresh embed.FS

// The script is one file with idiomorph (npm, 0.8.0, as it came) in its scope, so that neither shows in the pages' own.
var (
	script = slices.Concat([]byte("(() => {\n"), file("refresh/idiomorph/idiomorph.js"), []byte("\n"), file("refresh/refresh.js"), []byte("})();\n"))
	style  = file("refresh/refresh.css")
)

func file(name string) []byte {
	text, err := refresh.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return text
}

// dress adds to a page what the preview shows with it: at the top a banner if the page is held back, at the end the
// script. mark is an attribute of the script for what is not a page of the site.
func (s *Server) dress(page []byte, now site, name, mark string) []byte {
	top, bottom := "", s.scriptTag(now, name, mark)
	if text := now.held[name]; text != "" {
		top = fmt.Sprintf(`<link rel="stylesheet" href="%s"><aside class="dateline-held" aria-label="Preview">%s</aside>`, stylePath, html.EscapeString(text))
	}
	start, end := bodySpan(page)
	return slices.Concat(page[:start], []byte(top), page[start:end], []byte(bottom), page[end:])
}

const (
	ofSite      = ""
	markOwn     = " data-own"     // a page of the server's
	markMissing = " data-missing" // the site's page for addresses that have none
)

func (s *Server) scriptTag(now site, name, mark string) string {
	return fmt.Sprintf(`<script src="%s" defer data-dateline data-generation="%s-%d" data-base="%s" data-page="%s"%s></script>`,
		scriptPath, s.run, now.generation, html.EscapeString(now.base), html.EscapeString(name), mark)
}

// bodySpan finds where a page's body begins and ends. What a comment or a script says of bodies does not count.
func bodySpan(page []byte) (start, end int) {
	start, end = -1, len(page)
	z := tokens.NewTokenizer(bytes.NewReader(page))
	for at := 0; ; {
		kind := z.Next()
		if kind == tokens.ErrorToken {
			return max(start, 0), end
		}
		before := at
		at += len(z.Raw())
		if kind != tokens.StartTagToken && kind != tokens.EndTagToken {
			continue
		}
		switch tag, _ := z.TagName(); {
		case string(tag) != "body":
		case kind == tokens.EndTagToken:
			end = before
		case start < 0:
			start = at
		}
	}
}

// problem is a diagnostic as the overlay shows it.
type problem struct {
	Where    string `json:"where"` // file:line:column
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Excerpt  string `json:"excerpt,omitempty"` // the line, and a caret below it
	Hint     string `json:"hint,omitempty"`
}

// maxProblems is how many an overlay lists; nobody mends more at once.
const maxProblems = 200

// problems makes the list that the overlay shows, errors first, and the number of those left out.
func problems(list diag.List) ([]problem, int) {
	var all []problem
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		for _, d := range list {
			if d.Severity == severity {
				all = append(all, problem{where(d.Pos), severity.String(), diag.Visible(d.Message), excerpt(d), diag.Visible(d.Hint)})
			}
		}
	}
	shown := all[:min(len(all), maxProblems)]
	return shown, len(all) - len(shown)
}

func where(p diag.Pos) string {
	switch {
	case p.Line == 0:
		return diag.Visible(p.File)
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", diag.Visible(p.File), p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", diag.Visible(p.File), p.Line, p.Column)
}

// excerpt gives the line with a caret below its column, in a monospaced type.
func excerpt(d diag.Diagnostic) string {
	line, before := d.Cut()
	if line == "" || d.Column == 0 {
		return line
	}
	below := strings.Map(func(r rune) rune {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
			return -1
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			return '\u3000' // a space as wide as the character above it
		}
		return ' '
	}, before)
	return line + "\n" + below + "^"
}

// unbuilt answers while there is no site: it is being built for the first time, or its source has errors.
func (s *Server) unbuilt(w http.ResponseWriter, r *http.Request, now site) {
	if len(now.problems) == 0 {
		w.Header().Set("Retry-After", "1")
		answer(w, r, http.StatusServiceUnavailable, s.ownPage("Building…", "The site is being built. This page shows it as soon as it is there.", now, ""))
		return
	}
	answer(w, r, http.StatusInternalServerError, s.ownPage("Not built", "The source has errors. This page shows the site as soon as they are mended.", now, ""))
}

// ownPage makes a page of the server's own.
func (s *Server) ownPage(title, text string, now site, name string) []byte {
	var page bytes.Buffer
	err := ownPages.Execute(&page, map[string]any{
		"Title": title, "Text": text, "Style": stylePath, "Waiting": now.generation == 0, "Problems": now.problems, "More": now.more,
	})
	if err != nil {
		panic(err) // a template of our own, into memory
	}
	return s.dress(page.Bytes(), now, name, markOwn)
}

// The list is what refresh.js builds for the overlay.
var ownPages = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{{if .Waiting}}<noscript><meta http-equiv="refresh" content="1"></noscript>
{{end}}<title>{{.Title}}</title>
<link rel="stylesheet" href="{{.Style}}">
</head>
<body class="dateline-page">
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{with .Problems}}<ol class="problems">
{{range .}}<li class="{{.Severity}}"><p><span class="where">{{.Where}}</span> <span class="message">{{if ne .Severity "error"}}{{.Severity}}: {{end}}{{.Message}}</span></p>
{{with .Excerpt}}<pre>{{.}}</pre>
{{end}}{{with .Hint}}<p class="hint">{{.}}</p>
{{end}}</li>
{{end}}</ol>
{{end}}{{with .More}}<p>And {{.}} more.</p>
{{end}}</body>
</html>
`))
