package schema_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/golden"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Tables that use everything a definition can say.

type Mood string

const (
	Calm   Mood = "calm"
	Wild   Mood = "it's wild"
	Sleepy Mood = `\sleepy`
)

var MoodEnum = schema.DefineEnum("Mood", Calm, Wild, Sleepy)

type UUID [16]byte

type Keeper struct {
	Zone   string
	Number int32
	Name   string
}

type keepers struct {
	schema.Table[Keeper, schema.Key2[string, int32]]
	Zone     schema.Col[string]
	Number   schema.Col[int32]
	Name     schema.Col[string]
	OneName  schema.UniqueKey
	NameOnly schema.IndexKey
}

var Keepers = schema.Define("keepers", func(d *schema.Def, t *keepers, k *Keeper) {
	d.Comment("who's there")
	schema.Map(d, &t.Zone, "zone", &k.Zone).Type("varchar(8)")
	schema.Map(d, &t.Number, "number", &k.Number)
	schema.Map(d, &t.Name, "name", &k.Name)
	schema.PrimaryKey2(&t.Table, t.Zone, t.Number)
	t.OneName = d.Unique(t.Zone, t.Name).NullsNotDistinct().Deferrable()
	t.NameOnly = d.Index().On(query.Lower(t.Name)).Unique().Key()
})

type Animal struct {
	ID      UUID
	Serial  int64
	Made    time.Time
	Name    string
	Mood    Mood
	Moods   []Mood
	Past    *Mood
	Weight  numeric.Numeric
	Legs    int32
	Double  int32
	Born    civil.Date
	Fed     civil.DateTime
	Wakes   civil.Time
	Nap     time.Duration
	Seen    *time.Time
	Photo   []byte
	Tags    []string
	Sizes   []int64
	Attrs   map[string]any
	Doc     json.RawMessage
	Years   pgtype.Range[pgtype.Int4]
	Host    netip.Addr
	Ratio   float64
	Tame    bool
	Note    string
	Mother  *UUID
	Deleted *time.Time
}

type animals struct {
	schema.Table[Animal, UUID]
	ID      schema.Col[UUID]
	Serial  schema.Col[int64]
	Made    schema.Owned[time.Time]
	Name    schema.Col[string]
	Mood    schema.Col[Mood]
	Moods   schema.Col[[]Mood]
	Past    schema.NullCol[Mood]
	Weight  schema.Col[numeric.Numeric]
	Legs    schema.Col[int32]
	Double  schema.Owned[int32]
	Born    schema.Col[civil.Date]
	Fed     schema.Col[civil.DateTime]
	Wakes   schema.Col[civil.Time]
	Nap     schema.Col[time.Duration]
	Seen    schema.NullCol[time.Time]
	Photo   schema.Col[[]byte]
	Tags    schema.Col[[]string]
	Sizes   schema.Col[[]int64]
	Attrs   schema.Col[map[string]any]
	Doc     schema.Col[json.RawMessage]
	Years   schema.Col[pgtype.Range[pgtype.Int4]]
	Host    schema.Col[netip.Addr]
	Ratio   schema.Col[float64]
	Tame    schema.Col[bool]
	Note    schema.Col[string]
	Mother  schema.NullCol[UUID]
	Deleted schema.NullCol[time.Time]

	Living         schema.IndexKey
	LegsAreEven    schema.CheckKey
	First, Second  schema.CheckKey
	NoNote         schema.CheckKey
	Serials, Names schema.UniqueKey
}

var Animals = schema.Define("animals", func(d *schema.Def, t *animals, a *Animal) {
	schema.Map(d, &t.ID, "id", &a.ID).DefaultExpr(query.RawNotNull[UUID](query.SQL("gen_random_uuid()")))
	schema.Map(d, &t.Serial, "serial", &a.Serial).Identity().Unique()
	schema.Map(d, &t.Made, "made", &a.Made).DefaultExpr(query.Now())
	schema.Map(d, &t.Name, "name", &a.Name).Comment(`its "name", isn't it? \o/`)
	schema.Map(d, &t.Mood, "mood", &a.Mood).Enum(MoodEnum).Default(Wild)
	schema.Map(d, &t.Moods, "moods", &a.Moods).Enum(MoodEnum.Array()).Default([]Mood{Calm, Wild, Sleepy})
	schema.MapNull(d, &t.Past, "past", &a.Past).Enum(MoodEnum)
	schema.Map(d, &t.Weight, "weight", &a.Weight).Type("numeric(10,2)").Default(numeric.FromInt(1))
	schema.Map(d, &t.Legs, "legs", &a.Legs).Default(4)
	schema.Map(d, &t.Double, "double", &a.Double).Generated(query.Mul(t.Legs, query.Val(int32(2))))
	schema.Map(d, &t.Born, "born", &a.Born).Default(civil.Date{Year: 2020, Month: time.February, Day: 29})
	schema.Map(d, &t.Fed, "fed", &a.Fed).DefaultExpr(query.RawNotNull[civil.DateTime](query.SQL("now() at time zone 'utc'")))
	schema.Map(d, &t.Wakes, "wakes", &a.Wakes).Default(civil.TimeOf(time.Date(2020, 1, 1, 6, 30, 0, 0, time.UTC)))
	schema.Map(d, &t.Nap, "nap", &a.Nap).Default(90 * time.Minute)
	schema.MapNull(d, &t.Seen, "seen", &a.Seen).Default(time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC))
	schema.Map(d, &t.Photo, "photo", &a.Photo).Default([]byte{0, 1, 255})
	schema.Map(d, &t.Tags, "tags", &a.Tags).Default([]string{"a,b", `"c"`, `\d`, "it's"})
	schema.Map(d, &t.Sizes, "sizes", &a.Sizes).Default([]int64{})
	schema.Map(d, &t.Attrs, "attrs", &a.Attrs).Default(map[string]any{"it's": []any{`"x"`, nil}})
	schema.Map(d, &t.Doc, "doc", &a.Doc).Type("json").Default(json.RawMessage(`{"a": 1}`))
	schema.Map(d, &t.Years, "years", &a.Years).DefaultExpr(query.RawNotNull[pgtype.Range[pgtype.Int4]](query.SQL("'[1,5)'::int4range")))
	schema.Map(d, &t.Host, "host", &a.Host).Default(netip.MustParseAddr("10.0.0.1"))
	schema.Map(d, &t.Ratio, "ratio", &a.Ratio).Default(0.5)
	schema.Map(d, &t.Tame, "tame", &a.Tame).Default(false)
	schema.Map(d, &t.Note, "note", &a.Note).Default(`a \ and a '`)
	schema.MapNull(d, &t.Mother, "mother", &a.Mother).References(t.ID).OnDelete(schema.SetNull).OnUpdateKey(schema.Cascade).Deferrable()
	schema.MapNull(d, &t.Deleted, "deleted", &a.Deleted).Index()
	schema.PrimaryKey(&t.Table, t.ID)

	t.Serials = d.UniqueNamed("one animal a number and name", t.Serial, t.Name)
	t.Names = d.Unique(t.Name, t.Deleted)
	t.LegsAreEven = d.CheckNamed("legs_are_even", query.RawPredicate(query.SQL("? % 2 = 0", t.Legs)))
	t.First = d.Check(query.Or(t.Legs.Gt(0), t.Tame.Eq(true)))
	t.Second = d.Check(query.Or(t.Legs.Lt(1000), t.Name.Eq("millipede")))
	t.NoNote = d.Check(t.Note.Ne("none"))
	d.Check(t.Note.Ne(`\`))

	t.Living = d.Index(t.Name, t.Mood).Unique().Where(t.Deleted.IsNull()).Include(t.Legs, t.Tame).Key()
	d.Index(t.Tags).Using("gin")
	d.Index(t.Attrs).Using("gin").OperatorClass("jsonb_path_ops").Named("animals_by_attrs")
	d.Index(t.Mood).On(query.Lower(t.Name), t.Born.Desc(), t.Seen.Desc().NullsLast(), query.Add(t.Legs, query.Val(int32(1))))
	d.Index(t.Mood, t.Deleted)
	d.Index(t.Mood, t.Deleted).Using("btree")
})

var Zoo = schema.NewModel(Keepers, Animals)

func TestS16_TheDDLOfEverything(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	statements, err := Zoo.DDL()
	require.NoError(t, err)
	golden.Text(t, "everything.golden.sql", strings.Join(statements, ";\n\n")+";\n")
	for _, s := range statements {
		_, err := pool.Exec(ctx, s)
		require.NoError(t, err, s)
	}
	require.NoError(t, Zoo.CreateAll(ctx, pool), "a second time")
}

func TestS05_S16_DefaultsOfEveryTypeComeBack(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Zoo.CreateAll(ctx, pool))
	a, err := query.Returning(query.Insert(Animals).Row(Animals.Name.Set("Rex")), Animals).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.NotZero(t, a.ID)
	assert.Equal(t, int64(1), a.Serial)
	assert.Equal(t, Wild, a.Mood)
	assert.Equal(t, []Mood{Calm, Wild, Sleepy}, a.Moods)
	assert.Equal(t, "1.00", a.Weight.String())
	assert.Equal(t, int32(8), a.Double)
	assert.Equal(t, civil.Date{Year: 2020, Month: time.February, Day: 29}, a.Born)
	assert.Equal(t, "06:30:00", a.Wakes.String())
	assert.Equal(t, 90*time.Minute, a.Nap)
	assert.Equal(t, time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), *a.Seen)
	assert.Equal(t, []byte{0, 1, 255}, a.Photo)
	assert.Equal(t, []string{"a,b", `"c"`, `\d`, "it's"}, a.Tags)
	assert.Equal(t, []int64{}, a.Sizes)
	assert.Equal(t, map[string]any{"it's": []any{`"x"`, nil}}, a.Attrs)
	assert.JSONEq(t, `{"a": 1}`, string(a.Doc))
	assert.Equal(t, int32(5), a.Years.Upper.Int32)
	assert.Equal(t, "10.0.0.1", a.Host.String())
	assert.InDelta(t, 0.5, a.Ratio, 0)
	assert.False(t, a.Tame)
	assert.Equal(t, `a \ and a '`, a.Note)
	assert.Nil(t, a.Mother)
}

func TestS16_EnumsAreSentAndReadInAllModesOfPgx(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Zoo.CreateAll(ctx, pool))
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		cfg := pool.Config().ConnConfig.Copy()
		cfg.DefaultQueryExecMode = mode
		conn, err := pgx.ConnectConfig(ctx, cfg)
		require.NoError(t, err)
		name := mode.String()
		a, err := query.Returning(query.Insert(Animals).Row(Animals.Name.Set(name), Animals.Mood.Set(Sleepy), Animals.Moods.Set([]Mood{Wild, Sleepy}),
			Animals.Past.Set(Wild)), Animals).Rows(ctx, conn).One()
		require.NoError(t, err, name)
		assert.Equal(t, Sleepy, a.Mood, name)
		assert.Equal(t, []Mood{Wild, Sleepy}, a.Moods, name)
		assert.Equal(t, Wild, *a.Past, name)
		a, err = query.From(Animals).Where(Animals.Name.Eq(name), Animals.Mood.In(Calm, Sleepy), Animals.Past.Gt(Calm), Animals.Moods.Eq([]Mood{Wild, Sleepy})).
			Rows(ctx, conn).One()
		require.NoError(t, err, name)
		assert.Equal(t, name, a.Name)
		_, err = query.Update(Animals).Set(Animals.Mood.Set("loud")).Where(Animals.Name.Eq(name)).Exec(ctx, conn)
		require.ErrorContains(t, err, "invalid input value for enum", name)
		require.NoError(t, conn.Close(ctx))
	}
}

func TestS16_S18_DropAllDropsEnumsThatNobodyElseUses(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Zoo.CreateAll(ctx, pool))
	require.NoError(t, Zoo.DropAll(ctx, pool))
	require.NoError(t, Zoo.DropAll(ctx, pool))
	n, err := query.Raw[int64](query.SQL("select count(*) from pg_type where typname = 'Mood'")).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.Zero(t, n)

	require.NoError(t, Zoo.CreateAll(ctx, pool))
	_, err = pool.Exec(ctx, `create table other (mood "Mood")`)
	require.NoError(t, err)
	require.ErrorContains(t, Zoo.DropAll(ctx, pool), "other objects depend on it")
	_, err = pool.Exec(ctx, `select from animals`)
	require.NoError(t, err, "nothing was dropped")
}

func TestS16_ConstraintsAndUniqueIndexesAreValues(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Zoo.CreateAll(ctx, pool))
	rex := query.Insert(Animals).Row(Animals.Name.Set("Rex"))
	_, err := rex.Exec(ctx, pool)
	require.NoError(t, err)
	_, err = rex.Exec(ctx, pool)
	require.ErrorIs(t, err, Animals.Living)
	assert.True(t, query.IsConflict(err))

	m := schema.As(Animals, "m")
	for _, c := range []struct {
		name      string
		row       []query.Assignment
		want      error
		underName error
	}{
		{"animals_check", []query.Assignment{Animals.Legs.Set(0), Animals.Tame.Set(false)}, Animals.First, m.First},
		{"animals_check1", []query.Assignment{Animals.Legs.Set(1000)}, Animals.Second, m.Second},
		{"animals_note_check", []query.Assignment{Animals.Note.Set("none")}, Animals.NoNote, m.NoNote},
		{"legs_are_even", []query.Assignment{Animals.Legs.Set(3)}, Animals.LegsAreEven, m.LegsAreEven},
		{"animals_name_deleted_key", []query.Assignment{Animals.Deleted.Set(time.Unix(0, 0))}, Animals.Names, m.Names},
	} {
		insert := query.Insert(Animals).Row(append(c.row, Animals.Name.Set("Bello"), Animals.Mood.Set(Calm))...)
		if c.name == "animals_name_deleted_key" {
			_, err := insert.Exec(ctx, pool)
			require.NoError(t, err)
		}
		_, err := insert.Exec(ctx, pool)
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorIs(t, err, c.underName, "under another name: "+c.name)
		assert.ErrorContains(t, c.want, c.name)
	}
	_, name := m.Serials.Constraint()
	assert.Equal(t, "one animal a number and name", name)
	_, name = m.Living.Constraint()
	assert.Equal(t, "animals_name_mood_idx", name)
	_, name = schema.As(Keepers, "k").NameOnly.Constraint()
	assert.Equal(t, "keepers_lower_idx", name)
}

func TestS16_AnIndexIsBuiltAsItWasSaid(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Zoo.CreateAll(ctx, pool))
	got, err := query.Raw[string](query.SQL("select indexdef from pg_indexes where tablename = 'animals' order by indexname")).Rows(ctx, pool).All()
	require.NoError(t, err)
	all := strings.Join(got, "\n")
	for _, want := range []string{
		`CREATE UNIQUE INDEX animals_name_mood_idx ON public.animals USING btree (name, mood) INCLUDE (legs, tame) WHERE (deleted IS NULL)`,
		`CREATE INDEX animals_by_attrs ON public.animals USING gin (attrs jsonb_path_ops)`,
		`CREATE INDEX animals_mood_lower_born_seen_expr_idx ON public.animals USING btree (mood, lower(name), born DESC, seen DESC NULLS LAST, ((legs + 1)))`,
		`CREATE INDEX animals_mood_deleted_idx ON`, `CREATE INDEX animals_mood_deleted_idx1 ON`, `CREATE INDEX animals_deleted_idx ON`, `CREATE INDEX animals_tags_idx ON public.animals USING gin (tags)`,
	} {
		assert.Contains(t, all, want)
	}
}
