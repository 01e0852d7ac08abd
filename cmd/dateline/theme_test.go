package main

import (
	"path/filepath"
	"regexp"
	"testing"

	"dateline/themes"
	"github.com/rogpeppe/go-internal/txtar"
)

var guideExample = regexp.MustCompile("(?s)\n`(\\S+)`:\n\n```\\w*\n(.*?)```\n")

// TestGuideExamples makes sure that a script runs each file which the theme author's guide shows.
func TestGuideExamples(t *testing.T) {
	scripts, err := filepath.Glob("testdata/theme-example-*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, name := range scripts {
		script, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range script.Files {
			tried[f.Name+"\n"+string(f.Data)] = true
		}
	}
	examples := guideExample.FindAllStringSubmatch(themes.Guide, -1)
	for _, example := range examples {
		if !tried[example[1]+"\n"+example[2]] {
			t.Errorf("no script testdata/theme-example-*.txtar has the guide's %s as it is there", example[1])
		}
	}
	if len(examples) < 6 {
		t.Errorf("found %d examples", len(examples))
	}
}
