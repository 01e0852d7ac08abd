package generator_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
)

// hardSource writes a small source with what is hard to publish right: names and files with signs that mean something
// in HTML, addresses or TOML, every kind of markdown in every other, three languages, withdrawn and moved briefings.
var hardSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "hard-source")
	return dir, writeFiles(dir, hardFiles("base_url = \"https://example.org/\"\n"))
})

var hardBareSource = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "hard-bare-source")
	return dir, writeFiles(dir, hardFiles(""))
})

func hardFiles(settings string) map[string]string {
	files := map[string]string{
		"site.toml": settings + `title = "Desk <b>&amp; \"Co\"</b> 's"
description = "It's <i>all</i> & more"
timezone = "Europe/Kyiv"
contact = "https://example.net/?a=1&b=2"
licence = "CC <BY> & 4.0"
feed = { items = 7, content = "full" }
roles = ["hosted"]
[params]
note = "<script>alert(1)</script>"
`,
		"briefings/_static/CNAME":                   "example.org\n",
		"briefings/_static/.well-known/a b.txt":     "static\n",
		"briefings/_pages/about.md":                 "+++\ntitle = \"About <us> & \\\"them\\\"\"\nmenu = true\n+++\n\n## Who we are\n\nSee [the map](/briefings/2025/map/#the-map), [who](/actors/), [home](/) and [the file](../_static/.well-known/a%20b.txt).\n",
		"briefings/_pages/hidden.md":                "+++\ntitle = \"Hidden\"\nmenu = true\nnoindex = true\nredirect_from = [\"/contact/\"]\n+++\n\nNot for search engines.\n",
		"briefings/_actors/o-neil.md":               "+++\nname = \"Seán O'Neil & <Sons>\"\naliases = [\"O'Neil\", \"Ó Néill\"]\nkind = \"company\"\nredirect_from = [\"/actors/oneil/\"]\n+++\n\n## A profile\n\nWith [[place:Côte d'Ivoire]], a note[^1] and a [heading](#a-profile).\n\n[^1]: A note.\n",
		"briefings/_actors/bundle/index.md":         "+++\nname = \"With a picture\"\n+++\n\n![A portrait](portrait.svg \"By <hand>\")\n\n## Its history\n\nShort.\n",
		"briefings/_actors/linked/index.md":         "+++\nname = \"Only linked\"\n+++\n",
		"briefings/_actors/bundle/portrait.svg":     plainSVG,
		"briefings/_locations/country.md":           "+++\nname = \"Country\"\nkind = \"country\"\n+++\n",
		"briefings/_locations/region.md":            "+++\nname = \"Region\"\nkind = \"region\"\nparent = \"Country\"\ncoordinates = { lat = -3.5, lon = -70.25 }\n+++\n",
		"briefings/_locations/city.md":              "+++\nname = \"City\"\nkind = \"city\"\nparent = \"Region\"\n+++\n",
		"briefings/_locations/unused.md":            "+++\nname = \"Unused\"\n+++\n\nNothing names this place.\n",
		"briefings/2025/map/index.md":               hardBundle,
		"briefings/2025/map/фото 1.png":             "not really a picture",
		"briefings/2025/map/100% sure #2?.csv":      "a,b\n",
		"briefings/2025/map/sub dir/a&b.txt":        "text\n",
		"briefings/2025/map/extra (final).pdf":      "%PDF\n",
		"briefings/2025/map/listed;only.json":       "{}\n",
		"briefings/2025/map/drawing.svg":            plainSVG,
		"briefings/2025/map/README.md":              "# Not a briefing\n",
		"briefings/2025/everything.md":              hardEverything,
		"briefings/2025/2025-03-02-dated-name.md":   "+++\ntitle = \"A dated name\"\ndate = \"2025-03-02T23:30:00+05:30\"\nactors = [\"O'Neil\", { name = \"Ó Néill\", role = \"hosted\" }]\nlocations = [\"City\"]\nlanguage = \"en\"\nslug = \"other-name\"\nseries = \"Dated\"\n+++\n",
		"briefings/2025/українською.md":             "+++\ntitle = \"Українською: «лапки» & <теги>\"\ndate = 2025-03-03 10:00:00\nlanguage = \"uk\"\nactors = [\"Зеленський\"]\nlocations = [\"Київ\"]\nslug = \"ukr\"\ntranslation_of = \"2025/everything\"\nredirect_from = [\"/старий/шлях/\", \"/alt/page.html\"]\nseries = \"Dated\"\n+++\n\nТекст із [посиланням](everything.md#tables-and-notes).\n",
		"briefings/2025/arabic.md":                  "+++\ntitle = \"نص عربي\"\ndate = 2025-03-03\nlanguage = \"ar\"\nactors = [\"شركة\"]\ntopics = [\"السودان\"]\ntranslation_of = \"2025/everything\"\n+++\n\nنص مع [[topic:السودان]].\n",
		"briefings/2025/withdrawn.md":               "+++\ntitle = \"Withdrawn\"\ndate = 2025-02-10\nstatus = \"withdrawn\"\nstatus_note = \"It was <wrong> & we said so.\"\nactors = [\"Country\"]\nlocations = [\"Country\", \"Région d'été\"]\nupdates = [{ at = 2025-02-11, note = \"Corrected: a number.\" }, { at = 2025-02-11T10:00:00Z, note = \"More.\" }, { at = 2025-03-03T20:00:00Z, note = \"Twice.\" }, { at = 2025-03-03T20:00:00Z, note = \"Twice.\" }]\nnoindex = true\nsources = [{ name = \"A <source> & more\", url = \"https://example.net/?a=1&b='2'\", published = 2025-02-09 }, \"Only a name\"]\n+++\n\nOld text.\n",
		"briefings/2025/empty.md":                   "+++\ntitle = \"Without a body\"\ndate = 2025-01-31\nlocations = [\"Côte d'Ivoire\"]\n+++\n",
		"briefings/notes/deep/er/nested.md":         "+++\ntitle = \"Deeply nested\"\ndate = 2024-12-31T23:59:59-11:00\ntopics = [\"C++\", \"C#\", \"C\"]\nid = \"own/id\"\n+++\n\n[[own/id]] is this one; [[topic:C++]], [[topic:C#]], [[C]].\n",
		"briefings/2025/long.md":                    hardLong(),
		"briefings/2025/wide.md":                    hardWide,
		"briefings/README.md":                       "Not a briefing either.\n",
		"briefings/_unpublished/never.md":           "no front matter\n",
		"themes/default/templates/partials/mine.md": "not a template\n",
	}
	for i := range 6 {
		files[fmt.Sprintf("briefings/2023/strip-%d.md", i)] = fmt.Sprintf(
			"+++\ntitle = \"Strip %d\"\ndate = 2024-%02d-28\nactors = [\"O'Neil\"]\nlocations = [\"City\", \"Country\"]\n+++\n\nOne of six.\n", i, 2*i+1)
	}
	return files
}

const plainSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>` + "\n"

const hardBundle = `+++
title = "Map: \"100 %\" <of> it & more"
date = 2025-03-01T08:00:00
summary = "A \"summary\" with <tags> & entities &amp; ]]> signs"
actors = [{ name = "O'Neil", role = "acted" }, { name = "Seán O'Neil & <Sons>", role = "attributed", by = "\"Them\" & <others>" }]
locations = ["City", "Côte d'Ivoire"]
topics = ["<script>alert(1)</script>"]
authors = ["A. \"B\" <C>"]
files = ["listed;only.json"]
covers = { until = 2025-03-01T07:00:00+05:30 }
as_of = 2025-03-01T07:30:00+05:30
related = ["own/id"]
redirect_from = ["/2025/map-old/", "/2025/MAP/"]
[extra]
"a\"b" = "<x>"
+++

## The map

![A photo](фото%201.png "Title with \"quotes\" & <tags>")

Inline ![icon](drawing.svg "t") and [a table](100%25%20sure%20%232%3F.csv), [a text](<sub dir/a&b.txt>),
[a file](<extra (final).pdf>).

- ![In a list](drawing.svg)
- [![Linked picture](drawing.svg)](https://example.net/)
`

const hardEverything = `+++
title = "Everything"
date = 2025-03-03T09:00:00Z
actors = ["Seán O'Neil & <Sons>", "With a picture"]
locations = ["Region"]
topics = ["C", "السودان"]
authors = ["Desk"]
+++

A paragraph with *emphasis*, **strong *nested* text**, ~~gone~~, ` + "`code <b> & more`" + `, a hard break\
and <https://example.net/?a=1&b=2>, mail@example.net, <mail@example.net>, https://example.net/auto_link(1).

## Tables and notes

Table: Numbers & <figures> *of* [[C]]

| Left | Right | Middle | |
|:---|---:|:---:|---|
| a[^t] | 1 | [[O'Neil\|named]] | |
| | **2** | ` + "`x`" + ` | [^t] |

Text[^a] and more[^a], and[^b].

[^a]: First note, with *emphasis*.

    A second paragraph of it.

    - and a list
[^b]: > a quote in a note
[^t]: A note of the table that leads to another[^b].

## Lists

3. three
4. four

   with a paragraph

   ` + "```go" + `
   func f() { /* <b> */ }
   ` + "```" + `

   > a quote
   > - with a list
   >   1. and another
5.

- [ ] open
- [x] done
  - nested

      indented code & <tags>

Term & <tag>
: Definition one

: Definition two

  with two paragraphs

  | a table |
  |---|
  | in it |

Term two
Term three
: - a list
  - in a definition

## Quotes and alerts

> A quote
> > in a quote
>
> ## With a heading

> [!CAUTION]
> - a list in an alert
>
> | a | b |
> |---|---|
> | c | d |

> [!NOTE] on one line

> [!TIP]

## Raw <b>HTML</b> & [a link](#lists) in a heading

<div onclick="alert(1)">raw **block**</div>

Text with <span style="color:red">raw inline</span> and <script>alert(1)</script> and <!-- a comment --> and &lt;entities&gt; &amp; &copy; &#x1F600;.

<!-- a comment block -->

* * *

### Third level

#### Fourth level

##### Fifth level

###### Sixth level

## Lists

[The same heading again](#lists-2), [a reference][ref], [root](/locations/region/), [wiki|bar]: [[Region|the region]], [[actor:With a picture]], [[2025/map#the-map|map]],
[[With a picture#its-history]], [by its folder](../_actors/linked/).

[ref]: https://example.net/ "A \"title\" & more"

` + "```\nplain <b> & text\n```\n\n~~~html\n<script>alert(\"&\")</script>\n~~~\n\n```nolang{.x onclick=y}\na\n```\n" + `
# First level

` + "\\<b> \\& \\[no link] \\\\ \u202eright to left\u202c zero\u200bwidth\n"

// hardWide is wider than any window, in every place where a text can be.
const hardWide = `+++
title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and others: a title that goes on and on, well past what a headline should say, because somebody pasted the first sentence of the report"
date = 2025-02-20
summary = "Seehttps://example.net/a/very/long/address/without/any/space/in/it/that/does/not/break/anywhere.html"
actors = ["Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"]
locations = ["Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, Region"]
topics = ["Donaudampfschifffahrtselektrizitätenhauptbetriebswerke"]
sources = [{ name = "https://example.net/a/very/long/address/without/any/space/in/it/that/does/not/break/anywhere.html", url = "https://example.net/" }]
updates = [{ at = 2025-02-21, note = "Corrected: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft." }]
+++

## Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft

Table: What was counted

| Province | January | February | March | April | May | June | July | August | September | October | November | December |
|:---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| Dnipropetrovsk Oblast | 1,000,000 | 2,000,000 | 3,000,000 | 4,000,000 | 5,000,000 | 6,000,000 | 7,000,000 | 8,000,000 | 9,000,000 | 10,000,000 | 11,000,000 | 12,000,000 |

<https://example.net/a/very/long/address/without/any/space/in/it/that/does/not/break/anywhere/at/all/not/even/here.html>

` + "```sh\ncurl --fail --location --output report.csv https://example.net/a/very/long/address/without/any/space/in/it/that/does/not/break.csv | sort -t, -k2\n```\n\n" + `- > - > Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
`

// hardLong writes a briefing that is long enough for a table of contents.
func hardLong() string {
	var b strings.Builder
	b.WriteString("+++\ntitle = \"Long\"\ndate = 2025-02-01\nactors = [\"With a picture\"]\nseries = \"Dated\"\n+++\n\n")
	for i := range 5 {
		fmt.Fprintf(&b, "## Part %d & <more>\n\n%s\n\n### Within\n\nText.\n\n", i, strings.Repeat("word ", 300))
	}
	return b.String()
}
