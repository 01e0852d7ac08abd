package generator_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/generator/corpus"
	"dateline/themes"
)

// edit is one thing that a writer does. Some are mistakes, at all times or at some: then nothing that is published may
// change.
type edit struct {
	name string
	do   func(w *writer, briefing string)
}

// edits are all kinds of edits. Each stands by itself: it makes what it needs.
var edits = slices.Concat(textEdits, hasty, frontMatterEdits, fileEdits, linkEdits, entityEdits, bundleEdits, siteEdits, themeEdits, mistakes, outputEdits)

var textEdits = []edit{
	{"words at the end of a text", func(w *writer, b string) { w.text[b] += "\nMore " + w.word() + ".\n" }},
	{"words at the beginning of a text", func(w *writer, b string) {
		w.replaceFirst(b, "\n+++\n", "\n+++\n\nFirst "+w.word()+".\n")
	}},
	{"a text cut short", func(w *writer, b string) {
		paragraphs := strings.Split(w.text[b], "\n\n")
		w.text[b] = strings.Join(paragraphs[:1+len(paragraphs)/2], "\n\n")
	}},
	{"a heading", func(w *writer, b string) { w.replace(b, `(?m)^## .*$`, "## "+w.word()) }},
	{"a heading more", func(w *writer, b string) { w.text[b] += "\n## Part " + w.word() + "\n\nText.\n" }},
	{"nothing but the time of a file", func(w *writer, b string) { w.touch(b) }},
	{"nothing at all", func(*writer, string) {}},
}

// hasty edits are of the file that was saved a moment ago, and keep its size.
var hasty = []edit{
	{"another word of the same length", func(w *writer, b string) { w.sameSize(b, `[a-z]\.\n$`) }},
	{"another title of the same length", func(w *writer, b string) { w.sameSize(b, `[a-z]"\n`) }},
}

var frontMatterEdits = []edit{
	{"a title", func(w *writer, b string) { w.set(b, "title", fmt.Sprintf("%q", "Title "+w.word())) }},
	{"a summary", func(w *writer, b string) { w.set(b, "summary", fmt.Sprintf("%q", "Summary "+w.word()+".")) }},
	{"no summary", func(w *writer, b string) { w.unset(b, "summary") }},
	{"a date", func(w *writer, b string) { w.set(b, "date", fmt.Sprintf("2025-%02d-%02d", 1+w.IntN(3), 1+w.IntN(28))) }},
	{"a date to come", func(w *writer, b string) { w.set(b, "date", fmt.Sprintf("2025-04-%02d", 20+w.IntN(8))) }},
	{"no date to come", func(w *writer, _ string) { w.pastDates() }},
	{"no date to come, once more", func(w *writer, _ string) { w.pastDates() }}, // what is said of them keeps sites from being taken over
	{"a date long ago, with a time", func(w *writer, b string) {
		w.set(b, "date", fmt.Sprintf("%d-%02d-%02dT%02d:30:00", 2010+w.IntN(15), 1+w.IntN(12), 1+w.IntN(28), 5+w.IntN(17)))
	}},
	{"an actor more", func(w *writer, b string) {
		w.prepend(b, "actors", fmt.Sprintf("%q", w.one([]string{"NATO", "Russia", "New " + w.word(), "Zelensky"})))
	}},
	{"an actor with a role", func(w *writer, b string) {
		role := w.one([]string{`"acted"`, `"said"`, `"attributed", by = "the desk"`, `"affected"`, `"named"`})
		w.prepend(b, "actors", fmt.Sprintf("{ name = %q, role = %s }", w.one([]string{"NATO", w.actor(), "New " + w.word()}), role))
	}},
	{"an actor by an alias", func(w *writer, b string) { w.prepend(b, "actors", fmt.Sprintf("%q", w.alias())) }},
	{"one actor alone", func(w *writer, b string) { w.set(b, "actors", fmt.Sprintf("%q", w.actor())) }},
	{"no actors", func(w *writer, b string) { w.unset(b, "actors") }},
	{"a place", func(w *writer, b string) { w.set(b, "locations", `["Moscow", "Kyiv"]`) }},
	{"a new place", func(w *writer, b string) { w.prepend(b, "locations", fmt.Sprintf("%q", "Place "+w.word())) }},
	{"no places", func(w *writer, b string) { w.unset(b, "locations") }},
	{"a topic more", func(w *writer, b string) {
		w.prepend(b, "topics", fmt.Sprintf("%q", w.one([]string{"Air strikes", "Topic " + w.word()})))
	}},
	{"no topics", func(w *writer, b string) { w.unset(b, "topics") }},
	{"authors", func(w *writer, b string) {
		w.set(b, "authors", fmt.Sprintf("[%q, %q]", "Desk", w.one([]string{"Second Desk", "Author " + w.word()})))
	}},
	{"a series", func(w *writer, b string) {
		w.set(b, "series", fmt.Sprintf("%q", w.one([]string{"Ukraine", "Series " + w.word()})))
	}},
	{"an update", func(w *writer, b string) {
		w.prepend(b, "updates", fmt.Sprintf(`{ at = 2025-04-06T%02d:00:00Z, note = "Corrected: %s." }`, w.IntN(24), w.word()))
	}},
	{"times of what is told", func(w *writer, b string) {
		w.set(b, "as_of", fmt.Sprintf("2025-04-05T%02d:00:00Z", w.IntN(24)))
		w.set(b, "covers", fmt.Sprintf("{ from = 2025-03-%02d, until = 2025-04-04 }", 1+w.IntN(28)))
	}},
	{"a source", func(w *writer, b string) {
		w.prepend(b, "sources", fmt.Sprintf(`{ name = "Source %s", url = "https://example.net/%d", published = 2025-04-01 }`, w.word(), w.IntN(99)))
	}},
	{"a draft", func(w *writer, b string) { w.set(b, "draft", "true") }},
	{"no draft", func(w *writer, _ string) { w.unset(w.with("draft"), "draft") }},
	{"an embargo to come", func(w *writer, b string) { w.set(b, "embargo_until", w.now.Add(time.Hour).Format(time.RFC3339)) }},
	{"an embargo that is over", func(w *writer, b string) { w.set(b, "embargo_until", w.now.Add(-time.Hour).Format(time.RFC3339)) }},
	{"another embargo", func(w *writer, b string) {
		if held := w.with("embargo_until"); held != "" {
			b = held
		}
		w.set(b, "embargo_until", w.now.Add(time.Duration(1-2*w.IntN(2))*time.Hour).Format(time.RFC3339))
	}},
	{"no embargo", func(w *writer, _ string) { w.unset(w.with("embargo_until"), "embargo_until") }},
	{"two hours later", func(w *writer, _ string) { w.now = w.now.Add(2 * time.Hour) }},
	{"a withdrawal", func(w *writer, b string) {
		w.set(b, "status", `"withdrawn"`)
		w.set(b, "status_note", fmt.Sprintf("%q", "Withdrawn: "+w.word()+"."))
	}},
	{"no withdrawal", func(w *writer, _ string) {
		b := w.with("status")
		w.unset(b, "status")
		w.unset(b, "status_note")
	}},
	{"a slug", func(w *writer, b string) { w.set(b, "slug", fmt.Sprintf("%q", "slug-"+w.word())) }},
	{"an id", func(w *writer, _ string) { w.set(w.unlinked(), "id", fmt.Sprintf("%q", "2025/id-"+w.word())) }},
	{"a redirect", func(w *writer, b string) { w.set(b, "redirect_from", fmt.Sprintf("[%q]", "/old/"+w.word()+"/")) }},
	{"no redirect", func(w *writer, _ string) { w.unset(w.with("redirect_from"), "redirect_from") }},
	{"a translation", func(w *writer, b string) {
		w.text["briefings/2025/uk-"+w.word()+".md"] = fmt.Sprintf("+++\ntitle = \"Переклад %s\"\ndate = 2025-04-04\nlanguage = \"uk\"\ntranslation_of = %q\n+++\n\nТекст.\n",
			w.word(), w.id(b))
	}},
	{"another language", func(w *writer, b string) { w.set(b, "language", w.one([]string{`"ar"`, `"de"`, `"en"`})) }},
	{"no index", func(w *writer, b string) { w.set(b, "noindex", w.one([]string{"true", "false"})) }},
	{"mentions", func(w *writer, b string) { w.set(b, "link_mentions", w.one([]string{`"all"`, `"off"`, `"listed"`})) }},
	{"something of the writer's own", func(w *writer, b string) {
		w.replaceFirst(b, "\n+++\n", "\n[extra]\n"+w.word()+" = 1\n+++\n")
		if strings.Count(w.text[b], "\n[extra]\n") > 1 {
			w.replaceFirst(b, "\n[extra]\n"+w.lastWord()+" = 1\n", "\n"+w.lastWord()+" = 1\n")
		}
	}},
}

var fileEdits = []edit{
	{"a new briefing", func(w *writer, _ string) { w.text["briefings/2025/new-"+w.word()+".md"] = w.newText() }},
	{"a new briefing of a new actor", func(w *writer, b string) {
		name := "Actor " + w.word()
		text := strings.Replace(w.newText(), `["NATO"]`, fmt.Sprintf(`[%q, { name = "NATO", role = "said" }]`, name), 1)
		w.text["briefings/2025/new-"+w.word()+".md"] = text + "\nOf [[" + name + "]].\n"
	}},
	{"new briefings of a series", func(w *writer, _ string) {
		name := w.one([]string{"Weekly", "Weekly", "Series " + w.word()})
		for range 1 + w.IntN(3) {
			w.text["briefings/2025/new-"+w.word()+".md"] = strings.Replace(w.newText(), "actors =", fmt.Sprintf("series = %q\nauthors = [\"Author %s\"]\nactors =", name, w.word()), 1)
		}
	}},
	{"a new briefing that gives a name another meaning", func(w *writer, b string) {
		name := w.one([]string{"Kyiv", "NATO", "ceasefire", "Ceasefire", "place " + w.lastWord(), "nato"})
		key := w.one([]string{"actors", "locations", "topics"})
		w.text["briefings/2025/new-"+w.word()+".md"] = fmt.Sprintf("+++\ntitle = \"New\"\ndate = 2025-04-0%d\n%s = [%q]\n+++\n\nOf [[NATO]] and [[Kyiv]].\n", 1+w.IntN(7), key, name)
	}},
	{"a new folder", func(w *writer, _ string) { w.newFolder() }},
	{"a briefing away", func(w *writer, _ string) { w.remove(w.unlinked()) }},
	{"a briefing away, linked or not", func(w *writer, b string) { w.remove(b) }},
	{"a briefing back, with another text", func(w *writer, b string) {
		gone := w.one(w.gone)
		if _, there := w.text[gone]; gone == "" || there {
			gone = b
		}
		w.text[gone] = w.newText()
	}},
	{"a folder of another name", func(w *writer, _ string) { w.move(w.folder(), "briefings/moved-"+w.word()) }},
	{"a folder into another", func(w *writer, _ string) { w.move(w.folder(), "briefings/2025/deep-"+w.word()+"/"+w.word()) }},
	{"a year's folder of another name", func(w *writer, b string) {
		if dir := path.Dir(b); strings.Count(dir, "/") == 1 {
			w.move(dir, "briefings/year-"+w.word())
		}
	}},
	{"a folder away", func(w *writer, _ string) {
		dir := w.folder() + "/"
		maps.DeleteFunc(w.text, func(name, _ string) bool { return strings.HasPrefix(name, dir) })
	}},
	{"a new name for a file", func(w *writer, _ string) {
		if b := w.unlinked(); !strings.HasSuffix(b, "/index.md") {
			w.relocate(b, path.Dir(b)+"/renamed-"+w.word()+".md")
		}
	}},
	{"a file in the folder above", func(w *writer, _ string) {
		if b := w.unlinked(); !strings.HasSuffix(b, "/index.md") {
			w.relocate(b, "briefings/up-"+w.word()+".md")
		}
	}},
	{"a file becomes a bundle", func(w *writer, _ string) {
		if b := w.unlinked(); !strings.HasSuffix(b, "/index.md") {
			w.relocate(b, strings.TrimSuffix(b, ".md")+"/index.md")
		}
	}},
	{"two files change their texts", func(w *writer, b string) {
		other := w.one(w.briefings())
		w.text[b], w.text[other] = w.text[other], w.text[b]
	}},
	{"a page", func(w *writer, _ string) {
		w.text["briefings/_pages/own.md"] = "+++\ntitle = \"Own " + w.word() + "\"\nmenu = " + w.one([]string{"true", "false"}) + "\n+++\n\nText.\n"
	}},
	{"a page away", func(w *writer, _ string) { delete(w.text, "briefings/_pages/own.md") }},
	{"a static file", func(w *writer, _ string) {
		delete(w.text, "briefings/_static/robots")
		w.text["briefings/_static/robots/own.txt"] = w.word()
	}},
	{"a file in the place of a folder", func(w *writer, _ string) {
		delete(w.text, "briefings/_static/robots/own.txt")
		w.text["briefings/_static/robots"] = w.word()
	}},
	{"a folder in the place of a file", func(w *writer, _ string) {
		delete(w.text, "briefings/_static/robots")
		w.text["briefings/_static/robots/own.txt"] = w.word()
	}},
	{"static files away", func(w *writer, _ string) {
		maps.DeleteFunc(w.text, func(name, _ string) bool { return strings.HasPrefix(name, "briefings/_static/") })
	}},
}

var linkEdits = []edit{
	{"a related briefing", func(w *writer, b string) { w.prepend(b, "related", fmt.Sprintf("%q", w.id(w.other(b)))) }},
	{"nothing related", func(w *writer, b string) { w.unset(b, "related") }},
	{"a link by id", func(w *writer, b string) {
		w.text[b] += fmt.Sprintf("\nSee [[%s]], or [[briefing:%s|%s]].\n", w.id(w.other(b)), w.id(w.other(b)), w.word())
	}},
	{"a link by file", func(w *writer, b string) {
		w.text[b] += fmt.Sprintf("\nSee [%s](%s).\n", w.word(), w.relative(b, w.other(b)))
	}},
	{"a link to a heading", func(w *writer, b string) {
		to := w.other(b)
		if heading := regexp.MustCompile(`(?m)^## (\w+)$`).FindStringSubmatch(w.text[to]); heading != nil {
			w.text[b] += fmt.Sprintf("\nSee [%s](%s#%s).\n", w.word(), w.relative(b, to), strings.ToLower(heading[1]))
		} else {
			w.text[to] += "\n## " + w.word() + "\n"
			w.text[b] += fmt.Sprintf("\nSee [this](%s#%s).\n", w.relative(b, to), w.lastWord())
		}
	}},
	{"a mention of an actor", func(w *writer, b string) { w.text[b] += fmt.Sprintf("\nIt was [[actor:%s]].\n", w.actor()) }},
	{"a mention of a place", func(w *writer, b string) {
		if name := w.name(w.entity("_locations")); name != "" {
			w.text[b] += fmt.Sprintf("\nIt was in [[place:%s]], says %s.\n", name, w.actor())
		}
	}},
	{"a name in a sentence", func(w *writer, b string) {
		w.text[b] += fmt.Sprintf("\nOn %s they met %s, and **%s** again. More of %s%s.\n", w.word(), w.anyName(), w.anyName(), w.anyName(), w.one([]string{"", "s", "'s"}))
	}},
	{"a name at the beginning of a text", func(w *writer, b string) {
		w.replaceFirst(b, "\n+++\n", "\n+++\n\n"+w.anyName()+" came, said "+w.word()+".\n")
	}},
	{"names where none is linked", func(w *writer, b string) {
		w.text[b] += fmt.Sprintf("\n## Of %s\n\n`%s` and [%s](https://example.net/) of %s.\n\n| %s | %s |\n|---|---|\n| %s | 1 |\n",
			w.anyName(), w.anyName(), w.anyName(), w.anyName(), w.anyName(), w.word(), w.anyName())
	}},
	{"a name that is yet to come", func(w *writer, b string) {
		n := w.next + 1 + w.IntN(4)
		w.text[b] += fmt.Sprintf("\nActor word%d, Place word%d, New word%d and Alias word%d were not heard of.\n", n, n, n, n)
	}},
	{"a short name, in front matter alone", func(w *writer, b string) {
		if file := w.entity("_actors"); w.name(file) != "" {
			w.set(file, "weak_aliases", `["UN"]`)
			w.prepend(b, "actors", `"UN"`)
			w.text[b] += fmt.Sprintf("\nThere was %s of the UN.\n", w.name(file))
		}
	}},
	{"no links", func(w *writer, b string) { w.replace(b, `\[([^][]*)\]\([^)]*\)`, "$1") }},
}

var entityEdits = []edit{
	{"a file for an actor", func(w *writer, _ string) { w.declare("_actors", w.actor()) }},
	{"a file for a topic", func(w *writer, b string) { w.declare("_topics", w.listed(b, "topics")) }},
	{"a file for a place", func(w *writer, b string) { w.declare("_locations", w.listed(b, "locations")) }},
	{"an entity file of another name", func(w *writer, _ string) {
		file := w.entity(w.entityFolder())
		w.move(file, path.Dir(file)+"/id-"+w.word()+".md")
	}},
	{"an entity file away", func(w *writer, _ string) { w.remove(w.entity(w.entityFolder())) }},
	{"an entity file back", func(w *writer, _ string) {
		w.text["briefings/_actors/nato.md"] = "+++\nname = \"NATO\"\nkind = \"alliance\"\nsummary = \"Summary " + w.word() + ".\"\n+++\n\nProfile.\n"
	}},
	{"another name of an entity", func(w *writer, _ string) {
		// The old one goes on as an alias, so that who wrote it need not be told.
		file := w.entity(w.entityFolder())
		if name := w.name(file); name != "" && !w.has(file, "aliases") {
			w.set(file, "aliases", fmt.Sprintf("[%q]", name))
			w.set(file, "name", fmt.Sprintf("%q", "Name "+w.word()))
		}
	}},
	{"an alias more", func(w *writer, _ string) {
		w.prepend(w.entity(w.entityFolder()), "aliases", fmt.Sprintf("%q", "Alias "+w.word()))
	}},
	{"an alias that briefings use as a name", func(w *writer, _ string) {
		if name := w.undeclared(); name != "" {
			w.prepend(w.entity("_actors"), "aliases", fmt.Sprintf("%q", name))
		}
	}},
	{"no aliases", func(w *writer, _ string) { w.unset(w.entity(w.entityFolder()), "aliases") }},
	{"another parent", func(w *writer, _ string) {
		if file, parent := w.entity("_locations"), w.name(w.entity("_locations")); parent != "" {
			w.set(file, "parent", fmt.Sprintf("%q", parent))
		}
	}},
	{"no parent", func(w *writer, _ string) { w.unset(w.entity("_locations"), "parent") }},
	{"the facts of an entity", func(w *writer, _ string) {
		file := w.entity("_locations")
		w.set(file, "summary", fmt.Sprintf("%q", "Summary "+w.word()+"."))
		w.set(file, "kind", w.one([]string{`"city"`, `"region"`, `"country"`}))
		w.set(file, "coordinates", fmt.Sprintf("{ lat = %d.5, lon = %d.25 }", w.IntN(80), w.IntN(170)))
	}},
	{"a profile", func(w *writer, b string) {
		file := w.entity(w.entityFolder())
		if file == "" {
			return
		}
		w.text[file] += fmt.Sprintf("\n## %s\n\nSee [it](%s) and [[%s]].\n", w.word(), w.relative(file, b), w.id(w.other(b)))
	}},
	{"an affiliation", func(w *writer, _ string) {
		file, to := w.entity("_actors"), w.name(w.entity("_actors"))
		if to != "" && to != w.name(file) {
			from, until := w.IntN(20), w.IntN(20)
			w.set(file, "affiliations", fmt.Sprintf("[{ to = %q, role = \"Office %s\", from = 20%02d-04-03, until = 20%02d-04-05 }]", to, w.word(), 10+min(from, until), 10+max(from, until)+1))
		}
	}},
	{"no affiliation", func(w *writer, _ string) { w.unset(w.entity("_actors"), "affiliations") }},
	{"a record with that of its people", func(w *writer, _ string) {
		w.set(w.entity("_actors"), "rollup", w.one([]string{"true", "true", "false"}))
	}},
	{"a successor", func(w *writer, _ string) {
		if file, to := w.entity("_actors"), w.name(w.entity("_actors")); to != "" && to != w.name(file) {
			w.set(file, "succeeded_by", fmt.Sprintf("%q", to))
		}
	}},
	{"a name in another language", func(w *writer, _ string) {
		w.set(w.entity(w.one([]string{"_actors", "_locations"})), "names", fmt.Sprintf("{ uk = \"Ім'я %s\" }", w.word()))
	}},
	{"a weak alias", func(w *writer, _ string) {
		w.set(w.entity(w.one([]string{"_actors", "_locations"})), "weak_aliases", fmt.Sprintf("[\"weak %s\"]", w.word()))
	}},
	{"links of an entity", func(w *writer, _ string) {
		w.set(w.entity(w.one([]string{"_actors", "_locations"})), "links", fmt.Sprintf("[\"https://%s.example/\"]", w.word()))
	}},
	{"an old address of an entity", func(w *writer, _ string) {
		w.set(w.entity(w.entityFolder()), "redirect_from", fmt.Sprintf("[%q]", "/who/"+w.word()+"/"))
	}},
}

var bundleEdits = []edit{
	{"a bundle file that is shown", func(w *writer, _ string) {
		b := w.bundle()
		file := w.word() + ".svg"
		w.text[path.Dir(b)+"/"+file] = picture(w.word())
		w.text[b] += "\n![A drawing.](" + file + ")\n"
	}},
	{"a bundle file that is listed", func(w *writer, _ string) {
		b := w.bundle()
		file := "data/" + w.word() + ".csv"
		w.text[path.Dir(b)+"/"+file] = "a,b\n1," + w.word() + "\n"
		w.prepend(b, "files", fmt.Sprintf("%q", file))
	}},
	{"a bundle file that nothing shows", func(w *writer, _ string) { w.text[path.Dir(w.bundle())+"/"+w.word()+".txt"] = w.word() }},
	{"a bundle file changed", func(w *writer, _ string) {
		if file := w.one(w.assets("")); strings.HasSuffix(file, ".svg") {
			w.text[file] = picture(w.word())
		} else if file != "" {
			w.text[file] += w.word() + "\n"
		}
	}},
	{"a picture of the sample changed", func(w *writer, _ string) {
		w.replace("briefings/2025/kyiv-talks/force-size.svg", `<desc>.*</desc>|</svg>`, "")
		w.text["briefings/2025/kyiv-talks/force-size.svg"] += "<desc>" + w.word() + "</desc></svg>"
	}},
	{"a bundle file of another name", func(w *writer, _ string) {
		if file := w.one(w.assets(".svg")); file != "" {
			to := w.word() + ".svg"
			b := path.Dir(file) + "/index.md"
			w.move(file, path.Dir(file)+"/"+to)
			w.replaceFirst(b, "]("+path.Base(file), "]("+to)
		}
	}},
	{"a photo that is shown", func(w *writer, _ string) {
		b := w.bundle()
		w.text[path.Dir(b)+"/"+w.word()+".jpg"] = w.photo()
		w.text[b] += "\n![A photo.](" + w.lastWord() + ".jpg)\n"
	}},
	{"a photo that is only linked", func(w *writer, _ string) {
		if file := w.one(w.assets(".jpg")); file != "" {
			w.replace(path.Dir(file)+"/index.md", `!\[A photo`, "[A photo")
		}
	}},
	{"another photo", func(w *writer, _ string) {
		if file := w.one(w.assets(".jpg")); file != "" {
			w.text[file] = w.photo()
		}
	}},
	{"the same photo of somebody else", func(w *writer, _ string) {
		if file := w.one(w.assets(".jpg")); file != "" {
			w.text[file] = strings.ReplaceAll(w.text[file], "Source", "Secret")
		}
	}},
	{"a photo for all", func(w *writer, b string) {
		w.text["briefings/_static/photos/"+w.one([]string{"a", "b"})+".jpg"] = w.photo()
		if _, there := w.text["briefings/_static/photos/a.jpg"]; there {
			w.text[b] += "\n![A photo.](/photos/a.jpg)\n"
		}
	}},
	{"a file with the name of a smaller photo", func(w *writer, _ string) {
		if file := w.one(w.assets(".jpg")); file != "" && !strings.Contains(file, "-480w") {
			w.text[strings.TrimSuffix(file, ".jpg")+"-480w.jpg"] = w.photo()
			w.prepend(path.Dir(file)+"/index.md", "files", fmt.Sprintf("%q", strings.TrimSuffix(path.Base(file), ".jpg")+"-480w.jpg"))
		}
	}},
	{"no listed files", func(w *writer, _ string) { w.unset(w.with("files"), "files") }},
	{"a bundle file away that nothing shows", func(w *writer, _ string) { delete(w.text, w.one(w.assets(".txt"))) }},
}

var siteEdits = []edit{
	{"the title of the site", func(w *writer, _ string) { w.setting("title", fmt.Sprintf("%q", "Desk "+w.word())) }},
	{"what the site says of itself", func(w *writer, _ string) {
		w.setting("description", fmt.Sprintf("%q", "About "+w.word()+"."))
		w.setting("contact", fmt.Sprintf("%q", w.word()+"@example.org"))
		w.setting("licence", fmt.Sprintf("%q", w.one([]string{"CC BY 4.0", w.word()})))
	}},
	{"an address of the site", func(w *writer, _ string) {
		w.setting("base_url", fmt.Sprintf("%q", "https://example.org/"+w.one([]string{"", w.word() + "/"})))
	}},
	{"no address of the site", func(w *writer, _ string) { w.unset("site.toml", "base_url") }},
	{"a permalink", func(w *writer, _ string) {
		w.setting("permalink", w.one([]string{`"/briefings/:year/:slug/"`, `"/:year/:month/:day/:slug/"`, `"/reports/:id/"`}))
	}},
	{"a time zone", func(w *writer, _ string) {
		w.setting("timezone", fmt.Sprintf("%q", w.one([]string{"UTC", "Asia/Kathmandu", "America/St_Johns"})))
	}},
	{"the language of the site", func(w *writer, _ string) { w.setting("language", w.one([]string{`"en"`, `"de"`, `"uk"`})) }},
	{"what is in feeds", func(w *writer, _ string) {
		w.setting("feed", fmt.Sprintf("{ items = %d, content = %q }", 5+w.IntN(20), w.one([]string{"full", "summary"})))
	}},
	{"a role of the site's own", func(w *writer, b string) {
		w.setting("roles", `["observer"]`)
		w.prepend(b, "actors", fmt.Sprintf(`{ name = %q, role = "observer" }`, w.actor()))
	}},
	{"a role more", func(w *writer, _ string) { w.setting("roles", fmt.Sprintf(`["observer", %q]`, w.word())) }},
	{"search", func(w *writer, _ string) { w.setting("search", w.one([]string{"true", "false"})) }},
	{"mentions on the site", func(w *writer, _ string) {
		w.setting("link_mentions", w.one([]string{`"all"`, `"off"`, `"listed"`}))
	}},
	{"a warning silenced", func(w *writer, _ string) {
		if !strings.Contains(w.text["site.toml"], "[check]") {
			w.text["site.toml"] += "\n[check]\nheld-back-link = false\n"
		}
		w.replace("site.toml", `(?m)^held-back-link = \w+$`, "held-back-link = "+w.one([]string{"true", "false"}))
	}},
	{"no settings", func(w *writer, _ string) { w.remove("site.toml") }},
	{"the settings of the sample", func(w *writer, _ string) { w.text["site.toml"] = w.settings }},
	{"other settings", func(w *writer, _ string) {
		w.text["site.toml"] = "title = \"Desk " + w.word() + "\"\nbase_url = \"https://example.org/\"\nroles = [\"observer\"]\n"
	}},
}

var themeEdits = []edit{
	{"a template", func(w *writer, _ string) {
		w.text["themes/default/templates/page.html"] = "<h1>{{.Heading}}</h1>\n<p>" + w.word() + "</p>\n{{.Body}}\n"
	}},
	{"a template of a briefing's own", func(w *writer, b string) {
		w.text["themes/default/templates/own.html"] = "<h1>{{.Heading}}</h1>\n<p>Own " + w.word() + "</p>\n{{.Body}}\n"
		w.set(b, "template", `"own"`)
	}},
	{"a piece of every page", func(w *writer, _ string) {
		piece := w.one([]string{"templates/partials/footer.html", "templates/partials/row.html", "templates/partials/chip.html"})
		text, err := fs.ReadFile(themes.Builtin, "default/"+piece)
		if err != nil {
			w.t.Fatal(err)
		}
		w.text["themes/default/"+piece] = strings.Replace(string(text), `class="`, `class="`+w.word()+" ", 1)
	}},
	{"a template away", func(w *writer, _ string) {
		for _, name := range []string{"page.html", "partials/footer.html", "partials/row.html", "partials/chip.html"} {
			if name = "themes/default/templates/" + name; w.text[name] != "" {
				delete(w.text, name)
				break
			}
		}
	}},
	{"a word", func(w *writer, _ string) {
		w.text["themes/default/i18n/"+w.one([]string{"en", "uk", "de"})+".toml"] = fmt.Sprintf("[menu]\nlatest = %q\n[briefing]\nsources = %[1]q\n", w.word())
	}},
	{"words away", func(w *writer, _ string) {
		delete(w.text, "themes/default/i18n/"+w.one([]string{"en", "uk", "de"})+".toml")
	}},
	{"the language of a page", func(w *writer, _ string) {
		w.set("briefings/_pages/about.md", "language", w.one([]string{`"uk"`, `"he"`, `"en"`}))
	}},
	{"a style", func(w *writer, _ string) {
		w.text["themes/default/styles/9-own.css"] = "." + w.word() + " { color: red }\n"
	}},
	{"a style away", func(w *writer, _ string) { delete(w.text, "themes/default/styles/9-own.css") }},
	{"a file of the theme", func(w *writer, _ string) { w.text["themes/default/static/own.txt"] = w.word() + "\n" }},
	{"another theme", func(w *writer, _ string) {
		w.text["themes/night/styles/9-night.css"] = "." + w.word() + " { color: white }\n"
		w.text["themes/night/templates/own.html"] = "<h1>{{.Heading}}</h1>\n<p>Night</p>\n{{.Body}}\n"
		w.setting("theme", `"night"`)
	}},
	{"the theme of before", func(w *writer, _ string) { w.unset("site.toml", "theme") }},
	{"all templates away", func(w *writer, _ string) {
		for _, b := range w.briefings() {
			w.unset(b, "template")
		}
		w.unset("site.toml", "theme")
		maps.DeleteFunc(w.text, func(name, _ string) bool { return strings.HasPrefix(name, "themes/") })
	}},
}

// mistakes are such whenever they are made.
var mistakes = []edit{
	{"an unknown key", func(w *writer, b string) { w.add(b, `actor = ["NATO"]`) }},
	{"a link to nowhere", func(w *writer, b string) { w.text[b] += "\n[nowhere](nowhere.md)\n" }},
	{"a name of nobody", func(w *writer, b string) { w.text[b] += "\n[[Nobody " + w.word() + "]]\n" }},
	{"front matter that does not end", func(w *writer, b string) { w.replaceFirst(b, "\n+++\n", "\n") }},
	{"an empty file", func(w *writer, b string) { w.text[b] = "" }},
	{"one id twice", func(w *writer, b string) { w.set(b, "id", fmt.Sprintf("%q", w.id(w.other(b)))) }},
	{"two pages with one address", func(w *writer, _ string) {
		for range 2 {
			w.text["briefings/2025/x-"+w.word()+".md"] = "+++\ntitle = \"X\"\ndate = 2025-04-04\nslug = \"the-same\"\n+++\n"
		}
	}},
	{"one redirect twice", func(w *writer, b string) {
		w.set(b, "redirect_from", `["/old/the-same/"]`)
		w.set(w.other(b), "redirect_from", `["/old/the-same/"]`)
	}},
	{"one alias twice", func(w *writer, _ string) {
		w.declare("_actors", "Twin "+w.word())
		w.declare("_actors", "Twin "+w.word())
		w.set("briefings/_actors/twin-"+w.lastWord()+".md", "aliases", fmt.Sprintf(`["Twin word%d"]`, w.next-1))
	}},
	{"a parent of no name", func(w *writer, _ string) { w.set(w.entity("_locations"), "parent", `"Nowhere"`) }},
	{"a text in a bundle", func(w *writer, _ string) { w.text[path.Dir(w.bundle())+"/extra.md"] = w.newText() }},
	{"a bundle file away that is shown", func(w *writer, _ string) { delete(w.text, w.one(w.assets(".svg"))) }},
	{"a bundle file that is not there", func(w *writer, _ string) {
		w.text[w.bundle()] += "\n![Not there.](" + w.word() + ".svg)\n"
	}},
	{"a photo cut short", func(w *writer, _ string) {
		if file := w.one(w.assets(".jpg")); file != "" {
			w.text[file] = w.text[file][:len(w.text[file])/2]
		}
	}},
	{"a picture with a script", func(w *writer, _ string) {
		b := w.bundle()
		w.text[path.Dir(b)+"/active.svg"] = strings.Replace(picture("x"), "<desc>", "<script>1</script><desc>", 1)
		w.text[b] += "\n![Active.](active.svg)\n"
	}},
	{"an unknown setting", func(w *writer, _ string) { w.setting("titel", `"Desk"`) }},
	{"settings that do not end", func(w *writer, _ string) { w.setting("title", `"Desk`) }},
	{"a template that does not end", func(w *writer, _ string) { w.text["themes/default/templates/page.html"] = "<h1>{{.Heading</h1>\n" }},
	{"a template of what is not there", func(w *writer, _ string) {
		w.unset("site.toml", "theme")
		w.text["themes/default/templates/page.html"] = "<h1>{{.Nothing}}</h1>\n"
	}},
}

// outputEdits are made to what is published, by hand or by accident.
var outputEdits = []edit{
	{"a published file away", func(w *writer, _ string) { os.Remove(w.published("index.html")) }},
	{"a published folder away", func(w *writer, _ string) { os.RemoveAll(w.published("actors")) }},
	{"a published file changed by hand", func(w *writer, _ string) {
		os.WriteFile(w.published("actors/index.html"), []byte("by hand"), 0o666)
	}},
	{"the manifest damaged", func(w *writer, _ string) {
		text, _ := os.ReadFile(w.published(".dateline-manifest"))
		os.WriteFile(w.published(".dateline-manifest"), append(text, "damage\n"...), 0o666)
	}},
	{"the memory of pictures damaged", func(w *writer, _ string) {
		w.tampered = true
		kept, _ := filepath.Glob(filepath.Join(w.source, ".dateline", "sizes", "*"))
		for _, name := range kept {
			os.WriteFile(name, []byte("damage"), 0o666)
		}
	}},
	{"the memory away", func(w *writer, _ string) {
		w.tampered = true
		os.RemoveAll(filepath.Join(w.source, ".dateline"))
	}},
}

// published gives a file of the output that the next build is to mend.
func (w *writer) published(name string) string {
	w.tampered = true
	return filepath.Join(w.output, filepath.FromSlash(name))
}

// photo gives a photo for which there is a smaller size.
func (w *writer) photo() string {
	return string(corpus.Photo("Source of "+w.word(), 540+w.IntN(9), 20))
}

func picture(description string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>` + description + "</desc></svg>\n"
}

// briefings gives the paths of the briefings, sorted.
func (w *writer) briefings() []string {
	return w.files("briefings/", func(name string) bool {
		return strings.HasSuffix(name, ".md") && !strings.HasPrefix(name, "briefings/_")
	})
}

// files gives the paths that begin in one way and are right in another, sorted.
func (w *writer) files(prefix string, right func(name string) bool) []string {
	var names []string
	for name := range w.text {
		if strings.HasPrefix(name, prefix) && right(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// one gives any of a list, "" of an empty one.
func (w *writer) one(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[w.IntN(len(list))]
}

// other gives another briefing.
func (w *writer) other(b string) string {
	return w.one(slices.DeleteFunc(w.briefings(), func(name string) bool { return name == b }))
}

// with gives a briefing whose front matter has a key, "" if none has.
func (w *writer) with(key string) string {
	return w.one(slices.DeleteFunc(w.briefings(), func(name string) bool { return !w.has(name, key) }))
}

// unlinked gives a briefing that no other file names, as far as a short search finds one.
func (w *writer) unlinked() string {
	b := ""
	for range 20 {
		b = w.one(w.briefings())
		name := path.Base(strings.TrimSuffix(strings.TrimSuffix(b, "/index.md"), ".md"))
		linked := false
		for other, text := range w.text {
			linked = linked || other != b && strings.Contains(text, name)
		}
		if !linked {
			break
		}
	}
	return b
}

func (w *writer) bundle() string {
	return w.one(w.files("briefings/", func(name string) bool { return strings.HasSuffix(name, "/index.md") }))
}

// assets gives the files with an ending that lie beside or below a text of a bundle.
func (w *writer) assets(ending string) []string {
	return w.files("briefings/", func(name string) bool {
		return !strings.HasPrefix(name, "briefings/_") && !strings.HasSuffix(name, ".md") && strings.HasSuffix(name, ending)
	})
}

func (w *writer) entityFolder() string { return w.one([]string{"_actors", "_locations", "_topics"}) }

func (w *writer) entity(folder string) string {
	return w.one(w.files("briefings/"+folder+"/", func(string) bool { return true }))
}

// name gives the name that an entity's file declares.
func (w *writer) name(file string) string { return w.listed(file, "name") }

// listed gives the first name that is the value of a key or stands in the list that is its value, "" if there is none.
func (w *writer) listed(file, key string) string {
	if found := regexp.MustCompile(`"([^"]+)"`).FindStringSubmatch(valueOf(key).FindString(w.text[file])); found != nil {
		return found[1]
	}
	return ""
}

// actor gives a name that a briefing lists.
func (w *writer) actor() string {
	if name := w.listed(w.with("actors"), "actors"); name != "" {
		return name
	}
	return "NATO"
}

// undeclared gives a name that a briefing lists and no file declares, as far as a short search finds one.
func (w *writer) undeclared() string {
	for range 20 {
		name := w.actor()
		if len(w.files("briefings/_actors/", func(file string) bool { return strings.Contains(w.text[file], `"`+name+`"`) })) == 0 {
			return name
		}
	}
	return ""
}

// alias gives another name of an actor.
func (w *writer) alias() string {
	declared := w.files("briefings/_actors/", func(file string) bool { return w.has(file, "aliases") })
	if name := w.listed(w.one(declared), "aliases"); name != "" {
		return name
	}
	return "NATO"
}

// pastDates puts all dates that are yet to come before today.
func (w *writer) pastDates() {
	for _, b := range w.briefings() {
		w.replace(b, `(?m)^date = 2025-04-2(\d)`, "date = 2025-03-2$1")
	}
}

// anyName gives a name of an actor or a place, whoever uses it.
func (w *writer) anyName() string {
	file := w.entity(w.one([]string{"_actors", "_locations"}))
	switch w.IntN(5) {
	case 0:
		return w.actor()
	case 1:
		return w.alias()
	case 2:
		return cmp.Or(w.listed(w.with("locations"), "locations"), "Kyiv")
	case 3:
		return cmp.Or(w.listed(file, "weak_aliases"), "Kyiv")
	}
	return cmp.Or(w.name(file), "NATO")
}

// declare writes an entity's file. One that is declared already gets another summary.
func (w *writer) declare(folder, name string) {
	if name == "" {
		return
	}
	for _, file := range w.files("briefings/"+folder+"/", func(string) bool { return true }) {
		if strings.Contains(w.text[file], `"`+name+`"`) {
			w.set(file, "summary", fmt.Sprintf("%q", "Summary "+w.word()+"."))
			return
		}
	}
	id := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
	w.text["briefings/"+folder+"/"+id+".md"] = fmt.Sprintf("+++\nname = %q\nsummary = \"Declared.\"\n+++\n\nProfile.\n", name)
}

// word gives a word that was never used before.
func (w *writer) word() string { w.next++; return w.lastWord() }

func (w *writer) lastWord() string { return fmt.Sprintf("word%d", w.next) }

func (w *writer) newText() string {
	return fmt.Sprintf("+++\ntitle = \"New %s\"\ndate = 2025-04-0%d\nactors = [\"NATO\"]\nlocations = [\"Kyiv\", \"Place %s\"]\n+++\n\nText with [[NATO]].\n",
		w.word(), 1+w.IntN(7), w.word())
}

// newFolder writes a folder of two briefings that link each other; one of them is a bundle.
func (w *writer) newFolder() string {
	dir := "briefings/desk-" + w.word()
	text, bundle := w.word(), "talks-"+w.word()
	w.text[dir+"/"+text+".md"] = w.newText() + "\nSee [the talks](" + bundle + "/index.md).\n"
	w.text[dir+"/"+bundle+"/index.md"] = w.newText() + "\nSee [more](../" + text + ".md).\n\n![A drawing.](drawing.svg)\n"
	w.text[dir+"/"+bundle+"/drawing.svg"] = picture(w.word())
	return dir
}

// folder gives a folder that newFolder made, wherever it is now.
func (w *writer) folder() string {
	if made := w.one(w.files("briefings/", func(name string) bool { return strings.HasPrefix(path.Base(path.Dir(name)), "talks-") })); made != "" {
		return path.Dir(path.Dir(made))
	}
	return w.newFolder()
}

// id gives the id of a briefing.
func (w *writer) id(b string) string {
	if w.has(b, "id") {
		return w.listed(b, "id")
	}
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(b, "briefings/"), ".md"), "/index")
}

// relative gives a file as a link in another one names it.
func (w *writer) relative(from, to string) string {
	rel, err := filepath.Rel(path.Dir(from), to)
	if err != nil {
		w.t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// remove takes a file away, and remembers that it was there.
func (w *writer) remove(name string) {
	delete(w.text, name)
	w.gone = append(w.gone, name)
}

// relocate moves a briefing and keeps its own links right.
func (w *writer) relocate(b, to string) {
	link := regexp.MustCompile(`\]\(([^():]+\.md)`)
	w.move(b, to)
	w.text[to] = link.ReplaceAllStringFunc(w.text[to], func(found string) string {
		return "](" + w.relative(to, path.Join(path.Dir(b), found[2:]))
	})
}

// sameSize changes one letter, if it can in the file that was saved last: its size stays what it was, and where the clock of
// the file system is coarse its time does too.
func (w *writer) sameSize(b, pattern string) {
	if w.text[w.saved] != "" && slices.Contains(w.briefings(), w.saved) {
		b = w.saved
	}
	at := regexp.MustCompile(pattern).FindStringIndex(w.text[b])
	if at == nil {
		if at = regexp.MustCompile(`[a-z]"\n`).FindStringIndex(w.text[b]); at == nil {
			return
		}
	}
	text := []byte(w.text[b])
	text[at[0]] = 'a' + (text[at[0]]-'a'+1)%26
	w.text[b] = string(text)
}

func (w *writer) replace(name, pattern, with string) {
	if text, there := w.text[name]; there {
		w.text[name] = regexp.MustCompile(pattern).ReplaceAllString(text, with)
	}
}

func (w *writer) replaceFirst(name, old, with string) {
	if text, there := w.text[name]; there {
		w.text[name] = strings.Replace(text, old, with, 1)
	}
}

// valueOf finds a key with its value, which may be a list of several lines.
func valueOf(key string) *regexp.Regexp {
	return regexp.MustCompile(`(?m)^` + key + ` = (?:\[\n(?:[^\]].*\n)*\]|.*)$`)
}

func (w *writer) has(name, key string) bool { return valueOf(key).MatchString(w.text[name]) }

// add writes a line at the top of front matter, or of settings.
func (w *writer) add(name, line string) {
	if rest, found := strings.CutPrefix(w.text[name], "+++\n"); found {
		w.text[name] = "+++\n" + line + "\n" + rest
	} else {
		w.text[name] = line + "\n" + w.text[name]
	}
}

// set gives a key of a file a value.
func (w *writer) set(name, key, value string) {
	at := valueOf(key).FindStringIndex(w.text[name])
	switch text, there := w.text[name]; {
	case !there:
	case at == nil:
		w.add(name, key+" = "+value)
	default:
		w.text[name] = text[:at[0]] + key + " = " + value + text[at[1]:]
	}
}

// unset takes a key out.
func (w *writer) unset(name, key string) {
	if at := valueOf(key).FindStringIndex(w.text[name]); at != nil {
		w.text[name] = w.text[name][:at[0]] + strings.TrimPrefix(w.text[name][at[1]:], "\n")
	}
}

// prepend puts a value at the beginning of a list.
func (w *writer) prepend(name, key, value string) {
	old, found := strings.CutPrefix(valueOf(key).FindString(w.text[name]), key+" = ")
	switch list, isList := strings.CutPrefix(old, "["); {
	case !found:
		w.set(name, key, "["+value+"]")
	case isList:
		w.set(name, key, "["+value+", "+list)
	default:
		w.set(name, key, "["+value+", "+old+"]")
	}
}

// setting gives a key of site.toml a value. Without the file it makes one.
func (w *writer) setting(key, value string) {
	w.text["site.toml"] += ""
	w.set("site.toml", key, value)
}
