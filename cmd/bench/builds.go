package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dateline/themes"
)

// tools are the program files that are measured, and this one. Where hugo or pagefind is "", it is left out.
type tools struct {
	bench, dateline, hugo, pagefind string
	notes                           []string // why
}

// What is measured: first builds, and rebuilds of Dateline and of Hugo.
const (
	aFloor    = "Floor"
	aDateline = "Dateline"
	aLean     = "Dateline without search and mentions"
	aHugo     = "Hugo"
	aHugoAll  = "Hugo, years of records too"
	aHugoFind = "Hugo + Pagefind"

	unchanged = ", nothing changed"
	footer    = ", another footer"
)

// lean are settings that leave out what Hugo cannot do.
const lean = "search = false\nlink_mentions = \"off\"\n"

// changed is what another footer says.
const changed = "<p>Changed.</p>\n"

// A contest is a folder in which programs build the same site in turn.
type contest struct {
	tools
	folder string
	source string // Dateline's and the floor's
	site   string // Hugo's
	large  bool   // Hugo leaves the years of records out
	keeps  bool   // what is built, until all is over
	turns  int
	shown  map[string][]sample // of what is measured; those with one index are of one turn
}

// newContest writes a corpus below a folder, and Hugo's site beside it. The programs will have so many turns.
func newContest(ctx context.Context, folder string, t tools, size, words, turns int) (*contest, error) {
	c := &contest{tools: t, folder: folder, source: filepath.Join(folder, "source"), site: filepath.Join(folder, "hugo"), large: size > mostForHugoYears,
		shown: map[string][]sample{}}
	if size > mostForHugo {
		c.hugo = ""
	}
	if c.hugo == "" || size > mostForPagefind {
		c.pagefind = ""
	}
	var err error
	if c.keeps, err = fits(folder, size, turns); err != nil {
		return nil, err
	}
	progress("making %s briefings on %s", decimal(float64(size), 0), fileSystem(folder))
	// They come from other processes: a child's peak of memory is never less than its parent's was.
	if err := makeCorpus(ctx, c.source, size, words); err != nil {
		return nil, err
	}
	if c.hugo != "" {
		_, err = measure(ctx, c.site, c.bench, "-convert", c.source, c.site)
	}
	return c, err
}

// turn lets all programs build, one after the other; with rebuilds Dateline and Hugo also on what they have built.
func (c *contest) turn(ctx context.Context, rebuilds bool) error {
	if c.turns == 0 { // Whoever reads the source first waits for the disk.
		out := c.out("warm-up")
		if _, err := measure(ctx, out, c.bench, "-floor", c.source, out); err != nil {
			return err
		}
		if err := c.clear("warm-up"); err != nil {
			return err
		}
	}
	c.turns++
	out := c.out("floor")
	if err := c.build(ctx, aFloor, out, c.bench, "-floor", c.source, out); err != nil {
		return err
	}
	if err := c.clear("floor"); err != nil {
		return err
	}
	// Before the rebuilds: they replace files, which slows some file systems down for whoever comes next.
	if err := c.turnLean(ctx); err != nil {
		return err
	}
	ours, err := c.turnDateline(ctx, rebuilds)
	if err != nil || c.hugo == "" {
		return err
	}
	return c.turnHugo(ctx, rebuilds, ours)
}

// out gives the folder that a program builds into in this turn.
func (c *contest) out(program string) string {
	return filepath.Join(c.folder, fmt.Sprintf("%s-%d", program, c.turns))
}

// clear removes what programs have built in this turn, if there is no room to keep it.
func (c *contest) clear(programs ...string) error {
	if c.keeps {
		return nil
	}
	for _, program := range programs {
		out := c.out(program)
		if err := errors.Join(os.RemoveAll(out), os.RemoveAll(out+".memory")); err != nil {
			return fmt.Errorf("make room: %w", err)
		}
	}
	return nil
}

// build runs a program that writes to the folder out.
func (c *contest) build(ctx context.Context, what, out, program string, args ...string) error {
	settle()
	s, err := measure(ctx, out, program, args...)
	if err != nil {
		return err
	}
	progress("%s: %.2f s", what, s.wall.Seconds())
	c.shown[what] = append(c.shown[what], s)
	return nil
}

// turnDateline gives the pages that it has built.
func (c *contest) turnDateline(ctx context.Context, rebuilds bool) (pages, error) {
	out := c.out("dateline")
	args := []string{"build", "--source", c.source, "--output", out, "--quiet"}
	if err := c.build(ctx, aDateline, out, c.dateline, args...); err != nil {
		return nil, err
	}
	if rebuilds {
		if err := pause(ctx, trusted); err != nil {
			return nil, err
		}
		if _, err := measure(ctx, out, c.dateline, args...); err != nil {
			return nil, err
		}
		if err := c.build(ctx, aDateline+unchanged, out, c.dateline, args...); err != nil {
			return nil, err
		}
		theme := filepath.Join(c.source, "themes")
		const name = "default/templates/partials/footer.html"
		if err := writeFooter(filepath.Join(theme, filepath.FromSlash(name)), themes.Builtin, name, changed); err != nil {
			return nil, err
		}
		if err := c.build(ctx, aDateline+footer, out, c.dateline, args...); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(theme); err != nil {
			return nil, fmt.Errorf("change a template back: %w", err)
		}
	}
	made, err := countPages(out)
	// What a build remembers would help the next one; a clean build has nothing to remember.
	return made, errors.Join(err, setMemoryAside(c.source, out), c.clear("dateline"))
}

func (c *contest) turnLean(ctx context.Context) error {
	settings := filepath.Join(c.source, "site.toml")
	before, err := os.ReadFile(settings)
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	if err := os.WriteFile(settings, append(bytes.Clone(before), lean...), 0o666); err != nil {
		return fmt.Errorf("change settings: %w", err)
	}
	out := c.out("lean")
	if err := c.build(ctx, aLean, out, c.dateline, "build", "--source", c.source, "--output", out, "--quiet"); err != nil {
		return err
	}
	if err := os.WriteFile(settings, before, 0o666); err != nil {
		return fmt.Errorf("change settings back: %w", err)
	}
	return errors.Join(setMemoryAside(c.source, out), c.clear("lean"))
}

// turnHugo fails if it does not build the pages that Dateline has built. The pages of records' years are a taxonomy of their own, which
// takes most of Hugo's time: it builds once with them, unless the site is large, and is measured without. Pagefind begins anew whatever has changed, so it runs once.
func (c *contest) turnHugo(ctx context.Context, rebuilds bool, ours pages) error {
	args := func(out string, more ...string) []string {
		return append([]string{"--source", c.site, "--destination", out, "--cacheDir", c.site + "-cache"}, more...)
	}
	if !c.large {
		all := c.out("hugo-all")
		if err := c.build(ctx, aHugoAll, all, c.hugo, args(all, "--config", "hugo.toml,years.toml")...); err != nil {
			return err
		}
		theirs, err := countPages(all)
		if err := errors.Join(err, ours.sameAs(theirs), c.clear("hugo-all")); err != nil {
			return err
		}
	}
	out := c.out("hugo")
	if err := c.build(ctx, aHugo, out, c.hugo, args(out)...); err != nil {
		return err
	}
	theirs, err := countPages(out)
	if err != nil {
		return err
	}
	if err := ours.withoutYears().sameAs(theirs); err != nil {
		return err
	}
	if c.pagefind != "" {
		settle()
		s, err := indexWithPagefind(ctx, c.pagefind, out, c.out("pagefind"))
		if err != nil {
			return err
		}
		progress("Pagefind: %.2f s", s.wall.Seconds())
		c.shown[aHugoFind] = append(c.shown[aHugoFind], s.after(c.shown[aHugo][c.turns-1]))
	}
	if rebuilds {
		if err := c.build(ctx, aHugo+unchanged, out, c.hugo, args(out)...); err != nil {
			return err
		}
		const name = "layouts/_partials/footer.html"
		layout := filepath.Join(c.site, filepath.FromSlash(name))
		if err := writeFooter(layout, hugoSite, "hugo/"+name, changed); err != nil {
			return err
		}
		if err := c.build(ctx, aHugo+footer, out, c.hugo, args(out)...); err != nil {
			return err
		}
		if err := writeFooter(layout, hugoSite, "hugo/"+name, ""); err != nil {
			return err
		}
	}
	return c.clear("hugo", "pagefind")
}

// writeFooter writes the template that ends every page, with something at its end.
func writeFooter(to string, from fs.FS, name, with string) error {
	text, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("read footer: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return fmt.Errorf("make a theme: %w", err)
	}
	if err := os.WriteFile(to, bytes.Replace(text, []byte("</footer>"), []byte(with+"</footer>"), 1), 0o666); err != nil {
		return fmt.Errorf("change a template: %w", err)
	}
	return nil
}
