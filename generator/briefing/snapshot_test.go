package briefing

import (
	"bytes"
	"testing"

	"dateline/generator/diag"
)

// snapshotOf gives a file with a body and the body's snapshot.
func snapshotOf(text string) (f *File, snapshot []byte, list diag.List) {
	f = &File{Path: "a.md", Body: Body{FirstLine: 1}}
	f.Body = parseBody(f, []byte(text), &list, func(_ *File, p *Parsed) { snapshot = p.AppendSnapshot(nil) })
	return f, snapshot, list
}

// shown gives all that is shown of a body.
func shown(t *testing.T, f *File, p *Parsed) (html, plain string) {
	t.Helper()
	made, err := p.HTML(resolved(f), nil, english, true)
	if err != nil {
		t.Error(err)
	}
	text, err := p.AppendPlain(nil, resolved(f), english)
	if err != nil {
		t.Error(err)
	}
	return string(made), string(text)
}

// checkSnapshot shows a body that was parsed again, and one that is recalled from a snapshot.
func checkSnapshot(t *testing.T, text string) {
	t.Helper()
	f, snapshot, list := snapshotOf(text)
	if list.HasErrors() {
		return
	}
	if got := SnapshotText(snapshot); !bytes.Equal(got, Text(f, []byte(text))) {
		t.Errorf("the text of %.100q is %.100q", text, got)
	}
	p, err := Again(f, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	html, plain := shown(t, f, p)
	p.Done()
	if p, err = Recalled(f, snapshot); err != nil {
		t.Fatalf("%.100q: %v", text, err)
	}
	html2, plain2 := shown(t, f, p)
	if p.Done(); html2 != html || plain2 != plain {
		t.Errorf("%.100q is shown as\n%s\n%s\ninstead of\n%s\n%s", text, html2, plain2, html, plain)
	}
}

// TestSnapshot recalls all that markdown can be, and nothing from a part of a snapshot.
func TestSnapshot(t *testing.T) {
	texts := []string{sample, "", "a", "\n\n", "a\r\nb", "> [!TIP]\n> a\n\nTable: B\n\n|c|\n|-:|\n|d|\n", "a\n: b\n\n`c\nd` ~~e~~ <!-- f --> <b>\n\n- [x] g\n\n1. h\n\n    i\n\t\tj",
		"## É\n\n## É\n\n[a](#é \"b\") <https://a.org> ![c](d.png \"e\") [[f|g]][^h]\n\n[^h]: i\n\n    j[^h]", bigBody()}
	for _, text := range append(texts, attacks...) {
		checkSnapshot(t, text)
		f, snapshot, _ := snapshotOf(text)
		for n := range min(len(snapshot), 2000) {
			if _, err := Recalled(f, snapshot[:n]); err == nil {
				t.Errorf("%d bytes of %d of the snapshot of %.100q are one too", n, len(snapshot), text)
			}
		}
	}
}

// bigBody is deeper and longer than others.
func bigBody() string {
	text := bytes.Repeat([]byte("A *line* of [a text](b.md).\n\n"), 300)
	for n := range maxDepth {
		text = append(append(text, bytes.Repeat([]byte(">"), n+1)...), "a\n"...)
	}
	return string(text)
}

// FuzzSnapshot reads snapshots that are none. What is taken for one can be shown, and its own snapshot shows the same.
func FuzzSnapshot(f *testing.F) {
	for _, text := range append(attacks, sample, "a", "|a|\n|-|\n|b|\n", "- [x] a\n\n> [!NOTE]\n> b[^c]\n\n[^c]: d") {
		if _, snapshot, list := snapshotOf(text); !list.HasErrors() {
			f.Add(snapshot, uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, snapshot []byte, refs uint8) {
		file := &File{Path: "a.md"}
		p, err := Recalled(file, snapshot)
		if err != nil {
			return
		}
		defer p.Done()
		targets := make([]Target, refs)
		for i := range targets {
			targets[i] = Target{Href: "/a/", Text: "b"}
		}
		html, failed := p.HTML(targets, nil, english, true)
		plain, failed2 := p.AppendPlain(nil, targets, english)
		q, err := Recalled(file, p.AppendSnapshot(nil))
		if err != nil {
			t.Fatalf("the snapshot of what %q gives cannot be read", snapshot)
		}
		defer q.Done()
		html2, failed3 := q.HTML(targets, nil, english, true)
		plain2, failed4 := q.AppendPlain(nil, targets, english)
		if html2 != html || !bytes.Equal(plain2, plain) || (failed == nil) != (failed3 == nil) || (failed2 == nil) != (failed4 == nil) {
			t.Errorf("%q is shown as\n%s\n%s\nand then as\n%s\n%s", snapshot, html, plain, html2, plain2)
		}
	})
}
