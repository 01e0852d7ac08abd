package briefing

import (
	"io/fs"

	"dateline/generator/diag"
	"dateline/generator/words"
	"dateline/themes"
)

// english are the words of the built-in theme.
var english = func() *words.Words {
	text, err := fs.ReadFile(themes.Builtin, "default/i18n/en.toml")
	if err != nil {
		panic(err)
	}
	return words.Load([]words.File{{Shown: "en.toml", Language: words.English, Text: string(text), First: true}}, &diag.List{})[words.English]
}()
