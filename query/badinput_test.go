package query_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// badCall is a call that cannot work, and what its error says.
type badCall struct {
	name, want string
	err        func(query.DB) error
}

// refusesAll expects of each call an error that was found before anything was sent.
func refusesAll(t *testing.T, calls []badCall) {
	t.Helper()
	db := database(t)
	before := db.Stat().AcquireCount()
	for _, c := range calls {
		assert.NotPanics(t, func() { assert.ErrorContains(t, c.err(db), c.want, c.name) }, c.name)
	}
	assert.Equal(t, before, db.Stat().AcquireCount(), "nothing was sent")
}

func rowsOf[T, F any](q query.QueryOf[T, F]) func(query.DB) error {
	return func(db query.DB) error {
		_, err := q.Rows(context.Background(), db).All()
		return err
	}
}

func where(ps ...query.Expr[bool]) func(query.DB) error {
	return rowsOf(query.From(Employees).Where(ps...))
}

type execer interface {
	Exec(ctx context.Context, db query.DB) (int64, error)
}

func execOf(s execer) func(query.DB) error {
	return func(db query.DB) error {
		_, err := s.Exec(context.Background(), db)
		return err
	}
}

func returnedOf[T, F any](r query.Returned[T, F]) func(query.DB) error {
	return func(db query.DB) error {
		_, err := r.Rows(context.Background(), db).All()
		return err
	}
}

func TestTextThatPostgresCannotKeepIsRefused(t *testing.T) {
	t.Parallel()
	e := Employees
	byName := query.Compile1(func(name query.Param[string]) query.Query[*Employee] {
		return query.From(e).Where(e.ID.Gt(0), e.Name.EqExpr(name))
	})
	for _, bad := range []struct{ text, want string }{{"a\x00b", "NUL byte"}, {"a\xff", "not valid UTF-8"}} {
		refusesAll(t, []badCall{
			{"a value", "argument $1 of type text", where(e.Name.Eq(bad.text))},
			{"its reason", bad.want, where(e.Name.Eq(bad.text))},
			{"of a named type", "argument $1", where(e.Status.Eq(Status(bad.text)))},
			{"the second of two", "argument $2", where(e.ID.Gt(1), e.Nickname.Ne(bad.text))},
			{"in a list", "argument $1", where(e.Name.In("x", bad.text))},
			{"a pattern", "argument $1", where(query.Like(e.Name, bad.text))},
			{"in raw text", "argument $1", where(query.RawPredicate(query.SQL("? = 'x'", bad.text)))},
			{"a parameter", "argument $2 of type text", func(db query.DB) error { _, err := byName.Rows(context.Background(), db, bad.text).All(); return err }},
			{"set", "argument $1", execOf(query.Update(e).Set(e.Name.Set(bad.text)))},
			{"inserted", "argument $2", execOf(query.Insert(e).Row(e.CompanyID.Set(1), e.Name.Set(bad.text)))},
			{"inserted as an entity", "employees.name of entity 1", execOf(query.InsertEntities(e, []*Employee{{Name: bad.text}}))},
		})
	}
}

func TestValuesOutOfRangeAreRefused(t *testing.T) {
	t.Parallel()
	x := Things
	thing := func(ps ...query.Expr[bool]) func(query.DB) error {
		return rowsOf(query.Select(x.ID).From(x).Where(ps...))
	}
	refusesAll(t, []badCall{
		{"limit", "limit", rowsOf(query.From(Employees).Limit(-1))},
		{"offset", "offset", rowsOf(query.From(Employees).Offset(-5))},
		{"limit in a subquery", "limit", where(query.InQuery(Employees.ID, query.Select(Employees.ID).From(Employees).Limit(-1)))},
		{"a year too late", "argument $1", thing(x.Seen.Eq(time.Date(294_277, 1, 1, 0, 0, 0, 0, time.UTC)))},
		{"a year too early", "argument $1", thing(x.Seen.Eq(time.Date(-4_714, 1, 1, 0, 0, 0, 0, time.UTC)))},
		{"an integer without a bigint", "argument $1", where(query.RawPredicate(query.SQL("? > 1", uint64(math.MaxUint64))))},
		{"more values than a statement can carry", "65535", execOf(query.Insert(Employees).Rows(manyRows(33_000)...))},
	})
}

func manyRows(n int) [][]query.Assignment {
	rows := make([][]query.Assignment, n)
	for i := range rows {
		rows[i] = []query.Assignment{Employees.Name.Set("x"), Employees.CompanyID.Set(1)}
	}
	return rows
}

func TestNothingWhereSomethingIsNeededIsRefused(t *testing.T) {
	t.Parallel()
	e, all := Employees, query.From(Employees)
	var nilTable *employees
	var column schema.Col[int64]
	var null schema.NullCol[string]
	refusesAll(t, []badCall{
		{"from nil", "from: a nil table", rowsOf(query.From[Employee](nil))},
		{"from a nil pointer", "from: a nil table", rowsOf(query.From[Employee](nilTable))},
		{"from a table that is none", "was not made by schema.Define", rowsOf(query.From[Employee](&employees{}))},
		{"select from nil", "from: a nil table", rowsOf(query.Select(e.ID).From(nil))},
		{"join nil", "join: a nil table", rowsOf(all.Join(nil, e.ID.Eq(1)))},
		{"join on nil", "a nil expression", rowsOf(all.Join(Companies, nil))},
		{"left join nil", "join: a nil table", rowsOf(all.LeftJoin(nilTable, nil))},
		{"right join nil", "join: a nil table", rowsOf(all.RightJoin(nil, nil))},
		{"full join nil", "join: a nil table", rowsOf(all.FullJoin(nil, nil))},
		{"cross join nil", "join: a nil table", rowsOf(all.CrossJoin(nil))},
		{"where nil", "where: a nil expression", where(nil)},
		{"where nil among others", "where: a nil expression", where(e.ID.Eq(1), nil)},
		{"where an empty predicate", "where: a nil expression", where(query.Predicate{})},
		{"and of nil", "a nil expression", where(query.And(nil))},
		{"or of nil", "a nil expression", where(query.Or(e.ID.Eq(1), nil))},
		{"not of nil", "a nil expression", where(query.Not(nil))},
		{"when nil", "a nil expression", where(query.When(true, nil))},
		{"group by nil", "group by: a nil expression", rowsOf(all.GroupBy(nil))},
		{"having nil", "having: a nil expression", rowsOf(all.Having(nil))},
		{"order by nil", "order by: a nil expression", rowsOf(all.OrderBy(nil))},
		{"order by an empty order", "order by: a nil expression", rowsOf(all.OrderBy(query.Order{}))},
		{"order by an empty order, NULLs first", "order by: a nil expression", rowsOf(all.OrderBy(query.Order{}.NullsFirst()))},
		{"order by an empty column", "order by: a nil expression", rowsOf(all.OrderBy(column.Desc()))},
		{"distinct on nil", "distinct on: a nil expression", rowsOf(all.DistinctOn(nil))},
		{"lock of nil", "lock: a nil table", rowsOf(all.Lock(query.ForUpdate.Of(nil)))},
		{"lock of another table", "lock: companies", rowsOf(all.Lock(query.ForUpdate.Of(Companies)))},
		{"with nil", "with: a nil loader", rowsOf(all.With(nil))},
		{"select nil", "select list: a nil expression", rowsOf(query.Select[int64](nil).From(e))},
		{"select a nil table", "select list: a nil expression", rowsOf(query.Select[*Employee](nilTable).From(e))},
		{"select nil among others", "select list: a nil expression", rowsOf(query.Select2[int64, string](e.ID, nil).From(e))},
		{"optional of nil", "select list: a nil expression", rowsOf(query.Select(query.Optional[Employee](nil)).From(e))},
		{"project nothing", "nothing", rowsOf(query.Project[Employee]().From(e))},
		{"project an empty field", "select list: a nil expression", rowsOf(query.Project(query.FieldOf[Employee]{}).From(e))},
		{"into nil", "select list: a nil expression", rowsOf(query.Project(query.Into[Employee](nil, func(v *Employee) *int64 { return &v.ID })).From(e))},
		{"into nowhere", "not inside the projected struct", rowsOf(query.Project(query.Into(e.ID, func(*Employee) *int64 { return nil })).From(e))},
		{"into another variable", "not inside the projected struct", rowsOf(query.Project(query.Into(e.ID, func(*Employee) *int64 { return new(int64) })).From(e))},
		{"an empty column", "a nil expression", where(column.Eq(1))},
		{"an empty nullable column", "a nil expression", where(null.IsNull())},
		{"an empty column on the right", "a nil expression", where(e.ID.EqExpr(column))},
		{"nil on the right", "a nil expression", where(e.ID.EqExpr(nil))},
		{"nil on the left", "a nil expression", where(query.Eq[int64](nil, 1))},
		{"between of an empty column", "a nil expression", where(column.Between(1, 2))},
		{"a list of an empty column", "a nil expression", where(column.In(1, 2))},
		{"like of nil", "a nil expression", where(query.Like[string](nil, "x"))},
		{"nil in a query", "a nil expression", where(query.InQuery(nil, query.Select(e.ID).From(e)))},
		{"in nil", "subquery: a nil query", where(query.InQuery[int64](e.ID, nil))},
		{"not in nil", "subquery: a nil query", where(query.NotInQuery[int64](e.ID, nil))},
		{"in the zero query", "the zero query", where(query.InQuery(e.ID, query.Query[int64]{}))},
		{"exists nil", "subquery: a nil query", where(query.Exists(nil))},
		{"not exists nil", "subquery: a nil query", where(query.NotExists(nil))},
		{"scalar of nil", "subquery: a nil query", where(query.ScalarOf[int64](nil).Eq(1))},
		{"exists raw text", "cannot stand inside", where(query.Exists(query.Raw[int64](query.SQL("select 1"))))},
		{"lower of nil", "a nil expression", where(query.Lower[string](nil).Eq("x"))},
		{"coalesce of nil", "a nil expression", where(query.Coalesce(nil, "x").Eq("x"))},
		{"coalesce of nils", "a nil expression", where(query.CoalesceExpr[string](nil, nil).Eq("x"))},
		{"concat of nil", "a nil expression", where(query.Concat[string](nil, e.Name).Eq("x"))},
		{"arithmetic of nil", "a nil expression", where(query.Add[int64](nil, e.ID).Eq(1))},
		{"count of nil", "a nil expression", rowsOf(query.Select(query.Count(nil)).From(e))},
		{"count distinct of nil", "a nil expression", rowsOf(query.Select(query.CountDistinct(nil)).From(e))},
		{"sum of nil", "a nil expression", rowsOf(query.Select(query.Sum[int64](nil)).From(e))},
		{"string_agg of nil", "a nil expression", rowsOf(query.Select(query.StringAgg[string](nil, ",")).From(e))},
		{"null of nil", "a nil expression", rowsOf(query.Select(query.Null[int64](nil)).From(e))},
		{"must of nil", "Must(", rowsOf(query.Select(query.Must[int64](nil)).From(e))},
		{"a named nothing", "a nil expression", rowsOf(query.Select(column.As("x")).From(e))},
		{"excluded of nil", "employees.id is set to a nil", execOf(query.Insert(Names).Row(Names.Name.Set("x")).OnConflictUpdate(nil, Names.ID.SetExpr(query.Excluded[int64](nil))))},
		{"raw nil", "is nil", where(query.RawPredicate(nil))},
		{"a whole raw nil", "is nil", rowsOf(query.Raw[int64](nil))},
		{"raw text with a nil expression", "a nil expression", where(query.RawPredicate(query.SQL("? > 1", column)))},
		{"raw text without its argument", "placeholder for argument 1", where(query.RawPredicate(query.SQL("? > 1")))},
		{"raw entities of nil", "raw query: a nil table", rowsOf(query.RawEntities[Employee](query.SQL("select 1"), nil))},
		{"raw text with a clause", "takes no further clauses", rowsOf(query.Raw[int64](query.SQL("select 1")).Limit(1))},
		{"squirrel that fails", "could not be built", where(query.RawPredicate(squirrel.Select()))},
		{"from twice", "is there already", rowsOf(all.From(Companies))},
		{"two of one name", "stands there twice", rowsOf(all.CrossJoin(e))},
		{"no from", "has nothing to join", rowsOf(query.Select(e.ID).Join(e, e.ID.Eq(1)))},
	})
}

// Names is employees with an id that programs may write.
var Names = schema.Define("employees", func(d *schema.Def, t *namesTable, e *Company) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.PrimaryKey(&t.Table, t.ID)
})

type namesTable struct {
	schema.Table[Company, int64]
	ID   schema.Col[int64]
	Name schema.Col[string]
}

func TestZeroValuesAreRefused(t *testing.T) {
	t.Parallel()
	var q query.Query[*Employee]
	var tuple query.Query2[int64, string]
	first := func(q query.Query[*Employee]) func(query.DB) error {
		return func(db query.DB) error { _, _, err := q.Rows(context.Background(), db).First(); return err }
	}
	refusesAll(t, []badCall{
		{"all", "the zero query", rowsOf(q)},
		{"first", "the zero query", first(q)},
		{"a tuple", "the zero query", rowsOf(tuple)},
		{"extended", "the zero query", rowsOf(q.From(Employees).Join(Companies, nil).Where(Employees.ID.Eq(1)).GroupBy(Employees.ID).Having(nil).OrderBy(Employees.ID).Limit(1).Offset(1))},
		{"changed", "the zero query", rowsOf(q.Distinct().DistinctOn().Lock(query.ForUpdate).Detached().Exact().With())},
		{"each", "the zero query", func(db query.DB) (last error) {
			for _, err := range q.Rows(context.Background(), db).Each() {
				last = err
			}
			return last
		}},
		{"text", "the zero query", func(query.DB) error { _, _, err := q.ToSql(); return err }},
		{"compiled", "the zero query", func(db query.DB) error { _, err := query.Compile(q).Rows(context.Background(), db).All(); return err }},
		{"a compiled query that is none", "the zero query", func(db query.DB) error {
			_, err := query.Compiled1[int64, *Employee, *Employee]{}.Rows(context.Background(), db, 1).All()
			return err
		}},
		{"the text of a compiled query that is none", "the zero query", func(query.DB) error { _, _, err := query.Compiled0[int64, int64]{}.ToSql(); return err }},
		{"the text of a compiled query with a parameter that is none", "the zero query", func(query.DB) error { _, _, err := query.Compiled1[int64, int64, int64]{}.ToSql(1); return err }},
		{"compiling nothing", "a nil function", func(db query.DB) error {
			_, err := query.Compile1[int64, *Employee, *Employee](nil).Rows(context.Background(), db, 1).All()
			return err
		}},
		{"rows", "the zero query", func(query.DB) error { _, err := query.Rows[int64]{}.All(); return err }},
		{"insert", "the zero statement", execOf(query.InsertStmt{})},
		{"insert extended", "the zero statement", execOf(query.InsertStmt{}.Row().Rows(nil).FromQuery(nil).OnConflictDoNothing().OnConflictUpdate(nil))},
		{"update", "the zero statement", execOf(query.UpdateStmt{})},
		{"update extended", "the zero statement", execOf(query.UpdateStmt{}.Set().From(nil).Join(nil, nil).Where(nil))},
		{"delete", "the zero statement", execOf(query.DeleteStmt{})},
		{"delete extended", "the zero statement", execOf(query.DeleteStmt{}.Using(nil).Join(nil, nil).Where(nil))},
		{"returning", "the zero statement", returnedOf(query.Returning(query.DeleteStmt{}, Employees.ID))},
		{"returning of nil", "the zero statement", returnedOf(query.Returning(nil, Employees.ID))},
		{"returned", "the zero query", returnedOf(query.Returned[int64, int64]{})},
	})
	assert.NotPanics(t, func() {
		assert.Contains(t, q.String(), "zero query")
		assert.Contains(t, query.InsertStmt{}.String(), "zero statement")
		assert.Contains(t, query.UpdateStmt{}.String(), "zero statement")
		assert.Contains(t, query.DeleteStmt{}.String(), "zero statement")
		assert.Contains(t, query.Returned[int64, int64]{}.String(), "zero query")
		assert.Contains(t, query.Compiled2[int, int, int, int]{}.String(), "zero query")
	})
}

func TestBadStatementsAreRefused(t *testing.T) {
	t.Parallel()
	e, c := Employees, Companies
	var nilTable *employees
	var column schema.Col[int64]
	set := query.Update(e).Set(e.Name.Set("x"))
	refusesAll(t, []badCall{
		{"insert into nil", "insert: a nil table", execOf(query.Insert(nil).Row(e.Name.Set("x")))},
		{"insert into a nil pointer", "insert: a nil table", execOf(query.Insert(nilTable))},
		{"entities into nil", "insert: a nil table", execOf(query.InsertEntities[Employee](nil, []*Employee{{}}))},
		{"a nil entity", "entity 2 of 2", execOf(query.InsertEntities(e, []*Employee{{}, nil}))},
		{"no entities", "gets no row", execOf(query.InsertEntities(e, nil))},
		{"entities in a nil column", "is no column of employees", execOf(query.InsertEntities(e, []*Employee{{}}, nil))},
		{"insert under another name", "insert into the table itself", execOf(query.Insert(schema.As(e, "x")).Row(e.Name.Set("x")))},
		{"no row", "gets no row", execOf(query.Insert(e))},
		{"from a nil query", "subquery: a nil query", execOf(query.Insert(e).FromQuery(nil, e.Name))},
		{"from a query into a nil column", "is no column of employees", execOf(query.Insert(e).FromQuery(query.Select(e.Name).From(e), nil))},
		{"a foreign column", "companies.name is no column of employees", execOf(query.Insert(e).Row(c.Name.Set("x")))},
		{"a column twice", "is set twice", execOf(query.Insert(e).Row(e.Name.Set("x"), e.Name.Set("y")))},
		{"an empty assignment", "an empty assignment", execOf(query.Insert(e).Row(query.Assignment{}))},
		{"an assignment to an empty column", "an empty assignment", execOf(query.Insert(e).Row(column.Set(1)))},
		{"a nil expression", "employees.name is set to a nil expression", execOf(query.Insert(e).Row(e.Name.SetExpr(nil)))},
		{"conflict of a nil column", "is no column of employees", execOf(query.Insert(e).Row(e.Name.Set("x")).OnConflictDoNothing(nil))},
		{"a nullable expression", "employees.name is never NULL", execOf(query.Insert(e).Row(e.Name.SetExpr(query.NullIf(query.Val("x"), "y"))))},
		{"update of nil", "update: a nil table", execOf(query.Update(nil).Set(e.Name.Set("x")))},
		{"update of nothing", "has no column to change", execOf(query.Update(e))},
		{"update from nil", "update: a nil table", execOf(set.From(nil))},
		{"update join nil", "join: a nil table", execOf(set.From(c).Join(nil, nil))},
		{"update join on nil", "a nil expression", execOf(set.From(c).Join(schema.As(e, "m"), nil))},
		{"update without from", "name a first source", execOf(set.Join(c, e.CompanyID.EqExpr(c.ID)))},
		{"update where nil", "where: a nil expression", execOf(set.Where(nil))},
		{"update where another table", `belongs to "companies"`, execOf(set.Where(c.ID.Eq(1)))},
		{"update from two", "would replace", execOf(set.From(c).From(schema.As(e, "m")))},
		{"delete from nil", "delete: a nil table", execOf(query.Delete(nil))},
		{"delete using nil", "delete: a nil table", execOf(query.Delete(e).Using(nil))},
		{"delete where nil", "where: a nil expression", execOf(query.Delete(e).Where(nil))},
		{"returning nil", "select list: a nil expression", returnedOf(query.Returning[int64](query.Delete(e), nil))},
		{"returning nil among others", "select list: a nil expression", returnedOf(query.Returning2[int64, string](query.Delete(e), e.ID, nil))},
		{"returning another table", `belongs to "companies"`, returnedOf(query.Returning(query.Delete(e), c.Name))},
		{"returning into an empty field", "a nil expression", returnedOf(query.ReturningInto(query.Delete(e), query.FieldOf[Employee]{}))},
	})
}

func TestANilDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	var pool *pgxpool.Pool
	for _, db := range []query.DB{nil, pool} {
		for name, run := range map[string]func(query.DB) error{
			"all": rowsOf(query.From(Employees)), "exec": execOf(query.Delete(Employees)), "returning": returnedOf(query.Returning(query.Delete(Employees), Employees.ID)),
			"each": func(db query.DB) (last error) {
				for _, err := range query.From(Employees).Rows(context.Background(), db).Each() {
					last = err
				}
				return last
			},
		} {
			assert.NotPanics(t, func() { assert.ErrorContains(t, run(db), "a nil database", name) }, name)
		}
	}
}

func TestListsOfAnyLength(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	for _, n := range []int{0, 1, 65_535, 65_536, 70_000} {
		ids := make([]int64, n)
		for i := range ids {
			ids[i] = int64(i + 1)
		}
		in, err := query.From(Employees).Where(Employees.ID.In(ids...)).Rows(ctx, db).All()
		require.NoError(t, err)
		out, err := query.From(Employees).Where(Employees.ID.NotIn(ids...)).Rows(ctx, db).All()
		require.NoError(t, err)
		assert.Len(t, in, min(n, 3))
		assert.Len(t, out, 3-min(n, 3))
	}
}
