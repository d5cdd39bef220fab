package uow

import (
	"fmt"
	"maps"
	"slices"
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

// circle is the rows of tables that refer to each other.
type circle struct {
	f     *flush
	rows  []*object
	at    map[*object]int
	edges [][]edge          // by row
	late  map[*object][]int // foreign keys that are NULL meanwhile
}

// edge says that a row refers to another one.
type edge struct {
	to  int
	key *sqlast.ForeignKey // nil for a relation along no foreign key
	cut bool
}

// orderCircle orders rows in layers. A circle of rows is cut at a foreign key that may be NULL, whose value is then
// written by an UPDATE, or at one that is checked at the end of the transaction.
func (f *flush) orderCircle(g group, byTable map[*sqlast.Table][]*object) ([][]*object, error) {
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
	f.late = joined(f.late, c.late)
	return c.batches(g, layers), nil
}

func (f *flush) circleOf(g group, byTable map[*sqlast.Table][]*object) *circle {
	c := &circle{f: f, at: map[*object]int{}}
	for _, t := range g {
		for _, o := range byTable[t] {
			c.at[o] = len(c.rows)
			c.rows = append(c.rows, o)
		}
	}
	return c
}

// joined is a and b in one map; either may be nil.
func joined(a, b map[*object][]int) map[*object][]int {
	if a == nil {
		return b
	}
	maps.Copy(a, b)
	return a
}

// connect finds the edges: links to rows whose keys are not known yet, and keys that were given.
func (c *circle) connect(g group) error {
	c.edges = make([][]edge, len(c.rows))
	keys := newKeyIndex(c.f.s)
	for _, o := range c.rows {
		if err := keys.add(o); err != nil {
			return err
		}
	}
	for i, o := range c.rows {
		for _, l := range c.f.linksOf(o) {
			if to, ok := c.at[l.parent]; ok {
				c.edges[i] = append(c.edges[i], edge{to: to, key: l.relation.Foreign})
			}
		}
		for _, fk := range o.in.table.Foreign {
			if !slices.Contains(g, fk.To) || c.f.linkedAlong(o, fk) {
				continue
			}
			parent, err := keys.find(o, fk)
			if err != nil {
				return err
			}
			if parent != nil {
				c.edges[i] = append(c.edges[i], edge{to: c.at[parent], key: fk})
			}
		}
	}
	return nil
}

// linkedAlong reports whether a link fills the foreign key.
func (f *flush) linkedAlong(o *object, fk *sqlast.ForeignKey) bool {
	links := f.linksOf(o)
	return slices.ContainsFunc(links, func(l link) bool { return l.relation.Foreign == fk })
}

// before is the rows that must be written before row i, in an earlier statement or in the same one.
func (c *circle) before(i int) (strict, loose []int) {
	for _, e := range c.edges[i] {
		switch {
		case e.cut:
		case c.rows[e.to].in == c.rows[i].in:
			loose = append(loose, e.to)
		default:
			strict = append(strict, e.to)
		}
	}
	return strict, loose
}

// layers cuts circles until the rows can be ordered.
func (c *circle) layers() ([]int, error) {
	for {
		if layers, ok := graph.Layers(len(c.rows), c.before); ok {
			return layers, nil
		}
		if err := c.cut(); err != nil {
			return nil, err
		}
	}
}

// cut gives up one edge of each circle.
func (c *circle) cut() error {
	for _, members := range graph.Components(len(c.rows), func(i int) []int {
		strict, loose := c.before(i)
		return append(strict, loose...)
	}) {
		if len(members) < 2 || !c.mixed(members) {
			continue
		}
		row, e := c.weakest(members)
		if e == nil {
			return c.refuse(members)
		}
		e.cut = true
		if e.key.Deferrable {
			c.f.atEnd = append(c.f.atEnd, e.key)
			continue
		}
		if c.late == nil {
			c.late = map[*object][]int{}
		}
		c.late[row] = append(c.late[row], row.in.nullable(e.key.Columns)...)
	}
	return nil
}

// nullable are the columns of a foreign key whose NULL makes it refer to nothing.
func (s *shape) nullable(fk []int) (out []int) {
	for _, c := range s.table.Clearable(fk) {
		if s.table.Columns[c].Nullable {
			out = append(out, c)
		}
	}
	return out
}

// mixed reports whether the rows are of several tables; those of one can share a statement.
func (c *circle) mixed(members []int) bool {
	for _, i := range members {
		if c.rows[i].in != c.rows[members[0]].in {
			return true
		}
	}
	return false
}

// weakest is an edge inside of the circle that can be given up, and its row: one that is checked at the end, else one
// that may be NULL.
func (c *circle) weakest(members []int) (row *object, found *edge) {
	for _, i := range members {
		for n := range c.edges[i] {
			e := &c.edges[i][n]
			if e.cut || e.key == nil || !slices.Contains(members, e.to) || c.rows[e.to].in == c.rows[i].in {
				continue
			}
			if e.key.Deferrable {
				return c.rows[i], e
			}
			if found == nil && e.key.Nullable() {
				row, found = c.rows[i], e
			}
		}
	}
	return row, found
}

func (c *circle) refuse(members []int) error {
	e := &CircleError{}
	for _, i := range members {
		for _, x := range c.edges[i] {
			if slices.Contains(members, x.to) && x.key != nil {
				e.Edges = append(e.Edges, fmt.Sprintf("%s (foreign key %s) of %s", x.key.Table.Name, x.key.Name, x.key.To.Name))
			}
		}
	}
	slices.Sort(e.Edges)
	e.Edges = slices.Compact(e.Edges)
	return e
}

// batches is the rows of each layer, table by table.
func (c *circle) batches(g group, layers []int) (out [][]*object) {
	for layer := 0; layer <= slices.Max(layers); layer++ {
		for _, t := range g {
			var rows []*object
			for i, o := range c.rows {
				if layers[i] == layer && o.in.table == t {
					rows = append(rows, o)
				}
			}
			if len(rows) > 0 {
				out = append(out, rows)
			}
		}
	}
	return out
}

// keyIndex finds rows of a circle by their keys: new rows by those that were given, stored ones by what the database has.
type keyIndex struct {
	s    *Session
	rows map[keyOf]*object
}

type keyOf struct {
	table *sqlast.Table
	key   string
}

func newKeyIndex(s *Session) *keyIndex { return &keyIndex{s, map[keyOf]*object{}} }

func (k *keyIndex) add(o *object) error {
	if o.unsettled(o.in.table.Key) {
		return nil
	}
	key, err := o.in.primary(nil, o.old())
	if err == nil {
		k.rows[keyOf{o.in.table, string(key)}] = o
	}
	return err
}

// find returns the row that the foreign key of o refers to, where there is one.
func (k *keyIndex) find(o *object, f *sqlast.ForeignKey) (*object, error) {
	columns, ok := inKeyOrder(f)
	if !ok {
		return nil, nil //nolint:nilnil // such keys do not order rows; the server checks them
	}
	to, err := k.s.table(f.To)
	if err != nil {
		return nil, err
	}
	key, ok, err := o.in.key(nil, o.old(), columns, to.shape, f.To.Key)
	if err != nil || !ok {
		return nil, err
	}
	return k.rows[keyOf{f.To, string(key)}], nil
}

// inKeyOrder are the columns of a foreign key in the order of the primary key that it refers to, false where it refers to
// another key.
func inKeyOrder(f *sqlast.ForeignKey) ([]int, bool) {
	if len(f.ToColumns) != len(f.To.Key) {
		return nil, false
	}
	columns := make([]int, len(f.To.Key))
	for i, k := range f.To.Key {
		at := slices.Index(f.ToColumns, k)
		if at < 0 {
			return nil, false
		}
		columns[i] = f.Columns[at]
	}
	return columns, true
}
