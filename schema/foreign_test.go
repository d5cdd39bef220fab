package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Shops have orders, numbered for each shop; an order has lines, and one of them may be its main one: the two tables
// refer to each other, with keys of two and three columns.

type Order struct {
	Shop     int64
	No       int32
	MainLine *int32
	Lines    schema.Many[Line]
	Main     schema.One[Line]
}

type Line struct {
	Shop  int64
	Order int32
	Pos   int32
	Text  string
	Of    schema.One[Order]
}

type orders struct {
	schema.Table[Order, schema.Key2[int64, int32]]
	Shop     schema.Col[int64]
	No       schema.Col[int32]
	MainLine schema.NullCol[int32]
}

type lines struct {
	schema.Table[Line, schema.Key3[int64, int32, int32]]
	Shop       schema.Col[int64]
	Order, Pos schema.Col[int32]
	Text       schema.Col[string]
}

var (
	Orders = schema.Define("orders", func(d *schema.Def, t *orders, e *Order) {
		schema.Map(d, &t.Shop, "shop", &e.Shop)
		schema.Map(d, &t.No, "no", &e.No)
		schema.MapNull(d, &t.MainLine, "main_line", &e.MainLine)
		schema.PrimaryKey2(&t.Table, t.Shop, t.No)
	})
	Lines = schema.Define("lines", func(d *schema.Def, t *lines, e *Line) {
		schema.Map(d, &t.Shop, "shop", &e.Shop)
		schema.Map(d, &t.Order, "order_no", &e.Order)
		schema.Map(d, &t.Pos, "pos", &e.Pos)
		schema.Map(d, &t.Text, "text", &e.Text)
		schema.PrimaryKey(&t.Table, schema.Columns3(t.Shop, t.Order, t.Pos))
	})

	LineOrderKey = schema.ForeignKey(schema.Columns2(Lines.Shop, Lines.Order), schema.Columns2(Orders.Shop, Orders.No)).OnDelete(schema.Cascade) //nolint:errname // a constraint
	OrderMainKey = schema.ForeignKey(                                                                                                            //nolint:errname // a constraint
		schema.Columns3(Orders.Shop, Orders.No, Orders.MainLine), schema.Columns3(Lines.Shop, Lines.Order, Lines.Pos),
	).Named("orders_main_line").OnUpdateKey(schema.Cascade).Deferrable()

	LineOrder = schema.ManyToOne(schema.Columns2(Lines.Shop, Lines.Order), schema.Columns2(Orders.Shop, Orders.No),
		func(l *Line) *schema.One[Order] { return &l.Of })
	OrderLines = schema.OneToMany(schema.Columns2(Orders.Shop, Orders.No), schema.Columns2(Lines.Shop, Lines.Order),
		func(o *Order) *schema.Many[Line] { return &o.Lines })
	OrderMain = schema.ManyToOne(schema.Columns3(Orders.Shop, Orders.No, Orders.MainLine), schema.Columns3(Lines.Shop, Lines.Order, Lines.Pos),
		func(o *Order) *schema.One[Line] { return &o.Main })

	Shopping = schema.NewModel(Lines, Orders, LineOrderKey, OrderMainKey, LineOrder, OrderLines, OrderMain)
)

func TestS16_ForeignKeysOfSeveralColumnsInACircle(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Shopping.CreateAll(ctx, pool))
	require.NoError(t, Shopping.CreateAll(ctx, pool), "safe to run twice, keys in a circle too")

	_, err := query.Insert(Orders).Row(Orders.Shop.Set(1), Orders.No.Set(7)).Exec(ctx, pool)
	require.NoError(t, err)
	line := query.Insert(Lines).Row(Lines.Shop.Set(1), Lines.Order.Set(7), Lines.Pos.Set(1), Lines.Text.Set("tea"))
	_, err = line.Exec(ctx, pool)
	require.NoError(t, err)

	_, err = query.Insert(Lines).Row(Lines.Shop.Set(2), Lines.Order.Set(7), Lines.Pos.Set(1), Lines.Text.Set("no")).Exec(ctx, pool)
	require.ErrorIs(t, err, LineOrderKey)
	require.NotErrorIs(t, err, OrderMainKey)
	_, err = query.Update(Orders).Set(Orders.MainLine.Set(9)).Exec(ctx, pool)
	require.ErrorIs(t, err, OrderMainKey)
	_, err = query.Update(Orders).Set(Orders.MainLine.Set(1)).Exec(ctx, pool)
	require.NoError(t, err)

	os, err := query.From(Orders).With(preload.SelectIn(OrderLines), preload.SelectIn(OrderMain)).Rows(ctx, pool).All()
	require.NoError(t, err)
	require.Len(t, os, 1)
	ls, err := os[0].Lines.All()
	require.NoError(t, err)
	require.Len(t, ls, 1)
	assert.Equal(t, "tea", ls[0].Text)
	back, err := ls[0].Of.Get()
	require.NoError(t, err)
	assert.Same(t, os[0], back)
	main, err := os[0].Main.Get()
	require.NoError(t, err)
	assert.Equal(t, int32(1), main.Pos)
}

func TestS18_TheForeignKeysOfACircleComeLast(t *testing.T) {
	t.Parallel()
	statements, err := Shopping.DDL()
	require.NoError(t, err)
	require.Len(t, statements, 3)
	assert.Contains(t, statements[0], `CREATE TABLE IF NOT EXISTS "orders"`, "the tables that others refer to come first")
	assert.NotContains(t, statements[0], "FOREIGN KEY")
	assert.Contains(t, statements[1], `CONSTRAINT "lines_shop_order_no_fkey" FOREIGN KEY ("shop", "order_no") REFERENCES "orders" ("shop", "no") ON DELETE CASCADE`)
	assert.Contains(t, statements[2], `ALTER TABLE "orders" ADD CONSTRAINT "orders_main_line" FOREIGN KEY ("shop", "no", "main_line") `+
		`REFERENCES "lines" ("shop", "order_no", "pos") ON UPDATE CASCADE DEFERRABLE`)
}

func TestAForeignKeyIsAValueWithAName(t *testing.T) {
	t.Parallel()
	table, name := LineOrderKey.Constraint()
	assert.Equal(t, "lines", table)
	assert.Equal(t, "lines_shop_order_no_fkey", name)
	assert.EqualError(t, OrderMainKey, "schema: foreign key orders_main_line of table orders")
	assert.EqualError(t, new(schema.ForeignKeyDef), "schema: an undefined foreign key")
}

func TestS04_AKeyOfSeveralColumnsIsTakenAndLeft(t *testing.T) {
	t.Parallel()
	order, line := &Order{Shop: 3, No: 4}, &Line{Shop: 3, Order: 4, Pos: 2}
	OrderMain.Set(order, line)
	require.NotNil(t, order.MainLine)
	assert.Equal(t, int32(2), *order.MainLine)
	OrderMain.Set(order, nil)
	assert.Nil(t, order.MainLine)
	assert.Equal(t, []any{int64(3), int32(4)}, []any{order.Shop, order.No}, "what is the row's own key stays")

	other := &Order{Shop: 3, No: 5}
	LineOrder.Set(line, order)
	OrderLines.Add(other, line)
	assert.Equal(t, int32(5), line.Order)
	ls, err := order.Lines.All()
	require.NoError(t, err)
	assert.Empty(t, ls)
}

func TestS18_DropAllDropsTheModelsTablesAlone(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Shopping.CreateAll(ctx, pool))
	_, err := pool.Exec(ctx, "CREATE VIEW teas AS SELECT * FROM lines WHERE text = 'tea'")
	require.NoError(t, err)
	err = Shopping.DropAll(ctx, pool)
	require.ErrorContains(t, err, "view teas depends on table lines; drop that first")
	_, err = query.From(Orders).Rows(ctx, pool).All()
	require.NoError(t, err, "nothing was dropped")

	_, err = pool.Exec(ctx, "DROP VIEW teas; CREATE TABLE other (shop bigint, no int, FOREIGN KEY (shop, no) REFERENCES orders)")
	require.NoError(t, err)
	require.ErrorContains(t, Shopping.DropAll(ctx, pool), "table other depends on table orders")
	_, err = pool.Exec(ctx, "DROP TABLE other")
	require.NoError(t, err)

	require.NoError(t, Shopping.DropAll(ctx, pool), "tables that refer to each other are no obstacle")
	require.NoError(t, Shopping.DropAll(ctx, pool))
	var left int
	require.NoError(t, pool.QueryRow(ctx, "SELECT count(*) FROM pg_class WHERE relname IN ('orders', 'lines')").Scan(&left))
	assert.Zero(t, left)
}
