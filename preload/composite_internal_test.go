package preload

import (
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Lot has a key of two columns, and Bid refers to it.
type lot struct {
	House int64
	Code  string
	Bids  schema.Many[bid]
}

type bid struct {
	ID    int64
	House *int32
	Code  *string
	Lot   schema.One[lot]
}

type lots struct {
	schema.Table[lot, schema.Key2[int64, string]]
	House schema.Col[int64]
	Code  schema.Col[string]
}

type bids struct {
	schema.Table[bid, int64]
	ID    schema.Col[int64]
	House schema.NullCol[int32]
	Code  schema.NullCol[string]
}

var (
	lotTable = schema.Define("lots", func(d *schema.Def, t *lots, l *lot) {
		schema.Map(d, &t.House, "house", &l.House)
		schema.Map(d, &t.Code, "code", &l.Code)
		schema.PrimaryKey2(&t.Table, t.House, t.Code)
	})
	bidTable = schema.Define("bids", func(d *schema.Def, t *bids, b *bid) {
		schema.Map(d, &t.ID, "id", &b.ID)
		schema.MapNull(d, &t.House, "house", &b.House)
		schema.MapNull(d, &t.Code, "code", &b.Code)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	lotBids, bidLot = composite()
)

// composite makes the two sides of a relation over two columns, as a model would.
func composite() (many, one *sqlast.Relation) {
	l, b := query.SourceOf(lotTable).Table, query.SourceOf(bidTable).Table
	many = &sqlast.Relation{
		Name: "lot.Bids", Kind: sqlast.OneToMany, From: l, To: b, Columns: []int{0, 1}, Others: []int{1, 2},
		Offset: offsetIn[lot](func(l *lot) rowscan.Pointer { return rowscan.Of(&l.Bids) }),
	}
	one = &sqlast.Relation{
		Name: "bid.Lot", Kind: sqlast.ManyToOne, From: b, To: l, Columns: many.Others, Others: many.Columns, Inverse: many,
		Offset: offsetIn[bid](func(b *bid) rowscan.Pointer { return rowscan.Of(&b.Lot) }),
	}
	many.Inverse = one
	l.Relations, b.Relations = []*sqlast.Relation{many}, []*sqlast.Relation{one}
	return many, one
}

func offsetIn[E any](field func(*E) rowscan.Pointer) uintptr {
	e := new(E)
	at, _ := rowscan.Offset(rowscan.Of(e), field(e), reflect.TypeFor[E]().Size())
	return at
}

func lotsDatabase(t *testing.T) (*pgxpool.Pool, *sqltrace.Trace) {
	t.Helper()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), `create table lots (house bigint, code text, primary key (house, code));
		create table bids (id bigint primary key, house int, code text, foreign key (house, code) references lots);
		insert into lots values (1, 'a'), (1, 'b'), (2, 'a'), (2, 'x,"y'), (5000000000, 'a');
		insert into bids values (1, 2, 'a'), (2, 1, 'b'), (3, 2, 'a'), (4, null, 'a'), (5, 2, null), (6, 2, 'x,"y')`)
	require.NoError(t, err)
	return sqltrace.Record(t, pool)
}

func TestS34_S35_CompositeKeys(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, h := range []how{selectIn, subquery} {
		db, trace := lotsDatabase(t)
		down := query.LoaderOf[*lot]{L: loader{[]*sqlast.Relation{lotBids, bidLot}, h}}
		ls, err := query.From(lotTable).OrderBy(lotTable.House, lotTable.Code).With(down).Rows(ctx, db).All()
		require.NoError(t, err)
		require.Len(t, ls, 5)
		var found [][]int64
		for _, l := range ls {
			bs, err := l.Bids.All()
			require.NoError(t, err)
			ids := []int64{}
			for _, b := range bs {
				ids = append(ids, b.ID)
				back, err := b.Lot.Get()
				require.NoError(t, err)
				assert.Same(t, l, back)
			}
			found = append(found, ids)
		}
		assert.Equal(t, [][]int64{{}, {2}, {1, 3}, {6}, {}}, found)
		assert.Equal(t, map[how]int{selectIn: 2, subquery: 1}[h], trace.RoundTrips(), trace)

		trace.Reset()
		up := query.LoaderOf[*bid]{L: loader{[]*sqlast.Relation{bidLot}, h}}
		bs, err := query.From(bidTable).OrderBy(bidTable.ID).With(up).Rows(ctx, db).All()
		require.NoError(t, err)
		for _, b := range bs {
			l, err := b.Lot.Get()
			require.NoError(t, err)
			if b.House == nil || b.Code == nil {
				assert.Nil(t, l, "half a key is none")
				continue
			}
			assert.Equal(t, []any{int64(*b.House), *b.Code}, []any{l.House, l.Code})
		}
		if h == selectIn {
			assert.Equal(t, []any{"{2,1,2}", `{a,b,"x,\"y"}`}, trace.Statements()[1].Args, "the arrays side by side are the keys")
			assert.Contains(t, trace.SQL()[1], `("lots"."house", "lots"."code") IN (SELECT * FROM unnest($1::bigint[], $2::text[]))`)
		}
	}
}
