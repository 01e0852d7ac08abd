package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts in testdata expect; read it before you commit it")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dateline": main, "unprivileged": unprivileged})
}

// TestScripts runs the scripts in testdata. Each is about one kind of mistake, or one thing that the program does.
//
// Beside the commands of testscript there are:
//
//	status N dateline ARGS  run the program and demand its exit status; with --json among ARGS, standard output must be
//	                        one JSON object per line. "unprivileged" in place of "dateline" runs it without root's rights
//	published               put a site that was published before into public/, and remember it
//	refused ARGS            published, then "dateline build ARGS" must fail with status 1 and change nothing in public/
//	messages KIND…          "dateline check" says messages of exactly these kinds
//	snapshot DIR            remember what DIR holds
//	unchanged DIR           since its snapshot nothing in DIR was written, added or removed
//	[!] wrote PATH…         since the snapshot of the folder that it lies in, the file was (not) written
//	nowhere TEXT DIR        no file in DIR, and no name of one, has the text in it
//	unescape FILE…          in a file, replace \xff, \r, \u202e and their like by what they stand for
//	rename OLD NEW          rename a file; \xff and its like may stand in NEW
//	repeat N TEXT FILE      append a text so many times to a file; \n and its like may stand in TEXT
//	fifo PATH               make a named pipe (Unix only)
//	pictures SECRET WIDTH DIR  make a picture of every format that holds the secret wherever it can
//	samepixels A B          two pictures show the same, bit by bit
//	[!] await PLACE TEXT    wait until what is served at an address, or stands in a file, has (not) the text in it; 20 s at
//	                        most. $PORT is a free port for a preview of the script's own
func TestScripts(t *testing.T) {
	site := goodSite(t)
	var kinds sync.Map // of all messages that the scripts have seen
	t.Run("all", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir:                 "testdata",
			UpdateScripts:       *update,
			RequireUniqueNames:  true,
			RequireExplicitExec: true,
			Setup: func(env *testscript.Env) error {
				env.Setenv("PORT", freePort(t))
				env.Setenv("GORACE", "atexit_sleep_ms=0") // Else the race detector makes every run take a second more.
				env.Values[scriptKey{}] = &script{site: site, kinds: &kinds, snapshots: map[string]tree{}}
				// Somebody without rights must be able to come here.
				return errors.Join(os.Chmod(env.WorkDir, 0o755), os.Chmod(filepath.Dir(env.WorkDir), 0o755))
			},
			Cmds: map[string]func(*testscript.TestScript, bool, []string){
				"status":     command((*script).status),
				"published":  command((*script).published),
				"refused":    command((*script).refused),
				"messages":   command((*script).messages),
				"snapshot":   command((*script).snapshot),
				"unchanged":  command((*script).unchanged),
				"nowhere":    command((*script).nowhere),
				"unescape":   command((*script).unescape),
				"rename":     command((*script).rename),
				"repeat":     command((*script).repeat),
				"fifo":       command((*script).fifo),
				"pictures":   command((*script).pictures),
				"samepixels": samePixels,
				"wrote":      wrote,
				"await":      await,
			},
		})
	})
	if run := flag.Lookup("test.run"); run.Value.String() == "" && !t.Failed() {
		for _, kind := range reported(t, "../../generator") {
			if _, ok := kinds.Load(kind); !ok {
				t.Errorf("no script in testdata shows a message of the kind %q: write one", kind)
			}
		}
	}
}

// reported gives the kinds of messages that the sources below dir report by name.
func reported(t *testing.T, dir string) []string {
	var kinds []string
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 4 {
				return true
			}
			method, _ := call.Fun.(*ast.SelectorExpr)
			kind, _ := call.Args[1].(*ast.BasicLit)
			if method != nil && kind != nil && slices.Contains([]string{"Error", "Warn", "Note", "error"}, method.Sel.Name) {
				kinds = append(kinds, strings.Trim(kind.Value, `"`))
			}
			return true
		})
		return nil
	})
	if err != nil || len(kinds) < 50 {
		t.Fatalf("found %d kinds of messages in %s; %v", len(kinds), dir, err)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// goodSite publishes a small site and gives its folder.
func goodSite(t *testing.T) string {
	source, site := t.TempDir(), filepath.Join(t.TempDir(), "public")
	if _, err := initSite(source); err != nil {
		t.Fatal(err)
	}
	if status := run([]string{"build", "--source", source, "--output", site}, io.Discard, io.Discard); status != 0 {
		t.Fatalf("the sample of init: exit status %d", status)
	}
	return site
}

// script is what one script has at hand.
type script struct {
	site      string // a published site to copy
	kinds     *sync.Map
	snapshots map[string]tree // by the folder's absolute path
}

type scriptKey struct{}

func command(do func(*script, *testscript.TestScript, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("this command takes no !")
		}
		do(ts.Value(scriptKey{}).(*script), ts, args)
	}
}

func (s *script) status(ts *testscript.TestScript, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("%s: exit status %d, want %s", strings.Join(args[1:], " "), got, args[0])
	}
	if slices.Contains(args, "--json") {
		s.objects(ts, ts.ReadFile("stdout"))
	}
}

// objects checks that a text is one JSON object per line and gives the kinds of its messages.
func (s *script) objects(ts *testscript.TestScript, text string) []string {
	var kinds []string
	for line := range strings.Lines(text) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil || !strings.HasSuffix(line, "}\n") {
			ts.Fatalf("not a JSON object and a line end: %q", line)
		}
		if object["event"] == nil {
			ts.Fatalf("no event in %s", line)
		}
		if object["event"] != "message" {
			continue
		}
		for _, field := range []string{"file", "line", "column", "severity", "kind", "message", "hint"} {
			if object[field] == nil {
				ts.Fatalf("no %s in %s", field, line)
			}
		}
		kind := object["kind"].(string)
		s.kinds.Store(kind, true)
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func (s *script) messages(ts *testscript.TestScript, args []string) {
	var out, messages bytes.Buffer
	run([]string{"check", "--json", "--source", ts.MkAbs(".")}, &out, &messages)
	slices.Sort(args)
	if got := s.objects(ts, out.String()); !slices.Equal(got, args) {
		ts.Fatalf("messages of the kinds %q, want %q\n%s", got, args, messages.String())
	}
}

func (s *script) published(ts *testscript.TestScript, _ []string) {
	ts.Check(os.CopyFS(ts.MkAbs("public"), os.DirFS(s.site)))
	s.snapshot(ts, []string{"public"})
}

func (s *script) refused(ts *testscript.TestScript, args []string) {
	s.published(ts, nil)
	s.status(ts, slices.Concat([]string{"1", "dateline", "build"}, args))
	s.unchanged(ts, []string{"public"})
}

// tree is what a folder held at some moment, by the paths below it.
type tree map[string]state

type state struct {
	info fs.FileInfo
	text string
}

func readTree(dir string) (tree, error) {
	t := tree{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		var text []byte
		if info.Mode().IsRegular() {
			if text, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		rel, err := filepath.Rel(dir, name)
		t[filepath.ToSlash(rel)] = state{info, string(text)}
		return err
	})
	return t, err
}

// equal reports whether a file is the same, untouched one.
func (a state) equal(b state) bool {
	return a.info != nil && b.info != nil && os.SameFile(a.info, b.info) && a.info.ModTime().Equal(b.info.ModTime()) &&
		a.info.Mode() == b.info.Mode() && a.text == b.text
}

func (s *script) snapshot(ts *testscript.TestScript, args []string) {
	for _, dir := range args {
		t, err := readTree(ts.MkAbs(dir))
		ts.Check(err)
		s.snapshots[ts.MkAbs(dir)] = t
	}
}

func (s *script) unchanged(ts *testscript.TestScript, args []string) {
	for _, dir := range args {
		before, ok := s.snapshots[ts.MkAbs(dir)]
		if !ok {
			ts.Fatalf("there is no snapshot of %s", dir)
		}
		after, err := readTree(ts.MkAbs(dir))
		ts.Check(err)
		for name, state := range after {
			if _, ok := before[name]; !ok {
				ts.Fatalf("%s: %s is new", dir, name)
			} else if !state.info.IsDir() && !state.equal(before[name]) {
				ts.Fatalf("%s: %s was written", dir, name)
			}
		}
		for name := range before {
			if _, ok := after[name]; !ok {
				ts.Fatalf("%s: %s is gone", dir, name)
			}
		}
	}
}

func wrote(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(scriptKey{}).(*script)
	for _, arg := range args {
		name := ts.MkAbs(arg)
		info, err := os.Lstat(name)
		ts.Check(err)
		text, err := os.ReadFile(name)
		ts.Check(err)
		found := false
		for dir, before := range s.snapshots {
			rel, err := filepath.Rel(dir, name)
			if err != nil || !filepath.IsLocal(rel) {
				continue
			}
			found = true
			if same := before[filepath.ToSlash(rel)].equal(state{info, string(text)}); same != neg {
				ts.Fatalf("%s was written: %t, want %t", arg, !same, !neg)
			}
		}
		if !found {
			ts.Fatalf("there is no snapshot of a folder with %s in it", arg)
		}
	}
}

func (s *script) nowhere(ts *testscript.TestScript, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: nowhere TEXT DIR")
	}
	t, err := readTree(ts.MkAbs(args[1]))
	ts.Check(err)
	for name, state := range t {
		if strings.Contains(name, args[0]) || strings.Contains(state.text, args[0]) {
			ts.Fatalf("%q is in %s", args[0], name)
		}
	}
}

func (s *script) unescape(ts *testscript.TestScript, args []string) {
	for _, name := range args {
		text := unescaped(ts, ts.ReadFile(name))
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
	}
}

// unescaped takes a text for the inside of a Go string literal.
func unescaped(ts *testscript.TestScript, text string) string {
	var b strings.Builder
	for text != "" {
		r, multibyte, rest, err := strconv.UnquoteChar(text, 0)
		if err != nil {
			ts.Fatalf("unescape %q: %v", text, err)
		}
		if r < utf8.RuneSelf || !multibyte {
			b.WriteByte(byte(r))
		} else {
			b.WriteRune(r)
		}
		text = rest
	}
	return b.String()
}

func (s *script) rename(ts *testscript.TestScript, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: rename OLD NEW")
	}
	ts.Check(os.Rename(ts.MkAbs(args[0]), ts.MkAbs(unescaped(ts, args[1]))))
}

func (s *script) repeat(ts *testscript.TestScript, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: repeat N TEXT FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	file, err := os.OpenFile(ts.MkAbs(args[2]), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	ts.Check(err)
	_, err = io.WriteString(file, strings.Repeat(unescaped(ts, args[1]), n))
	ts.Check(errors.Join(err, file.Close()))
}

func (s *script) fifo(ts *testscript.TestScript, args []string) {
	for _, name := range args {
		ts.Check(makeFIFO(ts.MkAbs(name)))
	}
}
