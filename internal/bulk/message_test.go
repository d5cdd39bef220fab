package bulk_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

// row has a field of each way in which a value travels.
type row struct {
	Number *int64
	Small  int
	Text   string
	Name   *string
	Blob   []byte
	At     time.Time
	Ratio  float64
	Price  numeric.Numeric
	Doc    json.RawMessage
	Tags   []string
	Token  [16]byte
	Digest [16]byte // as bytes
}

func rows() []*row {
	n, name := int64(math.MinInt64), `N"U,L\L {}`
	return []*row{
		{Number: &n, Small: -1, Text: "NULL", Name: &name, Blob: []byte{0, 255}, At: time.Date(-43, 3, 15, 1, 2, 3, 4000, time.UTC), Ratio: math.NaN(), Doc: json.RawMessage(`{"a": 1}`), Tags: []string{"a,b", ""}, Token: [16]byte{255}, Digest: [16]byte{0, 254}},
		{Doc: json.RawMessage(`[]`), At: time.Unix(0, 0)},
		{Small: 5, Text: "ü", Ratio: math.Inf(-1), Price: numeric.FromInt(7), Doc: json.RawMessage(`1`), At: time.Now()},
	}
}

// field is a field of row as a column.
type field struct {
	reflect.StructField
	sql    *sqltype.Type
	write  *rowsend.Writer
	values []rowscan.Pointer
}

func fields(t *testing.T, sql map[string]string) (out []field) {
	t.Helper()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[row]()) {
		column := sqltype.Of(f.Type)
		if f.Type.Kind() == reflect.Pointer {
			column = sqltype.Of(f.Type.Elem())
		}
		if name := sql[f.Name]; name != "" {
			column = sqltype.Named(name, f.Type)
		}
		w, err := rowsend.For(f.Type, column)
		require.NoError(t, err)
		out = append(out, field{f, column, w, rowscan.Pointers(rows())})
	}
	return out
}

// text is the array as the ordinary way sends it.
func (f *field) text(t *testing.T) string {
	t.Helper()
	a := bulk.NewArray()
	for _, p := range f.values {
		require.NoError(t, a.Append(f.write, p.Field(f.Offset)))
	}
	return a.End()
}

// answer is the array as the server understood it.
func (f *field) answer(t *testing.T, conn *pgx.Conn, add func(m *bulk.Message)) (out string) {
	t.Helper()
	array, _ := bulk.Carrier(f.sql)
	m := bulk.NewMessage()
	defer m.Release()
	m.Statement("SELECT ($1::"+array.Name+")::text", nil)
	add(m)
	answers := m.Send(t.Context(), conn)
	got, err := answers.Query()
	require.NoError(t, err, f.Name)
	require.True(t, got.Next(), "%s: %v", f.Name, got.Err())
	out = string(got.RawValues()[0])
	got.Close()
	require.NoError(t, answers.Close())
	return out
}

// The server reads the same array whichever way it is sent: as text, in a message, and as a column that was packed before.
func TestAMessageSaysWhatTextSays(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for _, f := range fields(t, map[string]string{"Small": "smallint", "Tags": "text[]", "Digest": "bytea"}) {
		array, _ := bulk.Carrier(f.sql)
		var want string
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT ($1::"+array.Name+")::text", f.text(t)).Scan(&want))
		assert.Equal(t, want, f.answer(t, conn.Conn(), func(m *bulk.Message) {
			a := m.Array(f.write, f.sql)
			for i, p := range f.values {
				require.NoError(t, a.Append(f.write, p.Field(f.Offset)))
				a.Expect(i+1, len(f.values))
			}
		}), f.Name)
		p := bulk.NewPacker(f.write, f.Type, f.sql, f.Offset)
		if p == nil {
			assert.Contains(t, []string{"Price", "Doc"}, f.Name)
			continue
		}
		_, err := p.Append(f.values)
		require.NoError(t, err)
		c := p.End()
		assert.Equal(t, len(f.values), c.Len())
		assert.Equal(t, want, f.answer(t, conn.Conn(), func(m *bulk.Message) { m.Column(c) }), f.Name)
		text, err := c.Arg()
		require.NoError(t, err)
		assert.Equal(t, f.text(t), text, "%s as pgx gets it", f.Name)
	}
}

func TestAMessageHasEveryKindOfParameter(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	n, none := int64(7), (*int64)(nil)
	one := &n
	w, err := rowsend.For(reflect.TypeFor[*int64](), sqltype.Named("bigint", reflect.TypeFor[int64]()))
	require.NoError(t, err)
	m := bulk.NewMessage()
	defer m.Release()
	m.Statement("SELECT 1", nil)
	m.Statement("SELECT concat_ws('|', $1::bigint, $2::bigint, $3::text, $4::bigint, $5::boolean[], $6::bigint[], $7::timestamptz IS NULL)", nil)
	require.NoError(t, m.Value(w, rowscan.Of(&one)))
	require.NoError(t, m.Value(w, rowscan.Of(&none)))
	require.NoError(t, m.Constant("x"))
	m.Number(9)
	bools := m.Bools()
	bools.AppendBool(true)
	bools.AppendNull()
	bools.AppendBool(false)
	m.Array(w, sqltype.Named("bigint", reflect.TypeFor[int64]())) // of no element
	require.NoError(t, m.Constant(nil))
	answers := m.Send(t.Context(), conn.Conn())
	_, err = answers.Exec()
	require.NoError(t, err)
	got, err := answers.Query()
	require.NoError(t, err)
	require.True(t, got.Next(), got.Err())
	assert.Equal(t, "7|x|9|{t,NULL,f}|{}|t", string(got.RawValues()[0]))
	got.Close()
	require.NoError(t, answers.Close())
}

// An error of the server ends the message; the connection can be used again.
func TestAMessageThatFailsLeavesTheConnectionUsable(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	m := bulk.NewMessage()
	defer m.Release()
	m.Statement("SELECT 1/0", nil)
	m.Statement("SELECT 1", nil)
	answers := m.Send(t.Context(), conn.Conn())
	_, err = answers.Exec()
	require.ErrorContains(t, err, "division by zero")
	require.NoError(t, answers.Close(), "the error was told")
	var n int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT 1").Scan(&n))
}

// A message goes below pgx: a tracer, and a mode that never asks the server for types, have the ordinary way.
func TestWhereMessagesFit(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	for mode, fits := range map[pgx.QueryExecMode]bool{
		pgx.QueryExecModeCacheStatement: true, pgx.QueryExecModeCacheDescribe: true, pgx.QueryExecModeDescribeExec: true,
		pgx.QueryExecModeExec: false, pgx.QueryExecModeSimpleProtocol: false,
	} {
		config := pool.Config().ConnConfig.Copy()
		config.DefaultQueryExecMode = mode
		conn, err := pgx.ConnectConfig(t.Context(), config)
		require.NoError(t, err)
		assert.Equal(t, fits, bulk.Fits(conn), mode)
		require.NoError(t, conn.Close(t.Context()))
	}
	traced, _ := sqltrace.Record(t, pool)
	assert.False(t, fitsPool(t, traced))
	assert.True(t, fitsPool(t, pool))
}

func fitsPool(t *testing.T, pool *pgxpool.Pool) bool {
	t.Helper()
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	return bulk.Fits(conn.Conn())
}
