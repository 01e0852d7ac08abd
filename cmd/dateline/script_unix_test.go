//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// unprivileged is dateline without root's rights: root can read and write everything.
func unprivileged() {
	if os.Getuid() == 0 {
		const nobody = 65534
		for _, err := range []error{syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)} {
			if err != nil {
				fmt.Fprintln(os.Stderr, "give up root's rights:", err)
				os.Exit(100)
			}
		}
	}
	main()
}

func makeFIFO(name string) error { return syscall.Mkfifo(name, 0o666) }
