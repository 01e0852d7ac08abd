package briefing

import (
	"bytes"
	"errors"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// What is highlighted. Beyond it code is shown plain: the lexers give up after a quarter of a second without saying so,
// and a page must not depend on the machine's load.
const (
	maxCodeBlock = 64 << 10 // bytes
	maxCodeLine  = 4 << 10
)

// codeLanguage gives the language that a fenced block names, in lower case, if it is a name that can stand in a class.
func codeLanguage(name []byte) string {
	if len(name) == 0 || len(name) > 32 {
		return ""
	}
	for _, c := range name {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '-' || c == '#' || c == '_' || c == '.') {
			return ""
		}
	}
	return strings.ToLower(string(name))
}

// appendCode appends a code block's HTML. Its tokens have the short class names of Pygments.
func appendCode(out, code []byte, language string) []byte {
	tokens := tokenise(code, language)
	out = append(out, `<pre tabindex="0"`...)
	if tokens != nil {
		out = append(out, ` class="chroma"`...)
	}
	out = append(out, `><code`...)
	if language != "" {
		out = append(out, ` class="language-`...)
		out = appendEscaped(out, language)
		out = append(out, '"')
	}
	out = append(out, '>')
	if tokens == nil {
		out = appendEscaped(out, code)
	}
	for _, t := range tokens {
		class := tokenClass(t.Type)
		if class != "" {
			out = append(append(append(out, `<span class="`...), class...), `">`...)
		}
		out = appendEscaped(out, t.Value)
		if class != "" {
			out = append(out, "</span>"...)
		}
	}
	return append(out, "</code></pre>\n"...)
}

// tokenise gives code as tokens, or nil when it is to be shown plain: no such language, too long, or a lexer that fails
// or does not give back what it was given.
func tokenise(code []byte, language string) (tokens []chroma.Token) {
	if language == "" || len(code) == 0 || len(code) > maxCodeBlock || longestLine(code) > maxCodeLine {
		return nil
	}
	lexer := lexersByName()[language]
	if lexer == nil {
		return nil
	}
	defer func() {
		if recover() != nil { // some lexers panic on input that they do not expect
			tokens = nil
		}
	}()
	iterator, err := chroma.Coalesce(lexer).Tokenise(nil, string(code))
	if err != nil {
		return nil
	}
	rest := string(code)
	for t := iterator(); t != chroma.EOF; t = iterator() {
		var same bool
		if rest, same = strings.CutPrefix(rest, t.Value); !same {
			return nil
		}
		tokens = append(tokens, t)
	}
	if rest != "" {
		return nil
	}
	return tokens
}

func longestLine(code []byte) int {
	longest := 0
	for line := range bytes.Lines(code) {
		longest = max(longest, len(line))
	}
	return longest
}

// tokenClass gives a token's class, "" for one that needs none.
func tokenClass(t chroma.TokenType) string {
	if t == chroma.TextWhitespace {
		return ""
	}
	for t != 0 {
		if class, ok := chroma.StandardTypes[t]; ok {
			return class
		}
		t = t.Parent()
	}
	return ""
}

// lexersByName are the lexers by every name, alias and file extension, in lower case. The registry's own look-up would
// try thousands of patterns on each unknown name.
//
// They are copies that give up where the original would never end: see guard. Lexers that cannot be copied, which hand
// parts of the text to others that are named in it (Markdown, PHP, HTTP), are left out.
var lexersByName = sync.OnceValue(func() map[string]chroma.Lexer {
	registry := chroma.NewLexerRegistry()
	byName := map[string]chroma.Lexer{}
	byExtension := map[string]chroma.Lexer{}
	for _, original := range lexers.GlobalLexerRegistry.Lexers {
		lexer := guarded(original)
		if lexer == nil {
			continue
		}
		registry.Register(lexer)
		config := lexer.Config()
		for _, name := range append([]string{config.Name}, config.Aliases...) {
			byName[strings.ToLower(name)] = lexer
		}
		for _, pattern := range config.Filenames {
			extension, ok := strings.CutPrefix(strings.ToLower(pattern), "*.")
			if !ok || strings.ContainsAny(extension, "*?[") {
				continue
			}
			if other := byExtension[extension]; other == nil || other.Config().Priority < config.Priority {
				byExtension[extension] = lexer
			}
		}
	}
	for extension, lexer := range byExtension {
		if byName[extension] == nil {
			byName[extension] = lexer
		}
	}
	return byName
})

// guarded gives a copy of a lexer with a guard on every rule; nil for one that does not consist of rules.
func guarded(original chroma.Lexer) chroma.Lexer {
	lexer, ok := original.(*chroma.RegexLexer)
	if !ok {
		return nil
	}
	guarded, err := chroma.NewLexer(lexer.Config(), func() chroma.Rules {
		rules := chroma.Rules{}
		for state, originals := range lexer.MustRules() {
			for _, rule := range originals {
				if _, ok := rule.Mutator.(chroma.LexerMutator); !ok {
					rule.Mutator = guard{rule.Mutator}
				}
				rules[state] = append(rules[state], rule)
			}
		}
		return rules
	})
	if err != nil {
		return nil
	}
	return guarded
}

// guard is told of every match of its rule. Two of the lexers match nothing again and again, for ever; it fails after
// maxStandstill matches at one place.
type guard struct {
	chroma.Mutator // may be nil
}

const maxStandstill = 1000

type standstill struct{ pos, matches int }

func (g guard) Mutate(state *chroma.LexerState) error {
	at, _ := state.MutatorContext[standstill{}].(*standstill)
	if at == nil {
		at = &standstill{}
		state.MutatorContext[standstill{}] = at
	}
	if at.matches++; at.pos != state.Pos {
		at.pos, at.matches = state.Pos, 0
	}
	if at.matches > maxStandstill {
		return errStandstill
	}
	if g.Mutator == nil {
		return nil
	}
	return g.Mutator.Mutate(state)
}

var errStandstill = errors.New("the lexer does not get on")
