package uow_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// open is a session that is closed when the test ends.
func open(t testing.TB, db uow.Source, m *schema.Model, opts ...uow.Options) *uow.Session {
	t.Helper()
	s := uow.New(db, m, opts...)
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	return s
}

var verb = regexp.MustCompile(`(?s)(INSERT INTO|UPDATE|DELETE FROM|FROM) ("(?:[^"]|"")+"(?:\."(?:[^"]|"")+")?)`)

// ran tells what a trace holds, each statement as "trip verb table", so that tests say order and round trips in a line.
func ran(trace *sqltrace.Trace) []string {
	var out []string
	for _, s := range trace.Statements() {
		out = append(out, fmt.Sprintf("%d %s", s.Trip, short(s.SQL)))
	}
	return out
}

func short(sql string) string {
	first, _, _ := strings.Cut(sql, " ")
	switch {
	case strings.Contains(sql, "nextval"):
		return "keys"
	case first != "WITH" && first != "SELECT" && first != "INSERT" && first != "UPDATE" && first != "DELETE":
		return strings.ToLower(sql)
	}
	m := verb.FindStringSubmatch(sql)
	if m == nil {
		return strings.ToLower(sql)
	}
	name := map[string]string{"INSERT INTO": "insert", "UPDATE": "update", "DELETE FROM": "delete", "FROM": "select"}[m[1]]
	return name + " " + strings.ReplaceAll(m[2], `"`, "")
}

// traced is a session on a pool whose statements are recorded, from here on.
func traced(t testing.TB, pool *pgxpool.Pool, m *schema.Model, opts ...uow.Options) (*uow.Session, *sqltrace.Trace) {
	t.Helper()
	p, trace := sqltrace.Record(t, pool)
	require.NoError(t, p.Ping(t.Context()))
	s := open(t, p, m, opts...)
	trace.Reset()
	return s, trace
}

// commit commits in a session of its own, as another user of the database would.
func commit(t testing.TB, pool *pgxpool.Pool, m *schema.Model, entities ...any) {
	t.Helper()
	require.NoError(t, uow.Run(t.Context(), pool, m, func(s *uow.Session) error {
		s.Add(entities...)
		return nil
	}))
}

// get reads a row that must be there.
func get[E, K any](t testing.TB, s *uow.Session, table schema.Keyed[E, K], key K) *E {
	t.Helper()
	e, found, err := uow.Get(t.Context(), s, table, key)
	require.NoError(t, err)
	require.True(t, found)
	return e
}

// stored reads a row with a query on the pool, past all sessions; nil where there is none.
func stored[E any](t testing.TB, pool *pgxpool.Pool, table query.EntityOf[E], where ...query.Expr[bool]) *E {
	t.Helper()
	e, _, err := query.From(table).Where(where...).Rows(t.Context(), pool).OneOrNone()
	require.NoError(t, err)
	return e
}

// company and employee are rows to begin with.
func acmeAndBob(t testing.TB, pool *pgxpool.Pool) (company, employee int64) {
	t.Helper()
	acme := &Company{Name: "Acme"}
	bob := &Employee{Name: "Bob", Company: schema.To(acme)}
	commit(t, pool, Model, bob)
	return acme.ID, bob.ID
}

// names are those of a company's employees, in the order of the collection.
func names(t testing.TB, c *Company) []string {
	t.Helper()
	es, err := c.Employees.All()
	require.NoError(t, err)
	out := make([]string, 0, len(es))
	for _, e := range es {
		out = append(out, e.Name)
	}
	return out
}

func asError[E error](err error, target *E) bool { return errors.As(err, target) }
