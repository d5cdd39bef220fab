package work

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/bench/harness"
)

// RenderSQL is what job A asks for, written by hand. Contenders may put it differently where the rows are the same.
const RenderSQL = `SELECT c.id, c.name, count(e.id), sum(e.salary)
FROM companies AS c JOIN employees AS e ON e.company_id = c.id LEFT JOIN tasks AS t ON t.employee_id = e.id
WHERE e.active = $1 AND e.salary > $2 AND e.name LIKE $3 AND e.email <> $4 AND c.id < $5
GROUP BY c.id, c.name HAVING count(e.id) > $6 ORDER BY sum(e.salary), c.id LIMIT $7`

// Params are the arguments of job A: variables, so that no compiler folds them.
var Params = struct {
	Active bool
	Salary int64
	Name   string
	Email  string
	MaxID  int64
	Having int64
	Limit  int64
}{true, 1005, "employee%", "employee7@example.com", 900, 2, 10}

func renderJob() Job {
	return Job{
		Name: "A", Title: "Render a query",
		Text:  "Build a query with 2 joins, 5 predicates, GROUP BY, HAVING, ORDER BY and LIMIT and write it as text with its arguments. Nothing is sent.",
		Per:   one,
		Data:  reading,
		Takes: func(o *Ops) bool { return o.Render != nil },
		Entry: func(_ *Site, o Opened) harness.Entry {
			return harness.Entry{Run: func(context.Context) error { _, _, err := o.Render(); return err }}
		},
		Check: func(ctx context.Context, s *Site, o Opened) error {
			sql, args, err := o.Render()
			if err != nil {
				return err
			}
			want, err := report(ctx, s, RenderSQL, []any{Params.Active, Params.Salary, Params.Name, Params.Email, Params.MaxID, Params.Having, Params.Limit})
			if err != nil {
				return err
			}
			got, err := report(ctx, s, sql, args)
			if err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
			if len(got) == 0 || !reflect.DeepEqual(got, want) {
				return differ("rows of "+sql, got, want)
			}
			return nil
		},
	}
}

type reportRow struct {
	ID    int64
	Name  string
	Count int64
	Sum   int64
}

// report runs a rendered query; the outer select makes numbers of whatever type the sum has the same.
func report(ctx context.Context, s *Site, sql string, args []any) (out []reportRow, err error) {
	err = s.DB.With(ctx, func(c *pgx.Conn) error {
		sql = strings.TrimSuffix(strings.TrimSpace(sql), ";")
		rows, err := c.Query(ctx, "SELECT id, name, n::bigint, total::bigint FROM ("+sql+") AS q (id, name, n, total)", args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByPos[reportRow])
		return err
	})
	return out, err
}
