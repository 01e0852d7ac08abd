// Package words holds the words of the interface, a file for each language: what readers see around what the desk wrote. It
// chooses plural forms by the rules of CLDR and writes dates as each language does. It knows of no briefing and of no page.
//
// A file is TOML of two levels: groups of words, each of which is a text or a table of plural forms. Names in braces stand for
// what is put there:
//
//	[index]
//	heading = "All actors"
//	entries = { one = "{n} entry", other = "{n} entries" }
//
// The group [date] is of patterns: see dates.go. The group [own] is a theme's, which may have words of its own there.
package words

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
)

// Words are the words of one language. They are immutable.
type Words struct {
	Language string   // BCP 47
	File     string   // the last one that has words of it, as messages name it
	Missing  []string // the keys of words that are English, because its files lack them
	rtl      bool     // it is written from right to left
	phrases  map[string]*phrase
	dates    dates
}

// Piece is part of a phrase: a text, or the name of what stands there.
type Piece struct {
	Text string
	Name string // "" for a text
}

// phrase is a word with its plural forms.
type phrase struct {
	plural bool
	forms  [len(categories)][]Piece // by category; of a phrase that has none the last
	rule   language.Tag             // whose rules choose the form: a phrase that is missing is English
}

// Keys gives the keys of all words, sorted.
func (w *Words) Keys() []string { return slices.Sorted(maps.Keys(w.phrases)) }

// Phrase gives the pieces of a word by its key, "menu.latest"; n chooses among its plural forms. It is an error if there is no such word.
func (w *Words) Phrase(key string, n int) ([]Piece, error) {
	p := w.phrases[key]
	if p == nil {
		return nil, fmt.Errorf("there is no word %q", key)
	}
	if !p.plural {
		return p.forms[other], nil
	}
	return p.forms[category(p.rule, n)], nil
}

// Word gives a word. values are names and what stands for them, in turn. Code asks only for words that there are: a test sees to
// it that English has them all, and other languages fall back to English.
func (w *Words) Word(key string, values ...string) string { return w.Count(key, 0, values...) }

// Count is Word with the plural form of a number, which stands for {n}.
func (w *Words) Count(key string, n int, values ...string) string {
	pieces, err := w.Phrase(key, n)
	if err != nil {
		panic("words: " + err.Error())
	}
	if len(pieces) == 1 && pieces[0].Name == "" {
		return pieces[0].Text
	}
	var room [256]byte
	b := room[:0]
	for _, p := range pieces {
		switch i := value(values, p.Name); {
		case p.Name == "":
			b = append(b, p.Text...)
		case i >= 0:
			b = append(b, w.Isolate(values[i])...)
		case p.Name == "n":
			b = strconv.AppendInt(b, int64(n), 10)
		}
	}
	return string(b)
}

// value finds the value of a name among names and values in turn; -1 for none.
func value(values []string, name string) int {
	for i := 0; i+1 < len(values); i += 2 {
		if values[i] == name {
			return i + 1
		}
	}
	return -1
}

// Either gives a word of a group, or the name itself when the group has no such word: what a site adds is shown as it is written.
func (w *Words) Either(group, name string) string {
	if p := w.phrases[group+name]; p != nil && !p.plural && len(p.forms[other]) == 1 {
		return p.forms[other][0].Text
	}
	return name
}

// List joins texts as a list without a last "and".
func (w *Words) List(texts ...string) string {
	isolated := make([]string, len(texts))
	for i, text := range texts {
		isolated[i] = w.Isolate(text)
	}
	return strings.Join(isolated, w.Word("text.comma"))
}

// Isolate puts a text that is written in the other direction than the language between the characters that keep it from mixing
// with what stands beside it (Unicode TR 9, section 2.4). Other texts stay as they are.
func (w *Words) Isolate(text string) string {
	if w.Against(text) {
		return "\u2068" + text + "\u2069"
	}
	return text
}

// Against reports whether a text has letters that are written in the other direction than the language.
func (w *Words) Against(text string) bool {
	if !w.rtl && onlyLeft(text) {
		return false
	}
	for i := 0; i < len(text); {
		p, size := bidi.LookupString(text[i:])
		if size == 0 {
			break
		}
		switch p.Class() {
		case bidi.L:
			if w.rtl {
				return true
			}
		case bidi.R, bidi.AL:
			if !w.rtl {
				return true
			}
		}
		i += size
	}
	return false
}

// firstRight is the first byte, in UTF-8, of the first letters that are written from right to left: U+0590.
const firstRight = 0xd6

// onlyLeft reports whether a text has no letter that could be written from right to left, as nearly all texts.
func onlyLeft(text string) bool {
	for i := range len(text) {
		if text[i] >= firstRight {
			return false
		}
	}
	return true
}

// RightToLeft reports whether a language (BCP 47) is written from right to left.
func RightToLeft(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	script, _ := t.Script()
	return rightToLeft[script.String()]
}

// rightToLeft are the scripts in use that are written from right to left.
var rightToLeft = map[string]bool{"Arab": true, "Hebr": true, "Syrc": true, "Thaa": true, "Nkoo": true, "Adlm": true, "Rohg": true}

// Begins reports whether a text begins with one of the beginnings that a word lists, whatever its case.
func (w *Words) Begins(key, text string) bool {
	return slices.ContainsFunc(strings.Split(w.Word(key), ","), func(start string) bool {
		start = strings.TrimSpace(start)
		return len(text) >= len(start) && strings.EqualFold(text[:len(start)], start)
	})
}

// Script gives the words of a group for a script: by name, a text or the forms of a plural by category, with the language whose rule
// chooses among them. Names in braces stand as they are written.
func (w *Words) Script(group string) map[string]any {
	all := map[string]any{}
	text := func(pieces []Piece) string {
		var b strings.Builder
		for _, p := range pieces {
			if b.WriteString(p.Text); p.Name != "" {
				b.WriteString("{" + p.Name + "}")
			}
		}
		return b.String()
	}
	for key, p := range w.phrases {
		name, in := strings.CutPrefix(key, group+".")
		switch {
		case !in:
		case !p.plural:
			all[name] = text(p.forms[other])
		default:
			forms := map[string]string{"rule": p.rule.String()}
			for i, pieces := range p.forms {
				if pieces != nil {
					forms[categories[i]] = text(pieces)
				}
			}
			all[name] = forms
		}
	}
	return all
}
