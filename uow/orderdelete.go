package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// orderDeletes puts the rows to delete into batches, one statement each: table after table, those that refer to others
// first. It is the order of inserts turned round.
func (f *flush) orderDeletes() ([][]*object, error) {
	byTable := tablesOf(f.deletes)
	var out [][]*object
	for _, g := range slices.Backward(orderOf(f.s.model).groups) {
		if len(g) == 1 {
			if rows := byTable[g[0]]; len(rows) > 0 {
				out = append(out, rows)
			}
			continue
		}
		batches, err := f.orderDeletedCircle(g, byTable)
		if err != nil {
			return nil, err
		}
		out = append(out, batches...)
	}
	return out, nil
}

// orderDeletedCircle orders rows of tables that refer to each other. A circle of rows is cut at a foreign key that is
// checked at the end of the transaction, or at one that may be NULL, which an UPDATE makes NULL before.
func (f *flush) orderDeletedCircle(g group, byTable map[*sqlast.Table][]*object) ([][]*object, error) {
	c := f.circleOf(g, byTable)
	if len(c.rows) == 0 {
		return nil, nil
	}
	if err := c.connect(g); err != nil {
		return nil, err
	}
	layers, err := c.layers()
	if err != nil {
		return nil, err
	}
	f.unset = joined(f.unset, c.late)
	out := c.batches(g, layers)
	slices.Reverse(out)
	return out, nil
}
