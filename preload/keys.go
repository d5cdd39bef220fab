package preload

import (
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// keys are the different keys that a level asks for, one slice for each column.
type keys struct {
	columns []reflect.Value
	buf     []byte
}

// of is the key that columns of an entity of t hold, as bytes that are equal where the columns target of other take them
// as equal; null where one of them is NULL.
func (k *keys) of(entity rowscan.Pointer, t *sqlast.Table, columns []int, other *sqlast.Table, target []int) (key string, null bool, err error) {
	k.buf = k.buf[:0]
	for i, c := range columns {
		col := t.Columns[c]
		p := entity.Field(col.Offset)
		if col.GoType.Kind() == reflect.Pointer {
			if p = p.Load(); p.IsNil() {
				return "", true, nil
			}
		}
		w, err := rowsend.For(baseOf(col.GoType), other.Columns[target[i]].Type)
		if err != nil {
			return "", false, err
		}
		if k.buf, err = w.Canonical(k.buf, p); err != nil {
			return "", false, err
		}
	}
	return string(k.buf), false, nil
}

// add notes the key of an entity for the question.
func (k *keys) add(entity rowscan.Pointer, t *sqlast.Table, columns []int) {
	if k.columns == nil {
		k.columns = make([]reflect.Value, len(columns))
		for i, c := range columns {
			k.columns[i] = reflect.MakeSlice(reflect.SliceOf(baseOf(t.Columns[c].GoType)), 0, 16)
		}
	}
	for i, c := range columns {
		col := t.Columns[c]
		v := reflect.ValueOf(entity.Field(col.Offset).Any(col.GoType)).Elem()
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		k.columns[i] = reflect.Append(k.columns[i], v)
	}
}

// among is the condition that columns of t hold one of the keys.
func (k *keys) among(t *sqlast.Table, columns []int) (func(*sqlast.Source) sqlast.Expr, error) {
	params := make([]sqlast.Expr, len(columns))
	for i, c := range columns {
		params[i] = &sqlast.Param{Value: k.columns[i].Interface(), Type: sqltype.ArrayOf(t.Columns[c].Type), Cast: true}
	}
	return func(s *sqlast.Source) sqlast.Expr {
		fields := make([]sqlast.Expr, len(columns))
		for i, c := range columns {
			fields[i] = &sqlast.Field{Source: s, Column: t.Columns[c]}
		}
		if len(fields) == 1 {
			return &sqlast.Any{X: fields[0], Array: params[0]}
		}
		return tuplesAmong(fields, params)
	}, nil
}

// tuplesAmong is (a, b) IN (SELECT * FROM unnest($1, $2)): the arrays side by side are the tuples.
func tuplesAmong(fields, params []sqlast.Expr) sqlast.Expr {
	r := &sqlast.Raw{Texts: []string{"("}}
	add := func(e sqlast.Expr, then string) {
		r.Args = append(r.Args, e)
		r.Texts = append(r.Texts, then)
	}
	for i, f := range fields {
		add(f, map[bool]string{true: ") IN (SELECT * FROM unnest(", false: ", "}[i == len(fields)-1])
	}
	for i, p := range params {
		add(p, map[bool]string{true: "))", false: ", "}[i == len(params)-1])
	}
	return r
}
