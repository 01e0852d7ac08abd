package lookalike

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/generator/briefing"
	"dateline/generator/corpus"
)

// pairOf gives the reason why two names are alike, and false when they are not.
func pairOf(a, b string) (Reason, bool) {
	pairs := Pairs([]Name{{a, 0}, {b, 1}})
	if len(pairs) == 0 {
		return 0, false
	}
	return pairs[0].Reason, true
}

func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		why  Reason
	}{
		{"Côte d'Ivoire", "Cote d’Ivoire", Same},
		{"Łódź", "Lodz", Same},
		{"Al-Hol", "Alhol", Same},
		{"Zelensky, Volodymyr", "Volodymyr Zelensky", Same},
		{"Wei Li", "Li Wei", Same},
		{"Володимир Зеленський", "Volodymyr Zelenskyi", Same},
		{"Володимир Зеленський", "Volodymyr Zelensky", Same},
		{"Володимир Зеленський", "Zelenskyy, Volodymyr", Same},
		{"Володимир Зеленський", "Wolodymyr Selenskyj", Spelling},
		{"Владимир Путин", "Vladimir Putin", Same},
		{"Владимир Путин", "Wladimir Putin", Same},
		{"Сергей Шойгу", "Sergei Shoigu", Same},
		{"Сергей Шойгу", "Sergey Shoygu", Same},
		{"Кривий Ріг", "Kryvyi Rih", Same},
		{"Кривой Рог", "Krivoy Rog", Same},
		{"Київ", "Kyiv", Same},
		{"Харків", "Kharkiv", Same},
		{"Запоріжжя", "Zaporizhzhia", Same},
		{"Запорожье", "Zaporozhye", Spelling},
		{"Щербаков", "Shcherbakov", Same},
		{"Юлія Тимошенко", "Yulia Tymoshenko", Same},
		{"Борис Ельцин", "Boris Yeltsin", Same},
		{"Александар Вучић", "Aleksandar Vučić", Same},
		{"Александар Вучић", "Aleksandar Vucic", Same},
		{"Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis", Same},
		{"Αλέξης Τσίπρας", "Alexis Tsipras", Same},
		{"North Atlantic Treaty Organization", "NATO", Acronym},
		{"North Atlantic Treaty Organization", "N.A.T.O.", Acronym},
		{"Organisation for Security and Co-operation in Europe", "OSCE", Acronym},
		{"Office for the Coordination of Humanitarian Affairs", "OCHA", Acronym},
		{"Médecins Sans Frontières", "MSF", Acronym},
		{"World Health Organization", "WHO", Acronym},
		{"V. Zelensky", "Volodymyr Zelensky", Initials},
		{"V.O. Zelensky", "Volodymyr Zelensky", Initials},
		{"V Zelensky", "Volodymyr Zelensky", Initials},
		{"Zelensky, V.", "Volodymyr Zelensky", Initials},
		{"Zelensky V. O.", "Volodymyr Zelensky", Initials},
		{"В. Зеленський", "Volodymyr Zelensky", Initials},
		{"Yu. Tymoshenko", "Yulia Tymoshenko", Initials},
		{"Donald J. Trump", "Donald Trump", Initials},
		{"J. Bezos", "Jeff Bezos", Initials},
		{"U.S. Army", "United States Army", Initials},
		{"Volodymyr Zelensky", "Volodymyr Zelenskyy", Spelling},
		{"Volodymyr Zelensky", "Volodimir Zelenskiy", Spelling},
		{"Volodymyr Zelensky", "Volodymir Zelenski", Spelling},
		{"Volodymyr Zelensky", "Volodmyr Zelesnky", Spelling},
		{"Odesa", "Odessa", Spelling},
		{"Luhansk", "Lugansk", Spelling},
		{"Muammar Gaddafi", "Muammar Qaddafi", Spelling},
		{"air strike", "air strikes", Spelling},
		{"ceasefire", "cease-fire", Same},
		{"Doctors Without Borders", "Doctors Wihtout Borders", Spelling},
		{"The Hague", "Hague", Spelling},
		{"Trade & Customs", "trade and customs", Same},
	} {
		for range 2 {
			why, ok := pairOf(tt.a, tt.b)
			if !ok {
				t.Errorf("%q and %q are not alike", tt.a, tt.b)
			} else if why != tt.why {
				t.Errorf("%q and %q are alike for reason %d, want %d", tt.a, tt.b, why, tt.why)
			}
			tt.a, tt.b = tt.b, tt.a
		}
	}
}

func TestNotAlike(t *testing.T) {
	for _, tt := range [][2]string{
		{"19th Brigade", "15th Brigade"},
		{"1st Brigade, 2nd Division", "2nd Brigade, 1st Division"},
		{"1st Brigade 2nd Division", "2nd Brigade 1st Division"},
		{"Resolution 1", "Resolution 2"},
		{"Resolution 2202", "Resolution 2022"},
		{"First Brigade", "Fifth Brigade"},
		{"Fourth Brigade", "Fourteenth Brigade"},
		{"Minsk I", "Minsk II"},
		{"Elizabeth I", "Elizabeth II"},
		{"Hepatitis A", "Hepatitis B"},
		{"S-300", "S-400"},
		{"C", "C++"},
		{"Iran", "Iraq"},
		{"Government of Iran", "Government of Iraq"},
		{"Niger", "Nigeria"},
		{"Sudan", "South Sudan"},
		{"North Kordofan", "South Kordofan"},
		{"Eastern Equatoria", "Western Equatoria"},
		{"northeastern provinces", "northwestern provinces"},
		{"Iceland", "Ireland"},
		{"Irkutsk", "Yakutsk"},
		{"Gambia", "Zambia"},
		{"Austria", "Australia"},
		{"Slovakia", "Slovenia"},
		{"regular migration", "irregular migration"},
		{"legal weapons", "illegal weapons"},
		{"border police", "border policy"},
		{"Ministry of Defence", "Ministry of Defence of Mali"},
		{"Ministry of Health of Mali", "Ministry of Health of Malta"},
		{"V. Zelensky", "Olena Zelensky"},
		{"V. Zelensky", "O. Zelensky"},
		{"V. O. Zelensky", "Volodymyr Petrovych Zelensky"},
		{"Nato", "North Atlantic Treaty Organization"},
		{"Ministry of Health", "MoH"},
		{"EU", "European Union"},
		{"UN", "United Nations"},
		{"王伟", "汪伟"},
		{"김정은", "김정인"},
		{"…", "—"},
	} {
		for range 2 {
			if why, ok := pairOf(tt[0], tt[1]); ok {
				t.Errorf("%q and %q are alike for reason %d", tt[0], tt[1], why)
			}
			tt[0], tt[1] = tt[1], tt[0]
		}
	}
}

// Two names of one thing are no pair, and of two things the best pair is given, whatever the order of the list.
func TestPairs(t *testing.T) {
	names := []Name{
		{"V. Zelensky", 1}, {"Volodymyr Zelensky", 0}, {"Zelensky", 0}, {"Zelenskyy", 0}, {"Zelensky, Volodymyr", 1}, {"NATO", 2},
		{"North Atlantic Treaty Organisation", 3}, {"Mali", 4},
	}
	want := []Pair{{1, 4, Same}, {5, 6, Acronym}}
	if got := Pairs(names); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for range 20 {
		rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		var got []string
		for _, p := range Pairs(names) {
			texts := []string{names[p.A].Text, names[p.B].Text}
			slices.Sort(texts)
			got = append(got, strings.Join(texts, " = "))
		}
		slices.Sort(got)
		if show := strings.Join(got, "; "); show != "NATO = North Atlantic Treaty Organisation; Volodymyr Zelensky = Zelensky, Volodymyr" {
			t.Error(show)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3}} {
		if got := distance([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// What the keys find is what comparing every word with every other finds.
func TestNeighbours(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var words []string
	for range 600 {
		n := 4 + r.IntN(7)
		w := make([]rune, n)
		for i := range w {
			w[i] = []rune("abcé")[r.IntN(2+i%3)]
		}
		if s := string(w); !slices.Contains(words, s) {
			words = append(words, s)
		}
	}
	found := 0
	for i, list := range neighbours(words) {
		for j := range words {
			want := 0
			if i != j {
				want = misspelled([]rune(words[i]), []rune(words[j]))
			}
			got := 0
			for _, n := range list {
				if int(n.word) == j {
					got = n.edits
				}
			}
			if got != want {
				t.Fatalf("%q and %q: %d, want %d", words[i], words[j], got, want)
			}
			found += want
		}
	}
	if found == 0 {
		t.Error("no two words are near")
	}
}

// many makes names as a large record has them: persons, places and bodies, some of them misspelled.
func many(n int) []Name {
	r := rand.New(rand.NewPCG(1, 1))
	pick := func(list string) string { return strings.Split(list, " ")[r.IntN(strings.Count(list, " ")+1)] }
	word := func() string {
		s := ""
		for range 2 + r.IntN(2) {
			s += pick("b br c ch d dr f g gr h k kh l m n p pr r s sh st t tr v z zh") + pick("a a e e i i o u ai ea io") + pick("   l m n nd r s st t")
		}
		return strings.ToUpper(s[:1]) + s[1:]
	}
	var names []Name
	for len(names) < n {
		var text string
		switch r.IntN(6) {
		case 0:
			text = fmt.Sprintf("%dth %s Brigade", 10+r.IntN(90), word())
		case 1:
			text = "Ministry of Health of " + word()
		case 2:
			text = word() + " Human Rights Observatory"
		case 3:
			text = word()
		default:
			text = word() + " " + word() + "enko"
		}
		names = append(names, Name{text, len(names)})
	}
	return names
}

// Names that no one misspelled are hardly ever taken for each other.
func TestRightNames(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 10,000 briefings")
	}
	dir := t.TempDir()
	if err := corpus.Write(dir, corpus.Options{N: 10_000, Seed: 1, Words: 1}); err != nil {
		t.Fatal(err)
	}
	names := map[string]map[string]bool{"actors": {}, "locations": {}, "topics": {}, "authors": {}}
	add := func(kind string, list ...briefing.Name) {
		for _, n := range list {
			names[kind][n.Text] = true
		}
	}
	err := fs.WalkDir(os.DirFS(dir), "briefings", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		f, _ := briefing.Parse(path, text)
		for _, a := range f.Actors {
			add("actors", a.Name)
		}
		add("locations", f.Locations...)
		add("topics", f.Topics...)
		add("authors", f.Authors...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found, total := 0, 0
	for _, kind := range slices.Sorted(maps.Keys(names)) {
		var list []Name
		for i, text := range slices.Sorted(maps.Keys(names[kind])) {
			list = append(list, Name{text, i})
		}
		for _, p := range Pairs(list) {
			t.Logf("%s: %q and %q for reason %d", kind, list[p.A].Text, list[p.B].Text, p.Reason)
			found++
		}
		total += len(list)
	}
	t.Logf("%d pairs among %d names", found, total)
	if found > 5 || total < 1000 {
		t.Errorf("%d pairs among %d names, want at most 5 among more than 1,000", found, total)
	}
}

func BenchmarkPairs(b *testing.B) {
	names := many(30_000)
	b.ReportAllocs()
	for b.Loop() {
		b.ReportMetric(float64(len(Pairs(names))), "pairs")
	}
}
