package cache

import (
	"flag"
	"io"
	"testing"
)

var size = flag.Int("briefings", 1000, "how many briefings the benchmarks have")

// BenchmarkWrite writes a whole source down.
func BenchmarkWrite(b *testing.B) {
	s := synthetic(b, *size)
	b.SetBytes(int64(len(written(b, s))))
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Write(io.Discard, version); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads it back. A process that has just begun takes longer: all the memory is new to it.
func BenchmarkRead(b *testing.B) {
	data := written(b, synthetic(b, *size))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Read(data, version); !ok {
			b.Fatal("what was written is not read")
		}
	}
}
