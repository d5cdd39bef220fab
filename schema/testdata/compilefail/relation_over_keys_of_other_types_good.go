package p

import "github.com/rowan-go/rowan/schema"

type order struct {
	Shop  int64
	No    int32
	Lines schema.Many[line]
}

type orders struct {
	schema.Table[order, schema.Key2[int64, int32]]
	Shop schema.Col[int64]
	No   schema.Col[int32]
}

type line struct {
	ID    int64
	Shop  int64
	Order *int32
	Of    schema.One[order]
}

type lines struct {
	schema.Table[line, int64]
	ID, Shop schema.Col[int64]
	Order    schema.NullCol[int32]
}

var (
	tables *orders
	rows   *lines

	key = schema.ForeignKey(schema.Columns2(rows.Shop, rows.Order), schema.Columns2(tables.Shop, tables.No))
	one = schema.ManyToOne(schema.Columns2(rows.Shop, rows.Order), schema.Columns2(tables.Shop, tables.No),
		func(l *line) *schema.One[order] { return &l.Of })
)
