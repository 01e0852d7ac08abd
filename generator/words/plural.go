package words

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// categories are the plural categories of CLDR, in the order of plural.Form, with "other" last.
var categories = [...]string{"zero", "one", "two", "few", "many", "other"}

const other = len(categories) - 1

var forms = [...]plural.Form{plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other}

// category gives the index of the plural category of a whole number in a language.
func category(tag language.Tag, n int) int {
	if n < 0 {
		n = -n
	}
	form := plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)
	for i, f := range forms {
		if f == form {
			return i
		}
	}
	return other
}

// needs tells of each category whether whole numbers of a language have it, and whether one number alone does: then the form
// may leave {n} out.
func needs(tag language.Tag) (needed, single [len(categories)]bool) {
	var times [len(categories)]int
	for n := range 201 {
		times[category(tag, n)]++
	}
	times[category(tag, 1000)]++
	times[category(tag, 1000000)]++
	for i, t := range times {
		needed[i], single[i] = t > 0, t == 1
	}
	return needed, single
}
