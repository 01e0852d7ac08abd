package preview

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzServe asks the server for any path, in whatever form. It answers with a file only if the plan lists just that one, leads only to
// pages of the plan, and never shows a file that is not listed, or one outside the folder, or the manifest.
func FuzzServe(f *testing.F) {
	s, err := Start(Options{Base: "/reports/"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	around := f.TempDir()
	dir := filepath.Join(around, "public")
	listed := []string{".dateline-manifest", "../secret.txt", "404.html", "a b/ü.txt", "actors/x/index.html", "assets/app.js", "index.html", "link.txt", "q?x=%41.txt"}
	const hidden = "hidden words"
	for name, text := range map[string]string{
		"secret.txt": hidden, "public/unlisted.html": hidden, "public/actors/index.html": hidden, "public/.dateline-manifest": hidden, "public/404.html": "<body>404.html</body>",
		"public/a b/ü.txt": "a b/ü.txt", "public/actors/x/index.html": "<body>actors/x/index.html</body>", "public/assets/app.js": "assets/app.js", "public/index.html": "<body>index.html</body>",
		"public/q?x=%41.txt": "q?x=%41.txt",
	} {
		full := filepath.Join(around, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			f.Fatal(err)
		}
	}
	if err := os.Symlink("../secret.txt", filepath.Join(dir, "link.txt")); err != nil {
		f.Fatal(err)
	}
	s.Publish(State{Dir: dir, Base: "/reports/", Files: listed})
	for _, path := range []string{
		"/reports/", "/reports", "/", "/reports/actors/x", "/reports/actors/x/", "/reports/actors%2fx/", "/reports/a%20b/%C3%BC.txt", "/reports/q%3fx=%2541.txt", "/reports/../secret.txt", "/reports/%2e%2e/secret.txt",
		"/reports/..%2fsecret.txt", "/reports/..%5csecret.txt", "/reports//index.html", "/reports/./index.html", "/reports/INDEX.HTML", "/reports/.dateline-manifest", "/reports/.DATELINE-manifest",
		"/reports/.dateline%2dmanifest", "/reports/.dateline-manifest/", "/reports/link.txt", "/reports/unlisted.html", "/reports/actors/", "/reports/index.html%00", "/_dateline/refresh.js",
		"/_dateline/../reports/", "http://localhost/reports/", "*", "//reports/", "/reports/?x=y", "/reports/actors/x?//evil.org", "/reports;/index.html", "/%72eports/", "/reports/index.html/",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, target string) {
		if strings.ContainsAny(target, " \r\n") { // they end a request's target
			return
		}
		if u, err := url.ParseRequestURI(target); err == nil && u.Path == eventsPath {
			return // the stream never ends
		}
		status, body := raw(t, s, "GET "+target+" HTTP/1.1\r\nHost: localhost:"+s.port()+"\r\nConnection: close\r\n\r\n")
		if strings.Contains(body, hidden) {
			t.Fatalf("GET %s shows what is hidden", target)
		}
		if status == 0 || status >= 500 {
			t.Errorf("GET %s: %d", target, status)
		}
		if status != 200 && status != 302 {
			return
		}
		u, err := url.ParseRequestURI(target)
		if err != nil {
			t.Fatalf("GET %s: %d, and no one knows what it asks for", target, status)
		}
		if strings.HasPrefix(u.Path, "/_dateline/") {
			if !slices.Contains([]string{scriptPath, stylePath}, u.Path) {
				t.Errorf("GET %s: %d", target, status)
			}
			return
		}
		if raw := strings.ToLower(u.EscapedPath()); strings.Contains(raw, "%2f") || strings.Contains(raw, "%5c") {
			t.Errorf("GET %s: %d, and hosts do not agree on what that is", target, status)
		}
		name, below := strings.CutPrefix(u.Path, "/reports/")
		switch {
		case status == 302 && (u.Path == "/" || u.Path == "/reports" || below && slices.Contains(listed, name+"/index.html")):
		case status == 200 && below && (name == "" || strings.HasSuffix(name, "/")):
			name += "index.html"
			fallthrough
		default:
			if status != 200 || !below || !slices.Contains(listed, name) || !strings.Contains(body, name) {
				t.Errorf("GET %s: %d %.60q", target, status, body)
			}
		}
	})
}
