package uow

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Get returns the row of t with the primary key, as the session's object, or false where there is none. A row that the
// session holds costs no query. An object that is to be deleted is not found once that was flushed.
func Get[E, K any](ctx context.Context, s *Session, t schema.Keyed[E, K], key K) (entity *E, found bool, err error) {
	p, err := s.get(ctx, query.SourceOf(t).Table, rowscan.Of(&key), reflect.TypeFor[K]())
	return rowscan.As[E](p), !p.IsNil(), err
}

// Get2 is [Get] for a key of two columns.
func Get2[E, A, B any](ctx context.Context, s *Session, t schema.Keyed[E, schema.Key2[A, B]], a A, b B) (entity *E, found bool, err error) {
	return Get(ctx, s, t, schema.Key2[A, B]{A: a, B: b})
}

// Get3 is [Get] for a key of three columns.
func Get3[E, A, B, C any](ctx context.Context, s *Session, t schema.Keyed[E, schema.Key3[A, B, C]], a A, b B, c C) (entity *E, found bool, err error) {
	return Get(ctx, s, t, schema.Key3[A, B, C]{A: a, B: b, C: c})
}

// GetAll returns the rows of t with the primary keys, in the order of the keys, nil where there is none. What the
// session does not hold is read with one query, whatever the number of keys.
func GetAll[E, K any](ctx context.Context, s *Session, t schema.Keyed[E, K], keys ...K) ([]*E, error) {
	ps := make([]rowscan.Pointer, len(keys))
	for i := range keys {
		ps[i] = rowscan.Of(&keys[i])
	}
	found, err := s.getAll(ctx, query.SourceOf(t).Table, ps, reflect.TypeFor[K]())
	if err != nil {
		return nil, err
	}
	return rowscan.Slice[E](found), nil
}

// keyParts are the addresses of a key's columns: the key itself, or the fields of a schema.Key2 or Key3.
func (t *table) keyParts(key rowscan.Pointer, typ reflect.Type) (parts keyParts) {
	if parts.n = len(t.table.Key); parts.n == 1 {
		parts.of[0] = keyPart{key, typ}
		return parts
	}
	for i := range parts.n {
		f := typ.Field(i)
		parts.of[i] = keyPart{key.Field(f.Offset), f.Type}
	}
	return parts
}

// keyParts are the parts of a key, of which there are at most three.
type keyParts struct {
	of [3]keyPart
	n  int
}

type keyPart struct {
	at rowscan.Pointer
	t  reflect.Type
}

// keyBytes appends the canonical bytes of a key that a caller gave.
func (t *table) keyBytes(buf []byte, parts *keyParts) ([]byte, error) {
	for i := range parts.n {
		p := &parts.of[i]
		c := &t.cols[t.table.Key[i]]
		w := c.base
		if p.t != valueType(c.GoType) {
			var err error
			if w, err = rowsend.For(p.t, c.Type); err != nil {
				return buf, &ColumnError{Table: t.table.Name, Column: c.Name, Err: err}
			}
		}
		var err error
		if buf, err = w.Canonical(buf, p.at); err != nil {
			return buf, &ColumnError{Table: t.table.Name, Column: c.Name, Err: err}
		}
	}
	return buf, nil
}

// held returns the session's object with the key, and whether that answers for the database.
func (t *table) held(parts *keyParts) (rowscan.Pointer, bool, error) {
	key, err := t.keyBytes(t.scratch[:0], parts)
	if err != nil {
		return rowscan.Pointer{}, false, err
	}
	t.scratch = key
	o := t.lookup(key)
	if o == nil || o.phase != stored || o.expired {
		return rowscan.Pointer{}, false, nil
	}
	return o.at, true, nil
}

func (s *Session) get(ctx context.Context, def *sqlast.Table, key rowscan.Pointer, typ reflect.Type) (rowscan.Pointer, error) {
	t, parts, err := s.keyed(ctx, def, key, typ)
	if err != nil {
		return rowscan.Pointer{}, err
	}
	p, found, err := t.held(&parts)
	if err != nil || found {
		return p, err
	}
	args := make([]any, parts.n)
	for i := range args {
		part := &parts.of[i]
		args[i] = reflect.ValueOf(part.at.Any(part.t)).Elem().Interface()
	}
	rows, err := byKeyQuery(def).Load(ctx, s, nil, args...)
	if err != nil || len(rows) == 0 {
		return rowscan.Pointer{}, err
	}
	return rows[0], nil
}

// keyed begins a get: it flushes what the answer may depend on, where the session is told to.
func (s *Session) keyed(ctx context.Context, def *sqlast.Table, key rowscan.Pointer, typ reflect.Type) (t *table, parts keyParts, err error) {
	if err := s.enter(); err != nil {
		return nil, parts, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return nil, parts, err
	}
	if t, err = s.table(def); err != nil {
		return nil, parts, err
	}
	if len(def.Key) == 0 {
		return nil, parts, fmt.Errorf("uow: Get: table %s has no primary key; call schema.PrimaryKey in its definition", def.Name)
	}
	if s.opts.Autoflush && s.waitsFor([]*sqlast.Table{def}) {
		if err := s.flush(ctx, false); err != nil {
			return nil, parts, err
		}
	}
	return t, t.keyParts(key, typ), ctx.Err()
}

func (s *Session) getAll(ctx context.Context, def *sqlast.Table, keys []rowscan.Pointer, typ reflect.Type) ([]rowscan.Pointer, error) {
	out := make([]rowscan.Pointer, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	t, _, err := s.keyed(ctx, def, keys[0], typ)
	if err != nil {
		return nil, err
	}
	missing, err := t.collectHeld(keys, typ, out)
	if err != nil || len(missing) == 0 {
		return out, err
	}
	args, err := t.keyArrays(missing)
	if err != nil {
		return nil, err
	}
	if _, err := byKeysQuery(t.shape).Load(ctx, s, nil, args...); err != nil {
		return nil, err
	}
	_, err = t.collectHeld(keys, typ, out)
	return out, err
}

// collectHeld puts the session's objects with the keys into out, and returns the keys of those that it does not hold.
func (t *table) collectHeld(keys []rowscan.Pointer, typ reflect.Type, out []rowscan.Pointer) (missing []keyParts, err error) {
	for i, k := range keys {
		parts := t.keyParts(k, typ)
		p, found, err := t.held(&parts)
		if err != nil {
			return nil, err
		}
		if !found {
			missing = append(missing, parts)
		}
		out[i] = p
	}
	return missing, nil
}

// keyArrays are keys as arrays, one for each column.
func (t *table) keyArrays(keys []keyParts) ([]any, error) {
	args := make([]any, len(t.table.Key))
	for i, column := range t.table.Key {
		c := &t.cols[column]
		out := bulk.NewArray()
		for k := range keys {
			part := &keys[k].of[i]
			w, err := rowsend.For(part.t, c.Type)
			if err == nil {
				err = out.Append(w, part.at)
			}
			if err != nil {
				return nil, &ColumnError{Table: t.table.Name, Column: c.Name, Err: err}
			}
		}
		args[i] = out.End()
	}
	return args, nil
}

var byKeysQueries sync.Map // *sqlast.Table to *query.EntityQuery

// byKeysQuery selects the rows with keys that travel as arrays, rendered once for each table.
func byKeysQuery(s *shape) *query.EntityQuery {
	if q, ok := byKeysQueries.Load(s.table); ok {
		return q.(*query.EntityQuery) //nolint:forcetypeassert // the map holds nothing else
	}
	sel, source := s.selectByArrays()
	q, _ := byKeysQueries.LoadOrStore(s.table, query.NewEntityQuery(sel, source).For(getting{s.table}))
	return q.(*query.EntityQuery) //nolint:forcetypeassert // the map holds nothing else
}

var byKeyQueries sync.Map // *sqlast.Table to *query.EntityQuery

// byKeyQuery selects the row with a key, rendered once for each table.
func byKeyQuery(t *sqlast.Table) *query.EntityQuery {
	if q, ok := byKeyQueries.Load(t); ok {
		return q.(*query.EntityQuery) //nolint:forcetypeassert // the map holds nothing else
	}
	source := &sqlast.Source{Table: t}
	sel := &sqlast.Select{Items: []sqlast.Item{{Entity: source}}, From: source}
	for i, k := range t.Key {
		c := t.Columns[k]
		p := &sqlast.Param{Slot: i + 1, Type: c.Type, Cast: rowsend.NeedsCast(c.Type)}
		sel.Where = append(sel.Where, &sqlast.Binary{Op: sqlast.Eq, Left: &sqlast.Field{Source: source, Column: c}, Right: p, Type: sqltype.Boolean})
	}
	q, _ := byKeyQueries.LoadOrStore(t, query.NewEntityQuery(sel, source).For(getting{t}))
	return q.(*query.EntityQuery) //nolint:forcetypeassert // the map holds nothing else
}
