package output

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Hash is the SHA-256 of a published file's bytes. The zero Hash stands in a manifest for a file that is about to be
// written.
type Hash [32]byte

// manifest is what Dateline owns in an output folder: every published path with its hash. In the folder it has the form
// of the sha256sum command, so that "sha256sum -c .dateline-manifest" verifies a published site.
type manifest map[string]Hash

// parseManifest reads a manifest. A line that it cannot read is left out: what stood there is then not Dateline's.
func parseManifest(text []byte) manifest {
	m := manifest{}
	for line := range bytes.Lines(text) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "  ")
		var h Hash
		if n, err := hex.Decode(h[:], []byte(sum)); !ok || len(sum) != 2*len(h) || err != nil || n != len(h) || !fs.ValidPath(name) || name == "." {
			continue
		}
		m[name] = h
	}
	return m
}

func (m manifest) encode() []byte {
	text := make([]byte, 0, len(m)*128)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		h := m[name]
		text = hex.AppendEncode(text, h[:])
		text = append(text, "  "...)
		text = append(text, name...)
		text = append(text, '\n')
	}
	return text
}

func (d *dir) readManifest() (manifest, error) {
	text, err := d.root.ReadFile(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, nil
	}
	if err != nil {
		return nil, writeError(err)
	}
	return parseManifest(text), nil
}

// writeManifest replaces the manifest as a whole.
func (d *dir) writeManifest(m manifest) error {
	text := m.encode()
	if d.holds(manifestName, text) {
		return nil
	}
	if err := d.put(manifestName, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return err
	}
	if err := d.root.Rename(path.Join(stageName, manifestName), manifestName); err != nil {
		return writeError(err)
	}
	return nil
}
