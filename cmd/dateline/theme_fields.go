package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"

	"dateline/generator/diag"
	"dateline/themes"
	"github.com/spf13/cobra"
)

func newThemeFields() *cobra.Command {
	return &cobra.Command{
		Use:   "fields [VIEW]",
		Short: "Say what a template can use",
		Long: `Fields lists the views: what each kind of page, and each part of one, gives to its template. For one of
them it lists the fields, as they stand in the guide, themes/README.md.`,
		Example: `  dateline theme fields
  dateline theme fields briefing`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("fields tells of one view at a time: theme fields briefing")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, v := range viewTables(themes.Guide) {
				names = append(names, v.name)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			all := viewTables(themes.Guide)
			out := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			var names []string
			for _, v := range all {
				if len(args) == 0 {
					fmt.Fprintf(out, "%s\t%s\n", v.name, v.about)
				} else if strings.EqualFold(v.name, args[0]) {
					v.write(out)
					return out.Flush()
				}
				names = append(names, v.name)
			}
			if len(args) == 0 {
				return out.Flush()
			}
			return fmt.Errorf("there is no view %q: %s", args[0], diag.DidYouMean(args[0], names))
		},
	}
}

// viewTable is what the guide says of one view.
type viewTable struct {
	name, about string
	rows        [][]string // field, type, what it is
}

func (v viewTable) write(out io.Writer) {
	fmt.Fprintf(out, "%s\n\n", v.about)
	for _, row := range v.rows {
		fmt.Fprintf(out, "  %s\n", strings.TrimRight(strings.Join(row, "\t"), "\t "))
	}
}

var (
	typeLink   = regexp.MustCompile(`\[(\w+)\]\(#\w+\)`)
	fromTables = strings.NewReplacer(`\|`, "|", `\*`, "*", "&lt;", "<", "`", "")
)

// viewTables reads the tables of fields out of the guide, which has them in Markdown.
func viewTables(guide string) []viewTable {
	var all []viewTable
	_, fields, _ := strings.Cut(guide, "<!-- fields: ")
	for line := range strings.Lines(fields) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "### "); ok {
			all = append(all, viewTable{name: name})
			continue
		}
		if len(all) == 0 {
			continue
		}
		v := &all[len(all)-1]
		line = typeLink.ReplaceAllString(line, "$1")
		switch {
		case strings.HasPrefix(line, "|---"), strings.HasPrefix(line, "| field |"), line == "":
		case strings.HasPrefix(line, "| "):
			row := strings.Split(strings.Trim(line, "|"), " | ")
			for i := range row {
				row[i] = fromTables.Replace(strings.TrimSpace(row[i]))
			}
			v.rows = append(v.rows, row)
		case v.about == "":
			v.about = fromTables.Replace(line)
		}
	}
	return all
}
