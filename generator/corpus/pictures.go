package corpus

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
)

// Pictures gives a picture of each format by its name, of a size where that can be chosen. Wherever such a file can hold what shows
// nothing, it says the secret.
func Pictures(secret string, width, height int) map[string][]byte {
	exif := Exif(secret, 1)
	return map[string][]byte{
		"photo.jpg":  Photo(secret, width, height),
		"gray.jpeg":  TaintJPEG(encodeJPEG(gray(Scene(width, height))), secret, exif),
		"chart.png":  TaintPNG(encodePNG(Scene(width, height)), secret, exif),
		"moving.gif": taintGIF(moving(width, height), secret),
		"small.webp": taintWebP(secret, exif),
		"small.avif": taintAVIF(secret, exif),
		"map.svg":    taintSVG(secret, exif),
		"icon.ico":   taintIcon(secret, exif),
	}
}

// Photo gives a JPEG that holds the secret wherever it can.
func Photo(secret string, width, height int) []byte {
	return TaintJPEG(encodeJPEG(Scene(width, height)), secret, Exif(secret, 1))
}

// Scene gives a picture in which no part is like another, with some noise.
func Scene(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := uint32(1)
	for y := range height {
		for x := range width {
			noise = noise*1664525 + 1013904223
			img.SetRGBA(x, y, color.RGBA{uint8(x*240/width) + uint8(noise>>28), uint8(y * 255 / height), uint8(128 + 100*((x/64+y/64)%2)), 255})
		}
	}
	return img
}

func gray(from image.Image) image.Image {
	to := image.NewGray(from.Bounds())
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			to.Set(x, y, from.At(x, y))
		}
	}
	return to
}

func moving(width, height int) []byte {
	var out bytes.Buffer
	palette := color.Palette{color.Black, color.White, color.RGBA{200, 0, 0, 255}}
	all := gif.GIF{LoopCount: 3}
	for i := range 3 {
		frame := image.NewPaletted(image.Rect(0, 0, width, height), palette)
		for at := range frame.Pix {
			frame.Pix[at] = uint8(at / 7 % (i + 1))
		}
		all.Image, all.Delay = append(all.Image, frame), append(all.Delay, 10)
	}
	must(gif.EncodeAll(&out, &all))
	return out.Bytes()
}

func encodeJPEG(img image.Image) []byte {
	var out bytes.Buffer
	must(jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}))
	return out.Bytes()
}

func encodePNG(img image.Image) []byte {
	var out bytes.Buffer
	must(png.Encode(&out, img))
	return out.Bytes()
}

func must(err error) {
	if err != nil {
		panic(err) // A buffer takes everything.
	}
}

// Exif gives what EXIF says of a picture, from the TIFF header on: how it is to be turned, whose it is, and where it was taken.
func Exif(secret string, orientation int) []byte {
	const head, entry = 8, 12
	text := secret + "\x00\x00\x00\x00"
	artist := uint32(head + 2 + 3*entry + 4)
	gps := artist + uint32(len(text))
	out := []byte("II*\x00\x08\x00\x00\x00")
	field := func(tag, kind uint16, n, value uint32) {
		out = binary.LittleEndian.AppendUint16(out, tag)
		out = binary.LittleEndian.AppendUint16(out, kind)
		out = binary.LittleEndian.AppendUint32(out, n)
		out = binary.LittleEndian.AppendUint32(out, value)
	}
	out = append(out, 3, 0)
	field(0x0112, 3, 1, uint32(orientation))
	field(0x013b, 2, uint32(len(text)), artist)
	field(0x8825, 4, 1, gps)
	out = append(append(out, 0, 0, 0, 0), text...)
	out = append(out, 2, 0)
	field(1, 2, 2, 'N')
	field(2, 5, 3, gps+2+2*entry+4)
	out = append(out, 0, 0, 0, 0)
	for _, n := range []uint32{47, 1, 54, 1, 39, 1} {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	return append(out, secret...)
}

// Profile gives a colour profile that names a screen, with its number.
func Profile(secret string) []byte {
	type tag struct{ name, body string }
	white := "XYZ \x00\x00\x00\x00\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d"
	tags := []tag{{"desc", "desc\x00\x00\x00\x00" + secret + "\x00\x00\x00"}, {"rXYZ", white}, {"mmod", "mmod\x00\x00\x00\x00" + secret}, {"wtpt", white + secret}, {"rTRC", "curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00"}}
	out := make([]byte, 128)
	copy(out[12:], "mntrRGB XYZ ")
	copy(out[24:36], secret)
	copy(out[36:], "acspAPPL")
	copy(out[80:84], secret)
	out = binary.BigEndian.AppendUint32(out, uint32(len(tags)))
	at := len(out) + 12*len(tags)
	var bodies string
	for _, t := range tags {
		out = binary.BigEndian.AppendUint32(append(out, t.name...), uint32(at+len(bodies)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.body)))
		bodies += t.body
	}
	out = append(append(out, bodies...), secret...)
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

func xmp(secret string) string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>` + secret + `</creator></x:xmpmeta><?xpacket end="w"?>`
}

// TaintJPEG puts into a JPEG what cameras, phones and editors do.
func TaintJPEG(clean []byte, secret string, exif []byte) []byte {
	segment := func(marker byte, body string) string {
		return string(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(2+len(body)))) + body
	}
	preview := string(encodeJPEG(Scene(16, 16)))
	before := segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x02\x02"+strings.Repeat("\x10", 12)) +
		segment(0xe0, "JFXX\x00\x10"+preview+secret) +
		segment(0xe1, "Exif\x00\x00"+string(exif)+preview) +
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+xmp(secret)) +
		segment(0xe2, "MPF\x00"+secret) +
		segment(0xe2, "ICC_PROFILE\x00\x01\x02"+string(Profile(secret)[:150])) + segment(0xe2, "ICC_PROFILE\x00\x02\x02"+string(Profile(secret)[150:])) +
		segment(0xe5, secret) +
		segment(0xed, "Photoshop 3.0\x008BIM\x04\x04"+secret) +
		segment(0xef, secret) +
		segment(0xfe, "taken by "+secret)
	after := preview + secret + string(Exif(secret, 1)) + "....ftypmp42" + secret
	return slices.Concat(clean[:2], []byte(before), clean[2:], []byte(after))
}

// TaintPNG puts into a PNG what editors and phones do.
func TaintPNG(clean []byte, secret string, exif []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, err := w.Write([]byte(secret))
	must(err)
	must(w.Close())
	var profile bytes.Buffer
	w = zlib.NewWriter(&profile)
	_, err = w.Write(Profile(secret))
	must(err)
	must(w.Close())
	chunks := pngChunk("iCCP", secret+"\x00\x00"+profile.String()) + pngChunk("tEXt", "Author\x00"+secret) +
		pngChunk("zTXt", "Comment\x00\x00"+packed.String()) +
		pngChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp(secret)) +
		pngChunk("eXIf", string(exif)) +
		pngChunk("tIME", "\x07\xe9\x04\x04\x12\x00\x00") +
		pngChunk("prVt", secret) + pngChunk("gAMA", "\x00\x00\xb1\x8f")
	const head = 8 + 25
	return slices.Concat(clean[:head], []byte(chunks), clean[head:], []byte(pngChunk("tEXt", "Comment\x00"+secret)), []byte(secret))
}

func pngChunk(name, body string) string {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return string(binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:])))
}

func taintGIF(clean []byte, secret string) []byte {
	block := func(text string) string { return string(rune(len(text))) + text }
	more := "!\xfe" + block(secret) + "\x00" + "!\xff" + block("XMP DataXMP") + block(secret) + "\x00" + "!\xff" + block("PRIVATE1234") + block(secret) + "\x00"
	end := len(clean) - 1
	return slices.Concat(clean[:end], []byte(more), clean[end:], []byte(secret))
}

func taintWebP(secret string, exif []byte) []byte {
	pixels, err := base64.StdEncoding.DecodeString("LwAAABAHEBERiIj+BwA=") // VP8L, one pixel
	must(err)
	chunk := func(name, body string) string {
		return string(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))) + body + strings.Repeat("\x00", len(body)%2)
	}
	body := "WEBP" + chunk("VP8X", "\x2c\x00\x00\x00\x00\x00\x00\x00\x00\x00") + chunk("ICCP", string(Profile(secret))) + chunk("VP8L", string(pixels[:13])) +
		chunk("EXIF", string(exif)) + chunk("XMP ", xmp(secret)) + chunk("PRIV", secret)
	return []byte(string(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)))) + body + secret)
}

// taintAVIF gives the container of an AVIF, whose picture is none.
func taintAVIF(secret string, exif []byte) []byte {
	box := func(name string, parts ...string) string {
		body := strings.Join(parts, "")
		return string(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), name...)) + body
	}
	short := func(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
	long := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	item := func(id int, kind, rest string) string {
		return box("infe", "\x02\x00\x00\x00", short(id), "\x00\x00", kind, secret, "\x00", rest)
	}
	pixels, about, packet := "\x12\x00pixels", "\x00\x00\x00\x00"+string(exif), xmp(secret)
	head := box("ftyp", "avif\x00\x00\x00\x00avifmif1miaf")
	meta := func(at int) string {
		place := func(id, at, size int) string { return short(id) + "\x00\x00" + short(1) + long(at) + long(size) }
		return box("meta", "\x00\x00\x00\x00",
			box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict", strings.Repeat("\x00", 12), secret, "\x00"),
			box("pitm", "\x00\x00\x00\x00", short(1)),
			box("iloc", "\x00\x00\x00\x00\x44\x00", short(3), place(1, at, len(pixels)), place(2, at+len(pixels), len(about)), place(3, at+len(pixels)+len(about), len(packet))),
			box("iinf", "\x00\x00\x00\x00", short(3), item(1, "av01", ""), item(2, "Exif", ""), item(3, "mime", "application/rdf+xml\x00")),
			box("iprp", box("ipco", box("ispe", "\x00\x00\x00\x00", long(8), long(6)), box("colr", "prof", string(Profile(secret))), box("udes", "\x00\x00\x00\x00", secret, "\x00")), box("ipma", "\x00\x00\x00\x00", long(1), short(1), "\x01\x81")),
			box("uuid", secret))
	}
	start := len(head) + len(meta(0)) + 8
	return []byte(head + meta(start) + box("mdat", pixels, about, packet, secret) + box("free", secret) + box("uuid", secret))
}

func taintSVG(secret string, exif []byte) []byte {
	photo := base64.StdEncoding.EncodeToString(TaintJPEG(encodeJPEG(Scene(8, 8)), secret, exif))
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by %[1]s -->
<!DOCTYPE svg PUBLIC "-//%[1]s//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
  width="40" height="30" viewBox="0 0 40 30" sodipodi:docname="/home/%[1]s/map.svg" inkscape:export-filename='C:\%[1]s' data-name="%[1]s">
<title>A map</title><desc>Of a place</desc>
<metadata><rdf:RDF><dc:creator>%[1]s</dc:creator></rdf:RDF></metadata>
<sodipodi:namedview id="%[1]s"><inkscape:grid note="%[1]s"/></sodipodi:namedview>
<g inkscape:label="%[1]s" fill="#123456"><path d="M0 0h40v30z"/><!-- %[1]s --></g>
<image width="8" height="8" xlink:href="data:image/jpeg;base64,%[2]s"/>
</svg>
<!-- %[1]s -->`, secret, photo)
}

func taintIcon(secret string, exif []byte) []byte {
	picture := TaintPNG(encodePNG(Scene(16, 16)), secret, exif)
	out := []byte("\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00")
	out = binary.LittleEndian.AppendUint32(out, uint32(len(picture)))
	out = binary.LittleEndian.AppendUint32(out, uint32(22+len(secret)))
	return slices.Concat(out, []byte(secret), picture, []byte(secret))
}
