package plan

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestSpool keeps texts of every length from several writers at once, and gives each back once.
func TestSpool(t *testing.T) {
	const texts = 500
	s := NewSpool(texts)
	if s == nil {
		t.Fatal("no place for a file")
	}
	defer s.Close()
	text := func(i int) string { return fmt.Sprint(i, strings.Repeat("word ", i)) }
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := w; i < texts; i += 4 {
				if i%7 != 0 {
					s.put(i, []byte(text(i)))
				}
			}
		})
	}
	writers.Wait()
	s.put(0, make([]byte, 1<<lengthBits)) // too long: it is made again
	for i := range texts {
		got, ok := s.take(i, []byte("> "))
		if want := "> " + text(i); ok != (i%7 != 0) || ok && string(got) != want {
			t.Errorf("text %d: %d bytes, %t", i, len(got), ok)
		}
		if _, again := s.take(i, nil); again {
			t.Errorf("text %d is given twice", i)
		}
	}
	var none *Spool
	none.put(1, nil)
	if _, ok := none.take(1, nil); ok {
		t.Error("no spool gives a text")
	}
	none.Close()
}
