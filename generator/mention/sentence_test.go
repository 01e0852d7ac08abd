package mention

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// TestSentence has a table of sentences. The place is the first "Kyiv" of the text, or else what is given.
func TestSentence(t *testing.T) {
	for _, test := range []struct {
		text, place string
		most        int
		want        string
	}{
		{"One. In Kyiv. Two.", "", 99, "In Kyiv."},
		{"Kyiv", "", 99, "Kyiv"},
		{"Kyiv! Two.", "", 99, "Kyiv!"},
		{"One? Kyiv… Two.", "", 99, "Kyiv…"},
		{"One?! Kyiv... and more. Two.", "", 99, "Kyiv... and more."},
		{"He said: “Go to Kyiv.” Then he left.", "", 99, "He said: “Go to Kyiv.”"},
		{"“Go.” He (she, too) went to (Kyiv.) “No.”", "", 99, "He (she, too) went to (Kyiv.)"},
		{"In 2024. Kyiv fell by 3.5 points. 7 fell.", "", 99, "Kyiv fell by 3.5 points."},
		{"One. then Kyiv", "", 99, "One. then Kyiv"},

		{"One. J. Smith and Mr. T. of Kyiv met Gen. Petrov, No. 3 of St. Petersburg, vs. U.S. Troops, etc. Two. Three.", "", 199,
			"J. Smith and Mr. T. of Kyiv met Gen. Petrov, No. 3 of St. Petersburg, vs. U.S. Troops, etc. Two."},
		{"He said no. Kyiv said No. They met.", "", 99, "Kyiv said No."},
		{"One. J. Smith went. Two.", "Smith", 99, "J. Smith went."},
		{"Встреча. В. Зеленский в Киеве. Дальше.", "Киеве", 99, "В. Зеленский в Киеве."},
		{"ذهب. هل في كييف؟ نعم.", "كييف", 99, "هل في كييف؟"},
		{"एक। कीव में। दो।", "कीव", 99, "कीव में।"},
		{"一。在基辅。二！", "基辅", 99, "在基辅。"},

		{"One.\nIn\n> **Kyiv** and\u00a0 [St. Anna](a)\nit | rai|ned.\n> Two.", "", 99, "In Kyiv and St. Anna it rained."},
		{"One\n\nKyiv\n\nTwo", "", 99, "Kyiv"},
		{"One\n\n# Kyiv\n\nTwo", "", 99, "Kyiv"},
		{"\\*Kyiv\\* &amp; AT&amp;T &copy; &ampere; \\x \\", "", 99, "*Kyiv* & AT&T © &ampere; \\x \\"},
		{"One &quot;Kyiv&#46;&quot; Two.", "", 99, `One "Kyiv."`},
		{"In Kyiv&nbsp;&nbsp;Oblast", "", 99, "In Kyiv Oblast"},
		{"In \\*NSYNC it", "*NSYNC", 99, "In *NSYNC it"},

		{"one two three four five Kyiv six seven eight nine ten", "", 99, "one two three four five Kyiv six seven eight nine ten"},
		{"one two three four five Kyiv six seven eight nine ten", "", 24, "…five Kyiv six…"},
		{"one two three four five Kyiv six seven eight nine ten", "", 13, "…Kyiv six…"},
		{"one two three four five Kyiv six seven eight nine ten", "", 6, "…Kyiv…"},
		{"one two three four five Kyiv six seven eight nine ten", "", 4, "Kyiv"},
		{"one two three four five Kyiv six seven eight nine ten", "", 3, "Ky…"},
		{"one two three four five Kyiv six seven eight nine ten", "", 0, ""},
		{"Kyiv one two three four five six", "", 20, "Kyiv one two three…"},
		{"one two three four five six Kyiv.", "", 20, "…five six Kyiv."},
		{"one anti-Kyivites three four", "", 14, "…Kyivites…"},
		{"一二三四五六七基辅一二三四五六七", "基辅", 8, "…六七基辅一二…"},
		{"no such place", "", 99, "no such place"},
		{"", "", 99, ""},
	} {
		place := test.place
		if place == "" {
			place = "Kyiv"
		}
		start := max(0, strings.Index(test.text, place))
		got := sentence([]byte(test.text), proseOf(test.text), start, start+len(place), test.most)
		if got != test.want || utf8.RuneCountInString(got) > test.most {
			t.Errorf("%q, at most %d:\n got %q\nwant %q", test.text, test.most, got, test.want)
		}
	}
}

// sentence gives the sentence around a place alone.
func sentence(text []byte, prose Prose, start, stop, most int) string {
	return NewSentences(text, prose, most).Around(start, stop)
}

// TestSentenceLong asks for many places of one paragraph. Each answer takes as long as its length, not the paragraph's.
func TestSentenceLong(t *testing.T) {
	text := []byte(strings.Repeat("more words and Kyiv ", 100_000))
	prose := proseOf(string(text))
	began := time.Now()
	for i := 15; i < len(text); i += 200 {
		got := sentence(text, prose, i, i+4, 40)
		if !strings.Contains(got, "Kyiv") || utf8.RuneCountInString(got) > 40 || utf8.RuneCountInString(got) < 30 {
			t.Fatalf("%d: %q", i, got)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("10,000 sentences take %v", took)
	}
}
