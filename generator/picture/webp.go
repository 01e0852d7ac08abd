package picture

import "encoding/binary"

// readWebP keeps of a WebP (RFC 9649) what is shown and the colour profile.
func readWebP(data []byte) (*Picture, error) {
	size := uint64(binary.LittleEndian.Uint32(data[4:]))
	if size < 4 || size > uint64(len(data)-8) {
		return nil, unreadable("WebP", "it is damaged or cut short")
	}
	p := &Picture{Format: WebP}
	out := append(make([]byte, 0, len(data)), data[:12]...)
	rest, pixels := data[12:8+size], false
	for len(rest) > 0 {
		name, body, after, ok := webpChunk(rest)
		if !ok {
			return nil, unreadable("WebP", "it is damaged or cut short")
		}
		rest = after
		switch name {
		case "VP8X":
			if len(body) != 10 {
				return nil, unreadable("WebP", "its head is damaged")
			}
			const exif, xmp = 0x08, 0x04
			p.Width, p.Height = 1+uint24(body[4:]), 1+uint24(body[7:])
			p.Moves = body[0]&0x02 != 0
			head := append([]byte{body[0] &^ (exif | xmp), 0, 0, 0}, body[4:]...)
			out = appendWebP(out, name, head)
		case "VP8 ", "VP8L":
			w, h := webpSize(name, body)
			if p.Width == 0 {
				p.Width, p.Height = w, h
			}
			pixels = true
			out = appendWebP(out, name, body)
		case "ANMF":
			frame, ok := webpFrame(body)
			if !ok {
				return nil, unreadable("WebP", "a frame of it is damaged")
			}
			pixels = true
			out = appendWebP(out, name, frame)
		case "ALPH", "ANIM":
			out = appendWebP(out, name, body)
		case "ICCP":
			if profile, ok := cleanProfile(body); ok {
				out = appendWebP(out, name, profile)
			} else if len(out) > 20 && string(out[12:16]) == "VP8X" {
				out[20] &^= 0x20
			}
		case "EXIF":
			text := body
			if len(text) > 6 && string(text[:6]) == "Exif\x00\x00" {
				text = text[6:]
			}
			if orientationOf(text) != 1 {
				return nil, unreadable("WebP", "it is to be turned, which only its metadata tells")
			}
		}
	}
	if !pixels {
		return nil, unreadable("WebP", "there is no picture in it")
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	p.Bytes = out
	return p, nil
}

// webpFrame gives a frame of an animation with nothing in it but what is shown.
func webpFrame(body []byte) ([]byte, bool) {
	const head = 16
	if len(body) < head {
		return nil, false
	}
	out := append([]byte(nil), body[:head]...)
	for rest := body[head:]; len(rest) > 0; {
		name, body, after, ok := webpChunk(rest)
		if !ok {
			return nil, false
		}
		if rest = after; name == "ALPH" || name == "VP8 " || name == "VP8L" {
			out = appendWebP(out, name, body)
		}
	}
	return out, true
}

// webpChunk parts the first chunk from what follows. The last one may lack the byte that makes its length even.
func webpChunk(data []byte) (name string, body, rest []byte, ok bool) {
	if len(data) < 8 {
		return "", nil, nil, false
	}
	size := uint64(binary.LittleEndian.Uint32(data[4:]))
	if size > uint64(len(data)-8) {
		return "", nil, nil, false
	}
	end := min(8+size+size&1, uint64(len(data)))
	return string(data[:4]), data[8 : 8+size], data[end:], true
}

func appendWebP(out []byte, name string, body []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(body)))
	if out = append(out, body...); len(body)&1 == 1 {
		out = append(out, 0)
	}
	return out
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// webpSize reads the size of a picture from its own head; 0 when that is none.
func webpSize(name string, body []byte) (width, height int) {
	switch {
	case name == "VP8 " && len(body) >= 10 && string(body[3:6]) == "\x9d\x01\x2a":
		return int(binary.LittleEndian.Uint16(body[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(body[8:])) & 0x3fff
	case name == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(body[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff)
	}
	return 0, 0
}
