package uow

import (
	"sync"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/schema"
)

// leading is what of a model leads to a table.
type leading struct {
	relations []*sqlast.Relation   // one-to-many: their collections have objects of the table
	keys      []*sqlast.ForeignKey // that refer to it
}

var leadings sync.Map // *schema.Model to map[*sqlast.Table]*leading

// leadingTo returns what leads to t, found once for each model.
func leadingTo(m *schema.Model, t *sqlast.Table) *leading {
	known, ok := leadings.Load(m)
	if !ok {
		known, _ = leadings.LoadOrStore(m, findLeading(m))
	}
	return known.(map[*sqlast.Table]*leading)[t] //nolint:forcetypeassert // the map holds nothing else
}

func findLeading(m *schema.Model) map[*sqlast.Table]*leading {
	all := map[*sqlast.Table]*leading{}
	for _, t := range m.Tables() {
		all[t] = &leading{}
	}
	for _, t := range m.Tables() {
		for _, r := range t.Relations {
			if to := all[r.To]; to != nil && r.Kind == sqlast.OneToMany {
				to.relations = append(to.relations, r)
			}
		}
		for _, fk := range t.Foreign {
			if to := all[fk.To]; to != nil {
				to.keys = append(to.keys, fk)
			}
		}
	}
	return all
}
