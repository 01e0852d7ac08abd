package generator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func (w *website) serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix(strings.TrimSuffix(w.base, "/"), http.FileServer(http.Dir(w.options.Output))))
	t.Cleanup(server.Close)
	return server.URL + w.base
}
