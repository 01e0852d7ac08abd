package view

import (
	"fmt"
	"strings"
)

// Version is what a theme states in its theme.toml: the version of the views that its templates were written for. It is raised
// when a field that templates can use, or a function or template that they can call, is taken away, renamed, or given another
// type or meaning; what changed is then told in changes. What is added breaks no theme and raises nothing.
const Version = 1

// changes tells for each version after the first what the author of a theme has to look at.
var changes = map[int]string{}

// ChangesSince tells what became different since an older version: "2: …; 3: …".
func ChangesSince(version int) string { return since(version, Version, changes) }

func since(from, to int, changes map[int]string) string {
	var all []string
	for v := from + 1; v <= to; v++ {
		all = append(all, fmt.Sprintf("%d: %s", v, changes[v]))
	}
	return strings.Join(all, "; ")
}
