package generator_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
)

// arabicSource writes a site whose language is written from right to left, with what a text can hold: left-to-right names, notes and figures
// in it, notes, a table, code, a withdrawal, a correction, and one text that is long enough for contents.
var arabicSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "arabic-source")
	files := map[string]string{
		"site.toml": `title = "مكتب السودان"
description = "ما حدث، وأين، ومن فعل ماذا."
base_url = "https://example.org/ar/"
language = "ar"
timezone = "Africa/Khartoum"
contact = "desk@example.org"
licence = "CC BY 4.0"
`,
		"briefings/_pages/about.md":         "+++\ntitle = \"عن هذا الموقع\"\nmenu = true\n+++\n\n## من نحن\n\nهذه تقارير تجريبية. انظر [كل الفاعلين](/actors/).\n",
		"briefings/_locations/sudan.md":     "+++\nname = \"السودان\"\nkind = \"country\"\ncoordinates = { lat = 15.5, lon = 32.5 }\n+++\n",
		"briefings/_locations/khartoum.md":  "+++\nname = \"الخرطوم\"\naliases = [\"Khartoum\"]\nkind = \"city\"\nparent = \"السودان\"\ncoordinates = { lat = 15.6, lon = 32.53 }\n+++\n\nالعاصمة، عند ملتقى النيلين.\n",
		"briefings/_locations/el-fasher.md": "+++\nname = \"الفاشر\"\nkind = \"city\"\nparent = \"السودان\"\ncoordinates = { lat = 13.63, lon = 25.35 }\n+++\n",
		"briefings/_actors/unicef.md": "+++\nname = \"يونيسف\"\naliases = [\"UNICEF\", \"منظمة الأمم المتحدة للطفولة\"]\nkind = \"organization\"\n" +
			"summary = \"منظمة تعنى بالأطفال.\"\n+++\n\n## نبذة\n\nتعمل في **دارفور** منذ سنوات.\n",
		"briefings/2025/road.md":      arabicBriefing,
		"briefings/2025/withdrawn.md": "+++\ntitle = \"تقرير عن إغلاق المعبر\"\ndate = 2025-03-10\nstatus = \"withdrawn\"\nstatus_note = \"لم يؤكد المصدر الخبر.\"\nactors = [\"يونيسف\"]\nlocations = [\"الفاشر\"]\n+++\n\nنص قديم.\n",
		"briefings/2025/corrected.md": "+++\ntitle = \"وصول ٤٠ شاحنة إلى الخرطوم\"\ndate = 2025-04-01\nsummary = \"وصلت قافلة من الشاحنات إلى العاصمة.\"\nactors = [\"يونيسف\"]\nlocations = [\"الخرطوم\"]\ntopics = [\"المساعدات\"]\n" +
			"updates = [{ at = 2025-04-02T09:00:00Z, note = \"تصويب: العدد 40 وليس 14.\" }]\nsources = [{ name = \"بيان\", url = \"https://example.net/statement\", published = 2025-04-01 }]\n+++\n\nوصلت القافلة صباحا.\n",
		"briefings/2025/latin.md": "+++\ntitle = \"A briefing in English\"\ndate = 2025-03-20\nlanguage = \"en\"\nsummary = \"It reads from left to right.\"\nactors = [\"UNICEF\"]\nlocations = [\"Khartoum\"]\n" +
			"updates = [{ at = 2025-03-21T09:00:00Z, note = \"Figures revised.\" }]\n+++\n\nText with [[يونيسف]].\n",
	}
	for i := range 6 {
		files[fmt.Sprintf("briefings/2024/month-%d.md", i)] = fmt.Sprintf("+++\ntitle = \"الوضع في الفاشر: التقرير %[1]d\"\ndate = 2024-%02[2]d-12\nsummary = \"ملخص قصير.\"\n"+
			"actors = [{ name = \"يونيسف\", role = \"said\" }, \"Médecins Sans Frontières\", \"برنامج الأغذية العالمي\", \"لجنة %[1]d\"]\nlocations = [\"الفاشر\"]\ntopics = [\"المساعدات\", \"موضوع %[1]d\"]\nseries = \"السودان\"\nauthors = [\"المكتب\"]\n+++\n\nنص قصير.\n", i, 2*i+1)
	}
	return dir, writeFiles(dir, files)
})

var arabicBriefing = `+++
title = "فتح الطريق بين الخرطوم والفاشر أمام القوافل (UNICEF)"
date = 2025-04-04T18:30:00+02:00
summary = "فُتح الطريق بعد أسابيع من الإغلاق، ووصلت أول قافلة من ٤٠ شاحنة. لا يُعرف بعد إلى متى يبقى مفتوحا."
actors = [{ name = "يونيسف", role = "said" }, { name = "برنامج الأغذية العالمي", role = "attributed", by = "السلطات المحلية" }]
locations = ["الفاشر", "الخرطوم"]
topics = ["المساعدات"]
authors = ["المكتب"]
series = "السودان"
as_of = 2025-04-05T04:00:00Z
covers = { from = 2025-04-03, until = 2025-04-04 }
sources = [{ name = "بيان صحفي", url = "https://example.net/a", published = 2025-04-04 }, "مصدر محلي"]
+++

` + strings.Repeat("قالت المنظمة إن القافلة وصلت إلى المدينة بعد رحلة طويلة، وإن الطريق ما زال خطرا في بعض أجزائه. ", 45) + `

## ما حدث

قالت *المنظمة* إن **القافلة** وصلت،[^1] وإن الملف ` + "`report-2025.csv`" + ` منشور. انظر [[topic:المساعدات]].

[^1]: حسب البيان، وانظر [المصدر](https://example.net/a).

| المكان | الشاحنات | الحالة |
|:-------|---------:|:------:|
| الفاشر | 40 | مفتوح |
| الخرطوم | 12 | مغلق |

## ما قيل

> لن نتوقف.

> [!WARNING]
> بعض أجزاء الطريق خطرة.

> [!CAUTION]
> لا تسافروا ليلا.

- أول
- ثان
  1. داخل الثاني

## الأرقام

` + "```json\n{ \"trucks\": 40 }\n```" + `

مصطلح
: تعريفه.

## ما لا نعرفه

` + strings.Repeat("لا يُعرف متى تصل القافلة التالية ولا من يحميها في الطريق بين المدينتين وما حولهما. ", 45) + "\n"
