package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// keyIndex finds rows of a circle by their keys: new rows by those that were given, stored ones by what the database has.
type keyIndex struct {
	s    *Session
	rows map[keyOf]*object
}

type keyOf struct {
	table *sqlast.Table
	key   string
}

func newKeyIndex(s *Session) *keyIndex { return &keyIndex{s, map[keyOf]*object{}} }

func (k *keyIndex) add(o *object) error {
	if o.unsettled(o.in.table.Key) {
		return nil
	}
	key, err := o.in.primary(nil, o.old())
	if err == nil {
		k.rows[keyOf{o.in.table, string(key)}] = o
	}
	return err
}

// find returns the row that the foreign key of o refers to, where there is one.
func (k *keyIndex) find(o *object, f *sqlast.ForeignKey) (*object, error) {
	columns, ok := inKeyOrder(f)
	if !ok {
		return nil, nil //nolint:nilnil // such keys do not order rows; the server checks them
	}
	to, err := k.s.table(f.To)
	if err != nil {
		return nil, err
	}
	key, ok, err := o.in.key(nil, o.old(), columns, to.shape, f.To.Key)
	if err != nil || !ok {
		return nil, err
	}
	return k.rows[keyOf{f.To, string(key)}], nil
}

// inKeyOrder are the columns of a foreign key in the order of the primary key that it refers to, false where it refers to
// another key.
func inKeyOrder(f *sqlast.ForeignKey) ([]int, bool) {
	if len(f.ToColumns) != len(f.To.Key) {
		return nil, false
	}
	columns := make([]int, len(f.To.Key))
	for i, k := range f.To.Key {
		at := slices.Index(f.ToColumns, k)
		if at < 0 {
			return nil, false
		}
		columns[i] = f.Columns[at]
	}
	return columns, true
}
