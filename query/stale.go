package query

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/identity"
)

// stalePlan reports whether a statement failed because a table changed after the connection had prepared it. The server
// prepares it anew the next time; nothing was done. PostgreSQL has no code of its own for it, and does not translate it.
func stalePlan(err error) bool {
	if err == nil {
		return false
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery"
}

// outsideTransaction reports whether statements on db stand alone, so that one that failed can be sent again.
func outsideTransaction(db DB) bool {
	switch db := db.(type) {
	case *pgxpool.Pool:
		return true
	case *pgxpool.Conn:
		return db.Conn().PgConn().TxStatus() == 'I'
	case *pgx.Conn:
		return db.PgConn().TxStatus() == 'I'
	case identity.Session:
		return db.Again()
	}
	return false
}
