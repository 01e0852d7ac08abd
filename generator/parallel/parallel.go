// Package parallel spreads work over the cores by index and joins it in order, so that a result never depends on which
// worker was faster.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Map gives results[i] = work(&in[i]), computed on every core. It returns when all are done.
func Map[T, R any](in []T, work func(*T) R) []R {
	results := make([]R, len(in))
	workers := min(runtime.GOMAXPROCS(0), len(in))
	run := max(1, min(32, len(in)/(64*max(1, workers)))) // of many small pieces of work each worker takes some at a time
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for {
				to := int(next.Add(int64(run)))
				for i := to - run; i < min(to, len(in)); i++ {
					results[i] = work(&in[i])
				}
				if to >= len(in) {
					return
				}
			}
		})
	}
	wait.Wait()
	return results
}

// Chunks calls work with runs of indexes, from up to but not including to, that together are 0 to n, on every core. It
// returns when all are done.
func Chunks(n int, work func(from, to int)) {
	size := max(64, n/(8*runtime.GOMAXPROCS(0)))
	var runs []int
	for from := 0; from < n; from += size {
		runs = append(runs, from)
	}
	Map(runs, func(from *int) struct{} {
		work(*from, min(n, *from+size))
		return struct{}{}
	})
}
