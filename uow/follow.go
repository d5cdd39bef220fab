package uow

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Writing is called before a typed statement that changes rows is sent. Where the session holds objects of its table, or
// of tables that the database changes with it, it answers with queries that are sent behind it, in the same round trip,
// and read what became of them. A transaction that is not open begins with the statement.
func (s *Session) Writing(_ context.Context, w identity.Write) ([]*identity.Follow, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, err
	}
	s.wanted = !s.begun
	s.reads = false
	s.writes()
	if w.Table == nil || w.Kind == identity.Insert || len(s.tables) == 0 {
		return nil, nil
	}
	var all []*identity.Follow
	changes := s.changedBy(w)
	for i, c := range changes {
		t := s.tables[c.table]
		if t == nil || slices.ContainsFunc(changes[:i], func(d change) bool { return d.table == c.table }) {
			continue
		}
		rekeys := slices.ContainsFunc(changes[i:], func(d change) bool { return d.table == c.table && d.rekeys() })
		f, err := t.follow(rekeys)
		if err != nil {
			return nil, err
		}
		if f != nil {
			all = append(all, f)
		}
	}
	return all, nil
}

// change is what a statement does to a table: it deletes rows, or writes the columns.
type change struct {
	table   *sqlast.Table
	deletes bool
	columns []int
}

// rekeys reports whether rows get another primary key.
func (c change) rekeys() bool {
	return !c.deletes && slices.ContainsFunc(c.columns, func(i int) bool { return slices.Contains(c.table.Key, i) })
}

// changedBy is what a statement changes: rows of its own table, and of those whose foreign keys say so.
func (s *Session) changedBy(w identity.Write) []change {
	first := change{table: w.Table, deletes: w.Kind == identity.Delete}
	for _, c := range w.Columns {
		first.columns = append(first.columns, c.Index)
	}
	all := []change{first}
	for i := 0; i < len(all); i++ { // the list grows
		for _, next := range s.inTurn(all[i]) {
			if !slices.ContainsFunc(all, next.same) {
				all = append(all, next)
			}
		}
	}
	return all
}

func (c change) same(d change) bool {
	return c.table == d.table && c.deletes == d.deletes && slices.Equal(c.columns, d.columns)
}

// inTurn is what the database does to rows that refer to those that were changed.
func (s *Session) inTurn(c change) (out []change) {
	for _, t := range s.model.Tables() {
		for _, fk := range t.Foreign {
			action := fk.OnUpdate
			switch {
			case fk.To != c.table:
				continue
			case c.deletes:
				action = fk.OnDelete
			case !slices.ContainsFunc(fk.ToColumns, func(k int) bool { return slices.Contains(c.columns, k) }):
				continue
			}
			switch action {
			case sqlast.NoAction, sqlast.Restrict:
			case sqlast.Cascade, sqlast.SetNull, sqlast.SetDefault:
				next := change{table: t, deletes: c.deletes && action == sqlast.Cascade}
				if !next.deletes {
					next.columns = fk.Columns
				}
				out = append(out, next)
			}
		}
	}
	return out
}

// follow is the query that sees what became of the table's objects. rekeys says that their keys may be others now.
func (t *table) follow(rekeys bool) (*identity.Follow, error) {
	var held []*object
	for _, o := range t.all {
		if o.phase == stored {
			held = append(held, o)
		}
	}
	if len(held) == 0 {
		return nil, nil //nolint:nilnil // nothing is to follow
	}
	sql, args, err := t.selectHeld(held)
	if err != nil {
		return nil, err
	}
	return &identity.Follow{
		Table: t.table.Name, SQL: sql, Args: args,
		Read: func(rows pgx.Rows) error { return t.see(rows, held, rekeys) },
	}, nil
}

// selectHeld is a SELECT of the rows of objects.
func (t *table) selectHeld(held []*object) (string, []any, error) {
	text, err := t.texts.get("select", func() (*statement, error) { return t.selectByKeys() })
	if err != nil {
		return "", nil, err
	}
	args, err := text.arguments(t, held)
	return text.sql, args, err
}

// see takes over what a statement did to the objects held: those that it changed get the new values, those that it
// deleted are let go.
func (t *table) see(rows pgx.Rows, held []*object, rekeys bool) error {
	there := make(map[*object]bool, len(held))
	read := entityReader{table: t}
	for rows.Next() {
		fresh, err := read.next(rows)
		if err != nil {
			return err
		}
		o, err := t.heldAs(fresh)
		if err != nil {
			return err
		}
		if o == nil {
			continue
		}
		there[o] = true
		if err := t.overtake(o, fresh); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, o := range held {
		if there[o] {
			continue
		}
		if rekeys {
			return &ObjectError{"statement", t.table.Name + t.show(o.old()), "is not there under its key any more, which the statement changed; roll back, and change the key of the object instead, or run the statement before its row is read"}
		}
		if o.dirty() {
			return &ObjectError{"statement", o.name(), "was deleted by the statement and has changes that are not flushed; flush before the statement, or undo them with Refresh"}
		}
		t.session.touch(o, true)
		t.letGo(o)
	}
	return nil
}

// heldAs returns the session's object for a row, or nil.
func (t *table) heldAs(fresh rowscan.Pointer) (*object, error) {
	key, err := t.primary(t.scratch[:0], fresh)
	t.scratch = key
	return t.lookup(key), err
}

// overtake gives an object what a statement wrote. A column that the program has changed too is an error.
func (t *table) overtake(o *object, fresh rowscan.Pointer) error {
	for i := range t.cols {
		c := &t.cols[i]
		if !c.same(o.copy.Field(c.Offset), fresh.Field(c.Offset)) && o.changed(c) {
			return &ColumnError{Table: t.table.Name, Column: c.Name, Object: o.name(), Err: fmt.Errorf("the statement changed it in the database, and the object has a change of it that is not flushed; flush before the statement")}
		}
	}
	t.fill(o, fresh)
	return nil
}

func columnsOf(t *sqlast.Table, is []int) []*sqlast.Column {
	out := make([]*sqlast.Column, len(is))
	for i, c := range is {
		out[i] = t.Columns[c]
	}
	return out
}

var _ query.DB = (*Session)(nil)
