package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// machine says in one line what all is measured on.
func machine() string {
	parts := []string{fmt.Sprintf("%d cores", runtime.NumCPU())}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if model := fieldOf(string(text), "model name"); model != "" {
			parts[0] += " of " + model
		}
	}
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kilobytes int64
		if _, err := fmt.Sscanf(fieldOf(string(text), "MemTotal"), "%d kB", &kilobytes); err == nil {
			parts = append(parts, fmt.Sprintf("%d GB of memory", (kilobytes*1024+5e8)/1e9))
		}
	}
	system := runtime.GOOS + "/" + runtime.GOARCH
	if text, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		release, _, _ := strings.Cut(strings.TrimSpace(string(text)), "-") // without what a distribution adds
		system = "Linux " + release + " on " + runtime.GOARCH
	}
	return strings.Join(append(parts, system, runtime.Version()), ", ")
}

// fieldOf gives what stands behind the first "name:" in a file of /proc.
func fieldOf(text, name string) string {
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// fileSystem gives the kind of file system that a folder is on, like "ext4", or "disk" where the system does not tell.
func fileSystem(folder string) string {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "disk"
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return "disk"
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	return fileSystemIn(string(mounts), folder)
}

// fileSystemIn reads proc_pid_mountinfo(5): of all mounts that a folder is below, the longest counts, and of the same the last.
func fileSystemIn(mounts, folder string) string {
	kind, longest := "disk", -1
	for line := range strings.Lines(mounts) {
		before, after, ok := strings.Cut(line, " - ")
		fields, more := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 5 || len(more) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		if folder != point && !strings.HasPrefix(folder, strings.TrimSuffix(point, "/")+"/") {
			continue
		}
		if len(point) >= longest {
			kind, longest = more[0], len(point)
		}
	}
	return kind
}
