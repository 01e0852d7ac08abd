package generator_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// listing checks that a page lists exactly these briefings, in this order, and collects what is wrong.
type listing struct {
	*website
	problems []string
	rows     int
}

func (l *listing) problem(p *page, format string, args ...any) {
	l.problems = append(l.problems, p.path+": "+fmt.Sprintf(format, args...))
}

// page gives the page at an address below the site's root; nil after a complaint when there is none.
func (l *listing) page(addr string) *page {
	p := l.pages[addr+"index.html"]
	if p == nil {
		l.problems = append(l.problems, fmt.Sprintf("there is no page /%s", addr))
	}
	return p
}

func (l *listing) lists(p *page, want []*dispatch) {
	var got []string
	for i, r := range p.rows {
		file, fragment, _, err := l.lead(p.path, r.address)
		if err != nil || fragment != "" {
			l.problem(p, "row %d leads to %s: %v", i+1, r.address, err)
		}
		got = append(got, strings.TrimSuffix(file, "index.html"))
	}
	l.rows += len(got)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			l.problem(p, "row %d is not there, want %s of %s (%d rows, want %d)", i+1, want[i].path, want[i].day, len(got), len(want))
		case i >= len(want):
			l.problem(p, "row %d is /%s, want none (%d rows, want %d)", i+1, got[i], len(got), len(want))
		case got[i] != want[i].address:
			l.problem(p, "row %d is /%s, want %s of %s", i+1, got[i], want[i].path, want[i].day)
		case p.rows[i].title != oneLine(want[i].title):
			l.problem(p, "row %d has the title %q, want %q", i+1, p.rows[i].title, want[i].title)
		default:
			continue
		}
		return
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// counts wants the numbers beside the names of a part of a page to be these, in any order; every name with a link.
func (l *listing) counts(p *page, section string, want map[string]string) {
	got := map[string]string{}
	for _, c := range p.counts {
		if c.section != section {
			continue
		}
		if _, twice := got[c.name]; twice {
			l.problem(p, "%s has %s twice", section, c.name)
		}
		got[c.name] = c.number
	}
	for name, n := range want {
		if got[name] != n {
			l.problem(p, "%s gives %s beside %s, want %s", section, got[name], name, n)
			return
		}
	}
	for name := range got {
		if want[name] == "" {
			l.problem(p, "%s has %s, want none", section, name)
			return
		}
	}
}

// parts gives the pages directly below an address whose names are numbers: years below a record, months below a year.
func (l *listing) parts(addr string) []string {
	var found []string
	for name := range l.pages {
		rest, below := strings.CutPrefix(name, addr)
		if part, ok := strings.CutSuffix(rest, "/index.html"); below && ok {
			if _, err := strconv.Atoi(part); err == nil {
				found = append(found, part)
			}
		}
	}
	slices.Sort(found)
	return found
}

// byPart groups dispatches by the first so many characters of their day.
func byPart(list []*dispatch, length int) (parts []string, lists map[string][]*dispatch) {
	lists = map[string][]*dispatch{}
	for _, d := range list {
		part := d.day[:length]
		if lists[part] == nil {
			parts = append(parts, part)
		}
		lists[part] = append(lists[part], d)
	}
	slices.Sort(parts)
	return parts, lists
}

func month(part string) string {
	n, _ := strconv.Atoi(part[5:7])
	return time.Month(n).String()
}

// year checks a year's page of a record, of that of an actor for one, or of the archive. Where months have pages of their own, they are checked too.
func (l *listing) year(addr, year, actor string, list []*dispatch, months bool) {
	p := l.page(addr + year + "/")
	if p == nil {
		return
	}
	if p.sentence != briefingsInWords(len(list)) {
		l.problem(p, "says %q, want %s", p.sentence, briefingsInWords(len(list)))
	}
	parts, lists := byPart(list, len("2025-04"))
	want := map[string]string{}
	for _, part := range parts {
		want[month(part)] = strconv.Itoa(len(lists[part]))
	}
	l.counts(p, "", want)
	if len(list) > 500 {
		l.lists(p, nil)
	} else {
		l.lists(p, list)
		for _, r := range p.rows {
			if i := slices.IndexFunc(list, func(d *dispatch) bool { return strings.HasSuffix(r.address, d.address) }); i >= 0 && r.group != list[i].day[:7] {
				l.problem(p, "%s stands under %q", r.address, r.group)
			}
		}
	}
	if actor != "" && len(list) <= 500 {
		l.roles(p, actor, list)
	}
	months = months || len(list) > 500
	if got := l.parts(addr + year + "/"); !months && len(got) > 0 {
		l.problem(p, "has pages for the months %s", got)
	} else if months && len(got) != len(parts) {
		l.problem(p, "has pages for the months %s, want %s", got, parts)
	}
	for _, part := range parts {
		if !months {
			if !p.ids[part] {
				l.problem(p, "has no place #%s", part)
			}
			continue
		}
		if m := l.page(addr + year + "/" + part[5:7] + "/"); m != nil {
			l.lists(m, lists[part])
			if actor != "" {
				l.roles(m, actor, lists[part])
			}
			if m.sentence != briefingsInWords(len(lists[part])) {
				l.problem(m, "says %q, want %s", m.sentence, briefingsInWords(len(lists[part])))
			}
		}
	}
}

// record checks a record: its page, and the pages of its years.
func (l *listing) record(p *page, addr string, list []*dispatch) {
	l.lists(p, list[:min(len(list), 30)])
	years, lists := byPart(list, len("2025"))
	if len(list) <= 30 {
		if parts := l.parts(addr); len(parts) > 0 {
			l.problem(p, "lists all %d briefings and has pages for %s", len(list), parts)
		}
		return
	}
	if want := fmt.Sprintf("The newest 30 of %d; the pages of the years have them all\n", len(list)); !strings.Contains(p.more, want) {
		l.problem(p, "says %q, want %q", p.more, want)
	}
	if parts := l.parts(addr); !slices.Equal(parts, years) {
		l.problem(p, "has pages for the years %s, want %s", parts, years)
	}
	actor := ""
	if strings.HasPrefix(addr, "actors/") {
		actor = p.h1
	}
	want := map[string]string{}
	for _, year := range years {
		want[year] = strconv.Itoa(len(lists[year]))
		l.year(addr, year, actor, lists[year], false)
	}
	l.counts(p, "_years", want)
}

var recordPage = regexp.MustCompile(`^(\w+)/([^/]+)/index\.html$`)

// TestRecords looks at every actor, place, topic, series and author: its page together with the pages of its years and
// months lists exactly the briefings whose front matter names it. Every name has a record, and every record a name.
func TestRecords(t *testing.T) {
	onEnglishSites(t, func(t *testing.T, w *website) {
		l := &listing{website: w}
		records := 0
		for _, c := range collections {
			own, lists := names(w.all, c.plural), w.records(c.plural)
			seen := map[string]bool{}
			for _, name := range w.paths() {
				m := recordPage.FindStringSubmatch(name)
				p := w.pages[name]
				if m == nil || m[1] != c.plural || m[2] == "index" || p.refresh != "" {
					continue
				}
				records++
				if seen[p.h1] {
					l.problem(p, "is the second record of %q", p.h1)
				}
				seen[p.h1] = true
				list := lists[p.h1]
				l.record(p, c.plural+"/"+m[2]+"/", list)
				l.sentence(p, list, len(own[p.h1]))
				l.inner(p, c.plural, list)
				if c.plural == "actors" {
					l.roles(p, p.h1, list)
				}
				l.together(p, c.plural, list)
			}
			for name := range lists {
				if !seen[oneLine(name)] {
					l.problems = append(l.problems, fmt.Sprintf("%s: %q has no record", c.plural, name))
				}
			}
			l.index(c.plural, lists)
		}
		tell(t, l.problems)
		if records < 15 || l.rows < 30 {
			t.Errorf("only %d records with %d rows", records, l.rows)
		}
	})
}

// inner wants the place within on each row of a place's record that stands there for that place alone, unless the row begins with it.
func (l *listing) inner(p *page, plural string, list []*dispatch) {
	for i, r := range p.rows {
		if plural != "locations" || i >= len(list) {
			continue
		}
		want := ""
		for at, m := range list[i].listed["locations"] {
			for name := m.name; name != "" && want == ""; name = l.outer[name] {
				if name == p.h1 {
					want = m.name
					if at == 0 || m.name == p.h1 {
						want = "none"
					}
				}
			}
			if m.name == p.h1 {
				want = "none"
			}
		}
		if got := slices.Contains(r.meta, want); got != (want != "none") {
			l.problem(p, "row %d has %q, want the place within to be %s", i+1, r.meta, want)
		}
	}
}

func (l *listing) sentence(p *page, list []*dispatch, own int) {
	want := "No briefings of its own"
	day := func(d *dispatch) string {
		at, _ := time.Parse(time.DateOnly, d.day)
		return at.Format("2 January 2006")
	}
	switch {
	case len(list) == 0:
	case own < len(list):
		want = fmt.Sprintf("Here %d · within %d, first %s, latest %s", own, len(list)-own, day(list[len(list)-1]), day(list[0]))
	case len(list) == 1:
		want = "One briefing, " + day(list[0])
	default:
		want = fmt.Sprintf("%d briefings, first %s, latest %s", len(list), day(list[len(list)-1]), day(list[0]))
	}
	if p.sentence != want {
		l.problem(p, "says %q, want %q", p.sentence, want)
	}
}

// roles wants beside each briefing on a page of an actor's record what the actor did in it, the sums above, and that choosing one
// leaves the briefings in which the actor did that. The page lists the first of the briefings, which the sums count all.
func (l *listing) roles(p *page, actor string, list []*dispatch) {
	sums, shown, classes := map[string]string{}, map[string]int{}, map[string]string{}
	for _, c := range p.counts {
		if c.section == "roles" {
			classes[c.name] = c.class
		}
	}
	for i, d := range list {
		words := d.roles(actor)
		want := []string{"row"}
		counted := map[string]bool{}
		for role := range strings.SplitSeq(words, ", ") {
			role, _, _ := strings.Cut(role, " by ")
			if role == "" || counted[role] {
				continue
			}
			counted[role] = true
			want = append(want, classes[role])
			n, _ := strconv.Atoi(sums[role])
			sums[role] = strconv.Itoa(n + 1)
			if i < len(p.rows) {
				shown[role]++
			}
		}
		if i >= len(p.rows) {
			continue
		}
		r := p.rows[i]
		if words != "" && !slices.Contains(r.meta, words) {
			l.problem(p, "row %d has %q, want %q", i+1, r.meta, words)
		} else if words == "" && slices.Contains([]string{"acted", "said", "attributed", "affected", "named", "hosted"}, strings.Join(r.meta, "")) {
			l.problem(p, "row %d has %q, want no role", i+1, r.meta)
		}
		if got := strings.Fields(r.classes); len(list) > 1 && !slices.Equal(got, want) {
			l.problem(p, "row %d is of the classes %q, want %q", i+1, got, want)
		}
	}
	for role, n := range sums {
		if of := strconv.Itoa(shown[role]); of != n {
			sums[role] = of + " of " + n
		}
	}
	if len(list) < 2 {
		sums = nil
	}
	l.counts(p, "roles", sums)
}

// together recounts with whom and where a record stands in the same briefings: the ten with most.
func (l *listing) together(p *page, plural string, list []*dispatch) {
	sections := map[string]map[string]string{
		"actors": {"_who": "actors", "_where": "locations"}, "locations": {"_who": "actors"},
		"topics": {"_who": "actors", "_where": "locations"}, "series": {"_who": "actors", "_where": "locations"},
	}
	for _, section := range []string{"_who", "_where"} {
		other := sections[plural][section]
		n := map[string]int{}
		if len(list) > 1 && other != "" {
			for name, those := range names(list, other) {
				if other != plural || oneLine(name) != p.h1 {
					n[oneLine(name)] = len(those)
				}
			}
		}
		l.ranking(p, section, n, strconv.Itoa)
	}
}

// ranking wants a part of a page to give the ten greatest counts, the greatest first.
func (l *listing) ranking(p *page, section string, n map[string]int, shown func(int) string) {
	var sizes []int
	for _, size := range n {
		sizes = append(sizes, size)
	}
	slices.SortFunc(sizes, func(a, b int) int { return b - a })
	i := 0
	for _, c := range p.counts {
		if c.section != section {
			continue
		}
		if i >= min(len(sizes), 10) || c.number != shown(n[c.name]) || n[c.name] != sizes[i] {
			l.problem(p, "%s gives %s beside %q as number %d, want %d", section, c.number, c.name, i+1, n[c.name])
			return
		}
		i++
	}
	if i != min(len(sizes), 10) {
		l.problem(p, "%s has %d names, want %d", section, i, min(len(sizes), 10))
	}
}

// lately recounts the most active of the last 30 days.
func (l *listing) lately(p *page, section, plural string, all []*dispatch) {
	newest := all[0].day
	var recent, before []*dispatch
	for _, d := range all {
		switch days := since(d, newest); {
		case days < 30:
			recent = append(recent, d)
		case days < 60:
			before = append(before, d)
		}
	}
	n, was := map[string]int{}, map[string]int{}
	for name, list := range names(recent, plural) {
		n[oneLine(name)] = len(list)
	}
	for name, list := range names(before, plural) {
		was[oneLine(name)] = len(list)
	}
	i := 0
	var last int
	for _, c := range p.counts {
		if c.section != section {
			continue
		}
		if want := fmt.Sprintf("%d, was %d", n[c.name], was[c.name]); c.number != want {
			l.problem(p, "%s gives %q beside %s, want %q", section, c.number, c.name, want)
		}
		if i > 0 && n[c.name] > last {
			l.problem(p, "%s is not in order at %s", section, c.name)
		}
		last = n[c.name]
		i++
	}
	left := 0
	for _, size := range n {
		if size > last {
			left++
		}
	}
	if i != min(10, len(n)) || left > i {
		l.problem(p, "%s has %d names of %d; %d have more than the last one", section, i, len(n), left)
	}
}

// index wants the index of a kind, with the pages of its letters, to have every record once with its count.
func (l *listing) index(plural string, lists map[string][]*dispatch) {
	p := l.pages[plural+"/index.html"]
	if p == nil {
		if len(lists) > 0 {
			l.problems = append(l.problems, "there is no index of "+plural)
		}
		return
	}
	entries := map[string]string{}
	records := 0
	for name, page := range l.pages {
		if m := recordPage.FindStringSubmatch(name); m != nil && m[1] == plural && m[2] != "index" && page.refresh == "" {
			records++
		}
	}
	for name, page := range l.pages {
		if name != p.path && !strings.HasPrefix(name, plural+"/index/") {
			continue
		}
		own := 0
		for _, c := range page.counts {
			if c.section != "" {
				continue // the rankings beside the list
			}
			own++
			file, _, _, err := l.lead(name, c.address)
			if err != nil || recordPage.FindStringSubmatch(file) == nil {
				l.problem(page, "%q leads to %s: %v", c.name, c.address, err)
			}
			if entries[file] != "" {
				l.problem(page, "has %s, which another page of the index has too", file)
			}
			entries[file] = c.number
			if want := strconv.Itoa(len(lists[l.named(lists, c.name)])); c.number != want {
				l.problem(page, "gives %s beside %q, want %s", c.number, c.name, want)
			}
		}
		if want := fmt.Sprintf("%d entries", own); name != p.path && page.sentence != want && own > 1 {
			l.problem(page, "says %q, want %q", page.sentence, want)
		}
	}
	if want := fmt.Sprintf("%d entries", records); p.sentence != want && records > 1 {
		l.problem(p, "says %q, want %q", p.sentence, want)
	}
	active := map[string]int{} // beside a list of more than 30
	if records > 30 {
		for name, list := range lists {
			active[oneLine(name)] = len(list)
		}
	}
	l.ranking(p, "_active", active, strconv.Itoa)
	if records > 30 {
		l.lately(p, "_recent", plural, l.all)
	}
	if len(entries) != records {
		l.problem(p, "lists %d records of %d", len(entries), records)
	}
	if letters := l.pages[plural+"/index/a/index.html"]; (letters != nil) != (records > 1000) && plural == "authors" {
		l.problem(p, "has %d entries; pages for letters: %v", records, letters != nil)
	}
}

// named finds a name as listed by the form in which a page shows it.
func (l *listing) named(lists map[string][]*dispatch, shown string) string {
	if _, ok := lists[shown]; ok {
		return shown
	}
	for name := range lists {
		if oneLine(name) == shown {
			return name
		}
	}
	return shown
}

// TestArchive looks at the archive: each year and month has exactly the briefings of its days, and the numbers are right.
func TestArchive(t *testing.T) {
	onEnglishSites(t, func(t *testing.T, w *website) {
		all := w.all
		l := &listing{website: w}
		p := l.page("briefings/")
		if p == nil {
			t.Fatal(l.problems)
		}
		years, lists := byPart(all, len("2025"))
		got := 0
		for _, c := range p.counts {
			file, _, _, err := w.lead(p.path, c.address)
			if err != nil {
				l.problem(p, "%s: %v", c.address, err)
			}
			part := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(path.Dir(file), "briefings"), "/"), "/", "-")
			want := 0
			for _, d := range all {
				if part != "" && strings.HasPrefix("-"+d.day, part) {
					want++
				}
			}
			if c.number != strconv.Itoa(want) {
				l.problem(p, "gives %s beside %s, want %d", c.number, c.name, want)
			}
			got++
		}
		months, _ := byPart(all, len("2025-04"))
		if got != len(years)+len(months) {
			l.problem(p, "has %d counts, want %d years and %d months", got, len(years), len(months))
		}
		if p.sentence != briefingsInWords(len(all)) {
			l.problem(p, "says %q, want %s", p.sentence, briefingsInWords(len(all)))
		}
		if parts := l.parts("briefings/"); !slices.Equal(parts, years) {
			l.problem(p, "has pages for the years %s, want %s", parts, years)
		}
		for _, year := range years {
			l.year("briefings/", year, "", lists[year], true)
		}
		briefings := 0
		for _, d := range all {
			if b := l.page(d.address); b != nil {
				briefings++
				if b.h1 != oneLine(d.title) {
					l.problem(b, "is headed %q, want %q", b.h1, d.title)
				}
				if b.noindex != d.noindex {
					l.problem(b, "noindex: %v", b.noindex)
				}
			}
		}
		tell(t, l.problems)
		if briefings != len(all) {
			t.Errorf("%d briefings have a page, want %d", briefings, len(all))
		}
	})
}

// TestHome looks at the front page: the newest briefings, and who and where in the 30 days to the newest one.
func TestHome(t *testing.T) {
	onEnglishSites(t, func(t *testing.T, w *website) {
		all := w.all
		l := &listing{website: w}
		p := l.page("")
		if p == nil {
			t.Fatal(l.problems)
		}
		l.lists(p, all[:min(len(all), 31)])
		newest := all[0].day
		month := 0
		for _, d := range all {
			if d.day[:7] == newest[:7] {
				month++
			}
		}
		at, _ := time.Parse(time.DateOnly, newest)
		if want := fmt.Sprintf("All of %s (%d)", at.Format("January 2006"), month); len(all) > 31 != strings.Contains(p.more, want) {
			l.problem(p, "says %q; %q with more than 31 briefings", p.more, want)
		}
		for section, plural := range map[string]string{"_who": "actors", "_where": "locations"} {
			l.lately(p, section, plural, all)
		}
		tell(t, l.problems)
	})
}

// TestChanges looks at the page of changes: what was published, updated, corrected and withdrawn, newest first, each
// with its note; at most the newest 300.
func TestChanges(t *testing.T) {
	onEnglishSites(t, func(t *testing.T, w *website) {
		l := &listing{website: w}
		p := l.page("changes/")
		if p == nil {
			t.Fatal(l.problems)
		}
		log := changeLog(w.all)
		if len(p.changes) != min(len(log), 300) {
			t.Fatalf("%d changes of %d", len(p.changes), len(log))
		}
		left := map[string]int{}
		line := func(day string, at time.Time, what, title, address, note string) string {
			return strings.Join([]string{day, at.UTC().Format(time.RFC3339), what, title, address, oneLine(note)}, " | ")
		}
		for _, e := range log {
			left[line(e.day, e.at, e.what, oneLine(e.of.title), e.of.address, e.note)]++
		}
		for i, c := range p.changes {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				if at, err = time.ParseInLocation(time.DateOnly, c.at, w.zone); err != nil {
					t.Fatal(err)
				}
			}
			file, _, _, err := l.lead(p.path, c.address)
			got := line(c.day, at, c.what, c.title, strings.TrimSuffix(file, "index.html"), c.note)
			if left[got]--; left[got] < 0 || err != nil {
				l.problem(p, "change %d is %s, which is not in the sources, or no more: %v", i+1, got, err)
			}
			if c.day != log[i].day || !at.Equal(log[i].at) {
				l.problem(p, "change %d is of %s, %s; want %s, %s", i+1, c.day, at, log[i].day, log[i].at)
			}
		}
		tell(t, l.problems)
	})
}
