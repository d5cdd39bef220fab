package schema

import "fmt"

// DefinitionError says what is wrong with the definition of a table, a column or a relation, and how to mend it.
type DefinitionError struct {
	Table   string
	Thing   string // "column \"name\"", "primary key", "relation Employee.Company"
	Problem string
}

func (e *DefinitionError) Error() string {
	return fmt.Sprintf("schema: table %s: %s %s", e.Table, e.Thing, e.Problem)
}
