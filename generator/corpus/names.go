package corpus

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A cast is everything that briefings name, the most frequent first, and the words they are written in.
type cast struct {
	words   vocabulary
	actors  []actor
	places  []place
	topics  []string
	authors []string
	series  []string

	actorZipf, placeZipf, topicZipf zipf
}

type actor struct {
	name  string
	kind  string
	alias string // of those that have a file; otherwise empty
}

// A place is a country, a region of a country, or a city of either.
type place struct {
	name     string
	kind     string
	parent   int // index of the place that it lies in; -1: none
	lat, lon int // 1/10,000 of a degree
}

// newCast invents all names. At 10,000 briefings there are 1,000 actors, 350 places and 120 topics.
func newCast(o Options) *cast {
	r := stream(o.Seed, streamNames)
	c := &cast{words: newVocabulary(r)}
	t := taken{}
	for _, w := range c.words.words {
		t[key(w)] = true // a name of one word would be mentioned wherever the word is used
	}
	for range growing(350, o.N) {
		c.places = append(c.places, t.place(r, c.places))
	}
	for range growing(1000, o.N) {
		c.actors = append(c.actors, t.actor(r, c.places))
	}
	for i := range c.actors[:min(actorFiles, len(c.actors))] {
		a := &c.actors[i]
		a.alias = t.claim(func() string { return aliasName(r, a.kind) })
	}
	for range growing(120, o.N) {
		c.topics = append(c.topics, t.claim(func() string { return topicName(r) }))
	}
	for range 25 {
		c.authors = append(c.authors, t.claim(func() string { return personName(r) }))
	}
	for range 10 {
		c.series = append(c.series, t.claim(func() string {
			return pick(r, topicFirst) + " " + pick(r, []string{"monitor", "weekly", "watch"})
		}))
	}
	c.actorZipf = newZipf(len(c.actors), 1)
	c.placeZipf = newZipf(len(c.places), 1)
	c.topicZipf = newZipf(len(c.topics), 1)
	return c
}

// growing scales a number that is right for 10,000 briefings: ten times the briefings name five times as many.
func growing(at10000, n int) int {
	return max(3, int(math.Round(float64(at10000)*math.Pow(float64(n)/10_000, 0.7))))
}

// taken holds the keys of all names given so far, of every kind, so that any name can be linked without saying its kind.
type taken map[string]bool

// claim returns the first name of those that invent makes which no one has yet.
func (t taken) claim(invent func() string) string {
	for {
		name := invent()
		if k := key(name); !t[k] {
			t[k] = true
			return name
		}
	}
}

func (t taken) place(r *rand.Rand, before []place) place {
	// Of twelve places in turn one is a country, three are regions of it, and the others cities of what came last.
	i := len(before)
	country, region := i-i%12, i-i%3
	switch {
	case i == country:
		name := t.claim(func() string { return countryName(r) })
		return place{name, "country", -1, r.IntN(1_000_000) - 400_000, r.IntN(1_600_000) - 200_000}
	case i == region:
		name := t.claim(func() string { return regionName(r) })
		p := before[country]
		return place{name, "region", country, p.lat + r.IntN(40_000) - 20_000, p.lon + r.IntN(40_000) - 20_000}
	default:
		name := t.claim(func() string { return cityName(r) })
		p := before[region] // before the first region this is the country
		return place{name, "city", region, p.lat + r.IntN(8_000) - 4_000, p.lon + r.IntN(8_000) - 4_000}
	}
}

func (t taken) actor(r *rand.Rand, places []place) actor {
	if chance(r, 55) {
		return actor{name: t.claim(func() string { return personName(r) }), kind: "person"}
	}
	return actor{name: t.claim(func() string { return organisationName(r, places) }), kind: "organization"}
}

func personName(r *rand.Rand) string {
	if chance(r, 4) {
		return pick(r, cyrillicGiven) + " " + cyrillicRoot(r) + pick(r, []string{"енко", "ов", "ин", "ук"})
	}
	return pick(r, given) + " " + root(r) + pick(r, surnameEnds)
}

func organisationName(r *rand.Rand, places []place) string {
	country := places[r.IntN(len(places))/12*12].name
	place := places[r.IntN(len(places))/3*3].name // a country or a region
	switch r.IntN(8) {
	case 0:
		return "Ministry of " + pick(r, departments) + " of " + country
	case 1:
		return fmt.Sprintf("%dth %s Brigade", 14+r.IntN(6), root(r)+"an")
	case 2:
		return root(r) + "i & " + root(r) + "o " + pick(r, []string{"Shipping", "Energy", "Logistics"})
	case 3:
		return pick(r, []string{"Doctors", "Teachers", "Engineers", "Lawyers"}) + " for " + place
	case 4:
		return root(r) + "a " + pick(r, []string{"Liberation Front", "People's Party", "Human Rights Observatory"})
	default:
		return place + " " + pick(r, []string{"Relief Council", "Port Authority", "Red Crescent", "Electricity Board",
			"Police", "Chamber of Commerce", "Farmers' Union", "Appeal Court"})
	}
}

// aliasName makes a nickname for a person and an acronym for an organisation.
func aliasName(r *rand.Rand, kind string) string {
	if kind == "person" {
		return "Commander " + root(r)
	}
	acronym := make([]byte, 4)
	for i := range acronym {
		acronym[i] = byte('A' + r.IntN(26))
	}
	return string(acronym)
}

func countryName(r *rand.Rand) string {
	switch name := root(r); r.IntN(5) {
	case 0:
		return "Republic of " + name + "ia"
	case 1:
		return "United " + name + "a Islands"
	case 2:
		return name + "istan"
	case 3:
		return "Côte d'O" + strings.ToLower(name) + "e"
	default:
		return name + "avia"
	}
}

func regionName(r *rand.Rand) string {
	if chance(r, 50) {
		return root(r) + pick(r, []string{"ska", "ovo", "ara", "ière"}) + " " +
			pick(r, []string{"Oblast", "Province", "Valley", "District"})
	}
	return pick(r, []string{"Upper", "Lower", "Northern", "Southern", "Inner"}) + " " + root(r) + pick(r, cityEnds)
}

func cityName(r *rand.Rand) string {
	name := root(r) + pick(r, cityEnds)
	switch {
	case chance(r, 5):
		return cyrillicRoot(r) + "ов " + pick(r, []string{"Порт", "Мост", "Луки", "Воды"})
	case chance(r, 45):
		return pick(r, cityStarts) + " " + name
	case chance(r, 10):
		return "Saint-" + pick(r, given) + "-sur-" + root(r) + "e"
	}
	return name
}

func topicName(r *rand.Rand) string {
	first, second := pick(r, topicSecond), pick(r, topicSecond)
	if first != second && chance(r, 15) {
		return first + " and " + second
	}
	return pick(r, topicFirst) + " " + second
}

// root makes the part of a name that carries it.
func root(r *rand.Rand) string {
	return capital(invent(r, 1+r.IntN(2)) + pick(r, []string{"b", "d", "l", "m", "n", "r", "s", "t", "v"}))
}

func cyrillicRoot(r *rand.Rand) string {
	var s strings.Builder
	for range 2 {
		s.WriteString(pick(r, cyrillicOnsets))
		s.WriteString(pick(r, cyrillicNuclei))
	}
	s.WriteString(pick(r, cyrillicOnsets))
	return capital(s.String())
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// latin is how the letters beyond ASCII that names use are written in an address. Names keep to letters that every
// transliteration writes the same way.
var latin = map[rune]string{
	'á': "a", 'â': "a", 'ã': "a", 'ç': "c", 'ć': "c", 'č': "c", 'è': "e", 'é': "e", 'ê': "e", 'ë': "e", 'ğ': "g", 'í': "i",
	'ł': "l", 'ñ': "n", 'ń': "n", 'ó': "o", 'ô': "o", 'ö': "o", 'ø': "o", 'ř': "r", 'š': "s", 'ş': "s", 'ú': "u", 'ü': "u",
	'ý': "y", 'ž': "z",
	'а': "a", 'б': "b", 'в': "v", 'д': "d", 'е': "e", 'з': "z", 'и': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o",
	'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'ы': "y",
}

// slug is a name as an address: lower-case ASCII letters and digits, and single hyphens between them.
func slug(name string) string {
	var s strings.Builder
	gap := false
	for _, c := range strings.ToLower(name) {
		letters := latin[c]
		if c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			letters = string(c)
		}
		if letters == "" {
			gap = true
			continue
		}
		if gap && s.Len() > 0 {
			s.WriteByte('-')
		}
		gap = false
		s.WriteString(letters)
	}
	return s.String()
}

// key is equal for names that any sensible folding could take for one: without spaces, hyphens and diacritics, with i and j
// for y, one letter for two of the same, and o for oe.
func key(name string) string {
	s := similar.Replace(slug(name))
	single := make([]byte, 0, len(s))
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			single = append(single, s[i])
		}
	}
	return string(single)
}

var similar = strings.NewReplacer("-", "", "y", "i", "j", "i", "w", "v", "ae", "a", "oe", "o", "ue", "u")

func list(s string) []string {
	return strings.Split(s, ", ")
}

var (
	given = list("Adam, Agnès, Aisha, Alma, Amadou, André, Anja, Ayşe, Bakary, Beatriz, Björn, Bruno, Camille, Carlos, " +
		"Chiara, Claire, Dalia, Daniel, Deniz, Dorota, Elena, Elias, Emeka, Emma, Esther, Fatima, Felix, François, Gabriela, " +
		"Goran, Grace, Hana, Hassan, Helga, Ibrahim, Ines, Irena, Ivan, Jana, João, José, Jürgen, Kamal, Karin, Kofi, Lars, " +
		"Layla, Leila, Lina, Łukasz, Magda, Malik, Maria, Marko, Mehmet, Mina, Mirela, Nadia, Nikola, Noor, Olga, Omar, " +
		"Oscar, Paula, Pedro, Petra, Rania, Renée, Rosa, Salma, Samir, Sara, Selim, Søren, Stefan, Tamar, Teresa, Tomáš, Úna, " +
		"Vera, Viktor, Yara, Yusuf, Zahra, Zoë, Zora")
	surnameEnds = list("enko, ov, ski, ska, ić, ová, sen, ez, ñez, adze, ian, oğlu, etti, mann, ström, ello, ou, eira, eš, ari, " +
		"uddin, awi, é, ton, field, ham, by, ński")
	cityEnds   = list("grad, ville, burg, abad, pol, ovo, minde, stad, ów, ton, ar, ik, ena, opolis, iş, holm, haven, ão, eč")
	cityStarts = list("Port, Nova, Velika, San, Santa, Novi, El, Al, Bad, Mount, New, Old, Val, Puerto, Ciudad, Kota, Fort")

	cyrillicGiven  = list("Тарас, Олена, Роман, Вадим, Марина, Денис, Ирина, Максим, Оксана, Антон, Светлана, Иван")
	cyrillicOnsets = list("б, в, д, з, к, л, м, н, п, р, с, т")
	cyrillicNuclei = list("а, е, и, о, у")

	departments = list("Health, Energy, Finance, Defence, Justice, Agriculture, Transport, the Interior, Education, Foreign " +
		"Affairs, Labour, Water Resources")
	topicFirst = list("air, water, food, energy, border, maritime, rural, urban, public, military, civil, judicial, electoral, " +
		"fiscal, mineral, forest, river, coastal, digital, nuclear, medical, veterinary, emergency, cross-border, winter, " +
		"summer, regional, informal, irregular, drone, artillery, prison, refugee, child, school, hospital, housing, railway, " +
		"aviation, port, pipeline, grain, fishing, livestock, cotton, gold, oil, gas, solar, hydropower, telecom, banking, " +
		"customs, press, broadcast, cultural, religious, youth, labour, pension")
	topicSecond = list("strikes, supply, security, prices, crossings, safety, access, reform, oversight, funding, shortages, " +
		"protection, displacement, monitoring, recruitment, disarmament, corruption, sanctions, negotiations, elections, " +
		"protests, violence, outbreaks, vaccination, nutrition, sanitation, reconstruction, logistics, accountability, " +
		"exports, imports, subsidies, smuggling, trafficking, piracy, policing, detention, trials, amnesty, censorship, " +
		"propaganda, cyberattacks, surveillance, flooding, drought, wildfires, erosion, pollution, mining, harvests, wages, " +
		"migration, returns, resettlement, camps, convoys, ceasefires, mediation, observers, training")
)
