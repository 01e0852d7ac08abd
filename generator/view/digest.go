package view

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"sync"
)

// Digest stands for everything that a view or a part of one holds: equal digests mean equal bytes once rendered.
type Digest [16]byte

// Mixer collects what a digest is made of. Every value is written with its length or in a fixed width, so that no two
// different sequences of values give the same bytes.
type Mixer struct{ buf []byte }

// Text mixes in strings, each by itself.
func (m *Mixer) Text(values ...string) {
	for _, s := range values {
		m.Int(len(s))
		m.buf = append(m.buf, s...)
	}
}

// Int mixes in a number.
func (m *Mixer) Int(values ...int) {
	for _, n := range values {
		m.buf = binary.AppendVarint(m.buf, int64(n))
	}
}

// Bool mixes in a truth value.
func (m *Mixer) Bool(b bool) {
	if b {
		m.buf = append(m.buf, 1)
	} else {
		m.buf = append(m.buf, 0)
	}
}

// Digest mixes in the digest of a part.
func (m *Mixer) Digest(d Digest) { m.buf = append(m.buf, d[:]...) }

// Free mixes in a writer's own values (extra, params): plain TOML values, whose maps encoding/json writes in key order.
func (m *Mixer) Free(values map[string]any) {
	if len(values) == 0 {
		m.Int(0)
		return
	}
	text, err := json.Marshal(values)
	if err != nil {
		// Values come from TOML, normalised: only a programming error brings anything else here.
		panic(fmt.Sprintf("view: digest of %v: %v", values, err))
	}
	m.Text(string(text))
}

// Sum gives the digest of what was mixed in.
func (m *Mixer) Sum() Digest {
	sum := sha256.Sum256(m.buf)
	return Digest(sum[:16])
}

// part is a piece of a view that can write all its fields into a mixer.
type part interface{ mix(*Mixer) }

var mixers = sync.Pool{New: func() any { return &Mixer{buf: make([]byte, 0, 8<<10)} }}

// Mix gives the digest of what is mixed in, with room that is used again.
func Mix(what func(*Mixer)) Digest {
	m := mixers.Get().(*Mixer)
	defer mixers.Put(m)
	m.buf = m.buf[:0]
	what(m)
	return m.Sum()
}

func digestOf(p part) Digest { return Mix(p.mix) }

// all mixes in a list of parts, its length first.
func all[T any, P interface {
	*T
	part
}](m *Mixer, parts []T) {
	m.Int(len(parts))
	for i := range parts {
		P(&parts[i]).mix(m)
	}
}

// maybe mixes in a part that may be absent.
func maybe[T any, P interface {
	*T
	part
}](m *Mixer, p P) {
	m.Bool(p != nil)
	if p != nil {
		p.mix(m)
	}
}
