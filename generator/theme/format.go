package theme

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/template/parse"
)

// This file keeps what fmt writes of a mistake in a format, like %!d(string=Talks), from readers: what is written out in a template is
// looked at before it runs, the rest when it does.

const formatHint = "%s shows a text, %d a number, %v anything, one for each; %% is the sign itself"

// printf is fmt.Sprintf, for templates.
func printf(format string, values ...any) (string, error) {
	plain := make([]any, len(values)) // A text may hold what looks like a mistake.
	for i, v := range values {
		if plain[i] = v; v != nil && reflect.TypeOf(v).Kind() == reflect.String {
			plain[i] = ""
		}
	}
	if wrong := misfit(format, plain); wrong != "" {
		return "", errors.New(wrong)
	}
	return fmt.Sprintf(format, values...), nil
}

// mistaken is how fmt begins to tell of a mistake: after the sign stands the verb.
var mistaken = regexp.MustCompile(`%!(.?)\((\w*)`)

// misfit tells what is wrong with a format for such values; "" when it suits them.
func misfit(format string, values []any) string {
	m := mistaken.FindStringSubmatch(fmt.Sprintf(strings.ReplaceAll(format, "%%", ""), values...))
	switch {
	case m == nil:
		return ""
	case m[2] == "EXTRA":
		return fmt.Sprintf("printf %q does not show all that it is given", format)
	case m[2] == "MISSING" || m[2] == "BADINDEX":
		return fmt.Sprintf("printf %q shows more than it is given", format)
	case m[2] == "NOVERB":
		return fmt.Sprintf("printf %q has a %% that shows nothing", format)
	}
	return fmt.Sprintf("printf %q is given what %%%s cannot show", format, m[1])
}

// anyValue stands for a value of which nothing is known: every verb can show it.
type anyValue struct{}

func (anyValue) Format(fmt.State, rune) {}

// format looks at a call of printf whose format is written out. values are the types of what stands behind the format.
func (s *visit) format(format *parse.StringNode, values []reflect.Type) {
	if strings.Contains(format.Text, "*") {
		return // A width may be among what is not known.
	}
	samples := make([]any, len(values))
	for i, is := range values {
		switch is = direct(is); {
		case is == nil:
			samples[i] = anyValue{}
		case is.Kind() == reflect.Slice:
			samples[i] = reflect.MakeSlice(is, 1, 1).Interface()
		default:
			samples[i] = reflect.Zero(is).Interface()
		}
	}
	if wrong := misfit(format.Text, samples); wrong != "" {
		s.tell(format.Pos, wrong, formatHint)
	}
}
