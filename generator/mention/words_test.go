package mention

import (
	"fmt"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestWords has names that a text has, in every way that Find finds them, and names that it has not.
func TestWords(t *testing.T) {
	text := "Patriots, **Bush**es and **Ky|iv**\nOblast's Cote d'Ivoire; AT&T in 在北京的, ที่กรุงเทพมหานคร Attaché\n\n[Lviv](a) x**y**z " +
		norm.NFD.String("Київ ガザ") + " Donaudampfschifffahrtselektrizitätenhauptbetriebswerke"
	var w Words
	w.Add([]byte(text), proseOf(text))
	for _, name := range []string{"Patriot", "Patriots", "Bush", "Kyiv", "Kyiv Oblast", "Cote d'Ivoire", "Ivoire", "AT&T", "北京", "กรุงเทพ",
		"Attaché", "Lviv", "Київ", "ガザ", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerke", "!"} {
		if !w.MayHold(name) {
			t.Errorf("%q is in the text", name)
		}
	}
	for _, name := range []string{"patriot", "Patrio", "Ky", "iv", "Kyiv Region", "x", "y", "z", "上海", "Attach"} {
		if w.MayHold(name) {
			t.Errorf("%q is not in the text", name)
		}
	}
}

// TestWordsInVain asks for words that 250 others are mistaken for.
func TestWordsInVain(t *testing.T) {
	var w Words
	text := ""
	for i := range 250 {
		text += fmt.Sprintf("word%d ", i)
	}
	w.Add([]byte(text), proseOf(text))
	vain := 0
	for i := range 20_000 {
		if w.MayHold(fmt.Sprintf("other%d", i)) {
			vain++
		}
	}
	if vain > 200 {
		t.Errorf("%d of 20,000 answers are in vain", vain)
	}
}
