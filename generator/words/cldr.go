package words

import (
	"github.com/gohugoio/locales"
	"github.com/gohugoio/locales/am"
	"github.com/gohugoio/locales/ar"
	"github.com/gohugoio/locales/az"
	"github.com/gohugoio/locales/bg"
	"github.com/gohugoio/locales/bn"
	"github.com/gohugoio/locales/cs"
	"github.com/gohugoio/locales/da"
	"github.com/gohugoio/locales/de"
	"github.com/gohugoio/locales/el"
	"github.com/gohugoio/locales/en"
	"github.com/gohugoio/locales/es"
	"github.com/gohugoio/locales/et"
	"github.com/gohugoio/locales/fa"
	"github.com/gohugoio/locales/fi"
	"github.com/gohugoio/locales/fr"
	"github.com/gohugoio/locales/he"
	"github.com/gohugoio/locales/hi"
	"github.com/gohugoio/locales/hr"
	"github.com/gohugoio/locales/hu"
	"github.com/gohugoio/locales/hy"
	"github.com/gohugoio/locales/id"
	"github.com/gohugoio/locales/it"
	"github.com/gohugoio/locales/ja"
	"github.com/gohugoio/locales/ka"
	"github.com/gohugoio/locales/ko"
	"github.com/gohugoio/locales/lt"
	"github.com/gohugoio/locales/lv"
	"github.com/gohugoio/locales/my"
	"github.com/gohugoio/locales/nb"
	"github.com/gohugoio/locales/nl"
	"github.com/gohugoio/locales/pl"
	"github.com/gohugoio/locales/ps"
	"github.com/gohugoio/locales/pt"
	"github.com/gohugoio/locales/ro"
	"github.com/gohugoio/locales/ru"
	"github.com/gohugoio/locales/sk"
	"github.com/gohugoio/locales/sl"
	"github.com/gohugoio/locales/so"
	"github.com/gohugoio/locales/sr"
	"github.com/gohugoio/locales/sv"
	"github.com/gohugoio/locales/sw"
	"github.com/gohugoio/locales/th"
	"github.com/gohugoio/locales/tr"
	"github.com/gohugoio/locales/uk"
	"github.com/gohugoio/locales/ur"
	"github.com/gohugoio/locales/vi"
	"github.com/gohugoio/locales/zh"

	"golang.org/x/text/language"
)

// cldr are the languages of which the program knows the dates and the name that they have in themselves. Each adds some 50 KB to it.
var cldr = map[string]struct {
	dates func() locales.Translator
	name  string
}{
	"en": {en.New, "English"},
	"uk": {uk.New, "Українська"},
	"fr": {fr.New, "Français"},
	"es": {es.New, "Español"},
	"ar": {ar.New, "العربية"},
	"de": {de.New, "Deutsch"},
	"it": {it.New, "Italiano"},
	"pt": {pt.New, "Português"},
	"nl": {nl.New, "Nederlands"},
	"pl": {pl.New, "Polski"},
	"ru": {ru.New, "Русский"},
	"sv": {sv.New, "Svenska"},
	"da": {da.New, "Dansk"},
	"nb": {nb.New, "Norsk bokmål"},
	"fi": {fi.New, "Suomi"},
	"cs": {cs.New, "Čeština"},
	"sk": {sk.New, "Slovenčina"},
	"hu": {hu.New, "Magyar"},
	"ro": {ro.New, "Română"},
	"bg": {bg.New, "Български"},
	"hr": {hr.New, "Hrvatski"},
	"sr": {sr.New, "Српски"},
	"sl": {sl.New, "Slovenščina"},
	"lt": {lt.New, "Lietuvių"},
	"lv": {lv.New, "Latviešu"},
	"et": {et.New, "Eesti"},
	"el": {el.New, "Ελληνικά"},
	"tr": {tr.New, "Türkçe"},
	"he": {he.New, "עברית"},
	"fa": {fa.New, "فارسی"},
	"ps": {ps.New, "پښتو"},
	"ur": {ur.New, "اردو"},
	"hi": {hi.New, "हिन्दी"},
	"bn": {bn.New, "বাংলা"},
	"id": {id.New, "Indonesia"},
	"vi": {vi.New, "Tiếng Việt"},
	"th": {th.New, "ไทย"},
	"my": {my.New, "မြန်မာ"},
	"ja": {ja.New, "日本語"},
	"ko": {ko.New, "한국어"},
	"zh": {zh.New, "中文"},
	"ka": {ka.New, "ქართული"},
	"hy": {hy.New, "Հայերեն"},
	"az": {az.New, "Azərbaycan"},
	"sw": {sw.New, "Kiswahili"},
	"so": {so.New, "Soomaali"},
	"am": {am.New, "አማርኛ"},
}

// SelfName gives the name of a language (BCP 47) in itself, "Українська"; a tag that the program does not know stands for itself.
func SelfName(tag string) string {
	t, _ := language.Parse(tag)
	for ; !t.IsRoot(); t = t.Parent() {
		if known, ok := cldr[t.String()]; ok {
			return known.name
		}
	}
	return tag
}
