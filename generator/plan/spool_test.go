package plan

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"dateline/generator/briefing"
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

// TestSpoolBodies keeps bodies, and gives those back that nobody damaged.
func TestSpoolBodies(t *testing.T) {
	s := &Spool{}
	defer s.Close()
	read := func(name, body string) *briefing.File {
		f, _ := briefing.NewShelf(1).Parse("briefings/"+name+".md", []byte("+++\ntitle = \"A\"\ndate = 2025-04-04\n+++\n"+body), s.Keep)
		return f
	}
	first, second, refused := read("first", "First *words*."), read("second", "Second."), read("refused", strings.Repeat("> ", 200)+"a")
	same, _ := briefing.Parse("briefings/other-name.md", []byte("+++\ntitle = \"A\"\ndate = 2025-04-04\n+++\nSecond."))
	for _, test := range []struct {
		*briefing.File
		text string
		html string
	}{
		{first, "First *words*.", "<p>First <em>words</em>.</p>\n"},
		{second, "Second.", "<p>Second.</p>\n"},
		{same, "Second.", "<p>Second.</p>\n"},
	} {
		if !s.Text(test.File, func(text []byte) {
			if string(text) != test.text {
				t.Errorf("the text of %s is %q", test.Path, text)
			}
		}) {
			t.Errorf("there is no text of %s", test.Path)
		}
		body := s.body(test.File)
		if body == nil {
			t.Errorf("there is no body of %s", test.Path)
			continue
		}
		if html, err := body.HTML(nil, nil, nil, false); string(html) != test.html || err != nil {
			t.Errorf("%s is shown as %q, %v", test.Path, html, err)
		}
		body.Done()
	}
	if s.body(refused) != nil {
		t.Error("a body that was refused is there")
	}
	at := s.texts[bodyKey(second)].from
	if _, err := s.file.WriteAt([]byte("x"), at+5); err != nil {
		t.Fatal(err)
	}
	if s.body(second) != nil || s.Text(second, func([]byte) {}) {
		t.Error("a damaged body is there")
	}
	if err := s.file.Truncate(at); err != nil {
		t.Fatal(err)
	}
	if s.body(second) != nil || s.body(first) == nil {
		t.Error("the end of the file is missed, or more")
	}
}
