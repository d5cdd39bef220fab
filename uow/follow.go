package uow

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Writing is called before a typed statement that changes rows is sent. Where the session holds objects of its table, it
// answers with a query that is sent behind it, in the same round trip, and reads what became of them.
func (s *Session) Writing(ctx context.Context, w identity.Write) (*identity.Follow, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	s.writes()
	if w.Table == nil || w.Kind == identity.Insert {
		return nil, nil //nolint:nilnil // nothing is to follow
	}
	t, err := s.table(w.Table)
	if err != nil {
		return nil, nil //nolint:nilnil // a table that is not in the model has no objects here
	}
	return t.follow()
}

// follow is the query that sees what became of the table's objects.
func (t *table) follow() (*identity.Follow, error) {
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
		SQL: sql, Args: args,
		Read: func(rows pgx.Rows) error { return t.see(rows, held) },
		Done: func(error) {},
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
func (t *table) see(rows pgx.Rows, held []*object) error {
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

// letGo forgets an object whose row is gone, and takes it out of the collections that hold it.
func (t *table) letGo(o *object) {
	for _, r := range t.up {
		if r.Inverse == nil {
			continue
		}
		parents := t.session.tables[r.To]
		if parents == nil || len(parents.all) == parents.lost {
			continue // no object of the session has a collection that o could be in
		}
		if h := holder.OneAt(o.at, r); h.State == holder.Loaded && !h.Target.IsNil() {
			parents.takeOut(h.Target, r.Inverse, o.at)
		}
		if p, found := parents.Lookup(o.at, columnsOf(t.table, r.Columns)); found {
			parents.takeOut(p, r.Inverse, o.at)
		}
	}
	t.forget(o)
}

// takeOut takes a child out of a collection of the parent.
func (t *table) takeOut(parent rowscan.Pointer, r *sqlast.Relation, child rowscan.Pointer) {
	m := holder.ManyAt(parent, r)
	not := func(q rowscan.Pointer) bool { return q == child }
	if slices.Contains(m.Items, child) {
		if p := t.find(parent); p != nil {
			t.session.touch(p, true)
		}
		m.Items = slices.DeleteFunc(slices.Clone(m.Items), not)
	}
	if slices.Contains(m.Added, child) {
		m.Added = slices.DeleteFunc(slices.Clone(m.Added), not)
	}
}

func columnsOf(t *sqlast.Table, is []int) []*sqlast.Column {
	out := make([]*sqlast.Column, len(is))
	for i, c := range is {
		out[i] = t.Columns[c]
	}
	return out
}

var _ query.DB = (*Session)(nil)
