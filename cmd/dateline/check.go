package main

import (
	"fmt"
	"path"
	"time"

	"dateline/generator"
	"dateline/generator/diag"
	"github.com/spf13/cobra"
)

// look adds what no build says: what is wrong in drafts and embargoed briefings, which would stop the build on the day they are
// published, and what is likely not meant.
func look(r *generator.Result, o generator.Options) error {
	all := r
	if len(r.Held) > 0 {
		o.Drafts, o.Embargoed = true, true
		var err error
		if all, err = generator.Build(o, r.Memory); err != nil {
			return err
		}
		held := map[string]bool{}
		for _, h := range r.Held {
			held[h.File.Path] = true
		}
		own := func(name string) bool { // of a bundle that is held back
			for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
				if held[dir+"/index.md"] {
					return true
				}
			}
			return false
		}
		for _, d := range all.Diagnostics {
			if held[d.File] || own(d.File) {
				r.Diagnostics = append(r.Diagnostics, d)
			}
		}
	}
	list, err := generator.Check(o, all)
	if err != nil {
		return err
	}
	r.Diagnostics = append(r.Diagnostics, list...)
	r.Diagnostics.Sort()
	return nil
}

func newCheck(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Say everything that build would say, and write nothing",
		Long: `Check reads the source, renders every page and says everything that build would say, for
drafts and embargoed briefings too. When there are no errors it also warns of what is likely
not meant: names that may be one (likely-duplicate), files of actors, places and topics that
nothing refers to (unused-entity), places whose file lacks something
(place-without-coordinates, place-without-parent), names that a text has and its briefing does
not list (mentioned-not-listed), and the other way round (listed-not-mentioned), pictures without
alternative text (missing-alt), documents and films that say who made them or where
(metadata-kept), files that are only named like a picture (not-a-picture), and names that no
file or folder can have on Windows (not-on-windows). It writes nothing.

Kinds of warnings can be silenced in site.toml:

  [check]
  likely-duplicate = false`,
		Example: `  dateline check
  dateline check --strict     fails if there is a warning: for a commit hook`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			start := time.Now()
			o, err := f.options()
			if err != nil {
				return err
			}
			o.Output = ""
			p := printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}
			memory := generator.Recall(o)
			defer memory.Close()
			r, err := generator.Build(o, memory)
			if err == nil {
				err = look(r, o)
			}
			if r != nil {
				p.diagnostics(r.Diagnostics)
			}
			if err != nil {
				return runError{err}
			}
			errors, warnings := r.Diagnostics.Count(diag.Error), r.Diagnostics.Count(diag.Warning)
			switch {
			case f.json:
				p.event(map[string]any{"event": "checked", "errors": errors, "warnings": warnings, "seconds": time.Since(start).Seconds()})
			case !f.quiet:
				fmt.Fprintf(p.out, "%s, %s in %s; %s\n", plural(errors, "error"), plural(warnings, "warning"), plural(len(r.Outputs), "planned file"), duration(time.Since(start)))
			}
			if errors > 0 || f.strict && warnings > 0 {
				return failed(exitSource)
			}
			return nil
		},
	}
}
