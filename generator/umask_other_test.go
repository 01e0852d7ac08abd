//go:build !unix

package generator_test

const hasUmask = false

func umask(int) {}
