package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
)

func TestS22_OneEntityIsTheEntityItself(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	es, err := query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.IsType(t, []*Employee{}, es)
	nick := "al"
	assert.Equal(t, &Employee{ID: 1, Name: "Alice", Status: "old", Nickname: &nick, Salary: 30, CompanyID: 1}, es[0])
	assert.Nil(t, es[1].Nickname)

	same, err := query.Select(Employees).From(Employees).Where(Employees.ID.Eq(1)).Rows(ctx, db).One()
	require.NoError(t, err)
	assert.Equal(t, es[0], same, "selecting the table is selecting its entity")
	assert.NotSame(t, es[0], same, "outside of a session each run makes objects of its own")

	none, err := query.From(Employees).Where(Employees.ID.Eq(99)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []*Employee{}, none, "empty, and not nil")
}

func TestS23_ScalarsAreTheFirstColumnOfEveryRow(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	one := query.Select(Employees.Name).From(Employees).OrderBy(Employees.ID)
	names, err := one.Rows(ctx, db).Scalars()
	require.NoError(t, err)
	assert.Equal(t, []string{"Alice", "Bob", "Carol"}, names)
	all, err := one.Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, names, all)

	of3, err := query.Select3(Employees.Nickname, Employees.ID, Employees.Name).From(Employees).OrderBy(Employees.ID).Rows(ctx, db).Scalars()
	require.NoError(t, err)
	require.Len(t, of3, 3)
	assert.Equal(t, "al", *of3[0])
	assert.Nil(t, of3[1])

	entities, err := query.Select2(Employees, Employees.ID).From(Employees).OrderBy(Employees.ID).Rows(ctx, db).Scalars()
	require.NoError(t, err)
	assert.Equal(t, "Carol", entities[2].Name)

	none, err := one.Where(Employees.ID.Eq(99)).Rows(ctx, db).Scalars()
	require.NoError(t, err)
	assert.Equal(t, []string{}, none)
}

func TestS24_ScalarIsTheFirstColumnOfTheFirstRowOrNone(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	several := query.Select2(Employees.Name, Employees.ID).From(Employees).OrderBy(Employees.ID.Desc())
	name, found, err := several.Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "Carol", name)

	_, found, err = several.Where(Employees.ID.Eq(99)).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.False(t, found, "no row")
	nick, found, err := query.Select(Employees.Nickname).From(Employees).Where(Employees.ID.Eq(2)).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.True(t, found, "a row whose value is NULL is a row")
	assert.Nil(t, nick)

	n, err := query.Select(Employees.Salary).From(Employees).Where(Employees.ID.Eq(1)).Rows(ctx, db).ScalarOr(-1)
	require.NoError(t, err)
	assert.Equal(t, int64(30), n)
	n, err = query.Select(Employees.Salary).From(Employees).Where(Employees.ID.Eq(99)).Rows(ctx, db).ScalarOr(-1)
	require.NoError(t, err)
	assert.Equal(t, int64(-1), n)
}

func TestHelpersAskForAsFewRowsAsTheyNeed(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	q := query.From(Employees).OrderBy(Employees.ID)
	for _, limit := range []int64{-1, 0, 1, 2, 5} { // the smaller of the two counts; -1 stands for none
		limited, rows := q, int64(3)
		if limit >= 0 {
			limited, rows = q.Limit(limit), min(limit, 3)
		}
		all, err := limited.Rows(ctx, pool).All()
		require.NoError(t, err)
		assert.Len(t, all, int(rows))
		_, found, err := limited.Rows(ctx, pool).First()
		require.NoError(t, err)
		assert.Equal(t, rows > 0, found)
		_, err = limited.Rows(ctx, pool).One()
		switch rows {
		case 0:
			require.ErrorIs(t, err, query.ErrNoRows)
		case 1:
			require.NoError(t, err)
		default:
			require.ErrorIs(t, err, query.ErrMultipleRows)
		}
	}
}

func TestManyRowsInEveryNumber(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), workplace(t)
	for _, n := range []int64{10_000, 3, 0, 17, 5_000, 16, 10_000, 1} { // each run expects as many as the one before
		es, err := query.From(benchWorkers).OrderBy(benchWorkers.ID).Limit(n).Rows(ctx, db).All()
		require.NoError(t, err)
		require.Len(t, es, int(n))
		assert.LessOrEqual(t, cap(es), max(int(2*n), 16), "what is kept is not much more than what was asked for")
		for i, e := range es {
			require.Equal(t, int64(i+1), e.ID)
		}
	}
}

func TestPackedRowsAreTheSame(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	q := query.Select2(Employees.ID, query.RawNotNull[string](query.SQL("repeat(employees.name, (employees.id * employees.id * 700)::int)"))).
		From(Employees).OrderBy(Employees.ID)
	want, err := q.Rows(ctx, db).All()
	require.NoError(t, err)
	require.NotEmpty(t, want)
	rows := q.Rows(ctx, db).Packed()
	for range 2 {
		got, err := rows.All()
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	first, found, err := rows.First()
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, want[0], first)
	es, err := query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	packed, err := query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db).Packed().All()
	require.NoError(t, err)
	assert.Equal(t, es, packed)
}
