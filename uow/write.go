package uow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/graph"
	"github.com/rowan-go/rowan/internal/render"
)

// Flush writes what changed: new objects, changed columns, deletions. It begins a transaction where none is open, and
// sends nothing where nothing changed. What it wrote is seen by this session alone until the commit.
//
// Statements go in as few round trips as the keys allow: one for keys that the database makes, where rows need them
// before they are written, and one for everything else. After an error nothing of the flush counts, and the transaction,
// or the nested block, must be rolled back.
func (s *Session) Flush(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	return s.flush(ctx, false)
}

// flush is the walk through the stages. With commit, COMMIT goes behind the last statement.
func (s *Session) flush(ctx context.Context, commit bool) error {
	f, err := s.prepare()
	for err == nil && !s.opts.ReadOnly && f.cut() {
		if err := f.write(ctx, false); err != nil {
			return err
		}
		f.mark()
		f, err = s.prepare()
	}
	if err != nil {
		return err
	}
	if len(f.steps) > 0 {
		if s.opts.ReadOnly {
			return fmt.Errorf("%w: the session is read-only and has %s to write; use a session without Options.ReadOnly", ErrTransaction, f.steps[0].describe())
		}
		if err := f.write(ctx, commit); err != nil {
			return err
		}
	}
	s.sure = commit && len(f.steps) > 0
	f.mark()
	if s.sure {
		s.endTransaction()
	}
	return nil
}

func (s *step) describe() string {
	return fmt.Sprintf("%s of %s (%d rows)", s.kind, s.table().Name, len(s.rows))
}

// write sends the statements and reads back what the database made.
func (f *flush) write(ctx context.Context, commit bool) error {
	s := f.s
	if err := s.hold(ctx); err != nil {
		return err
	}
	for _, st := range f.steps {
		st.touch(commit)
	}
	f.tellTime()
	s.writes()
	p := &pipeline{s: s, ctx: ctx}
	if f.rows() >= s.manyRows && bulk.Fits(s.conn) {
		p.message = bulk.NewMessage()
		if s.mostBytes > 0 {
			p.message.Limit(s.mostBytes)
		}
		defer p.message.Release()
	}
	if err := f.send(p, commit); err != nil {
		return p.fail(err, commit)
	}
	return nil
}

// rows is how many rows the flush writes.
func (f *flush) rows() (n int) {
	for _, st := range f.steps {
		n += len(st.rows)
	}
	return n
}

func (f *flush) send(p *pipeline, commit bool) error {
	p.begin()
	if len(f.keys) > 0 {
		for _, k := range f.keys {
			if err := p.ask(k); err != nil {
				return err
			}
		}
		if err := p.flush(); err != nil {
			return err
		}
	}
	if deferred := f.deferred(); deferred != "" {
		p.exec("SET CONSTRAINTS "+deferred+" DEFERRED", beginning, anyTag)
	}
	for _, st := range f.steps {
		if err := f.sendStep(p, st); err != nil {
			return err
		}
	}
	if commit {
		p.commit()
	}
	return p.flush()
}

// deferred is the names of the foreign keys that the order relies on being checked at the end.
func (f *flush) deferred() string {
	var names []string
	for _, k := range f.atEnd {
		name := render.Ident(k.Name)
		if k.Table.Schema != "" {
			name = render.Ident(k.Table.Schema) + "." + name
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// sendStep queues one step. Where its rows wait for keys that INSERTs before it make, those are sent first.
func (f *flush) sendStep(p *pipeline, st *step) error {
	if st.single {
		return f.sendSingles(p, st)
	}
	if f.waits(st.rows, st) {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if err := f.fillLinks(st); err != nil {
		return err
	}
	return p.add(st)
}

// sendSingles queues a statement for each row, those that others of the step refer to first.
func (f *flush) sendSingles(p *pipeline, st *step) error {
	rows, at, err := f.ordered(st)
	if err != nil {
		return err
	}
	n := len(st.decided.modes)
	for i, o := range rows {
		d := &decided{modes: make([]mode, n), states: append([]draft.State(nil), st.decided.states[at[i]*n:(at[i]+1)*n]...)}
		d.settle(st.t.table, 1)
		text, err := st.t.insertOf(d.modes, false)
		if err != nil {
			return err
		}
		one := &step{kind: inserting, t: st.t, rows: []*object{o}, decided: d, late: st.late, text: text}
		if err := f.sendStep(p, one); err != nil {
			return err
		}
	}
	return nil
}

// ordered is the rows of a step with those that others refer to first, and their places in the step.
func (f *flush) ordered(st *step) ([]*object, []int, error) {
	at := make(map[*object]int, len(st.rows))
	for i, o := range st.rows {
		at[o] = i
	}
	var rows []*object
	var places []int
	for _, members := range graph.Components(len(st.rows), func(i int) (before []int) {
		o := st.rows[i]
		for _, l := range f.linksOf(o) {
			if j, ok := at[l.parent]; ok && j != i {
				before = append(before, j)
			}
		}
		return before
	}) {
		if len(members) > 1 {
			return nil, nil, &CircleError{Edges: []string{fmt.Sprintf("%s (rows of one table, whose keys the role may not ask for before they are written; grant it USAGE on the sequence)", st.t.table.Name)}}
		}
		rows, places = append(rows, st.rows[members[0]]), append(places, members[0])
	}
	return rows, places, nil
}

// waits reports whether one of the rows refers to a row whose key is not known yet.
func (f *flush) waits(rows []*object, st *step) bool {
	if len(f.links) == 0 {
		return false
	}
	for _, o := range rows {
		links := f.linksOf(o)
		for i := range links {
			l := &links[i]
			if l.parent != o && f.awaits(st, o, l) {
				return true
			}
		}
	}
	return false
}

// awaits reports whether the step writes a column of the link whose value is not known yet.
func (f *flush) awaits(st *step, o *object, l *link) bool {
	for i, k := range l.key() {
		if f.unknown(l.parent, k, 0) && !st.skips(o, l.columns()[i]) {
			return true
		}
	}
	return false
}

// skips reports whether the step leaves the column to a later UPDATE.
func (s *step) skips(o *object, column int) bool {
	return s.kind == inserting && len(s.late) > 0 && slices.Contains(s.late[o], column)
}

// fillLinks gives foreign keys the keys of rows that are written now or known before.
func (f *flush) fillLinks(st *step) error {
	if len(f.links) == 0 {
		return nil
	}
	for _, o := range st.rows {
		links := f.linksOf(o)
		for i := range links {
			l := &links[i]
			if f.awaits(st, o, l) {
				return &ObjectError{"flush", o.name(), "refers to itself, and its key is known only when it is written; flush it first, then relate it to itself"}
			}
			for i, k := range l.key() {
				if !f.unknown(l.parent, k, 0) {
					from, k := f.origin(l.parent, k, 0)
					o.takeOne(l.columns()[i], from.at, from.in, k)
				}
			}
		}
	}
	return nil
}
