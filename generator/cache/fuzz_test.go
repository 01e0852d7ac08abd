package cache

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"runtime/metrics"
	"slices"
	"testing"
)

// FuzzRead reads what no one wrote. With mended checksums damage reaches what reads behind them. It must not bring the
// program down, nor take memory out of proportion; what is read in spite of it can be written and read again.
func FuzzRead(f *testing.F) {
	f.Add(written(f, &Sources{}), false)
	sample := parse(f, "../..")
	for i := range sample.Files {
		one := &Sources{Files: sample.Files[i : i+1]}
		f.Add(written(f, one), true)
	}
	f.Add(written(f, filled(f, nothingElse)), true)
	f.Fuzz(func(t *testing.T, data []byte, mended bool) {
		if mended {
			data = mend(data)
		}
		before := allocated()
		s, ok := Read(data, version)
		if most := uint64(128*len(data) + 1<<20); allocated()-before > most {
			t.Errorf("reading %d bytes takes %d", len(data), allocated()-before)
		}
		if !ok {
			return
		}
		again := written(t, s)
		second, ok := Read(slices.Clone(again), version)
		if !ok || !bytes.Equal(written(t, second), again) {
			t.Error("what was read is not what is written")
		}
	})
}

// mend gives data the checksums that it ought to have, as far as there is an index.
func mend(data []byte) []byte {
	data = slices.Clone(data)
	head := len(head(version))
	end := len(data) - 8
	if end < head {
		return data
	}
	start := end - int(binary.LittleEndian.Uint32(data[end:]))
	if start < head {
		return data
	}
	index := reader(slices.Clone(data[start:end]))
	var s Sources
	var count int
	index.moment(&s.Scanned)
	index.int(&count)
	for at := head; count > 0 && index.bad == nil; count-- {
		var p part
		index.int(&p.count)
		index.int(&p.length)
		if sum := start + index.at; p.length >= 0 && p.length <= start-at && sum+4 <= end {
			binary.LittleEndian.PutUint32(data[sum:], crc32.Checksum(data[at:at+p.length], castagnoli))
			at += p.length
		}
		index.fixed32(&p.sum)
		index.totals(&p.stocks)
	}
	binary.LittleEndian.PutUint32(data[end+4:], crc32.Checksum(data[start:end+4], castagnoli))
	return data
}

// allocated gives how many bytes the program has asked for so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
