package uow

import (
	"reflect"
	"slices"
	"time"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// planInsert decides what the rows of one table get, and which of their keys must be known before. Rows with
// expressions, and rows whose keys nobody can know before, have statements of their own.
func (f *flush) planInsert(rows []*object) error {
	t := rows[0].in
	d, own, err := f.decide(t, rows)
	if err != nil {
		return err
	}
	for i, o := range rows {
		if own[i] != nil {
			if err := f.insertAlone(o, own[i]); err != nil {
				return err
			}
		}
	}
	if len(own) > 0 {
		rows, d = d.without(rows, own)
	}
	if len(rows) == 0 {
		return nil
	}
	st := &step{kind: inserting, t: t, rows: rows, decided: d, late: f.late}
	for _, k := range t.table.Key {
		if need := f.keyNeeded(st, k); need != nil {
			f.keys = append(f.keys, need)
		}
	}
	st.single = st.single && len(rows) > 1
	d.settle(t.table, len(rows))
	st.text, err = t.insertOf(d.modes, len(rows) > 1 && !st.single)
	f.steps = append(f.steps, st)
	return err
}

// decide says of each row what is written into its columns; own has the rows that take an expression.
func (f *flush) decide(t *table, rows []*object) (d *decided, own map[int]*draft.Row, err error) {
	decider := draft.For(t.table)
	n := len(t.cols)
	d = &decided{modes: make([]mode, n), states: make([]draft.State, 0, n*len(rows))}
	var row draft.Row
	var o *object
	var linked func(column int) bool
	if len(f.links) > 0 {
		linked = func(column int) bool { return f.linked(o, column) }
	}
	var wrong problems
	for i := range rows {
		o = rows[i]
		t.cut(o)
		if err := decider.Decide(o.at, o.notes, linked, &row); err != nil {
			wrong.add(err)
			continue
		}
		d.states = append(d.states, row.States...)
		if o.notes != nil && slices.Contains(row.States, draft.Expr) {
			if own == nil {
				own = map[int]*draft.Row{}
			}
			own[i] = &draft.Row{States: slices.Clone(row.States), Exprs: slices.Clone(row.Exprs)}
		}
	}
	return d, own, wrong.err()
}

// insertAlone plans the INSERT of a row that takes an expression.
func (f *flush) insertAlone(o *object, row *draft.Row) error {
	d := &decided{modes: make([]mode, len(row.States)), states: row.States}
	d.settle(o.in.table, 1)
	text, err := o.in.insertOne(d.modes, row.Exprs)
	f.steps = append(f.steps, &step{kind: inserting, t: o.in, rows: []*object{o}, decided: d, late: f.late, text: text})
	return err
}

// without is the rows, and what was decided for them, that are not among own.
func (d *decided) without(rows []*object, own map[int]*draft.Row) ([]*object, *decided) {
	n := len(d.modes)
	rest := &decided{modes: d.modes}
	var kept []*object
	for i, o := range rows {
		if own[i] == nil {
			kept = append(kept, o)
			rest.states = append(rest.states, d.states[i*n:(i+1)*n]...)
		}
	}
	return kept, rest
}

// settle derives the modes of the columns from what was decided for the rows.
func (d *decided) settle(t *sqlast.Table, rows int) {
	n := len(t.Columns)
	gives := make([]int, n)
	for r := range rows {
		for c, s := range d.states[r*n : (r+1)*n] {
			if s != draft.LeftOut {
				gives[c]++
			}
		}
	}
	for c := range d.modes {
		switch gives[c] {
		case 0:
			d.modes[c] = omitted
		case rows:
			d.modes[c] = written
		default:
			d.modes[c] = mixed
		}
	}
}

// cut makes times of the object what PostgreSQL keeps of them, so that the object equals what is read back: microseconds,
// in UTC.
func (t *table) cut(o *object) {
	for _, i := range t.times {
		c := &t.cols[i]
		p, ok := c.value(o.at)
		if !ok {
			continue
		}
		was := rowscan.As[time.Time](p)
		if *was == (time.Time{}) || *was == rowsend.Cut(*was) { //nolint:staticcheck // zone and clock reading count: the object is to equal what is read back
			continue
		}
		if c.GoType.Kind() == reflect.Pointer { // the time may be a variable of the program
			fresh := new(time.Time)
			*fresh = *was
			o.at.Field(c.Offset).Store(rowscan.Of(fresh))
			was = fresh
		}
		*was = rowsend.Cut(*was)
	}
}
