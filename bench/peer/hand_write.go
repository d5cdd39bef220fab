package peer

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/bench/work"
)

func (h handPgx) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		ids, err := handInsert(ctx, h.pool, rows)
		return func() []int64 { return ids }, err
	}
}

// handInsert takes it that RETURNING follows the input, as code of this kind does.
func handInsert(ctx context.Context, q querier, rows []work.Employee) ([]int64, error) {
	n := len(rows)
	names, emails, salaries, active, companies := make([]string, n), make([]string, n), make([]int64, n), make([]bool, n), make([]int64, n)
	for i := range rows {
		e := &rows[i]
		names[i], emails[i], salaries[i], active[i], companies[i] = e.Name, e.Email, e.Salary, e.Active, e.CompanyID
	}
	return handKeys(ctx, q, n, sqlInsertEmployees, names, emails, salaries, active, companies)
}

func handKeys(ctx context.Context, q querier, n int, sql string, args ...any) ([]int64, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := make([]int64, 0, n)
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(ids) != n {
		return nil, fmt.Errorf("peer: %d keys for %d rows", len(ids), n)
	}
	return ids, nil
}

func (h handPgx) graph(given []work.Company) work.Writing[work.Company] {
	cs := cloneGraph(given)
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return handGraph(ctx, tx, cs) })
		return plainCompanies(cs), err
	}
}

// cloneGraph copies what a run will change.
func cloneGraph(cs []work.Company) []work.Company {
	cs = slices.Clone(cs)
	for i := range cs {
		cs[i].Employees = slices.Clone(cs[i].Employees)
		for k := range cs[i].Employees {
			cs[i].Employees[k].Tasks = slices.Clone(cs[i].Employees[k].Tasks)
		}
	}
	return cs
}

func handGraph(ctx context.Context, tx pgx.Tx, cs []work.Company) error {
	names := make([]string, len(cs))
	for i := range cs {
		names[i] = cs[i].Name
	}
	ids, err := handKeys(ctx, tx, len(cs), sqlInsertCompanies, names)
	if err != nil {
		return err
	}
	var es []work.Employee
	for i := range cs {
		cs[i].ID = ids[i]
		for k := range cs[i].Employees {
			cs[i].Employees[k].CompanyID = ids[i]
			es = append(es, cs[i].Employees[k])
		}
	}
	if ids, err = handInsert(ctx, tx, es); err != nil {
		return err
	}
	for i := range cs {
		for k := range cs[i].Employees {
			cs[i].Employees[k].ID, ids = ids[0], ids[1:]
		}
	}
	return handGraphTasks(ctx, tx, cs)
}

func handGraphTasks(ctx context.Context, tx pgx.Tx, cs []work.Company) error {
	var tasks []*work.Task
	for i := range cs {
		for k := range cs[i].Employees {
			e := &cs[i].Employees[k]
			for t := range e.Tasks {
				e.Tasks[t].EmployeeID = e.ID
				tasks = append(tasks, &e.Tasks[t])
			}
		}
	}
	if tasks == nil {
		return nil
	}
	employees, titles, done := make([]int64, len(tasks)), make([]string, len(tasks)), make([]bool, len(tasks))
	for i, t := range tasks {
		employees[i], titles[i], done[i] = t.EmployeeID, t.Title, t.Done
	}
	ids, err := handKeys(ctx, tx, len(tasks), sqlInsertTasks, employees, titles, done)
	for i := range ids {
		tasks[i].ID = ids[i]
	}
	return err
}

// update writes without loading: hand-written code knows the keys and the new values.
func (h handPgx) update(_ context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		var salaryIDs, nameIDs, salaries []int64
		var names []string
		for _, c := range list {
			if c.Column == work.Salary {
				salaryIDs, salaries = append(salaryIDs, c.ID), append(salaries, c.Salary)
			} else {
				nameIDs, names = append(nameIDs, c.ID), append(names, c.Name)
			}
		}
		return nil, pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
			if err := handExec(ctx, tx, len(salaryIDs), sqlUpdateSalaries, salaryIDs, salaries); err != nil {
				return err
			}
			return handExec(ctx, tx, len(nameIDs), sqlUpdateNames, nameIDs, names)
		})
	}, nil
}

// handExec runs a statement that must hit n rows; none to hit, nothing to run.
func handExec(ctx context.Context, tx pgx.Tx, n int, sql string, args ...any) error {
	if n == 0 {
		return nil
	}
	tag, err := tx.Exec(ctx, sql, args...)
	if err == nil && tag.RowsAffected() != int64(n) {
		err = fmt.Errorf("peer: %d rows instead of %d", tag.RowsAffected(), n)
	}
	return err
}

func (h handPgx) delete(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error { return handExec(ctx, tx, len(ids), sqlDelete, ids) })
	}, nil
}
