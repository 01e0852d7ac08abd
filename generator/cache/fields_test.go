package cache

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

// TestFields requires that no field of any type is forgotten: with all of them set, and with each of them set alone.
func TestFields(t *testing.T) {
	f := filler{t: t, only: nothingElse}
	same(t, f.sources())
	for only := range f.turns {
		same(t, filled(t, only))
		if t.Failed() {
			t.Fatalf("the field that is lost is number %d", only)
		}
	}
}

const nothingElse = -1 // sets every field

// filled gives sources with every field set, or with only one.
func filled(t testing.TB, only int) *Sources {
	f := filler{t: t, only: only}
	return f.sources()
}

// filler sets fields, each to another value than all others. Lists get two elements and pointers lead to something, even
// where it stays zero.
type filler struct {
	t     testing.TB
	turns int // how many fields there were
	only  int // the turn of the field to be set
}

func (f *filler) sources() *Sources {
	s := &Sources{}
	f.fill(reflect.ValueOf(s).Elem(), "Sources")
	return s
}

// turn reports whether the next field is to be set.
func (f *filler) turn() bool {
	f.turns++
	return f.only == nothingElse || f.turns-1 == f.only
}

func (f *filler) fill(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case time.Time:
		f.turns++
		v.Set(reflect.ValueOf(time.Unix(1_700_000_000, int64(f.turns))))
		return
	case map[string]any:
		if f.turn() {
			v.Set(reflect.ValueOf(freeValues()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				f.fill(v.Field(i), name+"."+field.Name)
			} else {
				f.t.Fatalf("%s.%s is not exported, so the cache cannot hold it", name, field.Name)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i), fmt.Sprintf("%s[%d]", name, i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), name)
	default:
		if f.turn() {
			f.set(v, name)
		}
	}
}

func (f *filler) set(v reflect.Value, name string) {
	switch n := f.turns; v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(uint64(n%255 + 1))
	case reflect.Uint64:
		v.SetUint(uint64(n) << 40)
	case reflect.Int16:
		v.SetInt(int64(n%1000 + 1))
	case reflect.Int32:
		v.SetInt(int64(n) << 18)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n) - 300)
		if n == 300 {
			v.SetInt(1 << 30)
		}
	case reflect.Float64:
		v.SetFloat(float64(n) / 7)
	default:
		f.t.Fatalf("%s is of type %v, of which this test knows nothing", name, v.Type())
	}
}

// freeValues gives values of every type that front matter can have, and of every shape.
func freeValues() map[string]any {
	return map[string]any{
		"":       "no key",
		"text":   "a text",
		"again":  "a text",
		"empty":  "",
		"yes":    true,
		"no":     false,
		"whole":  int64(-1 << 63),
		"zero":   int64(0),
		"number": 0.1,
		"list":   []any{"a text", int64(1 << 62), []any{}, map[string]any{}, nil, []any{[]any{1e300}}},
		"table":  map[string]any{"a text": map[string]any{"text": false}},
		"nil":    nil,
		"none":   []any(nil),
		"nobody": map[string]any(nil),
	}
}
