package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// freePort gives a port that nothing listens on.
func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// await waits until an address or a file shows a text, or no longer does.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] await PLACE TEXT")
	}
	var last string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		last = shown(ts, args[0])
		if strings.Contains(last, args[1]) != neg {
			return
		}
	}
	ts.Fatalf("%s does not come to what is awaited; it is\n%s", args[0], last)
}

// shown gives what is served at an address, with its status, or what a file holds; "" while there is nothing.
func shown(ts *testscript.TestScript, place string) string {
	if !strings.HasPrefix(place, "http://") {
		text, _ := os.ReadFile(ts.MkAbs(place))
		return string(text)
	}
	response, err := http.Get(place)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return ""
	}
	return response.Status + "\n" + string(text)
}
