package briefing

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/generator/diag"
	"dateline/generator/mention"
)

func TestParseBodyRefs(t *testing.T) {
	at := func(line, column int32) diag.Place { return diag.Place{Line: line, Column: column} }
	tests := []struct {
		name, text string
		want       []Ref
	}{
		{"links", "[a *b*](c%20d.md#e-f) [g](/h/) [i](../j/k.md 'l')", []Ref{
			{Kind: Link, Target: "c d.md", Fragment: "e-f", Pos: at(1, 1)},
			{Kind: Link, Target: "/h/", Pos: at(1, 23)},
			{Kind: Link, Target: "../j/k.md", Pos: at(1, 32)},
		}},
		{"escapes and entities in a link", `[a](<b c&amp;d\_e.md>)`, []Ref{{Kind: Link, Target: "b c&d_e.md", Pos: at(1, 1)}}},
		{"a question mark", "[a](b.md?c#d)", []Ref{{Kind: Link, Target: "b.md?c", Fragment: "d", Pos: at(1, 1)}}},
		{"not recorded", "[a](https://b.org/) [c](mailto:d@e.org) https://f.org [g](#)", nil},
		{"by reference", "x [a] [b][a] [A][]\n\n[a]: c.md", []Ref{
			{Kind: Link, Target: "c.md", Pos: at(1, 3)},
			{Kind: Link, Target: "c.md", Pos: at(1, 7)},
			{Kind: Link, Target: "c.md", Pos: at(1, 14)},
		}},
		{"images", "![a](b.jpg)\n\nc ![d][e]\n\n[e]: /f.png", []Ref{
			{Kind: Image, Target: "b.jpg", Pos: at(1, 1)},
			{Kind: Image, Target: "/f.png", Pos: at(3, 3)},
		}},
		{"an image that says nothing", "![](b.jpg)", []Ref{{Kind: Image, Silent: true, Target: "b.jpg", Pos: at(1, 1)}}},
		{"an image in a link", "[![a](b.jpg)](c.md)", []Ref{
			{Kind: Link, Target: "c.md", Pos: at(1, 1)},
			{Kind: Image, Target: "b.jpg", Pos: at(1, 2)},
		}},
		{"wiki", "[[ Médecins d'ici ]] [[A|b c]] [[actor:D]] [[Place: E |f]] [[briefing:2025/g#What next]] [[Act: one]]", []Ref{
			{Kind: Wiki, Target: "Médecins d'ici", Pos: at(1, 1)},
			{Kind: Wiki, Target: "A", Pos: at(1, 22)},
			{Kind: Wiki, Scope: "actor", Target: "D", Pos: at(1, 32)},
			{Kind: Wiki, Scope: "place", Target: "E", Pos: at(1, 44)},
			{Kind: Wiki, Scope: "briefing", Target: "2025/g", Fragment: "What next", Pos: at(1, 60)},
			{Kind: Wiki, Target: "Act: one", Pos: at(1, 90)},
		}},
		{"wiki with a hash", "[[C#]] [[#c]] [[a#b]] [[topic:a#b]] [[C##b]]", []Ref{
			{Kind: Wiki, Target: "C#", Pos: at(1, 1)},
			{Kind: Wiki, Target: "#c", Pos: at(1, 8)},
			{Kind: Wiki, Target: "a", Fragment: "b", Pos: at(1, 15)},
			{Kind: Wiki, Scope: "topic", Target: "a#b", Pos: at(1, 23)},
			{Kind: Wiki, Target: "C#", Fragment: "b", Pos: at(1, 37)},
		}},
		{"wiki, too long", "[[" + strings.Repeat("a", maxWiki+1) + "]]", nil},
		{"wiki, as long as may be", "[[" + strings.Repeat("a", maxWiki) + "]]", []Ref{{Kind: Wiki, Target: strings.Repeat("a", maxWiki), Pos: at(1, 1)}}},
		{"in code", "`[a](b.md) [[c]]`\n\n    [[d]]\n\n```\n[[e]]\n```", nil},
		{"in an alternative text", "![[a](b.md) [[c]]](d.jpg)", []Ref{{Kind: Image, Target: "d.jpg", Pos: at(1, 1)}}},
		{"places", "Київ [[a]]\n\n- b\n  > é🙂 [[c]]\n\n|d|e|\n|-|-|\n|é|[[f]]|\n\n[^1]: [[g]]\n\nh[^1] [[i]]", []Ref{
			{Kind: Wiki, Target: "a", Pos: at(1, 6)},
			{Kind: Wiki, Target: "c", Pos: at(4, 8)},
			{Kind: Wiki, Target: "f", Pos: at(8, 4)},
			{Kind: Wiki, Target: "i", Pos: at(12, 7)},
			{Kind: Wiki, Target: "g", Pos: at(10, 7)},
		}},
	}
	for _, tt := range tests {
		for name, end := range map[string]string{"": "\n", ", CRLF": "\r\n", ", CR": "\r"} {
			t.Run(tt.name+name, func(t *testing.T) {
				f, list := parsed(strings.ReplaceAll(tt.text, "\n", end))
				if list.HasErrors() {
					t.Errorf("errors: %v", list)
				}
				if diff := cmp.Diff(tt.want, f.Body.Refs, cmpopts.IgnoreFields(Ref{}, "Sentence", "Section", "Start")); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestParseBodyDiagnostics(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // line:column severity kind
	}{
		{"nothing to say", sample, nil},
		{"headings", "# A\n\nB\n===\n\n> # C", []string{"1:1 warning first-level-heading", "3:1 warning first-level-heading", "6:3 warning first-level-heading"}},
		{"raw HTML", "é <b>a</b>\n\n  <div>\nc\n</div>", []string{"1:3 warning raw-html", "1:7 warning raw-html", "3:3 warning raw-html"}},
		{"comments", "a <!-- b --> c\n\n<!-- d\n\ne -->\n", nil},
		{"comments beside text", "<!-- a --> b", []string{"1:1 warning raw-html"}},
		{"comment that ends in another paragraph", "é <!-- b\n\nc -->", []string{"1:3 error open-comment"}},
		{"comment without an end", "a\n\n<!-- b\n\nc", []string{"3:1 error open-comment"}},
		{"comment in HTML without an end", "<div>\n <!-- b\n\nc -->", []string{"2:2 error open-comment", "1:1 warning raw-html"}},
		{"schemes", "é [a](javascript:b)\n[c](data:d) <vbscript:e> [f](file:///g) [h](a&#9;b)", []string{
			"1:3 error link-scheme", "2:1 error link-scheme", "2:13 error link-scheme", "2:26 error link-scheme", "2:41 error link-scheme"}},
		{"other bad addresses", "[a](//b.org) [c](d\\\\e) [f](g%zz) [h]() [i](https:j) [k](%6aavascript:l)", []string{
			"1:1 error link-scheme", "1:14 error link-scheme", "1:24 error link-scheme", "1:34 error empty-link", "1:40 error link-scheme", "1:53 error link-scheme"}},
		{"images", "![a](https://b.org/c.jpg) ![d](//e) ![f](data:g) ![]() ![h](#i)", []string{
			"1:1 error remote-image", "1:27 error remote-image", "1:37 error link-scheme", "1:50 error empty-link", "1:56 error empty-link"}},
		{"an image by reference", "a ![b]\n\n[b]: http://c.org/d.png", []string{"1:3 error remote-image"}},
		{"headings linked to", "[a](#b) [c](#d)\n\n## B", []string{"1:9 error missing-heading"}},
		{"notes", "a[^1] [^2] [^3](b.md)\n\n[^1]: c\n[^4]: d", []string{"1:7 warning missing-note", "4:1 warning unused-note"}},
		{"note in a note", "a[^1]\n\n[^1]: [^2]: b", []string{"3:7 error nested-note"}},
		{"surplus cells", "|a|b|\n|-|-|\n|é|c|d|\n|e|f|\n|g|h||", []string{"3:6 warning table-cells"}},
		{"deep list", strings.Repeat("- ", maxDepth+1) + "a", []string{"1:1 error nesting"}},
		{"deep quote", "a\n\n" + strings.Repeat("> ", maxDepth+1) + "a", []string{"3:1 error nesting"}},
		{"deep emphasis", strings.Repeat("*a **b ", maxDepth) + strings.Repeat("c** d* ", maxDepth), []string{"1:351 error nesting"}},
		{"a list as deep as may be", strings.Repeat("- ", maxDepth) + "a", nil},
		{"a rule is not a list", strings.Repeat("- ", 3000) + "\n\n" + strings.Repeat("* ", 3000), nil},
		{"indented code is not a list", "a\n\n" + strings.Repeat(" ", 400) + "b", nil},
		{"too many cells", strings.Repeat("|a", 600) + "\n" + strings.Repeat("|-", 600) + "\n" + strings.Repeat("|b\n", 400), []string{"333:1 error table-size"}},
		{"too many marks", strings.Repeat("[", maxRunMarks) + "\n[", []string{"2:1 error paragraph-size"}},
		{"too large", strings.Repeat("a", maxBody+1), []string{"1:1 error body-size"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, list := parsed(tt.text)
			var got []string
			for _, d := range list {
				got = append(got, fmt.Sprintf("%d:%d %v %s", d.Line, d.Column, d.Severity, d.Kind))
				if d.Message == "" || d.Hint == "" || d.File != "briefings/a.md" {
					t.Errorf("incomplete: %+v", d)
				}
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseBodyCountsLinesOfTheFile(t *testing.T) {
	var list diag.List
	f := &File{Path: "briefings/a.md", Body: Body{Offset: 30, FirstLine: 4}}
	f.Body = parseBody(f, []byte("\n\n[[a]] <b>\n"), &list, nil)
	if f.Body.Offset != 30 || f.Body.FirstLine != 4 || f.Body.Refs[0].Pos.Line != 6 || list[0].Line != 6 || list[0].Column != 7 {
		t.Errorf("%+v, %+v", f.Body, list)
	}
}

func TestParseBodyHints(t *testing.T) {
	_, list := parsed("[a](#bckground) ![b](https://c.org/d/e.jpg?f)\n\n## Background\n## Next\n## What was said\n## Who\n")
	if want := "the nearest headings are #background, #who, #next"; list[0].Hint != want && !strings.HasPrefix(list[0].Hint, "the nearest headings are #background, ") {
		t.Errorf("got %q, want %q", list[0].Hint, want)
	}
	if !strings.Contains(list[1].Hint, "briefings/2025/talks/index.md") || !strings.Contains(list[1].Hint, "(e.jpg)") {
		t.Errorf("got %q", list[1].Hint)
	}
}

func TestParseBodyHeadings(t *testing.T) {
	f, _ := parsed("# A *b* `c` [d](e.md) [[F|g]][^1]\n\n### H\n\n> ## Київ\n\n[^1]: ## In a note")
	want := []Heading{{2, "a-b-c-d-g", "A b c d g"}, {3, "h", "H"}, {2, "kiyiv", "Київ"}, {2, "in-a-note", "In a note"}}
	want[2].ID = f.Body.Headings[2].ID // how letters are put into Latin is not decided here
	if diff := cmp.Diff(want, f.Body.Headings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseBodyWords(t *testing.T) {
	tests := []struct {
		text string
		want int
	}{
		{"", 0},
		{"One two\nthree - four, don't **st**op.", 6},
		{"## One\n\n- two\n- three `code`\n\n```\nnot these\n```\n\n    nor these", 3},
		{"![not this](a.jpg) <!-- nor this --> [but](b.md) [[these|three words]]", 3},
		{"Київ é 12", 3},
		{"北京会谈", 2},
		{"a 北京 b", 3},
		{"|a|b|\n|-|-|\n|c|d|\n\nNote[^1]\n\n[^1]: five six", 7},
	}
	for _, tt := range tests {
		if f, _ := parsed(tt.text); f.Body.Words != tt.want {
			t.Errorf("%q has %d words, want %d", tt.text, f.Body.Words, tt.want)
		}
	}
}

func TestParseBodyExcerpt(t *testing.T) {
	long := strings.Repeat("Fünf ", 100)
	tests := []struct{ name, text, want string }{
		{"first paragraph", "## A\n\n![b](c.jpg)\n\n> d\n\nE *f*\n[[G|h]] &amp; `i`[^1] <!-- j -->.\n\nK\n\n[^1]: l", "E f h & i ."},
		{"only a list", "- a b\n- c", "a b"},
		{"only a quote", "> a b", "a b"},
		{"nothing", "## A", ""},
		{"long", long, strings.TrimSpace(strings.Repeat("Fünf ", 60)) + "…"},
		{"long without spaces", strings.Repeat("京", 400), strings.Repeat("京", 299) + "…"},
		{"as long as may be", strings.Repeat("é", 300), strings.Repeat("é", 300)},
		{"a caption", "Table: a\n\n|b|\n|-|\n\nc", "c"},
	}
	for _, tt := range tests {
		f, _ := parsed(tt.text)
		if diff := cmp.Diff(tt.want, f.Body.Excerpt); diff != "" || utf8.RuneCountInString(f.Body.Excerpt) > maxExcerpt {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestReadingMinutes(t *testing.T) {
	for words, want := range map[int]int{0: 1, 229: 1, 460: 2, 2300: 10} {
		if got := ReadingMinutes(words); got != want {
			t.Errorf("%d words take %d minutes, want %d", words, got, want)
		}
	}
}

// TestParseBodyKeepsNoText holds the facts of a large body, and looks at how much memory they take.
func TestParseBodyKeepsNoText(t *testing.T) {
	const size = 1 << 20
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	text := func() []byte {
		return []byte("# A\n\n[b](c.md) ![d](e.jpg) [[F#g|h]] <b> [^1]\n\n" + strings.Repeat("word ", size/5) + "\n\n[^2]: i\n")
	}
	before := heap()
	var files []*File
	var list diag.List
	for range 20 {
		f := &File{Path: "briefings/a.md", Body: Body{FirstLine: 1}}
		f.Body = parseBody(f, text(), &list, nil)
		files = append(files, f)
	}
	if kept := int64(heap()) - int64(before); kept > size {
		t.Errorf("%d bytes are kept of 20 bodies of %d", kept, size)
	}
	runtime.KeepAlive(files)
	runtime.KeepAlive(list)
}

// TestRefSentences gives each reference the sentence that it stands in, as a reader sees it.
func TestRefSentences(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"One. Two [[a]] of *many*. Three.", "Two a of many."},
		{"See [the\n*long* talks](b.md) there", "See the long talks there"},
		{"In `[[code]]`, and [[place:K|the town]]! More.", "In [[code]], and the town!"},
		{"- One item\n- Another, [[a]]\n\nText.", "Another, a"},
		{"> A quote of [[a]]\n> on two lines. End.", "A quote of a on two lines."},
		{"## A heading on [[a]]\n\nText.", ""},
		{"In [[a]] at <https://nato.int/x> and https://nato.int/y, 5 Apr. 2025. End.", "In a at https://nato.int/x and https://nato.int/y, 5 Apr. 2025."},
		{"> In [[a\n> b]] again. End.", "In a b again."},
		{"![A picture](a.png)", ""},
		{"Text.[^1] More.\n\n[^1]: A note on [[a]].", "A note on a."},
		{"[^1]: A note on [[a]].\n\nText.[^1] More.", "A note on a."},
	} {
		f, _ := parsed(test.text)
		if len(f.Body.Refs) != 1 || f.Body.Refs[0].Sentence != test.want {
			t.Errorf("%q: %+v, want %q", test.text, f.Body.Refs, test.want)
		}
	}
}

// TestSpans makes links of words, all that the prose has: without the links the page is what it was.
func TestSpans(t *testing.T) {
	words := regexp.MustCompile(`[\pL\pN]{2,}`)
	for _, text := range []string{sample, "A word,\nsome **bold words** and `code`\n\n> a quote\n> of two lines\n\n| a | table |\n|---|---|\n| of | words |\n\nEnd[^1].\n\n[^1]: A note & an \\*escape\\*."} {
		f, _ := parsed(text)
		names := slices.Compact(slices.Sorted(slices.Values(words.FindAllString(text, -1))))
		names = append(names, "A word, some", "two lines")
		var spans []Span
		for _, m := range mention.New(names, nil).Find(Text(f, []byte(text)), f.Body.Prose, nil) {
			spans = append(spans, Span{m.Start, m.Stop, "/a-mention/"})
		}
		if len(spans) < 5 {
			t.Fatalf("only %d spans", len(spans))
		}
		plain, err := HTML(f, []byte(text), resolved(f), nil, english)
		if err != nil {
			t.Fatal(err)
		}
		linked, err := HTML(f, []byte(text), resolved(f), spans, english)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(linked), `<a href="/a-mention/">`); n != len(spans) {
			t.Errorf("%d links of %d", n, len(spans))
		}
		if err := judgeHTML(string(linked)); err != nil {
			t.Error(err)
		}
		without := regexp.MustCompile(`(?s)<a href="/a-mention/">(.*?)</a>`).ReplaceAllString(string(linked), "$1")
		if diff := cmp.Diff(string(plain), without); diff != "" {
			t.Errorf("(-plain +without links):\n%s", diff)
		}
	}
}

func TestFoldSpace(t *testing.T) {
	for _, text := range []string{"", " ", "a", " a ", "a  b", "\t\na\u00a0\u2003b\u0085c \r\n", "é\u1680ü", "a\xff \xe2\x80b", "\u3000王 \u3000李"} {
		if got, want := foldSpace([]byte(text)), strings.Join(strings.Fields(text), " "); got != want {
			t.Errorf("foldSpace(%q) = %q, want %q", text, got, want)
		}
	}
}
