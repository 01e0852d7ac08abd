package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// firstCollection is how much memory the program takes before it first collects garbage: a build with little to do ends before.
const firstCollection = 192 << 20 // bytes

var collected sync.Once

// collectLate spares a short run the many collections of a small and growing heap. GOGC and GOMEMLIMIT overrule it.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		collected.Do(func() {})
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(firstCollection)
	type marker struct{ _ *int }
	runtime.AddCleanup(&marker{}, func(int) { collected.Do(func() { collect(70) }) }, 0) // by the first collection
}

// collectBetween collects garbage now, and is for builds in a row, with collections between them: a build collects only if it
// would leave too much, and memory above that goes back to the system.
func collectBetween() {
	collected.Do(func() {})
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		defer func() {
			sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
			metrics.Read(sample)
			live := int64(sample[0].Value.Uint64())
			debug.SetMemoryLimit(live + room(live))
		}()
	}
	runtime.GC()
}

// room gives how much garbage there may be beside what is in use: twice as much, but no more than 140 MB beside a small site.
func room(live int64) int64 {
	const small = 140 << 20 // bytes
	return max(small, 2*live-2*small)
}

// crowded reports whether there is so much garbage that the next build might have to collect it.
func crowded() bool {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(heap)
	live := int64(heap[1].Value.Uint64())
	return int64(heap[0].Value.Uint64())-live > room(live)*3/4
}

func collect(percent int) {
	debug.SetMemoryLimit(math.MaxInt64)
	debug.SetGCPercent(percent)
}
