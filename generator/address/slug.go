// Package address makes slugs and addresses: the one place where they are made.
// An address is a path below the site's root, without a leading slash: "actors/zelensky/" for a page,
// "feed.xml" for a file; the home page is "".
package address

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxSlug bounds a slug's length in bytes: file systems end names at 255, and a temporary name needs room beside it.
const maxSlug = 120

// isSlug reports whether a name is its own slug, as it most often is where ids become addresses.
func isSlug(name string) bool {
	if isDevice(name) {
		return false
	}
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case c == '-' && i > 0 && i+1 < len(name) && name[i-1] != '-':
		default:
			return false
		}
	}
	return len(name) <= maxSlug
}

// isDevice reports whether Windows takes a name, in small letters, for a device: it can have no folder of that name.
func isDevice(name string) bool {
	switch len(name) {
	case 3:
		return name == "con" || name == "prn" || name == "aux" || name == "nul"
	case 4:
		return (name[:3] == "com" || name[:3] == "lpt") && '0' <= name[3] && name[3] <= '9'
	}
	return false
}

// OnWindows reports whether Windows can have a file or folder of a name: of one segment of a path.
func OnWindows(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	return !strings.ContainsAny(name, `<>:"|?*\`) && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, " ") &&
		!isDevice(strings.ToLower(strings.TrimRight(stem, " ")))
}

// Slug gives the address form of a name: transliterated to ASCII, lower case, words joined by single hyphens, at most
// 120 bytes. "+" and "#" are kept as words ("c-plus-plus", "c-sharp"). A name without a letter or digit gives "". Every slug can
// be the name of a folder on every machine, so "CON" gives "con-0".
func Slug(name string) string {
	if isSlug(name) {
		return name
	}
	var room [2 * maxSlug]byte
	b := room[:0]
	gap := false
	word := func(s string) {
		if gap && len(b) > 0 {
			b = append(b, '-')
		}
		gap = false
		b = append(b, s...)
	}
	for _, r := range norm.NFC.String(name) {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			word(string(unicode.ToLower(r)))
		case r == '+':
			gap = true
			word("plus")
			gap = true
		case r == '#':
			gap = true
			word("sharp")
			gap = true
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsNumber(r)):
			latin := strings.ToLower(unidecode.Unidecode(string(r)))
			// Ideographs come with a space around each syllable; signs inside a letter's transliteration
			// (the soft sign's apostrophe) are no separators.
			if strings.HasPrefix(latin, " ") || unicode.Is(unicode.Han, r) {
				gap = true
			}
			if clean := asciiWord(latin); clean != "" {
				word(clean)
			}
			if strings.HasSuffix(latin, " ") || unicode.Is(unicode.Han, r) {
				gap = true
			}
		case unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r):
			// A mark belongs to its letter; invisible format characters (soft hyphen, U+202E) are dropped.
		default:
			gap = true
		}
	}
	s := string(b)
	if len(s) > maxSlug {
		s = s[:maxSlug]
		if cut := strings.LastIndexByte(s, '-'); cut > maxSlug/2 {
			s = s[:cut]
		}
	}
	s = strings.Trim(s, "-")
	if isDevice(s) {
		s += "-0"
	}
	return s
}

func asciiWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, s)
}

// Fold gives the form in which two spellings of a name are the same name: Unicode NFC, case folding, and white space
// folded to single spaces.
func Fold(name string) string {
	if s, ok := foldASCII(name); ok {
		return s
	}
	folded := strings.ToLower(cases.Fold().String(norm.NFC.String(name))) // Fold takes the two cases of Cherokee for each other.
	return strings.Join(strings.Fields(norm.NFC.String(folded)), " ")
}

// foldASCII is Fold for the plain names that most are; it reports false for any other.
func foldASCII(name string) (string, bool) {
	folded := true
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			return "", false
		case c < ' ' || 'A' <= c && c <= 'Z' || c == ' ' && (i == 0 || i+1 == len(name) || name[i-1] == ' '):
			folded = false
		}
	}
	if folded {
		return name, true
	}
	return strings.Join(strings.Fields(strings.ToLower(name)), " "), true
}

// Loose gives the form in which names differ only by diacritics, punctuation, spacing and case: letters and digits
// alone, with "+" and "#" counted as letters. It is "" for a name that has none.
func Loose(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(Fold(name)) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '+' || r == '#' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
