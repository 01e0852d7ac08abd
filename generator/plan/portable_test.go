package plan

import (
	"io"
	"strings"
	"testing"
)

// TestRelative makes addresses relative to a page, as a browser reads them in a folder opened from disk.
func TestRelative(t *testing.T) {
	for _, test := range []struct{ base, page, href, want string }{
		{"/", "", "/", "index.html"},
		{"/", "", "/actors/", "actors/index.html"},
		{"/", "", "/feed.xml", "feed.xml"},
		{"/", "", "/#2025-04-04", "index.html#2025-04-04"},
		{"/", "actors/nato/", "/", "../../index.html"},
		{"/", "actors/nato/", "/actors/nato/2025/#2025-04", "../../actors/nato/2025/index.html#2025-04"},
		{"/", "actors/nato/", "/assets/a.css", "../../assets/a.css"},
		{"/", "404.html", "/actors/", "actors/index.html"},
		{"/", "alt/page.html", "/actors/", "../actors/index.html"},
		{"/", "a/b/c/d/", "/a/b/c/d/%20x.png", "../../../../a/b/c/d/%20x.png"},
		{"/reports/", "", "/reports/", "index.html"},
		{"/reports/", "actors/nato/", "/reports/actors/", "../../actors/index.html"},
		{"/reports/", "actors/nato/", "/other/", "/other/"},
		{"/reports/", "actors/nato/", "/reports", "/reports"},
	} {
		if got := relative(test.base, test.page, test.href); got != test.want {
			t.Errorf("below %s, from /%s to %s: %s, want %s", test.base, test.page, test.href, got, test.want)
		}
	}
}

// TestPortable rewrites the addresses that lead to the site and not one byte beside them.
func TestPortable(t *testing.T) {
	page := `<!DOCTYPE html>
<html lang="en"><head><title>a "href=/x/" &amp; b</title>
<link rel="canonical" href="https://example.org/r/a/"><link rel=stylesheet href="%s">
<script type="application/ld+json">{"url":"https://example.org/r/","x":"<a href='/r/'>"}</script></head>
<body data-href="/r/"><p title="/r/ &lt; &quot;">A <a href="%s">link</a> &amp; <a href="#part">another</a>, <A HREF='https://example.net/r/'>away</A>, <a href="mailto:a@b">mail</a>
<img src="%s" alt="/r/"><svg viewBox="0 0 1 1"><a href="%s"><path d="M0 0"></path></a></svg></p>
<pre><code>&lt;a href="/r/"&gt;</code></pre><!-- href="/r/" -->
</body></html>
`
	fill := func(addresses ...string) string {
		text := page
		for _, a := range addresses {
			text = strings.Replace(text, "%s", a, 1)
		}
		return text
	}
	in := fill("/r/assets/a.css", "/r/b/#p&amp;q=&quot;2&quot;", "/r/a/p.png", "/r/")
	want := fill("../assets/a.css", "../b/index.html#p&amp;q=&#34;2&#34;", "../a/p.png", "../index.html")
	want = strings.Replace(want, `<link rel=stylesheet `, `<link rel="stylesheet" `, 1)
	var out strings.Builder
	if err := portable(&out, "/r/", "a/", func(w io.Writer) error { _, err := io.WriteString(w, in); return err }); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestClean drops what XML cannot hold and nothing else.
func TestClean(t *testing.T) {
	const text = "a\tb\nc\rd é 王 \U0001F600 <&>\"'"
	if got := clean(text); got != text {
		t.Errorf("%q became %q", text, got)
	}
	if got := clean("a\x00\x08\x0b\x1f\ufffe\uffffb"); got != "ab" {
		t.Errorf("control characters: %q", got)
	}
}
