package schema

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/draft"
)

// What can be wrong with a column of a new object; errors.Is finds them.
var (
	// ErrLeftOut says that a column was left out that has no default.
	ErrLeftOut = draft.ErrLeftOut
	// ErrAmbiguous says that a zero field may mean its value or the column's default.
	ErrAmbiguous = draft.ErrAmbiguous
	// ErrOwned says that a column was given a value that the database writes alone.
	ErrOwned = draft.ErrOwned
	// ErrAssignment says that an assignment cannot be made to an object of the table.
	ErrAssignment = draft.ErrAssignment
)

// ColumnError says what is wrong with one column of a new object, and how to mend it. It unwraps to [ErrLeftOut],
// [ErrAmbiguous], [ErrOwned] or [ErrAssignment].
type ColumnError = draft.ColumnError

// DefinitionError says what is wrong with the definition of a table, a column or a relation, and how to mend it.
type DefinitionError struct {
	Table   string
	Thing   string // "column \"name\"", "primary key", "relation Employee.Company"
	Problem string
}

func (e *DefinitionError) Error() string {
	return fmt.Sprintf("schema: table %s: %s %s", e.Table, e.Thing, e.Problem)
}

// EnumError says what is wrong with the definition of an enum, and how to mend it.
type EnumError struct {
	Enum    string
	Problem string
}

func (e *EnumError) Error() string { return fmt.Sprintf("schema: enum %s %s", e.Enum, e.Problem) }
