package uow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS19_S30_ARowThatIsHeldCostsNoQuery(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme, _ := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	first := get(t, s, Companies, acme)
	again := get(t, s, Companies, acme)
	assert.Same(t, first, again)
	assert.Equal(t, []string{"1 select companies"}, ran(trace), "one trip, and no transaction for a read")

	read, err := query.From(Companies).Where(Companies.Name.Eq("Acme")).Rows(ctx, s).One()
	require.NoError(t, err)
	assert.Same(t, first, read, "a query gives the session's own object")
	loose, err := query.From(Companies).Detached().Rows(ctx, s).One()
	require.NoError(t, err)
	assert.NotSame(t, first, loose)
}

func TestS19_AbsentIsToldApartFromAnError(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	s := open(t, pool, Model)
	c, found, err := uow.Get(t.Context(), s, Companies, 404)
	require.NoError(t, err)
	assert.False(t, found)
	assert.Nil(t, c)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, found, err = uow.Get(ctx, s, Companies, 404)
	require.ErrorIs(t, err, context.Canceled)
	assert.False(t, found)
}

func TestS19_ManyKeysAreOneQuery(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	a, b, c := &Company{Name: "a"}, &Company{Name: "b"}, &Company{Name: "c"}
	commit(t, pool, Model, a, b, c)
	s, trace := traced(t, pool, Model)
	held := get(t, s, Companies, b.ID)
	trace.Reset()
	got, err := uow.GetAll(ctx, s, Companies, c.ID, 404, b.ID, a.ID, c.ID)
	require.NoError(t, err)
	require.Len(t, got, 5)
	assert.Equal(t, "c", got[0].Name)
	assert.Nil(t, got[1])
	assert.Same(t, held, got[2])
	assert.Equal(t, "a", got[3].Name)
	assert.Same(t, got[0], got[4])
	assert.Equal(t, 1, trace.RoundTrips())
	trace.Reset()
	_, err = uow.GetAll(ctx, s, Companies, a.ID, b.ID, c.ID)
	require.NoError(t, err)
	assert.Zero(t, trace.RoundTrips(), "all are held")
	none, err := uow.GetAll(ctx, s, Companies)
	require.NoError(t, err)
	assert.Empty(t, none)
}

// Line is keyed by three columns, one of them a text.
type Line struct {
	Shop  string
	Order int64
	Line  int32
	Text  string
}

type lines struct {
	schema.Table[Line, schema.Key3[string, int64, int32]]
	Shop  schema.Col[string]
	Order schema.Col[int64]
	Line  schema.Col[int32]
	Text  schema.Col[string]
}

var Lines = schema.Define(`order "lines"`, func(d *schema.Def, t *lines, l *Line) {
	schema.Map(d, &t.Shop, "shop", &l.Shop)
	schema.Map(d, &t.Order, `the "order"`, &l.Order)
	schema.Map(d, &t.Line, "línea", &l.Line)
	schema.Map(d, &t.Text, "text", &l.Text)
	schema.PrimaryKey3(&t.Table, t.Shop, t.Order, t.Line)
})

var LineModel = schema.NewModel(Lines)

func TestS16_S19_CompositeKeysAndNamesWithQuotes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	require.NoError(t, LineModel.CreateAll(ctx, pool))
	commit(t, pool, LineModel, &Line{"a", 1, 1, "x"}, &Line{"a", 1, 2, "y"}, &Line{`b"`, 1, 1, "z"})
	s, trace := traced(t, pool, LineModel)
	l, found, err := uow.Get3(ctx, s, Lines, `b"`, 1, 1)
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, "z", l.Text)
	got, err := uow.GetAll(ctx, s, Lines, schema.Key3[string, int64, int32]{A: "a", B: 1, C: 2}, schema.Key3[string, int64, int32]{A: "a", B: 2, C: 2})
	require.NoError(t, err)
	assert.Equal(t, "y", got[0].Text)
	assert.Nil(t, got[1])
	trace.Reset()
	l.Text, got[0].Text = "Z", "Y"
	s.Delete(l)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "Y", stored(t, pool, Lines, Lines.Line.Eq(2)).Text)
	assert.Nil(t, stored(t, pool, Lines, Lines.Shop.Eq(`b"`)))
	assert.Equal(t, 1, trace.RoundTrips())
}

func TestS40_AutoflushIsOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, on := range []bool{false, true} {
		t.Run(map[bool]string{false: "off", true: "on"}[on], func(t *testing.T) {
			t.Parallel()
			s := open(t, fresh(t), Model, uow.Options{Autoflush: on})
			s.Add(&Company{ID: 7, Name: "Acme"})
			names, err := query.Select(Companies.Name).From(Companies).Rows(ctx, s).All()
			require.NoError(t, err)
			assert.Equal(t, map[bool][]string{false: {}, true: {"Acme"}}[on], names)
			require.NoError(t, s.Rollback(ctx))

			s.Add(&Company{ID: 8, Name: "Blue"})
			_, found, err := uow.Get(ctx, s, Companies, 8)
			require.NoError(t, err)
			assert.Equal(t, on, found)
			require.NoError(t, s.Flush(ctx))
			_, found, err = uow.Get(ctx, s, Companies, 8)
			require.NoError(t, err)
			assert.True(t, found, "after a flush it is seen in both")
		})
	}
}

func TestS40_AutoflushFlushesOnlyWhatTheQueryReads(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, trace := traced(t, fresh(t), Model, uow.Options{Autoflush: true})
	s.Add(&Company{Name: "Acme"})
	_, err := query.From(Employees).Rows(ctx, s).All()
	require.NoError(t, err)
	assert.Equal(t, []string{"1 select employees"}, ran(trace), "employees have nothing to flush")
}

func TestS40_StatementsNeedNoFlush(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	n, err := query.Insert(Companies).Row(Companies.Name.Set("Acme"), Companies.Tags.Set([]string{})).Exec(ctx, s)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	assert.Zero(t, count(t, pool, "companies"), "it is in the session's transaction")
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "companies"))
}

func TestS41_ObjectsStayReadableAfterACommit(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme, _ := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	c := get(t, s, Companies, acme)
	c.Name = "ACME"
	require.NoError(t, s.Commit(ctx))
	trace.Reset()
	assert.Equal(t, "ACME", c.Name)
	assert.Same(t, c, get(t, s, Companies, acme))
	assert.Zero(t, trace.RoundTrips())
}

func TestS41_ExpiringAtCommitReadsAnew(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme, _ := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model, uow.Options{ExpireOnCommit: true})
	c := get(t, s, Companies, acme)
	require.NoError(t, s.Commit(ctx))
	_, err := pool.Exec(ctx, "UPDATE companies SET name = 'Other'")
	require.NoError(t, err)
	trace.Reset()
	assert.Same(t, c, get(t, s, Companies, acme))
	assert.Equal(t, "Other", c.Name)
	assert.Equal(t, []string{"1 select companies"}, ran(trace))
	_, err = c.Employees.All()
	require.Error(t, err, "its relations are not loaded")
}
