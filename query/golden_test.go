package query_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/golden"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Thing has a column of every kind that is written its own way, in a table whose names need their quotes.
type Thing struct {
	ID    [16]byte
	Kind  Kind
	Price numeric.Numeric
	Data  json.RawMessage
	Day   civil.Date
	At    civil.DateTime
	Seen  time.Time
	Long  time.Duration
	Tags  []string
	Blob  []byte
	Ratio float64
	On    bool
	Owner *int64
}

type Kind string

type things struct {
	schema.Table[Thing, [16]byte]
	ID    schema.Col[[16]byte]
	Kind  schema.Col[Kind]
	Price schema.Col[numeric.Numeric]
	Data  schema.Col[json.RawMessage]
	Day   schema.Col[civil.Date]
	At    schema.Col[civil.DateTime]
	Seen  schema.Col[time.Time]
	Long  schema.Col[time.Duration]
	Tags  schema.Col[[]string]
	Blob  schema.Col[[]byte]
	Ratio schema.Col[float64]
	On    schema.Col[bool]
	Owner schema.NullCol[int64]
}

var Things = schema.Define(`Odd "space".my "things"`, func(d *schema.Def, t *things, e *Thing) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.Map(d, &t.Kind, "kind", &e.Kind).Type("mood")
	schema.Map(d, &t.Price, "price", &e.Price).Type("numeric(10,2)")
	schema.Map(d, &t.Data, "data", &e.Data)
	schema.Map(d, &t.Day, "day", &e.Day)
	schema.Map(d, &t.At, "at", &e.At)
	schema.Map(d, &t.Seen, "seen", &e.Seen)
	schema.Map(d, &t.Long, "long", &e.Long)
	schema.Map(d, &t.Tags, "tags", &e.Tags)
	schema.Map(d, &t.Blob, "blob", &e.Blob)
	schema.Map(d, &t.Ratio, `the "ratio"`, &e.Ratio)
	schema.Map(d, &t.On, "on", &e.On)
	schema.MapNull(d, &t.Owner, "owner", &e.Owner)
	schema.PrimaryKey(&t.Table, t.ID)
})

const thingsSQL = `
create type mood as enum ('good', 'bad');
create schema "Odd ""space""";
create table "Odd ""space"""."my ""things""" (id uuid primary key, kind mood not null, price numeric(10,2) not null, data jsonb not null,
	day date not null, at timestamp not null, seen timestamptz not null, long interval not null, tags text[] not null, blob bytea not null,
	"the ""ratio""" double precision not null, "on" boolean not null, owner bigint);
alter table employees add constraint employees_name unique (name, company_id);`

// everything has all tables of the golden files.
func everything(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), tablesSQL+thingsSQL)
	require.NoError(t, err)
	return pool
}

// sheet is a golden file in the making.
type sheet struct {
	t          *testing.T
	statements []golden.Statement
}

func (s *sheet) add(name string, q squirrel.Sqlizer) {
	s.t.Helper()
	sql, args, err := q.ToSql()
	require.NoError(s.t, err, name)
	shown := make([]string, len(args))
	for i, a := range args {
		shown[i] = fmt.Sprintf("%T %v", a, a)
	}
	s.statements = append(s.statements, golden.Statement{Name: name, Text: sql, Args: shown})
}

func (s *sheet) compare(name string) {
	s.t.Helper()
	golden.Sheet(s.t, everything(s.t), name, s.statements...)
}

func TestGoldenClauses(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e := Employees
	all := query.From(e)
	s.add("entities", all)
	s.add("one value", query.Select(e.Name).From(e))
	s.add("a tuple with an entity", query.Select3(e, Companies.Name, e.ID).From(e).Join(Companies, e.CompanyID.EqExpr(Companies.ID)))
	s.add("values of no table", query.Select2(query.Val("a"), query.Val(int64(1))))
	s.add("a struct", query.Project(query.Into(e.Name, func(v *Employee) *string { return &v.Name }), query.Into(e.ID, func(v *Employee) *int64 { return &v.ID })).From(e))
	s.add("conditions of several calls", all.Where(e.ID.Gt(1)).Where(e.ID.Lt(9), e.Name.Ne("x")))
	s.add("no condition", all.Where())
	s.add("groups", query.Select2(e.CompanyID, query.CountAll()).From(e).GroupBy(e.CompanyID, e.Status).Having(query.Count(e.ID).Gt(2)).Having(query.Ne(query.Min(e.Name), "x")))
	s.add("orders", all.OrderBy(e.Name, e.ID.Desc(), e.Nickname.Asc().NullsFirst(), e.Nickname.Desc().NullsLast()).OrderBy(query.Lower(e.Name)))
	s.add("limit and offset", all.Limit(10).Offset(20))
	s.add("the last limit counts", all.Limit(10).Limit(5).Offset(1).Offset(2))
	s.add("distinct", query.Select(e.Status).From(e).Distinct())
	s.add("distinct on", all.DistinctOn(e.CompanyID, query.Lower(e.Name)).OrderBy(e.CompanyID, query.Lower(e.Name), e.ID))
	s.add("for update", all.Lock(query.ForUpdate))
	s.add("for no key update", all.Lock(query.ForNoKeyUpdate.NoWait()))
	s.add("for share", all.Lock(query.ForShare.SkipLocked()))
	s.add("for key share", all.Join(Companies, e.CompanyID.EqExpr(Companies.ID)).Lock(query.ForKeyShare.Of(e)))
	s.compare("clauses")
}

func TestGoldenJoins(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e, c, boss := Employees, Companies, schema.As(Employees, "boss")
	on := e.CompanyID.EqExpr(c.ID)
	s.add("inner", query.Select2(e, c).From(e).Join(c, on))
	s.add("left", query.Select2(c, query.Optional(e)).From(c).LeftJoin(e, on))
	s.add("left, a column that may be NULL", query.Select2(c.Name, query.Null(e.Name)).From(c).LeftJoin(e, on))
	s.add("left, a column with a substitute", query.Select2(c.Name, query.Coalesce(e.Salary, 0)).From(c).LeftJoin(e, on))
	s.add("right", query.Select2(query.Optional(c), e).From(c).RightJoin(e, on))
	s.add("full", query.Select2(query.Optional(c), query.Optional(e)).From(c).FullJoin(e, on))
	s.add("cross", query.Select2(c.ID, e.ID).From(c).CrossJoin(e))
	s.add("several conditions", query.Select(c.ID).From(c).Join(e, query.And(on, query.Or(e.Salary.Gt(5), e.Status.Eq("new")))))
	s.add("with itself under another name", query.Select2(e.Name, boss.Name).From(e).Join(boss, query.And(boss.CompanyID.EqExpr(e.CompanyID), boss.Salary.GtExpr(e.Salary))))
	s.add("entity under another name", query.From(boss).Where(boss.ID.Eq(1)))
	s.compare("joins")
}

func TestGoldenPredicates(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e := Employees
	type ps = []query.Expr[bool]
	for _, c := range []struct {
		name string
		ps   ps
	}{
		{"comparisons with values", ps{e.ID.Eq(1), e.ID.Ne(2), e.ID.Lt(3), e.ID.Le(4), e.ID.Gt(5), e.ID.Ge(6)}},
		{"comparisons with expressions", ps{
			e.ID.EqExpr(e.Salary), e.ID.NeExpr(e.Salary), e.ID.LtExpr(e.Salary), e.ID.LeExpr(e.Salary), e.ID.GtExpr(e.Salary), e.ID.GeExpr(query.Val(int64(6))),
		}},
		{"of a nullable column", ps{e.Nickname.Eq("a"), e.Nickname.Ne("b"), e.Nickname.Lt("c"), e.Nickname.Le("d"), e.Nickname.Gt("e"), e.Nickname.Ge("f")}},
		{"of a nullable column with expressions", ps{
			e.Nickname.EqExpr(e.Name), e.Nickname.NeExpr(e.Name), e.Nickname.LtExpr(e.Name), e.Nickname.LeExpr(e.Name), e.Nickname.GtExpr(e.Name), e.Nickname.GeExpr(e.Name),
		}},
		{"functions for any expression", ps{
			query.Eq(query.Lower(e.Name), "a"), query.Ne(e.ID, 1), query.Lt(e.ID, 2), query.Le(e.ID, 3), query.Gt(query.Length(e.Name), 4), query.Ge(e.Nickname, "e"),
		}},
		{"lists", ps{e.ID.In(1, 2), e.ID.NotIn(3), e.Name.In(), e.Status.In("new", "old"), e.Nickname.In("x"), e.Nickname.NotIn("y")}},
		{"between", ps{e.ID.Between(1, 2), e.Nickname.Between("a", "b"), query.Not(e.Salary.Between(3, 4))}},
		{"NULL", ps{e.Nickname.IsNull(), e.Nickname.IsNotNull(), query.IsNull(e.Nickname), query.IsNotNull(query.NullIf(e.Name, "x")), query.DistinctFrom(e.Nickname, e.Name)}},
		{"patterns", ps{
			query.Like(e.Name, "a%"), query.NotLike(e.Name, "b%"), query.ILike(e.Nickname, "c_"), query.NotILike(e.Name, "d%"), query.StartsWith(e.Name, `50%_\`),
			query.Like(e.Status, "n%"),
		}},
		{"and, or, not", ps{
			query.And(), query.Or(), query.And(e.ID.Eq(1)), query.Or(e.ID.Eq(2)),
			query.Or(query.And(e.ID.Eq(3), e.ID.Eq(4)), query.Not(query.Or(e.ID.Eq(5), e.ID.Eq(6)))),
			query.And(query.Or(e.ID.Eq(7), query.And(e.ID.Eq(8), query.Or(e.ID.Eq(9), e.ID.Eq(10))))), query.Not(query.Not(e.ID.Eq(11))),
		}},
		{"when asked for", ps{query.When(true, e.ID.Eq(1)), query.When(false, e.ID.Eq(2))}},
		{"a predicate compared", ps{query.Eq(e.ID.Eq(1), true), query.Not(query.Eq(query.Not(e.ID.Gt(2)), false)), query.IsNull(e.ID.Lt(3))}},
	} {
		s.add(c.name, query.Select(e.ID).From(e).Where(c.ps...))
	}
	s.compare("predicates")
}

func TestGoldenFunctions(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e := Employees
	s.add("val", functionOf(query.Val(int64(1))))
	s.add("coalesce", functionOf(query.Coalesce(e.Nickname, "x")))
	s.add("coalesce of expressions", functionOf(query.CoalesceExpr[string](e.Nickname, e.Name)))
	s.add("nullif", functionOf(query.NullIf(e.Name, "x")))
	s.add("must", query.Select(query.Must(e.Nickname)).From(e).Where(e.Nickname.IsNotNull()))
	s.add("now", functionOf(query.Now()))
	s.add("lower, upper, length", query.Select3(query.Lower(e.Name), query.Upper(e.Status), query.Length(e.Name)).From(e))
	s.add("concat", functionOf(query.Concat[string](e.Name, query.Val(", "), e.Name)))
	s.add("concat of nothing", functionOf(query.Concat[string]()))
	sum := query.Add(e.ID, query.Mul(e.Salary, query.Sub(e.ID, query.Val(int64(1)))))
	s.add("arithmetic", query.Select2(sum, query.Div(query.Add(e.ID, e.Salary), query.Abs(e.Salary))).From(e))
	s.add("a difference on the right", functionOf(query.Sub(e.ID, query.Sub(e.Salary, e.ID))))
	s.add("counts", query.Select3(query.CountAll(), query.Count(e.Nickname), query.CountDistinct(e.Status)).From(e))
	s.add("max, min", query.Select2(query.Max(e.Name), query.Min(e.ID)).From(e))
	s.add("sums", query.Select3(query.Sum(e.Salary), query.SumNumeric(e.Salary), query.Avg(e.Salary)).From(e))
	s.add("bool and, or", query.Select2(query.BoolAnd(e.ID.Gt(1)), query.BoolOr(e.Status.Eq("new"))).From(e))
	s.add("array_agg", functionOf(query.ArrayAgg(e.Name)))
	s.add("string_agg", functionOf(query.StringAgg(e.Name, ", ")))
	total := query.Sum(e.Salary).As("total")
	s.add("a name", query.Select2(e.CompanyID, total).From(e).GroupBy(e.CompanyID).OrderBy(total.Desc(), e.CompanyID.As("c")))
	above := query.Sum(query.Coalesce(e.Salary, 7)).As("above")
	s.add("a name of an expression with a value", query.Select2(e.CompanyID, above).From(e).GroupBy(e.CompanyID).OrderBy(above).Limit(3))
	s.add("a name that needs quotes", query.Select(e.Name.As(`the "name"`)).From(e))
	s.compare("functions")
}

// functionOf selects one item of employees, whatever its type.
func functionOf(a query.Expression) squirrel.Sqlizer {
	switch a := a.(type) {
	case query.Item[string]:
		return query.Select(a).From(Employees)
	case query.Item[*string]:
		return query.Select(a).From(Employees)
	case query.Item[int64]:
		return query.Select(a).From(Employees)
	case query.Item[time.Time]:
		return query.Select(a).From(Employees)
	case query.Item[*[]string]:
		return query.Select(a).From(Employees)
	}
	return nil
}

func TestGoldenSubqueries(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e, c, m := Employees, Companies, schema.As(Employees, "m")
	ids := query.Select(c.ID).From(c).Where(c.Name.Eq("Acme")).OrderBy(c.ID).Limit(3)
	s.add("in", query.From(e).Where(query.InQuery(e.CompanyID, ids)))
	s.add("not in", query.From(e).Where(query.NotInQuery(e.CompanyID, ids), e.ID.Gt(7)))
	s.add("exists", query.From(c).Where(query.Exists(query.From(e).Where(e.CompanyID.EqExpr(c.ID)))))
	s.add("not exists", query.From(c).Where(query.NotExists(query.Select(e.ID).From(e).Where(e.CompanyID.EqExpr(c.ID), e.Salary.Gt(5)))))
	count := query.ScalarOf(query.Select(query.CountAll()).From(m).Where(m.CompanyID.EqExpr(e.CompanyID)))
	s.add("scalar", query.Select2(e.Name, count).From(e).Where(count.Gt(1)))
	s.add("three levels", query.From(c).Where(query.Exists(query.From(e).Where(query.InQuery(e.ID, query.Select(m.ID).From(m).Where(m.CompanyID.EqExpr(c.ID)))))))
	s.compare("subqueries")
}

func TestGoldenKinds(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	x := Things
	day := civil.DateOf(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC))
	at := civil.DateTimeOf(time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC))
	zone := time.FixedZone("", 3*60*60)
	s.add("entities, with all names in quotes", query.From(x))
	s.add("values", query.Select(x.ID).From(x).Where(
		x.ID.Eq([16]byte{1}), x.Kind.Eq("good"), x.Price.Gt(numeric.FromInt(5)), x.Data.Eq(json.RawMessage(`{"a":1}`)), x.Day.Le(day), x.At.Lt(at),
		x.Seen.Gt(time.Date(2024, 2, 29, 12, 0, 0, 123_456_789, zone)), x.Long.Lt(90*time.Second), x.Tags.Eq([]string{"a", `b"`}), x.Blob.Ne([]byte{0, 255}), x.Ratio.Ge(0.5), x.On.Eq(true), x.Owner.Eq(7)))
	s.add("lists", query.Select(x.ID).From(x).Where(
		x.ID.In([16]byte{1}, [16]byte{2}), x.Kind.In("good", "bad"), x.Price.NotIn(numeric.FromInt(5)), x.Day.In(day), x.Seen.In(time.Date(2024, 2, 29, 12, 0, 0, 0, zone)), x.Ratio.In(0.5), x.On.In(true), x.Owner.NotIn(1)))
	s.add("text operators", query.Select(x.ID).From(x).Where(query.Like(x.Kind, "g%"), query.Lower(x.Kind).Eq("good")))
	s.add("values without a column", query.Select4(query.Val(numeric.FromInt(1)), query.Val(day), query.Val(time.Second), query.Val([]int64{1, 2})))
	s.add("functions", query.Select3(query.SumNumeric(x.Price), query.Max(x.Seen), query.ArrayAgg(x.ID)).From(x))
	s.compare("kinds")
}

func TestGoldenInserts(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e, c := Employees, Companies
	row := query.Insert(e).Row(e.Name.Set("Dan"), e.CompanyID.Set(1))
	s.add("a row", row)
	s.add("rows that set different columns", row.Row(e.CompanyID.Set(2), e.Name.Set("Eve"), e.Status.Set("old")).Row(e.Salary.SetDefault(), e.Nickname.SetNull(), e.Name.Set("Fay"), e.CompanyID.Set(3)))
	s.add("no value at all", query.Insert(c).Row())
	s.add("no value at all in several rows", query.Insert(c).Row().Row())
	s.add("expressions", query.Insert(e).Row(e.Name.SetExpr(query.Lower(query.Val("X"))), e.Nickname.SetPtr(nil), e.CompanyID.SetExpr(query.Coalesce(query.ScalarOf(query.Select(c.ID).From(c).Limit(1)), 1))))
	s.add("from a query", query.Insert(e).FromQuery(query.Select2(e.Name, e.CompanyID).From(e).Where(e.ID.Lt(3)), e.Name, e.CompanyID))
	s.add("entities", query.InsertEntities(e, []*Employee{{Name: "Gil", CompanyID: 1}, {Name: "Hal", Status: "old", CompanyID: 2}}))
	s.add("nothing on conflict", row.OnConflictDoNothing())
	s.add("nothing on a conflict of columns", row.OnConflictDoNothing(e.Name, e.CompanyID))
	s.add("update on conflict", row.OnConflictUpdate([]query.Expression{e.Name, e.CompanyID},
		e.Salary.SetExpr(query.Add[int64](e.Salary, query.Excluded(e.Salary))), e.Nickname.SetExpr(query.Excluded[string](e.Nickname)), e.Status.SetDefault()))
	s.add("returning an entity", query.Returning(row, e))
	s.add("returning values", query.Returning3(row, e.ID, e.Status, query.Length(e.Name)))
	s.add("returning after an update on conflict", query.Returning2(row.OnConflictUpdate([]query.Expression{e.Name, e.CompanyID}, e.Name.Set("x")), e.ID, e.Name))
	s.add("returning into a struct", query.ReturningInto(row, query.Into(e.ID, func(v *Employee) *int64 { return &v.ID })))
	x := Things
	s.add("values of every kind", query.Insert(x).Row(
		x.ID.Set([16]byte{1}), x.Kind.Set("good"), x.Price.Set(numeric.FromInt(5)), x.Data.Set(json.RawMessage(`[]`)), x.Day.SetDefault(), x.Seen.SetExpr(query.Now()),
		x.Long.Set(time.Minute), x.Tags.Set([]string{"a"}), x.Blob.Set([]byte{1}), x.Ratio.Set(1.5), x.On.Set(false), x.Owner.SetNull()))
	s.compare("inserts")
}

func TestGoldenUpdatesAndDeletes(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e, c, boss := Employees, Companies, schema.As(Employees, "boss")
	set := query.Update(e).Set(e.Salary.Set(5))
	s.add("update of all", set)
	s.add("update of some", set.Set(e.Status.SetDefault(), e.Nickname.SetNull()).Where(e.ID.Eq(1)).Where(e.Name.Ne("x")))
	s.add("update with an expression", query.Update(e).Set(e.Salary.SetExpr(query.Mul(e.Salary, query.Val(int64(2))))).Where(e.ID.In(1, 2)))
	s.add("update from", set.From(c).Where(e.CompanyID.EqExpr(c.ID), c.Name.Eq("Acme")))
	s.add("update from a join", set.From(c).Join(boss, boss.CompanyID.EqExpr(c.ID)).Where(e.CompanyID.EqExpr(c.ID), boss.Salary.Gt(9)))
	s.add("update under another name", query.Update(boss).Set(boss.Name.Set("x")).Where(boss.ID.Eq(1)))
	s.add("update returning", query.Returning2(set.From(c).Where(e.CompanyID.EqExpr(c.ID)), e, c.Name))
	s.add("delete of all", query.Delete(e))
	s.add("delete of some", query.Delete(e).Where(e.ID.Eq(1), query.Not(e.Nickname.IsNull())))
	s.add("delete using", query.Delete(e).Using(c).Where(e.CompanyID.EqExpr(c.ID), c.Name.Eq("Acme")))
	s.add("delete using a join", query.Delete(e).Using(c).Join(boss, boss.CompanyID.EqExpr(c.ID)).Where(e.CompanyID.EqExpr(c.ID), boss.Salary.LtExpr(e.Salary)))
	s.add("delete returning", query.Returning(query.Delete(e).Where(e.ID.Eq(1)), e.Name))
	s.compare("changes")
}

func TestGoldenRawText(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e := Employees
	s.add("an expression", query.Select(query.Null(query.RawExpr[int64](query.SQL("? + ?", e.ID, 5)))).From(e))
	s.add("an expression that is not NULL", query.Select(query.RawNotNull[int64](query.SQL("$2 * $1", 5, e.ID))).From(e))
	s.add("an expression beside operators", query.Select(query.Mul(query.RawNotNull[int64](query.SQL("1 + ?", e.ID)), e.Salary)).From(e))
	s.add("a predicate among others", query.From(e).Where(e.ID.Gt(1), query.RawPredicate(query.SQL("? like ? or false", e.Name, "a%")), e.ID.Lt(9)))
	s.add("quotes and comments", query.From(e).Where(query.RawPredicate(query.SQL(`'?' <> $$ ? $$ and "employees"."name" <> E'\'?' -- ?
	and /* ? /* ? */ */ ? = 1 and '{}'::jsonb ?? 'a'`, 1))))
	s.add("a comment at the end", query.From(e).Where(query.RawPredicate(query.SQL(`"employees"."id" = ? -- by key`, 1))).Limit(1))
	s.add("a whole statement", query.Raw[string](query.SQL("select name from employees where id = ? and company_id = ?", 1, 2)))
	s.add("a whole statement, numbered", query.Raw[string](query.SQL("select name from employees where id = $2::bigint and company_id = $1 and id <> $2", 1, 2)))
	s.add("entities", query.RawEntities(query.SQL("select * from employees where id = ?", 1), e))
	s.add("a struct", query.RawInto(query.SQL("select id, name from employees"), query.Into(query.Out[int64]("id"), func(v *Employee) *int64 { return &v.ID }), query.Into(e.Name, func(v *Employee) *string { return &v.Name })))
	s.add("squirrel inside", query.From(e).Where(e.ID.Gt(1), query.RawPredicate(squirrel.Or{squirrel.Eq{"employees.name": []string{"a", "b"}}, squirrel.Gt{"employees.id": 5}}), e.ID.Lt(9)))
	s.add("a statement of squirrel", query.Raw[string](squirrel.Select("name").From("employees").Where(squirrel.Eq{"id": 7}).PlaceholderFormat(squirrel.Dollar)))
	inner := query.ForSquirrel(query.Select(Companies.ID).From(Companies).Where(Companies.Name.Eq("Blue"), Companies.ID.In(1, 2)))
	s.add("inside squirrel", query.Raw[string](squirrel.Select("name").From("employees").Where(squirrel.Expr("salary > ? and company_id in (?) and id < ?", 1, inner, 9))))
	insert := query.ForSquirrel(query.Returning(query.Insert(Companies).Row(Companies.Name.Set("what?")), Companies.ID))
	s.add("a statement that changes rows, inside raw text", query.Raw[int64](squirrel.Expr("with new as (?) select id from new", insert)))
	s.compare("raw")
}

func TestGoldenCompiled(t *testing.T) {
	t.Parallel()
	s := sheet{t: t}
	e := Employees
	q1 := query.Compile1(func(id query.Param[int64]) query.Query[*Employee] {
		return query.From(e).Where(query.Or(e.ID.EqExpr(id), e.CompanyID.EqExpr(id)), e.Name.Ne("x"), id.Gt(0))
	})
	q2 := query.Compile2(func(name query.Param[string], status query.Param[Status]) query.Query2[int64, string] {
		return query.Select2(e.ID, query.CoalesceExpr[string](e.Nickname, name)).From(e).Where(e.Status.EqExpr(status), e.Nickname.NeExpr(name))
	})
	q3 := query.Compile3(func(day query.Param[civil.Date], ids query.Param[[]int64], kind query.Param[Kind]) query.Query[[16]byte] {
		return query.Select(Things.ID).From(Things).Where(Things.Day.LtExpr(day), query.RawPredicate(query.SQL("? = any(?)", Things.Owner, ids)), Things.Kind.EqExpr(kind))
	})
	s.add("a parameter at two places", toSQL(q1.ToSql(7)))
	s.add("parameters of two types", toSQL(q2.ToSql("a", "new")))
	s.add("parameters that are cast", toSQL(q3.ToSql(civil.DateOf(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)), []int64{1, 2}, "good")))
	s.compare("compiled")
}

// sqlText is a statement that was written.
type sqlText struct {
	sql  string
	args []any
	err  error
}

func toSQL(sql string, args []any, err error) sqlText { return sqlText{sql, args, err} }

//nolint:revive // the name is squirrel's
func (s sqlText) ToSql() (string, []any, error) { return s.sql, s.args, s.err }
