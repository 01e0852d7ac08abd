package tomldoc

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Date is a moment as the writer wrote it: a day, a local time, or a time with its offset from UTC. Nothing of it
// depends on the machine. The zero Date is "not given". Its numbers are small since every briefing holds several.
type Date struct {
	Offset             int32 // seconds east of UTC, with HasOffset
	Year               int16
	Month, Day         uint8
	Hour, Min, Sec     uint8
	HasTime, HasOffset bool
}

// IsZero reports whether no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// Calendar gives the calendar day as written.
func (d Date) Calendar() (year int, month time.Month, day int) {
	return int(d.Year), time.Month(d.Month), int(d.Day)
}

// Months gives the month as written, counted from January of the year 0.
func (d Date) Months() int { return int(d.Year)*12 + int(d.Month) - 1 }

// Instant gives the moment. A date without offset is taken in zone, a day alone at its midnight.
func (d Date) Instant(zone *time.Location) time.Time {
	if d.HasOffset {
		zone = time.FixedZone("", int(d.Offset))
	}
	at := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), int(d.Hour), int(d.Min), int(d.Sec), 0, zone)
	if !d.HasTime && at.Day() != int(d.Day) {
		at = at.Add(time.Hour) // clocks go forward at midnight: the day begins at one
	}
	return at
}

// CompareDay orders by the calendar day as written, whatever the time and the offset.
func (d Date) CompareDay(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// String gives the date as it was written, in the form of RFC 3339 section 5.6: a day alone stays a day, a local time
// has no offset.
func (d Date) String() string {
	s := fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	if !d.HasTime {
		return s
	}
	s += fmt.Sprintf("T%02d:%02d:%02d", d.Hour, d.Min, d.Sec)
	switch {
	case !d.HasOffset:
		return s
	case d.Offset == 0:
		return s + "Z"
	case d.Offset < 0:
		return s + fmt.Sprintf("-%02d:%02d", -d.Offset/3600, -d.Offset/60%60)
	}
	return s + fmt.Sprintf("+%02d:%02d", d.Offset/3600, d.Offset/60%60)
}

// ParseDate reads 2025-04-04, 2025-04-04T10:00 and 2025-04-04 10:00:00, the times with or without Z or an offset such
// as +02:00. Fractions of a second are dropped. An error says in a writer's words what is wrong with the text.
func ParseDate(text string) (Date, error) {
	r := dateReader{rest: text}
	d := Date{Year: int16(r.digits(4)), Month: uint8(r.after('-', 2)), Day: uint8(r.after('-', 2))}
	if !r.bad && r.rest != "" {
		r.timeOfDay(&d)
	}
	if r.bad || r.rest != "" {
		if len(text) > 60 || strings.ContainsFunc(text, unicode.IsControl) {
			text = "this text"
		}
		return Date{}, fmt.Errorf("%s is not a date", text)
	}
	return d, d.check()
}

// check refuses what no calendar and no clock shows.
func (d Date) check() error {
	switch {
	case d.Year < 1:
		return fmt.Errorf("the year 0 does not exist")
	case d.Month < 1 || d.Month > 12:
		return fmt.Errorf("there is no month %d", d.Month)
	case d.Day < 1 || d.Day > 31:
		return fmt.Errorf("there is no day %d in a month", d.Day)
	case int(d.Day) > daysIn(int(d.Year), time.Month(d.Month)):
		if time.Month(d.Month) == time.February && d.Day == 29 {
			return fmt.Errorf("29 February %d does not exist", d.Year)
		}
		return fmt.Errorf("%d %s does not exist", d.Day, time.Month(d.Month))
	case d.Hour > 23 || d.Min > 59 || d.Sec > 59:
		return fmt.Errorf("there is no time %02d:%02d:%02d", d.Hour, d.Min, d.Sec)
	case d.Offset <= -24*3600 || d.Offset >= 24*3600:
		return fmt.Errorf("there is no offset of %d hours", d.Offset/3600)
	}
	return nil
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// dateReader takes a date apart from the left; bad is set at the first thing that is not as it must be.
type dateReader struct {
	rest string
	bad  bool
}

func (r *dateReader) digits(n int) int {
	if len(r.rest) < n {
		r.bad = true
		return 0
	}
	value := 0
	for i := range n {
		c := r.rest[i]
		if c < '0' || c > '9' {
			r.bad = true
			return 0
		}
		value = value*10 + int(c-'0')
	}
	r.rest = r.rest[n:]
	return value
}

func (r *dateReader) one(of string) byte {
	if r.rest == "" || !strings.Contains(of, r.rest[:1]) {
		return 0
	}
	c := r.rest[0]
	r.rest = r.rest[1:]
	return c
}

func (r *dateReader) after(sep byte, n int) int {
	if r.one(string(sep)) == 0 {
		r.bad = true
	}
	return r.digits(n)
}

func (r *dateReader) timeOfDay(d *Date) {
	if r.one("Tt ") == 0 {
		r.bad = true
		return
	}
	d.HasTime = true
	d.Hour, d.Min = uint8(r.digits(2)), uint8(r.after(':', 2))
	if r.one(":") != 0 {
		d.Sec = uint8(r.digits(2))
		if r.one(".") != 0 {
			r.digits(1)
			r.rest = strings.TrimLeft(r.rest, "0123456789")
		}
	}
	switch r.one("Zz+-") {
	case 'Z', 'z':
		d.HasOffset = true
	case '+':
		d.HasOffset, d.Offset = true, r.offset()
	case '-':
		d.HasOffset, d.Offset = true, -r.offset()
	}
}

// offset reads hours and minutes as seconds.
func (r *dateReader) offset() int32 {
	hours, minutes := r.digits(2), r.after(':', 2)
	r.bad = r.bad || minutes > 59
	return int32(hours*3600 + minutes*60)
}

// isClock reports whether text is a time of day without a day: 10:00, 10:00:00, 10:00:00.5.
func isClock(text string) bool {
	_, err := ParseDate("2000-01-01T" + text)
	return err == nil && !strings.ContainsAny(text, "Zz+-")
}
