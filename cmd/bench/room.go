package main

import "fmt"

// What is taken of a disk for each briefing, as a rule of thumb, with what is lost in blocks of 4 KB: by the sources, by the smallest
// site, and by all that is built in a turn.
const (
	bytesInSource, filesInSource = 10_000, 2
	bytesInSite, filesInSite     = 25_000, 6
	bytesInTurn, filesInTurn     = 200_000, 29
)

// fits tells whether all that is built in so many turns can be kept in a folder until the end. If there is no room even for one site,
// it returns an error.
func fits(folder string, size, turns int) (bool, error) {
	bytes, files, err := room(folder)
	if err != nil {
		return false, err
	}
	if fileSystem(folder) == "tmpfs" {
		bytes /= 2 // What is built there takes the memory that the programs need.
	}
	n, t := int64(size), int64(turns)
	needed, inFiles := n*(bytesInSource+bytesInSite), n*(filesInSource+filesInSite)
	if bytes < needed || files < inFiles {
		return false, fmt.Errorf("%s has no room for %s briefings, which take %s GB in %s files at least: choose another folder with -dir, or fewer with -n",
			folder, decimal(float64(size), 0), decimal(float64(needed)/1e9, 0), decimal(float64(inFiles), 0))
	}
	return bytes > n*(bytesInSource+t*bytesInTurn) && files > n*(filesInSource+t*filesInTurn), nil
}
