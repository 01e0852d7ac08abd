package cache

import (
	"fmt"
	"maps"
	"slices"
)

// maxDepth bounds how deep free values stand inside each other. Front matter is bounded more tightly.
const maxDepth = 64

// The types of free values.
const (
	typeNil = iota
	typeText
	typeBool
	typeInt
	typeFloat
	typeList
	typeTable
)

// free goes over a value of any type that front matter can have: its type, then the value.
func (c *coder) free(v *any) {
	if c.depth == maxDepth {
		c.refuse(fmt.Errorf("values are nested deeper than %d levels", maxDepth))
		return
	}
	c.depth++
	defer func() { c.depth-- }()
	switch c.typed(*v) {
	case typeNil:
	case typeText:
		of(c, v, (*coder).word)
	case typeBool:
		of(c, v, (*coder).bool)
	case typeInt:
		of(c, v, (*coder).int64)
	case typeFloat:
		of(c, v, (*coder).float)
	case typeList:
		of(c, v, (*coder).sequence)
	case typeTable:
		of(c, v, (*coder).table)
	default:
		c.refuse(errDamaged)
	}
}

// typed writes the type of v, or gives the one that is read.
func (c *coder) typed(v any) uint64 {
	if c.reading {
		return c.next()
	}
	switch v.(type) {
	case nil:
		return c.number(typeNil)
	case string:
		return c.number(typeText)
	case bool:
		return c.number(typeBool)
	case int64:
		return c.number(typeInt)
	case float64:
		return c.number(typeFloat)
	case []any:
		return c.number(typeList)
	case map[string]any:
		return c.number(typeTable)
	}
	c.refuse(fmt.Errorf("a value of type %T", v))
	return typeNil
}

// of goes over a value of a known type.
func of[T any](c *coder, v *any, each func(*coder, *T)) {
	value, _ := (*v).(T)
	if each(c, &value); c.reading {
		*v = value
	}
}

func (c *coder) sequence(l *[]any) {
	n, ok := c.length(len(*l), *l == nil)
	if c.reading && ok && c.afford(n, 1) {
		*l = make([]any, n)
	}
	for i := range *l {
		c.free(&(*l)[i])
	}
}

// table goes over the keys in their order, each with its value.
func (c *coder) table(t *map[string]any) {
	n, ok := c.length(len(*t), *t == nil)
	if !ok {
		return
	}
	keys := slices.Sorted(maps.Keys(*t))
	if c.reading && c.afford(n, 2) {
		keys, *t = make([]string, n), make(map[string]any, n)
	}
	for i := range keys {
		c.word(&keys[i])
		value := (*t)[keys[i]]
		if c.free(&value); c.reading {
			(*t)[keys[i]] = value
		}
	}
}
