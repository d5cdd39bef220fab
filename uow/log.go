package uow

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// Log returns who listens to the session's statements, as identity.Session.
func (s *Session) Log() sqllog.Log { return s.log }

// exec sends a statement of the session's own, in a round trip of its own.
func (s *Session) exec(ctx context.Context, step, sql string) (pgconn.CommandTag, error) {
	if s.log == nil {
		return s.conn.Exec(ctx, sql)
	}
	trip := s.log.Trip(ctx)
	tag, err := s.conn.Exec(ctx, sql)
	trip.Tagged(sqllog.Cause{Step: step}.For(sql, nil), tag, err)
	return tag, err
}

// heard is rows of a statement that the session was given, as those who listen hear of it.
func (s *Session) heard(ctx context.Context, trip *sqllog.Trip, sql string, args []any, rows pgx.Rows, err error) pgx.Rows {
	if trip == nil {
		return rows
	}
	return trip.Rows(sqllog.CauseOf(ctx, 0).For(sql, args), rows, err)
}

// heardBatch is the results of a batch whose first statements begin a transaction.
func (s *Session) heardBatch(ctx context.Context, trip *sqllog.Trip, b *pgx.Batch, begins int, results pgx.BatchResults) pgx.BatchResults {
	if trip == nil {
		return results
	}
	return trip.Batch(results, b.QueuedQueries, func(i int) sqllog.Cause {
		if i < begins {
			return sqllog.Cause{Step: beginning}
		}
		return sqllog.CauseOf(ctx, i-begins)
	})
}

// getting is what a query by key is sent for.
type getting struct{ t *sqlast.Table }

// Cause is for those who listen.
func (g getting) Cause() sqllog.Cause { return sqllog.Cause{Step: "get", Table: g.t.Name} }
