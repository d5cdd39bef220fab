package rowsend_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// binary is the value in binary, as rowsend writes it and as pgx does.
func (s sample) binary(t *testing.T, m *pgtype.Map) (ours, theirs []byte) {
	t.Helper()
	w, err := rowsend.For(s.t, s.sql)
	require.NoError(t, err, s)
	ours, err = w.Binary([]byte{}, s.value)
	require.NoError(t, err, s)
	v := reflect.ValueOf(s.value.Any(s.t)).Elem()
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	value := v.Interface()
	if at, ok := value.(time.Time); ok {
		value = at.UTC() // a timestamp without zone keeps what UTC shows
	}
	theirs, err = m.Encode(s.sql.OID, pgtype.BinaryFormatCode, value, []byte{})
	require.NoError(t, err, s)
	return ours, theirs
}

// random has values of each type that has a binary form, anywhere in its range.
func random(r *rand.Rand) []sample {
	instant := time.Unix(r.Int64N(4e11)-1e11, r.Int64N(1e9)).In(time.FixedZone("", r.IntN(7200)))
	day := civil.DateOf(instant)
	some := make([]byte, r.IntN(40))
	for i := range some {
		some[i] = byte(r.Uint32())
	}
	var id key
	copy(id[:], some)
	return concat(
		of(int64(r.Uint64())), of(int32(r.Uint32())), of(int16(r.Uint32())), of(int8(r.Uint32())), of(uint8(r.Uint32())), of(uint16(r.Uint32())),
		of(int(r.Uint64())), of(r.Uint32()), of(r.IntN(2) == 0), as("smallint", int64(int16(r.Uint32()))), as("integer", int64(int32(r.Uint32()))),
		of(math.Float64frombits(r.Uint64())), of(math.Float32frombits(r.Uint32())), of(some), of(string([]rune{rune(r.IntN(0xd800-1) + 1)})), of(id),
		of(instant), of(&instant), as("timestamp", instant), of(day), of(civil.DateTimeOf(instant)), of(civil.TimeOf(instant)),
	)
}

// The binary form is pgx's own, for every value that has one.
func TestTheBinaryFormIsThatOfPgx(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	r := rand.New(rand.NewPCG(1, 2))
	all := samples()
	for range 2000 {
		all = append(all, random(r)...)
	}
	seen := map[uint32]bool{}
	for _, s := range all {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err)
		if w.Binary == nil || w.IsNull(s.value) || s.sql.Kind == sqltype.JSON || s.t == reflect.TypeFor[[]byte]() && s.value.Load().IsNil() {
			continue
		}
		seen[s.sql.OID] = true
		ours, theirs := s.binary(t, m)
		require.Equal(t, theirs, ours, s)
	}
	assert.Len(t, seen, 15, "bool, three integers, two floats, text, varchar, char, bytea, uuid, timestamptz, timestamp, date, time")
}

func TestTheBinaryFormOfJSONIsItsText(t *testing.T) {
	t.Parallel()
	for name, format := range map[string]string{"json": "", "jsonb": "\x01"} {
		s := as(name, json.RawMessage(`{"a": 1}`))[0]
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err)
		b, err := w.Binary(nil, s.value)
		require.NoError(t, err)
		assert.Equal(t, format+`{"a": 1}`, string(b))
	}
}

// What has no binary form, or would be another value in it, is sent as text.
func TestWhatHasNoBinaryForm(t *testing.T) {
	t.Parallel()
	for _, s := range concat(as[float32]("double precision", 0.1), as[float64]("real", 0.1), as[int64]("numeric", 1), of(time.Second), as("date", time.Now()), of(pgtype.Int4{Int32: 1, Valid: true})) {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err)
		assert.Nil(t, w.Binary, s)
	}
}

// What cannot be sent as text cannot be sent in binary either.
func TestTheBinaryFormRefusesWhatTheTextRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range concat(
		as[int64]("smallint", 40000), as[int64]("integer", math.MaxInt64), as[uint64]("bigint", math.MaxUint64), of("a\x00b", "\xff"),
		of(time.Date(300000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5000, 1, 1, 0, 0, 0, 0, time.UTC)), as("timestamp", time.Date(300000, 1, 1, 0, 0, 0, 0, time.UTC)),
		of(civil.Date{Year: 2023, Month: 2, Day: 30}), of(civil.DateTime{Date: civil.Date{Year: 6000000, Month: 1, Day: 1}}),
	) {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err)
		_, textual := w.Text(nil, s.value)
		_, binary := w.Binary(nil, s.value)
		require.Error(t, textual, s)
		require.EqualError(t, binary, textual.Error(), s)
	}
}
