package watch

import "time"

const (
	firstLook  = 2 * time.Millisecond   // after a burst's first event: most saves are complete by then, and a build looks again
	secondLook = 50 * time.Millisecond  // for those that were not
	quiet      = 100 * time.Millisecond // without an event, and a storm is over
	patience   = time.Second            // with a storm
	stormSize  = 50                     // events make a storm
)

// burst decides when to signal. A save is followed by a signal at once, and by another when it went on; a checkout of thousands of
// files by one when it is over. The zero burst is at rest.
type burst struct {
	first  time.Time // the event it began with, in a storm that outlasts patience the last signal; zero at rest
	last   time.Time // the newest event
	seen   int       // events since it was quiet last
	fresh  bool      // there were events after the last signal
	looked bool      // the first look is over
}

// event counts one event.
func (b *burst) event(now time.Time) {
	if b.first.IsZero() {
		b.first = now
	}
	if now.After(b.last.Add(quiet)) {
		b.seen = 0
	}
	b.last = now
	b.seen++
	b.fresh = true
}

// storm counts an event that stands for many.
func (b *burst) storm(now time.Time) {
	b.event(now)
	b.seen += stormSize
}

// next tells when to look; the zero time is never.
func (b *burst) next() time.Time {
	switch {
	case b.first.IsZero():
		return time.Time{}
	case b.seen > stormSize:
		calm, limit := b.last.Add(quiet), b.first.Add(patience)
		if calm.Before(limit) {
			return calm
		}
		return limit
	case !b.looked:
		return b.first.Add(firstLook)
	}
	return b.first.Add(secondLook)
}

// look tells whether to signal now.
func (b *burst) look(now time.Time) bool {
	if next := b.next(); next.IsZero() || now.Before(next) {
		return false
	}
	signal := b.fresh
	switch {
	case b.seen > stormSize && now.Before(b.last.Add(quiet)):
		b.first, b.fresh = now, false
	case b.seen <= stormSize && !b.looked:
		b.looked, b.fresh = true, false
	default:
		*b = burst{last: b.last, seen: b.seen}
	}
	return signal
}
