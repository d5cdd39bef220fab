package query

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// count is how many outlines can be reached from o, o included.
func (o *outline) count() int {
	n := 1
	for i := range o.next {
		for child := o.next[i].Load(); child != nil; child = child.sibling {
			n += child.count()
		}
	}
	return n
}

// This test does not run beside others, which grow the tree too.
func TestATreeOfOutlinesIsBounded(t *testing.T) {
	table := &sqlast.Table{Name: "things", GoType: reflect.TypeFor[struct{ N int64 }]()}
	table.Columns = []*sqlast.Column{{Table: table, Name: "n", Type: sqltype.Bigint, GoType: reflect.TypeFor[int64]()}}
	src := EntityOfSource[*struct{ N int64 }](&sqlast.Source{Table: table})
	n := OpOf[int64](&sqlast.Field{Source: src.c.source(), Column: table.Columns[0]})

	first := outlines.Load()
	base := Select(n).From(&src).Where(n.Gt(1))
	for i := range 3 * largestTree { // each of another shape than the one before
		q := base
		for bit := range 15 {
			if i>>bit&1 == 1 {
				q = q.Where(n.Ne(int64(bit)))
			} else {
				q = q.GroupBy(n)
			}
		}
	}
	now := outlines.Load()
	require.False(t, first == now, "there is a new tree")
	require.True(t, base.Distinct().s.at.tree == now, "an old query goes on in it")
	assert.LessOrEqual(t, int(now.size.Load()), largestTree)
	reached := now.open.count() - 1
	for i := range now.roots {
		for o := now.roots[i].Load(); o != nil; o = o.sibling {
			reached += o.count()
		}
	}
	assert.LessOrEqual(t, reached, largestTree)
	root := base.s.at
	for root.before != nil {
		root = root.before
	}
	assert.Equal(t, 1, root.count(), "an old query keeps nothing of the old tree but its own outline")
	sql, args, err := base.OrderBy(n).ToSql()
	require.NoError(t, err)
	assert.Equal(t, `SELECT "things"."n" FROM "things" WHERE "things"."n" > $1 ORDER BY "things"."n"`, sql)
	assert.Equal(t, []any{int64(1)}, args)
}

func TestAnOutlineKeepsItsTextsByWhatTheyDependOn(t *testing.T) {
	table := &sqlast.Table{Name: "others", GoType: reflect.TypeFor[struct{ N int64 }]()}
	table.Columns = []*sqlast.Column{{Table: table, Name: "n", Type: sqltype.Bigint, GoType: reflect.TypeFor[int64]()}}
	src := EntityOfSource[*struct{ N int64 }](&sqlast.Source{Table: table})
	n := OpOf[int64](&sqlast.Field{Source: src.c.source(), Column: table.Columns[0]})
	sql := func(q Query[int64], fetch int) string {
		st, err := q.s.prepare(fetch)
		require.NoError(t, err)
		return st.sql
	}
	all := Select(n).From(&src)
	for range 3 {
		assert.Equal(t, `SELECT "others"."n" FROM "others"`, sql(all, 0))
		assert.Equal(t, `SELECT "others"."n" FROM "others" LIMIT 1`, sql(all, 1))
		assert.Equal(t, `SELECT "others"."n" FROM "others" LIMIT 2`, sql(all, 2))
		assert.Equal(t, `SELECT "others"."n" FROM "others" LIMIT 1`, sql(all.Limit(5), 1))
		assert.Equal(t, `SELECT "others"."n" FROM "others" LIMIT $1`, sql(all.Limit(0), 1))
		assert.Equal(t, `SELECT "others"."n" FROM "others"`, sql(all.Exact(), 1))
		assert.Equal(t, `SELECT "others"."n" FROM "others" FOR UPDATE`, sql(all.Lock(ForUpdate), 2))
		assert.Equal(t, `SELECT "others"."n" FROM "others" LIMIT $1`, sql(all.Limit(7).Limit(8), 0))
	}
}
