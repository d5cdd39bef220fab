package uow

import (
	"errors"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// The kinds of step.
const (
	inserting  = "insert"
	updating   = "update"
	deleting   = "delete"
	committing = "commit"
	beginning  = "begin"
	asking     = "keys"
)

// step is one statement and the rows that it is for.
type step struct {
	kind    string
	t       *table
	rows    []*object
	set     []int // of an update
	decided *decided
	late    map[*object][]int
	rekeys  bool             // of an update: of keys that others follow, see planRekeys
	single  bool             // each row has a statement of its own, since its key is known only when it is written
	bare    bool             // of an insert: its rows have no undo each; see touch
	frees   *sqlast.Relation // of an UPDATE that makes the foreign keys of rows' children NULL, see planFree
	orphans []*object        // of these, those that the session holds
	text    *statement
}

// table is the one that the statement writes to.
func (s *step) table() *sqlast.Table {
	if s.frees != nil {
		return s.frees.To
	}
	return s.t.table
}

// prepare walks through the stages that send nothing.
func (s *Session) prepare() (*flush, error) {
	f := &flush{s: s}
	if err := s.mistakes(); err != nil {
		return nil, err
	}
	if err := f.collect(); err != nil {
		return nil, err
	}
	if err := f.relate(); err != nil {
		return nil, err
	}
	if err := f.checkKeys(); err != nil {
		return nil, err
	}
	if err := f.free(); err != nil {
		return nil, err
	}
	batches, err := f.order()
	if err != nil {
		return nil, err
	}
	return f, f.makePlan(batches)
}

// makePlan makes the statements: UPDATEs of keys that others follow, INSERTs, UPDATEs of columns that could not be written at once, UPDATEs, DELETEs.
func (f *flush) makePlan(batches [][]*object) error {
	if err := f.planRekeys(); err != nil {
		return err
	}
	if err := f.planDeletes(f.early); err != nil {
		return err
	}
	var errs []error
	for _, rows := range batches {
		errs = append(errs, f.planInsert(rows))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := f.planLate(); err != nil {
		return err
	}
	if err := f.planUpdates(); err != nil {
		return err
	}
	return f.planDeletes(f.deletes)
}
