package search

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func termsOf(text string) []string {
	all := []string{}
	s := splitter{found: func(term []byte) { all = append(all, string(term)) }}
	s.split([]byte(text))
	return all
}

func TestSplit(t *testing.T) {
	for text, want := range map[string]string{
		"Missile strike on Kryvyi Rih":    "missile strike on kryvyi rih",
		"Côte d'Ivoire, São Tomé":         "cote d ivoire sao tome",
		"Зеленський: п'ять, пʼять, п’ять": "зеленськии пять пять пять", // й is и and a mark
		"Zelensky's 30,000":               "zelensky s 30 000",
		"الأمم المتّحدة":                  "الامم المتحده",
		"王伟在北京。":                          "王伟 伟在 在北 北京",
		"a王b":                             "a 王 b",
		"東京 Tower 京":                      "東京 tower 京",
		"Straße ΟΔΟΣ İstanbul ﬁn":         "strasse οδοσ istanbul fin",
		"UN/OCHA – well-known":            "un ocha well known",
		"5 °C, x², №7":                    "5 c x2 no7",
		"":                                "",
		strings.Repeat("x", 50):           strings.Repeat("x", 40),
		"กรุงเทพ":                         "กร รง งเ เท ทพ",
		"e\u0301te\u0301 \u00e9t\u00e9":   "ete ete",
		"don't ‘quoted’ l’accord":         "don t quoted l accord",
		"под'їзд і об’єкт'":               "подізд і обєкт",
	} {
		if got := strings.Join(termsOf(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestScriptSplitsAlike gives every letter, digit, mark and sign there is to the script and to the program, in words and alone.
func TestScriptSplitsAlike(t *testing.T) {
	var texts []string
	for r := rune(0x20); r < 0x32000; r++ {
		switch {
		case 0xd800 <= r && r < 0xe000, 0xe000 <= r && r < 0xf900, 0xac00 < r && r < 0xd7a0 && r%50 > 0, 0x3500 < r && r < 0x9f00 && r%50 > 0, r > 0x20000 && r%50 > 0:
			continue // more of the same
		case !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z):
			continue // of a newer Unicode, or none
		}
		texts = append(texts, "a"+string(r)+"b", "ж"+string(r)+"ж", string(r)+" "+string(r)+string(r))
	}
	texts = append(texts, "п'ять l'accord’s 王伟在北京 ΟΔΟΣ", "ก็กลับ น้ำ")
	script := scriptPart(t, "// Terms:", "\tfunction hash(")
	input, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	tab := openTab(t)
	var got [][]string
	if err := json.Unmarshal([]byte(tab.Eval("(() => {"+script+"\nreturn JSON.stringify("+string(input)+".map((text) => split(text).map((t) => t.term)));})()")), &got); err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for i, text := range texts {
		if want := termsOf(text); !slices.Equal(got[i], want) {
			if wrong++; wrong <= 20 {
				t.Errorf("%q (%U): the script gives %q, the program %q", text, []rune(text), got[i], want)
			}
		}
	}
	if wrong > 20 {
		t.Errorf("and %d more of %d", wrong-20, len(texts))
	}
}

// scriptPart gives the part of the theme's script between two of its lines.
func scriptPart(t *testing.T, from, to string) string {
	t.Helper()
	text, err := os.ReadFile("../../themes/default/scripts/search.js")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), from)
	part, _, ended := strings.Cut(rest, to)
	if !found || !ended {
		t.Fatalf("search.js has no part from %q to %q", from, to)
	}
	return "//" + part
}
