package plan

import (
	"slices"
	"strings"

	"dateline/generator/address"
	"dateline/generator/parallel"
)

// Order is how a plan was put in order, for the next one, of which most paths stand where they stood, and how the search index was cut. A
// nil Order knows nothing.
type Order struct {
	paths  []string // as they were planned
	sorted []int32  // of these, by path
	apart  bool     // no path is in the way of another, by case or otherwise
	odd    []string // then, the paths that are others when they are folded; folded
	cut    searchSize
}

// sort gives outputs, which are as they were planned, by path; those of one path stay in their order. It gives the order for the
// next plan, too.
func (o *Order) sort(outputs []*Output) ([]*Output, *Order) {
	next := &Order{paths: make([]string, len(outputs))}
	for i, output := range outputs {
		next.paths[i] = output.Path
	}
	if o != nil {
		known, fresh := o.match(next)
		next.sorted = next.merge(known, fresh)
		next.odd = o.odd
		next.apart = o.apart && !slices.ContainsFunc(fresh, next.inTheWay)
	}
	if !next.apart && !next.isSorted() {
		next.sorted = next.sortAll()
	}
	sorted := make([]*Output, len(outputs))
	for i, n := range next.sorted {
		sorted[i] = outputs[n]
	}
	return sorted, next
}

// compare compares the paths of two outputs that were planned; those of one path are in the order in which they were.
func (o *Order) compare(a, b int32) int {
	if c := strings.Compare(o.paths[a], o.paths[b]); c != 0 {
		return c
	}
	return int(a - b)
}

func (o *Order) isSorted() bool {
	return len(o.sorted) == len(o.paths) && slices.IsSortedFunc(o.sorted, o.compare)
}

func (o *Order) sortAll() []int32 {
	all := make([]int32, len(o.paths))
	for i := range all {
		all[i] = int32(i)
	}
	halves := [][]int32{all[:len(all)/2], all[len(all)/2:]}
	parallel.Map(halves, func(half *[]int32) struct{} {
		slices.SortFunc(*half, o.compare)
		return struct{}{}
	})
	return o.merge(halves[0], halves[1])
}

// match finds the outputs that were planned before, and gives these in the order that they had, and the others by path.
func (o *Order) match(next *Order) (known, fresh []int32) {
	const near = 8 // so many may have gone in a row; after more, all that follow are taken to be others
	at := make([]int32, len(o.paths))
	for i := range at {
		at[i] = -1
	}
	from := 0
	for n, path := range next.paths {
		ahead := o.paths[from:min(from+near, len(o.paths))]
		if i := slices.Index(ahead, path); i >= 0 {
			at[from+i] = int32(n)
			from += i + 1
		} else {
			fresh = append(fresh, int32(n))
		}
	}
	known = make([]int32, 0, len(next.paths))
	for _, i := range o.sorted {
		if at[i] >= 0 {
			known = append(known, at[i])
		}
	}
	slices.SortFunc(fresh, next.compare)
	return known, fresh
}

// merge puts two lists that are in order into one.
func (o *Order) merge(first, second []int32) []int32 {
	all := make([]int32, 0, len(first)+len(second))
	for len(second) > 0 {
		at := o.place(first, second[0])
		all = append(all, first[:at]...)
		first, second = second, first[at:]
	}
	return append(all, first...)
}

// place gives how many in a list, which is in order, come before an output.
func (o *Order) place(list []int32, output int32) int {
	from, to := 0, 1
	for to <= len(list) && o.compare(list[to-1], output) < 0 {
		from, to = to, 2*to
	}
	at, _ := slices.BinarySearchFunc(list[from:min(to, len(list))], output, o.compare)
	return from + at
}

// inTheWay reports whether the path of an output may be in the way of another, among paths of which none was.
func (o *Order) inTheWay(n int32) bool {
	path := o.paths[n]
	if address.Fold(path) != path || strings.HasPrefix(path, reserved) {
		return true
	}
	if slices.ContainsFunc(o.odd, func(odd string) bool { return odd == path || inFolder(odd, path) || inFolder(path, odd) }) {
		return true
	}
	find := func(path string) (at int, found bool) {
		return slices.BinarySearchFunc(o.sorted, path, func(n int32, path string) int { return strings.Compare(o.paths[n], path) })
	}
	if at, _ := find(path); at+1 < len(o.sorted) && o.paths[o.sorted[at+1]] == path {
		return true
	}
	if at, _ := find(path + "/"); at < len(o.sorted) && inFolder(o.paths[o.sorted[at]], path) {
		return true
	}
	for i := range path {
		if path[i] == '/' {
			if _, found := find(path[:i]); found {
				return true
			}
		}
	}
	return false
}

// inFolder reports whether a path lies below another.
func inFolder(path, folder string) bool {
	return len(path) > len(folder) && path[len(folder)] == '/' && strings.HasPrefix(path, folder)
}
