package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/golden"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS20_QueriesAreValuesThatPrintThemselves(t *testing.T) {
	t.Parallel()
	all := query.From(Employees).OrderBy(Employees.ID)
	bobs := all.Where(Employees.Name.Eq("Bob"))
	carols := all.Where(Employees.Name.Eq("Carol"))
	assert.NotContains(t, all.String(), "WHERE")
	assert.Contains(t, bobs.String(), `WHERE "employees"."name" = $1`)
	assert.Contains(t, bobs.String(), `$1 = "Bob"`)
	assert.Contains(t, carols.String(), `$1 = "Carol"`)
}

func TestS20_TheTextIsWhatTheServerPrepares(t *testing.T) {
	t.Parallel()
	m := schema.As(Employees, "m")
	total := query.Sum(Employees.Salary).As("total")
	q := query.Select3(Companies.Name, query.CountAll(), total).From(Companies).
		Join(Employees, Employees.CompanyID.EqExpr(Companies.ID)).
		Where(
			query.Or(Employees.Status.Eq("new"), query.Not(query.And(Employees.Salary.Gt(5), Employees.Nickname.IsNull()))),
			query.Exists(query.Select(m.ID).From(m).Where(m.CompanyID.EqExpr(Companies.ID))),
			Employees.ID.In(1, 2, 3),
		).
		GroupBy(Companies.Name).Having(query.Gt(query.CountAll(), 0)).OrderBy(total.Desc(), Companies.Name).Limit(10).Offset(0)
	sql, args, err := q.ToSql()
	require.NoError(t, err)
	require.Len(t, args, 6)
	shown := make([]string, len(args))
	for i, a := range args {
		shown[i] = fmt.Sprintf("%#v", a)
	}
	golden.SQL(t, database(t), "report", sql, shown...)
	rows, err := q.Rows(t.Context(), database(t)).All()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	assert.Equal(t, "Acme", rows[0].V1)
	assert.Equal(t, int64(50), *rows[0].V3)
}

func TestS21_S22_S23_S24_ShapesOfRows(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)

	tuple, found, err := query.Select2(Employees, Companies.Name).From(Employees).
		Join(Companies, Employees.CompanyID.EqExpr(Companies.ID)).OrderBy(Employees.ID).Rows(ctx, db).First()
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, "Alice", tuple.V1.Name)
	assert.Equal(t, "Acme", tuple.V2)

	names, err := query.Select2(Employees.Name, Employees.ID).From(Employees).OrderBy(Employees.ID).Rows(ctx, db).Scalars()
	require.NoError(t, err)
	assert.Equal(t, []string{"Alice", "Bob", "Carol"}, names)

	top, found, err := query.Select(query.Max(Employees.ID)).From(Employees).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, int64(3), *top)

	none, found, err := query.Select(query.Max(Employees.ID)).From(Employees).Where(Employees.Name.Eq("Nobody")).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.True(t, found, "an aggregate has a row")
	assert.Nil(t, none)

	n, err := query.Select(Employees.Salary).From(Employees).Where(Employees.Name.Eq("Nobody")).Rows(ctx, db).ScalarOr(-1)
	require.NoError(t, err)
	assert.Equal(t, int64(-1), n)
}

func TestS25_TheResultHelpers(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	several := query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db)
	nothing := query.From(Employees).Where(Employees.ID.Eq(99)).Rows(ctx, db)
	single := query.From(Employees).Where(Employees.ID.Eq(2)).Rows(ctx, db)

	e, found, err := several.First()
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "Alice", e.Name)
	_, err = several.One()
	require.ErrorIs(t, err, query.ErrMultipleRows)
	_, _, err = several.OneOrNone()
	require.ErrorIs(t, err, query.ErrMultipleRows)

	e, found, err = nothing.First()
	require.NoError(t, err)
	assert.False(t, found)
	assert.Nil(t, e)
	_, err = nothing.One()
	require.ErrorIs(t, err, query.ErrNoRows)
	_, found, err = nothing.OneOrNone()
	require.NoError(t, err)
	assert.False(t, found)

	e, err = single.One()
	require.NoError(t, err)
	assert.Equal(t, "Bob", e.Name)
}

func TestNullIsRefusedWhenTheQueryIsBuilt(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	joined := Employees.CompanyID.EqExpr(Companies.ID)

	_, err := query.Select2(Companies.Name, Employees.Name).From(Companies).LeftJoin(Employees, joined).Rows(ctx, db).All()
	require.ErrorContains(t, err, "employees.name may be NULL (employees.name comes from an outer join)")
	_, err = query.Select2(Companies.Name, Employees).From(Companies).LeftJoin(Employees, joined).Rows(ctx, db).All()
	require.ErrorContains(t, err, "query.Optional(employees)")
	_, err = query.Select(query.Lower(Employees.Nickname)).From(Employees).Rows(ctx, db).All()
	require.ErrorContains(t, err, "employees.nickname is nullable")
	_, err = query.Select(query.Must(Employees.Nickname)).From(Employees).Rows(ctx, db).All()
	require.ErrorContains(t, err, "IsNotNull(employees.nickname)")

	rows, err := query.Select3(Companies.Name, query.Optional(Employees), query.Null(Employees.Name)).From(Companies).
		LeftJoin(Employees, joined).OrderBy(Companies.ID, Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, rows, 4)
	assert.Nil(t, rows[3].V2)
	assert.Nil(t, rows[3].V3)
	assert.Equal(t, "Alice", rows[0].V2.Name)

	nicks, err := query.Select(query.Coalesce(Employees.Nickname, "-")).From(Employees).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []string{"al", "-", "caz"}, nicks)
	nicks, err = query.Select(query.Must(Employees.Nickname)).From(Employees).Where(Employees.Nickname.IsNotNull()).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []string{"al", "caz"}, nicks)
}

func TestBadInputIsRefusedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	for _, c := range []struct {
		name, why, want string
		q               query.Query[*Employee]
	}{
		{"limit", "no rows are fewer than none", "limit", query.From(Employees).Limit(-1)},
		{"NUL", "text cannot hold it", "argument $1", query.From(Employees).Where(Employees.Name.Eq("a\x00b"))},
		{"encoding", "text is UTF-8", "argument $1", query.From(Employees).Where(Employees.Name.Eq("a\xff"))},
		{"source", "the column's table is not read", `belongs to "companies"`, query.From(Employees).Where(Companies.Name.Eq("x"))},
		{"nil", "a nil predicate", "nil expression", query.From(Employees).Where(nil)},
		{"twice", "one name for two sources", "stands there twice", query.From(Employees).CrossJoin(Employees)},
	} {
		_, err := c.q.Rows(ctx, db).All()
		require.ErrorContains(t, err, c.want, "%s: %s", c.name, c.why)
	}
	assert.Equal(t, int32(0), db.Stat().AcquiredConns())
}

func TestListsTravelAsOneArray(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	ids := make([]int64, 70_000)
	for i := range ids {
		ids[i] = int64(i)
	}
	es, err := query.From(Employees).Where(Employees.ID.In(ids...)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Len(t, es, 3)
	es, err = query.From(Employees).Where(Employees.ID.In()).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Empty(t, es)
	es, err = query.From(Employees).Where(Employees.Status.NotIn()).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Len(t, es, 3)
}

func TestAllModesOfPgx(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		cfg := pool.Config().ConnConfig.Copy()
		cfg.DefaultQueryExecMode = mode
		conn, err := pgx.ConnectConfig(ctx, cfg)
		require.NoError(t, err)
		es, err := query.From(Employees).Where(Employees.Status.In("new", "old"), Employees.Name.Ne("Bob"), Employees.Salary.Between(1, 100),
			query.Coalesce(Employees.Nickname, "x").Ne("y")).OrderBy(Employees.ID).Limit(5).Rows(ctx, conn).All()
		require.NoError(t, err, mode.String())
		require.Len(t, es, 2, mode.String())
		assert.Equal(t, "caz", *es[1].Nickname, mode.String())
		require.NoError(t, conn.Close(ctx))
	}
}

func TestProjectReadsIntoYourStruct(t *testing.T) {
	t.Parallel()
	type view struct {
		Company string
		Pay     *int64
		N       int64
	}
	vs, err := query.Project(
		query.Into(query.CountAll(), func(v *view) *int64 { return &v.N }),
		query.Into(Companies.Name, func(v *view) *string { return &v.Company }),
		query.Into(query.Sum(Employees.Salary), func(v *view) **int64 { return &v.Pay }),
	).From(Companies).Join(Employees, Employees.CompanyID.EqExpr(Companies.ID)).GroupBy(Companies.Name).OrderBy(Companies.Name).
		Rows(t.Context(), database(t)).Scalars()
	require.NoError(t, err)
	require.Len(t, vs, 2)
	assert.Equal(t, "Acme", vs[0].Company)
	assert.Equal(t, int64(2), vs[0].N)
	assert.Equal(t, int64(50), *vs[0].Pay)
}

func TestCompiledQueriesTakeTypedParameters(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	byName := query.Compile2(func(name query.Param[string], pay query.Param[int64]) query.Query[*Employee] {
		return query.From(Employees).Where(Employees.Name.EqExpr(name), Employees.Salary.GeExpr(pay))
	})
	for name, want := range map[string]bool{"Alice": true, "Bob": true, "Nobody": false} {
		e, found, err := byName.Rows(ctx, db, name, 20).OneOrNone()
		require.NoError(t, err)
		assert.Equal(t, want, found)
		if found {
			assert.Equal(t, name, e.Name)
		}
	}
}

func TestEachStreams(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	many := query.Raw[int64](query.SQL("select g from generate_series(1, $1::bigint) g", 2_000_000))
	seen := 0
	for n, err := range many.Rows(ctx, db).Each() {
		require.NoError(t, err)
		seen++
		assert.Equal(t, int64(seen), n)
		if seen == 3 {
			break
		}
	}
	var names []string
	for e, err := range query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db).Each() {
		require.NoError(t, err)
		names = append(names, e.Name)
	}
	assert.Equal(t, "Alice Bob Carol", strings.Join(names, " "))

	tx, err := db.Begin(ctx)
	require.NoError(t, err)
	big := query.Select2(Employees.ID, Companies.ID).From(Employees).CrossJoin(Companies)
	for _, err := range big.Where(Employees.Salary.Gt(0)).Rows(ctx, tx).Each() {
		require.NoError(t, err)
		break
	}
	n := 0
	for _, err := range big.Rows(ctx, tx).Each() {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 9, n)
	require.NoError(t, tx.Commit(ctx))
	require.NoError(t, db.Ping(ctx))
}
