package cache

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"
)

func TestFreshWrite(t *testing.T) {
	if os.Getenv("FRESH") != "write" {
		t.Skip()
	}
	s := parse(t, "/dev/shm/c10k")
	os.WriteFile("/dev/shm/cache.tmp", written(t, s), 0o666)
}
func TestFresh(t *testing.T) {
	if os.Getenv("FRESH") != "read" {
		t.Skip()
	}
	t0 := time.Now()
	data, _ := os.ReadFile("/dev/shm/cache.tmp")
	t1 := time.Now()
	var r0, r1 syscall.Rusage
	syscall.Getrusage(0, &r0)
	s, ok := Read(data, version)
	t2 := time.Now()
	syscall.Getrusage(0, &r1)
	fmt.Println("readfile", t1.Sub(t0), "read", t2.Sub(t1), "user", time.Duration(r1.Utime.Nano()-r0.Utime.Nano()), "sys", time.Duration(r1.Stime.Nano()-r0.Stime.Nano()), "faults", r1.Minflt-r0.Minflt, ok)
	s, ok = Read(data, version)
	t3 := time.Now()
	fmt.Println("again", t3.Sub(t2), ok, len(s.Files))
	b := make([]byte, 50<<20)
	t3 = time.Now()
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
	fmt.Println("faults 50MB", time.Since(t3))
}
