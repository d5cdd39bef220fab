package golden

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// SQL compares one statement and its arguments with the file testdata/name.golden.sql, after the server behind pool has prepared it:
// the tables that it names must be there. args describes the arguments of $1, $2 and so on, one each.
func SQL(t testing.TB, pool *pgxpool.Pool, name, text string, args ...string) {
	t.Helper()
	if err := prepare(t.Context(), pool, text, len(args)); err != nil {
		t.Errorf("golden: %s: %v", name, err)
		return
	}
	Text(t, name+".golden.sql", format(text, args))
}

// format writes the arguments as comments under the statement.
func format(text string, args []string) string {
	var b strings.Builder
	b.WriteString(text)
	b.WriteByte('\n')
	for i, arg := range args {
		fmt.Fprintf(&b, "-- $%d: %s\n", i+1, strings.ReplaceAll(arg, "\n", `\n`))
	}
	return b.String()
}

// prepare has the server parse the statement and look up everything in it; nothing is run.
func prepare(ctx context.Context, pool *pgxpool.Pool, text string, args int) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("get a connection: %w", err)
	}
	defer conn.Release()
	description, err := conn.Conn().PgConn().Prepare(ctx, "", text, nil)
	if err != nil {
		return fmt.Errorf("the server refuses the statement: %w\n%s", err, pointAt(text, err))
	}
	if len(description.ParamOIDs) != args {
		return fmt.Errorf("the statement has %d placeholders, and there are %d arguments:\n%s", len(description.ParamOIDs), args, text)
	}
	return nil
}

// pointAt marks the place in the statement that the server complains about.
func pointAt(text string, err error) string {
	var refused *pgconn.PgError
	runes := []rune(text)
	if !errors.As(err, &refused) || refused.Position < 1 || int(refused.Position) > len(runes) {
		return text
	}
	at := refused.Position - 1
	return string(runes[:at]) + "⟹" + string(runes[at:])
}

// Statement is one statement of a [Sheet].
type Statement struct {
	Name string // what it shows
	Text string
	Args []string // what $1, $2 and so on stand for, one each
}

// Sheet compares statements of one topic with the file testdata/name.golden.sql, after the server behind pool has
// prepared each of them: the tables that they name must be there.
func Sheet(t testing.TB, pool *pgxpool.Pool, name string, statements ...Statement) {
	t.Helper()
	var b strings.Builder
	for i, s := range statements {
		if err := prepare(t.Context(), pool, s.Text, len(s.Args)); err != nil {
			t.Errorf("golden: %s: %s: %v", name, s.Name, err)
			return
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("-- " + s.Name + "\n" + format(s.Text, s.Args))
	}
	Text(t, name+".golden.sql", b.String())
}
