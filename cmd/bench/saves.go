package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	patience = 60 * time.Second // how long a save may take to be served
	idleness = 10 * time.Second // how long nothing is saved
	grace    = 10 * time.Second // how long dateline watch may take to end
)

// watched is what watching has shown.
type watched struct {
	saves   []row
	process []row
}

// measureWatch runs dateline watch on a source, saves files of each kind, and looks at the process. It edits the source.
func measureWatch(ctx context.Context, dateline, source string, saves int) (w watched, err error) {
	ctx, stop := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, dateline, "watch", "--source", source, "--port", "0", "--json")
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) != nil {
			return cmd.Process.Kill() // this system cannot interrupt
		}
		return nil
	}
	cmd.WaitDelay = grace
	events, err := cmd.StdoutPipe()
	if err != nil {
		stop()
		return w, fmt.Errorf("listen to dateline watch: %w", err)
	}
	var messages bytes.Buffer
	cmd.Stderr = &messages
	start := time.Now()
	if err := cmd.Start(); err != nil {
		stop()
		return w, fmt.Errorf("start dateline watch: %w", err)
	}
	defer func() {
		stop()
		cmd.Wait()
		if err != nil && messages.Len() > 0 {
			err = fmt.Errorf("%w; dateline watch says:\n%s", err, messages.Bytes())
		}
	}()
	site, err := firstBuild(events)
	if err != nil {
		return w, err
	}
	w.process = []row{{"start to first page, s", "", 2, []float64{time.Since(start).Seconds()}}}
	go io.Copy(io.Discard, events) // so that it never waits to be heard
	if w.saves, err = measureSaves(ctx, source, site, saves); err != nil {
		return w, err
	}
	idle, err := measureIdleness(ctx, cmd.Process.Pid)
	w.process = append(w.process, idle...)
	return w, err
}

// firstBuild reads the events of dateline watch until the site is built. It gives the site's address.
func firstBuild(events io.Reader) (string, error) {
	site := ""
	for lines := json.NewDecoder(events); ; { // lines of any length: the first build names every file
		var event struct{ Event, URL string }
		switch err := lines.Decode(&event); {
		case err != nil:
			return "", fmt.Errorf("listen to the first build of dateline watch: %w", err)
		case event.Event == "serving":
			site = event.URL
		case event.Event == "rebuilt":
			return site, nil
		}
	}
}

// measureIdleness gives what a process takes while nobody saves; nothing where the system does not tell.
func measureIdleness(ctx context.Context, pid int) ([]row, error) {
	var rows []row
	for _, when := range []string{"after the last save", "after that"} {
		before, ok := cpuTime(pid)
		if !ok {
			return nil, nil
		}
		if err := pause(ctx, idleness); err != nil {
			return nil, err
		}
		after, _ := cpuTime(pid)
		rows = append(rows, row{fmt.Sprintf("cpu in the %.0f s %s, s", idleness.Seconds(), when), "", 2, []float64{(after - before).Seconds()}})
	}
	now, peak, ok := memory(pid)
	if !ok {
		return nil, nil
	}
	return append(rows, row{"resident memory, MB", "", 1, []float64{float64(now) / 1e6}},
		row{"at its peak, MB", "", 1, []float64{float64(peak) / 1e6}}), nil
}

// save is a change of a file, and what it changes on a page.
type save struct {
	file   string
	change func(text string) string // text is "" if there is no such file
	page   string                   // below the site's address
	shows  string
}

// measureSaves makes saves of each kind in turn, and gives a row for each kind.
func measureSaves(ctx context.Context, source, site string, saves int) ([]row, error) {
	files, err := filepath.Glob(filepath.Join(source, "briefings", "[0-9]*", "*.md"))
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, fmt.Errorf("there are no briefings in %s", source))
	}
	actors, err := filepath.Glob(filepath.Join(source, "briefings", "_actors", "*.md"))
	if err != nil || len(actors) == 0 {
		return nil, errors.Join(err, fmt.Errorf("there are no files of actors in %s", source))
	}
	kinds := []func(i int) save{
		func(i int) save {
			word := fmt.Sprintf("Bodyword%d", i)
			file := files[i%len(files)]
			return save{file, func(text string) string { return text + "\n" + word + ".\n" }, page(source, file), word}
		},
		func(i int) save {
			word := fmt.Sprintf("Titleword%d", i)
			file := files[len(files)-1-i%len(files)]
			return save{file, func(text string) string {
				return strings.Replace(text, "\ntitle = \"", "\ntitle = \""+word+" ", 1)
			}, page(source, file), "<h1>" + word}
		},
		func(i int) save {
			return save{filepath.Join(source, "briefings", fmt.Sprintf("saved-%d.md", i)), func(string) string {
				return fmt.Sprintf("+++\ntitle = \"Saved %d\"\ndate = 2025-04-06\nactors = [\"Newcomer %d\"]\n+++\n\nText.\n", i, i)
			}, fmt.Sprintf("actors/newcomer-%d/", i), fmt.Sprintf("Saved %d", i)}
		},
		func(i int) save { // a word that the first kind of save has put into a text
			file, line := actors[i%len(actors)], fmt.Sprintf("aliases = [\"Bodyword%d\"", i)
			return save{file, func(text string) string {
				if strings.Contains(text, "\naliases = [") {
					return strings.Replace(text, "\naliases = [", "\n"+line+", ", 1)
				}
				return strings.Replace(text, "\n+++\n", "\n"+line+"]\n+++\n", 1)
			}, "actors/" + strings.TrimSuffix(filepath.Base(file), ".md") + "/", fmt.Sprintf(">Bodyword%d<", i)}
		},
	}
	rows := []row{{name: "body, ms"}, {name: "title, ms"}, {name: "new briefing with a new actor, ms"}, {name: "new alias, ms"}}
	random := rand.New(rand.NewPCG(1, 1))
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	turn := func(i, from, to int) error {
		for k := from; k < to; k++ {
			if err := pause(ctx, time.Duration(100+random.IntN(301))*time.Millisecond); err != nil {
				return err
			}
			took, err := kinds[k](i).measure(ctx, client, site)
			if err != nil {
				return err
			}
			rows[k].values = append(rows[k].values, millis(took))
		}
		return nil
	}
	alias := len(kinds) - 1 // It makes the whole site anew: what it leaves to collect is not to be met by others.
	for i := range 2 * saves {
		from, to := 0, alias
		if i >= saves {
			from, to = alias, len(kinds)
		}
		if err := turn(i%saves, from, to); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// page gives the address below the site's root of a briefing of the corpus, whose files stand in folders of their years.
func page(source, file string) string {
	rel, err := filepath.Rel(source, file)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(filepath.ToSlash(rel), ".md") + "/"
}

// measure saves and waits until the page shows it. It gives the time from the end of the write to the end of the response.
func (s save) measure(ctx context.Context, client *http.Client, site string) (time.Duration, error) {
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
		if err != nil {
			return 0, fmt.Errorf("read the preview: %w", err)
		}
		if bytes.Contains(shown, []byte(s.shows)) {
			return time.Since(start), nil
		}
		time.Sleep(asking)
	}
	return 0, fmt.Errorf("%s%s does not show %q after %v", site, s.page, s.shows, patience)
}

// asking is the time between two looks at a page.
const asking = 5 * time.Millisecond

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
