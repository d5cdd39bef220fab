package query

import (
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// plan is how the rows of one statement are read: a decoder for each column, chosen from the types that the server says
// they have. It does not change, so runs share it.
type plan struct {
	columns  []columnType
	segments []segment
	entities []entityPlan
}

// columnType is what the choice of a decoder depends on, beside the item's Go type.
type columnType struct {
	oid    uint32
	format int16
}

// segment is a run of columns that are decoded together: values side by side in the row, or one entity.
type segment struct {
	first, n int
	plan     rowscan.Plan
	entity   int // into entities, or -1
}

// entityPlan is one item that is an entity.
type entityPlan struct {
	source   *sqlast.Source
	offset   uintptr // of the pointer in the row
	optional bool
}

// past is what the runs of a text remember for those to come.
type past struct {
	plans atomic.Pointer[[]*plan] // newest first
	rows  atomic.Int64            // of the last run
}

// expected is how many rows a run will give whose helper asks for fetch; 0 where nobody knows.
func (p *past) expected(fetch int) int {
	if fetch != fetchAll {
		return 1
	}
	return int(p.rows.Load())
}

// morePlans is how many plans one text keeps: connections differ in the numbers of user types and in the format.
const morePlans = 8

// planFor is the plan for rows whose columns are fields.
func (p *past) planFor(items []item, fields []pgconn.FieldDescription) (*plan, error) {
	known := p.plans.Load()
	if known != nil {
		for _, pl := range *known {
			if pl.fits(fields) {
				return pl, nil
			}
		}
	}
	pl, err := newPlan(items, fields)
	if err != nil {
		return nil, err
	}
	all := []*plan{pl}
	if known != nil {
		all = append(all, (*known)[:min(len(*known), morePlans-1)]...)
	}
	p.plans.CompareAndSwap(known, &all) // another run may have been first; then this one's plan is made again some time
	return pl, nil
}

func (pl *plan) fits(fields []pgconn.FieldDescription) bool {
	if len(fields) != len(pl.columns) {
		return false
	}
	for i := range fields {
		f, c := &fields[i], &pl.columns[i]
		if f.DataTypeOID != c.oid || f.Format != c.format {
			return false
		}
	}
	return true
}

// planner makes a plan.
type planner struct {
	plan
	items  []item
	fields []pgconn.FieldDescription
}

func newPlan(items []item, fields []pgconn.FieldDescription) (*plan, error) {
	p := planner{items: items, fields: fields}
	for i := range fields {
		p.columns = append(p.columns, columnType{fields[i].DataTypeOID, fields[i].Format})
	}
	col := 0
	for i := range items {
		it := &items[i]
		if col+it.width() > len(fields) {
			return nil, fmt.Errorf("query: the statement returns %d columns, and the select list needs at least %d", len(fields), col+it.width())
		}
		add := p.addValue
		if it.entity != nil {
			add = p.addEntity
		}
		if err := add(it, col); err != nil {
			return nil, err
		}
		col += it.width()
	}
	return &p.plan, nil
}

func (p *planner) addValue(it *item, col int) error {
	f := &p.fields[col]
	d, err := rowscan.Find(it.goType, f.DataTypeOID, f.Format)
	if err != nil {
		return &columnError{col, err}
	}
	op := rowscan.Op{Offset: uintptr(it.offset), Decode: d, Text: rowscan.IsText(it.goType)}
	if n := len(p.segments); n > 0 && p.segments[n-1].entity < 0 {
		s := &p.segments[n-1]
		s.plan = append(s.plan, op)
		s.n++
		return nil
	}
	p.segments = append(p.segments, segment{first: col, n: 1, plan: append(make(rowscan.Plan, 0, len(p.items)), op), entity: -1})
	return nil
}

func (p *planner) addEntity(it *item, col int) error {
	t := it.entity.Table
	ops := make(rowscan.Plan, len(t.Columns))
	for i, c := range t.Columns {
		f := &p.fields[col+i]
		d, err := rowscan.Find(c.GoType, f.DataTypeOID, f.Format)
		if err != nil {
			return &columnError{col + i, err}
		}
		ops[i] = rowscan.Op{Offset: c.Offset, Decode: d, Text: rowscan.IsText(c.GoType)}
	}
	p.segments = append(p.segments, segment{first: col, n: len(ops), plan: ops, entity: len(p.entities)})
	p.entities = append(p.entities, entityPlan{source: it.entity, offset: uintptr(it.offset), optional: it.optional})
	return nil
}

// columnError says which column cannot be read; the reader adds what it is called.
type columnError struct {
	column int
	err    error
}

func (e *columnError) Error() string { return e.err.Error() }
