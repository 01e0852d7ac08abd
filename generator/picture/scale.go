package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math"
)

// Widths are those in which a picture is offered beside its own, in pixels.
var Widths = []int{480, 960, 1440}

// maxScaled bounds what is decoded to be made smaller: beyond, memory would not do.
const maxScaled = 64_000_000 // pixels

// Size is a picture in a smaller size.
type Size struct {
	Width, Height int
	Bytes         []byte
}

// Scalable reports whether Sizes may give any.
func (p *Picture) Scalable() bool {
	return (p.Format == JPEG || p.Format == PNG) && p.plain && !p.Moves && p.Width*9 >= Widths[0]*10 && p.Width*p.Height <= maxScaled
}

// Sizes gives the picture in the Widths that are clearly less than its own, narrowest first, in its own format, but for those that
// would have no fewer bytes. Of what cannot be decoded here, or moves, or is no JPEG or PNG, it gives none.
func (p *Picture) Sizes() []Size {
	if !p.Scalable() {
		return nil
	}
	decode := jpeg.Decode
	if p.Format == PNG {
		decode = png.Decode
	}
	img, err := decode(bytes.NewReader(p.Bytes))
	if err != nil || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
		return nil
	}
	var sizes []Size
	fewest := len(p.Bytes)
	for i := len(Widths) - 1; i >= 0; i-- {
		w := Widths[i]
		if p.Width*9 < w*10 {
			continue
		}
		h := max(1, (p.Height*w+p.Width/2)/p.Width)
		img = scale(img, w, h) // each from the one before, which is less work
		s := Size{Width: w, Height: h}
		if p.Format == PNG {
			s.Bytes = encodePNG(img, p.profile)
		} else {
			s.Bytes = encodeJPEG(img, quality, p.profile)
		}
		if len(s.Bytes) < fewest {
			fewest, sizes = len(s.Bytes), append([]Size{s}, sizes...)
		}
	}
	return sizes
}

// scale makes a picture smaller.
func scale(img image.Image, width, height int) image.Image {
	planes, of := planesOf(img)
	if of == nil {
		to := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
		cw, ch := chroma(to.Rect, to.SubsampleRatio)
		to.Y = planes[0].scale(width, height).pix
		to.Cb, to.Cr = planes[1].scale(cw, ch).pix, planes[2].scale(cw, ch).pix
		return to
	}
	scaled := planes[0].scale(width, height)
	if scaled.n == 4 { // A colour is never more than what is opaque of it.
		for i := 0; i < len(scaled.pix); i += 4 {
			for c := range 3 {
				scaled.pix[i+c] = min(scaled.pix[i+c], scaled.pix[i+3])
			}
		}
	}
	return of([]plane{scaled}, width, height)
}

// scale gives a plane in another size, along its rows first and then along its columns. All sums are of integers: libraries take
// floats, whose last bit depends on the processor, so that another machine would publish other bytes.
func (p plane) scale(width, height int) plane {
	mid := plane{make([]uint8, width*p.n*p.height), width * p.n, width, p.height, p.n}
	along := weigh(p.width, width)
	for y := range p.height {
		row, to := p.pix[y*p.stride:], mid.pix[y*mid.stride:]
		for x := range along {
			s := &along[x]
			for c := range p.n {
				sum, at := int32(half), s.from*p.n+c
				for _, w := range s.weights {
					sum += w * int32(row[at])
					at += p.n
				}
				to[x*p.n+c] = clamp(sum)
			}
		}
	}
	to := plane{make([]uint8, width*p.n*height), width * p.n, width, height, p.n}
	sums := make([]int32, mid.stride)
	for y, s := range weigh(p.height, height) {
		for i := range sums {
			sums[i] = half
		}
		for i, w := range s.weights {
			row := mid.pix[(s.from+i)*mid.stride:][:len(sums)]
			for x, v := range row {
				sums[x] += w * int32(v)
			}
		}
		for x, sum := range sums {
			to.pix[y*to.stride+x] = clamp(sum)
		}
	}
	return to
}

// Weights are integers that add up to one.
const (
	bits = 15
	one  = 1 << bits
	half = one / 2
)

func clamp(sum int32) uint8 { return uint8(min(max(sum>>bits, 0), 255)) }

// samples are those of a row from one on, with their weights, that make one of another row.
type samples struct {
	from    int
	weights []int32
}

// weigh gives what each of the samples of a row is made of, by the kernel of Catmull and Rom, which is as wide as one of them.
func weigh(from, to int) []samples {
	all := make([]samples, to)
	step := max(1, float64(from)/float64(to))
	for i := range all {
		center := float64((float64(i)+0.5)*float64(from))/float64(to) - 0.5
		first := max(0, int(math.Ceil(center-float64(2*step))))
		last := min(from-1, int(math.Floor(center+float64(2*step))))
		parts, total := make([]float64, last-first+1), 0.0
		for j := range parts {
			parts[j] = catmullRom((float64(first+j) - center) / step)
			total += parts[j]
		}
		s := samples{first, make([]int32, len(parts))}
		rest, most := int32(one), 0
		for j, part := range parts {
			s.weights[j] = int32(math.Round(float64(part/total) * one))
			rest -= s.weights[j]
			if s.weights[j] > s.weights[most] {
				most = j
			}
		}
		s.weights[most] += rest
		all[i] = s
	}
	return all
}

// catmullRom is the kernel. What is converted is rounded: without it a processor may add and multiply in one step, with another
// last bit.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	square := float64(x * x)
	cube := float64(square * x)
	switch {
	case x < 1:
		return float64(1.5*cube) - float64(2.5*square) + 1
	case x < 2:
		return float64(-0.5*cube) + float64(2.5*square) - float64(4*x) + 2
	}
	return 0
}
