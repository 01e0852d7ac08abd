package generator_test

import (
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// licences are those that a dependency may have, each with sentences that are in its text and, after a "!", one that is not.
var licences = map[string][]string{
	"MIT": {"Permission is hereby granted, free of charge, to any person obtaining a copy", "The above copyright notice and this permission notice shall be included in all copies"},
	"BSD-3-Clause": {"Redistribution and use in source and binary forms, with or without modification, are permitted", "Redistributions in binary form must reproduce the above copyright notice",
		"may be used to endorse or promote products"},
	"Apache-2.0": {"Apache License Version 2.0, January 2004", "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION"},
	"0BSD":       {"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted.", "!provided that"},
	"OFL-1.1":    {"SIL OPEN FONT LICENSE Version 1.1"},
	"MPL-2.0":    {"Mozilla Public License, version 2.0", "1.1. Contributor means each individual or legal entity"},
}

// foreign are words of licences that ask for more than those do.
var foreign = regexp.MustCompile(`(?i)GNU (\w+ )*General Public|Affero|Commons Clause|non-?commercial|Business Source|Server Side Public`)

// licenceIn gives the licences that the files of a folder, or a file, state, with a "?" where there is another one.
func licenceIn(t *testing.T, at string) string {
	t.Helper()
	var files []string
	if info, err := os.Stat(at); err != nil {
		t.Fatal(err)
	} else if !info.IsDir() {
		files = []string{at}
	} else {
		entries, err := os.ReadDir(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)(\.txt|\.md|\.rst|-[a-z0-9.]+)?$`).MatchString(e.Name()) && e.Name() != "LICENSE-THIRD-PARTY" {
				files = append(files, filepath.Join(at, e.Name()))
			}
		}
	}
	var found []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, licenceOf(string(text)))
	}
	return strings.Join(slices.Compact(found), " and ")
}

func licenceOf(text string) string {
	text = strings.NewReplacer(`"`, "", "'", "", "*", " ", "#", " ", ">", " ").Replace(text)
	text = strings.Join(strings.Fields(text), " ")
	var found []string
	for _, name := range slices.Sorted(maps.Keys(licences)) {
		is := true
		for _, sentence := range licences[name] {
			absent, not := strings.CutPrefix(sentence, "!")
			is = is && strings.Contains(text, absent) != not
		}
		if is {
			found = append(found, name)
		}
	}
	all := strings.Join(found, " and ")
	if all == "" || all != "MPL-2.0" && foreign.MatchString(text) { // that one names the GNU licences as others that it goes with
		return "?" + all
	}
	return all
}

// TestLicenceOf holds the test against texts that are not quite one of the licences.
func TestLicenceOf(t *testing.T) {
	text, err := os.ReadFile("../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	mit := string(text)
	for other, want := range map[string]string{
		mit: "MIT", mit + "\nCommons Clause": "?MIT", strings.Replace(mit, "The above copyright notice", "The notice", 1): "?", "": "?",
		"GNU AFFERO GENERAL PUBLIC LICENSE": "?", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that": "?",
	} {
		if got := licenceOf(other); got != want {
			t.Errorf("%.40q…: %s, want %s", other, got, want)
		}
	}
}

// dependency is a row of the README.
type dependency struct{ name, why, licence string }

// listed gives the rows of one of the README's tables of dependencies, by name.
func listed(t *testing.T, readme, head string) map[string]dependency {
	t.Helper()
	_, rest, found := strings.Cut(readme, "| "+head+" | what for | licence |\n|---|---|---|\n")
	if !found {
		t.Fatalf("the README has no table %q", head)
	}
	rows := map[string]dependency{}
	for line := range strings.Lines(rest) {
		m := regexp.MustCompile(`^\| \[(.+)\]\(https://\S+\)(?: \(npm\))? \| (.+) \| (.+) \|\n$`).FindStringSubmatch(line)
		if m == nil {
			if line != "\n" {
				t.Errorf("%q is no row", line)
			}
			break
		}
		if _, twice := rows[m[1]]; twice {
			t.Errorf("%s is listed twice", m[1])
		}
		rows[m[1]] = dependency{m[1], m[2], m[3]}
	}
	return rows
}

func said(t *testing.T, environment []string, name string, arguments ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, arguments...)
	cmd.Env = append(os.Environ(), environment...)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, told.String())
	}
	return out
}

// TestDependencies holds the README's list of dependencies against go.mod, what is linked into the program for any system, what npm
// installs and what lies in the source; and the licences that it names against those that stand with each.
func TestDependencies(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	inProgram, inTests := listed(t, string(text), "In the program"), listed(t, string(text), "In tests and measurements")
	licence := map[string]string{} // of what there is, by the name of a row
	programs := map[string]bool{"Go": true, "idiomorph": true, "Source Serif 4": true}
	licence["Go"] = licenceIn(t, strings.TrimSpace(string(said(t, nil, "go", "env", "GOROOT"))))
	licence["idiomorph"], licence["Source Serif 4"] = licenceIn(t, "preview/refresh/idiomorph"), licenceIn(t, "../themes/default/static/fonts/OFL.txt")

	var module struct {
		Require []struct{ Path string }
		Replace []struct{ Old struct{ Path string } }
	}
	if err := json.Unmarshal(said(t, nil, "go", "mod", "edit", "-json"), &module); err != nil {
		t.Fatal(err)
	}
	for _, r := range module.Replace {
		t.Errorf("go.mod puts something in the place of %s", r.Old.Path)
	}
	ask := []string{"list", "-m", "-json"}
	for _, r := range module.Require {
		ask = append(ask, r.Path)
	}
	modules := json.NewDecoder(strings.NewReader(string(said(t, nil, "go", ask...))))
	for {
		var m struct{ Path, Dir string }
		if err := modules.Decode(&m); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if m.Dir == "" { // of another system's: nothing has fetched it yet
			var fetched struct{ Dir string }
			if err := json.Unmarshal(said(t, nil, "go", "mod", "download", "-json", m.Path), &fetched); err != nil {
				t.Fatal(err)
			}
			m.Dir = fetched.Dir
		}
		licence[m.Path] = licenceIn(t, m.Dir)
	}
	for _, system := range []string{"linux", "darwin", "windows"} {
		linked := said(t, []string{"GOOS=" + system, "CGO_ENABLED=0"}, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "../cmd/dateline")
		for path := range strings.FieldsSeq(string(linked)) {
			programs[path] = true
		}
	}

	for _, folder := range []string{"testdata/npm", "../cmd/bench/npm"} {
		text, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
		if err != nil {
			t.Fatal(err)
		}
		var lock struct {
			Packages map[string]struct{ Licence, License, Resolved, Integrity string }
		}
		if err := json.Unmarshal(text, &lock); err != nil {
			t.Fatal(err)
		}
		for path, p := range lock.Packages {
			if path == "" {
				continue
			}
			name := strings.TrimPrefix(path, "node_modules/")
			if p.Integrity == "" {
				t.Errorf("%s is not held to a hash", name)
			}
			if rest, part := strings.CutPrefix(name, "@pagefind/"); part && rest != "" {
				name = "pagefind" // its program for a system
			}
			if other, known := licence[name]; known && other != p.License {
				t.Errorf("parts of %s have the licences %s and %s", name, other, p.License)
			}
			licence[name] = p.License
		}
	}
	for _, name := range []string{"axe-core", "vnu-jar"} {
		if stands := licenceIn(t, filepath.Join("testdata/npm/node_modules", name)); stands != licence[name] {
			t.Errorf("%s says that it has the licence %s, and the licence with it is %s", name, licence[name], stands)
		}
	}

	for _, name := range slices.Sorted(maps.Keys(licence)) {
		rows, others, where := inTests, inProgram, "tests"
		if programs[name] {
			rows, others, where = inProgram, inTests, "the program"
		}
		if _, wrong := others[name]; wrong {
			t.Errorf("%s is in %s, and the README has it in the other table", name, where)
		}
		if row, ok := rows[name]; !ok {
			t.Errorf("the README does not list %s, which is in %s, licence %s", name, where, licence[name])
		} else if row.licence != licence[name] || slices.ContainsFunc(strings.Split(row.licence, " and "), func(l string) bool { return licences[l] == nil }) {
			t.Errorf("the README gives %s the licence %s, and it has %s", name, row.licence, licence[name])
		}
	}
	for _, rows := range []map[string]dependency{inProgram, inTests} {
		for name := range rows {
			if _, there := licence[name]; !there {
				t.Errorf("the README lists %s, which nothing depends on", name)
			}
		}
	}

	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	_, needed, _ := strings.Cut(string(makefile), "for tool in ")
	needed, _, _ = strings.Cut(needed, ";")
	for tool := range strings.FieldsSeq(needed) {
		if command, _, _ := strings.Cut(tool, ":"); !regexp.MustCompile("`" + command + "`\\s\\(").Match(text) {
			t.Errorf("make test needs %s, of which the README does not tell the licence", command)
		}
	}
}
