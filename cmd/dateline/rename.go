package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/generator"
	"dateline/generator/address"
	"dateline/generator/briefing"
	"dateline/generator/diag"
	"dateline/generator/parallel"
	"dateline/generator/rename"
	"dateline/generator/site"
	"dateline/generator/source"
	"github.com/spf13/cobra"
)

// renamable are the kinds whose names can be declared in files.
var renamable = map[string]site.EntityKind{"actor": site.Actor, "location": site.Location, "topic": site.Topic}

func newRename(f *flags) *cobra.Command {
	var only []string
	var dry bool
	cmd := &cobra.Command{
		Use:   "rename actor|location|topic OLD NEW",
		Short: "Give an actor, a place or a topic another name everywhere",
		Long: `Rename writes another name wherever a front matter lists the old one, and leaves every other byte
of the files as it is. The old name becomes an alias, and the old address leads to the new one.

With --only it rewrites the files that you name, and nothing else: that splits one name into two.`,
		Example: `  dateline rename location Kiev Kyiv
  dateline rename actor "V. Zelensky" "Volodymyr Zelensky" --dry-run
  dateline rename actor "John Smith" "John Smith (senator)" --only briefings/2025/vote.md`,
		ValidArgs: []string{"actor", "location", "topic"},
		Args:      renameArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("only") && strings.Join(only, "") == "" {
				return errors.New("--only names no file: write it before every file that is to change, like --only briefings/2025/talks.md")
			}
			o, err := f.options()
			if err != nil {
				return err
			}
			o.PlanOnly, o.Drafts, o.Embargoed = true, true, true
			r, err := generator.Build(o, nil)
			if err != nil {
				return runError{err}
			}
			p := printer{cmd.OutOrStdout(), cmd.ErrOrStderr(), f.source, f.json}
			if r.Diagnostics.HasErrors() {
				p.diagnostics(r.Diagnostics)
				return failed(exitSource)
			}
			s, files, err := readTexts(o, r.Site)
			if err != nil {
				return runError{err}
			}
			w := rename.Wish{Kind: renamable[args[0]], Old: oneLine(args[1]), New: oneLine(args[2])}
			if w.Only, err = listedFiles(only, f.source, files); err != nil {
				return runError{err}
			}
			changes, list, err := rename.Plan(s, w)
			if err == nil && !list.HasErrors() && !dry {
				list, err = writeChanges(f.source, changes, files)
			}
			p.diagnostics(list)
			switch {
			case err != nil:
				return runError{err}
			case list.HasErrors():
				return failed(exitSource)
			}
			p.renamed(w, changes, dry, f.quiet)
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&only, "only", nil, "rewrite this `file` alone; say it again for every further one")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "write nothing, and show what would change as a diff")
	return cmd
}

// renameArguments takes a kind and two names.
func renameArguments(_ *cobra.Command, args []string) error {
	const example = `rename actor "OLD" "NEW"`
	if len(args) == 0 {
		return errors.New("what is to have another name? Write " + example)
	}
	if _, ok := renamable[args[0]]; !ok {
		return fmt.Errorf("an actor, a location or a topic can be renamed: what is %q? Write %s", args[0], example)
	}
	switch {
	case len(args) < 3:
		return fmt.Errorf("the old name and the new one are needed: rename %s \"OLD\" \"NEW\"", args[0])
	case len(args) > 3:
		return fmt.Errorf("put the names in quotes: rename %s \"OLD\" \"NEW\"; before every file stands --only", args[0])
	case !utf8.ValidString(args[2]) || strings.ContainsFunc(oneLine(args[2]), unicode.IsControl):
		return fmt.Errorf("the new name %q is not plain text", args[2])
	case address.Slug(args[2]) == "":
		return fmt.Errorf("the new name %q has no letters or digits to make an address of", args[2])
	}
	return nil
}

func oneLine(name string) string { return strings.Join(strings.Fields(name), " ") }

// readTexts reads what the site is made of. files gives for each text the file that holds it.
func readTexts(o generator.Options, s *site.Site) (all rename.Source, files map[string]string, err error) {
	tree, err := source.Open(o.Source)
	if err != nil {
		return all, nil, fmt.Errorf("%w: %w", generator.ErrSource, err)
	}
	defer tree.Close()
	scan := tree.Scan(func(source.File) (hash [sha256.Size]byte, ok bool) { return hash, true }) // Only texts are read.
	all, files = rename.Source{Config: s.Config, Now: o.Now}, map[string]string{}
	var texts []source.File
	for _, f := range scan.Files {
		if f.Kind != source.Text {
			all.Others = append(all.Others, f)
			continue
		}
		texts = append(texts, f)
		files[f.Path] = filepath.Join(tree.Dir(), f.Real)
	}
	type read struct {
		rename.Text
		err error
	}
	for _, t := range parallel.Map(texts, func(f *source.File) (t read) {
		if t.Bytes, t.err = tree.Read(*f); t.err == nil {
			t.File, _ = briefing.Parse(f.Path, t.Bytes)
		}
		return t
	}) {
		all.Texts, err = append(all.Texts, t.Text), errors.Join(err, t.err)
	}
	return all, files, err
}

// listedFiles finds files that are named from here or from the source folder.
func listedFiles(names []string, root string, files map[string]string) ([]string, error) {
	var paths, known []string
	for name := range files {
		known = append(known, name)
	}
	slices.Sort(known)
	for _, name := range names {
		i := slices.IndexFunc(sourceNames(root, name), func(path string) bool { return files[path] != "" })
		if i < 0 {
			return nil, fmt.Errorf("--only: %q is no text of this site; %s", name, diag.DidYouMean(filepath.ToSlash(name), known))
		}
		paths = append(paths, sourceNames(root, name)[i])
	}
	return paths, nil
}

// sourceNames gives what a file may be called below the source folder.
func sourceNames(root, what string) []string {
	names := []string{filepath.ToSlash(filepath.Clean(what))} // below the source
	dir, dirErr := filepath.Abs(root)
	file, fileErr := filepath.Abs(what)
	if rel, err := filepath.Rel(dir, file); errors.Join(dirErr, fileErr, err) == nil {
		names = append(names, filepath.ToSlash(rel)) // from here
	}
	return names
}

// writeChanges puts every change beside its file, and only then the files in place, one by one by rename: whatever fails
// before that leaves all of them as they were. files gives where the texts are.
func writeChanges(root string, changes []rename.Change, files map[string]string) (list diag.List, err error) {
	staged := make([]string, len(changes))
	defer func() {
		for _, name := range staged {
			if name != "" {
				os.Remove(name)
			}
		}
	}()
	for i, c := range changes {
		if c.Created {
			continue
		}
		if staged[i], err = stage(files[c.Path], c.Text); err != nil {
			list.Error(diag.Pos{File: c.Path}, "unwritable", fmt.Sprintf("cannot be written: %v", cause(err)), "check its permissions and its folder's (chmod u+w); nothing was changed")
		}
	}
	if list.HasErrors() {
		return list, nil
	}
	for i, c := range changes {
		if c.Created {
			err = writeNew(filepath.Join(root, filepath.FromSlash(c.Path)), c.Text)
		} else if err = os.Rename(staged[i], files[c.Path]); err == nil {
			staged[i] = ""
		} else {
			err = fmt.Errorf("%d of %d files are written, say the same again for the rest: %w", i, len(changes), err)
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// stage writes what a file is to hold beside it, with its permissions, and gives the name.
func stage(name string, text []byte) (string, error) {
	old, err := os.OpenFile(name, os.O_WRONLY, 0) // It could be replaced, but is not to be when it may not be written.
	if err != nil {
		return "", err
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".dateline-*") // A name that no build reads.
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Chmod(info.Mode().Perm()), file.Sync(), file.Close()); err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// cause gives an error of the file system without the path.
func cause(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// renaming is what rename did, in JSON.
type renaming struct {
	Event string `json:"event"`
	Kind  string `json:"kind"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Names int    `json:"names"`
	Files int    `json:"files"`
	Dry   bool   `json:"dry_run"`
}

// renamedFile is one file that it changed.
type renamedFile struct {
	Event   string   `json:"event"`
	File    string   `json:"file"`
	Names   int      `json:"names"`   // in lists
	Named   bool     `json:"named"`   // the name that the file declares is another
	Aliases []string `json:"aliases"` // that are new
	Created bool     `json:"created"`
	Diff    string   `json:"diff,omitempty"`
}

// renamed tells what was done, or of a dry run what would be.
func (p printer) renamed(w rename.Wish, changes []rename.Change, dry, quiet bool) {
	names := 0
	for _, c := range changes {
		names += c.Names
		switch {
		case p.json:
			f := renamedFile{"changed", c.Path, c.Names, c.Named, append([]string{}, c.Aliases...), c.Created, ""}
			if dry {
				f.Diff = c.Diff()
			}
			p.event(f)
		case quiet:
		case dry:
			io.WriteString(p.out, c.Diff())
		default:
			fmt.Fprintf(p.out, "%s: %s\n", p.file(c.Path), changed(c))
		}
	}
	switch {
	case p.json:
		p.event(renaming{"renamed", w.Kind.String(), w.Old, w.New, names, len(changes), dry})
	case quiet:
	case len(changes) == 0:
		fmt.Fprintf(p.out, "nothing to change: it is %q everywhere already\n", w.New)
	case !dry:
		fmt.Fprintf(p.out, "%q is now %q: %s in %s\n", w.Old, w.New, plural(names, "name"), plural(len(changes), "file"))
	}
}

// changed says what is another in a file: "new, alias "Kiev"", "its name, alias "Kiev", 2 names".
func changed(c rename.Change) string {
	var parts []string
	if c.Created {
		parts = append(parts, "new")
	}
	if c.Named {
		parts = append(parts, "its name")
	}
	for _, alias := range c.Aliases {
		parts = append(parts, fmt.Sprintf("alias %q", alias))
	}
	if c.Names > 0 {
		parts = append(parts, plural(c.Names, "name"))
	}
	return strings.Join(parts, ", ")
}
