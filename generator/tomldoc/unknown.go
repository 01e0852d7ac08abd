package tomldoc

import (
	"fmt"
	"slices"
	"strings"

	"dateline/generator/diag"
)

// Unknown reports, for every table handed out, the keys that nobody asked for. It is called on the root when all else
// is done: only then is it known which keys there are.
func (t *Table) Unknown() {
	d := t.doc
	root := d.visited[0]
	for _, table := range d.visited {
		for n := d.nodes[table.node].first; n != 0; n = d.nodes[n].next {
			if key := d.nodes[n].key; !slices.Contains(table.asked, key) {
				d.unknown(table, root, n)
			}
		}
	}
	free := find(d.nodes, 0, d.free)
	if d.free == "" || free == 0 {
		return
	}
	for n := d.nodes[free].first; n != 0; n = d.nodes[n].next {
		if slices.Contains(root.asked, d.nodes[n].key) {
			d.misplaced(free, n)
		}
	}
}

func (d *document) unknown(in, root *Table, n int32) {
	key := d.nodes[n].key
	if in != root && slices.Contains(root.asked, key) {
		d.misplaced(in.node, n)
		return
	}
	if in.stranger != nil {
		in.stranger(d.key(n))
		return
	}
	var known []string
	for _, k := range in.asked {
		if !slices.Contains(known, k) {
			known = append(known, k)
		}
	}
	hint := "known here: " + strings.Join(known, ", ")
	switch near := diag.Nearest(strings.ReplaceAll(key, "-", "_"), known); {
	case near != "":
		hint = fmt.Sprintf("did you mean %q?", near)
	case in == root && d.free != "":
		hint += "; keys of your own go below a line [" + d.free + "]"
	}
	d.error(int(d.nodes[n].keyAt), "unknown-key", fmt.Sprintf("unknown key %q", key), hint)
}

// misplaced reports a key of the root that stands in another table.
func (d *document) misplaced(in, n int32) {
	key, t := d.nodes[n].key, d.nodes[in]
	name, hint := t.key, fmt.Sprintf("write it on a line of its own above the first [table]: %s = …", key)
	if t.header {
		name = strings.TrimSpace(d.source(in))
		hint = fmt.Sprintf("move it above the line %q", name)
	}
	if name == "" {
		name = "a table in braces"
	}
	d.error(int(d.nodes[n].keyAt), "misplaced-key", fmt.Sprintf("%q stands inside %s, where it has no effect", key, name), hint)
}
