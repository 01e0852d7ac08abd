//go:build unix

package generator_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/output"
	"dateline/themes"
)

var swaps = flag.Int("swaps", 9, "how often TestWriterRaces changes a file during a build")

// raced is a source in which everything that a build reads has a file.
var raced = map[string]string{
	"site.toml":                        "title = \"Desk\"\nbase_url = \"https://example.org/\"\ntheme = \"mine\"\n",
	"briefings/a.md":                   "+++\ntitle = \"A\"\ndate = 2025-04-04\nactors = [\"NATO\"]\n+++\n\nWords of the first briefing, which names [[Kyiv]] and NATO.\n\n## More\n\nOf it.\n",
	"briefings/b.md":                   "+++\ntitle = \"B\"\ndate = 2025-04-05\nlocations = [\"Kyiv\"]\n+++\n\nAnother text, of NATO.\n",
	"briefings/talks/index.md":         "+++\ntitle = \"Talks\"\ndate = 2025-04-06\nfiles = [\"data.csv\"]\n+++\n\n![A sign](sign.svg)\n",
	"briefings/talks/data.csv":         "a,b\n1,2\n3,4\n",
	"briefings/talks/sign.svg":         `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>` + "\n",
	"briefings/_actors/nato.md":        "+++\nname = \"NATO\"\n+++\n\nAn alliance.\n",
	"briefings/_locations/kyiv.md":     "+++\nname = \"Kyiv\"\n+++\n\nA city.\n",
	"briefings/_pages/about.md":        "+++\ntitle = \"About\"\nmenu = true\n+++\n\nWho we are.\n",
	"briefings/_static/CNAME":          "example.org\n",
	"themes/mine/static/own.css":       "body { color: black }\n",
	"themes/mine/i18n/en.toml":         "",
	"themes/mine/templates/footer.txt": "",
}

// racedPaths are what is swapped: files, and folders.
var racedPaths = []string{
	"site.toml", "briefings/a.md", "briefings/talks/index.md", "briefings/talks/data.csv", "briefings/talks/sign.svg", "briefings/_actors/nato.md",
	"briefings/_locations/kyiv.md", "briefings/_pages/about.md", "briefings/_static/CNAME", "themes/mine/static/own.css", "briefings/talks", "briefings/_static", "briefings", "themes/mine",
}

// racedSwaps make what comes in the place of a file or folder that was there before, at first under another name.
var racedSwaps = []struct {
	name string
	do   func(path, as string) error
}{
	{"vanishes", nil},
	{"becomes a pipe", func(_, as string) error { return syscall.Mkfifo(as, 0o666) }},
	{"becomes a folder", func(_, as string) error { return os.Mkdir(as, 0o777) }},
	{"becomes a link out of the source", func(_, as string) error { return os.Symlink("/etc", as) }},
	{"becomes a link to nothing", func(_, as string) error { return os.Symlink("nothing", as) }},
	{"becomes a link to itself", func(path, as string) error { return os.Symlink(filepath.Base(path), as) }},
	{"becomes a link to another file", func(_, as string) error {
		return os.Symlink(filepath.Join(filepath.Dir(as), "source", "briefings", "b.md"), as)
	}},
	{"shrinks", func(path, as string) error {
		text, _ := os.ReadFile(path) // A folder becomes an empty file.
		return os.WriteFile(as, text[:len(text)/2], 0o666)
	}},
	{"is emptied", func(_, as string) error { return os.WriteFile(as, nil, 0o666) }},
	{"grows", func(path, as string) error {
		text, _ := os.ReadFile(path)
		return os.WriteFile(as, append(text, "\n\nOne more line.\n"...), 0o666)
	}},
}

// TestWriterRaces changes a file or folder at a random moment of a build. The build ends soon; what it has published is what a clean
// build gives of the source before or after, of all pages the same one, or what it was, and then it says why. The build after it ends
// as a clean one.
func TestWriterRaces(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	r := rand.New(rand.NewPCG(*seed, 11))
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	var length time.Duration // of the last build
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	build := func(out string, memory *generator.Memory) (*generator.Result, error) {
		type result struct {
			r   *generator.Result
			err error
		}
		done := make(chan result, 1)
		o := generator.Options{Source: at("source"), Output: at(out), Now: now, Builtin: themes.Builtin, Version: "test"}
		start := time.Now()
		defer func() { length = time.Since(start) }()
		go func() { r, err := generator.Build(o, memory); done <- result{r, err} }()
		select {
		case d := <-done:
			return d.r, d.err
		case <-time.After(patience):
			t.Fatalf("the build does not end")
			return nil, nil
		}
	}
	published := func(out string) map[string]string {
		files, err := readPublished(at(out))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return files
	}
	fresh := func() {
		t.Helper()
		must(errors.Join(os.RemoveAll(at("away")), os.RemoveAll(at("as")), os.RemoveAll(at("source")), writeFiles(at("source"), raced)))
	}
	// clean builds a source that nothing is known of to a new folder, and gives nothing if it has mistakes.
	clean := func() map[string]string {
		r, err := build("clean", nil)
		if err != nil {
			t.Fatal(err)
		}
		files := published("clean")
		if !r.Built {
			files = nil
		}
		if err := os.RemoveAll(at("clean")); err != nil {
			t.Fatal(err)
		}
		return files
	}
	fresh()
	before := clean()
	if before == nil {
		t.Fatal("the source has mistakes")
	}
	after := map[string][2]map[string]string{} // what a clean build gives when the file is away, and when something else came
	count, total := map[string]int{}, time.Duration(0)
	for i := range *swaps {
		name, s := racedPaths[i%len(racedPaths)], racedSwaps[(i/len(racedPaths)+i)%len(racedSwaps)]
		place := fmt.Sprintf("%d: %s %s", i, name, s.name)
		path, as := at("source/"+name), at("as")
		prepare := func() {
			fresh()
			if s.do != nil {
				must(s.do(path, as))
			}
		}
		vanish := func() error { return os.Rename(path, at("away")) }
		come := func() error {
			if s.do == nil {
				return nil
			}
			return os.Rename(as, path)
		}
		states, known := after[name+" "+s.name]
		if !known {
			prepare()
			must(vanish())
			states[0] = clean()
			must(come())
			states[1] = clean()
			after[name+" "+s.name] = states
		}

		// Half of the builds are the first ones, the others know what was before the title of b.md changed.
		memory := &generator.Memory{}
		prepare()
		if err := errors.Join(os.RemoveAll(at("out")), os.Mkdir(at("out"), 0o777)); err != nil {
			t.Fatal(err)
		}
		was := published("out")
		if r.IntN(2) == 0 {
			b := at("source/briefings/b.md")
			err := os.WriteFile(b, []byte(strings.Replace(raced["briefings/b.md"], `"B"`, `"Old B"`, 1)), 0o666)
			first, buildErr := build("out", memory)
			if err = errors.Join(err, buildErr, os.WriteFile(b, []byte(raced["briefings/b.md"]), 0o666)); err != nil {
				t.Fatal(err)
			}
			memory = first.Memory
			was = published("out")
		}
		swapped := make(chan error, 1)
		delay := time.Duration(r.Int64N(int64(length)))
		total += length
		go func() { time.Sleep(delay); swapped <- errors.Join(vanish(), come()) }()
		result, err := build("out", memory)
		if err := <-swapped; err != nil {
			t.Fatalf("%s: %v", place, err)
		}
		is := published("out")
		switch {
		case errors.Is(err, output.ErrWrite):
			t.Errorf("%s: the output is said to be at fault: %v", place, err)
		case err == nil && result.Built && maps.Equal(is, before):
			count["before"]++
		case err == nil && result.Built && (states[0] != nil && maps.Equal(is, states[0]) || states[1] != nil && maps.Equal(is, states[1])):
			count["after"]++
		case err == nil && result.Built:
			sameTrees(t, place+", a mixed state", is, "the source before", before)
		case err == nil && !result.Diagnostics.HasErrors():
			t.Errorf("%s: nothing was built, and nothing is said", place)
		default:
			count["refused"]++
			if err != nil && (!errors.Is(err, generator.ErrSource) && !strings.Contains(err.Error(), "changed during the build") || !strings.Contains(err.Error(), ".")) {
				t.Errorf("%s: %v", place, err)
			}
			for _, d := range result.Diagnostics {
				if d.File == "" || d.Message == "" {
					t.Errorf("%s: a message without its place: %v", place, d)
				}
			}
			sameTrees(t, place+", refused", is, "the build before", was)
		}

		if result.Memory != nil {
			memory = result.Memory
		}
		want := is
		if states[1] != nil {
			want = states[1]
		}
		if next, err := build("out", memory); err != nil || next.Built != (states[1] != nil) {
			t.Fatalf("%s: the next build: %v, built: %v\n%v", place, err, next.Built, next.Diagnostics)
		}
		sameTrees(t, place+", the next build", published("out"), "a clean build", want)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d swaps within builds of %v: %v", *swaps, total/time.Duration(*swaps), count)
	if *swaps >= 100 && (count["before"] < *swaps/10 || count["after"] < *swaps/20 || count["refused"] < *swaps/20) {
		t.Errorf("of %d swaps the builds saw %v: they come at the wrong moments", *swaps, count)
	}
}
