package uow

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rowan-go/rowan/internal/graph"
	"github.com/rowan-go/rowan/internal/sqlast"
)

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
