package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// clockTick is the unit of times in /proc: the same on every Linux, whatever its kernel counts in.
const clockTick = 10 * time.Millisecond

// cpuTime gives the user and system time that a running process took so far, or false where the system does not tell.
func cpuTime(pid int) (time.Duration, bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, false
	}
	return parseStat(string(stat))
}

// parseStat reads proc_pid_stat(5). The program's name, in parentheses, may hold anything.
func parseStat(stat string) (time.Duration, bool) {
	const utime, stime = 14, 15 // counted from 1; the name is the second
	rest := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	if len(rest) <= stime-3 {
		return 0, false
	}
	user, err1 := strconv.ParseInt(rest[utime-3], 10, 64)
	system, err2 := strconv.ParseInt(rest[stime-3], 10, 64)
	return time.Duration(user+system) * clockTick, err1 == nil && err2 == nil
}

// memory gives the bytes that a running process has resident now, and had at most, or false where the system does not
// tell.
func memory(pid int) (now, peak int64, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, false
	}
	return parseStatus(string(status))
}

// parseStatus reads proc_pid_status(5).
func parseStatus(status string) (now, peak int64, ok bool) {
	for line := range strings.Lines(status) {
		var kilobytes int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); err == nil {
			now = kilobytes * 1024
		}
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			peak = kilobytes * 1024
		}
	}
	return now, peak, now > 0 && peak > 0
}
