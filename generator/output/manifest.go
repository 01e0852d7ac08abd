package output

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Hash is the SHA-256 of a published file's bytes. The zero Hash stands in a manifest for a file that is about to be
// written.
type Hash [32]byte

// manifest is what Dateline owns in an output folder: every published path with its hash, by path. In the folder it has
// the form of the sha256sum command, so that "sha256sum -c .dateline-manifest" verifies a published site.
type manifest []Known

func (k Known) compare(path string) int { return strings.Compare(k.Path, path) }

// has reports whether a path is in the manifest.
func (m manifest) has(path string) bool {
	_, found := slices.BinarySearchFunc(m, path, Known.compare)
	return found
}

// inFolder reports whether a path below a folder is in the manifest.
func (m manifest) inFolder(folder string) bool {
	at, _ := slices.BinarySearchFunc(m, folder+"/", Known.compare)
	return at < len(m) && strings.HasPrefix(m[at].Path, folder+"/")
}

// parseManifest reads a manifest. A line that it cannot read is left out, and one that appendManifest may not have
// written to its end: what stood there is then not Dateline's.
func parseManifest(text string) manifest {
	m := make(manifest, 0, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		line, whole := strings.CutSuffix(line, "\n")
		sum, name, ok := strings.Cut(line, "  ")
		e := Known{Path: name}
		if !ok || len(sum) != 2*len(e.Hash) || !fs.ValidPath(name) || name == "." || strings.Contains(name, "\x00") { // which a disk that lost power leaves
			continue
		}
		if _, err := hex.Decode(e.Hash[:], []byte(sum)); err == nil && (whole || e.Hash != Hash{}) {
			m = append(m, e)
		}
	}
	byPath := func(a, b Known) int { return strings.Compare(a.Path, b.Path) }
	if !slices.IsSortedFunc(m, byPath) {
		slices.SortStableFunc(m, byPath)
	}
	return slices.CompactFunc(m, func(a, b Known) bool { return a.Path == b.Path })
}

func (m manifest) encode() []byte {
	text := make([]byte, 0, len(m)*128)
	for i := range m {
		text = m[i].appendLine(text)
	}
	return text
}

// write writes what encode gives, without all of it being in memory.
func (m manifest) write(w io.Writer) error {
	const some = 64 << 10 // bytes
	text := make([]byte, 0, some+some/8)
	for i := range m {
		if text = m[i].appendLine(text); len(text) >= some || i+1 == len(m) {
			if _, err := w.Write(text); err != nil {
				return err
			}
			text = text[:0]
		}
	}
	return nil
}

func (k *Known) appendLine(text []byte) []byte {
	text = hex.AppendEncode(text, k.Hash[:])
	text = append(text, "  "...)
	text = append(text, k.Path...)
	return append(text, '\n')
}

// found is what is known of the files in a folder: what the manifest says and, of files that it does not say to be others, what is
// remembered.
type found struct {
	manifest
	asLeft bool // the manifest is as this process has left it
	whole  bool // it is, byte for byte, what write writes
	seen   bool // every file of which more is known than its hash was seen to be as it was left
}

func (d *dir) readManifest(memory *Memory) (found, error) {
	info, err := d.what(manifestName)
	if info == nil || err != nil {
		return found{}, err
	}
	if !info.Mode().IsRegular() {
		return found{}, writeError(fmt.Errorf("%s: this is not a regular file", filepath.Join(d.path, manifestName)))
	}
	if memory == nil {
		memory = &Memory{}
	}
	if left := memory.left; left != nil && memory.ahead == nil && os.SameFile(left, info) && left.Size() == info.Size() && left.ModTime().Equal(info.ModTime()) {
		return found{memory.Files, true, true, false}, nil
	}
	var text strings.Builder
	err = d.call("read", manifestName, func() error {
		f, err := d.root.Open(manifestName)
		if err != nil {
			return err
		}
		defer f.Close()
		text.Grow(int(info.Size()))
		_, err = io.Copy(&text, f)
		return err
	})
	if err != nil {
		return found{}, d.rootError(err)
	}
	m := parseManifest(text.String())
	whole := m.is(text.String())
	looked, known := memory.looked(), memory.Files
	for i, at := 0, 0; i < len(m) && at < len(known); {
		switch order := strings.Compare(known[at].Path, m[i].Path); {
		case order < 0:
			at++
		case order > 0:
			i++
		default:
			if known[at].Hash == m[i].Hash && (looked == nil || known[at].is(looked[at])) {
				m[i] = known[at]
			}
			i, at = i+1, at+1
		}
	}
	return found{m, false, whole, looked != nil}, nil
}

// is reports whether a text is what write writes.
func (m manifest) is(text string) bool {
	var line []byte
	for i := range m {
		line = m[i].appendLine(line[:0])
		if len(text) < len(line) || text[:len(line)] != string(line) {
			return false
		}
		text = text[len(line):]
	}
	return text == ""
}

// writeManifest replaces the manifest as a whole. another tells that it is known not to be the same already.
func (d *dir) writeManifest(m manifest, another bool) error {
	if !another && d.holds(manifestName, m.encode()) {
		return nil
	}
	if err := d.put(manifestName, m.write); err != nil {
		return err
	}
	return d.place(manifestName)
}

// patchManifest writes the hashes that are others than in the manifest, which is known to be old and to have the same paths, in its lines.
func (d *dir) patchManifest(old, next manifest) error {
	return d.updateManifest(0, func(f *os.File) error {
		at := int64(0)
		for i := range next {
			if next[i].Hash != old[i].Hash {
				err := d.call("write", manifestName, func() error { _, err := f.WriteAt(hex.AppendEncode(nil, next[i].Hash[:]), at); return err })
				if err != nil {
					return err
				}
			}
			at += int64(2*len(Hash{}) + len("  \n") + len(next[i].Path))
		}
		return nil
	})
}

// appendManifest adds paths that are about to be written to a manifest that is known to be whole.
func (d *dir) appendManifest(paths []string) error {
	return d.updateManifest(os.O_APPEND, func(f *os.File) error {
		return d.call("write", manifestName, func() error { _, err := f.Write(union(nil, paths).encode()); return err })
	})
}

// updateManifest opens the manifest where it stands, to be written to.
func (d *dir) updateManifest(flag int, write func(*os.File) error) error {
	var f *os.File
	err := d.call("open", manifestName, func() (err error) { f, err = d.root.OpenFile(manifestName, os.O_WRONLY|flag, 0); return err })
	if err != nil {
		return d.rootError(err)
	}
	err = write(f)
	if err = errors.Join(err, d.call("close", manifestName, f.Close)); err != nil {
		return d.rootError(err)
	}
	return nil
}
