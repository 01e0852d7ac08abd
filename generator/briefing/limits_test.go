package briefing

import (
	"flag"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"dateline/generator/diag"
)

// fill repeats s up to n bytes.
func fill(s string, n int) string { return strings.Repeat(s, n/len(s)) }

var full = flag.Bool("full", false, "make pathological inputs as large as a body may be, which takes a minute; more under -race")

// TestPathological gives both passes what parsers are known to choke on. Each must be done or refused in about a second
// at full size; the limit is wider here, for slow machines and the race detector.
func TestPathological(t *testing.T) {
	size := 24 << 10
	if *full {
		size = maxBody - 100
	}
	inputs := map[string]string{
		"nested list, then blank lines":       strings.Repeat("- ", 5000) + "x" + strings.Repeat("\n", 5000),
		"100 deep list, blank lines":          strings.Repeat("- ", 99) + "x" + fill("\n", size-300),
		"100 deep list, then lines":           strings.Repeat("- ", 99) + "x\n" + fill("y\n", size-300),
		"100 deep list, lazy, blank":          strings.Repeat("- ", 99) + "x\ny" + fill("\n", size-300),
		"deeper by indentation":               deeper(1000),
		"50 deep, indented blank":             strings.Repeat("- ", 50) + "x\n" + fill(strings.Repeat(" ", 100)+"y\n\n", size-300),
		"quotes on one line":                  fill(">", size),
		"quotes with spaces":                  fill("> ", size),
		"quotes, many lines":                  fill(strings.Repeat(">", 99)+"\n", size),
		"quote lines and lists":               fill("> - ", size),
		"lines of 1000 >":                     fill(strings.Repeat(">", 1000)+"\n", size),
		"notes in notes":                      fill("[^a]: ", size),
		"notes":                               fill("[^a]: x\n", size),
		"notes apart":                         fill("[^a]: x\n\n", size),
		"note links":                          "[^a]: x\n\n" + fill("[^a]\n\n", size-100),
		"missing notes":                       fill("[^ab]\n\n", size),
		"definitions":                         fill("a\n: b\n", size),
		"definitions in definitions":          "a\n" + fill(": ", size),
		"opening brackets":                    fill("[", size),
		"opening brackets, lines":             fill("[\n", size),
		"brackets apart":                      fill("[ [ [ [\n\n", size),
		"nested brackets":                     fill("[", size/2) + fill("]", size/2),
		"nested brackets apart":               fill("[[[[a]]]]\n\n", size),
		"links":                               fill("[a](b)", size),
		"links apart":                         fill("[a](b)\n\n", size),
		"links on lines":                      fill("[a](b)\n", size),
		"same-page links":                     "## b\n\n" + fill("[a](#b)\n\n", size-100),
		"missing headings":                    "## b\n\n" + fill("[a](#c)\n\n", size-100),
		"unclosed links":                      fill("[a](", size),
		"unclosed destinations":               fill("[a](<b", size),
		"unclosed titles":                     fill(`[a](b "c`, size),
		"images":                              fill("![](a)", size),
		"images of images":                    fill("![", size),
		"images of wiki links":                fill("![[](", size),
		"wiki links":                          fill("[[a]]", size),
		"wiki links on lines":                 fill("[[a]]\n", size),
		"unclosed wiki links":                 fill("[[a", size),
		"wiki links apart":                    fill("[[a]] ", 10_000) + "\n\n",
		"link definitions":                    fill("[a]: b\n", size),
		"link definitions apart":              fill("[a]: b\n\n", size),
		"link definition and many uses":       "[a]: b\n\n" + fill("[a] ", size-100),
		"link definition and many uses apart": "[a]: b\n\n" + fill("[a]\n\n", size-100),
		"unclosed link definitions":           fill("[a", size),
		"emphasis":                            fill("*a **a ", size),
		"emphasis without spaces":             fill("*a_", size),
		"emphasis, closing only":              fill("a* ", size),
		"emphasis, mixed":                     fill("a**b_c ", size),
		"emphasis, three":                     fill("a***b* ", size),
		"emphasis apart":                      fill("*a* **b**\n\n", size),
		"stars":                               fill("*", size),
		"stars on lines":                      fill("a *\n", size),
		"underscores and stars":               fill("*_", size),
		"nested emphasis":                     fill("*a ", size/2) + fill("b* ", size/2),
		"strikethrough":                       fill("~~a ~", size),
		"tildes":                              fill("a~", size),
		"backticks":                           fill("`", size),
		"growing backticks":                   backticks(2000),
		"backticks apart":                     fill("`a ", size),
		"backticks on lines":                  fill("`a\n", size),
		"entities":                            fill("&a", size),
		"entities, valid":                     fill("&amp;", size),
		"numbers":                             fill("&#x", size),
		"tags":                                fill("<a", size),
		"tags with attributes":                fill("<a b", size),
		"tags, unclosed attribute":            "x " + fill("<a b=\"", size-10),
		"a tag with many attributes":          "x <a" + fill(" b", size-10),
		"a tag with many attributes, lines":   "x <a" + fill("\nb", size-10),
		"processing instructions":             "x " + fill("<?", size-10),
		"declarations":                        "x " + fill("<!A", size-10),
		"CDATA":                               "x " + fill("<![CDATA[", size-10),
		"comments unclosed":                   "x " + fill("<!--", size-10),
		"comments":                            "x " + fill("<!-- a -->", size-10),
		"HTML block comments":                 "<div>" + fill("<!-- a -->", size-10),
		"HTML block of div":                   fill("<div>\n", size),
		"HTML blocks":                         fill("<div>\n\n", size),
		"table":                               "|a|b|\n|-|-|\n" + fill("|a|b|\n", size-100),
		"tables":                              fill("|a|b|\n|-|-|\n|a|b|\n\n", size),
		"wide table":                          fill("|a", size/4) + "\n" + fill("|-", size/4) + "\n" + fill("|b", size/4) + "\n",
		"wide table, short rows":              fill("|a", size/4) + "\n" + fill("|-", size/4) + "\n" + fill("|b\n", size/2),
		"table delimiters":                    fill("|-\n", size),
		"escaped bars in code":                "|a|\n|-|\n" + fill("|`a\\|b`|\n", size-100),
		"table, many pipes escaped":           "|a|\n|-|\n|`" + fill(`\|`, size-100) + "`|\n",
		"headings":                            fill("# a\n", size),
		"headings by underline":               fill("a\n-\n", size),
		"headings taken":                      fill("# a-2\n# a\n", size),
		"empty headings":                      fill("#\n", size),
		"one long heading":                    "# " + fill("王", size-100),
		"rules":                               fill("- - -\n", size),
		"list of one":                         fill("- a\n", size),
		"loose list":                          fill("- a\n\n", size),
		"ordered list":                        fill("1. a\n", size),
		"lists alternating":                   fill("- a\n+ a\n", size),
		"empty items":                         fill("-\n", size),
		"alternating depths":                  fill("- a\n  - b\n    - c\n", size),
		"tabs":                                fill("\t", size),
		"tab lines":                           fill("\ta\n", size),
		"tabs in lists":                       fill("-\t", size),
		"lazy quote":                          "> a\n" + fill("a\n", size-100),
		"fences":                              fill("```\n", size),
		"fences with info":                    fill("```go\n", size),
		"code":                                "```go\n" + fill("a := \"b\"\n", size-100),
		"codes":                               fill("```go\na := \"b\"\n```\n\n", size),
		"unknown languages":                   fill("```x"+"\na\n```\n\n", size),
		"words":                               fill("word ", size),
		"one word":                            fill("w", size),
		"addresses":                           fill("www.a.b ", size),
		"addresses long":                      "www." + fill("a.", size-10),
		"almost addresses":                    "@ " + fill("www.", size-10),
		"mail":                                fill("a@", size),
		"mail apart":                          fill("a@b.c ", size),
		"mail, dots":                          "a@b.c " + fill("a.", size-10),
		"parentheses":                         "[a](" + fill("(", size-10),
		"address with parentheses":            "http://a.b/" + fill(")", size-20),
		"address with entities":               "http://a.b/" + fill("&a;", size-20),
		"addresses in parentheses":            fill("(http://a.b/", size),
		"backslashes":                         fill(`\`, size),
		"backslashes at line ends":            fill("a\\\n", size),
		"hard breaks":                         fill("a  \n", size),
		"CR":                                  fill("a\r", size),
		"NUL":                                 fill("\x00", size),
		"bad UTF-8":                           fill("\xff", size),
		"alerts":                              fill("> [!NOTE]\n> a\n\n", size),
		"captions":                            fill("Table: a\n\n|a|\n|-|\n\n", size),
		"tasks":                               fill("- [ ] a\n", size),
		"exclamation marks":                   fill("!", size),
		"angle brackets":                      fill("<", size),
		"brackets before many lines":          fill("[a] ", size/8) + fill("a\n", size-size/8),
		"brackets after many lines":           fill("a\n", size-size/8) + fill("[a] ", size/8),
		"brackets across many lines":          fill("a\n", size/2) + fill("[a]\n", size/8) + fill("a\n", size/2-size/8),
		"closing brackets":                    fill("]", size),
		"colons":                              fill(":\n", size),

		// What else the tests of cmark, the reference of CommonMark, have.
		"nested strong emphasis":            fill("*a **a ", size/2) + "b" + fill(" a** a*", size/2),
		"closers without openers":           fill("a_ ", size),
		"openers without closers":           fill("_a ", size),
		"link closers without openers":      fill("a]", size),
		"emphasis by threes":                "a**b" + fill("c* ", size-10),
		"links opened, emphasis closed":     fill("[ a_", size),
		"brackets and parentheses":          fill("[ (](", size),
		"images without text":               fill("![[]()", size),
		"links around emphasis":             fill("**x [a*b**c*](d) ", size),
		"lists in a quote, blank lines":     "> " + strings.Repeat("- ", 98) + "x\n" + fill(">\n", size-300),
		"emphasis in deep quotes":           strings.Repeat(">", 99) + fill("a*", size-100),
		"unclosed closing tags":             "</" + fill("<!--", size-2),
		"definitions of links, all other":   definitions(size),
		"definitions of links that collide": fill("[a]: x\n[A]: y\n", size),
		"a table without a body":            "a | b\n- | -" + fill(" |", size-100),
		"table cells of tabs":               fill("|\t", size/4) + "\n" + fill("|-", size/4) + "\n",
	}
	for name, input := range inputs {
		longest := sort.Search(len(input), func(n int) bool { return refuse(normalise([]byte(input[:n+1]))) != nil })
		if longest < len(input) {
			t.Run(name+", as much as is let pass", func(t *testing.T) { testTime(t, input[:longest]) })
		}
		t.Run(name, func(t *testing.T) { testTime(t, input) })
	}
}

func testTime(t *testing.T, input string) {
	var list diag.List
	f := &File{Path: "briefings/a.md", Body: Body{FirstLine: 1}}
	start := worked()
	f.Body = parseBody(f, []byte(input), &list, nil)
	parsed := worked() - start
	start = worked()
	html, err := HTML(f, []byte(input), make([]Target, len(f.Body.Refs)), nil, english)
	rendered := worked() - start
	if parsed > 500*time.Millisecond || rendered > 500*time.Millisecond {
		t.Logf("%s, %d KiB: parsed in %v, rendered in %v (%d bytes, %v)", t.Name(), len(input)>>10, parsed, rendered, len(html), err)
	}
	if parsed > 10*time.Second || rendered > 10*time.Second {
		t.Errorf("takes too long")
	}
	if err != nil && !list.HasErrors() {
		t.Errorf("renders not (%v), but parses", err)
	}
}

// deeper gives a list in which each item is inside the one before.
func deeper(levels int) string {
	var b strings.Builder
	for i := range levels {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

// definitions gives links and, after them, a definition of each.
func definitions(size int) string {
	var uses, made strings.Builder
	for i := 0; uses.Len()+made.Len() < size-40; i++ {
		fmt.Fprintf(&uses, "[a%d] ", i)
		fmt.Fprintf(&made, "[a%d]: b\n", i)
	}
	return uses.String() + "\n\n" + made.String()
}

func backticks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("a" + strings.Repeat("`", i))
	}
	return b.String()[:min(b.Len(), maxBody)]
}
