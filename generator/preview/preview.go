// Package preview is the loopback server and the browser's refresh. It serves a folder that a build wrote, but of it only
// the files that the plan lists, and tells open pages what changed. What it adds to a page (a banner, a script) is added
// on the way out: the files stay what the build wrote. It knows nothing of how a site is built or watched.
//
// Others on the machine, and pages of other sites in the writer's browser, can reach the port too. So it looks paths up
// in a map rather than joining them to the folder, takes no Host but its own (DNS rebinding), opens its stream to its own
// pages only, answers nothing but GET and HEAD, and hangs up when nothing goes on.
package preview

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"dateline/generator/address"
	"dateline/generator/diag"
)

// Options says where to serve.
type Options struct {
	Bind string // the address to listen on; "" is 127.0.0.1, and anything but loopback is there because the writer asked
	Port int    // the first port to try, then the next ones; 0 takes any that is free
	Base string // the path that the site is below, "/reports/"; "" is "/"
}

// State is what a build left: what to serve from now on, and what to tell.
type State struct {
	Dir      string            // the folder that holds the files
	Base     string            // as in Options; it may change with site.toml
	Files    []string          // the published paths, slash-separated: "actors/x/index.html"
	Changed  []string          // those whose bytes changed since the last Publish; new ones need not be among them
	Moved    map[string]string // the address of a page that is gone, below the site's root, and the one it has now
	Held     map[string]string // path of a page and the text of its banner: why build leaves the page out
	Edited   string            // path of the page of the briefing that was edited last, or ""
	Problems diag.List         // with an error among them the last good files stay, and an overlay shows the list
}

// Server is a running preview.
type Server struct {
	listener net.Listener
	server   *http.Server
	hosts    []string // values of the Host header that are ours
	anywhere bool     // listens on all of the machine's addresses
	url      string   // without the base path
	run      string   // tells this process's generations from another's
	stop     context.CancelFunc
	done     sync.WaitGroup // the listener's goroutine and every connection's
	streams  chan struct{}  // a token for each open stream

	mutex   sync.RWMutex
	now     site
	changes map[string]uint64 // path to the generation in which its bytes, or its banner, last changed
	moved   map[string]string // path to path, of all that moved in this run
	news    chan struct{}     // closed by the next Publish
}

// site is what is served at a moment.
type site struct {
	generation uint64 // counts calls of Publish; 0 before the first
	built      bool   // there was a good build
	dir, base  string
	files      []string // in order
	held       map[string]string
	edited     string
	editedIn   uint64 // generation
	problems   []problem
	more       int // problems left out
}

// has reports whether there is a file at a path.
func (s *site) has(path string) bool {
	_, found := slices.BinarySearch(s.files, path)
	return found
}

const (
	maxPorts   = 50
	maxStreams = 200
	patience   = 10 * time.Second // with a reader who takes nothing of what is written
)

// Start listens and serves in the background, until Close. Before the first Publish every address says that the site is
// being built.
func Start(o Options) (*Server, error) {
	listener, err := listen(o.Bind, o.Port)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{
		listener: listener,
		run:      rand.Text(),
		stop:     stop,
		streams:  make(chan struct{}, maxStreams),
		now:      site{base: cleanBase(o.Base)},
		changes:  map[string]uint64{},
		moved:    map[string]string{},
		news:     make(chan struct{}),
	}
	s.name(o.Bind)
	s.server = &http.Server{
		Handler:                      http.HandlerFunc(s.serve),
		DisableGeneralOptionsHandler: true,
		ReadTimeout:                  5 * time.Second, // of a whole request: one has no body to wait for
		IdleTimeout:                  2 * time.Minute,
		MaxHeaderBytes:               16 << 10,
		ErrorLog:                     log.New(io.Discard, "", 0), // what it would say is about clients, not about the site
		BaseContext:                  func(net.Listener) context.Context { return ctx },
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				s.done.Add(1)
			case http.StateClosed:
				s.done.Done()
			}
		},
	}
	s.done.Go(func() { s.server.Serve(listener) })
	return s, nil
}

// listen takes the first free port. Whatever the reason for which one cannot be had, the next may; if none can, the first
// reason is the one to tell.
func listen(bind string, port int) (net.Listener, error) {
	if bind == "" {
		bind = "127.0.0.1"
	}
	bind = strings.TrimSuffix(strings.TrimPrefix(bind, "["), "]")
	addr, err := net.ResolveTCPAddr("tcp", net.JoinHostPort(bind, strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("preview on %s: %w", bind, err)
	}
	listener, first := net.ListenTCP("tcp", addr)
	for n := 0; first != nil && port != 0 && n < maxPorts && addr.Port < 65535; n++ {
		addr.Port++
		if listener, err = net.ListenTCP("tcp", addr); err == nil {
			return listener, nil
		}
	}
	if first != nil {
		return nil, fmt.Errorf("preview on port %d: %w", port, first)
	}
	return listener, nil
}

// name finds the server's address, and the names by which a browser may call it.
func (s *Server) name(bind string) {
	addr := s.listener.Addr().(*net.TCPAddr)
	s.anywhere = addr.IP.IsUnspecified()
	host := addr.IP.String()
	if s.anywhere {
		host = "127.0.0.1"
	}
	port := strconv.Itoa(addr.Port)
	own := []string{"127.0.0.1", "localhost", "::1", host}
	if bind != "" && net.ParseIP(strings.Trim(bind, "[]")) == nil {
		own = append(own, strings.ToLower(bind)) // a name that the writer gave
	}
	for _, name := range own {
		s.hosts = append(s.hosts, net.JoinHostPort(name, port))
		if addr.Port == 80 {
			s.hosts = append(s.hosts, strings.TrimSuffix(net.JoinHostPort(name, ""), ":"))
		}
	}
	s.url = "http://" + net.JoinHostPort(host, port)
}

// URL gives the address of the site's home page.
func (s *Server) URL() string {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return s.url + address.Escape(s.now.base)
}

// Publish serves a new state, and tells open pages. A state with errors and without files changes only what is told about
// the source: the files of the last good one stay. Neither the lists nor the maps may be changed afterwards.
func (s *Server) Publish(st State) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.now.generation++
	s.now.problems, s.now.more = nil, 0
	if st.Problems.HasErrors() {
		s.now.problems, s.now.more = problems(st.Problems)
	}
	if st.Edited != "" {
		s.now.edited, s.now.editedIn = st.Edited, s.now.generation
	}
	if !st.Problems.HasErrors() || len(st.Files) > 0 {
		s.take(st)
	}
	close(s.news)
	s.news = make(chan struct{})
}

// take makes a state's files the ones that are served.
func (s *Server) take(st State) {
	now, generation := &s.now, s.now.generation
	first := !now.built // nobody has seen any of it
	now.built, now.dir, now.base = true, st.Dir, cleanBase(st.Base)
	known := len(st.Files) > 0 && len(st.Files) == len(now.files) && &st.Files[0] == &now.files[0] // the same list in memory
	if files := st.Files; !known && !slices.Equal(now.files, sorted(files)) {
		files = sorted(files)
		differ(now.files, files, func(gone string) { delete(s.changes, gone) }, func(came string) {
			if !first {
				s.changes[came] = generation
			}
		})
		now.files = files
	}
	for _, path := range st.Changed {
		if now.has(path) {
			s.changes[path] = generation
		}
	}
	for path, text := range st.Held {
		if now.held[path] != text && now.has(path) {
			s.changes[path] = generation
		}
	}
	for path := range now.held {
		if _, still := st.Held[path]; !still && now.has(path) {
			s.changes[path] = generation
		}
	}
	now.held = st.Held
	for from, to := range st.Moved {
		s.moved[s.path(from)] = s.path(to)
	}
}

// differ visits what only one of two lists has, which are in order.
func differ(before, now []string, gone, came func(string)) {
	for len(before)+len(now) > 0 {
		switch {
		case len(now) == 0 || len(before) > 0 && before[0] < now[0]:
			gone(before[0])
			before = before[1:]
		case len(before) == 0 || now[0] < before[0]:
			came(now[0])
			now = now[1:]
		default:
			before, now = before[1:], now[1:]
		}
	}
}

func sorted(list []string) []string {
	if slices.IsSorted(list) {
		return list
	}
	return slices.Sorted(slices.Values(list))
}

// path gives the path of the file at an address, which may stand with or without the site's base path.
func (s *Server) path(addr string) string {
	if below, ok := strings.CutPrefix(addr, s.now.base); ok {
		addr = below
	}
	return address.File(strings.TrimPrefix(addr, "/"))
}

// href gives a link to a published path.
func (s *Server) href(path string) string {
	if path == "index.html" || strings.HasSuffix(path, "/index.html") {
		path = strings.TrimSuffix(path, "index.html")
	}
	return address.Escape(s.now.base + path)
}

// Close ends the streams and all connections, and returns when nothing of the server runs any more.
func (s *Server) Close() error {
	s.stop()
	// What a browser is reading now may take a moment to be read to its end.
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if err != nil {
		err = s.server.Close()
	}
	s.done.Wait()
	if err != nil {
		return fmt.Errorf("preview: %w", err)
	}
	return nil
}

// cleanBase makes a base path begin and end with a slash.
func cleanBase(base string) string {
	if base = strings.Trim(base, "/"); base == "" {
		return "/"
	}
	return "/" + base + "/"
}
