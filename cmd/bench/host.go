package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// host serves a built site as web hosts do, texts compressed, and remembers what it was asked for. Browsers may keep nothing of it.
type host struct {
	address string
	server  *http.Server
	folders map[string]fs.FS // by the first name of a path; "" for all others

	mutex  sync.Mutex
	bodies map[string][]byte // as they are sent
	shared map[string]bool   // paths that every page of the site loads
	sent   []response
}

// response is one that a page has loaded.
type response struct {
	path  string
	bytes int // of its body
}

// types are those of texts, which hosts compress. Whatever else there is, is compressed already.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
	".json": "application/json", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json",
}

// serve begins to serve folders.
func serve(folders map[string]fs.FS) (*host, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the site: %w", err)
	}
	h := &host{address: "http://" + listener.Addr().String() + "/", folders: folders, bodies: map[string][]byte{}, shared: map[string]bool{}}
	h.server = &http.Server{Handler: h}
	go h.server.Serve(listener)
	return h, nil
}

func (h *host) close() error { return h.server.Close() }

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	body, err := h.body(name)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	kind, text := types[path.Ext(name)]
	if text {
		w.Header().Set("Content-Encoding", "gzip")
	} else {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	h.mutex.Lock()
	h.sent = append(h.sent, response{name, len(body)})
	h.mutex.Unlock()
	w.Write(body)
}

// body gives a file as it is sent.
func (h *host) body(name string) ([]byte, error) {
	h.mutex.Lock()
	body, known := h.bodies[name]
	h.mutex.Unlock()
	if known {
		return body, nil
	}
	first, rest, _ := strings.Cut(name, "/")
	folder := h.folders[first]
	if folder == nil {
		folder, rest = h.folders[""], name
	}
	body, err := fs.ReadFile(folder, rest)
	if err != nil {
		return nil, err
	}
	if _, text := types[path.Ext(name)]; text {
		if body, err = compress(body); err != nil {
			return nil, err
		}
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.bodies[name] = body
	return body, nil
}

func compress(text []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, 6)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return packed.Bytes(), err
}

// taken gives what was sent since it was last asked, without what every page loads, and fonts, which depend on the letters that a
// page shows.
func (h *host) taken() []response {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	sent := slices.DeleteFunc(h.sent, func(r response) bool { return h.shared[r.path] || path.Ext(r.path) == ".woff2" })
	h.sent = nil
	return sent
}

// share takes what was sent since taken was last asked as what every page loads.
func (h *host) share() {
	for _, r := range h.taken() {
		h.shared[r.path] = true
	}
}
