package query

import (
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// reader turns the server's rows into rows of a query. It serves one run; readers are used again.
type reader struct {
	mem      rowscan.Memory
	items    []item
	past     *past
	session  identity.Session
	keep     bool // remember the entities that were read, for loaders
	expected int  // rows, 0 where nobody knows
	packed   bool // texts lie in pages

	fields   []pgconn.FieldDescription
	plan     *plan // nil until the first row
	entities []entityReader
	rows     int

	quick quick
}

// entityReader makes the entities of one item.
type entityReader struct {
	*entityPlan
	slab  rowscan.Slab
	spare rowscan.Pointer // taken from the slab and not used
	adopt identity.Entities
	read  []rowscan.Pointer
}

// fewEntities is how many entities the first chunk holds where nobody knows how many rows there will be.
const fewEntities = 4

var readers = sync.Pool{New: func() any { return &reader{} }}

// openReader returns a reader of items for one run of a text that remembers p.
func openReader(items []item, p *past, s identity.Session, keep bool, expected int) *reader {
	r := readers.Get().(*reader) //nolint:forcetypeassert // the pool holds nothing else
	r.items, r.past, r.session, r.keep, r.expected = items, p, s, keep, expected
	return r
}

// close gives the reader back. What it has read stays as it is.
func (r *reader) close() {
	r.mem.Reset(nil, 0)
	clear(r.entities)
	*r = reader{mem: r.mem, entities: r.entities[:0], quick: quick{build: r.quick.build, ahead: r.quick.ahead}}
	readers.Put(r)
}

// again makes the reader ready for rows that come from another statement of the same run.
func (r *reader) again() {
	clear(r.entities)
	r.entities, r.plan, r.rows = r.entities[:0], nil, 0
}

// all reads the rows into the sink.
func (r *reader) all(rows results, to sink) error {
	for rows.Next() {
		if err := r.next(rows, to.next()); err != nil {
			return err
		}
	}
	return rows.Err()
}

// next reads the row at hand to dst.
func (r *reader) next(rows results, dst rowscan.Pointer) error {
	if r.plan == nil {
		if err := r.begin(rows.FieldDescriptions(), typesOf(rows)); err != nil {
			return err
		}
	}
	return r.row(rows.RawValues(), dst)
}

// begin prepares to read rows whose columns are fields.
func (r *reader) begin(fields []pgconn.FieldDescription, types *pgtype.Map) error {
	r.fields = fields
	r.mem.Reset(types, r.expected)
	if r.packed {
		r.mem.Paged()
	}
	p, err := r.past.planFor(r.items, fields)
	if err != nil {
		if c, ok := errors.AsType[*columnError](err); ok {
			return r.columnError(c.column, c.err)
		}
		return err
	}
	for i := range p.entities {
		if err := r.addEntity(&p.entities[i]); err != nil {
			return err
		}
	}
	r.plan = p
	return nil
}

func (r *reader) addEntity(p *entityPlan) error {
	e := entityReader{entityPlan: p}
	expected := r.expected
	if expected == 0 {
		expected = fewEntities
	}
	e.slab.Reset(p.source.Table.GoType, expected)
	if r.session != nil {
		adopt, err := r.session.Entities(p.source.Table)
		if err != nil {
			return err
		}
		adopt.Expect(r.expected)
		e.adopt = adopt
	}
	r.entities = append(r.entities, e)
	return nil
}

// row decodes one row of the server to dst.
func (r *reader) row(values [][]byte, dst rowscan.Pointer) error {
	r.rows++
	for i := range r.plan.segments {
		s := &r.plan.segments[i]
		vs := values[s.first : s.first+s.n]
		if s.entity >= 0 {
			if err := r.entity(s, vs, dst); err != nil {
				return err
			}
			continue
		}
		if col, err := s.plan.Row(dst, vs, &r.mem); err != nil {
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
	if col, err := s.plan.Row(fresh, vs, &r.mem); err != nil {
		return r.columnError(s.first+col, err)
	}
	holder.Stamp(fresh, e.source.Table)
	object, err := e.settle(fresh)
	if err != nil {
		return err
	}
	slot.Store(object)
	if r.keep {
		e.read = append(e.read, object)
	}
	return nil
}

// absent reports whether the columns are those of an outer join that found no row.
func (e *entityReader) absent(vs [][]byte) bool {
	for _, k := range e.source.Table.Key {
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
func (i *item) name() string {
	if i.entity != nil {
		return i.entity.Name()
	}
	return render.Name(i.expr())
}

// typesOf is the type map of the connection that rows come from.
func typesOf(rows results) *pgtype.Map {
	if c := rows.Conn(); c != nil {
		return c.TypeMap()
	}
	return nil
}
