package corpus

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// actorFiles is how many of the most frequent actors have a file.
const actorFiles = 12

// entityFiles makes the files of a few of those that briefings name, and of no one else: the first actors and topics, and
// cities with the region and the country that they lie in.
func entityFiles(o Options, c *cast, briefings []briefing) []file {
	r := stream(o.Seed, streamEntityFiles)
	actors, places, topics := make([]bool, len(c.actors)), make([]bool, len(c.places)), make([]bool, len(c.topics))
	for _, b := range briefings {
		for _, i := range b.actors {
			actors[i] = true
		}
		for _, i := range b.places {
			places[i] = true
		}
		for _, i := range b.topics {
			topics[i] = true
		}
	}

	var files []file
	for i, a := range c.actors[:min(actorFiles, len(c.actors))] {
		if actors[i] {
			extra := fmt.Sprintf("kind = %q\naliases = [%q]\n", a.kind, a.alias)
			files = append(files, entityFile(r, c, "_actors", a.name, extra))
		}
	}
	for country := 0; country < min(48, len(c.places)); country += 12 {
		region, city := country+3, country+4
		for _, i := range []int{country, region, city} {
			if i >= len(places) || !places[i] {
				break // without its parent a place cannot say where it lies
			}
			p := c.places[i]
			extra := fmt.Sprintf("kind = %q\n", p.kind)
			if p.parent >= 0 {
				extra += "parent = " + quote(c.places[p.parent].name) + "\n"
			}
			extra += fmt.Sprintf("coordinates = { lat = %s, lon = %s }\n", degrees(p.lat), degrees(p.lon))
			files = append(files, entityFile(r, c, "_locations", p.name, extra))
		}
	}
	for i, name := range c.topics[:min(5, len(c.topics))] {
		if topics[i] {
			files = append(files, entityFile(r, c, "_topics", name, ""))
		}
	}
	return files
}

// entityFile makes a file with a name, the extra lines of its kind, a summary and a profile.
func entityFile(r *rand.Rand, c *cast, folder, name, extra string) file {
	var s strings.Builder
	fmt.Fprintf(&s, "+++\nname = %s\n%ssummary = %s\n+++\n\n", quote(name), extra, quote(c.sentence(r, 12)))
	for range 2 {
		fmt.Fprintf(&s, "%s %s %s\n\n", c.sentenceWith(r, 12, name), c.sentence(r, 14), c.sentence(r, 10))
	}
	return file{"briefings/" + folder + "/" + slug(name) + ".md", []byte(s.String())}
}

func degrees(tenThousandths int) string {
	return strconv.FormatFloat(float64(tenThousandths)/10_000, 'f', 4, 64)
}
