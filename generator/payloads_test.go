package generator_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
)

// What ends a text, an attribute, an element or a comment that a payload may find itself in.
var breakouts = []string{
	``, `"`, `'`, `">`, `'>`, "`>", `\">`, `\\">`, `</title>`, `</script>`, `</textarea>`, `</style>`, `</noscript>`, `-->`, `--!>`, `]]>`,
	`</summary></content>`, `</p></article></main>`, `&quot;>`, `\u0022\u003e`, `%22%3E`,
}

// What runs once it is free to, in the words of HTML.
var actions = []string{
	`<script>alert(1)</script>`, `<script src=//evil.example/x.js></script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`, `<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<details open ontoggle=alert(1)>`,
	`<body onload=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<video><source onerror=alert(1)></video>`, `<a href=javascript:alert(1)>x</a>`,
	` autofocus tabindex=1 onfocus=alert(1) x="`, `<style>@import "//evil.example/x.css";</style>`, `<p style="background:url(//evil.example/x)">`,
	`<link rel=stylesheet href=//evil.example/x.css>`, `<base href=//evil.example/>`, `<meta http-equiv=refresh content="0;url=//evil.example/">`,
	`<form action=//evil.example/><button>x</button></form>`, `<object data=//evil.example/x></object>`,
}

// What does so in other words: mutations, templates, strings of scripts, lines of feeds, headers and indexes.
var others = []string{
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`, `<template><script>alert(1)</script></template>`,
	`<select><template shadowrootmode=open><script>alert(1)</script></template></select>`, `<x/onclick=alert(1)>x`, `<ScRiPt>alert(1)</sCrIpT>`,
	`<script/x>alert(1)</script >`, "<script\n>alert(1)</script\t>", `<<script>alert(1)//<</script>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
	`<img src="x` + "`" + ` ` + "`" + `<script>alert(1)</script>"` + "`" + ` ` + "`" + `>`, `<img/src/onerror=alert(1)>`, `<img src=x:x onerror=alert(1)//`, `<svg><animate onbegin=alert(1) attributeName=x>`,
	`<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`, `<svg><use href="data:image/svg+xml,<svg id='x' onload='alert(1)'/>#x"/>`, `<isindex action=javascript:alert(1)>`,
	`<marquee onstart=alert(1)>x</marquee>`, `<audio src=x onerror=alert(1)>`, `<embed src=javascript:alert(1)>`, `<frameset onload=alert(1)>`, `<portal src=//evil.example/>`,
	`<meta http-equiv="Content-Security-Policy" content="default-src *">`, `<link rel=prefetch href=//evil.example/x>`, `<link rel=dns-prefetch href=//evil.example>`, `<plaintext>`, `<xmp>`, `<!--`,
	`<![CDATA[<script>alert(1)</script>]]>`, `<?xml-stylesheet href="//evil.example/x.xsl"?>`, `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>`, `</entry></feed><script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>`,
	`{{alert(1)}}`, `{{"<script>alert(1)</script>"}}`, `{{.Site}}`, `{{template "main" .}}`, `${alert(1)}`, `#{alert(1)}`, `<%= alert(1) %>`, `{n} {date} {name}`, `{constructor}`, `%s%n%x%[1]v`, `$&$1$'`,
	`";alert(1);//`, `';alert(1);//`, `\";alert(1);//`, `\';alert(1)//`, "`;alert(1)//`", `"+alert(1)+"`, `'-alert(1)-'`, `"});alert(1);({"`, `");dateline("all","x");alert(1)//`, `\u003cscript\u003ealert(1)\u003c/script\u003e`, `\x3cscript\x3ealert(1)\x3c/script\x3e`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`, `&amp;lt;script&amp;gt;alert(1)`, `&#60;script&#62;alert(1)&#60;/script&#62;`, `&#x3c;img src=x onerror=alert(1)&#x3e;`, `&NewLine;&Tab;&colon;&lpar;`, `%3Cscript%3Ealert(1)%3C/script%3E`,
	`__proto__`, `constructor`, `toString`, `hasOwnProperty`, `javascript:alert(1)`, `data:text/html,<script>alert(1)</script>`, `//evil.example/`, `https://evil.example/"onmouseover=alert(1)//`,
	"\u2028alert(1)\u2029", "\u202e<script>alert(1)</script>\u202c", "<\u200bscript>alert(1)</script>", "<img src=x onerror=alert(1)", "＜script＞alert(1)＜/script＞", "‹script›alert(1)‹/script›", "ʺ><svg onload=alert(1)>", "<ſcript>alert(1)</ſcript>", "<İmg src=x onerror=alert(1)>",
	"0;url=javascript:alert(1)", "0;url=//evil.example/", "x\" http-equiv=\"refresh\" content=\"0;url=//evil.example/", "/* //evil.example/:splat 200", "/*  Set-Cookie: x=y", "Content-Security-Policy: default-src *", "@import url(//evil.example/x.css)", "expression(alert(1))",
	"'\"--></style></script></title></textarea></noscript><svg/onload=alert(1)>", "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
}

// hostile are addresses that no reader may be sent to.
var hostile = []string{
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\u00a0javascript:alert(1)", "\u200bjavascript:alert(1)", "javascript\u200b:alert(1)", "javascript://evil.example/%0aalert(1)", "javascript:https://evil.example/",
	"javascript&colon;alert(1)", "&#106;avascript:alert(1)", "javascript%3Aalert(1)", "%6aavascript:alert(1)", "vbscript:msgbox(1)", "livescript:x", "mocha:x", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
	"data:image/svg+xml,<svg onload=alert(1)>", "data:,x", "blob:https://evil.example/x", "filesystem:https://evil.example/x", "file:///etc/passwd", "about:blank", "view-source:https://evil.example/", "feed:javascript:alert(1)", "jar:https://evil.example/!/",
	"ms-appx-web://x/y", "intent://x#Intent;end", "chrome://settings/", "x-apple:y", "ws://evil.example/", "ftp://evil.example/x", "//evil.example/", `\\evil.example\x`, `/\evil.example/`, "https:evil.example", "https:/evil.example", "https:///evil.example", `https://user"><b>@cited.example/`, "http://", "https://?x", "mailto:", "tel", ":alert(1)", "x",
	"https://evil.example/ x", "https://evil.example/\u2003x", "https://evil.example/\u2028x", "https://[::1", "https://evil.example:port/", "https://%zz/",
}

// strange are addresses that readers may be sent to, whatever is in them.
var strange = []string{
	`https://cited.example/"><script>alert(1)</script>`, `https://cited.example/"onmouseover="alert(1)`, `https://cited.example/'onmouseover='alert(1)`, "https://cited.example/`onmouseover=`alert(1)", `https://cited.example/?q=<img/src=x/onerror=alert(1)>&x=&quot;>`,
	`https://cited.example/#javascript:alert(1)`, `https://cited.example/\"><svg/onload=alert(1)>`, `https://cited.example/%22%3E%3Cscript%3E`, `http://cited.example/]]></entry>`, `http://cited.example/-->`, `https://cited.example/{{.}}`, `https://cited.example/${alert(1)}`, `https://javascript:alert(1)@cited.example/`,
	`https://cited.example/a,b%20480w,//evil.example/x`, `mailto:a@cited.example?subject=<script>alert(1)</script>&body="onclick="`, `mailto:"><script>alert(1)</script>@cited.example`, `https://ⅽited.example/`, "https://cited.example/\u202egnp.exe",
}

// payloads gives what is tried in every field: what is made of the lists above, and what the Big List of Naughty Strings has that looks
// like a script, a tag or a template. Each is one line; what is not is tried in TestHTMLIsHarmless.
var payloads = sync.OnceValues(func() ([]string, error) {
	var all []string
	for i, b := range breakouts {
		for j, a := range actions {
			if b == "" || (i+j)%2 == 0 {
				all = append(all, b+a)
			}
		}
	}
	all = append(all, others...)
	all = append(all, hostile...)
	text, err := os.ReadFile(filepath.Join("testdata", "npm", "node_modules", "big-list-of-naughty-strings", "blns.json"))
	if err != nil {
		return nil, fmt.Errorf("run \"make tools\", or \"npm ci\" in generator/testdata/npm: %w", err)
	}
	var naughty []string
	if err := json.Unmarshal(text, &naughty); err != nil {
		return nil, err
	}
	for _, s := range naughty {
		if strings.ContainsAny(s, "<>{}`") || strings.Contains(s, "script") || strings.Contains(s, "alert") {
			all = append(all, s)
		}
	}
	for i, s := range all {
		all[i] = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) { // A title or a name with one is refused.
				return ' '
			}
			return r
		}, s))
	}
	if len(all) < 500 {
		return nil, fmt.Errorf("only %d payloads", len(all))
	}
	return all, nil
})

// quoted writes a text as TOML has it.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
