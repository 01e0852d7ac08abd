package search

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkIndex makes the index of 1,000 documents of 450 words, of which some are in most and most in few.
func BenchmarkIndex(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 40_000)
	for i := range words {
		words[i] = fmt.Sprintf("%x", random.Uint32N(1<<(8+random.IntN(24))))
	}
	bodies := make([][]byte, 1000)
	for i := range bodies {
		for range 450 {
			place := int(random.ExpFloat64() * random.ExpFloat64() * random.ExpFloat64() * 500)
			bodies[i] = fmt.Appendf(bodies[i], "%s ", words[place%len(words)])
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := New(len(bodies), func(i int, room []byte) (Document, error) {
			return Document{Title: "A briefing", Names: []string{"Kyiv", "Ukraine"}, Body: append(room, bodies[i]...)}, nil
		}, Shards{Terms: 48, Common: 15, Positions: 20})
		if err != nil {
			b.Fatal(err)
		}
		s.Files()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(bodies)*450), "ns/word")
}
