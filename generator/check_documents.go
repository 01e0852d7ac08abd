package generator

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"

	"dateline/generator/diag"
	"dateline/generator/picture"
	"dateline/generator/source"
)

// documents reports published files that are no pictures, and so are published as they are, and tell of who made them or where. It
// finds what is written plainly, in files that are not huge: one that is not reported may tell all the same.
func documents(r *Result, tree *source.Tree, list *diag.List) error {
	if r.Site.Config.Silenced["metadata-kept"] {
		return nil
	}
	told := map[string]bool{}
	for _, a := range r.Site.Published() {
		e := r.Memory.gallery.Of(&a.File)
		if told[a.File.Path] || e == nil || e.Format != picture.None || e.Refused != nil || a.File.Size > picture.MaxSize {
			continue
		}
		told[a.File.Path] = true
		data, err := tree.Read(a.File)
		if err != nil {
			return fmt.Errorf("%w: read %s: %w", ErrSource, a.File.Path, err)
		}
		if what := tells(data); what != "" {
			list.Warn(diag.Pos{File: a.File.Path}, "metadata-kept", "this file is published as it is, and tells "+what,
				"take that out before, or silence this with metadata-kept = false below [check]")
		}
	}
	return nil
}

var (
	pdfAuthor    = regexp.MustCompile(`/Author\s*(\([^)]|<[0-9A-Fa-f])`)
	xmpAuthor    = regexp.MustCompile(`<dc:creator>\s*<rdf:Seq>\s*<rdf:li[^>]*>\s*[^<\s]`)
	officeAuthor = regexp.MustCompile(`<(dc:creator|cp:lastModifiedBy|meta:initial-creator)>\s*[^<\s]`)
)

// tells says of whom a document or a recording tells, or "".
func tells(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		if pdfAuthor.Match(data) || xmpAuthor.Match(data) {
			return "who wrote it"
		}
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		if officeNames(data) {
			return "who wrote it"
		}
	case len(data) > 8 && string(data[4:8]) == "ftyp":
		for _, place := range []string{"\xa9xyz", "com.apple.quicktime.location.ISO6709"} {
			if bytes.Contains(data, []byte(place)) {
				return "where it was recorded"
			}
		}
	}
	return ""
}

// officeNames reports whether an Office document or an OpenDocument names somebody.
func officeNames(data []byte) bool {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false
	}
	for _, name := range []string{"docProps/core.xml", "meta.xml"} {
		f, err := archive.Open(name)
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(io.LimitReader(f, 1<<20))
		f.Close()
		if officeAuthor.Match(text) {
			return true
		}
	}
	return false
}
