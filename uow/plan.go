package uow

import (
	"fmt"
	"strings"
)

// Plan is what a flush sends, in order.
type Plan struct{ Steps []Step }

// Step is one statement of a [Plan].
type Step struct {
	Statement string // "insert", "update", "delete"; "keys" for asking the database for new keys
	Table     string
	Columns   []string // that are written
	Rows      int      // where foreign keys of rows to delete become NULL before, the rows to delete
	SQL       string
}

// String shows a step on each line, as in: insert companies (name) 2 rows.
func (p Plan) String() string {
	var b strings.Builder
	for _, s := range p.Steps {
		rows := "rows"
		if s.Rows == 1 {
			rows = "row"
		}
		columns := ""
		if len(s.Columns) > 0 {
			columns = " (" + strings.Join(s.Columns, ", ") + ")"
		}
		fmt.Fprintf(&b, "%s %s%s %d %s\n", s.Statement, s.Table, columns, s.Rows, rows)
	}
	return b.String()
}

// Plan returns what a flush would send now. It sends nothing. Like a flush it gives foreign keys the values of related
// objects, as far as those are known, and adds new objects that are reached through relations.
func (s *Session) Plan() (Plan, error) {
	if err := s.enter(); err != nil {
		return Plan{}, err
	}
	defer s.leave()
	f, err := s.prepare()
	if err != nil {
		return Plan{}, err
	}
	var p Plan
	for _, k := range f.keys {
		p.Steps = append(p.Steps, Step{Statement: "keys", Table: k.t.table.Name, Columns: []string{k.t.table.Columns[k.column].Name}, Rows: len(k.rows), SQL: k.sql()})
	}
	for _, st := range f.steps {
		p.Steps = append(p.Steps, st.public())
	}
	return p, nil
}

func (s *step) public() Step {
	p := Step{Statement: s.kind, Table: s.table().Name, Rows: len(s.rows), SQL: s.text.sql}
	columns := s.set
	if s.kind == inserting {
		for i, m := range s.decided.modes {
			if m != omitted {
				columns = append(columns, i)
			}
		}
	}
	for _, c := range columns {
		p.Columns = append(p.Columns, s.table().Columns[c].Name)
	}
	return p
}
