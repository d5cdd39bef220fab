package schema_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

type Job struct {
	ID     int64
	Status Status
	Old    Status
}

type jobs struct {
	schema.Table[Job, int64]
	ID     schema.Owned[int64]
	Status schema.Col[Status]
	Old    schema.Col[Status]
}

func defineJobs(status, old schema.Enum[Status], byDefault Status) *jobs {
	return schema.Define("jobs", func(d *schema.Def, t *jobs, j *Job) {
		schema.Map(d, &t.ID, "id", &j.ID).Identity()
		schema.Map(d, &t.Status, "status", &j.Status).Default(byDefault).Enum(status)
		schema.Map(d, &t.Old, "old", &j.Old).Enum(old)
		schema.PrimaryKey(&t.Table, t.ID)
	})
}

func TestS16_WrongEnumsAreRefusedByTheModel(t *testing.T) {
	t.Parallel()
	fine := schema.DefineEnum[Status]("status", "new", "old")
	cases := []struct {
		name      string
		a, b      schema.Enum[Status]
		byDefault Status
		says      string
	}{
		{"a default that is no label", fine, fine, "lost", `column "status" has the default "lost", which is no label of the enum status`},
		{"two of one name", fine, schema.DefineEnum[Status]("status", "new"), "new", `has an enum status whose labels are not those that another column's has`},
		{"a label twice", fine, schema.DefineEnum[Status]("kind", "a", "a"), "new", `enum kind has the label "a" twice`},
		{"a type of PostgreSQL's", fine, schema.DefineEnum[Status]("date", "a"), "new", `enum date has the name of a type that PostgreSQL comes with`},
		{"a long label", fine, schema.DefineEnum("kind", Status(strings.Repeat("x", 64))), "new", "longer than 63 bytes"},
		{"no name", fine, schema.DefineEnum[Status]("", "a"), "new", "a name that is empty"},
		{"not defined", fine, schema.Enum[Status]{}, "new", `column "old" has an enum that is not defined`},
	}
	for _, c := range cases {
		_, err := schema.CheckModel(defineJobs(c.a, c.b, c.byDefault))
		require.ErrorContains(t, err, c.says, c.name)
	}
	_, err := schema.CheckModel(defineJobs(fine, schema.DefineEnum[Status]("status", "new", "old"), "new"))
	require.NoError(t, err)
}

func TestS16_S18_EnumsOfAnySpellingAreMadeOnceByManyAtOnce(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	odd := schema.DefineEnum[Status]("kind", "$ddl$", `a'b"c\d`, "é")
	ts := defineJobs(schema.DefineEnum[Status](`sta"tus; --`, "new"), odd, "new")
	model, err := schema.CheckModel(ts)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			statements, err := model.DDL()
			assert.NoError(t, err)
			for _, s := range statements[:2] {
				_, err := pool.Exec(ctx, s)
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	require.NoError(t, model.CreateAll(ctx, pool))
	for _, v := range []Status{"$ddl$", `a'b"c\d`, "é"} {
		j, err := query.Returning(query.Insert(ts).Row(ts.Old.Set(v)), ts).Rows(ctx, pool).One()
		require.NoError(t, err)
		assert.Equal(t, v, j.Old)
		assert.Equal(t, Status("new"), j.Status)
	}
	require.NoError(t, model.DropAll(ctx, pool))
}
