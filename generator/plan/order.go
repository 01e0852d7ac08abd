package plan

import (
	"slices"
	"strings"

	"dateline/generator/parallel"
)

// Order is how a plan was put in order, for the next one, of which most paths stand where they stood. A nil Order knows nothing.
type Order struct {
	paths  []string // as they were planned
	sorted []int32  // of these, by path
}

// OrderOf gives the order of a plan that Make has made.
func OrderOf(outputs []*Output) *Order {
	o := &Order{make([]string, len(outputs)), make([]int32, len(outputs))}
	for i, output := range outputs {
		o.sorted[i] = output.planned
		o.paths[output.planned] = output.Path
	}
	return o
}

// sort gives outputs, which are as they were planned, by path; those of one path stay in their order.
func (o *Order) sort(outputs []*Output) []*Output {
	if o != nil {
		if sorted := merge(o.match(outputs)); slices.IsSortedFunc(sorted, func(a, b *Output) int {
			if a.Path == b.Path {
				return -1 // Which of the two comes first is not known here.
			}
			return byPath(a, b)
		}) {
			return sorted
		}
	}
	middle := len(outputs) / 2
	halves := [][]*Output{outputs[:middle], outputs[middle:]}
	parallel.Map(halves, func(half *[]*Output) struct{} {
		slices.SortStableFunc(*half, byPath)
		return struct{}{}
	})
	return merge(halves[0], halves[1])
}

func byPath(a, b *Output) int { return strings.Compare(a.Path, b.Path) }

// match finds the outputs that were planned before, and gives these in the order that they had, and the others by path.
func (o *Order) match(outputs []*Output) (known, fresh []*Output) {
	const near = 8 // so many may have gone in a row; after more, all that follow are taken to be others
	at := make([]*Output, len(o.paths))
	next := 0
	for _, output := range outputs {
		ahead := o.paths[next:min(next+near, len(o.paths))]
		if i := slices.Index(ahead, output.Path); i >= 0 {
			at[next+i] = output
			next += i + 1
		} else {
			fresh = append(fresh, output)
		}
	}
	known = make([]*Output, 0, len(outputs))
	for _, i := range o.sorted {
		if at[i] != nil {
			known = append(known, at[i])
		}
	}
	slices.SortStableFunc(fresh, byPath)
	return known, fresh
}

// merge puts two lists that are in order into one. Of the same path, those of the first come first.
func merge(first, second []*Output) []*Output {
	all := make([]*Output, 0, len(first)+len(second))
	for _, output := range first {
		for len(second) > 0 && byPath(second[0], output) < 0 {
			all, second = append(all, second[0]), second[1:]
		}
		all = append(all, output)
	}
	return append(all, second...)
}
