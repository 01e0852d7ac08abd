package picture_test

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"dateline/generator/corpus"
	"dateline/generator/picture"
)

const secret = "Source-of-the-desk"

// marks are bytes that no picture without metadata has.
var marks = []string{secret, base64.StdEncoding.EncodeToString([]byte("x" + secret))[4:16], "Exif\x00\x00", "eXIf", "xpacket", "tEXt", "zTXt", "iTXt", "tIME", "8BIM", "JFXX", "MPF\x00", "inkscape", "sodipodi", "rdf:"}

// TestRead takes the metadata out of a picture of every format, and nothing of what is shown.
func TestRead(t *testing.T) {
	all := corpus.Pictures(secret, 60, 40)
	want := map[string]string{
		"photo.jpg": "1 60x40", "gray.jpeg": "1 60x40", "chart.png": "2 60x40", "moving.gif": "3 60x40 moves", "small.webp": "4 1x1", "small.avif": "5 8x6",
		"map.svg": "6 40x30", "icon.ico": "7 0x0",
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		data := all[name]
		p, err := picture.Read(name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := fmt.Sprintf("%d %dx%d", p.Format, p.Width, p.Height)
		if p.Moves {
			got += " moves"
		}
		if got != want[name] {
			t.Errorf("%s is %s, want %s", name, got, want[name])
		}
		if !bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s does not hold the secret to begin with", name)
		}
		for _, mark := range marks {
			if bytes.Contains(p.Bytes, []byte(mark)) {
				t.Errorf("%s holds %q", name, mark)
			}
		}
		again, err := picture.Read(name, p.Bytes)
		if err != nil || !bytes.Equal(again.Bytes, p.Bytes) {
			t.Errorf("%s, read again, is another: %v", name, err)
		}
		switch p.Format {
		case picture.JPEG, picture.PNG:
			samePixels(t, name, decode(t, data), decode(t, p.Bytes))
		case picture.GIF:
			was, err := gif.DecodeAll(bytes.NewReader(data))
			is, err2 := gif.DecodeAll(bytes.NewReader(p.Bytes))
			if err != nil || err2 != nil || is.LoopCount != was.LoopCount || len(is.Image) != 3 || !slices.Equal(is.Delay, was.Delay) {
				t.Fatalf("%s: %v %v: %d frames", name, err, err2, len(is.Image))
			}
			for i := range is.Image {
				samePixels(t, name, was.Image[i], is.Image[i])
			}
		}
	}
	svg, err := picture.Read("map.svg", all["map.svg"])
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{"<title>A map</title><desc>Of a place</desc>", `<g fill="#123456"><path d="M0 0h40v30z"/></g>`, `viewBox="0 0 40 30"`, `xlink:href="data:image/jpeg;base64,/9j/`} {
		if !bytes.Contains(svg.Bytes, []byte(shown)) {
			t.Errorf("the SVG has no %s:\n%s", shown, svg.Bytes)
		}
	}
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func samePixels(t *testing.T, name string, a, b image.Image) {
	t.Helper()
	if a.Bounds() != b.Bounds() {
		t.Errorf("%s has the size %v, had %v", name, b.Bounds(), a.Bounds())
		return
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				t.Errorf("%s has another pixel at %d, %d", name, x, y)
				return
			}
		}
	}
}

// TestTurned turns pictures as their metadata says, in all eight ways, and says nothing of it.
func TestTurned(t *testing.T) {
	const w, h = 64, 32
	scene := image.NewRGBA(image.Rect(0, 0, w, h)) // white, with one red corner
	for i := range scene.Pix {
		scene.Pix[i] = 255
	}
	for y := range h / 2 {
		for x := range w / 2 {
			scene.SetRGBA(x, y, color.RGBA{255, 0, 0, 255})
		}
	}
	var asJPEG, asPNG bytes.Buffer
	if err := errors.Join(jpeg.Encode(&asJPEG, scene, &jpeg.Options{Quality: 95}), png.Encode(&asPNG, scene)); err != nil {
		t.Fatal(err)
	}
	corners := map[int]string{1: "left top", 2: "right top", 3: "right bottom", 4: "left bottom", 5: "left top", 6: "right top", 7: "right bottom", 8: "left bottom"}
	for orientation, corner := range corners {
		for name, data := range map[string][]byte{
			"a.jpg": corpus.TaintJPEG(asJPEG.Bytes(), secret, corpus.Exif(secret, orientation)),
			"a.png": corpus.TaintPNG(asPNG.Bytes(), secret, corpus.Exif(secret, orientation)),
		} {
			p, err := picture.Read(name, data)
			if err != nil {
				t.Fatal(err)
			}
			img := decode(t, p.Bytes)
			wide, high := w, h
			if orientation >= 5 {
				wide, high = h, w
			}
			if p.Width != wide || p.Height != high || img.Bounds() != image.Rect(0, 0, wide, high) || bytes.Contains(p.Bytes, []byte(secret)) || p.Encoded != (orientation != 1) {
				t.Errorf("%s turned by %d has %dx%d, %v", name, orientation, p.Width, p.Height, img.Bounds())
				continue
			}
			for _, place := range []string{"left top", "right top", "right bottom", "left bottom"} {
				x, y := wide/4, high/4
				if strings.HasPrefix(place, "right") {
					x = wide * 3 / 4
				}
				if strings.HasSuffix(place, "bottom") {
					y = high * 3 / 4
				}
				_, green, _, _ := img.At(x, y).RGBA()
				if red := green < 0x4000; red != (place == corner) {
					t.Errorf("%s turned by %d: %s is red: %t", name, orientation, place, red)
				}
			}
		}
	}
}

// TestRefused refuses what cannot be read to its end, with a way out, and lets pass what is no picture.
func TestRefused(t *testing.T) {
	all := corpus.Pictures(secret, 20, 20)
	refused := map[string][]byte{
		"a raw.jpg": []byte("\x89\x00\x01\x02" + secret), "a.tif": []byte("II*\x00" + secret), "a film.jpg": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
		"huge.png": slices.Concat(all["chart.png"][:16], []byte("\x00\x01\x00\x00\x00\x01\x00\x00"), all["chart.png"][24:]),
		"zero.png": slices.Concat(all["chart.png"][:16], make([]byte, 8), all["chart.png"][24:]),
		"open.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><g></svg>`), "entity.svg": []byte(`<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>`),
		"hidden.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>g { fill: url(data:image/png;base64,AAAA) }</style></svg>`),
		"parted.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>g { fill: url(da<![CDATA[ta:ima]]>ge/png;base64,AAAA) }</style></svg>`),
		"a.svgz":     []byte("\x1f\x8b\x08\x00"), "A.SVG.GZ": []byte("\x1f\x8b\x08\x00"), "plain.SVGZ": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"a.BMP": []byte("BM\x00\x01"), "b.bin": []byte("BM\x3a\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), "a.jxl": []byte("\xff\x0a"), "a.HEIC": []byte("\x00"), "a.cur": []byte("\x00\x00\x02\x00\x01\x00"),
		"empty.png": nil, "empty.svg": nil,
		"inner.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,AAAA"/></svg>`),
	}
	for name, data := range refused {
		p, err := picture.Read(name, data)
		var r *picture.Refusal
		if p != nil || !errors.As(err, &r) || r.Kind == "" || r.Message == "" || r.Hint == "" {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	passes := map[string][]byte{"a.jpg": []byte("a text"), "a.bmp": []byte("a text"), "a.csv.gz": []byte("\x1f\x8b\x08\x00"), "bm.txt": []byte("BMW and others"), "a.pdf": []byte("%PDF-1.4\x00\xff"), "a.mp4": []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42")}
	for name, data := range passes {
		if p, err := picture.Read(name, data); p != nil || err != nil {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	for name, data := range all {
		for n := range len(data) {
			p, err := picture.Read(name, data[:n])
			if err == nil && p != nil && bytes.Contains(p.Bytes, []byte(secret)) {
				t.Errorf("%s cut short at byte %d holds the secret", name, n)
			}
		}
		if !strings.HasSuffix(name, ".avif") && !strings.HasSuffix(name, ".ico") && !strings.HasSuffix(name, ".svg") {
			if p, err := picture.Read(name, data[:len(data)/3]); p != nil || err == nil {
				t.Errorf("a third of %s passes", name)
			}
		}
	}
}

// TestSVG tells what is drawn from what is not.
func TestSVG(t *testing.T) {
	const head = `<svg xmlns="http://www.w3.org/2000/svg"`
	for _, c := range []struct{ in, want, size string }{
		{head + `/>`, head + `/>`, "0x0"},
		{head + ` width="10" height="5"><g/></svg>`, head + ` width="10" height="5"><g/></svg>`, "10x5"},
		{head + ` viewBox="0 0 10 5"/>`, head + ` viewBox="0 0 10 5"/>`, "576x288"},
		{head + ` width="100%" viewBox="0,0,4,4"/>`, head + ` width="100%" viewBox="0,0,4,4"/>`, "576x576"},
		{head + ` width="1in" viewBox="0 0 2 1"/>`, head + ` width="1in" viewBox="0 0 2 1"/>`, "96x48"},
		{head + ` width="1e9" height="NaN"/>`, head + ` width="1e9" height="NaN"/>`, "0x0"},
		{"\ufeff<?xml version='1.0'?>\n<!-- a -->" + head + "/>\n\n<!-- b -->", head + "/>", "0x0"},
		{head + ` xmlns:a="urn:a" a:b = 'c'  id="d"><a:e><path/></a:e><path a:f=">" d="M0"/></svg>`, head + `  id="d"><path d="M0"/></svg>`, "0x0"},
		{head + `><metadata><g/></metadata><Metadata/><text>a<!-- b -->c</text></svg>`, head + `><text>ac</text></svg>`, "0x0"},
		{head + `><style><![CDATA[g > a { fill: red }]]></style></svg>`, head + `><style><![CDATA[g > a { fill: red }]]></style></svg>`, "0x0"},
		{head + `><style>/* by John */ g/*x*/.a { font: "/*" } /* &amp; Jane</style></svg>`, head + `><style>/**/ g/**/.a { font: "/*" } /**/</style></svg>`, "0x0"},
		{head + `><style><![CDATA[/* a]]>b */ g > a {}<![CDATA[ c & d ]]></style></svg>`, head + `><style>/**/ g &gt; a {} c &amp; d </style></svg>`, "0x0"},
		{head + `><style>g { content: '\'/* a */' } /* b */</style></svg>`, head + `><style>g { content: '\'/* a */' } /**/</style></svg>`, "0x0"},
		{`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/><g xmlns="urn:x">y</g></s:svg>`, `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>`, "0x0"},
		{head + `><text aria-label="Data: an image">Data: an image</text></svg>`, head + `><text aria-label="Data: an image">Data: an image</text></svg>`, "0x0"},
		{head + `><title>Adobe Illustrator 27</title><desc>Created with <b>Sketch.</b></desc><title/></svg>`, head + `><title/></svg>`, "0x0"},
		{head + `><g><desc> Generator: x</desc><title>Sketch</title><title>Made &#98;y Jane</title><path/></g><desc><![CDATA[Inkscape]]></desc></svg>`, head + `><g><path/></g></svg>`, "0x0"},
		{head + `><title>Sketch of the harbour</title><desc>The dam, created in 1956 by the state</desc></svg>`, head + `><title>Sketch of the harbour</title><desc>The dam, created in 1956 by the state</desc></svg>`, "0x0"},
		{head + `><title>Power made with gas</title><text>Made by Jane</text></svg>`, head + `><title>Power made with gas</title><text>Made by Jane</text></svg>`, "0x0"},
		{head + `><g xml:space="preserve" data-a="b" aria-label="&lt;c&gt;"/></svg>`, head + `><g xml:space="preserve" aria-label="&lt;c&gt;"/></svg>`, "0x0"},
	} {
		p, err := picture.Read("a.svg", []byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if got := strings.TrimSuffix(string(p.Bytes), "\n"); got != c.want {
			t.Errorf("%s\ngives %s\nwant  %s", c.in, got, c.want)
		}
		if size := fmt.Sprintf("%dx%d", p.Width, p.Height); size != c.size {
			t.Errorf("%s has the size %s, want %s", c.in, size, c.size)
		}
	}
}

// TestSizes makes pictures smaller: as exact means do, with the colours of the original, and only where it saves bytes.
func TestSizes(t *testing.T) {
	all := corpus.Pictures(secret, 1200, 700)
	for name, want := range map[string]string{"photo.jpg": "480x280 960x560", "gray.jpeg": "480x280 960x560", "chart.png": "480x280 960x560", "moving.gif": "", "map.svg": "", "small.webp": ""} {
		p, err := picture.Read(name, all[name])
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		last := 0
		for _, s := range p.Sizes() {
			got = append(got, fmt.Sprintf("%dx%d", s.Width, s.Height))
			if len(s.Bytes) >= len(p.Bytes) || len(s.Bytes) <= last {
				t.Errorf("%s: %d bytes in %s, %d before, %d in the original", name, len(s.Bytes), got[len(got)-1], last, len(p.Bytes))
			}
			last = len(s.Bytes)
			img := decode(t, s.Bytes)
			if img.Bounds() != image.Rect(0, 0, s.Width, s.Height) {
				t.Errorf("%s: %v for %s", name, img.Bounds(), got[len(got)-1])
			}
			far, all := 0, 0
			big := decode(t, p.Bytes)
			for y := 4; y < s.Height-4; y += 7 {
				for x := 4; x < s.Width-4; x += 7 {
					all++
					if distance(img.At(x, y), mean(big, x, y, s.Width, s.Height)) > 24 {
						far++
					}
				}
			}
			if far*20 > all { // at the edges of squares
				t.Errorf("%s in %dx%d: %d of %d pixels are far from the original", name, s.Width, s.Height, far, all)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
}

// TestColours keeps what a profile says of colours, in all sizes, and none of what it says of a screen.
func TestColours(t *testing.T) {
	for name, data := range corpus.Pictures(secret, 600, 400) {
		if strings.HasSuffix(name, ".gif") || strings.HasSuffix(name, ".svg") || strings.HasSuffix(name, ".ico") {
			continue
		}
		p, err := picture.Read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		all := [][]byte{p.Bytes}
		for _, s := range p.Sizes() {
			all = append(all, s.Bytes)
		}
		if len(all) != 2 && p.Width == 600 {
			t.Errorf("%s has %d sizes", name, len(all))
		}
		for _, data := range all {
			if p.Format == picture.PNG {
				if !bytes.Contains(data, []byte("gAMA\x00\x00\xb1\x8f")) {
					t.Errorf("%s has lost its gamma", name)
				}
				_, packed, _ := bytes.Cut(data, []byte("iCCPICC\x00\x00"))
				r, err := zlib.NewReader(bytes.NewReader(packed))
				if err != nil {
					t.Fatal(err)
				}
				if data, err = io.ReadAll(r); err != nil {
					t.Fatal(err)
				}
			}
			for _, kept := range []string{"mntrRGB XYZ ", "acsp", "\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d", "curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33"} {
				if !bytes.Contains(data, []byte(kept)) {
					t.Errorf("%s has lost %q of its profile", name, kept)
				}
			}
			if bytes.Contains(data, []byte(secret[:4])) || bytes.Contains(data, []byte("APPL")) {
				t.Errorf("%s names the screen", name)
			}
		}
	}
}

// mean gives what a pixel of a smaller picture covers.
func mean(img image.Image, x, y, width, height int) color.Color {
	b := img.Bounds()
	var sum [3]float64
	n := 0.0
	for sy := y * b.Dy() / height; sy < (y+1)*b.Dy()/height; sy++ {
		for sx := x * b.Dx() / width; sx < (x+1)*b.Dx()/width; sx++ {
			r, g, b, _ := img.At(sx, sy).RGBA()
			sum[0], sum[1], sum[2], n = sum[0]+float64(r>>8), sum[1]+float64(g>>8), sum[2]+float64(b>>8), n+1
		}
	}
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255}
}

func distance(a, b color.Color) float64 {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	d := func(x, y uint32) float64 { return math.Abs(float64(x>>8) - float64(y>>8)) }
	return max(d(r1, r2), d(g1, g2), d(b1, b2))
}

// TestTransparent keeps what is transparent so, with no colour that shows.
func TestTransparent(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 1000, 300))
	noise := uint32(1)
	for i := 0; i < len(img.Pix); i += 4 {
		noise = noise*1664525 + 1013904223
		copy(img.Pix[i:], []byte{uint8(noise >> 24), 200, uint8(noise >> 16), 0})
		if i/4%1000 >= 500 {
			img.Pix[i+3] = 255
		}
	}
	var data bytes.Buffer
	if err := png.Encode(&data, img); err != nil {
		t.Fatal(err)
	}
	p, err := picture.Read("a.png", data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	sizes := p.Sizes()
	if len(sizes) == 0 {
		t.Fatal("no sizes")
	}
	small := decode(t, sizes[0].Bytes)
	if _, _, _, a := small.At(100, 50).RGBA(); a != 0 {
		t.Errorf("the left half has the opacity %d", a)
	}
	if _, g, _, a := small.At(400, 50).RGBA(); a != 0xffff || g>>8 < 198 || g>>8 > 202 {
		t.Errorf("the right half has the opacity %d and is green by %d", a, g>>8)
	}
}

// FuzzRead gives for whatever bytes a refusal or a picture that, read again, has nothing more to lose.
func FuzzRead(f *testing.F) {
	for name, data := range corpus.Pictures(secret, 6, 5) {
		f.Add(name, data)
	}
	f.Add("a.jpg", corpus.TaintJPEG([]byte("\xff\xd8\xff\xd9"), secret, corpus.Exif(secret, 6)))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		p, err := picture.Read(name, data)
		var r *picture.Refusal
		if err != nil && (!errors.As(err, &r) || p != nil) {
			t.Fatal(err)
		}
		if p == nil {
			return
		}
		again, err := picture.Read(name, p.Bytes)
		if err != nil || again == nil {
			t.Fatalf("cannot be read again: %v", err)
		}
		if !bytes.Equal(again.Bytes, p.Bytes) || again.Width != p.Width || again.Height != p.Height || again.Format != p.Format {
			t.Fatalf("read again, it is another")
		}
		if p.Format == picture.SVG && picture.Active(data) == nil && picture.Active(p.Bytes) != nil {
			t.Fatalf("it was harmless, and no longer is: %s", p.Bytes)
		}
		if p.Width*p.Height < 1<<16 {
			p.Sizes()
		}
	})
}
