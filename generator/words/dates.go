package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gohugoio/locales"
)

// Patterns of dates are made of these names: {weekday} {wd} {day} {month} {mon} {year}; wd and mon are abbreviated. A language
// whose file says nothing of a pattern has that of CLDR.
//
//	full    a day with its weekday: "Friday 4 April 2025"
//	long    a day in a sentence: "4 April 2025"
//	short   "4 Apr 2025"
//	recent  "Fri 4 April 2025"; full if the file says nothing
//	month   a month as a heading: "April 2025", with the names of months that stand alone
//	alone   the twelve names of months that stand alone, where they are others than in dates
//	first   the first day of a month: "1er"
//	at      a date with a time: "{date}, {time}"
type dates struct {
	full, long, short, recent, month []Piece
	at                               []Piece
	weekdays, weekdaysShort          [7]string
	months, monthsShort, alone       [12]string
	first                            string
}

// AppendFull writes a day with its weekday behind a text: "Friday 4 April 2025".
func (w *Words) AppendFull(to []byte, year int, month time.Month, day int) []byte {
	return w.dates.append(to, &w.dates.months, w.dates.full, year, month, day)
}

// Long writes a day for a sentence: "4 April 2025".
func (w *Words) Long(year int, month time.Month, day int) string {
	return w.dates.write(w.dates.long, year, month, day)
}

// AppendShort writes a day behind a text: "4 Apr 2025".
func (w *Words) AppendShort(to []byte, year int, month time.Month, day int) []byte {
	return w.dates.append(to, &w.dates.months, w.dates.short, year, month, day)
}

// Recent writes a day with its weekday abbreviated: "Fri 4 April 2025".
func (w *Words) Recent(year int, month time.Month, day int) string {
	return w.dates.write(w.dates.recent, year, month, day)
}

// Month writes a month of a year as a heading: "April 2025".
func (w *Words) Month(year int, month time.Month) string {
	return w.dates.with(&w.dates.alone, w.dates.month, year, month, 0)
}

// MonthAlone gives the name of a month that stands alone: "April".
func (w *Words) MonthAlone(month time.Month) string { return w.dates.alone[month-1] }

// At joins a date and a time: "4 April 2025, 18:30 UTC".
func (w *Words) At(date, clock string) string {
	var room [64]byte
	b := room[:0]
	for _, p := range w.dates.at {
		switch p.Name {
		case "":
			b = append(b, p.Text...)
		case "date":
			b = append(b, date...)
		case "time":
			b = append(b, w.Isolate(clock)...)
		}
	}
	return string(b)
}

func (d *dates) write(pattern []Piece, year int, month time.Month, day int) string {
	return d.with(&d.months, pattern, year, month, day)
}

func (d *dates) with(months *[12]string, pattern []Piece, year int, month time.Month, day int) string {
	var room [64]byte
	return string(d.append(room[:0], months, pattern, year, month, day))
}

func (d *dates) append(b []byte, months *[12]string, pattern []Piece, year int, month time.Month, day int) []byte {
	for _, p := range pattern {
		switch p.Name {
		case "":
			b = append(b, p.Text...)
		case "weekday":
			b = append(b, d.weekdays[weekday(year, month, day)]...)
		case "wd":
			b = append(b, d.weekdaysShort[weekday(year, month, day)]...)
		case "day":
			if day == 1 && d.first != "" {
				b = append(b, d.first...)
			} else {
				b = strconv.AppendInt(b, int64(day), 10)
			}
		case "month":
			b = append(b, months[month-1]...)
		case "mon":
			b = append(b, d.monthsShort[month-1]...)
		case "year":
			b = strconv.AppendInt(b, int64(year), 10)
		}
	}
	return b
}

func weekday(year int, month time.Month, day int) time.Weekday {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday()
}

// datesOf gives the names and patterns of CLDR for a language, or false when it is none of those that are in the program.
// The library writes dates and does not tell its patterns: they are read off one day that it writes.
func datesOf(tag string) (d dates, known bool) {
	from, known := cldr[tag]
	if !known {
		return d, false
	}
	l := from.dates()
	for i := range d.weekdays {
		d.weekdays[i], d.weekdaysShort[i] = l.WeekdayWide(time.Weekday(i)), l.WeekdayAbbreviated(time.Weekday(i))
	}
	for i := range d.months {
		d.months[i], d.monthsShort[i] = l.MonthWide(time.Month(i+1)), l.MonthAbbreviated(time.Month(i+1))
	}
	d.alone = d.months
	d.full, _ = d.readOff(l, l.FmtDateFull)
	d.long, _ = d.readOff(l, l.FmtDateLong)
	d.short = d.long
	if d.monthsShort[0] != "" { // else the library cannot write it
		if short, ok := d.readOff(l, l.FmtDateMedium); ok {
			d.short = short
		}
	}
	d.recent = d.full
	d.month, _ = pieces("{month} {year}")
	d.at, _ = pieces("{date}, {time}")
	return d, true
}

// readOff makes a pattern of a day as the library writes it. It reports false if the day's month is a number in it.
func (d *dates) readOff(l locales.Translator, write func(time.Time) string) ([]Piece, bool) {
	day := time.Date(2043, time.November, 28, 0, 0, 0, 0, time.UTC)
	text := write(day)
	for _, known := range [][2]string{
		{"2043", "{year}"}, {"28", "{day}"}, {d.months[10], "{month}"}, {d.monthsShort[10], "{mon}"},
		{d.weekdays[day.Weekday()], "{weekday}"}, {"cccc", "{weekday}"}, // as it stands in the library's Finnish
	} {
		if known[0] != "" && !strings.Contains(text, known[1]) {
			text = strings.Replace(text, known[0], known[1], 1)
		}
	}
	if strings.Contains(text, "11") {
		return nil, false
	}
	pattern, err := pieces(text)
	if err != nil {
		panic(fmt.Sprintf("words: the date %q: %v", text, err))
	}
	return pattern, true
}
