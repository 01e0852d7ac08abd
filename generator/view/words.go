package view

import (
	"fmt"
	"strings"
	"time"

	"dateline/generator/briefing"
	"dateline/generator/words"
)

// day makes a date ready to show. A local time is in the site's zone.
func (m *Maker) day(d briefing.Date) Day {
	if d.IsZero() {
		return Day{}
	}
	var room [128]byte
	text := m.appendMoment(room[:0], d)
	year, month, day := d.Calendar()
	iso := len(text)
	text = m.words.AppendFull(text, year, month, day)
	long := len(text)
	text = m.words.AppendShort(text, year, month, day)
	all := string(text)
	v := Day{ISO: all[:iso], Long: all[iso:long], Short: all[long:]}
	if d.HasTime {
		v.Time = v.ISO[len("2006-01-02T"):len("2006-01-02T15:04")] + " " + zoneName(d.Instant(m.zone))
	}
	return v
}

// moment writes a date as ISO 8601 does, with its time if it has one: as written, since a clock that goes forward skips an hour. It
// is "" for none.
func (m *Maker) moment(d briefing.Date) string {
	if d.IsZero() {
		return ""
	}
	var room [len(time.RFC3339)]byte
	return string(m.appendMoment(room[:0], d))
}

func (m *Maker) appendMoment(text []byte, d briefing.Date) []byte {
	year, month, day := d.Calendar()
	text = appendDay(text, year, month, day)
	if d.HasTime {
		text = appendTwo(append(text, 'T'), int(d.Hour))
		text = appendTwo(append(text, ':'), int(d.Min))
		text = appendTwo(append(text, ':'), int(d.Sec))
		text = d.Instant(m.zone).AppendFormat(text, "Z07:00")
	}
	return text
}

// isoDay writes a day as ISO 8601 does. Years have four digits.
func isoDay(year int, month time.Month, day int) string {
	return string(appendDay(make([]byte, 0, len(time.DateOnly)), year, month, day))
}

func appendDay(to []byte, year int, month time.Month, day int) []byte {
	to = appendTwo(appendTwo(to, year/100), year)
	to = appendTwo(append(to, '-'), int(month))
	return appendTwo(append(to, '-'), day)
}

// appendTwo writes the last two digits of a number.
func appendTwo(to []byte, n int) []byte { return append(to, byte('0'+n/10%10), byte('0'+n%10)) }

// zoneName gives the abbreviation of a moment's zone where it has one in letters, else its offset: "UTC+03:30".
func zoneName(at time.Time) string {
	name, offset := at.Zone()
	if offset == 0 && (name == "" || name == "UTC") {
		return "UTC"
	}
	if name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return name
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	if offset%3600 == 0 {
		return fmt.Sprintf("UTC%c%d", sign, offset/3600)
	}
	return fmt.Sprintf("UTC%c%d:%02d", sign, offset/3600, offset%3600/60)
}

// plainDay is a date in running text: "4 April 2025".
func (m *Maker) plainDay(d briefing.Date) string { return m.words.Long(d.Calendar()) }

// briefings counts in words: "1 briefing", "12 briefings".
func (m *Maker) briefings(n int) string { return m.words.Count("briefings.count", n) }

// direction gives "rtl" or "ltr" for a language tag (BCP 47).
func direction(tag string) string {
	if words.RightToLeft(tag) {
		return "rtl"
	}
	return "ltr"
}

func (m *Maker) coordinates(c *briefing.Coordinates) string {
	if c == nil {
		return ""
	}
	half := func(v float64, positive, negative string) string {
		if v < 0 {
			v, positive = -v, negative
		}
		return m.words.Word("coordinates."+positive, "degrees", fmt.Sprintf("%.2f", v))
	}
	return m.words.Word("coordinates.both", "latitude", half(c.Lat, "north", "south"), "longitude", half(c.Lon, "east", "west"))
}
