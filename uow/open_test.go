package uow_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

const secret = "s3cr3t"

func TestS17_AFactoryFromOneURL(t *testing.T) {
	ctx := t.Context()
	url := pgtemp.URL(t)
	for name, given := range map[string]string{"given": url, "of the environment": ""} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(uow.Variable, url)
			factory, err := uow.Open(ctx, given, Model, uow.Options{ReadOnly: true})
			require.NoError(t, err)
			t.Cleanup(factory.Close)
			assert.Same(t, Model, factory.Model)
			require.NoError(t, factory.Run(ctx, func(s *uow.Session) error {
				shown, _, err := query.Raw[string](query.SQL("SHOW transaction_read_only")).Rows(ctx, s).Scalar()
				assert.Equal(t, "on", shown, "the options are kept")
				return err
			}))
		})
	}
}

func TestS17_NoURLAtAll(t *testing.T) {
	t.Setenv(uow.Variable, "")
	_, err := uow.Open(t.Context(), "", Model)
	require.ErrorIs(t, err, uow.ErrNoURL)
	assert.ErrorContains(t, err, "set DATABASE_URL=")
}

func TestS17_AFactoryWithoutAPoolIsClosed(t *testing.T) {
	t.Parallel()
	assert.NotPanics(t, uow.Factory{}.Close)
}

func TestS17_ABadURLLeaksNoPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://user:" + secret + "@host:port/db",
		"postgres://user:" + secret + "%zz@host/db",
		"postgres://user:" + secret + "@host/db?sslmode=sometimes",
		"postgres://user:" + secret + "@host/db?pool_max_conns=many",
		"postgres://user:p@" + secret + "@[host/db",
		"postgres://user:12/" + secret + "@host/db",
		"postgres://user:12/x?" + secret + "@host/db",
		"host=x password=" + secret + " port=many",
		"mysql://user:" + secret + "@host/db",
		secret,
	} {
		_, err := uow.Open(t.Context(), url, Model)
		require.ErrorIs(t, err, uow.ErrURL, url)
		assert.NotContains(t, err.Error(), secret)
	}
}

func TestS17_AnUnreachableServerIsNamedWithoutThePassword(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()

	for _, c := range []struct {
		name         string
		ctx          context.Context
		url, address string
		reason       string
	}{
		{"port", t.Context(), "postgres://me:" + secret + "@" + address + "/shop", address, "connection refused"},
		{"host", t.Context(), "postgres://me:" + secret + "@no.such.host.invalid:1/shop", "no.such.host.invalid:1", "no such host"},
		{"socket", t.Context(), "host=/nowhere user=me password=" + secret + " dbname=shop port=5", "socket /nowhere/.s.PGSQL.5", "no such file or directory"},
		{"cancelled", cancelled, "postgres://me:" + secret + "@" + address + "/shop", address, "the context was cancelled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := uow.Open(c.ctx, c.url, Model)
			require.EqualError(t, err, `uow: cannot connect to database "shop" on `+c.address+` as "me": `+c.reason+
				`; see that the server runs and that the URL names it`)
			var unreachable *uow.UnreachableError
			require.ErrorAs(t, err, &unreachable)
			assert.Error(t, unreachable.Unwrap())
		})
	}
}

func TestS17_TheServerSaysWhyItRefuses(t *testing.T) {
	t.Parallel()
	config, err := uow.ParseURL(pgtemp.URL(t))
	require.NoError(t, err)
	config.ConnConfig.Database = "no_such_database"
	_, err = uow.Connect(t.Context(), config)
	require.ErrorContains(t, err, `database "no_such_database" does not exist`)
}
