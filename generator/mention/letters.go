package mention

import (
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// A kind is what a character is to the word that it stands in or beside.
type kind uint8

const (
	other    kind = iota // between words
	letter               // a letter, a digit or "_"
	mark                 // belongs to the character before it
	unspaced             // a letter or digit of a script that has no spaces between words
)

// kindOf gives the kind of a character. What most texts consist of is decided without a look into the tables of Unicode.
func kindOf(r rune) kind {
	switch {
	case uint32(r) < uint32(len(kinds)):
		return kinds[r]
	case 0x2010 <= r && r <= 0x2027: // dashes and quotation marks
		return other
	case 0x3041 <= r && r <= 0x3096, 0x30a1 <= r && r <= 0x30fa, 0x4e00 <= r && r <= 0x9fff:
		return unspaced
	}
	return lookUpKind(r)
}

// kinds are those of the characters of one and two bytes.
var kinds = func() (kinds [0x800]kind) {
	for r := range kinds {
		kinds[r] = lookUpKind(rune(r))
	}
	return kinds
}()

func lookUpKind(r rune) kind {
	switch {
	case unicode.Is(unicode.M, r):
		return mark
	case r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r):
		return other
	case r >= firstUnspaced && (unicode.In(r, unspacedScripts...) || unicode.Is(longVowels, r)):
		return unspaced
	}
	return letter
}

const firstUnspaced = 0xe00 // Thai

var unspacedScripts = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
	unicode.Khmer, unicode.Myanmar}

// longVowels are letters of Japanese words that Unicode counts to no script, in both widths.
var longVowels = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x30fc, Hi: 0x30fc, Stride: 1}, {Lo: 0xff70, Hi: 0xff70, Stride: 1}, {Lo: 0xff9e, Hi: 0xff9f, Stride: 1}}}

// kindBefore gives the kind of the character that ends text; marks at its end belong to that character. It is first if
// there are only marks.
func kindBefore(text []byte, first kind) kind {
	for len(text) > 0 {
		r, n := utf8.DecodeLastRune(text)
		if k := kindOf(r); k != mark {
			return k
		}
		text = text[:len(text)-n]
	}
	return first
}

// wordEnd gives where the word ends that goes on at text[i].
func wordEnd(text []byte, i int) int {
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if kinds[c] != letter {
				break
			}
			i++
			continue
		}
		k, n := kindAt(text[i:])
		if k != letter && k != mark {
			break
		}
		i += n
	}
	return i
}

// kindAt gives the kind and length of the character that text begins with.
func kindAt(text []byte) (k kind, length int) {
	if len(text) > 1 && 0xc2 <= text[0] && text[0] < 0xe0 && text[1]&0xc0 == 0x80 { // two bytes
		return kinds[rune(text[0]&0x1f)<<6|rune(text[1]&0x3f)], 2
	}
	r, n := utf8.DecodeRune(text)
	return kindOf(r), n
}

// letterRun gives how many letters of ASCII eight bytes begin with, the first byte being the lowest of x.
func letterRun(x uint64) int {
	const each = 0x0101010101010101
	lower := x&(0x7f*each) | 0x20*each
	others := ^(lower + (0x80-'a')*each) | (lower + (0x7f-'z')*each) | x // as the highest bits of their bytes
	return bits.TrailingZeros64(others&(0x80*each)) / 8
}

// load gives the eight bytes of text from i on, the first being the lowest; zeros follow its end.
func load(text []byte, i int) (x uint64) {
	if i+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[i:])
	}
	for n, c := range text[i:] {
		x |= uint64(c) << (8 * n)
	}
	return x
}

// spaceAt gives the length of the white space character that text begins with; 0 if it begins with none.
func spaceAt(text []byte) int {
	c := text[0]
	if c < utf8.RuneSelf {
		if c == ' ' || '\t' <= c && c <= '\r' {
			return 1
		}
		return 0
	}
	if c != 0xc2 && (c < 0xe1 || c > 0xe3) { // how the others begin
		return 0
	}
	if r, n := utf8.DecodeRune(text); unicode.IsSpace(r) {
		return n
	}
	return 0
}
