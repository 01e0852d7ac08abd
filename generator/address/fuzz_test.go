package address

import (
	"cmp"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var slugForm = regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)

// FuzzSlug makes addresses of any name and any path: they have nothing but letters, digits and single hyphens, stay what they are,
// and the Unicode form in which a name is saved makes no difference.
func FuzzSlug(f *testing.F) {
	for _, name := range []string{
		"Kryvyi Rih", "Côte d’Ivoire", "Зеленський", "王伟", "C++", "C#", "İstanbul", "Straße", "a\u202eb", "../../etc/passwd", "السودان", "CON", "nul.md",
		"a.", strings.Repeat("ü", 300), strings.Repeat("a-", 70), "\xff\x00", "ﷺ", "①½Ⅷ", "e\u0301", "가\u1100\u1161", "ẞ", "ΐ", "\u0345\u0301", "%2e%2e%2f",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		slug := Slug(name)
		if !slugForm.MatchString(slug) || len(slug) > maxSlug {
			t.Errorf("the slug of %q is %q", name, slug)
		}
		if again := Slug(slug); again != slug {
			t.Errorf("the slug of %q is %q, and of that %q", name, slug, again)
		}
		if spaced := Slug(" " + name + "\t"); spaced != slug {
			t.Errorf("with white space around it, %q has the slug %q and not %q", name, spaced, slug)
		}
		fold := Fold(name)
		if again := Fold(fold); again != fold {
			t.Errorf("%q folds to %q, and that to %q", name, fold, again)
		}
		if utf8.ValidString(name) {
			for _, form := range []norm.Form{norm.NFC, norm.NFD} {
				if other := form.String(name); Slug(other) != slug || Fold(other) != fold || Loose(other) != Loose(name) {
					t.Errorf("%q and its other form %q: slugs %q and %q, folded %q and %q", name, other, slug, Slug(other), fold, Fold(other))
				}
			}
		}
		if Loose(fold) != Loose(name) {
			t.Errorf("%q and what it folds to are different names: %q, %q", name, Loose(name), Loose(fold))
		}

		// Every briefing has a slug; its id is the path of its file, whatever that is called. An empty part in an address is refused where
		// briefings get theirs.
		for _, permalink := range []string{"/:id/", "/:year/:month-:day/x:slug/:id/"} {
			path := File(Briefing(permalink, 2025, time.April, 4, cmp.Or(slug, "x"), name))
			if empty := strings.Contains("/"+path, "//"); empty {
				if !slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return Slug(part) == "" }) {
					t.Errorf("a briefing %q stands at %q", name, path)
				}
				continue
			}
			if !fs.ValidPath(path) || strings.Trim(path, "abcdefghijklmnopqrstuvwxyz0123456789-/.") != "" || strings.Contains(path, "..") {
				t.Errorf("a briefing %q stands at %q", name, path)
			}
		}

		// A link to any path leads back to it, and ends no attribute and no query.
		escaped := Escape("/" + name)
		u, err := url.Parse(escaped)
		if err != nil || u.Path != "/"+name || strings.ContainsAny(escaped, "\"'<>`?# \\") && !strings.Contains(name, "'") || u.RawQuery != "" || u.Fragment != "" {
			if !strings.HasPrefix(name, "/") {
				t.Errorf("%q is escaped as %q, which is %+v, %v", name, escaped, u, err)
			}
		}
	})
}
