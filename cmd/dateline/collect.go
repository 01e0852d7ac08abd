package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// small is how much memory the program takes before it collects garbage, as long as most of that is garbage: a build with little to
// do ends before.
const small = 192 << 20 // bytes

// garbage is how much there may be beside what is in use when that is no longer small, in percent of it.
const garbage = 70

var collected sync.Once

// collectLate spares a short run the many collections of a small and growing heap. GOGC and GOMEMLIMIT overrule it.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		collected.Do(func() {})
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(small)
	whenCollected()
}

// whenCollected looks after the next collection how much is in use, and lets more memory be taken when it is no longer small.
func whenCollected() {
	type marker struct{ _ *int }
	runtime.AddCleanup(&marker{}, func(int) {
		if inUse()*(100+garbage)/100 < small {
			whenCollected()
			return
		}
		collected.Do(func() {
			debug.SetMemoryLimit(math.MaxInt64)
			debug.SetGCPercent(garbage)
		})
	}, 0)
}

// inUse gives how much was in use at the last collection, in bytes.
func inUse() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// collectBetween collects garbage now, and is for builds in a row, with collections between them: a build collects only if it
// would leave too much, and memory above that goes back to the system.
func collectBetween() {
	collected.Do(func() {})
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		defer func() {
			live := inUse()
			debug.SetMemoryLimit(live + room(live))
		}()
	}
	runtime.GC()
}

// room gives how much garbage there may be beside what is in use: twice as much, but no more than 140 MB beside a small site.
func room(live int64) int64 {
	const least = 140 << 20 // bytes
	return max(least, 2*live-2*least)
}

// crowded reports whether there is so much garbage that the next build might have to collect it.
func crowded() bool {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(heap)
	live := int64(heap[1].Value.Uint64())
	return int64(heap[0].Value.Uint64())-live > room(live)*3/4
}
