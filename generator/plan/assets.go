package plan

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/output"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/view"
)

// assets plans the files of bundles that are shown, linked or listed.
func assets(p *planner) {
	bundle := func(f *briefing.File, list []site.Asset) {
		for _, a := range list {
			if strings.EqualFold(path.Ext(a.File.Path), ".svg") {
				p.checkSVG(a.File)
			}
			p.copy(a.Address, "asset", a.File)
		}
	}
	for _, b := range p.Site.Briefings {
		bundle(b.File, b.Assets)
	}
	for _, page := range p.Site.Pages {
		bundle(page.File, page.Assets)
	}
	for _, c := range p.Site.Kinds {
		for _, e := range c.Entities {
			if e.File != nil {
				bundle(e.File, e.Assets)
			}
		}
	}
}

// static plans the files of _static, at the paths they have there.
func static(p *planner) {
	for _, f := range p.Site.Static {
		p.copy(strings.TrimPrefix(f.Path, source.StaticDir+"/"), "static", f)
	}
}

// copy plans a file that is published byte for byte.
func (p *planner) copy(addr, kind string, f source.File) {
	o := p.add(addr, kind, &made{by: func() (view.Digest, func(io.Writer) error) {
		return digest(string(f.Hash[:])), func(w io.Writer) error { return p.copyFile(w, f) }
	}})
	o.Hash, o.Pos = output.Hash(f.Hash), diag.Pos{File: f.Path}
}

func (p *planner) copyFile(w io.Writer, f source.File) error {
	sum := sha256.New()
	err := p.Tree.Copy(io.MultiWriter(w, sum), f)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !bytes.Equal(sum.Sum(nil), f.Hash[:]) {
		return fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	return err
}

// themeAssets plans the theme's stylesheet, scripts, fonts and other files.
func themeAssets(p *planner) {
	for _, a := range p.Theme.Assets() {
		p.add(a.Address, "theme", &made{by: func() (view.Digest, func(io.Writer) error) {
			return digest(string(a.Hash[:])), func(w io.Writer) error { _, err := w.Write(a.Bytes); return err }
		}}).Hash = a.Hash
	}
}

// checkSVG refuses a drawing that a browser would run: opened by itself, an SVG is a document.
func (p *planner) checkSVG(f source.File) {
	text, err := p.Tree.Read(f)
	if err != nil {
		p.list.Error(diag.Pos{File: f.Path}, "unreadable", fmt.Sprintf("cannot be read: %v", err), "check its permissions")
		return
	}
	if what, at := active(text); what != "" {
		before := text[:at]
		line := before[bytes.LastIndexByte(before, '\n')+1:]
		pos := diag.Pos{File: f.Path, Line: int32(bytes.Count(before, []byte("\n")) + 1), Column: int32(utf8.RuneCount(line) + 1)}
		p.list.Error(pos, "active-svg", "this SVG is refused: it has "+what, "export it as plain SVG, without scripts and links to other sites, or as PNG")
	}
}
