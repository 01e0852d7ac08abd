package plan

import (
	"cmp"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"dateline/generator/briefing"
	"dateline/generator/site"
	"dateline/generator/view"
	"dateline/generator/words"
)

const plainKind = "plain text"

// twin is the content of the plain-text twin of a briefing's page: the same as text, to mail and to send. It is made of the view that
// the page is made of. The two stand side by side, so the twin is written along with the page, which has the text,
// and waits with it until its turn comes.
type twin struct {
	page *briefingPage
	made atomic.Pointer[twinText] // that the page has written; taken at once
}

// twinText is a twin, with the digest of what it was made of.
type twinText struct {
	digest view.Digest
	text   []byte
}

func (c *twin) sum() view.Sum { return c.page.sum() }

func (c *twin) make() (view.Digest, func(io.Writer) error) {
	if t := c.made.Swap(nil); t != nil {
		return t.digest, func(w io.Writer) error {
			_, err := w.Write(t.text)
			twinTexts.Put(t)
			return err
		}
	}
	v := c.page.views.Briefing(c.page.b)
	return view.Of(v), func(w io.Writer) error {
		return c.page.parsed(c.page.b.File, func(body *briefing.Parsed) error {
			text, err := c.page.plain(nil, v, body)
			if err == nil {
				_, err = w.Write(text)
			}
			return err
		})
	}
}

var twinTexts = sync.Pool{New: func() any { return &twinText{} }}

// plain appends a briefing as text to out.
func (c *briefingPage) plain(out []byte, v *view.Briefing, body *briefing.Parsed) (text []byte, err error) {
	t := plainText{out: out, words: c.views.Words(v.PageLanguage())}
	t.opening(v)
	before := len(t.out)
	t.write("\n")
	key, targets := c.plainKey(c.b)
	if t.out, err = body.AppendPlain(t.out, targets, t.words); err != nil {
		return out, err
	}
	if c.Site.Config.Search {
		c.Spool.put(key, t.out[before+1:])
	}
	if len(t.out) == before+1 {
		t.out = t.out[:before] // It is a briefing without a text.
	}
	t.evidence(v)
	t.closing(v)
	return t.out, nil
}

// plainKey gives a digest of what the body of a briefing as text is made of, and what its references lead to, with whole addresses, since
// a message stands nowhere. The actors, places and topics that a text links are listed below it; their addresses would only be in
// the way.
func (p *planner) plainKey(b *site.Briefing) (view.Digest, []briefing.Target) {
	targets := p.Site.Targets(b.File, b.Links)
	key := view.Mix(func(m *view.Mixer) {
		m.Digest(*p.common)
		m.Text(string(b.Hash[:]), cmp.Or(b.Language, p.Site.Config.Language))
		for i := range targets {
			switch origin := p.Site.Config.Origin; {
			case origin == "" || b.Links[i].Kind == site.ToEntity:
				targets[i].Href = ""
			case targets[i].Href != "":
				targets[i].Href = origin + targets[i].Href
			}
			m.Text(targets[i].Href, targets[i].Text)
		}
	})
	return key, targets
}

// plainText is a text that is being written.
type plainText struct {
	out   []byte
	words *words.Words
	gap   bool // an empty line comes before the next
}

func (t *plainText) write(texts ...string) {
	for _, text := range texts {
		t.out = append(t.out, text...)
	}
}

func (t *plainText) line(parts ...string) {
	if t.gap {
		t.gap = false
		t.write("\n")
	}
	t.write(parts...)
	t.write("\n")
}

// labelled writes a line with what it is about before it; nothing without a text.
func (t *plainText) labelled(key, text string) {
	if text != "" {
		t.line(t.words.Word("text.labelled", "label", t.words.Word(key), "text", text))
	}
}

func (t *plainText) heading(text, rule string) {
	t.line(text)
	t.line(strings.Repeat(rule, min(utf8.RuneCountInString(text), 72)))
}

// when writes a day, with its time if it has one; "" for none.
func (t *plainText) when(d view.Day) string {
	if d.Time == "" {
		return d.Long
	}
	return t.words.At(d.Long, d.Time)
}

func (t *plainText) noted(c view.Change) string {
	head := t.words.Word("change.on", "what", c.What, "date", t.when(c.At))
	if c.Note == "" {
		return head
	}
	return t.words.Word("text.labelled", "label", head, "text", c.Note)
}

// opening writes what stands above a briefing's text.
func (t *plainText) opening(v *view.Briefing) {
	if n := v.Notice; n != nil {
		label := strings.ToUpper(n.Label)
		if n.At.ISO != "" {
			label = t.words.Word("change.on", "what", label, "date", t.when(n.At))
		}
		t.line(label)
		if n.Text != "" {
			t.line(n.Text)
		}
		t.line()
	}
	if v.Place != "" {
		t.write(strings.ToUpper(v.Place), " · ")
	}
	t.line(t.when(v.Date))
	t.line()
	t.heading(v.Heading, "=")
	if v.Summary != "" {
		t.line()
		t.line(v.Summary)
	}
	t.gap = true
	t.labelled("briefing.as-of", t.when(v.AsOf))
	switch from, until := t.when(v.CoversFrom), t.when(v.CoversUntil); {
	case until == "" || from == until:
		t.labelled("briefing.covers", from)
	case from == "":
		t.labelled("briefing.covers", t.words.Word("briefing.covers-until", "until", until))
	default:
		t.labelled("briefing.covers", t.words.Word("briefing.covers-span", "from", from, "until", until))
	}
	if v.Notice == nil && len(v.Updated) > 0 {
		t.line(t.noted(v.Updated[0]))
	}
	t.labelled("briefing.by", t.chips(v.Authors))
	t.gap = false
}

// chips writes names, with what each was and did in parentheses. A name may have a comma in it.
func (t *plainText) chips(list []view.Chip) string {
	names := make([]string, len(list))
	for i, c := range list {
		did := make([]string, 0, len(c.Did)+1)
		if c.Office != "" {
			did = append(did, c.Office)
		}
		for _, d := range c.Did {
			role := d.Role
			if d.By != "" {
				role = t.words.Word("roles.by", "role", role, "name", d.By)
			}
			did = append(did, role)
		}
		if names[i] = c.Name; len(did) > 0 {
			names[i] += " (" + strings.Join(did, "; ") + ")"
		}
	}
	return strings.Join(names, "; ")
}

// evidence writes the sources and the changes.
func (t *plainText) evidence(v *view.Briefing) {
	if len(v.Sources) > 0 {
		t.line()
		t.heading(t.words.Word("briefing.sources"), "-")
		for i, s := range v.Sources {
			t.write(strconv.Itoa(i+1), ". ", s.Name)
			if s.Published.ISO != "" {
				t.write(t.words.Word("text.comma"), s.Published.Short)
			}
			if s.Href != "" {
				t.write(" <", s.Href, ">")
			}
			t.line()
		}
	}
	if len(v.Log) > 0 {
		t.line()
		t.heading(t.words.Word("briefing.changes"), "-")
		for _, c := range v.Log {
			t.line("- ", t.noted(c))
		}
	}
}

// closing writes whom and what a briefing is about, and where it stands.
func (t *plainText) closing(v *view.Briefing) {
	t.line()
	t.line("* * *")
	t.line()
	t.labelled("briefing.who", t.chips(v.Who))
	t.labelled("briefing.where", t.chips(v.Where))
	t.labelled("briefing.about", t.chips(v.About))
	if v.Series != nil {
		t.labelled("briefing.series", v.Series.Text)
	}
	t.labelled("briefing.id", v.ID)
	t.labelled("briefing.address", v.Canonical)
	t.line(v.Site.Title)
	if v.Site.Licence != "" {
		t.line(t.words.Word("footer.licence", "licence", v.Site.Licence))
	}
}
