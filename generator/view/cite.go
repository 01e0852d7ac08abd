package view

import (
	"strings"
	"unicode/utf8"

	"dateline/generator/address"
	"dateline/generator/site"
)

// cite gives how to cite a briefing, in plain text: who wrote it, its title, where and when it was published, which version it is, and
// its address, with which it ends, so that nothing sticks to that.
func (m *Maker) cite(b *site.Briefing) string {
	date := m.plainDay(b.Date)
	if version := m.version(b); version != "" {
		date += " [" + version + "]"
	}
	parts := append(names(b.Authors), m.words.Word("text.quoted", "text", b.Title), m.shared.Title, date)
	if url := m.Absolute(b.Address); url != "" {
		parts = append(parts, url)
	}
	return m.words.List(parts...)
}

// version says what became of a briefing since it was published: "Corrected 5 April 2025", though more was added later; "" if
// nothing did.
func (m *Maker) version(b *site.Briefing) string {
	u, corrected := m.telling(b)
	switch {
	case b.Withdrawn:
		return m.words.Word("change.withdrawn")
	case u == nil:
		return ""
	}
	return m.words.Word("change.on", "what", m.updateWord(corrected), "date", m.plainDay(u.At))
}

func names(list []*site.Entity) []string {
	var names []string
	for _, e := range list {
		names = append(names, e.Name)
	}
	return names
}

// bibTeX gives the same as an entry for BibTeX, and biblatex, which reads the date. A name in braces of its own is not taken
// apart into a first and a last one: it may be a desk's. Without authors the site is the author.
func (m *Maker) bibTeX(b *site.Briefing) string {
	authors := names(b.Authors)
	if len(authors) == 0 {
		authors = []string{m.shared.Title}
	}
	for i, name := range authors {
		authors[i] = "{" + bibText(name) + "}"
	}
	key := address.Slug(strings.ReplaceAll(b.ID, "/", "-"))
	if key == "" {
		key = "briefing"
	}
	date := isoDay(b.Date.Calendar())
	entry := append(make([]byte, 0, 512), "@techreport{"+key+",\n"...)
	for _, field := range [][2]string{
		{"author", strings.Join(authors, " and ")},
		{"title", "{" + bibText(b.Title) + "}"},
		{"institution", "{" + bibText(m.shared.Title) + "}"},
		{"type", m.words.Word("briefing.id")},
		{"year", date[:4]},
		{"date", date},
		{"url", m.Absolute(b.Address)}, // is read as it stands, and has no braces
		{"note", bibText(m.version(b))},
	} {
		if field[1] != "" {
			entry = append(append(append(append(append(entry, "  "...), field[0]...), " = {"...), field[1]...), "},\n"...)
		}
	}
	return string(append(entry, "}\n"...))
}

// bibText writes text so that TeX shows it. Braces must be balanced even where a backslash stands before them.
func bibText(text string) string {
	other := func(r rune) bool { return r < ' ' || r >= utf8.RuneSelf || strings.ContainsRune(bibSigns, r) }
	if !strings.ContainsFunc(text, other) && !strings.Contains(text, "  ") && strings.Trim(text, " ") == text {
		return text // as most are
	}
	return bibEscapes.Replace(strings.Join(strings.Fields(text), " "))
}

// bibSigns are what bibEscapes replaces.
const bibSigns = `\{}~^%&_#$`

var bibEscapes = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "%", `\%`, "&", `\&`, "_", `\_`, "#", `\#`, "$", `\$`)
