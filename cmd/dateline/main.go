// Command dateline turns a folder of briefings into a linked static site.
//
// It parses flags, prints and chooses the exit status; what a site is, generator decides. Results go to standard output,
// messages to standard error. Exit status: 0 done, 1 the source has errors or cannot be read, 2 wrong usage, 3 the output
// cannot be written.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // time zones by name also where the system has no list of them

	"dateline/generator"
	"dateline/generator/output"
	"github.com/spf13/cobra"
)

const (
	exitSource = 1
	exitUsage  = 2
	exitOutput = 3
)

func main() {
	collectLate()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// failed ends the program with a status after everything was already said.
type failed int

func (f failed) Error() string { return fmt.Sprintf("exit status %d", int(f)) }

// run is the program: it gives the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	var status failed
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	if asked, _ := root.PersistentFlags().GetBool("json"); asked {
		printer{out: stdout}.event(map[string]any{"event": "failed", "message": err.Error()})
	}
	switch {
	case errors.Is(err, output.ErrWrite):
		fmt.Fprintf(stderr, "dateline: %v\n  check the folder's permissions and the free space, or choose another one (build takes it with --output)\n", err)
		return exitOutput
	case errors.Is(err, generator.ErrSource):
		fmt.Fprintf(stderr, "dateline: %v\n  give the folder that holds briefings/ with --source DIR, or make one with \"dateline init DIR\"\n", err)
		return exitSource
	case isRun(err):
		fmt.Fprintf(stderr, "dateline: %v\n", err)
		return exitSource
	}
	fmt.Fprintf(stderr, "dateline: %v\n  \"dateline help\" shows what can be said\n", err)
	return exitUsage
}

// runError marks a failure while a command ran, apart from one of its usage.
type runError struct{ error }

func (e runError) Unwrap() error { return e.error }

func isRun(err error) bool {
	var r runError
	return errors.As(err, &r)
}

func newRoot() *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:   "dateline",
		Short: "Turn a folder of briefings into a linked static site",
		Long: `Dateline turns a folder of markdown briefings into a static site that readers can
follow by actor, by place, by topic and by date. Any static host can serve it.

Begin with:

  dateline init reports       a small working site in the folder "reports"
  cd reports
  dateline build              the site, in the folder "public"`,
		SilenceUsage:  true,
		SilenceErrors: true,

		SuggestionsMinimumDistance: 2,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	f.register(root)
	root.AddCommand(newBuild(f), newWatch(f), newCheck(f), newInit(f), newNew(f), newRename(f), newExplain(f), newTheme(f), newVersion(f), newCompletion())
	root.SetHelpCommand(newHelp(root))
	return root
}

func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show what can be said",
		Long:    "Help shows the commands, or what one of them does and takes.",
		Example: "  dateline help new",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || cmd == root && len(rest) > 0 { // "help rename actor" is about rename
				return unknownCommand(root, args[0])
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// noArguments refuses arguments in a writer's words.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes flags only: what is %q?", cmd.Name(), args[0])
	}
	return nil
}

func unknownCommand(cmd *cobra.Command, name string) error {
	message := fmt.Sprintf("unknown command %q", name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		message += fmt.Sprintf("; did you mean %q?", near[0])
	}
	return errors.New(message)
}
