package site_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/briefing"
	"dateline/generator/config"
	"dateline/generator/site"
)

// described is all that New finds out about briefings, in words.
func described(s *site.Site) []string {
	name := func(e *site.Entity) string { return e.Kind.String() + ":" + e.ID }
	names := func(list []*site.Entity) string {
		var words []string
		for _, e := range list {
			words = append(words, name(e))
		}
		return strings.Join(words, " ")
	}
	var lines []string
	for _, b := range s.Briefings {
		line := fmt.Sprintf("%s %s %d %v %s|%s|%s:", b.ID, b.Address, b.Month, b.Who == nil, names(b.Locations), names(b.Topics), names(b.Authors))
		for _, w := range b.Who {
			line += fmt.Sprint(" ", name(w.Actor), w.Roles)
		}
		for _, r := range b.Related {
			line += fmt.Sprintf(" (%s %v %s)", r.Briefing.ID, r.Chosen, names(r.Shared))
		}
		for _, t := range s.Targets(b.File, b.Links) {
			line += " " + t.Href + "=" + t.Text
		}
		lines = append(lines, line)
	}
	for _, c := range s.Kinds {
		for _, e := range c.Entities {
			line := name(e) + ":"
			for _, b := range e.Briefings {
				line += " " + b.ID
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// TestNewAgain makes a site again and again with the memory of the one before, after random edits, and requires each time what
// New finds without a memory.
func TestNewAgain(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 11))
		pick := func(kind string, n int) string {
			var list []string
			for range r.IntN(4) {
				list = append(list, fmt.Sprintf("%q", kind+fmt.Sprint(min(r.IntN(n), r.IntN(n)))))
			}
			return strings.Join(list, ", ")
		}
		text := func() string {
			lines := []string{"actors = [" + pick("Actor ", 30) + "]", "locations = [" + pick("Place ", 20) + "]", "topics = [" + pick("Topic ", 8) + "]"}
			if r.IntN(15) == 0 {
				lines = append(lines, fmt.Sprintf("related = [\"b%d\"]", r.IntN(100)))
			}
			if r.IntN(5) == 0 {
				lines = append(lines, "body: See [[Actor 1]] and [[b7]].")
			}
			return news(fmt.Sprintf("2025-%02d-%02d", 1+r.IntN(3), 1+r.IntN(28)), lines...)
		}
		files := map[string]*briefing.File{}
		set := func(path, text string) {
			front, body, _ := strings.Cut(text, "+++\n")
			f, _ := briefing.Parse("briefings/"+path, []byte("+++\n"+front+"+++\n"+body))
			files[path] = f
		}
		for i := range 100 {
			set(fmt.Sprintf("b%d.md", i), text())
		}
		memory := &site.Memory{}
		for step := range 150 {
			path := fmt.Sprintf("b%d.md", r.IntN(110))
			switch r.IntN(8) {
			case 0:
				delete(files, path)
			case 1: // Two names become one, or part again.
				if files["_actors/one.md"] == nil {
					set("_actors/one.md", fmt.Sprintf("name = \"Actor %d\"\naliases = [\"Actor %d\"]\n+++\n", r.IntN(5), 5+r.IntN(20)))
				} else {
					delete(files, "_actors/one.md")
				}
			case 2:
				set("_locations/two.md", fmt.Sprintf("name = \"Place %d\"\n+++\n", r.IntN(20)))
			case 3, 4:
				if f := files[path]; f != nil { // The same facts in another file.
					same := *f
					files[path] = &same
				}
			default:
				set(path, text())
			}
			var all []*briefing.File
			for _, path := range slices.Sorted(maps.Keys(files)) {
				all = append(all, files[path])
			}
			cfg := config.Default()
			if step > 100 {
				cfg.Permalink = "/:slug/"
			}
			again, list := site.New(cfg, all, nil, nil, nil, now, memory)
			fresh, want := site.New(cfg, all, nil, nil, nil, now, &site.Memory{})
			if diff := cmp.Diff(described(fresh), described(again)); diff != "" {
				t.Fatalf("seed %d, step %d (-without a memory +with it):\n%s", seed, step, diff)
			}
			if diff := cmp.Diff(messages(want), messages(list)); diff != "" {
				t.Fatalf("seed %d, step %d, messages (-without a memory +with it):\n%s", seed, step, diff)
			}
		}
	}
}
