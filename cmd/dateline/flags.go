package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"dateline/generator"
	"dateline/themes"
	"github.com/spf13/cobra"
)

// flags are shared by all commands.
type flags struct {
	source, output, baseURL, theme, now string
	strict, quiet, json                 bool
}

func (f *flags) register(root *cobra.Command) {
	p := root.PersistentFlags()
	p.StringVar(&f.source, "source", ".", "the `folder` that holds site.toml and briefings/")
	p.StringVar(&f.output, "output", "", "the `folder` to publish to (default \"public\" in the source)")
	p.StringVar(&f.baseURL, "base-url", "", "the `address` of the published site, instead of base_url in site.toml")
	p.StringVar(&f.theme, "theme", "", "the `name` of the theme, instead of theme in site.toml")
	p.StringVar(&f.now, "now", "", "the `moment` to build for, like 2025-04-05T06:00:00Z (default: now, or SOURCE_DATE_EPOCH)")
	p.BoolVar(&f.strict, "strict", false, "warnings fail")
	p.BoolVar(&f.quiet, "quiet", false, "print messages only")
	p.BoolVar(&f.json, "json", false, "print one JSON object per line on standard output")
}

// options gives what every build needs.
func (f *flags) options() (generator.Options, error) {
	now, err := f.moment()
	if err != nil {
		return generator.Options{}, err
	}
	o := generator.Options{
		Source: f.source, Output: f.output, BaseURL: f.baseURL, Theme: f.theme, Now: now, Strict: f.strict,
		Version: version(), Builtin: themes.Builtin,
	}
	if o.Output == "" {
		o.Output = filepath.Join(f.source, "public")
	}
	return o, nil
}

// moment reads --now, else SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), else the clock.
func (f *flags) moment() (time.Time, error) {
	if f.now != "" {
		for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
			if t, err := time.Parse(form, f.now); err == nil {
				return t, nil
			}
		}
		return time.Time{}, fmt.Errorf("--now %q is no moment: write one like 2025-04-05T06:00:00Z", f.now)
	}
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH %q is no number of seconds", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Now(), nil
}
