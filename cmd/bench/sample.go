package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A sample is what one run cost and made.
type sample struct {
	wall  time.Duration
	cpu   time.Duration // user and system time of all its threads
	peak  int64         // bytes of memory resident at most; 0 where the system does not tell
	files int64
	bytes int64 // in those files
}

// measure runs a program that writes to the folder out, and fails if it does.
func measure(ctx context.Context, out, program string, args ...string) (sample, error) {
	messages, err := os.Create(out + ".log")
	if err != nil {
		return sample{}, fmt.Errorf("make log: %w", err)
	}
	defer messages.Close()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout = messages
	cmd.Stderr = messages
	start := time.Now()
	err = cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return sample{}, fmt.Errorf("run %s %s: %w\n%s", program, args[0], err, beginning(messages.Name()))
	}
	s := sample{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: peakMemory(cmd.ProcessState)}
	return s, s.count(out)
}

// after gives what two programs take and make that run one after the other.
func (s sample) after(first sample) sample {
	return sample{first.wall + s.wall, first.cpu + s.cpu, max(first.peak, s.peak), first.files + s.files, first.bytes + s.bytes}
}

// count counts the files in a folder, and their bytes.
func (s *sample) count(folder string) error {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		s.files++
		s.bytes += info.Size()
		return nil
	})
	if err != nil {
		return fmt.Errorf("count output: %w", err)
	}
	return nil
}

// beginning returns as much of a log as is fit to print.
func beginning(log string) []byte {
	text, err := os.ReadFile(log)
	if err != nil {
		return []byte(err.Error())
	}
	return text[:min(len(text), 4096)]
}

// setMemoryAside takes away what a build into the folder out has left in the source for the next one.
func setMemoryAside(source, out string) error {
	if err := os.Rename(filepath.Join(source, ".dateline"), out+".memory"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set dateline's memory aside: %w", err)
	}
	return nil
}

// trusted is the age from which on a file's size and time tell that it did not change.
const trusted = 2100 * time.Millisecond

// pause waits, unless it is interrupted.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
