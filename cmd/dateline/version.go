package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"
	"github.com/spf13/cobra"
)

// version gives the program's version: the module's, or for a development build the executable's own hash, so that what
// another program rendered is never trusted.
var version = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" && !strings.Contains(info.Main.Version, "+dirty") {
		return info.Main.Version
	}
	name, err := os.Executable()
	if err != nil {
		return "(devel)"
	}
	f, err := os.Open(name)
	if err != nil {
		return "(devel)"
	}
	defer f.Close()
	sum := xxhash.New() // every start of the program waits for it
	if _, err := io.CopyBuffer(sum, struct{ io.Reader }{f}, make([]byte, 1<<20)); err != nil {
		return "(devel)"
	}
	return fmt.Sprintf("devel-%016x", sum.Sum64())
})

func newVersion(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    `Version prints the version. A development build's is the hash of the program itself.`,
		Example: `  dateline version`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.json {
				printer{out: cmd.OutOrStdout()}.event(map[string]string{"event": "version", "version": version()})
				return nil
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "dateline %s\n", version())
			return err
		},
	}
}
