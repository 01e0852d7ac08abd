package theme

import (
	"fmt"
	"html/template"
	"strings"

	"dateline/generator/view"
)

// sample is a page to try the templates with.
type sample struct {
	template string
	page     any
}

var furniture = &view.Site{
	Title:       "Ukraine Desk",
	Description: "Briefings on the strike on Kryvyi Rih and the diplomacy around it, March and April 2025.",
	Language:    "en", Base: "/", Origin: "https://example.org", Contact: "desk@example.org", Licence: "CC BY 4.0",
	Menu: []view.Link{{Text: "Latest", Href: "/"}, {Text: "Who", Href: "/actors/"}, {Text: "Where", Href: "/locations/"},
		{Text: "Topics", Href: "/topics/"}, {Text: "Archive", Href: "/briefings/"}, {Text: "About", Href: "/about/"}},
	Stylesheet: "/assets/dateline.css", Icon: "/assets/icon.svg", TouchIcon: "/assets/icon.png", Manifest: "/site.webmanifest", Scripts: []string{"/assets/search.js"}, Policy: "default-src 'none'; style-src 'self'",
	Feeds:   []view.Link{{Text: "Ukraine Desk", Href: "/feed.xml"}, {Text: "Ukraine Desk (JSON Feed)", Href: "/feed.json"}},
	Changes: "/changes/",
}

func head(kind, address, title string) view.Head {
	return view.Head{Site: furniture, PlainText: address + "index.txt", Kind: kind, Title: title, Description: "What “" + title + "” is about.", Language: "en", Dir: "ltr",
		Address: address, Canonical: "https://example.org" + address, Type: "website",
		JSONLD: `<script type="application/ld+json">{"@type":"WebPage"}</script>`}
}

var weekdays = []string{"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday"}

func april(n int) view.Day {
	return view.Day{ISO: fmt.Sprintf("2025-04-%02d", n), Long: fmt.Sprintf("%s %d April 2025", weekdays[(n-1)%7], n), Short: fmt.Sprintf("%d Apr 2025", n)}
}

func timed(d view.Day, clock string) view.Day {
	d.ISO, d.Time = d.ISO+"T"+clock+":00Z", clock+" UTC"
	return d
}

var cards = []*view.Card{
	{Title: "Missile strike on Kryvyi Rih kills at least 18, nine of them children", Href: "/briefings/2025/kryvyi-rih-strike/",
		Place: "Kryvyi Rih, Ukraine", Date: timed(april(4), "18:30"), Label: "Updated 6 Apr 2025",
		Summary: "A missile strike on a residential part of Kryvyi Rih killed at least 18 people on 4 April 2025, nine of them children, and injured dozens. A final toll is not known."},
	{Title: "Talks in Kyiv about a European-led force", Href: "/briefings/2025/kyiv-talks/", Place: "Kyiv, Ukraine", Date: april(5),
		Summary: "Military leaders of Britain and France met President Zelensky in Kyiv to discuss a force that might follow a ceasefire."},
	{Title: "Reactions to the strike: what governments and organisations have said, what they have asked for, and what they have left unsaid so far",
		Href: "/briefings/2025/reactions/", Date: april(6), Label: "Withdrawn", Signal: true},
	{Title: "رد الفعل على الضربة", Href: "/briefings/2025/reactions-ar/", Place: "Kryvyi Rih, Ukraine", Date: april(3), Language: "ar", Dir: "rtl",
		Summary: "قتلت ضربة صاروخية ما لا يقل عن ١٨ شخصا في كريفي ريه."},
}

func row(i int) *view.Row {
	return &view.Row{Card: cards[i%len(cards)], Summary: i < 5, Level: 3, Did: [][]view.Did{nil, {{Role: "said"}}, nil}[i%3], Roles: []string{"", "r2", ""}[i%3]}
}

func rows(from, to int) []*view.Row {
	var list []*view.Row
	for i := from; i < to; i++ {
		list = append(list, row(i))
	}
	return list
}

func counts(names ...string) []view.Count {
	var list []view.Count
	for i, name := range names {
		list = append(list, view.Count{Name: name, Href: fmt.Sprintf("/actors/%d/", i), N: 12 - i, Was: i, Kind: "person", Last: april(6 - i%5)})
	}
	return list
}

func drawing() string {
	var path strings.Builder
	for i := range 36 {
		h := max(1, (i*i*7)%41-i%3*9)
		fmt.Fprintf(&path, "M%d 40v-%dh6v%dz", i*8, h, h)
	}
	return path.String()
}

var strip = &view.Strip{
	Path: drawing(), Width: 286, Height: 40, Max: 9,
	Label: "31 briefings from May 2022 to April 2025, at most 9 in a month", Years: []view.Tick{{Year: 2023, X: 64, Href: "/actors/nato/2023/"}, {Year: 2024, X: 160}, {Year: 2025, X: 256, Href: "/actors/nato/2025/"}},
}

var months = []view.Group{
	{ID: "2025-04", Heading: "April 2025", Href: "/actors/nato/2025/#2025-04", Rows: rows(0, 5)},
	{ID: "2025-03", Heading: "March 2025", Rows: rows(5, 8)},
}

var days = []view.Group{
	{ID: "2025-04-05", Heading: "Saturday 5 April 2025", Href: "/briefings/2025/04/#2025-04-05", Rows: rows(0, 2)},
	{ID: "2025-04-04", Heading: "Friday 4 April 2025", Rows: rows(2, 5)},
}

var changes = []view.Change{
	{What: "Corrected", Signal: true, At: timed(april(6), "18:30"), Title: cards[0].Title, Href: cards[0].Href, Note: "The number of children killed was nine, not eight."},
	{What: "Updated", At: april(5), Title: cards[1].Title, Href: cards[1].Href, Note: "Added what was said after the talks."},
	{What: "Published", At: april(4), Title: cards[0].Title, Href: cards[0].Href},
}

const body = `<h2 id="known">What is known</h2>
<p>On 4 April 2025 a missile strike hit a residential neighbourhood of <a href="/locations/kryvyi-rih/">Kryvyi Rih</a>, a city in Dnipropetrovsk Oblast and the
home town of President <a href="/actors/zelensky/">Volodymyr Zelensky</a>. At least 18 people died.<sup><a class="note-ref" id="ref-1" href="#note-1" role="doc-noteref">1</a></sup> Nine of the dead were children.</p>
<div class="table" role="group" tabindex="0" aria-label="Table"><table><thead><tr><th class="start">Casualties</th><th class="end">Number</th></tr></thead>
<tbody><tr><td class="start">Killed, at least</td><td class="end">18</td></tr><tr><td class="start">of whom children</td><td class="end">9</td></tr></tbody></table></div>
<aside class="alert alert-note" role="note"><p class="alert-label">Note</p><p>That the strike was deliberate is the account of Ukrainian authorities.</p></aside>
<aside class="alert alert-caution" role="note"><p class="alert-label">Caution</p><p>This desk has not verified it <em>independently</em>.</p></aside>
<h3 id="unknown">What is not known</h3>
<ul><li>What type of missile was used, and how many.</li><li><input type="checkbox" disabled checked> Whether an investigation has been opened, with <code>site.toml</code>.</li></ul>
<blockquote><p>A quotation of some length, so that it runs over more than one line on a telephone and perhaps elsewhere.</p></blockquote>
<dl><dt>Toll</dt><dd>The number of the dead.</dd></dl>
<pre class="chroma" tabindex="0"><code class="language-go"><span class="kd">func</span> <span class="nf">main</span>() { <span class="c1">// nothing</span>
}</code></pre>
<figure><img src="map.svg" alt="A map" width="600" height="300"><figcaption>Kryvyi Rih, Kyiv and Moscow. Drawing: Desk.</figcaption></figure>
<section class="notes" role="doc-endnotes"><ol><li id="note-1"><p>A minimum. The report does not say who counted.</p> <a class="note-back" href="#ref-1" role="doc-backlink">↩</a></li></ol></section>`

// samples gives every page kind in the states that look different.
func samples() map[string]sample {
	strike := view.Briefing{
		Head: head("briefing", "/briefings/2025/kryvyi-rih-strike/", cards[0].Title), Place: "Kryvyi Rih, Ukraine", Date: timed(april(4), "18:30"),
		Heading: cards[0].Title, Summary: cards[0].Summary, AsOf: timed(april(5), "04:00"), CoversFrom: april(3), CoversUntil: april(4),
		Updated: changes[:2], Authors: []view.Chip{{Name: "Desk", Href: "/authors/desk/"}},
		Who: []view.Chip{{Name: "Russia", Href: "/actors/russia/", Did: []view.Did{{Role: "attributed", By: "Ukrainian authorities"}, {Role: "acted"}}},
			{Name: "Volodymyr Zelensky", Href: "/actors/zelensky/", Did: []view.Did{{Role: "said"}}}, {Name: "North Atlantic Treaty Organization", Href: "/actors/nato/"}},
		Where: []view.Chip{{Name: "Kryvyi Rih", Href: "/locations/kryvyi-rih/"}}, About: []view.Chip{{Name: "Air strikes", Href: "/topics/air-strikes/"}},
		Series:   &view.Link{Text: "Ukraine", Href: "/series/ukraine/"},
		Contents: []view.Heading{{Level: 2, ID: "known", Text: "What is known"}, {Level: 3, ID: "unknown", Text: "What is not known"}},
		Words:    450, Minutes: 3,
		Sources:  []view.Evidence{{Name: "Report", Href: "https://example.com/report", Published: april(4)}, {Name: "Statements of Ukrainian authorities, as cited in that report"}},
		Log:      changes,
		Previous: &view.Link{Text: "Russia demands neutrality", Href: "/briefings/2025/neutrality/"}, Next: &view.Link{Text: cards[1].Title, Href: cards[1].Href}, Within: "in the series Ukraine",
		Related: []view.Related{{Title: cards[1].Title, Href: cards[1].Href, Date: april(5), Reason: "chosen by the desk"}},
		Newer:   []view.Link{{Text: "Newer on Kryvyi Rih", Href: "/locations/kryvyi-rih/"}},
		ID:      "2025/kryvyi-rih-strike", Cite: "Ukraine Desk, “" + cards[0].Title + "”, 4 April 2025", BibTeX: "@techreport{2025-kryvyi-rih-strike,\n  year = {2025},\n}\n", Body: template.HTML(body),
	}
	strike.Image, strike.Type, strike.Feed = "https://example.org/map.png", "article", "/series/ukraine/feed.xml"
	withdrawn := strike
	withdrawn.Notice = &view.Notice{Label: "Withdrawn", At: april(7), Text: "The report on which it rested has been withdrawn."}
	withdrawn.Withdrawn, withdrawn.NoIndex = true, true
	bare := view.Briefing{Head: head("briefing", "/briefings/2025/bare/", "Bare"), Date: april(4), Heading: "Bare", ID: "2025/bare", Body: "<p>A text.</p>"}

	nato := view.Record{
		Head: head("record", "/actors/nato/", "NATO"), Of: "Actor", EntityKind: "alliance", Name: "NATO",
		OtherNames: []view.Name{{Text: "North Atlantic Treaty Organization"}, {Text: "OTAN", Language: "fr"}}, People: []view.Membership{{Name: "Mark Rutte", Href: "/actors/mark-rutte/", Role: "Secretary General", When: "since 1 October 2024", Now: true}},
		Belongs: []view.Membership{{Name: "Allies", Href: "/actors/allies/"}}, Successor: &view.Link{Text: "Next", Href: "/actors/next/"}, Preceding: []view.Link{{Text: "Last", Href: "/actors/last/"}}, Picture: &view.Picture{Src: "/actors/nato/flag.jpg", Srcset: "/actors/nato/flag-480w.jpg 480w, /actors/nato/flag%20a.jpg 900w", Width: 900, Height: 600}, Elsewhere: []view.Link{{Text: "nato.int", Href: "https://www.nato.int/"}},
		Summary: "Military alliance of European and North American states.",
		Total:   31, Sentence: "31 briefings, first 13 March 2022, latest 6 April 2025", Strip: strip,
		Roles: []view.Role{{Name: "acted", N: 20, Shown: 9, Class: "r1"}, {Name: "mediated", N: 3}}, Groups: months, Listed: 30, WhoTitle: "With", Who: counts("Ukraine", "Volodymyr Zelensky", "Russia"),
		WhereTitle: "Where", Where: counts("Kyiv", "Kryvyi Rih"), Years: counts("2025", "2024", "2023"),
		HasProfile: true, Body: "<p>The alliance was founded in 1949 and has its headquarters in Brussels.</p>",
	}
	nato.Feed = "/actors/nato/feed.xml"
	kyiv := nato
	kyiv.Of, kyiv.EntityKind, kyiv.Name, kyiv.Coords, kyiv.Roles = "Place", "city", "Kyiv", "50.45° N, 30.52° E", nil
	kyiv.Trail = []view.Link{{Text: "Ukraine", Href: "/locations/ukraine/"}, {Text: "Kyiv Oblast", Href: "/locations/kyiv-oblast/"}}
	kyiv.Within = counts("Podil", "Pechersk")
	one := view.Record{Head: head("record", "/actors/one/", "Keir Starmer"), Of: "Actor", Name: "Keir Starmer", Total: 1,
		Sentence: "One briefing, 4 April 2025", Groups: []view.Group{{ID: "2025-04", Class: "of-month", Heading: "April 2025", Rows: rows(0, 1)}}, Listed: 1}

	front := view.Home{Head: head("home", "/", ""), Newest: "Sun 6 April 2025 18:30 UTC", Lead: &view.Row{Card: cards[0], Summary: true, Level: 2},
		Days: days, More: &view.Link{Text: "All of April 2025 (61)", Href: "/briefings/2025/04/"}, Updated: changes[:2],
		Who: counts("NATO", "Volodymyr Zelensky"), Where: counts("Kyiv", "Kryvyi Rih"), Strip: strip, Years: counts("2025", "2024")}
	first := view.Home{Head: front.Head, Newest: "Fri 4 April 2025", Lead: front.Lead}

	letters := []view.Letter{{ID: "A", Letter: "A", Entries: counts("Alexander Grushko", "Andrii Sybiha")}, {ID: "N", Letter: "N", Entries: counts("NATO")}}
	actors := view.Index{Head: head("index", "/actors/", "Actors"), Heading: "Actors", Total: 42, Recent: counts("Ukraine"), Active: counts("NATO", "Ukraine"), Kinds: counts("person", "alliance"),
		Jump: []view.Link{{Text: "A", Href: "#A"}, {Text: "N", Href: "#N", Current: true}}, Letters: letters}
	places := view.Index{Head: head("index", "/locations/", "Places"), Heading: "Places", Total: 3, Letters: letters,
		Tree: []view.Node{{Place: counts("Ukraine")[0], Within: []view.Node{{Place: counts("Kyiv")[0]}, {Place: counts("Kryvyi Rih")[0]}}}}}

	return map[string]sample{
		"home": {"home", &front}, "home-first": {"home", &first},
		"briefing": {"briefing", &strike}, "briefing-withdrawn": {"briefing", &withdrawn}, "briefing-bare": {"briefing", &bare},
		"record": {"record", &nato}, "record-place": {"record", &kyiv}, "record-one": {"record", &one},
		"period-year": {"period", &view.Period{Head: head("period", "/actors/nato/2025/", "NATO in 2025"), Up: view.Link{Text: "NATO", Href: "/actors/nato/"},
			Heading: "NATO in 2025", Total: 8, Months: counts("April", "March"), Groups: months, Previous: &view.Link{Text: "2024", Href: "/actors/nato/2024/"}}},
		"period-month": {"period", &view.Period{Head: head("period", "/briefings/2025/04/", "April 2025"), Up: view.Link{Text: "Archive", Href: "/briefings/"},
			Heading: "April 2025", Total: 1, Groups: days, Next: &view.Link{Text: "May 2025", Href: "/briefings/2025/05/"}}},
		"index": {"index", &actors}, "index-places": {"index", &places},
		"archive": {"archive", &view.Archive{Head: head("archive", "/briefings/", "Archive"), Heading: "Archive", Total: 31, Strip: strip,
			Years: []view.ArchiveYear{{Year: counts("2025")[0], Months: counts("April", "March")}, {Year: counts("2024")[0], Months: counts("December")}}}},
		"changes": {"changes", &view.Changes{Head: head("changes", "/changes/", "Changes"), Feed: "/changes/feed.xml",
			Days: []view.ChangeDay{{ID: "2025-04-06", Heading: "Sunday 6 April 2025", Changes: changes}}}},
		"page":   {"page", &view.Page{Head: head("page", "/about/", "About"), Heading: "About", Summary: "Who we are.", Body: "<p>A desk.</p>"}},
		"search": {"search", &view.Search{Head: head("search", "/search/", "Search"), Script: "/assets/search.js", Words: `{"none":"<&>"}`, Indexes: []view.Link{{Text: "Who", Href: "/actors/"}}}},
		"notfound": {"notfound", &view.NotFound{Head: head("notfound", "/404.html", "Not found"), Newest: rows(0, 3),
			Example: &view.Link{Text: "https://example.org/briefings/2025/kryvyi-rih-strike/", Href: "/briefings/2025/kryvyi-rih-strike/"}, Years: []view.Count{{Name: "2025", Href: "/briefings/2025/", N: 4}}}},
	}
}
