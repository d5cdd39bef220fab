package query

import (
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// reader turns the server's rows into rows of a query. It is made once per run, from the column types that came with
// the first row.
type reader struct {
	mem      *rowscan.Memory
	items    []item
	fields   []pgconn.FieldDescription
	segments []segment
	entities []entityReader
	rows     int
}

// segment is a run of columns that are decoded together: values side by side in the row, or one entity.
type segment struct {
	first, n int
	plan     rowscan.Plan
	entity   int // into entities, or -1
}

// entityReader makes the entities of one item.
type entityReader struct {
	source   *sqlast.Source
	offset   uintptr // of the pointer in the row
	optional bool
	key      []int // columns that are not NULL where there is an entity
	slab     *rowscan.Slab
	spare    rowscan.Pointer // taken from the slab and not used
	adopt    identity.Entities
	keep     bool // remember what was read, for loaders
	read     []rowscan.Pointer
}

// newReader prepares to read items from rows whose columns are fields.
func newReader(items []item, fields []pgconn.FieldDescription, types *pgtype.Map, s identity.Session, keep bool) (*reader, error) {
	r := &reader{mem: rowscan.NewMemory(0), items: items, fields: fields}
	r.mem.TypeMap = types
	col := 0
	for i := range items {
		it := &items[i]
		if col+it.width() > len(fields) {
			return nil, r.widthError(col + it.width())
		}
		var err error
		if it.entity != nil {
			err = r.addEntity(it, col, s, keep)
		} else {
			err = r.addValue(it, col)
		}
		if err != nil {
			return nil, err
		}
		col += it.width()
	}
	return r, nil
}

func (r *reader) widthError(want int) error {
	return fmt.Errorf("query: the statement returns %d columns, and the select list needs at least %d", len(r.fields), want)
}

func (r *reader) addValue(it *item, col int) error {
	op, err := r.op(it, it.offset, col)
	if err != nil {
		return err
	}
	if n := len(r.segments); n > 0 && r.segments[n-1].entity < 0 {
		s := &r.segments[n-1]
		s.plan = append(s.plan, op)
		s.n++
		return nil
	}
	r.segments = append(r.segments, segment{first: col, n: 1, plan: append(make(rowscan.Plan, 0, len(r.items)), op), entity: -1})
	return nil
}

func (r *reader) op(it *item, offset uintptr, col int) (rowscan.Op, error) {
	f := &r.fields[col]
	d, err := rowscan.Find(it.goType, f.DataTypeOID, f.Format)
	if err != nil {
		return rowscan.Op{}, r.scanError(it, col, err)
	}
	return rowscan.Op{Offset: offset, Decode: d, Text: rowscan.IsText(it.goType)}, nil
}

func (r *reader) addEntity(it *item, col int, s identity.Session, keep bool) error {
	t := it.entity.Table
	e := entityReader{source: it.entity, offset: it.offset, optional: it.optional, key: t.Key, slab: rowscan.NewSlab(t.GoType), keep: keep}
	if s != nil {
		adopt, err := s.Entities(t)
		if err != nil {
			return err
		}
		e.adopt = adopt
	}
	plan := make(rowscan.Plan, len(t.Columns))
	for i, c := range t.Columns {
		f := &r.fields[col+i]
		d, err := rowscan.Find(c.GoType, f.DataTypeOID, f.Format)
		if err != nil {
			return r.scanError(it, col+i, err)
		}
		plan[i] = rowscan.Op{Offset: c.Offset, Decode: d, Text: rowscan.IsText(c.GoType)}
	}
	r.entities = append(r.entities, e)
	r.segments = append(r.segments, segment{first: col, n: len(plan), plan: plan, entity: len(r.entities) - 1})
	return nil
}

// row decodes one row of the server to dst.
func (r *reader) row(values [][]byte, dst rowscan.Pointer) error {
	r.rows++
	for i := range r.segments {
		s := &r.segments[i]
		vs := values[s.first : s.first+s.n]
		if s.entity >= 0 {
			if err := r.entity(s, vs, dst); err != nil {
				return err
			}
			continue
		}
		if col, err := s.plan.Row(dst, vs, r.mem); err != nil {
			return r.columnError(s.first+col, err)
		}
	}
	return nil
}

func (r *reader) entity(s *segment, vs [][]byte, dst rowscan.Pointer) error {
	e := &r.entities[s.entity]
	slot := dst.Field(e.offset)
	if e.optional && e.absent(vs) {
		slot.Store(rowscan.Pointer{})
		return nil
	}
	fresh := e.fresh()
	if col, err := s.plan.Row(fresh, vs, r.mem); err != nil {
		return r.columnError(s.first+col, err)
	}
	holder.Stamp(fresh, e.source.Table)
	object, err := e.settle(fresh)
	if err != nil {
		return err
	}
	slot.Store(object)
	if e.keep {
		e.read = append(e.read, object)
	}
	return nil
}

// absent reports whether the columns are those of an outer join that found no row.
func (e *entityReader) absent(vs [][]byte) bool {
	for _, k := range e.key {
		if vs[k] != nil {
			return false
		}
	}
	for _, v := range vs {
		if v != nil {
			return false
		}
	}
	return true
}

func (e *entityReader) fresh() rowscan.Pointer {
	if p := e.spare; !p.IsNil() {
		e.spare = rowscan.Pointer{}
		return p
	}
	return e.slab.Next()
}

// settle returns the object that stands for the row read into fresh.
func (e *entityReader) settle(fresh rowscan.Pointer) (rowscan.Pointer, error) {
	if e.adopt == nil {
		return fresh, nil
	}
	object, kept, err := e.adopt.Adopt(fresh)
	if !kept {
		e.spare = fresh
	}
	return object, err
}

// columnError tells which item the column at fault belongs to.
func (r *reader) columnError(col int, err error) error {
	at := 0
	for i := range r.items {
		if at += r.items[i].width(); col < at {
			return r.scanError(&r.items[i], col, err)
		}
	}
	return err
}

func (r *reader) scanError(it *item, col int, err error) error {
	f := r.fields[col]
	e := &ScanError{Item: it.name(), Column: f.Name, Row: max(r.rows, 1), Type: fmt.Sprintf("OID %d", f.DataTypeOID), Err: err}
	if r.mem.TypeMap != nil {
		if t, ok := r.mem.TypeMap.TypeForOID(f.DataTypeOID); ok {
			e.Type = t.Name
		}
	}
	return e
}

// name is the item as people know it.
func (i item) name() string {
	if i.entity != nil {
		return i.entity.Name()
	}
	return render.Name(i.expr)
}

// typesOf is the type map of the connection that rows come from.
func typesOf(rows pgx.Rows) *pgtype.Map {
	if c := rows.Conn(); c != nil {
		return c.TypeMap()
	}
	return nil
}
