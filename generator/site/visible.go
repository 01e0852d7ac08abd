package site

import (
	"fmt"
	"time"

	"dateline/generator/briefing"
)

// Moment is the view from which a site is made: the time, and what is shown although it is held back.
type Moment struct {
	Now       time.Time
	Zone      *time.Location // of embargoes without offset
	Drafts    bool           // show drafts
	Embargoed bool           // show what is embargoed
}

// Held is a file that is held back, with the reason.
type Held struct {
	File   *briefing.File
	Reason string    // "draft", "embargoed until 5 April 2025 06:00 UTC"
	Until  time.Time // the end of the embargo; zero for a draft
}

// Filter tells what is visible at a moment: the one place where that is decided. Behind it nothing knows of what is
// held back but that it is (for warnings about links that lead there).
func Filter(files []*briefing.File, m Moment) (shown []*briefing.File, held []Held) {
	for _, f := range files {
		if reason, until := visible(f, m); reason != "" {
			held = append(held, Held{f, reason, until})
		} else {
			shown = append(shown, f)
		}
	}
	return shown, held
}

func heldFiles(held []Held) []*briefing.File {
	files := make([]*briefing.File, len(held))
	for i, h := range held {
		files[i] = h.File
	}
	return files
}

// visible gives the reason why a file is held back, or "".
func visible(f *briefing.File, m Moment) (reason string, until time.Time) {
	if f.Draft && !m.Drafts {
		return "draft", time.Time{}
	}
	if f.EmbargoUntil.IsZero() || m.Embargoed {
		return "", time.Time{}
	}
	until = f.EmbargoUntil.Instant(m.Zone)
	if m.Now.Before(until) {
		shown := until
		if _, offset := until.Zone(); offset == 0 {
			shown = until.UTC() // "UTC" reads better than "+0000"
		}
		return fmt.Sprintf("embargoed until %s", shown.Format("2 January 2006 15:04 MST")), until
	}
	return "", time.Time{}
}

// NextEmbargo gives the next moment at which an embargo ends; the zero time when none does. A draft stays one.
func NextEmbargo(held []Held) time.Time {
	var next time.Time
	for _, h := range held {
		if !h.File.Draft && !h.Until.IsZero() && (next.IsZero() || h.Until.Before(next)) {
			next = h.Until
		}
	}
	return next
}
