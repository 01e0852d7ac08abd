package main

import (
	"fmt"
	"math"
	"syscall"
)

// settle waits until what others have written is on the disk, so that the next program does not wait for it.
func settle() { syscall.Sync() }

// room tells how many bytes and files can still be written to the file system that a folder is on.
func room(folder string) (bytes, files int64, err error) {
	var free syscall.Statfs_t
	if err := syscall.Statfs(folder, &free); err != nil {
		return 0, 0, fmt.Errorf("look for room in %s: %w", folder, err)
	}
	files = math.MaxInt64
	if free.Files > 0 { // Some file systems do not count them.
		files = int64(free.Ffree)
	}
	return int64(free.Bavail) * int64(free.Bsize), files, nil
}
