package rowscan_test

import (
	"encoding/binary"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
)

type employee struct {
	ID       int64
	Name     string
	Nickname *string
	Manager  *int64
	Tags     []string
	Data     []byte
}

func employeePlan(t testing.TB) rowscan.Plan {
	t.Helper()
	oids := []uint32{pgtype.Int8OID, pgtype.TextOID, pgtype.TextOID, pgtype.Int8OID, pgtype.TextArrayOID, pgtype.ByteaOID}
	var plan rowscan.Plan
	for i := range reflect.TypeFor[employee]().NumField() {
		f := reflect.TypeFor[employee]().Field(i)
		d, err := rowscan.Find(f.Type, oids[i], pgtype.BinaryFormatCode)
		require.NoError(t, err)
		plan = append(plan, rowscan.Op{Offset: f.Offset, Decode: d, Text: rowscan.IsText(f.Type)})
	}
	return plan
}

func int8Bytes(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

func textArray(elements ...string) []byte {
	m := pgtype.NewMap()
	b, err := m.Encode(pgtype.TextArrayOID, pgtype.BinaryFormatCode, elements, nil)
	if err != nil {
		panic(err)
	}
	return b
}

func TestPlanDecodesARow(t *testing.T) {
	t.Parallel()
	plan, m := employeePlan(t), rowscan.NewMemory(2)
	values := [][]byte{int8Bytes(1), []byte("Alice"), []byte("Al"), nil, textArray("a", "b"), {1, 2}}
	var e employee
	_, err := plan.Row(rowscan.Of(&e), values, m)
	require.NoError(t, err)
	for _, v := range values {
		clear(v) // what was decoded must not share the wire's memory
	}
	nickname := "Al"
	assert.Equal(t, employee{1, "Alice", &nickname, nil, []string{"a", "b"}, []byte{1, 2}}, e)
}

func TestPlanSaysWhichColumnFailed(t *testing.T) {
	t.Parallel()
	plan := employeePlan(t)
	var e employee
	column, err := plan.Row(rowscan.Of(&e), [][]byte{int8Bytes(1), nil, nil, nil, nil, nil}, rowscan.NewMemory(0))
	require.ErrorIs(t, err, rowscan.ErrNull)
	assert.Equal(t, 1, column)
	column, err = plan.Row(rowscan.Of(&e), [][]byte{int8Bytes(1)}, rowscan.NewMemory(0))
	require.ErrorIs(t, err, rowscan.ErrMalformed)
	assert.Equal(t, 1, column)
}

func TestTextsOfARowLieInOnePiece(t *testing.T) {
	t.Parallel()
	plan, m := employeePlan(t), rowscan.NewMemory(0)
	var a, b employee
	values := [][]byte{int8Bytes(1), []byte("Alice"), []byte("Al"), nil, textArray("x", "yz"), {}}
	_, err := plan.Row(rowscan.Of(&a), values, m)
	require.NoError(t, err)
	_, err = plan.Row(rowscan.Of(&b), values, m)
	require.NoError(t, err)
	at := func(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }
	assert.Equal(t, at(a.Name)+5, at(*a.Nickname))
	assert.Equal(t, at(*a.Nickname)+2, at(a.Tags[0]))
	assert.Equal(t, at(a.Tags[0])+1, at(a.Tags[1]))
	assert.Equal(t, "Alice", a.Name)
	assert.NotEqual(t, at(a.Name), at(b.Name))
}

func TestRowAllocatesItsTextAlone(t *testing.T) { //nolint:paralleltest // counts allocations
	plan, m := employeePlan(t)[:4], rowscan.NewMemory(1000)
	values := [][]byte{int8Bytes(1), []byte("Alice"), []byte("Al"), int8Bytes(7)}
	es := make([]employee, 1100)
	i := 0
	perRow := testing.AllocsPerRun(1000, func() {
		_, _ = plan.Row(rowscan.Of(&es[i]), values, m)
		i++
	})
	assert.LessOrEqual(t, perRow, 1.1, "the text of the row, and a chunk for 64 pointers")
}

func TestSlabHandsOutZeroValues(t *testing.T) {
	t.Parallel()
	s := rowscan.NewSlab(reflect.TypeFor[employee]())
	seen := map[rowscan.Pointer]bool{}
	for i := range 1000 {
		p := s.Next()
		e := rowscan.As[employee](p)
		require.Equal(t, employee{}, *e)
		require.False(t, seen[p])
		seen[p] = true
		e.ID, e.Name = int64(i), "x"
	}
}

func TestSlabOfEmptyValues(t *testing.T) {
	t.Parallel()
	s := rowscan.NewSlabFor(reflect.TypeFor[struct{}](), 0)
	for range 100 {
		assert.False(t, s.Next().IsNil())
	}
}

func TestJSONReplacesWhatWasThere(t *testing.T) {
	t.Parallel()
	d, err := rowscan.Find(reflect.TypeFor[map[string]int](), pgtype.JSONBOID, pgtype.BinaryFormatCode)
	require.NoError(t, err)
	old := map[string]int{"old": 1}
	v := old
	require.NoError(t, d(rowscan.Of(&v), []byte("\x01{\"new\": 2}"), rowscan.NewMemory(0)))
	assert.Equal(t, map[string]int{"new": 2}, v)
	assert.Equal(t, map[string]int{"old": 1}, old)
}

func TestTextsInPagesAreTheSame(t *testing.T) {
	t.Parallel()
	d, err := rowscan.Find(reflect.TypeFor[string](), pgtype.TextOID, pgtype.BinaryFormatCode)
	require.NoError(t, err)
	plan := rowscan.Plan{{Decode: d, Text: true}, {Offset: unsafe.Sizeof(""), Decode: d, Text: true}}
	m := rowscan.NewMemory(0)
	m.Paged()
	sizes := []int{0, 1, 10, 900, 70_000, 3, 40_000, 33_000, 7}
	var want, got [][2]string
	for i := range 600 {
		row := [2]string{strings.Repeat("a", sizes[i%len(sizes)]), strconv.Itoa(i)}
		want, got = append(want, row), append(got, [2]string{})
		_, err := plan.Row(rowscan.Of(&got[i]), [][]byte{[]byte(row[0]), []byte(row[1])}, m)
		require.NoError(t, err)
	}
	assert.Equal(t, want, got, "no row was written over")
}

func TestPagesAreFewAndBeginSmall(t *testing.T) { //nolint:paralleltest // it counts allocations
	d, err := rowscan.Find(reflect.TypeFor[string](), pgtype.TextOID, pgtype.BinaryFormatCode)
	require.NoError(t, err)
	plan, src := rowscan.Plan{{Decode: d, Text: true}}, [][]byte{[]byte(strings.Repeat("a", 32))}
	m, kept := rowscan.NewMemory(0), make([]string, 6144) // as many as pages of 1, 2, … 32, 32, 32, 32, 32 KB hold
	n := testing.AllocsPerRun(10, func() {
		m.Reset(nil, 0)
		m.Paged()
		for i := range kept {
			if _, err := plan.Row(rowscan.Of(&kept[i]), src, m); err != nil {
				t.Error(err)
			}
		}
	})
	assert.LessOrEqual(t, n, 11.0)
}
