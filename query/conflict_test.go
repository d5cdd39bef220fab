package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS29_OnConflictUpdateReadsWhatWasRefused(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), everything(t)
	e := Employees
	insert := query.Insert(e).
		Row(e.Name.Set("Alice"), e.CompanyID.Set(1), e.Salary.Set(5), e.Nickname.Set("ally")).
		Row(e.Name.Set("Dan"), e.CompanyID.Set(1), e.Salary.Set(7))
	target := []query.Expression{e.Name, e.CompanyID}

	n, err := insert.OnConflictDoNothing(target...).Exec(ctx, db)
	require.NoError(t, err)
	assert.Equal(t, int64(1), n)
	rows, err := query.Returning(insert.OnConflictUpdate(target,
		e.Salary.SetExpr(query.Add[int64](e.Salary, query.Excluded(e.Salary))), e.Nickname.SetExpr(query.Excluded(e.Nickname))), e).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	assert.Equal(t, int64(35), rows[0].Salary)
	assert.Equal(t, "ally", *rows[0].Nickname)
	assert.Equal(t, int64(14), rows[1].Salary)
	assert.Nil(t, rows[1].Nickname)

	for _, c := range []struct {
		name, want string
		stmt       query.InsertStmt
	}{
		{"a nullable value", "employees.name is never NULL", insert.OnConflictUpdate(target, e.Name.SetExpr(query.Excluded(e.Nickname)))},
		{"a column of another table", `belongs to "excluded"`, insert.OnConflictUpdate(target, e.Name.SetExpr(query.Excluded(Companies.Name)))},
		{"no column", "employees.name is set to a nil expression", insert.OnConflictUpdate(target, e.Name.SetExpr(query.Excluded(query.Lower(e.Name))))},
		{"nothing to set", "an update of nothing", insert.OnConflictUpdate(target)},
		{"a target of another table", "is no column of employees", insert.OnConflictDoNothing(Companies.ID)},
	} {
		_, err := c.stmt.Exec(ctx, db)
		require.ErrorContains(t, err, c.want, c.name)
	}
	_, err = query.From(e).Where(query.Excluded(e.Salary).Gt(1)).Rows(ctx, db).All()
	require.ErrorContains(t, err, `belongs to "excluded"`, "there is no refused row outside of ON CONFLICT")
}

func TestS31_AnUpdateOnConflictIsSeenByHeldObjects(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), everything(t)
	e := Employees
	require.NoError(t, uow.Run(ctx, db, schema.NewModel(Companies, Employees), func(s *uow.Session) error {
		alice, err := query.From(e).Where(e.ID.Eq(1)).Rows(ctx, s).One()
		require.NoError(t, err)
		_, err = query.Insert(e).Row(e.Name.Set("Alice"), e.CompanyID.Set(1), e.Salary.Set(99)).
			OnConflictUpdate([]query.Expression{e.Name, e.CompanyID}, e.Salary.SetExpr(query.Excluded(e.Salary))).Exec(ctx, s)
		require.NoError(t, err)
		assert.Equal(t, int64(99), alice.Salary)
		return nil
	}))
}

func TestRawIntoReadsIntoFields(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	type line struct {
		Who   string
		Pay   *int64
		Title Status
	}
	fields := []query.FieldOf[line]{
		query.Into(query.Out[string]("who"), func(l *line) *string { return &l.Who }),
		query.Into(query.Null(query.Out[int64]("pay")), func(l *line) **int64 { return &l.Pay }),
		query.Into(Employees.Status, func(l *line) *Status { return &l.Title }),
	}
	text := query.SQL("select name, nullif(salary, ?), status from employees where id < ? order by id", 20, 3)
	lines, err := query.RawInto(text, fields...).Rows(ctx, db).All()
	require.NoError(t, err)
	pay := int64(30)
	assert.Equal(t, []line{{"Alice", &pay, "old"}, {"Bob", nil, "new"}}, lines)
	first, found, err := query.RawInto(text, fields...).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "Alice", first.Who, "the struct is the first column")

	_, err = query.RawInto(query.SQL("select 'a', 1"), fields...).Rows(ctx, db).All()
	require.ErrorContains(t, err, "returns 2 columns, and the select list needs at least 3")
	_, err = query.RawInto(query.SQL("select null, 1::bigint, ''"), fields...).Rows(ctx, db).All()
	var scan *query.ScanError
	require.ErrorAs(t, err, &scan)
	assert.Equal(t, "who", scan.Item)
	_, err = query.RawInto(query.SQL("select 'a'::text, 'b'::text, 'c'::text"), fields...).Rows(ctx, db).All()
	require.ErrorAs(t, err, &scan)
	assert.Equal(t, "text", scan.Type)
}
