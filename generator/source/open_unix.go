//go:build unix

package source

import "syscall"

// noWait opens a pipe at once, where nobody may ever write into it. For files it changes nothing.
const noWait = syscall.O_NONBLOCK
