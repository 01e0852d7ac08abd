package view

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// mixed has a value of every type that mixes its fields into a digest.
var mixed = []part{
	&Site{}, &Head{}, &Link{}, &Day{}, &Card{}, &Row{}, &Group{}, &Chip{}, &Name{}, &Membership{}, &Did{}, &Role{}, &Mention{}, &Reference{}, &Count{}, &Strip{}, &Tick{}, &Change{}, &Notice{}, &Heading{},
	&Evidence{}, &Related{}, &Source{}, &Home{}, &Briefing{}, &Record{}, &Period{}, &Archive{}, &ArchiveYear{}, &Index{}, &Letter{}, &Node{},
	&Changes{}, &Picture{}, &ChangeDay{}, &Page{}, &NotFound{}, &Search{}, &Feed{}, &FeedItem{},
}

// apart are fields that a digest need not hold, each with the reason.
var apart = map[string]string{
	"Briefing.Body": "filled when the page is rendered: a function of Source and Targets",
	"Record.Body":   "filled when the page is rendered: a function of Source and Targets",
	"Page.Body":     "filled when the page is rendered: a function of Source and Targets",
}

// TestEveryTypeIsMixed reads the package's source: no type that has a mix method may be missing above.
func TestEveryTypeIsMixed(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("the package's files: %v %v", names, err)
	}
	var have, want []string
	for _, p := range mixed {
		have = append(have, reflect.TypeOf(p).Elem().Name())
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == "mix" && f.Recv != nil {
				star, _ := f.Recv.List[0].Type.(*ast.StarExpr)
				if star == nil {
					t.Fatalf("%s has a mix method of a value", f.Recv.List[0].Type)
				}
				want = append(want, star.X.(*ast.Ident).Name)
			}
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("types with a mix method: %s\nof which are tested: %s", want, have)
	}
}

// filler gives every field another value.
type filler int

func (f *filler) fill(v reflect.Value, depth int) {
	*f++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text", *f))
	case reflect.Int:
		v.SetInt(int64(*f))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(uint64(*f) % 256)
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i), depth)
		}
	case reflect.Slice:
		if depth > 6 {
			return // places within places within places
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0), depth+1)
		f.fill(v.Index(1), depth+1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), depth+1)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]any{"key": fmt.Sprint("value", *f), "list": []any{int64(*f), "b"}}))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i), depth)
			}
		}
	default:
		panic("a view holds a " + v.Type().String() + ", which a template could do more with than show it")
	}
}

// seal gives the parts that keep their digest the one of what they hold now, the innermost first.
func seal(t *testing.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			seal(t, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			seal(t, v.Field(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		seal(t, v.Elem())
		if v.Elem().Kind() != reflect.Struct {
			return
		}
		if _, keeps := v.Type().Elem().FieldByName("digest"); !keeps {
			return
		}
		switch p := v.Interface().(type) {
		case *Site:
			p.digest = digestOf(p)
		case *Card:
			p.digest = digestOf(p)
		case *Row:
			p.digest = digestOf(p)
		default:
			t.Fatalf("%T keeps its digest and is not sealed here", p)
		}
	}
}

// alter changes one thing after the other below v and calls check after each; what it changed is put back.
func alter(v reflect.Value, path string, check func(path string)) {
	change := func(what string, to reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(to)
		check(path + what)
		v.Set(old)
	}
	switch v.Kind() {
	case reflect.String:
		change("", reflect.ValueOf(v.String()+"x").Convert(v.Type()))
		change(" emptied", reflect.Zero(v.Type()))
	case reflect.Int:
		change("", reflect.ValueOf(v.Int()+1).Convert(v.Type()))
	case reflect.Bool:
		change("", reflect.ValueOf(!v.Bool()))
	case reflect.Uint8:
		change("", reflect.ValueOf(uint8(v.Uint()+1)))
	case reflect.Array:
		for i := range v.Len() {
			alter(v.Index(i), fmt.Sprintf("%s[%d]", path, i), check)
		}
	case reflect.Slice:
		for i := range v.Len() {
			alter(v.Index(i), fmt.Sprintf("%s[%d]", path, i), check)
		}
		if v.Len() == 2 {
			change(" shortened", v.Slice(0, 1))
			change(" emptied", reflect.Zero(v.Type()))
			change(" lengthened", reflect.Append(v.Slice3(0, 2, 2), v.Index(0)))
			turned := reflect.MakeSlice(v.Type(), 2, 2)
			turned.Index(0).Set(v.Index(1))
			turned.Index(1).Set(v.Index(0))
			change(" turned round", turned)
		}
	case reflect.Pointer:
		alter(v.Elem(), path, check)
		if v.Elem().Type() != reflect.TypeFor[Site]() && v.Elem().Type() != reflect.TypeFor[Card]() { // these are always there
			if !strings.HasSuffix(path, "]") { // a list holds no nil
				change(" taken away", reflect.Zero(v.Type()))
			}
		}
	case reflect.Map:
		change(" changed", reflect.ValueOf(map[string]any{"key": "other", "list": []any{int64(1), "b"}}))
		change(" emptied", reflect.Zero(v.Type()))
		change(" of another type", reflect.ValueOf(map[string]any{"key": int64(1)}))
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if name := v.Type().Name() + "." + field.Name; field.IsExported() && apart[name] == "" {
				alter(v.Field(i), path+"."+field.Name, check)
			}
		}
	}
}

// TestDigestHoldsEveryField changes each exported field of each type, and of the parts that it holds, and requires
// another digest. A field that mix forgets would leave a stale page.
func TestDigestHoldsEveryField(t *testing.T) {
	for _, p := range mixed {
		v := reflect.ValueOf(p)
		name := v.Type().Elem().Name()
		t.Run(name, func(t *testing.T) {
			var f filler
			f.fill(v.Elem(), 0)
			seal(t, v)
			before := digestOf(p)
			if digestOf(p) != before {
				t.Fatal("the digest of the same value is another one")
			}
			seen := map[Digest]string{before: "the value as it was"}
			changes := 0
			alter(v.Elem(), name, func(path string) {
				changes++
				seal(t, v)
				d := digestOf(p)
				if other := seen[d]; other != "" {
					t.Errorf("%s: the same digest as %s", path, other)
				}
				seen[d] = path
			})
			seal(t, v)
			if digestOf(p) != before {
				t.Error("the value is not what it was")
			}
			exported := 0
			for _, field := range reflect.VisibleFields(v.Type().Elem()) {
				if field.IsExported() && apart[name+"."+field.Name] == "" {
					exported++
				}
			}
			if changes < exported {
				t.Errorf("%d changes of %d fields", changes, exported)
			}
		})
	}
}

// TestApart makes sure that what is excepted above is there.
func TestApart(t *testing.T) {
	for name := range apart {
		typeName, field, _ := strings.Cut(name, ".")
		i := slices.IndexFunc(mixed, func(p part) bool { return reflect.TypeOf(p).Elem().Name() == typeName })
		if i < 0 {
			t.Errorf("there is no type %s", typeName)
		} else if _, ok := reflect.TypeOf(mixed[i]).Elem().FieldByName(field); !ok {
			t.Errorf("there is no field %s", name)
		}
	}
}

// TestMixer writes sequences of values that would be the same bytes if each were not kept apart from the next.
func TestMixer(t *testing.T) {
	sums := map[Digest]string{}
	for name, mix := range map[string]func(*Mixer){
		"nothing":          func(*Mixer) {},
		"an empty text":    func(m *Mixer) { m.Text("") },
		"two empty texts":  func(m *Mixer) { m.Text("", "") },
		"a, bc":            func(m *Mixer) { m.Text("a", "bc") },
		"ab, c":            func(m *Mixer) { m.Text("ab", "c") },
		"abc":              func(m *Mixer) { m.Text("abc") },
		"abc, nothing":     func(m *Mixer) { m.Text("abc", "") },
		"nothing, abc":     func(m *Mixer) { m.Text("", "abc") },
		"a length as text": func(m *Mixer) { m.Text("\x02abc") },
		"1, 23":            func(m *Mixer) { m.Int(1, 23) },
		"12, 3":            func(m *Mixer) { m.Int(12, 3) },
		"123":              func(m *Mixer) { m.Int(123) },
		"one key":          func(m *Mixer) { m.Free(map[string]any{"a": "b"}) },
		"the key as text":  func(m *Mixer) { m.Free(map[string]any{"a": `b","c":"d`}) },
		"two keys":         func(m *Mixer) { m.Free(map[string]any{"a": "b", "c": "d"}) },
		"a number":         func(m *Mixer) { m.Free(map[string]any{"a": int64(1)}) },
		"a number as text": func(m *Mixer) { m.Free(map[string]any{"a": "1"}) },
	} {
		m := &Mixer{}
		mix(m)
		if other := sums[m.Sum()]; other != "" {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		sums[m.Sum()] = name
	}
	one, other := &Mixer{}, &Mixer{}
	one.Free(map[string]any{"a": "1", "b": []any{"x", map[string]any{"c": 1.5, "d": true}}})
	other.Free(map[string]any{"b": []any{"x", map[string]any{"d": true, "c": 1.5}}, "a": "1"})
	if one.Sum() != other.Sum() {
		t.Error("the order of keys is in the digest")
	}
}
