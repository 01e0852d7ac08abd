//go:build !unix

package main

import "errors"

// unprivileged is dateline: where rights work otherwise, scripts ask for [unix] first.
func unprivileged() { main() }

func makeFIFO(string) error { return errors.New("there are no named pipes here") }
