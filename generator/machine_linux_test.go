package generator_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMachineFails lets the machine fail a build, for real: a disk that is full, or read-only, a limit on the size of files, or on how
// many are open. The exit status is 3, the message says what is wrong with what, what was published is there as it was, and what is
// not Dateline's too. When it is mended, the next build ends as a clean one.
func TestMachineFails(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	dateline, err := program()
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	old := maps.Clone(raced)
	delete(old, "briefings/_static/CNAME") // It would be in the way of what somebody else has put there.
	next := maps.Clone(old)
	for i := range 40 {
		next[fmt.Sprintf("briefings/2024/n%d.md", i)] = fmt.Sprintf("+++\ntitle = \"New %d\"\ndate = 2024-03-04\nactors = [\"NATO\"]\n+++\n\n%s\n", i, strings.Repeat("A text of some length. ", 200))
	}
	next["briefings/a.md"] += "\nMore.\n"
	delete(next, "briefings/b.md")
	clean := map[string]map[string]string{}
	for name, files := range map[string]map[string]string{"old": old, "next": next} {
		dir := filepath.Join(root, name)
		must(writeFiles(dir, files))
		cmd, said := command(dateline, dir, "build", "--output", dir+"-clean")
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		clean[name] = publishedIn(t, name, dir+"-clean", nil)
	}

	disk := filepath.Join(root, "disk")
	must(os.Mkdir(disk, 0o777))
	mounted := syscall.Mount("dateline", disk, "tmpfs", 0, "size=8m") == nil
	if mounted {
		t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	} else {
		t.Log("nothing can be mounted here: limits of the process stand for a full disk and for a read-only one")
	}
	remount := func(flags uintptr) {
		t.Helper()
		must(syscall.Mount("dateline", disk, "tmpfs", syscall.MS_REMOUNT|flags, "size=8m"))
	}
	fill := func(left int64) func() {
		return func() {
			t.Helper()
			var fs syscall.Statfs_t
			must(syscall.Statfs(disk, &fs))
			must(os.WriteFile(filepath.Join(disk, "filler"), make([]byte, max(0, int64(fs.Bavail)*fs.Bsize-left)), 0o666))
		}
	}
	empty := func() { os.Remove(filepath.Join(disk, "filler")) }

	for i, test := range []struct {
		name   string
		mount  bool   // it needs a disk of its own
		limit  string // for sh, before the program
		fail   func()
		mend   func()
		says   string
		status int
	}{
		{name: "a limit on the size of files, of 512 bytes", limit: "ulimit -f 1", says: "file too large", status: 3},
		{name: "a limit on the size of files, of 16 KiB", limit: "ulimit -f 32", says: "file too large", status: 3},
		{name: "a full disk", mount: true, fail: fill(0), mend: empty, says: "no space left on device", status: 3},
		{name: "a disk with room for one page", mount: true, fail: fill(16 << 10), mend: empty, says: "no space left on device", status: 3},
		{name: "a disk with room for most pages", mount: true, fail: fill(600 << 10), mend: empty, says: "no space left on device", status: 3},
		{name: "a read-only disk", mount: true, fail: func() { remount(syscall.MS_RDONLY) }, mend: func() { remount(0) }, says: "read-only file system", status: 3},
	} {
		if test.mount && !mounted {
			continue
		}
		for _, first := range []bool{true, false} {
			if first && i%3 != 2 {
				continue
			}
			place := fmt.Sprintf("%s, first: %t", test.name, first)
			source, out := filepath.Join(root, "source"), filepath.Join(disk, "out")
			must(errors.Join(os.RemoveAll(out), os.RemoveAll(source), writeFiles(source, old), writeFiles(out, theirFiles)))
			was := publishedIn(t, place, out, theirFiles)
			if !first {
				cmd, said := command(dateline, source, "build", "--output", out)
				if err := cmd.Run(); err != nil {
					t.Fatalf("%s: %v\n%s", place, err, said)
				}
				was = publishedIn(t, place, out, theirFiles)
			}
			must(errors.Join(os.RemoveAll(filepath.Join(source, "briefings")), writeFiles(source, next)))
			if test.fail != nil {
				test.fail()
			}
			cmd, said := command(dateline, source, "build", "--output", out)
			if test.limit != "" {
				cmd.Args = append([]string{"sh", "-c", test.limit + ` && exec "$0" "$@"`}, cmd.Args...)
				cmd.Path, cmd.Err = "/bin/sh", nil
			}
			cmd.Run()
			if cmd.ProcessState.ExitCode() != test.status || !strings.Contains(said.String(), "dateline: the output cannot be written: ") ||
				!strings.Contains(said.String(), test.says) || !strings.Contains(said.String(), out) || !strings.Contains(said.String(), "free space") {
				t.Errorf("%s: %v, and says\n%s", place, cmd.ProcessState, said)
			}
			sameTrees(t, place, publishedIn(t, place, out, theirFiles), "the build before", was)
			if test.mend != nil {
				test.mend()
			}
			cmd, said = command(dateline, source, "build", "--output", out)
			if err := cmd.Run(); err != nil {
				t.Fatalf("%s, mended: %v\n%s", place, err, said)
			}
			sameTrees(t, place+", mended", publishedIn(t, place, out, theirFiles), "a clean build", clean["next"])
		}
	}
	if !mounted {
		return
	}

	// Where only the memory cannot be written, and nothing for the time of the build, the site is made all the same.
	source, out := filepath.Join(disk, "source"), filepath.Join(root, "out")
	must(writeFiles(source, next))
	fill(0)()
	before := readTree(t, disk)
	for range 2 {
		cmd, said := command(dateline, source, "build", "--output", out)
		cmd.Env = append(os.Environ(), "TMPDIR="+disk)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		sameTrees(t, "without a memory", publishedIn(t, "without a memory", out, nil), "a clean build", clean["next"])
		os.RemoveAll(filepath.Join(source, ".dateline"))
	}
	if after := readTree(t, disk); !maps.Equal(before, after) {
		t.Errorf("something is left beside the source on the full disk: %d files, there were %d", len(after), len(before))
	}
}

// TestFewOpenFiles builds with so few files that may be open at once that it fails, in reading or in writing, and with one more until
// it does not. Nothing is published before.
func TestFewOpenFiles(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	source, out := filepath.Join(root, "source"), filepath.Join(root, "out")
	dateline, err := program()
	if err != nil {
		t.Fatal(err)
	}
	files := maps.Clone(raced)
	delete(files, "briefings/_static/CNAME")
	if err := errors.Join(writeFiles(source, files), writeFiles(out, theirFiles)); err != nil {
		t.Fatal(err)
	}
	cmd, text := command(dateline, source, "build", "--output", filepath.Join(root, "clean"))
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	clean := publishedIn(t, "clean", filepath.Join(root, "clean"), nil)
	before := publishedIn(t, "before", out, theirFiles)
	said := map[int]bool{}
	for limit := 4; ; limit++ {
		if limit > 100 {
			t.Fatal("100 files are not enough")
		}
		cmd := exec.Command("/bin/sh", "-c", fmt.Sprintf(`ulimit -n %d && exec "$0" "$@"`, limit), dateline, "build", "--output", out, "--now", now.Format(time.RFC3339))
		cmd.Dir = source
		text, err := cmd.CombinedOutput()
		place := fmt.Sprintf("%d open files", limit)
		if err == nil {
			break
		}
		switch status := cmd.ProcessState.ExitCode(); {
		case limit < 8 && strings.Contains(string(text), "fatal error: runtime: "): // With so few, Go itself does not run.
		case (status == 1 || status == 3) && strings.Contains(string(text), "too many open files"):
			said[status] = true
		default:
			t.Errorf("%s: %v\n%s", place, err, text)
		}
		is := publishedIn(t, place, out, theirFiles)
		maps.DeleteFunc(is, func(name, _ string) bool { return strings.Contains(name, ".dateline-stage/") }) // It takes files to remove it; the next build does.
		sameTrees(t, place, is, "before", before)
	}
	sameTrees(t, "with enough", publishedIn(t, "with enough", out, theirFiles), "a clean build", clean)
	if len(said) < 2 {
		t.Errorf("it failed with these statuses only: %v", said)
	}
}
