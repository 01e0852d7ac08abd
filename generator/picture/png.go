package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// shown are the chunks of a PNG (third edition, and those of animated ones) that have to do with what is shown. Of those that tell
// the colours a smaller size has the same.
var shown = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "tRNS": true, "bKGD": true, "pHYs": true, "sBIT": true, "acTL": true, "fcTL": true, "fdAT": true,
}

var colours = map[string]bool{"gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "cICP": true, "mDCV": true, "cLLI": true}

// longest are the sizes of chunks that have one, so that nothing hides behind what they hold.
var longest = map[string]int{"gAMA": 4, "cHRM": 32, "sRGB": 1, "cICP": 4, "mDCV": 24, "cLLI": 8, "pHYs": 9, "sBIT": 4, "bKGD": 6, "acTL": 8, "fcTL": 26, "tRNS": 256, "PLTE": 768, "IHDR": 13}

func readPNG(data []byte) (*Picture, error) {
	p := &Picture{Format: PNG}
	out := append(make([]byte, 0, len(data)), pngSignature...)
	orientation, pixels := 1, false
	rest := data[len(pngSignature):]
	for first := true; ; first = false {
		if len(rest) < 12 {
			return nil, unreadable("PNG", "it is damaged or cut short")
		}
		size := uint64(binary.BigEndian.Uint32(rest))
		if size > uint64(len(rest)-12) {
			return nil, unreadable("PNG", "it is damaged or cut short")
		}
		chunk, name, body := rest[:size+12], string(rest[4:8]), rest[8:size+8]
		rest = rest[size+12:]
		if first != (name == "IHDR") {
			return nil, unreadable("PNG", "its head is not where it must be")
		}
		if most, fixed := longest[name]; fixed && len(body) > most || name == "IHDR" && len(body) < 13 {
			return nil, unreadable("PNG", "a part of it has the wrong size")
		}
		switch {
		case name == "IEND":
			if !pixels {
				return nil, unreadable("PNG", "there is no picture in it")
			}
			p.Bytes = appendChunk(out, "IEND", nil)
			p.plain = true
			if orientation != 1 && !p.Moves {
				return turnPNG(p, orientation)
			}
			return p, nil
		case name == "iCCP":
			_, packed, _ := bytes.Cut(body, []byte{0})
			profile, ok := unpackProfile(packed)
			if ok {
				profile, ok = cleanProfile(profile)
			}
			if ok { // Its name may tell whose it is.
				at := len(out)
				out = appendChunk(out, name, append([]byte("ICC\x00"), packProfile(profile)...))
				p.profile = append(p.profile, out[at:]...)
			}
		case colours[name]:
			out, p.profile = append(out, chunk...), append(p.profile, chunk...)
		case shown[name]:
			switch name {
			case "IHDR":
				w, h := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
				if w > maxPixels || h > maxPixels {
					w, h = maxPixels, maxPixels // which is refused
				}
				p.Width, p.Height = int(w), int(h)
			case "acTL":
				p.Moves = true
			case "IDAT":
				pixels = true
			}
			out = append(out, chunk...)
		case name == "eXIf":
			orientation = orientationOf(body)
		case name[0]&0x20 == 0: // One that must be understood.
			return nil, unreadable("PNG", "it has parts that no standard knows")
		}
	}
}

func appendChunk(out []byte, name string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	at := len(out)
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[at:]))
}

func turnPNG(p *Picture, orientation int) (*Picture, error) {
	if p.Width <= 0 || p.Height <= 0 || p.Width > maxPixels/p.Height {
		return p, nil // which is refused
	}
	img, err := png.Decode(bytes.NewReader(p.Bytes))
	if err != nil {
		return nil, unreadable("PNG", "it is to be turned, and cannot be decoded")
	}
	img = turn(img, orientation)
	p.Width, p.Height = img.Bounds().Dx(), img.Bounds().Dy()
	p.Bytes, p.Encoded = encodePNG(img, p.profile), true
	return p, nil
}

// encodePNG encodes a picture, with the chunks that tell its colours after the head.
func encodePNG(img image.Image, profile []byte) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic("picture: " + err.Error()) // A buffer takes everything, and sizes are checked.
	}
	const head = len(pngSignature) + 12 + 13
	text := out.Bytes()
	return append(append(append(make([]byte, 0, len(text)+len(profile)), text[:head]...), profile...), text[head:]...)
}
