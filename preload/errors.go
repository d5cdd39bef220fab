package preload

import (
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Error says which relation could not be loaded. What the server or the session said is behind it.
type Error struct {
	Relation string // as in "Employee.Company"
	Err      error
}

func (e *Error) Error() string { return fmt.Sprintf("preload: relation %s: %v", e.Relation, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func failed(r *sqlast.Relation, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Relation: r.Name, Err: err}
}

// errNoModel says that a relation was never completed: it does not know its name or tables.
var errNoModel = errors.New("is in no model; give it to schema.NewModel")

// noModel names the relation by its place in the path.
func noModel(path []*sqlast.Relation, at int) error {
	name := fmt.Sprintf("%d of the path", at+1)
	if at > 0 {
		name += " (behind " + path[at-1].Name + ")"
	}
	return &Error{Relation: name, Err: errNoModel}
}
