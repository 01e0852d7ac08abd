package main

import (
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"dateline/generator/corpus"
)

// pictures makes a picture of every format that holds a secret wherever it can.
func (s *script) pictures(ts *testscript.TestScript, args []string) {
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	for name, data := range corpus.Pictures(args[0], width, width*2/3) {
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[2]), name), data, 0o666))
	}
}

// samePixels demands that two pictures show the same.
func samePixels(ts *testscript.TestScript, neg bool, args []string) {
	var img [2]image.Image
	for i := range img {
		f, err := os.Open(ts.MkAbs(args[i]))
		ts.Check(err)
		img[i], _, err = image.Decode(f)
		ts.Check(err)
		f.Close()
	}
	same := img[0].Bounds() == img[1].Bounds()
	for y := 0; same && y < img[0].Bounds().Dy(); y++ {
		for x := range img[0].Bounds().Dx() {
			same = same && img[0].At(x, y) == img[1].At(x, y)
		}
	}
	if same == neg {
		ts.Fatalf("%s and %s: same pixels: %t", args[0], args[1], same)
	}
}
