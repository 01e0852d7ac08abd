package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"dateline/generator/output"
)

// TestOrder puts plans of which each is a little other than the one before in order, as one that nothing is known of.
func TestOrder(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		var paths []string
		for range 200 {
			paths = append(paths, fmt.Sprintf("p%d", r.IntN(1_000_000)))
		}
		var order *Order
		for step := range 30 {
			at, n := r.IntN(len(paths)), r.IntN(12)
			switch r.IntN(4) {
			case 0:
				paths = slices.Delete(paths, at, min(len(paths), at+n))
			case 1:
				for range n {
					paths = slices.Insert(paths, at, fmt.Sprintf("p%d", r.IntN(1_000_000)))
				}
			case 2:
				paths[at] = paths[r.IntN(len(paths))] // two of one path
			}
			var outputs []*Output
			for i, path := range paths {
				outputs = append(outputs, &Output{Item: output.Item{Path: path}, planned: int32(i)})
			}
			want := slices.SortedStableFunc(slices.Values(outputs), byPath)
			if got := order.sort(slices.Clone(outputs)); !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: order of %d outputs", seed, step, len(outputs))
			}
			order = OrderOf(want)
		}
	}
}
