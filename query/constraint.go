package query

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ConstraintError says which constraint a statement would have broken. errors.Is tells it by the constraint's value in
// the table: errors.Is(err, Employees.NameUnique). It unwraps to the server's *pgconn.PgError.
type ConstraintError struct {
	Table      string
	Constraint string // "" for NOT NULL
	Column     string // of a NOT NULL
	Err        *pgconn.PgError
}

func (e *ConstraintError) Error() string {
	thing := "constraint " + e.Constraint
	if e.Constraint == "" {
		thing = "not null of column " + e.Column
	}
	return fmt.Sprintf("query: table %s: %s would be broken: %s", e.Table, thing, e.Err.Message)
}

// Unwrap returns what the server said.
func (e *ConstraintError) Unwrap() error { return e.Err }

// Is reports whether target is the value of the constraint, as package schema's definitions give it.
func (e *ConstraintError) Is(target error) bool {
	c, ok := target.(interface{ Constraint() (table, name string) })
	if !ok {
		return false
	}
	table, name := c.Constraint()
	return name != "" && name == e.Constraint && table == e.Table
}

// IsConflict reports whether a statement failed because of what other rows hold: a unique value that is taken, or an
// exclusion. A handler answers it with 409.
func IsConflict(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "23505" || pg.Code == "23P01")
}

// explained is err with the constraint that it is about, where it is about one.
// Class 23: https://www.postgresql.org/docs/current/errcodes-appendix.html
func explained(err error) error {
	var pg *pgconn.PgError
	if err == nil || !errors.As(err, &pg) || !strings.HasPrefix(pg.Code, "23") {
		return err
	}
	return &ConstraintError{Table: pg.TableName, Constraint: pg.ConstraintName, Column: pg.ColumnName, Err: pg}
}
