package preview

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dateline/generator/preview/browser"
)

// statuses sends bytes as they stand on one connection and gives the status of every answer until the server closes it,
// and all that the answers say. Whoever leaves a request unfinished waits no longer than patience.
func statuses(t *testing.T, s *Server, text []byte, patience time.Duration) (all []int, said string) {
	t.Helper()
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	go c.Write(text) // the server may answer, and hang up, before it has read everything
	in := bufio.NewReader(c)
	for {
		w, err := http.ReadResponse(in, nil)
		if err != nil {
			return all, said
		}
		body, _ := io.ReadAll(w.Body)
		all, said = append(all, w.StatusCode), said+string(body)
	}
}

// TestShapes sends what proxies and servers have understood differently. Nobody stands before this server, so the one thing
// to gain is an answer to a request under another Host, or one that the server did not mean to give.
func TestShapes(t *testing.T) {
	s, _ := sample(t)
	own := "Host: 127.0.0.1:" + s.port() + "\r\n"
	const second = "GET /reports/feed.json HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n"
	get := func(headers, rest string) string { return "GET /reports/ HTTP/1.1\r\n" + own + headers + "\r\n" + rest }
	for _, tt := range []struct{ name, text, want string }{
		{"two requests in a row", get("", second), "[200 421]"},
		{"a request in a body", get(fmt.Sprintf("Content-Length: %d\r\n", len(second)), second), "[200]"},
		{"two lengths", get("Content-Length: 0\r\nContent-Length: 5\r\n", second), "[400]"},
		{"two lengths in one", get("Content-Length: 0, 5\r\n", second), "[400]"},
		{"a length with a sign", get("Content-Length: +5\r\n", second), "[400]"},
		{"a length below nothing", get("Content-Length: -1\r\n", second), "[400]"},
		{"a length in base 16", get("Content-Length: 0x5\r\n", second), "[400]"},
		{"a length without end", get("Content-Length: 99999999999999999999\r\n", second), "[400]"},
		{"a length and chunks", get("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"+second), "[200]"},
		{"chunks of an unknown kind", get("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"+second), "[501]"},
		{"chunks twice", get("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"+second), "[501]"},
		{"chunks, then nothing", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"+second), "[501]"},
		{"chunks behind a sign", get("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n"+second), "[400]"},
		{"chunks with a space before the colon", get("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"+second), "[400]"},
		{"a chunk without end", get("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\n"+second), "[200]"},
		{"a chunk below nothing", get("Transfer-Encoding: chunked\r\n", "-1\r\n"+second), "[200]"},
		{"a trailer that names a host", get("Transfer-Encoding: chunked\r\n", "0\r\nHost: evil.com\r\n\r\n"+second), "[200]"},
		{"a folded header", get("X: y\r\n Host: evil.com\r\nConnection: close\r\n", ""), "[200]"},
		{"a folded Host", "GET /reports/ HTTP/1.1\r\nHost: 127.0.0.1:" + s.port() + "\r\n .evil.com\r\n\r\n", "[400]"},
		{"a header that begins with a space", "GET /reports/ HTTP/1.1\r\n Host: evil.com\r\n" + own + "\r\n", "[400]"},
		{"two hosts", get("Host: evil.com\r\n", ""), "[400]"},
		{"two hosts, the other first", "GET /reports/ HTTP/1.1\r\nhost: evil.com\r\n" + own + "\r\n", "[400]"},
		{"the same host twice", get(own, ""), "[400]"},
		{"no host", "GET /reports/ HTTP/1.1\r\n\r\n", "[400]"},
		{"a lone CR in a header", get("X: y\rHost: evil.com\r\n", ""), "[400]"},
		{"a NUL in a header", get("X: y\x00z\r\n", ""), "[400]"},
		{"a header without a colon", get("evil\r\n", ""), "[400]"},
		{"a header without a name", get(": evil\r\n", ""), "[400]"},
		{"HTTP/0.9", "GET /reports/\r\n\r\n", "[400]"},
		{"HTTP/2 as it begins", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "[421]"},
		{"HTTP/3.0", "GET /reports/ HTTP/3.0\r\n" + own + "\r\n", "[505]"},
		{"HTTP/1.10", "GET /reports/ HTTP/1.10\r\n" + own + "\r\n", "[400]"},
		{"HTTP in small letters", "GET /reports/ http/1.1\r\n" + own + "\r\n", "[400]"},
		{"two spaces", "GET  /reports/ HTTP/1.1\r\n" + own + "\r\n", "[400]"},
		{"tabs", "GET\t/reports/\tHTTP/1.1\r\n" + own + "\r\n", "[400]"},
		{"a space in the target", "GET /reports/ x HTTP/1.1\r\n" + own + "\r\n", "[400]"},
		{"a fragment in the target", "GET /reports/#x HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n", "[404]"},
		{"no slash", "GET reports/ HTTP/1.1\r\n" + own + "\r\n", "[400]"},
		{"no slash behind a scheme", "GET http:reports/ HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n", "[404]"},
		{"no target", "GET HTTP/1.1\r\n" + own + "\r\n", "[400]"},
		{"a target with a user", "GET http://127.0.0.1:" + s.port() + "@evil.com/reports/ HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n", "[421]"},
		{"a target with a user before us", "GET http://evil.com@127.0.0.1:" + s.port() + "/reports/ HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n", "[421]"},
		{"a target of ours under another Host", "GET http://127.0.0.1:" + s.port() + "/reports/ HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n", "[200]"},
		{"a file as a target", "GET file:///etc/passwd HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n", "[421]"},
		{"a tunnel", "CONNECT 127.0.0.1:" + s.port() + " HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n" + second, "[405]"},
		{"another protocol asked for", get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n", "") + second, "[200 421]"},
		{"a web socket asked for", get("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n", "") + second, "[200 421]"},
		{"something expected", get("Expect: bananas\r\nConnection: close\r\n", ""), "[417]"},
		{"forwarded for another", get("X-Forwarded-Host: evil.com\r\nForwarded: host=evil.com\r\nX-Original-URL: /reports/unlisted.html\r\nX-HTTP-Method-Override: DELETE\r\nConnection: close\r\n", ""), "[200]"},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "[400]"},
		{"nothing but ends of lines", strings.Repeat("\r\n", 5000), "[400]"},
	} {
		all, said := statuses(t, s, []byte(tt.text), 2*time.Second)
		if got := fmt.Sprint(all); got != tt.want || strings.Contains(said, "{}") || strings.Contains(said, "hidden words") {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// wire is a connection that asks for one address after another.
type wire struct {
	net.Conn
	in *bufio.Reader
}

// get asks for an address as it stands. The server hangs up after what it does not understand; then the next one is asked on
// another connection.
func (w *wire) get(t *testing.T, s *Server, target string) (status int, body string) {
	t.Helper()
	if w.Conn == nil {
		c, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		w.Conn, w.in = c, bufio.NewReader(c)
	}
	w.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintf(w, "GET %s HTTP/1.1\r\nHost: localhost:%s\r\n\r\n", target, s.port())
	answer, err := http.ReadResponse(w.in, nil)
	if err != nil {
		t.Fatalf("GET %s: %v", target, err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("GET %s: %v", target, err)
	}
	if answer.Close {
		w.Close()
		w.Conn = nil
	}
	return answer.StatusCode, string(text)
}

// TestSpellings asks for what is not published, and for what is by a way around, in every spelling of a dot and a slash that some
// server once took for one. Addresses are looked up as they stand, so no answer is a file.
func TestSpellings(t *testing.T) {
	s := start(t, Options{})
	root := t.TempDir()
	st := write(t, filepath.Join(root, "public"), map[string]string{
		"index.html": home, "404.html": "<body>No such page</body>", "assets/app.js": "hidden words", "feed.json": "hidden words", ".dateline-manifest": "hidden words"})
	write(t, root, map[string]string{"secret.txt": "hidden words", "public/unlisted.html": "hidden words"})
	s.Publish(st)
	ups := []string{
		"", ".", "%2e", "..", "%2e%2e", ".%2e", "%2E.", "%2e%2E", "%252e%252e", "%25252e%25252e", "%c0%ae%c0%ae", "%C0%2E%C0%2E", "%e0%80%ae%e0%80%ae", "%f0%80%80%ae%f0%80%80%ae",
		"%u002e%u002e", "%uff0e%uff0e", `\uff0e\uff0e`, "%ef%bc%8e%ef%bc%8e", "..;", "..;x=y", "%2e%2e%3b", "..%00", "%00..", ".%00.", "..%20", "..%09", "..%0d%0a", "...", "....",
		"x/..", "x/%2e%2e", "..:", "..::$DATA", "..%ff", "C:", "c%3a",
	}
	slashes := []string{
		"/", "//", "/./", "%2f", "%2F", "%252f", `\`, "%5c", "%5C", "%255c", `/\`, `\/`, "%c0%af", "%C0%2F", "%c1%9c", "%e0%80%af", "%f0%80%80%af", "%u2215", "%u2216", `\u2215`,
		"%ef%bc%8f", "%e2%88%95", ";/", "/;/", "%00/", "/%00", "%09/", "%3f/", "%23/",
	}
	asked := 0
	var w wire
	ask := func(address string) {
		t.Helper()
		asked++
		if status, body := w.get(t, s, address); status != 404 && status != 400 || strings.Contains(body, "hidden words") {
			t.Errorf("GET %s: %d %.60q", address, status, body)
		}
	}
	for _, up := range ups {
		for _, slash := range slashes {
			ask("/reports/assets" + slash + up + slash + "feed.json")
			ask("/reports/assets" + slash + up + slash + up + slash + "secret.txt")
			ask("/_dateline" + slash + up + slash + "reports" + slash + "feed.json")
		}
	}
	for _, name := range []string{
		"unlisted.html", "../public/feed.json", strings.Repeat("../", 60) + root[1:] + "/secret.txt", ".dateline-manifest", ".dateline-manifest/", "%2edateline-manifest", ".DATELINE-MANIFEST", "FEED.JSON", "Feed.json", "feed.json%00", "feed.json%00.html", "feed.json;x", "feed.json%20",
		"feed.json.", "feed.json/", "feed.json/.", "feed.json::$DATA", "feed.json:", "FEED~1.JSO", "assets", "assets/", "assets/.", "assets//app.js", "assets%2fapp.js", "assets%5capp.js", "assets/APP.JS",
		"file://" + root + "/secret.txt", root + "/secret.txt", `\\localhost\` + root, "NUL", "con.html", "%EF%BB%BFfeed.json", "feed%E2%80%8B.json", "\xffeed.json",
	} {
		ask("/reports/" + name)
	}
	w.Close()
	if asked < 3000 {
		t.Errorf("only %d addresses", asked)
	}
}

// TestMegabytes sends headers, targets and bodies that do not end. The server hangs up without having kept them.
func TestMegabytes(t *testing.T) {
	s, _ := sample(t)
	const size = 8 << 20
	long := strings.Repeat("a", size)
	own := "Host: 127.0.0.1:" + s.port() + "\r\n"
	line := "GET /reports/ HTTP/1.1\r\n" + own
	var begin, asked sync.WaitGroup
	begin.Add(1)
	for _, tt := range []struct{ name, text, want string }{
		{"a header", line + "X: " + long + "\r\n\r\n", "[431]"},
		{"the name of a header", line + long + ": x\r\n\r\n", "[431]"},
		{"many headers", line + strings.Repeat("X: a\r\n", size/6) + "\r\n", "[431]"},
		{"many lines of a header", line + "X: a\r\n" + strings.Repeat(" a\r\n", size/4) + "\r\n", "[431]"},
		{"a Host", "GET /reports/ HTTP/1.1\r\nHost: " + long + "\r\n\r\n", "[431]"},
		{"a method", long + " /reports/ HTTP/1.1\r\n" + own + "\r\n", "[431]"},
		{"an address", "GET /reports/" + long + " HTTP/1.1\r\n" + own + "\r\n", "[431]"},
		{"a question", "GET /_dateline/events?page=" + long + " HTTP/1.1\r\n" + own + "\r\n", "[431]"},
		{"a body", line + fmt.Sprintf("Content-Length: %d\r\n\r\n", size) + long, "[200]"},
		{"a chunk", line + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", size) + long, "[200]"},
		{"what is said of a chunk", line + "Transfer-Encoding: chunked\r\n\r\n1;" + long, "[200]"},
		{"a trailer", line + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + long, "[200]"},
		{"many trailers", line + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("X: a\r\n", size/6), "[200]"},
		{"a lot of ranges", "GET /reports/feed.json HTTP/1.1\r\n" + own + "Range: bytes=" + strings.Repeat("0-0,", 4000) + "0-0\r\nConnection: close\r\n\r\n", "[200]"},
	} {
		sent := []byte(tt.text)
		asked.Go(func() {
			begin.Wait()
			if all, _ := statuses(t, s, sent, 10*time.Second); fmt.Sprint(all) != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, all, tt.want)
			}
		})
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin.Done()
	asked.Wait()
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("all that takes %d KB", took>>10)
	}
}

// slow are the ways to keep a server busy with little: what is said at first, and then again and again.
var slow = []struct{ name, first, again string }{
	{"nothing", "", ""},
	{"half a method", "GE", ""},
	{"half a header", "GET /reports/ HTTP/1.1\r\nHost: HOST\r\nX-Y", ""},
	{"a header without end", "GET /reports/ HTTP/1.1\r\nHost: HOST\r\n", "X: y\r\n"},
	{"a body that does not come", "GET /reports/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n", ""},
	{"a body that hardly comes", "GET /reports/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 200000\r\n\r\n", "x"},
	{"a chunk that does not come", "GET /reports/feed.json HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", ""},
	{"a body for the stream", "GET /_dateline/events?page=index.html HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Site: none\r\nContent-Length: 9\r\n\r\n", ""},
	{"a large page that nobody reads", "GET /reports/large.html HTTP/1.1\r\nHost: HOST\r\n\r\n", ""},
	{"a large file that nobody reads", "GET /reports/large.bin HTTP/1.1\r\nHost: HOST\r\n\r\n", ""},
	{"answers that nobody reads", strings.Repeat("GET /_dateline/refresh.js HTTP/1.1\r\nHost: HOST\r\n\r\n", 1000), ""},
}

// stay opens a stream for as long as the test runs.
func (s *Server) stay(t *testing.T) *bufio.Reader {
	t.Helper()
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET /_dateline/events?page=index.html&generation=%s-1 HTTP/1.1\r\nHost: localhost:%s\r\n\r\n", s.run, s.port())
	w, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || w.StatusCode != 200 {
		t.Fatalf("the stream: %v %v", w, err)
	}
	return bufio.NewReader(w.Body)
}

// TestSlow opens connections on which nothing goes on. The server ends each of them, and a stream stays that is merely quiet.
func TestSlow(t *testing.T) {
	t.Parallel()
	s, st := sample(t)
	for _, name := range []string{"large.bin", "large.html"} { // more than the system takes for a reader who does not
		f, err := os.Create(filepath.Join(st.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := cmp.Or(f.Truncate(24<<20), f.Close()); err != nil {
			t.Fatal(err)
		}
		st.Files = append(st.Files, name)
	}
	s.Publish(st)
	quiet := &listener{t: t, text: s.stay(t)}
	quiet.next()
	open := map[string]net.Conn{}
	for _, way := range slow {
		c, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		open[way.name] = c
		go func() {
			text := strings.ReplaceAll(way.first, "HOST", "localhost:"+s.port())
			for _, err := io.WriteString(c, text); err == nil && way.again != ""; _, err = io.WriteString(c, way.again) {
				time.Sleep(200 * time.Millisecond)
			}
		}()
	}
	for name, c := range open {
		if strings.HasSuffix(name, "nobody reads") {
			if _, err := c.Read(make([]byte, 1)); err != nil { // but for its beginning: a busy machine takes a while to get there
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	time.Sleep(patience + 3*time.Second)
	var looked sync.WaitGroup
	for name, c := range open {
		c.SetDeadline(time.Now().Add(2 * time.Second))
		looked.Go(func() {
			// What was on its way can still be read. Then comes the end, however rough, and not a wait for more.
			if n, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: the connection is still there, and gave %d bytes", name, n)
			}
		})
	}
	looked.Wait()
	s.Publish(st)
	quiet.next()
}

// TestFlood has 1,000 connections that say nothing to the end, and 1,000 that want the stream. A reader is served meanwhile, pages that
// had their stream are told what changes, and when all have gone nothing is left of them, however often they come.
func TestFlood(t *testing.T) {
	s, st := sample(t)
	quiet := &listener{t: t, text: s.stay(t)}
	quiet.next()
	before := settle()
	for wave := range 3 {
		var conns []net.Conn
		for n := range 2000 {
			c, err := net.Dial("tcp", s.listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			text := "GET /reports/ HTTP/1.1\r\nX-"
			if n%2 == 1 {
				text = "GET /_dateline/events?page=index.html HTTP/1.1\r\nHost: localhost:" + s.port() + "\r\n\r\n"
			}
			if _, err := io.WriteString(c, text); err != nil {
				t.Fatal(err)
			}
			conns = append(conns, c)
		}
		begin := time.Now()
		for range 20 {
			if w, body := do(t, "GET", s.URL()); w.StatusCode != 200 || !strings.Contains(body, "<p>Home") {
				t.Errorf("a reader gets %d meanwhile", w.StatusCode)
			}
		}
		served := time.Since(begin)
		st.Changed = []string{"index.html"}
		s.Publish(st)
		if e := quiet.next(); !e.Changed {
			t.Errorf("an open page is told %+v meanwhile", e)
		}
		told := map[int]int{}
		for n := 1; n < len(conns); n += 2 {
			conns[n].SetDeadline(time.Now().Add(10 * time.Second))
			w, err := http.ReadResponse(bufio.NewReader(conns[n]), nil)
			if err != nil {
				t.Fatal(err)
			}
			told[w.StatusCode]++
		}
		if told[200] != maxStreams-1 || told[503] != 1000-told[200] {
			t.Errorf("of 1,000 streams %v", told)
		}
		most := settle()
		if most.memory > before.memory+64<<20 {
			t.Errorf("2,000 connections take %d KB", (most.memory-before.memory)>>10)
		}
		for _, c := range conns {
			c.Close()
		}
		conns = nil
		after := settle()
		left := func() bool { return after.goroutines > before.goroutines || after.memory > before.memory+4<<20 }
		for begin := time.Now(); left() && time.Since(begin) < 10*time.Second; after = settle() {
			time.Sleep(20 * time.Millisecond)
		}
		if left() {
			t.Errorf("wave %d leaves %d goroutines where there were %d, and %d KB", wave, after.goroutines, before.goroutines, (after.memory-before.memory)>>10)
		}
		t.Logf("20 pages in %v; 2,000 connections take %d KB and leave %d", served, (most.memory-before.memory)>>10, (after.memory-before.memory)>>10)
	}
	if open := len(s.streams); open != 1 {
		t.Errorf("%d streams are open", open)
	}
}

// probes tries in a browser all ways to get at what a server has, and tells which did. It is an expression; SITE stands for the
// server's address.
const probes = `(async () => {
	const site = "SITE";
	const got = [];
	const within = (name, make) => Promise.race([
		new Promise((yes) => make(() => yes(true), () => yes(false))).catch(() => false),
		new Promise((yes) => setTimeout(() => yes(false), 1000)),
	]).then((did) => did && got.push(name));
	const reads = (name, path, how) => within(name, (yes, no) => fetch(site + path, how).then((r) => r.text().then((text) => r.type === "opaque" || /hidden/.test(text) ? yes() : no()), no));
	const loads = (name, tag, fields) => within(name, (yes, no) => {
		const element = document.createElement(tag);
		element.onload = element.onloadeddata = yes;
		element.onerror = no;
		Object.assign(element, fields);
		document.body.append(element);
	});
	const frames = (name, tag, fields) => within(name, (yes, no) => {
		const element = document.createElement(tag);
		element.onload = () => { try { /hidden/.test((element.contentWindow ?? element.getSVGDocument().defaultView).document.documentElement.textContent) ? yes() : no(); } catch { no(); } };
		element.onerror = no;
		Object.assign(element, fields);
		document.body.append(element);
	});
	await Promise.all([
		reads("a page", "/reports/"),
		reads("a page, with cookies", "/reports/", { credentials: "include" }),
		reads("a page, unseen", "/reports/", { mode: "no-cors" }),
		reads("a page, without a referrer", "/reports/", { referrerPolicy: "no-referrer" }),
		reads("a page that is missing", "/reports/nowhere/", { mode: "no-cors" }),
		reads("a file", "/reports/feed.json"),
		reads("a file, with a header of its own", "/reports/feed.json", { headers: { "X-Own": "1" } }),
		reads("a part of a file", "/reports/feed.json", { headers: { Range: "bytes=0-20" } }),
		reads("an answer to a message", "/reports/feed.json", { method: "POST", body: "x", mode: "no-cors" }),
		within("the stream", (yes, no) => { const stream = new EventSource(site + "/_dateline/events?page=index.html"); stream.onmessage = () => { stream.close(); yes(); }; stream.onerror = no; }),
		within("the stream, with cookies", (yes, no) => { const stream = new EventSource(site + "/_dateline/events?page=index.html", { withCredentials: true }); stream.onmessage = () => { stream.close(); yes(); }; stream.onerror = no; }),
		within("the stream, unseen", (yes, no) => fetch(site + "/_dateline/events?page=index.html", { mode: "no-cors" }).then((r) => r.ok || r.type === "opaque" ? yes() : no(), no)),
		within("a socket", (yes, no) => { const socket = new WebSocket(site.replace("http", "ws") + "/_dateline/events"); socket.onopen = yes; socket.onerror = no; }),
		loads("a picture", "img", { src: site + "/reports/pic.svg" }),
		loads("a picture, with its pixels", "img", { crossOrigin: "anonymous", src: site + "/reports/pic.svg" }),
		loads("a script", "script", { src: site + "/reports/assets/app.js" }),
		loads("a module", "script", { type: "module", src: site + "/reports/assets/app.js" }),
		loads("the style of notices", "link", { rel: "stylesheet", href: site + "/_dateline/refresh.css" }),
		loads("a style", "link", { rel: "stylesheet", href: site + "/reports/assets/style.css" }),
		loads("a list as a script", "script", { src: site + "/reports/feed.json" }),
		frames("a frame", "iframe", { src: site + "/reports/" }),
		frames("a frame of a picture", "iframe", { src: site + "/reports/pic.svg" }),
		frames("an object", "object", { data: site + "/reports/" }),
		frames("an embedded page", "embed", { src: site + "/reports/" }),
		within("a worker", (yes, no) => { const worker = new Worker(site + "/reports/assets/app.js"); worker.onmessage = yes; worker.onerror = no; }),
	]);
	return got.sort();
})()`

// TestStrangers opens pages of other origins in a browser: of another port, of another name, without an origin, and of a name that
// leads to this machine as those do that a resolver was made to tell (RFC 6761 has all names below localhost do so). None gets at
// anything. The same attempts by a page of the server's own show that they are worth something.
func TestStrangers(t *testing.T) {
	t.Parallel()
	s, st := sample(t)
	more := write(t, st.Dir, map[string]string{
		"index.html": "<!DOCTYPE html><html lang=en><title>Home</title><body>hidden</body></html>", "feed.json": `{"hidden": "and more of it"}`, "assets/style.css": "p { color: red }",
		"assets/app.js": "postMessage('hidden')", "pic.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>hidden</title></svg>`,
	})
	st.Files = slices.Compact(slices.Sorted(slices.Values(slices.Concat(st.Files, more.Files))))
	s.Publish(st)
	var page string
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, page)
	}))
	defer stranger.Close()
	_, port, _ := net.SplitHostPort(stranger.Listener.Addr().String())
	b := browser.Open(t)
	for _, tt := range []struct{ name, at, site string }{
		{"another port", "http://127.0.0.1:" + port, "http://127.0.0.1:" + s.port()},
		{"another name", "http://localhost:" + port, "http://127.0.0.1:" + s.port()},
		{"an address for a name", "http://127.0.0.1:" + port, "http://localhost:" + s.port()},
		{"a name that was led here", "http://evil.localhost:" + port, "http://evil.localhost:" + s.port()},
		{"a name that was led here, from its own page", "http://evil.localhost:" + s.port(), "http://evil.localhost:" + s.port()},
	} {
		page = "<!DOCTYPE html><title>Stranger</title><body></body>"
		b.Do(chromedp.Navigate(tt.at + "/reports/"))
		if got := b.Await(strings.ReplaceAll(probes, "SITE", tt.site)); got != "[]" {
			t.Errorf("%s gets %s", tt.name, got)
		}
	}
	page = `<!DOCTYPE html><title>Stranger</title><body><iframe sandbox="allow-scripts" srcdoc="<body><script>(` +
		html.EscapeString(strings.ReplaceAll(probes, "SITE", "http://127.0.0.1:"+s.port())) + `).then((got) => parent.postMessage(got.join(), '*'))</script></body>"></iframe>
<script>addEventListener("message", (message) => { document.title = "gets " + (message.data || "nothing"); })</script></body>`
	b.Do(chromedp.Navigate("http://127.0.0.1:" + port))
	b.Wait("document.title", "gets nothing")

	b.Do(chromedp.Navigate(s.URL()))
	const want = `["a file","a file, with a header of its own","a module","a page","a page, unseen","a page, with cookies","a page, without a referrer","a part of a file",` +
		`"a picture","a picture, with its pixels","a script","a style","a worker","the stream","the stream, unseen","the stream, with cookies","the style of notices"]`
	got := ""
	for try := 0; try < 10 && got != want; try++ { // a busy browser is given time
		got = b.Await(strings.ReplaceAll(probes, "SITE", "http://127.0.0.1:"+s.port()))
	}
	if got != want {
		t.Errorf("a page of the server's own gets %s, want %s", got, want)
	}
}

// usage is what a process holds.
type usage struct {
	goroutines int
	memory     int64 // bytes that are in use
}

func settle() usage {
	runtime.GC()
	runtime.GC() // what pools held is gone with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return usage{runtime.NumGoroutine(), int64(m.HeapAlloc)}
}
