package generator_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/corpus"
	"dateline/themes"
)

// childEnv names the folder in which a child process of a test builds.
const childEnv = "DATELINE_TEST_BUILD"

// determined are the sources that are built again and again.
var determined = []string{"sample", "hard", "corpus"}

// child is what this program does when a test runs it once more, under another time zone, locale or number of cores.
func child() int {
	dir := os.Getenv(childEnv)
	// The program's own time zones serve where the machine has none.
	zone, err := time.LoadLocation(os.Getenv("TZ"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	time.Local = zone
	for _, name := range determined {
		o := generator.Options{Source: filepath.Join(dir, name+"-source"), Output: filepath.Join(dir, name), Now: now.Local(), Builtin: themes.Builtin, Version: "test"}
		if r, err := generator.Build(o, nil); err != nil || !r.Built {
			fmt.Fprintln(os.Stderr, name, err)
			return 1
		}
	}
	return 0
}

// TestSameBytes builds the same sources with other numbers of cores, time zones, locales and folders, their files made
// in another order and at another time. Every byte of the output is the same, the manifest's too.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	variants := []struct {
		name     string
		env      []string
		reversed bool
	}{
		{"one core in UTC", []string{"GOMAXPROCS=1", "TZ=UTC", "LANG=C", "LC_ALL=C"}, false},
		{"two cores in Kathmandu in Turkish", []string{"GOMAXPROCS=2", "TZ=Asia/Kathmandu", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"}, true},
		{"eight cores in St. John's", []string{"GOMAXPROCS=8", "TZ=America/St_Johns", "LANG=de_DE.ISO-8859-1", "LC_ALL=de_DE.ISO-8859-1", "HOME=/nonexistent"}, false},
	}
	root := t.TempDir()
	sources := map[string]map[string]string{"sample": nil, "hard": nil, "corpus": nil}
	for name := range sources {
		dir := filepath.Join(root, name)
		var err error
		switch name {
		case "sample":
			err = copySample(dir)
		case "hard":
			err = writeFiles(dir, hardFiles("base_url = \"https://example.org/a/\"\n"))
		default:
			err = corpus.Write(dir, corpus.Options{N: 70, Seed: 3})
		}
		if err != nil {
			t.Fatal(err)
		}
		sources[name] = readTree(t, dir)
	}
	var first map[string]string
	for i, v := range variants {
		dir := filepath.Join(root, fmt.Sprint(i), strings.Repeat("long ", i*10), "folder é")
		for name, files := range sources {
			order := slices.Sorted(maps.Keys(files))
			if v.reversed {
				slices.Reverse(order)
			}
			for n, file := range order {
				to := filepath.Join(dir, name+"-source")
				if err := writeFiles(to, map[string]string{file: files[file]}); err != nil {
					t.Fatal(err)
				}
				at := time.Date(2000+i, 1, 1, 0, n, 0, 0, time.UTC)
				if err := os.Chtimes(filepath.Join(to, filepath.FromSlash(file)), at, at); err != nil {
					t.Fatal(err)
				}
			}
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(append(os.Environ(), v.env...), childEnv+"="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", v.name, err, out)
		}
		built := map[string]string{}
		for _, name := range determined {
			for file, text := range readTree(t, filepath.Join(dir, name)) {
				built[name+"/"+file] = text
			}
		}
		if first == nil {
			first = built
			if len(built) < 400 || built["corpus/.dateline-manifest"] == "" {
				t.Fatalf("%d files, or no manifest", len(built))
			}
			continue
		}
		sameTrees(t, v.name, built, variants[0].name, first)
	}
}

// readTree gives every file of a folder by slash-separated path.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := tree(dir)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func tree(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	return files, err
}

// sameTrees tells the first few files in which two trees differ.
func sameTrees(t *testing.T, name string, got map[string]string, otherName string, want map[string]string) bool {
	t.Helper()
	var problems []string
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, file := range slices.Sorted(maps.Keys(all)) {
		a, inGot := got[file]
		b, inWant := want[file]
		switch {
		case !inGot:
			problems = append(problems, fmt.Sprintf("%s: %s is only there with %s", name, file, otherName))
		case !inWant:
			problems = append(problems, fmt.Sprintf("%s: %s is not there with %s", name, file, otherName))
		case a != b:
			problems = append(problems, fmt.Sprintf("%s: %s differs from that with %s: %s", name, file, otherName, difference(a, b)))
		}
	}
	tell(t, problems)
	return len(problems) == 0
}

// difference shows where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return fmt.Sprintf("%q", s[max(0, i-60):min(len(s), i+60)]) }
	return fmt.Sprintf("at byte %d, %s and %s (%x, %x)", i, around(a), around(b), sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b)))
}
