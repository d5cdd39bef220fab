package query_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS20_GoroutinesThatExtendOneQueryDoNotMeet(t *testing.T) {
	t.Parallel()
	for _, steps := range []int{0, 1, 2, 3, 14} { // with room left in the base and without
		base := query.Select2(Employees.ID, Employees.Name).From(Employees)
		for i := range steps {
			base = base.Where(Employees.Salary.Ne(int64(i)))
		}
		var wg sync.WaitGroup
		for g := range 16 {
			wg.Go(func() {
				q := base.Where(Employees.ID.Gt(int64(1000 + g))).OrderBy(Employees.ID).Limit(int64(2000 + g))
				_, args, err := q.ToSql()
				assert.NoError(t, err)
				assert.Len(t, args, steps+2)
				assert.Equal(t, int64(1000+g), args[steps])
				assert.Equal(t, int64(2000+g), args[steps+1])
			})
		}
		wg.Wait()
		_, args, err := base.ToSql()
		require.NoError(t, err)
		assert.Len(t, args, steps)
	}
}

func TestS20_AnOlderValueIsExtendedLater(t *testing.T) {
	t.Parallel()
	q0 := query.From(Employees)
	q1 := q0.Where(Employees.ID.Eq(1))
	q2 := q1.Where(Employees.ID.Eq(2))
	other := q1.Where(Employees.ID.Eq(3)) // q2 has taken the next step
	again := q0.OrderBy(Employees.ID)
	for _, c := range []struct {
		q    query.Query[*Employee]
		tail string
	}{
		{q0, `FROM "employees"`},
		{q1, `WHERE "employees"."id" = $1` + "\n-- $1 = 1"},
		{q2, `$1 = 1, $2 = 2`},
		{other, `$1 = 1, $2 = 3`},
		{again, `FROM "employees" ORDER BY "employees"."id"`},
	} {
		s := c.q.String()
		require.GreaterOrEqual(t, len(s), len(c.tail))
		assert.Equal(t, c.tail, s[len(s)-len(c.tail):])
	}
}

func TestArgumentsStandAtTheirPlaceholders(t *testing.T) {
	t.Parallel()
	shared := Employees.ID.Gt(7)
	build := func(first, second query.Predicate, n int64) query.Query[int64] { // clauses out of order
		return query.Select(query.Coalesce(Employees.CompanyID, n)).Limit(n+1).Having(first).OrderBy(query.Coalesce(Employees.Salary, n+2)).
			GroupBy(Employees.ID).Where(second, Employees.Name.Eq(strconv.FormatInt(n, 10))).From(Employees).
			DistinctOn(query.Coalesce(Employees.Salary, n+3)).Offset(n + 4)
	}
	want := func(n, first, second int64) []any {
		return []any{n + 3, n, second, strconv.FormatInt(n, 10), first, n + 2, n + 1, n + 4}
	}
	for range 3 { // rendered, of a known shape, of a query that runs again
		_, args, err := build(shared, shared, 10).ToSql() // one value at two places
		require.NoError(t, err)
		assert.Equal(t, want(10, 7, 7), args)
		q := build(Employees.ID.Gt(8), Employees.ID.Gt(9), 20) // two values in the same shape
		for range 3 {
			_, args, err = q.ToSql()
			require.NoError(t, err)
			assert.Equal(t, want(20, 8, 9), args)
		}
	}
}

// TestAShapeIsAllThatTheTextDependsOn builds queries at random, and compares the text of each, which may come from
// another of its shape, with the text of the same query compiled, which comes from a walk of another kind.
func TestAShapeIsAllThatTheTextDependsOn(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	m := schema.As(Employees, "m")
	texts := map[string]bool{}
	for range 3000 {
		q := randomQuery(r, m)
		sql, args, err := q.ToSql()
		compiled, same, other := query.Compile(q).ToSql()
		if err != nil {
			require.EqualError(t, other, err.Error())
			continue
		}
		require.NoError(t, other)
		require.Equal(t, compiled, sql)
		require.Equal(t, same, args)
		texts[sql] = true
	}
	assert.Greater(t, len(texts), 1000)
}

// More shapes than are kept are built of one query at once, each of them twice.
func TestS20_MoreShapesThanAreKept(t *testing.T) {
	t.Parallel()
	base := query.Select2(Employees.ID, Employees.Name).From(Employees).Where(Employees.ID.Gt(1))
	const bits = 14
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 1 << bits / 2 { // two goroutines have each shape
				i += g % 2 << (bits - 1)
				q, want, args := base, `SELECT "employees"."id", "employees"."name" FROM "employees" WHERE "employees"."id" > $1`, []any{int64(1)}
				for bit := range bits {
					if i>>bit&1 == 1 {
						args = append(args, int64(1000*i+bit))
						want += fmt.Sprintf(` AND "employees"."salary" %s $%d`, []string{"<", ">"}[bit%2], len(args))
						q = q.Where([]func(int64) query.Predicate{Employees.Salary.Lt, Employees.Salary.Gt}[bit%2](int64(1000*i + bit)))
					} else if bit%3 == 0 {
						q = q.Distinct()
					}
				}
				if bits := ^i & 0b1001001001001; bits != 0 {
					want = strings.Replace(want, "SELECT", "SELECT DISTINCT", 1)
				}
				sql, got, err := q.ToSql()
				if err != nil || sql != want || !reflect.DeepEqual(args, got) {
					t.Errorf("%v\nwant %s %v\ngot %s %v", err, want, args, sql, got)
					return
				}
			}
		})
	}
	wg.Wait()
}

func randomQuery(r *rand.Rand, m *employees) query.Query2[*string, int64] {
	e := []*employees{Employees, m}
	pick := func() *employees { return e[r.IntN(2)] }
	n := func() int64 { return r.Int64N(1000) }
	predicate := func() query.Predicate { return randomPredicate(r, pick, n, 2) }
	q := query.Select2(query.Null(pick().Name), query.Coalesce(query.Max(pick().Salary), n()))
	for range 2 + r.IntN(6) {
		switch r.IntN(8) {
		case 0:
			q = q.Where(predicate(), predicate())
		case 1:
			q = q.GroupBy(pick().Name)
		case 2:
			q = q.Having(query.Gt(query.Count(pick().ID), n()))
		case 3:
			q = q.OrderBy(pick().Name.Asc(), pick().Nickname.Desc().NullsLast())
		case 4:
			q = q.Limit(n())
		case 5:
			q = q.Offset(n())
		case 6:
			q = q.DistinctOn(pick().Name)
		case 7:
			q = q.Distinct()
		}
	}
	q = q.From(Employees)
	if r.IntN(2) == 0 {
		return q.LeftJoin(m, m.CompanyID.EqExpr(Employees.CompanyID))
	}
	return q.Join(m, query.And(m.CompanyID.EqExpr(Employees.CompanyID), predicate()))
}

func randomPredicate(r *rand.Rand, pick func() *employees, n func() int64, depth int) query.Predicate {
	inner := func() query.Predicate {
		if depth == 0 {
			return pick().ID.Lt(n())
		}
		return randomPredicate(r, pick, n, depth-1)
	}
	switch r.IntN(14) {
	case 0:
		return query.Or(inner(), inner())
	case 1:
		return query.Not(inner())
	case 2:
		return pick().Salary.Between(n(), n())
	case 3:
		return pick().ID.In(n(), n())
	case 4:
		return query.Like(pick().Status, fmt.Sprint("%", n()))
	case 5:
		return query.InQuery(pick().ID, query.Select(Companies.ID).From(Companies).Where(Companies.ID.Gt(n())).Limit(n()))
	case 6:
		return query.Exists(query.From(Companies).Where(Companies.ID.EqExpr(pick().CompanyID)))
	case 7:
		return pick().Nickname.IsNotNull()
	case 8:
		return query.Lower(pick().Name).Eq(fmt.Sprint(n()))
	case 9:
		return query.Add(pick().Salary, pick().ID).GtExpr(query.Val(n()))
	case 10:
		return query.RawPredicate(query.SQL("? = ?", pick().ID, n()))
	case 11:
		return pick().Status.Eq(Status(fmt.Sprint(n())))
	case 12:
		return query.When(n()%2 == 0, inner())
	}
	return pick().Name.Ne(fmt.Sprint(n()))
}
