package tomldoc

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"dateline/generator/diag"
)

// Name is a text with its place in the document's file.
type Name struct {
	Text string
	Pos  diag.Place
}

// Table is one table of a document. Its methods look a key up, report a value of the wrong type, and then give the
// type's zero value, as they do for a key that is absent.
type Table struct {
	doc    *document
	node   int32
	values map[string]any
	asked  []string
	// stranger reports a key that nobody asked for, where Unknown's own words do not fit.
	stranger func(key Name)
}

// Entry is one element of a list that takes texts and tables: Table is nil for a text.
type Entry struct {
	Name
	Table *Table
}

func (d *document) table(n int32, values map[string]any) *Table {
	t := &Table{doc: d, node: n, values: values, asked: make([]string, 0, 8)}
	if n == 0 {
		t.asked = make([]string, 0, 32)
	}
	d.visited = append(d.visited, t)
	return t
}

// look finds a key and remembers that it was asked for; node 0 means that it is absent.
func (t *Table) look(key string) (any, int32) {
	t.asked = append(t.asked, key)
	n := find(t.doc.nodes, t.node, key)
	if n == 0 {
		return nil, 0
	}
	value, ok := t.values[key]
	if !ok {
		return nil, 0
	}
	return value, n
}

// Has reports whether the table has a key.
func (t *Table) Has(key string) bool {
	_, n := t.look(key)
	return n != 0
}

// IsText reports whether a key's value is a text.
func (t *Table) IsText(key string) bool {
	_, ok := t.values[key].(string)
	return ok
}

// Pos gives the place of a key's value; without the key, that of the table.
func (t *Table) Pos(key string) diag.Pos {
	n := find(t.doc.nodes, t.node, key)
	if n == 0 {
		return t.At()
	}
	return t.doc.pos(int(t.doc.nodes[n].from))
}

// At gives the place of the table.
func (t *Table) At() diag.Pos { return t.doc.pos(int(t.doc.nodes[t.node].from)) }

// Text gives a text without white space around it.
func (t *Table) Text(key string) string {
	value, n := t.look(key)
	if n == 0 {
		return ""
	}
	s, ok := value.(string)
	if !ok {
		t.doc.wrong(n, key, "a text in quotes", quoteLine(key, t.doc.textual(n)))
	}
	return strings.TrimSpace(s)
}

// Line gives a text of one line, without white space around it and without control characters.
func (t *Table) Line(key string) string {
	s := t.Text(key)
	if i := strings.IndexFunc(s, unicode.IsControl); i >= 0 {
		t.doc.notOneLine(t.Pos(key), key, s)
		return ""
	}
	return s
}

// Name gives a text of one line that is not empty, with its place.
func (t *Table) Name(key string) Name { return t.Choice(key) }

// Choice is Name for a text that must be one of a few, which a message tells when the value is no text.
func (t *Table) Choice(key string, allowed ...string) Name {
	value, n := t.look(key)
	if n == 0 {
		return Name{}
	}
	s, ok := value.(string)
	if !ok {
		example := quoteLine(key, t.doc.textual(n))
		if len(allowed) > 0 {
			example = key + ` = "` + strings.Join(allowed, `", "`) + `"`
		}
		t.doc.wrong(n, key, "a text in quotes", example)
		return Name{}
	}
	name, _ := t.doc.name(n, key, s)
	return name
}

// Names gives a list of texts of one line that are not empty. A single text is a list of one.
func (t *Table) Names(key string) []Name {
	entries := t.entries(key, "a list of names", fmt.Sprintf(`%s = ["…", "…"]`, key), false)
	if len(entries) == 0 {
		return nil
	}
	names := make([]Name, len(entries))
	for i, e := range entries {
		names[i] = e.Name
	}
	return names
}

// Entries gives a list whose elements are texts of one line or tables; a single one is a list of one. What says to a
// writer what the list is made of, example is a line that shows it.
func (t *Table) Entries(key, what, example string) []Entry {
	return t.entries(key, what, example, true)
}

func (t *Table) entries(key, what, example string, allowTables bool) []Entry {
	value, n := t.look(key)
	if n == 0 {
		return nil
	}
	d := t.doc
	entry := func(value any, n int32, list []Entry) []Entry {
		switch v := value.(type) {
		case string:
			if name, ok := d.name(n, key, v); ok {
				return append(list, Entry{Name: name})
			}
			return list
		case map[string]any:
			if allowTables {
				return append(list, Entry{Name: Name{Pos: d.place(int(d.nodes[n].from))}, Table: d.table(n, v)})
			}
		}
		d.wrong(n, key, what, example)
		return list
	}
	switch v := value.(type) {
	case []any:
		list := make([]Entry, 0, len(v))
		for i, e := 0, d.nodes[n].first; i < len(v) && e != 0; i, e = i+1, d.nodes[e].next {
			list = entry(v[i], e, list)
		}
		return list
	case []map[string]any:
		list := make([]Entry, 0, len(v))
		for i, e := 0, d.nodes[n].first; i < len(v) && e != 0; i, e = i+1, d.nodes[e].next {
			list = entry(v[i], e, list)
		}
		return list
	}
	return entry(value, n, nil)
}

// Tables gives a list of tables; a single one is a list of one. Example is a line that shows the list.
func (t *Table) Tables(key, example string) []*Table {
	var list []*Table
	for _, e := range t.entries(key, "a list of tables in braces", example, true) {
		if e.Table == nil {
			t.doc.list.Error(e.Pos.In(t.doc.file), "wrong-type", fmt.Sprintf("%q must be a list of tables in braces, and this is a text", key), example)
			continue
		}
		list = append(list, e.Table)
	}
	return list
}

// Table gives a table, nil when it is absent. Example is a line that shows it.
func (t *Table) Table(key, example string) *Table {
	value, n := t.look(key)
	if n == 0 {
		return nil
	}
	v, ok := value.(map[string]any)
	if !ok {
		t.doc.wrong(n, key, "a table in braces", example)
		return nil
	}
	return t.doc.table(n, v)
}

// Keys gives the keys of a table that takes keys of the writer's own, in the order of the document. Those that are not
// looked up then are given to stranger by Unknown, unless the root knows them.
func (t *Table) Keys(stranger func(key Name)) []Name {
	t.stranger = stranger
	var keys []Name
	for n := t.doc.nodes[t.node].first; n != 0; n = t.doc.nodes[n].next {
		keys = append(keys, t.doc.key(n))
	}
	return keys
}

// Bool gives true or false; otherwise is the value of a key that is absent.
func (t *Table) Bool(key string, otherwise bool) bool {
	value, n := t.look(key)
	if n == 0 {
		return otherwise
	}
	v, ok := value.(bool)
	if !ok {
		t.doc.wrong(n, key, "true or false", fmt.Sprintf("%s = %t", key, truth(t.doc.textual(n))))
		return otherwise
	}
	return v
}

// truth guesses which of the two a writer means by a text or number.
func truth(text string) bool {
	switch strings.ToLower(text) {
	case "false", "no", "off", "n", "0", "never":
		return false
	}
	return true
}

// Int gives a whole number; otherwise is the value of a key that is absent or of the wrong type.
func (t *Table) Int(key string, otherwise int64) int64 {
	value, n := t.look(key)
	if n == 0 {
		return otherwise
	}
	v, ok := value.(int64)
	if !ok {
		t.doc.wrong(n, key, "a whole number", fmt.Sprintf("%s = %d", key, otherwise))
		return otherwise
	}
	return v
}

// Number gives a finite number, and whether there is one.
func (t *Table) Number(key string) (float64, bool) {
	value, n := t.look(key)
	switch v := value.(type) {
	case int64:
		return float64(v), true
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v, true
		}
	}
	if n != 0 {
		t.doc.wrong(n, key, "a number", fmt.Sprintf("%s = 47.91", key))
	}
	return 0, false
}

// Date gives a date, bare or in quotes; the zero Date for a key that is absent or no date.
func (t *Table) Date(key string) Date {
	value, n := t.look(key)
	if n == 0 {
		return Date{}
	}
	example := key + " = 2025-04-04"
	text := t.doc.source(n)
	switch v := value.(type) {
	case string:
		text = strings.TrimSpace(v)
	case time.Time:
	default:
		t.doc.wrong(n, key, "a date", example)
		return Date{}
	}
	date, err := ParseDate(text)
	if err == nil {
		return date
	}
	message, hint := fmt.Sprintf("%q: %v", key, err), "write year-month-day: "+example
	switch guess := looseDates(text); {
	case isClock(text):
		message, hint = fmt.Sprintf("%q is a time without a day", key), fmt.Sprintf("write the day too: %sT%s", example, text)
	case len(guess) > 0:
		hint = "write year-month-day: " + orLines(key, guess)
	}
	t.doc.error(int(t.doc.nodes[n].from), "bad-date", message, hint)
	return Date{}
}

// Free gives a table that takes any keys, in plain values: string, bool, int64, float64, []any and map[string]any;
// dates become text in the form of RFC 3339, a day alone stays a day. It is nil for a key that is absent. Keys that
// the root knows and that stand directly in it are reported by Unknown when strict is set.
func (t *Table) Free(key string, strict bool) map[string]any {
	value, n := t.look(key)
	if strict {
		t.doc.free = key
	}
	if n == 0 {
		return nil
	}
	v, ok := value.(map[string]any)
	if !ok {
		t.doc.wrong(n, key, "a table", "["+key+"]")
		return nil
	}
	return t.doc.plainTable(n, v)
}

func (d *document) plainTable(n int32, values map[string]any) map[string]any {
	plain := make(map[string]any, len(values))
	for c := d.nodes[n].first; c != 0; c = d.nodes[c].next {
		if value, ok := values[d.nodes[c].key]; ok {
			plain[strings.Clone(d.nodes[c].key)] = d.plain(c, value)
		}
	}
	return plain
}

func (d *document) plain(n int32, value any) any {
	switch v := value.(type) {
	case map[string]any:
		return d.plainTable(n, v)
	case []any:
		list := make([]any, 0, len(v))
		for i, e := 0, d.nodes[n].first; i < len(v) && e != 0; i, e = i+1, d.nodes[e].next {
			list = append(list, d.plain(e, v[i]))
		}
		return list
	case []map[string]any:
		list := make([]any, 0, len(v))
		for i, e := 0, d.nodes[n].first; i < len(v) && e != 0; i, e = i+1, d.nodes[e].next {
			list = append(list, d.plainTable(e, v[i]))
		}
		return list
	case string:
		return strings.Clone(v) // not all of the document
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			d.error(int(d.nodes[n].from), "wrong-type", d.source(n)+" is not a number that a page can show", "write a number, or a text in quotes")
			return nil
		}
	case time.Time:
		if date, err := ParseDate(d.source(n)); err == nil {
			return date.String()
		}
		return d.source(n) // a time of day
	}
	return value
}

// name checks a text that must be one line and not empty.
func (d *document) name(n int32, key, text string) (Name, bool) {
	pos := d.pos(int(d.nodes[n].from))
	text = strings.TrimSpace(text)
	if text == "" {
		d.list.Error(pos, "empty-name", fmt.Sprintf("an empty text in %q", key), "write a name between the quotes, or take it out")
		return Name{}, false
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		d.notOneLine(pos, key, text)
		return Name{}, false
	}
	return Name{Text: text, Pos: pos.Place()}, true
}

func (d *document) notOneLine(pos diag.Pos, key, text string) {
	what := "a control character"
	if strings.ContainsAny(text, "\n\r") {
		what = "a line break"
	}
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	d.list.Error(pos, "not-one-line", fmt.Sprintf("%s in %q, which is one line", what, key), quoteLine(key, strings.Join(strings.Fields(clean), " ")))
}

// wrong reports a value of the wrong type.
func (d *document) wrong(n int32, key, expected, example string) {
	d.error(int(d.nodes[n].from), "wrong-type", fmt.Sprintf("%q must be %s, and this is %s", key, expected, d.describe(n)), example)
}

func (d *document) describe(n int32) string {
	switch d.nodes[n].kind {
	case basic, literal:
		return "a text"
	case array, tables:
		return "a list"
	case inline, table:
		return "a table"
	}
	switch s := d.source(n); {
	case s == "true" || s == "false":
		return "true or false"
	case looksLikeDate(s):
		return "a date"
	case strings.HasSuffix(s, "inf") || strings.HasSuffix(s, "nan"):
		return s
	}
	return "a number"
}

// textual gives a value as the text that a writer may have meant, "" for lists and tables.
func (d *document) textual(n int32) string {
	switch d.nodes[n].kind {
	case bareScalar:
		return d.source(n)
	case basic, literal:
		return strings.Trim(d.source(n), `"'`)
	}
	return ""
}

// quoteLine shows key = "text"; without a text it shows where one would be.
func quoteLine(key, text string) string {
	if text == "" {
		text = "…"
	}
	return key + " = " + quote(text)
}

// quote writes a text as TOML, in the quotes that need least else.
func quote(text string) string {
	if strings.ContainsAny(text, `"\`) && !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
