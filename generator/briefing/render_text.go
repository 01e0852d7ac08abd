package briefing

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// appendUnescaped appends markdown text with its backslash escapes and character references resolved.
func appendUnescaped(out, text []byte) []byte {
	for len(text) > 0 {
		i := bytes.IndexAny(text, `\&`)
		if i < 0 {
			break
		}
		out = append(out, text[:i]...)
		text = text[i:]
		if text[0] == '\\' {
			if len(text) > 1 && util.IsPunct(text[1]) {
				out = append(out, text[1])
				text = text[2:]
				continue
			}
		} else if value, n := characterReference(text); n > 0 {
			out = append(out, value...)
			text = text[n:]
			continue
		}
		out = append(out, text[0])
		text = text[1:]
	}
	return append(out, text...)
}

func unescaped(text []byte) string {
	var room [128]byte
	return string(appendUnescaped(room[:0], text))
}

// characterReference gives the character that text, which begins with "&", refers to and the reference's length; 0 when
// it is none (CommonMark 0.31.2, 2.5).
func characterReference(text []byte) (value []byte, length int) {
	end := bytes.IndexByte(text[:min(len(text), 40)], ';')
	if end < 2 {
		return nil, 0
	}
	name := string(text[1:end])
	if name[0] != '#' {
		entity, ok := util.LookUpHTML5EntityByName(name)
		if !ok {
			return nil, 0
		}
		return entity.Characters, end + 1
	}
	digits, base, most := name[1:], 10, 7
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base, most = digits[1:], 16, 6
	}
	if len(digits) == 0 || len(digits) > most {
		return nil, 0
	}
	r, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return nil, 0
	}
	return utf8.AppendRune(nil, publishable(rune(r))), end + 1
}

// entities are what stands in HTML for the bytes that mean something there, in an element and in a quoted attribute alike.
var entities = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&quot;"}

// appendEscaped appends text so that it is text in HTML.
func appendEscaped[T string | []byte](out []byte, text T) []byte {
	from := 0
	for i := range len(text) {
		if entity := entities[text[i]]; entity != "" {
			out = append(append(out, text[from:i]...), entity...)
			from = i + 1
		}
	}
	return append(out, text[from:]...)
}

// appendMarkdown appends markdown text, unescaped, so that it is text in HTML.
func appendMarkdown(out, text []byte) []byte {
	if bytes.IndexByte(text, '\\') < 0 && bytes.IndexByte(text, '&') < 0 {
		return appendEscaped(out, text)
	}
	var room [256]byte
	return appendEscaped(out, appendUnescaped(room[:0], text))
}

// appendAddress appends an address for an attribute. What may not stand in an address is percent-encoded; letters of any
// script may (WHATWG URL Standard, "valid URL string").
func appendAddress(out []byte, address string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(address); i++ {
		c := address[i]
		switch {
		case c == '&':
			out = append(out, "&amp;"...)
		case c <= ' ', c == 0x7f, c == '"', c == '<', c == '>', c == '\\', c == '^', c == '`', c == '{', c == '|', c == '}',
			c == '%' && !(i+2 < len(address) && util.IsHexDecimal(address[i+1]) && util.IsHexDecimal(address[i+2])):
			out = append(out, '%', hex[c>>4], hex[c&15])
		default:
			out = append(out, c)
		}
	}
	return out
}
