package uow

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Plan is what a flush sends, in order.
type Plan struct{ Steps []Step }

// Step is one statement of a [Plan].
type Step struct {
	Statement string // "insert", "update", "delete"; "keys" for asking the database for new keys
	Table     string
	Columns   []string // that are written
	Rows      int
	SQL       string
}

// String shows a step on each line, as in: insert companies (name) 2 rows.
func (p Plan) String() string {
	var b strings.Builder
	for _, s := range p.Steps {
		rows := "rows"
		if s.Rows == 1 {
			rows = "row"
		}
		columns := ""
		if len(s.Columns) > 0 {
			columns = " (" + strings.Join(s.Columns, ", ") + ")"
		}
		fmt.Fprintf(&b, "%s %s%s %d %s\n", s.Statement, s.Table, columns, s.Rows, rows)
	}
	return b.String()
}

// Plan returns what a flush would send now. It sends nothing. Like a flush it gives foreign keys the values of related
// objects, as far as those are known, and adds new objects that are reached through relations.
func (s *Session) Plan() (Plan, error) {
	if err := s.enter(); err != nil {
		return Plan{}, err
	}
	defer s.leave()
	f, err := s.prepare()
	if err != nil {
		return Plan{}, err
	}
	var p Plan
	for _, k := range f.keys {
		p.Steps = append(p.Steps, Step{Statement: "keys", Table: k.t.table.Name, Columns: []string{k.t.table.Columns[k.column].Name}, Rows: len(k.rows), SQL: k.sql()})
	}
	for _, st := range f.steps {
		p.Steps = append(p.Steps, st.public())
	}
	return p, nil
}

// The kinds of step.
const (
	inserting  = "insert"
	updating   = "update"
	deleting   = "delete"
	committing = "commit"
)

// step is one statement and the rows that it is for.
type step struct {
	kind    string
	t       *table
	rows    []*object
	set     []int // of an update
	decided *decided
	late    map[*object][]int
	single  bool // each row has a statement of its own, since its key is known only when it is written
	text    *statement
}

func (s *step) public() Step {
	p := Step{Statement: s.kind, Table: s.t.table.Name, Rows: len(s.rows), SQL: s.text.sql}
	columns := s.set
	if s.kind == inserting {
		for i, m := range s.decided.modes {
			if m != omitted {
				columns = append(columns, i)
			}
		}
	}
	for _, c := range columns {
		p.Columns = append(p.Columns, s.t.table.Columns[c].Name)
	}
	return p
}

// prepare walks through the stages that send nothing.
func (s *Session) prepare() (*flush, error) {
	f := &flush{s: s}
	if err := s.mistakes(); err != nil {
		return nil, err
	}
	if err := f.collect(); err != nil {
		return nil, err
	}
	if err := f.relate(); err != nil {
		return nil, err
	}
	if err := f.checkKeys(); err != nil {
		return nil, err
	}
	batches, err := f.order()
	if err != nil {
		return nil, err
	}
	return f, f.makePlan(batches)
}

// makePlan makes the statements: INSERTs, UPDATEs of columns that could not be written at once, UPDATEs, DELETEs.
func (f *flush) makePlan(batches [][]*object) error {
	if err := f.planDeletes(f.early); err != nil {
		return err
	}
	var errs []error
	for _, rows := range batches {
		errs = append(errs, f.planInsert(rows))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := f.planLate(); err != nil {
		return err
	}
	if err := f.planUpdates(); err != nil {
		return err
	}
	return f.planDeletes(f.deletes)
}

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
	linked := func(column int) bool { return f.linked(o, column) }
	var errs []error
	for i := range rows {
		o = rows[i]
		t.cut(o)
		if err := decider.Decide(o.at, o.notes, linked, &row); err != nil {
			errs = append(errs, err)
			continue
		}
		d.states = append(d.states, row.States...)
		if slices.Contains(row.States, draft.Expr) {
			if own == nil {
				own = map[int]*draft.Row{}
			}
			own[i] = &draft.Row{States: slices.Clone(row.States), Exprs: slices.Clone(row.Exprs)}
		}
	}
	return d, own, errors.Join(errs...)
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
	for c := range t.Columns {
		gives := 0
		for r := range rows {
			if d.state(r, c) != draft.LeftOut {
				gives++
			}
		}
		switch gives {
		case 0:
			d.modes[c] = omitted
		case rows:
			d.modes[c] = written
		default:
			d.modes[c] = mixed
		}
	}
}

// planLate plans the UPDATEs of foreign keys that were NULL at first because rows refer to each other in a circle.
func (f *flush) planLate() error {
	if len(f.late) == 0 {
		return nil
	}
	groups := newGroups()
	for _, o := range f.inserts {
		if columns := f.late[o]; columns != nil {
			slices.Sort(columns)
			groups.add(o, slices.Compact(columns))
		}
	}
	return f.planGroups(groups)
}

// planUpdates plans an UPDATE for each table and set of changed columns.
func (f *flush) planUpdates() error {
	if len(f.held) == 0 {
		return nil
	}
	groups := newGroups()
	var errs []error
	var changed []int
	for _, o := range f.held {
		o.in.cut(o)
		changed = changed[:0]
		for i := range o.in.cols {
			c := &o.in.cols[i]
			if !o.changed(c) && !f.linked(o, i) {
				continue
			}
			if c.Owned {
				errs = append(errs, &ColumnError{Table: o.in.table.Name, Column: c.Name, Object: o.name(), Err: errors.New("the database writes this column alone, and the object has another value in it; undo the change, or declare the column as schema.Col")})
			}
			changed = append(changed, i)
		}
		if len(changed) > 0 {
			groups.add(o, changed)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return f.planGroups(groups)
}

// groups is rows by table and set of columns.
type groups struct {
	of    map[*table]map[string]*step
	order []*step
	name  []byte
}

func newGroups() *groups { return &groups{of: map[*table]map[string]*step{}} }

func (g *groups) add(o *object, set []int) {
	g.name = g.name[:0]
	for _, c := range set {
		g.name = append(g.name, byte(c>>8), byte(c))
	}
	of := g.of[o.in]
	if of == nil {
		of = map[string]*step{}
		g.of[o.in] = of
	}
	st := of[string(g.name)]
	if st == nil {
		st = &step{kind: updating, t: o.in, set: slices.Clone(set)}
		of[string(g.name)] = st
		g.order = append(g.order, st)
	}
	st.rows = append(st.rows, o)
}

func (f *flush) planGroups(g *groups) error {
	if len(g.order) == 0 {
		return nil
	}
	at := orderOf(f.s.model).at
	slices.SortStableFunc(g.order, func(a, b *step) int { return at[a.t.table] - at[b.t.table] })
	for _, st := range g.order {
		if err := byKey(st.rows); err != nil {
			return err
		}
		text, err := st.t.updateOf(st.set, len(st.rows) > 1)
		if err != nil {
			return err
		}
		st.text = text
		f.steps = append(f.steps, st)
	}
	return nil
}

// planDeletes plans a DELETE for each table, those that refer to others first. Where rows refer to each other in a circle,
// UPDATEs take foreign keys away before.
func (f *flush) planDeletes(deletes []*object) error {
	if len(deletes) == 0 {
		return nil
	}
	batches, err := f.orderDeletes(deletes)
	if err != nil {
		return err
	}
	if err := f.planUnset(deletes); err != nil {
		return err
	}
	for _, rows := range batches {
		st := &step{kind: deleting, t: rows[0].in, rows: rows}
		if err := byKey(rows); err != nil {
			return err
		}
		if st.text, err = st.t.deleteOf(len(rows) > 1); err != nil {
			return err
		}
		f.steps = append(f.steps, st)
	}
	return nil
}

func (f *flush) planUnset(deletes []*object) error {
	if len(f.unset) == 0 {
		return nil
	}
	groups := newGroups()
	for _, o := range deletes {
		if columns := f.unset[o]; columns != nil {
			slices.Sort(columns)
			groups.add(o, slices.Compact(columns))
		}
	}
	for _, st := range groups.order {
		st.late = f.unset
	}
	return f.planGroups(groups)
}

// byKey puts stored rows into the order of their keys, so that two sessions lock them in the same order.
func byKey(rows []*object) error {
	if len(rows) < 2 {
		return nil
	}
	type keyed struct {
		key []byte
		o   *object
	}
	all := make([]keyed, len(rows))
	var keys []byte
	for i, o := range rows {
		at := len(keys)
		var err error
		if keys, err = o.in.primary(keys, o.old()); err != nil {
			return err
		}
		all[i] = keyed{keys[at:len(keys):len(keys)], o}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	for i := range all {
		rows[i] = all[i].o
	}
	return nil
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
		if *was == rowsend.Cut(*was) {
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
