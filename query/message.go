package query

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// packed are the arguments of a statement whose parameters are all columns in binary, as those of InsertEntities are, else
// nil. pgx cannot take them as they are; see [run.plainly].
func packed(params []*sqlast.Param) []any {
	args := make([]any, len(params))
	for i, p := range params {
		if c, ok := p.Value.(*bulk.Column); !ok || p.Slot > 0 || c.Len() < bulk.ManyRows {
			return nil
		}
		args[i] = p.Value
	}
	return args
}

// unpacked makes columns in binary what pgx takes.
func unpacked(args []any) ([]any, error) {
	if !arePacked(args) {
		return args, nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		var err error
		if out[i], err = rowsend.Arg(a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func arePacked(args []any) bool {
	if len(args) == 0 {
		return false
	}
	_, ok := args[0].(*bulk.Column)
	return ok
}

// asMessage sends a statement whose arguments are columns in binary as a message, where the database is one of pgx's own
// that takes such. It reports whether it did; else nothing was sent.
func (r *run) asMessage(sql string, args []any, read func(pgx.Rows) error) (sent bool, err error) {
	if !arePacked(args) {
		return false, nil
	}
	conn, release := connOf(r.ctx, r.db)
	if conn == nil {
		return false, nil
	}
	defer release()
	if !bulk.Fits(conn) {
		return false, nil
	}
	m := bulk.NewMessage()
	defer m.Release()
	m.Statement(sql, r.formats())
	for _, a := range args {
		m.Column(a.(*bulk.Column)) //nolint:forcetypeassert // packed has looked
	}
	return true, r.readMessage(m, conn, sql, args, read)
}

// readMessage sends the one statement, of which those who listen hear, and reads its rows.
func (r *run) readMessage(m *bulk.Message, conn *pgx.Conn, sql string, args []any, read func(pgx.Rows) error) error {
	var statement sqllog.Statement
	log := logOf(r.db)
	if log != nil {
		shown, err := unpacked(args)
		if err != nil {
			return err
		}
		statement = r.cause().For(sql, shown)
	}
	trip := log.Trip(r.ctx)
	answers := m.Send(r.ctx, conn)
	rows, err := answers.Query()
	if bulk.WasSent(err) {
		rows = trip.Rows(statement, rows, err)
	}
	if err == nil {
		err = read(rows)
		rows.Close()
	}
	if closed := answers.Close(); err == nil {
		err = closed
	}
	return err
}

// formats are those of the columns that come back.
func (r *run) formats() (formats []int16) {
	for i := range r.core.items {
		it := &r.core.items[i]
		if it.entity == nil {
			f, ok := it.expr().(*sqlast.Field)
			if !ok {
				formats = append(formats, pgtype.TextFormatCode)
				continue
			}
			formats = append(formats, bulk.Format(f.Column.Type))
			continue
		}
		for _, c := range it.entity.Table.Columns {
			formats = append(formats, bulk.Format(c.Type))
		}
	}
	return formats
}

// connOf is the connection behind db, or nil where db is none of pgx's own types. A pool that has none to give is asked again
// by whoever sends the statement otherwise.
func connOf(ctx context.Context, db DB) (conn *pgx.Conn, release func()) {
	switch db := db.(type) {
	case *logged:
		return connOf(ctx, db.db)
	case *pgxpool.Pool:
		if c, err := db.Acquire(ctx); err == nil {
			return c.Conn(), c.Release
		}
	case *pgxpool.Conn:
		return db.Conn(), func() {}
	case *pgxpool.Tx:
		return db.Conn(), func() {}
	case *pgx.Conn:
		return db, func() {}
	}
	return nil, nil
}
