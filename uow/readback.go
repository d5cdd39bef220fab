package uow

import (
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// readBack gives the objects what the database made of their rows. Rows are told by their keys: the server promises no
// order. That none is missing was checked on the server.
func (s *step) readBack(rows pgx.Rows) error {
	if s.text.returns == nil {
		for rows.Next() {
		}
		return rows.Err()
	}
	if s.frees != nil {
		return s.readOrphans(rows)
	}
	r := backReader{step: s}
	for rows.Next() {
		if r.keys == nil {
			if err := r.choose(rows); err != nil {
				return err
			}
		}
		if err := r.row(rows.RawValues()); err != nil {
			return err
		}
	}
	return rows.Err()
}

// backReader decodes what a statement returns. The keys are decoded first, into an entity of its own; then the object is
// known that the rest is for.
type backReader struct {
	step   *step
	keys   rowscan.Plan
	rest   rowscan.Plan
	mem    *rowscan.Memory
	spare  rowscan.Pointer
	next   int // the row that is expected to come
	byKey  map[string]*object
	buffer []byte
}

func (r *backReader) choose(rows pgx.Rows) error {
	t := r.step.t
	r.mem = rowscan.NewMemory(len(r.step.rows))
	r.mem.TypeMap = typesOf(rows)
	plan, err := t.planFor(rows, r.step.text.returns)
	if err != nil {
		return err
	}
	n := len(t.table.Key)
	r.keys, r.rest = plan[:n], plan[n:]
	r.spare = rowscan.New(t.table.GoType)
	return nil
}

func (r *backReader) row(values [][]byte) error {
	o, err := r.object(values[:len(r.keys)])
	if err != nil {
		return err
	}
	if col, err := r.rest.Row(o.at, values[len(r.keys):], r.mem); err != nil {
		return r.failed(len(r.keys)+col, err)
	}
	return nil
}

// object is the one that a row belongs to.
func (r *backReader) object(values [][]byte) (*object, error) {
	t := r.step.t
	if len(r.step.rows) == 1 {
		o := r.step.rows[0]
		if col, err := r.keys.Row(o.at, values, r.mem); err != nil {
			return nil, r.failed(col, err)
		}
		return o, nil
	}
	if col, err := r.keys.Row(r.spare, values, r.mem); err != nil {
		return nil, r.failed(col, err)
	}
	if o := r.expected(); o != nil {
		return o, nil
	}
	key, err := t.primary(r.buffer[:0], r.spare)
	if err != nil {
		return nil, err
	}
	r.buffer = key
	return r.search(key)
}

// expected is the object of the next row, where the key just read is its.
func (r *backReader) expected() *object {
	if r.next >= len(r.step.rows) {
		return nil
	}
	o, t := r.step.rows[r.next], r.step.t
	for _, k := range t.table.Key {
		c := &t.cols[k]
		if !c.same(o.at.Field(c.Offset), r.spare.Field(c.Offset)) {
			return nil
		}
	}
	r.next++
	return o
}

func (r *backReader) search(key []byte) (*object, error) {
	t := r.step.t
	if r.byKey == nil {
		r.byKey = make(map[string]*object, len(r.step.rows))
		for _, o := range r.step.rows {
			k, err := t.primary(nil, o.at)
			if err != nil {
				return nil, err
			}
			r.byKey[string(k)] = o
		}
	}
	r.next = len(r.step.rows)
	if o := r.byKey[string(key)]; o != nil {
		return o, nil
	}
	return nil, fmt.Errorf("uow: %s of %s: the database returned row %s, which was not sent; a trigger changed its key", r.step.kind, t.table.Name, t.show(r.spare))
}

func (r *backReader) failed(column int, err error) error {
	c := r.step.t.table.Columns[r.step.text.returns[column]]
	return &ColumnError{Table: r.step.t.table.Name, Column: c.Name, Err: err}
}

// planFor picks a decoder for each of the columns that rows have.
func (t *table) planFor(rows pgx.Rows, columns []int) (rowscan.Plan, error) {
	fields := rows.FieldDescriptions()
	if len(fields) < len(columns) {
		return nil, fmt.Errorf("uow: table %s: %d columns came back instead of %d", t.table.Name, len(fields), len(columns))
	}
	plan := make(rowscan.Plan, len(columns))
	for i, c := range columns {
		col := &t.cols[c]
		d, err := rowscan.Find(col.GoType, fields[i].DataTypeOID, fields[i].Format)
		if err != nil {
			return nil, &ColumnError{Table: t.table.Name, Column: col.Name, Err: err}
		}
		plan[i] = rowscan.Op{Offset: col.Offset, Decode: d, Text: rowscan.IsText(col.GoType)}
	}
	return plan, nil
}

func typesOf(rows pgx.Rows) *pgtype.Map {
	if c := rows.Conn(); c != nil {
		return c.TypeMap()
	}
	return nil
}

// entityReader reads rows that have all columns of a table, into entities of no session.
type entityReader struct {
	table *table
	plan  rowscan.Plan
	mem   *rowscan.Memory
	slab  *rowscan.Slab
}

func (r *entityReader) next(rows pgx.Rows) (rowscan.Pointer, error) {
	if r.plan == nil {
		plan, err := r.table.planFor(rows, r.table.everyColumn())
		if err != nil {
			return rowscan.Pointer{}, err
		}
		r.plan, r.mem, r.slab = plan, rowscan.NewMemory(0), rowscan.NewSlab(r.table.table.GoType)
		r.mem.TypeMap = typesOf(rows)
	}
	fresh := r.slab.Next()
	if col, err := r.plan.Row(fresh, rows.RawValues(), r.mem); err != nil {
		return fresh, &ColumnError{Table: r.table.table.Name, Column: r.table.table.Columns[col].Name, Err: err}
	}
	return fresh, nil
}
