package cache

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/briefing"
	"dateline/generator/corpus"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/source"
)

const version = "1.2.3"

// TestSources writes and reads what parsing finds in the sample site, and in 200 briefings that no one wrote.
func TestSources(t *testing.T) {
	t.Run("sample", func(t *testing.T) { same(t, parse(t, "../..")) })
	t.Run("corpus", func(t *testing.T) { same(t, synthetic(t, 200)) })
	t.Run("none", func(t *testing.T) { same(t, &Sources{Scanned: time.Now(), Files: []Source{}}) })
}

// TestMistakes writes and reads what parsing finds in texts that it does not like.
func TestMistakes(t *testing.T) {
	s := &Sources{Scanned: time.Now()}
	for path, text := range map[string]string{
		"briefings/empty.md":           "",
		"briefings/2025/fence.md":      "---\ntitle: No\n---\n",
		"briefings/2025/many.md":       "+++\ntitel = 1\ndate = 2025-13-01\nactors = [{ role = \"said\" }]\n[extra]\nx = nan\n+++\n# One\n[a](#b)\n<b>",
		"briefings/_locations/kyiv.md": "+++\nname = \"Kyiv\"\nkind = \"town\"\ncoordinates = { lat = -0.0, lon = 30.5 }\n[extra]\na = [1, [], {}, 0.5, 2025-04-04]\n+++\n",
	} {
		f := Source{File: source.File{Path: path, Real: "elsewhere/" + path, Size: -1, ModTime: time.Unix(0, 1)}}
		f.Text, f.List = briefing.Parse(path, []byte(text))
		f.List.Excerpts(func(string) ([]byte, error) { return []byte(text), nil })
		s.Files = append(s.Files, f)
	}
	if len(s.Files[0].List) == 0 {
		t.Error("there are no mistakes")
	}
	same(t, s)
}

// TestMoments writes and reads times near and far.
func TestMoments(t *testing.T) {
	for _, at := range []time.Time{
		{},
		time.Unix(0, 0),
		time.Date(1601, 1, 1, 0, 0, 0, 100, time.UTC),
		time.Date(2025, 4, 4, 10, 0, 0, 999_999_999, time.FixedZone("", 7200)),
		time.Date(9999, 12, 31, 23, 59, 59, 1, time.UTC),
	} {
		s := &Sources{Scanned: at, Files: []Source{{File: source.File{ModTime: at}}}}
		got, ok := Read(written(t, s), version)
		if !ok || !got.Scanned.Equal(at) || !got.Files[0].ModTime.Equal(at) {
			t.Errorf("%v: got %v", at, got)
		}
	}
}

// TestSmallest writes and reads lists of things of which nothing is known: each takes the fewest bytes that it can.
func TestSmallest(t *testing.T) {
	const many = 1000
	s := &Sources{}
	for range many {
		s.Files = append(s.Files, Source{File: source.File{ModTime: time.Unix(0, 0)}, Text: &briefing.File{}})
	}
	same(t, s)
	for _, text := range []*briefing.File{
		{Topics: make([]briefing.Name, many)},
		{Actors: make([]briefing.ActorRef, many)},
		{Updates: make([]briefing.Update, many)},
		{Sources: make([]briefing.Source, many)},
		{Entity: &briefing.Entity{Names: make([]briefing.LocalName, many)}},
		{Entity: &briefing.Entity{Links: make([]briefing.WebLink, many)}},
		{Entity: &briefing.Entity{Affiliations: make([]briefing.Affiliation, many)}},
		{Entity: &briefing.Entity{Coords: &briefing.Coordinates{}}},
		{Body: briefing.Body{Headings: make([]briefing.Heading, many)}},
		{Body: briefing.Body{Refs: make([]briefing.Ref, many)}},
		{Extra: map[string]any{"": make([]any, many)}},
	} {
		same(t, &Sources{Files: []Source{{File: source.File{ModTime: time.Unix(0, 0)}, Text: text}}})
	}
	same(t, &Sources{Files: []Source{{File: source.File{ModTime: time.Unix(0, 0)}, List: make(diag.List, many)}}})
	if got := len(written(t, &Sources{})); got > 60 {
		t.Errorf("a cache of nothing takes %d bytes", got)
	}
}

// TestSame requires that what is written depends on the sources alone, not on the order of a map.
func TestSame(t *testing.T) {
	s := filled(t, nothingElse)
	first := written(t, s)
	for range 20 {
		if !bytes.Equal(written(t, s), first) {
			t.Fatal("two writings of the same sources differ")
		}
	}
}

// TestDamage requires that nothing is read from a cache that is not whole, to the last bit.
func TestDamage(t *testing.T) {
	whole := written(t, filled(t, nothingElse))
	refused := func(data []byte, version, what string, at int) {
		t.Helper()
		if s, ok := Read(data, version); ok || s != nil {
			t.Fatalf("%s at %d: it is read all the same", what, at)
		}
	}
	for i := range whole {
		refused(whole[:i], version, "cut", i)
		for _, flip := range []byte{0x01, 0x80, 0xff} {
			damaged := slices.Clone(whole)
			damaged[i] ^= flip
			refused(damaged, version, "damaged", i)
		}
		refused(slices.Delete(slices.Clone(whole), i, i+1), version, "a byte taken out", i)
	}
	refused(append(slices.Clone(whole), 0), version, "a byte more", len(whole))
	for _, other := range []string{"", "1.2.", "1.2.4", "1.2.30", "2.2.3"} {
		refused(whole, other, "version "+other, 0)
	}
	if _, ok := Read(whole, version); !ok {
		t.Error("the whole cache is not read")
	}
}

// TestWriteFails requires an error for what cannot be written, and for a writer that fails, wherever it does.
func TestWriteFails(t *testing.T) {
	deep := any("")
	for range maxDepth {
		deep = []any{deep}
	}
	for value, want := range map[string]any{"a value of type int": 1, "nested deeper than 64 levels": deep} {
		s := &Sources{Files: []Source{{File: source.File{Path: "a.md"}, Text: &briefing.File{Extra: map[string]any{"x": want}}}}}
		if err := s.Write(&bytes.Buffer{}, version); err == nil || !strings.Contains(err.Error(), "a.md: ") || !strings.Contains(err.Error(), value) {
			t.Errorf("got %v, want %s", err, value)
		}
	}
	s := filled(t, nothingElse)
	for n := range 3 {
		if err := s.Write(&failing{n}, version); !errors.Is(err, errFull) {
			t.Errorf("got %v from the writer that fails after %d", err, n)
		}
	}
}

var errFull = errors.New("no space left")

// failing is a writer that fails after some writes.
type failing struct{ good int }

func (f *failing) Write(b []byte) (int, error) {
	if f.good == 0 {
		return 0, errFull
	}
	f.good--
	return len(b), nil
}

// synthetic gives what parsing finds in a source of n briefings that no one wrote.
func synthetic(tb testing.TB, n int) *Sources {
	tb.Helper()
	dir := tb.TempDir()
	if err := corpus.Write(dir, corpus.Options{N: n}); err != nil {
		tb.Fatal(err)
	}
	return parse(tb, dir)
}

// parse gives what parsing finds in a source folder.
func parse(tb testing.TB, dir string) *Sources {
	tb.Helper()
	tree, err := source.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	defer tree.Close()
	s := &Sources{Scanned: time.Now()}
	scan := tree.Scan(func(source.File) (hash [sha256.Size]byte, ok bool) { return hash, false })
	s.Files = parallel.Map(scan.Files, func(f *source.File) Source {
		found := Source{File: *f}
		if f.Kind == source.Text {
			text, err := tree.Read(*f)
			if err != nil {
				tb.Error(err)
			}
			found.Text, found.List = briefing.Parse(f.Path, text)
		}
		return found
	})
	return s
}

func written(tb testing.TB, s *Sources) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := s.Write(&out, version); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// same requires that what is read is what was written.
func same(t *testing.T, s *Sources) {
	t.Helper()
	got, ok := Read(written(t, s), version)
	switch {
	case !ok:
		t.Fatal("what was written is not read")
	case !got.Scanned.Equal(s.Scanned):
		t.Errorf("the scan began %v, and it is read as %v", s.Scanned, got.Scanned)
	case !reflect.DeepEqual(got.Files, s.Files):
		t.Errorf("what is read (+) is not what was written (-):\n%s", cmp.Diff(s.Files, got.Files))
	}
}
