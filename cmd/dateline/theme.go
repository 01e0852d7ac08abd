package main

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"dateline/generator"
	"dateline/generator/config"
	"dateline/generator/diag"
	"dateline/generator/source"
	"dateline/generator/theme"
	"dateline/themes"
	"github.com/spf13/cobra"
)

func newTheme(f *flags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "theme",
		Short: "Begin a theme of your own from the built-in one",
		Long: `A theme of your own is a folder themes/NAME beside briefings/. It holds only what is to be another
way than in the built-in theme: every file in it replaces the built-in file with the same path.`,
		Example: `  dateline theme list          the files of the built-in theme, and what they are
  dateline theme eject row     a copy of one in your theme, to change
  dateline theme fields        what a template can use`,
		SuggestionsMinimumDistance: 2,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newThemeList(f), newThemeShow(), newThemeEject(f), newThemeFields())
	return cmd
}

func newThemeList(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the files of the built-in theme",
		Long: `List shows the files of the built-in theme and what they are. Behind those that the site's own theme
replaces stands which file does.`,
		Example: "  dateline theme list",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			tree, name, err := f.siteTheme(cmd)
			if err != nil {
				return err
			}
			defer tree.Close()
			parts, err := theme.Parts(themes.Builtin)
			if err != nil {
				return runError{err}
			}
			width := 0
			for _, p := range parts {
				if p.About != "" {
					width = max(width, len(p.Path))
				}
			}
			out := printer{out: cmd.OutOrStdout()}
			for _, p := range parts {
				own, replaced := theme.Own(tree.FS(), name, p.Path)
				if !replaced {
					own = ""
				}
				if f.json {
					out.event(map[string]string{"event": "file", "file": p.Path, "about": p.About, "replaced_by": own})
					continue
				}
				if replaced {
					p.About = strings.TrimSpace(p.About + " [" + own + "]")
				}
				fmt.Fprintln(out.out, strings.TrimRight(fmt.Sprintf("%-*s  %s", width, p.Path, p.About), " "))
			}
			return nil
		},
	}
}

func newThemeShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE",
		Short: "Print a file of the built-in theme",
		Long: `Show prints a file of the built-in theme as it is, to read or to compare with your own. It needs no
site.`,
		Example: `  dateline theme show row
  dateline theme show row | diff - themes/mine/templates/partials/row.html`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("show prints one file: write its name, as \"dateline theme list\" shows it")
			}
			return nil
		},
		ValidArgsFunction: completeParts,
		RunE: func(cmd *cobra.Command, args []string) error {
			parts, err := findParts(args)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(parts[0].Text)
			return err
		},
	}
}

func newThemeEject(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "eject FILE...",
		Short: "Copy files of the built-in theme into your own, to change them",
		Long: `Eject copies files of the built-in theme into the site's own theme, where they replace the built-in
ones. It overwrites nothing. A file is named by its path or, shorter, by its name. With theme.toml,
which it writes too, the theme states the version of the views that the files were written for.

A site that has no theme of its own yet gets one: themes/own, or the one that --theme names.`,
		Example: `  dateline theme eject row
  dateline theme eject templates/home.html styles/1-tokens.css --theme desk`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("which file is to be copied? Write its name, as \"dateline theme list\" shows it: theme eject row")
			}
			return nil
		},
		ValidArgsFunction: completeParts,
		RunE: func(cmd *cobra.Command, args []string) error {
			parts, err := findParts(args)
			if err != nil {
				return err
			}
			if err := outsideBriefings(f.source); err != nil {
				return err
			}
			tree, used, err := f.siteTheme(cmd)
			if err != nil {
				return err
			}
			defer tree.Close()
			if !isSite(f.source) {
				return runError{fmt.Errorf("%w: there is no site.toml here, and no folder briefings/; nothing was written", generator.ErrSource)}
			}
			name := used
			if _, exists := theme.Own(tree.FS(), used, "."); used == config.Default().Theme && !exists && f.theme == "" {
				name = "own"
			}
			written, err := eject(tree, f.source, name, parts)
			if err != nil {
				return runError{err}
			}
			p := printer{out: cmd.OutOrStdout(), json: f.json}
			for _, file := range written {
				switch {
				case f.json:
					p.event(map[string]string{"event": "wrote", "file": file})
				case !f.quiet:
					fmt.Fprintf(p.out, "wrote %s\n", filepath.Join(f.source, filepath.FromSlash(file)))
				}
			}
			if f.json || f.quiet {
				return nil
			}
			fmt.Fprintln(p.out)
			if set, _ := settings(tree); set.Theme != name {
				fmt.Fprintf(p.out, "To use the theme, write in site.toml, above the first [table]:\n  theme = %q\n", name)
			}
			_, err = fmt.Fprintf(p.out, "Change the copy; \"dateline watch\" shows the site at every save.\n")
			return err
		},
	}
}

// eject writes files into a theme of the site, and theme.toml beside them if it is not there. It gives their paths below the
// source. If one of them exists already, it writes nothing.
func eject(tree *source.Tree, dir, name string, parts []theme.Part) (written []string, err error) {
	all, err := theme.Parts(themes.Builtin)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if own, exists := theme.Own(tree.FS(), name, p.Path); exists {
			return nil, fmt.Errorf("%s exists already, so nothing was written; \"dateline theme show %s\" prints the built-in one", own, p.Path)
		}
	}
	if _, exists := theme.Own(tree.FS(), name, theme.About); !exists {
		parts = append(parts, all[slices.IndexFunc(all, func(p theme.Part) bool { return p.Path == theme.About })])
	}
	for _, p := range parts {
		own, _ := theme.Own(tree.FS(), name, p.Path)
		if slices.Contains(written, own) {
			continue // named twice
		}
		if err := writeNew(filepath.Join(dir, filepath.FromSlash(own)), p.Text); err != nil {
			return written, err
		}
		written = append(written, own)
	}
	return written, nil
}

// findParts gives the files of the built-in theme that are meant by their names. A name that none has is wrong usage.
func findParts(names []string) ([]theme.Part, error) {
	all, err := theme.Parts(themes.Builtin)
	if err != nil {
		return nil, runError{err}
	}
	var parts []theme.Part
	for _, name := range names {
		p, err := theme.Find(all, name)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// completeParts offers the files of the built-in theme to a shell: by their paths, or by their names if no path begins so.
func completeParts(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	parts, _ := theme.Parts(themes.Builtin)
	var paths, names []string
	for _, p := range parts {
		base := path.Base(p.Path)
		switch {
		case slices.Contains(args, p.Path) || slices.Contains(args, base):
		case strings.HasPrefix(p.Path, begun):
			paths = append(paths, cobra.CompletionWithDesc(p.Path, p.About))
		case strings.HasPrefix(base, begun):
			names = append(names, cobra.CompletionWithDesc(base, p.About))
		}
	}
	if len(paths) > 0 {
		names = nil
	}
	return append(paths, names...), cobra.ShellCompDirectiveNoFileComp
}

// siteTheme opens the source and gives the name of the theme that the site uses, by --theme or by its settings. Whoever gets the
// tree closes it.
func (f *flags) siteTheme(cmd *cobra.Command) (*source.Tree, string, error) {
	tree, err := source.Open(f.source)
	if err != nil {
		return nil, "", runError{fmt.Errorf("%w: %w", generator.ErrSource, err)}
	}
	set, list := settings(tree)
	if f.theme != "" {
		if err := set.SetTheme(f.theme); err != nil {
			tree.Close()
			return nil, "", fmt.Errorf("--theme: %w", err)
		}
	} else if list.HasErrors() {
		list.Excerpts(tree.ReadPath)
		printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}.diagnostics(list)
		tree.Close()
		return nil, "", failed(exitSource)
	}
	return tree, set.Theme, nil
}

// settings reads site.toml. Without it, and where it is wrong, it gives the defaults.
func settings(tree *source.Tree) (config.Config, diag.List) {
	text, list := tree.Settings()
	if text == nil {
		return config.Default(), list
	}
	set, found := config.Parse(source.Settings, text)
	return set, append(list, found...)
}
