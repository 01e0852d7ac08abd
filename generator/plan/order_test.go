package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dateline/generator/address"
	"dateline/generator/output"
)

// TestOrder puts plans of which each is a little other than the one before in order, as one that nothing is known of.
func TestOrder(t *testing.T) {
	known := 0
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
				switch r.IntN(8) {
				case 0:
					paths[at] = paths[r.IntN(len(paths))] // two of one path
				case 1:
					paths[at] += "/p" // in a folder, sometimes where there is a file
				case 2:
					paths = slices.Insert(paths, at, paths[r.IntN(len(paths))]+"/index.html")
				case 3:
					paths[at] = strings.ToUpper(paths[at])
				case 4:
					paths = paths[:0:0] // all of them others
					for range 200 {
						paths = append(paths, fmt.Sprintf("p%d", r.IntN(1_000_000)))
					}
				}
			}
			var outputs []*Output
			for _, path := range paths {
				outputs = append(outputs, &Output{Item: output.Item{Path: path}})
			}
			want := slices.SortedStableFunc(slices.Values(outputs), func(a, b *Output) int { return strings.Compare(a.Path, b.Path) })
			got, next := order.sort(outputs)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: order of %d outputs", seed, step, len(outputs))
			}
			apart, odd := true, []string(nil)
			for i, a := range want {
				path := address.Fold(a.Path)
				if path != a.Path {
					odd = append(odd, path)
				}
				for j, b := range want {
					other := address.Fold(b.Path)
					apart = apart && (i == j || other != path && !strings.HasPrefix(other, path+"/"))
				}
			}
			if next.apart && !apart {
				t.Fatalf("seed %d, step %d: one path is in the way of another", seed, step)
			}
			if next.apart {
				known++
			}
			next.apart, next.odd, order = apart, odd, next
		}
	}
	if known < 100 {
		t.Errorf("that no path is in the way of another was known %d times", known)
	}
}
