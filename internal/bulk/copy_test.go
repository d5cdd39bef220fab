package bulk_test

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

// userType is the OID of a type that somebody made.
const userType = 20000

func copyColumn(t *testing.T, of reflect.Type, sql string, isEnum bool) bulk.CopyColumn {
	t.Helper()
	named := sqltype.Named(sql, of)
	w, err := rowsend.For(of, named)
	require.NoError(t, err)
	return bulk.NewCopyColumn(w, named, 0, isEnum)
}

func TestAColumnGoesInBinaryWhereTheServerHasTheTypeOfItsForm(t *testing.T) {
	t.Parallel()
	text, whole := reflect.TypeFor[string](), reflect.TypeFor[int64]()
	for _, c := range []struct {
		of     reflect.Type
		sql    string
		isEnum bool
		oid    uint32
		binary bool
		why    string
	}{
		{whole, "bigint", false, pgtype.Int8OID, true, ""},
		{whole, "bigint", false, pgtype.Int4OID, false, "four bytes are wanted"},
		{whole, "bigint", false, pgtype.Float8OID, false, "eight bytes would be taken for another number"},
		{whole, "bigint", false, pgtype.TimestamptzOID, false, "eight bytes would be taken for a time"},
		{whole, "bigint", false, 0, false, "nobody has asked"},
		{reflect.TypeFor[time.Time](), "timestamp", false, pgtype.TimestampOID, true, ""},
		{reflect.TypeFor[time.Time](), "timestamp", false, pgtype.TimestamptzOID, false, "the server's zone counts"},
		{text, "varchar(3)", false, pgtype.TextOID, true, "texts are one form"},
		{text, "text", false, pgtype.BPCharOID, true, ""},
		{text, "text", false, userType, false, "it may have another form"},
		{text, "citext", false, userType, true, ""},
		{text, "citext", false, pgtype.TextOID, true, "a domain"},
		{text, "mood", true, userType, true, "a label"},
		{text, "mood", false, userType, false, "nobody said that it is an enum: it may be ltree"},
		{text, "mood", true, pgtype.PointOID, false, ""},
		{text, "jsonb", false, pgtype.JSONBOID, true, ""},
		{text, "jsonb", false, pgtype.JSONOID, false, "it has no number in front"},
		{reflect.TypeFor[json.RawMessage](), "json", false, pgtype.JSONOID, true, ""},
		{reflect.TypeFor[[]byte](), "bytea", false, pgtype.ByteaOID, true, ""},
		{reflect.TypeFor[numeric.Numeric](), "numeric", false, pgtype.NumericOID, false, "rowan has no form of it"},
		{reflect.TypeFor[[]int64](), "bigint[]", false, pgtype.Int8ArrayOID, false, "rowan has no form of it"},
	} {
		col := copyColumn(t, c.of, c.sql, c.isEnum)
		col.On(c.oid)
		stream := bulk.NewCopy(nil, []bulk.CopyColumn{col})
		assert.Equal(t, c.binary, stream.Binary(), "%s on %d: %s", c.sql, c.oid, c.why)
		assert.True(t, !c.binary || col.HasBinary(), "%s may be asked for", c.sql)
		stream.End()
	}
}

func TestACopyEscapesWhatWouldEndAColumn(t *testing.T) {
	t.Parallel()
	values := []string{"", "plain", `\`, "\\\n\r\t", "a\tb\\c\nd", "\n", `\N`, `\.`, "ü\t", strings.Repeat("\\x\n", 50_000), "\x08\x0b\x0c"}
	var rows []rowscan.Pointer
	var want strings.Builder
	for i := range values {
		rows = append(rows, rowscan.Of(&values[i]))
		want.WriteString(strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(values[i]) + "\n")
	}
	for name, read := range map[string]func(io.Reader) io.Reader{"large": func(r io.Reader) io.Reader { return r }, "small": iotest.HalfReader} {
		stream := bulk.NewCopy(rows, []bulk.CopyColumn{copyColumn(t, reflect.TypeFor[string](), "text", false)})
		require.Nil(t, stream.Prepare())
		got, err := io.ReadAll(read(stream))
		require.NoError(t, err)
		require.True(t, want.String() == string(got), name)
		require.Nil(t, stream.End())
	}
}

func TestACopyThatHasEndedLooksAtNoRow(t *testing.T) {
	t.Parallel()
	values := make([]string, 100_000)
	rows := make([]rowscan.Pointer, len(values))
	for i := range values {
		rows[i] = rowscan.Of(&values[i])
	}
	values[90_000] = "\x00"
	stream := bulk.NewCopy(rows, []bulk.CopyColumn{copyColumn(t, reflect.TypeFor[string](), "text", false)})
	require.Nil(t, stream.Prepare())
	_, err := stream.Read(make([]byte, 1<<20))
	require.NoError(t, err)
	require.Nil(t, stream.End(), "what was not reached is not known")
	n, err := stream.Read(make([]byte, 10))
	require.Error(t, err)
	assert.NotErrorIs(t, err, io.EOF, "it is not all that was to be written")
	assert.Zero(t, n)

	stream = bulk.NewCopy(rows, []bulk.CopyColumn{copyColumn(t, reflect.TypeFor[string](), "text", false)})
	require.Nil(t, stream.Prepare())
	got, err := io.ReadAll(stream)
	require.ErrorContains(t, err, "a value that cannot be sent")
	assert.Len(t, got, 90_000)
	assert.Equal(t, 90_000, stream.End().Row)
}
