package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// saves are how many saves of each kind are timed.
const saves = 10

// patience is how long a save may take to be served.
const patience = 60 * time.Second

// measureSaves runs dateline watch on a source and times, as a reader of the preview sees it, from a file's save to the
// changed bytes being served. It edits the source.
func measureSaves(ctx context.Context, dateline, source string) (rows []latency, err error) {
	cmd := exec.CommandContext(ctx, dateline, "watch", "--source", source, "--port", "0", "--json")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	events, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("listen to dateline watch: %w", err)
	}
	var messages bytes.Buffer
	cmd.Stderr = &messages
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start dateline watch: %w", err)
	}
	defer func() {
		cmd.Process.Signal(os.Interrupt)
		if waited := cmd.Wait(); err == nil && waited != nil {
			err = fmt.Errorf("end dateline watch: %w", waited)
		}
	}()
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 1<<20)
	site := ""
	for lines.Scan() {
		var event struct{ Event, URL string }
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return nil, fmt.Errorf("read dateline watch: %w", err)
		}
		if event.Event == "serving" {
			site = event.URL
		}
		if event.Event == "rebuilt" {
			break
		}
	}
	if site == "" {
		return nil, fmt.Errorf("dateline watch serves nothing: %s", messages.Bytes())
	}
	go io.Copy(io.Discard, events) // so that it never waits to be heard
	rows = append(rows, latency{"start to first page", []float64{seconds(start)}})

	files, err := filepath.Glob(filepath.Join(source, "briefings", "[0-9]*", "*.md"))
	if err != nil || len(files) < 2*saves {
		return nil, errors.Join(err, fmt.Errorf("%d briefings are too few to save %d of them", len(files), 2*saves))
	}
	body, title, actor := latency{name: "body"}, latency{name: "title"}, latency{name: "new briefing, new actor"}
	for i := range saves {
		word := fmt.Sprintf("Savedword%d", i)
		took, err := save(ctx, files[i], func(text string) string { return text + "\n" + word + ".\n" }, site+page(source, files[i]), word)
		if err != nil {
			return nil, err
		}
		body.seconds = append(body.seconds, took)

		file := files[len(files)-1-i]
		took, err = save(ctx, file, func(text string) string {
			return strings.Replace(text, "\ntitle = \"", "\ntitle = \""+word+" ", 1)
		}, site+page(source, file), "<h1>"+word)
		if err != nil {
			return nil, err
		}
		title.seconds = append(title.seconds, took)

		file = filepath.Join(source, "briefings", fmt.Sprintf("saved-%d.md", i))
		took, err = save(ctx, file, func(string) string {
			return fmt.Sprintf("+++\ntitle = \"Saved %d\"\ndate = 2025-04-06\nactors = [\"Newcomer %d\"]\n+++\n\nText.\n", i, i)
		}, fmt.Sprintf("%sactors/newcomer-%d/", site, i), fmt.Sprintf("Saved %d", i))
		if err != nil {
			return nil, err
		}
		actor.seconds = append(actor.seconds, took)
	}
	return append(rows, body, title, actor), nil
}

// page gives the address below the site's root of a briefing of the corpus, whose files stand in folders of their years.
func page(source, file string) string {
	rel, err := filepath.Rel(source, file)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(filepath.ToSlash(rel), ".md") + "/"
}

// save changes a file and waits until an address shows a text. It gives the seconds from the end of the write.
func save(ctx context.Context, file string, change func(string) string, url, want string) (float64, error) {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("save: %w", err)
	}
	if err := os.WriteFile(file, []byte(change(string(text))), 0o666); err != nil {
		return 0, fmt.Errorf("save: %w", err)
	}
	for start := time.Now(); time.Since(start) < patience && ctx.Err() == nil; time.Sleep(time.Millisecond) {
		response, err := http.Get(url)
		if err != nil {
			return 0, fmt.Errorf("read the preview: %w", err)
		}
		shown, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return 0, fmt.Errorf("read the preview: %w", err)
		}
		if bytes.Contains(shown, []byte(want)) {
			return seconds(start), nil
		}
	}
	return 0, errors.Join(ctx.Err(), fmt.Errorf("%s does not show %q after %v", url, want, patience))
}

func seconds(since time.Time) float64 { return time.Since(since).Seconds() }
