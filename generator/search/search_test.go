package search

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
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

func filesOf(t *testing.T, docs []Document, shards Shards) Files {
	t.Helper()
	s, err := New(len(docs), func(i int, room []byte) (Document, error) {
		d := docs[i]
		d.Body = append(room, d.Body...)
		return d, nil
	}, shards)
	if err != nil {
		t.Fatal(err)
	}
	return s.Files()
}

// shardOf finds the shard of a term as the script does.
func shardOf(f Files, term string) int {
	i := slices.IndexFunc(f.Labels, func(label string) bool { return label > term })
	if i < 0 {
		return len(f.Labels)
	}
	return i
}

// postingsOf finds a term as the script does, and gives where it stands in each document.
func postingsOf(t *testing.T, f Files, term string) (weights map[int]int, places map[int][]int) {
	t.Helper()
	line := func(shard []byte) (string, bool) {
		_, rest, found := strings.Cut("\n"+string(shard), "\n"+term+" ")
		text, _, _ := strings.Cut(rest, "\n")
		return text, found
	}
	text, found := line(f.Terms[shardOf(f, term)])
	if !found {
		return nil, nil
	}
	if at, elsewhere := strings.CutPrefix(text, "!"); elsewhere {
		n, err := strconv.Atoi(at)
		if err != nil {
			t.Fatal(err)
		}
		if text, found = line(f.Common[n]); !found {
			t.Fatalf("%q is not in the shard of common terms that its line names", term)
		}
	}
	where, found := line(f.Positions[Hash(term)%uint32(len(f.Positions))])
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
			docs[i] = Document{Title: text(8), Summary: text(20), Names: []string{text(3), text(3)}, Body: []byte(text(300))}
		}
		want := map[string]map[int][]int{} // by term and document, the positions
		for i, d := range docs {
			at := 0
			for _, text := range append(append([]string{d.Title, d.Summary}, d.Names...), string(d.Body)) {
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
			weights, places := postingsOf(t, f, term)
			if !maps.EqualFunc(places, want[term], slices.Equal) {
				t.Fatalf("%d documents: %q stands at %v, want %v", size, term, places, want[term])
			}
			for doc, weight := range weights {
				if weight < 1 || weight > 15 {
					t.Fatalf("%q has the weight %d in document %d", term, weight, doc)
				}
			}
		}
		if weights, _ := postingsOf(t, f, "absent"); weights != nil {
			t.Error("a term that no document has was found")
		}
	}
}

// TestShards demands that terms are parted evenly, however they begin, and that the script looks for each where it stands.
func TestShards(t *testing.T) {
	var docs []Document
	for i := range 100 {
		var words []string
		for j := range 60 {
			words = append(words, fmt.Sprintf("cro%c%d", 'a'+j%26, 100*i+j))
		}
		docs = append(docs, Document{Body: []byte(strings.Join(append(words, "cro", "other", "北京", "北", "\U00020000\U00020001", "\ufa0e\ufa0f"), " "))})
	}
	f := filesOf(t, docs, Shards{Terms: 40, Common: 2, Positions: 2})
	largest, all := 0, 0
	for _, shard := range f.Terms {
		largest, all = max(largest, len(shard)), all+len(shard)
	}
	if mean := all / len(f.Terms); largest > mean+mean/10 {
		t.Errorf("a shard has %d bytes, all have %d in the mean", largest, mean)
	}
	for i, label := range f.Labels {
		lines := strings.Split(strings.TrimSuffix(string(f.Terms[i]), "\n"), "\n")
		_, n := utf8.DecodeLastRuneInString(label)
		if last, _, _ := strings.Cut(lines[len(lines)-1], " "); label <= last || label[:len(label)-n] > last {
			t.Errorf("the shard behind that of %q has the label %q", last, label)
		}
	}
	// The script is asked for the shards of each term alone, and of it with all that it begins.
	script := scriptPart(t, "// Terms:", "\tconst grown")
	terms, err := json.Marshal([]string{"cro", "croa", "crob1", "croc", "other", "北", "北京", "\U00020000", "\U00020000\U00020001", "\ufa0e", "\ufa0e\ufa0f", "absent", "zz"})
	if err != nil {
		t.Fatal(err)
	}
	labels, err := json.Marshal(f.Labels)
	if err != nil {
		t.Fatal(err)
	}
	var got []struct {
		Term       string
		Alone, All []int
	}
	if err := json.Unmarshal([]byte(openTab(t).Eval(fmt.Sprintf(`(() => {%s
		const segment = { labels: %s };
		return JSON.stringify(%s.map((term) => ({ term, alone: shards(segment, term, false), all: shards(segment, term, true) })));
	})()`, script, labels, terms))), &got); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, g := range got {
		for i, text := range f.Terms {
			for line := range strings.Lines(string(text)) {
				name, _, _ := strings.Cut(line, " ")
				if name == g.Term {
					found++
					if !slices.Equal(g.Alone, []int{i}) {
						t.Errorf("%q stands in shard %d, and is looked for in %d", name, i, g.Alone)
					}
				}
				if strings.HasPrefix(name, g.Term) && !slices.Contains(g.All, i) {
					t.Errorf("%q stands in shard %d, and what begins with %q is looked for in %d", name, i, g.Term, g.All)
				}
			}
		}
		if len(g.All) > 1 && g.Term != "cro" && g.Term != "croa" && g.Term != "croc" {
			t.Errorf("what begins with %q is looked for in %d", g.Term, g.All)
		}
	}
	if found != 7 {
		t.Errorf("%d of the terms are in the index", found)
	}
}

// TestWeights compares documents of which one is more about a term than the other.
func TestWeights(t *testing.T) {
	filler := strings.Repeat("filler ", 300)
	docs := []Document{
		{Title: "harbour", Body: []byte(filler)},
		{Summary: "harbour", Body: []byte(filler)},
		{Body: []byte(filler + strings.Repeat("harbour ", 3))},
		{Body: []byte(filler + "harbour")},
		{Body: []byte(strings.Repeat(filler, 5) + "harbour")},
	}
	weights, _ := postingsOf(t, filesOf(t, docs, Shards{1, 0, 1}), "harbour")
	for i := range len(docs) - 1 {
		if i != 1 && weights[i] <= weights[i+1] {
			t.Errorf("document %d has the weight %d, document %d %d", i, weights[i], i+1, weights[i+1])
		}
	}
}

// TestImpact compares weights of short and very long documents with those of the formula.
func TestImpact(t *testing.T) {
	for weight := int32(1); weight < 1<<21; weight += 1 + weight/7 {
		for length := weight / 6; length < 1<<25; length += 1 + length/7 {
			part := 1000 * min(int64(weight), 1<<17)
			whole := part + 1200*(usual+3*int64(length))/(4*usual)
			want := int32(max(1, (15*part+whole/2)/whole))
			if got := impact(weight, length); got != want {
				t.Fatalf("a term of weight %d in %d words: %d, want %d", weight, length, got, want)
			}
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
