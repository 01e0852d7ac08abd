package view

import (
	"fmt"
	"strconv"
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
// tick of one pixel. A list of fewer than five briefings, or within three months, has none. The part of the list that is not
// its own, as that of the places within, is outlined. year gives the page of a year, relative to the site's root; it may be
// nil.
func (m *Maker) strip(list, own []*site.Briefing, what string, year func(int) string) *Strip {
	if len(list) < 5 {
		return nil
	}
	var counts, owns [stripMonths]int
	last := m.newest.Months()
	inStrip, most := 0, 0
	first, latest := stripMonths, -1
	for _, b := range list {
		i := stripMonths - 1 - (last - b.Date.Months())
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
	ownInStrip := 0
	for _, b := range own {
		i := stripMonths - 1 - (last - b.Date.Months())
		if i < 0 {
			break
		}
		owns[i]++
		ownInStrip++
	}
	s := &Strip{Width: stripMonths*(barWidth+barGap) - barGap, Height: stripHeight, Max: most}
	var path, outline strings.Builder
	for i, n := range counts {
		x := i * (barWidth + barGap)
		height := func(n int) int { return max(1, (n*stripHeight+most/2)/most) }
		h := height(owns[i])
		fmt.Fprintf(&path, "M%d %dv-%dh%dv%dz", x, stripHeight, h, barWidth, h)
		if all := height(n); n > owns[i] && all > h { // The line lies within the box of its bar.
			fmt.Fprintf(&outline, "M%d.5 %dV%d.5h%dV%d", x, stripHeight-h, stripHeight-all, barWidth-1, stripHeight-h)
		}
		if month := last - (stripMonths - 1 - i); month%12 == 0 {
			t := Tick{Year: month / 12, X: x}
			if year != nil && hasYear(list, t.Year) {
				t.Href = m.Href(year(t.Year))
			}
			s.Years = append(s.Years, t)
		}
	}
	s.Path, s.Outline = path.String(), outline.String()
	label := "strip.label"
	if ownInStrip < inStrip {
		label = "strip.label-within"
	}
	s.Label = m.words.Word(label, "what", what, "first", m.monthOf(last-stripMonths+1), "last", m.monthOf(last), "briefings", m.briefings(inStrip),
		"within", strconv.Itoa(inStrip-ownInStrip), "most", strconv.Itoa(most))
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

func (m *Maker) monthOf(n int) string { return m.words.Month(n/12, time.Month(n%12+1)) }
