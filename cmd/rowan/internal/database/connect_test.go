package database_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/cmd/rowan/internal/database"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/uow"
)

const secret = "s3cr3t"

func TestS17_HowToGoOnWithoutAServer(t *testing.T) {
	t.Parallel()
	_, err := database.Connect(t.Context(), database.Options{URL: "host=/nowhere user=me password=" + secret + " dbname=shop port=5"})
	require.EqualError(t, err, `uow: cannot connect to database "shop" on socket /nowhere/.s.PGSQL.5 as "me": no such file or directory; `+
		`see that the server runs and that the URL names it; or unset DATABASE_URL to use a throw-away server`)
	_, err = database.Connect(t.Context(), database.Options{URL: "postgres://user:" + secret + "@host:port/db"})
	require.ErrorIs(t, err, uow.ErrURL)
	assert.NotContains(t, err.Error(), secret)
}

func TestConnect_HasAnEmptySchemaOfItsOwn(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	url := pgtemp.URL(t)
	for _, run := range []string{"first", "again"} {
		pool, err := database.Connect(ctx, database.Options{URL: url})
		require.NoError(t, err)
		_, err = pool.Exec(ctx, "CREATE TABLE mine (n int)")
		require.NoError(t, err, "%s: the schema is made anew", run)
		var schema string
		require.NoError(t, pool.QueryRow(ctx, "SELECT relnamespace::regnamespace::text FROM pg_class WHERE relname = 'mine'").Scan(&schema))
		assert.Equal(t, database.Schema, schema)
		pool.Close()
	}
}
