package mention

import (
	"bytes"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Table holds names to look for. It is not changed once made, and safe for concurrent use.
//
// The names are a tree: those that begin alike share the way from its root. All children of a node stand side by side, so a
// child is found by looking for its byte among theirs. White space in a name is a single space.
type Table struct {
	nodes  []node   // the root, then its children, then theirs; one more ends the last one's children
	labels []byte   // the byte that leads to each node
	ends   []ending // of each name

	// starts has a bit for what the beginnings of names hash to. Most words of a text have none, and are passed by without
	// a look at the tree.
	starts []uint64
	shift  uint       // of a hash, to a bit
	first  [256]int32 // the node that a byte leads to from the root; 0: none
	short  [256]bool  // a name that begins with the byte has too little to hash
}

type node struct {
	rest     string // that all names below have in common, behind the label
	plain    bool   // rest has nothing that can stand in a text in another way, and no space at its end
	children int32  // the first one; they go up to the next node's
	name     int32  // that ends here; -1: none
}

// An ending says what may follow a name.
type ending uint8

const (
	endsUnspaced ending = 1 << iota // letters that are unspaced, too
	endsPlural                      // "s"
	endsSibilant                    // "es"
)

// New makes a table of names. They are different, in Unicode NFC, not empty, and do not begin with a mark; a match tells the
// index. Each is also found in Unicode NFD. plural tells of which a plural is one, too; nil stands for all.
func New(names []string, plural func(name int) bool) *Table {
	type form struct {
		text string
		name int32
	}
	t := &Table{ends: make([]ending, len(names))}
	forms := make([]form, 0, len(names))
	for i, name := range names {
		name = foldSpace(straight(name))
		if name == "" {
			continue
		}
		t.ends[i] = endingOf(name)
		if plural != nil && !plural(i) {
			t.ends[i] &= endsUnspaced
		}
		forms = append(forms, form{name, int32(i)})
		if !isNFD(name) {
			forms = append(forms, form{norm.NFD.String(name), int32(i)})
		}
	}
	slices.SortFunc(forms, func(a, b form) int {
		if c := strings.Compare(a.text, b.text); c != 0 {
			return c
		}
		return int(a.name - b.name)
	})

	// Each node is a run of forms that begin alike.
	type run struct{ from, to, length int32 }
	runs := []run{{0, int32(len(forms)), 0}}
	t.labels = []byte{0}
	for i := 0; i < len(runs); i++ {
		r := runs[i]
		n := node{children: int32(len(runs)), name: -1}
		if i > 0 {
			from, to := forms[r.from].text, forms[r.to-1].text
			length := r.length
			for int(length) < len(from) && from[length] == to[length] { // and so all between them
				length++
			}
			n.rest = from[r.length:length]
			n.plain = !strings.ContainsAny(n.rest, `&\`) && !strings.HasSuffix(n.rest, " ")
			r.length = length
		}
		for ; r.from < r.to && len(forms[r.from].text) == int(r.length); r.from++ {
			if n.name < 0 {
				n.name = forms[r.from].name
			}
		}
		for r.from < r.to {
			c, to := forms[r.from].text[r.length], r.from+1
			for to < r.to && forms[to].text[r.length] == c {
				to++
			}
			runs = append(runs, run{r.from, to, r.length + 1})
			t.labels = append(t.labels, c)
			r.from = to
		}
		t.nodes = append(t.nodes, n)
	}
	t.nodes = append(t.nodes, node{children: int32(len(runs))})

	for n := t.nodes[0].children; n < t.nodes[1].children; n++ {
		t.first[t.labels[n]] = n
	}
	size := uint(bits.Len(uint(16*len(forms) + 1024)))
	t.starts = make([]uint64, 1<<(size-6))
	t.shift = 64 - size
	for _, f := range forms {
		t.addStart(f.text, t.ends[f.name])
	}
	return t
}

// addStart adds the beginning of a name, as a text has it with and without a plural ending.
func (t *Table) addStart(name string, e ending) {
	k, n, hashed := startOf([]byte(name))
	if k != letter && n == hashed || strings.Contains(name[:hashed], " ") {
		t.short[name[0]] = true
		return
	}
	add := func(start string) {
		_, _, n := startOf([]byte(start))
		h := hashStart(load([]byte(start[:n]), 0)) >> t.shift
		t.starts[h>>6] |= 1 << (h & 63)
	}
	add(name)
	if hashed == len(name) && e&endsPlural != 0 {
		add(name + "s")
	}
	if hashed == len(name) && e&endsSibilant != 0 {
		add(name + "es")
	}
}

// startOf gives the kind and length of the character or word that words begins with, and how many bytes of words are hashed
// to know whether a name may begin so. Of words both are the letters up to the eighth byte, or up to the first that is not
// of ASCII if the first one is; of other characters the next one is hashed, too, if it is of a word: others can stand in a text
// in more than one way.
func startOf(words []byte) (k kind, length, hashed int) {
	if n := min(letterRun(load(words, 0)), len(words)); n > 0 {
		return letter, n, n
	}
	k, length = kindAt(words)
	hashed = length
	for hashed < len(words) {
		next, n := kindAt(words[hashed:])
		if next == other || k == letter && next != letter || hashed+n > 8 {
			break
		}
		hashed += n
		if k != letter {
			return k, length, hashed
		}
	}
	return k, hashed, hashed
}

// hashStart hashes eight bytes.
func hashStart(x uint64) uint64 {
	return x * 0x9e3779b97f4a7c15
}

// endingOf says what may follow a name.
func endingOf(name string) ending {
	end := strings.TrimRightFunc(name, func(r rune) bool { return kindOf(r) == mark })
	last, _ := utf8.DecodeLastRuneInString(end)
	if kindOf(last) == unspaced {
		return endsUnspaced
	}
	letters := 0
	for _, r := range name {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < 4 || !unicode.IsLetter(last) || !unicode.Is(unicode.Latin, last) {
		return 0
	}
	switch unicode.ToLower(last) {
	case 's', 'x', 'z':
		return endsPlural | endsSibilant
	case 'h':
		if strings.ContainsRune("cCsS", rune(end[len(end)-2])) {
			return endsPlural | endsSibilant
		}
	}
	return endsPlural
}

// foldSpace makes all white space in a name single spaces.
func foldSpace(name string) string {
	for i, r := range name {
		if unicode.IsSpace(r) && (r != ' ' || i == 0 || name[i-1] == ' ' || i+1 == len(name)) {
			return strings.Join(strings.Fields(name), " ")
		}
	}
	return name
}

// isNFD reports whether s is in Unicode NFD.
func isNFD(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFD.IsNormalString(s)
		}
	}
	return true
}

// child gives the node that c leads to from a node; 0 if there is none.
func (t *Table) child(n int32, c byte) int32 {
	labels := t.labels[t.nodes[n].children:t.nodes[n+1].children]
	for i, label := range labels[:min(8, len(labels))] {
		if label == c {
			return t.nodes[n].children + int32(i)
		}
	}
	if len(labels) > 8 {
		if i := bytes.IndexByte(labels, c); i >= 0 {
			return t.nodes[n].children + int32(i)
		}
	}
	return 0
}
