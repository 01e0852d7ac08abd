package plan

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestSpool keeps texts of every length from several writers at once, and gives each back.
func TestSpool(t *testing.T) {
	const texts = 500
	s := &Spool{}
	if _, ok := s.get(digest("nothing"), nil); ok {
		t.Error("an empty spool gives a text")
	}
	text := func(i int) string { return fmt.Sprint(i, strings.Repeat("word ", i)) }
	var writers sync.WaitGroup
	for range 3 {
		writers.Go(func() {
			for i := range texts {
				if i%7 != 0 {
					s.put(digest(text(i)), []byte(text(i)))
				}
			}
		})
	}
	writers.Wait()
	s.put(digest("nothing"), nil)
	if got, ok := s.get(digest("nothing"), nil); !ok || len(got) > 0 {
		t.Errorf("an empty text is %q, %t", got, ok)
	}
	for i := range texts {
		got, ok := s.get(digest(text(i)), []byte("> "))
		if want := "> " + text(i); ok != (i%7 != 0) || ok && string(got) != want {
			t.Errorf("text %d: %d bytes, %t", i, len(got), ok)
		}
	}
	s.Close()
	if _, ok := s.get(digest(text(1)), nil); ok {
		t.Error("a closed spool gives a text")
	}
	var none *Spool
	none.put(digest("x"), nil)
	if _, ok := none.get(digest("x"), nil); ok {
		t.Error("no spool gives a text")
	}
	none.Close()
}
