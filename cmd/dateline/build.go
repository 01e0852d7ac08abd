package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"dateline/generator"
	"dateline/generator/diag"
	"github.com/spf13/cobra"
)

func newBuild(f *flags) *cobra.Command {
	var drafts, embargoed, portable, again bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Make the site: source to public/",
		Long: `Build makes the site of the briefings in the source and brings the output folder to it.
Drafts and embargoed briefings are left out. With an error in the source nothing that is
published changes.`,
		Example: `  dateline build
  dateline build --base-url https://example.org/reports/
  dateline build --portable --output /tmp/site     a site that works as a folder opened from disk
  dateline build --watch      keeps public/ current while it is served by something else
  dateline build --drafts --output /tmp/preview    with drafts, somewhere else`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if (drafts || embargoed) && f.output == "" {
				return errors.New("--drafts and --embargoed need an --output of their own, so that what is held back is not published by mistake")
			}
			o, err := f.options()
			if err != nil {
				return err
			}
			if (drafts || embargoed) && filepath.Clean(o.Output) == filepath.Join(f.source, "public") {
				return fmt.Errorf("%s is the folder that is published: give --drafts and --embargoed another --output", o.Output)
			}
			o.Drafts, o.Embargoed, o.Portable = drafts, embargoed, portable
			if again {
				return follow(cmd.Context(), f, o, printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}, nil)
			}
			o.Once = true
			return build(cmd, f, o)
		},
	}
	cmd.Flags().BoolVar(&drafts, "drafts", false, "publish drafts too; needs --output")
	cmd.Flags().BoolVar(&embargoed, "embargoed", false, "publish what is embargoed too; needs --output")
	cmd.Flags().BoolVar(&portable, "portable", false, "relative links that end in index.html, for a folder opened as a file")
	cmd.Flags().BoolVar(&again, "watch", false, "go on, and build again on every change")
	return cmd
}

// build makes the site once and tells what it did.
func build(cmd *cobra.Command, f *flags, o generator.Options) error {
	start := time.Now()
	p := printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}
	memory := generator.Recall(o)
	defer memory.Close()
	r, err := generator.Build(o, memory)
	if r != nil {
		p.diagnostics(r.Diagnostics)
	}
	if r != nil && r.Built {
		r.Memory.Keep(o)
	}
	if err != nil {
		return runError{err}
	}
	if !r.Built {
		if f.json {
			p.event(map[string]any{"event": "failed", "errors": r.Diagnostics.Count(diag.Error), "warnings": r.Diagnostics.Count(diag.Warning)})
		} else {
			fmt.Fprintf(p.err, "%s; nothing that is published was changed\n", problems(r, o.Strict))
		}
		return failed(exitSource)
	}
	if !f.quiet {
		p.summary(r, o, time.Since(start))
	}
	return nil
}
