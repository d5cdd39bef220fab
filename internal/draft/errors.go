package draft

import (
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// What can be wrong with a column of a new object. A [ColumnError] unwraps to one of them.
var (
	// ErrLeftOut says that a column was left out that needs a value.
	ErrLeftOut = errors.New("schema: a required column was left out")
	// ErrAmbiguous says that a zero field may mean its value or the column's default.
	ErrAmbiguous = errors.New("schema: a zero field beside a default is ambiguous")
	// ErrOwned says that a column was given a value that the database writes alone.
	ErrOwned = errors.New("schema: the column is the database's")
	// ErrAssignment says that an assignment cannot be made to an object of the table.
	ErrAssignment = errors.New("schema: an assignment cannot be made")
)

// ColumnError says what is wrong with one column of a new object, and how to mend it.
type ColumnError struct {
	Table, Column string
	Problem       string // what is wrong, and the mend
	Err           error  // one of the errors of this package: what kind of mistake it is
}

func (e *ColumnError) Error() string {
	return fmt.Sprintf("schema: %s.%s %s", e.Table, e.Column, e.Problem)
}

// Unwrap returns the kind of mistake.
func (e *ColumnError) Unwrap() error { return e.Err }

func wrong(c *sqlast.Column, kind error, problem string) error {
	return &ColumnError{Table: c.Table.Name, Column: c.Name, Problem: problem, Err: kind}
}
