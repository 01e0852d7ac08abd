package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// query is what somebody searches for, and the address below the site's root of what should be found.
type query struct {
	words, page string
}

// Of a word that at most one in rare briefings has, little is left to choose from.
const rare = 100

// rareQueries draws queries of two words of one briefing's body, each of which one in rare briefings has at most: anywhere in its
// text. titleQueries draws two words of a title, whatever they are.
func rareQueries(site fs.FS, queries int) ([]query, error) {
	pages, err := briefings(site)
	if err != nil {
		return nil, err
	}
	having := map[string]int{}
	for _, page := range pages {
		text, err := fs.ReadFile(site, page+"index.txt")
		if err != nil {
			return nil, fmt.Errorf("read text: %w", err)
		}
		for _, word := range distinct(string(text)) {
			having[word]++
		}
	}
	return draw(site, pages, queries, func(page *html.Node) []string {
		return slices.DeleteFunc(distinct(text(find(page, func(n *html.Node) bool { return n.Data == "div" && attribute(n, "class") == "body" }))),
			func(word string) bool { return having[word] > max(1, len(pages)/rare) })
	})
}

func titleQueries(site fs.FS, queries int) ([]query, error) {
	pages, err := briefings(site)
	if err != nil {
		return nil, err
	}
	return draw(site, pages, queries, func(page *html.Node) []string {
		return distinct(text(find(page, func(n *html.Node) bool { return n.Data == "h1" })))
	})
}

// briefings gives the addresses of briefings: beside their pages stand their texts.
func briefings(site fs.FS) ([]string, error) {
	var pages []string
	err := fs.WalkDir(site, "briefings", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "index.txt" {
			pages = append(pages, path.Dir(name)+"/")
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find briefings: %w", err)
	}
	return pages, nil
}

// draw draws two of the words that each of some pages has, drawn too, and no two queries the same page.
func draw(site fs.FS, pages []string, queries int, words func(page *html.Node) []string) ([]query, error) {
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
	var drawn []query
	for _, page := range pages {
		if len(drawn) == queries {
			break
		}
		file, err := site.Open(page + "index.html")
		if err != nil {
			return nil, fmt.Errorf("read page: %w", err)
		}
		tree, err := html.Parse(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("read page %s: %w", page, err)
		}
		of := words(tree)
		if len(of) < 2 {
			continue
		}
		random.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
		drawn = append(drawn, query{of[0] + " " + of[1], page})
	}
	return drawn, nil
}

// distinct gives the words of a text in lower case, in order, each once. What has digits, or one letter, is none.
func distinct(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
	})
	words = slices.DeleteFunc(words, func(word string) bool {
		return strings.ContainsFunc(word, unicode.IsNumber) || utf8.RuneCountInString(word) < 2
	})
	slices.Sort(words)
	return slices.Compact(words)
}

// find gives the first element for which is holds, or nil.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && is(d) {
			return d
		}
	}
	return nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text gives the text of an element.
func text(n *html.Node) string {
	var b strings.Builder
	if n != nil {
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				b.WriteString(d.Data)
			}
		}
	}
	return b.String()
}

// addAliases gives actors of a source that have no file one each, with another name: as many as there are queries. A query of that name
// should find the actor's record.
func addAliases(source string, queries int) ([]query, error) {
	folder := filepath.Join(source, "briefings", "_actors")
	known := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		var actor struct{ Name string }
		if _, err := decode(file, &actor); err != nil {
			return nil, err
		}
		known[actor.Name] = true
	}
	if files, err = filepath.Glob(filepath.Join(source, "briefings", "[0-9]*", "*.md")); err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 1))
	var drawn []query
	for _, file := range files {
		var fm frontMatter
		if _, err := decode(file, &fm); err != nil {
			return nil, err
		}
		for _, actor := range fm.Actors {
			name, ok := actor.(string)
			if !ok || known[name] || len(drawn) == queries {
				continue
			}
			known[name] = true
			id, alias := fmt.Sprintf("also-known-%d", len(drawn)+1), invent(random)+" "+invent(random)
			text := fmt.Sprintf("+++\nname = %q\naliases = [%q]\n+++\n", name, alias)
			if err := os.WriteFile(filepath.Join(folder, id+".md"), []byte(text), 0o666); err != nil {
				return nil, fmt.Errorf("give an actor another name: %w", err)
			}
			drawn = append(drawn, query{alias, "actors/" + id + "/"})
		}
	}
	return drawn, nil
}

// invent makes a name.
func invent(random *rand.Rand) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var name []byte
	for range 3 {
		name = append(name, consonants[random.IntN(len(consonants))], vowels[random.IntN(len(vowels))])
	}
	return strings.ToUpper(string(name[:1])) + string(name[1:])
}
