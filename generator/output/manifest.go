package output

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Hash is the SHA-256 of a published file's bytes. The zero Hash stands in a manifest for a file that is about to be
// written.
type Hash [32]byte

// manifest is what Dateline owns in an output folder: every published path with its hash, by path. In the folder it has
// the form of the sha256sum command, so that "sha256sum -c .dateline-manifest" verifies a published site.
type manifest []entry

type entry struct {
	Path string
	Hash Hash
}

func (e entry) compare(path string) int { return strings.Compare(e.Path, path) }

// has reports whether a path is in the manifest.
func (m manifest) has(path string) bool {
	_, found := slices.BinarySearchFunc(m, path, entry.compare)
	return found
}

// inFolder reports whether a path below a folder is in the manifest.
func (m manifest) inFolder(folder string) bool {
	at, _ := slices.BinarySearchFunc(m, folder+"/", entry.compare)
	return at < len(m) && strings.HasPrefix(m[at].Path, folder+"/")
}

// parseManifest reads a manifest. A line that it cannot read is left out, and one that appendManifest may not have
// written to its end: what stood there is then not Dateline's.
func parseManifest(text string) manifest {
	m := make(manifest, 0, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		line, whole := strings.CutSuffix(line, "\n")
		sum, name, ok := strings.Cut(line, "  ")
		e := entry{Path: name}
		if !ok || len(sum) != 2*len(e.Hash) || !fs.ValidPath(name) || name == "." {
			continue
		}
		if _, err := hex.Decode(e.Hash[:], []byte(sum)); err == nil && (whole || e.Hash != Hash{}) {
			m = append(m, e)
		}
	}
	byPath := func(a, b entry) int { return strings.Compare(a.Path, b.Path) }
	if !slices.IsSortedFunc(m, byPath) {
		slices.SortStableFunc(m, byPath)
	}
	return slices.CompactFunc(m, func(a, b entry) bool { return a.Path == b.Path })
}

func (m manifest) encode() []byte {
	text := make([]byte, 0, len(m)*128)
	for i := range m {
		text = m[i].append(text)
	}
	return text
}

// write writes what encode gives, without all of it being in memory.
func (m manifest) write(w io.Writer) error {
	const some = 64 << 10 // bytes
	text := make([]byte, 0, some+some/8)
	for i := range m {
		if text = m[i].append(text); len(text) >= some || i+1 == len(m) {
			if _, err := w.Write(text); err != nil {
				return err
			}
			text = text[:0]
		}
	}
	return nil
}

func (e *entry) append(text []byte) []byte {
	text = hex.AppendEncode(text, e.Hash[:])
	text = append(text, "  "...)
	text = append(text, e.Path...)
	return append(text, '\n')
}

// readManifest reads the manifest, or takes it from the memory if it is as that has left it, which it then reports.
func (d *dir) readManifest(memory *Memory) (m manifest, asLeft bool, err error) {
	info, err := d.root.Lstat(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, writeError(err)
	}
	if left := memory.manifest(); left != nil && os.SameFile(left, info) && left.Size() == info.Size() && left.ModTime().Equal(info.ModTime()) {
		m = make(manifest, len(memory.Files))
		for i := range memory.Files {
			m[i] = entry{memory.Files[i].Path, memory.Files[i].Hash}
		}
		return m, true, nil
	}
	text, err := d.root.ReadFile(manifestName)
	if err != nil {
		return nil, false, writeError(err)
	}
	return parseManifest(string(text)), false, nil
}

// writeManifest replaces the manifest as a whole. another tells that it is known not to be the same already.
func (d *dir) writeManifest(m manifest, another bool) error {
	if !another && d.holds(manifestName, m.encode()) {
		return nil
	}
	if err := d.put(manifestName, m.write); err != nil {
		return err
	}
	if err := d.root.Rename(path.Join(stageName, manifestName), manifestName); err != nil {
		return writeError(err)
	}
	return nil
}

// appendManifest adds paths that are about to be written to a manifest that is known to be whole.
func (d *dir) appendManifest(paths []string) error {
	f, err := d.root.OpenFile(manifestName, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return writeError(err)
	}
	_, err = f.Write(union(nil, paths).encode())
	if err = errors.Join(err, f.Close()); err != nil {
		return writeError(err)
	}
	return nil
}
