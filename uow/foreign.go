package uow

import (
	"errors"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// zero reports whether all of the columns have their zero values.
func (o *object) zero(columns []int) bool { return o.in.zero(o.at, columns) }

// zero reports whether all of the columns of an entity have their zero values.
func (s *shape) zero(entity rowscan.Pointer, columns []int) bool {
	for _, c := range columns {
		if !s.cols[c].isZero(entity) {
			return false
		}
	}
	return true
}

// null reports whether one of the columns is NULL.
func (o *object) null(columns []int) bool { return o.in.null(o.at, columns) }

// null reports whether one of the columns of an entity is NULL.
func (s *shape) null(entity rowscan.Pointer, columns []int) bool {
	for _, c := range columns {
		if _, ok := s.cols[c].value(entity); !ok {
			return true
		}
	}
	return false
}

// take gives the columns of o the key of parent.
func (o *object) take(columns []int, parent rowscan.Pointer, in *table, key []int) {
	for i, c := range columns {
		o.takeOne(c, parent, in, key[i])
	}
}

func (o *object) takeOne(column int, parent rowscan.Pointer, in *table, key int) {
	o.in.takeInto(o.at, column, parent, in, key)
}

// takeInto gives a column of an entity, or of a copy, the value of a column of another one.
func (t *table) takeInto(entity rowscan.Pointer, column int, parent rowscan.Pointer, in *table, key int) {
	to, from := &t.cols[column], &in.cols[key]
	p, ok := from.value(parent)
	if !ok {
		return
	}
	if to.GoType == valueType(from.GoType) && isShared(to.GoType) {
		rowscan.Copy(to.GoType, entity.Field(to.Offset), p)
		return
	}
	value := reflect.ValueOf(p.Any(valueType(from.GoType))).Elem()
	field := reflect.ValueOf(entity.Field(to.Offset).Any(to.GoType)).Elem()
	if field.Kind() == reflect.Pointer {
		fresh := reflect.New(field.Type().Elem())
		fresh.Elem().Set(value.Convert(field.Type().Elem()))
		field.Set(fresh)
		return
	}
	field.Set(value.Convert(field.Type()))
}

// isShared reports whether values of the type can be copied as they are.
func isShared(t reflect.Type) bool { return rowscan.PartOf(t) == nil }

// clear makes the foreign key NULL, in the columns that say nothing else.
func (o *object) clear(r *sqlast.Relation) error {
	columns := r.Columns
	if r.Kind == sqlast.OneToMany {
		columns = r.Others
	}
	columns = o.in.table.Clearable(columns)
	for _, c := range columns {
		if col := &o.in.cols[c]; !col.Nullable {
			return &ColumnError{Table: o.in.table.Name, Column: col.Name, Object: o.name(), Err: errors.New("the relation " + r.Name + " was set to none, and the column is never NULL; relate the object to another one, or delete it")}
		}
	}
	for _, c := range columns {
		col := &o.in.cols[c]
		rowscan.Clear(col.GoType, o.at.Field(col.Offset))
	}
	return nil
}

// changedOf are those of columns that differ from what the database has.
func (o *object) changedOf(columns []int) (out []int) {
	for _, c := range columns {
		if o.changed(&o.in.cols[c]) {
			out = append(out, c)
		}
	}
	return out
}

func sameKey(o *object, columns []int, parent rowscan.Pointer, in *table, key []int) (bool, error) {
	return sameKeyOf(o.in, o.at, columns, parent, in, key)
}

// sameKeyOf reports whether columns of an entity of t hold the key of parent.
func sameKeyOf(t *table, entity rowscan.Pointer, columns []int, parent rowscan.Pointer, in *table, key []int) (bool, error) {
	a, ok, err := t.key(t.scratch[:0], entity, columns, in.shape, key)
	if err != nil || !ok {
		return false, err
	}
	n := len(a)
	b, ok, err := in.key(a, parent, key, in.shape, key)
	t.scratch = b
	return err == nil && ok && string(b[:n]) == string(b[n:]), err
}
