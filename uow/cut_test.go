package uow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/cutline"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// Wherever the line is cut, an error that is not a CommitUnknownError says that nothing was written, and no error that all
// was. The objects say the same, and the session goes on with another connection.
func TestS44_ALineThatIsCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{3, 200} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			t.Parallel()
			pool := fresh(t)
			through, l := cutline.Pool(t, pool)
			c := cutting{pool: pool, through: through, line: l, rows: rows}
			c.run(t, cutline.Whole, cutline.Whole) // also makes texts known, so that all runs send the same
			received, sent := c.run(t, cutline.Whole, cutline.Whole)
			const cuts = 40
			for i := range int64(cuts) {
				c.run(t, received*i/cuts, cutline.Whole)
				c.run(t, cutline.Whole, sent*i/cuts)
			}
			for i := range int64(16) { // where the answer to COMMIT is, and before it
				c.run(t, received-i*3, cutline.Whole)
			}
			assert.Positive(t, c.failed, "cut before the server was told to commit")
			assert.Positive(t, c.unknown, "cut in the answer")
			assert.Positive(t, c.done)
		})
	}
}

// cutting is units of work whose line is cut, and how they ended.
type cutting struct {
	pool, through         *pgxpool.Pool
	line                  *cutline.Line
	rows                  int
	failed, unknown, done int
}

// run writes a company with employees, with the line cut, and compares what the error says with what the database has.
func (c *cutting) run(t *testing.T, receive, send int64) (received, sent int64) { //nolint:thelper // the body of a test
	ctx, pool, through, rows := t.Context(), c.pool, c.through, c.rows
	what := fmt.Sprintf("%d rows, %d bytes received, %d sent", rows, receive, send)
	execute(t, pool, "TRUNCATE companies, employees")
	var backend int
	require.NoError(t, through.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&backend))
	acme := &Company{Name: "Acme"}
	staff := make([]*Employee, rows)
	for i := range staff {
		staff[i] = &Employee{Name: fmt.Sprint("e", i), Company: schema.To(acme)}
	}
	s := uow.New(through, Model)
	defer func() { require.NoError(t, s.Close(ctx), what) }()
	c.line.Arm(receive, send)
	for _, e := range staff {
		s.Add(e)
	}
	_, err := query.From(Companies).Rows(ctx, s).All()
	if err == nil {
		err = s.Commit(ctx)
	}
	received, sent = c.line.Disarm()
	if err != nil { // the server may be at it still
		require.Eventually(t, func() bool {
			var gone bool
			require.NoError(t, pool.QueryRow(ctx, "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)", backend).Scan(&gone))
			return gone
		}, time.Minute, time.Millisecond, what)
	}
	companies, employees := count(t, pool, "companies"), count(t, pool, "employees")
	var unknown *uow.CommitUnknownError
	switch {
	case err == nil:
		assert.Equal(t, []int{1, rows}, []int{companies, employees}, what)
		assert.NotZero(t, acme.ID, what)
		c.done++
		return received, sent
	case errors.As(err, &unknown):
		assert.Contains(t, [][]int{{0, 0}, {1, rows}}, []int{companies, employees}, what)
		c.unknown++
	default:
		c.failed++
		assert.Equal(t, []int{0, 0}, []int{companies, employees}, "%s: %v", what, err)
	}
	require.NoError(t, s.Rollback(ctx), what)
	assert.Zero(t, acme.ID, "%s: %v", what, err)
	for _, e := range staff {
		assert.Zero(t, e.ID, "%s: %v", what, err)
		assert.Zero(t, e.CompanyID, "%s: %v", what, err)
	}
	execute(t, pool, "TRUNCATE companies, employees")
	for _, e := range staff {
		s.Add(e)
	}
	require.NoError(t, s.Commit(ctx), what)
	assert.Equal(t, []int{1, rows}, []int{count(t, pool, "companies"), count(t, pool, "employees")}, what)
	return received, sent
}
