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
// takes more than twice what is in use. Memory above that goes back to the system.
func collectBetween() {
	collected.Do(func() {})
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		defer func() {
			live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
			metrics.Read(live)
			debug.SetMemoryLimit(max(minRoom, 2*int64(live[0].Value.Uint64())+minRoom/8))
		}()
	}
	runtime.GC()
}

// minRoom is how much memory a small site may take as well.
const minRoom = 256 << 20 // bytes

// crowded reports whether garbage takes as much of the heap as what was found in use.
func crowded() bool {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(heap)
	return heap[0].Value.Uint64() > 2*heap[1].Value.Uint64()
}

func collect(percent int) {
	debug.SetMemoryLimit(math.MaxInt64)
	debug.SetGCPercent(percent)
}
