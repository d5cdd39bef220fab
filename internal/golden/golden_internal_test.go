package golden

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// recorder is a test whose failures are looked at.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func TestTextIsComparedWithTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sub", "new.txt")
	missing := &recorder{TB: t}
	compare(missing, path, "hello\n", false)
	assert.Contains(t, missing.said, "does not exist")

	compare(t, path, "hello\n", true)
	compare(t, path, "hello\n", false)

	different := &recorder{TB: t}
	compare(different, path, "goodbye\n", false)
	assert.Contains(t, different.said, "go test -update")
	assert.Contains(t, different.said, "-hello")
	assert.Contains(t, different.said, "+goodbye")
}

func TestSQL(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), `create table birds (id bigint, name text)`)
	require.NoError(t, err)
	SQL(t, pool, "birds", `select name from birds where id = $1 and name <> $2`, "bigint 7", "text a\nb")

	Sheet(t, pool, "sheet", Statement{"by key", `select name from birds where id = $1`, []string{"bigint 7"}}, Statement{"all", `select * from birds`, nil})
	refused := &recorder{TB: t}
	Sheet(refused, pool, "never-written", Statement{"wrong table", `select * from fish`, nil})
	assert.Contains(t, refused.said, `wrong table`)
	assert.NoFileExists(t, "testdata/never-written.golden.sql")

	cases := []struct{ name, text, want string }{
		{"wrong column", `select nam from birds`, "select ⟹nam from birds"},
		{"too few arguments", `select name from birds where id = $1`, "1 placeholders, and there are 0 arguments"},
		{"two statements", `select 1; select 2`, "cannot insert multiple commands"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused := &recorder{TB: t}
			SQL(refused, pool, "never-written", c.text)
			assert.Contains(t, refused.said, c.want)
			assert.NoFileExists(t, "testdata/never-written.golden.sql")
		})
	}
}
