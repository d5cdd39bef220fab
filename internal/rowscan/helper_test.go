package rowscan_test

import (
	"context"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// connect returns a connection of its own to an empty database.
func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), pgtemp.URL(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// modes are one that receives binary values and one that receives text.
var modes = map[string]pgx.QueryExecMode{
	"binary": pgx.QueryExecModeCacheStatement,
	"text":   pgx.QueryExecModeSimpleProtocol,
}

// wire is a value as it came from the server.
type wire struct {
	oid    uint32
	format int16
	bytes  []byte
}

// fetch runs a query of one row and one column. It also scans the value with pgx where target is not nil.
func fetch(t *testing.T, conn *pgx.Conn, mode pgx.QueryExecMode, sql string, target any) wire {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, mode)
	require.NoError(t, err, sql)
	defer rows.Close()
	require.True(t, rows.Next(), "%s: %v", sql, rows.Err())
	field, raw := rows.FieldDescriptions()[0], rows.RawValues()[0]
	w := wire{oid: field.DataTypeOID, format: field.Format}
	if raw != nil {
		w.bytes = append([]byte{}, raw...)
	}
	if target != nil {
		require.NoError(t, rows.Scan(target), sql)
	}
	rows.Close()
	require.NoError(t, rows.Err())
	return w
}

// decode reads a value into a new T.
func decode[T any](w wire, m *rowscan.Memory) (v T, err error) {
	d, err := rowscan.Find(reflect.TypeFor[T](), w.oid, w.format)
	if err != nil {
		return v, err
	}
	m.Row(len(w.bytes))
	return v, d(rowscan.Of(&v), w.bytes, m)
}

// comparable form: times in UTC, NaN as a text.
func plain(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC()
	case *time.Time:
		if v == nil {
			return nil
		}
		return v.UTC()
	case []time.Time:
		all := make([]time.Time, len(v))
		for i := range v {
			all[i] = v[i].UTC()
		}
		return all
	case float64:
		if math.IsNaN(v) {
			return "NaN"
		}
	case float32:
		if math.IsNaN(float64(v)) {
			return "NaN"
		}
	}
	return v
}
