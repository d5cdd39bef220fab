package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

type Thing struct {
	ID      int64
	A, B    int32
	C       string
	ThingID *int64
}

type things struct {
	schema.Table[Thing, int64]
	ID      schema.Owned[int64]
	A, B    schema.Col[int32]
	C       schema.Col[string]
	ThingID schema.NullCol[int64]
}

// defineThings makes a table in which nothing has a name of its own.
func defineThings(table, a, b, c string, more ...func(*schema.Def, *things)) *things {
	return schema.Define(table, func(d *schema.Def, t *things, e *Thing) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.A, a, &e.A).Unique().Index()
		schema.Map(d, &t.B, b, &e.B)
		schema.Map(d, &t.C, c, &e.C).Index()
		schema.MapNull(d, &t.ThingID, "thing_id", &e.ThingID).References(t.ID)
		schema.PrimaryKey(&t.Table, t.ID)
		d.Unique(t.A, t.B)
		d.Unique(t.B, t.A, t.C)
		d.Check(t.A.Gt(1))
		d.Check(t.A.Gt(2))
		d.Check(query.Or(t.A.Gt(1), t.B.Gt(1), t.A.Gt(3)))
		d.Check(t.A.GtExpr(t.B))
		d.Index(t.A, t.B, t.C)
		d.Index(t.A).Unique()
		d.Index().On(query.Lower(t.C), t.B.Desc(), query.Add(t.A, t.B))
		for _, f := range more {
			f(d, t)
		}
	})
}

// unnamed is the same table in SQL, where the server chooses all names.
func unnamed(table, a, b, c string) string {
	r := strings.NewReplacer("$t", `"`+table+`"`, "$a", `"`+a+`"`, "$b", `"`+b+`"`, "$c", `"`+c+`"`)
	return r.Replace(`create table $t (id bigint primary key, $a int, $b int, $c text, thing_id bigint references $t,
		unique ($a), unique ($a, $b), unique ($b, $a, $c), check ($a > 1), check ($a > 2), check ($a > 1 or $b > 1 or $a > 3), check ($a > $b));
		create index on $t ($a); create index on $t ($c); create index on $t ($a, $b, $c); create unique index on $t ($a);
		create index on $t (lower($c), $b desc, ($a + $b))`)
}

const namesSQL = `select relname::text from pg_class where relkind = 'i' and relnamespace = 'public'::regnamespace
	union all select conname::text from pg_constraint where contype in ('c', 'f') and connamespace = 'public'::regnamespace order by 1`

func TestS16_NamesAreThoseThatPostgreSQLChooses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long_", 12)
	for _, c := range []struct{ table, a, b, c string }{
		{"things", "a", "b", "c"},
		{"Things too", "A", "b c", `d.e`},
		{long, "a", "b", "c"},
		{"things", long + "a", long + "b", "c"},
		{long, long + "a", long + "b", long + "c"},
		{strings.Repeat("ü", 31), strings.Repeat("ä", 20) + "a", strings.Repeat("ß", 20), "€" + strings.Repeat("ö", 25)},
	} {
		ctx, theirs, ours := t.Context(), pgtemp.New(t), pgtemp.New(t)
		_, err := theirs.Exec(ctx, unnamed(c.table, c.a, c.b, c.c))
		require.NoError(t, err, c.table)
		model, err := schema.CheckModel(defineThings(c.table, c.a, c.b, c.c))
		require.NoError(t, err, c.table)
		require.NoError(t, model.CreateAll(ctx, ours))
		want, err := query.Raw[string](query.SQL(namesSQL)).Rows(ctx, theirs).All()
		require.NoError(t, err)
		got, err := query.Raw[string](query.SQL(namesSQL)).Rows(ctx, ours).All()
		require.NoError(t, err)
		assert.Equal(t, want, got, c.table)
	}
}

func TestS16_NamesThatWouldBeCutOrTakenTwiceAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 64)
	one := defineThings("things", "a", long, "c", func(d *schema.Def, t *things) {
		d.CheckNamed("twice", t.A.Gt(1))
		d.CheckNamed("twice", t.A.Gt(2))
		d.UniqueNamed("shared", t.A)
		d.Index(t.A).Named("shared")
		d.Index(t.A).Named(long)
		d.Index(t.B).Named("things")
		d.UniqueNamed("again", t.A, t.B)
	})
	_, err := schema.CheckModel(one)
	for _, want := range []string{
		`column "` + long + `" has a name of 64 bytes, of which the database keeps 63`,
		"check constraint twice has the name of another constraint of the table",
		"index shared has the name of the unique constraint shared of things",
		"index " + long + " has a name of 64 bytes",
		"index things has the name of the table things",
		"unique constraint again is what things_a_" + long[:50] + "_key is already; keep one of the two",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestConstraintsAndIndexesOverNothingAreRefused(t *testing.T) {
	t.Parallel()
	bad := defineThings("things", "a", "b", "c", func(d *schema.Def, _ *things) {
		var stray schema.Col[int32]
		d.Unique()
		d.Unique(stray)
		d.Unique(Companies.Name)
		d.Index()
		d.Index(Companies.Name)
		d.Check(nil)
		_ = d.Index().On(query.Lower(Companies.Name)).Key()
	})
	_, err := schema.CheckModel(bad)
	for _, want := range []string{
		"a unique constraint is over no column", "a unique constraint is over a column that is not mapped yet",
		"a unique constraint is over companies.name, the column of another table", "an index is over no column; give it one",
		"an index is over companies.name", "a check constraint has no condition", "an index is asked for its Key and is not unique",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestAConstraintIsChangedInItsDefinitionAlone(t *testing.T) {
	t.Parallel()
	var key schema.UniqueKey
	var index *schema.IndexDef
	ts := defineThings("things", "a", "b", "c", func(d *schema.Def, t *things) {
		key = d.UniqueNamed("k", t.C)
		index = d.Index(t.C).Named("i")
	})
	_ = key.Deferrable().NullsNotDistinct()
	index.Unique().Named("j")
	model, err := schema.CheckModel(ts)
	require.NoError(t, err)
	ddl, err := model.DDL()
	require.NoError(t, err)
	all := strings.Join(ddl, "\n")
	assert.Contains(t, all, `CONSTRAINT "k" UNIQUE ("c")`)
	assert.NotContains(t, all, "DEFERRABLE")
	assert.Contains(t, all, `CREATE INDEX IF NOT EXISTS "i"`)
	assert.NotContains(t, all, `"j"`)
}
