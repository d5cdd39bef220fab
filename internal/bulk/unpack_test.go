package bulk_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// packedTypes are types that come back as arrays, with the values that stand in rows.
var packedTypes = map[string]string{
	"boolean": "(true), (NULL), (false)", "smallint": "(NULL), (-7), (7)", "integer": "(1), (2), (NULL)", "bigint": "(9007199254740993), (0), (-1)",
	"real": "('NaN'), (1.5), (NULL)", "double precision": "('-Infinity'), (NULL), (1e300)", "timestamptz": "('infinity'), ('4713-01-01 BC'), (NULL)",
	"timestamp": "('2024-02-29 12:00'), (NULL), ('-infinity')", "date": "(NULL), (NULL), ('2024-02-29')", "time": "('24:00'), ('00:00'), (NULL)",
	"uuid": "('00000000-0000-0000-0000-000000000001'), (NULL), ('ffffffff-0000-0000-0000-000000000001')", "interval": "('1 mon -3 days'), (NULL), ('25:00')",
}

// rawRows reads rows as they come.
func rawRows(t *testing.T, rows pgx.Rows) (out [][]byte, fields []pgconn.FieldDescription) {
	t.Helper()
	defer rows.Close()
	for rows.Next() {
		fields = append(fields[:0], rows.FieldDescriptions()...)
		for _, v := range rows.RawValues() {
			out = append(out, append([]byte(nil), v...))
			if v == nil {
				out[len(out)-1] = nil
			}
		}
	}
	require.NoError(t, rows.Err())
	return out, fields
}

// askFor sends sql as messages do, and asks for the answer in binary.
func askFor(t *testing.T, conn *pgx.Conn, sql string) (pgx.Rows, *bulk.Answers) {
	t.Helper()
	m := bulk.NewMessage()
	m.Statement(sql, []int16{pgtype.BinaryFormatCode})
	answers := m.Send(t.Context(), conn)
	m.Release()
	rows, err := answers.Query()
	require.NoError(t, err)
	return rows, answers
}

func TestArraysAreUnpackedToWhatRowsHave(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for name, values := range packedTypes {
		typ := sqltype.Named(name, nil)
		require.True(t, bulk.Packs(typ), name)
		from := " FROM (VALUES " + values + ") AS v (x)"
		rows, answers := askFor(t, conn.Conn(), "SELECT x::"+name+", x::"+name+from)
		plain, fields := rawRows(t, rows)
		require.NoError(t, answers.Close())
		agg := "array_agg(x::" + name + ")"
		rows, answers = askFor(t, conn.Conn(), "SELECT "+agg+", "+agg+from)
		packed, packedFields := rawRows(t, bulk.Unpack(rows, []*sqltype.Type{typ, typ}))
		require.NoError(t, answers.Close())
		require.Equal(t, plain, packed, name)
		require.Equal(t, fields[0].DataTypeOID, packedFields[0].DataTypeOID, name)
		require.Equal(t, fields[0].Format, packedFields[0].Format, name)

		rows, answers = askFor(t, conn.Conn(), "SELECT "+agg+from+" WHERE false")
		packed, _ = rawRows(t, bulk.Unpack(rows, []*sqltype.Type{typ}))
		require.NoError(t, answers.Close())
		assert.Empty(t, packed)
	}
}

// given is rows with values of a test's own.
type given struct {
	pgx.Rows
	rows [][][]byte
	at   int
}

func (g *given) Next() bool          { g.at++; return g.at <= len(g.rows) }
func (g *given) RawValues() [][]byte { return g.rows[g.at-1] }
func (g *given) Close()              { g.at = len(g.rows) }
func (g *given) Err() error          { return nil }

// Arrays that are cut anywhere, or that say what they do not have, are an error.
func TestMalformedArraysAreAnError(t *testing.T) {
	t.Parallel()
	typ := sqltype.Named("bigint", nil)
	whole := []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 5, 255, 255, 255, 255}
	read := func(arrays ...[]byte) (n int, err error) {
		types := make([]*sqltype.Type, len(arrays))
		for i := range types {
			types[i] = typ
		}
		rows := bulk.Unpack(&given{rows: [][][]byte{arrays}}, types)
		for rows.Next() {
			n++
		}
		return n, rows.Err()
	}
	n, err := read(whole, whole)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	for cut := range len(whole) {
		_, err := read(whole[:cut])
		require.ErrorContains(t, err, "malformed", cut)
		_, err = read(whole, whole[:cut])
		require.ErrorContains(t, err, "malformed", cut)
	}
	for _, at := range []int{12, 13, 20, 32} { // sizes
		other := append([]byte(nil), whole...)
		other[at] = 0x80
		_, err := read(other)
		require.ErrorContains(t, err, "malformed", at)
	}
	_, err = read(whole, nil)
	require.ErrorContains(t, err, "malformed")
	_, err = read(append(append([]byte(nil), whole...), 0))
	require.ErrorContains(t, err, "malformed")
}
