package preload_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
)

func TestS34_EachLoadsBlockByBlock(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	_, err := db.Exec(ctx, `insert into companies (name) select 'c' || g from generate_series(1, 1195) g`)
	require.NoError(t, err)
	_, err = db.Exec(ctx, `insert into employees (name, company_id) select 'e' || id, id from companies where name like 'c%'`)
	require.NoError(t, err)
	q := query.From(Companies).Where(query.Like(Companies.Name, "c%")).OrderBy(Companies.ID).With(preload.SelectIn(CompanyEmployees))

	verbs := func() (vs []string) {
		for _, s := range trace.Statements() {
			vs = append(vs, strings.ToLower(strings.Fields(s.SQL)[0]))
		}
		return vs
	}
	run := func(db query.DB, leave int) (seen int) {
		for c, err := range q.Rows(ctx, db).Each() {
			require.NoError(t, err)
			staff := names(t, &c.Employees)
			require.Len(t, staff, 1)
			if seen++; seen == leave {
				break
			}
		}
		return seen
	}
	trace.Reset()
	assert.Equal(t, 1195, run(db, 0), "on a pool, in a transaction of the loop's own")
	assert.Equal(t, []string{"begin", "declare", "fetch", "select", "fetch", "select", "fetch", "select", "close", "rollback"}, verbs())
	trace.Reset()
	assert.Equal(t, 7, run(db, 7), "what is left early asks for no more")
	assert.Equal(t, []string{"begin", "declare", "fetch", "select", "close", "rollback"}, verbs())
	assert.Zero(t, db.Stat().AcquiredConns())

	tx, err := db.Begin(ctx)
	require.NoError(t, err)
	trace.Reset()
	assert.Equal(t, 600, run(tx, 600), "in a transaction of the caller's")
	assert.Equal(t, []string{"declare", "fetch", "select", "fetch", "select", "close"}, verbs())
	require.NoError(t, tx.Commit(ctx))
}
