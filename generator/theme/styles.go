package theme

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"dateline/generator/diag"
)

// addressed finds where a style names a file of the theme, by its path from the folder of the styles.
var addressed = regexp.MustCompile(`url\(\s*["']?\.\./(static/[^"')]*?)["']?\s*\)`)

// style gives the text of a file of styles as it is published: a file of static/ that it names has the address under which it is
// published, which carries its hash, from the folder of the stylesheet. These addresses are added to hashes, by the file's path.
func (t *Theme) style(f file, hashes map[string]string, found *diag.List) []byte {
	var out []byte
	from := 0
	for _, at := range addressed.FindAllSubmatchIndex(f.text, -1) {
		name := string(f.text[at[2]:at[3]])
		file, ok := t.file(name)
		if !ok {
			before := f.text[:at[2]]
			pos := diag.Pos{File: f.shown, Line: int32(bytes.Count(before, []byte("\n")) + 1),
				Column: int32(utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1)}
			found.Error(pos, "theme", "the theme has no file "+quote(name), diag.DidYouMean(name, t.static()))
			continue
		}
		if hashes[name] == "" {
			hashes[name] = hashed(strings.TrimPrefix(name, "static/"), file.hash)
		}
		out = append(append(out, f.text[from:at[0]]...), `url("`+strings.TrimPrefix(hashes[name], "assets/")+`")`...)
		from = at[1]
	}
	return append(out, f.text[from:]...)
}

// static gives the paths of the files of static/.
func (t *Theme) static() []string {
	var names []string
	for _, f := range t.files {
		if strings.HasPrefix(f.path, "static/") {
			names = append(names, f.path)
		}
	}
	return names
}
