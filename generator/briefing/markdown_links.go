package briefing

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// destinationKind tells where a link or an image leads.
type destinationKind uint8

const (
	refused  destinationKind = iota // nowhere that may be published
	external                        // to another site, or to a mail or telephone program
	fragment                        // to a place on the same page
	local                           // to a file or page of this site
)

// destination is where a link or an image leads, as judged.
type destination struct {
	kind     destinationKind
	href     string // of external: the whole address
	target   string // of local: the path, percent-decoded
	fragment string // of fragment and local: percent-decoded, without "#"

	problem, message, hint string // of refused: a diagnostic's kind, message and hint
}

func refuseDestination(kind, message, hint string) destination {
	return destination{problem: kind, message: message, hint: hint}
}

const schemesHint = "a link may begin with https:, http:, mailto: or tel:, or be a path to another file"

// judgeLink and judgeImage look at a destination as it stands in the markdown.
func judgeLink(raw []byte) destination { return judge(unescaped(raw), false) }

func judgeImage(raw []byte) destination {
	to := judge(unescaped(raw), true)
	if to.kind == fragment {
		return refuseDestination("empty-link", "this image has no file", "write the file's name: ![…](file.jpg)")
	}
	return to
}

// judge looks at a destination with its escapes and entities resolved. What is not known to be harmless is refused:
// browsers read addresses in ways that a list of bad beginnings would miss.
func judge(address string, image bool) destination {
	address = strings.Trim(address, " ")
	if strings.ContainsFunc(address, isControl) {
		return refuseDestination("link-scheme", "the address holds a control character", "type the address anew")
	}
	switch scheme, rest := cutScheme(address); {
	case address == "" && image:
		return refuseDestination("empty-link", "this image has no file", "write the file's name: ![…](file.jpg)")
	case address == "":
		return refuseDestination("empty-link", "this link has no address", "write where it leads, or take the brackets away")
	case image && (scheme == "http" || scheme == "https" || isNetworkPath(address)):
		return remoteImage(address)
	case isNetworkPath(address):
		return refuseDestination("link-scheme", "the address does not say by which protocol",
			"write https:"+strings.ReplaceAll(address, `\`, "/"))
	case scheme == "http" || scheme == "https":
		if host := strings.TrimPrefix(rest, "//"); host == rest || host == "" || strings.ContainsAny(host[:1], `/\?#:@ `) {
			return refuseDestination("link-scheme", "the address names no site", "write it as https://example.org/page")
		}
		return destination{kind: external, href: address}
	case !image && (scheme == "mailto" || scheme == "tel") && rest != "":
		return destination{kind: external, href: address}
	case scheme != "" && image:
		return refuseDestination("link-scheme", "an image cannot be shown from an address that begins with "+shortened(scheme)+":",
			"put the file beside the briefing and write its name: ![…](file.jpg)")
	case scheme != "":
		return refuseDestination("link-scheme", "links that begin with "+shortened(scheme)+": are not published", schemesHint)
	}
	return judgePath(address)
}

func judgePath(address string) destination {
	path, name, _ := strings.Cut(address, "#")
	if decoded, err := url.PathUnescape(name); err == nil && utf8.ValidString(decoded) {
		name = decoded
	}
	if path == "" {
		return destination{kind: fragment, fragment: name}
	}
	target, err := url.PathUnescape(path)
	if err != nil || !utf8.ValidString(target) {
		return refuseDestination("link-scheme", "the address holds a % that is not part of a code", "write %25 for the sign itself")
	}
	scheme, _ := cutScheme(target)
	switch {
	case strings.ContainsFunc(target, isControl):
		return refuseDestination("link-scheme", "the address holds a control character", "type the address anew")
	case strings.Contains(target, `\`):
		return refuseDestination("link-scheme", `the address holds a \`, "write / between the parts of a path")
	case scheme != "" || isNetworkPath(target):
		return refuseDestination("link-scheme", "the address hides a protocol behind a % code", schemesHint)
	}
	return destination{kind: local, target: target, fragment: name}
}

func remoteImage(address string) destination {
	path, _, _ := strings.Cut(address, "?")
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	if name == "" || len(name) > 60 || !strings.Contains(name, ".") {
		name = "photo.jpg"
	}
	return refuseDestination("remote-image", "an image on another site would let that site see who reads this",
		"put the file beside an index.md, as in briefings/2025/talks/index.md, and write !["+"…]("+name+")")
}

// cutScheme gives what stands before the first colon if no slash, question mark or hash comes before it, in lower case,
// whether or not it is a scheme that exists; "" when there is none.
func cutScheme(address string) (scheme, rest string) {
	if i := strings.IndexAny(address, `:/\?#`); i >= 0 && address[i] == ':' {
		return strings.ToLower(address[:i]), address[i+1:]
	}
	return "", address
}

// isNetworkPath reports whether a browser would take the first part of address for a host's name.
func isNetworkPath(address string) bool {
	return len(address) >= 2 && strings.ContainsRune(`/\`, rune(address[0])) && strings.ContainsRune(`/\`, rune(address[1]))
}

func isControl(r rune) bool {
	return r < ' ' || 0x7f <= r && r < 0xa0 || r == utf8.RuneError || r == '\u2028' || r == '\u2029'
}

func shortened(s string) string {
	if len(s) > 30 {
		return strings.ToValidUTF8(s[:30], "") + "…"
	}
	return s
}
