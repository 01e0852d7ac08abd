//go:build unix

package briefing

import (
	"syscall"
	"time"
)

// worked is how long the processors have worked for this process: on a busy machine a clock says little.
func worked() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
