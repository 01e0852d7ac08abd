package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"slices"
)

// The markers of ISO 10918-1 that are told apart here.
const (
	startOfImage = 0xd8
	endOfImage   = 0xd9
	startOfScan  = 0xda
	app0         = 0xe0
	app1         = 0xe1
	app2         = 0xe2
	app14        = 0xee
)

// quality is that of smaller sizes, turned that of pictures that are turned and keep their size.
const (
	quality = 82
	turned  = 92
)

// A colour profile stands in segments that begin with a name, their number from 1 and how many there are.
const (
	iccName = "ICC_PROFILE\x00"
	iccHead = len(iccName) + 2
	iccMost = 0xffff - 2 - iccHead // of a profile in a segment
)

// profileSegments gives the segments of a profile.
func profileSegments(profile []byte) (out []byte) {
	n := (len(profile) + iccMost - 1) / iccMost
	for i := range n {
		part := profile[i*iccMost : min((i+1)*iccMost, len(profile))]
		out = binary.BigEndian.AppendUint16(append(out, 0xff, app2), uint16(2+iccHead+len(part)))
		out = append(append(append(out, iccName...), byte(i+1), byte(n)), part...)
	}
	return out
}

var jfif = []byte("JFIF\x00")

// readJPEG keeps the frames with their tables, the form of JFIF without its preview, the colour profile, and Adobe's word on the
// colours. Whatever stands after the end goes: phones append second pictures and films there.
func readJPEG(data []byte) (*Picture, error) {
	p := &Picture{Format: JPEG}
	out := append(make([]byte, 0, len(data)), data[:2]...)
	orientation, components, scans := 1, 0, 0
	var profile []byte // in the order of its segments
	place := 0         // where it stands
	rest := data[2:]
	for {
		if len(rest) < 2 || rest[0] != 0xff {
			return nil, unreadable("JPEG", "it is damaged or cut short")
		}
		marker := rest[1]
		if marker == 0xff { // fill
			rest = rest[1:]
			continue
		}
		if marker == endOfImage {
			out = append(out, 0xff, endOfImage)
			break
		}
		if len(rest) < 4 || marker < 0xc0 || marker == startOfImage || marker >= 0xd0 && marker <= 0xd7 {
			return nil, unreadable("JPEG", "it is damaged or cut short")
		}
		size := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if size < 4 || size > len(rest) {
			return nil, unreadable("JPEG", "it is damaged or cut short")
		}
		segment, body := rest[:size], rest[4:size]
		rest = rest[size:]
		switch {
		case marker == app0 && bytes.HasPrefix(body, jfif) && len(body) >= 14:
			out = append(out, 0xff, app0, 0, 16)
			out = append(append(out, body[:12]...), 0, 0) // of no preview
		case marker == app1:
			if text, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && orientation == 1 {
				orientation = orientationOf(text)
			}
		case marker == app2 && bytes.HasPrefix(body, []byte(iccName)) && len(body) > iccHead && scans == 0:
			if profile = append(profile, body[iccHead:]...); place == 0 {
				place = len(out)
			}
		case marker == app14 && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
			out = append(append(out, 0xff, app14, 0, 14), body[:12]...)
		case marker >= app0: // all others of applications, comments, and what is reserved
		case marker == 0xc8:
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xcc: // a frame
			if len(body) < 6 || components != 0 {
				return nil, unreadable("JPEG", "it has no frame, or several")
			}
			p.Height, p.Width, components = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:])), int(body[5])
			out = append(out, segment...)
		case marker == startOfScan:
			out = append(out, segment...)
			n := entropy(rest)
			out, rest = append(out, rest[:n]...), rest[n:]
			scans++
		default:
			out = append(out, segment...)
		}
	}
	if components == 0 || scans == 0 {
		return nil, unreadable("JPEG", "there is no picture in it")
	}
	if clean, ok := cleanProfile(profile); ok && len(clean) <= 255*iccMost {
		p.profile = profileSegments(clean)
		out = slices.Insert(out, place, p.profile...)
	}
	p.Bytes, p.plain = out, components == 1 || components == 3
	if orientation != 1 {
		return turnJPEG(p, orientation)
	}
	return p, nil
}

// entropy gives how many bytes of a scan's data there are before the next marker.
func entropy(data []byte) int {
	for at := 0; ; {
		n := bytes.IndexByte(data[at:], 0xff)
		if n < 0 || at+n+1 >= len(data) {
			return len(data)
		}
		at += n
		switch next := data[at+1]; {
		case next == 0, next >= 0xd0 && next <= 0xd7:
			at += 2
		case next == 0xff:
			at++
		default:
			return at
		}
	}
}

// orientationOf reads how a picture is to be turned from what EXIF 2.3 holds, from the TIFF header on: 1 for not at all.
func orientationOf(text []byte) int {
	if len(text) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if text[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(text[4:]))
	if at+2 > uint64(len(text)) {
		return 1
	}
	entries := text[at+2:]
	for range order.Uint16(text[at:]) {
		if len(entries) < 12 {
			break
		}
		const tag, short = 0x0112, 3
		if n := int(order.Uint16(entries[8:])); order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short && n >= 1 && n <= 8 {
			return n
		}
		entries = entries[12:]
	}
	return 1
}

// turnJPEG turns the pixels as the metadata said, which is gone: that costs a little of them.
func turnJPEG(p *Picture, orientation int) (*Picture, error) {
	if p.Width <= 0 || p.Height <= 0 || p.Width > maxPixels/p.Height {
		return p, nil // which is refused
	}
	const way = "it is to be turned, and cannot be decoded"
	if !p.plain {
		return nil, unreadable("JPEG", way)
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Bytes))
	if err != nil {
		return nil, unreadable("JPEG", way)
	}
	img = turn(img, orientation)
	p.Width, p.Height = img.Bounds().Dx(), img.Bounds().Dy()
	p.Bytes, p.Encoded = encodeJPEG(img, turned, p.profile), true
	return p, nil
}

// encodeJPEG encodes a picture, with the segments of its colour profile.
func encodeJPEG(img image.Image, quality int, profile []byte) []byte {
	var out bytes.Buffer
	out.Write([]byte{0xff, startOfImage})
	out.Write(profile)
	start := out.Len()
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		panic("picture: " + err.Error()) // A buffer takes everything, and sizes are checked.
	}
	text := out.Bytes()
	return append(text[:start], text[start+2:]...) // It begins with its own start of image.
}
