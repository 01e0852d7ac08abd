package search

import "hash/maphash"

// texts numbers different texts, as they come: 0, 1 and so on.
type texts struct {
	seed  maphash.Seed
	slots []textSlot // as many as a power of two, at most half of them in use; a text's is the first free one from where its hash says
	all   []byte
	ends  []int // of each text in all
}

type textSlot struct {
	hash   uint32
	number int32 // from 1 on; 0 for none
}

func newTexts() texts {
	return texts{seed: maphash.MakeSeed(), slots: make([]textSlot, 1<<10)}
}

// count is how many texts there are.
func (t *texts) count() int32 { return int32(len(t.ends)) }

// text gives the text of a number.
func (t *texts) text(number int32) []byte {
	from := 0
	if number > 0 {
		from = t.ends[number-1]
	}
	return t.all[from:t.ends[number]]
}

// number gives the number of a text, which is that of no other.
func (t *texts) number(text []byte) int32 {
	hash := uint32(maphash.Bytes(t.seed, text))
	at := t.find(hash, text)
	if n := t.slots[at].number; n > 0 {
		return n - 1
	}
	t.all = append(t.all, text...)
	t.ends = append(t.ends, len(t.all))
	number := t.count()
	t.slots[at] = textSlot{hash, number}
	if 2*int(number) > len(t.slots) {
		t.grow()
	}
	return number - 1
}

// find gives the slot of a text, or the free one where it belongs.
func (t *texts) find(hash uint32, text []byte) uint32 {
	last := uint32(len(t.slots) - 1)
	for at := hash & last; ; at = (at + 1) & last {
		slot := t.slots[at]
		if slot.number == 0 || slot.hash == hash && string(t.text(slot.number-1)) == string(text) {
			return at
		}
	}
}

func (t *texts) grow() {
	old := t.slots
	t.slots = make([]textSlot, 2*len(old))
	last := uint32(len(t.slots) - 1)
	for _, slot := range old {
		if slot.number == 0 {
			continue
		}
		at := slot.hash & last
		for t.slots[at].number > 0 {
			at = (at + 1) & last
		}
		t.slots[at] = slot
	}
}
