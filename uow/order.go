package uow

import (
	"sync"

	"github.com/rowan-go/rowan/internal/graph"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/schema"
)

// tableOrder is the tables of a model in the order in which they are written.
type tableOrder struct {
	groups []group
	at     map[*sqlast.Table]int // the place of each table
}

// group is tables that are written together: one table, or several that refer to each other in a circle.
type group []*sqlast.Table

var orders sync.Map // *schema.Model to *tableOrder

// orderOf returns the model's tables, those that others refer to first.
func orderOf(m *schema.Model) *tableOrder {
	if known, ok := orders.Load(m); ok {
		return known.(*tableOrder) //nolint:forcetypeassert // the map holds nothing else
	}
	tables := m.Tables()
	at := make(map[*sqlast.Table]int, len(tables))
	for i, t := range tables {
		at[t] = i
	}
	out := &tableOrder{at: map[*sqlast.Table]int{}}
	for _, members := range graph.Components(len(tables), func(i int) (before []int) {
		for _, f := range tables[i].Foreign {
			if to, ok := at[f.To]; ok && to != i {
				before = append(before, to)
			}
		}
		return before
	}) {
		var g group
		for _, i := range members {
			g = append(g, tables[i])
			out.at[tables[i]] = len(out.at)
		}
		out.groups = append(out.groups, g)
	}
	orders.Store(m, out)
	return out
}

// order puts the new rows into batches, one statement each: table after table, those that others refer to first, and
// the rows of a table in the order of adding. Rows of one statement may refer to each other, since the server checks
// foreign keys at its end. Only where tables refer to each other in a circle are rows ordered one by one.
func (f *flush) order() ([][]*object, error) {
	if len(f.inserts) == 0 {
		return nil, nil
	}
	byTable := tablesOf(f.inserts)
	var out [][]*object
	for _, g := range orderOf(f.s.model).groups {
		if len(g) == 1 {
			if rows := byTable[g[0]]; len(rows) > 0 {
				out = append(out, rows)
			}
			continue
		}
		batches, err := f.orderCircle(g, byTable)
		if err != nil {
			return nil, err
		}
		out = append(out, batches...)
	}
	return out, nil
}

// tablesOf sorts objects by their tables.
func tablesOf(all []*object) map[*sqlast.Table][]*object {
	byTable := map[*sqlast.Table][]*object{}
	for len(all) > 0 {
		t, n := all[0].in, 1 // objects of a table mostly come one behind another
		for n < len(all) && all[n].in == t {
			n++
		}
		byTable[t.table] = append(byTable[t.table], all[:n]...)
		all = all[n:]
	}
	return byTable
}
