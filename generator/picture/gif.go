package picture

import (
	"bytes"
	"encoding/binary"
)

// readGIF keeps the frames, how long they stand and how often all of them are shown. Comments, texts and what applications left
// go, and everything after the end. A GIF without its last byte is shown by browsers, and so has an end here.
func readGIF(data []byte) (*Picture, error) {
	const head, descriptor = 13, 10
	damaged := unreadable("GIF", "it is damaged or cut short")
	if len(data) < head {
		return nil, damaged
	}
	p := &Picture{Format: GIF, Width: int(binary.LittleEndian.Uint16(data[6:])), Height: int(binary.LittleEndian.Uint16(data[8:]))}
	table := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	size := head + table(data[10])
	if size > len(data) {
		return nil, damaged
	}
	out := append(make([]byte, 0, len(data)), data[:size]...)
	rest := data[size:]
	frames, looped := 0, false
	var control []byte // of the frame to come
	for len(rest) > 0 && rest[0] != 0x3b {
		switch rest[0] {
		case 0x21:
			if len(rest) < 2 {
				return nil, damaged
			}
			n := blocks(rest[2:])
			if n < 0 {
				return nil, damaged
			}
			block := rest[:2+n]
			rest = rest[2+n:]
			switch {
			case block[1] == 0xf9 && len(block) >= 8 && block[2] == 4:
				control = append(bytes.Clone(block[:7]), 0)
			case block[1] == 0xff && !looped && len(block) >= 19 && block[2] == 11 && block[14] == 3 && block[15] == 1 &&
				(string(block[3:14]) == "NETSCAPE2.0" || string(block[3:14]) == "ANIMEXTS1.0"):
				out, looped = append(append(out, block[:18]...), 0), true
			}
		case 0x2c:
			if len(rest) < descriptor {
				return nil, damaged
			}
			start := descriptor + table(rest[9]) + 1 // with the size of the codes
			if start > len(rest) {
				return nil, damaged
			}
			n := blocks(rest[start:])
			if n < 0 {
				return nil, damaged
			}
			out = append(append(out, control...), rest[:start+n]...)
			rest, control = rest[start+n:], nil
			frames++
		default:
			return nil, damaged
		}
	}
	if frames == 0 {
		return nil, unreadable("GIF", "there is no picture in it")
	}
	p.Bytes, p.Moves = append(out, 0x3b), frames > 1
	return p, nil
}

// blocks gives how many bytes a sequence of blocks has, with the empty one that ends it; -1 when it does not end.
func blocks(data []byte) int {
	for at := 0; at < len(data); at += 1 + int(data[at]) {
		if data[at] == 0 {
			return at + 1
		}
	}
	return -1
}
