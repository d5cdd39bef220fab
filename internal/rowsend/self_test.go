package rowsend_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowsend"
)

// settings converts itself to JSON and back.
type settings struct{ Theme string }

func (s settings) Value() (driver.Value, error) {
	return json.Marshal(map[string]string{"theme": s.Theme})
}

func (s *settings) Scan(v any) error {
	text, ok := v.([]byte)
	if !ok {
		text = fmt.Append(nil, v)
	}
	var m map[string]string
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	s.Theme = m["theme"]
	return nil
}

// grade converts itself to an integer; the zero grade is NULL, the one below has none.
type grade struct{ points int }

var errGrade = errors.New("no such grade")

func (g grade) Value() (driver.Value, error) {
	switch {
	case g.points == 0:
		return nil, nil //nolint:nilnil // nil is NULL
	case g.points < 0:
		return nil, errGrade
	default:
		return int64(g.points), nil
	}
}

func (g *grade) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		g.points = 0
	case int64:
		g.points = int(v)
	default:
		return fmt.Errorf("unexpected %T", v)
	}
	return nil
}

func TestTypesThatConvertThemselvesComeBack(t *testing.T) {
	t.Parallel()
	conn := withMood(t)
	all := concat(
		as("jsonb", settings{"dark"}, settings{`"\'`}), as[*settings]("jsonb", nil, &settings{}),
		as("bigint", grade{5}, grade{}), as[*grade]("bigint", nil, &grade{7}),
		as("text", sql.NullString{String: "x", Valid: true}, sql.NullString{}), as("bigint", sql.Null[int64]{V: 5, Valid: true}),
		as("mood", sql.NullString{String: "ok", Valid: true}),
	)
	for _, s := range all {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err, s)
		arg, err := w.Arg(s.value)
		require.NoError(t, err, s)
		assert.Equal(t, arg == nil, w.IsNull(s.value), s)
		want := s.canonical(t, w, s.value)
		for _, mode := range modes {
			got := s.readBack(t, conn, "select $1::"+s.sql.Name, mode, arg)
			assert.Equal(t, want, s.canonical(t, w, got), "%s, %s: got %v", s, mode, got.Any(s.t))
		}
	}
}

func TestErrorsOfValueMethodsAreKept(t *testing.T) {
	t.Parallel()
	s := as("bigint", grade{-1})[0]
	w, err := rowsend.For(s.t, s.sql)
	require.NoError(t, err)
	_, err = w.Arg(s.value)
	require.ErrorIs(t, err, errGrade)
	_, err = w.Text(nil, s.value)
	require.ErrorIs(t, err, errGrade)
	_, err = w.Canonical(nil, s.value)
	require.ErrorIs(t, err, errGrade)
	assert.False(t, w.IsNull(s.value))
}

// Arg leaves them to pgx, which sends them in all modes where the statement says the type.
func TestArgLeavesThemToPgx(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	arg, err := rowsend.Arg(grade{5})
	require.NoError(t, err)
	for _, mode := range modes {
		var got int64
		require.NoError(t, conn.QueryRow(t.Context(), "select $1::bigint", mode, arg).Scan(&got), mode)
		assert.Equal(t, int64(5), got)
	}
}
