package briefing

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func plainText(t *testing.T, text string) string {
	t.Helper()
	f, _ := parsed(text)
	p, err := Again(f, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := p.AppendPlain(nil, resolved(f), english)
	plain := string(shown)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestPlain(t *testing.T) {
	for _, test := range []struct{ name, markdown, want string }{
		{"nothing", "", ""},
		{"a comment", "a\n\n<!-- b -->\n\n<!-- c --> <!-- d -->\n\ne <!-- f -->g", "a\n\ne g\n"},
		{"paragraphs", "One\ntwo.\n\nThree  \nfour\\\nfive.", "One two.\n\nThree\nfour\nfive.\n"},
		{"emphasis", "*a* **b** ~~c~~ `d *e*` ***f***", "a b ~~c~~ d *e* f\n"},
		{"entities and escapes", `&copy; &amp; & \* <b> &#65;`, "© & & * <b> A\n"},
		{"headings", "# A\n\n## B & *c*\n\n### D\n\ne\n\n## 王伟\n", "A\n-\n\nB & c\n-----\n\nD\n\ne\n\n王伟\n----\n"},
		{"a heading that is long", "## " + strings.Repeat("a", 80), strings.Repeat("a", 80) + "\n" + strings.Repeat("-", 72) + "\n"},
		{"lists", "- a\n- b\n  1. c\n  2. d\n\n3. e\n\n   f\n\n4. g", "- a\n- b\n  1. c\n  2. d\n\n3. e\n\n   f\n\n4. g\n"},
		{"list in a quote in a list", "- a\n\n  > b\n  >\n  > - c\n  >\n  >   d\n\n  e\n- > f", "- a\n\n  > b\n  >\n  > - c\n  >\n  >   d\n\n  e\n\n- > f\n"},
		{"empty items", "-\n- a\n-", "-\n- a\n-\n"},
		{"tasks", "- [ ] a\n- [x] b", "- [ ] a\n- [x] b\n"},
		{"quote", "> a\n> b\n>\n> c", "> a b\n>\n> c\n"},
		{"alert", "> [!NOTE]\n> a\n>\n> b", "Note:\n  a\n\n  b\n"},
		{"alert, empty", "> [!TIP]", "Tip:\n"},
		{"code", "```json\n{\"a\":\n\n  1}\n```\n\n- b\n\n      c", "    {\"a\":\n\n      1}\n\n- b\n\n      c\n"},
		{"rule", "a\n\n***\n\nb", "a\n\n* * *\n\nb\n"},
		{"definitions", "A\n: b\n: c\n\nD\n\n: e\n\n  f", "A\n    b\n    c\nD\n    e\n\n    f\n"},
		{"raw HTML", "<div>\n<!-- a -->b\n</div>", "<div>\nb\n</div>\n"},
		{"table", "Table: T [u](v.md)\n\n|A|B *c*|\n|-|-:|\n|Kryvyi Rih|18|\n|王|x[^1]|\n\n[^1]: y",
			"T u </v.md>\nA          |  B c\n-----------+-----\nKryvyi Rih |   18\n王         | x[1]\n\nNotes\n-----\n[1] y\n"},
		{"a table with what is struck out", "|A|B|\n|-|-|\n|~~c~~|d ~~e~~|\n|f|g|", "A     | B\n------+--------\n~~c~~ | d ~~e~~\nf     | g\n"},
		{"a table that is wide", "Table: T\n\n|A *b*||C|\n|-|-|-:|\n|d|" + strings.Repeat("e", 80) + "|[f](g.md)|\n||~~h~~||\n||||",
			"T\n\nA b: d\n" + strings.Repeat("e", 80) + "\nC: f </g.md>\n\n~~h~~\n"},
		{"a table with a bar in a cell", "> - |A|B|\n>   |-|-|\n>   |`a \\| b`|c|\n>   |d|e|", "> - A: a | b\n>   B: c\n>\n>   A: d\n>   B: e\n"},
		{"a head alone that is wide", "|a|" + strings.Repeat("e", 80) + "|\n|-|-|", "a\n" + strings.Repeat("e", 80) + "\n"},
		{"a table whose head has no words", "| | |\n|-|-|\n|a|b|\n|c||\n", "a | b\nc | \n"},
		{"links", "[a](b.md#c) [d](https://e.org/f?g=1&h=2) [i](mailto:j@k.org) [j@k.org](mailto:j@k.org) https://l.org <m@n.org> [o](#p)\n\n## p",
			"a </b.md#c> d <https://e.org/f?g=1&h=2> i <j@k.org> j@k.org https://l.org m@n.org o\n\np\n-\n"},
		{"an address that could end early", "[a](<https://b.org/c d\\>e>)", "a <https://b.org/c%20d%3Ee>\n"},
		{"wiki", "[[A]] [[A|b]] [[place:C]] [d [[E]]](f.md)", "the A </A> b </A> the C </C> d the E </f.md>\n"},
		{"images", "![a *b*](c.png \"By &amp; d\")\n\ne ![f](g.png \"h\") ![](i.png)", "[a b] By & d </c.png>\n\ne [f] </g.png> </i.png>\n"},
		{"image in a link", "[![a](b.png)](c.md)", "[a] </c.md>\n"},
		{"notes", "a[^x] b[^y] c[^x]\n\n[^y]: d\n\n    e\n[^x]: f [^y]", "a[1] b[2] c[1]\n\nNotes\n-----\n[1] f [2]\n[2] d\n\n    e\n"},
	} {
		if diff := cmp.Diff(test.want, plainText(t, test.markdown)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}

// TestPlainTargets shows a reference that leads nowhere as its text, and fails when there are others than there were.
func TestPlainTargets(t *testing.T) {
	const text = "[a](b.md) [[C]] [[D|e]]"
	f, _ := parsed(text)
	p, err := Again(f, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := p.AppendPlain(nil, []Target{{}, {Text: "<C>"}, {}}, english); string(plain) != "a <C> e\n" || err != nil {
		t.Errorf("%q, %v", plain, err)
	}
	for _, n := range []int{2, 4} {
		if _, err := p.AppendPlain(nil, make([]Target, n), english); err == nil {
			t.Errorf("%d targets for 3 references", n)
		}
	}
}

// checkPlain requires of a body's text what every one is: UTF-8 in whole lines, the first of them not empty, wherever there is HTML.
func checkPlain(t *testing.T, text string) {
	t.Helper()
	f, list := parsed(text)
	if list.HasErrors() {
		return
	}
	p, err := Again(f, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	html, err := p.HTML(resolved(f), nil, english, true)
	if err != nil {
		return
	}
	shown, err := p.AppendPlain(nil, resolved(f), english)
	plain := string(shown)
	switch {
	case err != nil:
		t.Fatalf("%v, although there is the HTML %q", err, html)
	case !utf8.ValidString(plain) || strings.ContainsAny(plain, "\r\x00"):
		t.Fatalf("%q is no text", plain)
	case plain != "" && (!strings.HasSuffix(plain, "\n") || strings.HasPrefix(plain, "\n")):
		t.Fatalf("%q does not begin and end with a line", plain)
	}
}
