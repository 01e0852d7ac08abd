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

// TestSnapshot shows bodies that were parsed again, and those that are recalled from a snapshot.
func TestSnapshot(t *testing.T) {
	texts := []string{sample, "", "a", "\n\n", "a\r\nb", "> [!TIP]\n> a\n\nTable: B\n\n|c|\n|-:|\n|d|\n", "a\n: b\n\n`c\nd` ~~e~~ <!-- f --> <b>\n\n- [x] g\n\n1. h\n\n    i\n\t\tj",
		"## É\n\n## É\n\n[a](#é \"b\") <https://a.org> ![c](d.png \"e\") [[f|g]][^h]\n\n[^h]: i\n\n    j[^h]", bigBody()}
	texts = append(texts, attacks...)
	for _, text := range texts {
		f, snapshot, list := snapshotOf(text)
		if list.HasErrors() {
			continue
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
		p, err = Recalled(f, snapshot)
		if err != nil {
			t.Errorf("%.100q: %v", text, err)
			continue
		}
		html2, plain2 := shown(t, f, p)
		if p.Done(); html2 != html || plain2 != plain {
			t.Errorf("%.100q is shown as\n%s\n%s\ninstead of\n%s\n%s", text, html2, plain2, html, plain)
		}
		for n := range len(snapshot) {
			if p, err := Recalled(f, snapshot[:n]); err == nil {
				t.Errorf("%d bytes of %d of the snapshot of %.100q are one too", n, len(snapshot), text)
				p.Done()
				break
			}
			if n > 2000 {
				break
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

// FuzzSnapshot reads snapshots that are none. What is taken for one can be shown.
func FuzzSnapshot(f *testing.F) {
	for _, text := range append(attacks, sample, "a", "|a|\n|-|\n|b|\n", "- [x] a\n\n> [!NOTE]\n> b[^c]\n\n[^c]: d") {
		if _, snapshot, list := snapshotOf(text); !list.HasErrors() {
			f.Add(snapshot, 0)
		}
	}
	f.Fuzz(func(t *testing.T, snapshot []byte, refs int) {
		p, err := Recalled(&File{Path: "a.md"}, snapshot)
		if err != nil {
			return
		}
		defer p.Done()
		SnapshotText(snapshot)
		targets := make([]Target, min(max(refs, 0), 1000))
		for i := range targets {
			targets[i] = Target{Href: "/a/", Text: "b"}
		}
		p.HTML(targets, nil, english, true)
		p.AppendPlain(nil, targets, english)
		if again := p.AppendSnapshot(nil); len(again) > 0 {
			q, err := Recalled(&File{}, again)
			if err != nil {
				t.Fatalf("the snapshot of what %q gives cannot be read", snapshot)
			}
			q.Done()
		}
	})
}
