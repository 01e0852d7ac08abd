package generator

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"
)

// FuzzAddresses reads any text as where briefings were published, with the checksum that it ought to have. What is read in spite of that
// is written and read again as it was.
func FuzzAddresses(f *testing.F) {
	f.Add("")
	f.Add(strings.SplitAfterN(formatAddresses(map[string]placed{"a/b": {address: "briefings/2025/b/", hash: [32]byte{1}}, "c": {}}), "\n", 2)[1])
	f.Add("a\tb\tc\n\t\t\n")
	f.Add("a\tb\t" + strings.Repeat("0a", 40) + "\n")
	f.Fuzz(func(t *testing.T, lines string) {
		all := parseAddresses(fmt.Sprintf(addressesForm, xxhash.Sum64String(lines)) + lines)
		for id, p := range all {
			if strings.Contains(id, "\n") || strings.ContainsAny(p.address, "\n\t") || !strings.Contains(lines, id+"\t"+p.address+"\t") {
				t.Errorf("no line tells of %q at %q", id, p.address)
			}
		}
		if again := parseAddresses(formatAddresses(all)); !maps.Equal(again, all) {
			t.Errorf("%v is written and read again as %v", all, again)
		}
		if len(parseAddresses(lines)) > 0 && !strings.HasPrefix(lines, "dateline addresses 1 ") {
			t.Error("addresses were read without their checksum")
		}
	})
}
