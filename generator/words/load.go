package words

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"dateline/generator/diag"
	"dateline/generator/tomldoc"
)

// File is a file of words.
type File struct {
	Shown    string // as messages name it
	Language string // its name, without the extension
	Text     string
	First    bool // the built-in theme's: what its English has not, is not
}

// English is the language that has all words.
const English = "en"

// entry is a word as a file has it.
type entry struct {
	at    diag.Pos
	text  string
	forms map[string]form // of a plural
	over  bool            // it takes the place of an earlier one of its language
}

type form struct {
	text string
	at   diag.Pos
}

// lexicon is what the files of one language say, each over those before it.
type lexicon struct {
	tag     language.Tag
	file    string // the last one
	entries map[string]entry
	first   map[string]entry // each word as the first file that has it says it
	dates   []func(*dates)
}

// Load reads files of words; one that comes later takes the place of what an earlier one of its language says, word by word. It
// gives the words of every language by its tag. What is wrong goes to the list. Without an English file there is nothing.
//
// Every word is judged by the English that comes first: what a site makes of one English word is not asked of other languages. A
// word that takes the place of another may leave out what that had, a name or its plural forms: that is a choice, not a slip.
func Load(files []File, list *diag.List) map[string]*Words {
	all := map[string]*lexicon{}
	for _, f := range files {
		tag, err := language.Parse(f.Language)
		if err != nil || tag.String() != f.Language {
			hint := "a file of words is called by its language, a tag of BCP 47: i18n/de.toml, i18n/pt-BR.toml"
			if err == nil {
				hint = fmt.Sprintf("call it i18n/%s.toml", tag)
			}
			list.Error(diag.Pos{File: f.Shown}, "bad-word", fmt.Sprintf("%q is not the name of a language", f.Language), hint)
			continue
		}
		if all[f.Language] == nil {
			all[f.Language] = &lexicon{tag: tag, entries: map[string]entry{}, first: map[string]entry{}}
		}
		all[f.Language].read(f, list)
	}
	english := all[English]
	if english == nil {
		return nil
	}
	loaded := map[string]*Words{English: english.words(nil, nil, english, list)}
	for _, name := range slices.Sorted(maps.Keys(all)) { // a language before those that are kinds of it
		if name != English {
			loaded[name] = all[name].words(Of(loaded, all[name].tag.Parent().String()), loaded[English], english, list)
		}
	}
	return loaded
}

// Of gives the words of a language (BCP 47), or of the one that it is a kind of: those of pt are for pt-BR too. It gives nil when
// there are none.
func Of(all map[string]*Words, tag string) *Words {
	if w := all[tag]; w != nil {
		return w
	}
	parsed, _ := language.Parse(tag)
	for ; !parsed.IsRoot(); parsed = parsed.Parent() {
		if w := all[parsed.String()]; w != nil {
			return w
		}
	}
	return nil
}

const (
	dateGroup = "date"
	ownGroup  = "own"
)

// read takes in one file.
func (x *lexicon) read(f File, list *diag.List) {
	x.file = f.Shown
	root := tomldoc.Parse(f.Shown, f.Text, 1, list)
	if root == nil {
		return
	}
	for _, group := range root.Keys(nil) {
		t := root.Table(group.Text, "["+group.Text+"]")
		if t == nil {
			continue
		}
		values := root.Free(group.Text, false)
		for _, key := range t.Keys(nil) {
			at := t.Pos(key.Text)
			if group.Text == dateGroup {
				x.date(key, at, values[key.Text], list)
				continue
			}
			e := entry{at: at}
			switch v := values[key.Text].(type) {
			case string:
				e.text = v
				line(v, at, list)
			case map[string]any:
				e.forms = map[string]form{}
				forms := t.Table(key.Text, "")
				for _, name := range forms.Keys(nil) {
					text, ok := v[name.Text].(string)
					switch {
					case !slices.Contains(categories[:], name.Text):
						list.Error(name.Pos.In(at.File), "bad-word", fmt.Sprintf("%q is no plural form", name.Text), diag.DidYouMean(name.Text, categories[:]))
					case !ok:
						list.Error(forms.Pos(name.Text), "bad-word", fmt.Sprintf("the form %q must be a text in quotes", name.Text), name.Text+` = "{n} …"`)
					default:
						line(text, forms.Pos(name.Text), list)
						e.forms[name.Text] = form{text, forms.Pos(name.Text)}
					}
				}
			default:
				list.Error(at, "bad-word", fmt.Sprintf("%q must be a text in quotes, or a table of plural forms", key.Text),
					key.Text+` = "…", or `+key.Text+` = { one = "{n} …", other = "{n} …" }`)
				continue
			}
			name := group.Text + "." + key.Text
			_, known := x.entries[name]
			if !known && x.tag.String() == English && !f.First && group.Text != ownGroup {
				x.unknown(name, at, list)
				continue
			}
			if e.over = known; !known {
				x.first[name] = e
			}
			x.entries[name] = e
		}
	}
}

// line reports a text that is none, or more than one line.
func line(text string, at diag.Pos, list *diag.List) {
	switch {
	case strings.TrimSpace(text) == "":
		list.Error(at, "bad-word", "an empty word", "write it between the quotes, or take the line out: then it is English")
	case strings.ContainsFunc(text, unicode.IsControl):
		list.Error(at, "bad-word", "a word is one line, and this has a line break or a control character in it", "")
	}
}

// datePatterns are the names that must stand in each pattern, and those that may.
var datePatterns = map[string]struct {
	must, may []string
	set       func(*dates, []Piece)
}{
	"full":   {[]string{"day", "year"}, dateNames, func(d *dates, p []Piece) { d.full = p }},
	"long":   {[]string{"day", "year"}, dateNames, func(d *dates, p []Piece) { d.long = p }},
	"short":  {[]string{"day", "year"}, dateNames, func(d *dates, p []Piece) { d.short = p }},
	"recent": {[]string{"day", "year"}, dateNames, func(d *dates, p []Piece) { d.recent = p }},
	"month":  {[]string{"month", "year"}, []string{"month", "year"}, func(d *dates, p []Piece) { d.month = p }},
	"at":     {[]string{"date", "time"}, []string{"date", "time"}, func(d *dates, p []Piece) { d.at = p }},
}

var dateNames = []string{"weekday", "wd", "day", "month", "mon", "year"}

// date takes in one key of the group of dates.
func (x *lexicon) date(key tomldoc.Name, at diag.Pos, value any, list *diag.List) {
	text, isText := value.(string)
	pattern, known := datePatterns[key.Text]
	switch {
	case key.Text == "alone":
		names, _ := value.([]any)
		var months [12]string
		for i, name := range names {
			if s, ok := name.(string); ok && i < len(months) && strings.TrimSpace(s) != "" {
				months[i] = s
			}
		}
		if len(names) != len(months) || slices.Contains(months[:], "") {
			list.Error(at, "bad-word", `"alone" must be the names of the twelve months`, `alone = ["January", "February", …]`)
			return
		}
		x.dates = append(x.dates, func(d *dates) { d.alone = months })
	case key.Text == "first" && isText:
		line(text, at, list)
		x.dates = append(x.dates, func(d *dates) { d.first = text })
	case !known && key.Text != "first":
		keys := append(slices.Sorted(maps.Keys(datePatterns)), "alone", "first")
		list.Error(key.Pos.In(at.File), "unknown-word", fmt.Sprintf("there is no %q among the patterns of dates", key.Text), diag.DidYouMean(key.Text, keys))
	case !isText:
		list.Error(at, "bad-word", fmt.Sprintf("%q must be a text in quotes", key.Text), key.Text+` = "…"`)
	default:
		line(text, at, list)
		p, ok := parsed(text, at, pattern.must, pattern.may, list)
		if ok {
			x.dates = append(x.dates, func(d *dates) { pattern.set(d, p) })
		}
	}
}

// words makes the words of one language; parent are those of the language that it is a kind of, if there are any, and base is
// English, nil for itself.
func (x *lexicon) words(parent, base *Words, english *lexicon, list *diag.List) *Words {
	w := &Words{Language: x.tag.String(), File: x.file, rtl: RightToLeft(x.tag.String()), phrases: map[string]*phrase{}}
	known := parent != nil
	if known {
		w.dates = parent.dates
	}
	for tag := x.tag; !known && !tag.IsRoot(); tag = tag.Parent() {
		w.dates, known = datesOf(tag.String())
	}
	if !known {
		w.dates = base.dates
	}
	for _, set := range x.dates {
		set(&w.dates)
	}
	needed, single := needs(x.tag)
	for _, key := range slices.Sorted(maps.Keys(x.entries)) {
		e := x.entries[key]
		model, ok := english.first[key]
		if !ok {
			english.unknown(key, e.at, list)
			continue
		}
		w.phrases[key] = x.phrase(key, e, model, needed, single, list)
	}
	for key, p := range cmp.Or(parent, base, w).phrases {
		if w.phrases[key] == nil {
			w.phrases[key] = p
			if parent == nil || slices.Contains(parent.Missing, key) {
				w.Missing = append(w.Missing, key)
			}
		}
	}
	slices.Sort(w.Missing)
	return w
}

// unknown reports a word that English does not have.
func (x *lexicon) unknown(key string, at diag.Pos, list *diag.List) {
	hint := diag.DidYouMean(key, slices.Sorted(maps.Keys(x.entries)))
	if strings.HasPrefix(key, ownGroup+".") {
		hint = "a word of a theme's own stands in its i18n/en.toml too"
	}
	list.Error(at, "unknown-word", fmt.Sprintf("there is no word %q", key), hint)
}

// phrase makes a word that has the names and, where the language needs them, the plural forms that English has. needed and single
// are as in needs.
func (x *lexicon) phrase(key string, e, model entry, needed, single [len(categories)]bool, list *diag.List) *phrase {
	p := &phrase{rule: x.tag, plural: e.forms != nil}
	names := model.names()
	all := names // that must stand
	if e.over {
		all = nil
	}
	if !p.plural {
		if model.forms != nil && needed != onlyOther && !e.over {
			list.Error(e.at, "bad-word", fmt.Sprintf("%q has plural forms in English, and %s needs them too", key, x.tag), pluralHint(key, needed))
			return nil
		}
		p.forms[other], _ = parsed(e.text, e.at, all, names, list)
		return p
	}
	if model.forms == nil {
		list.Error(e.at, "bad-word", fmt.Sprintf("%q has no plural forms: no number goes with it", key), "write one text in quotes")
		return nil
	}
	for i, name := range categories {
		f, ok := e.forms[name]
		if !ok {
			if needed[i] {
				list.Error(e.at, "bad-word", fmt.Sprintf("%q lacks the plural form %q, which %s needs", key, name, x.tag), pluralHint(key, needed))
			}
			continue
		}
		must := all
		if single[i] { // "one briefing"
			must = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == "n" })
		}
		p.forms[i], _ = parsed(f.text, f.at, must, names, list)
	}
	return p
}

var onlyOther = [len(categories)]bool{other: true}

// pluralHint shows a word with the plural forms of a language.
func pluralHint(key string, needed [len(categories)]bool) string {
	var forms []string
	for i, name := range categories {
		if needed[i] {
			forms = append(forms, name+` = "{n} …"`)
		}
	}
	return key[strings.IndexByte(key, '.')+1:] + " = { " + strings.Join(forms, ", ") + " }"
}

// names gives the names in braces that a word has in English, whichever of its forms has them.
func (e entry) names() []string {
	texts := []string{e.text}
	for _, category := range categories {
		texts = append(texts, e.forms[category].text)
	}
	var names []string
	for _, text := range texts {
		found, _ := pieces(text)
		for _, p := range found {
			if p.Name != "" && !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// parsed gives the pieces of a text in which some names must stand and some may. It reports false if they do not.
func parsed(text string, at diag.Pos, must, may []string, list *diag.List) ([]Piece, bool) {
	found, err := pieces(text)
	if err != nil {
		list.Error(at, "bad-word", err.Error(), "names stand in braces, like {n}; other braces cannot be written")
		return nil, false
	}
	has := map[string]bool{}
	for _, p := range found {
		has[p.Name] = true
		if p.Name != "" && !slices.Contains(may, p.Name) {
			hint := "nothing is put in here: write it without braces"
			if len(may) > 0 {
				hint = "there is {" + strings.Join(may, "}, {") + "}"
			}
			list.Error(at, "bad-word", fmt.Sprintf("{%s} stands for nothing here", p.Name), hint)
			return nil, false
		}
	}
	for _, name := range must {
		if !has[name] {
			list.Error(at, "bad-word", fmt.Sprintf("{%s} is missing, and what stands there would be lost", name), "")
			return nil, false
		}
	}
	return found, true
}

var errBraces = errors.New("a brace without its other one, or without a name in it")

// pieces parts a text at the names in braces.
func pieces(text string) ([]Piece, error) {
	var all []Piece
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		if strings.Contains(before, "}") {
			return nil, errBraces
		}
		if before != "" {
			all = append(all, Piece{Text: before})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
			return nil, errBraces
		}
		all, text = append(all, Piece{Name: name}), after
	}
	return all, nil
}
