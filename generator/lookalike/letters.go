package lookalike

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// language is one that writes its names in other than Latin letters, and how these are written in Latin ones.
type language struct {
	latin map[rune]string
	alone string // letters that only other languages use: a name with one of these is in none of this
}

// The commonest romanisations. What else is common (y, j or i; kh or h; w or v) becomes the same in sound.
var (
	russian = language{spelled(`а a б b в v г g д d е e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch
		ъ - ы y ь - э e ю iu я ia ў u і i`), "ґєїјљњћђџѓќѕ"}
	ukrainian = language{spelled(`а a б b в v г h ґ g д d е e є ie ж zh з z и y і i ї i й i к k л l м m н n о o п p р r с s т t у u ф f х kh
		ц ts ч ch ш sh щ shch ь - ю iu я ia`), "ъыэўјљњћђџѓќѕ"}
	serbian = language{spelled(`а a б b в v г g д d ђ dj ѓ gj е e ж z з z ѕ dz и i ј j к k ќ kj л l љ lj м m н n њ nj о o п p р r с s т t ћ c
		у u ф f х h ц c ч c џ dz ш s`), "ъыэўґєїіьщюяй"}
	greek = language{spelled(`α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o`), ""}
)

// spelled reads a table of letters, each with what is written for it; "-" is nothing.
func spelled(table string) map[rune]string {
	fields := strings.Fields(table)
	latin := make(map[rune]string, len(fields)/2)
	for i := 0; i < len(fields); i += 2 {
		latin[[]rune(fields[i])[0]] = strings.Trim(fields[i+1], "-")
	}
	return latin
}

// script is the letters that a name is written in; a name of several scripts has the sum.
type script uint8

const (
	latin script = 1 << iota
	cyrillic
	hellenic
	other
)

func scriptOf(r rune) script {
	switch {
	case r < 0x250 || unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Greek, r):
		return hellenic
	}
	return other
}

// whole are Latin letters that are no others with a mark.
var whole = map[rune]string{
	'ł': "l", 'ø': "o", 'đ': "d", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ə': "a", 'ŧ': "t",
}

// bare gives a letter in lower case and without diacritics. Letters of scripts in which marks are letters stay as they are.
func bare(r rune) string {
	if r < unicode.MaxASCII {
		return string(unicode.ToLower(r))
	}
	switch scriptOf(r) {
	case cyrillic:
		if r = unicode.ToLower(r); r == 'ё' {
			r = 'е'
		}
		return string(r)
	case other:
		return string(unicode.ToLower(r))
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(string(r)) {
		r = unicode.ToLower(r)
		switch s, ok := whole[r]; {
		case ok:
			b.WriteString(s)
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// sounds are what is written in several ways in romanised names.
var sounds = strings.NewReplacer("tsch", "c", "tch", "c", "sch", "s", "shch", "sc", "sh", "s", "ch", "c", "zh", "z", "kh", "h", "gh", "g", "ph", "f",
	"ck", "k", "tz", "ts", "x", "ks", "q", "k", "w", "v", "y", "i", "j", "i", "ae", "a", "oe", "o", "ue", "u", "ou", "u")

// sound gives the form in which a word of Latin letters is the same however it was romanised.
func sound(plain string) string {
	if strings.HasPrefix(plain, "ye") {
		plain = plain[1:] // Yeltsin, Eltsin
	}
	return single(sounds.Replace(plain))
}

// single writes one letter for several of the same.
func single(s string) string {
	var b strings.Builder
	last := rune(-1)
	for _, r := range s {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
