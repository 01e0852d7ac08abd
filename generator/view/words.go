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
	v := Day{ISO: isoDay(d.Year, d.Month, d.Day), Long: m.words.Full(d.Year, d.Month, d.Day), Short: m.words.Short(d.Year, d.Month, d.Day)}
	if d.HasTime {
		at := d.Instant(m.zone)
		clock := fmt.Sprintf("%02d:%02d", d.Hour, d.Min) // as written: a clock that goes forward skips an hour
		v.ISO += fmt.Sprintf("T%s:%02d%s", clock, d.Sec, at.Format("Z07:00"))
		v.Time = clock + " " + zoneName(at)
	}
	return v
}

// isoDay writes a day as ISO 8601 does. Years have four digits.
func isoDay(year int, month time.Month, day int) string {
	digit := func(n int) byte { return byte('0' + n%10) }
	return string([]byte{
		digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(int(month) / 10), digit(int(month)), '-', digit(day / 10), digit(day),
	})
}

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
func (m *Maker) plainDay(d briefing.Date) string { return m.words.Long(d.Year, d.Month, d.Day) }

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
