package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Enum is an enum type of the database for the strings T. Columns take it with [ColDef.Enum]; the model makes the type
// before the tables that use it, and drops it after them.
//
//	var StatusEnum = schema.DefineEnum("status", New, Active, Closed)
//	schema.Map(d, &t.Status, "status", &e.Status).Enum(StatusEnum).Default(New)
type Enum[T any] struct{ e *sqlast.Enum }

// EnumOf is an enum for a column of type T: an [Enum], or what its Array method returns.
type EnumOf[T any] interface {
	enum() *sqlast.Enum
	labels(T)
}

// DefineEnum makes the enum called name, or schema.name, whose labels are vs in their order. Values of T are sent and
// read as labels. A label that is not among vs is refused by the database.
func DefineEnum[T ~string](name string, vs ...T) Enum[T] {
	e := &sqlast.Enum{Name: name}
	if s, n, ok := strings.Cut(name, "."); ok {
		e.Schema, e.Name = s, n
	}
	for _, v := range vs {
		e.Labels = append(e.Labels, string(v))
	}
	return Enum[T]{e}
}

// Array is the type of arrays of the enum, for a column of type []T.
func (e Enum[T]) Array() EnumOf[[]T] { return enumArray[T](e) }

type enumArray[T any] struct{ e *sqlast.Enum }

func (e Enum[T]) enum() *sqlast.Enum      { return e.e }
func (Enum[T]) labels(T)                  {}
func (e enumArray[T]) enum() *sqlast.Enum { return e.e }
func (enumArray[T]) labels([]T)           {}

// Enum makes the column one of the enum type e: of its labels, or of arrays of them.
func (c *ColDef[T]) Enum(e EnumOf[T]) *ColDef[T] {
	c.c.enum(e.enum(), reflect.TypeFor[T]().Kind() == reflect.Slice)
	return c
}

func (c *column) enum(e *sqlast.Enum, array bool) {
	if c.d.again {
		return
	}
	if e == nil {
		c.d.wrong(c.col.Name, "has an enum that is not defined; make it with schema.DefineEnum")
		return
	}
	c.col.Enum = e
	c.col.Type = &sqltype.Type{Name: enumName(e), Kind: sqltype.Enum}
	if array {
		c.col.Type = sqltype.ArrayOf(c.col.Type)
	}
}

func enumName(e *sqlast.Enum) string {
	if e.Schema == "" {
		return render.Ident(e.Name)
	}
	return render.Ident(e.Schema) + "." + render.Ident(e.Name)
}

// enumsOf is the enums that the columns of ts use, each once, in the order of their first use.
func enumsOf(ts []*sqlast.Table) (enums []*sqlast.Enum) {
	for _, t := range ts {
		for _, c := range t.Columns {
			if c.Enum != nil && !slices.ContainsFunc(enums, func(e *sqlast.Enum) bool { return enumName(e) == enumName(c.Enum) }) {
				enums = append(enums, c.Enum)
			}
		}
	}
	return enums
}

// checkEnums refuses enums that the database would refuse, or would take for another type.
func (b *builder) checkEnums() {
	ts := b.model.Tables()
	for _, e := range enumsOf(ts) {
		b.checkEnum(e)
	}
	for _, t := range ts {
		for _, c := range t.Columns {
			if c.Enum != nil {
				b.checkEnumColumn(t, c)
			}
		}
	}
}

func (b *builder) checkEnum(e *sqlast.Enum) {
	wrong := func(problem string) { b.errs = append(b.errs, &EnumError{Enum: e.Name, Problem: problem}) }
	if e.Schema == "" && sqltype.Named(e.Name, nil).OID != 0 {
		wrong("has the name of a type that PostgreSQL comes with; give it another one")
	}
	if e.Name == "" || len(e.Name) > maxName {
		wrong("has a name that is empty or longer than 63 bytes; give it another one")
	}
	for i, l := range e.Labels {
		if slices.Contains(e.Labels[:i], l) {
			wrong(fmt.Sprintf("has the label %q twice; keep one of the two", l))
		}
		if len(l) > maxName {
			wrong(fmt.Sprintf("has the label %q, which is longer than 63 bytes; give it a shorter one", l))
		}
	}
}

// checkEnumColumn refuses a default that is no label, and two enums of one name.
func (b *builder) checkEnumColumn(t *sqlast.Table, c *sqlast.Column) {
	for _, e := range enumsOf(b.model.Tables()) {
		if enumName(e) == enumName(c.Enum) && !slices.Equal(e.Labels, c.Enum.Labels) {
			b.wrong(t.Name, "column "+quote(c.Name), "has an enum "+c.Enum.Name+" whose labels are not those that another column's has; use one schema.Enum for both")
		}
	}
	if c.Default == nil || c.Default.Value == nil {
		return
	}
	for _, l := range labelsIn(reflect.ValueOf(c.Default.Value)) {
		if !slices.Contains(c.Enum.Labels, l) {
			b.wrong(t.Name, "column "+quote(c.Name), fmt.Sprintf("has the default %q, which is no label of the enum %s; use one of its labels, or add it", l, c.Enum.Name))
		}
	}
}

// labelsIn is the labels of a value of a column: itself, or its elements.
func labelsIn(v reflect.Value) (ls []string) {
	if v.Kind() == reflect.String {
		return []string{v.String()}
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			ls = append(ls, labelsIn(v.Index(i))...)
		}
	}
	return ls
}

// createEnum makes the type unless it is there, whatever its labels; CREATE TYPE has no IF NOT EXISTS.
func createEnum(e *sqlast.Enum) string {
	ls := make([]string, len(e.Labels))
	for i, l := range e.Labels {
		ls[i] = strings.TrimSpace(render.Literal(l))
	}
	return unlessThere("CREATE TYPE " + enumName(e) + " AS ENUM (" + strings.Join(ls, ", ") + ")")
}

// unlessThere runs a statement that makes something, also where it is there already or is being made at the same time.
func unlessThere(statement string) string {
	tag := "$ddl$"
	for n := 1; strings.Contains(statement, tag); n++ {
		tag = fmt.Sprintf("$ddl%d$", n)
	}
	return "DO " + tag + " BEGIN\n\t" + statement + ";\nEXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\nEND " + tag
}

// dropEnums drops the enums of ts, or is empty. A type that another table uses is not dropped: that is an error.
func dropEnums(ts []*sqlast.Table) string {
	var names []string
	for _, e := range enumsOf(ts) {
		names = append(names, enumName(e))
	}
	if names == nil {
		return ""
	}
	return "DROP TYPE IF EXISTS " + strings.Join(names, ", ")
}
