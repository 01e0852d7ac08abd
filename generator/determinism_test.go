package generator_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/generator"
	"dateline/generator/corpus"
	"dateline/themes"
)

var builds = flag.Int("builds", 3, "on how many machines of its list TestSameBytes builds")

// What a test tells the child process that builds: in which folder, which umask it has, how many goroutines are in its way.
const (
	childEnv = "DATELINE_TEST_BUILD"
	umaskEnv = "DATELINE_TEST_UMASK"
	loadEnv  = "DATELINE_TEST_LOAD"
)

// determined are the sites that are built again and again: of which source, and how.
var determined = []struct {
	name, source string
	portable     bool
}{
	{"sample", "sample", false}, {"hard", "hard", false}, {"corpus", "corpus", false}, {"pictures", "pictures", false},
	{"pictures to carry", "pictures", true},
}

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
	if mask, err := strconv.ParseUint(os.Getenv(umaskEnv), 8, 32); err == nil {
		umask(int(mask))
	}
	load, _ := strconv.Atoi(os.Getenv(loadEnv))
	for range load {
		go func() {
			for sum := sha256.Sum256(nil); ; sum = sha256.Sum256(sum[:]) {
			}
		}()
	}
	for _, site := range determined {
		o := generator.Options{Source: filepath.Join(dir, site.source+"-source"), Output: filepath.Join(dir, site.name), Portable: site.portable,
			Now: now.Local(), Builtin: themes.Builtin, Version: "test"}
		if r, err := generator.Build(o, nil); err != nil || !r.Built {
			fmt.Fprintln(os.Stderr, site.name, err, told(r.Diagnostics))
			return 1
		}
	}
	return 0
}

// machine is where a site is built.
type machine struct {
	name, zone, locale string
	cores              int
	folder             string   // in which everything lies
	env                []string // what is set beside these
	relative, linked   bool     // the folder is named from within, or by a link to it
}

// machines differ in whatever might show. The first ones differ most.
var machines = []machine{
	{name: "one core in UTC", zone: "UTC", locale: "C", cores: 1, folder: "a", env: []string{umaskEnv + "=022"}},
	{name: "two cores in Kathmandu in Turkish, in a long folder", zone: "Asia/Kathmandu", locale: "tr_TR.UTF-8", cores: 2, folder: strings.Repeat("a long name of a folder/", 30) + "İstanbul", env: []string{umaskEnv + "=077"}},
	{name: "eight cores in St. John's, without a home", zone: "America/St_Johns", locale: "de_DE.ISO-8859-1", cores: 8, folder: "папка مجلد 文件夹 é/-rf", env: []string{"HOME=/nonexistent", umaskEnv + "=000", "GOGC=30"}, linked: true, relative: true},
	{name: "three cores at the date line, from within", zone: "Pacific/Kiritimati", locale: "ar_EG.UTF-8", cores: 3, folder: "folder é", relative: true},
	{name: "behind the date line", zone: "Pacific/Pago_Pago", locale: "", cores: 2, folder: "100% #1 & more?"},
	{name: "on a busy machine", zone: "Europe/Kyiv", locale: "uk_UA.UTF-8", cores: 2, folder: "a", env: []string{loadEnv + "=12"}},
	{name: "on a busy core", zone: "Europe/Kyiv", locale: "POSIX", cores: 1, folder: "a", env: []string{loadEnv + "=4"}},
	{name: "with little memory", zone: "Africa/Casablanca", locale: "fr_MA", cores: 2, folder: "le\u0301ger", env: []string{"GOMEMLIMIT=24MiB"}},
	{name: "without garbage collection", zone: "Antarctica/Troll", locale: "nb_NO", cores: 2, folder: "glob[*]{a,b}", env: []string{"GOGC=off"}},
	{name: "where half an hour is saved in summer", zone: "Australia/Lord_Howe", locale: "en_AU", cores: 16, folder: "'quoted' \"folder\""},
	{name: "in Dublin, whose summer is its standard", zone: "Europe/Dublin", locale: "ga_IE", cores: 2, folder: "$HOME ~ `date`"},
	{name: "in Japanese", zone: "Asia/Tokyo", locale: "ja_JP.eucJP", cores: 5, folder: "ソース\u3000十"},
	{name: "in Chinese", zone: "Asia/Urumqi", locale: "zh_CN.GB18030", cores: 2, folder: "表 \\ back"},
	{name: "in Azeri", zone: "Asia/Baku", locale: "az_AZ", cores: 2, folder: "public/briefings/themes"},
	{name: "in Lithuanian", zone: "Europe/Vilnius", locale: "lt_LT", cores: 2, folder: "_underscore/.hidden"},
	{name: "in Thai, in the year 2568", zone: "Asia/Bangkok", locale: "th_TH", cores: 2, folder: "e\u202exe", linked: true},
	{name: "in Farsi", zone: "Asia/Tehran", locale: "fa_IR", cores: 2, folder: "a:b;c|d", relative: true},
	{name: "with one thread for each goroutine", zone: "America/Caracas", locale: "es_VE", cores: 64, folder: strings.Repeat("ж", 120)},
	{name: "with no permissions for others", zone: "Atlantic/Azores", locale: "pt_PT", cores: 2, folder: "a", env: []string{umaskEnv + "=027"}},
	{name: "half past", zone: "Asia/Kolkata", locale: "hi_IN", cores: 4, folder: "a b/ c /d ", env: []string{"LANGUAGE=hi:en", "TMPDIR=/nonexistent"}, relative: true, linked: true},
}

// TestSameBytes builds the same sites on machines with other numbers of cores, time zones, locales, rights of new files and folders,
// the files of their sources made in another order and at another time. Every byte of the output is the same, the manifest's too,
// and what is published has the rights that new files have there.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	sources := map[string]map[string]string{}
	for name, write := range map[string]func(dir string) error{
		"sample":   copySample,
		"hard":     func(dir string) error { return writeFiles(dir, hardFiles("base_url = \"https://example.org/a/\"\n")) },
		"corpus":   func(dir string) error { return corpus.Write(dir, corpus.Options{N: 70, Seed: 3}) },
		"pictures": writePictures,
	} {
		dir := filepath.Join(root, name)
		if err := write(dir); err != nil {
			t.Fatal(err)
		}
		sources[name] = readTree(t, dir)
	}
	var first map[string]string
	for i, m := range machines[:min(*builds, len(machines))] {
		begin := time.Now()
		dir := filepath.Join(root, fmt.Sprint(i), m.folder)
		shuffled := rand.New(rand.NewPCG(uint64(i), 0))
		for name, files := range sources {
			order := slices.Sorted(maps.Keys(files))
			if i > 0 {
				shuffled.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
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
		built := m.build(t, dir)
		t.Logf("%s: %d files, %v", m.name, len(built), time.Since(begin).Round(time.Millisecond))
		if first == nil {
			first = built
			if len(built) < 600 || built["corpus/.dateline-manifest"] == "" || built["pictures/briefings/2025/talks/photo-480w.jpg"] == "" || built["pictures to carry/search/index.html"] == "" {
				t.Fatalf("%d files, or not all that should be there", len(built))
			}
			continue
		}
		sameTrees(t, m.name, built, machines[0].name, first)
		if err := os.RemoveAll(filepath.Join(root, fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
	}
}

// build builds all sites in a folder, and gives what was published.
func (m machine) build(t *testing.T, dir string) map[string]string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), m.env...), "TZ="+m.zone, "LANG="+m.locale, "LC_ALL="+m.locale, fmt.Sprint("GOMAXPROCS=", m.cores), childEnv+"="+dir)
	if m.linked {
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(dir, link); err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, childEnv+"="+link)
	}
	if m.relative {
		cmd.Dir = filepath.Join(dir, "sample-source")
		cmd.Env = append(cmd.Env, childEnv+"=..")
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", m.name, err, out)
	}
	built := map[string]string{}
	for _, site := range determined {
		for file, text := range readTree(t, filepath.Join(dir, site.name)) {
			built[site.name+"/"+file] = text
		}
		m.rights(t, filepath.Join(dir, site.name))
	}
	return built
}

// rights looks whether what is published has the rights that the umask gives: a file that only its writer may read is none for the
// program that serves it.
func (m machine) rights(t *testing.T, dir string) {
	t.Helper()
	mask := fs.FileMode(0o777)
	for _, set := range m.env {
		if text, ok := strings.CutPrefix(set, umaskEnv+"="); ok && hasUmask {
			n, err := strconv.ParseUint(text, 8, 32)
			if err != nil {
				t.Fatal(err)
			}
			mask = fs.FileMode(n)
		}
	}
	if mask == 0o777 {
		return // that of whoever runs the tests
	}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		want := 0o666 &^ mask
		if entry.IsDir() {
			want = 0o777 &^ mask
		}
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %s has the rights %v, not %v (%v)", m.name, name, info.Mode().Perm(), want, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// writePictures writes a source with a picture of each kind, which come smaller too, one turned, and some in static files.
func writePictures(dir string) error {
	text := "+++\ntitle = \"Talks\"\ndate = 2025-04-04\n+++\n"
	files := map[string]string{"site.toml": "base_url = \"https://example.org/\"\ntimezone = \"Asia/Kathmandu\"\n"}
	pictures := corpus.Pictures("secret", 700, 90)
	pictures["turned.jpg"] = corpus.TaintJPEG(pictures["photo.jpg"], "secret", corpus.Exif("secret", 6))
	for _, name := range slices.Sorted(maps.Keys(pictures)) {
		if name != "icon.ico" {
			text += "\n![Of " + name + "](" + name + ")\n"
		}
		files["briefings/talks/"+name] = string(pictures[name])
		files["briefings/_static/"+name] = string(pictures[name])
	}
	files["briefings/talks/index.md"] = text
	return writeFiles(dir, files)
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
