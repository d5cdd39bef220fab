package peer

import (
	"context"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"

	"github.com/rowan-go/rowan/bench/work"
)

func (r rowanDB) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	return r.companies(ctx, n, preload.SelectIn(rowanCompanyStaff))
}

func (r rowanDB) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	return r.companies(ctx, n, preload.Subquery(schema.Then(rowanCompanyStaff, rowanEmployeeTasks)))
}

func (r rowanDB) companies(ctx context.Context, n int64, load query.Loader[*rowanCompany]) (work.Lazy[work.Company], error) {
	c := rowanCompanies
	cs, err := query.From(c).Where(c.ID.Le(n)).OrderBy(c.ID).With(load).Rows(ctx, r.pool).All()
	return rowanPlainCompanies(cs), err
}
