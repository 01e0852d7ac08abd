package generator_test

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A list of problems with what a crawl finds; the first few of each test are told.
const maxTold = 15

func tell(t *testing.T, problems []string) {
	t.Helper()
	for i, p := range problems {
		if i == maxTold {
			t.Errorf("… and %d more", len(problems)-maxTold)
			break
		}
		t.Error(p)
	}
}

// address gives the address of a published file as a reader's browser shows it: absolute, escaped.
func (w *website) address(file string) string {
	if file == "index.html" || strings.HasSuffix(file, "/index.html") {
		file = strings.TrimSuffix(file, "index.html")
	}
	return w.base + (&url.URL{Path: file}).EscapedPath()
}

// lead follows a link from a file, as a host that serves the site under its base path does, or as a browser does that
// has opened the file from a folder. It gives the file and the fragment; internal is false for another site's address.
func (w *website) lead(from, to string) (file, fragment string, internal bool, err error) {
	u, err := url.Parse(to)
	if err != nil {
		return "", "", true, err
	}
	own := w.origin != "" && u.Scheme+"://"+u.Host == w.origin
	switch {
	case u.Scheme != "" && !own:
		return "", "", false, nil
	case w.options.Portable && !own:
		if strings.HasPrefix(to, "/") {
			return "", "", true, fmt.Errorf("begins at the root")
		}
		if u.Path == "" {
			return from, u.Fragment, true, nil
		}
		if file = path.Join(path.Dir(from), u.Path); strings.HasPrefix(file, "../") {
			return "", "", true, fmt.Errorf("leads out of the folder")
		}
		return file, u.Fragment, true, w.there(file)
	}
	at := &url.URL{Path: w.base + from}
	if strings.HasSuffix(from, "index.html") {
		at.Path = w.base + strings.TrimSuffix(from, "index.html")
	}
	base, err := url.PathUnescape(w.base)
	if err != nil {
		return "", "", true, err
	}
	at.Path = base + strings.TrimPrefix(at.Path, w.base)
	target := at.ResolveReference(u)
	rest, below := strings.CutPrefix(target.Path, base)
	if !below {
		return "", "", true, fmt.Errorf("leads to %s, which is not below %s", target.Path, base)
	}
	if rest == "" || strings.HasSuffix(rest, "/") {
		rest += "index.html"
	}
	return rest, u.Fragment, true, w.there(rest)
}

func (w *website) there(file string) error {
	if !w.files[file] {
		return fmt.Errorf("there is no %s", file)
	}
	return nil
}

// TestLinks follows every address on every page: each leads to a published file, and each fragment to an element of it.
func TestLinks(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		var problems []string
		internal, anchors := 0, 0
		for _, name := range w.paths() {
			for _, l := range w.pages[name].links {
				problem := func(format string, args ...any) {
					problems = append(problems, fmt.Sprintf("%s:%d: <%s> leads to %q: ", name, l.line, l.element, l.address)+fmt.Sprintf(format, args...))
				}
				file, fragment, own, err := w.lead(name, l.address)
				switch {
				case err != nil:
					problem("%v", err)
					continue
				case !own:
					continue
				}
				internal++
				if page := w.pages[file]; page != nil && fragment != "" {
					anchors++
					if !page.ids[fragment] {
						problem("%s has no element #%s", file, fragment)
					}
				} else if fragment != "" || strings.HasSuffix(l.address, "#") {
					problem("the fragment leads to nothing")
				}
			}
		}
		tell(t, problems)
		pages := 0 // that do more than lead to another
		for _, p := range w.pages {
			if p.refresh == "" {
				pages++
			}
		}
		if internal < 20*pages || anchors < pages {
			t.Errorf("%d pages with only %d links to pages and files and %d to places in pages", pages, internal, anchors)
		}
	})
}

// TestReach walks from the home page: it leads to every page, feed and file but those that are not for readers.
func TestReach(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		seen := map[string]bool{"index.html": true}
		for queue := []string{"index.html"}; len(queue) > 0; queue = queue[1:] {
			page := w.pages[queue[0]]
			if ext := path.Ext(queue[0]); ext == ".css" || ext == ".webmanifest" {
				page = w.styled(t, queue[0])
			}
			if page == nil {
				continue
			}
			for _, l := range page.links {
				if l.rel == "canonical" || l.element == "meta" && l.rel != "refresh" || l.element == "script" && scheme(l.address) != "" {
					continue // no reader follows these
				}
				file, _, own, err := w.lead(page.path, l.address)
				if err == nil && own && !seen[file] {
					seen[file] = true
					queue = append(queue, file)
				}
			}
		}
		var problems []string
		for file := range w.files {
			page := w.pages[file]
			switch {
			case w.options.Portable && strings.HasPrefix(file, "assets/icon-512-"): // only a web manifest names it
			case seen[file], file == "404.html", page != nil && page.refresh != "":
			case page != nil, strings.HasSuffix(file, "feed.xml"), strings.HasSuffix(file, "feed.json"), strings.HasPrefix(file, "assets/"):
				problems = append(problems, file+": no way leads here from the home page")
			}
		}
		slices.Sort(problems)
		tell(t, problems)
	})
}

// styled gives what a stylesheet or a web manifest names as links of a page, and requires that it is there.
func (w *website) styled(t *testing.T, file string) *page {
	p := &page{path: file}
	for _, at := range regexp.MustCompile(`(?:url\(|"src": )"([^"]*)"`).FindAllStringSubmatch(string(w.read(t, file)), -1) {
		if _, _, own, err := w.lead(file, at[1]); err != nil || !own {
			t.Errorf("%s: %s: %v", file, at[1], err)
		}
		p.links = append(p.links, link{address: at[1]})
	}
	return p
}

// TestCanonical wants on every page the one address at which it is published; on a redirect page that of its target; none
// on the page for addresses that lead nowhere, nor without base_url.
func TestCanonical(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		var problems []string
		for _, name := range w.paths() {
			page := w.pages[name]
			of := name
			if page.refresh != "" {
				var err error
				if of, _, _, err = w.lead(name, page.refresh); err != nil {
					problems = append(problems, fmt.Sprintf("%s: leads to %s: %v", name, page.refresh, err))
				}
			}
			var want []string
			if w.origin != "" && name != "404.html" {
				want = []string{w.origin + w.address(of)}
			}
			if !slices.Equal(page.canonical, want) {
				problems = append(problems, fmt.Sprintf("%s: canonical %q, want %q", name, page.canonical, want))
			}
		}
		tell(t, problems)
	})
}

// TestHostFiles reads what hosts read: the redirects lead from pages that redirect to pages that do not; robots.txt
// names the sitemap; the headers hold the content policy.
func TestHostFiles(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		redirects := 0
		for line := range strings.Lines(string(w.read(t, "_redirects"))) {
			fields := strings.Fields(line)
			if len(fields) != 3 || fields[2] != "301" {
				t.Fatalf("_redirects: %q", line)
			}
			served := *w
			served.options.Portable = false // hosts read addresses from the root
			from, _, _, err := served.lead("index.html", fields[0])
			if err != nil {
				t.Errorf("_redirects: %s: %v", fields[0], err)
				continue
			}
			to, _, _, err := served.lead("index.html", fields[1])
			if err != nil {
				t.Errorf("_redirects: %s: %v", fields[1], err)
				continue
			}
			if page := w.pages[from]; page == nil || page.refresh == "" || !page.noindex {
				t.Errorf("_redirects: %s is no redirect page", from)
			} else if other, _, _, err := w.lead(from, page.refresh); err != nil || other != to {
				t.Errorf("%s redirects to %s, and _redirects to %s: %v", from, other, to, err)
			}
			if w.pages[to] == nil || w.pages[to].refresh != "" {
				t.Errorf("_redirects: %s is no page", to)
			}
			redirects++
		}
		for name, page := range w.pages {
			if page.refresh != "" {
				redirects--
			} else if name == "404.html" && !page.noindex {
				t.Error("404.html is for search engines")
			}
		}
		if redirects != 0 {
			t.Errorf("%d more redirects than redirect pages", redirects)
		}
		robots := string(w.read(t, "robots.txt"))
		if w.origin != "" && !strings.Contains(robots, "\nSitemap: "+w.origin+w.base+"sitemap.xml\n") || w.origin == "" && strings.Contains(robots, "Sitemap") {
			t.Errorf("robots.txt: %s", robots)
		}
		headers := string(w.read(t, "_headers"))
		if !strings.HasPrefix(headers, w.base+"*\n") || !strings.Contains(headers, "\n  Content-Security-Policy: "+policy+"; frame-ancestors 'none'\n") {
			t.Errorf("_headers: %s", headers)
		}
		if !w.files[".nojekyll"] {
			t.Error("there is no .nojekyll")
		}
	})
}

// TestSitemap wants every page exactly once in the sitemap, and nothing else: not what is not for search engines.
func TestSitemap(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		if w.origin == "" {
			for file := range w.files {
				if strings.HasPrefix(file, "sitemap") {
					t.Errorf("%s without base_url", file)
				}
			}
			return
		}
		type place struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		}
		var doc struct {
			XMLName xml.Name
			URLs    []place `xml:"url"`
			Parts   []place `xml:"sitemap"`
		}
		parts := []string{"sitemap.xml"}
		listed := map[string]int{}
		read := 0
		for ; read < len(parts); read++ {
			doc.URLs, doc.Parts = nil, nil
			if err := xml.Unmarshal(w.read(t, parts[read]), &doc); err != nil {
				t.Fatalf("%s: %v", parts[read], err)
			}
			if doc.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" {
				t.Errorf("%s: name space %q", parts[read], doc.XMLName.Space)
			}
			newest := ""
			for _, u := range doc.URLs {
				listed[u.Loc]++
				newest = max(newest, u.LastMod)
				if !regexp.MustCompile(`^(\d{4}-\d\d-\d\d)?$`).MatchString(u.LastMod) {
					t.Errorf("%s: lastmod %q", u.Loc, u.LastMod)
				}
			}
			for _, p := range doc.Parts {
				file, _, own, err := w.lead("index.html", p.Loc)
				if err != nil || !own {
					t.Fatalf("%s: part %s: %v", parts[read], p.Loc, err)
				}
				parts = append(parts, file)
			}
			if len(doc.URLs) > 50000 || len(doc.URLs) > 0 && len(doc.Parts) > 0 {
				t.Errorf("%s: %d addresses and %d parts", parts[read], len(doc.URLs), len(doc.Parts))
			}
		}
		for file := range w.files {
			if strings.HasPrefix(file, "sitemap") && !slices.Contains(parts, file) {
				t.Errorf("%s is no part of sitemap.xml", file)
			}
		}
		want := map[string]int{}
		for name, page := range w.pages {
			if !page.noindex && page.refresh == "" && name != "404.html" {
				want[w.origin+w.address(name)] = 1
			}
		}
		var problems []string
		for _, loc := range slices.Sorted(maps.Keys(listed)) {
			if want[loc] != listed[loc] {
				problems = append(problems, fmt.Sprintf("%s is listed %d times, want %d", loc, listed[loc], want[loc]))
			}
		}
		for _, loc := range slices.Sorted(maps.Keys(want)) {
			if listed[loc] == 0 {
				problems = append(problems, loc+" is not listed")
			}
		}
		tell(t, problems)
		if len(want) > 1000 && read < 5 {
			t.Errorf("%d addresses in %d parts", len(want), read)
		}
	})
}

// TestStylesheets follows what stylesheets fetch.
func TestStylesheets(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		sheets := 0
		for file := range w.files {
			if path.Ext(file) != ".css" {
				continue
			}
			sheets++
			text := string(w.read(t, file))
			if strings.Contains(text, "@import") {
				t.Errorf("%s imports", file)
			}
			for _, m := range regexp.MustCompile(`url\(\s*["']?([^"')]*)`).FindAllStringSubmatch(text, -1) {
				if _, _, own, err := w.lead(file, m[1]); err != nil || !own {
					t.Errorf("%s fetches %q: %v", file, m[1], err)
				}
			}
		}
		if sheets == 0 {
			t.Error("there is no stylesheet")
		}
	})
}

// TestMarkup wants every page to be read without anything repaired, and to ask for nothing that the policy forbids.
func TestMarkup(t *testing.T) {
	onEverySite(t, func(t *testing.T, w *website) {
		var problems []string
		for _, name := range w.paths() {
			for _, p := range slices.Concat(w.pages[name].malformed, w.pages[name].harmful) {
				problems = append(problems, name+": "+p)
			}
		}
		tell(t, problems)
		if len(w.pages) < 10 {
			t.Errorf("only %d pages", len(w.pages))
		}
	})
}
