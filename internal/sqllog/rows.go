package sqllog

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Rows reports a statement when its rows end. err is the error that came in place of rows. Where s says how many rows it is
// about, that is what is reported of a statement that went well: one that checks itself returns a row of its own.
func (t *Trip) Rows(s Statement, rows pgx.Rows, err error) pgx.Rows {
	if t == nil {
		return rows
	}
	if err != nil || rows == nil {
		t.Answered(s, 0, err)
		return rows
	}
	return &loggedRows{Rows: rows, trip: t, statement: s}
}

type loggedRows struct {
	pgx.Rows
	trip      *Trip
	statement Statement
	read      int64
	told      bool
}

// Next reads the next row.
func (r *loggedRows) Next() bool {
	if r.Rows.Next() {
		r.read++
		return true
	}
	r.tell()
	return false
}

// Close ends the rows.
func (r *loggedRows) Close() {
	r.Rows.Close()
	r.tell()
}

func (r *loggedRows) tell() {
	if r.told {
		return
	}
	r.told = true
	rows := r.read
	switch tag := r.CommandTag(); {
	case r.statement.Rows > 0 && r.Err() == nil:
		rows = r.statement.Rows
	case tag.String() != "":
		rows = tag.RowsAffected()
	}
	r.trip.Answered(r.statement, rows, r.Err())
}

// Row reports a statement when its row is scanned.
func (t *Trip) Row(s Statement, row pgx.Row) pgx.Row {
	if t == nil {
		return row
	}
	return &loggedRow{row, t, s}
}

type loggedRow struct {
	row       pgx.Row
	trip      *Trip
	statement Statement
}

// Scan reads the row. That there is none is no error of the statement.
func (r *loggedRow) Scan(dest ...any) error {
	err := r.row.Scan(dest...)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		r.trip.Answered(r.statement, 0, nil)
	case err != nil:
		r.trip.Answered(r.statement, 0, err)
	default:
		r.trip.Answered(r.statement, 1, nil)
	}
	return err
}

// Batch reports the statements of a batch as their answers are read. Those that nobody reads are read, and reported, when it
// is closed, as pgx does it. Statements behind one that failed were not run, and are not reported.
func (t *Trip) Batch(results pgx.BatchResults, queued []*pgx.QueuedQuery, of func(i int) Cause) pgx.BatchResults {
	if t == nil {
		return results
	}
	return &loggedBatch{BatchResults: results, trip: t, queued: queued, of: of}
}

type loggedBatch struct {
	pgx.BatchResults
	trip   *Trip
	queued []*pgx.QueuedQuery
	of     func(i int) Cause
	next   int
	failed error // of a statement, or of a callback
	closed bool
}

func (b *loggedBatch) statement() Statement {
	i := b.next
	b.next++
	if i >= len(b.queued) {
		return Statement{}
	}
	return b.of(i).For(b.queued[i].SQL, b.queued[i].Arguments)
}

func (b *loggedBatch) over() bool { return b.failed != nil || b.closed || b.next > len(b.queued) }

// Exec reads the answer to the next statement.
func (b *loggedBatch) Exec() (pgconn.CommandTag, error) {
	s := b.statement()
	tag, err := b.BatchResults.Exec()
	if !b.over() {
		b.trip.Tagged(s, tag, err)
	}
	b.fail(err)
	return tag, err
}

// Query reads the answer to the next statement.
func (b *loggedBatch) Query() (pgx.Rows, error) {
	s := b.statement()
	rows, err := b.BatchResults.Query()
	if b.over() {
		return rows, err
	}
	if err == nil {
		return &batchRows{loggedRows{Rows: rows, trip: b.trip, statement: s}, b}, nil
	}
	b.trip.Answered(s, 0, err)
	b.fail(err)
	return rows, err
}

// QueryRow reads the answer to the next statement.
func (b *loggedBatch) QueryRow() pgx.Row {
	s := b.statement()
	row := b.BatchResults.QueryRow()
	if b.over() {
		return row
	}
	return b.trip.Row(s, row)
}

func (b *loggedBatch) fail(err error) {
	if b.failed == nil {
		b.failed = err
	}
}

// Close reads what is left.
func (b *loggedBatch) Close() error {
	for !b.closed && b.failed == nil && b.next < len(b.queued) {
		if fn := b.queued[b.next].Fn; fn != nil {
			b.fail(fn(b))
			continue
		}
		_, _ = b.Exec() // Close repeats the error
	}
	b.closed = true
	err := b.BatchResults.Close()
	if err == nil {
		err = b.failed // of a callback
	}
	return err
}

// batchRows are rows of one statement of a batch.
type batchRows struct {
	loggedRows
	batch *loggedBatch
}

// Next reads the next row.
func (r *batchRows) Next() bool {
	if r.loggedRows.Next() {
		return true
	}
	r.batch.fail(r.Err())
	return false
}

// Close ends the rows.
func (r *batchRows) Close() {
	r.loggedRows.Close()
	r.batch.fail(r.Err())
}
