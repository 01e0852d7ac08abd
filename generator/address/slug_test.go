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

// TestSlugOnWindows makes slugs of names that Windows has for devices, or cuts, or does not allow: each can be a folder there, and is
// its own slug.
func TestSlugOnWindows(t *testing.T) {
	for name, want := range map[string]string{
		"con": "con-0", "CON": "con-0", "Con.": "con-0", " con ": "con-0", "ＣＯＮ": "con-0", "сon": "son", "prn": "prn-0", "AUX": "aux-0", "Nul": "nul-0", "nul:": "nul-0",
		"COM1": "com1-0", "com0": "com0-0", "COM¹": "com1-0", "com９": "com9-0", "LPT9": "lpt9-0", "lpt²": "lpt2-0", "CON-0": "con-0", "con con": "con-con", "CONIN$": "conin", "CLOCK$": "clock",
		"nul.md": "nul-md", "con.txt": "con-txt", "com10": "com10", "com": "com", "lpta": "lpta", "console": "console", "auxiliary": "auxiliary",
		"C:": "c", `C:\Windows\system32`: "c-windows-system32", `\\server\share`: "server-share", `\\?\C:\x`: "c-x", "..\\..\\x": "x", "a/b": "a-b", "a:stream": "a-stream",
		`a<b>c:d"e|f?g*h`: "a-b-c-d-e-f-g-h", "trailing.": "trailing", "trailing...": "trailing", "trailing ": "trailing", "PROGRA~1": "progra-1", "desktop.ini": "desktop-ini",
	} {
		got := Slug(name)
		if got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
		if again := Slug(got); again != got {
			t.Errorf("the slug %q has the slug %q", got, again)
		}
	}
	for _, tt := range []struct{ permalink, id, want string }{
		{"/:id/", "2025/aux", "2025/aux-0/"}, {"/:id/", "CON/nul/x", "con-0/nul-0/x/"}, {"/:year/:slug/", "x", "2025/com1-0/"},
	} {
		if got := Briefing(tt.permalink, 2025, 4, 5, Slug("COM1"), tt.id); got != tt.want {
			t.Errorf("%s with the id %s gives %s, want %s", tt.permalink, tt.id, got, tt.want)
		}
	}
}

func TestOnWindows(t *testing.T) {
	for _, name := range []string{
		"con", "CON", "Nul.png", "aux.tar.gz", "prn .txt", "com1.", "LPT9.pdf", "a:b.png", "c:", "x<y", "x>y", `a"b`, "a|b", "what?.png", "*", `a\b`, "ends.", "ends ", "..", ".",
	} {
		if OnWindows(name) {
			t.Errorf("%q is said to be a name on Windows", name)
		}
	}
	for _, name := range []string{
		"index.html", ".nojekyll", "_headers", "con-0", "console.png", "a con.png", "x.con", "com.png", "com10", "lpt.txt", "a b.txt", " a", "..a", "a..b", "фото 1.png", "e\u0301.png", "100% #1 & more!.pdf", "'[{(~^$@=+;,)}]'",
	} {
		if !OnWindows(name) {
			t.Errorf("%q is said to be no name on Windows", name)
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
