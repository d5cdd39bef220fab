package draft_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS06_ClientDefaultsAreVisibleBeforeAFlush(t *testing.T) {
	t.Parallel()
	p := &pet{Token: "mine"}
	require.NoError(t, draft.Default(petsTable, rowscan.Of(p), nil))
	assert.Equal(t, []string{"pet"}, p.Tags)
	assert.Equal(t, "mine", p.Token, "what was given stays")
	assert.Zero(t, p.Retries, "ZeroIsValue")

	p = &pet{}
	require.NoError(t, draft.Default(petsTable, rowscan.Of(p), new(draft.Notes)))
	assert.Nil(t, p.Tags, "an object with notes has its defaults already")
}

func TestS07_TwoObjectsShareNoSliceOrMap(t *testing.T) {
	t.Parallel()
	var a, b pet
	c := new(pet)
	require.NoError(t, draft.Default(petsTable, rowscan.Of(&a), nil))
	require.NoError(t, draft.Default(petsTable, rowscan.Of(&b), nil))
	require.NoError(t, draft.Assign(petsTable, rowscan.Of(c), nil))
	a.Tags[0], a.Attrs["new"] = "changed", 1
	a.Attrs["deep"].([]any)[0] = "changed" //nolint:forcetypeassert // as the default has it
	for _, other := range []*pet{&b, c} {
		assert.Equal(t, []string{"pet"}, other.Tags)
		assert.Equal(t, map[string]any{"deep": []any{"a"}}, other.Attrs)
	}
}

type hidden struct{ m map[string]int }

type knot struct{ Next *knot }

type odd struct {
	ID   int64
	Tags hidden
	Loop *knot
	At   time.Time
	Null *[]string
}

type odds struct {
	schema.Table[odd, int64]
	ID   schema.Col[int64]
	Tags schema.Col[hidden]
	Loop schema.NullCol[knot]
	At   schema.Col[time.Time]
	Null schema.NullCol[[]string]
}

func TestS07_ADefaultThatCannotBeCopiedIsRefused(t *testing.T) {
	t.Parallel()
	loop := &knot{}
	loop.Next = loop
	table := schema.Define("odds", func(d *schema.Def, t *odds, o *odd) {
		schema.Map(d, &t.ID, "id", &o.ID)
		schema.Map(d, &t.Tags, "tags", &o.Tags).ClientDefault(hidden{m: map[string]int{}})
		schema.MapNull(d, &t.Loop, "loop", &o.Loop).ClientDefault(*loop)
		schema.Map(d, &t.At, "at", &o.At).ClientDefaultFunc(time.Now)
		schema.MapNull(d, &t.Null, "null", &o.Null).ClientDefault([]string{"a"})
	})
	o, p := new(odd), new(odd)
	sqlTable := query.SourceOf(table).Table
	err := draft.Default(sqlTable, rowscan.Of(o), nil)
	require.ErrorContains(t, err, "odds.tags has a default that cannot be copied for each object: it hides a pointer, slice or map in an unexported field")
	require.ErrorContains(t, err, "odds.loop has a default that cannot be copied for each object: it is nested too deeply")
	require.ErrorContains(t, draft.Assign(sqlTable, rowscan.Of(p), nil), "make it with ClientDefaultFunc")

	assert.Equal(t, []string{"a"}, *o.Null)
	(*o.Null)[0] = "changed"
	assert.Equal(t, []string{"a"}, *p.Null)
}

func TestS11_AnInstantIsCutToWhatTheDatabaseKeeps(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("here", 3600)
	at := time.Date(2024, 1, 2, 3, 4, 5, 6789, zone)
	p := new(pet)
	require.NoError(t, draft.Assign(petsTable, rowscan.Of(p), sets(Pets.Seen.Set(at))))
	assert.Equal(t, time.Date(2024, 1, 2, 2, 4, 5, 6000, time.UTC), p.Seen)
}
