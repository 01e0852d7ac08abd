package briefing

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// allowedAttributes are the elements that a body's HTML may have, each with its attributes.
var allowedAttributes = map[string][]string{
	"a":   {"href", "title", "class", "role", "aria-label"},
	"img": {"src", "alt", "title", "loading", "decoding"},
	"div": {"class", "role", "tabindex", "aria-label"},
	"h2":  {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
	"input":   {"type", "disabled", "checked", "aria-label"},
	"ul":      {"class"},
	"ol":      {"start"},
	"li":      {"class", "id"},
	"th":      {"class", "scope"},
	"td":      {"class"},
	"aside":   {"class", "role"},
	"section": {"class", "role", "aria-label"},
	"p":       {"class"},
	"pre":     {"class", "tabindex"},
	"code":    {"class"},
	"span":    {"class"},
	"sup":     {"id"},
	"em":      {}, "strong": {}, "del": {}, "br": {}, "hr": {}, "blockquote": {}, "dl": {}, "dt": {}, "dd": {}, "table": {}, "caption": {},
	"thead": {}, "tbody": {}, "tr": {}, "figure": {}, "figcaption": {},
}

var (
	voidElements = []string{"img", "br", "hr", "input"}
	classNames   = regexp.MustCompile(`^[a-z0-9]+([ -][a-z0-9+#_.-]+)*$`)
	noteIDs      = regexp.MustCompile(`^fn(ref)?:[0-9]+(:[0-9]+)?$`)
	slugs        = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// judgeHTML says what is wrong with a body's HTML: an element, attribute, address or id that it may not have, an
// element that is not closed in order, or one that a browser would put elsewhere.
func judgeHTML(out string) error {
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(out))
	for {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Errorf("not closed: %v", open)
			}
			return judgeTree(out)
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			return fmt.Errorf("%v", token)
		case html.TextToken:
			if strings.ContainsFunc(token.Data, func(r rune) bool { return publishable(r) != r }) {
				return fmt.Errorf("a control character in %q", token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				return fmt.Errorf("</%s> in %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.StartTagToken:
			if err := judgeToken(token, open, ids); err != nil {
				return err
			}
			if !slices.Contains(voidElements, token.Data) {
				open = append(open, token.Data)
			}
		}
	}
}

func judgeToken(token html.Token, open []string, ids map[string]bool) error {
	allowed, ok := allowedAttributes[token.Data]
	if !ok {
		return fmt.Errorf("element %v", token)
	}
	if token.Data == "a" && slices.Contains(open, "a") {
		return fmt.Errorf("a link in a link: %v", token)
	}
	for i, a := range token.Attr {
		if !slices.Contains(allowed, a.Key) || slices.ContainsFunc(token.Attr[:i], func(b html.Attribute) bool { return a.Key == b.Key }) {
			return fmt.Errorf("attribute %s of %v", a.Key, token)
		}
		switch a.Key {
		case "href", "src":
			if !harmless(a.Val, token.Data == "img") {
				return fmt.Errorf("address %q", a.Val)
			}
		case "id":
			if ids[a.Val] || !noteIDs.MatchString(a.Val) && !slugs.MatchString(a.Val) {
				return fmt.Errorf("id %q", a.Val)
			}
			ids[a.Val] = true
		case "class":
			if !classNames.MatchString(a.Val) {
				return fmt.Errorf("class %q", a.Val)
			}
		}
	}
	return nil
}

// harmless reads an address as browsers do: control characters and white space around it and line ends in it are
// dropped, a backslash is a slash.
func harmless(address string, image bool) bool {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	address = strings.ToLower(strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(address))
	if strings.HasPrefix(address, "//") {
		return false
	}
	scheme := regexp.MustCompile(`^([a-z][a-z0-9+.-]*):`).FindString(address)
	return scheme == "" || !image && slices.Contains([]string{"http:", "https:", "mailto:", "tel:"}, scheme)
}

// judgeTree compares what was written with what a browser makes of it: a difference means that it had to mend something.
func judgeTree(out string) error {
	nodes, err := html.ParseFragment(strings.NewReader(out), &html.Node{Type: html.ElementNode, Data: "article", DataAtom: atom.Article})
	if err != nil {
		return err
	}
	var written, read []string
	z := html.NewTokenizer(strings.NewReader(out))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if name, _ := z.TagName(); kind == html.StartTagToken {
			written = append(written, string(name))
		} else if kind == html.EndTagToken {
			written = append(written, "/"+string(name))
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			read = append(read, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && !slices.Contains(voidElements, n.Data) {
			read = append(read, "/"+n.Data)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	if !slices.Equal(written, read) {
		return fmt.Errorf("a browser reads\n%v\ninstead of\n%v", read, written)
	}
	return nil
}

var attacks = []string{
	"<script>alert(1)</script>", "a <script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <img src=x onerror=alert(1)>",
	"<svg/onload=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<a href=\"javascript:alert(1)\">a</a>",
	"<style>*{}</style>", "<!--><script>alert(1)</script>-->", "<!-- --!><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "<?php x ?>",
	"<!DOCTYPE html>", "a <!-- b --!> <script>", "<textarea></textarea><script>alert(1)</script>", "</p></article><script>alert(1)</script>",
	"[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](<javascript:alert(1)>)", "[a](< javascript:alert(1)>)", "[a](java&#115;cript:alert(1))",
	"[a](&#x6A;avascript:alert(1))", "[a](javascript&colon;alert(1))", "[a](java&Tab;script:alert(1))", "[a](java&NewLine;script:alert(1))", "[a](java&#10;script:alert(1))",
	"[a](&#1;javascript:alert(1))", "[a](\x01javascript:alert(1))", "[a](&nbsp;javascript:alert(1))", "[a](\u2028javascript:alert(1))", "[a](java\u200bscript:alert(1))",
	"[a](javascript%3Aalert(1))", "[a](%6Aavascript:alert(1))", "[a](java%0ascript:alert(1))", "[a](./javascript:alert(1))", "[a](javascript\\:alert(1))",
	"[a](vbscript:x)", "[a](data:text/html,<script>alert(1)</script>)", "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](file:///etc/passwd)", "[a](blob:x)", "[a](about:blank)",
	"[a](//evil.org)", `[a](\\\\evil.org)`, `[a](/\\evil.org)`, "[a](/%2fevil.org)", "[a](%2f%2fevil.org)", "[a](/&#9;/evil.org)", "[a](&sol;&sol;evil.org)", "[a](https:evil)", "[a](https:///evil)",
	"[a](view-source:javascript:alert(1))", "[a](feed:javascript:alert(1))", "[a]\n\n[a]: javascript:alert(1)", "[a][b]\n\n[b]: <javascript:alert(1)>",
	"<javascript:alert(1)>", "<data:text/html,x>", "<vbscript:x>", "javascript:alert(1)", "<a@b.c\"onclick=x>", "https://a.b/\"onclick=alert(1)", "www.a.b/'\"><script>",
	"![a](javascript:alert(1))", "![a](data:image/svg+xml,<svg/onload=alert(1)>)", "![a](https://evil.org/a.png)", "![a](//evil.org/a.png)", `![a](\\\\evil.org/a.png)`, "![a](HTTP://evil.org/a.png)",
	`![" onerror="alert(1)](a.png)`, `![a](a.png "\" onerror=\"alert(1)")`, "![a](a.png '\" onerror=\"alert(1)')", `[a](b.md "\" onclick=\"alert(1)")`, "[a](b.md '\" onclick=\"x')",
	`![a](a.png "</figcaption><script>alert(1)</script>")`, "![<script>alert(1)</script>](a.png)", "![`<script>`](a.png)", `[a](b"onclick=alert(1))`, `[a](<b" onclick="alert(1)>)`,
	"```\"><script>alert(1)</script>\na\n```", "```x\"onclick=\"alert(1)\na\n```", "```<script>\na\n```", "```html\n<script>alert(1)</script>\n```", "```js&quot;\na\n```", "~~~ \"onload=x\na\n~~~",
	"[[\"><script>alert(1)</script>]]", "[[a|\"><script>alert(1)</script>]]", "[[javascript:alert(1)]]", "[[//evil.org]]", "[[a\" onclick=\"x]]", "[[<img src=x>|b]]",
	"## \"><script>alert(1)</script>", "## __proto__", "## <img src=x onerror=alert(1)>", "## fn:1", "## a {#x onclick=alert(1) style=x}", "a {onclick=alert(1)}\n{style=x}",
	"[^\"><script>]: a\n\nb[^\"><script>]", "[^a]: <script>alert(1)</script>\n\nb[^a]", "[^<b>]", "> [!NOTE\"onclick=x]\n> a", "> [!<script>]\n> a",
	"|a\n|:-:\n|<script>alert(1)</script>", "Table: \"><script>alert(1)</script>\n\n|a|\n|-|", "|`<script>\\|`|\n|-|\n|a|", "- [x]<script>alert(1)</script>", "Term<script>\n: <script>alert(1)</script>",
	"[a <https://b.org> [[C]] [^1]](d.md)\n\n[^1]: [e](f.md)", "[![a](b.png)](javascript:alert(1))", "[a [b](c.md)](d.md)", "![a ![b](c.png) [d](e.md)](f.png)",
	"&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "&#0;&#1;&#xD800;&#x110000;&#xFFFE;&#128;", "\x00\x01\x0b\x0c\x7f\u0085\ufffe", "\xff\xfe<script>", "a\u0090\ufdd0\U0001ffff", "a\x00<scr\x00ipt>",
	"1234567890. a", "* - + 1. > a", "***a **b* c_d_***", "`a``b```c", "\\<script>", "&amp;lt;script&amp;gt;", "<a\nhref='javascript:alert(1)'>", "a\r<script>\r\nb",
}

func TestHTMLIsHarmless(t *testing.T) {
	for _, text := range attacks {
		for _, wrapped := range []string{text, "> " + text, "- " + text, "*" + text + "*", "[" + text + "](a.md)", "![" + text + "](a.png)", "## " + text, "|" + text + "|\n|-|\n|" + text + "|"} {
			checkHTML(t, wrapped)
		}
	}
}

// checkHTML renders text, with addresses for all references and with none, and judges the result.
func checkHTML(t *testing.T, text string) {
	t.Helper()
	f, list := parsed(text)
	for _, targets := range [][]Target{resolved(f), make([]Target, len(f.Body.Refs))} {
		for i := range targets { // the plan gives addresses of this site
			if targets[i].Href != "" {
				targets[i].Href = "/" + strings.TrimLeft(targets[i].Href, `/\`)
			}
		}
		out, err := HTML(f, []byte(text), targets, nil, english)
		if err != nil {
			if !list.HasErrors() {
				t.Fatalf("%q: %v, but it parses", text, err)
			}
			continue
		}
		if err := judgeHTML(string(out)); err != nil {
			t.Fatalf("%q gives %s: %v", text, out, err)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, text := range attacks {
		f.Add(text)
	}
	f.Add(sample)
	f.Add("Table: a\n\n|b|\n|-:|\n|[[c\\|d]]|\n\n1. e[^1]\n   ![f](g.jpg \"h\")\n\n[^1]: i\n\nj\n: k\n\n- [ ] l\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			t.Skip()
		}
		checkHTML(t, text)
		checkPlain(t, text)
		checkSnapshot(t, text)
	})
}
