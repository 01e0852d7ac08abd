package plan

import (
	"testing"
	"time"

	"dateline/generator/config"
	"dateline/generator/site"
	"dateline/generator/theme"
	"dateline/generator/view"
	"dateline/themes"
)

// TestSegmentSizes demands that a segment is made again when the files that its index is cut into are others, though its briefings are
// the same: their number depends on those of the whole site.
func TestSegmentSizes(t *testing.T) {
	loaded, list := theme.Load(themes.Builtin, nil, "default", nil)
	if len(list) > 0 {
		t.Fatal(list)
	}
	empty, list := site.New(config.Default(), nil, nil, nil, nil, time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), &site.Memory{})
	if len(list) > 0 {
		t.Fatal(list)
	}
	p := &planner{Inputs: Inputs{Site: empty, Theme: loaded}}
	p.views = view.NewMaker(empty, loaded.Words, "", nil, loaded.Icons(), nil)
	sums, digests := map[view.Sum]int{}, map[view.Digest]int{}
	for n := 1; n < 1<<20; n *= 2 {
		size := sizeFor(n)
		files := size.segments * (size.shards.Terms + size.shards.Common + size.shards.Positions + size.blocks + 3)
		if n <= 16000 && files > 2000 {
			t.Errorf("%d briefings take %d files", n, files)
		}
		s := p.segment(0, size)
		for before, at := range map[int]int{sums[s.sum()]: 0, digests[s.digest()]: 1} {
			if before > 0 && sizeFor(before) != size {
				t.Errorf("the segments of %d and of %d briefings pass for the same (%d)", before, n, at)
			}
		}
		sums[s.sum()], digests[s.digest()] = n, n
	}
	if len(digests) < 8 {
		t.Errorf("only %d sizes", len(digests))
	}
}

func TestWithoutAddresses(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"a", "a"},
		{"a <https://a.org> b <mailto:c@d.e>", "a  b "},
		{"<https://a.org><HTTP:><x:y", "<x:y"},
		{"<a> <:b> <c1:d> <e f:g> < h:i> <j:k\n> <é:l>", "<a> <:b> <c1:d> <e f:g> < h:i> <j:k\n> <é:l>"},
		{"<a<b:c>>", "<a>"},
		{"<", "<"},
	} {
		text := []byte(test.text)
		if got := withoutAddresses(nil, text); string(got) != test.want {
			t.Errorf("%q becomes %q", test.text, got)
		}
		if got := withoutAddresses(text[:0], text); string(got) != test.want {
			t.Errorf("%q becomes %q in its place", test.text, got)
		}
	}
}
