package query

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/identity"
)

// stalePlan reports whether a statement failed because of what the connection had prepared: its table has changed since, or
// somebody deallocated it (DISCARD ALL). It is prepared anew the next time; nothing was done. PostgreSQL has no code of its
// own for either; it does not translate the names of its routines.
func stalePlan(err error) bool {
	if err == nil {
		return false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery" || pg.Code == "26000" && pg.Routine == "FetchPreparedStatement"
}

// outsideTransaction reports whether statements on db stand alone, so that one that failed can be sent again.
func outsideTransaction(db DB) bool {
	switch db := db.(type) {
	case *logged:
		return outsideTransaction(db.db)
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
