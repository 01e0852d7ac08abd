package view

import (
	"slices"
	"strconv"
	"strings"

	"dateline/generator/site"
)

// styledRoles is how many roles the stylesheet can show alone.
const styledRoles = 16

// roles counts in how many briefings of a list an actor has each role, and in how many of the first ones, which are shown, in the
// order of the site's roles. Of what is no actor, and of one briefing, it gives none.
func (m *Maker) roles(list []*site.Briefing, e *site.Entity, shown int) []Role {
	if e == nil || e.Kind != site.Actor || len(list) < 2 {
		return nil
	}
	all := make([]Role, len(m.roled))
	for at, b := range list {
		did := rolesIn(b, e)
		for i, name := range m.roled {
			if slices.ContainsFunc(did, func(r site.Role) bool { return r.Name == name }) {
				all[i].Name, all[i].Class = m.role(name), roleClass(i)
				if all[i].N++; at < shown {
					all[i].Shown++
				}
			}
		}
	}
	return slices.DeleteFunc(all, func(r Role) bool { return r.N == 0 })
}

// rolesIn gives the roles of an actor in a briefing; none for others.
func rolesIn(b *site.Briefing, e *site.Entity) []site.Role {
	if i := slices.IndexFunc(b.Who, func(w site.Appearance) bool { return w.Actor == e }); i >= 0 {
		return b.Who[i].Roles
	}
	return nil
}

func (m *Maker) did(roles []site.Role) []Did {
	var list []Did
	for _, r := range roles {
		list = append(list, Did{Role: m.role(r.Name), By: r.By})
	}
	return list
}

// role is a role as readers see it; one that the site adds is shown as it is written.
func (m *Maker) role(name string) string { return m.words.Either("role.", name) }

// roleClasses gives the classes of a row that has these roles.
func (m *Maker) roleClasses(roles []site.Role) string {
	var classes []string
	for _, r := range roles {
		if class := roleClass(slices.Index(m.roled, r.Name)); class != "" && !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	return strings.Join(classes, " ")
}

func roleClass(i int) string {
	if i < 0 || i >= styledRoles {
		return ""
	}
	return "r" + strconv.Itoa(i+1)
}
