package output

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzManifest reads any text as a manifest, and brings a folder that has it to a plan. What is read stands in the text, line by line,
// and names nothing outside the folder. The site becomes what is planned; a file that the manifest does not name, and what is outside,
// stays as it was.
func FuzzManifest(f *testing.F) {
	good := strings.Repeat("0a", 32)
	none := strings.Repeat("0", 64)
	for _, text := range []string{
		"", good + "  own.txt\n", good + "  index.html\n" + none + "  a/b.txt\n", none + "  a\n" + good + "  a/own.txt", good + "  ../outside.txt\n", good + "  /etc/passwd\n",
		good + "  .dateline-manifest\n", good + "  .dateline-stage\n" + good + "  .dateline-stage/index.html\n", good + "  index.html/x\n", none + "  a/ow", good + "  a\\..\\own.txt\n",
		strings.ToUpper(good) + "  x\n" + good + "  x\n" + none + "  x\n", good + "  a/b.txt\r\n", good + " *own.txt\n", good + "  a/" + strings.Repeat("x", 300) + "\n" + good + "  " + strings.Repeat("a/", 3000) + "a\n" + good + "  a\x00\n", good + "  C:own.txt\n" + good + "  link/outside.txt\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := parseManifest(text)
		for i, k := range m {
			if i > 0 && m[i-1].Path >= k.Path {
				t.Errorf("%q stands behind %q", k.Path, m[i-1].Path)
			}
			if !fs.ValidPath(k.Path) || strings.Contains(k.Path, "\x00") || !strings.Contains("\n"+text+"\n", "  "+k.Path+"\n") {
				t.Errorf("no line names %q", k.Path)
			}
		}
		if m.is(text) != (text == string(m.encode())) {
			t.Fatalf("%q: is it what is written for it? %t", text, m.is(text))
		}
		if again := parseManifest(string(m.encode())); !slices.Equal(again, m) {
			t.Errorf("%v is written and read again as %v", m, again)
		}
		var piecewise bytes.Buffer
		if err := m.write(&piecewise); err != nil || !bytes.Equal(piecewise.Bytes(), m.encode()) {
			t.Errorf("written in pieces it is another: %v", err)
		}
		there := map[string]string{"own.txt": "own", "a/own.txt": "own", "a/b.txt": "older", "link": "-> ..", ".git/config": "own"}
		planned := map[string]string{"index.html": "home", "a/c.txt": "c", "x/y/z.txt": "z"}
		if len(m) > 0 && !slices.ContainsFunc(m, func(k Known) bool {
			first, _, _ := strings.Cut(k.Path, "/")
			return slices.Contains([]string{"own.txt", "a", "link", ".git", "index.html", "x", manifestName, stageName}, first)
		}) {
			return // a folder with these names has nothing that such a manifest tells of
		}

		around := t.TempDir()
		dir := filepath.Join(around, "public")
		put(t, around, map[string]string{"outside.txt": "outside"})
		put(t, dir, there)
		put(t, dir, map[string]string{manifestName: text})
		_, list, err := Sync(dir, plan(planned), nil, false)
		if err != nil || list.HasErrors() {
			t.Fatalf("%v %v", err, list)
		}
		found := look(t, around)
		if found["outside.txt"] != "outside" {
			t.Error("a file outside the folder changed")
		}
		for name, text := range there {
			if got, still := found["public/"+name]; (!still || got != text) && !m.has(name) {
				t.Errorf("%s was nobody's and is %q", name, got)
			}
		}
		for name, text := range planned {
			if found["public/"+name] != text {
				t.Errorf("%s is %q", name, found["public/"+name])
			}
		}
		if left := parseManifest(found["public/"+manifestName]); len(left) != len(planned) {
			t.Errorf("the manifest names %v", left)
		}
	})
}

// FuzzMemory reads any bytes as what a build remembers, with the checksum that they ought to have. What is read in spite of that can
// be written and read again; the next build makes of it the site that is planned.
func FuzzMemory(f *testing.F) {
	write := func(m *Memory) []byte {
		var b bytes.Buffer
		if err := m.Write(&b); err != nil {
			f.Fatal(err)
		}
		return b.Bytes()
	}
	f.Add(write(&Memory{}))
	f.Add(write(&Memory{Files: []Known{{Path: "a/b.txt", Inputs: 1, Size: 2, Modified: 3}, {Path: "index.html", Hash: Hash{1}, Key: Key{2}}}}))
	f.Add([]byte(memoryForm + "\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff0000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if end := len(data) - crc32.Size; end >= 0 {
			data = slices.Clone(data)
			binary.BigEndian.PutUint32(data[end:], crc32.Checksum(data[:end], checksums))
		}
		m := ReadMemory(data)
		var b bytes.Buffer
		if err := m.Write(&b); err != nil {
			t.Fatal(err)
		}
		if again := ReadMemory(b.Bytes()); !slices.Equal(again.Files, m.Files) {
			t.Errorf("%v is written and read again as %v", m.Files, again.Files)
		}
		if m.Kept && !bytes.Equal(b.Bytes(), data) {
			t.Error("what was read to its end is written another way")
		}
		planned := map[string]string{"index.html": "home", "a/b.txt": "b"}
		if !slices.ContainsFunc(m.Files, func(k Known) bool { return planned[k.Path] != "" }) {
			return // it tells nothing of this folder
		}
		dir := t.TempDir()
		mustSync(t, dir, plan(planned), &Memory{})
		m.LookAhead(dir)
		planned["index.html"] = "another"
		mustSync(t, dir, plan(planned), m)
		expect(t, "published", planned, published(t, dir, planned))
	})
}
