package gallery

import (
	"bytes"
	"encoding/json"
	"testing"

	"dateline/generator/source"
)

// FuzzRead reads any text as what is known of pictures, with the checksum that it ought to have. What is read in spite of that is written
// and read again as it was; and a size of a picture is used only if the bytes that are kept are those of its hash.
func FuzzRead(f *testing.F) {
	f.Add([]byte("[]"))
	f.Add([]byte("null"))
	f.Add([]byte("[null, {}]"))
	known, err := json.Marshal([]written{{Named: ".jpg", Entry: &Entry{Width: 9, Height: 8, Scalable: true, Scaled: true, Sizes: []Size{{Width: 4, Height: 3, Hash: Hash{1}}}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(known)
	f.Fuzz(func(t *testing.T, list []byte) {
		g := New(t.TempDir(), func() error { return nil })
		g.Read(append([]byte(form(list)), list...))
		var files []source.File
		for k, e := range g.known {
			if e == nil {
				t.Fatal("nothing is known of a picture that is known")
			}
			for _, s := range e.Sizes {
				if g.get(s.Hash) != nil {
					t.Errorf("a size was taken from nowhere")
				}
			}
			files = append(files, source.File{Path: "x" + k.named, Kind: source.Asset, Hash: k.hash})
		}
		g.kept = false
		g.Keep(files, func(text []byte) {
			again := New("", nil)
			if again.Read(text); !again.kept {
				t.Errorf("what was written is not read: %s", text)
			}
			again.kept = false
			again.Keep(files, func(second []byte) {
				if !bytes.Equal(text, second) {
					t.Errorf("%s\nis written again as\n%s", text, second)
				}
			})
		})
	})
}
