package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/gofrs/flock"

	"dateline/generator/briefing"
	"dateline/generator/cache"
	"dateline/generator/output"
	"dateline/generator/plan"
	"dateline/generator/site"
	"dateline/generator/source"
)

// Move is a briefing whose address is another than at the last build.
type Move struct {
	Path string // of the source file
	From string // the old address, with a leading slash
	To   string
}

// The folder in the source that holds what Dateline remembers between runs. Deleting it costs time, and that moved briefings
// are not told of once.
const (
	memoryDir     = ".dateline"
	addressesName = "addresses" // of the last build for readers
	sourcesName   = "sources"   // what parsing found
	outputsName   = "outputs-"  // and a number for the output folder: what was published
	maxOutputs    = 8           // output folders that are remembered
	picturesName  = "pictures"  // what is known of pictures
	sizesDir      = "sizes"     // and what was made of them
)

// placed is where a briefing was published.
type placed struct {
	address string
	hash    [sha256.Size]byte // of its file
}

// move compares the briefings' addresses with those of an earlier build, and notes them for the next. A briefing is known by
// its id or, when its file was renamed, by its content.
func (m *Memory) move(s *site.Site) (list []Move) {
	last := m.addresses
	same := len(last) == len(s.Briefings)
	for _, b := range s.Briefings {
		same = same && last[b.ID] == placed{b.Address, b.Hash}
	}
	if same {
		return nil
	}
	next := make(map[string]placed, len(s.Briefings))
	here := make(map[string]bool, len(s.Briefings))
	for _, b := range s.Briefings {
		next[b.ID] = placed{b.Address, b.Hash}
		here[b.Address] = true
	}
	byHash := map[[sha256.Size]byte]string{}
	for id, p := range last {
		if other, taken := byHash[p.hash]; next[id].hash != p.hash && (!taken || p.address < other) {
			byHash[p.hash] = p.address
		}
	}
	for _, b := range s.Briefings {
		p, known := last[b.ID]
		old := p.address
		if !known {
			old, known = byHash[b.Hash]
		}
		redirected := known && slices.ContainsFunc(b.RedirectFrom, func(n briefing.Name) bool { return strings.Trim(n.Text, "/") == strings.Trim(old, "/") })
		if known && old != b.Address && !here[old] && !redirected {
			list = append(list, Move{Path: b.Path, From: "/" + old, To: "/" + b.Address})
		}
	}
	m.addresses, m.placed = next, false
	return list
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
func Recall(o Options) *Memory {
	m := &Memory{addresses: map[string]placed{}, spool: &plan.Spool{}}
	dir := filepath.Join(o.Source, memoryDir)
	var work sync.WaitGroup
	work.Go(func() {
		text := readMemory(filepath.Join(dir, outputsFile(o)))
		m.outputs = output.ReadMemory(text)
		if o.Output != "" {
			m.outputs.LookAhead(o.Output)
		}
	})
	work.Go(func() {
		text := readMemory(filepath.Join(dir, addressesName))
		m.addresses = parseAddresses(string(text))
	})
	text := readMemory(filepath.Join(dir, sourcesName))
	if last, ok := cache.Read(text, o.Version); ok {
		files := make([]source.File, len(last.Files))
		m.texts = make([]parsed, len(last.Files))
		for i, f := range last.Files {
			if files[i] = f.File; f.Text != nil {
				m.texts[i] = newParsed(f.Text, f.List)
			}
		}
		m.scan = source.Recalled(last.Scanned, files)
	}
	work.Wait()
	m.kept, m.placed = true, true
	return m
}

// Concerns reports whether one of the paths, as in Options.Changed, can matter to a build: settings, briefings and themes, or any
// when symbolic links may lead there. nil stands for all.
func (m *Memory) Concerns(changed []string) bool {
	if changed == nil || m.scan.Linked() {
		return true
	}
	return slices.ContainsFunc(changed, func(name string) bool {
		top, _, _ := strings.Cut(name, "/")
		return top == source.Settings || top == source.Briefings || top == source.Themes || top == "."
	})
}

// Keep writes the memory down for Recall in another process. Failing to is no failure of the build: the next one is slower.
func (m *Memory) Keep(o Options) {
	if m == nil || makeMemoryDir(filepath.Join(o.Source, memoryDir)) != nil {
		return
	}
	dir := filepath.Join(o.Source, memoryDir)
	if !m.kept {
		if m.facts != nil {
			m.facts.Settle()
		}
		m.writeTexts(o)
	}
	if m.gallery != nil {
		m.gallery.Keep(m.scan.Files, func(text []byte) {
			writeMemory(filepath.Join(dir, picturesName), func(w io.Writer) error { _, err := w.Write(text); return err })
		})
	}
	if m.outputs != nil && !m.outputs.Kept {
		writeMemory(filepath.Join(dir, outputsFile(o)), m.outputs.Write)
		forgetOutputs(dir)
	}
	if !m.placed && len(m.addresses) > 0 {
		writeMemory(filepath.Join(dir, addressesName), func(w io.Writer) error {
			_, err := io.WriteString(w, formatAddresses(m.addresses))
			return err
		})
	}
}

// keepTexts does that for the texts alone, and lets go what is only for later builds and sites. Should this one begin again, it parses the
// texts again.
func (m *Memory) keepTexts(o Options, last *Memory) {
	if !m.kept && makeMemoryDir(filepath.Join(o.Source, memoryDir)) == nil {
		m.writeTexts(o)
	}
	m.kept = true // or cannot be
	for _, t := range m.texts {
		if t.file != nil {
			t.file.LetGo()
		}
	}
	m.texts, last.texts = nil, nil
}

func (m *Memory) writeTexts(o Options) {
	last := cache.Sources{Scanned: m.scan.Began, Files: make([]cache.Source, len(m.scan.Files))}
	for i, f := range m.scan.Files {
		last.Files[i] = cache.Source{File: f, Text: m.texts[i].file, List: m.texts[i].list}
	}
	writeMemory(filepath.Join(o.Source, memoryDir, sourcesName), func(w io.Writer) error { return last.Write(w, o.Version) })
}

// Close ends the use of what Recall gave, and of all that builds have left since.
func (m *Memory) Close() { m.spool.Close() }

// outputsFile gives the name of the file that remembers an output folder.
func outputsFile(o Options) string {
	return fmt.Sprintf("%s%016x", outputsName, xxhash.Sum64String(resolved(o.Output)))
}

// forgetOutputs removes what is remembered of output folders that were built longest ago.
func forgetOutputs(dir string) {
	names, _ := filepath.Glob(filepath.Join(dir, outputsName+"*"))
	age := map[string]time.Time{}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			age[name] = info.ModTime()
		}
	}
	slices.SortFunc(names, func(a, b string) int { return age[b].Compare(age[a]) })
	for _, name := range names[min(len(names), maxOutputs):] {
		os.Remove(name)
	}
}

// The addresses are a line for each briefing, by id: the id, the address, and the hash of the file. Before them stands a line
// that says so, with their checksum.
const addressesForm = "dateline addresses 1 %016x\n"

func formatAddresses(all map[string]placed) string {
	var text strings.Builder
	for _, id := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&text, "%s\t%s\t%x\n", id, all[id].address, all[id].hash)
	}
	return fmt.Sprintf(addressesForm, xxhash.Sum64String(text.String())) + text.String()
}

func parseAddresses(text string) map[string]placed {
	head, text, _ := strings.Cut(text, "\n")
	if head+"\n" != fmt.Sprintf(addressesForm, xxhash.Sum64String(text)) {
		return map[string]placed{}
	}
	all := make(map[string]placed, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		id, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		address, hash, _ := strings.Cut(rest, "\t")
		p := placed{address: address}
		if len(hash) != 2*len(p.hash) {
			continue
		}
		if _, err := hex.Decode(p.hash[:], []byte(hash)); err == nil {
			all[id] = p
		}
	}
	return all
}

// readMemory reads a file of the memory; nil when it cannot be read. What is no file, a pipe for one, would never end.
func readMemory(name string) []byte {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, _ := os.ReadFile(name)
	return text
}

// lock waits until no other process builds into this output, and keeps others waiting until unlock is called. The folder itself is
// locked, whatever its source, and for systems where folders cannot be, a file in the memory of the source. Where nothing can be
// locked, nothing is.
func lock(o Options) (unlock func()) {
	if o.Output == "" {
		return func() {}
	}
	var locks []*flock.Flock
	if dir := filepath.Join(o.Source, memoryDir); makeMemoryDir(dir) == nil {
		locks = append(locks, flock.New(filepath.Join(dir, strings.Replace(outputsFile(o), outputsName, "lock-", 1))))
	}
	if os.MkdirAll(o.Output, 0o777) == nil {
		locks = append(locks, flock.New(o.Output, flock.SetFlag(os.O_RDONLY)))
	}
	for _, l := range locks {
		l.Lock() // It may fail; to unlock it is nothing then.
	}
	return func() {
		for _, l := range locks {
			l.Unlock()
		}
	}
}

// writeMemory writes a file of the memory, all of it or nothing.
func writeMemory(name string, write func(io.Writer) error) {
	f, err := os.CreateTemp(filepath.Dir(name), "new-*")
	if err != nil {
		return
	}
	err = write(f)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), name) != nil {
		os.Remove(f.Name())
	}
}
