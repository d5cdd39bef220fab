package numeric_test

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/numeric"
)

func parse(t testing.TB, s string) numeric.Numeric {
	t.Helper()
	n, err := numeric.Parse(s)
	require.NoError(t, err, s)
	return n
}

func TestParseKeepsTheScale(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"0": "0", "0.00": "0.00", "-0.0": "0.0", "1.50": "1.50", "-1.50": "-1.50", "+7": "7", ".5": "0.5", "5.": "5", "007": "7",
		"1e3": "1000", "1.50e1": "15.0", "1.5E-3": "0.0015", "12e-1": "1.2", "0e5": "0",
		"9223372036854775807": "9223372036854775807", "9223372036854775808": "9223372036854775808",
		"-9223372036854775808": "-9223372036854775808", "-9223372036854775809": "-9223372036854775809",
		"-0.000000000000000000000000000001": "-0.000000000000000000000000000001",
		"nan":                               "NaN", "NaN": "NaN", "inf": "Infinity", "-INFINITY": "-Infinity", "+Infinity": "Infinity",
	}
	for give, want := range cases {
		assert.Equal(t, want, parse(t, give).String(), give)
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "-", ".", "1.2.3", "1,5", "0x10", "1_000", " 1", "1e", "1e999999999", "e5", "-NaN", "١"} {
		_, err := numeric.Parse(s)
		require.ErrorIs(t, err, numeric.ErrSyntax, s)
	}
	for _, s := range []string{strings.Repeat("9", 131073), "0." + strings.Repeat("1", 16384), "1e131072"} {
		_, err := numeric.Parse(s)
		require.ErrorIs(t, err, numeric.ErrRange)
		assert.Less(t, len(err.Error()), 200)
	}
	parse(t, strings.Repeat("9", 131072)+"."+strings.Repeat("9", 16383))
}

func TestTheZeroValueIsZero(t *testing.T) {
	t.Parallel()
	var n numeric.Numeric
	assert.Equal(t, "0", n.String())
	assert.True(t, n.IsZero())
	assert.True(t, n == parse(t, "0"))
	assert.True(t, n.Equal(parse(t, "0.000")))
	assert.False(t, n == parse(t, "0.000"))
}

func TestOrderIsThatOfPostgreSQL(t *testing.T) {
	t.Parallel()
	ordered := []string{
		"-Infinity", "-9223372036854775809.5", "-9223372036854775808", "-1.5", "-0.1", "0", "0.00001", "0.1", "1", "1.5", "15",
		"9223372036854775807", "9223372036854775808", "1e30", "Infinity", "NaN",
	}
	for i, a := range ordered {
		for j, b := range ordered {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			assert.Equal(t, want, parse(t, a).Cmp(parse(t, b)), "%s, %s", a, b)
		}
	}
	assert.True(t, parse(t, "1.50").Equal(parse(t, "1.5")))
	assert.Equal(t, parse(t, "1.5"), parse(t, "1.50").Normal())
	assert.Equal(t, parse(t, "100"), parse(t, "100.00").Normal())
	assert.Equal(t, parse(t, "12345678901234567890"), parse(t, "12345678901234567890.000").Normal())
	assert.Equal(t, parse(t, "9000000000000000000.1"), parse(t, "9000000000000000000.10000").Normal())
}

func TestConversions(t *testing.T) {
	t.Parallel()
	n, err := parse(t, "15.00").Int64()
	require.NoError(t, err)
	assert.Equal(t, int64(15), n)
	u, err := parse(t, "18446744073709551615.0").Uint64()
	require.NoError(t, err)
	assert.Equal(t, uint64(math.MaxUint64), u)
	for _, s := range []string{"1.5", "9223372036854775808", "1e30"} {
		_, err := parse(t, s).Int64()
		require.ErrorIs(t, err, numeric.ErrRange, s)
	}
	_, err = parse(t, "-1").Uint64()
	require.ErrorIs(t, err, numeric.ErrRange)
	for _, odd := range []numeric.Numeric{numeric.NaN(), numeric.Inf(1), numeric.Inf(-1)} {
		_, err = odd.Int64()
		require.ErrorIs(t, err, numeric.ErrNotFinite)
		_, err = odd.Uint64()
		require.ErrorIs(t, err, numeric.ErrNotFinite)
		_, err = odd.Rat()
		require.ErrorIs(t, err, numeric.ErrNotFinite)
		_, _, err = odd.Big()
		require.ErrorIs(t, err, numeric.ErrNotFinite)
	}
	r, err := parse(t, "-1.50").Rat()
	require.NoError(t, err)
	assert.Equal(t, big.NewRat(-3, 2), r)
	c, scale, err := parse(t, "-1.50").Big()
	require.NoError(t, err)
	assert.Equal(t, big.NewInt(-150), c)
	assert.Equal(t, 2, scale)
}

func TestFloats(t *testing.T) {
	t.Parallel()
	f, exact := parse(t, "1.5").Float64()
	assert.True(t, exact)
	assert.InDelta(t, 1.5, f, 0)
	_, exact = parse(t, "0.1").Float64()
	assert.False(t, exact)
	f, exact = parse(t, "1e400").Float64()
	assert.True(t, math.IsInf(f, 1))
	assert.False(t, exact)
	f, _ = numeric.NaN().Float64()
	assert.True(t, math.IsNaN(f))
	assert.Equal(t, "0.1", numeric.FromFloat(0.1).String())
	assert.True(t, numeric.FromFloat(math.NaN()).IsNaN())
	assert.Equal(t, numeric.Inf(-1), numeric.FromFloat(math.Inf(-1)))
	f, exact = numeric.FromFloat(5e-324).Float64()
	assert.InDelta(t, 5e-324, f, 0)
	assert.False(t, exact)
}

func TestMakers(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "-9223372036854775808", numeric.FromInt(math.MinInt64).String())
	assert.Equal(t, "9223372036854775808", numeric.FromInt(math.MinInt64).Neg().String())
	assert.Equal(t, numeric.FromInt(math.MinInt64), numeric.FromInt(math.MinInt64).Neg().Neg())
	assert.Equal(t, "18446744073709551615", numeric.FromUint(math.MaxUint64).String())
	n, err := numeric.FromScaled(-5, 3)
	require.NoError(t, err)
	assert.Equal(t, "-0.005", n.String())
	_, err = numeric.FromScaled(1, 16384)
	require.ErrorIs(t, err, numeric.ErrRange)
	n, err = numeric.FromBig(big.NewInt(1250), 2)
	require.NoError(t, err)
	assert.Equal(t, parse(t, "12.50"), n)
	assert.Equal(t, numeric.Inf(-1), numeric.Inf(1).Neg())
	assert.Equal(t, []int{-1, 1, 1, 0, -1, 1}, []int{
		numeric.Inf(-1).Sign(), numeric.Inf(1).Sign(), numeric.NaN().Sign(), numeric.Numeric{}.Sign(),
		parse(t, "-1e30").Sign(), parse(t, "1e30").Sign(),
	})
}

func TestJSONIsAString(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(map[string]numeric.Numeric{"a": parse(t, "1.50"), "b": numeric.NaN()})
	require.NoError(t, err)
	assert.Equal(t, `{"a":"1.50","b":"NaN"}`, string(b))
	var back map[string]numeric.Numeric
	require.NoError(t, json.Unmarshal([]byte(`{"a":"1.50","b":1.50,"c":1e3,"d":null}`), &back))
	assert.Equal(t, map[string]numeric.Numeric{"a": parse(t, "1.50"), "b": parse(t, "1.50"), "c": parse(t, "1000"), "d": {}}, back)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"a":"x"}`), &back), numeric.ErrSyntax)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"a":true}`), &back), numeric.ErrSyntax)
}

func randomNumber(r *rand.Rand) string {
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteByte('-')
	}
	write := func(n int) {
		for range n {
			if r.IntN(3) == 0 {
				b.WriteByte('0')
			} else {
				b.WriteByte(byte('0' + r.IntN(10)))
			}
		}
	}
	write(1 + r.IntN(30))
	if scale := r.IntN(30); scale > 0 {
		b.WriteByte('.')
		write(scale)
	}
	return b.String()
}

// The wire's binary form, as pgx writes it, the number and its text are one.
func TestRandomNumbersSurvive(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	m := pgtype.NewMap()
	for range 20000 {
		s := randomNumber(r)
		n := parse(t, s)
		require.True(t, n == parse(t, n.String()), s)
		want, ok := new(big.Rat).SetString(s)
		require.True(t, ok)
		rat, err := n.Rat()
		require.NoError(t, err)
		require.Zero(t, want.Cmp(rat), s)
		b, err := m.Encode(pgtype.NumericOID, pgtype.BinaryFormatCode, n, nil)
		require.NoError(t, err)
		wire, err := numeric.FromPostgres(b)
		require.NoError(t, err)
		require.True(t, wire.Equal(n), "%s became %s", s, wire)
		var scanned numeric.Numeric
		require.NoError(t, m.Scan(pgtype.NumericOID, pgtype.BinaryFormatCode, b, &scanned))
		require.True(t, scanned.Equal(n), "%s became %s", s, scanned)
		require.True(t, n.Neg().Neg() == n, s)
		require.True(t, n.Normal().Equal(n), s)
		require.True(t, n.Normal() == n.Normal().Normal(), s)
	}
}

func TestPgxKnowsTheType(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
		for _, n := range []numeric.Numeric{numeric.NaN(), numeric.Inf(1), numeric.Inf(-1), {}} {
			b, err := m.Encode(pgtype.NumericOID, format, n, nil)
			require.NoError(t, err)
			var got numeric.Numeric
			require.NoError(t, m.Scan(pgtype.NumericOID, format, b, &got))
			assert.True(t, n.Equal(got), n.String())
		}
		var got numeric.Numeric
		require.ErrorIs(t, m.Scan(pgtype.NumericOID, format, nil, &got), numeric.ErrNull)
	}
}

func FuzzFromPostgres(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 0, 0, 2, 0, 5})
	f.Add([]byte{0xff, 0xff, 0x7f, 0xff, 0, 0, 0x3f, 0xff})
	f.Add([]byte{0, 0, 0, 0, 0xc0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, src []byte) {
		if n, err := numeric.FromPostgres(src); err == nil {
			again, err := numeric.Parse(n.String())
			require.NoError(t, err)
			assert.True(t, n == again, n.String())
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.50", "-1e-5", "NaN", "1e131071", ".", "00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := numeric.Parse(s); err == nil {
			again, err := numeric.Parse(n.String())
			require.NoError(t, err)
			assert.True(t, n == again, s)
		}
	})
}
