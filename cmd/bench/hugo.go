package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const (
	hugoVersion = "v0.165.0"
	hugoModule  = "github.com/gohugoio/hugo@" + hugoVersion

	mostForHugo      = 100_000 // It takes 6 GB for so many.
	mostForHugoYears = 20_000  // With 100,000 it had not ended after ten minutes.
)

// fetchHugo gives the program of Hugo in one version, which Go builds once for all runs to come.
func fetchHugo(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a folder to keep Hugo in: %w", err)
	}
	folder := filepath.Join(cache, "dateline-bench", "hugo-"+hugoVersion)
	program := filepath.Join(folder, "hugo")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if said, err := exec.CommandContext(ctx, program, "version").Output(); err == nil && isHugo(string(said)) {
		return program, nil
	}
	progress("building Hugo %s, once; it takes some minutes", hugoVersion)
	cmd := exec.CommandContext(ctx, "go", "install", hugoModule)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+folder)
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install %s: %w\n%s\nwith -hugo=false bench does without it", hugoModule, err, said)
	}
	return program, nil
}

// isHugo tells whether a program that says this of its version is Hugo in the version that is measured.
func isHugo(said string) bool {
	words := strings.Fields(said)
	return len(words) > 1 && words[0] == "hugo" && words[1] == hugoVersion
}

// pages counts pages by what they show, where dateline and Hugo have the same.
type pages map[string]int

const yearsOf = "years of " // records

// countPages counts the pages of a published site.
func countPages(public string) (pages, error) {
	counted := pages{}
	count := func(kind, pattern string, is func(folder string) bool) error {
		files, err := filepath.Glob(filepath.Join(public, filepath.FromSlash(pattern)))
		if err != nil {
			return fmt.Errorf("count pages: %w", err)
		}
		for _, file := range files {
			if is(filepath.Base(filepath.Dir(file))) {
				counted[kind]++
			}
		}
		return nil
	}
	every := func(string) bool { return true }
	isMonth := func(name string) bool { return len(name) == 2 && strings.Trim(name, "0123456789") == "" }
	isBriefing := func(name string) bool { return !isMonth(name) }
	years := "[0-9][0-9][0-9][0-9]"
	for _, err := range []error{
		count("briefings", "briefings/"+years+"/*/index.html", isBriefing),
		count("plain texts", "briefings/"+years+"/*/index.txt", every),
		count("months", "briefings/"+years+"/*/index.html", isMonth),
	} {
		if err != nil {
			return nil, err
		}
	}
	for _, collection := range collections {
		for kind, pattern := range map[string]string{
			collection:               "/*/index.html",
			"feeds of " + collection: "/*/feed.xml",
			yearsOf + collection:     "/*/" + years + "/index.html",
		} {
			if err := count(kind, collection+pattern, every); err != nil {
				return nil, err
			}
		}
	}
	return counted, nil
}

// withoutYears leaves out the pages of the years of records.
func (p pages) withoutYears() pages {
	p = maps.Clone(p)
	maps.DeleteFunc(p, func(kind string, _ int) bool { return strings.HasPrefix(kind, yearsOf) })
	return p
}

// sameAs returns an error that names the kinds of pages of which one site has more than the other.
func (dateline pages) sameAs(hugo pages) error {
	kinds := map[string]bool{}
	for _, counted := range []pages{dateline, hugo} {
		for kind := range counted {
			kinds[kind] = true
		}
	}
	var differ []string
	for kind := range kinds {
		if dateline[kind] != hugo[kind] {
			differ = append(differ, fmt.Sprintf("%s: dateline %d, Hugo %d", kind, dateline[kind], hugo[kind]))
		}
	}
	if len(differ) == 0 {
		return nil
	}
	slices.Sort(differ)
	return fmt.Errorf("the two sites do not have the same pages, so that their times cannot be compared:\n  %s", strings.Join(differ, "\n  "))
}
