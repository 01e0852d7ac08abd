package plan

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"dateline/generator/diag"
	"dateline/generator/gallery"
	"dateline/generator/output"
	"dateline/generator/picture"
	"dateline/generator/site"
	"dateline/generator/source"
	"dateline/generator/view"
)

// assets plans the files that are published beside pages: those of bundles that are shown, linked or listed, and those of _static.
// Of pictures that pages show, the smaller sizes stand beside them.
func assets(p *planner) {
	for i := range p.Published {
		a := &p.Published[i]
		kind := "asset"
		if a.File.Kind == source.Static {
			kind = "static"
		}
		e := p.Gallery.Of(&a.File)
		switch {
		case e == nil || e.Format == picture.None:
			p.copy(a.Address, kind, a.File, output.Hash(a.File.Hash), p.copyFile)
		default:
			p.picture(a.Address, kind, a.File, e.Hash)
			for _, s := range p.sizes[a.Path()] {
				p.picture(s.address, "size", a.File, s.Hash)
			}
		}
		if e != nil {
			p.judge(a, e)
		}
	}
}

// judge says what is wrong with a picture.
func (p *planner) judge(a *site.Asset, e *gallery.Entry) {
	pos := diag.Pos{File: a.File.Path}
	refused := e.Refused
	if a.File.Kind != source.Static && e.Active != nil {
		refused = e.Active
	}
	if refused != nil {
		pos.Line, pos.Column = refused.Line, refused.Column
		p.list.Error(pos, refused.Kind, refused.Message, refused.Hint)
	}
}

// copy plans a file whose hash is known.
func (p *planner) copy(addr, kind string, f source.File, hash output.Hash, write func(io.Writer, source.File) error) {
	o := p.add(addr, kind, &made{by: func() (view.Digest, func(io.Writer) error) {
		return digest(string(hash[:])), func(w io.Writer) error { return write(w, f) }
	}})
	o.Hash, o.Pos = &hash, diag.Pos{File: f.Path}
}

// picture plans a picture, by the hash of what is published of a file.
func (p *planner) picture(addr, kind string, f source.File, hash gallery.Hash) {
	p.copy(addr, kind, f, output.Hash(hash), func(w io.Writer, f source.File) error {
		err := p.Gallery.Write(w, p.Tree, f, hash)
		if errors.Is(err, gallery.ErrChanged) {
			return fmt.Errorf("%w: %w", err, ErrChanged)
		}
		return err
	})
}

func (p *planner) copyFile(w io.Writer, f source.File) error {
	sum := sha256.New()
	err := p.Tree.Copy(io.MultiWriter(w, sum), f)
	if errors.Is(err, source.ErrOpen) { // The look of the next build tells why.
		return fmt.Errorf("%s: %w: %w", f.Path, ErrChanged, err)
	}
	if err == nil && !bytes.Equal(sum.Sum(nil), f.Hash[:]) {
		return fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	return err
}

// themeAssets plans the theme's stylesheet, scripts, fonts and other files.
func themeAssets(p *planner) {
	for _, a := range p.Theme.Assets() {
		p.add(a.Address, "theme", &made{by: func() (view.Digest, func(io.Writer) error) {
			return digest(string(a.Hash[:])), func(w io.Writer) error { _, err := w.Write(a.Bytes); return err }
		}}).Hash = (*output.Hash)(&a.Hash)
	}
}
