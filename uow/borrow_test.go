package uow_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

// bothWays are a pool of which a session takes connections for its SELECTs, and one where pgx sends them.
func bothWays(t *testing.T) map[string]*pgxpool.Pool {
	t.Helper()
	pool := fresh(t)
	acmeAndBob(t, pool)
	traced, _ := sqltrace.Record(t, pool)
	return map[string]*pgxpool.Pool{"connection": pool, "pgx": traced}
}

// setting is what the session's transaction has for a parameter of the server.
func setting(t *testing.T, s *uow.Session, name string) (value string) {
	t.Helper()
	rows, err := s.Query(t.Context(), "select current_setting($1)", name)
	require.NoError(t, err)
	value, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return value
}

func TestATransactionBeginsWithItsFirstSelect(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				err := uow.Run(t.Context(), pool, Model, func(s *uow.Session) error {
					assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
					assert.Equal(t, "serializable", setting(t, s, "transaction_isolation"))
					assert.Equal(t, "7s", setting(t, s, "lock_timeout"))
					get(t, s, Companies, 1)
					return nil
				}, uow.Options{Isolation: pgx.Serializable, LockTimeout: 7 * time.Second})
				require.NoError(t, err)
			}
		})
	}
}

func TestASelectThatFailsInTheTripThatBeginsFailsTheTransaction(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := open(t, pool, Model)
			require.NoError(t, s.Begin(t.Context()))
			broken := query.RawNotNull[int64](query.SQL("1 / (employees.id - employees.id)"))
			_, err := query.Select(broken).From(Employees).Rows(t.Context(), s).All()
			require.ErrorContains(t, err, "division by zero")
			_, _, err = uow.Get(t.Context(), s, Employees, 1)
			var failed *uow.FailedError
			require.ErrorAs(t, err, &failed)
			require.NoError(t, s.Rollback(t.Context()))
			assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
		})
	}
}

func TestASelectThatWasNotSentBeginsNothing(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := open(t, pool, Model)
			require.NoError(t, s.Begin(t.Context()))
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := query.From(Employees).Rows(ctx, s).All()
			require.ErrorIs(t, err, context.Canceled)
			assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
		})
	}
}

func TestSessionsThatReadWithoutATransactionShareOneConnection(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	acmeAndBob(t, pool)
	cfg := pool.Config()
	cfg.MaxConns = 1
	one, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	defer one.Close()
	a, b := open(t, one, Model), open(t, one, Model)
	for range 2 {
		for _, s := range []*uow.Session{a, b} {
			es, err := query.From(Employees).Rows(t.Context(), s).All()
			require.NoError(t, err)
			require.Len(t, es, 1)
			_, err = query.Select(query.RawNotNull[int64](query.SQL("1 / (employees.id - employees.id)"))).From(Employees).Rows(t.Context(), s).All()
			require.ErrorContains(t, err, "division by zero")
		}
	}
}

// panics is a value whose Scan panics.
type panics struct{}

func (*panics) Scan(any) error { panic("no such value") }

func TestASessionServesAfterAScanPanicked(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			for _, begun := range []bool{false, true} {
				s := open(t, pool, Model)
				if begun {
					require.NoError(t, s.Begin(t.Context()))
				}
				assert.PanicsWithValue(t, "no such value", func() {
					_, _ = query.Select(query.RawNotNull[panics](query.SQL("employees.name"))).From(Employees).Rows(t.Context(), s).All()
				})
				assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
				require.NoError(t, s.Close(t.Context()))
			}
			assert.Zero(t, pool.Stat().AcquiredConns())
		})
	}
}

// A transaction that was asked for begins, also where its first SELECT could not be sent.
func TestATransactionBeginsBehindASelectThatCannotBePrepared(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			err := uow.Run(t.Context(), pool, Model, func(s *uow.Session) error {
				nothing := query.RawNotNull[int64](query.SQL("nothing"))
				_, err := query.Select(nothing).From(Employees).Rows(t.Context(), s).All()
				require.ErrorContains(t, err, "42703")
				level := query.RawNotNull[string](query.SQL("current_setting('transaction_isolation')"))
				got, err := query.Select(level).From(Employees).Rows(t.Context(), s).One()
				require.NoError(t, err)
				assert.Equal(t, "repeatable read", got)
				return nil
			}, uow.Options{Isolation: pgx.RepeatableRead})
			require.NoError(t, err)
		})
	}
}

// What begins a transaction is kept as it goes over the wire, for the next one that begins so.
func TestTransactionsBeginEachWithItsOwnOptions(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			for range 3 {
				for level, o := range map[string]uow.Options{
					"read committed":  {},
					"repeatable read": {Isolation: pgx.RepeatableRead},
					"serializable":    {Isolation: pgx.Serializable, StatementTimeout: time.Minute, LockTimeout: time.Minute},
				} {
					require.NoError(t, uow.Run(t.Context(), pool, Model, func(s *uow.Session) error {
						assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
						assert.Equal(t, level, setting(t, s, "transaction_isolation"))
						return nil
					}, o))
				}
			}
		})
	}
}

func TestAContextThatEndsInTheTripThatBegins(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := open(t, pool, Model)
			require.NoError(t, s.Begin(t.Context()))
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			slow := query.RawNotNull[string](query.SQL("pg_sleep(60)::text"))
			_, err := query.Select(slow).From(Employees).Rows(ctx, s).All()
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NoError(t, s.Rollback(t.Context()))
			assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
			require.NoError(t, s.Close(t.Context()))
		})
	}
}

// The server is asked for rows of which the program reads one, and the connection serves on.
func TestTheFirstSelectOfATransactionIsLeftInTheMiddle(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, uow.Run(t.Context(), pool, Model, func(s *uow.Session) error {
				number := query.RawNotNull[int8](query.SQL("generate_series(100, 5000)"))
				_, err := query.Select(number).From(Employees).Rows(t.Context(), s).All()
				require.ErrorContains(t, err, "128")
				assert.Equal(t, "Bob", get(t, s, Employees, 1).Name)
				return nil
			}))
		})
	}
}
