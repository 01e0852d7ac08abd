package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	patience = 5 * time.Minute      // how long a save may take to be served
	asking   = 5 * time.Millisecond // the time between two looks at a page
)

// A desk is what is saved: the files of a site, and where each is shown.
type desk struct {
	briefings []string
	actors    []string                 // files in which names can be added; none where aliases are no names
	added     string                   // folder of new briefings
	page      func(file string) string // address of a briefing, below the site's
}

// deskOf gives the desk of a source of the corpus, whose files stand in folders of their years.
func deskOf(source string) (desk, error) {
	below := filepath.Join(source, "briefings")
	actors, err := filepath.Glob(filepath.Join(below, "_actors", "*.md"))
	if err != nil || len(actors) == 0 {
		return desk{}, errors.Join(err, fmt.Errorf("there are no files of actors in %s", source))
	}
	return desk{actors: actors, added: below, page: func(file string) string { return pageOf(below, file) }}.fill(below, "*")
}

// hugoDeskOf gives the desk of Hugo's site, whose files stand in folders of their years and months.
func hugoDeskOf(site string) (desk, error) {
	below := filepath.Join(site, "content", "briefings")
	return desk{added: filepath.Join(below, "2025", "04"), page: func(file string) string { return pageOf(below, file) }}.fill(below, "*/*")
}

// fill puts the briefings in. The folders of entities, and files that say what a folder is, begin with an underscore.
func (d desk) fill(below, files string) (desk, error) {
	found, err := filepath.Glob(filepath.Join(below, "[0-9]*", filepath.FromSlash(files)))
	d.briefings = slices.DeleteFunc(found, func(file string) bool {
		return filepath.Ext(file) != ".md" || strings.HasPrefix(filepath.Base(file), "_")
	})
	if err != nil || len(d.briefings) == 0 {
		return d, errors.Join(err, fmt.Errorf("there are no briefings in %s", below))
	}
	return d, nil
}

// pageOf gives the address of a briefing, below the site's: with its year, whether a folder of a month is there or not.
func pageOf(below, file string) string {
	rel, err := filepath.Rel(below, file)
	if err != nil {
		return ""
	}
	year, rest, _ := strings.Cut(filepath.ToSlash(rel), "/")
	return "briefings/" + year + "/" + strings.TrimSuffix(path.Base(rest), ".md") + "/"
}

// save is a change of a file, and what it changes on a page.
type save struct {
	file   string
	change func(text string) string // text is "" if there is no such file
	page   string                   // below the site's address
	shows  string
}

// The kinds of saves.

func (d desk) body(i int) save {
	word := fmt.Sprintf("Bodyword%d", i)
	file := d.briefings[i%len(d.briefings)]
	return save{file, func(text string) string { return text + "\n" + word + ".\n" }, d.page(file), word}
}

func (d desk) title(i int) save {
	word := fmt.Sprintf("Titleword%d", i)
	file := d.briefings[len(d.briefings)-1-i%len(d.briefings)]
	return save{file, func(text string) string {
		return strings.Replace(text, "\ntitle = \"", "\ntitle = \""+word+" ", 1)
	}, d.page(file), "<h1>" + word}
}

func (d desk) briefing(i int) save {
	return save{filepath.Join(d.added, fmt.Sprintf("saved-%d.md", i)), func(string) string {
		return fmt.Sprintf("+++\ntitle = \"Saved %d\"\ndate = 2025-04-06\nactors = [\"Newcomer %d\"]\n+++\n\nText.\n", i, i)
	}, fmt.Sprintf("actors/newcomer-%d/", i), fmt.Sprintf("Saved %d", i)}
}

// alias gives an actor a name that body has put into a text.
func (d desk) alias(i int) save {
	file, line := d.actors[i%len(d.actors)], fmt.Sprintf("aliases = [\"Bodyword%d\"", i)
	return save{file, func(text string) string {
		if strings.Contains(text, "\naliases = [") {
			return strings.Replace(text, "\naliases = [", "\n"+line+", ", 1)
		}
		return strings.Replace(text, "\n+++\n", "\n"+line+"]\n+++\n", 1)
	}, "actors/" + strings.TrimSuffix(filepath.Base(file), ".md") + "/", fmt.Sprintf(">Bodyword%d<", i)}
}

// measureSaves makes saves of each kind in turn, and gives a row for each kind.
func measureSaves(ctx context.Context, name string, d desk, site string, saves int) ([]row, error) {
	kinds := []func(i int) save{d.body, d.title, d.briefing}
	rows := []row{{name: "body, ms", of: name}, {name: "title, ms", of: name}, {name: "new briefing with a new actor, ms", of: name}}
	random := rand.New(rand.NewPCG(1, 1))
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	one := func(make func(i int) save, i int, to *row) error {
		if err := pause(ctx, time.Duration(100+random.IntN(301))*time.Millisecond); err != nil {
			return err
		}
		took, err := make(i).measure(ctx, client, site)
		to.values = append(to.values, millis(took))
		return err
	}
	for i := range saves {
		for k, make := range kinds {
			if err := one(make, i, &rows[k]); err != nil {
				return nil, err
			}
		}
	}
	if len(d.actors) == 0 {
		return rows, nil
	}
	// It makes the whole site anew: what it leaves to collect is not to be met by others.
	alias := row{name: "new alias, ms", of: name}
	for i := range saves {
		if err := one(d.alias, i, &alias); err != nil {
			return nil, err
		}
	}
	return append(rows, alias), nil
}

// measure saves and waits until the page shows it. It gives the time from the end of the write to the end of the response.
func (s save) measure(ctx context.Context, client *http.Client, site string) (time.Duration, error) {
	// Who saves has the page open: Hugo's server renders first what was looked at last.
	if _, err := get(ctx, client, site+s.page); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, fmt.Errorf("read the preview: %w", err)
	}
	text, err := os.ReadFile(s.file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("save: %w", err)
	}
	if err := os.WriteFile(s.file, []byte(s.change(string(text))), 0o666); err != nil {
		return 0, fmt.Errorf("save: %w", err)
	}
	start := time.Now()
	for time.Since(start) < patience {
		shown, err := get(ctx, client, site+s.page)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) { // Hugo's server breaks a page off that it renders anew.
			return 0, fmt.Errorf("read the preview: %w", err)
		}
		if bytes.Contains(shown, []byte(s.shows)) {
			return time.Since(start), nil
		}
		time.Sleep(asking)
	}
	return 0, fmt.Errorf("%s%s does not show %q after %v", site, s.page, s.shows, patience)
}

// get reads a page, whatever its status: what is saved may add it.
func get(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}
