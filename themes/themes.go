// Package themes holds the built-in theme: its templates, styles and scripts. It is a leaf: it knows of nothing else.
// The folder is also where a site keeps a theme of its own, at themes/NAME.
package themes

import (
	"embed"
	"io/fs"
)

//go:embed all:default
var files embed.FS

// Guide tells how to write a theme, in Markdown. What it lists is made of the program: see generator/theme.
//
//go:embed README.md
var Guide string

// Builtin holds one folder for each built-in theme: "default/templates/layout.html" and so on.
var Builtin fs.FS = files
