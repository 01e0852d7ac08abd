package tomldoc

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The decoder takes seconds, or dies, on documents that go beyond these; no person writes one.
const (
	// MaxSize is the largest document in bytes.
	MaxSize = 64 << 10
	// maxDepth bounds how deep tables, dotted keys, lists and inline tables stand inside each other.
	maxDepth = 32
	// maxKeys bounds the number of keys, each part of a dotted key counted.
	maxKeys = 2000
)

type kind uint8

const (
	table      kind = iota // made by a header, or implied by one or by a dotted key
	tables                 // a list of tables made by [[headers]]
	inline                 // { … }
	array                  // [ … ]
	basic                  // "…" and """…"""
	literal                // '…' and '''…'''
	bareScalar             // a number, a date, true or false
)

// node is one key with its value, or one element of a list. Nodes refer to each other by index; index 0 is the
// document itself and, as first or next, means "none".
type node struct {
	key               string // "" for elements
	keyAt             int32  // offset of the key; of an element the offset of its value
	from, to          int32  // the value; of a table the [header] that made it
	first, last, next int32
	kind              kind
	header            bool // the table has a header of its own
	dotted            bool // a dotted key=value names the table, so no header may
}

// fault is the first place where a text stops being TOML.
type fault struct {
	what what
	at   int   // offset of the offending character
	open int   // offset at which what contains it begins: the text, the list, the key
	prev int32 // the value before it, or the key given first
}

type what uint8

const (
	sound      what = iota
	tooDeep         // nested deeper than maxDepth
	tooMany         // more keys than maxKeys
	badKey          // no key where one must be
	noEquals        // something else than "=" after a key
	badHeader       // a [header] that does not end as it must
	twice           // a key that was given before
	notTable        // a dotted key or a header through a value that is no table
	closed          // a dotted key or a header through a table that takes no more keys there
	noValue         // nothing where a value must be
	badBare         // a word that is no value
	badDate         // digits that look like a date and are none
	openText        // a text without closing quote
	badEscape       // a backslash with something that it cannot stand before
	noComma         // something else than a comma or the end after an element
	openList        // a list or an inline table without end
	strayComma      // a comma with nothing before it
	afterValue      // something after a value on its line
)

// scanner finds where keys and values stand. It goes through the text once, and stops at the first fault.
type scanner struct {
	text  string
	pos   int
	nodes []node
	keys  int
	fault fault

	// The top-level line being read, for messages.
	lineAt, keyEnd, valueAt int
}

// scan gives the nodes of a text that has no control characters but tab and line feed.
func scan(text string) *scanner {
	s := &scanner{text: text, nodes: make([]node, 1, 48)}
	s.document()
	return s
}

func (s *scanner) fail(w what, at, open int, prev int32) bool {
	s.fault = fault{what: w, at: at, open: open, prev: prev}
	return false
}

// document reads lines until the end or the first fault.
func (s *scanner) document() {
	in, depth := int32(0), 0
	for s.skipBlank() {
		s.lineAt, s.keyEnd, s.valueAt = s.pos, s.pos, s.pos
		ok := false
		if s.text[s.pos] == '[' {
			in, depth, ok = s.header()
		} else {
			ok = s.pair(in, depth, true)
		}
		if !ok || !s.lineEnd() {
			return
		}
	}
}

// peek gives the byte at the scanner's place, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

func (s *scanner) skipSpaces() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
}

// skipBlank goes on to what is neither white space nor a comment, and reports whether there is any.
func (s *scanner) skipBlank() bool {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n':
			s.pos++
		case '#':
			s.skipComment()
		default:
			return true
		}
	}
	return false
}

func (s *scanner) skipComment() {
	if n := strings.IndexByte(s.text[s.pos:], '\n'); n >= 0 {
		s.pos += n
	} else {
		s.pos = len(s.text)
	}
}

func (s *scanner) lineEnd() bool {
	s.skipSpaces()
	switch s.peek() {
	case '#':
		s.skipComment()
	case '\n', 0:
	default:
		return s.fail(afterValue, s.pos, s.valueAt, int32(len(s.nodes)-1))
	}
	return true
}

// add appends a node to its parent's children.
func (s *scanner) add(parent int32, n node) int32 {
	i := int32(len(s.nodes))
	s.nodes = append(s.nodes, n)
	p := &s.nodes[parent]
	if p.first == 0 {
		p.first = i
	} else {
		s.nodes[p.last].next = i
	}
	p.last = i
	return i
}

// find gives a table's node for a key, 0 when it has none.
func find(nodes []node, in int32, key string) int32 {
	for i := nodes[in].first; i != 0; i = nodes[i].next {
		if nodes[i].key == key {
			return i
		}
	}
	return 0
}

// header reads [a.b] or [[a.b]] and gives the table whose keys follow, and its depth.
func (s *scanner) header() (in int32, depth int, ok bool) {
	start, end := s.pos, "]"
	if strings.HasPrefix(s.text[s.pos:], "[[") {
		end = "]]"
	}
	s.pos += len(end)
	for {
		s.skipSpaces()
		at := s.pos
		key, ok := s.key(depth)
		if !ok {
			return 0, 0, false
		}
		depth++
		s.skipSpaces()
		if s.peek() == '.' {
			s.pos++
			if in, ok = s.descend(in, key, at, start, false); !ok {
				return 0, 0, false
			}
			continue
		}
		if !strings.HasPrefix(s.text[s.pos:], end) {
			return 0, 0, s.fail(badHeader, s.pos, start, 0)
		}
		s.pos += len(end)
		in, ok = s.define(in, node{key: key, keyAt: int32(at), from: int32(start), to: int32(s.pos), header: true}, end == "]]")
		return in, depth, ok
	}
}

// define makes the table of a header.
func (s *scanner) define(parent int32, n node, list bool) (int32, bool) {
	old := find(s.nodes, parent, n.key)
	if list {
		if old == 0 {
			group := n
			group.kind = tables
			old = s.add(parent, group)
		}
		if s.nodes[old].kind != tables {
			return 0, s.fail(twice, int(n.keyAt), int(n.from), old)
		}
		n.key = ""
		return s.add(old, n), true
	}
	if old == 0 {
		return s.add(parent, n), true
	}
	if o := &s.nodes[old]; o.kind == table && !o.header && !o.dotted {
		o.header, o.keyAt, o.from, o.to = true, n.keyAt, n.from, n.to
		return old, true
	}
	return 0, s.fail(twice, int(n.keyAt), int(n.from), old)
}

// descend goes into the table that a part of a key names, and makes it where there is none. With dotted the key is that of
// a value: it adds nothing to tables that have a header, nor to those of a list; nothing adds to a table in braces.
func (s *scanner) descend(in int32, key string, at, start int, dotted bool) (int32, bool) {
	i := find(s.nodes, in, key)
	if i == 0 {
		return s.add(in, node{key: key, keyAt: int32(at), from: int32(start), to: int32(s.pos), dotted: dotted}), true
	}
	n := &s.nodes[i]
	switch {
	case n.kind == table && !(dotted && n.header):
		n.dotted = n.dotted || dotted
		return i, true
	case n.kind == tables && !dotted:
		return n.last, true
	case n.kind == table, n.kind == tables, n.kind == inline:
		return 0, s.fail(closed, at, start, i)
	}
	return 0, s.fail(notTable, at, start, i)
}

// key reads one part of a key.
func (s *scanner) key(depth int) (string, bool) {
	if s.keys++; s.keys > maxKeys {
		return "", s.fail(tooMany, s.pos, s.pos, 0)
	}
	if depth >= maxDepth {
		return "", s.fail(tooDeep, s.pos, s.pos, 0)
	}
	start := s.pos
	switch s.peek() {
	case '"':
		if !s.basic() {
			return "", false
		}
		return unescape(s.text[start+1 : s.pos-1]), true
	case '\'':
		if !s.literal() {
			return "", false
		}
		return s.text[start+1 : s.pos-1], true
	}
	for s.pos < len(s.text) && isBareKey(s.text[s.pos]) {
		s.pos++
	}
	if s.pos == start {
		return "", s.fail(badKey, s.pos, s.lineAt, 0)
	}
	return s.text[start:s.pos], true
}

func isBareKey(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// pair reads key = value. top tells that it stands on a line of its own and not in an inline table.
func (s *scanner) pair(in int32, depth int, top bool) bool {
	start := s.pos
	for {
		at := s.pos
		key, ok := s.key(depth)
		if !ok {
			return false
		}
		depth++
		end := s.pos
		s.skipSpaces()
		switch s.peek() {
		case '.':
			s.pos++
			if in, ok = s.descend(in, key, at, start, true); !ok {
				return false
			}
			s.skipSpaces()
			continue
		case '=':
			s.pos++
		default:
			return s.fail(noEquals, s.pos, start, 0)
		}
		if old := find(s.nodes, in, key); old != 0 {
			return s.fail(twice, at, start, old)
		}
		s.skipSpaces()
		if top {
			s.keyEnd, s.valueAt = end, s.pos
		}
		return s.value(s.add(in, node{key: key, keyAt: int32(at)}), depth)
	}
}

// value reads one value into a node.
func (s *scanner) value(n int32, depth int) bool {
	start := s.pos
	k, ok := bareScalar, false
	switch s.peek() {
	case '"':
		if k = basic; strings.HasPrefix(s.text[s.pos:], `"""`) {
			ok = s.multiline('"')
		} else {
			ok = s.basic()
		}
	case '\'':
		if k = literal; strings.HasPrefix(s.text[s.pos:], `'''`) {
			ok = s.multiline('\'')
		} else {
			ok = s.literal()
		}
	case '[':
		k, ok = array, s.list(n, depth, ']')
	case '{':
		k, ok = inline, s.list(n, depth, '}')
	case 0, '\n', '#', ',', ']', '}', '=':
		ok = s.fail(noValue, s.pos, start, 0)
	default:
		ok = s.bare()
	}
	s.nodes[n].kind, s.nodes[n].from, s.nodes[n].to = k, int32(start), int32(s.pos)
	return ok
}

// list reads an array or an inline table, by its closing bracket.
func (s *scanner) list(n int32, depth int, end byte) bool {
	open := s.pos
	if depth >= maxDepth {
		return s.fail(tooDeep, open, open, 0)
	}
	s.pos++
	prev := int32(0)
	for s.skipBlank() {
		switch s.text[s.pos] {
		case end:
			s.pos++
			return true
		case ',':
			return s.fail(strayComma, s.pos, open, prev)
		}
		ok := false
		if end == ']' {
			e := s.add(n, node{keyAt: int32(s.pos)})
			ok = s.value(e, depth+1)
		} else {
			ok = s.pair(n, depth, false)
		}
		if !ok {
			return false
		}
		prev = s.nodes[n].last
		if !s.skipBlank() {
			break
		}
		switch s.text[s.pos] {
		case ',':
			s.pos++
		case end:
		default:
			return s.fail(noComma, s.pos, open, prev)
		}
	}
	return s.fail(openList, s.pos, open, prev)
}

// basic reads "…".
func (s *scanner) basic() bool {
	open := s.pos
	for s.pos++; s.pos < len(s.text); s.pos++ {
		switch s.text[s.pos] {
		case '"':
			s.pos++
			return true
		case '\n':
			return s.fail(openText, s.pos, open, 0)
		case '\\':
			if !goodEscape(s.text[s.pos+1:]) {
				return s.fail(badEscape, s.pos, open, 0)
			}
			s.pos++
		}
	}
	return s.fail(openText, s.pos, open, 0)
}

// goodEscape reports whether a text begins with what may stand after a backslash.
func goodEscape(rest string) bool {
	if rest == "" {
		return false
	}
	digits := 0
	switch rest[0] {
	case 'b', 't', 'n', 'f', 'r', 'e', '"', '\\':
		return true
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return false
	}
	if len(rest) <= digits {
		return false
	}
	code, err := strconv.ParseUint(rest[1:1+digits], 16, 32)
	return err == nil && utf8.ValidRune(rune(code))
}

// literal reads '…'.
func (s *scanner) literal() bool {
	open := s.pos
	for s.pos++; s.pos < len(s.text); s.pos++ {
		switch s.text[s.pos] {
		case '\'':
			s.pos++
			return true
		case '\n':
			return s.fail(openText, s.pos, open, 0)
		}
	}
	return s.fail(openText, s.pos, open, 0)
}

// multiline reads a text between three quotes; one or two more may stand before the closing ones.
func (s *scanner) multiline(quote byte) bool {
	open := s.pos
	s.pos += 3
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		if c == '\\' && quote == '"' {
			rest := strings.TrimLeft(s.text[s.pos+1:], " \t")
			if !goodEscape(s.text[s.pos+1:]) && !strings.HasPrefix(rest, "\n") {
				return s.fail(badEscape, s.pos, open, 0)
			}
			s.pos += 2
			continue
		}
		if c != quote {
			s.pos++
			continue
		}
		run := s.pos
		for s.pos < len(s.text) && s.text[s.pos] == quote && s.pos-run < 5 {
			s.pos++
		}
		if s.pos-run >= 3 {
			return true
		}
	}
	return s.fail(openText, s.pos, open, 0)
}

// bare reads true, false, a number or a date. Whether a number is well-formed is left to the decoder.
func (s *scanner) bare() bool {
	start := s.pos
	s.word()
	if w := s.text[start:s.pos]; len(w) == 10 && w[4] == '-' && isClockAhead(s.text[s.pos:]) {
		s.pos++
		s.word()
	}
	w := s.text[start:s.pos]
	switch {
	case w == "true" || w == "false":
		return true
	case looksLikeDate(w):
		if _, err := ParseDate(w); err != nil && !isClock(w) {
			return s.fail(badDate, start, start, 0)
		}
		return true
	}
	unsigned := strings.TrimLeft(w[:1], "+-") + w[1:]
	if unsigned == "inf" || unsigned == "nan" {
		return true
	}
	if unsigned == "" || !isDigit(unsigned[0]) || strings.Trim(unsigned, "0123456789abcdefABCDEFxo_.+-") != "" || strings.Count(w, ".") > 1 {
		return s.fail(badBare, start, start, 0)
	}
	return true
}

func (s *scanner) word() {
	for s.pos < len(s.text) && !strings.ContainsRune(" \t\n,]}#", rune(s.text[s.pos])) {
		s.pos++
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isClockAhead(rest string) bool {
	return len(rest) > 3 && rest[0] == ' ' && isDigit(rest[1]) && isDigit(rest[2]) && rest[3] == ':'
}

// looksLikeDate reports whether digits come first and then a sign that only dates and times have there.
func looksLikeDate(w string) bool {
	rest := strings.TrimLeft(w, "0123456789")
	if rest == "" || rest == w {
		return false
	}
	switch rest[0] {
	case '-', '/', ':':
		return true
	case '.':
		return strings.Count(rest, ".") == 2
	}
	return false
}

// unescape resolves the escapes of a quoted key, which scanning found to be good.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[i]]
		if digits > 0 {
			code, _ := strconv.ParseUint(s[i+1:i+1+digits], 16, 32)
			b.WriteRune(rune(code))
			i += digits
			continue
		}
		b.WriteByte(map[byte]byte{'b': '\b', 't': '\t', 'n': '\n', 'f': '\f', 'r': '\r', 'e': 0x1b, '"': '"', '\\': '\\'}[s[i]])
	}
	return b.String()
}
