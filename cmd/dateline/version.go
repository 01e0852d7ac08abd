package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"

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
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "(devel)"
	}
	return "devel-" + hex.EncodeToString(sum.Sum(nil))[:12]
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
