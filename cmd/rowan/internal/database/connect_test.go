package database_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/cmd/rowan/internal/database"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

const secret = "s3cr3t"

func TestS17_ABadURLLeaksNoPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://user:" + secret + "@host:port/db",
		"postgres://user:" + secret + "%zz@host/db",
		"postgres://user:" + secret + "@host/db?sslmode=sometimes",
		"postgres://user:p@" + secret + "@[host/db",
		"postgres://user:12/" + secret + "@host/db",
		"host=x password=" + secret + " port=many",
		"mysql://user:" + secret + "@host/db",
		secret,
	} {
		_, err := database.Connect(t.Context(), database.Options{URL: url})
		require.ErrorIs(t, err, database.ErrURL)
		assert.NotContains(t, err.Error(), secret)
	}
}

func TestS17_AnUnreachableServerIsNamedWithoutThePassword(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())

	for _, c := range []struct{ name, url, address, reason string }{
		{"port", "postgres://me:" + secret + "@" + address + "/shop", address, "connection refused"},
		{"host", "postgres://me:" + secret + "@no.such.host.invalid:1/shop", "no.such.host.invalid:1", "no such host"},
		{"socket", "host=/nowhere user=me password=" + secret + " dbname=shop port=5", "socket /nowhere/.s.PGSQL.5", "no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := database.Connect(t.Context(), database.Options{URL: c.url})
			require.EqualError(t, err, `cannot connect to database "shop" on `+c.address+` as "me": `+c.reason+
				`; start that server, or unset DATABASE_URL to use a throw-away one`)
			var unreachable *database.UnreachableError
			require.ErrorAs(t, err, &unreachable)
			assert.Error(t, unreachable.Unwrap())
		})
	}
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
