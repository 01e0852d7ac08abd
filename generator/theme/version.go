package theme

import (
	"fmt"
	"slices"

	"dateline/generator/diag"
	"dateline/generator/tomldoc"
	"dateline/generator/view"
)

// About is the file in which a theme states what it was written for.
const About = "theme.toml"

// stated reads the version of the views that the site's own templates were written for. An older one is a warning: as long as
// its templates can be used, so can the theme. Of a newer one nobody here knows what it needs.
func (t *Theme) stated(own string, found *diag.List) {
	where := own + "/" + About
	mine := slices.IndexFunc(t.files, func(f file) bool { return f.shown == where })
	if mine < 0 {
		if slices.ContainsFunc(t.files, file.ownTemplate) {
			found.Warn(diag.Pos{File: where}, "view-version", "is missing: it tells for which version of the views the theme's templates were written", stateIt)
		}
		return
	}
	doc := tomldoc.Parse(where, string(t.files[mine].text), 1, found)
	if doc == nil {
		return
	}
	version, before := int(doc.Int("view", view.Version)), len(*found)
	doc.Unknown()
	switch {
	case doc.Has("view"):
		compareVersions(version, view.Version, doc.Pos("view"), view.ChangesSince(version), found)
	case len(*found) == before: // else the key is there, misspelled
		found.Error(diag.Pos{File: where}, "view-version", "does not tell for which version of the views the theme was written", stateIt)
	}
}

var stateIt = fmt.Sprintf("if the site looks as it should with this program, write into it: view = %d", view.Version)

// compareVersions tells of a theme's version that is not the program's.
func compareVersions(stated, ours int, pos diag.Pos, changes string, found *diag.List) {
	message := fmt.Sprintf("the theme was written for version %d of the views, and this program has version %d", stated, ours)
	switch {
	case stated < 1:
		found.Error(pos, "view-version", fmt.Sprintf("there is no version %d of the views", stated), fmt.Sprintf("this program has version %d", ours))
	case stated > ours:
		found.Error(pos, "view-version", message, "get a newer Dateline, or an older version of the theme")
	case stated < ours:
		found.Warn(pos, "view-version", message,
			fmt.Sprintf("what changed: %s. Compare your files with what \"dateline theme show FILE\" gives, then write: view = %d", changes, ours))
	}
}
