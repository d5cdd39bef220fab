package peer

import (
	"context"
	"fmt"

	"github.com/rowan-go/rowan/query"

	"github.com/rowan-go/rowan/bench/work"
)

// copies are the jobs that COPY does.
func (r rowanDB) copies() *work.Ops { return &work.Ops{Insert: r.insertCopy} }

// insertCopy takes the keys first, since COPY gives nothing back, and leaves them in the entities.
func (r rowanDB) insertCopy(rows []work.Employee) work.Writing[int64] {
	t, es := rowanEmployees, newRowanEmployees(rows)
	return func(ctx context.Context) (work.Lazy[int64], error) {
		ids, err := query.ReserveKeys(ctx, r.pool, t.ID, len(es))
		if err != nil {
			return nil, err
		}
		for i, e := range es {
			e.ID = ids[i]
		}
		n, err := query.CopyEntities(ctx, r.pool, t, es, t.ID, t.Name, t.Email, t.Salary, t.Active, t.CompanyID)
		if err == nil && int(n) != len(es) {
			err = fmt.Errorf("peer: %d rows copied of %d", n, len(es))
		}
		return rowanKeys(es), err
	}
}
