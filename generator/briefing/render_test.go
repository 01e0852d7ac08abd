package briefing

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/diag"
)

// parsed gives a file whose body is text, and what was said about it. The body begins on the file's first line.
func parsed(text string) (*File, diag.List) {
	var list diag.List
	f := &File{Path: "briefings/a.md", Body: Body{FirstLine: 1}}
	f.Body = parseBody(f, []byte(text), &list, nil)
	return f, list
}

// resolved gives a target for each reference of f: an address that names it.
func resolved(f *File) []Target {
	targets := make([]Target, len(f.Body.Refs))
	for i, ref := range f.Body.Refs {
		targets[i] = Target{Href: "/" + strings.TrimPrefix(ref.Target, "/"), Text: "the " + ref.Target}
		if ref.Fragment != "" {
			targets[i].Href += "#" + ref.Fragment
		}
	}
	return targets
}

func rendered(t *testing.T, text string) string {
	t.Helper()
	f, _ := parsed(text)
	html, err := HTML(f, []byte(text), resolved(f), nil, english)
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}

func TestHTML(t *testing.T) {
	tests := []struct{ name, markdown, want string }{
		{"nothing", "", ""},
		{"paragraphs", "One\ntwo.\n\nThree.", "<p>One\ntwo.</p>\n<p>Three.</p>\n"},
		{"hard breaks", "a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>\n"},
		{"emphasis", "*a* **b** ~~c~~ `d` ***e***", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code> <em><strong>e</strong></em></p>\n"},
		{"entities and escapes", `&copy; &amp; & \* \& &#65; &#x1F600; &nosuch; &#0; &#1;`, "<p>© &amp; &amp; * &amp; A 😀 &amp;nosuch; \ufffd \ufffd</p>\n"},
		{"an escaped entity", `\&lt;b>`, "<p>&amp;lt;b&gt;</p>\n"},
		{"rule", "a\n\n***", "<p>a</p>\n<hr>\n"},
		{"quote", "> a\n>\n> b", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n"},
		{"tight list", "- a\n- b\n  1. c", "<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n"},
		{"loose list from three", "3. a\n\n4. b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n"},
		{"tasks", "- [ ] a\n- [x] b", "<ul class=\"tasks\">\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"To do\"> a</li>\n" +
			"<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> b</li>\n</ul>\n"},
		{"definitions", "Term\n: One\n: Two", "<dl>\n<dt>Term</dt>\n<dd>One</dd>\n<dd>Two</dd>\n</dl>\n"},

		{"headings", "## A & b\n\n### C\n\nD\n---", "<h2 id=\"a-b\">A &amp; b</h2>\n<h3 id=\"c\">C</h3>\n<h2 id=\"d\">D</h2>\n"},
		{"heading of the first level", "# A\n\nB\n===", "<h2 id=\"a\">A</h2>\n<h2 id=\"b\">B</h2>\n"},
		{"headings alike", "## A\n## A\n## A-2\n## A\n## !\n##", "<h2 id=\"a\">A</h2>\n<h2 id=\"a-2\">A</h2>\n<h2 id=\"a-2-2\">A-2</h2>\n" +
			"<h2 id=\"a-3\">A</h2>\n<h2 id=\"section\">!</h2>\n<h2 id=\"section-2\"></h2>\n"},
		{"heading with markup and link", "## *A* [b](c.md) [[D]]", "<h2 id=\"a-b-d\"><em>A</em> <a href=\"/c.md\">b</a> <a href=\"/D\">the D</a></h2>\n"},
		{"no attributes", "## A {#b .c onclick=x}", "<h2 id=\"a-sharp-b-c-onclick-x\">A {#b .c onclick=x}</h2>\n"},

		{"alert", "> [!NOTE]\n> a *b*", "<aside class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-label\">Note</p>\n<p>a <em>b</em></p>\n</aside>\n"},
		{"alert, lower case, text beside", "> [!caution] a\n>\n> - b", "<aside class=\"alert alert-caution\" role=\"note\">\n<p class=\"alert-label\">Caution</p>\n" +
			"<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</aside>\n"},
		{"alert, empty", "> [!TIP]", "<aside class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-label\">Tip</p>\n</aside>\n"},
		{"alert, a paragraph behind", "> [!IMPORTANT]\n>\n> a", "<aside class=\"alert alert-important\" role=\"note\">\n<p class=\"alert-label\">Important</p>\n<p>a</p>\n</aside>\n"},
		{"alert with a definition of its name", "> [!WARNING]\n> a\n\n[!warning]: b.md", "<aside class=\"alert alert-warning\" role=\"note\">\n" +
			"<p class=\"alert-label\">Warning</p>\n<p>a</p>\n</aside>\n"},
		{"alert in a list", "- > [!NOTE]\n  > a", "<ul>\n<li>\n<aside class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-label\">Note</p>\n<p>a</p>\n</aside>\n</li>\n</ul>\n"},
		{"no such alert", "> [!DANGER]\n> a", "<blockquote>\n<p>[!DANGER]\na</p>\n</blockquote>\n"},
		{"no alert", "> a [!NOTE]\n\n> [!NOTE]a", "<blockquote>\n<p>a [!NOTE]</p>\n</blockquote>\n<blockquote>\n<p>[!NOTE]a</p>\n</blockquote>\n"},

		{"table", "|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|", table("Table", "",
			`<th scope="col">a</th>|<th scope="col" class="start">b</th>|<th scope="col" class="center">c</th>|<th scope="col" class="end">d</th>`,
			`<td>1</td>|<td class="start">2</td>|<td class="center">3</td>|<td class="end">4</td>`)},
		{"table, empty and missing cells", "||b|\n|-|-:|\n|1|", table("Table", "", `<td></td>|<th scope="col" class="end">b</th>`, `<td>1</td>|<td class="end"></td>`)},
		{"table, head only", "|a|\n|-|", table("Table", "", `<th scope="col">a</th>`)},
		{"table with its caption before", "Table: The *dead*\n\n|a|\n|-|\n|1|", table("The dead", "The <em>dead</em>", `<th scope="col">a</th>`, `<td>1</td>`)},
		{"table with its caption behind", "|a|\n|-|\n|1|\n\nTable: \"B\"", table("&quot;B&quot;", "&quot;B&quot;", `<th scope="col">a</th>`, `<td>1</td>`)},
		{"a caption between tables", "|a|\n|-|\n\nTable: B\n\n|b|\n|-|", table("Table", "", `<th scope="col">a</th>`) + table("B", "B", `<th scope="col">b</th>`)},
		{"bars in a table", "|a|\n|-|\n|`b\\|c` [[D\\|e]] f\\|g|", table("Table", "", `<th scope="col">a</th>`, `<td><code>b!c</code> <a href="/D">e</a> f!g</td>`)},
		{"no caption", "Table: A", "<p>Table: A</p>\n"},

		{"figure", `![A *b*](c.jpg "D & [e](f)")`, "<figure><img src=\"/c.jpg\" alt=\"A b\" decoding=\"async\"><figcaption>D &amp; [e](f)</figcaption></figure>\n"},
		{"figure without caption", "![](c.jpg)", "<figure><img src=\"/c.jpg\" alt=\"\" decoding=\"async\"></figure>\n"},
		{"figure in a list", "- ![a](b.png)", "<ul>\n<li><figure><img src=\"/b.png\" alt=\"a\" decoding=\"async\"></figure>\n</li>\n</ul>\n"},
		{"image in a line", `a ![b](c.jpg "d")`, "<p>a <img src=\"/c.jpg\" alt=\"b\" title=\"d\" decoding=\"async\"></p>\n"},
		{"image in a link", "[![a](b.jpg)](c.md)", "<p><a href=\"/c.md\"><img src=\"/b.jpg\" alt=\"a\" decoding=\"async\"></a></p>\n"},
		{"links in an alternative text", "![a [b](c.md) [[D]] ![e](f.jpg)](g.jpg)", "<figure><img src=\"/g.jpg\" alt=\"a b D e\" decoding=\"async\"></figure>\n"},
		{"image of another site", "![a](https://example.org/b.jpg)", "<p>a</p>\n"},

		{"code", "```\na <b>\n```\n\n    c &amp;", "<pre tabindex=\"0\"><code>a &lt;b&gt;\n</code></pre>\n<pre tabindex=\"0\"><code>c &amp;amp;\n</code></pre>\n"},
		{"code, language", "```json\n{\"a\": 1}\n```", "<pre tabindex=\"0\" class=\"chroma\"><code class=\"language-json\"><span class=\"p\">{</span>" +
			"<span class=\"nt\">&quot;a&quot;</span><span class=\"p\">:</span> <span class=\"mi\">1</span><span class=\"p\">}</span>\n</code></pre>\n"},
		{"code, unknown language", "```klingon x\na\n```", "<pre tabindex=\"0\"><code class=\"language-klingon\">a\n</code></pre>\n"},
		{"code, bad language", "```a\"onclick=x\na\n```", "<pre tabindex=\"0\"><code>a\n</code></pre>\n"},
		{"code span", "`` a ` <b> ``", "<p><code>a ` &lt;b&gt;</code></p>\n"},

		{"raw HTML", "a <b>c</b>\n\n<div onclick=\"x\">\nd\n</div>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n<p>&lt;div onclick=&quot;x&quot;&gt;\nd\n&lt;/div&gt;</p>\n"},
		{"comments", "a<!-- b -->c\n\n<!-- d\n\ne -->\n\n<!-- f -->\n\ng <!-- h\ni -->", "<p>ac</p>\n<p>g </p>\n"},
		{"comments beside text", "<!-- a --> b\n\n<div> <!-- c --> d", "<p>b</p>\n<p>&lt;div&gt;  d</p>\n"},

		{"links", `[a](b.md "c") [d](/e/#f) [g](https://h.org/?i=1&j=2) [k](mailto:l@m.org) [n](tel:+1)`, `<p><a href="/b.md" title="c">a</a> <a href="/e/#f">d</a> ` +
			`<a href="https://h.org/?i=1&amp;j=2">g</a> <a href="mailto:l@m.org">k</a> <a href="tel:+1">n</a></p>` + "\n"},
		{"link to a heading", "## A\n\n[b](#a)", "<h2 id=\"a\">A</h2>\n<p><a href=\"#a\">b</a></p>\n"},
		{"links by reference", "[a] [b][a]\n\n[a]: c%20d.md", "<p><a href=\"/c%20d.md\">a</a> <a href=\"/c%20d.md\">b</a></p>\n"},
		{"bare addresses", "https://a.org, www.b.org (http://c.org/d) e@f.org <https://g.org> <h@i.org> ftp://j.org", `<p><a href="https://a.org">https://a.org</a>, ` +
			`<a href="http://www.b.org">www.b.org</a> (<a href="http://c.org/d">http://c.org/d</a>) <a href="mailto:e@f.org">e@f.org</a> <a href="https://g.org">https://g.org</a> ` +
			`<a href="mailto:h@i.org">h@i.org</a> ftp://j.org</p>` + "\n"},
		{"an address in a link", "[a https://b.org <https://c.org>](d.md)", "<p><a href=\"/d.md\">a https://b.org https://c.org</a></p>\n"},
		{"letters of other scripts", "[a](https://пример.org/é?q=\"b\")", "<p><a href=\"https://пример.org/é?q=%22b%22\">a</a></p>\n"},

		{"wiki links", "[[A B]] [[C|d & *e*]] [[actor: F]] [[Location:G]]", `<p><a href="/A%20B">the A B</a> <a href="/C">d &amp; *e*</a> <a href="/F">the F</a> <a href="/G">the G</a></p>` + "\n"},
		{"wiki link to a heading", "[[briefing:2025/talks#What next]]", "<p><a href=\"/2025/talks#What%20next\">the 2025/talks</a></p>\n"},
		{"wiki link before parentheses", "[[A]](b)", "<p><a href=\"/A\">the A</a>(b)</p>\n"},
		{"wiki link in a link", "[a [[B]]](c.md)", "<p><a href=\"/c.md\">a the B</a></p>\n"},
		{"wiki link in code", "`[[A]]`", "<p><code>[[A]]</code></p>\n"},
		{"no wiki links", "[[]] [[ ]] [[actor:]] \\[[a]] [[a\nb\nc]]", "<p>[[]] [[ ]] [[actor:]] [[a]] [[a\nb\nc]]</p>\n"},
		{"wiki link over the end of a line", "> [[A\n>   b|c]] [[A\n> b]]", "<blockquote>\n<p><a href=\"/A%20b\">c</a> <a href=\"/A%20b\">the A b</a></p>\n</blockquote>\n"},

		{"notes", "A[^b] c[^b].\n\n[^b]: *D*\n\n    - e\n", "<p>A" + noteRef("fnref:1", 1) + " c" + noteRef("fnref:1:2", 1) + ".</p>\n" + notes(
			"<p><em>D</em></p>\n<ul>\n<li>e</li>\n</ul>\n<p>"+noteBack("fnref:1", "")+" "+noteBack("fnref:1:2", "<sup>2</sup>")+"</p>")},
		{"notes in the order of the text", "A[^2] b[^1]\n\n[^1]: One\n[^2]: Two[^3]\n[^3]: Three\n[^4]: Not shown[^5]\n[^5]: Nor this", "<p>A" + noteRef("fnref:1", 1) + " b" + noteRef("fnref:2", 2) + "</p>\n" + notes(
			"<p>Two"+noteRef("fnref:3", 3)+" "+noteBack("fnref:1", "")+"</p>", "<p>One "+noteBack("fnref:2", "")+"</p>", "<p>Three "+noteBack("fnref:3", "")+"</p>")},
		{"note in a link", "[a[^1]](b.md)\n\n[^1]: C", "<p><a href=\"/b.md\">a<sup id=\"fnref:1\">1</sup></a></p>\n" + notes("<p>C "+noteBack("fnref:1", "")+"</p>")},
		{"note in a note", "a[^1]\n\n[^1]: [^2]: b c", "<p>a" + noteRef("fnref:1", 1) + "</p>\n" + notes("<p>[^2]: b c "+noteBack("fnref:1", "")+"</p>")},
		{"note in a quote", "> a[^1]\n>\n> [^1]: b", "<blockquote>\n<p>a" + noteRef("fnref:1", 1) + "</p>\n</blockquote>\n" + notes("<p>b "+noteBack("fnref:1", "")+"</p>")},
		{"no such note", "a[^1]", "<p>a[^1]</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, rendered(t, tt.markdown)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.markdown, diff)
			}
		})
	}
}

// TestHTMLPictures shows pictures with their sizes; all but the first are loaded when they come into sight.
func TestHTMLPictures(t *testing.T) {
	text := "![a](b.jpg)\n\n![c](d.svg)\n\n![e](f.gif)"
	f, list := Parse("briefings/a.md", []byte("+++\ntitle = \"A\"\ndate = 2025-04-04\n+++\n"+text))
	if list.HasErrors() {
		t.Fatal(list)
	}
	html, err := HTML(f, []byte(text), []Target{{Href: "/b.jpg", Width: 900, Height: 600, Srcset: "/b-480w.jpg 480w, /b.jpg?a&b 900w"}, {Href: "/d.svg", Width: 40, Height: 30}, {Href: "/f.gif"}}, nil, english)
	want := `<figure><img src="/b.jpg" srcset="/b-480w.jpg 480w, /b.jpg?a&amp;b 900w" sizes="(min-width: 40rem) 36rem, 100vw" width="900" height="600" alt="a" decoding="async"></figure>
<figure><img src="/d.svg" width="40" height="30" alt="c" loading="lazy" decoding="async"></figure>
<figure><img src="/f.gif" alt="e" loading="lazy" decoding="async"></figure>
`
	if diff := cmp.Diff(want, string(html)); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// table gives a table's HTML: cells are divided by bars; "!" stands for a bar.
func table(label, caption string, rows ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"%s\">\n<table>\n", label)
	if caption != "" {
		fmt.Fprintf(&b, "<caption>%s</caption>\n", caption)
	}
	for i, row := range rows {
		switch i {
		case 0:
			b.WriteString("<thead>\n")
		case 1:
			b.WriteString("<tbody>\n")
		}
		row = strings.ReplaceAll(strings.ReplaceAll(row, "|", "\n"), "!", "|")
		fmt.Fprintf(&b, "<tr>\n%s\n</tr>\n", row)
		if i == 0 {
			b.WriteString("</thead>\n")
		}
	}
	if len(rows) > 1 {
		b.WriteString("</tbody>\n")
	}
	b.WriteString("</table>\n</div>\n")
	return b.String()
}

func noteRef(id string, number int) string {
	return fmt.Sprintf(`<sup id="%s"><a class="note-ref" href="#fn:%d" role="doc-noteref">%[2]d</a></sup>`, id, number)
}

func noteBack(id, sup string) string {
	label := "Back to the text"
	if sup != "" {
		label += " " + strings.TrimSuffix(strings.TrimPrefix(sup, "<sup>"), "</sup>")
	}
	return fmt.Sprintf(`<a class="note-back" href="#%s" role="doc-backlink" aria-label="%s">↩%s</a>`, id, label, sup)
}

func notes(items ...string) string {
	var b strings.Builder
	b.WriteString("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n")
	for i, item := range items {
		fmt.Fprintf(&b, "<li id=\"fn:%d\">\n%s\n</li>\n", i+1, item)
	}
	b.WriteString("</ol>\n</section>\n")
	return b.String()
}

func TestHTMLTargetsWithoutAddress(t *testing.T) {
	text := "[a *b*](c.md) [[D]] [[E|f]] x ![g](h.jpg)\n\n![i](j.jpg \"k\")\n"
	f, _ := parsed(text)
	html, err := HTML(f, []byte(text), []Target{{}, {Text: "<D>"}, {}, {}, {}}, nil, english)
	if err != nil {
		t.Fatal(err)
	}
	want := "<p>a <em>b</em> &lt;D&gt; f x g</p>\n<p>i</p>\n"
	if diff := cmp.Diff(want, string(html)); diff != "" {
		t.Error(diff)
	}
}

func TestHTMLEscapesTargets(t *testing.T) {
	text := "[a](b.md) [[C]]"
	f, _ := parsed(text)
	html, err := HTML(f, []byte(text), []Target{{Href: `/x" onclick="y&z`}, {Href: "/c d/", Text: `"<b>`}}, nil, english)
	if err != nil {
		t.Fatal(err)
	}
	want := `<p><a href="/x%22%20onclick=%22y&amp;z">a</a> <a href="/c%20d/">&quot;&lt;b&gt;</a></p>` + "\n"
	if diff := cmp.Diff(want, string(html)); diff != "" {
		t.Error(diff)
	}
}

func TestHTMLOfAChangedFile(t *testing.T) {
	for _, text := range []string{"[a](b.md)", "[a](b.md) [[C]] ![d](e.jpg)", "a"} {
		f := &File{Path: "briefings/a.md"}
		if _, err := HTML(f, []byte(text), make([]Target, 2), nil, english); err == nil {
			t.Errorf("%q renders with 2 targets", text)
		}
	}
}

func TestHTMLLineEnds(t *testing.T) {
	unix := "## A\n\nb  \nc\\\nd\n\n- e\n- f\n\n```go\nx := 1\ny := 2\n```\n\n|a|\n|-|\n|b|\n\n> [!NOTE]\n> g\n\n<!-- h\n\n-->\n\nTerm\n: i\n"
	want := rendered(t, unix)
	for name, end := range map[string]string{"CRLF": "\r\n", "CR": "\r"} {
		if diff := cmp.Diff(want, rendered(t, strings.ReplaceAll(unix, "\n", end))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestHTMLConcurrently(t *testing.T) {
	f, _ := parsed(sample)
	want := rendered(t, sample)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				html, err := HTML(f, []byte(sample), resolved(f), nil, english)
				if err != nil || string(html) != want {
					t.Errorf("differs, or %v", err)
				}
				var list diag.List
				if got := parseBody(f, []byte(sample), &list, nil); len(got.Refs) != len(f.Body.Refs) {
					t.Errorf("%d references", len(got.Refs))
				}
			}
		})
	}
	wg.Wait()
}

// sample is a body of about 450 words.
var sample = "The strike hit a [residential quarter](../2025/quarter.md) of [[Kryvyi Rih]] on Friday evening.\n\n" +
	strings.Repeat("## What happened\n\nA ballistic missile with a *cluster* warhead struck near a playground at about 18:50, said [[actor:Ukrainian authorities|the authorities]]; "+
		"at least **18** people were killed, nine of them children, and more than 60 were wounded. The president's office said that rescue work went on through the night, "+
		"and that the city's hospitals had asked for blood. Russia's ministry of defence said that it had struck a meeting of commanders; no evidence for this was found.\n\n"+
		"- The governor named the dead\n- A day of mourning was declared\n- Schools stayed closed\n\n", 4) +
	"| Day | Killed |\n|-----|-------:|\n| Friday | 14 |\n| Saturday | 18 |\n\n> [!NOTE]\n> Figures as of Saturday[^1].\n\n```json\n{\"killed\": 18}\n```\n\n[^1]: According to the governor.\n"
