package briefing

import "dateline/generator/mention"

// sentences gives the references from the first on their sentences, but for those that have one.
func (c *collector) sentences(first int, prose mention.Prose) {
	sentences := mention.NewSentences(c.body(), prose, maxSentence)
	for i, s := range c.spans[first:] {
		if ref := &c.facts.Refs[first+i]; s.stop > s.start && ref.Sentence == "" {
			ref.Sentence = sentences.Around(s.start, s.stop)
		}
	}
}

// note takes the facts of a note. It is shown elsewhere than it stands, so its words are no prose of the text: names are not looked
// for in them.
func (c *collector) note(i int) {
	prose, join, end, first := c.prose, c.join, c.end, len(c.spans)
	c.prose, c.join, c.end, c.aside = mention.Writer{}, mention.Block, 0, true
	c.block(i, false)
	c.sentences(first, c.prose.Prose())
	c.prose, c.join, c.end, c.aside = prose, join, end, false
}

// piece adds a part of the text to the prose. What follows it stands directly beside it, until something else is said.
func (c *collector) piece(start, stop int, quiet bool) {
	if c.join != inHeading && start >= c.end {
		if c.join == mention.Section && !c.aside {
			c.parts++
		}
		c.prose.Piece(start, stop, c.join, quiet || c.quiet > 0)
		c.join, c.end = mention.Direct, stop
	}
}

// marked notes that markup stands before the next piece.
func (c *collector) marked() {
	if c.join == mention.Gap { // Words do not touch across it.
		c.prose.Piece(c.end, c.end, mention.Gap, false)
	}
	if c.join == mention.Direct || c.join == mention.Gap {
		c.join = mention.Marked
	}
}

// inHeading stands for a join in headings, which are no prose.
const inHeading mention.Join = 255

// textPiece adds the text of a node to the prose. more says that another text stands beside it.
func (c *collector) textPiece(n *node, more bool) {
	stop := n.text.stop
	if !n.is(soft | hard) {
		c.piece(n.text.start, stop, n.is(raw))
		return
	}
	if !more && stop < c.size {
		stop++ // The white space belongs to the text: what follows is joined by more than that.
	}
	c.piece(n.text.start, stop, n.is(raw))
	if stop == n.text.stop && c.join == mention.Direct {
		c.join = mention.Gap
	}
}

// stands notes where the text of a reference stands, which is the next piece of prose.
func (c *collector) stands(n int, at span) {
	c.spans[n] = at
	if c.aside {
		return
	}
	ref := &c.facts.Refs[n]
	ref.Start, ref.Section = int32(at.start), c.parts
	if c.join == mention.Section {
		ref.Section++
	}
}
