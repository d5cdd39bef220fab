package query

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// view is what a loop sees rows through.
type view interface {
	sink
	show() (more bool) // the rows read since the last call, and reports whether the loop goes on
}

// stream reads rows while the caller's loop runs.
func (r run) stream(v view) error {
	if r.core == nil {
		return refuse("query", "the zero query", "selects nothing; start from query.From or query.Select")
	}
	t, args, err := r.prepare(fetchAll)
	if err != nil {
		return err
	}
	s := r.session()
	if _, reads := r.core.stmt.(*sqlast.Select); !reads {
		return r.streamPlain(t.sql, args, s, v)
	}
	if s != nil {
		if err := s.Reading(r.ctx, t.tables); err != nil {
			return err
		}
	}
	held, err := r.hold()
	if err != nil {
		return err
	}
	defer held.close()
	l := loop{run: r, sql: t.sql, args: args, session: s, held: held, view: v}
	switch {
	case held.conn == nil:
		return r.streamPlain(t.sql, args, s, v)
	case held.conn.PgConn().TxStatus() != 'I':
		return l.cursor()
	case r.core.loadsAny():
		return l.ownTransaction()
	}
	return l.direct()
}

// streamPlain reads through Query alone, on a database that rowan knows nothing of. A loop that is left early waits for
// the rest of the rows.
func (r run) streamPlain(sql string, args []any, s identity.Session, v view) error {
	if r.core.loadsAny() {
		return refuse("each", "a loader", "needs a pool, a connection or a transaction of pgx, or a session; run the query there, or use All")
	}
	return r.writingOrReading(sql, args, func(rows pgx.Rows) error {
		l := loop{run: r, session: s, view: v}
		_, err := l.rows(rows)
		return err
	})
}

func (r run) writingOrReading(sql string, args []any, read func(pgx.Rows) error) error {
	if _, reads := r.core.stmt.(*sqlast.Select); reads {
		return r.query(r.db, sql, args, read)
	}
	return r.writing(sql, args, read)
}

// held is a connection that a loop has for itself.
type held struct {
	conn  *pgx.Conn
	inner identity.Stream // of a session
	close func()
}

func (r run) hold() (held, error) {
	switch db := r.db.(type) {
	case identity.Session:
		s, err := db.Streaming(r.ctx)
		if err != nil {
			return held{}, err
		}
		return held{conn: s.Conn(), inner: s, close: s.Close}, nil
	case *pgxpool.Pool:
		c, err := db.Acquire(r.ctx)
		if err != nil {
			return held{}, err
		}
		return held{conn: c.Conn(), close: c.Release}, nil
	case *pgxpool.Conn:
		return held{conn: db.Conn(), close: func() {}}, nil
	case *pgx.Conn:
		return held{conn: db, close: func() {}}, nil
	case pgx.Tx:
		return held{conn: db.Conn(), close: func() {}}, nil
	}
	return held{close: func() {}}, nil
}

// loop is one run of Each.
type loop struct {
	run     run
	sql     string
	args    []any
	session identity.Session
	held    held
	view    view
	read    *reader
}

// rows shows the rows to the loop until they end or the loop does.
func (l *loop) rows(rows pgx.Rows) (left bool, err error) {
	for rows.Next() {
		if l.read == nil {
			if l.read, err = newReader(l.run.core.items, rows.FieldDescriptions(), typesOf(rows), l.session, false); err != nil {
				return false, err
			}
		}
		if err := l.read.row(rows.RawValues(), l.view.next()); err != nil {
			return false, err
		}
		if !l.view.show() {
			return true, nil
		}
	}
	return false, rows.Err()
}

// direct reads from the statement itself. A loop that is left asks the server to stop and takes what was under way.
func (l *loop) direct() error {
	rows, err := l.held.conn.Query(l.run.ctx, l.sql, l.args...)
	if err != nil {
		return err
	}
	left, err := l.rows(rows)
	if !left && err == nil {
		rows.Close()
		return nil
	}
	l.cancel(rows)
	return err
}

// cancel stops the statement that rows come from. Where the server answers that it was cancelled, the connection is as
// good as before; where the statement had ended first, the request may still be on its way and could hit the next
// statement, so the connection is closed.
func (l *loop) cancel(rows pgx.Rows) {
	if rows.CommandTag().String() != "" {
		rows.Close()
		return
	}
	c := l.held.conn
	asked := c.PgConn().CancelRequest(l.run.ctx)
	rows.Close()
	var pg *pgconn.PgError
	if asked == nil && errors.As(rows.Err(), &pg) && pg.Code == "57014" {
		return
	}
	_ = c.Close(context.WithoutCancel(l.run.ctx)) // a closed connection is what we want; the pool makes another
}

// ownTransaction reads blocks of rows through a cursor in a transaction of their own, so that loaders run in between.
func (l *loop) ownTransaction() (err error) {
	tx, err := l.held.conn.BeginTx(l.run.ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.Rollback(context.WithoutCancel(l.run.ctx))) }()
	return l.cursor()
}

// block is how many rows a cursor fetches at once.
const block = 500

// cursor reads blocks of rows through a cursor.
func (l *loop) cursor() (err error) {
	name, free := cursors.take(l.held.conn, l.sql)
	defer free()
	if _, err := l.held.conn.Exec(l.run.ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+l.sql, l.args...); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			_, err = l.held.conn.Exec(l.run.ctx, "CLOSE "+name)
		}
	}()
	for {
		n, left, err := l.fetch(fmt.Sprintf("FETCH %d FROM %s", block, name))
		if err != nil || left || n < block {
			return err
		}
	}
}

// fetch reads one block whole, loads what is related to it, and shows it to the loop.
func (l *loop) fetch(sql string) (n int, left bool, err error) {
	rows, err := l.held.conn.Query(l.run.ctx, sql)
	if err != nil {
		return 0, false, err
	}
	read, err := readAll(rows, l.run.core.items, l.view, l.session, l.run.core.loadsAny())
	rows.Close()
	if err != nil || read == nil {
		return 0, false, err
	}
	if err := l.load(read); err != nil {
		return 0, false, err
	}
	return read.rows, !l.view.show(), nil
}

// load runs the loaders on the connection that the loop holds.
func (l *loop) load(read *reader) error {
	if !l.run.core.loadsAny() {
		return nil
	}
	if l.held.inner == nil {
		return l.run.core.load(l.run.ctx, l.held.conn, read)
	}
	l.held.inner.Pause()
	defer l.held.inner.Resume()
	return l.run.core.load(l.run.ctx, l.run.db, read)
}

// cursorNames gives each open cursor of a connection a name. The name follows from the statement, so that FETCH is
// prepared once for each statement.
type cursorNames struct {
	sync.Mutex
	open map[cursorName]bool
}

type cursorName struct {
	conn *pgx.Conn
	name string
}

var cursors = cursorNames{open: map[cursorName]bool{}}

func (c *cursorNames) take(conn *pgx.Conn, sql string) (name string, free func()) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(sql)) // a hash takes all
	c.Lock()
	defer c.Unlock()
	for i := 0; ; i++ {
		k := cursorName{conn, fmt.Sprintf("rowan_%x_%d", h.Sum64(), i)}
		if !c.open[k] {
			c.open[k] = true
			return k.name, func() {
				c.Lock()
				defer c.Unlock()
				delete(c.open, k)
			}
		}
	}
}
