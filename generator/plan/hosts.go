package plan

import (
	"fmt"
	"strings"

	"dateline/generator/address"
	"dateline/generator/view"
)

// robots plans robots.txt: all of a published site may be read.
func robots(p *planner) {
	text := "User-agent: *\nAllow: /\n"
	if p.Site.Config.Origin != "" {
		text += "\nSitemap: " + p.views.Absolute(address.Sitemap) + "\n"
	}
	p.text(address.Robots, "host", text)
}

// hosts plans what hosts read: the headers (in the form that Netlify and Cloudflare Pages share), the redirects, and the
// mark that keeps GitHub Pages from leaving out files.
func hosts(p *planner) {
	base := p.Site.Config.BasePath
	p.text(address.Headers, "host", fmt.Sprintf(`%[1]s*
  Content-Security-Policy: %[2]s; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
%[1]sassets/*
  Cache-Control: public, max-age=31536000, immutable
%[1]s%[3]s
  Content-Type: application/manifest+json
%[1]s*.txt
  Content-Type: text/plain; charset=utf-8
  X-Robots-Tag: noindex
`, base, view.Policy, address.Manifest))
	var lines strings.Builder
	for _, r := range p.redirects() {
		fmt.Fprintf(&lines, "%s%s %s%s 301\n", base, address.Escape(r.from), base, address.Escape(r.to))
	}
	p.text(address.Redirects, "host", lines.String())
	p.text(address.NoJekyll, "host", "")
}
