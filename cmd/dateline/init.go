package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dateline/generator/output"
	"github.com/spf13/cobra"
)

// starter is what init writes: settings and one folder of linked samples.
//
//go:embed starter
var starter embed.FS

func newInit(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a small working site",
		Long: `Init writes site.toml and three linked sample briefings in briefings/sample, a folder that can
be deleted. It does not touch a folder that holds a site already.`,
		Example: `  dateline init           here
  dateline init reports   in a new folder "reports"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("init makes one folder: what is %q?", args[1])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := f.source
			if len(args) == 1 {
				dir = args[0]
			}
			written, err := initSite(dir)
			if err != nil {
				return runError{err}
			}
			p := printer{out: cmd.OutOrStdout(), json: f.json}
			for _, name := range written {
				switch {
				case f.json:
					p.event(map[string]string{"event": "wrote", "file": name})
				case !f.quiet:
					fmt.Fprintf(p.out, "wrote %s\n", name)
				}
			}
			if !f.quiet && !f.json {
				fmt.Fprintf(p.out, "\nNow run:\n")
				if dir != "." {
					fmt.Fprintf(p.out, "  cd %s\n", dir)
				}
				fmt.Fprintf(p.out, "  dateline build\n")
			}
			return nil
		},
	}
}

// initSite writes the starter into a folder that holds no site and gives the files' names.
func initSite(dir string) ([]string, error) {
	for _, name := range []string{"site.toml", "briefings"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return nil, fmt.Errorf("%s exists already: this folder holds a site; give another one", filepath.Join(dir, name))
		}
	}
	var written []string
	err := fs.WalkDir(starter, "starter", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("starter", filepath.FromSlash(name))
		if err != nil {
			return err
		}
		to := filepath.Join(dir, rel)
		if entry.IsDir() {
			return nil
		}
		text, err := starter.ReadFile(name)
		if err != nil {
			return err
		}
		written = append(written, to)
		return writeNew(to, text)
	})
	return written, err
}

// writeNew writes a file that must not exist yet, and the folders above it. What the system refuses is an
// output.ErrWrite.
func writeNew(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return fmt.Errorf("%w: %w", output.ErrWrite, err)
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already; it was left as it is", name)
	}
	if err == nil {
		_, err = file.Write(text)
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", output.ErrWrite, err)
	}
	return nil
}
