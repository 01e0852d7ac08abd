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
)

// cldr are the languages of which the program knows the dates. Each adds some 50 KB to it.
var cldr = map[string]func() locales.Translator{
	"en": en.New,
	"uk": uk.New,
	"fr": fr.New,
	"es": es.New,
	"ar": ar.New,
	"de": de.New,
	"it": it.New,
	"pt": pt.New,
	"nl": nl.New,
	"pl": pl.New,
	"ru": ru.New,
	"sv": sv.New,
	"da": da.New,
	"nb": nb.New,
	"fi": fi.New,
	"cs": cs.New,
	"sk": sk.New,
	"hu": hu.New,
	"ro": ro.New,
	"bg": bg.New,
	"hr": hr.New,
	"sr": sr.New,
	"sl": sl.New,
	"lt": lt.New,
	"lv": lv.New,
	"et": et.New,
	"el": el.New,
	"tr": tr.New,
	"he": he.New,
	"fa": fa.New,
	"ps": ps.New,
	"ur": ur.New,
	"hi": hi.New,
	"bn": bn.New,
	"id": id.New,
	"vi": vi.New,
	"th": th.New,
	"my": my.New,
	"ja": ja.New,
	"ko": ko.New,
	"zh": zh.New,
	"ka": ka.New,
	"hy": hy.New,
	"az": az.New,
	"sw": sw.New,
	"so": so.New,
	"am": am.New,
}
