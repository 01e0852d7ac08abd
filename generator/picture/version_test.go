package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"dateline/generator/corpus"
)

// TestVersion fails when the same picture gives other bytes than before: then Version must be another, for what was made of pictures
// is remembered by it. It takes what depends on no encoder but ours.
func TestVersion(t *testing.T) {
	sum := sha256.New()
	all := corpus.Pictures("secret", 30, 20)
	for _, name := range []string{"moving.gif", "small.avif", "small.webp"} {
		p, err := Read(name, all[name])
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(p.Bytes)
	}
	scene := corpus.Scene(700, 500)
	sum.Write(plane{scene.Pix, scene.Stride, 700, 500, 4}.scale(123, 77).pix)
	const want = "c67ae9797be18ef1"
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); Version != 2 || got != want {
		t.Errorf("version %d gives %s, want %s for version 2", Version, got, want)
	}
}
