package picture

import (
	"encoding/binary"
	"strings"
)

// readIcon reads a favicon.ico: a list of pictures, each a PNG or the body of a bitmap, which has no room for metadata.
func readIcon(data []byte) (*Picture, error) {
	const head, entry = 6, 16
	damaged := unreadable("icon", "it is damaged or cut short")
	if len(data) < head {
		return nil, damaged
	}
	n := int(binary.LittleEndian.Uint16(data[4:]))
	if n == 0 || n > 64 || head+n*entry > len(data) {
		return nil, damaged
	}
	out := append([]byte(nil), data[:head+n*entry]...)
	p := &Picture{Format: Icon}
	for i := range n {
		e := out[head+i*entry:][:entry]
		size, at := uint64(binary.LittleEndian.Uint32(e[8:])), uint64(binary.LittleEndian.Uint32(e[12:]))
		if at+size > uint64(len(data)) {
			return nil, damaged
		}
		picture := data[at : at+size]
		if strings.HasPrefix(string(picture), pngSignature) {
			inner, err := readPNG(picture)
			if err != nil {
				return nil, err
			}
			picture = inner.Bytes
		}
		binary.LittleEndian.PutUint32(e[8:], uint32(len(picture)))
		binary.LittleEndian.PutUint32(e[12:], uint32(len(out)))
		out = append(out, picture...)
		if len(out) > 2*len(data)+1<<10 {
			return nil, damaged // Its entries lie on top of each other.
		}
	}
	p.Bytes = out
	return p, nil
}
