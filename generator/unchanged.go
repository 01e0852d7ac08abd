package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"

	"dateline/generator/diag"
	"dateline/generator/source"
	"dateline/generator/theme"
)

// The site is a function of what it is made from. When nothing of that is another than at the last build, and the output is as that build
// left it, there is no need of a site and a plan to find that nothing is to do: a new process then takes a third of the time. Whatever
// site.New, the theme, the plan and the outputs depend on must be in madeFrom. It does not matter to a process that goes on: there, what
// did not change is taken over step by step.

// note is what a build writes beside the output that it has made, for the next process.
type note struct {
	From        string         // as of madeFrom
	Moment      time.Time      // of the build
	Addresses   uint64         // as of sum, that the last build for readers has left: of what moves the next one tells
	Counts      map[string]int // as of Result.Counts
	Diagnostics diag.List      // all of them, in order
}

// madeFrom stands for everything that an output is made from, and what the messages of a build are about; it is "" without a theme. r has
// the messages about settings, files, texts and the theme.
func (r *Result) madeFrom(o Options, tree *source.Tree, theme *theme.Theme, files []source.File, texts texts) string {
	if theme == nil {
		return ""
	}
	sum := sha256.New()
	settings, _ := tree.Settings()
	fmt.Fprintf(sum, "%q %q %q %q %t %t %t %t %x %q\n", o.Version, o.BaseURL, o.Theme, outputName(o, tree), o.Drafts, o.Embargoed, o.Portable, o.Strict, theme.Digest(), settings)
	for _, d := range r.Diagnostics {
		fmt.Fprintf(sum, "%q\n", d)
	}
	for _, h := range r.Held {
		fmt.Fprintf(sum, "held %q %q\n", h.File.Path, h.Reason)
	}
	var line []byte
	add := func(name string, kind source.Kind, hash []byte) {
		line = strconv.AppendQuote(append(line[:0], byte('0'+kind)), name)
		sum.Write(append(line, hash...))
	}
	for _, f := range texts.files {
		add(f.Path, source.Text, f.Hash[:])
	}
	for _, f := range texts.broken {
		io.WriteString(sum, "broken ")
		add(f.Path, source.Text, f.Hash[:])
	}
	for _, f := range files {
		if f.Kind != source.Text {
			add(f.Path, f.Kind, f.Hash[:])
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// unchanged reports whether the output is what a build would make it again, and then completes the result. It does not have what
// only such a build finds: the site and the outputs.
func (r *Result) unchanged(o Options, from string, last *Memory) bool {
	var n note
	outputs := last.outputs
	if from == "" || outputs == nil || outputs.Note == "" || json.Unmarshal([]byte(outputs.Note), &n) != nil || n.From != from || o.Now.Before(n.Moment) || n.Addresses != sum(last.addresses) {
		return false
	}
	unlock := lock(o)
	defer unlock()
	if !outputs.Stands(o.Output) {
		return false
	}
	r.Diagnostics, r.counts, r.Built = n.Diagnostics, n.Counts, true
	r.Report.Unchanged = len(outputs.Files)
	for i := range outputs.Files {
		r.Report.Bytes += outputs.Files[i].Size
	}
	return true
}

// leaveNote leaves the note for the next process, unless what it would say comes to be wrong by itself.
func (r *Result) leaveNote(o Options, from string, m *Memory) {
	if slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Kind == "future-date" }) {
		return
	}
	if text, err := json.Marshal(note{from, o.Now, sum(m.addresses), r.Counts(), r.Diagnostics}); err == nil {
		m.outputs.Annotate(string(text))
	}
}

// sum stands for addresses.
func sum(all map[string]placed) (sum uint64) {
	var line []byte
	for id, p := range all {
		line = append(append(append(append(line[:0], id...), '\t'), p.address...), p.hash[:]...)
		sum += xxhash.Sum64(line)
	}
	return sum
}
