// Corpus writes a synthetic source folder for tests and benchmarks. The same flags always give the same files.
package main

import (
	"flag"
	"fmt"
	"os"

	"dateline/generator/corpus"
)

const usage = `Usage: corpus -out DIR [-n BRIEFINGS] [-seed SEED] [-words WORDS]

Writes settings, briefings and entity files that no one wrote into DIR, which must be new or empty. The same flags always
give the same files.

Example: ten thousand briefings, then the site made of them

    go run ./cmd/corpus -n 10000 -out /tmp/corpus
    go run ./cmd/dateline build --source /tmp/corpus

Flags:
`

func main() {
	var o corpus.Options
	flag.IntVar(&o.N, "n", 1000, "number of `briefings`")
	flag.Uint64Var(&o.Seed, "seed", 1, "`seed`: another one gives other names, dates and texts")
	flag.IntVar(&o.Words, "words", corpus.DefaultWords, "about how many `words` a briefing's body has")
	out := flag.String("out", "", "`folder` to write; it must be new or empty")
	flag.Usage = func() {
		fmt.Fprint(os.Stderr, usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := corpus.Write(*out, o); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}
