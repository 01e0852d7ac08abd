package picture

import (
	"image"
	"image/draw"
)

// plane is a rectangle of samples, n bytes for each pixel.
type plane struct {
	pix           []uint8
	stride        int // bytes from row to row
	width, height int
	n             int
}

// planesOf gives the planes of a picture, and how to put others in their place, of a picture of a size. Those of a JPEG are its own
// ones; others become red, green and blue, by which they are multiplied with how opaque they are.
func planesOf(img image.Image) (planes []plane, of func(planes []plane, width, height int) image.Image) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	switch img := img.(type) {
	case *image.YCbCr:
		r := image.Rect(0, 0, w, h)
		cw, ch := chroma(r, img.SubsampleRatio)
		return []plane{{img.Y, img.YStride, w, h, 1}, {img.Cb, img.CStride, cw, ch, 1}, {img.Cr, img.CStride, cw, ch, 1}}, nil
	case *image.Gray:
		return []plane{{img.Pix, img.Stride, w, h, 1}}, func(p []plane, w, h int) image.Image {
			return &image.Gray{Pix: p[0].pix, Stride: p[0].stride, Rect: image.Rect(0, 0, w, h)}
		}
	}
	rgba, ok := img.(*image.RGBA)
	if !ok {
		rgba = image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Src)
	}
	return []plane{{rgba.Pix, rgba.Stride, w, h, 4}}, func(p []plane, w, h int) image.Image {
		return &image.RGBA{Pix: p[0].pix, Stride: p[0].stride, Rect: image.Rect(0, 0, w, h)}
	}
}

// chroma gives the size of the planes of colour.
func chroma(r image.Rectangle, ratio image.YCbCrSubsampleRatio) (w, h int) {
	w, h = r.Dx(), r.Dy()
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return (w + 1) / 2, h
	case image.YCbCrSubsampleRatio420:
		return (w + 1) / 2, (h + 1) / 2
	case image.YCbCrSubsampleRatio440:
		return w, (h + 1) / 2
	case image.YCbCrSubsampleRatio411:
		return (w + 3) / 4, h
	case image.YCbCrSubsampleRatio410:
		return (w + 3) / 4, (h + 1) / 2
	}
	return w, h
}

// turn gives a picture turned as EXIF's orientation says, 2 to 8.
func turn(img image.Image, orientation int) image.Image {
	if p, ok := img.(*image.Paletted); ok {
		turned := plane{p.Pix, p.Stride, p.Rect.Dx(), p.Rect.Dy(), 1}.turn(orientation)
		return &image.Paletted{Pix: turned.pix, Stride: turned.stride, Rect: image.Rect(0, 0, turned.width, turned.height), Palette: p.Palette}
	}
	if p, ok := img.(*image.NRGBA); ok { // Its colours stay what they are where it is nearly transparent.
		turned := plane{p.Pix, p.Stride, p.Rect.Dx(), p.Rect.Dy(), 4}.turn(orientation)
		return &image.NRGBA{Pix: turned.pix, Stride: turned.stride, Rect: image.Rect(0, 0, turned.width, turned.height)}
	}
	if p, ok := img.(*image.YCbCr); ok && p.SubsampleRatio != image.YCbCrSubsampleRatio420 && p.SubsampleRatio != image.YCbCrSubsampleRatio444 {
		return turn(whole(p), orientation)
	}
	planes, of := planesOf(img)
	for i := range planes {
		planes[i] = planes[i].turn(orientation)
	}
	w, h := planes[0].width, planes[0].height
	if p, ok := img.(*image.YCbCr); ok {
		return &image.YCbCr{Y: planes[0].pix, Cb: planes[1].pix, Cr: planes[2].pix, YStride: w, CStride: planes[1].width,
			SubsampleRatio: p.SubsampleRatio, Rect: image.Rect(0, 0, w, h)}
	}
	return of(planes, w, h)
}

// whole gives a picture with as much colour as light.
func whole(p *image.YCbCr) *image.YCbCr {
	to := image.NewYCbCr(image.Rect(0, 0, p.Rect.Dx(), p.Rect.Dy()), image.YCbCrSubsampleRatio444)
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			at := to.YOffset(x, y)
			c := p.YCbCrAt(p.Rect.Min.X+x, p.Rect.Min.Y+y)
			to.Y[at], to.Cb[at], to.Cr[at] = c.Y, c.Cb, c.Cr
		}
	}
	return to
}

func (p plane) turn(orientation int) plane {
	to := plane{width: p.width, height: p.height, n: p.n}
	if orientation >= 5 {
		to.width, to.height = p.height, p.width
	}
	to.stride = to.width * p.n
	to.pix = make([]uint8, to.stride*to.height)
	for y := range p.height {
		for x := range p.width {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = p.width - 1 - x
			case 3:
				tx, ty = p.width-1-x, p.height-1-y
			case 4:
				ty = p.height - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = p.height-1-y, x
			case 7:
				tx, ty = p.height-1-y, p.width-1-x
			case 8:
				tx, ty = y, p.width-1-x
			}
			copy(to.pix[ty*to.stride+tx*p.n:][:p.n], p.pix[y*p.stride+x*p.n:])
		}
	}
	return to
}
