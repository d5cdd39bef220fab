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
	"github.com/rowan-go/rowan/internal/sqllog"
)

// view is what a loop sees rows through.
type view interface {
	sink
	show() (more bool) // the rows read since the last call, and reports whether the loop goes on
}

// stream reads rows while the caller's loop runs.
func (r *run) stream(v view) error {
	loads := r.loads()
	st, err := r.sendable(fetchAll)
	if err != nil {
		return err
	}
	l := loop{run: r, st: &st, session: r.session(), view: v, related: loads}
	if !st.reads {
		return l.plain()
	}
	if l.session != nil {
		if err := reading(r.ctx, l.session, &st); err != nil {
			return err
		}
	}
	if l.held, err = r.hold(); err != nil {
		return err
	}
	if l.held.conn != nil {
		l.on = listened(l.held.conn, logOf(r.db))
	}
	defer l.held.close()
	switch {
	case l.held.conn == nil:
		return l.plain()
	case l.held.conn.PgConn().TxStatus() != 'I':
		return l.cursor()
	case l.related:
		return l.ownTransaction()
	}
	return l.direct()
}

// held is a connection that a loop has for itself.
type held struct {
	conn  *pgx.Conn
	inner identity.Stream // of a session
	close func()
}

func (r *run) hold() (held, error) {
	return holding(r.ctx, r.db)
}

func holding(ctx context.Context, db DB) (held, error) {
	switch db := db.(type) {
	case *logged:
		return holding(ctx, db.db)
	case identity.Session:
		s, err := db.Streaming(ctx)
		if err != nil {
			return held{}, err
		}
		return held{conn: s.Conn(), inner: s, close: s.Close}, nil
	case *pgxpool.Pool:
		c, err := db.Acquire(ctx)
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
	run     *run
	st      *statement
	session identity.Session
	held    held
	on      DB // the connection that is held, with those who listen
	view    view
	related bool // there is something to load
	shown   int  // rows, by rows
}

// reader is what turns the loop's rows into those of the query.
func (l *loop) reader(expected int) *reader {
	return openReader(l.run.items(allColumns), &l.st.past[allColumns], l.session, l.related, expected)
}

// plain reads through Query alone: a statement that changes rows or that rowan cannot read, or a database that rowan
// knows nothing of. A loop that is left early waits for the rest of the rows.
func (l *loop) plain() error {
	if l.related {
		return refuse("each", "a loader", "needs a query on a pool, a connection or a transaction of pgx, or in a session; run it there, or use All")
	}
	show := func(rows pgx.Rows) error {
		_, err := l.rows(rows)
		return err
	}
	if l.st.reads {
		return l.run.plainly(l.st.sql, l.st.args, show)
	}
	return l.run.writing(l.st.sql, l.st.args, show)
}

// rows shows the rows to the loop until they end or the loop does.
func (l *loop) rows(rows pgx.Rows) (left bool, err error) {
	read := l.reader(fewEntities)
	defer read.close()
	for rows.Next() {
		if err := read.next(rows, l.view.next()); err != nil {
			return false, err
		}
		l.shown++
		if !l.view.show() {
			return true, nil
		}
	}
	return false, rows.Err()
}

// direct reads from the statement itself. A loop that is left asks the server to stop and takes what was under way.
func (l *loop) direct() error {
	err := l.directly()
	if err != nil && l.shown == 0 && stalePlan(err) {
		err = l.directly() // the server has forgotten the plan by now
	}
	return err
}

func (l *loop) directly() error {
	rows, err := l.on.Query(l.run.ctx, l.st.sql, l.st.args...)
	if err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended { // the loop was left, by a panic of its body too
			l.cancel(rows)
		}
	}()
	left, err := l.rows(rows)
	if !left && err == nil {
		rows.Close()
		ended = true
	}
	return err
}

// cancel stops the statement that rows come from. Where the server answers that it was cancelled, the connection is as
// good as before; where the statement had ended first, the request may still be on its way and could hit the next
// statement, so the connection is closed.
func (l *loop) cancel(rows pgx.Rows) {
	if rows.Err() != nil || rows.CommandTag().String() != "" { // it has ended
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
	log := logOf(l.run.db)
	trip := log.Trip(l.run.ctx)
	tx, err := l.held.conn.BeginTx(l.run.ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	trip.Answered(sqllog.Cause{Step: "begin"}.For("begin read only", nil), 0, err)
	if err != nil {
		return err
	}
	defer func() {
		trip := log.Trip(l.run.ctx)
		ended := tx.Rollback(context.WithoutCancel(l.run.ctx))
		trip.Answered(sqllog.Cause{Step: "rollback"}.For("rollback", nil), 0, ended)
		err = errors.Join(err, ended)
	}()
	return l.cursor()
}

// block is how many rows a cursor fetches at once.
const block = 500

// cursor reads blocks of rows through a cursor.
func (l *loop) cursor() (err error) {
	name, free := cursors.take(l.held.conn, l.st.sql)
	defer free()
	args := fetching(l.held.conn)
	if _, err := l.on.Exec(l.run.ctx, "DECLARE "+name+" NO SCROLL CURSOR FOR "+l.st.sql, l.st.args...); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			_, err = l.on.Exec(l.run.ctx, "CLOSE "+name)
		}
	}()
	for {
		n, left, err := l.fetch(fmt.Sprintf("FETCH %d FROM %s", block, name), args)
		if err != nil || left || n < block {
			return err
		}
	}
}

// fetching is how FETCH is sent: as a statement that is not prepared, where the connection would prepare it. The name of a
// cursor is used again for the same query, and its columns may have other types by then, as after an ALTER TABLE.
func fetching(c *pgx.Conn) []any {
	if c.Config().DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		return []any{pgx.QueryExecModeCacheDescribe}
	}
	return nil
}

// fetch reads one block whole, loads what is related to it, and shows it to the loop.
func (l *loop) fetch(sql string, args []any) (n int, left bool, err error) {
	rows, err := l.on.Query(l.run.ctx, sql, args...)
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	read := l.reader(block)
	defer read.close()
	if err := read.all(rows, l.view); err != nil || read.rows == 0 {
		return 0, false, err
	}
	if err := l.load(read); err != nil {
		return 0, false, err
	}
	return read.rows, !l.view.show(), nil
}

// load runs the loaders on the connection that the loop holds.
func (l *loop) load(read *reader) error {
	if !l.related {
		return nil
	}
	if l.held.inner == nil {
		return l.run.core.load(l.run.ctx, l.on, read)
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
