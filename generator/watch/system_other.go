//go:build !(darwin || freebsd || openbsd || netbsd || dragonfly)

package watch

import (
	"math"
	"runtime"
)

const (
	kqueue    = false
	tidy      = runtime.GOOS == "linux" // nothing is left of the watch of a folder that was removed
	openFiles = math.MaxInt
)
