package preview

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dateline/generator/diag"
)

// TestMain looks for goroutines that a closed server left behind, after every test has closed its own.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start starts a server and ends it with the test.
func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// write writes files into a folder and gives the state of a site that publishes them.
func write(t *testing.T, dir string, files map[string]string) State {
	t.Helper()
	st := State{Dir: dir, Base: "/reports/"}
	for name, text := range files {
		st.Files = append(st.Files, name)
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(st.Files)
	return st
}

const home = `<!DOCTYPE html><html lang="en"><head><title>Home</title><script>"<body>"</script></head><body class="x"><!-- </body> --><p>Home</p></body></html>`

func sample(t *testing.T) (*Server, State) {
	t.Helper()
	s := start(t, Options{Base: "/reports/"})
	st := write(t, t.TempDir(), map[string]string{
		"index.html":          home,
		"404.html":            "<body>No such page</body>",
		"actors/x/index.html": "<body>X</body>",
		"feed.xml":            "<feed></body></feed>",
		"feed.json":           "{}",
		"_redirects":          "",
		".nojekyll":           "",
		".dateline-manifest":  "hidden words",
		"a b/ü.txt":           "0123456789",
		"assets/style.css":    "p{}",
		"assets/app.js":       "1",
		"pic.SVG":             "<svg/>",
		"file.bin":            "b",
	})
	if err := os.WriteFile(filepath.Join(st.Dir, "unlisted.html"), []byte("hidden words"), 0o666); err != nil {
		t.Fatal(err)
	}
	s.Publish(st)
	return s, st
}

// client keeps no connection and follows no redirect.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout:       10 * time.Second,
}

func do(t *testing.T, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	w, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w, string(body)
}

// raw sends bytes as they stand and gives the answer.
func raw(t *testing.T, s *Server, request string) (status int, body string) {
	t.Helper()
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(c, request)
	w, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer w.Body.Close()
	text, _ := io.ReadAll(w.Body)
	return w.StatusCode, string(text)
}

func (s *Server) port() string { return fmt.Sprint(s.listener.Addr().(*net.TCPAddr).Port) }

func TestServe(t *testing.T) {
	s, st := sample(t)
	if want := "http://127.0.0.1:" + s.port() + "/reports/"; s.URL() != want {
		t.Errorf("URL() = %s, want %s", s.URL(), want)
	}
	tests := []struct {
		path   string
		status int
		kind   string
		want   string // the body, its beginning, or where a redirect leads
	}{
		{"/reports/", 200, "text/html; charset=utf-8", "<!DOCTYPE html>"},
		{"/reports/index.html", 200, "text/html; charset=utf-8", "<!DOCTYPE html>"},
		{"/reports/actors/x/", 200, "text/html; charset=utf-8", "<body>X"},
		{"/reports/feed.xml", 200, "application/xml; charset=utf-8", "<feed></body></feed>"},
		{"/reports/feed.json", 200, "application/json; charset=utf-8", "{}"},
		{"/reports/_redirects", 200, "text/plain; charset=utf-8", ""},
		{"/reports/.nojekyll", 200, "text/plain; charset=utf-8", ""},
		{"/reports/a%20b/%C3%BC.txt", 200, "text/plain; charset=utf-8", "0123456789"},
		{"/reports/assets/style.css", 200, "text/css; charset=utf-8", "p{}"},
		{"/reports/assets/app.js?v=1", 200, "text/javascript; charset=utf-8", "1"},
		{"/reports/pic.SVG", 200, "image/svg+xml", "<svg/>"},
		{"/reports/file.bin", 200, "application/octet-stream", "b"},
		{"/_dateline/refresh.js", 200, "text/javascript; charset=utf-8", "(() => {"},
		{"/_dateline/refresh.css", 200, "text/css; charset=utf-8", "/*"},
		{"/", 302, "", "/reports/"},
		{"/reports", 302, "", "/reports/"},
		{"/reports/actors/x", 302, "", "/reports/actors/x/"},
		{"/reports/actors/x?q=1", 302, "", "/reports/actors/x/?q=1"},
		{"/reports/actors/", 404, "text/html; charset=utf-8", "<body>No such page"},
		{"/reports/.dateline-manifest", 404, "text/html; charset=utf-8", "<body>No such page"},
		{"/reports/unlisted.html", 404, "text/html; charset=utf-8", "<body>No such page"},
		{"/index.html", 404, "text/html; charset=utf-8", "<body>No such page"},
		{"/_dateline/", 404, "text/html; charset=utf-8", "<body>No such page"},
	}
	for _, tt := range tests {
		w, body := do(t, "GET", "http://"+s.listener.Addr().String()+tt.path)
		got := body
		if tt.status == 302 {
			got = w.Header.Get("Location")
		}
		if w.StatusCode != tt.status || w.Header.Get("Content-Type") != tt.kind || !strings.HasPrefix(got, tt.want) {
			t.Errorf("GET %s: %d %q %.80q, want %d %q %q", tt.path, w.StatusCode, w.Header.Get("Content-Type"), got, tt.status, tt.kind, tt.want)
		}
		h := w.Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" ||
			!strings.HasSuffix(h.Get("Content-Security-Policy"), "; frame-ancestors 'none'") || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("GET %s: headers %v", tt.path, h)
		}
		head, nothing := do(t, "HEAD", "http://"+s.listener.Addr().String()+tt.path)
		if head.StatusCode != w.StatusCode || nothing != "" || max(head.ContentLength, 0) != max(w.ContentLength, 0) || head.Header.Get("Content-Type") != tt.kind {
			t.Errorf("HEAD %s: %d, %d bytes, %q", tt.path, head.StatusCode, head.ContentLength, nothing)
		}
	}
	if text, err := os.ReadFile(filepath.Join(st.Dir, "index.html")); err != nil || string(text) != home {
		t.Errorf("the file on disk is now %q (%v)", text, err)
	}
}

func TestInjection(t *testing.T) {
	s, st := sample(t)
	st.Held = map[string]string{"index.html": "draft: <build> leaves this page out"}
	s.Publish(st)
	_, body := do(t, "GET", s.URL())
	script := s.scriptTag(s.now, "index.html", ofSite)
	want := strings.Replace(home, `<body class="x">`, `<body class="x"><link rel="stylesheet" href="/_dateline/refresh.css"><aside class="dateline-held" aria-label="Preview">draft: &lt;build&gt; leaves this page out</aside>`, 1)
	want = strings.Replace(want, "</body></html>", script+"</body></html>", 1)
	if body != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	for page, want := range map[string]string{
		"<p>no body":               "<p>no body|",
		"":                         "|",
		"<BODY\n>x</BODY >":        "<BODY\n>x|</BODY >",
		"<body>x<textarea></body>": "<body>x<textarea></body>|", // what stands in a field is text
		"</body></body>":           "</body>|</body>",
		"<body a='</body>'>":       "<body a='</body>'>|",
	} {
		start, end := bodySpan([]byte(page))
		if got := page[:end] + "|" + page[end:]; got != want || start > end {
			t.Errorf("bodySpan(%q) ends at %q, want %q; it begins at %d", page, got, want, start)
		}
	}
}

func TestMethodsAndRanges(t *testing.T) {
	s, _ := sample(t)
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PATCH", "TRACK", "DEBUG", "PURGE", "get", "Get", "GETS", "G", strings.Repeat("G", 9000)} {
		w, _ := do(t, method, s.URL())
		if w.StatusCode != 405 || w.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, w.StatusCode, w.Header.Get("Allow"))
		}
	}
	if status, _ := raw(t, s, "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:"+s.port()+"\r\nConnection: close\r\n\r\n"); status != 405 {
		t.Errorf("OPTIONS *: %d", status)
	}
	for _, tt := range []struct {
		asked  string
		status int
		body   string
	}{
		{"bytes=2-4", 206, "234"}, {"bytes=-3", 206, "789"}, {"bytes=8-", 206, "89"}, {"bytes=99-", 416, ""},
	} {
		w, body := do(t, "GET", s.URL()+"a%20b/%C3%BC.txt", "Range", tt.asked)
		if w.StatusCode != tt.status || tt.status == 206 && body != tt.body {
			t.Errorf("%s: %d %q, want %d %q", tt.asked, w.StatusCode, body, tt.status, tt.body)
		}
	}
}

func TestHosts(t *testing.T) {
	s, _ := sample(t)
	port := s.port()
	for _, host := range []string{"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port} {
		if w, _ := do(t, "GET", s.URL(), "Host", host); w.StatusCode != 200 {
			t.Errorf("Host %s: %d", host, w.StatusCode)
		}
	}
	for _, name := range []string{
		"127.evil.com", "127.0.0.1.evil.com", "evil.com", "localhost.", "localhost.evil.com", "evil-localhost", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]",
		"127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::]", "127.0.0.2", "user@127.0.0.1", "127.0.0.1:80@evil.com", "[::1%25lo]", "192.168.0.1",
		"0177.0.0.1", "0177.0.1", "017700000001", "0x7f.0.0.1", "0x7f.1", "0X7F000001", "127.0.1", "127.000.000.001", "127.0.0.1.", "127.0.0.01", "4294967297", "0", "::1", "[::1].", "[0:0:0:0:0:0:0:1]",
		"[::127.0.0.1]", "[::ffff:0:7f00:1]", "[64:ff9b::7f00:1]", "[::FFFF:7F00:1]", "[127.0.0.1]", "[localhost]", "LOCALHOST", "localhost..", "localhost%00", "localhost%00.evil.com", "loopback",
		"localhost.localdomain", "ip6-localhost", "localhost,evil.com", "evil.com,localhost", "localhost evil.com", "localhost/evil.com", "localhost#.evil.com", "localhost@evil.com", "evil.com@localhost",
		"127.0.0.1.nip.io", "foo.localhost", "127。0。0。1", "①②⑦.0.0.1", "ｌocalhost", "xn--localhost", "http://localhost", "//localhost", "*", "null", "undefined",
	} {
		for _, host := range []string{name, name + ":" + port, name + ":" + port + "." + name} {
			for _, path := range []string{"/reports/", "/reports/feed.json", eventsPath + "?page=index.html", scriptPath} {
				if status, body := raw(t, s, "GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n"); status != 421 && status != 400 ||
					body != "" && body != "This preview answers to its own address only.\n" && body != "400 Bad Request: malformed Host header" {
					t.Errorf("Host %s, %s: %d %.60q", host, path, status, body)
				}
			}
		}
	}
	for _, host := range []string{"127.0.0.1", "localhost", "localhost:1" + port, "localhost:" + port + ".", "localhost:0" + port, ""} {
		if status, _ := raw(t, s, "GET /reports/ HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n"); status != 421 && status != 400 {
			t.Errorf("Host %q: %d", host, status)
		}
	}
	own := "127.0.0.1:" + port
	for _, tt := range []struct {
		target string
		status int
	}{
		{"http://" + own + "/reports/", 200},
		{"http://evil.com/reports/", 421},
		{"https://" + own + "/reports/", 421},
		{"ftp://" + own + "/reports/", 421},
		{"//evil.com/reports/", 404},
		{"//" + own + "/reports/", 404},
	} {
		if status, _ := raw(t, s, "GET "+tt.target+" HTTP/1.1\r\nHost: "+own+"\r\nConnection: close\r\n\r\n"); status != tt.status {
			t.Errorf("GET %s: %d, want %d", tt.target, status, tt.status)
		}
	}
	if status, _ := raw(t, s, "GET /reports/ HTTP/1.0\r\n\r\n"); status != 421 {
		t.Errorf("no Host: %d", status)
	}
}

func TestBind(t *testing.T) {
	s := start(t, Options{Bind: "0.0.0.0"})
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") {
		t.Errorf("URL %s", s.URL())
	}
	for host, want := range map[string]int{"127.0.0.1": 503, "localhost": 503, "0.0.0.0": 421, "evil.com": 421, "127.0.0.9": 421} {
		if w, _ := do(t, "GET", s.URL(), "Host", host+":"+s.port()); w.StatusCode != want {
			t.Errorf("Host %s: %d, want %d", host, w.StatusCode, want)
		}
	}
	if s, err := Start(Options{Bind: "256.1.1.1"}); err == nil {
		s.Close()
		t.Error("started on 256.1.1.1")
	}
}

func TestNextFreePort(t *testing.T) {
	first := start(t, Options{})
	port := first.listener.Addr().(*net.TCPAddr).Port
	second := start(t, Options{Port: port})
	if got := second.listener.Addr().(*net.TCPAddr).Port; got <= port || got > port+maxPorts {
		t.Errorf("port %d, when %d was taken", got, port)
	}
}

func TestTraversal(t *testing.T) {
	s, st := sample(t)
	outside := filepath.Join(filepath.Dir(st.Dir), "secret.txt")
	if err := os.WriteFile(outside, []byte("hidden words"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(outside) })
	st.Files = append(st.Files, "../secret.txt", "link.txt", "gone.txt", "assets")
	if err := os.Symlink(outside, filepath.Join(st.Dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	s.Publish(st)
	for _, path := range []string{
		"/reports/../secret.txt", "/reports/%2e%2e/secret.txt", "/reports/%2e%2e%2fsecret.txt", "/reports/..%2fsecret.txt", "/reports/..%5csecret.txt",
		"/reports/.%2e/secret.txt", "/reports/%252e%252e/secret.txt", "/reports//secret.txt", "/reports/actors/../../secret.txt",
		"/reports/..\\secret.txt", "/reports/%c0%ae%c0%ae/secret.txt", "/../../../../etc/passwd", "/reports/" + st.Dir + "/index.html",
		"/reports/./index.html", "/reports/actors/../index.html", "/reports//", "/reports/index.html%00", "/reports/index.html/", "/reports/INDEX.HTML",
		"/reports/actors%2fx%2f", "/reports/index.html::$DATA", "/reports/link.txt", "/reports/gone.txt", "/reports/assets", "/reports/assets/",
		"/./reports/", "/x/../reports/", "/_dateline/../reports/", "/_dateline/refresh/refresh.js", "/_dateline/%2e%2e/reports/",
	} {
		status, body := raw(t, s, "GET "+path+" HTTP/1.1\r\nHost: localhost:"+s.port()+"\r\nConnection: close\r\n\r\n")
		if status != 404 || strings.Contains(body, "hidden words") || strings.Contains(body, "<p>Home") {
			t.Errorf("GET %s: %d %.60q", path, status, body)
		}
	}
}

func TestBaseChanges(t *testing.T) {
	s, st := sample(t)
	st.Base = ""
	s.Publish(st)
	if !strings.HasSuffix(s.URL(), s.port()+"/") {
		t.Errorf("URL %s", s.URL())
	}
	for path, want := range map[string]int{"": 200, "actors/x/": 200, "reports/": 404} {
		if w, _ := do(t, "GET", s.URL()+path); w.StatusCode != want {
			t.Errorf("/%s: %d, want %d", path, w.StatusCode, want)
		}
	}
	st.Base = "new/näme"
	s.Publish(st)
	if !strings.HasSuffix(s.URL(), "/new/n%C3%A4me/") {
		t.Errorf("URL %s", s.URL())
	}
	if w, _ := do(t, "GET", s.URL()); w.StatusCode != 200 {
		t.Errorf("%s: %d", s.URL(), w.StatusCode)
	}
}

func mistakes() diag.List {
	var l diag.List
	l.Warn(diag.Pos{File: "a.md", Line: 1, Column: 1}, "w", "a warning", "")
	l.Error(diag.Pos{File: "briefings/<b>.md", Line: 4, Column: 3}, "unknown-key", `unknown key "actor"`, `did you mean "actors"?`)
	l[1].Excerpt = "\tactor = [\"<NATO>\"]"
	return l
}

func TestProblemsBeforeTheFirstBuild(t *testing.T) {
	s := start(t, Options{})
	w, body := do(t, "GET", s.URL())
	if w.StatusCode != 503 || !strings.Contains(body, "Building…") || !strings.Contains(body, `content="1"`) {
		t.Errorf("before anything: %d %s", w.StatusCode, body)
	}
	s.Publish(State{Problems: mistakes()})
	for _, path := range []string{"", "actors/x/", "nowhere"} {
		w, body := do(t, "GET", s.URL()+path)
		for _, want := range []string{"briefings/&lt;b&gt;.md:4:3", "unknown key &#34;actor&#34;", "did you mean", " actor = [&#34;&lt;NATO&gt;&#34;]\n  ^", "warning: a warning", "data-own"} {
			if w.StatusCode != 500 || !strings.Contains(body, want) {
				t.Errorf("/%s: %d without %s: %s", path, w.StatusCode, want, body)
			}
		}
	}
	st := write(t, t.TempDir(), map[string]string{"index.html": "fine"})
	s.Publish(State{Dir: st.Dir, Files: st.Files})
	if w, body := do(t, "GET", s.URL()); w.StatusCode != 200 || !strings.HasPrefix(body, "fine") {
		t.Errorf("once mended: %d %s", w.StatusCode, body)
	}
	s.Publish(State{Problems: mistakes()})
	if w, body := do(t, "GET", s.URL()); w.StatusCode != 200 || !strings.HasPrefix(body, "fine") {
		t.Errorf("broken again: %d %s", w.StatusCode, body)
	}
}

// listener reads a page's stream.
type listener struct {
	t    *testing.T
	body io.ReadCloser
	text *bufio.Reader
}

func (s *Server) listen(t *testing.T, page, generation string, header ...string) (*listener, int) {
	t.Helper()
	r, _ := http.NewRequest("GET", "http://"+s.listener.Addr().String()+"/_dateline/events?page="+page+"&generation="+generation, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Body.Close() })
	if w.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("the stream is open to other origins")
	}
	return &listener{t, w.Body, bufio.NewReader(w.Body)}, w.StatusCode
}

// next gives the next event.
func (l *listener) next() (e event) {
	l.t.Helper()
	for {
		line, err := l.text.ReadBytes('\n')
		if err != nil {
			l.t.Fatal(err)
		}
		if data, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
			if err := json.Unmarshal(data, &e); err != nil {
				l.t.Fatal(err)
			}
			return e
		}
	}
}

func TestStream(t *testing.T) {
	s, st := sample(t)
	l, _ := s.listen(t, "actors/x/index.html", s.run+"-1")
	if e := l.next(); e.Changed || e.Gone || e.Reload || e.Base != "/reports/" || e.Href != "/reports/actors/x/" || e.Problems == nil {
		t.Errorf("at first: %+v", e)
	}
	st.Changed, st.Edited = []string{"index.html", "assets/style.css", "feed.xml"}, "index.html"
	s.Publish(st)
	if e := l.next(); e.Changed || e.Edited != "/reports/" || !slices.Equal(e.Files, []string{"/reports/assets/style.css"}) {
		t.Errorf("another page changed: %+v", e)
	}
	st.Changed, st.Edited = []string{"actors/x/index.html"}, ""
	s.Publish(st)
	if e := l.next(); !e.Changed || e.Edited != "" || len(e.Files) > 0 {
		t.Errorf("the page changed: %+v", e)
	}
	s.Publish(State{Problems: mistakes()})
	if e := l.next(); e.Changed || e.Gone || len(e.Problems) != 2 || e.Problems[0].Where != "briefings/<b>.md:4:3" {
		t.Errorf("problems: %+v", e)
	}
	st.Changed, st.Held = nil, map[string]string{"actors/x/index.html": "draft"}
	s.Publish(st)
	if e := l.next(); !e.Changed || len(e.Problems) != 0 {
		t.Errorf("mended, and a banner: %+v", e)
	}
	st.Held = nil
	st.Files = slices.DeleteFunc(slices.Clone(st.Files), func(f string) bool { return f == "actors/x/index.html" })
	st.Files = append(st.Files, "actors/z/index.html")
	st.Moved = map[string]string{"/reports/actors/x/": "actors/y/", "actors/y/": "/reports/actors/z/"}
	s.Publish(st)
	if e := l.next(); e.Changed || !e.Gone || e.Moved != "/reports/actors/z/" {
		t.Errorf("moved: %+v", e)
	}
	st.Moved = map[string]string{"actors/z/": "actors/x/"} // and there and back again
	st.Files = append(slices.Clone(st.Files[:len(st.Files)-1]), "actors/q/index.html")
	s.Publish(st)
	if e := l.next(); !e.Gone || e.Moved != "" {
		t.Errorf("moved in a circle: %+v", e)
	}

	// Who comes late is told what was missed, and who comes from another run all.
	late, _ := s.listen(t, "index.html", s.run+"-1")
	if e := late.next(); !e.Changed || e.Reload || e.Edited != "/reports/" {
		t.Errorf("late: %+v", e)
	}
	late, _ = s.listen(t, "index.html", fmt.Sprintf("%s-%d", s.run, s.now.generation))
	if e := late.next(); e.Changed || e.Edited != "" {
		t.Errorf("not late: %+v", e)
	}
	late, _ = s.listen(t, "index.html", "OTHER-999")
	if e := late.next(); !e.Reload {
		t.Errorf("from another run: %+v", e)
	}
}

func TestStreamIsForOwnPages(t *testing.T) {
	s, _ := sample(t)
	own := "http://127.0.0.1:" + s.port()
	for _, header := range [][]string{{}, {"Sec-Fetch-Site", "same-origin"}, {"Origin", own}, {"Origin", own, "Sec-Fetch-Site", "same-origin"}} {
		if _, status := s.listen(t, "index.html", "", header...); status != 200 {
			t.Errorf("%v: %d", header, status)
		}
	}
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Site", ""},
		{"Origin", "null"}, {"Origin", ""}, {"Origin", "http://evil.com"}, {"Origin", "https://127.0.0.1:" + s.port()}, {"Origin", "http://127.0.0.1:1"},
		{"Sec-Fetch-Site", "cross-origin"}, {"Sec-Fetch-Site", "SAME-ORIGIN"}, {"Sec-Fetch-Site", "same-origin, cross-site"}, {"Sec-Fetch-Site", "same-origin;x"}, {"Sec-Fetch-Site", "?1"},
		{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"}, {"Origin", own + "/"}, {"Origin", own + ".evil.com"}, {"Origin", own + "0"}, {"Origin", own + " http://evil.com"},
		{"Origin", strings.ToUpper(own)}, {"Origin", "http://x@127.0.0.1:" + s.port()}, {"Origin", "http://[::1]:" + s.port()}, {"Origin", "http://127.0.0.1"}, {"Origin", "127.0.0.1:" + s.port()},
		{"Origin", "file://"}, {"Origin", "data:"}, {"Origin", "chrome-extension://abc"}, {"Origin", "undefined"}, {"Origin", "null", "Sec-Fetch-Site", "same-origin"},
		{"Origin", "http://localhost:" + s.port()}, {"Origin", own, "Origin", "http://evil.com"}, {"Origin", own, "Sec-Fetch-Site", "cross-site"},
	} {
		if _, status := s.listen(t, "index.html", "", header...); status != 403 {
			t.Errorf("%v: %d", header, status)
		}
	}
}

func TestTooManyStreams(t *testing.T) {
	s, _ := sample(t)
	for range maxStreams {
		s.streams <- struct{}{}
	}
	if _, status := s.listen(t, "index.html", ""); status != 503 {
		t.Errorf("one more than %d streams: %d", maxStreams, status)
	}
}

func TestClose(t *testing.T) {
	s, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Publish(write(t, t.TempDir(), map[string]string{"index.html": home}))
	l, _ := s.listen(t, "index.html", "")
	l.next()
	idle, err := net.Dial("tcp", s.listener.Addr().String()) // a browser opens connections that it may need
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	begin := time.Now()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("Close took %v", took)
	}
	if _, err := io.ReadAll(l.body); err != nil && err != io.ErrUnexpectedEOF {
		t.Logf("the stream ended with %v", err)
	}
	goleak.VerifyNone(t)
	if err := s.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct {
		line   string
		column int32
		want   string
	}{
		{"title = x", 9, "title = x\n        ^"},
		{"\tx", 2, " x\n ^"},
		{"王伟 = 1", 4, "王伟 = 1\n\u3000\u3000 ^"},
		{"x", 0, "x"},
		{"x", 9, "x\n        ^"},
		{"a\u202eb", 1, "a b\n^"},
		{long, 1, long[:100] + "…\n^"},
		{long, 200, "…" + long[:100] + "…\n" + strings.Repeat(" ", 51) + "^"},
		{"", 1, ""},
	} {
		d := diag.Diagnostic{Excerpt: tt.line}
		d.Column = tt.column
		if got := excerpt(d); got != tt.want {
			t.Errorf("excerpt(%q, %d) = %q, want %q", tt.line, tt.column, got, tt.want)
		}
	}
}
