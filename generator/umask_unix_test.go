//go:build unix

package generator_test

import "syscall"

const hasUmask = true

// umask says which rights new files of this process do not have.
func umask(mask int) { syscall.Umask(mask) }
