package generator

import (
	"fmt"
	"strings"

	"dateline/generator/address"
	"dateline/generator/diag"
)

// foreignNames reports paths that Windows cannot have: there nobody could build the site, nor unpack it. Slugs are none of them,
// but names of files, old addresses and what a permalink has beside its parts can be. Each name in a folder is told once.
func foreignNames(r *Result, list *diag.List) {
	if r.Site.Config.Silenced["not-on-windows"] {
		return
	}
	told := map[string]bool{}
	for _, o := range r.Outputs {
		for from, at := 0, 0; from <= len(o.Path); from = at + 1 {
			at = len(o.Path)
			if slash := strings.IndexByte(o.Path[from:], '/'); slash >= 0 {
				at = from + slash
			}
			if name := o.Path[from:at]; !address.OnWindows(name) && !told[o.Path[:at]] {
				told[o.Path[:at]] = true
				list.Warn(o.Pos, "not-on-windows", fmt.Sprintf("/%s cannot be on Windows, for its part \"%s\"", o.Path, name),
					`take a name that has none of < > : " | ? * \ in it, does not end in a dot or a space, and is not con, prn, aux, nul, com1 or lpt1`)
			}
		}
	}
}
