package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
)

// maxProfile bounds a colour profile. The largest, for print, have a few megabytes.
const maxProfile = 16 << 20

// colourTags are the parts of a colour profile (ICC.1) that turn numbers into colours. The others name the screen or the camera that
// it is made for, some with a serial number, and who made it when.
var colourTags = map[string]bool{
	"rXYZ": true, "gXYZ": true, "bXYZ": true, "wtpt": true, "bkpt": true, "chad": true, "rTRC": true, "gTRC": true, "bTRC": true, "kTRC": true, "cicp": true,
	"A2B0": true, "A2B1": true, "A2B2": true, "A2B3": true, "B2A0": true, "B2A1": true, "B2A2": true, "B2A3": true,
	"D2B0": true, "D2B1": true, "D2B2": true, "D2B3": true, "B2D0": true, "B2D1": true, "B2D2": true, "B2D3": true, "gamt": true,
}

// cleanProfile gives a colour profile of the same length that tells of colours alone. What is no profile, which browsers do not use
// either, it reports.
func cleanProfile(profile []byte) (clean []byte, ok bool) {
	const head, entry = 132, 12
	if len(profile) < head || string(profile[36:40]) != "acsp" {
		return nil, false
	}
	n := int(binary.BigEndian.Uint32(profile[128:]))
	if n < 0 || n > (len(profile)-head)/entry {
		return nil, false
	}
	clean = make([]byte, len(profile))
	copy(clean, profile[:head+n*entry])
	for _, names := range [][2]int{{4, 8}, {24, 36}, {40, 44}, {48, 64}, {80, 128}} { // program, time, system, device, maker, digest
		clear(clean[names[0]:names[1]])
	}
	for i := range n {
		tag := clean[head+i*entry:][:entry]
		at, size := uint64(binary.BigEndian.Uint32(tag[4:])), uint64(binary.BigEndian.Uint32(tag[8:]))
		if at+size > uint64(len(profile)) || at < uint64(head+n*entry) {
			return nil, false
		}
		if !colourTags[string(tag[:4])] {
			size = min(size, 4) // of an empty text: its type alone
		} else if string(tag[1:4]) == "XYZ" || string(tag[1:4]) == "tpt" || string(tag[1:4]) == "kpt" {
			size = min(size, 20)
		}
		copy(clean[at:at+size], profile[at:])
	}
	return clean, true
}

// unpackProfile and packProfile read and write what a PNG has of a profile behind its name.
func unpackProfile(body []byte) ([]byte, bool) {
	if len(body) < 1 || body[0] != 0 {
		return nil, false
	}
	r, err := zlib.NewReader(bytes.NewReader(body[1:]))
	if err != nil {
		return nil, false
	}
	profile, err := io.ReadAll(io.LimitReader(r, maxProfile+1))
	return profile, err == nil && len(profile) <= maxProfile
}

func packProfile(profile []byte) []byte {
	out := bytes.NewBuffer([]byte{0})
	w := zlib.NewWriter(out)
	w.Write(profile)
	w.Close() // A buffer takes everything.
	return out.Bytes()
}
