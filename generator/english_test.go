package generator_test

import (
	"io/fs"

	"dateline/generator/diag"
	interfacewords "dateline/generator/words"
	"dateline/themes"
)

// english are the words of the built-in theme.
var english = func() *interfacewords.Words {
	text, err := fs.ReadFile(themes.Builtin, "default/i18n/en.toml")
	if err != nil {
		panic(err)
	}
	return interfacewords.Load([]interfacewords.File{{Shown: "en.toml", Language: interfacewords.English, Text: string(text), First: true}}, &diag.List{})[interfacewords.English]
}()
