package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/generator"
	"dateline/generator/address"
	"dateline/generator/diag"
	"dateline/generator/site"
	"github.com/spf13/cobra"
)

func newNew(f *flags) *cobra.Command {
	var like string
	cmd := &cobra.Command{
		Use:   `new "TITLE" | new actor|location NAME`,
		Short: "Begin a briefing, or the file of an actor or a place",
		Long: `New writes the file of a briefing with its title, the date and time, and empty lines for the
rest. With "actor" or "location" it writes the file of an actor or a place, spelled as the
briefings spell it.`,
		Example: `  dateline new "Talks in Kyiv"
  dateline new "Second day of talks" --like 2025/kyiv-talks
  dateline new actor "Volodymyr Zelensky"
  dateline new location "Kryvyi Rih"`,
		Args: newArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			if err := outsideBriefings(f.source); err != nil {
				return err
			}
			o.PlanOnly = true
			var name, text string
			if len(args) == 2 {
				name, text, err = entityFile(o, args[0], args[1])
			} else {
				name, text, err = briefingFile(o, args[0], like)
			}
			if err != nil {
				return err
			}
			full := filepath.Join(f.source, filepath.FromSlash(name))
			if err := writeNew(full, []byte(text)); err != nil {
				return runError{err}
			}
			if f.json {
				printer{out: cmd.OutOrStdout()}.event(map[string]string{"event": "wrote", "file": name})
				return nil
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "wrote %s\n", full)
			return err
		},
	}
	cmd.Flags().StringVar(&like, "like", "", "copy actors, places and series of the briefing with this `id`")
	return cmd
}

// newArguments takes a title, or a kind and a name.
func newArguments(_ *cobra.Command, args []string) error {
	isKind := len(args) > 0 && (args[0] == "actor" || args[0] == "location")
	switch {
	case len(args) == 0:
		return errors.New(`what is the new briefing about? Write its title in quotes: new "Talks in Kyiv"`)
	case isKind && len(args) == 1:
		return fmt.Errorf(`the %[1]s has no name: write new %[1]s "NAME"`, args[0])
	case isKind && len(args) > 2:
		return fmt.Errorf("put the name in quotes: new %s %q", args[0], strings.Join(args[1:], " "))
	case !isKind && len(args) > 1:
		return fmt.Errorf("put the title in quotes: new %q; else it is new actor NAME or new location NAME", strings.Join(args, " "))
	}
	return nil
}

// outsideBriefings refuses to write into a folder of briefings as if it were the folder of the site.
func outsideBriefings(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	for up := abs; up != filepath.Dir(up); up = filepath.Dir(up) {
		if filepath.Base(up) == "briefings" && !isSite(abs) {
			return fmt.Errorf("this is inside a site's folder of briefings: go up to %s, or say --source %s", filepath.Dir(up), filepath.Dir(up))
		}
	}
	return nil
}

// isSite reports whether a folder holds a site: settings, briefings, or both.
func isSite(dir string) bool {
	return exists(filepath.Join(dir, "site.toml")) || exists(filepath.Join(dir, "briefings"))
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// briefingFile makes the file of a new briefing, dated now.
func briefingFile(o generator.Options, title, like string) (name, text string, err error) {
	title = strings.Join(strings.Fields(title), " ")
	slug := address.Slug(title)
	if slug == "" {
		return "", "", fmt.Errorf("the title %q has no letters or digits to name a file by", title)
	}
	r, err := generator.Build(o, nil)
	if err != nil {
		return "", "", runError{err}
	}
	now := o.Now
	if r.Site != nil {
		now = now.In(r.Site.Config.Timezone)
	}
	actors, locations, series := "[]", "[]", ""
	if like != "" {
		b := byID(r.Site, like)
		if b == nil {
			return "", "", runError{fmt.Errorf("--like: no published briefing has the id %q%s", like, nearID(r.Site, like))}
		}
		actors, locations = actorList(b), names(b.Locations)
		if b.Series != nil {
			series = "series = " + quote(b.Series.Name) + "\n"
		}
	}
	name = path.Join("briefings", now.Format("2006"), now.Format("2006-01-02")+"-"+slug+".md")
	text = fmt.Sprintf("+++\ntitle = %s\ndate = %s\nsummary = \"\"\nactors = %s\nlocations = %s\n%s+++\n\n",
		quote(title), now.Format(time.RFC3339), actors, locations, series)
	return name, text, nil
}

func byID(s *site.Site, id string) *site.Briefing {
	if s != nil {
		for _, b := range s.Briefings {
			if b.ID == id {
				return b
			}
		}
	}
	return nil
}

// nearID suggests the id of a briefing.
func nearID(s *site.Site, id string) string {
	if s == nil {
		return ""
	}
	var ids []string
	for _, b := range s.Briefings {
		ids = append(ids, b.ID)
	}
	if near := diag.Nearest(id, ids); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// actorList writes a briefing's actors as a TOML array, with their roles.
func actorList(b *site.Briefing) string {
	var list []string
	for _, w := range b.Who {
		switch {
		case len(w.Roles) == 0:
			list = append(list, quote(w.Actor.Name))
		case w.Roles[0].By != "":
			list = append(list, fmt.Sprintf("{ name = %s, role = %s, by = %s }", quote(w.Actor.Name), quote(w.Roles[0].Name), quote(w.Roles[0].By)))
		default:
			list = append(list, fmt.Sprintf("{ name = %s, role = %s }", quote(w.Actor.Name), quote(w.Roles[0].Name)))
		}
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func names(list []*site.Entity) string {
	var quoted []string
	for _, e := range list {
		quoted = append(quoted, quote(e.Name))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// entityFile makes the file of an actor or a place. A name that briefings use already is spelled as they do.
func entityFile(o generator.Options, kind, name string) (file, text string, err error) {
	name = strings.Join(strings.Fields(name), " ")
	id := address.Slug(name)
	if id == "" {
		return "", "", fmt.Errorf("the name %q has no letters or digits to name a file by", name)
	}
	r, err := generator.Build(o, nil)
	if err != nil {
		return "", "", runError{err}
	}
	k := site.Actor
	kinds := "person, organization, government, armed-group, alliance, company, other"
	if kind == "location" {
		k, kinds = site.Location, "country, region, area, city, site"
	}
	if r.Site != nil {
		for _, e := range r.Site.Kinds[k].Entities {
			alias := slices.ContainsFunc(e.Other, func(other string) bool { return address.Fold(other) == address.Fold(name) })
			if alias || address.Loose(e.Name) == address.Loose(name) {
				if e.File != nil {
					return "", "", runError{fmt.Errorf("%q has a file already: %s", e.Name, e.File.Path)}
				}
				name, id = e.Name, e.ID
			}
		}
	}
	if id == address.Reserved {
		id += "-2" // as rename does
	}
	text = fmt.Sprintf("+++\nname = %s\naliases = []\n# kind = \"\"  # %s\nsummary = \"\"\n", quote(name), kinds)
	if k == site.Location {
		text += "# parent = \"\"\n# coordinates = { lat = 0.0, lon = 0.0 }\n"
	}
	return fmt.Sprintf("briefings/_%ss/%s.md", kind, id), text + "+++\n\n", nil
}

// quote writes a TOML basic string (TOML 1.0, section String).
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
