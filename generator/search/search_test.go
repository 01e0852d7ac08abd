package search

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// number reads a number and gives what follows it.
func number(t *testing.T, text string) (n int, rest string) {
	t.Helper()
	for shift := 0; ; shift += 5 {
		digit := strings.IndexByte(digits, text[0])
		if digit < 0 {
			t.Fatalf("%q is no digit", text[0])
		}
		n, text = n|digit&31<<shift, text[1:]
		if digit < 32 {
			return n, text
		}
	}
}

// files are the shards of an index.
type files struct{ terms, common, positions [][]byte }

func filesOf(t *testing.T, docs []Document, shards Shards) (f files) {
	t.Helper()
	s, err := New(len(docs), func(i int) (Document, error) { return docs[i], nil }, shards)
	if err != nil {
		t.Fatal(err)
	}
	f.terms, f.common, f.positions = s.Files()
	return f
}

// postings finds a term as the script does, and gives where it stands in each document.
func (f files) postings(t *testing.T, term string) (weights map[int]int, places map[int][]int) {
	t.Helper()
	terms, common, positions := f.terms, f.common, f.positions
	line := func(shard []byte) (string, bool) {
		_, rest, found := strings.Cut("\n"+string(shard), "\n"+term+" ")
		text, _, _ := strings.Cut(rest, "\n")
		return text, found
	}
	text, found := line(terms[Hash(term)%uint32(len(terms))])
	if !found {
		return nil, nil
	}
	if at, elsewhere := strings.CutPrefix(text, "!"); elsewhere {
		shard, err := strconv.Atoi(at)
		if err != nil {
			t.Fatal(err)
		}
		if text, found = line(common[shard]); !found {
			t.Fatalf("%q is not in the shard of common terms that its line names", term)
		}
	}
	where, found := line(positions[Hash(term)%uint32(len(positions))])
	if !found {
		t.Fatalf("%q has no positions", term)
	}
	weights, places = map[int]int{}, map[int][]int{}
	for doc, n := -1, 0; text != ""; {
		n, text = number(t, text)
		doc += 1 + n>>4
		weights[doc] = n & 15
		var many, distance int
		for many, where = number(t, where); many > 0; many-- {
			distance, where = number(t, where)
			last := 0
			if list := places[doc]; len(list) > 0 {
				last = list[len(list)-1]
			}
			places[doc] = append(places[doc], last+distance)
		}
	}
	if where != "" {
		t.Errorf("%q has more positions than documents", term)
	}
	return weights, places
}

// TestIndex makes indexes of random documents and finds every term where the documents have it.
func TestIndex(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 2, 70, 700} {
		docs := make([]Document, size)
		for i := range docs {
			text := func(most int) string {
				var words []string
				for range random.IntN(most) {
					// Some words are in most of the documents, most words in few.
					words = append(words, fmt.Sprintf("w%d", int(random.ExpFloat64()*random.ExpFloat64()*50)))
				}
				return strings.Join(words, " ")
			}
			docs[i] = Document{Title: text(8), Summary: text(20), Names: []string{text(3), text(3)}, Body: text(300)}
		}
		want := map[string]map[int][]int{} // by term and document, the positions
		for i, d := range docs {
			at := 0
			for _, text := range append(append([]string{d.Title, d.Summary}, d.Names...), d.Body) {
				for _, term := range termsOf(text) {
					if want[term] == nil {
						want[term] = map[int][]int{}
					}
					want[term][i] = append(want[term][i], at)
					at++
				}
				at += gap
			}
		}
		f := filesOf(t, docs, Shards{Terms: 7, Common: 3, Positions: 5})
		for _, term := range slices.Sorted(maps.Keys(want)) {
			weights, places := f.postings(t, term)
			if !maps.EqualFunc(places, want[term], slices.Equal) {
				t.Fatalf("%d documents: %q stands at %v, want %v", size, term, places, want[term])
			}
			for doc, weight := range weights {
				if weight < 1 || weight > 15 {
					t.Fatalf("%q has the weight %d in document %d", term, weight, doc)
				}
			}
		}
		if weights, _ := f.postings(t, "absent"); weights != nil {
			t.Error("a term that no document has was found")
		}
	}
}

// TestWeights compares documents of which one is more about a term than the other.
func TestWeights(t *testing.T) {
	filler := strings.Repeat("filler ", 300)
	docs := []Document{
		{Title: "harbour", Body: filler},
		{Summary: "harbour", Body: filler},
		{Body: filler + strings.Repeat("harbour ", 3)},
		{Body: filler + "harbour"},
		{Body: strings.Repeat(filler, 5) + "harbour"},
	}
	weights, _ := filesOf(t, docs, Shards{1, 0, 1}).postings(t, "harbour")
	for i := range len(docs) - 1 {
		if i != 1 && weights[i] <= weights[i+1] {
			t.Errorf("document %d has the weight %d, document %d %d", i, weights[i], i+1, weights[i+1])
		}
	}
}

// TestReferences demands that addresses keep their references when others come and go, and that no two share one.
func TestReferences(t *testing.T) {
	var addresses []string
	for i := range 20000 {
		addresses = append(addresses, fmt.Sprintf("actors/actor-%d/", i))
	}
	salt, all := References(addresses)
	taken := map[string]bool{}
	for _, r := range all {
		if len(r) != 5 || taken[r] {
			t.Fatalf("%q is no reference, or one that two addresses have", r)
		}
		taken[r] = true
	}
	if _, few := References(addresses[:100]); salt == 0 && few["actors/actor-7/"] != all["actors/actor-7/"] {
		t.Error("a reference changed because others went")
	}
}
