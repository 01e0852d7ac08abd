package address

import "testing"

func TestSlug(t *testing.T) {
	tests := []struct{ name, want string }{
		{"Kryvyi Rih", "kryvyi-rih"},
		{"Côte d'Ivoire", "cote-d-ivoire"},
		{"Cote d’Ivoire", "cote-d-ivoire"},
		{"Volodymyr Zelensky", "volodymyr-zelensky"},
		{"Зеленський", "zelenskii"},
		{"王伟", "wang-wei"},
		{"汪伟", "wang-wei"},
		{"C++", "c-plus-plus"},
		{"C#", "c-sharp"},
		{"C", "c"},
		{"  Straße  İstanbul ", "strasse-istanbul"},
		{"a\u202eb", "ab"},
		{"e\u0301tude", "etude"},
		{"...", ""},
		{"../../etc/passwd", "etc-passwd"},
		{"السودان", "lswdn"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := Slug(tt.name); got != tt.want {
			t.Errorf("Slug(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestFoldAndLoose(t *testing.T) {
	same := [][2]string{{"NATO", "nato"}, {"Kryvyi  Rih", " kryvyi rih"}, {"Stra\u00dfe", "STRASSE"}, {"e\u0301", "\u00c9"}, {"ꮳꮃꭹ", "ᏣᎳᎩ"}}
	for _, s := range same {
		if Fold(s[0]) != Fold(s[1]) {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q, want them equal", s[0], Fold(s[0]), s[1], Fold(s[1]))
		}
	}
	if Fold("Côte d'Ivoire") == Fold("Cote d'Ivoire") {
		t.Error("Fold drops diacritics")
	}
	if Loose("Côte d'Ivoire") != Loose("Cote d Ivoire") {
		t.Error("Loose keeps diacritics or punctuation")
	}
	if Loose("C++") == Loose("C") || Loose("C#") == Loose("C") {
		t.Error("Loose drops + or #")
	}
	if Loose("—…!") != "" {
		t.Error("Loose keeps punctuation")
	}
}
