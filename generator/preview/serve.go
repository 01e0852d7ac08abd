package preview

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/generator/address"
	"dateline/generator/view"
)

// The server's own addresses. They stand outside of any base path, so that pages find them wherever the site is.
const (
	eventsPath = "/_dateline/events"
	scriptPath = "/_dateline/refresh.js"
	stylePath  = "/_dateline/refresh.css"
)

// manifest is what Dateline knows of a folder it wrote. It is listed like what is published but is no part of the site.
const manifest = ".dateline-manifest"

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", view.Policy+"; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin") // no other site's page can show, or run, what is drafted here
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w = &steady{w}
	if r.ContentLength != 0 {
		h.Set("Connection", "close") // Where a body ends can be disputed (RFC 9112 section 6.3); what follows is no request.
	}
	if !s.ours(r) {
		plain(w, http.StatusMisdirectedRequest, "This preview answers to its own address only.\n")
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		plain(w, http.StatusMethodNotAllowed, "Only GET and HEAD are answered here.\n")
		return
	}
	switch r.URL.Path {
	case eventsPath:
		s.stream(w, r)
	case scriptPath:
		send(w, r, scriptPath, script)
	case stylePath:
		send(w, r, stylePath, style)
	default:
		s.site(w, r)
	}
}

// steady gives up on a reader who takes nothing of a piece for a while, however long the whole may take. Otherwise he would keep a
// file open, or a page in memory, for as long as he likes.
type steady struct{ http.ResponseWriter }

func (w *steady) Write(piece []byte) (int, error) {
	http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(patience))
	return w.ResponseWriter.Write(piece)
}

// Unwrap is for http.ResponseController.
func (w *steady) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// ours tells whether a request was meant for this server. Names are compared as they stand: 127.evil.com is not
// loopback, and neither is what a resolver might make of "localhost.".
func (s *Server) ours(r *http.Request) bool {
	if r.URL.Scheme != "" && r.URL.Scheme != "http" || r.URL.User != nil {
		return false
	}
	if slices.Contains(s.hosts, r.Host) {
		return true
	}
	if !s.anywhere {
		return false
	}
	// The address that the connection came in on was not looked up by anyone.
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && r.Host == local.String()
}

// site answers with what the site has at an address.
func (s *Server) site(w http.ResponseWriter, r *http.Request) {
	s.mutex.RLock()
	now := s.now
	s.mutex.RUnlock()
	if !now.built {
		s.unbuilt(w, r, now)
		return
	}
	below, ok := strings.CutPrefix(r.URL.Path, now.base)
	switch {
	case !ok && (r.URL.Path == "/" || r.URL.Path+"/" == now.base):
		redirect(w, r, now.base)
	case !ok || encoded(r.URL):
		s.missing(w, r, now, r.URL.Path) // begins with a slash, as no published path does
	case below == manifest:
		s.missing(w, r, now, below)
	case now.has(address.File(below)):
		s.file(w, r, now, address.File(below))
	case now.has(below + "/index.html"):
		redirect(w, r, now.base+below+"/")
	default:
		s.missing(w, r, now, below)
	}
}

// encoded tells of a path with an encoded slash or backslash, which hosts understand differently.
func encoded(u *url.URL) bool {
	raw := strings.ToLower(u.EscapedPath())
	return strings.Contains(raw, "%2f") || strings.Contains(raw, "%5c")
}

// redirect leads to a path that the plan lists. A browser would remember a permanent one, for a port where another site
// may be tomorrow.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	to = address.Escape(to)
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

// file answers with a published file.
func (s *Server) file(w http.ResponseWriter, r *http.Request, now site, name string) {
	f, err := open(now.dir, name)
	if err != nil {
		// It was listed; a build that runs just now, or the writer, took it away.
		s.missing(w, r, now, name)
		return
	}
	defer f.Close()
	if !isPage(name) {
		w.Header().Set("Content-Type", contentType(name))
		http.ServeContent(w, r, "", time.Time{}, f)
		return
	}
	text, err := io.ReadAll(f)
	if err != nil {
		plain(w, http.StatusInternalServerError, fmt.Sprintf("%s cannot be read: %v\n", name, err))
		return
	}
	send(w, r, name, s.dress(text, now, name, ofSite))
}

// missing answers that nothing is there, with the site's own page for that. wanted is the path that is missing, so that
// the page can be shown as soon as it is there.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, now site, wanted string) {
	if ext := path.Ext(wanted); ext == "" && wanted != "" && !strings.HasSuffix(wanted, "/") {
		wanted += "/"
	}
	wanted = address.File(wanted)
	page := s.ownPage("Not found", "There is no page at this address.", now, wanted)
	if now.has(address.NotFound) {
		if f, err := open(now.dir, address.NotFound); err == nil {
			defer f.Close()
			if text, err := io.ReadAll(f); err == nil {
				page = s.dress(text, now, wanted, markMissing)
			}
		}
	}
	answer(w, r, http.StatusNotFound, page)
}

// open opens a published file. os.Root keeps a link from leading out of the folder.
func open(dir, name string) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name = strings.TrimSuffix(name, "/")
	if info, err := root.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a file")}
	}
	return root.Open(name)
}

// send answers with bytes, or with the range of them that was asked for.
func send(w http.ResponseWriter, r *http.Request, name string, text []byte) {
	w.Header().Set("Content-Type", contentType(name))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
}

// answer answers with a page under a status of its own.
func answer(w http.ResponseWriter, r *http.Request, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(page)
	}
}

// plain answers with a line of text.
func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	io.WriteString(w, text)
}

func isPage(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".html" || ext == ".htm"
}

// contentType gives the type of a file by its name alone. The table is our own: the machine's would differ from one to
// the next.
func contentType(name string) string {
	base := path.Base(name)
	ext := strings.ToLower(path.Ext(base))
	if ext == "" || strings.EqualFold(ext, base) {
		return "text/plain; charset=utf-8" // CNAME, _headers, .nojekyll
	}
	if t := contentTypes[ext]; t != "" {
		return t
	}
	return "application/octet-stream"
}

var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".htm":  "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".map":  "application/json; charset=utf-8",
	".json": "application/json; charset=utf-8",
	".xml":  "application/xml; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".md":   "text/markdown; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".tsv":  "text/tab-separated-values; charset=utf-8",
	".ics":  "text/calendar; charset=utf-8",
	".vtt":  "text/vtt; charset=utf-8",

	".geojson":     "application/geo+json",
	".webmanifest": "application/manifest+json",
	".pdf":         "application/pdf",
	".zip":         "application/zip",
	".gz":          "application/gzip",
	".wasm":        "application/wasm",
	".epub":        "application/epub+zip",
	".kml":         "application/vnd.google-earth.kml+xml",
	".xlsx":        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".docx":        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".pptx":        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".ods":         "application/vnd.oasis.opendocument.spreadsheet",
	".odt":         "application/vnd.oasis.opendocument.text",

	".svg":  "image/svg+xml",
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".gif":  "image/gif",
	".webp": "image/webp",
	".avif": "image/avif",
	".ico":  "image/vnd.microsoft.icon",
	".bmp":  "image/bmp",
	".tif":  "image/tiff",
	".tiff": "image/tiff",

	".mp3":  "audio/mpeg",
	".m4a":  "audio/mp4",
	".aac":  "audio/aac",
	".ogg":  "audio/ogg",
	".oga":  "audio/ogg",
	".opus": "audio/ogg",
	".wav":  "audio/wav",
	".flac": "audio/flac",
	".mp4":  "video/mp4",
	".m4v":  "video/mp4",
	".webm": "video/webm",
	".ogv":  "video/ogg",
	".mov":  "video/quicktime",

	".woff2": "font/woff2",
	".woff":  "font/woff",
	".ttf":   "font/ttf",
	".otf":   "font/otf",
}
