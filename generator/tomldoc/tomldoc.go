// Package tomldoc reads bounded TOML and knows where each key and value stands. It knows nothing of what the keys mean.
//
// Parse gives the document's root table. Every look-up of a key is remembered, and mistakes go to the list given to
// Parse; when all keys have been looked up, Unknown on the root reports those that nobody asked for.
package tomldoc

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"dateline/generator/diag"
)

// document is one text with what was found in it.
type document struct {
	file      string
	firstLine int
	text      string  // line ends are LF
	lines     []int32 // offset of each line
	nodes     []node
	values    map[string]any
	list      *diag.List
	visited   []*Table // every table handed out, the root first
	free      string   // the key whose table takes anything, "" when there is none
}

// Parse reads a document that begins on line firstLine of a file. Lines may end in LF, CRLF or CR, and a byte order
// mark may come first. What is not TOML, or too large, is reported to list, and the result is nil; every later finding
// goes to the same list.
func Parse(file, text string, firstLine int, list *diag.List) *Table {
	d := &document{file: file, firstLine: firstLine, list: list, lines: []int32{0}}
	if len(text) > MaxSize {
		d.error(0, "too-large", fmt.Sprintf("these are %d KiB of settings; at most %d KiB are read", (len(text)+1023)>>10, MaxSize>>10),
			"move long texts below the closing +++, or into files of their own")
		return nil
	}
	d.text = unixLines(strings.TrimPrefix(text, "\ufeff"))
	d.lines = lineStarts(d.text)
	if at, message := badCharacter(d.text); at >= 0 {
		d.error(at, "bad-encoding", message, "save the file as UTF-8 text, and take this character out")
		return nil
	}
	s := scan(d.text)
	d.nodes = s.nodes
	if s.fault.what != sound {
		m := reader{s, d}.explain()
		d.error(m.at, m.kind, m.message, m.hint)
		return nil
	}
	if err := d.decode(); err != nil {
		d.error(decoderOffset(err, len(d.text)), "toml-syntax", decoderMessage(err), "compare the line with an example at https://toml.io")
		return nil
	}
	return d.table(0, d.values)
}

// decode runs the decoder. A panic of the decoder is an error here: a mistake in a text must not end the program.
func (d *document) decode() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("this cannot be read as TOML: %v", p)
		}
	}()
	var values any
	if _, err = toml.Decode(d.text, &values); err != nil {
		return err
	}
	d.values, _ = values.(map[string]any)
	return nil
}

func decoderOffset(err error, size int) int {
	var parse toml.ParseError
	if errors.As(err, &parse) && parse.Position.Start >= 0 && parse.Position.Start <= size {
		return parse.Position.Start
	}
	return 0
}

func decoderMessage(err error) string {
	message := err.Error()
	var parse toml.ParseError
	if errors.As(err, &parse) {
		message = parse.Message
	}
	message, _, _ = strings.Cut(message, "\n")
	first, size := utf8.DecodeRuneInString(message)
	return string(unicode.ToLower(first)) + strings.TrimSuffix(message[size:], ".")
}

// unixLines ends every line in LF; a text without CR is not copied. Lines and columns stay what they are.
func unixLines(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

func lineStarts(text string) []int32 {
	starts := make([]int32, 1, strings.Count(text, "\n")+1)
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			starts = append(starts, int32(i+1))
		}
	}
	return starts
}

// badCharacter finds the first byte that TOML does not allow anywhere, -1 when there is none.
func badCharacter(text string) (at int, message string) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				return i, fmt.Sprintf("the byte 0x%02X is not UTF-8", c)
			}
			i += size - 1
		case c == 0:
			return i, "a NUL character"
		case c < ' ' && c != '\t' && c != '\n' || c == 0x7f:
			return i, fmt.Sprintf("the control character U+%04X", c)
		}
	}
	return -1, ""
}

// pos gives the position of an offset.
func (d *document) pos(at int) diag.Pos { return d.place(at).In(d.file) }

func (d *document) place(at int) diag.Place {
	line := sort.Search(len(d.lines), func(i int) bool { return int(d.lines[i]) > at }) - 1
	column := utf8.RuneCountInString(d.text[d.lines[line]:at]) + 1
	return diag.Place{Line: int32(line + d.firstLine), Column: int32(column)}
}

func (d *document) error(at int, kind, message, hint string) {
	d.list.Error(d.pos(at), kind, message, hint)
}

// source gives a node's value as it is written.
func (d *document) source(n int32) string { return d.text[d.nodes[n].from:d.nodes[n].to] }

// key gives a node's key with its place.
func (d *document) key(n int32) Name { return Name{d.nodes[n].key, d.place(int(d.nodes[n].keyAt))} }
