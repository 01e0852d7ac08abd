// Package picture reads pictures: what they are, how large, and which of their bytes show something. It gives them without all
// that tells of who made them, where and with what (EXIF, GPS, XMP, comments, previews, what follows the end), and in smaller
// sizes. It knows bytes and no files.
//
// A container is walked and copied piece by piece, and of its pieces those are kept that are on a list: the pixels stay, bit by
// bit, and what nobody has thought of is left out. What cannot be walked to its end is refused, for it would be published with
// whatever it holds. Nothing here uses floating point in a way that depends on the processor: the same picture gives the same
// bytes on every machine, as long as the libraries for encoding are the same.
package picture

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Version stands for what this package makes of a picture: it is another number when that is another.
const Version = 2

const (
	maxPixels = 100_000_000
	// MaxSize is how many bytes a picture may have. It is held in memory as a whole.
	MaxSize = 128 << 20
	// HeadSize is how many of the first bytes tell what a file is.
	HeadSize = 512
)

// Format is the kind of a picture's file.
type Format uint8

// The formats. Foreign are those that browsers do not show, or that cannot be read here.
const (
	None Format = iota
	JPEG
	PNG
	GIF
	WebP
	AVIF
	SVG
	Icon
	Foreign
)

// Picture is a picture as it may be published.
type Picture struct {
	Format        Format
	Width, Height int    // in pixels, as it is shown; of an SVG what it asks for, 0 when it asks for nothing
	Moves         bool   // it has several frames
	Bytes         []byte // without metadata
	Encoded       bool   // Bytes were encoded anew, and not only copied

	profile []byte // what tells the colours, as its file has it: segments of a JPEG, chunks of a PNG
	plain   bool   // it is of few enough pixels, and of colours, that smaller sizes can be made
}

// Refusal says why something cannot be published, and what to do.
type Refusal struct {
	Kind    string // of the diagnostic
	Message string
	Hint    string
	Line    int32 // from 1; 0 for the whole file
	Column  int32 // in characters, from 1
}

func (r *Refusal) Error() string { return r.Message }

const exportHint = "open it in an image editor and export it as JPEG, PNG or WebP"

func unreadable(format, what string) error {
	return &Refusal{Kind: "picture-unreadable", Message: fmt.Sprintf("this %s cannot be read, and so not freed of metadata: %s", format, what), Hint: exportHint}
}

// names are the extensions of pictures.
var names = map[string]bool{
	".png": true, ".apng": true, ".jpg": true, ".jpeg": true, ".jpe": true, ".jfif": true, ".gif": true, ".webp": true, ".avif": true, ".svg": true, ".ico": true, ".cur": true,
	packed: true,
}

// packed is the extension of a gzipped SVG. Servers give it to browsers as an SVG, also one that stands beside it as .svg.gz.
const packed = ".svgz"

// strange are the extensions of pictures that cannot be freed of metadata here.
var strange = map[string]bool{
	".bmp": true, ".dib": true, ".tif": true, ".tiff": true, ".heic": true, ".heif": true, ".hif": true, ".jxl": true, ".jp2": true,
	".jxr": true, ".psd": true, ".xcf": true,
}

// Named gives the extension of a file in small letters if it is that of a picture, else "". What Read makes of the same bytes
// depends on that alone.
func Named(name string) string {
	name = strings.ToLower(name)
	if strings.HasSuffix(name, ".svg.gz") {
		return packed
	}
	if ext := path.Ext(name); names[ext] || strange[ext] {
		return ext
	}
	return ""
}

// Instead says what to publish instead of a picture that is refused for its name alone; "" for every other name.
func Instead(name string) string {
	switch ext := Named(name); {
	case ext == packed:
		return "unpack it, and publish the .svg itself"
	case strange[ext]:
		return exportHint
	}
	return ""
}

// Sniff tells the format of a file by its first HeadSize bytes, or all of them when there are fewer. An SVG is told by its name.
func Sniff(name string, head []byte) Format {
	text := string(head[:min(len(head), HeadSize)])
	switch {
	case Named(name) == ".svg":
		return SVG
	case strings.HasPrefix(text, "\xff\xd8\xff"):
		return JPEG
	case strings.HasPrefix(text, pngSignature):
		return PNG
	case strings.HasPrefix(text, "GIF87a"), strings.HasPrefix(text, "GIF89a"):
		return GIF
	case strings.HasPrefix(text, "RIFF") && len(text) >= 12 && text[8:12] == "WEBP":
		return WebP
	case len(text) >= 12 && text[4:8] == "ftyp":
		return sniffBoxes(text)
	case strings.HasPrefix(text, "\x00\x00\x01\x00"), strings.HasPrefix(text, "\x00\x00\x02\x00"):
		if ext := Named(name); ext == ".ico" || ext == ".cur" {
			return Icon
		}
	case strings.HasPrefix(text, "BM") && len(text) >= 18 && text[6:10] == "\x00\x00\x00\x00" && text[15:18] == "\x00\x00\x00": // BMP: nothing in its reserved bytes, and a head of less than 256
		return Foreign
	case strings.HasPrefix(text, "II*\x00"), strings.HasPrefix(text, "MM\x00*"), strings.HasPrefix(text, "II+\x00"), strings.HasPrefix(text, "MM\x00+"), // TIFF, and raw files of cameras
		strings.HasPrefix(text, "IIU\x00"), strings.HasPrefix(text, "IIRO"), strings.HasPrefix(text, "FUJIFILM"), strings.HasPrefix(text, "8BPS"),
		strings.HasPrefix(text, "\x00\x00\x00\x0cjP  "), strings.HasPrefix(text, "\x00\x00\x00\x0cJXL "):
		return Foreign
	}
	return None
}

// sniffBoxes tells files of ISO 14496-12 apart by their brands: pictures, and films, which are none.
func sniffBoxes(text string) Format {
	size := int(text[0])<<24 | int(text[1])<<16 | int(text[2])<<8 | int(text[3])
	found := None
	for at := 8; at+4 <= min(size, len(text)); at += 4 {
		switch text[at : at+4] {
		case "avif", "avis":
			return AVIF
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "crx ", "jxl ":
			found = Foreign
		}
	}
	return found
}

// TooLarge refuses a picture of more bytes than MaxSize.
func TooLarge(size int64) *Refusal {
	return &Refusal{Kind: "picture-size", Message: fmt.Sprintf("this picture has %d MiB, and may have %d", size>>20, MaxSize>>20), Hint: "export it in a smaller size"}
}

// Read reads a picture. It gives nil for a file that is none and is not named like one, and for one that is named like a picture
// and is text. The error is a *Refusal: the picture must not be published.
func Read(name string, data []byte) (*Picture, error) {
	if len(data) > MaxSize {
		return nil, TooLarge(int64(len(data)))
	}
	p, err := read(name, data)
	if err != nil || p == nil {
		return nil, err
	}
	if p.Format != SVG && p.Format != Icon {
		if p.Width <= 0 || p.Height <= 0 {
			return nil, unreadable("picture", "it has no pixels")
		}
		if p.Width > maxPixels/p.Height {
			return nil, &Refusal{Kind: "picture-size", Message: fmt.Sprintf("this picture has %d by %d pixels, and may have 100 million", p.Width, p.Height), Hint: "export it in a smaller size"}
		}
	}
	return p, nil
}

func read(name string, data []byte) (*Picture, error) {
	named := Named(name)
	switch {
	case named != "" && len(data) == 0:
		return nil, &Refusal{Kind: "empty-file", Message: "this picture is empty: its file has no bytes", Hint: "put the picture in its place, or remove the file"}
	case named == packed:
		return nil, &Refusal{Kind: "picture-type", Message: "this SVG is packed, and so not freed of scripts and metadata", Hint: Instead(name)}
	}
	format := Sniff(name, data)
	if format == None && strange[named] && !IsText(data) {
		format = Foreign
	}
	switch format {
	case JPEG:
		return readJPEG(data)
	case PNG:
		return readPNG(data)
	case GIF:
		return readGIF(data)
	case WebP:
		return readWebP(data)
	case AVIF:
		return readAVIF(data)
	case SVG:
		return readSVG(data)
	case Icon:
		return readIcon(data)
	case Foreign:
		return nil, &Refusal{Kind: "picture-type", Message: "this is a picture of a type that is not published: it may hold metadata, and not every browser shows it", Hint: exportHint}
	}
	if named != "" && !IsText(data) {
		return nil, unreadable("picture", "it is of no type that is known here")
	}
	return nil, nil
}

// IsPointer reports whether data is what git-lfs leaves in the place of a file that it keeps elsewhere.
func IsPointer(data []byte) bool {
	return bytes.HasPrefix(data, []byte("version https://git-lfs.github.com/"))
}

// IsText reports whether data is plain text: something that stands in for a picture, and no damaged one.
func IsText(data []byte) bool {
	return utf8.Valid(data) && !bytes.ContainsFunc(data, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
}
