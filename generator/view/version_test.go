package view

import "testing"

// TestEveryVersionTellsItsChanges keeps Version and what is told of it together.
func TestEveryVersionTellsItsChanges(t *testing.T) {
	for v := 2; v <= Version; v++ {
		if changes[v] == "" {
			t.Errorf("changes does not tell what became different in version %d", v)
		}
	}
	if len(changes) != Version-1 {
		t.Errorf("changes tells of %d versions after the first; there are %d", len(changes), Version-1)
	}
	if got := since(1, 3, map[int]string{2: "a", 3: "b", 4: "c"}); got != "2: a; 3: b" {
		t.Errorf("since version 1: %q", got)
	}
}
