package query

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/bulk"
)

// CopyError says why a [CopyEntities] wrote nothing. It unwraps to the cause: a [ConstraintError], the server's *pgconn.PgError,
// the error of a value that cannot be sent, or of the connection.
type CopyError struct {
	Table  string
	Column string // "" where it is not known
	Entity int    // from 1; 0 where it is not known, as of a foreign key, which is checked when all rows are there
	Err    error
}

func (e *CopyError) Error() string {
	thing := e.Table
	if e.Column != "" {
		thing += "." + e.Column
	}
	if e.Entity > 0 {
		thing += " of entity " + strconv.Itoa(e.Entity)
	}
	return fmt.Sprintf("query: copy: %s: %v; no row was written", thing, e.Err)
}

// Unwrap returns the cause.
func (e *CopyError) Unwrap() error { return e.Err }

// failure is the error of a value that cannot be sent.
func (c *copying) failure(f *bulk.CopyFailure) error {
	return &CopyError{c.table.Name, c.columns[f.Column].Name, f.Row + 1, f.Err}
}

// explain is the error of the server or of the connection, nil for nil.
func (c *copying) explain(err error) error {
	if err == nil {
		return nil
	}
	e := &CopyError{Table: c.table.Name, Err: explained(err)}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		e.Column = pg.ColumnName
		e.Entity = c.locate(pg.Where, &e.Column)
	}
	return e
}

// locate reads the number of the row, and the column, from the context that the server gives with an error. It may lie behind
// the context of a trigger, and is in the server's language: "COPY employees, line 3, column salary".
func (c *copying) locate(where string, column *string) int {
	for line := range strings.SplitSeq(where, "\n") {
		rest, ok := strings.CutPrefix(line, "COPY "+c.table.Name+", ")
		if !ok {
			continue
		}
		rest = rest[max(strings.IndexAny(rest, "0123456789"), 0):]
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		n, err := strconv.Atoi(digits)
		if err != nil {
			return 0
		}
		for _, col := range c.columns {
			if at, ok := strings.CutPrefix(rest[len(digits):], ", column "+col.Name); ok && (at == "" || at[0] == ':') {
				*column = col.Name
			}
		}
		return n
	}
	return 0
}
