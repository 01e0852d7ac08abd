package mention

import (
	"slices"
	"testing"
)

// TestProse writes pieces and reads them back.
func TestProse(t *testing.T) {
	var w Writer
	if got := slices.Collect(w.Prose().Pieces()); got != nil || w.Prose() != "" {
		t.Errorf("nothing written, %v read", got)
	}
	w.Piece(2, 10, Block, false)
	w.Piece(10, 12, Direct, false) // one with the piece before
	w.Piece(12, 15, Direct, true)
	w.Piece(15, 15, Direct, false) // nothing
	w.Piece(16, 400, Marked, false)
	w.Piece(399, 70_000, Gap, false) // from 400 on
	w.Piece(70_000, 70_000, Section, false)
	half := w.Prose()
	w.Piece(70_010, 70_020, Block, true)
	want := []Piece{{2, 12, Block, false}, {12, 15, Direct, true}, {16, 400, Marked, false}, {400, 70_000, Gap, false},
		{70_000, 70_000, Section, false}, {70_010, 70_020, Block, true}}
	if got := slices.Collect(w.Prose().Pieces()); !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	if got := slices.Collect(half.Pieces()); !slices.Equal(got, want[:5]) {
		t.Errorf("\n got %v\nwant %v", got, want[:5])
	}
	if len(w.Prose()) > 2+2+3+4+2+3 {
		t.Errorf("%d bytes", len(w.Prose()))
	}
	for p := range w.Prose().Pieces() {
		if p.Start > 2 {
			break // not all are read
		}
	}
}

// TestProseDamaged reads what is no prose, or that of another text.
func TestProseDamaged(t *testing.T) {
	var w Writer
	w.Piece(0, 4, Block, false)
	w.Piece(4, 9, Gap, false)
	text := []byte("Kyiv Kyiv")
	for _, prose := range []Prose{w.Prose()[:1], w.Prose()[:3], "\xff", "\x0e\x01", Prose("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")} {
		for p := range prose.Pieces() {
			if p.Start < 0 || p.Stop < p.Start {
				t.Errorf("%q: %v", prose, p)
			}
		}
		New([]string{"Kyiv"}, nil).Find(text, prose, nil)
		sentence(text, prose, 0, 4, 10)
	}
	if got := New([]string{"Kyiv"}, nil).Find(text[:6], w.Prose(), nil); len(got) != 1 {
		t.Errorf("%v in a shorter text", got)
	}
}
