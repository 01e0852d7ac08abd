package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
)

// How much memory the program takes before it collects garbage: the first time, so that a build with little to do ends before, and later
// on while less than half of it is in use.
const (
	first = 170 << 20 // bytes
	small = 186 << 20 // bytes
)

// collectLate spares a build the many collections of a small and growing heap: from the first one on, garbage is collected when there is
// a fifth more than what is in use, or when all takes more than is small and there is three quarters as much. A first collection that came
// later would leave what is in use scattered over more memory. GOGC and GOMEMLIMIT overrule it.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(first)
	whenCollected()
}

// between says that whoever builds in a row decides by itself.
var between atomic.Bool

// whenCollected looks after each collection how much is in use.
func whenCollected() {
	type marker struct{ _ *int }
	runtime.AddCleanup(&marker{}, func(int) {
		if !between.Load() {
			debug.SetMemoryLimit(max(small, inUse()*7/4))
			debug.SetGCPercent(120)
			whenCollected()
		}
	}, 0)
}

// inUse gives how much was in use at the last collection, in bytes.
func inUse() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// collecting is held while garbage is collected between builds.
var collecting sync.Mutex

// collectBetween begins to collect garbage, and is for builds in a row, with collections between them: a build collects only if it
// would leave too much. It does not wait, so that a save need not either. At rest, memory above that goes back to the system.
func collectBetween(rest bool) {
	between.Store(true)
	if !collecting.TryLock() {
		return
	}
	go func() {
		defer collecting.Unlock()
		runtime.GC()
		if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
			return
		}
		limit := inUse() + room(inUse())
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(limit)
		if rest && taken() > limit {
			debug.FreeOSMemory()
		}
	}()
}

// taken gives how much memory the program has of the system, in bytes.
func taken() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64() - sample[1].Value.Uint64())
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
	return int64(heap[0].Value.Uint64())-live > room(live)/2
}

// collectLittle is for a build after others that has much to do, the search index: it may take more memory, until garbage is collected
// after it.
func collectLittle() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(2 * (inUse() + room(inUse())))
	}
}
