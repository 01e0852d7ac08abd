package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/generator/address"
)

// event is what a page is told: everything that is so now, and what of it changed since the generation that the page has
// seen. It is made from the state when it is sent, not kept in a queue, so none can be lost: a page that comes late, or
// was away, is told the difference.
type event struct {
	Generation string    `json:"generation"`
	Reload     bool      `json:"reload,omitempty"` // the page is from another run of the server, and there is one of this run
	Base       string    `json:"base"`
	Href       string    `json:"href"` // the page's address, under the base path of now
	Changed    bool      `json:"changed,omitempty"`
	Gone       bool      `json:"gone,omitempty"`
	Moved      string    `json:"moved,omitempty"`  // where a page that is gone is now
	Files      []string  `json:"files,omitempty"`  // addresses of what changed and pages embed: styles, pictures, scripts
	Edited     string    `json:"edited,omitempty"` // address of the page of the briefing that was edited, if one was
	Problems   []problem `json:"problems"`
	More       int       `json:"more,omitempty"` // how many problems are not listed
}

// alive is how often a stream says that it is: a connection whose browser is gone is found out by writing to it.
const alive = 25 * time.Second

// stream tells one page what changes, as server-sent events (HTML standard, section 9.2), until the page or the server
// goes. Only pages of this server may listen: events name drafts.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Values("Origin"); len(origin) > 1 || len(origin) == 1 && origin[0] != "http://"+r.Host {
		plain(w, http.StatusForbidden, "Only pages of this preview may listen.\n")
		return
	}
	if site := r.Header.Values("Sec-Fetch-Site"); len(site) > 1 || len(site) == 1 && site[0] != "same-origin" {
		plain(w, http.StatusForbidden, "Only pages of this preview may listen.\n")
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		plain(w, http.StatusServiceUnavailable, "Too many pages are open.\n")
		return
	}
	query := r.URL.Query()
	page := query.Get("page")
	run, number, _ := strings.Cut(query.Get("generation"), "-")
	seen, _ := strconv.ParseUint(number, 10, 64)
	tick := time.NewTicker(alive)
	defer tick.Stop()
	out := http.NewResponseController(w)
	out.SetReadDeadline(time.Time{}) // that of the request
	for message := s.message(page, run, &seen); ; {
		if _, err := w.Write(message.text); err != nil {
			return
		}
		if err := out.Flush(); err != nil {
			return
		}
		select {
		case <-message.next:
			message = s.message(page, run, &seen)
		case <-tick.C:
			message.text = []byte(":\n\n")
		case <-r.Context().Done():
			return
		}
	}
}

// message is what to send, and when to look for more.
type message struct {
	text []byte
	next chan struct{}
}

// message makes what a page that has seen a generation is to be told, and moves seen on.
func (s *Server) message(page, run string, seen *uint64) message {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	if s.now.generation == 0 {
		return message{[]byte(":\n\n"), s.news}
	}
	text, err := json.Marshal(s.event(page, run, *seen))
	if err != nil {
		panic(err) // plain data of our own
	}
	*seen = s.now.generation
	return message{fmt.Appendf(nil, "data: %s\n\n", text), s.news}
}

// event compares what a page has seen with what is.
func (s *Server) event(page, run string, seen uint64) event {
	now := &s.now
	e := event{
		Generation: fmt.Sprintf("%s-%d", s.run, now.generation), Reload: now.built && run != s.run,
		Base: now.base, Href: s.href(page), Changed: s.changes[page] > seen, Problems: now.problems, More: now.more,
	}
	if e.Problems == nil {
		e.Problems = []problem{}
	}
	if now.built && !now.has(page) {
		e.Gone, e.Moved = true, s.movedTo(page)
		e.Changed = s.changes[address.NotFound] > seen // what is shown in its place
	}
	for name, in := range s.changes {
		if in > seen && embedded[strings.ToLower(path.Ext(name))] {
			e.Files = append(e.Files, s.href(name))
		}
	}
	slices.Sort(e.Files)
	if now.editedIn > seen && now.has(now.edited) {
		e.Edited = s.href(now.edited)
	}
	return e
}

// movedTo follows a page's moves to where it is now; "" if that is nowhere.
func (s *Server) movedTo(page string) string {
	for range len(s.moved) {
		next, ok := s.moved[page]
		if !ok {
			return ""
		}
		if s.now.has(next) {
			return s.href(next)
		}
		page = next
	}
	return ""
}

// embedded are the kinds of file that pages show, or run, as a part of themselves.
var embedded = map[string]bool{
	".css": true, ".js": true, ".mjs": true, ".svg": true, ".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true,
	".avif": true, ".mp3": true, ".m4a": true, ".ogg": true, ".wav": true, ".mp4": true, ".webm": true, ".vtt": true,
}
