package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

const mostForPagefind = 20_000 // It takes 2.7 GB for 10,000.

var errNoNPM = errors.New("npm is missing")

// npmFiles name Pagefind and its version.
//
//go:embed npm/package.json npm/package-lock.json
var npmFiles embed.FS

// fetchPagefind gives the program of Pagefind, which npm puts below the folder work.
func fetchPagefind(ctx context.Context, work string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errNoNPM
	}
	if err := os.CopyFS(work, npmFiles); err != nil {
		return "", fmt.Errorf("fetch Pagefind: %w", err)
	}
	folder := filepath.Join(work, "npm")
	// Not "npm ci": that wants the packages of all systems in the lock file, and not all are published.
	cmd := exec.CommandContext(ctx, npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = folder
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("fetch Pagefind: npm install: %w\n%s", err, said)
	}
	program := filepath.Join(folder, "node_modules", ".bin", "pagefind")
	if runtime.GOOS == "windows" {
		program += ".cmd"
	}
	return program, nil
}

// indexWithPagefind lets Pagefind index the briefings of a site into the folder out: their titles, summaries, names and bodies, as
// dateline does; not what stands below them.
func indexWithPagefind(ctx context.Context, program, site, out string) (sample, error) {
	s, err := measure(ctx, out, program, "--site", site, "--output-path", out, "--root-selector", "article.briefing", "--exclude-selectors", ".part")
	if err != nil {
		return s, err
	}
	const page = "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Pagefind</title>\n"
	if err := os.WriteFile(filepath.Join(out, "index.html"), []byte(page), 0o666); err != nil {
		return s, fmt.Errorf("write the page to ask Pagefind on: %w", err)
	}
	return s, nil
}
