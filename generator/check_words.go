package generator

import (
	"fmt"
	"path"
	"strings"

	"dateline/generator/diag"
	"dateline/generator/source"
	"dateline/generator/words"
)

// missingWords reports what readers see in English although a page is in another language: the theme has no words of that language, or
// not all of them.
func missingWords(r *Result, list *diag.List) {
	english := r.Memory.theme.Words(words.English)
	own := path.Join(source.Themes, r.Site.Config.Theme, "i18n")
	seen, told := map[string]bool{}, map[*words.Words]bool{}
	used := func(tag string, at diag.Pos) {
		if tag == "" || seen[tag] {
			return
		}
		seen[tag] = true
		w := r.Memory.theme.Words(tag)
		if w == nil {
			list.Warn(at, "missing-word", fmt.Sprintf("there are no words in the language %q: what stands around its texts is in another one", tag),
				fmt.Sprintf("to translate them, copy i18n/en.toml of the built-in theme to %s/%s.toml", own, tag))
			return
		}
		if told[w] {
			return // as for another kind of the same language
		}
		told[w] = true
		for _, key := range w.Missing {
			group, name, _ := strings.Cut(key, ".")
			list.Warn(diag.Pos{File: w.File}, "missing-word", fmt.Sprintf("the word %q is missing, so it is English: %q", key, sample(english, key)),
				fmt.Sprintf("write it in %s/%s.toml, below [%s]: %s = …", own, w.Language, group, name))
		}
	}
	used(r.Site.Config.Language, diag.Pos{File: source.Settings})
	for _, b := range r.Site.Briefings {
		used(b.Language, diag.Pos{File: b.Path})
	}
	for _, p := range r.Site.Pages {
		used(p.Language, diag.Pos{File: p.Path})
	}
}

// sample shows a word with the names that stand in it.
func sample(w *words.Words, key string) string {
	pieces, _ := w.Phrase(key, 2)
	var text strings.Builder
	for _, p := range pieces {
		if text.WriteString(p.Text); p.Name != "" {
			text.WriteString("{" + p.Name + "}")
		}
	}
	return text.String()
}
