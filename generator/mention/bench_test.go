package mention

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dateline/generator/corpus"
)

// A desk is many texts and the names that they mention, all invented.
type desk struct {
	names  []string
	texts  [][]byte
	proses []Prose
	size   int64 // of all texts
}

var (
	quoted = regexp.MustCompile(`"[^"]*"`)
	markup = regexp.MustCompile(`\n\n+#+ |\n\n+|\n|\*+|\[\[?|\]\]?(\([^)]*\))?|[|]+`)
)

// newDesk makes so many texts of 450 words. The names are those of their actors, locations and topics, and others made of
// their words.
func newDesk(b *testing.B, texts, names int, script *strings.Replacer) *desk {
	dir := filepath.Join(b.TempDir(), "corpus")
	if err := corpus.Write(dir, corpus.Options{N: texts}); err != nil {
		b.Fatal(err)
	}
	d := &desk{}
	seen := map[string]bool{}
	add := func(name string) {
		if len(d.names) < names && !seen[name] {
			seen[name] = true
			d.names = append(d.names, name)
		}
	}
	err := filepath.WalkDir(filepath.Join(dir, "briefings"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		_, source, _ := strings.Cut(string(data), "+++")
		front, text, _ := strings.Cut(script.Replace(source), "+++")
		for line := range strings.Lines(front) {
			key, _, _ := strings.Cut(line, " = ")
			if key == script.Replace("actors") || key == script.Replace("locations") || key == script.Replace("topics") {
				for _, name := range quoted.FindAllString(line, -1) {
					if len(name) > 10 { // no role
						add(name[1 : len(name)-1])
					}
				}
			}
		}
		d.texts = append(d.texts, []byte(text))
		d.proses = append(d.proses, proseBetween(text))
		d.size += int64(len(text))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	words := strings.Fields(strings.Join(d.names, " "))
	for i := 0; len(d.names) < names; i++ {
		first := []rune(words[i%len(words)])
		add(string(first[:len(first)/2]) + words[i/len(words)] + " " + words[i*31%len(words)])
	}
	return d
}

// proseBetween makes pieces of what is between the markup of a text.
func proseBetween(text string) Prose {
	var w Writer
	at, join, quiet := 0, Block, false
	for _, m := range markup.FindAllStringIndex(text, -1) {
		w.Piece(at, m[0], join, quiet)
		s := text[m[0]:m[1]]
		at, join, quiet = m[1], Marked, s[0] == '['
		switch {
		case strings.HasSuffix(s, "# "):
			join = Section
		case strings.HasPrefix(s, "\n\n"), s[0] == '|':
			join = Block
		case s == "\n":
			join = Gap
		}
	}
	w.Piece(at, len(text), join, quiet)
	return w.Prose()
}

var (
	latin    = strings.NewReplacer()
	cyrillic = strings.NewReplacer(strings.Split("a а b б c ц d д e е f ф g г h х i и j й k к l л m м n н o о p п q щ r р s с t т u у v в w ш x ж y ы z з "+
		"A А B Б C Ц D Д E Е F Ф G Г H Х I И J Й K К L Л M М N Н O О P П Q Щ R Р S С T Т U У V В W Ш X Ж Y Ы Z З", " ")...)
)

var desks = []struct {
	name   string
	names  int
	script *strings.Replacer
}{{"2000 names", 2_000, latin}, {"30000 names", 30_000, latin}, {"Cyrillic", 2_000, cyrillic}}

// BenchmarkFind looks for all names in 1,000 texts.
func BenchmarkFind(b *testing.B) {
	for _, test := range desks {
		b.Run(test.name, func(b *testing.B) {
			d := newDesk(b, 1_000, test.names, test.script)
			t := New(d.names, nil)
			b.SetBytes(d.size)
			b.ReportAllocs()
			var found []Match
			matches, bytes := 0, 0
			for b.Loop() {
				matches, bytes = 0, 0
				for i, text := range d.texts {
					found = t.Find(text, d.proses[i], found[:0])
					matches += len(found)
					bytes += len(d.proses[i])
				}
			}
			b.ReportMetric(float64(matches)/1000, "matches/text")
			b.ReportMetric(float64(bytes)/1000, "prose-B/text")
		})
	}
}

// BenchmarkAdd makes the words of one text.
func BenchmarkAdd(b *testing.B) {
	for _, test := range desks {
		b.Run(test.name, func(b *testing.B) {
			d := newDesk(b, 1_000, test.names, test.script)
			b.SetBytes(d.size / 1000)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				var w Words
				w.Add(d.texts[i%1000], d.proses[i%1000])
				i++
			}
		})
	}
}

// BenchmarkMayBeIn asks 100 texts for a name.
func BenchmarkMayBeIn(b *testing.B) {
	d := newDesk(b, 100, 2_000, latin)
	words := make([]Words, len(d.texts))
	for i := range words {
		words[i].Add(d.texts[i], d.proses[i])
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s := NewSearch(d.names[i%2_000])
		for n := range words {
			s.MayBeIn(&words[n])
		}
		i++
	}
}

// BenchmarkNew makes a table.
func BenchmarkNew(b *testing.B) {
	for _, names := range []int{2_000, 30_000} {
		b.Run(fmt.Sprint(names, " names"), func(b *testing.B) {
			d := newDesk(b, 1_000, names, latin)
			b.ReportAllocs()
			for b.Loop() {
				New(d.names, nil)
			}
		})
	}
}

// BenchmarkSentences gives the sentence of each match of a text.
func BenchmarkSentences(b *testing.B) {
	d := newDesk(b, 100, 2_000, latin)
	var found [][]Match
	for i, text := range d.texts {
		found = append(found, New(d.names, nil).Find(text, d.proses[i], nil))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		n := i % 100
		sentences := NewSentences(d.texts[n], d.proses[n], 200)
		for _, m := range found[n] {
			sentences.Around(m.Start, m.Stop)
		}
		i++
	}
}
