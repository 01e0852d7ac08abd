package picture

import (
	"bytes"
	"encoding/binary"
)

// An AVIF (ISO 14496-12, ISO 23008-12) names its pieces by their place in the file, so nothing is taken out of it: what shows
// nothing is overwritten with zeros where it stands.

var (
	metaBoxes  = map[string]bool{"hdlr": true, "pitm": true, "iloc": true, "iinf": true, "iprp": true, "iref": true, "idat": true, "grpl": true, "dinf": true}
	items      = map[string]bool{"av01": true, "grid": true, "iovl": true, "iden": true, "tmap": true}
	properties = map[string]bool{
		"ispe": true, "colr": true, "pixi": true, "av1C": true, "irot": true, "imir": true, "clap": true, "auxC": true, "pasp": true,
		"lsel": true, "a1op": true, "a1lx": true, "clli": true, "mdcv": true, "cclv": true, "amve": true, "reve": true, "ndwt": true,
	}
)

// box is one of the boxes that such a file is made of.
type box struct {
	name string
	at   int // of its body in the file
	body []byte
	head []byte // with which it begins
}

// boxes parts data, which stands at a place in the file.
func boxes(data []byte, at int) (list []box, ok bool) {
	for len(data) > 0 {
		if len(data) < 8 {
			return nil, false
		}
		head, size := 8, uint64(binary.BigEndian.Uint32(data))
		switch size {
		case 0:
			size = uint64(len(data))
		case 1:
			if head = 16; len(data) < head {
				return nil, false
			}
			size = binary.BigEndian.Uint64(data[8:])
		}
		if size < uint64(head) || size > uint64(len(data)) {
			return nil, false
		}
		list = append(list, box{string(data[4:8]), at + head, data[head:size:size], data[:head:head]})
		data, at = data[size:], at+int(size)
	}
	return list, true
}

// blank makes a box one that says nothing.
func (b box) blank() {
	copy(b.head[4:], "free")
	clear(b.body)
}

// span is a run of bytes of the file.
type span struct{ from, to uint64 }

func readAVIF(data []byte) (*Picture, error) {
	damaged := unreadable("AVIF", "it is damaged or cut short")
	p := &Picture{Format: AVIF, Bytes: bytes.Clone(data)}
	all, ok := boxes(p.Bytes, 0)
	if !ok {
		return nil, damaged
	}
	var meta []box
	var media []box // that hold the items
	for _, b := range all {
		switch b.name {
		case "ftyp":
		case "mdat":
			media = append(media, b)
		case "meta":
			if len(b.body) < 4 || meta != nil {
				return nil, damaged
			}
			if meta, ok = boxes(b.body[4:], b.at+4); !ok {
				return nil, damaged
			}
		case "moov", "moof":
			return nil, unreadable("AVIF", "it is a film")
		default:
			b.blank()
		}
	}
	kept, shows := map[uint32]bool{}, false
	for _, b := range meta {
		switch {
		case !metaBoxes[b.name]:
			b.blank()
		case b.name == "hdlr" && len(b.body) >= 24:
			clear(b.body[24:])
		case b.name == "idat":
			media = append(media, b)
		case b.name == "iinf":
			if !itemNames(b, kept) {
				return nil, damaged
			}
			shows = len(kept) > 0
		case b.name == "iprp":
			if !p.itemProperties(b) {
				return nil, damaged
			}
		}
	}
	if !shows {
		return nil, unreadable("AVIF", "there is no picture in it")
	}
	var spans []span
	for _, b := range meta {
		if b.name == "iloc" {
			if spans, ok = itemSpans(b.body, kept, media); !ok {
				return nil, damaged
			}
		}
	}
	for _, b := range media {
		show := make([]byte, len(b.body))
		for _, s := range spans {
			from, to := max(s.from, uint64(b.at)), min(s.to, uint64(b.at+len(b.body)))
			if from < to {
				copy(show[from-uint64(b.at):to-uint64(b.at)], b.body[from-uint64(b.at):])
			}
		}
		copy(b.body, show)
	}
	return p, nil
}

// itemNames finds the items that show something, and makes the others nameless.
func itemNames(b box, kept map[uint32]bool) bool {
	head := 6
	if len(b.body) > 0 && b.body[0] > 0 {
		head = 8
	}
	if len(b.body) < head {
		return false
	}
	list, ok := boxes(b.body[head:], b.at+head)
	if !ok {
		return false
	}
	for _, e := range list {
		at := 8 // of the type: after version, id and protection
		if len(e.body) > 0 && e.body[0] == 3 {
			at = 10
		}
		if e.name != "infe" || len(e.body) < at+4 || e.body[0] != 2 && e.body[0] != 3 {
			return false
		}
		id := uint32(binary.BigEndian.Uint16(e.body[4:]))
		if e.body[0] == 3 {
			id = binary.BigEndian.Uint32(e.body[4:])
		}
		if kind := e.body[at : at+4]; items[string(kind)] {
			kept[id] = true
		} else {
			copy(kind, "skip")
		}
		clear(e.body[at+4:])
	}
	return true
}

// itemProperties takes the size, and makes properties that show nothing say nothing.
func (p *Picture) itemProperties(b box) bool {
	list, ok := boxes(b.body, b.at)
	if !ok {
		return false
	}
	turned := false
	for _, c := range list {
		if c.name == "ipma" {
			continue
		}
		if c.name != "ipco" {
			c.blank()
			continue
		}
		inner, ok := boxes(c.body, c.at)
		if !ok {
			return false
		}
		for _, b := range inner {
			switch {
			case !properties[b.name]:
				b.blank()
			case b.name == "colr" && len(b.body) >= 4 && string(b.body[:4]) != "nclx": // prof or rICC
				profile, ok := cleanProfile(b.body[4:])
				if !ok {
					b.blank()
				}
				copy(b.body[4:], profile)
			case b.name == "ispe" && len(b.body) >= 12:
				w, h := binary.BigEndian.Uint32(b.body[4:]), binary.BigEndian.Uint32(b.body[8:])
				if w > maxPixels || h > maxPixels {
					return false
				}
				p.Width, p.Height = max(p.Width, int(w)), max(p.Height, int(h))
			case b.name == "irot" && len(b.body) >= 1:
				turned = b.body[0]&1 == 1
			}
		}
	}
	if turned {
		p.Width, p.Height = p.Height, p.Width
	}
	return true
}

// itemSpans gives where the items are that are kept.
func itemSpans(body []byte, kept map[uint32]bool, media []box) (spans []span, ok bool) {
	failed := false
	number := func(size int) (n uint64) {
		if size > 8 || size > len(body) {
			failed = true
			return 0
		}
		for _, c := range body[:size] {
			n = n<<8 | uint64(c)
		}
		body = body[size:]
		return n
	}
	version := number(1)
	number(3)
	sizes := number(2)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	idSize := 2
	switch version {
	case 0:
		indexSize = 0
	case 1:
	case 2:
		idSize = 4
	default:
		return nil, false
	}
	for range number(idSize) {
		id, method := uint32(number(idSize)), uint64(0)
		if version > 0 {
			method = number(2) & 15
		}
		number(2)
		base := number(baseSize)
		for range number(2) {
			number(indexSize)
			offset := base + number(offsetSize)
			length := number(lengthSize)
			if failed {
				return nil, false
			}
			if !kept[id] {
				continue
			}
			if length == 0 || method > 1 {
				return nil, false
			}
			if method == 1 {
				for _, b := range media {
					if b.name == "idat" {
						offset += uint64(b.at)
						break
					}
				}
			}
			if offset+length < offset {
				return nil, false
			}
			spans = append(spans, span{offset, offset + length})
		}
		if failed {
			return nil, false
		}
	}
	return spans, !failed
}
