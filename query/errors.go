package query

import (
	"errors"
	"fmt"
)

// ErrNoRows is returned by One when the query has no row.
var ErrNoRows = errors.New("query: no rows")

// ErrMultipleRows is returned by One and OneOrNone when the query has more than one row.
var ErrMultipleRows = errors.New("query: multiple rows")

// BuildError says why a statement was refused before anything was sent to the server.
type BuildError struct {
	Statement string // which part of which statement: "select list", "where", "limit"
	Thing     string // the column, item, table or value at fault
	Problem   string // what is wrong, and how to mend it
}

func (e *BuildError) Error() string {
	return fmt.Sprintf("query: %s: %s %s", e.Statement, e.Thing, e.Problem)
}

// ScanError says which value of a row could not be read into its Go type.
type ScanError struct {
	Item   string // as it stands in the select list
	Column string // the server's name for it
	Row    int    // from 1
	Type   string // the SQL type, by name or OID
	Err    error
}

func (e *ScanError) Error() string {
	return fmt.Sprintf("query: row %d, item %s (column %q, type %s): %v", e.Row, e.Item, e.Column, e.Type, e.Err)
}

// Unwrap returns the cause.
func (e *ScanError) Unwrap() error { return e.Err }

var (
	errZeroQuery = refuse("query", "the zero query", "selects nothing; start from query.From or query.Select")
	errNilDB     = refuse("rows", "a nil database", "runs nothing; pass a pool, a connection, a transaction or a session")
)

func refuse(statement, thing, problem string) error {
	return &BuildError{Statement: statement, Thing: thing, Problem: problem}
}

// ArgumentError says which value could not be sent, before the statement was.
type ArgumentError struct {
	Position int    // of its placeholder, from 1
	Type     string // the SQL type of its place, where it is known
	Err      error
}

func (e *ArgumentError) Error() string {
	if e.Type == "" {
		return fmt.Sprintf("query: argument $%d: %v", e.Position, e.Err)
	}
	return fmt.Sprintf("query: argument $%d of type %s: %v", e.Position, e.Type, e.Err)
}

// Unwrap returns the cause.
func (e *ArgumentError) Unwrap() error { return e.Err }
