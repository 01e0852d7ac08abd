package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

const (
	idleness = 10 * time.Second // how long nothing is saved
	grace    = 10 * time.Second // how long a server may take to end
)

// A server is a program that shows a site and keeps it as its files are.
type server struct {
	name  string
	args  []string
	ready func(said io.Reader) (site string, err error) // reads what it says until all is built
	desk  desk
}

// watched is what a server has shown.
type watched struct {
	saves   []row
	process []row
}

// datelineServer is dateline watch.
func datelineServer(program, source string) (server, error) {
	d, err := deskOf(source)
	return server{"dateline watch", []string{program, "watch", "--source", source, "--port", "0", "--json"}, datelineReady, d}, err
}

// hugoServer is Hugo's server as it is unless asked otherwise, so that after a change it renders only what was looked at last, and into
// memory, which spares it the disk.
func hugoServer(program, site string) (server, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0") // Hugo takes none by itself.
	if err != nil {
		return server{}, fmt.Errorf("find a port for Hugo: %w", err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		return server{}, fmt.Errorf("find a port for Hugo: %w", err)
	}
	d, err := hugoDeskOf(site)
	args := []string{program, "server", "--source", site, "--cacheDir", site + "-cache", "--renderToMemory", "--port", strconv.Itoa(port)}
	return server{"hugo server", args, hugoReady, d}, err
}

// watch runs a server, saves files of each kind, and looks at the process. It edits the source.
func (s server) watch(ctx context.Context, saves int) (w watched, err error) {
	progress("starting %s", s.name)
	ctx, stop := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, s.args[0], s.args[1:]...)
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) != nil {
			return cmd.Process.Kill() // this system cannot interrupt
		}
		return nil
	}
	cmd.WaitDelay = grace
	said, err := cmd.StdoutPipe()
	if err != nil {
		stop()
		return w, fmt.Errorf("listen to %s: %w", s.name, err)
	}
	var messages bytes.Buffer
	cmd.Stderr = &messages
	start := time.Now()
	if err := cmd.Start(); err != nil {
		stop()
		return w, fmt.Errorf("start %s: %w", s.name, err)
	}
	defer func() {
		stop()
		cmd.Wait()
		if err != nil && messages.Len() > 0 {
			err = fmt.Errorf("%w; %s says:\n%s", err, s.name, messages.Bytes())
		}
	}()
	site, err := s.ready(said)
	if err != nil {
		return w, fmt.Errorf("listen to %s: %w", s.name, err)
	}
	w.process = []row{{"start to first page, s", s.name, 2, []float64{time.Since(start).Seconds()}}}
	go io.Copy(io.Discard, said) // so that it never waits to be heard
	progress("saving files")
	if w.saves, err = measureSaves(ctx, s.name, s.desk, site, saves); err != nil {
		return w, err
	}
	idle, err := s.idle(ctx, cmd.Process.Pid)
	w.process = append(w.process, idle...)
	return w, err
}

// datelineReady reads the events of dateline watch until the site is built. It gives the site's address.
func datelineReady(said io.Reader) (string, error) {
	site := ""
	for lines := json.NewDecoder(said); ; { // lines of any length: the first build names every file
		var event struct{ Event, URL string }
		switch err := lines.Decode(&event); {
		case err != nil:
			return "", err
		case event.Event == "serving":
			site = event.URL
		case event.Event == "rebuilt":
			return site, nil
		}
	}
}

var hugoServes = regexp.MustCompile(`Web Server is available at (http://\S+/)`)

// hugoReady reads what Hugo's server says until it serves. It gives the site's address.
func hugoReady(said io.Reader) (string, error) {
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if m := hugoServes.FindStringSubmatch(lines.Text()); m != nil {
			return m[1], nil
		}
	}
	return "", errors.Join(errors.New("it has ended before it served"), lines.Err())
}

// idle gives what a process takes while nobody saves; nothing where the system does not tell.
func (s server) idle(ctx context.Context, pid int) ([]row, error) {
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
		rows = append(rows, row{fmt.Sprintf("CPU in the %.0f s %s, s", idleness.Seconds(), when), s.name, 2, []float64{(after - before).Seconds()}})
	}
	now, peak, ok := memory(pid)
	if !ok {
		return nil, nil
	}
	return append(rows, row{"resident memory, MB", s.name, 0, []float64{float64(now) / 1e6}},
		row{"at its peak, MB", s.name, 0, []float64{float64(peak) / 1e6}}), nil
}
