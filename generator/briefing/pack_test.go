package briefing

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"dateline/generator/diag"
)

// TestPack wants every text of a file in one piece of memory, as it was, and what many files say there once.
func TestPack(t *testing.T) {
	number := 0
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[diag.Pos]():
		case v.Kind() == reflect.String:
			number++
			v.SetString(fmt.Sprintf("text %d", number))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case v.Kind() == reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem())
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 2, 3))
			for i := range v.Len() {
				fill(v.Index(i))
			}
		}
	}
	var f, same File
	fill(reflect.ValueOf(&same).Elem())
	number = 0
	fill(reflect.ValueOf(&f).Elem())
	f.Found, same.Found = nil, nil // of package site
	NewShelf(1).put(&f)
	if diff := cmp.Diff(same, f); diff != "" {
		t.Error(diff)
	}
	var all []string
	f.Body.Prose = "" // in a piece of its own
	collect(reflect.ValueOf(f), &all)
	in := func(s string, start, size uintptr) bool {
		at := uintptr(unsafe.Pointer(unsafe.StringData(s)))
		return at >= start && at+uintptr(len(s)) <= start+size
	}
	size := len(strings.Join(all, ""))
	start := uintptr(unsafe.Pointer(unsafe.StringData(f.ID)))
	for _, s := range all {
		if s != "" && s != f.Path && !in(s, start, uintptr(size)) {
			t.Errorf("%q is apart", s)
		}
	}
	if cap(f.Body.Refs) > 2 || cap(f.Body.Headings) > 2 || cap(f.Topics) > 2 {
		t.Error("a list has room for more")
	}

	shelf := NewShelf(2)
	text := []byte("+++\ntitle = \"A\"\ndate = 2025-04-04\ntopics = [\"Ceasefire\"]\n+++\n\n## Background\n")
	one, _ := shelf.Parse("briefings/one.md", text, nil)
	two, _ := shelf.Parse("briefings/two.md", text, nil)
	for _, s := range [][2]string{{one.Topics[0].Text, two.Topics[0].Text}, {one.Body.Headings[0].Text, two.Body.Headings[0].Text}} {
		if unsafe.StringData(s[0]) != unsafe.StringData(s[1]) {
			t.Errorf("%q is there twice", s[0])
		}
	}
	if one.Path == two.Path || cap(one.Topics) > 1 {
		t.Error("what two files say is not apart")
	}
}

func collect(v reflect.Value, to *[]string) {
	switch v.Kind() {
	case reflect.String:
		*to = append(*to, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			collect(v.Field(i), to)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), to)
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), to)
		}
	}
}
