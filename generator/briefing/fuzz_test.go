package briefing

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/generator/mention"
)

var mentioned = regexp.MustCompile(`(?s)<a href="/a-mention/">(.*?)</a>`)

// FuzzMentions makes links of whatever names a text has. Their HTML is harmless, each name is a link, and without the links the text is
// what it was.
func FuzzMentions(f *testing.F) {
	for _, text := range attacks {
		f.Add(text, "alert\nscript\na")
	}
	f.Add(sample, "Kyiv\nthe\nof\nA")
	f.Add("A word,\nsome **bold words** and `code`\n\n> a quote\n> of two lines\n\n| a | table |\n|---|---|\n| of | words |\n\nEnd[^1].\n\n[^1]: A note & an \\*escape\\*.", "A word, some\nbold words\ntwo lines\nwords\nA note & an *escape*.")
	f.Add("In *Kry*vyi Rih, AT&amp;T, O\u2019Brien and <b>NATO</b>", "Kryvyi Rih\nAT&T\nO'Brien\nNATO\nb")
	f.Add("## Kyiv\n\nKyiv <https://kyiv.org> [Kyiv](a.md) [[Kyiv]] ![Kyiv](a.png \"Kyiv\") `Kyiv`\n\nTable: Kyiv\n\n|Kyiv|\n|-|\n|Kyiv\\|Kyiv|\n\nKyiv\n: Kyiv", "Kyiv\nkyiv")
	f.Fuzz(func(t *testing.T, text, list string) {
		if len(text) > 10_000 || len(list) > 1000 {
			return
		}
		file, said := parsed(text)
		if said.HasErrors() {
			return
		}
		var names []string
		for name := range strings.SplitSeq(norm.NFC.String(list), "\n") {
			if name = strings.Join(strings.Fields(name), " "); name != "" && utf8.ValidString(name) {
				names = append(names, name)
			}
		}
		var spans []Span
		for _, m := range mention.New(names, nil).Find(Text(file, []byte(text)), file.Body.Prose, nil) {
			spans = append(spans, Span{m.Start, m.Stop, "/a-mention/"})
		}
		plain, err := HTML(file, []byte(text), resolved(file), nil, english)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		linked, err := HTML(file, []byte(text), resolved(file), spans, english)
		if err != nil {
			t.Fatalf("%q with %d links: %v", text, len(spans), err)
		}
		if err := judgeHTML(string(linked)); err != nil && judgeHTML(string(plain)) == nil {
			t.Fatalf("%q gives %s: %v", text, linked, err)
		}
		if n := len(mentioned.FindAllString(string(linked), -1)); n != len(spans) && !strings.Contains(text, "a-mention") {
			t.Errorf("%d links of %d names in %s", n, len(spans), linked)
		}
		if without := mentioned.ReplaceAllString(string(linked), "$1"); without != string(plain) && !strings.Contains(text, "a-mention") {
			t.Errorf("%q gives, without links,\n%s\ninstead of\n%s", text, without, plain)
		}
	})
}
