package schema

import (
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// ColumnPair are two columns of a table that make a key together; [Columns2] makes one.
type ColumnPair[A, B any] struct {
	query.Untold[Key2[A, B]]
	columns []AnyColumn
}

// ColumnTriple are three columns of a table that make a key together; [Columns3] makes one.
type ColumnTriple[A, B, C any] struct {
	query.Untold[Key3[A, B, C]]
	columns []AnyColumn
}

// Columns2 are a and b, in this order, as one key. It stands where a relation or a foreign key takes a column; the
// compiler compares the two sides column by column.
//
//	schema.ManyToOne(schema.Columns2(Lines.ShopID, Lines.OrderNo), schema.Columns2(Orders.ShopID, Orders.No), …)
func Columns2[A, B any](a Column[A], b Column[B]) ColumnPair[A, B] {
	return ColumnPair[A, B]{columns: []AnyColumn{a, b}}
}

// Columns3 are a, b and c, in this order, as one key; see [Columns2].
func Columns3[A, B, C any](a Column[A], b Column[B], c Column[C]) ColumnTriple[A, B, C] {
	return ColumnTriple[A, B, C]{columns: []AnyColumn{a, b, c}}
}

func (ColumnPair[A, B]) isColumn()                   {}
func (ColumnTriple[A, B, C]) isColumn()              {}
func (p ColumnPair[A, B]) several() []AnyColumn      { return p.columns }
func (t ColumnTriple[A, B, C]) several() []AnyColumn { return t.columns }

// columnsOf returns the columns of cs, those of pairs and triples one by one; nil stands for one that is not mapped.
func columnsOf(cs ...AnyColumn) []*sqlast.Column {
	out := make([]*sqlast.Column, 0, len(cs))
	for _, c := range cs {
		if s, ok := c.(interface{ several() []AnyColumn }); ok {
			out = append(out, columnsOf(s.several()...)...)
			continue
		}
		out = append(out, columnOf(c))
	}
	return out
}

func columnOf(c AnyColumn) *sqlast.Column {
	if c == nil {
		return nil
	}
	if f, ok := query.NodeOf(c).(*sqlast.Field); ok {
		return f.Column
	}
	return nil
}

// ofOneTable returns the table that all columns of a key are of, or what is wrong with them.
func ofOneTable(cs []*sqlast.Column) (*sqlast.Table, string) {
	if len(cs) == 0 {
		return nil, "has no columns; give it a column, schema.Columns2 or schema.Columns3"
	}
	for _, c := range cs {
		switch {
		case c == nil:
			return nil, "is made of a column that is not mapped; map it in its table's definition"
		case c.Table != cs[0].Table:
			return nil, "has columns of two tables in one key, " + label(cs[0]) + " and " + label(c) + "; take the columns of a key from one table"
		}
	}
	return cs[0].Table, ""
}

// label is a column as people know it.
func label(c *sqlast.Column) string { return c.Table.Name + "." + c.Name }

func places(cs []*sqlast.Column) []int {
	is := make([]int, len(cs))
	for i, c := range cs {
		is[i] = c.Index
	}
	return is
}
