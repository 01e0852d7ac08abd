package tomldoc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// This file holds the messages for people who do not know TOML: what they typed, and the line as it should be.

const (
	syntax   = "toml-syntax"
	inQuotes = "a text must stand in quotes"
)

// mistake is what to say about a fault.
type mistake struct {
	at                  int
	kind, message, hint string
}

// reader looks at the text around a fault.
type reader struct {
	*scanner
	doc *document
}

// explain says what is wrong where scanning stopped.
func (r reader) explain() mistake {
	f := r.fault
	switch f.what {
	case tooDeep:
		return mistake{f.at, "too-large", fmt.Sprintf("lists or tables more than %d deep", maxDepth), "take them apart"}
	case tooMany:
		return mistake{f.at, "too-large", fmt.Sprintf("more than %d keys", maxKeys), "move what is data into a file of its own"}
	case badKey, noEquals:
		return r.explainKey()
	case badHeader:
		name := strings.Trim(r.line(f.open), "[] ")
		return mistake{f.at, syntax, `this line begins with "[" and is no [table]`, fmt.Sprintf("write [%s]", name)}
	case twice:
		first := r.doc.pos(int(r.nodes[f.prev].keyAt))
		return mistake{f.at, "duplicate-key", fmt.Sprintf("%q is given twice, first on line %d", r.nodes[f.prev].key, first.Line),
			"keep one of them; several values go into one list in brackets"}
	case notTable:
		return mistake{f.at, syntax, fmt.Sprintf("%q is a value and has no keys of its own", r.nodes[f.prev].key), "choose another key"}
	case closed:
		return r.explainClosed()
	case noValue:
		key := r.text[r.lineAt:r.keyEnd]
		return mistake{f.at, syntax, fmt.Sprintf("no value for %q", key), fmt.Sprintf(`write one, as in %s = "…", or take the line out`, key)}
	case badBare:
		return r.explainBare(f.at)
	case badDate:
		return r.explainDate(f.at)
	case openText:
		return r.explainOpenText()
	case badEscape:
		return r.explainEscape()
	case noComma:
		return r.explainElement()
	case openList:
		return r.explainOpenList(f.prev)
	case strayComma:
		return mistake{f.at, syntax, "a comma with no value before it", cmp.Or(r.lineWith(f.at, f.at+1, ""), "take this line out")}
	}
	return r.explainAfterValue()
}

// explainClosed is about a key that would add to a table which was written elsewhere.
func (r reader) explainClosed() mistake {
	n := r.nodes[r.fault.prev]
	message := fmt.Sprintf("%q was written on line %d, and takes no keys from here", n.key, r.doc.pos(int(n.keyAt)).Line)
	if n.kind == inline {
		return mistake{r.fault.at, "duplicate-key", message, "write all its keys between its braces"}
	}
	return mistake{r.fault.at, "duplicate-key", message, "write the line below " + r.text[n.from:n.to]}
}

// explainKey is about what stands where key = value must be.
func (r reader) explainKey() mistake {
	f := r.fault
	line := strings.TrimSpace(r.line(f.at))
	rest := strings.TrimSpace(r.text[f.at:r.lineEndAt(f.at)])
	if r.lineStart(f.open) == r.lineStart(f.at) && strings.HasPrefix(rest, ":") {
		return r.explainColon()
	}
	if r.text[r.lineAt:min(r.valueAt, f.at)] != "" && r.valueAt > r.lineAt {
		return mistake{f.at, syntax, "a table in braces holds key = value, with commas between", `as in { name = "…", url = "https://…" }`}
	}
	at := r.lineStart(f.at) + len(r.line(f.at)) - len(strings.TrimLeft(r.line(f.at), " \t"))
	switch {
	case strings.HasPrefix(line, "---"):
		return mistake{at, syntax, "--- is a line of YAML, and this is TOML", `settings stand between two lines +++, as title = "…"`}
	case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "* "):
		return mistake{at, syntax, "a list stands in brackets", fmt.Sprintf("as in topics = [%s]", quote(plainText(line[2:])))}
	case strings.HasPrefix(line, "{"):
		return mistake{at, syntax, "this looks like JSON", `write lines such as title = "…"`}
	case strings.HasPrefix(line, "//"), strings.HasPrefix(line, ";"), strings.HasPrefix(line, "/*"):
		return mistake{at, syntax, "a comment begins with #", "# " + strings.Trim(line, "/;* ")}
	case strings.HasPrefix(line, "="):
		return mistake{at, syntax, `no key before "="`, "key " + line}
	}
	key, value, found := strings.Cut(line, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if found && !strings.ContainsAny(key, `"'`) {
		joined := strings.Join(strings.Fields(key), "_")
		if strings.Trim(joined, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
			joined = quote(key)
		}
		return mistake{f.at, syntax, `a key is one word of letters a to z, digits, "_" and "-"`, joined + " = " + value}
	}
	if name := r.text[f.open:f.at]; f.what == noEquals && rest != "" && strings.ContainsAny(rest[:1], `"'[{0123456789`) {
		return mistake{f.at, syntax, fmt.Sprintf(`no "=" after %q`, strings.TrimSpace(name)), strings.TrimSpace(name) + " = " + rest}
	}
	return mistake{at, syntax, "this line is not key = value", `text goes below the closing +++; a setting looks like title = "…"`}
}

// explainColon is about title: Something.
func (r reader) explainColon() mistake {
	f := r.fault
	key := strings.Trim(r.text[f.open:f.at], `"' `)
	colon := f.at + strings.IndexByte(r.text[f.at:], ':')
	message := fmt.Sprintf(`%q is followed by ":", where TOML has "="`, key)
	if r.valueAt > r.lineAt {
		return mistake{colon, syntax, message, r.lineWith(f.open, colon+1, key+" =")}
	}
	value := strings.TrimRight(r.rest(colon+1), ", ")
	if value != "" {
		return mistake{colon, syntax, message, key + " = " + tomlValue(value)}
	}
	var items []string
	for _, line := range strings.Split(r.text[r.lineEndAt(colon):], "\n")[1:] {
		item, ok := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if !ok {
			break
		}
		items = append(items, tomlValue(item))
	}
	if items == nil {
		return mistake{colon, syntax, message, key + ` = "…"`}
	}
	return mistake{colon, syntax, message, key + " = [" + strings.Join(items, ", ") + "]"}
}

// explainBare is about a word that is no value.
func (r reader) explainBare(at int) mistake {
	end := r.wordsEnd(at)
	words := r.text[at:end]
	first, size := utf8.DecodeRuneInString(words)
	switch {
	case strings.ContainsRune(curly, first):
		return r.explainCurly(at)
	case first == '\u00a0' || first == '\u202f' || first == '\ufeff':
		return mistake{at, syntax, "an invisible no-break space stands before the value", r.lineWith(at, at+size, "")}
	case boolWords[strings.ToLower(words)] != "":
		b := boolWords[strings.ToLower(words)]
		return mistake{at, syntax, fmt.Sprintf("%s is written %s", words, b), r.lineWith(at, end, b)}
	case slices.Contains([]string{"null", "none", "nil", "~"}, strings.ToLower(words)):
		return mistake{at, syntax, words + " is not a value", "take the line out: a key without value is left away"}
	case len(looseDates(words)) > 0:
		return r.explainDate(at)
	}
	fixed := quote(words)
	if at == r.valueAt && strings.Contains(words, ", ") {
		return mistake{at, syntax, inQuotes, fmt.Sprintf("%s; for several values [%s]", r.lineWith(at, end, fixed), quoteElements(words))}
	}
	if at > r.valueAt && r.text[r.valueAt] == '[' {
		if list := r.text[at:r.lineEndAt(at)]; !strings.ContainsAny(list, `"'{`) && strings.HasSuffix(list, "]") && strings.Count(list, "]") == 1 {
			end = at + len(list) - 1
			fixed = quoteElements(r.text[at:end])
		}
	}
	return mistake{at, syntax, inQuotes, r.lineWith(at, end, fixed)}
}

// explainDate is about digits that look like a date, and dates in words.
func (r reader) explainDate(at int) mistake {
	end := r.wordsEnd(at)
	words := r.text[at:end]
	guesses := looseDates(words)
	if len(guesses) > 0 {
		for i, g := range guesses {
			guesses[i] = r.lineWith(at, end, g)
		}
		return mistake{at, "bad-date", "a date is written year-month-day", strings.Join(guesses, " or ")}
	}
	word, _, _ := strings.Cut(strings.Fields(words)[0], "#")
	if _, err := ParseDate(word); err != nil && len(word) >= 10 && word[4] == '-' && word[7] == '-' {
		return mistake{at, "bad-date", err.Error(), "write a day of the calendar, as in " + r.lineWith(at, end, "2025-04-04")}
	}
	if strings.ContainsFunc(strings.Trim(words, "TZtz"), unicode.IsLetter) {
		return mistake{at, syntax, inQuotes, r.lineWith(at, end, quote(words))}
	}
	return mistake{at, "bad-date", fmt.Sprintf("%s is neither a date nor a number", word),
		"write a date as 2025-04-04, and a text in quotes: " + r.lineWith(at, end, quote(words))}
}

// explainCurly is about quotes that a word processor has bent.
func (r reader) explainCurly(at int) mistake {
	end := r.lineEndAt(at)
	rest := r.text[at:end]
	message := fmt.Sprintf("the curly quote %s does not hold a text; the straight quote \" does", string(firstRune(rest)))
	if strings.HasPrefix(rest, "‘") || strings.HasPrefix(rest, "’") {
		inner := rest[len("‘"):]
		if close := strings.LastIndex(inner, "’"); close >= 0 {
			return mistake{at, syntax, message, r.lineWith(at, at+len("‘")+close+len("’"), `"`+inner[:close]+`"`)}
		}
	}
	return mistake{at, syntax, message, r.lineWith(at, end, straight.Replace(rest))}
}

// explainOpenText is about a text without closing quote.
func (r reader) explainOpenText() mistake {
	open, end := r.fault.open, r.lineEndAt(r.fault.open)
	mark := r.text[open : open+1]
	if strings.HasPrefix(r.text[open:], mark+mark+mark) {
		return mistake{open, syntax, "no closing " + mark + mark + mark + " for this text", "put " + mark + mark + mark + " after its end"}
	}
	inner := strings.TrimRight(r.text[open+1:end], " \t")
	if i := strings.IndexAny(inner, "“”„"); i >= 0 && mark == `"` {
		return mistake{open + 1 + i, syntax, fmt.Sprintf("the curly quote %s does not end a text; the straight quote \" does", string(firstRune(inner[i:]))),
			r.lineWith(open, end, `"`+straight.Replace(inner))}
	}
	next, _, _ := strings.Cut(strings.TrimPrefix(r.text[end:], "\n"), "\n")
	if strings.Contains(next, mark) && !startsLine(next) {
		key := r.text[r.lineAt:r.keyEnd]
		return mistake{end, syntax, "a line break in a text",
			fmt.Sprintf(`write it on one line, or put three quotes at both ends: %s = """…"""`, key)}
	}
	last := open + 1 + len(strings.TrimRight(inner, "]},"))
	if strings.TrimRight(inner, "]},") == "" || r.text[r.valueAt] != '[' && r.text[r.valueAt] != '{' {
		last = open + 1 + len(inner)
	}
	return mistake{open, syntax, "no closing quote for this text", r.lineWith(last, last, mark)}
}

// explainEscape is about a backslash.
func (r reader) explainEscape() mistake {
	open, at := r.fault.open, r.fault.at
	message := "a backslash has a meaning of its own in a text between \" quotes"
	end := r.lineEndAt(open)
	inner := r.text[open+1 : end]
	if close := strings.LastIndexByte(inner, '"'); close >= 0 && !strings.HasPrefix(r.text[open:], `"""`) {
		if comma := strings.Index(inner, `",`); comma >= 0 {
			close = comma
		}
		inner = strings.ReplaceAll(inner[:close], `\\`, `\`)
		return mistake{at, syntax, message, r.lineWith(open, open+1+close+1, quote(inner))}
	}
	return mistake{at, syntax, message, `write two for one: \\`}
}

// explainElement is about what follows an element of a list where a comma or the end must be.
func (r reader) explainElement() mistake {
	f := r.fault
	prev := r.nodes[f.prev]
	newLine := strings.Contains(r.text[prev.to:f.at], "\n")
	c := r.text[f.at]
	adjacent := int(prev.to) == f.at
	switch {
	case newLine && startsLine(r.line(f.at)):
		return r.explainOpenList(f.prev)
	case c == ']' || c == '}':
		return mistake{f.at, syntax, fmt.Sprintf(`%q does not close what %q opened`, string(c), r.text[f.open:f.open+1]), r.lineWith(f.at, f.at+1, closing(r.text[f.open]))}
	case adjacent && (prev.kind == basic || prev.kind == literal) && !strings.ContainsRune(`"'[{`, rune(c)):
		return r.explainInnerQuote(prev)
	case prev.kind == bareScalar && !newLine && c != '"' && c != '\'' && c != '[' && c != '{' && !strings.Contains(r.text[prev.from:r.wordsEnd(int(prev.from))], "="):
		if len(looseDates(r.text[prev.from:r.wordsEnd(int(prev.from))])) > 0 {
			return r.explainDate(int(prev.from))
		}
		end := r.wordsEnd(int(prev.from))
		return mistake{int(prev.from), syntax, inQuotes, r.lineWith(int(prev.from), end, quote(r.text[prev.from:end]))}
	}
	return mistake{int(prev.to), syntax, "a comma is missing here", r.lineWith(int(prev.to), int(prev.to), ",")}
}

// explainInnerQuote is about a quote inside an element, which ends it early.
func (r reader) explainInnerQuote(n node) mistake {
	mark := r.text[n.from : n.from+1]
	if inner := r.text[n.from+1 : n.to-1]; strings.HasSuffix(strings.TrimSpace(inner), ",") {
		end := int(n.from) + 1 + strings.LastIndexByte(inner, ',')
		return mistake{int(n.from), syntax, "no closing quote for this text", r.lineWith(end, end, mark)}
	}
	line := r.text[n.to:r.lineEndAt(int(n.to))]
	for i := 0; i < len(line); i++ {
		after := strings.TrimLeft(line[i+1:], " \t")
		if line[i] == mark[0] && (after == "" || strings.ContainsAny(after[:1], ",]}")) {
			end := int(n.to) + i
			return r.innerQuote(int(n.to)-1, mark, r.lineWith(int(n.from), end+1, quote(r.text[n.from+1:end])))
		}
	}
	return r.innerQuote(int(n.to)-1, mark, `write \" for a quote in a text between " quotes`)
}

func (r reader) innerQuote(at int, mark, hint string) mistake {
	if mark == "'" {
		return mistake{at, syntax, "this apostrophe ends the text", hint}
	}
	return mistake{at, syntax, "this quote ends the text", hint}
}

// explainOpenList is about a list or a table in braces without its end; prev is its last element.
func (r reader) explainOpenList(prev int32) mistake {
	open := r.fault.open
	end, name := closing(r.text[open]), "list"
	if end == "}" {
		name = "table"
	}
	hint := fmt.Sprintf("put %s after its last value", end)
	at := r.lineEndAt(open)
	if prev != 0 {
		at = int(r.nodes[prev].to)
	}
	if r.lineStart(at) == r.lineStart(open) {
		hint = r.lineWith(at, at, end)
	}
	return mistake{open, syntax, fmt.Sprintf("no closing %q for this %s", end, name), hint}
}

func closing(open byte) string {
	if open == '{' {
		return "}"
	}
	return "]"
}

// explainAfterValue is about what follows a complete value on its line.
func (r reader) explainAfterValue() mistake {
	f := r.fault
	if r.valueAt == r.lineAt {
		return mistake{f.at, syntax, "nothing may follow a [table] on its line", "begin a new line after " + strings.TrimSpace(r.text[r.lineAt:f.at])}
	}
	key, whole := r.text[r.lineAt:r.keyEnd], r.rest(r.valueAt)
	value := strings.TrimRight(r.text[r.valueAt:f.at], " \t")
	after := strings.TrimSpace(r.text[f.at:r.lineEndAt(f.at)])
	closeAt := r.valueAt + len(value) - 1
	mark := value[:1]
	switch {
	case len(looseDates(whole)) > 0:
		return r.explainDate(r.valueAt)
	case after == "," || after == ";":
		return mistake{f.at, syntax, fmt.Sprintf("a line does not end in %q", after), r.lineWith(f.at, f.at+1, "")}
	case after[0] == ']' || after[0] == '}':
		return mistake{f.at, syntax, fmt.Sprintf("one %q too many", after[:1]), r.lineWith(f.at, f.at+1, "")}
	case mark == `"` || mark == "'":
		if scan("x = ["+whole+"]").fault.what == sound {
			return mistake{f.at, syntax, "several values stand in brackets", fmt.Sprintf("%s = [%s]", key, whole)}
		}
		inner := strings.TrimSuffix(whole[1:], mark)
		return r.innerQuote(closeAt, mark, key+" = "+quote(inner))
	case mark == "[" || mark == "{":
		return mistake{f.at, syntax, "nothing may follow the value on its line", "begin a new line here"}
	case looksLikeDate(value):
		return mistake{f.at, "bad-date", "nothing may follow the date on its line", key + " = 2025-04-04T10:00:00Z is a date with its time"}
	}
	return r.explainBare(r.valueAt)
}

const curly = "“”„‟«»‘’‚‹›"

var straight = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`)

var boolWords = map[string]string{"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// startsLine reports whether a line begins something of its own, so that what stood before it should have ended.
func startsLine(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' || line[0] == '[' {
		return true
	}
	rest := strings.TrimLeft(strings.TrimLeft(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"), " \t")
	return rest != line && strings.HasPrefix(rest, "=")
}

func (r reader) lineStart(at int) int { return strings.LastIndexByte(r.text[:at], '\n') + 1 }

func (r reader) lineEndAt(at int) int {
	if n := strings.IndexByte(r.text[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(r.text)
}

func (r reader) line(at int) string { return r.text[r.lineStart(at):r.lineEndAt(at)] }

// lineWith shows the line of from with the bytes from from to to replaced.
func (r reader) lineWith(from, to int, by string) string {
	end := max(to, r.lineEndAt(from))
	return strings.TrimSpace(r.text[r.lineStart(from):from] + by + r.text[to:end])
}

// rest gives what stands on a line from an offset on, without a comment.
func (r reader) rest(at int) string {
	s := r.text[at:r.lineEndAt(at)]
	if i := strings.Index(s, " #"); i >= 0 && strings.Count(s[:i], `"`)%2 == 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// wordsEnd gives the end of the words that stand at an offset: of the whole line at the top level, else before the next
// comma or closing bracket.
func (r reader) wordsEnd(at int) int {
	rest := r.rest(at)
	if at != r.valueAt {
		if i := strings.IndexAny(rest, ",]}"); i >= 0 {
			rest = strings.TrimSpace(rest[:i])
		}
	}
	return at + len(rest)
}

// tomlValue writes a value as TOML, from what stands behind a YAML key.
func tomlValue(text string) string {
	text = strings.TrimSpace(text)
	guess := looseDates(text)
	switch {
	case boolWords[strings.ToLower(text)] != "":
		return boolWords[strings.ToLower(text)]
	case scan("x = "+text).fault.what == sound:
		return text
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		return "[" + quoteElements(text[1:len(text)-1]) + "]"
	case len(guess) == 1:
		return guess[0]
	}
	return quote(plainText(text))
}

// plainText takes the quotes of any sort off a text.
func plainText(text string) string { return strings.Trim(text, `"' `+"“”„‘’") }

func quoteElements(list string) string {
	parts := strings.Split(list, ",")
	for i, p := range parts {
		parts[i] = quote(plainText(p))
	}
	return strings.Join(parts, ", ")
}

// looseDates gives the days, as year-month-day, that a date written in another way may mean: 4 April 2025,
// April 4, 2025, 04/04/2025, 2025-4-4. Of 3/4/2025 there are two.
func looseDates(text string) []string {
	if len(text) > 40 {
		return nil
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,./-\t", r) })
	if len(parts) != 3 {
		return nil
	}
	var numbers []int
	month := time.Month(0)
	for _, p := range parts {
		if m := monthNamed(p); m != 0 && month == 0 {
			month = m
			continue
		}
		n, ok := ordinal(p)
		if !ok {
			return nil
		}
		numbers = append(numbers, n)
	}
	var candidates []Date
	switch {
	case month != 0 && len(numbers) == 2:
		candidates = []Date{dayOf(numbers[1], int(month), numbers[0]), dayOf(numbers[0], int(month), numbers[1])}
	case month == 0 && len(numbers) == 3:
		a, b, c := numbers[0], numbers[1], numbers[2]
		candidates = []Date{dayOf(a, b, c), dayOf(c, b, a), dayOf(c, a, b)}
	}
	var days []string
	for _, d := range candidates {
		if s := d.String(); d.Year >= 1000 && d.check() == nil && !slices.Contains(days, s) {
			days = append(days, s)
		}
	}
	return days
}

// dayOf gives the date of numbers of any size; the zero Date for what cannot be one.
func dayOf(year, month, day int) Date {
	if max(month, day) > 31 || year > 9999 {
		return Date{}
	}
	return Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}
}

// monthNamed gives the month of an English name or its abbreviation of three letters or more, else 0.
func monthNamed(word string) time.Month {
	if len(word) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(word)) {
			return m
		}
	}
	return 0
}

// ordinal reads 4 and 4th.
func ordinal(word string) (int, bool) {
	digits := word
	for _, end := range []string{"st", "nd", "rd", "th"} {
		digits = strings.TrimSuffix(digits, end)
	}
	if digits == "" || len(digits) > 4 {
		return 0, false
	}
	n := 0
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return 0, false
		}
		n = n*10 + int(digits[i]-'0')
	}
	return n, true
}

// orLines shows the lines that set a key to one of several values.
func orLines(key string, values []string) string {
	lines := make([]string, len(values))
	for i, v := range values {
		lines[i] = key + " = " + v
	}
	return strings.Join(lines, " or ")
}
