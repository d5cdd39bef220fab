package work

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/bench/store"
)

// stored reads what the database holds, the way the checks trust: plain pgx, one table at a time.
func stored(ctx context.Context, db *store.Database) (companies []Company, err error) {
	var employees []Employee
	var tasks []Task
	err = db.With(ctx, func(c *pgx.Conn) error {
		if companies, err = table[Company](ctx, c, "companies"); err != nil {
			return err
		}
		if employees, err = table[Employee](ctx, c, "employees"); err != nil {
			return err
		}
		tasks, err = table[Task](ctx, c, "tasks")
		return err
	})
	return link(companies, employees, tasks), err
}

func table[T any](ctx context.Context, c *pgx.Conn, name string) ([]T, error) {
	rows, err := c.Query(ctx, "SELECT * FROM "+name+" ORDER BY id")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

func link(companies []Company, employees []Employee, tasks []Task) []Company {
	byEmployee := map[int64][]Task{}
	for _, t := range tasks {
		byEmployee[t.EmployeeID] = append(byEmployee[t.EmployeeID], t)
	}
	byCompany := map[int64][]Employee{}
	for _, e := range employees {
		e.Tasks = byEmployee[e.ID]
		byCompany[e.CompanyID] = append(byCompany[e.CompanyID], e)
	}
	for i := range companies {
		companies[i].Employees = byCompany[companies[i].ID]
	}
	return companies
}

// staff is every employee of the companies, without tasks.
func staff(companies []Company) (all []Employee) {
	for _, c := range companies {
		for _, e := range c.Employees {
			e.Tasks = nil
			all = append(all, e)
		}
	}
	return all
}

func withoutTasks(companies []Company) []Company {
	out := make([]Company, len(companies))
	for i, c := range companies {
		out[i] = c
		out[i].Employees = staff(companies[i : i+1])
	}
	return out
}
