package tomldoc

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each case is what somebody who does not know TOML types, and the one message about it.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`title: Something`, `2:6 toml-syntax: "title" is followed by ":", where TOML has "=" | title = "Something"`},
		{"title:\n  - a\n  - b c\n", `2:6 toml-syntax: "title" is followed by ":", where TOML has "=" | title = ["a", "b c"]`},
		{`draft: True`, `2:6 toml-syntax: "draft" is followed by ":", where TOML has "=" | draft = true`},
		{`"title": "x",`, `2:8 toml-syntax: "title" is followed by ":", where TOML has "=" | title = "x"`},
		{"--- \ntitle", `2:1 toml-syntax: --- is a line of YAML, and this is TOML | settings stand between two lines +++, as title = "…"`},
		{`- item`, `2:1 toml-syntax: a list stands in brackets | as in topics = ["item"]`},
		{`{ "title": "x" }`, `2:1 toml-syntax: this looks like JSON | write lines such as title = "…"`},
		{`title = “Foo”`, `2:9 toml-syntax: the curly quote “ does not hold a text; the straight quote " does | title = "Foo"`},
		{`actors = [“A”, “B”]`, `2:11 toml-syntax: the curly quote “ does not hold a text; the straight quote " does | actors = ["A", "B"]`},
		{`title = "Foo”`, `2:13 toml-syntax: the curly quote ” does not end a text; the straight quote " does | title = "Foo"`},
		{`title = ‘Foo’s bar’`, `2:9 toml-syntax: the curly quote ‘ does not hold a text; the straight quote " does | title = "Foo’s bar"`},
		{`title = 'Russia's demand'`, `2:16 toml-syntax: this apostrophe ends the text | title = "Russia's demand"`},
		{`actors = ['Côte d'Ivoire', 'x']`, `2:18 toml-syntax: this apostrophe ends the text | actors = ["Côte d'Ivoire", 'x']`},
		{`draft = True`, `2:9 toml-syntax: True is written true | draft = true`},
		{`draft = yes # ok`, `2:9 toml-syntax: yes is written true | draft = true # ok`},
		{`draft = no`, `2:9 toml-syntax: no is written false | draft = false`},
		{`draft = FALSE`, `2:9 toml-syntax: FALSE is written false | draft = false`},
		{`x = null`, `2:5 toml-syntax: null is not a value | take the line out: a key without value is left away`},
		{`date = 4 April 2025`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = April 4, 2025`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = 4th Apr 2025`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = 04/04/2025`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = 03/04/2025`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-03 or date = 2025-03-04`},
		{`date = 2025-4-4`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = 2025/04/04`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = 4.4.2025`, `2:8 bad-date: a date is written year-month-day | date = 2025-04-04`},
		{`date = 2025-02-30`, `2:8 bad-date: 30 February does not exist | write a day of the calendar, as in date = 2025-04-04`},
		{`date = 2025-13-01T10:00:00Z`, `2:8 bad-date: there is no month 13 | write a day of the calendar, as in date = 2025-04-04`},
		{`date = 2025-04`, `2:8 bad-date: 2025-04 is neither a date nor a number | write a date as 2025-04-04, and a text in quotes: date = "2025-04"`},
		{`date = 2025-04-04 10am`, `2:19 bad-date: nothing may follow the date on its line | date = 2025-04-04T10:00:00Z is a date with its time`},
		{`covers = { from = 4 April 2025 }`, `2:19 bad-date: a date is written year-month-day | covers = { from = 2025-04-04 }`},
		{`actors = ["a" "b"]`, `2:14 toml-syntax: a comma is missing here | actors = ["a", "b"]`},
		{"actors = [\n \"a\"\n \"b\"]", `3:5 toml-syntax: a comma is missing here | "a",`},
		{`sources = [{ name = "x" url = "y" }]`, `2:24 toml-syntax: a comma is missing here | sources = [{ name = "x", url = "y" }]`},
		{`actors = [,"a"]`, `2:11 toml-syntax: a comma with no value before it | actors = ["a"]`},
		{`title = Strike on X`, `2:9 toml-syntax: a text must stand in quotes | title = "Strike on X"`},
		{`title = 18 killed`, `2:9 toml-syntax: a text must stand in quotes | title = "18 killed"`},
		{`slug = 2025-kyiv`, `2:8 toml-syntax: a text must stand in quotes | slug = "2025-kyiv"`},
		{`actors = [Russia, Ukraine]`, `2:11 toml-syntax: a text must stand in quotes | actors = ["Russia", "Ukraine"]`},
		{`actors = Russia, Ukraine`, `2:10 toml-syntax: a text must stand in quotes | actors = "Russia, Ukraine"; for several values ["Russia", "Ukraine"]`},
		{`actors = "Russia", "Ukraine"`, `2:18 toml-syntax: several values stand in brackets | actors = ["Russia", "Ukraine"]`},
		{"summary = \"one\ntwo\"\ntitle=1", `2:15 toml-syntax: a line break in a text | write it on one line, or put three quotes at both ends: summary = """…"""`},
		{"title = \"Foo\ndate = 2025-04-04", `2:9 toml-syntax: no closing quote for this text | title = "Foo"`},
		{`a = 'b`, `2:5 toml-syntax: no closing quote for this text | a = 'b'`},
		{`actors = ["NATO, "Russia"]`, `2:11 toml-syntax: no closing quote for this text | actors = ["NATO", "Russia"]`},
		{"actors = [\"NATO]\ndate = 2025-01-01", `2:11 toml-syntax: no closing quote for this text | actors = ["NATO"]`},
		{"a = \"\"\"x\ny", `2:5 toml-syntax: no closing """ for this text | put """ after its end`},
		{`title = "The "new" plan"`, `2:14 toml-syntax: this quote ends the text | title = 'The "new" plan'`},
		{`title = "It's "new""`, `2:15 toml-syntax: this quote ends the text | title = "It's \"new\""`},
		{`actors = ["The "new" plan", "b"]`, `2:16 toml-syntax: this quote ends the text | actors = ['The "new" plan', "b"]`},
		{`file = "C:\Users\x"`, `2:11 toml-syntax: a backslash has a meaning of its own in a text between " quotes | file = 'C:\Users\x'`},
		{`file = "it's a\ b"`, `2:15 toml-syntax: a backslash has a meaning of its own in a text between " quotes | file = "it's a\\ b"`},
		{"title = \"a\"\n\ntitle = \"b\"", `4:1 duplicate-key: "title" is given twice, first on line 2 | keep one of them; several values go into one list in brackets`},
		{"[a]\n[a]", `3:2 duplicate-key: "a" is given twice, first on line 2 | keep one of them; several values go into one list in brackets`},
		{"a = 1\na.b = 2", `3:1 toml-syntax: "a" is a value and has no keys of its own | choose another key`},
		{"actors = [\"a\", \"b\"\ndate = 2025-04-04", `2:10 toml-syntax: no closing "]" for this list | actors = ["a", "b"]`},
		{`actors = ["a", "b"`, `2:10 toml-syntax: no closing "]" for this list | actors = ["a", "b"]`},
		{"covers = { from = 2025-01-01\ntitle = \"x\"", `2:10 toml-syntax: no closing "}" for this table | covers = { from = 2025-01-01}`},
		{`covers = [1}`, `2:12 toml-syntax: "}" does not close what "[" opened | covers = [1]`},
		{`actors = ["a"]]`, `2:15 toml-syntax: one "]" too many | actors = ["a"]`},
		{`sources = [{ name: "x" }]`, `2:18 toml-syntax: "name" is followed by ":", where TOML has "=" | sources = [{ name = "x" }]`},
		{`title = "x",`, `2:12 toml-syntax: a line does not end in "," | title = "x"`},
		{`title =`, `2:8 toml-syntax: no value for "title" | write one, as in title = "…", or take the line out`},
		{`title "Foo"`, `2:7 toml-syntax: no "=" after "title" | title = "Foo"`},
		{`embargo until = 2025-01-01`, `2:9 toml-syntax: a key is one word of letters a to z, digits, "_" and "-" | embargo_until = 2025-01-01`},
		{`título = "x"`, `2:2 toml-syntax: a key is one word of letters a to z, digits, "_" and "-" | "título" = "x"`},
		{`Some text here`, `2:1 toml-syntax: this line is not key = value | text goes below the closing +++; a setting looks like title = "…"`},
		{`// c`, `2:1 toml-syntax: a comment begins with # | # c`},
		{"[extra\na = 1", `2:7 toml-syntax: this line begins with "[" and is no [table] | write [extra]`},
		{`[extra] a = 1`, `2:9 toml-syntax: nothing may follow a [table] on its line | begin a new line after [extra]`},
		{`title =  "x"`, `2:9 toml-syntax: an invisible no-break space stands before the value | title = "x"`},
		{`n = 01`, `2:5 toml-syntax: invalid integer "01": cannot have leading zeroes | compare the line with an example at https://toml.io`},
	} {
		if _, list := parse(t, c.text); show(*list) != c.want+"\n" {
			t.Errorf("%q: %s", c.text, cmp.Diff(c.want+"\n", show(*list)))
		}
	}
}
