package theme

import (
	"strings"
	"testing"

	"dateline/generator/diag"
)

func TestCompareVersions(t *testing.T) {
	for _, test := range []struct {
		stated, ours int
		want         string
	}{
		{3, 3, ""},
		{2, 3, "warning: the theme was written for version 2 of the views, and this program has version 3 | what changed: CHANGES. Compare your files with " +
			`what "dateline theme show FILE" gives, then write: view = 3`},
		{4, 3, "error: the theme was written for version 4 of the views, and this program has version 3 | get a newer Dateline, or an older version of the theme"},
		{0, 3, "error: there is no version 0 of the views | this program has version 3"},
	} {
		var found diag.List
		compareVersions(test.stated, test.ours, diag.Pos{}, "CHANGES", &found)
		var got []string
		for _, d := range found {
			got = append(got, d.Severity.String()+": "+d.Message+" | "+d.Hint)
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%d of %d:\ngot  %s\nwant %s", test.stated, test.ours, got, test.want)
		}
	}
}
