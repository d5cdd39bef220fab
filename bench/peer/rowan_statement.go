package peer

import (
	"context"

	"github.com/rowan-go/rowan/query"

	"github.com/rowan-go/rowan/bench/work"
)

// statements are the jobs that typed statements do without a session.
func (r rowanDB) statements() *work.Ops {
	return &work.Ops{Insert: r.insertStatement, Delete: r.deleteStatement}
}

// insertStatement takes it that RETURNING follows the input, as the hand-written code does; a session does not.
func (r rowanDB) insertStatement(rows []work.Employee) work.Writing[int64] {
	t, es := rowanEmployees, newRowanEmployees(rows)
	return func(ctx context.Context) (work.Lazy[int64], error) {
		stmt := query.InsertEntities(t, es, t.Name, t.Email, t.Salary, t.Active, t.CompanyID)
		ids, err := query.Returning(stmt, t.ID).Rows(ctx, r.pool).All()
		return func() []int64 { return ids }, err
	}
}

func (r rowanDB) deleteStatement(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		_, err := query.Delete(rowanEmployees).Where(rowanEmployees.ID.In(ids...)).Exec(ctx, r.pool)
		return nil, err
	}, nil
}
