package plan

import (
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// portable writes a page whose links are relative to it and end in index.html, so that it works from a folder opened as
// a file.
func portable(w io.Writer, base, addr string, write func(io.Writer) error) error {
	var page bytes.Buffer
	if err := write(&page); err != nil {
		return err
	}
	var out bytes.Buffer
	z := html.NewTokenizer(&page)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				return err
			}
			_, err := w.Write(out.Bytes())
			return err
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			token := z.Token()
			if token.Data == "link" && slices.Contains(token.Attr, html.Attribute{Key: "rel", Val: "manifest"}) {
				continue // No browser reads one from a file.
			}
			if !relink(&token, base, addr) {
				out.WriteString(raw)
				continue
			}
			out.WriteString(token.String())
		default:
			out.Write(z.Raw())
		}
	}
}

// relink makes an element's addresses relative and reports whether it had any.
func relink(token *html.Token, base, addr string) bool {
	changed := false
	for i, a := range token.Attr {
		if a.Key == "srcset" {
			token.Attr[i].Val = relativeSet(base, addr, a.Val)
			changed = true
			continue
		}
		if a.Key != "href" && a.Key != "src" || !strings.HasPrefix(a.Val, "/") {
			continue
		}
		token.Attr[i].Val = relative(base, addr, a.Val)
		changed = true
	}
	return changed
}

// relativeSet does so with the addresses of a srcset.
func relativeSet(base, addr, set string) string {
	list := strings.Split(set, ", ")
	for i, candidate := range list {
		href, size, _ := strings.Cut(candidate, " ")
		list[i] = strings.TrimSpace(relative(base, addr, href) + " " + size)
	}
	return strings.Join(list, ", ")
}

// relative turns an address from the root into one relative to the page at addr. What lies outside of the base path
// stays as it is.
func relative(base, addr, href string) string {
	rest, ok := strings.CutPrefix(href, base)
	if !ok {
		return href
	}
	target, end := rest, "" // that no file has
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		target, end = rest[:i], rest[i:]
	}
	if target == "" || strings.HasSuffix(target, "/") {
		target += "index.html"
	}
	depth := strings.Count(path.Clean("/"+addr+"x"), "/") - 1
	if !strings.HasSuffix(addr, "/") && addr != "" {
		depth = strings.Count(addr, "/")
	}
	return strings.Repeat("../", depth) + target + end
}
