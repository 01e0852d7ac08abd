package view

import (
	"fmt"
	"strings"
	"time"

	"dateline/generator/site"
)

// Measures of the strip of months, in CSS pixels.
const (
	stripMonths = 36
	barWidth    = 6
	barGap      = 2
	stripHeight = 40
)

// strip draws the briefings of the 36 months to the site's newest briefing as bars on a rule, a month without any as a
// tick of one pixel. A list of fewer than five briefings, or within three months, has none. year gives the page of a
// year, relative to the site's root; it may be nil.
func (m *Maker) strip(list []*site.Briefing, what string, year func(int) string) *Strip {
	if len(list) < 5 {
		return nil
	}
	var counts [stripMonths]int
	last := m.newest.Year*12 + int(m.newest.Month) - 1
	inStrip, most := 0, 0
	first, latest := stripMonths, -1
	for _, b := range list {
		i := stripMonths - 1 - (last - (b.Date.Year*12 + int(b.Date.Month) - 1))
		if i < 0 {
			break
		}
		counts[i]++
		inStrip++
		most = max(most, counts[i])
		first, latest = min(first, i), max(latest, i)
	}
	if inStrip == 0 || latest-first < 2 && inStrip == len(list) {
		return nil
	}
	s := &Strip{Width: stripMonths*(barWidth+barGap) - barGap, Height: stripHeight, Max: most}
	var path strings.Builder
	for i, n := range counts {
		x := i * (barWidth + barGap)
		h := max(1, (n*stripHeight+most/2)/most)
		fmt.Fprintf(&path, "M%d %dv-%dh%dv%dz", x, stripHeight, h, barWidth, h)
		if month := last - (stripMonths - 1 - i); month%12 == 0 {
			t := Tick{Year: month / 12, X: x}
			if year != nil && hasYear(list, t.Year) {
				t.Href = m.Href(year(t.Year))
			}
			s.Years = append(s.Years, t)
		}
	}
	s.Path = path.String()
	s.Label = fmt.Sprintf("%s by month, %s to %s: %s, at most %d in a month", what, monthOf(last-stripMonths+1), monthOf(last), briefings(inStrip), most)
	return s
}

func hasYear(list []*site.Briefing, year int) bool {
	for _, y := range years(list) {
		if y.year == year {
			return true
		}
	}
	return false
}

func monthOf(n int) string { return monthName(n/12, time.Month(n%12+1)) }
