package peer

import (
	"context"
	"fmt"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"

	"github.com/rowan-go/rowan/bench/work"
)

// session is a new session on the pool.
func (r rowanDB) session() *uow.Session { return uow.New(r.pool, rowanModel) }

// oneInSession reads without a transaction, as a session that has not begun does.
func (r rowanDB) oneInSession(ctx context.Context, id int64) (work.Row, error) {
	s := r.session()
	e, err := rowanGet(ctx, s, id)
	if err != nil {
		return nil, err
	}
	return e, s.Close(ctx)
}

func (r rowanDB) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = uow.Run(ctx, r.pool, rowanModel, func(s *uow.Session) error {
		row, err = rowanGet(ctx, s, id)
		return err
	})
	return row, err
}

func rowanGet(ctx context.Context, s *uow.Session, id int64) (*rowanEmployee, error) {
	e, found, err := uow.Get(ctx, s, rowanEmployees, id)
	if err == nil && !found {
		err = fmt.Errorf("peer: employee %d is not there", id)
	}
	return e, err
}

// allInSession leaves the session open with its answer: nothing of the database is held, and what the session keeps for
// each object is weighed with the rows.
func (r rowanDB) allInSession(ctx context.Context) (work.Lazy[work.Employee], error) {
	s := r.session()
	es, err := query.From(rowanEmployees).Rows(ctx, s).All()
	if err != nil {
		return nil, err
	}
	return func() []work.Employee {
		defer func() { _ = s.Close(ctx) }()
		return rowanPlain(es)()
	}, nil
}

func (r rowanDB) insert(rows []work.Employee) work.Writing[int64] {
	es := newRowanEmployees(rows)
	return func(ctx context.Context) (work.Lazy[int64], error) {
		err := uow.Run(ctx, r.pool, rowanModel, func(s *uow.Session) error {
			uow.AddAll(s, es)
			return nil
		})
		return rowanKeys(es), err
	}
}

// insertInSession leaves the session open with its answer, so that what it keeps is weighed.
func (r rowanDB) insertInSession(rows []work.Employee) work.Writing[int64] {
	es := newRowanEmployees(rows)
	return func(ctx context.Context) (work.Lazy[int64], error) {
		s := r.session()
		uow.AddAll(s, es)
		if err := s.Commit(ctx); err != nil {
			return nil, err
		}
		return func() []int64 {
			defer func() { _ = s.Close(ctx) }()
			return rowanKeys(es)()
		}, nil
	}
}

// graph links objects by pointers; adding the companies brings what hangs on them.
func (r rowanDB) graph(given []work.Company) work.Writing[work.Company] {
	cs := make([]*rowanCompany, len(given))
	for i := range given {
		cs[i] = newRowanCompany(&given[i])
	}
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := uow.Run(ctx, r.pool, rowanModel, func(s *uow.Session) error {
			uow.AddAll(s, cs)
			return nil
		})
		return rowanPlainCompanies(cs), err
	}
}

// loaded reads employees by key into a new session.
func (r rowanDB) loaded(ctx context.Context, ids []int64) (*uow.Session, []*rowanEmployee, error) {
	s := r.session()
	es, err := query.From(rowanEmployees).Where(rowanEmployees.ID.In(ids...)).Rows(ctx, s).All()
	return s, es, err
}

func (r rowanDB) update(ctx context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	s, es, err := r.loaded(ctx, changeKeys(list))
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*rowanEmployee, len(es))
	for _, e := range es {
		byID[e.ID] = e
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		for _, c := range list {
			if e := byID[c.ID]; c.Column == work.Salary {
				e.Salary = c.Salary
			} else {
				e.Name = c.Name
			}
		}
		return nil, rowanCommit(ctx, s)
	}, nil
}

func (r rowanDB) delete(ctx context.Context, ids []int64) (work.Writing[work.Employee], error) {
	s, es, err := r.loaded(ctx, ids)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		uow.DeleteAll(s, es)
		return nil, rowanCommit(ctx, s)
	}, nil
}

func rowanCommit(ctx context.Context, s *uow.Session) error {
	if err := s.Commit(ctx); err != nil {
		return err
	}
	return s.Close(ctx)
}
