package view

import (
	"testing"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/site"
	"dateline/generator/tomldoc"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func date(t *testing.T, text string) briefing.Date {
	t.Helper()
	d, err := tomldoc.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDay shows dates as written: the day is never converted, a time has its zone beside it.
func TestDay(t *testing.T) {
	for _, test := range []struct {
		date, zone string
		want       Day
	}{
		{"2025-04-04", "UTC", Day{"2025-04-04", "Friday 4 April 2025", "4 Apr 2025", ""}},
		{"2025-04-04", "Pacific/Kiritimati", Day{"2025-04-04", "Friday 4 April 2025", "4 Apr 2025", ""}},
		{"2025-04-04T18:30:00Z", "Europe/Kyiv", Day{"2025-04-04T18:30:00Z", "Friday 4 April 2025", "4 Apr 2025", "18:30 UTC"}},
		{"2025-04-04T18:30:00+00:00", "UTC", Day{"2025-04-04T18:30:00Z", "Friday 4 April 2025", "4 Apr 2025", "18:30 UTC"}},
		{"2025-04-04T23:30:00+05:30", "UTC", Day{"2025-04-04T23:30:00+05:30", "Friday 4 April 2025", "4 Apr 2025", "23:30 UTC+5:30"}},
		{"2025-04-04T00:15:00+13:00", "UTC", Day{"2025-04-04T00:15:00+13:00", "Friday 4 April 2025", "4 Apr 2025", "00:15 UTC+13"}},
		{"2025-04-04T00:15:00-03:30", "UTC", Day{"2025-04-04T00:15:00-03:30", "Friday 4 April 2025", "4 Apr 2025", "00:15 UTC-3:30"}},
		{"2025-04-04T00:15:00-00:30", "UTC", Day{"2025-04-04T00:15:00-00:30", "Friday 4 April 2025", "4 Apr 2025", "00:15 UTC-0:30"}},
		{"2025-04-04T10:00:00", "UTC", Day{"2025-04-04T10:00:00Z", "Friday 4 April 2025", "4 Apr 2025", "10:00 UTC"}},
		{"2025-04-04T10:00:00", "Europe/Kyiv", Day{"2025-04-04T10:00:00+03:00", "Friday 4 April 2025", "4 Apr 2025", "10:00 EEST"}},
		{"2025-01-04T10:00:00", "Europe/Kyiv", Day{"2025-01-04T10:00:00+02:00", "Saturday 4 January 2025", "4 Jan 2025", "10:00 EET"}},
		{"2025-01-04T10:00:00", "Europe/London", Day{"2025-01-04T10:00:00Z", "Saturday 4 January 2025", "4 Jan 2025", "10:00 GMT"}},
		{"2025-07-04T10:00:00", "America/New_York", Day{"2025-07-04T10:00:00-04:00", "Friday 4 July 2025", "4 Jul 2025", "10:00 EDT"}},
		{"2025-07-04T10:00:00", "America/Sao_Paulo", Day{"2025-07-04T10:00:00-03:00", "Friday 4 July 2025", "4 Jul 2025", "10:00 UTC-3"}},
		{"2025-07-04T10:00:00", "Asia/Kathmandu", Day{"2025-07-04T10:00:00+05:45", "Friday 4 July 2025", "4 Jul 2025", "10:00 UTC+5:45"}},
		{"2024-02-29", "UTC", Day{"2024-02-29", "Thursday 29 February 2024", "29 Feb 2024", ""}},
		{"0987-12-01", "UTC", Day{"0987-12-01", "Saturday 1 December 987", "1 Dec 987", ""}},
	} {
		if got := (&Maker{words: spoken(t)("en"), zone: zone(t, test.zone)}).day(date(t, test.date)); got != test.want {
			t.Errorf("%s in %s:\n got %+v\nwant %+v", test.date, test.zone, got, test.want)
		}
	}
	if got := (&Maker{}).day(briefing.Date{}); got != (Day{}) {
		t.Errorf("no date: %+v", got)
	}
}

func TestWords(t *testing.T) {
	m := &Maker{words: spoken(t)("en")}
	for n, want := range map[int]string{0: "0 briefings", 1: "1 briefing", 2: "2 briefings", 3000: "3000 briefings"} {
		if got := m.briefings(n); got != want {
			t.Errorf("briefings(%d) = %q, want %q", n, got, want)
		}
	}
	if got := m.plainDay(date(t, "2025-04-04T23:30:00+05:30")); got != "4 April 2025" {
		t.Errorf("plainDay: %q", got)
	}
	for tag, want := range map[string]string{
		"en": "ltr", "ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "az": "ltr", "az-Arab": "rtl", "ar-Latn": "ltr", "dv": "rtl", "ps": "rtl", "zh-Hant": "ltr", "": "ltr", "no tag": "ltr",
	} {
		if got := direction(tag); got != want {
			t.Errorf("direction(%q) = %q, want %q", tag, got, want)
		}
	}
	for _, test := range []struct {
		lat, lon float64
		want     string
	}{
		{47.91, 33.39, "47.91° N, 33.39° E"}, {-3.5, -70.25, "3.50° S, 70.25° W"}, {0, 0, "0.00° N, 0.00° E"}, {0.004, 179.999, "0.00° N, 180.00° E"},
	} {
		if got := m.coordinates(&briefing.Coordinates{Lat: test.lat, Lon: test.lon}); got != test.want {
			t.Errorf("coordinates(%v, %v) = %q, want %q", test.lat, test.lon, got, test.want)
		}
	}
	if got := m.coordinates(nil); got != "" {
		t.Errorf("no coordinates: %q", got)
	}
}

// TestCorrections: a note is in the language of its briefing, or in English; the label is in that of the page. A later addition
// does not hide a correction.
func TestCorrections(t *testing.T) {
	cfg := config.Default()
	in := func(language string, notes ...string) *site.Briefing {
		f := &briefing.File{ID: "x", Title: "X", Date: date(t, "2025-04-01"), Language: language}
		for i, note := range notes {
			f.Updates = append(f.Updates, briefing.Update{At: briefing.Date{Year: 2025, Month: 4, Day: uint8(2 + i)}, Note: note})
		}
		return &site.Briefing{Address: "b/x/", File: f}
	}
	for _, test := range []struct {
		b           *site.Briefing
		label, page string
		signal      bool
	}{
		{in("", "Corrected: the number was 18."), "Corrected 2 Apr 2025", "Corrected 2 April 2025", true},
		{in("", "correction of a name"), "Corrected 2 Apr 2025", "Corrected 2 April 2025", true},
		{in("", "CORRECT"), "Corrected 2 Apr 2025", "Corrected 2 April 2025", true},
		{in("", "Casualty figures revised."), "Updated 2 Apr 2025", "Updated 2 April 2025", false},
		{in("", "Not corrected"), "Updated 2 Apr 2025", "Updated 2 April 2025", false},
		{in("", ""), "Updated 2 Apr 2025", "Updated 2 April 2025", false},
		{in("", "Виправлено число."), "Updated 2 Apr 2025", "Updated 2 April 2025", false},
		{in("uk", "Виправлено число."), "Corrected 2 Apr 2025", "Виправлено 2 квітня 2025\u202fр.", true},
		{in("uk", "Corrected: 18."), "Corrected 2 Apr 2025", "Виправлено 2 квітня 2025\u202fр.", true},
		{in("uk", "Додано карту."), "Updated 2 Apr 2025", "Оновлено 2 квітня 2025\u202fр.", false},
		{in("he", "Corrected: 18."), "Corrected 2 Apr 2025", "Corrected 2 April 2025", true},
		{in("", "Corrected: 18.", "A map was added."), "Corrected 2 Apr 2025", "Corrected 2 April 2025", true},
		{in("", "Corrected: 18.", "Corrected: 19.", "A map was added."), "Corrected 3 Apr 2025", "Corrected 3 April 2025", true},
		{in("", "A map was added.", "Another one."), "Updated 3 Apr 2025", "Updated 3 April 2025", false},
	} {
		m := NewMaker(&site.Site{Config: cfg, Briefings: []*site.Briefing{test.b}}, spoken(t), "", nil, Icons{}, nil)
		if c := m.newCard(test.b); c.Label != test.label || c.Signal != test.signal {
			t.Errorf("%q in %q: %q, %v in a list, want %q", test.b.Updates, test.b.Language, c.Label, c.Signal, test.label)
		}
		if got := m.in(test.b.Language).version(test.b); got != test.page {
			t.Errorf("%q in %q: %q in a citation, want %q", test.b.Updates, test.b.Language, got, test.page)
		}
		change := m.change(site.Change{Kind: site.Updated, At: test.b.Updates[0].At, Briefing: test.b, Note: test.b.Updates[0].Note})
		if len(test.b.Updates) == 1 && change.Signal != test.signal {
			t.Errorf("%q in %q: %q among changes", test.b.Updates, test.b.Language, change.What)
		}
	}
	uk := cfg
	uk.Language = "uk"
	b, other := in("", "Виправлено число."), in("en", "Corrected: 18.")
	m := NewMaker(&site.Site{Config: uk, Briefings: []*site.Briefing{b, other}}, spoken(t), "", nil, Icons{}, nil)
	if !m.isCorrection(b, "Виправлено") || !m.in("en").isCorrection(b, "Виправлено") || m.isCorrection(other, "Виправлено") {
		t.Error("on a Ukrainian site")
	}
}

func TestFirstLetter(t *testing.T) {
	for _, test := range []struct{ name, letter, id string }{
		{"NATO", "N", "n"}, {"nato", "N", "n"}, {"Åland", "A", "a"}, {"Élan", "E", "e"}, {"Øresund", "Ø", "u00d8"}, {"Зеленський", "З", "u0417"}, {"їжак", "І", "u0406"},
		{"王伟", "王", "u738b"}, {"السودان", "ا", "u0627"}, {"7th Army", "0–9", "0-9"}, {"٣ things", "0–9", "0-9"}, {"‘Abd al-Malik", "A", "a"}, {"(UN) OCHA", "U", "u"}, {"ﬁnal", "F", "f"},
		{"ıspanak", "I", "i"}, {"#", "#", "other"}, {"…", "#", "other"}, {"", "#", "other"},
	} {
		if letter, id := firstLetter(test.name); letter != test.letter || id != test.id {
			t.Errorf("firstLetter(%q) = %q, %q; want %q, %q", test.name, letter, id, test.letter, test.id)
		}
	}
}
