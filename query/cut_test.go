package query_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/cutline"
	"github.com/rowan-go/rowan/query"
)

// Wherever the line is cut while rows come, a helper answers with an error or with all that it was asked for, never with a
// part; and the pool goes on.
func TestS44_ALineThatIsCutWhileRowsCome(t *testing.T) {
	t.Parallel()
	pool := database(t)
	var all []*Employee
	for i := range 300 {
		all = append(all, &Employee{Name: fmt.Sprint("employee ", i), Status: "new", Salary: int64(i), CompanyID: 1})
	}
	_, err := query.InsertEntities(Employees, all).Exec(t.Context(), pool)
	require.NoError(t, err)
	n, err := query.Select(query.Count(Employees.ID)).From(Employees).Rows(t.Context(), pool).One()
	require.NoError(t, err)
	inOrder := query.From(Employees).OrderBy(Employees.ID.Asc())
	last := query.Select(Employees.Name).From(Employees).OrderBy(Employees.ID.Desc())
	for name, read := range map[string]func(p *pgxpool.Pool) (int64, error){
		"All": func(p *pgxpool.Pool) (int64, error) {
			es, err := inOrder.Rows(t.Context(), p).All()
			return int64(len(es)), err
		},
		"tuples": func(p *pgxpool.Pool) (int64, error) {
			rows, err := query.Select2(Employees.ID, Employees.Name).From(Employees).Rows(t.Context(), p).All()
			return int64(len(rows)), err
		},
		"Each": func(p *pgxpool.Pool) (seen int64, err error) {
			for _, err := range inOrder.Rows(t.Context(), p).Each() {
				if err != nil {
					return seen, err
				}
				seen++
			}
			return seen, nil
		},
		"One": func(p *pgxpool.Pool) (int64, error) {
			e, err := inOrder.Where(Employees.Name.Eq("employee 7")).Rows(t.Context(), p).One()
			if err != nil {
				return 0, err
			}
			return n - 7 + e.Salary, nil
		},
		"OneOrNone": func(p *pgxpool.Pool) (int64, error) {
			_, found, err := inOrder.Where(Employees.Name.Eq("nobody")).Rows(t.Context(), p).OneOrNone()
			if found {
				return 0, err
			}
			return n, err
		},
		"First": func(p *pgxpool.Pool) (int64, error) {
			name, _, err := last.Rows(t.Context(), p).First()
			if name != "employee 299" {
				return 0, err
			}
			return n, err
		},
		"Scalar": func(p *pgxpool.Pool) (int64, error) {
			n, _, err := query.Select(query.Count(Employees.ID)).From(Employees).Rows(t.Context(), p).Scalar()
			return n, err
		},
		"Raw": func(p *pgxpool.Pool) (int64, error) {
			return query.Raw[int64](query.SQL("SELECT count(*) FROM employees")).Rows(t.Context(), p).One()
		},
		"Returning": func(p *pgxpool.Pool) (int64, error) {
			names, err := query.Returning(query.Update(Employees).Set(Employees.Nickname.Set("x")), Employees.Name).Rows(t.Context(), p).All()
			return int64(len(names)), err
		},
	} {
		t.Run(name, func(t *testing.T) {
			through, line := cutline.Pool(t, pool)
			once := func(receive int64) (received int64, err error) {
				require.NoError(t, through.Ping(t.Context()), "the pool goes on")
				line.Arm(receive, cutline.Whole)
				got, err := read(through)
				received, _ = line.Disarm()
				if err == nil {
					assert.Equal(t, n, got, "of %d bytes", receive)
				}
				return received, err
			}
			_, err := once(cutline.Whole)
			require.NoError(t, err)
			whole, err := once(cutline.Whole) // the statement is prepared now
			require.NoError(t, err)
			failed := 0
			const cuts = 30
			for i := range int64(cuts) {
				if _, err := once(whole * i / cuts); err != nil {
					failed++
				}
			}
			assert.Positive(t, failed)
			_, err = once(cutline.Whole)
			require.NoError(t, err)
		})
	}
}
