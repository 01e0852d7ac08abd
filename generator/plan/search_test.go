package plan

import (
	"regexp"
	"strings"
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

// TestWithoutAddresses drops what a pattern that says the same drops.
func TestWithoutAddresses(t *testing.T) {
	address := regexp.MustCompile(`<[a-zA-Z]+:[^\s<>]*>`)
	pieces := []string{"<", ">", "a", "Zz", ":", "https://a.example/", "é", " ", "\n", "\xff", "@", "<x:y>", "1"}
	texts := []string{"", "see the page <https://a.example/b?c=d>, and <mailto:a@b.example>.", "a < b <c> <:> <a:> <a:<b:c>> <a1:b>", strings.Repeat("<a:", 1000)}
	for i := range 20000 {
		var text strings.Builder
		for n := i; n > 0; n /= len(pieces) {
			text.WriteString(pieces[n%len(pieces)])
		}
		texts = append(texts, "<"+text.String()+">")
	}
	for _, text := range texts {
		if got, want := string(withoutAddresses([]byte(text))), address.ReplaceAllString(text, ""); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
