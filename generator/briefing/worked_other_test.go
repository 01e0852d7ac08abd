//go:build !unix

package briefing

import "time"

var begun = time.Now()

// worked is how long this process has run.
func worked() time.Duration { return time.Since(begun) }
