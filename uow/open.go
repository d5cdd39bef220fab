package uow

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/schema"
)

// Variable is the environment variable that [Open] and [ParseURL] read where they are given no URL.
const Variable = "DATABASE_URL"

// patience is how long a connection may take to come about, where the URL sets no connect_timeout.
const patience = 5 * time.Second

// Open makes the factory of a service from one URL: it opens a pool, asks the server for an answer (one round trip), and
// keeps pool, model and options. An empty url stands for the variable DATABASE_URL of the environment. The URL is read as
// pgx reads it: postgres://user:password@host:5432/database?sslmode=require&pool_max_conns=10, or key=value pairs. A
// service opens one factory at its start, shares it among its goroutines, and closes it at the end.
//
// It returns [ErrNoURL], [ErrURL], an [UnreachableError], or [ErrPooled] where [Options].Pooled is set; none of them shows the password. Where the configuration
// needs more than a URL can say, a tracer for instance, use [ParseURL], [Connect] and a [Factory] made by hand.
func Open(ctx context.Context, url string, model *schema.Model, opts ...Options) (Factory, error) {
	f := Factory{Model: model}
	for _, o := range opts {
		f.Options = o
	}
	config, err := ParseURL(url)
	if err != nil {
		return Factory{}, err
	}
	if f.Options.Pooled {
		if err := ForPooler(config); err != nil {
			return Factory{}, err
		}
	}
	if f.Pool, err = Connect(ctx, config); err != nil {
		return Factory{}, err
	}
	return f, nil
}

// Close closes the pool, after all of its connections came back. Closing a factory without a pool does nothing.
func (f Factory) Close() {
	if f.Pool != nil {
		f.Pool.Close()
	}
}

// ParseURL reads url, or the variable DATABASE_URL of the environment where it is empty. Nothing is sent. A connection may
// take five seconds to come about, unless the URL sets connect_timeout. It returns [ErrNoURL] or [ErrURL].
func ParseURL(url string) (*pgxpool.Config, error) {
	if url == "" {
		url = os.Getenv(Variable)
	}
	if url == "" {
		return nil, ErrNoURL
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil || isSplit(config) {
		return nil, ErrURL
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = patience
	}
	return config, nil
}

// isSplit tells whether a part of the password was read as something else, as happens where it has an @, a / or a ? that
// was not escaped. What would be shown then is the password.
func isSplit(config *pgxpool.Config) bool {
	for name := range config.ConnConfig.RuntimeParams {
		if strings.Contains(name, "@") {
			return true
		}
	}
	return strings.Contains(config.ConnConfig.Host, "@") || strings.Contains(config.ConnConfig.Database, "@")
}

// Connect opens a pool and asks the server for an answer, in one round trip on a connection that then waits in the pool.
// It returns an [UnreachableError] where there is no way in.
func Connect(ctx context.Context, config *pgxpool.Config) (*pgxpool.Pool, error) {
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err == nil {
		if err = pool.Ping(ctx); err == nil {
			return pool, nil
		}
		pool.Close()
	}
	c := config.ConnConfig
	return nil, &UnreachableError{User: c.User, Host: c.Host, Database: c.Database, Port: c.Port, Err: err}
}
