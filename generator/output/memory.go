package output

import "io/fs"

// Memory is what a Sync knows of the files that an earlier one left: with it, a file whose key is the same and that
// nobody touched is not rendered again. It may be lost at any time. A nil Memory knows nothing, and nothing is remembered;
// an empty one knows nothing yet.
type Memory struct {
	Files []Known // by path

	left fs.FileInfo // the manifest as this process left it; nil when another did
}

// Known is what is remembered of one file.
type Known struct {
	Path     string
	Key      Key
	Inputs   uint64
	Hash     Hash
	Size     int64
	Modified int64 // nanoseconds since 1970 UTC
}

func (m *Memory) manifest() fs.FileInfo {
	if m == nil {
		return nil
	}
	return m.left
}

// remember notes what every file is now. A file that cannot be looked at is left out: it will be rendered again.
func (d *dir) remember(items []Item, outcomes []outcome) *Memory {
	m := &Memory{Files: make([]Known, 0, len(items))}
	complete := true
	for i, o := range outcomes {
		if o.known != nil {
			known := *o.known
			known.Inputs = o.inputs
			m.Files = append(m.Files, known)
			continue
		}
		info, err := d.what(items[i].Path)
		if err != nil || info == nil {
			complete = false
			continue
		}
		m.Files = append(m.Files, Known{items[i].Path, o.key, o.inputs, o.hash, info.Size(), info.ModTime().UnixNano()})
	}
	if complete {
		m.left, _ = d.what(manifestName)
	}
	return m
}
