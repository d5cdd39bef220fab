package uow

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// ReferredError says that an object cannot be deleted, because rows refer to it and nothing says what becomes of them.
// Where the session holds such rows, nothing was sent. It unwraps to what the server said, if it was the server.
type ReferredError struct {
	Object   string   // "companies(7)"
	Table    string   // of the rows that refer to it
	Columns  string   // their foreign key
	Relation string   // the collection that they are in: "Company.Employees"; "" where none is declared
	Rows     []string // those that the session holds: "employees(3)"; nil where the server found some
	Err      error    // what the server said, nil where it was not asked

	nullable bool
}

// mostNamed is how many rows an error names.
const mostNamed = 3

func (e *ReferredError) Error() string {
	who, load := strings.Join(e.Rows[:min(len(e.Rows), mostNamed)], ", "), ""
	switch more := len(e.Rows) - mostNamed; {
	case len(e.Rows) == 0:
		who, load = "rows of "+e.Table, "load them and "
	case more > 0:
		who += fmt.Sprintf(" and %d more", more)
	}
	along := e.Columns
	if e.Relation != "" {
		along += ", relation " + e.Relation
	}
	rule := "OnDelete(schema.Cascade)"
	if e.nullable {
		rule += ", or with schema.SetNull"
	}
	return fmt.Sprintf("uow: flush: %s cannot be deleted while others refer to it: %s (%s); %sdelete them too, or relate them to another object; or declare the foreign key with %s",
		e.Object, who, along, load, rule)
}

// Unwrap returns what the server said.
func (e *ReferredError) Unwrap() error { return e.Err }

// newReferred is the error about rows that refer along a foreign key to an object.
func newReferred(fk *sqlast.ForeignKey, object string) *ReferredError {
	names := make([]string, len(fk.Columns))
	for i, c := range fk.Columns {
		names[i] = fk.Table.Columns[c].Name
	}
	e := &ReferredError{Object: object, Table: fk.Table.Name, Columns: strings.Join(names, ", "), nullable: fk.Nullable()}
	for _, r := range fk.To.Relations {
		if r.Foreign == fk && r.Kind == sqlast.OneToMany {
			e.Relation = r.Name
		}
	}
	return e
}

// refusals are such errors, one for each object and foreign key.
type refusals struct {
	all []*ReferredError
	of  map[refusal]*ReferredError
}

type refusal struct {
	fk     *sqlast.ForeignKey
	parent *object
}

func (r *refusals) add(fk *sqlast.ForeignKey, child, parent *object) {
	e := r.of[refusal{fk, parent}]
	if e == nil {
		e = newReferred(fk, parent.name())
		if r.of == nil {
			r.of = map[refusal]*ReferredError{}
		}
		r.of[refusal{fk, parent}] = e
		r.all = append(r.all, e)
	}
	e.Rows = append(e.Rows, child.name())
}

func (r *refusals) err() error {
	var wrong problems
	for _, e := range r.all {
		wrong.add(e)
	}
	return wrong.err()
}

// referred is the error about a DELETE that the server refused because of rows that the session does not hold, or nil.
func (s *step) referred(err error) error {
	var pg *pgconn.PgError
	if s.kind != deleting || !errors.As(err, &pg) || pg.Code != "23503" && pg.Code != "23001" {
		return nil
	}
	for _, t := range s.t.session.model.Tables() {
		for _, fk := range t.Foreign {
			if t.Name != pg.TableName || fk.Name != pg.ConstraintName {
				continue
			}
			e := newReferred(fk, s.refused(fk, pg))
			e.Err = err
			return e
		}
	}
	return nil
}

// refused is the row that could not be deleted. Of several, the server's message has the key, between )=( and the last ).
func (s *step) refused(fk *sqlast.ForeignKey, pg *pgconn.PgError) string {
	if len(s.rows) == 1 && fk.To == s.t.table {
		return s.rows[0].name()
	}
	if _, key, ok := strings.Cut(pg.Detail, ")=("); ok {
		if end := strings.LastIndexByte(key, ')'); end >= 0 {
			return fk.To.Name + "(" + key[:end] + ")"
		}
	}
	return "a row of " + fk.To.Name
}
