package view

import (
	"testing"
)

// TestRankingDays counts in the 30 days to the newest briefing, that day among them, and in the 30 days before those.
func TestRankingDays(t *testing.T) {
	m := maker(t, "2025-04-30", "2025-04-01", "2025-03-31", "2025-03-02", "2025-03-01") // 0, 29, 30, 59 and 60 days
	h := m.Home()
	if len(h.Who) != 1 || h.Who[0].N != 2 || h.Who[0].Was != 2 {
		t.Errorf("who: %+v, want 2, was 2", h.Who)
	}
	if h.Newest != "Wed 30 April 2025" {
		t.Errorf("newest: %q", h.Newest)
	}
}

// TestHomeOfOne shows the lead alone: no lists, no rankings.
func TestHomeOfOne(t *testing.T) {
	h := maker(t, "2025-04-04T18:30:00Z").Home()
	if h.Lead == nil || h.Lead.Card.Title != "B0" || h.Newest != "Fri 4 April 2025 18:30 UTC" {
		t.Errorf("lead %+v, newest %q", h.Lead, h.Newest)
	}
	if h.Days != nil || h.Who != nil || h.Where != nil || h.Updated != nil || h.Strip != nil || h.Years != nil || h.More != nil {
		t.Errorf("more than the lead: %+v", h)
	}
}

// TestHomeOfNone is a page all the same.
func TestHomeOfNone(t *testing.T) {
	if h := maker(t).Home(); h.Lead != nil || h.Newest != "" || h.Site == nil {
		t.Errorf("home: %+v", h)
	}
}
