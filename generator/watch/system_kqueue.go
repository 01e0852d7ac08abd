//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package watch

import "syscall"

const (
	kqueue = true  // every watched file is an open one, and emptying a file is told as a change of attributes
	tidy   = false // fsnotify may keep the watches of files in a folder that was removed
)

// openFiles is how many may be watched so that the rest of the program can open some as well.
var openFiles = func() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || int64(limit.Cur) < 0 || int64(limit.Cur) > 1<<20 {
		return 5000 // The system has a limit of its own, which this one does not tell.
	}
	return int(limit.Cur) / 2
}()
